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
  readonly of: Mine | OrderTasks_<Pair> | Signature_
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
  readonly hold: Signature<"receive", Local, { done: import("knhk").Received<Local, Refusal> }>
  readonly note: Signature<"receive", Map<string, Box>, { done: import("knhk").Received<Map<string, Box>, void> }>
  readonly pack: Signature<"task", Local, { done: Box }>
  readonly weigh: Signature<"task", Local, { done: number }>
  readonly sum: Signature<"task", { grams: number; parcel: Box }, { done: Map<string, Box> }>
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
  readonly paid: Signature<"receive", Local_, {
    done: import("knhk").Received<Local_, {
      readonly id: string & import("effect/Brand").Brand<"OrderId">
      readonly note?: string
    }>
  }>
  readonly "wait for it": Signature<"task", Local_, {
    done: {
      readonly id: string & import("effect/Brand").Brand<"OrderId">
      readonly note?: string
    }
  }>
}

/** What cases of workflow "order" may be sent, by the name of the signal. */
export interface OrderSignals {
  readonly "let go": OrderTasks["hold"]["outcomes"]["done"]["signal"]
  readonly nudge: OrderTasks["note"]["outcomes"]["done"]["signal"]
  readonly paid: PayMentTasks["paid"]["outcomes"]["done"]["signal"]
}

/** Workflow "order": `.layer({...})` or `.with({...})` takes its handlers. */
export const OrderExecutor = executor<typeof Order, OrderTasks, OrderSignals>(Order, {
  hash: "47390e2a1448685f262ede339a49e95481238dcb66c2c1ef25354bd1fb09e1c8",
  mend: "npx knhk build test/golden/executor/order.workflow.ts",
  table: "",
})
