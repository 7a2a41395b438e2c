// Made by `npx knhk build examples/order-fulfilment/order-fulfilment.workflow.ts`. Do not edit: change the definition and run that again.
import type { Signature } from "knhk"
import { executor } from "knhk/runtime"
import { OrderFulfilment } from "./order-fulfilment.workflow.ts"

/** What the tasks of workflow "order-fulfilment" take and give. */
export interface OrderFulfilmentTasks {
  readonly "receive order": Signature<"task", {
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly revision: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "check order": Signature<"decision", {
    readonly revision: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    approved: {
      readonly approvedBy: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    unclear: {
      readonly revision: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    refused: {
      readonly reason: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "modify order": Signature<"task", {
    readonly revision: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly revision: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "notify customer": Signature<"task", {
    readonly reason: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly order: string
      readonly ending: "delivered" | "compensated" | "claim refused" | "rejected"
    }
  }>
  readonly "appoint carrier": Signature<"sub", {
    readonly approvedBy: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly carrier: string
      readonly day: number
      readonly manifest: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }, CarrierTasks>
  readonly "collect payment": Signature<"sub", {
    readonly approvedBy: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly invoice: string
      readonly paid: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }, PaymentTasks>
  readonly "hand over freight": Signature<"task", {
    booking: {
      readonly carrier: string
      readonly day: number
      readonly manifest: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    receipt: {
      readonly invoice: string
      readonly paid: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }, {
    done: {
      readonly legs: number
      readonly carrier: string
      readonly invoice: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "track freight": Signature<"decision", {
    readonly legs: number
    readonly carrier: string
    readonly invoice: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    moving: {
      readonly legs: number
      readonly carrier: string
      readonly invoice: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    arrived: {
      readonly legs: number
      readonly carrier: string
      readonly invoice: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "log position": Signature<"task", {
    readonly legs: number
    readonly carrier: string
    readonly invoice: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly legs: number
      readonly carrier: string
      readonly invoice: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "deliver freight": Signature<"decision", {
    readonly legs: number
    readonly carrier: string
    readonly invoice: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    intact: {
      readonly receivedBy: string
      readonly carrier: string
      readonly invoice: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    damaged: {
      readonly damage: string
      readonly carrier: string
      readonly invoice: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "file receipt": Signature<"task", {
    readonly receivedBy: string
    readonly carrier: string
    readonly invoice: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly order: string
      readonly ending: "delivered" | "compensated" | "claim refused" | "rejected"
    }
  }>
  readonly "lodge claim": Signature<"task", {
    readonly damage: string
    readonly carrier: string
    readonly invoice: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly claim: string
      readonly amount: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "assess claim": Signature<"decision", {
    readonly claim: string
    readonly amount: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    granted: {
      readonly claim: string
      readonly amount: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    refused: {
      readonly claim: string
      readonly why: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "pay compensation": Signature<"task", {
    readonly claim: string
    readonly amount: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly order: string
      readonly ending: "delivered" | "compensated" | "claim refused" | "rejected"
    }
  }>
  readonly "explain refusal": Signature<"task", {
    readonly claim: string
    readonly why: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly order: string
      readonly ending: "delivered" | "compensated" | "claim refused" | "rejected"
    }
  }>
}

/** What the tasks of workflow "carrier" take and give. */
interface CarrierTasks {
  readonly "estimate load": Signature<"task", {
    readonly approvedBy: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly trailers: number
      readonly window: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "request pickup": Signature<"decision", {
    readonly trailers: number
    readonly window: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    offered: {
      readonly trailers: number
      readonly carrier: string
      readonly day: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    none: {
      readonly trailers: number
      readonly window: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "widen window": Signature<"task", {
    readonly trailers: number
    readonly window: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly trailers: number
      readonly window: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "confirm pickup": Signature<"task", {
    readonly trailers: number
    readonly carrier: string
    readonly day: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly trailers: number
      readonly carrier: string
      readonly day: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "plan route": Signature<"task", {
    readonly trailers: number
    readonly carrier: string
    readonly day: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly carrier: string
      readonly day: number
      readonly stops: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "write manifest": Signature<"task", {
    readonly trailers: number
    readonly carrier: string
    readonly day: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly manifest: string
    }
  }>
  readonly "book carrier": Signature<"task", {
    route: {
      readonly carrier: string
      readonly day: number
      readonly stops: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    papers: {
      readonly manifest: string
    }
  }, {
    done: {
      readonly carrier: string
      readonly day: number
      readonly manifest: string
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
}

/** What the tasks of workflow "payment" take and give. */
interface PaymentTasks {
  readonly "issue invoice": Signature<"task", {
    readonly approvedBy: string
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly invoice: string
      readonly open: number
      readonly reminders: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "receive payment": Signature<"decision", {
    readonly invoice: string
    readonly open: number
    readonly reminders: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    settled: {
      readonly invoice: string
      readonly paid: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
    short: {
      readonly invoice: string
      readonly open: number
      readonly reminders: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "send reminder": Signature<"task", {
    readonly invoice: string
    readonly open: number
    readonly reminders: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly invoice: string
      readonly open: number
      readonly reminders: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
  readonly "book payment": Signature<"task", {
    readonly invoice: string
    readonly paid: number
    readonly order: string
    readonly customer: string
    readonly weight: number
    readonly price: number
  }, {
    done: {
      readonly invoice: string
      readonly paid: number
      readonly order: string
      readonly customer: string
      readonly weight: number
      readonly price: number
    }
  }>
}

/** Workflow "order-fulfilment": `.layer({...})` or `.with({...})` takes its handlers. */
export const OrderFulfilmentExecutor = executor<typeof OrderFulfilment, OrderFulfilmentTasks>(OrderFulfilment, {
  hash: "9ad3a8b9f9703d00a6c7f67b887f6995fa597fceabf9aecd0af7512b87bda7b3",
  mend: "npx knhk build examples/order-fulfilment/order-fulfilment.workflow.ts",
  table: "iUtOSA0KGgoBAAAAQAAAAAQDAgEAAAAAzBgAAAAAAAAdAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAzD1djgEAAQAEAAAAAAQAAAAAAAAPAAAAAAAAAG5+mPQAAAAAAgABAAEAAABABAAAAAAAAIoGAAAAAAAAro20IwAAAAADAAEABAAAAAALAAAAAAAAWQAAAAAAAABWYz/MAAAAAAQAAQAEAAAAgAwAAAAAAAAEAAAAAAAAAIh1RuEAAAAABQABAAQAAADADAAAAAAAACMAAAAAAAAA6S507QAAAAAGAAEABAAAAIANAAAAAAAAIwAAAAAAAAAPQrcWAAAAAAcAAQAEAAAAQA4AAAAAAAAkAAAAAAAAABOvQmIAAAAACAABAAQAAAAADwAAAAAAAB8AAAAAAAAA3ON8sQAAAAAJAAEABAAAAIAPAAAAAAAAHQAAAAAAAABcp8++AAAAAAoAAQABAAAAABAAAAAAAAAdAAAAAAAAACESWTsAAAAACwABAAEAAABAEAAAAAAAAB0AAAAAAAAA5eTUrwAAAAAMAAEAAQAAAIAQAAAAAAAAHQAAAAAAAACdC2GGAAAAAA0AAQAEAAAAwBAAAAAAAAAdAAAAAAAAAL/Z7BoAAAAADgABAAQAAABAEQAAAAAAAB0AAAAAAAAArBw2DwAAAAAPAAEABAAAAMARAAAAAAAAHgAAAAAAAACW+8cMAAAAABAAAQAEAAAAQBIAAAAAAAAfAAAAAAAAAPmKRBgAAAAAEQABAAQAAADAEgAAAAAAAB8AAAAAAAAA+NoCkAAAAAASAAEABAAAAEATAAAAAAAAHgAAAAAAAAA2VTJ8AAAAABMAAQAEAAAAwBMAAAAAAAAkAAAAAAAAAK13/EcAAAAAFAABAAQAAACAFAAAAAAAACUAAAAAAAAAf8p1rQAAAAAVAAEABAAAAEAVAAAAAAAAJgAAAAAAAABOJqsEAAAAABYAAQAEAAAAABYAAAAAAAAmAAAAAAAAAJvSSgwAAAAAFwABAAQAAADAFgAAAAAAACYAAAAAAAAAQVYpCAAAAAAYAAEABAAAAIAXAAAAAAAAHgAAAAAAAADj8Zr2AAAAABkAAQAEAAAAABgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAGgABAAQAAAAAGAAAAAAAAB4AAAAAAAAA4/Ga9gAAAAAbAAEABAAAAIAYAAAAAAAAAAAAAAAAAAAAAAAAAAAAABwAAQAEAAAAgBgAAAAAAAADAAAAAAAAAAtI6nYAAAAAHQABAAQAAADAGAAAAAAAAAMAAAAAAAAA6FmxXQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAAAAACKBgAAWAAAACMAAAAEAAAAHQAAAB8AAAAkAAAAJgAAAAAAAAAAAAAAAwAAAAAAAABvcmRlci1mdWxmaWxtZW50OWFkM2E4YjlmOTcwM2QwMGE2YzdmNjdiODg3ZjY5OTVmYTU5N2ZjZWFiZjlhZWNkMGFmNzUxMmI4N2JkYTdiM2luOnJlY2VpdmUgb3JkZXJpbjpjaGVjayBvcmRlcmluOm1vZGlmeSBvcmRlcmluOm5vdGlmeSBjdXN0b21lcmluOmFwcG9pbnQgY2FycmllcmluOmNvbGxlY3QgcGF5bWVudGluOmhhbmQgb3ZlciBmcmVpZ2h0fmJvb2tpbmdpbjpoYW5kIG92ZXIgZnJlaWdodH5yZWNlaXB0aW46dHJhY2sgZnJlaWdodGluOmxvZyBwb3NpdGlvbmluOmRlbGl2ZXIgZnJlaWdodGluOmZpbGUgcmVjZWlwdGluOmxvZGdlIGNsYWltaW46YXNzZXNzIGNsYWltaW46cGF5IGNvbXBlbnNhdGlvbmluOmV4cGxhaW4gcmVmdXNhbGVuZDpmaWxlIHJlY2VpcHRlbmQ6cGF5IGNvbXBlbnNhdGlvbmVuZDpleHBsYWluIHJlZnVzYWxlbmQ6bm90aWZ5IGN1c3RvbWVyYWxsOmNoZWNrIG9yZGVyfmFwcHJvdmVkaW46YXBwb2ludCBjYXJyaWVyL2VzdGltYXRlIGxvYWRpbjphcHBvaW50IGNhcnJpZXIvcmVxdWVzdCBwaWNrdXBpbjphcHBvaW50IGNhcnJpZXIvd2lkZW4gd2luZG93aW46YXBwb2ludCBjYXJyaWVyL2NvbmZpcm0gcGlja3VwaW46YXBwb2ludCBjYXJyaWVyL3BsYW4gcm91dGVpbjphcHBvaW50IGNhcnJpZXIvd3JpdGUgbWFuaWZlc3RpbjphcHBvaW50IGNhcnJpZXIvYm9vayBjYXJyaWVyfnJvdXRlaW46YXBwb2ludCBjYXJyaWVyL2Jvb2sgY2Fycmllcn5wYXBlcnNlbmQ6YXBwb2ludCBjYXJyaWVyL2Jvb2sgY2FycmllcmluOmNvbGxlY3QgcGF5bWVudC9pc3N1ZSBpbnZvaWNlaW46Y29sbGVjdCBwYXltZW50L3JlY2VpdmUgcGF5bWVudGluOmNvbGxlY3QgcGF5bWVudC9zZW5kIHJlbWluZGVyaW46Y29sbGVjdCBwYXltZW50L2Jvb2sgcGF5bWVudGVuZDpjb2xsZWN0IHBheW1lbnQvYm9vayBwYXltZW50cmVjZWl2ZSBvcmRlcmNoZWNrIG9yZGVyfmFsbH5jaGVjayBvcmRlcn5hcHByb3ZlZG1vZGlmeSBvcmRlcm5vdGlmeSBjdXN0b21lcn5iZWdpbn5hcHBvaW50IGNhcnJpZXJhcHBvaW50IGNhcnJpZXIvZXN0aW1hdGUgbG9hZGFwcG9pbnQgY2Fycmllci9yZXF1ZXN0IHBpY2t1cGFwcG9pbnQgY2Fycmllci93aWRlbiB3aW5kb3dhcHBvaW50IGNhcnJpZXIvY29uZmlybSBwaWNrdXBhcHBvaW50IGNhcnJpZXIvcGxhbiByb3V0ZWFwcG9pbnQgY2Fycmllci93cml0ZSBtYW5pZmVzdGFwcG9pbnQgY2Fycmllci9ib29rIGNhcnJpZXJ+ZW5kfmFwcG9pbnQgY2Fycmllcn5iZWdpbn5jb2xsZWN0IHBheW1lbnRjb2xsZWN0IHBheW1lbnQvaXNzdWUgaW52b2ljZWNvbGxlY3QgcGF5bWVudC9yZWNlaXZlIHBheW1lbnRjb2xsZWN0IHBheW1lbnQvc2VuZCByZW1pbmRlcmNvbGxlY3QgcGF5bWVudC9ib29rIHBheW1lbnR+ZW5kfmNvbGxlY3QgcGF5bWVudGhhbmQgb3ZlciBmcmVpZ2h0dHJhY2sgZnJlaWdodGxvZyBwb3NpdGlvbmRlbGl2ZXIgZnJlaWdodGZpbGUgcmVjZWlwdGxvZGdlIGNsYWltYXNzZXNzIGNsYWltcGF5IGNvbXBlbnNhdGlvbmV4cGxhaW4gcmVmdXNhbHJvdXRlcGFwZXJzYm9va2luZ3JlY2VpcHRkb25lYXBwcm92ZWR1bmNsZWFycmVmdXNlZG9mZmVyZWRub25lc2V0dGxlZHNob3J0bW92aW5nYXJyaXZlZGludGFjdGRhbWFnZWRncmFudGVkYXBwb2ludCBjYXJyaWVyY29sbGVjdCBwYXltZW50Y2FycmllcnBheW1lbnQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAFAAAABgAAAAbgAAAH0AAACPAAAAoQAAALMAAADPAAAA6wAAAPsAAAAKAQAAHAEAACsBAAA5AQAASAEAAFsBAABtAQAAfQEAAJEBAACkAQAAtwEAAM8BAADvAQAAEAIAAC8CAABQAgAAbQIAAI4CAACzAgAA2QIAAPkCAAAZAwAAOwMAAFsDAAB6AwAAmgMAAKcDAACyAwAAywMAANcDAADmAwAA/AMAABkEAAA3BAAAUwQAAHEEAACLBAAAqQQAAMUEAADZBAAA7wQAAAwFAAArBQAASAUAAGQFAAB4BQAAiQUAAJYFAACiBQAAsQUAAL0FAADIBQAA1AUAAOQFAADzBQAA8wUAAPgFAAD+BQAABQYAAAwGAAAQBgAAGAYAAB8GAAAmBgAALQYAADEGAAA4BgAAPQYAAEMGAABKBgAAUAYAAFcGAABeBgAAbQYAAHwGAACDBgAAigYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEQAAABIAAAATAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAAMAAAAEAAAABQAAAAYAAAAHAAAACAAAAAkAAAAKAAAACwAAAAwAAAANAAAADgAAAA8AAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAB4AAAAfAAAAIAAAACEAAAAiAAAAIwAAACQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAACAAAAAwAAAAQAAAAFAAAABgAAAAcAAAAIAAAACQAAAAoAAAALAAAADAAAAA0AAAAOAAAADwAAABAAAAAQAAAAEAAAABAAAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAB4AAAAfAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAADAAAABAAAAAUAAAAOAAAAFAAAABQAAAAVAAAAFgAAABcAAAAYAAAAGQAAABoAAAAbAAAAHAAAAAIAAAAGAAAABwAAAAgAAAAJAAAACgAAAAsAAAAMAAAADAAAAA0AAAAPAAAAEAAAABEAAAASAAAAEwAAAAAAAAAlAAAAJgAAACcAAAAoAAAAKQAAACoAAAArAAAALAAAAC0AAAAuAAAALwAAADAAAAAxAAAAMgAAADMAAAA0AAAANQAAADYAAAA3AAAAOAAAADkAAAA6AAAAOwAAADwAAAA9AAAAPgAAAD8AAABAAAAAQQAAAAAAAAAAAAAAAAAAAAAAAgAAAgAAAAAAAAACAgAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAQEBAQEBAQEBAQEAAQEBAQEBAQABAQEBAQEBAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAEAAAAAAAAAAAEAAAAAAQABAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAAAAAAAAAAAAgAAAAIAAAACAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAIAAAADAAAABAAAAAUAAAAGAAAABwAAAAgAAAAJAAAACgAAAAsAAAAMAAAADgAAAA8AAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAXAAAAGAAAABkAAAAaAAAAGwAAABwAAAAdAAAAHgAAAB8AAAAAAAAAAAAAAAAAAAABAAAAFAAAAAIAAAADAAAABAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAAUAAAAeAAAAHwAAACAAAAAhAAAAIgAAAAYAAAAHAAAACAAAAAkAAAAKAAAACwAAAAwAAAANAAAADgAAAA8AAAAAAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQwAAAEQAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAARQAAAEYAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAAAAAAAAAAAAAQAAAAQAAAAFAAAABgAAAAcAAAAIAAAACQAAAAsAAAAMAAAADQAAAA4AAAAPAAAAEAAAABEAAAASAAAAEwAAABUAAAAWAAAAFwAAABgAAAAZAAAAGwAAABwAAAAeAAAAHwAAACAAAAAiAAAAIwAAACQAAAAAAAAAAAAAAEcAAABIAAAASQAAAEoAAABHAAAARwAAAEcAAABHAAAARwAAAEsAAABMAAAARwAAAEcAAABHAAAARwAAAEcAAABHAAAARwAAAEcAAABNAAAATgAAAEcAAABHAAAARwAAAEcAAABPAAAAUAAAAEcAAABRAAAAUgAAAEcAAABHAAAAUwAAAEoAAABHAAAARwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAgAAAAMAAAAEAAAABgAAAAcAAAAIAAAACQAAAAoAAAALAAAADAAAAA0AAAAPAAAAEAAAABEAAAASAAAAEwAAABQAAAAVAAAAFgAAABcAAAAYAAAAGQAAABoAAAAbAAAAHAAAAB0AAAAeAAAAHwAAACAAAAAhAAAAIgAAACMAAAAkAAAAJQAAACYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAUAAAAAgAAAAMAAAAEAAAABQAAAAEAAAATAAAAFQAAABYAAAAYAAAAFwAAABYAAAAZAAAAGgAAABsAAAAcAAAAHQAAAAYAAAAeAAAAHwAAACEAAAAgAAAAHwAAACIAAAAHAAAACAAAAAkAAAAKAAAACAAAAAsAAAAMAAAAEAAAAA0AAAAOAAAADwAAABEAAAASAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAQAAAAEAAAACAAAAAgAAAAMAAAAEAAAABQAAAAYAAAAHAAAABwAAAAgAAAAJAAAACQAAAAoAAAALAAAADAAAAA0AAAAOAAAADwAAABAAAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAVAAAAFgAAABcAAAAXAAAAGAAAABkAAAAaAAAAGgAAABsAAAAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAQAAAAEAAAD//////////wIAAAD//////////wAAAAABAAAAAQAAAAIAAAADAAAAAwAAAAQAAAAEAAAA/////wMAAAD/////AAAAAAEAAAABAAAAAgAAAP////8DAAAABAAAAAUAAAAFAAAABgAAAAcAAAAHAAAA/////wgAAAAJAAAACQAAAP//////////AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABCAAAAVAAAAFUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFYAAABXAAAA",
})
