// What the executor's types must accept, what they must refuse, and that they are the definition's own.
import type { Brand } from "effect/Brand"
import { OrderExecutor, type OrderTasks } from "./order.executor.ts"
import type { Exported } from "./order.workflow.ts"
import type { Order, Parcel, Signature } from "./payloads.ts"

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : "they differ"
type Mutual<A, B> = [A] extends [B] ? [B] extends [A] ? true : "the first is missing something" : "the second is"

interface Local { readonly at: "local"; readonly next?: Local; method(): Date }
type NewOrder = { readonly id: string & Brand<"OrderId">; readonly note?: string }
type T = OrderTasks
type Refusal = T["check it"]["outcomes"]["not ok"]

export const same: [
  Same<keyof T, "receive" | "check it" | "pack" | "weigh" | "sum" | "pay" | "explain">,
  Same<T["receive"]["input"], NewOrder>,
  Same<T["receive"]["outcomes"], { done: Exported }>,
  Mutual<T["check it"]["outcomes"]["ok"], Local>,
  Same<T["check it"]["outcomes"]["ok"], Exported["exported"]> | "a copy of an interface is another name",
  Same<Refusal["reason"], "late" | "broken">,
  Mutual<Refusal["of"], Order | Signature | { readonly clash: readonly [Exported, ...Local[]] }>,
  Same<T["pack"]["outcomes"], { done: Parcel }>,
  Same<T["sum"]["input"], { parcel: Parcel; grams: number }>,
  Same<T["sum"]["outcomes"], { done: Map<string, Parcel> }>,
  Same<T["explain"]["kind"], "human">,
  Same<T["pay"]["input"], NewOrder>,
  Mutual<T["pay"]["workflow"]["bill"]["outcomes"]["done"], { readonly bill: number }>,
  Same<T["pay"]["workflow"]["wait for it"]["outcomes"]["done"], NewOrder>,
] = [true, true, true, true, "a copy of an interface is another name", true, true, true, true, true, true, true, true, true]

declare const parcel: Parcel
declare const exported: Exported
const receive = () => exported
const check = () => ({ outcome: "ok" as const, value: exported.exported })
const pack = () => parcel
const pay = { bill: () => ({ bill: 1 }), "wait for it": async () => ({ id: parcel.id }) }
const rest = { weigh: () => 1, sum: () => new Map<string, Parcel>() }

export const accepted = [
  OrderExecutor.with({ ...rest, receive, "check it": check, pack, pay }),
  OrderExecutor.with({
    ...rest, pack, pay,
    receive: (order) => ({ ...exported, refused: order.note === "no" }),
    "check it": async (e) => e.refused === true
      ? { outcome: "not ok", value: { reason: "late", of: { mine: true } } }
      : { outcome: "ok", value: e.exported },
  }),
]

export const refused = () => [
  // @ts-expect-error a member is missing
  OrderExecutor.with({ ...rest, receive: () => ({ refused: true }), "check it": check, pack, pay }),
  // @ts-expect-error there is no such outcome
  OrderExecutor.with({ ...rest, receive, "check it": () => ({ outcome: "maybe" as const, value: 1 }), pack, pay }),
  // @ts-expect-error the payload is that of another outcome
  OrderExecutor.with({ ...rest, receive, "check it": () => ({ outcome: "ok" as const, value: { reason: "late" } }), pack, pay }),
  // @ts-expect-error a look-alike of a class with a private member is not one
  OrderExecutor.with({ ...rest, receive, "check it": check, pack: () => ({ id: parcel.id, grams: 1, secret: 1 }), pay }),
  // @ts-expect-error a brand is missing
  OrderExecutor.with({ ...rest, receive, "check it": check, pack, pay: { ...pay, "wait for it": () => ({ id: "x" }) } }),
  // @ts-expect-error a handler of the inner workflow is missing
  OrderExecutor.with({ ...rest, receive, "check it": check, pack, pay: { bill: pay.bill } }),
  // @ts-expect-error a handler is missing
  OrderExecutor.with({ ...rest, receive, "check it": check, pack }),
]
