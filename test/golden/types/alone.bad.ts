import { all, and, choose, decision, flow, join, merge, otherwise, seq, task, when, workflow, xor } from "knhk"
import { type Approved, type Closed, type Order, type Received, type Rejected, type Shipped, ty } from "./payloads.ts"

/** Each workflow in here has one mistake and is built: the mistake is told where it is, and build() tells of none. */
const draft = workflow("draft")
  .tasks({
    a: task({ input: ty<Order>(), output: ty<Received>() }),
    d: decision({ input: ty<Received>(), outcomes: { ok: ty<Approved>(), no: ty<Rejected>() } }),
    b: task({ input: ty<Approved>(), output: ty<Shipped>() }),
    b2: task({ input: ty<Approved>(), output: ty<Shipped>() }),
    c: task({ input: ty<Rejected>(), output: ty<Shipped>() }),
    e: task({ input: ty<Shipped>(), output: ty<Closed>() }),
  })
  .start("a")

// A route is missing.
draft.flows((t) => [flow(t.a, t.d), xor(t.d, { ok: all(t.b, t.b2) }), merge([t.b, t.b2, t.c], t.e)]).end("e").build()

// A route does not take its payload.
draft.flows((t) => [flow(t.a, t.d), xor(t.d, { ok: t.c, no: t.c }), merge([t.b, t.b2, t.c], t.e)]).end("e").build()

// Several tasks at once, but none of them named.
draft.flows((t) => [flow(t.a, t.d), xor(t.d, { ok: all(), no: t.c }), merge([t.b, t.b2, t.c], t.e)]).end("e").build()

// An outcome has another name.
draft
  .flows((t) => [flow(t.a, t.d), xor(t.d, { okay: all(t.b, t.b2), no: t.c }), merge([t.b, t.b2, t.c], t.e)])
  .end("e").build()

// A route leads to a task that is not there.
draft.flows((t) => [flow(t.a, t.d), xor(t.d, { ok: t.bb, no: t.c }), merge([t.b, t.b2, t.c], t.e)]).end("e").build()

// Several tasks at once, and one is not there.
draft
  .flows((t) => [flow(t.a, t.d), xor(t.d, { ok: all(t.b, t.bb), no: t.c }), merge([t.b, t.b2, t.c], t.e)])
  .end("e").build()

// A decision that is routed on data.
draft
  .flows((t) => [
    flow(t.a, t.d), xor(t.d, [when(() => true, t.e), otherwise(t.e)]), merge([t.b, t.b2, t.c], t.e),
  ])
  .end("e").build()

// Routes by outcome of a task that has none.
draft
  .flows((t) => [xor(t.a, { ok: t.d }), xor(t.d, { ok: all(t.b, t.b2), no: t.c }), merge([t.b, t.b2, t.c], t.e)])
  .end("e").build()

// A route on data does not take the payload.
draft
  .flows((t) => [
    xor(t.a, [when((received) => received.total > 1, t.b), otherwise(t.d)]),
    xor(t.d, { ok: t.b2, no: t.c }), merge([t.b, t.b2, t.c], t.e),
  ])
  .end("e").build()

// A flow leads to the wrong task.
draft
  .flows((t) => [flow(t.a, t.b), xor(t.d, { ok: all(t.b, t.b2), no: t.c }), merge([t.b, t.b2, t.c], t.e)])
  .end("e").build()

// A split leads to the wrong task.
draft
  .flows((t) => [and(t.a, [t.b]), xor(t.d, { ok: all(t.b, t.b2), no: t.c }), merge([t.b, t.b2, t.c], t.e)])
  .end("e").build()

// A merge leads to the wrong task.
draft
  .flows((t) => [flow(t.a, t.d), xor(t.d, { ok: all(t.b, t.b2), no: t.c }), merge([t.b, t.b2, t.c], t.d)])
  .end("e").build()

// A join leads to the wrong task.
draft
  .flows((t) => [
    flow(t.a, t.d), xor(t.d, { ok: all(t.b, t.b2), no: t.c }), join({ b: t.b, b2: t.b2, c: t.c }, t.d),
  ])
  .end("e").build()

// A step of a sequence is the wrong task.
draft
  .flows((t) => [seq(t.a, t.b), xor(t.d, { ok: all(t.b, t.b2), no: t.c }), merge([t.b, t.b2, t.c], t.e)])
  .end("e").build()

// A block has a branch too few.
draft
  .flows((t) => [flow(t.a, t.d), seq(choose(t.d, { ok: t.b }), t.e), merge([t.b2, t.c], t.e), flow(t.a, t.b2 as never)])
  .end("e").build()

// A branch of a block does not take its payload.
draft
  .flows((t) => [flow(t.a, t.d), choose(t.d, { ok: t.b, no: t.b2 }), merge([t.b, t.b2, t.c], t.e)])
  .end("e").build()
