/** Every later pattern's form, as it must compile on every checker. */
import {
  all, and, cancels, cancelsCase, completes, critical, decision, defer, discriminator, flow, human, instances, interleave,
  join, merge, milestone, multiMerge, or, orJoin, otherwise, partialJoin, receive, recurse, seq, silent, sub, task,
  type Task, threadMerge, threadSplit, timer, when, workflow, type Workflow, xor,
} from "knhk"
import { type Closed, type Order, type Paid, type Received, type Refunded, type Shipped, ty } from "./payloads.ts"

const order = ty<Order>()
const ship = () => task({ input: order, output: ty<Shipped>() })
const tasks = {
  a: task({ input: order, output: order }), b: ship(), c: task({ input: order, output: ty<Paid>() }), d: ship(),
  h: human({ input: order, output: ty<Shipped>() }), t: timer({ input: order, after: "2 days" }),
  r: receive({ input: order, signal: "paid", payload: ty<Paid>(), keep: { most: 3, timeToLive: "7 days" } }),
  x: decision({ input: order, outcomes: { ok: order, no: ty<Refunded>() } }),
  some: task({ input: ty<{ b?: Shipped; c?: Paid }>(), output: ty<Closed>() }),
  any: task({ input: ty<Shipped | Paid>(), output: ty<Closed>() }),
  both: task({ input: { b: ty<Shipped>(), c: ty<Paid>() }, output: ty<Closed>() }),
  list: task({ input: ty<Shipped[]>(), output: ty<Closed>() }),
  mi: instances(task({ input: order, output: ty<Shipped>() }), { max: 20, open: true }),
  file: task({ input: ty<unknown>(), output: ty<Closed>() }),
  gone: silent(ty<{ readonly b?: Shipped | undefined; readonly c?: Paid | undefined }>()),
}
const base = workflow("base").tasks(tasks).start("a")

// Splits.
base.flows((t) => [
  or(t.a, [when(({ total }) => total > 5, t.b), when((given) => given.id === "", all(t.c, t.d)), otherwise(t.h)]),
  or(t.a, [otherwise(t.b)]),
  or(t.t, [when(({ total }) => total > 5, t.b), otherwise(t.c)]),
  defer(t.a, [t.h, t.r, t.t]), defer(t.a, [t.b, t.c]), defer(t.a, [t.b, t.c].map((one) => one)),
  defer(t.a, [t.x, t.h]),
  interleave(t.a, [t.b, t.c], t.both), interleave(t.a, [t.b, t.c], t.both, { order: [[t.b, t.c]] }),
  interleave(t.a, [t.b, t.c, t.d, t.h], t.both, { order: [[t.b, t.c], [t.b, t.d], [t.h, t.c]] }),
  threadSplit(t.a, t.b, 3), threadSplit(t.a, t.x, 255),
])

// Joins.
base.flows((t) => [
  orJoin({ b: t.b, c: t.c }, t.some), orJoin({ b: t.b, c: t.c }, t.gone, { kind: "local" }),
  multiMerge([t.b, t.c], t.any, { bound: 2 }),
  discriminator([t.b, t.c], t.any, { rest: "absorb" }), discriminator([t.b, t.c], t.any, { rest: "block" }),
  discriminator({ b: t.b, c: t.c }, t.any, { rest: "block", bound: 3 }),
  discriminator([t.b, t.c], t.any, { rest: "cancel", region: [t.b, t.c, t.x, t.mi, t.r] }),
  discriminator([t.b, t.c].map((one) => one), t.any, { rest: "cancel" }),
  partialJoin(1, { b: t.b, c: t.c }, t.some, { rest: "absorb" }),
  partialJoin(2, { b: t.b, c: t.c }, t.some, { rest: "cancel", region: [t.b] }),
  partialJoin(2, { b: t.b, c: t.c }, t.gone, { rest: "block", bound: 9 }),
  join({ b: t.b, c: t.c }, t.both, { bound: 3 }), threadMerge(t.b, t.list, 3),
])

// Rules stand beside flows and enter no task.
const count: number = JSON.parse("3")
base.flows((t) => [
  milestone(t.b, { during: t.h }), milestone(t.x, { during: t.r }), cancels(t.b, [t.c, t.x, t.mi, t.gone]),
  cancelsCase(t.x), completes(t.b, t.mi), critical([t.a, t.x], [t.b], [t.c, t.mi]),
  threadSplit(t.a, t.b, count), partialJoin(count, { b: t.b, c: t.c }, t.some, { rest: "absorb" }),
])

// Numbers of every length.
base.flows((t) => {
  const branches = { a: t.b, b: t.b, c: t.b, d: t.b, e: t.b, f: t.b, g: t.b, h: t.b, i: t.b, j: t.b, k: t.b, l: t.b }
  return [
    partialJoin(12, branches, t.file, { rest: "absorb" }), partialJoin(9, branches, t.file, { rest: "absorb" }),
    partialJoin(10, branches, t.file, { rest: "absorb" }),
  ]
})

// Instances: of a list, of one input; with results, with none.
const Inner = workflow("inner").tasks({ a: ship() }).start("a").flows(() => []).end("a").build()
export const Listed: Workflow<"listed", readonly Order[], Shipped[]> = workflow("listed")
  .tasks({
    a: instances(ship(), { min: 1, max: 5, until: (done) => done.some(({ tracking }) => tracking !== "") }),
    b: task({ input: ty<Shipped[]>(), output: ty<Order[]>() }),
    c: instances(human({ input: order, output: order, role: "clerk" }), { max: 9, join: 3, rest: "cancel" }),
    d: instances(sub(Inner), { min: 9, max: 10, concurrency: 2 }),
  })
  .start("a").flows((t) => [seq(t.a, t.b, t.c, t.d)]).end("d").build()
export const Counted: Workflow<"counted", Order, Closed> = workflow("counted")
  .tasks({
    a: instances(task({ input: order, output: ty<Paid>() }), { count: 3, max: 5, open: true, join: 2 }),
    b: instances(task({ input: ty<Paid>(), output: ty<Shipped>() }), { max: 16_777_215, join: "none" }),
    c: task({ input: ty<[]>(), output: ty<Closed>() }),
  })
  .start("a").flows((t) => [flow(t.a, t.b), flow(t.b, t.c)]).end("c").build()
const few = { max: count, min: count, join: count } as const
export const repeated = [instances(ship(), few), instances(ship(), { count, min: 2 }), instances(ship(), { count: 1 })]

// What a signal brings, and a time.
export const Waiting: Workflow<"waiting", Order, { readonly payload: Order; readonly signal: Paid } | Order> =
  workflow("waiting")
    .tasks({
      a: silent(order), r: receive({ input: order, signal: "paid", payload: ty<Paid>() }),
      t: timer({ input: order, after: 500 }),
    })
    .start("a").flows((t) => [defer(t.a, [t.r, t.t])]).end("r", "t").build()

// A workflow that runs itself, and one that is run from inside.
export const Folders: Workflow<"folders", Order, Shipped> = workflow("folders")
  .tasks({
    look: decision({ input: order, outcomes: { empty: ty<Shipped>(), full: ty<Received>() } }),
    inner: recurse("folders", { input: order, output: ty<Shipped>() }), sum: silent(ty<Shipped>()),
  })
  .start("look").flows((t) => [xor(t.look, { empty: t.sum, full: t.inner }), flow(t.inner, t.sum)]).end("sum").build()
export const Around = workflow("around")
  .tasks({ a: recurse("outside", { input: order, output: ty<Closed>() }) }).start("a").flows(() => []).end("a").build()
workflow("ends")
  .tasks({ look: decision({ input: order, outcomes: { a: order, b: order } }), end: silent(order),
    inner: recurse("ends", { input: order, output: order }) })
  .start("look").flows((t) => [xor(t.look, { a: t.end, b: t.inner })]).end("end", "inner").build()

// The whole gate: what each form enters and leaves.
export const Whole: Workflow<"whole", Order, Closed> = workflow("whole")
  .tasks({
    a: task({ input: order, output: order }), b: task({ input: order, output: order }),
    c: task({ input: order, output: order }), j: silent(ty<{ b?: Order; c?: Order }>()),
    d: task({ input: ty<{ b?: Order; c?: Order }>(), output: order }),
    e: task({ input: order, output: order }), f: task({ input: order, output: order }),
    g: task({ input: { e: order, f: order }, output: order }), h: task({ input: order, output: order }),
    i: task({ input: ty<Order[]>(), output: order }), k: task({ input: order, output: order }),
    l: human({ input: order, output: order }), m: timer({ input: order, after: 1 }),
    n: task({ input: order, output: order }), o: task({ input: ty<{ m?: Order; l?: Order }>(), output: ty<Closed>() }),
  })
  .start("a")
  .flows((t) => [
    or(t.a, [when(() => true, t.b), otherwise(t.c)]), orJoin({ b: t.b, c: t.c }, t.j), flow(t.j, t.d),
    interleave(t.d, [t.e, t.f], t.g), threadSplit(t.g, t.h, 2), threadMerge(t.h, t.i, 2),
    defer(t.i, [t.k, t.n]), and(t.k, [t.l, t.m]), merge([t.n], t.l),
    partialJoin(1, { m: t.m, l: t.l }, t.o, { rest: "absorb" }), cancels(t.n, [t.k]),
  ])
  .end("o").build()

// Functions that make forms, generic in what they are given.
export const twice = <W extends string, A extends string, B extends string, P>(
  from: Task<W, A, never, P>, to: Task<W, B, P, unknown>,
) => threadSplit(from, to, 2)
