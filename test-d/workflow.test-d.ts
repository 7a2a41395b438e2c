import { expectAssignable, expectError, expectNotAssignable, expectType } from "tsd"
import {
  decision, flow, human, join, merge, type Signature, silent, sub, task, type Workflow, workflow, xor,
} from "knhk"
import {
  type Approved, type Closed, type Order, type Paid, type Received, type Rejected, type Shipped, ty,
} from "./payloads.js"

const tasks = workflow("order").tasks({
  receive: task({ input: ty<Order>(), output: ty<Received>() }),
  check: decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: ty<Rejected>() } }),
  ship: task({ input: ty<Approved>(), output: ty<Shipped>() }),
  explain: human({ input: ty<Rejected>(), output: ty<Closed>() }),
})
const started = tasks.start("receive")
const flows = started.flows((t) => [flow(t.receive, t.check), xor(t.check, { ok: t.ship, no: t.explain })])

// A workflow takes what its start takes and gives what its ends give.
const Order = flows.end("ship", "explain").build()
expectType<Workflow<"order", Order, Shipped | Closed>>(Order)
expectType<"order">(Order.id)

// A decision may be an end: every outcome of it is a result.
expectType<Workflow<"order", Order, Approved | Rejected>>(
  workflow("order")
    .tasks({
      receive: task({ input: ty<Order>(), output: ty<Received>() }),
      check: decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: ty<Rejected>() } }),
    })
    .start("receive").flows((t) => [flow(t.receive, t.check)]).end("check").build(),
)

// A workflow of one task needs no flow.
expectType<Workflow<"one", Order, Paid>>(
  workflow("one")
    .tasks({ only: task({ input: ty<Order>(), output: ty<Paid>() }) })
    .start("only").flows(() => []).end("only").build(),
)

// A record of schemas is a record of payloads.
expectType<Workflow<"both", { ship: Shipped; pay: Paid }, Closed>>(
  workflow("both")
    .tasks({ close: task({ input: { ship: ty<Shipped>(), pay: ty<Paid>() }, output: ty<Closed>() }) })
    .start("close").flows(() => []).end("close").build(),
)

// A workflow is a task of a bigger one.
const Claim = workflow("claim")
  .tasks({
    order: sub(Order),
    other: task({ input: ty<Shipped | Closed>(), output: ty<Paid>() }),
    gone: silent(ty<Paid>()),
  })
  .start("order")
  .flows((t) => [flow(t.order, t.other), flow(t.other, t.gone)])
  .end("gone")
  .build()
expectType<Workflow<"claim", Order, Paid>>(Claim)

// A workflow fits where more is given and less is wanted, and not the other way round.
expectAssignable<Workflow<"order", Order & { more: true }, unknown>>(Order)
expectNotAssignable<Workflow<"order", { id: string }, unknown>>(Order)
expectNotAssignable<Workflow<"claim", Order, unknown>>(Order)

// Signatures say what each task asks of its handler; silent tasks have none.
const signatures = workflow("claim").tasks({
  order: sub(Order),
  check: decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: ty<Rejected>() } }),
  ask: human({ input: ty<Rejected>(), output: ty<Received>() }),
  gone: silent(ty<Paid>()),
})["~signatures"]
type Ended = Shipped | Closed
expectType<Signature<"sub", Order, { done: Ended }, Workflow<"order", Order, Ended>>>(signatures.order)
expectType<Signature<"decision", Received, { ok: Approved; no: Rejected }>>(signatures.check)
expectType<Signature<"human", Rejected, { done: Received }>>(signatures.ask)
expectError(signatures.gone)

// Each stage has the next step alone.
expectError(workflow("order").start("receive"))
expectError(tasks.flows(() => []))
expectError(started.end("ship"))
expectError(started.build())
expectError(flows.build())
expectError(tasks.start("recieve"))
expectError(flows.end())
expectError(flows.end("shipp"))

// A task that no flow enters or leaves is a fault in place of build().
expectError(started.flows((t) => [flow(t.receive, t.check)]).end("check").build())
expectError(flows.end("ship").build())

// Flows that were made in a loop are not counted by types.
const loose = started.flows((t) => [t.receive].map((from) => flow(from, t.check)))
expectError(loose.end("check").build())

// An AND-join hands over the record of what it joins.
const both = workflow("both").tasks({
  ship: task({ input: ty<Order>(), output: ty<Shipped>() }),
  pay: task({ input: ty<Order>(), output: ty<Paid>() }),
  close: task({ input: { ship: ty<Shipped>(), pay: ty<Paid>() }, output: ty<Closed>() }),
  any: task({ input: ty<Shipped | Paid>(), output: ty<Closed>() }),
}).start("ship")
both.flows((t) => [join({ ship: t.ship, pay: t.pay }, t.close), merge([t.ship, t.pay], t.any)])
expectError(both.flows((t) => [join({ ship: t.ship }, t.close)]))
expectError(both.flows((t) => [merge([t.ship, t.close], t.any)]))
