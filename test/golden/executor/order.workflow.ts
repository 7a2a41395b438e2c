import { all, decision, flow, human, join, receive, type Schema, seq, silent, sub, task, workflow, xor } from "knhk"
import { NewOrder, type Order as Mine, type Parcel as Box, Parcels, type Signature } from "./payloads.ts"
import { Payment } from "./payment.workflow.ts"

export interface Exported { readonly exported: Local; readonly refused?: boolean }
interface Local { readonly at: "local"; readonly next?: Local; method(): Date }
interface OrderTasks<T> { readonly clash: T }
type Pair = readonly [Exported, ...Local[]]
interface Unused { readonly unused: true }
export type Used = Unused

const of = <T>(): Schema<T> =>
  ({ "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as T }) } })
const reasons = ["late", "broken"] as const
interface Refusal { readonly reason: (typeof reasons)[number]; readonly of: Mine | Signature | OrderTasks<Pair> }

export const Order = workflow("order")
  .tasks({
    receive: task({ input: NewOrder, output: of<Exported>() }),
    "check it": decision({ input: of<Exported>(), outcomes: { ok: of<Local>(), "not ok": of<Refusal>() } }),
    hold: receive({ input: of<Local>(), signal: "let go", payload: of<Refusal>() }),
    note: receive({ input: of<Map<string, Box>>(), signal: "nudge", payload: of<void>() }),
    pack: task({ input: of<Local>(), output: Parcels }),
    weigh: task({ input: of<Local>(), output: of<number>() }),
    sum: task({ input: { parcel: of<Box>(), grams: of<number>() }, output: of<Map<string, Box>>() }),
    pay: sub(Payment),
    explain: human({ input: of<{ reason: string }>(), output: of<void>() }),
    over: silent(of<unknown>()),
  })
  .start("receive")
  .flows((t) => [
    flow(t.receive, t["check it"]),
    xor(t["check it"], { ok: all(t.hold, t.weigh), "not ok": t.explain }),
    flow(t.hold, t.pack, ({ payload }) => payload),
    join({ parcel: t.pack, grams: t.weigh }, t.sum),
    flow(t.sum, t.note),
    flow(t.note, t.pay, () => ({ id: "x" as never })),
    seq(t.explain, t.over),
    flow(t.pay, t.over),
  ])
  .end("over")
  .build()
