// Made by `npx knhk build test/golden/executor/order.workflow.ts`. Do not edit: change the definition and run that again.
import type { Signature } from "knhk"
import { executor } from "knhk/runtime"
import type { Exported } from "./order.workflow.ts"
import type { Order as Mine, Parcel as Box, Signature as Signature_ } from "./payloads.ts"
import { Order } from "./order.workflow.ts"

interface Local {
  readonly at: "local"
  readonly next?: Local
  method(): Date
}

declare const reasons: readonly ["late", "broken"]

interface OrderTasks_<T> {
  readonly clash: T
}

type Pair = readonly [Exported, ...Local[]]

interface Refusal {
  readonly reason: (typeof reasons)[number]
  readonly of: Mine | Signature_ | OrderTasks_<Pair>
}

interface Local_ {
  readonly bill: number
}

/** What the tasks of workflow "order" take and give. */
export interface OrderTasks {
  readonly receive: Signature<"task", {
    readonly id: string & import("effect/Brand").Brand<"OrderId">
    readonly note?: string
  }, {
    done: Exported
  }>
  readonly "check it": Signature<"decision", Exported, { ok: Local; "not ok": Refusal }>
  readonly pack: Signature<"task", Local, { done: Box }>
  readonly weigh: Signature<"task", Local, { done: number }>
  readonly sum: Signature<"task", { parcel: Box; grams: number }, { done: Map<string, Box> }>
  readonly pay: Signature<"sub", {
    readonly id: string & import("effect/Brand").Brand<"OrderId">
    readonly note?: string
  }, {
    done: {
      readonly id: string & import("effect/Brand").Brand<"OrderId">
      readonly note?: string
    }
  }, PayMentTasks>
  readonly explain: Signature<"human", { reason: string }, { done: void }>
}

/** What the tasks of workflow "pay-ment" take and give. */
interface PayMentTasks {
  readonly bill: Signature<"task", {
    readonly id: string & import("effect/Brand").Brand<"OrderId">
    readonly note?: string
  }, {
    done: Local_
  }>
  readonly "wait for it": Signature<"task", Local_, {
    done: {
      readonly id: string & import("effect/Brand").Brand<"OrderId">
      readonly note?: string
    }
  }>
}

/** Workflow "order": `.layer({...})` or `.with({...})` takes its handlers. */
export const OrderExecutor = executor<typeof Order, OrderTasks>(Order, {
  hash: "83fbe78f71bffbf5a22e5376ebc160d33aa6a47e4425e42e61b3fb90a79cb4db",
  mend: "npx knhk build test/golden/executor/order.workflow.ts",
  table: "",
})
