/** Each of the 43 patterns as an author says it: the compiler takes it, and it does what the pattern does. */
import { expect, test } from "vitest"
import * as knhk from "knhk"
import { type PatternId, patterns, type Schema, type Workflow } from "knhk"
import { compileDefinition } from "../compiler/compile.ts"
import { explore } from "../compiler/explore/explore.ts"
import { readTable } from "../src/kernel/table.ts"
import { expand } from "./corpus/corpus.ts"

// Without their types: the payloads here are anything, and what fits is for the type tests to say.
const { task, decision, human, silent, workflow, instances, receive, timer, recurse } = knhk as any
const { flow, and, xor, when, otherwise, join, merge, loop, seq } = knhk as any
const { or, orJoin, multiMerge, discriminator, partialJoin, defer, interleave, threadSplit, threadMerge } = knhk as any
const { milestone, cancels, cancelsCase, completes, critical } = knhk as any

const any: Schema<any> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
const step = () => task({ input: any, output: any })
const person = () => human({ input: any, output: any })
const choice = () => decision({ input: any, outcomes: { yes: any, no: any } })
const signal = (keep?: object) => receive({ input: any, signal: "s", payload: any, ...(keep && { keep }) })
const many = (options: object) => instances(step(), options)
const yes = () => true
const implicit = "implicit"

type Tasks = Readonly<Record<string, unknown>>
type Flows = (t: any) => readonly unknown[]
type Made = Workflow<string, any, unknown>

/** A workflow from `A` to `Z`, both of them tasks, with tasks named by the letters between, and those given. */
function made(letters: string, flows: Flows, given: Tasks = {}, termination = "explicit"): Made {
  const tasks = Object.fromEntries([..."A", ...letters, ..."Z"].map((name) => [name, step()]))
  return workflow("made", { termination }).tasks({ ...tasks, ...given }).start("A").flows(flows).end("Z").build()
}

/** From `A` to any of several ends, which all are done if termination is implicit. */
function ends(names: readonly string[], flows: Flows, given: Tasks = {}, termination = implicit): Made {
  const tasks = Object.fromEntries(["A", ...names].map((name) => [name, given[name] ?? step()]))
  return workflow("made", { termination }).tasks(tasks).start("A").flows(flows).end(...names).build()
}

interface Form {
  readonly made: Made
  /** All that can happen, in the notation of the corpus. */
  readonly traces: readonly string[]
  /** Where it may go on for ever: most words of a trace. */
  readonly length?: number
  readonly inputs?: readonly string[]
}

const between = (from: string, to: readonly string[]): Flows => (t) => [and(t[from], to.map((name) => t[name]))]
const branches = between("A", ["B", "C"])
const three = between("A", ["B", "C", "D"])
const around = (t: any) => [flow(t.A, t.M), flow(t.M, t.Z)]
const beside = (t: any) => [and(t.A, [t.B, t.M]), join({ b: t.B, m: t.M }, t.Z)]

const forms: Readonly<Record<PatternId, Form>> = {
  1: { made: made("B", (t) => [flow(t.A, t.B), flow(t.B, t.Z)]), traces: ["A B Z !ok"] },
  2: { made: made("BC", (t) => [...branches(t), join({ b: t.B, c: t.C }, t.Z)]), traces: ["A { B || C } Z !ok"] },
  3: { made: made("BC", (t) => [...branches(t), join({ b: t.B, c: t.C }, t.Z)]), traces: ["A { B || C } Z !ok"] },
  4: {
    made: made("BC", (t) => [xor(t.A, [when(yes, t.B), otherwise(t.C)]), flow(t.B, t.Z), flow(t.C, t.Z)]),
    traces: ["A B Z !ok", "A C Z !ok"],
  },
  5: {
    made: made("BC", (t) => [xor(t.A, [when(yes, t.B), otherwise(t.C)]), merge([t.B, t.C], t.Z)]),
    traces: ["A B Z !ok", "A C Z !ok"],
  },
  6: {
    made: made("BC", (t) => [or(t.A, [when(yes, t.B), otherwise(t.C)]), flow(t.B, t.Z), flow(t.C, t.Z)]),
    traces: ["A B Z !ok", "A C Z !ok"],
  },
  7: {
    made: made("BCD", (t) => [
      or(t.A, [when(yes, t.B), when(yes, t.C), otherwise(t.D)]),
      orJoin({ b: t.B, c: t.C, d: t.D }, t.Z, { kind: "structured" }),
    ]),
    traces: ["A B Z !ok", "A C Z !ok", "A { B || C } Z !ok", "A D Z !ok"],
  },
  8: {
    made: made("BC", (t) => [...branches(t), multiMerge([t.B, t.C], t.Z, { bound: 2 })], {}, implicit),
    traces: ["A B { C || Z } Z !ok", "A C { B || Z } Z !ok"],
  },
  9: {
    made: made("BC", (t) => [...branches(t), discriminator([t.B, t.C], t.Z, { rest: "absorb" })], {}, implicit),
    traces: ["A B { C || Z } !ok", "A C { B || Z } !ok"],
  },
  10: {
    made: made("B", (t) => [
      flow(t.A, t.X), xor(t.X, { yes: t.B, no: t.Y }), flow(t.B, t.Y), xor(t.Y, { yes: t.X, no: t.Z }),
    ], { X: choice(), Y: choice() }),
    length: 7, traces: ["A X Y Z !ok", "A X B Y Z !ok", "A X Y X Y Z !ok"],
  },
  11: { made: ends(["B", "C"], branches), traces: ["A { B || C } !ok"] },
  12: { made: made("", around, { M: many({ count: 2, join: "none" }) }, implicit), traces: ["A { Z || M M } !ok"] },
  13: { made: made("", around, { M: many({ count: 2 }) }), traces: ["A M M Z !ok"] },
  14: { made: made("", around, { M: many({ max: 2 }) }), traces: ["A Z !ok", "A M Z !ok", "A M M Z !ok"] },
  15: {
    made: made("", around, { M: many({ count: 1, max: 2, open: true }) }), inputs: ["add:M"],
    traces: ["?add:M A M Z !ok", "A ?add:M M M Z !ok", "A M ?add:M Z !ok", "A M Z !ok"],
  },
  16: {
    made: made("", (t) => [defer(t.A, [t.B, t.C]), flow(t.B, t.Z), flow(t.C, t.Z)],
      { B: person(), C: timer({ input: any, after: 5 }) }),
    traces: ["A ~C B Z !ok", "A ~B C Z !ok"],
  },
  17: {
    made: made("BCD", (t) => [interleave(t.A, [t.B, t.C, t.D], t.Z, { order: [[t.B, t.D]] })]),
    traces: ["A B D C Z !ok", "A B C D Z !ok", "A C B D Z !ok"],
  },
  18: {
    made: ends(["B", "C"], (t) => [...branches(t), milestone(t.C, { during: t.B }), cancels(t.B, [t.C])],
      { B: person(), C: person() }),
    traces: ["A C B !ok", "A B ~C !ok", "A ~C B !ok"],
  },
  19: {
    made: ends(["B", "C"], (t) => [...branches(t), cancels(t.B, [t.C])]), traces: ["A B ~C !ok", "A C B !ok"],
  },
  20: {
    made: made("B", (t) => [flow(t.A, t.B), flow(t.B, t.Z), cancelsCase(t.B)]), traces: ["A B !cancelled"],
  },
  21: {
    made: made("B", (t) => [seq(t.A, loop(t.B, t.X, "yes"), t.Z)], { X: choice() }),
    length: 7, traces: ["A B X Z !ok", "A B X B X Z !ok"],
  },
  22: {
    made: workflow("made").tasks({ A: choice(), R: recurse("made", { input: any, output: any }), Z: silent(any) })
      .start("A").flows((t: any) => [xor(t.A, { yes: t.R, no: t.Z }), flow(t.R, t.Z)]).end("Z").build(),
    length: 4, traces: ["A !ok", "A A !ok", "A A A !ok"],
  },
  23: {
    made: made("", (t) => [flow(t.A, t.S), flow(t.S, t.Z)], { S: signal() }), inputs: ["s"],
    traces: ["?s A !waiting", "A ?s S Z !ok"],
  },
  24: {
    made: made("", (t) => [flow(t.A, t.S), flow(t.S, t.Z)], { S: signal({ most: 1 }) }), inputs: ["s"],
    traces: ["?s A S Z !ok", "A ?s S Z !ok"],
  },
  25: {
    made: ends(["B", "C", "D"], (t) => [...three(t), cancels(t.B, [t.C, t.D])]),
    traces: ["A B ~C ~D !ok", "A C B ~D !ok", "A D B ~C !ok", "A { C || D } B !ok"],
  },
  26: {
    made: ends(["B", "M"], (t) => [and(t.A, [t.B, t.M]), cancels(t.B, [t.M])], { M: many({ count: 2 }) }),
    traces: ["A B ~M ~M !ok", "A M B ~M !ok", "A M M B !ok"],
  },
  27: {
    made: made("B", (t) => [...beside(t), completes(t.B, t.M)], { M: many({ count: 2 }) }),
    traces: ["A B ~M ~M Z !ok", "A M B ~M Z !ok", "A M M B Z !ok"],
  },
  28: {
    made: made("BC", (t) => [...branches(t), discriminator([t.B, t.C], t.Z, { rest: "block" })], {}, implicit),
    traces: ["A B { C || Z } !ok", "A C { B || Z } !ok"],
  },
  29: {
    made: made("BC", (t) => [...branches(t), discriminator([t.B, t.C], t.Z, { rest: "cancel" })], {}, implicit),
    traces: ["A B ~C Z !ok", "A C ~B Z !ok"],
  },
  30: {
    made: made("BCD", (t) => [...three(t), partialJoin(2, { b: t.B, c: t.C, d: t.D }, t.Z, { rest: "absorb" })], {},
      implicit),
    traces: ["A B C { D || Z } !ok", "A C B { D || Z } !ok", "A B D { C || Z } !ok", "A D B { C || Z } !ok",
      "A C D { B || Z } !ok", "A D C { B || Z } !ok"],
  },
  31: {
    made: made("BCD", (t) => [...three(t), partialJoin(3, { b: t.B, c: t.C, d: t.D }, t.Z, { rest: "block" })], {},
      implicit),
    traces: ["A { B || C || D } Z !ok"],
  },
  32: {
    made: made("BCD", (t) => [...three(t), partialJoin(2, { b: t.B, c: t.C, d: t.D }, t.Z, { rest: "cancel" })], {},
      implicit),
    traces: ["A { B || C } ~D Z !ok", "A { B || D } ~C Z !ok", "A { C || D } ~B Z !ok"],
  },
  33: {
    made: made("BC", (t) => [...branches(t), join({ b: t.B, c: t.C }, t.Z, { bound: 2 })]),
    traces: ["A { B || C } Z !ok"],
  },
  34: {
    made: made("", around, { M: many({ count: 2, join: 1 }) }, implicit), traces: ["A M { M || Z } !ok"],
  },
  35: { made: made("", around, { M: many({ count: 2, join: 1, rest: "cancel" }) }), traces: ["A M ~M Z !ok"] },
  36: {
    made: made("", around, { M: many({ count: 2, max: 3, open: true, until: yes, rest: "cancel" }) }),
    traces: ["A M ~M Z !ok", "A M M Z !ok", "A M M !waiting"],
  },
  37: {
    made: made("BCDE", (t) => [
      or(t.A, [when(yes, t.B), when(yes, t.C), otherwise(t.D)]), orJoin({ b: t.B, c: t.C }, t.E),
      orJoin({ e: t.E, d: t.D }, t.Z, { kind: "local" }),
    ]),
    traces: ["A B E Z !ok", "A C E Z !ok", "A { B || C } E Z !ok", "A D Z !ok"],
  },
  38: {
    made: made("BCE", (t) => [
      or(t.A, [when(yes, t.B), otherwise(t.C)]), orJoin({ b: t.B, c: t.C, e: t.E }, t.X, { kind: "general" }),
      xor(t.X, { yes: t.E, no: t.Z }),
    ], { X: choice() }),
    length: 7, traces: ["A B X Z !ok", "A C X Z !ok", "A B X E X Z !ok", "A C X E X Z !ok"],
  },
  39: {
    made: made("BCDE", (t) => [
      and(t.A, [t.B, t.D]), flow(t.B, t.C), flow(t.D, t.E), join({ c: t.C, e: t.E }, t.Z),
      critical([t.B, t.C], [t.D, t.E]),
    ]),
    traces: ["A B C D E Z !ok", "A D E B C Z !ok"],
  },
  40: {
    made: made("BCD", (t) => [interleave(t.A, [t.B, t.C, t.D], t.Z)]), traces: ["A { B || C || D } Z !ok"],
  },
  41: { made: made("B", (t) => [threadSplit(t.A, t.B, 2), threadMerge(t.B, t.Z, 2)]), traces: ["A B B Z !ok"] },
  42: {
    made: made("B", (t) => [threadSplit(t.A, t.B, 2), multiMerge([t.B], t.Z, { bound: 2 })], {}, implicit),
    traces: ["A B { B || Z } Z !ok"],
  },
  43: { made: ends(["B", "C"], branches, {}, "explicit"), traces: ["A B ~C !ok", "A C ~B !ok"] },
}

/** What patterns do with sub-workflows. */
const part = workflow("part").tasks({ X: step(), Y: person() }).start("X").flows((t: any) => [flow(t.X, t.Y)])
  .end("Y").build()
const combined: readonly (Form & { readonly name: string })[] = [
  {
    name: "a sub-workflow that is interleaved comes first or last, and is not parted",
    made: made("C", (t) => [interleave(t.A, [t.P, t.C], t.Z)], { P: knhk.sub(part) }),
    traces: ["A P/X P/Y C Z !ok", "A C P/X P/Y Z !ok"],
  },
  {
    name: "a sub-workflow enters a critical section when it begins, not when it could",
    made: made("C", (t) => [
      and(t.A, [t.P, t.C]), join({ p: t.P, c: t.C }, t.Z), critical([t.P], [t.C]),
    ], { P: knhk.sub(part) }),
    traces: ["A P/X P/Y C Z !ok", "A C P/X P/Y Z !ok"],
  },
]

test.each(combined)("$name", ({ made, traces }) => {
  const { value, diagnostics } = compileDefinition(made.definition)
  expect(diagnostics).toEqual([])
  expect(explore(readTable(value!.table)).traces).toEqual([...traces].sort())
})

const all = Object.entries(forms).map(([number, form]) =>
  ({ number, name: patterns[Number(number) as PatternId], ...form }))

test.each(all)("$number $name is said, and does what the pattern does", ({ made, traces, inputs, length }) => {
  const { value, diagnostics } = compileDefinition(made.definition)
  expect(diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message)).toEqual([])
  const found = explore(readTable(value!.table), { maxLength: length ?? 12, ...(inputs && { inputs }) })
  expect(found.traces).toEqual([...new Set(traces.flatMap(expand))].sort())
})
