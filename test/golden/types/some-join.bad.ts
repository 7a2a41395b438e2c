import { discriminator, join, multiMerge, orJoin, partialJoin, threadMerge } from "knhk"
import { parts, strange } from "./parts.ts"

// An OR-join into a task that wants the whole record.
parts.flows((t) => [orJoin({ b: t.b, c: t.c, d: t.d }, t.all)])

// A branch of an OR-join gives another payload.
parts.flows((t) => [orJoin({ b: t.b, c: t.d }, t.some)])

// An OR-join of a decision.
parts.flows((t) => [orJoin({ b: t.b, c: t.x }, t.some)])

// A kind of OR-join that does not exist.
parts.flows((t) => [orJoin({ b: t.b, c: t.c }, t.some, { kind: "acyclic" })])

// An OR-join of a list.
parts.flows((t) => [orJoin([t.b, t.c], t.some)])

// A multi-merge without a bound.
parts.flows((t) => [multiMerge([t.b, t.c], t.any)])
parts.flows((t) => [multiMerge([t.b, t.c], t.any, {})])

// A multi-merge into a task that takes one payload alone.
parts.flows((t) => [multiMerge([t.b, t.c], t.one, { bound: 2 })])

// A multi-merge of a decision.
parts.flows((t) => [multiMerge([t.b, t.x], t.any, { bound: 2 })])

// A discriminator that does not say what becomes of the rest.
parts.flows((t) => [discriminator([t.b, t.c], t.any)])
parts.flows((t) => [discriminator([t.b, t.c], t.any, {})])

// A rest that does not exist.
parts.flows((t) => [discriminator([t.b, t.c], t.any, { rest: "ignore" })])

// A discriminator into a task that takes the record.
parts.flows((t) => [discriminator([t.b, t.c], t.some, { rest: "absorb" })])

// A discriminator into a task that takes one payload alone.
parts.flows((t) => [discriminator({ b: t.b, c: t.c }, t.one, { rest: "absorb" })])

// A discriminator of a decision.
parts.flows((t) => [discriminator([t.b, t.x], t.any, { rest: "absorb" })])

// A region where nothing is cancelled.
parts.flows((t) => [discriminator([t.b, t.c], t.any, { rest: "absorb", region: [t.b] })])

// A bound where nothing waits.
parts.flows((t) => [discriminator([t.b, t.c], t.any, { rest: "cancel", bound: 2 })])

// A region names a task of another workflow.
parts.flows((t) => {
  strange.flows((u) => {
    parts.flows(() => [discriminator([t.b, t.c], t.any, { rest: "cancel", region: [t.b, u.b] })])
    return []
  })
  return []
})

// A region names a task that is not there.
parts.flows((t) => [discriminator([t.b, t.c], t.any, { rest: "cancel", region: [t.e] })])

// A partial join of four out of three.
parts.flows((t) => [partialJoin(4, { b: t.b, c: t.c, d: t.d }, t.some, { rest: "absorb" })])

// A partial join of none, of fewer, of a part.
parts.flows((t) => [partialJoin(0, { b: t.b, c: t.c, d: t.d }, t.some, { rest: "absorb" })])
parts.flows((t) => [partialJoin(-1, { b: t.b, c: t.c, d: t.d }, t.some, { rest: "absorb" })])
parts.flows((t) => [partialJoin(1.5, { b: t.b, c: t.c, d: t.d }, t.some, { rest: "absorb" })])

// A partial join into a task that wants the whole record.
parts.flows((t) => [partialJoin(2, { b: t.b, c: t.c, d: t.d }, t.all, { rest: "absorb" })])

// A partial join of a list.
parts.flows((t) => [partialJoin(1, [t.b, t.c], t.any, { rest: "absorb" })])

// A region of a partial join names a task of another workflow.
parts.flows((t) => {
  strange.flows((u) => {
    parts.flows(() => [partialJoin(2, { b: t.b, c: t.c }, t.some, { rest: "cancel", region: [u.b] })])
    return []
  })
  return []
})

// A bound that is text.
parts.flows((t) => [join({ b: t.b, c: t.c, d: t.d }, t.all, { bound: "3" })])

// A bound of another name.
parts.flows((t) => [join({ b: t.b, c: t.c, d: t.d }, t.all, { bounds: 3 })])

// Merged threads into a task that takes one payload.
parts.flows((t) => [threadMerge(t.b, t.one, 2)])

// Merged threads of another payload.
parts.flows((t) => [threadMerge(t.c, t.list, 2)])

// One thread is merged.
parts.flows((t) => [threadMerge(t.b, t.list, 1)])

// Threads of a decision are merged.
parts.flows((t) => [threadMerge(t.x, t.list, 2)])
