import { expectError } from "tsd"
import {
  all, and, choose, decision, flow, loop, otherwise, par, seq, silent, skip, task, when, workflow, xor,
} from "knhk"
import { type Approved, type Order, type Received, type Rejected, type Shipped, ty } from "./payloads.js"

const order = workflow("order")
  .tasks({
    receive: task({ input: ty<Order>(), output: ty<Received>() }),
    check: decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: ty<Rejected>() } }),
    weigh: task({ input: ty<Order>(), output: ty<Received>() }),
    ship: task({ input: ty<Approved>(), output: ty<Shipped>() }),
    log: task({ input: ty<Approved>(), output: ty<Approved>() }),
    explain: task({ input: ty<Rejected>(), output: ty<Shipped>() }),
    both: task({ input: { a: ty<Shipped>(), b: ty<Approved>() }, output: ty<Shipped>() }),
    gone: silent(ty<Rejected>()),
    page: decision({ input: ty<Order>(), outcomes: { item: ty<Received>(), none: ty<Approved>() } }),
  })
  .start("receive")

// What fits compiles.
order.flows((t) => [
  flow(t.receive, t.check),
  flow(t.receive, t.weigh),
  flow(t.receive, t.ship, (received) => ({ id: received.id, approvedBy: String(received.at) })),
  and(t.receive, [t.check, t.weigh]),
  xor(t.check, { ok: all(t.ship, t.log), no: t.gone }),
  xor(t.receive, [
    when((received) => received.at > 0, t.weigh),
    when((received) => received.total > 0, t.check),
    when((anything: object) => Object.keys(anything).length > 0, t.check),
    otherwise(t.weigh),
  ]),
])
order.flows((t) => [
  seq(t.receive, choose(t.check, { ok: t.ship, no: t.explain })),
  seq(t.log, par({ a: t.ship, b: t.log }), t.both),
  seq(t.receive, loop(t.page, "item", t.weigh), par({ a: t.ship, b: seq(t.log, t.log) }), t.both),
  seq(loop(t.weigh, t.page, "item"), t.ship),
  seq(loop(par({ a: t.ship, b: t.log }), decide(), "again"), t.both),
])
declare function decide(): import("knhk").Decision<
  "order", "decide", { readonly a: Shipped; readonly b: Approved },
  { again: Approved; done: { a: Shipped; b: Approved } }
>

// A guard sees the payload of the task that it leaves, not the one that the target takes.
order.flows((t) => [xor(t.receive, [when(({ at }) => at > 0, t.weigh), otherwise(t.weigh)])])

// What does not fit does not compile.
expectError(order.flows((t) => [flow(t.receive, t.ship)]))
expectError(order.flows((t) => [flow(t.check, t.ship)]))
expectError(order.flows((t) => [and(t.receive, [t.check, t.ship])]))
expectError(order.flows((t) => [xor(t.check, { ok: t.ship })]))
expectError(order.flows((t) => [xor(t.check, { ok: t.ship, no: t.explain, maybe: t.ship })]))
expectError(order.flows((t) => [xor(t.check, { ok: all(t.ship, t.explain), no: t.explain })]))
expectError(order.flows((t) => [xor(t.receive, [when((received) => received.total > 0, t.check)])]))
expectError(order.flows((t) => [xor(t.receive, [otherwise(t.check), otherwise(t.check)])]))
expectError(order.flows((t) => [xor(t.receive, [when((received) => received.total > 0, t.ship), otherwise(t.check)])]))
expectError(order.flows((t) => [
  xor(t.receive, [when((other: { readonly q: string }) => other.q === "", t.check), otherwise(t.check)]),
]))
expectError(order.flows((t) => [seq(t.receive, t.ship)]))
expectError(order.flows((t) => [seq(t.receive, t.check, t.ship)]))
expectError(order.flows((t) => [choose(t.check, { ok: t.ship, no: t.ship })]))
expectError(order.flows((t) => [seq(t.log, par({ a: t.ship, b: t.ship }), t.both)]))
expectError(order.flows((t) => [seq(t.log, par({ a: t.ship }), t.both)]))
expectError(order.flows((t) => [choose(t.check, { ok: t.ship, no: skip })]))
expectError(order.flows((t) => [loop(t.weigh, t.page, "item")]))
expectError(order.flows((t) => [seq(loop(t.log, t.page, "item"), t.ship)]))
expectError(order.flows((t) => [seq(loop(t.weigh, t.page, "items"), t.ship)]))

// Blocks know which tasks they connect.
const small = workflow("small")
  .tasks({
    a: task({ input: ty<Order>(), output: ty<Received>() }),
    b: decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: ty<Rejected>() } }),
    c: task({ input: ty<Approved>(), output: ty<Rejected>() }),
    d: silent(ty<Rejected>()),
  })
  .start("a")
small.flows((t) => [seq(t.a, choose(t.b, { ok: t.c, no: skip }), t.d)]).end("d").build()
expectError(small.flows((t) => [seq(t.a, choose(t.b, { ok: t.c, no: t.d }))]).end("d").build())
