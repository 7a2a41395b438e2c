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
export const OrderFulfilmentExecutor = executor<typeof OrderFulfilment, OrderFulfilmentTasks, {}>(OrderFulfilment, {
  hash: "9ad3a8b9f9703d00a6c7f67b887f6995fa597fceabf9aecd0af7512b87bda7b3",
  mend: "npx knhk build examples/order-fulfilment/order-fulfilment.workflow.ts",
  table: "iUtOSA0KGgoCAAAAQAAAAAQDAgEAAAAAgCIAAAAAAAA7AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOqFNAAEAAQAEAAAAwAcAAAAAAAAWAAAAAAAAADypJdwAAAAAAgABAAEAAABACAAAAAAAAIoGAAAAAAAAro20IwAAAAADAAEABAAAAAAPAAAAAAAAWQAAAAAAAABWYz/MAAAAAAUAAQAEAAAAgBAAAAAAAAAjAAAAAAAAAOkudO0AAAAABgABAAQAAABAEQAAAAAAACMAAAAAAAAAD0K3FgAAAAAHAAEABAAAAAASAAAAAAAAJAAAAAAAAAATr0JiAAAAAAgAAQAEAAAAwBIAAAAAAAAfAAAAAAAAANzjfLEAAAAACQABAAQAAABAEwAAAAAAAB0AAAAAAAAAXKfPvgAAAAAKAAEAAQAAAMATAAAAAAAAHQAAAAAAAAAhElk7AAAAAAsAAQABAAAAABQAAAAAAAAdAAAAAAAAAOXk1K8AAAAADAABAAEAAABAFAAAAAAAAB0AAAAAAAAAnQthhgAAAAANAAEABAAAAIAUAAAAAAAAHQAAAAAAAAC/2ewaAAAAAA4AAQAEAAAAABUAAAAAAAAdAAAAAAAAAKwcNg8AAAAADwABAAQAAACAFQAAAAAAAB4AAAAAAAAAlvvHDAAAAAAQAAEABAAAAAAWAAAAAAAAHwAAAAAAAAD5ikQYAAAAABEAAQAEAAAAgBYAAAAAAAAfAAAAAAAAAPjaApAAAAAAEgABAAQAAAAAFwAAAAAAAB4AAAAAAAAANlUyfAAAAAATAAEABAAAAIAXAAAAAAAAJAAAAAAAAACtd/xHAAAAABQAAQAEAAAAQBgAAAAAAAAlAAAAAAAAAH/Kda0AAAAAFQABAAQAAAAAGQAAAAAAACYAAAAAAAAATiarBAAAAAAWAAEABAAAAMAZAAAAAAAAJgAAAAAAAACb0koMAAAAABcAAQAEAAAAgBoAAAAAAAAmAAAAAAAAAEFWKQgAAAAAGAABAAQAAABAGwAAAAAAAB4AAAAAAAAA4/Ga9gAAAAAZAAEABAAAAMAbAAAAAAAAAAAAAAAAAAAAAAAAAAAAABoAAQAEAAAAwBsAAAAAAAAeAAAAAAAAAOPxmvYAAAAAGwABAAQAAABAHAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAcAAEABAAAAEAcAAAAAAAAAwAAAAAAAAALSOp2AAAAAB0AAQAEAAAAgBwAAAAAAAADAAAAAAAAAOhZsV0AAAAAHgABAAEAAADAHAAAAAAAACMAAAAAAAAAEEEOAwAAAAAfAAEABAAAAAAdAAAAAAAAAgAAAAAAAAAyGG1RAAAAACAAAQAEAAAAQB0AAAAAAAABAAAAAAAAAMdLZ0gAAAAAIQABAAEAAACAHQAAAAAAAB8AAAAAAAAABWE/PAAAAAAiAAEAAQAAAMAdAAAAAAAAHQAAAAAAAAAv2CTgAAAAACMAAQABAAAAAB4AAAAAAAAdAAAAAAAAADjS/ksAAAAAJAABAAQAAABAHgAAAAAAAB0AAAAAAAAAv9nsGgAAAAAlAAEABAAAAMAeAAAAAAAAHQAAAAAAAAC/2ewaAAAAACYAAQAEAAAAQB8AAAAAAAAdAAAAAAAAAL/Z7BoAAAAAJwABAAQAAADAHwAAAAAAAB4AAAAAAAAA4/Ga9gAAAAAoAAEABAAAAEAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAACkAAQAEAAAAQCAAAAAAAAAeAAAAAAAAAOPxmvYAAAAAKgABAAQAAADAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAArAAEABAAAAMAgAAAAAAAAHgAAAAAAAADj8Zr2AAAAACwAAQAEAAAAQCEAAAAAAAAAAAAAAAAAAAAAAAAAAAAALQABAAQAAABAIQAAAAAAAB4AAAAAAAAA4/Ga9gAAAAAuAAEABAAAAMAhAAAAAAAAAAAAAAAAAAAAAAAAAAAAAC8AAQAEAAAAwCEAAAAAAAAeAAAAAAAAAOPxmvYAAAAAMAABAAEAAABAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAxAAEABAAAAEAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADIAAQAEAAAAQCIAAAAAAAABAAAAAAAAAMdLZ0gAAAAAMwABAAQAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAA0AAEABAAAAIAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADUAAQABAAAAgCIAAAAAAAAAAAAAAAAAAAAAAAAAAAAANgABAAQAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAA3AAEABAAAAIAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADgAAQAEAAAAgCIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAOQABAAQAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAA6AAEABAAAAIAiAAAAAAAAAAAAAAAAAAAAAAAAAAAAADsAAQAEAAAAgCIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAPAABAAEAAACAIgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAigYAAFgAAAAjAAAAHQAAAB8AAAAkAAAAJgAAAAAAAAAAAAAAAwAAAAEAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAb3JkZXItZnVsZmlsbWVudDlhZDNhOGI5Zjk3MDNkMDBhNmM3ZjY3Yjg4N2Y2OTk1ZmE1OTdmY2VhYmY5YWVjZDBhZjc1MTJiODdiZGE3YjNpbjpyZWNlaXZlIG9yZGVyaW46Y2hlY2sgb3JkZXJpbjptb2RpZnkgb3JkZXJpbjpub3RpZnkgY3VzdG9tZXJpbjphcHBvaW50IGNhcnJpZXJpbjpjb2xsZWN0IHBheW1lbnRpbjpoYW5kIG92ZXIgZnJlaWdodH5ib29raW5naW46aGFuZCBvdmVyIGZyZWlnaHR+cmVjZWlwdGluOnRyYWNrIGZyZWlnaHRpbjpsb2cgcG9zaXRpb25pbjpkZWxpdmVyIGZyZWlnaHRpbjpmaWxlIHJlY2VpcHRpbjpsb2RnZSBjbGFpbWluOmFzc2VzcyBjbGFpbWluOnBheSBjb21wZW5zYXRpb25pbjpleHBsYWluIHJlZnVzYWxlbmQ6ZmlsZSByZWNlaXB0ZW5kOnBheSBjb21wZW5zYXRpb25lbmQ6ZXhwbGFpbiByZWZ1c2FsZW5kOm5vdGlmeSBjdXN0b21lcmFsbDpjaGVjayBvcmRlcn5hcHByb3ZlZGluOmFwcG9pbnQgY2Fycmllci9lc3RpbWF0ZSBsb2FkaW46YXBwb2ludCBjYXJyaWVyL3JlcXVlc3QgcGlja3VwaW46YXBwb2ludCBjYXJyaWVyL3dpZGVuIHdpbmRvd2luOmFwcG9pbnQgY2Fycmllci9jb25maXJtIHBpY2t1cGluOmFwcG9pbnQgY2Fycmllci9wbGFuIHJvdXRlaW46YXBwb2ludCBjYXJyaWVyL3dyaXRlIG1hbmlmZXN0aW46YXBwb2ludCBjYXJyaWVyL2Jvb2sgY2Fycmllcn5yb3V0ZWluOmFwcG9pbnQgY2Fycmllci9ib29rIGNhcnJpZXJ+cGFwZXJzZW5kOmFwcG9pbnQgY2Fycmllci9ib29rIGNhcnJpZXJpbjpjb2xsZWN0IHBheW1lbnQvaXNzdWUgaW52b2ljZWluOmNvbGxlY3QgcGF5bWVudC9yZWNlaXZlIHBheW1lbnRpbjpjb2xsZWN0IHBheW1lbnQvc2VuZCByZW1pbmRlcmluOmNvbGxlY3QgcGF5bWVudC9ib29rIHBheW1lbnRlbmQ6Y29sbGVjdCBwYXltZW50L2Jvb2sgcGF5bWVudHJlY2VpdmUgb3JkZXJjaGVjayBvcmRlcn5hbGx+Y2hlY2sgb3JkZXJ+YXBwcm92ZWRtb2RpZnkgb3JkZXJub3RpZnkgY3VzdG9tZXJ+YmVnaW5+YXBwb2ludCBjYXJyaWVyYXBwb2ludCBjYXJyaWVyL2VzdGltYXRlIGxvYWRhcHBvaW50IGNhcnJpZXIvcmVxdWVzdCBwaWNrdXBhcHBvaW50IGNhcnJpZXIvd2lkZW4gd2luZG93YXBwb2ludCBjYXJyaWVyL2NvbmZpcm0gcGlja3VwYXBwb2ludCBjYXJyaWVyL3BsYW4gcm91dGVhcHBvaW50IGNhcnJpZXIvd3JpdGUgbWFuaWZlc3RhcHBvaW50IGNhcnJpZXIvYm9vayBjYXJyaWVyfmVuZH5hcHBvaW50IGNhcnJpZXJ+YmVnaW5+Y29sbGVjdCBwYXltZW50Y29sbGVjdCBwYXltZW50L2lzc3VlIGludm9pY2Vjb2xsZWN0IHBheW1lbnQvcmVjZWl2ZSBwYXltZW50Y29sbGVjdCBwYXltZW50L3NlbmQgcmVtaW5kZXJjb2xsZWN0IHBheW1lbnQvYm9vayBwYXltZW50fmVuZH5jb2xsZWN0IHBheW1lbnRoYW5kIG92ZXIgZnJlaWdodHRyYWNrIGZyZWlnaHRsb2cgcG9zaXRpb25kZWxpdmVyIGZyZWlnaHRmaWxlIHJlY2VpcHRsb2RnZSBjbGFpbWFzc2VzcyBjbGFpbXBheSBjb21wZW5zYXRpb25leHBsYWluIHJlZnVzYWxyb3V0ZXBhcGVyc2Jvb2tpbmdyZWNlaXB0ZG9uZWFwcHJvdmVkdW5jbGVhcnJlZnVzZWRvZmZlcmVkbm9uZXNldHRsZWRzaG9ydG1vdmluZ2Fycml2ZWRpbnRhY3RkYW1hZ2VkZ3JhbnRlZGFwcG9pbnQgY2FycmllcmNvbGxlY3QgcGF5bWVudGNhcnJpZXJwYXltZW50AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAABQAAAAYAAAAG4AAAB9AAAAjwAAAKEAAACzAAAAzwAAAOsAAAD7AAAACgEAABwBAAArAQAAOQEAAEgBAABbAQAAbQEAAH0BAACRAQAApAEAALcBAADPAQAA7wEAABACAAAvAgAAUAIAAG0CAACOAgAAswIAANkCAAD5AgAAGQMAADsDAABbAwAAegMAAJoDAACnAwAAsgMAAMsDAADXAwAA5gMAAPwDAAAZBAAANwQAAFMEAABxBAAAiwQAAKkEAADFBAAA2QQAAO8EAAAMBQAAKwUAAEgFAABkBQAAeAUAAIkFAACWBQAAogUAALEFAAC9BQAAyAUAANQFAADkBQAA8wUAAPMFAAD4BQAA/gUAAAUGAAAMBgAAEAYAABgGAAAfBgAAJgYAAC0GAAAxBgAAOAYAAD0GAABDBgAASgYAAFAGAABXBgAAXgYAAG0GAAB8BgAAgwYAAIoGAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAgAAAAMAAAAEAAAABQAAAAYAAAAHAAAACAAAAAkAAAAKAAAACwAAAAwAAAANAAAADgAAAA8AAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAB4AAAAfAAAAIAAAACEAAAAiAAAAIwAAACQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAACAAAAAwAAAAQAAAAFAAAABgAAAAcAAAAIAAAACQAAAAoAAAALAAAADAAAAA0AAAAOAAAADwAAABAAAAAQAAAAEAAAABAAAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAB4AAAAfAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAADAAAABAAAAAUAAAAOAAAAFAAAABQAAAAVAAAAFgAAABcAAAAYAAAAGQAAABoAAAAbAAAAHAAAAAIAAAAGAAAABwAAAAgAAAAJAAAACgAAAAsAAAAMAAAADAAAAA0AAAAPAAAAEAAAABEAAAASAAAAEwAAAAAAAAAlAAAAJgAAACcAAAAoAAAAKQAAACoAAAArAAAALAAAAC0AAAAuAAAALwAAADAAAAAxAAAAMgAAADMAAAA0AAAANQAAADYAAAA3AAAAOAAAADkAAAA6AAAAOwAAADwAAAA9AAAAPgAAAD8AAABAAAAAQQAAAAAAAAAAAAAAAAAAAAAAAgAAAgAAAAAAAAACAgAAAAACAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAQEBAQEBAQEBAQEAAQEBAQEBAQABAQEBAQEBAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAAAAEAAAAAAAAAAAEAAAAAAQABAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAEAAAABAAAAAQAAAAEAAAABAAAAAQAAAAAAAAAAAAAAAgAAAAIAAAACAAAAAgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAIAAAADAAAABAAAAAUAAAAGAAAABwAAAAgAAAAJAAAACgAAAAsAAAAMAAAADgAAAA8AAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAXAAAAGAAAABkAAAAaAAAAGwAAABwAAAAdAAAAHgAAAB8AAAAAAAAAAAAAAAAAAAABAAAAFAAAAAIAAAADAAAABAAAABUAAAAWAAAAFwAAABgAAAAZAAAAGgAAABsAAAAcAAAAHQAAAAUAAAAeAAAAHwAAACAAAAAhAAAAIgAAAAYAAAAHAAAACAAAAAkAAAAKAAAACwAAAAwAAAANAAAADgAAAA8AAAAAAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQwAAAEQAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAARQAAAEYAAABCAAAAQgAAAEIAAABCAAAAQgAAAEIAAABCAAAAQgAAAAAAAAAAAAAAAQAAAAQAAAAFAAAABgAAAAcAAAAIAAAACQAAAAsAAAAMAAAADQAAAA4AAAAPAAAAEAAAABEAAAASAAAAEwAAABUAAAAWAAAAFwAAABgAAAAZAAAAGwAAABwAAAAeAAAAHwAAACAAAAAiAAAAIwAAACQAAAAAAAAAAAAAAEcAAABIAAAASQAAAEoAAABHAAAARwAAAEcAAABHAAAARwAAAEsAAABMAAAARwAAAEcAAABHAAAARwAAAEcAAABHAAAARwAAAEcAAABNAAAATgAAAEcAAABHAAAARwAAAEcAAABPAAAAUAAAAEcAAABRAAAAUgAAAEcAAABHAAAAUwAAAEoAAABHAAAARwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAgAAAAMAAAAEAAAABgAAAAcAAAAIAAAACQAAAAoAAAALAAAADAAAAA0AAAAPAAAAEAAAABEAAAASAAAAEwAAABQAAAAVAAAAFgAAABcAAAAYAAAAGQAAABoAAAAbAAAAHAAAAB0AAAAeAAAAHwAAACAAAAAhAAAAIgAAACMAAAAkAAAAJQAAACYAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEAAAAUAAAAAgAAAAMAAAAEAAAABQAAAAEAAAATAAAAFQAAABYAAAAYAAAAFwAAABYAAAAZAAAAGgAAABsAAAAcAAAAHQAAAAYAAAAeAAAAHwAAACEAAAAgAAAAHwAAACIAAAAHAAAACAAAAAkAAAAKAAAACAAAAAsAAAAMAAAAEAAAAA0AAAAOAAAADwAAABEAAAASAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAQAAAAEAAAACAAAAAgAAAAMAAAAEAAAABQAAAAYAAAAHAAAABwAAAAgAAAAJAAAACQAAAAoAAAALAAAADAAAAA0AAAAOAAAADwAAABAAAAAQAAAAEQAAABIAAAATAAAAFAAAABUAAAAVAAAAFgAAABcAAAAXAAAAGAAAABkAAAAaAAAAGgAAABsAAAAcAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAQAAAAEAAAD//////////wIAAAD//////////wAAAAABAAAAAQAAAAIAAAADAAAAAwAAAAQAAAAEAAAA/////wMAAAD/////AAAAAAEAAAABAAAAAgAAAP////8DAAAABAAAAAUAAAAFAAAABgAAAAcAAAAHAAAA/////wgAAAAJAAAACQAAAP//////////AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABCAAAAVAAAAFUAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAFYAAABXAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACAgICAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABAAAAAAAAAAEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAP//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////AAAAAAAAAAAAAAAA//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////8AAAAAAAAAAAAAAAD//////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////////wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
})
