import {
  decision, flow, human, instances, receive, recurse, silent, sub, task, timer, workflow, xor,
} from "knhk"
import { type Closed, type Order, order, type Paid, type Received, type Shipped, ty } from "./payloads.ts"

const one = task({ input: ty<Order>(), output: ty<Shipped>() })

// Nothing says how many there may be.
instances(one, {})
instances(one, { min: 1 })

// None is to be there, and one must.
instances(one, { count: 0, min: 1 })

// The count is none, less, a part.
instances(one, { count: 0 })
instances(one, { count: -3 })
instances(one, { count: 2.5 })

// The count is above max.
instances(one, { count: 12, max: 9 })

// The count is below min.
instances(one, { count: 3, min: 4, max: 10 })

// min is above max.
instances(one, { min: 10, max: 9 })

// The least is less than none.
instances(one, { min: -1, max: 9 })

// Two things say when it is done.
instances(one, { max: 9, join: 2, until: () => true })
instances(one, { max: 9, join: "none", until: () => true })

// None may be there.
instances(one, { max: 0 })

// More must be done than there may be.
instances(one, { max: 9, join: 10 })
instances(one, { count: 3, join: 4 })

// None must be done, by number.
instances(one, { max: 9, join: 0 })

// A join that does not exist.
instances(one, { max: 9, join: "some" })

// An option that does not exist.
instances(one, { max: 9, opened: true })

// The condition reads what the results do not have.
instances(one, { max: 9, until: (results) => results.some((shipped) => shipped.receipt === "") })

// The condition is no boolean.
instances(one, { max: 9, until: (results) => results.length })

// A decision, a silent task, a timer, a signal, a recursion, instances are not repeated.
instances(decision({ input: ty<Order>(), outcomes: { ok: ty<Order>() } }), { max: 9 })
instances(silent(ty<Order>()), { max: 9 })
instances(timer({ input: ty<Order>(), after: 5 }), { max: 9 })
instances(receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>() }), { max: 9 })
instances(recurse("order", { input: ty<Order>(), output: ty<Order>() }), { max: 9 })
instances(instances(one, { max: 9 }), { max: 9 })

// A list goes into instances of a fixed number, one payload into those of a list.
const many = workflow("many")
  .tasks({
    a: task({ input: ty<Order>(), output: ty<Order>() }), b: task({ input: ty<Order>(), output: ty<Order[]>() }),
    fixed: instances(one, { count: 3 }), listed: instances(one, { max: 9 }),
    none: instances(one, { count: 3, join: "none" }),
    single: task({ input: ty<Shipped>(), output: ty<Closed>() }),
    first: task({ input: ty<[Shipped, ...Shipped[]]>(), output: ty<Closed>() }),
  })
  .start("a")
many.flows((t) => [flow(t.a, t.listed), flow(t.b, t.fixed)])

// The list of results goes into a task that takes one.
many.flows((t) => [flow(t.fixed, t.single)])

// Instances that nobody waits for give no result.
many.flows((t) => [flow(t.none, t.first)])

// Instances that a person does have a role, not a handler that retries.
instances(human({ input: ty<Order>(), output: ty<Shipped>(), retry: 3 }), { max: 9 })

// A signal without a payload, without a name, kept without a bound, for a time that is none.
receive({ input: ty<Order>(), signal: "paid" })
receive({ input: ty<Order>(), payload: ty<Paid>() })
receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>(), keep: {} })
receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>(), keep: { most: 1, timeToLive: "long" } })

// What the signal brings is beside the payload.
order.flows((t) => [flow(wait, t.close)])
declare const wait: import("knhk").Task<"order", "wait", Order, import("knhk").Received<Order, Paid>>

// A timer without a time, and with an output.
timer({ input: ty<Order>() })
timer({ input: ty<Order>(), after: "1 day", output: ty<Order>() })

// A recursion without an output.
recurse("order", { input: ty<Order>() })

// A workflow that begins with itself.
workflow("begin")
  .tasks({
    again: recurse("begin", { input: ty<Order>(), output: ty<Order>() }),
    b: task({ input: ty<Order>(), output: ty<Order>() }),
  })
  .start("again").flows((t) => [flow(t.again, t.b)]).end("b").build()

// A workflow that ends with itself alone.
workflow("end")
  .tasks({
    a: task({ input: ty<Order>(), output: ty<Order>() }),
    again: recurse("end", { input: ty<Order>(), output: ty<Order>() }),
  })
  .start("a").flows((t) => [flow(t.a, t.again)]).end("again").build()

// A recursion that does not give the workflow what it takes.
workflow("input")
  .tasks({
    a: decision({ input: ty<Received>(), outcomes: { more: ty<Order>(), done: ty<Order>() } }),
    again: recurse("input", { input: ty<Order>(), output: ty<Order>() }), b: silent(ty<Order>()),
  })
  .start("a").flows((t) => [xor(t.a, { more: t.again, done: t.b }), flow(t.again, t.b)]).end("b").build()

// A recursion that wants more than the workflow gives.
workflow("output")
  .tasks({
    a: decision({ input: ty<Order>(), outcomes: { more: ty<Order>(), done: ty<Order>() } }),
    again: recurse("output", { input: ty<Order>(), output: ty<Received>() }), b: silent(ty<Order>()),
  })
  .start("a").flows((t) => [xor(t.a, { more: t.again, done: t.b }), flow(t.again, t.b)]).end("b").build()

// A sub-workflow is no recursion of itself.
sub("order")
