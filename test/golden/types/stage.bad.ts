import { flow, join, merge, task, workflow, xor } from "knhk"
import { type Order, order, type Received, ty } from "./payloads.ts"

// Built too early.
order.build()

// A stage is left out.
workflow("order").start("receive")

// The start is not declared.
workflow("order").tasks({ receive: task({ input: ty<Order>(), output: ty<Received>() }) }).start("recieve")

// An end is not declared.
order.flows((t) => [flow(t.receive, t.check)]).end("shipp")

// No end.
order.flows((t) => [flow(t.receive, t.check)]).end()

// Tasks that no flow enters.
order.flows((t) => [flow(t.receive, t.check), xor(t.check, { ok: t.ship, no: t.refund })]).end("ship", "refund").build()

// A task that no flow leaves.
order
  .flows((t) => [
    flow(t.receive, t.check), xor(t.check, { ok: t.ship, no: t.refund }), flow(t.ship, t.pay as never),
    join({ ship: t.ship, pay: t.pay }, t.close), merge([t.ask], t.check), flow(t.refund, t.ask as never),
    flow(t.refund, t.gone as never),
  ])
  .end("close")
  .build()

// A task declared twice.
workflow("twice").tasks({
  a: task({ input: ty<Order>(), output: ty<Order>() }),
  a: task({ input: ty<Order>(), output: ty<Order>() }),
})

// Something that is no task.
workflow("order").tasks({ receive: { input: ty<Order>(), output: ty<Received>() } })

// A termination that does not exist.
workflow("order", { termination: "sometime" })
