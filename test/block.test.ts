/** Blocks from end to end: what was written by structure is compiled and run; the traces are those of the patterns. */
import fc from "fast-check"
import { expect, test } from "vitest"
import * as knhk from "knhk"
import type { Schema, Workflow } from "knhk"
import { compileDefinition } from "../compiler/compile.ts"
import { explore } from "../compiler/explore/explore.ts"
import { readTable } from "../src/kernel/table.ts"

// Without their types: the payloads here are anything, and what fits is for the type tests to say.
const { choose, decision, loop, par, seq, silent, skip, task, workflow } = knhk as any

const any: Schema<any> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
const step = () => task({ input: any, output: any })
const choice = (...outcomes: readonly string[]) =>
  decision({ input: any, outcomes: Object.fromEntries(outcomes.map((name) => [name, any])) })

const letters = {
  ...Object.fromEntries([..."ABCDEF"].map((name) => [name, step()])), X: choice("yes", "no"), Y: choice("go", "on"),
}

/** Completion traces, of at most nine words, of the letters that one block connects, from `A` to `F`. */
function traces(block: (t: any) => unknown): readonly string[] {
  const used = new Set<string>()
  const named = Object.fromEntries(Object.entries(letters).map(([name, spec]: [string, any]) =>
    [name, { name, kind: spec.kind, outcomes: Object.keys(spec.outcomes) }]))
  block(new Proxy(named, { get: (t, name: string) => (used.add(name), t[name]) }))
  const tasks = Object.fromEntries(Object.entries(letters).filter(([name]) => used.has(name)))
  return run(workflow("block").tasks(tasks).start("A").flows((t: any) => [block(t)]).end("F").build(), 9)
}

function run(made: Workflow<string, never, unknown>, maxLength: number): readonly string[] {
  const { value, diagnostics } = compileDefinition(made.definition)
  expect(diagnostics).toEqual([])
  return explore(readTable(value!.table), { maxLength }).traces
}

test.each<[string, (t: any) => unknown, readonly string[]]>([
  ["a sequence is done in order (1)", (t) => seq(t.A, t.B, t.F), ["A B F !ok"]],
  ["parallel branches are done in any order and waited for (2, 3)", (t) => seq(t.A, par({ k: t.B, l: t.C }), t.F),
    ["A B C F !ok", "A C B F !ok"]],
  ["a choice takes one branch, and nothing is waited for (4, 5)",
    (t) => seq(t.A, choose(t.X, { yes: t.B, no: t.C }), t.F), ["A X B F !ok", "A X C F !ok"]],
  ["a skipped branch does nothing", (t) => seq(t.A, choose(t.X, { yes: t.B, no: skip }), t.F),
    ["A X B F !ok", "A X F !ok"]],
  ["a post-test loop is done once or more (21)", (t) => seq(t.A, loop(t.B, t.X, "yes"), t.F),
    ["A B X B X B X F !ok", "A B X B X F !ok", "A B X F !ok"]],
  ["a pre-test loop is done never or more (21)", (t) => seq(t.A, loop(t.X, "yes", t.B), t.F),
    ["A X B X B X F !ok", "A X B X F !ok", "A X F !ok"]],
  ["parallel branches may follow parallel branches",
    (t) => seq(t.A, par({ k: t.B, l: t.C }), par({ m: t.D, n: t.E }), t.F),
    ["A B C D E F !ok", "A B C E D F !ok", "A C B D E F !ok", "A C B E D F !ok"]],
  ["a choice may stand in a parallel branch",
    (t) => seq(t.A, par({ k: choose(t.X, { yes: t.B, no: skip }), l: t.C }), t.F),
    ["A C X B F !ok", "A C X F !ok", "A X B C F !ok", "A X C B F !ok", "A X C F !ok"]],
  ["parallel branches may stand in a choice",
    (t) => seq(t.A, choose(t.X, { yes: par({ k: t.B, l: t.C }), no: t.D }), t.F),
    ["A X B C F !ok", "A X C B F !ok", "A X D F !ok"]],
  ["a loop may stand in a loop", (t) => seq(t.A, loop(loop(t.B, t.X, "yes"), t.Y, "go"), t.F),
    ["A B X B X Y F !ok", "A B X Y B X Y F !ok", "A B X Y F !ok"]],
  ["a loop may go over parallel branches", (t) => seq(t.A, loop(par({ k: t.B, l: t.C }), t.X, "yes"), t.F),
    ["A B C X B C X F !ok", "A B C X C B X F !ok", "A B C X F !ok", "A C B X B C X F !ok", "A C B X C B X F !ok",
      "A C B X F !ok"]],
])("%s", (_, block, expected) => expect([...traces(block)].sort()).toEqual([...expected].sort()))

test("blocks nest in any way and every run ends well", () => {
  const { block } = fc.letrec<{ block: (make: Make) => unknown }>((tie) => ({
    block: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constant((make: Make) => make(step())),
      fc.array(tie("block"), { minLength: 2, maxLength: 3 }).map((steps) => (make: Make) =>
        seq(...steps.map((one) => one(make)))),
      fc.array(tie("block"), { minLength: 1, maxLength: 2 }).map((branches) => (make: Make) =>
        par(Object.fromEntries(branches.map((branch, i) => [`k${i}`, branch(make)])))),
      fc.tuple(tie("block"), fc.option(tie("block"))).map(([yes, no]) => (make: Make) =>
        choose(make(choice("yes", "no")), { yes: yes(make), no: no === null ? skip : no(make) })),
      tie("block").map((body) => (make: Make) => loop(body(make), make(choice("again", "out")), "again")),
      tie("block").map((body) => (make: Make) => loop(make(choice("again", "out")), "again", body(make))),
    ),
  }))
  let ended = 0
  fc.assert(
    fc.property(block, (body) => {
      const tasks: Record<string, unknown> = { begin: step(), end: silent(any) }
      body((spec) => {
        tasks[`t${Object.keys(tasks).length}`] = spec
        return { name: "stands in", outcomes: [] }
      })
      const made = workflow("random").tasks(tasks).start("begin").flows((t: any) => {
        let next = 1
        return [seq(t.begin, body(() => t[`t${(next += 1)}`]), t.end)]
      }).end("end").build()
      const found = run(made, 14)
      for (const trace of found) expect(trace).toMatch(/^begin .*!ok$/)
      ended += found.length
    }),
    { numRuns: 60 },
  )
  expect(ended).toBeGreaterThan(60)
})

/** Declares a task and gives its handle. */
type Make = (spec: unknown) => unknown
