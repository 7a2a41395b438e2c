import { all, choose, flow, join, loop, otherwise, par, seq, skip, task, when, workflow, xor } from "knhk"
import { order, ty, type Order, type Received } from "./payloads.ts"

// One argument too few.
order.flows((t) => [flow(t.receive)])

// A third task in a flow.
order.flows((t) => [flow(t.receive, t.check, t.ship)])

// Names in place of handles.
order.flows((t) => [flow("receive", t.check), flow(t.receive, "check")])

// A flow in place of a list.
order.flows((t) => flow(t.receive, t.check))

// A list in place of a function.
order.flows([])

// A function that returns nothing.
order.flows((t) => { flow(t.receive, t.check) })

// A list of tasks in place of all().
order.flows((t) => [xor(t.check, { ok: [t.ship, t.pay], no: t.refund })])

// Tasks in place of routes.
order.flows((t) => [xor(t.receive, [t.check, t.check])])

// No route at all.
order.flows((t) => [xor(t.receive, [])])

// A default among the outcomes.
order.flows((t) => [xor(t.check, { ok: t.ship, no: t.refund, default: t.refund })])

// A guard that waits.
order.flows((t) => [xor(t.receive, [when(async () => true, t.check), otherwise(t.check)])])

// A mapping that waits.
order.flows((t) => [flow(t.receive, t.check, async (received) => received)])

// A route, and several tasks at once, in place of a flow.
order.flows((t) => [when((given: Received) => given.total > 0, t.check)])
order.flows((t) => [all(t.ship, t.pay)])
order.flows((t) => [flow(t.receive, all(t.check, t.check))])

// A list in place of a record.
order.flows((t) => [join([t.ship, t.pay], t.close)])
order.flows((t) => [par([t.ship, t.pay])])

// A list in place of steps.
order.flows((t) => [seq([t.receive, t.check])])

// No step.
order.flows((t) => [seq()])

// A flow in place of a step.
order.flows((t) => [seq(t.receive, flow(t.receive, t.check), t.check)])

// Nothing to skip in a sequence.
order.flows((t) => [seq(t.receive, skip, t.check)])

// The ninth step does not take what the eighth gives.
workflow("long")
  .tasks({
    a: task({ input: ty<Order>(), output: ty<Order>() }), b: task({ input: ty<{ v: 1 }>(), output: ty<Order>() }),
  })
  .start("a")
  .flows((t) => [seq(t.a, t.a, t.a, t.a, t.a, t.a, t.a, t.a, t.b)])

// No parallel branch.
order.flows((t) => [par({})])

// A choice of a task that is no decision.
order.flows((t) => [choose(t.receive, { done: t.check })])

// A bare decision as a branch.
order.flows((t) => [seq(t.receive, choose(t.check, { ok: t.ship, no: t.check }))])

// A loop without a decision.
order.flows((t) => [seq(loop(t.receive, t.ship, "again"), t.check)])

// Ends as a list.
order.flows((t) => [flow(t.receive, t.check)]).end(["check"])
