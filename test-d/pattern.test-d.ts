import { expectAssignable, expectError, expectNotAssignable, expectType } from "tsd"
import {
  alike, type CallSpec, cancels, cancelsCase, completes, critical, decision, defer, discriminator, type Flow, flow,
  human, instances,
  type InstancesSpec, interleave, join, milestone, multiMerge, or, orJoin, otherwise, partialJoin, receive,
  type Received, recurse, type Signature, silent, type Spec, sub, task, threadMerge, threadSplit, timer, when, workflow,
  type Workflow, xor,
} from "knhk"
import {
  type Approved, type Closed, type Order, type Paid, type Received as Got, type Shipped, ty,
} from "./payloads.js"

const one = task({ input: ty<Order>(), output: ty<Shipped>() })
const Inner = workflow("inner").tasks({ one }).start("one").flows(() => []).end("one").build()

const parts = workflow("parts")
  .tasks({
    a: task({ input: ty<Order>(), output: ty<Order>() }), b: one,
    c: task({ input: ty<Order>(), output: ty<Paid>() }), d: task({ input: ty<Order>(), output: ty<Got>() }),
    x: decision({ input: ty<Order>(), outcomes: { ok: ty<Shipped>(), no: ty<Paid>() } }),
    h: human({ input: ty<Order>(), output: ty<Shipped>() }), s: silent(ty<Order>()),
    r: receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>() }),
    t: timer({ input: ty<Order>(), after: "1 day" }), mi: instances(one, { max: 5 }),
    some: task({ input: ty<{ b?: Shipped; c?: Paid; d?: Got }>(), output: ty<Closed>() }),
    all: task({ input: { b: ty<Shipped>(), c: ty<Paid>(), d: ty<Got>() }, output: ty<Closed>() }),
    any: task({ input: ty<Shipped | Paid | Got>(), output: ty<Closed>() }),
    list: task({ input: ty<Shipped[]>(), output: ty<Closed>() }),
    gets: task({ input: ty<{ payload: Order; signal: Paid }>(), output: ty<Closed>() }),
  })
  .start("a")
const strange = workflow("strange").tasks({ b: one, mi: instances(one, { max: 5 }) }).start("b")

// Flows know which tasks they leave and enter; rules leave and enter none.
parts.flows((t) => {
  expectAssignable<Flow<"parts", "a", "b" | "c">>(or(t.a, [when(({ total }) => total > 1, t.b), otherwise(t.c)]))
  expectAssignable<Flow<"parts", "b" | "c", "some">>(orJoin({ b: t.b, c: t.c }, t.some))
  expectAssignable<Flow<"parts", "b" | "c", "any">>(multiMerge([t.b, t.c], t.any, { bound: 2 }))
  expectAssignable<Flow<"parts", "b" | "c", "any">>(discriminator([t.b, t.c], t.any, { rest: "absorb" }))
  expectAssignable<Flow<"parts", "b" | "c", "any">>(discriminator({ k: t.b, l: t.c }, t.any, { rest: "block" }))
  expectAssignable<Flow<"parts", "b" | "c", "some">>(partialJoin(2, { b: t.b, c: t.c }, t.some, { rest: "cancel" }))
  expectAssignable<Flow<"parts", "a", "h" | "r" | "t">>(defer(t.a, [t.h, t.r, t.t]))
  expectAssignable<Flow<"parts", "a" | "b" | "c", "b" | "c" | "some">>(interleave(t.a, [t.b, t.c], t.some))
  expectAssignable<Flow<"parts", "a", "b">>(threadSplit(t.a, t.b, 2))
  expectAssignable<Flow<"parts", "b", "list">>(threadMerge(t.b, t.list, 2))
  expectNotAssignable<Flow<"parts", "b", "some">>(orJoin({ b: t.b, c: t.c }, t.some))
  expectAssignable<Flow<"parts", never, never>>(milestone(t.b, { during: t.h }))
  expectAssignable<Flow<"parts", never, never>>(cancels(t.b, [t.c, t.mi]))
  expectAssignable<Flow<"parts", never, never>>(cancelsCase(t.b))
  expectAssignable<Flow<"parts", never, never>>(completes(t.b, t.mi))
  expectAssignable<Flow<"parts", never, never>>(critical([t.a, t.b], [t.c]))
  expectAssignable<Flow<"parts", never, never>>(alike(t.a, t.b, t.c))
  return [flow(t.r, t.gets), join({ b: t.b, c: t.c, d: t.d }, t.all, { bound: 3 })]
})

// What does not fit does not compile.
expectError(parts.flows((t) => [or(t.a, [when(({ total }) => total > 1, t.b)])]))
expectError(parts.flows((t) => [or(t.x, [otherwise(t.any)])]))
expectError(parts.flows((t) => [orJoin({ b: t.b, c: t.c, d: t.d }, t.all)]))
expectError(parts.flows((t) => [orJoin({ b: t.b, c: t.x }, t.some)]))
expectError(parts.flows((t) => [multiMerge([t.b, t.c], t.any)]))
expectError(parts.flows((t) => [discriminator([t.b, t.c], t.any)]))
expectError(parts.flows((t) => [discriminator([t.b, t.c], t.some, { rest: "absorb" })]))
expectError(parts.flows((t) => [discriminator([t.b, t.c], t.any, { rest: "absorb", region: [t.b] })]))
expectError(parts.flows((t) => [partialJoin(4, { b: t.b, c: t.c, d: t.d }, t.some, { rest: "absorb" })]))
expectError(parts.flows((t) => [partialJoin(0, { b: t.b, c: t.c, d: t.d }, t.some, { rest: "absorb" })]))
expectError(parts.flows((t) => [partialJoin(2, { b: t.b, c: t.c, d: t.d }, t.all, { rest: "absorb" })]))
expectError(parts.flows((t) => [defer(t.a, [t.h])]))
expectError(parts.flows((t) => [defer(t.a, [t.h, t.s])]))
expectError(parts.flows((t) => [interleave(t.a, [t.b, t.c], t.all)]))
expectError(parts.flows((t) => [interleave(t.a, [t.b, t.c], t.some, { order: [[t.b, t.d]] })]))
expectError(parts.flows((t) => [threadSplit(t.a, t.b, 1)]))
expectError(parts.flows((t) => [threadMerge(t.b, t.any, 2)]))
expectError(parts.flows((t) => [threadMerge(t.b, t.list, 0)]))
expectError(parts.flows((t) => [milestone(t.b, { during: t.s })]))
expectError(parts.flows((t) => [milestone(t.b, {})]))
expectError(parts.flows((t) => [completes(t.b, t.c)]))
expectError(parts.flows((t) => [critical([t.a])]))
expectError(parts.flows((t) => [alike(t.a)]))
parts.flows((t) => {
  strange.flows((u) => {
    expectError(cancels(t.b, [u.b]))
    expectError(alike(t.b, u.b))
    expectError(milestone(t.b, { during: u.b }))
    expectError(completes(t.b, u.mi))
    expectError(discriminator([t.b, t.c], t.any, { rest: "cancel", region: [u.b] }))
    return []
  })
  return []
})

// Instances take a list and give one, or take one input and give a list.
type Shipping = Spec<"task", Order, Shipped>
expectType<InstancesSpec<Shipping, readonly Order[], Shipped[]>>(instances(one, { max: 5, until: () => true }))
expectType<InstancesSpec<Shipping, Order, Shipped[]>>(instances(one, { count: 3, join: 2, rest: "cancel" }))
expectType<InstancesSpec<Shipping, readonly Order[], []>>(instances(one, { max: 5, join: "none" }))
expectType<Workflow<"inner", Order, Shipped>>(Inner)
expectError(instances(one, {}))
expectError(instances(one, { count: 0, min: 1 }))
expectError(instances(one, { min: 10, max: 9 }))
expectError(instances(one, { count: 10, max: 9 }))
expectError(instances(one, { max: 9, join: 10 }))
expectError(instances(silent(ty<Order>()), { max: 9 }))

// A signal comes beside the payload; a time changes nothing.
expectType<Spec<"receive", Order, Received<Order, Paid>>>(
  receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>(), keep: { most: 3 } }),
)
expectType<Spec<"timer", Order, Order>>(timer({ input: ty<Order>(), after: 5 }))
expectError(receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>(), keep: {} }))

// A recursion has a way out, and the payloads of its workflow.
expectType<CallSpec<"tree", Order, Shipped>>(recurse("tree", { input: ty<Order>(), output: ty<Shipped>() }))
const tree = <I, O>(again: CallSpec<"tree", I, O>) => workflow("tree").tasks({
  look: decision({ input: ty<Order>(), outcomes: { leaf: ty<Shipped>(), node: ty<Order>() } }),
  again, sum: silent(ty<Shipped>()),
})
const fits = tree(recurse("tree", { input: ty<Order>(), output: ty<Shipped>() }))
const leads = fits.start("look").flows((t) => [xor(t.look, { leaf: t.sum, node: t.again }), flow(t.again, t.sum)])
expectType<Workflow<"tree", Order, Shipped>>(leads.end("sum").build())
expectError(fits.start("again").flows((t) => [flow(t.again, t.sum)]).end("sum", "look").build())
expectError(fits.start("look").flows((t) => [xor(t.look, { leaf: t.sum, node: t.again })]).end("again").build())
const wants = tree(recurse("tree", { input: ty<Order>(), output: ty<Shipped & Approved>() })).start("look")
  .flows((t) => [xor(t.look, { leaf: t.sum, node: t.again }), flow(t.again, t.sum)])
expectError(wants.end("sum").build())

// Handlers are of one instance; what waits has no handler, and what it gives is told all the same.
const signatures = workflow("signatures").tasks({
  many: instances(one, { max: 5 }), subs: instances(sub(Inner), { count: 2 }), again: recurse("tree", {
    input: ty<Order>(), output: ty<Shipped>(),
  }),
  paid: receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>() }),
  late: timer({ input: ty<Order>(), after: "1 day" }),
})["~signatures"]
expectType<Signature<"task", Order, { done: Shipped }>>(signatures.many)
expectType<Signature<"sub", Order, { done: Shipped }, Workflow<"inner", Order, Shipped>>>(signatures.subs)
expectType<Signature<"receive", Order, { done: Received<Order, Paid> }>>(signatures.paid)
expectType<Signature<"timer", Order, { done: Order }>>(signatures.late)
expectType<Signature<"call", Order, { done: Shipped }>>(signatures.again)
