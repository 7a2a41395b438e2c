import { all, flow, join, merge, task, workflow, xor } from "knhk"
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
    flow(t.receive, t.check), xor(t.check, { ok: all(t.ship, t.pay, t.file), no: all(t.refund, t.ask, t.gone) }),
    join({ ship: t.ship, pay: t.pay }, t.close), merge([t.ask], t.check),
  ])
  .end("close", "file", "refund")
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
