/** Whether cases can move, marking by marking, against brute force on the token game. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { compileDefinition } from "../compiler/compile.ts"
import { aligned } from "../compiler/diff/aligned.ts"
import { casesOf } from "../compiler/diff/cases.ts"
import { type Side, sideOf } from "../compiler/diff/side.ts"
import { printNet } from "../compiler/ir/text.ts"
import { Instance, Phase } from "../src/kernel/state.ts"
import type { Definition, InstancesDefinition } from "../src/definition/definition.ts"
import { randomDefinition } from "./corpus/random-definition.ts"
import { define, many, tasks, to } from "./define.ts"
import { cases as table, line } from "./diff-cases.ts"
import { changed } from "./diff-mutation.ts"
import { markingKey, movable, pairsOf } from "./diff-oracle.ts"
import { runs, seed } from "./random.ts"

/** Pairs of each kind; a long run sets 10,000. */
const RUNS = runs(250)
const TIMEOUT = 60_000 + 500 * RUNS
const STATES_MAX = 1_500

/** What is found, with the verdict on each marking. */
function found(old: Side, next: Side) {
  const verdicts: (readonly [string, boolean])[] = []
  const cases = casesOf(old, next, {
    states: 100_000, onMarking: (words, verdict) => verdicts.push([keyOf(old, words), verdict === "moves"]),
  })
  for (const { kind, task, run, then = "" } of cases.warnings) {
    const does = (told: string) => told.split(", ").some((word) => word.replace(/ (\(.*\)|\.\.\.)$/, "") === task)
    expect([task, does(run), does(then)]).toEqual([task, kind === "twice", kind === "twice"])
  }
  return { cases, verdicts }
}

const lines = (verdicts: readonly (readonly [string, boolean])[]): readonly string[] =>
  verdicts.map(([key, moves]) => `${moves ? "moves" : "stays"} ${key}`).sort()

function movableOf(verdicts: readonly (readonly [string, boolean])[]): "all" | "some" | "none" {
  const moving = verdicts.filter(([, moves]) => moves).length
  return moving === verdicts.length ? "all" : moving === 0 ? "none" : "some"
}

function keyOf({ net, layout }: Side, words: Int32Array): string {
  const count = (word: Int32Array, shift: Int32Array, mask: Int32Array, i: number) =>
    (words[word[i]!]! >>> shift[i]!) & mask[i]!
  const held = <Value>(of: readonly { readonly name: string }[], value: (i: number) => Value | undefined) =>
    new Map(of.flatMap(({ name }, i) => [[name, value(i)] as const]).filter((one): one is [string, Value] =>
      one[1] !== undefined))
  const { conditionWord, conditionShift, conditionMask, runningWord, runningShift, runningMask, multiWord } = layout
  const runs = (t: number) => count(runningWord, runningShift, runningMask, t)
  return markingKey({
    marking: held(net.conditions, (c) => count(conditionWord, conditionShift, conditionMask, c) || undefined),
    running: held(net.tasks, (t) => (net.tasks[t]!.instances === undefined && runs(t)) || undefined),
    instances: held(net.tasks, (t) => {
      if (net.tasks[t]!.instances === undefined || runs(t) === 0) return undefined
      const own = (which: number) => words[multiWord[t]! + which]!
      return {
        pending: own(Instance.pending), begun: own(Instance.running), finished: own(Instance.finished),
        done: own(Instance.phase) === Phase.absorbing,
      }
    }),
  })
}

const diffed = (before: Definition, after: Definition) => {
  const [old, next] = [before, after].map((one) => compileDefinition(one).value!)
  return found(sideOf(old!, before), sideOf(next!, aligned(before, after)))
}

/** Compares all that is said with brute force; undefined where a version is refused, or brute force is too slow. */
function check(before: Definition, after: Definition): "all" | "some" | "none" | undefined {
  const [old, next] = [compileDefinition(before).value, compileDefinition(after).value]
  if (old === undefined || next === undefined) return undefined
  const truths = pairsOf(old.net, next.net).map((pair) => movable(old, next, pair, STATES_MAX))
  if (truths.some((truth) => truth === undefined)) return undefined
  const truth = truths.flatMap((one) => one!)
  const { cases, verdicts } = found(sideOf(old, before), sideOf(next, aligned(before, after)))
  const where = `${printNet(old.net)}\n${printNet(next.net)}`
  const expected = movableOf(truth)
  expect([where, ...lines(verdicts)]).toEqual([where, ...lines(truth)])
  expect([where, cases.movable, cases.obstacles.length > 0]).toEqual([where, expected, expected !== "all"])
  expect(cases.markings).toBe(truth.length)
  return expected
}

/** Compares what is said where not all numbers are looked at, as of instances and of kept signals. */
function agree(before: Definition, after: Definition): "all" | "some" | "none" {
  const [old, next] = [before, after].map((one) => compileDefinition(one).value!)
  const truth = pairsOf(old!.net, next!.net).flatMap((pair) => movable(old!, next!, pair, 20_000)!)
  const { cases, verdicts } = found(sideOf(old!, before), sideOf(next!, after))
  const where = `${printNet(old!.net)}\n${printNet(next!.net)}`
  const known = new Set(lines(truth))
  expect([where, ...lines(verdicts).filter((line) => !known.has(line))]).toEqual([where])
  expect([where, cases.movable]).toEqual([where, movableOf(truth)])
  return movableOf(truth)
}

// What blocks made, and one of several joins into a task, is told by what it does: brute force knows names alone.
test.each(table.filter(([what]) => !/block|two joins/.test(what)))("brute force says so, too: %s", (_, old, next) => {
  agree(old, next)
})

test.each<[string, fc.Arbitrary<readonly [Definition, Definition]>, number]>([
  ["of a definition and the same with small changes", changed(randomDefinition), 0.5],
  ["of two that have nothing in common but names", fc.tuple(randomDefinition, randomDefinition), 0.5],
])("markings %s move where brute force says so", (_, pairs, share) => {
  const tally: Record<string, number> = { all: 0, some: 0, none: 0, left: 0 }
  fc.assert(fc.property(pairs, ([old, next]) => {
    tally[check(old, next) ?? "left"]!++
  }), { seed, numRuns: RUNS })
  console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
  expect(RUNS - tally["left"]!).toBeGreaterThan(RUNS * share)
  expect(Math.min(tally["some"]!, tally["all"]! + tally["none"]!)).toBeGreaterThan(0)
}, TIMEOUT)

test("of a line in another order, what came before a task is done twice after it, and the other way round", () => {
  const names = ["p", "q", "r", "s", "t"]
  const order = fc.shuffledSubarray(names, { minLength: names.length })
  fc.assert(fc.property(order, order, (before, after) => {
    const { cases } = diffed(line("a", ...before, "b"), line("a", ...after, "b"))
    // A case waits for a task, or has it at work.
    const count = (task: string, first: readonly string[], then: readonly string[]) =>
      2 * names.filter((at) => first.indexOf(task) < first.indexOf(at) && then.indexOf(task) > then.indexOf(at)).length
    const expected = names.flatMap((task) => [
      { kind: "twice", task, markings: count(task, before, after) },
      { kind: "never", task, markings: count(task, after, before) },
    ]).filter(({ markings }) => markings > 0)
    const key = ({ kind, task, markings }: { kind: string; task: string; markings: number }) =>
      `${kind} ${task} ${markings}`
    expect([cases.movable, cases.warnings.map(key).sort()]).toEqual(["all", expected.map(key).sort()])
  }), { seed, numRuns: RUNS })
}, TIMEOUT)

/** Numbers large enough that not all of them are looked at. */
const instances: fc.Arbitrary<InstancesDefinition> = fc.record({
  min: fc.nat(6), more: fc.nat(6), fixed: fc.boolean(), enough: fc.nat(12), open: fc.boolean(),
  how: fc.constantFrom("all", "none", "some", "until"), rest: fc.constantFrom("absorb" as const, "cancel" as const),
}).map(({ min, more, fixed, enough, how, rest, open }) => {
  const max = Math.max(1, min + more)
  const count = Math.max(1, min)
  const least = fixed ? count : min
  const most = fixed ? (open ? max : count) : min
  const join = how === "some" ? 1 + (enough % Math.max(1, most)) : how === "none" ? how : "all"
  return {
    ...(fixed && { count }), min: least, max: fixed && !open ? count : max, join, rest, open,
    ...(how === "until" && { until: () => true }),
  }
})

test("of many instances no number is left out that decides", () => {
  const tally: Record<string, number> = { all: 0, some: 0, none: 0, left: 0 }
  const around = (said: InstancesDefinition) => {
    const { min, max, join, rest, open, ...more } = said
    const task = many(2, "m", { min, max, join, rest, open, ...more })
    const flows = [to("a", "m"), to("m", "b")]
    return define({ tasks: [...tasks("a"), task, ...tasks("b")], flows, termination: "implicit" })
  }
  fc.assert(fc.property(instances, instances, (one, other) => {
    const [before, after] = [around(one), around(other)]
    if ([before, after].some((one) => compileDefinition(one).value === undefined)) return void tally["left"]!++
    tally[agree(before, after)]!++
  }), { seed, numRuns: RUNS })
  console.log(`seed ${seed}: ${JSON.stringify(tally)}`)
  expect(tally["left"]!).toBeLessThan(RUNS * 0.75)
}, TIMEOUT)
