import { and, flow, merge, workflow, task } from "knhk"
import { type Order, order, type Received, ty } from "./payloads.ts"

// A task that is not there.
order.flows((t) => [flow(t.receive, t.chek)])

// The payload lacks a field.
order.flows((t) => [flow(t.receive, t.ship)])

// The mapping makes the wrong payload.
order.flows((t) => [flow(t.receive, t.ship, (received) => ({ id: received.id }))])

// The mapping reads what is not there.
order.flows((t) => [flow(t.receive, t.ship, (received) => ({ id: received.id, approvedBy: received.clerk }))])

// A decision is left by a flow.
order.flows((t) => [flow(t.check, t.ship)])

// One of the parallel branches does not take the payload.
order.flows((t) => [and(t.receive, [t.check, t.ship])])

// A decision is left by a parallel split.
order.flows((t) => [and(t.check, [t.ship])])

// One of the merged tasks gives another payload.
order.flows((t) => [merge([t.receive, t.ship], t.check)])

// A decision is merged.
order.flows((t) => [merge([t.check, t.receive], t.check)])

// A handle of another workflow.
const other = workflow("other").tasks({ z: task({ input: ty<Received>(), output: ty<Order>() }) }).start("z")
other.flows((u) => {
  order.flows((t) => [flow(t.receive, u.z)])
  return []
})

// Something that is no flow.
order.flows((t) => [t.receive])
