// Made by `npx knhk build examples/order-fulfilment/order-fulfilment.workflow.ts`. Do not edit: change the definition and run that again.
import type { Signature } from "knhk"
import { executor } from "knhk/runtime"
import { OrderFulfilment } from "./order-fulfilment.workflow.ts"

/** What the tasks of workflow "order-fulfilment" take and give. */
export interface OrderFulfilmentTasks {
  readonly "receive order": Signature<"task", {
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly revision: number
      readonly weight: number
    }
  }>
  readonly "check order": Signature<"decision", {
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly revision: number
    readonly weight: number
  }, {
    approved: {
      readonly approvedBy: string
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly weight: number
    }
    unclear: {
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly revision: number
      readonly weight: number
    }
    refused: {
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly reason: string
      readonly weight: number
    }
  }>
  readonly "modify order": Signature<"task", {
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly revision: number
    readonly weight: number
  }, {
    done: {
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly revision: number
      readonly weight: number
    }
  }>
  readonly "notify customer": Signature<"task", {
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly reason: string
    readonly weight: number
  }, {
    done: {
      readonly ending: "claim refused" | "compensated" | "delivered" | "rejected"
      readonly order: string
    }
  }>
  readonly "appoint carrier": Signature<"sub", {
    readonly approvedBy: string
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly carrier: string
      readonly customer: string
      readonly day: number
      readonly manifest: string
      readonly order: string
      readonly price: number
      readonly weight: number
    }
  }, CarrierTasks>
  readonly "collect payment": Signature<"sub", {
    readonly approvedBy: string
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly customer: string
      readonly invoice: string
      readonly order: string
      readonly paid: number
      readonly price: number
      readonly weight: number
    }
  }, PaymentTasks>
  readonly "hand over freight": Signature<"task", {
    booking: {
      readonly carrier: string
      readonly customer: string
      readonly day: number
      readonly manifest: string
      readonly order: string
      readonly price: number
      readonly weight: number
    }
    receipt: {
      readonly customer: string
      readonly invoice: string
      readonly order: string
      readonly paid: number
      readonly price: number
      readonly weight: number
    }
  }, {
    done: {
      readonly carrier: string
      readonly customer: string
      readonly invoice: string
      readonly legs: number
      readonly order: string
      readonly price: number
      readonly weight: number
    }
  }>
  readonly "track freight": Signature<"decision", {
    readonly carrier: string
    readonly customer: string
    readonly invoice: string
    readonly legs: number
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    moving: {
      readonly carrier: string
      readonly customer: string
      readonly invoice: string
      readonly legs: number
      readonly order: string
      readonly price: number
      readonly weight: number
    }
    arrived: {
      readonly carrier: string
      readonly customer: string
      readonly invoice: string
      readonly legs: number
      readonly order: string
      readonly price: number
      readonly weight: number
    }
  }>
  readonly "log position": Signature<"task", {
    readonly carrier: string
    readonly customer: string
    readonly invoice: string
    readonly legs: number
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly carrier: string
      readonly customer: string
      readonly invoice: string
      readonly legs: number
      readonly order: string
      readonly price: number
      readonly weight: number
    }
  }>
  readonly "deliver freight": Signature<"decision", {
    readonly carrier: string
    readonly customer: string
    readonly invoice: string
    readonly legs: number
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    intact: {
      readonly carrier: string
      readonly customer: string
      readonly invoice: string
      readonly order: string
      readonly price: number
      readonly receivedBy: string
      readonly weight: number
    }
    damaged: {
      readonly carrier: string
      readonly customer: string
      readonly damage: string
      readonly invoice: string
      readonly order: string
      readonly price: number
      readonly weight: number
    }
  }>
  readonly "file receipt": Signature<"task", {
    readonly carrier: string
    readonly customer: string
    readonly invoice: string
    readonly order: string
    readonly price: number
    readonly receivedBy: string
    readonly weight: number
  }, {
    done: {
      readonly ending: "claim refused" | "compensated" | "delivered" | "rejected"
      readonly order: string
    }
  }>
  readonly "lodge claim": Signature<"task", {
    readonly carrier: string
    readonly customer: string
    readonly damage: string
    readonly invoice: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly amount: number
      readonly claim: string
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly weight: number
    }
  }>
  readonly "assess claim": Signature<"decision", {
    readonly amount: number
    readonly claim: string
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    granted: {
      readonly amount: number
      readonly claim: string
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly weight: number
    }
    refused: {
      readonly claim: string
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly weight: number
      readonly why: string
    }
  }>
  readonly "pay compensation": Signature<"task", {
    readonly amount: number
    readonly claim: string
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly ending: "claim refused" | "compensated" | "delivered" | "rejected"
      readonly order: string
    }
  }>
  readonly "explain refusal": Signature<"task", {
    readonly claim: string
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
    readonly why: string
  }, {
    done: {
      readonly ending: "claim refused" | "compensated" | "delivered" | "rejected"
      readonly order: string
    }
  }>
}

/** What the tasks of workflow "carrier" take and give. */
interface CarrierTasks {
  readonly "estimate load": Signature<"task", {
    readonly approvedBy: string
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly trailers: number
      readonly weight: number
      readonly window: number
    }
  }>
  readonly "request pickup": Signature<"decision", {
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly trailers: number
    readonly weight: number
    readonly window: number
  }, {
    offered: {
      readonly carrier: string
      readonly customer: string
      readonly day: number
      readonly order: string
      readonly price: number
      readonly trailers: number
      readonly weight: number
    }
    none: {
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly trailers: number
      readonly weight: number
      readonly window: number
    }
  }>
  readonly "widen window": Signature<"task", {
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly trailers: number
    readonly weight: number
    readonly window: number
  }, {
    done: {
      readonly customer: string
      readonly order: string
      readonly price: number
      readonly trailers: number
      readonly weight: number
      readonly window: number
    }
  }>
  readonly "confirm pickup": Signature<"task", {
    readonly carrier: string
    readonly customer: string
    readonly day: number
    readonly order: string
    readonly price: number
    readonly trailers: number
    readonly weight: number
  }, {
    done: {
      readonly carrier: string
      readonly customer: string
      readonly day: number
      readonly order: string
      readonly price: number
      readonly trailers: number
      readonly weight: number
    }
  }>
  readonly "plan route": Signature<"task", {
    readonly carrier: string
    readonly customer: string
    readonly day: number
    readonly order: string
    readonly price: number
    readonly trailers: number
    readonly weight: number
  }, {
    done: {
      readonly carrier: string
      readonly customer: string
      readonly day: number
      readonly order: string
      readonly price: number
      readonly stops: number
      readonly weight: number
    }
  }>
  readonly "write manifest": Signature<"task", {
    readonly carrier: string
    readonly customer: string
    readonly day: number
    readonly order: string
    readonly price: number
    readonly trailers: number
    readonly weight: number
  }, {
    done: {
      readonly manifest: string
    }
  }>
  readonly "book carrier": Signature<"task", {
    papers: {
      readonly manifest: string
    }
    route: {
      readonly carrier: string
      readonly customer: string
      readonly day: number
      readonly order: string
      readonly price: number
      readonly stops: number
      readonly weight: number
    }
  }, {
    done: {
      readonly carrier: string
      readonly customer: string
      readonly day: number
      readonly manifest: string
      readonly order: string
      readonly price: number
      readonly weight: number
    }
  }>
}

/** What the tasks of workflow "payment" take and give. */
interface PaymentTasks {
  readonly "issue invoice": Signature<"task", {
    readonly approvedBy: string
    readonly customer: string
    readonly order: string
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly customer: string
      readonly invoice: string
      readonly open: number
      readonly order: string
      readonly price: number
      readonly reminders: number
      readonly weight: number
    }
  }>
  readonly "receive payment": Signature<"decision", {
    readonly customer: string
    readonly invoice: string
    readonly open: number
    readonly order: string
    readonly price: number
    readonly reminders: number
    readonly weight: number
  }, {
    settled: {
      readonly customer: string
      readonly invoice: string
      readonly order: string
      readonly paid: number
      readonly price: number
      readonly weight: number
    }
    short: {
      readonly customer: string
      readonly invoice: string
      readonly open: number
      readonly order: string
      readonly price: number
      readonly reminders: number
      readonly weight: number
    }
  }>
  readonly "send reminder": Signature<"task", {
    readonly customer: string
    readonly invoice: string
    readonly open: number
    readonly order: string
    readonly price: number
    readonly reminders: number
    readonly weight: number
  }, {
    done: {
      readonly customer: string
      readonly invoice: string
      readonly open: number
      readonly order: string
      readonly price: number
      readonly reminders: number
      readonly weight: number
    }
  }>
  readonly "book payment": Signature<"task", {
    readonly customer: string
    readonly invoice: string
    readonly order: string
    readonly paid: number
    readonly price: number
    readonly weight: number
  }, {
    done: {
      readonly customer: string
      readonly invoice: string
      readonly order: string
      readonly paid: number
      readonly price: number
      readonly weight: number
    }
  }>
}

/** Workflow "order-fulfilment": `.layer({...})` or `.with({...})` takes its handlers. */
export const OrderFulfilmentExecutor = executor<typeof OrderFulfilment, OrderFulfilmentTasks, {}>(OrderFulfilment, {
  hash: "9ad3a8b9f9703d00a6c7f67b887f6995fa597fceabf9aecd0af7512b87bda7b3",
  mend: "npx knhk build examples/order-fulfilment/order-fulfilment.workflow.ts",
  table: "iUtOSA0KGgoCAAAAQAAAAAQDAgEAAAAAgCIAAAAAAAA7AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOqFNAAEAAQAEAAAAwAcAAAAAAAAWAAAAAAAAADypJdwAAAAAAgABAAEAAABACAAAAAAAAIoGAAAAAAAAro20IwAAAAADAAEABAAAAAAPAAAAAAAAWQAAAAAAAABWYz/MAAAAAAUAAQAEAAAAgBAAAAAAAAAjAAAAAAAAAOkudO0AAAAABgABAAQAAABAEQAAAAAAACMAAAAAAAAAD0K3FgAAAAAHAAEABAAAAAASAAAAAAAAJAAAAAAAAAATr0JiAAAAAAgAAQAEAAAAwBIAAAAAAAAfAAAAAAAAANzjfLEAAAAACQABAAQAAABAEwAAAAAAAB0AAAAAAAAAXKfPvgAAAAAKAAEAAQAAAMATAAAAAAAAHQAAAAAAAAAhElk7AAAAAAsAAQABAAAAABQAAAAAAAAdAAAAAAAAAOXk1K8AAAAADAABAAEAAABAFAAAAAAAAB0AAAAAAAAAnQthhgAAAAANAAEABAAAAIAUAAAAAAAAHQAAAAAAAAC/2ewaAAAAAA4AAQAEAAAAABUAAAAAAAAdAAAAAAAAAKwcNg8AAAAADwABAAQAAACAFQAAAAAAAB4AAAAAAAAAlvvHDAAAAAAQAAEABAAAAAAWAAAAAAAAHwAAAAAAAAD5ikQYAAAAABEAAQAEAAAAgBYAAAAAAAAfAAAAAAAAAPjaApAAAAAAEgABAAQAAAAAFwAAAAAAAB4AAAAAAAAANlUyfAAAAAATAAEABAAAAIAXAAAAAAAAJAAAAAAAAACtd/xHAAAAABQAAQAEAAAAQBgAAAAAAAAlAAAAAAAAAH/Kda0AAAAAFQABAAQAAAAAGQAAAAAAACYAAAAAAAAATiarBAAAAAAWAAEABAAAAMAZAAAAAAAAJgAAAAAAAACb0koMAAAAABcAAQAEAAAAgBoAAAAAAAAmAAAAAAAAAEFWKQgAAAAAGAABAAQAAABAGwAAAAAAAB4AAAAAAAAA4/Ga9gAAAAAZAAEABAAAAMAbAAAAAAAAAAAAAAAAAAAAAAAAAAAAABoAAQAEAAAAwBsAAAAAAAAeAAAAAAAAAOPxmvYAAAAAGwABAAQAAABAHAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAcAAEABAAAAEAcAAAAAAAAAwAAAAAAAAALSOp2AAAAAB0AAQAEAAAAgBwAAAAAAAADAAAAAAAAAOhZsV0AAAAAHgABAAEAAADAHAAAAAAAACMAAAAAAAAAEEEOAwAAAAAfAAEABAAAAAAdAAAAAAAAAgAAAAAAAAAyGG1RAAAAACAAAQAEAAAAQB0AAAAAAAABAAAAAAAAAMdLZ0gAAAAAIQABAAEAAACAHQAAAAAAAB8AAAAAAAAABWE/PAAAAAAiAAEAAQAAAMAdAAAAAAAAHQAAAAAAAAAv2CTgAAAAACMAAQABAAAAAB4AAAAAAAAdAAAAAAAAADjS/ksAAAAAJAABAAQAAABAHgAAAAAAAB0AAAAAAAAAv9nsGgAAAAAlAAEABAAAAMAeAAAAAAAAHQAAAAAAAAC/2ewaAAAAACYAAQAEAAAAQB8AAAAAAAAdAAAAAAAAAL/Z7BoAAAAAJwABAAQAAADAHwAAAAAAAB4AAAAAAAAA4/Ga9gAAAAAoAAEABAAAAEAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAACkAAQAEAAAAQCAAAAAAAAAeAAAAAAAAAOPxmvYAAAAAKgABAAQAAADAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArAAEABAAAAMAgAAAAAAAAHgAAAAAAAADj8Zr2AAAAACwAAQAEAAAAQCEAAAAAAAAAAAAAAAAAAAAAAAAAAAAALQABAAQAAABAIQAAAAAAAB4AAAAAAAAA4/Ga9gAAAAAuAAEABAAAAMAhAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC8AAQAEAAAAwCEAAAAAAAAeAAAAAAAAAOPxmvYAAAAAMAABAAEAAABAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAxAAEABAAAAEAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADIAAQAEAAAAQCIAAAAAAAABAAAAAAAAAMdLZ0gAAAAAMwABAAQAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0AAEABAAAAIAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADUAAQABAAAAgCIAAAAAAAAAAAAAAAAAAAAAAAAAAAAANgABAAQAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3AAEABAAAAIAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADgAAQAEAAAAgCIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOQABAAQAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAA6AAEABAAAAIAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADsAAQAEAAAAgCIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPAABAAEAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAigYAAFgAAAAjAAAAHQAAAB8AAAAkAAAAJgAAAAAAAAAAAAAAAwAAAAEAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAb3JkZXItZnVsZmlsbWVudDlhZDNhOGI5Zjk3MDNkMDBhNmM3ZjY3Yjg4N2Y2OTk1ZmE1OTdmY2VhYmY5YWVjZDBhZjc1MTJiODdiZGE3YjNpbjpyZWNlaXZlIG9yZGVyaW46Y2hlY2sgb3JkZXJpbjptb2RpZnkgb3JkZXJpbjpub3RpZnkgY3VzdG9tZXJpbjphcHBvaW50IGNhcnJpZXJpbjpjb2xsZWN0IHBheW1lbnRpbjpoYW5kIG92ZXIgZnJlaWdodH5ib29raW5naW46aGFuZCBvdmVyIGZyZWlnaHR+cmVjZWlwdGluOnRyYWNrIGZyZWlnaHRpbjpsb2cgcG9zaXRpb25pbjpkZWxpdmVyIGZyZWlnaHRpbjpmaWxlIHJlY2VpcHRpbjpsb2RnZSBjbGFpbWluOmFzc2VzcyBjbGFpbWluOnBheSBjb21wZW5zYXRpb25pbjpleHBsYWluIHJlZnVzYWxlbmQ6ZmlsZSByZWNlaXB0ZW5kOnBheSBjb21wZW5zYXRpb25lbmQ6ZXhwbGFpbiByZWZ1c2FsZW5kOm5vdGlmeSBjdXN0b21lcmFsbDpjaGVjayBvcmRlcn5hcHByb3ZlZGluOmFwcG9pbnQgY2Fycmllci9lc3RpbWF0ZSBsb2FkaW46YXBwb2ludCBjYXJyaWVyL3JlcXVlc3QgcGlja3VwaW46YXBwb2ludCBjYXJyaWVyL3dpZGVuIHdpbmRvd2luOmFwcG9pbnQgY2Fycmllci9jb25maXJtIHBpY2t1cGluOmFwcG9pbnQgY2Fycmllci9wbGFuIHJvdXRlaW46YXBwb2ludCBjYXJyaWVyL3dyaXRlIG1hbmlmZXN0aW46YXBwb2ludCBjYXJyaWVyL2Jvb2sgY2Fycmllcn5yb3V0ZWluOmFwcG9pbnQgY2Fycmllci9ib29rIGNhcnJpZXJ+cGFwZXJzZW5kOmFwcG9pbnQgY2Fycmllci9ib29rIGNhcnJpZXJpbjpjb2xsZWN0IHBheW1lbnQvaXNzdWUgaW52b2ljZWluOmNvbGxlY3QgcGF5bWVudC9yZWNlaXZlIHBheW1lbnRpbjpjb2xsZWN0IHBheW1lbnQvc2VuZCByZW1pbmRlcmluOmNvbGxlY3QgcGF5bWVudC9ib29rIHBheW1lbnRlbmQ6Y29sbGVjdCBwYXltZW50L2Jvb2sgcGF5bWVudHJlY2VpdmUgb3JkZXJjaGVjayBvcmRlcn5hbGx+Y2hlY2sgb3JkZXJ+YXBwcm92ZWRtb2RpZnkgb3JkZXJub3RpZnkgY3VzdG9tZXJ+YmVnaW5+YXBwb2ludCBjYXJyaWVyYXBwb2ludCBjYXJyaWVyL2VzdGltYXRlIGxvYWRhcHBvaW50IGNhcnJpZXIvcmVxdWVzdCBwaWNrdXBhcHBvaW50IGNhcnJpZXIvd2lkZW4gd2luZG93YXBwb2ludCBjYXJyaWVyL2NvbmZpcm0gcGlja3VwYXBwb2ludCBjYXJyaWVyL3BsYW4gcm91dGVhcHBvaW50IGNhcnJpZXIvd3JpdGUgbWFuaWZlc3RhcHBvaW50IGNhcnJpZXIvYm9vayBjYXJyaWVyfmVuZH5hcHBvaW50IGNhcnJpZXJ+YmVnaW5+Y29sbGVjdCBwYXltZW50Y29sbGVjdCBwYXltZW50L2lzc3VlIGludm9pY2Vjb2xsZWN0IHBheW1lbnQvcmVjZWl2ZSBwYXltZW50Y29sbGVjdCBwYXltZW50L3NlbmQgcmVtaW5kZXJjb2xsZWN0IHBheW1lbnQvYm9vayBwYXltZW50fmVuZH5jb2xsZWN0IHBheW1lbnRoYW5kIG92ZXIgZnJlaWdodHRyYWNrIGZyZWlnaHRsb2cgcG9zaXRpb25kZWxpdmVyIGZyZWlnaHRmaWxlIHJlY2VpcHRsb2RnZSBjbGFpbWFzc2VzcyBjbGFpbXBheSBjb21wZW5zYXRpb25leHBsYWluIHJlZnVzYWxyb3V0ZXBhcGVyc2Jvb2tpbmdyZWNlaXB0ZG9uZWFwcHJvdmVkdW5jbGVhcnJlZnVzZWRvZmZlcmVkbm9uZXNldHRsZWRzaG9ydG1vdmluZ2Fycml2ZWRpbnRhY3RkYW1hZ2VkZ3JhbnRlZGFwcG9pbnQgY2FycmllcmNvbGxlY3QgcGF5bWVudGNhcnJpZXJwYXltZW50AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAABQAAAAYAAAAG4AAAB9AAAAjwAAAKEAAACzAAAAzwAAAOsAAAD7AAAACgEAABwBAAArAQAAOQEAAEgBAABbAQAAbQEAAH0BAACRAQAApAEAALcBAADPAQAA7wEAABACAAAvAgAAUAIAAG0CAACOAgAAswIAANkCAAD5AgAAGQMAADsDAABbAwAAegMAAJoDAACnAwAAsgMAAMsDAADXAwAA5gMAAPwDAAAZBAAANwQAAFMEAABxBAAAiwQAAKkEAADFBAAA2QQAAO8EAAAMBQAAKwUAAEgFAABkBQAAeAUAAIkFAACWBQAAogUAALEFAAC9BQAAyAUAANQFAADkBQAA8wUAAPMFAAD4BQAA/gUAAAUGAAAMBgAAEAYAABgGAAAfBgAAJgYAAC0GAAAxBgAAOAYAAD0GAABDBgAASgYAAFAGAABXBgAAXgYAAG0GAAB8BgAAgwYAAIoGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAAMAAAAEAAAABQAAAAYAAAAHAAAACAAAAAkAAAAKAAAACwAAAAwAAAANAAAADgAAAA8AAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAB4AAAAfAAAAIAAAACEAAAAiAAAAIwAAACQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAACAAAAAwAAAAQAAAAFAAAABgAAAAcAAAAIAAAACQAAAAoAAAALAAAADAAAAA0AAAAOAAAADwAAABAAAAAQAAAAEAAAABAAAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAB4AAAAfAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAADAAAABAAAAAUAAAAOAAAAFAAAABQAAAAVAAAAFgAAABcAAAAYAAAAGQAAABoAAAAbAAAAHAAAAAIAAAAGAAAABwAAAAgAAAAJAAAACgAAAAsAAAAMAAAADAAAAA0AAAAPAAAAEAAAABEAAAASAAAAEwAAAAAAAAAlAAAAJgAAACcAAAAoAAAAKQAAACoAAAArAAAALAAAAC0AAAAuAAAALwAAADAAAAAxAAAAMgAAADMAAAA0AAAANQAAADYAAAA3AAAAOAAAADkAAAA6AAAAOwAAADwAAAA9AAAAPgAAAD8AAABAAAAAQQAAAAAAAAAAAAAAAAAAAAAAAgAAAgAAAAAAAAACAgAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAQEBAQEBAQEBAQEAAQEBAQEBAQABAQEBAQEBAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAEAAAAAAAAAAAEAAAAAAQABAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAAAAAAAAAAAAgAAAAIAAAACAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAIAAAADAAAABAAAAAUAAAAGAAAABwAAAAgAAAAJAAAACgAAAAsAAAAMAAAADgAAAA8AAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAXAAAAGAAAABkAAAAaAAAAGwAAABwAAAAdAAAAHgAAAB8AAAAAAAAAAAAAAAAAAAABAAAAFAAAAAIAAAADAAAABAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAAUAAAAeAAAAHwAAACAAAAAhAAAAIgAAAAYAAAAHAAAACAAAAAkAAAAKAAAACwAAAAwAAAANAAAADgAAAA8AAAAAAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQwAAAEQAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAARQAAAEYAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAAAAAAAAAAAAAQAAAAQAAAAFAAAABgAAAAcAAAAIAAAACQAAAAsAAAAMAAAADQAAAA4AAAAPAAAAEAAAABEAAAASAAAAEwAAABUAAAAWAAAAFwAAABgAAAAZAAAAGwAAABwAAAAeAAAAHwAAACAAAAAiAAAAIwAAACQAAAAAAAAAAAAAAEcAAABIAAAASQAAAEoAAABHAAAARwAAAEcAAABHAAAARwAAAEsAAABMAAAARwAAAEcAAABHAAAARwAAAEcAAABHAAAARwAAAEcAAABNAAAATgAAAEcAAABHAAAARwAAAEcAAABPAAAAUAAAAEcAAABRAAAAUgAAAEcAAABHAAAAUwAAAEoAAABHAAAARwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAgAAAAMAAAAEAAAABgAAAAcAAAAIAAAACQAAAAoAAAALAAAADAAAAA0AAAAPAAAAEAAAABEAAAASAAAAEwAAABQAAAAVAAAAFgAAABcAAAAYAAAAGQAAABoAAAAbAAAAHAAAAB0AAAAeAAAAHwAAACAAAAAhAAAAIgAAACMAAAAkAAAAJQAAACYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAUAAAAAgAAAAMAAAAEAAAABQAAAAEAAAATAAAAFQAAABYAAAAYAAAAFwAAABYAAAAZAAAAGgAAABsAAAAcAAAAHQAAAAYAAAAeAAAAHwAAACEAAAAgAAAAHwAAACIAAAAHAAAACAAAAAkAAAAKAAAACAAAAAsAAAAMAAAAEAAAAA0AAAAOAAAADwAAABEAAAASAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAQAAAAEAAAACAAAAAgAAAAMAAAAEAAAABQAAAAYAAAAHAAAABwAAAAgAAAAJAAAACQAAAAoAAAALAAAADAAAAA0AAAAOAAAADwAAABAAAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAVAAAAFgAAABcAAAAXAAAAGAAAABkAAAAaAAAAGgAAABsAAAAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAQAAAAEAAAD//////////wIAAAD//////////wAAAAABAAAAAQAAAAIAAAADAAAAAwAAAAQAAAAEAAAA/////wMAAAD/////AAAAAAEAAAABAAAAAgAAAP////8DAAAABAAAAAUAAAAFAAAABgAAAAcAAAAHAAAA/////wgAAAAJAAAACQAAAP//////////AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABCAAAAVAAAAFUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFYAAABXAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAgICAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////AAAAAAAAAAAAAAAA//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////8AAAAAAAAAAAAAAAD//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
})
