import { defer, interleave, or, otherwise, threadSplit, when } from "knhk"
import { parts, strange } from "./parts.ts"

// An OR-split without otherwise.
parts.flows((t) => [or(t.a, [when(({ total }) => total > 5, t.b), when(() => true, t.c)])])

// An OR-split with a route after otherwise.
parts.flows((t) => [or(t.a, [otherwise(t.c), when(({ total }) => total > 5, t.b)])])

// An OR-split without a route.
parts.flows((t) => [or(t.a, [])])

// An OR-split by outcome.
parts.flows((t) => [or(t.a, { ok: t.b })])

// An OR-split of a decision.
parts.flows((t) => [or(t.x, [when(() => true, t.one), otherwise(t.one)])])

// An OR-split of a silent task.
parts.flows((t) => [or(t.s, [when(() => true, t.b), otherwise(t.c)])])

// A route of an OR-split does not take the payload.
parts.flows((t) => [or(t.a, [when(() => true, t.one), otherwise(t.c)])])

// The default route of an OR-split does not take the payload.
parts.flows((t) => [or(t.a, [when(() => true, t.b), otherwise(t.one)])])

// A guard of an OR-split reads what is not there.
parts.flows((t) => [or(t.a, [when((order) => order.sum > 5, t.b), otherwise(t.c)])])

// A deferred choice of one.
parts.flows((t) => [defer(t.a, [t.h])])

// A deferred choice of none.
parts.flows((t) => [defer(t.a, [])])

// An alternative does not take the payload.
parts.flows((t) => [defer(t.a, [t.h, t.one])])

// A silent alternative.
parts.flows((t) => [defer(t.a, [t.h, t.s])])

// A decision that is left by a deferred choice.
parts.flows((t) => [defer(t.x, [t.one, t.any])])

// An alternative of another workflow.
parts.flows((t) => {
  strange.flows((u) => {
    parts.flows(() => [defer(t.a, [t.h, u.b])])
    return []
  })
  return []
})

// An order names a task outside.
parts.flows((t) => [interleave(t.a, [t.b, t.c], t.some, { order: [[t.b, t.d]] })])

// An order names a task that is not there.
parts.flows((t) => [interleave(t.a, [t.b, t.c], t.some, { order: [[t.b, t.e]] })])

// An order of three.
parts.flows((t) => [interleave(t.a, [t.b, t.c, t.d], t.all, { order: [[t.b, t.c, t.d]] })])

// What follows wants more than is interleaved.
parts.flows((t) => [interleave(t.a, [t.b, t.c], t.all)])

// One task alone is interleaved.
parts.flows((t) => [interleave(t.a, [t.b], t.some)])

// A decision is interleaved.
parts.flows((t) => [interleave(t.a, [t.b, t.x], t.some)])

// An interleaved task does not take the payload.
parts.flows((t) => [interleave(t.a, [t.b, t.one], t.some)])

// One thread.
parts.flows((t) => [threadSplit(t.a, t.b, 1)])

// No thread, fewer, a part of one, too many.
parts.flows((t) => [threadSplit(t.a, t.b, 0)])
parts.flows((t) => [threadSplit(t.a, t.b, -2)])
parts.flows((t) => [threadSplit(t.a, t.b, 2.5)])
parts.flows((t) => [threadSplit(t.a, t.b, 256)])

// The threads do not take the payload.
parts.flows((t) => [threadSplit(t.a, t.one, 2)])

// A decision splits into threads.
parts.flows((t) => [threadSplit(t.x, t.one, 2)])
