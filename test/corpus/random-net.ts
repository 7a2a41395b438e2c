/** Random nets: small, mostly ill-formed as workflows, all legal as nets. */
import fc from "fast-check"
import type {
  ConditionIndex, Entry, Input, Instances, JoinKind, Need, Net, NetTask, Outcome, TaskIndex, TaskKind, Wait,
} from "../../compiler/ir/net.ts"

export interface RandomNetOptions {
  /** Largest bound of a condition; 4 if absent. */
  readonly boundMax?: number
  /** Whether some tasks are calls; they run entry 1. True if absent. */
  readonly calls?: boolean
}

/** Something now and then, else nothing. */
function rarely<T>(one: fc.Arbitrary<T>, oneIn = 5): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: one })
}

const kinds: readonly TaskKind[] =
  ["automatic", "automatic", "automatic", "manual", "timer", "silent", "silent", "receive"]

export function randomNet({ boundMax = 4, calls = true }: RandomNetOptions = {}): fc.Arbitrary<Net> {
  const sizes = fc.record({ conditions: fc.integer({ min: 3, max: 8 }), tasks: fc.integer({ min: 2, max: 8 }) })
  return sizes.chain((size) => {
    const condition = fc.nat(size.conditions - 1).map((c) => c as ConditionIndex)
    const aTask = fc.nat(size.tasks - 1).map((t) => t as TaskIndex)
    const some = (min: number, max: number) => fc.uniqueArray(condition, { minLength: min, maxLength: max })
    const someTasks = (min: number) => fc.uniqueArray(aTask, { minLength: min, maxLength: 2 })
    const bounds = fc.tuple(...Array.from({ length: size.conditions }, () => fc.integer({ min: 1, max: boundMax })))
    const needs: fc.Arbitrary<readonly Need[]> = fc.record({
      conditions: fc.array(fc.record({ condition, count: fc.integer({ min: 1, max: 2 }) }), { maxLength: 2 }),
      tasks: fc.array(fc.record({ task: aTask, count: fc.constant(1) }), { maxLength: 1 }),
    }).map(({ conditions, tasks }): readonly Need[] => [
      ...conditions.map(({ condition, count }) => ({ place: { condition }, count })),
      ...tasks.map(({ task, count }) => ({ place: { task }, count })),
    ])
    const wait = fc.record({ missing: fc.nat(2), marked: rarely(fc.uniqueArray(fc.nat(2)), 3), needs })
    const task = fc.record({
      kind: fc.constantFrom<TaskKind>(...kinds, ...(calls ? ["call" as const] : [])),
      join: fc.constantFrom<JoinKind>("and", "xor", "or"),
      inputs: fc.oneof({ weight: 2, arbitrary: some(1, 1) }, { weight: 1, arbitrary: some(1, 3) }),
      weights: fc.tuple(...Array.from({ length: 3 }, () => rarely(fc.integer({ min: 2, max: 3 })))),
      outcomes: fc.array(fc.array(condition, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
      several: fc.nat(3).map((n) => n === 0),
      clears: rarely(some(1, size.conditions)),
      cancels: someTasks(0),
      reads: rarely(some(1, 2)),
      blockers: rarely(fc.record({ conditions: some(0, 1), tasks: someTasks(0) }), 3),
      waits: fc.array(wait, { maxLength: 2 }),
      completes: rarely(someTasks(1)),
      cancelsCase: rarely(fc.constant(true as const), 12),
      trigger: fc.nat(1),
      instances: rarely(randomInstances, 3),
    })
    return fc.record({
      bounds, tasks: fc.tuple(...Array.from({ length: size.tasks }, () => task)),
      resources: fc.tuple(...Array.from({ length: size.conditions }, () => fc.nat(4).map((n) => n === 0))),
      entries: fc.tuple(randomEntry(condition, some), randomEntry(condition, some)),
      triggers: fc.tuple(rarely(condition, 2), rarely(condition, 2)),
    }).map((drawn) => legalNet(drawn))
  })
}

const randomInstances: fc.Arbitrary<Instances> = fc.record({
  fixed: fc.boolean(), min: fc.nat(2), more: fc.nat(2), threshold: rarely(fc.nat(2), 2), cancel: fc.boolean(),
  open: fc.boolean(), until: fc.nat(3).map((n) => n === 0),
}).map(({ fixed, min, more, threshold, cancel, open, until }) => ({
  ...(fixed && { count: min }), min, max: min + more, ...(threshold !== undefined && { threshold }),
  rest: cancel ? "cancel" : "absorb", open, until,
}))

type Some = (min: number, max: number) => fc.Arbitrary<ConditionIndex[]>

const randomEntry = (condition: fc.Arbitrary<ConditionIndex>, some: Some) => fc.record({
  input: condition, marked: rarely(some(1, 2), 3),
  outputs: fc.oneof({ weight: 3, arbitrary: some(1, 1) }, { weight: 1, arbitrary: some(1, 2) }),
  termination: fc.constantFrom<Entry["termination"]>("explicit", "implicit", "implicit", "implicit"),
})

type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never

interface DrawnTask {
  readonly kind: TaskKind
  readonly join: JoinKind
  readonly inputs: readonly ConditionIndex[]
  readonly weights: readonly (number | undefined)[]
  readonly outcomes: readonly (readonly ConditionIndex[])[]
  readonly several: boolean
  readonly clears: readonly ConditionIndex[] | undefined
  readonly cancels: readonly TaskIndex[]
  readonly reads: readonly ConditionIndex[] | undefined
  readonly blockers: NetTask["blockers"] | undefined
  readonly waits: readonly { missing: number; marked: readonly number[] | undefined; needs: readonly Need[] }[]
  readonly completes: readonly TaskIndex[] | undefined
  readonly cancelsCase: true | undefined
  readonly trigger: number
  readonly instances: Instances | undefined
}

interface DrawnNet {
  readonly bounds: readonly number[]
  readonly tasks: readonly DrawnTask[]
  readonly resources: readonly boolean[]
  readonly entries: readonly Drawn<ReturnType<typeof randomEntry>>[]
  readonly triggers: readonly (ConditionIndex | undefined)[]
}

/** Makes what was drawn a net that a table can hold: leaves out what does not go together. */
function legalNet({ bounds, tasks: drawn, resources, entries, triggers }: DrawnNet): Net {
  /** The input leads to the first task, or few nets would get anywhere. */
  const first = (t: DrawnTask): DrawnTask =>
    ({ ...t, join: "xor", inputs: [...new Set([entries[0]!.input, ...t.inputs])].slice(0, 3), reads: undefined })
  const isMulti = (index: number) =>
    drawn[index]!.instances !== undefined && ["automatic", "manual", "call"].includes(drawn[index]!.kind)
  const [own, other] = disjoint(entries)
  const outputs = new Set([...own.outputs, ...other.outputs])
  const takes = (trigger: number, kept: ConditionIndex) => tasks.some((t) =>
    t.trigger === trigger && t.inputs.some((input) => input.condition === kept))
  const calls = drawn.some((t) => t.kind === "call")
  const tasks = drawn.map((t, index): NetTask => legalTask(index === 0 ? first(t) : t, index, isMulti, bounds))
  const conditions = bounds.map((bound, c) => {
    const resource = resources[c] === true && !outputs.has(c as ConditionIndex)
    return { name: `c${c}`, bound, ...(resource && { resource }) }
  })
  // What calls run begins in a condition of its own.
  const begin = conditions.length as ConditionIndex
  const called = { name: "~begin", outputs: [{ condition: entries[1]!.input, flow: -1 }] }
  return {
    id: "random", ...own, scopes: [{ path: "", workflow: "random" }],
    conditions: calls ? [...conditions, { name: `c${begin}`, bound: 1 }] : conditions,
    tasks: calls ? [...tasks, { ...routing, inputs: [{ condition: begin }], outcomes: [called] }] : tasks,
    ...(calls && { callees: [{ ...other, input: begin }] }),
    ...(drawn.some((t) => t.kind === "receive") && { triggers: triggers.map((kept, index) => ({
      name: `s${index}`,
      ...(kept !== undefined && !takes(index, kept) && { condition: kept }),
    })) }),
  }
}

const routing = {
  name: "~begin", kind: "silent", join: "xor", choice: "single", guardFlow: -1, scope: 0,
  cancels: { conditions: [], tasks: [] },
} satisfies Partial<NetTask>

/** The entries, with nothing in two of them. */
function disjoint(entries: DrawnNet["entries"]): readonly [Entry, Entry] {
  const used = new Set<number>()
  const [own, other] = entries.map(({ input, marked = [], termination, outputs }): Entry => {
    const marks = marked.filter((c) => c !== input && !used.has(c)).sort((a, b) => a - b)
    const ends = outputs.filter((c) => !used.has(c)).sort((a, b) => a - b)
    for (const c of [input, ...marks, ...ends]) used.add(c)
    return { input, termination, outputs: ends, ...(marks.length > 0 && { marked: marks }) }
  })
  return [own!, other!]
}

function legalTask(
  t: DrawnTask, index: number, isMulti: (index: number) => boolean, bounds: readonly number[],
): NetTask {
  const { kind, join } = t
  const multi = isMulti(index)
  const alone = multi || kind === "silent" || kind === "receive" || kind === "call"
  const several = !alone && t.several && t.outcomes.length % 2 === 0
  const kept = alone ? t.outcomes.slice(0, 1) : t.outcomes
  const outcomes = kept.map((to, o): Outcome =>
    ({ name: `o${o}`, outputs: to.map((condition) => ({ condition, flow: -1 })) }))
  const inputs = t.inputs.map((condition, i): Input => {
    const weight = Math.min(t.weights[i] ?? 1, bounds[condition]!)
    return { condition, ...(join === "and" && weight > 1 && { weight }) }
  })
  const waits = t.waits.filter((w) => w.missing < inputs.length).map(({ missing, marked, needs }): Wait =>
    ({ missing, ...(marked && { marked: marked.filter((i) => i < inputs.length) }), needs }))
  const completes = t.completes?.filter((other) => isMulti(other) && other !== index) ?? []
  const blocked = t.blockers !== undefined && t.blockers.conditions.length + t.blockers.tasks.length > 0
  return {
    name: kind === "silent" ? `~${index}` : `T${index}`, kind, join, inputs, outcomes,
    choice: several ? "several" : outcomes.length === 1 ? "single" : "outcome", guardFlow: -1, scope: 0,
    cancels: { conditions: t.clears ?? [], tasks: t.clears === undefined ? [] : t.cancels },
    ...(kind === "call" && { callee: 1 }), ...(kind === "receive" && { trigger: t.trigger }),
    ...(t.reads && { reads: t.reads }), ...(blocked && { blockers: t.blockers! }),
    ...(join === "or" && waits.length > 0 && { waits }),
    ...(!multi && completes.length > 0 && { completes }), ...(t.cancelsCase && { cancelsCase: true as const }),
    ...(multi && { instances: t.instances! }),
  }
}
