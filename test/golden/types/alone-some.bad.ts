import {
  defer, discriminator, flow, human, instances, interleave, multiMerge, or, orJoin, otherwise, partialJoin, receive,
  task, threadMerge, threadSplit, when, workflow,
} from "knhk"
import { type Closed, type Order, type Paid, type Shipped, ty } from "./payloads.ts"

/** Each workflow in here has one mistake and is built: the mistake is told where it is, and build() tells of none. */
const work = () => task({ input: ty<Order>(), output: ty<Shipped>() })
const draft = workflow("draft")
  .tasks({
    a: task({ input: ty<Order>(), output: ty<Order>() }), b: work(), c: work(),
    h: human({ input: ty<Order>(), output: ty<Shipped>() }), paid: task({ input: ty<Paid>(), output: ty<Closed>() }),
    e: task({ input: ty<unknown>(), output: ty<Closed>() }),
  })
  .start("a")

// A route of an OR-split does not take the payload.
draft
  .flows((t) => [
    or(t.a, [when(() => true, t.b), when(() => true, t.paid), when(() => true, t.h), otherwise(t.c)]),
    orJoin({ b: t.b, c: t.c }, t.e),
  ])
  .end("e", "h", "paid").build()

// An OR-join leads to the wrong task.
draft
  .flows((t) => [or(t.a, [when(() => true, t.b), otherwise(t.c)]), orJoin({ b: t.b, c: t.c, h: t.h }, t.paid)])
  .end("e", "paid").build()

// A multi-merge leads to the wrong task.
draft.flows((t) => [defer(t.a, [t.b, t.c]), multiMerge([t.b, t.c, t.h], t.paid, { bound: 2 })]).end("e", "paid").build()

// A discriminator leads to the wrong task.
draft
  .flows((t) => [defer(t.a, [t.b, t.c]), discriminator([t.b, t.c, t.h], t.paid, { rest: "absorb" })])
  .end("e", "paid").build()

// A partial join asks for too many.
draft
  .flows((t) => [
    defer(t.a, [t.b, t.c, t.h]), flow(t.a, t.paid, () => ({ receipt: "" })),
    partialJoin(4, { b: t.b, c: t.c, h: t.h }, t.e, { rest: "absorb" }),
  ])
  .end("e", "paid").build()

// A partial join leads to the wrong task.
draft
  .flows((t) => [defer(t.a, [t.b, t.c, t.h]), partialJoin(2, { b: t.b, c: t.c, h: t.h }, t.paid, { rest: "absorb" })])
  .end("e", "paid").build()

// An alternative is the wrong task.
draft.flows((t) => [defer(t.a, [t.b, t.paid]), flow(t.b, t.e)]).end("e", "c", "h", "paid").build()

// Interleaved tasks lead to the wrong task.
draft.flows((t) => [interleave(t.a, [t.b, t.c, t.h], t.paid)]).end("e", "paid").build()

// Threads of the wrong task.
draft.flows((t) => [threadSplit(t.a, t.paid, 2), defer(t.a, [t.b, t.c, t.h])]).end("e", "b", "c", "h", "paid").build()

// Threads are merged by the wrong task.
draft.flows((t) => [defer(t.a, [t.b, t.c, t.h]), threadMerge(t.b, t.paid, 2)]).end("e", "c", "h", "paid").build()

// What cannot be done several times is, and leads on.
workflow("several")
  .tasks({
    all: task({ input: ty<Order>(), output: ty<Order[]>() }),
    paid: instances(receive({ input: ty<Order>(), signal: "paid", payload: ty<Paid>() }), { max: 9 }),
    close: task({ input: ty<Shipped[]>(), output: ty<Closed>() }),
  })
  .start("all")
  .flows((t) => [flow(t.all, t.paid), flow(t.paid, t.close)])
  .end("close").build()
