/** What is said of two versions of a workflow: what changed, whether cases can move, and what keeps them from it. */
import { expect, test } from "vitest"
import { compileDefinition, type Compiled } from "../compiler/compile.ts"
import { diff, type DiffOptions } from "../compiler/diff/diff.ts"
import { renderDiff } from "../compiler/diff/render.ts"
import type { Definition } from "../src/definition/definition.ts"
import { and, define, many, task, tasks, to } from "./define.ts"
import { cases, line } from "./diff-cases.ts"

/** The text for people, without the head and the indentation of the first level. */
function said(old: Definition, next: Definition, options?: DiffOptions): readonly string[] {
  const compiled = [old, next].map((one) => compileDefinition(one))
  expect(compiled.flatMap(({ diagnostics }) => diagnostics).filter(({ severity }) => severity === "error")).toEqual([])
  const [before, after] = compiled.map(({ value }) => value!)
  const [head, ...lines] = renderDiff({ workflows: [diff(before!, after!, options)] }).split("\n")
  expect(head).toMatch(/^w(:|: nothing changed)$/)
  return lines.map((line) => line.replace(/^ {2}/, ""))
}

for (const [what, old, next, expected] of cases) {
  test(what, () => { expect(said(old, next)).toEqual(expected) })
}

const [parted, joined] = [line("a", "x", "b"), line("a", "b")]
  .map((definition) => compileDefinition(definition).value!) as [Compiled, Compiled]

test("what is said is data, too", () => {
  expect(diff(parted, joined)).toEqual({
    workflow: "w", state: "changed",
    changes: [
      { change: "removed", what: "task", name: "x", was: "task" },
      { change: "changed", what: "flow", name: "flow(a, x)", was: "flow(a, x)", is: "flow(a, b)" },
      { change: "removed", what: "flow", name: "flow(x, b)" },
    ],
    cases: {
      movable: "some", markings: 5, moving: 3, complete: true,
      obstacles: [
        { cause: "removed", task: "x", message: 'something waits for "x", which is removed', markings: 1, run: "a" },
        { cause: "removed", task: "x", message: '"x" is at work, and is removed', markings: 1, run: "a, x ..." },
      ],
      warnings: [],
    },
  })
})

test("what is done twice and what is left out is data, too, and known only where all was looked at", () => {
  const lines = [line("a", "x", "y", "b"), line("a", "y", "x", "b")]
  const [before, after] = lines.map((one) => compileDefinition(one).value!)
  const { movable, warnings } = diff(before!, after!).cases!
  const there = "where the case stands"
  expect([movable, warnings]).toEqual(["all", [
    {
      kind: "never", task: "y", markings: 2, run: "a",
      message: `"y" is left out: it came after ${there}, and comes before that now`,
    },
    {
      kind: "twice", task: "x", markings: 2, run: "a, x", then: "y, x ...",
      message: `"x" is done twice: it came before ${there}, and comes after that now`,
    },
  ]])
  expect(diff(before!, after!, { states: 3 }).cases).toMatchObject({ complete: false, warnings: [] })
})

test("where the budget ends, only what is certain is said", () => {
  const cut = (states: number) => diff(parted, joined, { states }).cases!
  const [waits, works] = [{ markings: 1, run: "a" }, { markings: 1, run: "a, x ..." }]
  expect(cut(1)).toMatchObject({ movable: "unknown", complete: false, obstacles: [] })
  expect(cut(2)).toMatchObject({ movable: "unknown", complete: false, obstacles: [waits] })
  expect(cut(5)).toMatchObject({ movable: "some", complete: false, obstacles: [waits, works] })
  expect(cut(100)).toMatchObject({ movable: "some", complete: true, obstacles: [waits, works] })
})

test("routes that are too many to look at are named", () => {
  const branches = Array.from({ length: 12 }, (_, i) => `r${i}`)
  const routes = branches.map((name, i) => ({ ...(i < 11 && { guard: () => true }), to: task(name) }))
  const wide = (last: string) => define({
    tasks: tasks("a", ...branches, last), ends: [...branches.slice(1), last], termination: "implicit",
    flows: [{ kind: "or", from: "a", routes }, to("r0", last)],
  })
  expect(said(wide("b"), wide("c")).slice(-2)).toEqual([
    "cases: it is not known whether all can move",
    'the OR-split of "a" has more sets of routes than are looked at',
  ])
})

test("a task that completes more tasks than a proof looks through keeps no case", () => {
  const all = Array.from({ length: 9 }, (_, i) => `x${i}`)
  const stopped = (last: string) => define({
    tasks: [...tasks("a", "s", last), ...all.map((name, i) => many(i + 4, name, { min: 1, max: 1 }))],
    ends: [last, ...all], termination: "implicit", flows: [and("a", "s", ...all), to("s", last)],
    rules: all.map((instances) => ({ kind: "completes", task: "s", instances })),
  })
  const [before, after] = [stopped("b"), stopped("c")].map((one) => compileDefinition(one).value!)
  expect(diff(before!, after!, { states: 50 }).cases).not.toHaveProperty("wide")
})
