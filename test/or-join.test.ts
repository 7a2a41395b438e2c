/** OR-joins: how each is understood, and the table of the general ones against a search forward from every marking. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { compileDefinition } from "knhk/compiler"
import { explore } from "../compiler/explore/explore.ts"
import { lower } from "../compiler/ir/lower.ts"
import type { ConditionIndex, Net, NetTask, TaskIndex, Wait } from "../compiler/ir/net.ts"
import { generalWaits } from "../compiler/ir/general-wait.ts"
import { localWaits } from "../compiler/ir/local-wait.ts"
import type { Definition, FlowDefinition, RuleDefinition } from "../src/definition/definition.ts"
import { corpus } from "./corpus/corpus.ts"
import { define, routes } from "./corpus/pattern-definitions.ts"
import { tableOf } from "./corpus/stepper.ts"
import { seed } from "./random.ts"


const CONDITIONS = 6
const condition = fc.nat(CONDITIONS - 1).map((c) => c as ConditionIndex)
const some = (min: number, max: number) => fc.uniqueArray(condition, { minLength: min, maxLength: max })
const rare = <A>(arbitrary: fc.Arbitrary<A>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary })
const whole = { min: 1, max: 1, rest: "absorb", open: false, until: false } as const

/** A net whose task 0 is an OR-join of two or three inputs; the others take, put, read and empty what they like. */
const net: fc.Arbitrary<Net> = fc.nat({ max: 5 }).chain((others) => {
  const task = fc.nat(others).map((t) => t as TaskIndex)
  const region = rare(fc.record({ conditions: some(1, 3), tasks: fc.uniqueArray(task, { maxLength: 2 }) }))
  const outcomes = fc.array(fc.array(condition, { maxLength: 2 }), { minLength: 1, maxLength: 2 })
  const routes = fc.array(fc.tuple(some(0, 2), some(0, 1)), { minLength: 2, maxLength: 3 })
  const made = (name: string, taking: Pick<NetTask, "kind" | "join" | "inputs">, puts: readonly ConditionIndex[][],
    cancels: NetTask["cancels"] | undefined, more: Partial<NetTask> = {}): NetTask => ({
    name, choice: puts.length === 1 ? "single" : "outcome", guardFlow: -1, scope: 0,
    cancels: cancels ?? { conditions: [], tasks: [] }, ...taking, ...more,
    outcomes: puts.map((to, o) => ({ name: `o${o}`, outputs: to.map((condition) => ({ condition, flow: -1 })) })),
  })
  const other = (index: number): fc.Arbitrary<NetTask> => fc.record({
    kind: fc.constantFrom("automatic", "manual", "silent", "receive"), join: fc.constantFrom("and", "xor", "or"),
    inputs: some(1, 2), weight: fc.constantFrom(1, 1, 2), outcomes, cancels: region, reads: some(0, 1),
    routes: rare(routes), instances: rare(fc.constantFrom(whole, { ...whole, threshold: 0 })),
  }).map(({ kind, join, inputs, weight, outcomes, cancels, reads, routes, instances }) => {
    const takes = inputs.map((condition, i) => ({ condition, ...(join === "and" && i === 0 && { weight }) }))
    const taking = { kind, join, inputs: takes }
    const alone = kind === "silent" || kind === "receive"
    if (alone) return made(`T${index}`, taking, outcomes.slice(0, 1), cancels, { reads })
    if (instances) return made(`T${index}`, taking, outcomes.slice(0, 1), cancels, { reads, instances })
    return routes ? made(`T${index}`, taking, routes.flat(), cancels, { reads, choice: "several" })
      : made(`T${index}`, taking, outcomes, cancels, { reads })
  })
  const join = fc.record({ inputs: some(2, 3), outcome: fc.array(condition, { maxLength: 2 }), cancels: region })
    .map(({ inputs, outcome, cancels }) => made("J", {
      kind: "automatic", join: "or", inputs: inputs.map((condition) => ({ condition })),
    }, [outcome], cancels))
  const bounds: fc.Arbitrary<readonly number[]> = fc.oneof(fc.constant(Array.from({ length: CONDITIONS }, () => 255)),
    fc.array(fc.constantFrom(1, 1, 2), { minLength: CONDITIONS, maxLength: CONDITIONS }))
  const tasks = fc.tuple(join, ...Array.from({ length: others }, (_, i) => other(i + 1)))
  return fc.record({ tasks, bounds, first: some(1, 4) }).map(({ tasks, bounds, first }): Net => ({
    id: "random", termination: "implicit", input: first[0]!, marked: first.slice(1), outputs: [0 as ConditionIndex],
    tasks, conditions: bounds.map((bound, c) => ({ name: `c${c}`, bound })), scopes: [{ path: "", workflow: "random" }],
  }))
})

/** Tokens by condition, then running tasks. */
type State = readonly number[]

const TOKENS_MAX = 7
const STATES_MAX = 400

function opened({ conditions, tasks, input, marked = [] }: Net): State {
  const first = new Set<number>([input, ...marked])
  return [...[...conditions.keys()].map((c) => (first.has(c) ? 1 : 0)), ...tasks.map(() => 0)]
}

/** What may come of a state, itself first, as far as tokens and states do not get too many; `open`: they did. */
function reachable(net: Net, from: State, most: number, without?: number): { all: readonly State[]; open: boolean } {
  const seen = new Set([from.join()])
  const all = [from]
  let open = false
  for (const state of all) {
    for (const next of net.tasks.flatMap((task, t) => moves(net, task, t, state, without))) {
      if (next.reduce((sum, n) => sum + n, 0) > TOKENS_MAX || seen.size > most) open = true
      else if (!seen.has(next.join())) {
        seen.add(next.join())
        all.push(next)
      }
    }
  }
  return { all, open }
}

const unbounded = (net: Net): Net => ({ ...net, conditions: net.conditions.map((c) => ({ ...c, bound: 255 })) })

/** Whether the join may get a token at one more input while those that are marked stay; undefined if not decided. */
function mayStillCome(net: Net, from: State, missing: ConditionIndex): boolean | undefined {
  const asked = [...net.tasks[0]!.inputs.map((i) => i.condition).filter((c) => from[c]! > 0), missing]
  const { all, open } = reachable(net, from, STATES_MAX, 0)
  return all.some((state) => asked.every((c) => state[c]! > 0)) || (open ? undefined : false)
}

const atOnce = ({ kind, instances }: NetTask) =>
  kind === "silent" || kind === "receive" || instances?.threshold === 0

/** What a completion may put: of an OR-split what the default puts alone, or any of the other routes. */
function puts({ choice, outcomes }: NetTask): readonly (readonly ConditionIndex[])[] {
  const to = outcomes.map((o) => o.outputs.map(({ condition }) => condition))
  if (choice !== "several") return to
  const routes = outcomes.length / 2
  const sets = Array.from({ length: 2 ** (routes - 1) }, (_, set) => (set === 0 ? 2 ** (routes - 1) : set))
  return sets.map((set) => to.filter((_, o) => ((set >> (o >> 1)) & 1) === 1 - (o & 1)).flat())
}

/** The states after a start or a completion of the task, but for those past a bound. `without` does not start. */
function moves(net: Net, task: NetTask, t: number, state: State, without: number | undefined): readonly State[] {
  const tasksAt = net.conditions.length
  const running = tasksAt + t
  const bound = (place: number) => {
    const { inputs = [], instances } = net.tasks[place - tasksAt] ?? {}
    return net.conditions[place]?.bound
      ?? (instances ? 1 : Math.max(...inputs.map((i) => net.conditions[i.condition]!.bound)))
  }
  const put = (before: State, to: readonly ConditionIndex[]): State => {
    const after = [...before]
    for (const c of task.cancels.conditions) after[c] = 0
    for (const other of task.cancels.tasks) after[tasksAt + other] = 0
    for (const c of to) after[c]! += 1
    return after
  }
  const found: State[] = []
  if (state[running]! > 0) {
    for (const to of puts(task)) found.push(put(state.map((n, p) => (p === running ? n - 1 : n)), to))
  }
  const starts = t !== without && (task.reads ?? []).every((c) => state[c]! > 0)
  const ways = !starts ? [] : task.join === "and" ? [task.inputs] : task.inputs.map((input) => [input])
  for (const way of ways) {
    if (!way.every(({ condition, weight = 1 }) => state[condition]! >= weight)) continue
    const after = [...state]
    for (const { condition, weight = 1 } of way) after[condition]! -= weight
    if (!atOnce(task)) after[running]! += 1
    if (atOnce(task)) for (const to of puts(task)) found.push(put(after, to))
    else found.push(after)
  }
  return found.filter((after) => after.every((n, place) => n <= bound(place)))
}

function keptBack(net: Net, join: TaskIndex, waits: readonly Wait[], state: State, missing: number): boolean {
  const inputs = net.tasks[join]!.inputs
  const marked = inputs.flatMap(({ condition }, i) => (state[condition]! > 0 ? [i] : []))
  return waits.some((wait) => wait.missing === missing && (wait.marked ?? marked).join() === marked.join()
    && wait.needs.every(({ place, count }) =>
      state["task" in place ? net.conditions.length + place.task : place.condition]! >= count))
}

test(`the table of a general OR-join says what a search forward finds (seed ${seed})`, () => {
  const said = { waits: 0, goesOn: 0, told: 0 }
  fc.assert(fc.property(net, (net) => {
    const waits = generalWaits(net, 0 as TaskIndex)!
    for (const state of reachable(net, opened(net), 25).all) {
      const { inputs } = net.tasks[0]!
      if (!inputs.some(({ condition }) => state[condition]! > 0)) continue
      inputs.forEach(({ condition }, i) => {
        if (state[condition]! > 0) return
        // Bounds rule out ways that the table need not know of; where there are none, it is exact.
        const comes = mayStillCome(net, state, condition) === true
        const never = mayStillCome(unbounded(net), state, condition) === false
        if (comes || never) expect(keptBack(net, 0 as TaskIndex, waits, state, i)).toBe(comes)
        if (comes) said.waits++
        if (never) said.goesOn++
      })
    }
    if (waits.some(({ marked }) => marked !== undefined)) said.told++
  }), { seed, numRuns: 400 })
  expect(Math.min(said.waits, said.goesOn)).toBeGreaterThan(200)
  expect(said.told).toBeGreaterThan(10)
})

/** Tasks of a block, and flows in it, from its first task to its last. */
interface Block { readonly tasks: readonly string[]; readonly flows: FlowDefinition[] }

let names = 0
const fresh = () => `t${names++}`
const single = (): Block => ({ tasks: [fresh()], flows: [] })
const ends = ({ tasks }: Block) => [tasks[0]!, tasks.at(-1)!] as const

/**
 * Blocks in blocks: one after another, side by side, some of them, one of them; joins that may lack a branch, since the
 * first one left or was not taken.
 */
const block: fc.Arbitrary<() => Block> = fc.letrec<{ block: () => Block }>((tie) => ({
  block: fc.oneof({ maxDepth: 2, withCrossShrink: true }, fc.constant(single), fc.record({
    kind: fc.constantFrom("seq", "and", "and", "or", "xor", "leak", "lack"),
    inner: fc.array(tie("block"), { minLength: 2, maxLength: 3 }),
  }).map(({ kind, inner }) => () => {
    const [first, last, leaves, blocks] = [fresh(), fresh(), fresh(), inner.map((make) => make())]
    const flows = blocks.flatMap((one) => one.flows)
    const heads = blocks.map((one) => ends(one)[0])
    const tails = blocks.map((one) => ends(one)[1])
    if (kind === "leak") flows.push({ kind: "guard", from: tails[0]!, routes: routes("left", leaves) })
    const tasks = [first, ...blocks.flatMap((one) => one.tasks), ...(kind === "leak" ? [leaves] : []), last]
    const sources = kind === "leak" ? [leaves, ...tails.slice(1)] : tails
    switch (kind) {
      case "seq": flows.push(...[...heads, last].map((head, i) => to(i === 0 ? first : tails[i - 1]!, head)))
        break
      case "and": case "leak":
        flows.push({ kind: "and", from: first, to: heads }, { ...join(last, ...sources), kind: "join" })
        break
      case "lack": flows.push(or(first, ...heads), { ...join(last, ...sources), kind: "join" })
        break
      case "or": flows.push(or(first, ...heads), join(last, ...sources))
        break
      case "xor": flows.push({ kind: "guard", from: first, routes: routes(...heads) })
        flows.push({ kind: "merge", from: sources, to: last })
        break
    }
    return { tasks, flows }
  })),
})).block

test(`one branch tells of those that are side by side (seed ${seed})`, () => {
  let blocks = 0
  const region = fc.option(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 2 })), { freq: 2 })
  const split = fc.constantFrom("and", "guard")
  fc.assert(fc.property(block, block, split, fc.boolean(), region, (left, right, split, loops, region) => {
    const [l, r] = [left(), right()]
    const heads = [ends(l)[0], ends(r)[0]]
    const tasks = ["s", "m", ...l.tasks, ...r.tasks, again, "y", "x", "end", "left"]
    const inner = [...l.tasks, ...r.tasks]
    const rules: readonly RuleDefinition[] = region === null ? [] : [{
      kind: "cancels", task: inner[region[0] % inner.length]!,
      region: inner.slice(region[1] % inner.length).slice(0, region[2] + 1),
    }]
    const { value: net, diagnostics } = lower(define("w", { tasks, rules, ends: ["end", "left"], flows: [
      { kind: "and", from: "s", to: ["x", "m"] }, ...l.flows, ...r.flows,
      split === "and" ? { kind: "and", from: "m", to: heads } : { kind: "guard", from: "m", routes: routes(...heads) },
      { ...join("z", ends(l)[1], ends(r)[1]), demand: "general" },
      { kind: "xor", from: "z", routes: { again: task(loops ? ends(l)[0] : "y"), out: task("y") } },
      { kind: "join", from: { x: "x", y: "y" }, to: "end" },
    ], termination: "implicit" }))
    if (diagnostics.some(({ code }) => code === "KNHK2043")) return
    expect(diagnostics).toEqual([])
    const z = net!.tasks.findIndex(({ name }) => name === "z") as TaskIndex
    const exact = generalWaits(net!, z)!
    const short = generalWaits(net!, z, 0)!
    if (short.length < exact.length) blocks++
    for (const state of reachable(net!, opened(net!), 300).all) {
      for (const i of [0, 1]) {
        if (state[net!.tasks[z]!.inputs[i]!.condition]! > 0) continue
        expect(keptBack(net!, z, short, state, i)).toBe(keptBack(net!, z, exact, state, i))
      }
    }
  }), { seed, numRuns: 100 })
  expect(blocks).toBeGreaterThan(10)
})

/** The net with the waits that are made for it, in place of those that it says. */
function remade(net: Net, of: (net: Net, join: TaskIndex) => readonly Wait[] | undefined): Net {
  const bare = { ...net, tasks: net.tasks.map(({ waits: _, ...task }) => task) }
  const tasks = bare.tasks.map((task, t) =>
    (task.join === "or" ? { ...task, waits: of(bare, t as TaskIndex)! } : task))
  return { ...net, tasks }
}

const joined = corpus("wcp").filter(({ net }) => net.tasks.some((t) => t.waits !== undefined))

describe.each(joined.map((one) => [one.name, one] as const))("%s", (name, { net, expected }) => {
  const tables = name.startsWith("wcp/37") ? [localWaits, generalWaits] : [generalWaits]
  test.each(tables.map((of) => [of.name, of] as const))("has its traces with what %s makes", (_, of) => {
    for (const { traces, level, to, inputs } of expected) {
      const options = { level, inputs, ...(to !== undefined && { maxLength: to }) }
      expect(explore(tableOf(remade(net, of)), options).traces).toEqual(traces)
    }
  })
})

const to = (from: string, to: string): FlowDefinition => ({ kind: "flow", from, to })
const join = (to: string, ...from: readonly string[]): FlowDefinition & { kind: "orJoin" } =>
  ({ kind: "orJoin", from: Object.fromEntries(from.map((name) => [name, name])), to })
const or = (from: string, ...to: readonly string[]): FlowDefinition => ({ kind: "or", from, routes: routes(...to) })
const task = (name: string) => ({ kind: "task", task: name }) as const
const again = { name: "z", kind: "decision", outcomes: { again: {}, out: {} } } as never

const partial = (to: string, ...from: readonly string[]): FlowDefinition =>
  ({ ...join(to, ...from), kind: "partial", count: 1, bare: true, rest: "absorb", bound: 1 })

/** So many branches of so many tasks each, from an AND-split of `a`. */
function branches(count: number, length: number) {
  const names = Array.from({ length: count }, (_, i) => Array.from({ length }, (_, j) => `t${i}_${j}`))
  const flows = names.flatMap((branch) => branch.slice(1).map((name, j) => to(branch[j]!, name)))
  const split: FlowDefinition = { kind: "and", from: "a", to: names.map(([first]) => first!) }
  return { tasks: names.flat(), flows: [split, ...flows], last: names.map((branch) => branch.at(-1)!) }
}

/** Compiles it, and says how many reasons the join has to wait. */
function waitsOf(definition: Definition): number | undefined {
  const { value, diagnostics } = lower(definition)
  expect(diagnostics).toEqual([])
  return value!.tasks.find(({ name }) => name === "z")!.waits?.length
}

describe("a general OR-join of any size is compiled in good time", () => {
  const inLoop: readonly (readonly [count: number, length: number])[] =
    [[24, 1], [6, 1], [4, 2], [3, 5], [6, 10], [2, 200], [24, 20], [2, 1_000]]
  test.each(inLoop)("of %i branches of %i tasks, in a loop", (count, length) => {
    const { tasks, flows, last } = branches(count, length)
    const waits = waitsOf(define("w", { tasks: ["a", ...tasks, again, "end"], flows: [
      ...flows, { ...join("z", ...last), demand: "general" },
      { kind: "xor", from: "z", routes: { again: task(tasks[0]!), out: task("end") } },
    ] }))
    // Each task on offer and at work, the split, and for the branch that the loop leads back to the join itself.
    expect(waits).toBe(2 * count * length + 2 * count + 1)
  }, 30_000)

  const behind: readonly (readonly [count: number, length: number])[] = [[2, 10], [2, 50], [4, 10], [24, 1], [24, 20]]
  test.each(behind)("behind a join of %i branches of %i tasks", (count, length) => {
    const { tasks, flows, last } = branches(count, length)
    for (const split of [flows[0]!, or("a", ...flows[0]!.kind === "and" ? flows[0]!.to : [])]) {
      const waits = waitsOf(define("w", { tasks: ["s", "x", "a", ...tasks, "y", "z"], flows: [
        { kind: "and", from: "s", to: ["a", "x"] }, split, ...flows.slice(1),
        { ...join("y", ...last), kind: split.kind === "or" ? "orJoin" : "join" } as FlowDefinition, join("z", "y", "x"),
      ] }))
      expect(waits).toBeGreaterThan(2 * length)
    }
  }, 30_000)

  test("that a task beside it can cancel", () => {
    const { tasks, flows, last } = branches(24, 1)
    expect(waitsOf(define("w", { tasks: ["s", "k", "a", ...tasks, again, "end"], ends: ["end", "k"], flows: [
      { kind: "and", from: "s", to: ["a", "k"] }, ...flows, join("z", ...last),
      { kind: "xor", from: "z", routes: { again: task(tasks[0]!), out: task("end") } },
    ], rules: [{ kind: "cancels", task: "k", region: ["z", ...tasks] }] }))).toBeGreaterThan(24)
  }, 30_000)
})

describe("an OR-join", () => {
  const kinds = (definition: Definition) => lower(definition).joins.map(({ task, kind }) => `${task} ${kind}`)
  const cases: readonly (readonly [what: string, definition: Definition, kinds: readonly string[]])[] = [
    ["is structured behind its own or()",
      define("w", { tasks: ["a", "b", "c", "z"], flows: [or("a", "b", "c"), join("z", "b", "c")] }), ["z structured"]],
    ["is structured with other pairs inside of its routes",
      define("w", { tasks: ["a", "b", "d", "e", "f", "c", "z"], flows: [
        or("a", "b", "c"), or("b", "d", "e"), join("f", "d", "e"), join("z", "f", "c"),
      ] }), ["f structured", "z structured"]],
    ["is structured in a loop",
      define("w", { tasks: ["a", "b", "c", again, "end"], flows: [
        or("a", "b", "c"), join("z", "b", "c"),
        { kind: "xor", from: "z", routes: { again: task("a"), out: task("end") } },
      ] }), ["z structured"]],
    ["is local where a branch is joined on the way",
      define("w", { tasks: ["a", "b", "c", "d", "y", "z"], flows: [
        or("a", "b", "c", "d"), join("y", "b", "c"), join("z", "y", "d"),
      ] }), ["y local", "z local"]],
    ["is local behind an AND-split", define("w", {
      tasks: ["a", "b", "c", "z"], flows: [{ kind: "and", from: "a", to: ["b", "c"] }, join("z", "b", "c")],
    }), ["z local"]],
    ["is local where a task of a branch can be cancelled",
      define("w", { tasks: ["s", "x", "a", "b", "c", "z"], flows: [
        { kind: "and", from: "s", to: ["x", "a"] }, or("a", "b", "c"), join("z", "b", "c"),
      ], ends: ["z", "x"],
      rules: [{ kind: "cancels", task: "x", region: ["b"] }] }), ["z local"]],
    ["is general behind a join of several branches",
      define("w", { tasks: ["a", "b", "c", "d", "y", "z"], flows: [
        { kind: "and", from: "a", to: ["b", "c", "d"] }, { ...join("y", "b", "c"), kind: "join" }, join("z", "y", "d"),
      ] }), ["z general"]],
    ["is general behind an or() and the join of all it took",
      define("w", { tasks: ["a", "b", "c", "e", "d", "y", "z"], flows: [
        { kind: "and", from: "a", to: ["b", "d"] }, or("b", "c", "e"), join("y", "c", "e"), join("z", "y", "d"),
      ] }), ["y structured", "z general"]],
    ["is general behind a discriminator",
      define("w", { tasks: ["a", "b", "c", "d", "y", "z"], flows: [
        { kind: "and", from: "a", to: ["b", "c", "d"] }, partial("y", "b", "c"), join("z", "y", "d"),
      ] }), ["z general"]],
    ["is general behind threads that are merged",
      define("w", { tasks: ["a", "b", "c", "d", "y", "z"], flows: [
        { kind: "and", from: "a", to: ["b", "d"] }, { kind: "threadSplit", from: "b", to: "c", count: 2 },
        { kind: "threadMerge", from: "c", to: "y", count: 2 }, join("z", "y", "d"),
      ] }), ["z general"]],
    ["is general behind a milestone",
      define("w", { tasks: ["a", "b:human", "c", "z"], flows: [
        { kind: "and", from: "a", to: ["b", "c"] }, join("z", "b", "c"),
      ], rules: [{ kind: "milestone", task: "c", during: "b" }] }), ["z general"]],
    ["is general in a loop that is not of its own or()",
      define("w", { tasks: ["a", "b", "c", "y", again, "end"], flows: [
        { kind: "and", from: "a", to: ["b", "c"] }, to("c", "y"), join("z", "b", "y"),
        { kind: "xor", from: "z", routes: { again: task("c"), out: task("end") } },
      ] }), ["z general"]],
    ["is what was asked for",
      define("w", { tasks: ["a", "b", "c", "z"], flows: [
        or("a", "b", "c"), { ...join("z", "b", "c"), demand: "general" },
      ] }), ["z general"]],
  ]
  test.each(cases)("%s", (_, definition, expected) => {
    expect(kinds(definition)).toEqual(expected)
    expect(compileDefinition(definition).value!.joins.map(({ task, kind }) => `${task} ${kind}`)).toEqual(expected)
  })
})
