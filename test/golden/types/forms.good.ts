/** Forms that must compile, on every checker: nothing in here is a mistake. */
import {
  all, and, type Brand, CaseId, choose, type Decision, decision, fixed, flow, type Handles, human, join, loop, merge,
  otherwise, par, type Schema, seq, silent, skip, sub, type Task, task, when, workflow, type Workflow, xor,
} from "knhk"
import { type Approved, type Closed, type Order, type Received, ty } from "./payloads.ts"

const order = ty<Order>()
const work = () => task({ input: order, output: order })
const choice = () => decision({ input: order, outcomes: { x: order, y: order } })

// One task, of each kind, that is start and end.
export const One = workflow("one").tasks({ a: task({ input: order, output: ty<Closed>() }) })
  .start("a").flows(() => []).end("a").build()
workflow("one").tasks({ a: human({ input: order, output: order, role: "clerk", due: "1.5 days" }) })
  .start("a").flows(() => []).end("a").build()
export const Either: Workflow<"either", Order, Closed | Received> = workflow("either")
  .tasks({
    a: decision({ input: order, outcomes: { x: ty<Closed>(), y: ty<Received>() }, retry: fixed(5, { times: 2 }) }),
  })
  .start("a").flows(() => []).end("a").build()

// A sub-workflow, its result, and a workflow that ends when nothing is left.
export const Outer: Workflow<"outer", Order, { a: Closed; b: Closed }> = workflow("outer", { termination: "implicit" })
  .tasks({ i: silent(order), f: sub(One), h: sub(One), g: silent({ a: ty<Closed>(), b: ty<Closed>() }) })
  .start("i").flows((t) => [and(t.i, [t.f, t.h]), join({ a: t.f, b: t.h }, t.g)]).end("g").build()

// Workflows in a list.
export const list: readonly Workflow<string, never, unknown>[] = [One, Either, Outer]

// A mapping from a union.
workflow("map")
  .tasks({
    a: task({ input: order, output: ty<{ id: string; note?: string } | Approved>() }),
    b: task({ input: ty<{ id: string; note?: string }>(), output: order }),
  })
  .start("a")
  .flows((t) => [flow(t.a, t.b, (given) => ("approvedBy" in given ? { id: given.id } : given))])
  .end("b").build()

// Payloads of any form: nothing, anything, what refers to itself, what has a brand.
interface Tree { readonly value: bigint; readonly children: readonly Tree[] }
type Sku = Brand<string, "Sku">
workflow("payloads")
  .tasks({
    a: task({ input: order, output: ty<readonly [Sku, CaseId]>() }),
    b: task({ input: ty<readonly [string, string]>(), output: ty<Tree>() }),
    c: task({ input: ty<Tree>(), output: ty<void>() }),
    d: task({ input: ty<void>(), output: ty<any>() }),
    e: decision({ input: ty<unknown>(), outcomes: { x: ty<any>(), y: ty<never>() } }),
    f: task({ input: ty<Sku>(), output: ty<null>() }),
  })
  .start("a").flows((t) => [seq(t.a, t.b, t.c, t.d, choose(t.e, { x: skip, y: skip }), t.f)]).end("f").build()

// Names that objects have members of, too.
workflow("names")
  .tasks({
    name: work(), toString: work(), "a b-c.d": work(),
    kind: decision({ input: order, outcomes: { constructor: order, length: order, name: order, outcomes: order } }),
  })
  .start("name")
  .flows((t) => [
    flow(t.name, t.toString), flow(t.toString, t.kind),
    xor(t.kind, { constructor: t.name, length: t["a b-c.d"], name: t["a b-c.d"], outcomes: t.name }),
  ])
  .end("a b-c.d").build()

const blocks = workflow("blocks")
  .tasks({
    a: work(), b: work(), c: work(), d: work(), e: work(), f: work(), g: work(), h: work(), i: work(), k: work(),
    x: choice(), y: choice(), z: choice(),
    j: task({ input: { p: order, q: order }, output: order }),
    deep: task({ input: { p: order, q: ty<{ p: Order; q: Order }>() }, output: order }),
  })
  .start("a")

// Guards: of a wider type, named, made outside of xor; and several tasks at once.
const large = ({ total }: { readonly total: number }) => total > 5
blocks.flows((t) => {
  const first = when((given: Order) => given.total > 9, t.b)
  return [xor(t.a, [first, when(large, t.c), when(large, all(t.d, t.e)), when(() => true, t.f), otherwise(t.g)])]
})

// Blocks in blocks.
blocks.flows((t) => [
  seq(t.a, choose(t.x, { x: skip, y: choose(t.y, { x: t.b, y: skip }) }), t.c),
  seq(t.a, par({ p: t.b, q: par({ p: t.c, q: t.d }) }), t.deep),
  seq(t.a, par({ p: loop(t.b, t.x, "x"), q: loop(t.y, "y", seq(t.c, t.d)) }), t.j),
  seq(t.a, loop(choose(t.x, { x: t.b, y: skip }), t.y, "x"), loop(loop(t.c, t.z, "x"), t.y, "y"), t.d),
  seq(choose(t.x, { x: par({ p: t.b, q: t.c }), y: par({ p: t.d, q: t.e }) }), t.j),
  seq(loop(t.x, "x", loop(t.y, "x", t.b)), choose(t.z, { x: seq(t.c), y: seq(t.d, t.e) }), t.f),
  par({ p: t.a, q: t.b }), choose(t.x, { x: t.c, y: t.d }),
])

// A sequence of any length.
blocks.flows((t) => [
  seq(t.a), seq(t.a, t.b, t.c, t.d, t.e, t.f, t.g, t.h), seq(t.a, t.b, t.c, t.d, t.e, t.f, t.g, t.h, t.i),
  seq(t.a, t.b, t.c, t.d, t.e, t.f, t.g, t.h, t.i, choose(t.x, { x: skip, y: t.b }), t.k),
])
workflow("long")
  .tasks({
    a: work(), b: work(), c: work(), d: work(), e: work(), f: work(), g: work(), h: work(), i: work(), j: work(),
  })
  .start("a").flows((t) => [seq(t.a, t.b, t.c, t.d, t.e, t.f, t.g, t.h, t.i, t.j)]).end("j").build()

// Flows by condition and in lists that are made.
const strict = list.length > 9
blocks.flows(({ a, b, c, ...t }) => {
  const first = flow(a, b)
  return [
    first, ...(strict ? [flow(b, c)] : []), strict ? flow(c, t.d) : flow(c, t.e),
    and(t.d, [t.e, t.f].map((one) => one)), merge([t.e, t.f], t.g),
  ]
})

// Functions that make parts, generic in what they are given.
const step = <I, O>(input: Schema<I>, output: Schema<O>) => task({ input, output, timeout: "5 seconds" })
const shared = { x: step(order, ty<Received>()), y: step(ty<Received>(), ty<Closed>()) }
const fragment = <W extends string>(t: Handles<W, typeof shared>) => flow(t.x, t.y)
const back = <W extends string, A extends string, B extends string, P>(from: Task<W, A, P, P>, to: Task<W, B, P, P>) =>
  [flow(from, to), flow(to, from)] as const
const same = <W extends string, A extends string, I, O extends object>(from: Decision<W, A, I, O>) => from
workflow("shared").tasks(shared).start("x").flows((t) => [fragment(t)]).end("y").build()
blocks.flows((t) => [...back(t.a, t.b), xor(same(t.x), { x: t.a, y: t.b })])
const audited = <const N extends string, P extends { readonly id: string }>(name: N, schema: Schema<P>) =>
  workflow(name).tasks({ log: task({ input: schema, output: schema }), done: silent(schema) })
    .start("log").flows((t) => [flow(t.log, t.done)]).end("done").build()
export const Audited: Workflow<"audit", Order, Order> = audited("audit", order)
