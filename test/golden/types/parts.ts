/** The tasks that mistakes with the later patterns are made with. */
import { decision, human, instances, receive, silent, sub, task, timer, workflow } from "knhk"
import { type Closed, type Order, type Paid, type Received, type Shipped, ty } from "./payloads.ts"

const order = ty<Order>()
const Inner = workflow("inner").tasks({ a: task({ input: order, output: ty<Shipped>() }) })
  .start("a").flows(() => []).end("a").build()

/** A workflow before its flows. Every task but the last takes what `a` gives; the last take what joins make. */
export const parts = workflow("parts")
  .tasks({
    a: task({ input: order, output: order }),
    b: task({ input: order, output: ty<Shipped>() }),
    c: task({ input: order, output: ty<Paid>() }),
    d: task({ input: order, output: ty<Received>() }),
    x: decision({ input: order, outcomes: { ok: ty<Shipped>(), no: ty<Paid>() } }),
    h: human({ input: order, output: ty<Shipped>() }),
    r: receive({ input: order, signal: "paid", payload: ty<Paid>() }),
    t: timer({ input: order, after: "1 day" }),
    s: silent(order),
    u: sub(Inner),
    mi: instances(task({ input: order, output: ty<Shipped>() }), { max: 5 }),
    some: task({ input: ty<{ b?: Shipped; c?: Paid; d?: Received }>(), output: ty<Closed>() }),
    all: task({ input: { b: ty<Shipped>(), c: ty<Paid>(), d: ty<Received>() }, output: ty<Closed>() }),
    any: task({ input: ty<Shipped | Paid | Received>(), output: ty<Closed>() }),
    one: task({ input: ty<Shipped>(), output: ty<Closed>() }),
    list: task({ input: ty<Shipped[]>(), output: ty<Closed>() }),
  })
  .start("a")

/** A workflow whose tasks have the same types, and are others. */
export const strange = workflow("strange")
  .tasks({
    b: task({ input: order, output: ty<Shipped>() }),
    mi: instances(task({ input: order, output: ty<Shipped>() }), { max: 5 }),
  })
  .start("b")
