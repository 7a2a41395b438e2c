// What the executor's types must accept, what they must refuse, and that they are the definition's own.
import type { Brand } from "effect/Brand"
import * as Effect from "effect/Effect"
import type { PromisedEngine } from "knhk/runtime"
import { OrderExecutor, type OrderSignals, type OrderTasks } from "./order.executor.ts"
import type { Exported } from "./order.workflow.ts"
import type { Order, Parcel, Signature } from "./payloads.ts"

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : "they differ"
type Mutual<A, B> = [A] extends [B] ? [B] extends [A] ? true : "the first is missing something" : "the second is"

interface Local { readonly at: "local"; readonly next?: Local; method(): Date }
type NewOrder = { readonly id: string & Brand<"OrderId">; readonly note?: string }
type T = OrderTasks
type Refusal = T["check it"]["outcomes"]["not ok"]

export const same: [
  Same<keyof T, "receive" | "check it" | "hold" | "note" | "pack" | "weigh" | "sum" | "pay" | "explain">,
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
  Same<keyof OrderSignals, "let go" | "nudge" | "paid">,
  Same<OrderSignals["let go"], Refusal>,
  Same<OrderSignals["paid"], NewOrder>,
  Mutual<T["pay"]["workflow"]["bill"]["outcomes"]["done"], { readonly bill: number }>,
  Same<T["pay"]["workflow"]["wait for it"]["outcomes"]["done"], NewOrder>,
] = [true, true, true, true, "a copy of an interface is another name", true, true, true, true, true, true, true, true, true, true, true, true]

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

/** What a case that `start` gave may be sent. */
export async function sent(engine: PromisedEngine, order: NewOrder, refusal: Refusal): Promise<void> {
  const one = await engine.start(OrderExecutor, { input: order })
  const found = await engine.find(OrderExecutor, "o-1")
  await one.signal("let go", refusal)
  await one.signal("nudge")
  await one.signal("paid", order)
  await found?.signal("paid", order)
  await engine.signal(one, "let go", refusal)
  await engine.signal(one.caseId, "of another workflow", 7)
  const name: keyof OrderSignals = Math.random() > 0.5 ? "nudge" : "paid"
  if (name === "nudge") await engine.signal(one, name)
  // @ts-expect-error there is no such signal
  await one.signal("let it go", refusal)
  // @ts-expect-error there is no such signal
  await engine.signal(one, "let it go", refusal)
  // @ts-expect-error the payload is that of another signal
  await one.signal("let go", order)
  // @ts-expect-error the payload is that of another signal
  await engine.signal(one, "paid", refusal)
  // @ts-expect-error the payload is missing
  await one.signal("paid")
  // @ts-expect-error the payload is missing
  await engine.signal(one, "paid")
}

/** The same with Effect. */
export const handle = OrderExecutor.start({ input: { id: parcel.id } }).pipe(Effect.flatMap((one) => {
  // @ts-expect-error there is no such signal
  void one.signal("let it go")
  // @ts-expect-error the payload is that of another signal
  void one.signal("paid", exported)
  return one.signal("paid", { id: parcel.id })
}))
