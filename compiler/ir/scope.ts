/** Lays one workflow into the net: the conditions its tasks are entered through, the tasks, what its rules say. */
import type { Definition, InstancesDefinition, TaskDefinition } from "../../src/definition/definition.ts"
import {
  addCondition, addSilent, addTask, type Around, at, bare, done, type Draft, nothing, range,
} from "./draft.ts"
import { enter, entrances, type Taking } from "./entrance.ts"
import { endings } from "./endings.ts"
import { waysOut } from "./leave.ts"
import {
  BOUND_MAX, type CancellationRegion, type ConditionIndex, type Instances, type NetTask, type TaskIndex, type TaskKind,
} from "./net.ts"
import { marksOf } from "./partial.ts"
import { applyRules, type Laid } from "./rule.ts"
import { threadsOf } from "./threads.ts"

/** A workflow in the net: where its tokens come in, what is marked with it, and where they end. */
export interface LaidScope {
  readonly input: ConditionIndex
  readonly marked: readonly ConditionIndex[]
  /** Output condition by end task. */
  readonly ends: ReadonlyMap<string, ConditionIndex>
}

const kinds = {
  task: "automatic", decision: "automatic", human: "manual", silent: "silent", receive: "receive", timer: "timer",
  call: "call", sub: "call",
} as const satisfies Record<TaskDefinition["kind"], TaskKind>

/**
 * Lays a workflow at a path. `around`: the workflows that it is in, itself last. `rests`: it is what an entry runs, so
 * that tokens of an implicit one stay in its ends.
 */
export function layScope(
  draft: Draft, definition: Definition, path: string, around: readonly Around[], rests: boolean,
): LaidScope {
  const scope = draft.scopes.push({ path, workflow: definition.id }) - 1
  const prefix = path === "" ? "" : `${path}/`
  const threads = threadsOf(definition)
  const all = entrances(draft, definition, prefix, threads)
  const bound = rests && definition.termination === "implicit" ? BOUND_MAX : 1
  const ends = new Map(definition.ends.map((end) => {
    const name = path === "" && definition.ends.length === 1 ? "end" : `end:${prefix}${end}`
    return [end, addCondition(draft, name, definition.at, { bound })] as const
  }))
  const { flowOf, structured, outcomesOf } = waysOut(draft, definition, prefix, all, ends, threads)
  const excluding = excludingOnes(definition)
  const of = new Map<string, Laid>()
  for (const task of definition.tasks) of.set(task.name, lay(task))
  const input = all.plain([], definition.start)
  applyRules({ draft, definition, scope, input, all, of })
  const marked = [...all.of.values()].flatMap(({ partials }) => partials.flatMap(marksOf))
  return { input, marked: marked.sort((a, b) => a - b), ends }

  function lay(task: TaskDefinition): Laid {
    const taking = enter(draft, scope, prefix, task, all, structured)
    const { outcomes, splits } = outcomesOf(task)
    const inPlace = task.instances === undefined && threads.get(task.name) === 1 && !excluding.has(task.name)
    const inner = inPlace ? task.workflow : undefined
    const families = inner && !callsItself(inner) ? endings(inner) : undefined
    const told = inner !== undefined && !callsItself(inner) && inner.termination === "explicit"
    const laid = told || families !== undefined
      ? laySub(task, taking, outcomes, families) : layTask(task, taking, outcomes)
    for (const { name, condition, outputs } of splits) {
      addSilent(draft, { name, join: "xor", inputs: [{ condition }], outcomes: done(outputs), scope, ...at(task) })
    }
    return laid
  }

  function layTask(task: TaskDefinition, taking: Taking, outcomes: NetTask["outcomes"]): Laid {
    const index = flowOf.get(task.name)
    const flow = index === undefined ? undefined : definition.flows[index]!
    const guarded = flow?.kind === "guard" || flow?.kind === "or"
    const choice = flow?.kind === "guard" ? "guard" : flow?.kind === "or" ? "several"
      : task.kind === "decision" ? "outcome" : "single"
    const only = addTask(draft, {
      name: task.kind === "silent" ? `~${prefix}${task.name.replace(/^~/, "")}` : prefix + task.name,
      kind: kinds[task.kind], ...taking, outcomes, choice, guardFlow: guarded ? index! : -1, cancels: nothing, scope,
      ...(task.signal && { trigger: triggerOf(task.signal.name) }),
      ...(task.instances && { instances: instancesOf(task.instances) }),
      ...(task.kind === "call" && { callee: around.find(({ definition: { id } }) => id === task.calls)!.entry! }),
      ...(task.kind === "sub" && { callee: calleeOf(task.workflow!, prefix + task.name) }),
      ...at(task),
    })
    return { first: only, last: [only], tasks: [only], conditions: [] }
  }

  /** The entry of a sub-workflow, to be laid when all of this is. */
  function calleeOf(inner: Definition, path: string): number {
    const entry = draft.callees.length + 1
    draft.callees.push({ definition: inner, path, around: [...around, { definition: inner, entry }] })
    return entry
  }

  function triggerOf(name: string): number {
    const signal = definition.tasks.find((task) => task.signal?.name === name)!.signal!
    const known = draft.signals.findIndex((one) => one.name === name)
    return known < 0 ? draft.signals.push(signal) - 1 : known
  }

  function laySub(
    task: TaskDefinition, taking: Taking, outcomes: NetTask["outcomes"],
    families: readonly (readonly string[])[] | undefined,
  ): Laid {
    const inner = task.workflow!
    const innerPath = prefix + task.name
    const first = addSilent(draft, { name: `~begin~${innerPath}`, ...taking, outcomes: [], scope, ...at(task) })
    const from = draft.conditions.length
    const { input, marked, ends } = layScope(draft, inner, innerPath, [...around, { definition: inner }], false)
    draft.tasks[first] = { ...draft.tasks[first]!, outcomes: done(bare([input, ...marked])) }
    const conditions = range<ConditionIndex>(from, draft.conditions.length)
    const inside = range<TaskIndex>(first + 1, draft.tasks.length)
    const whole = { conditions, tasks: inside.filter((t) => draft.tasks[t]!.kind !== "silent") }
    const finish = (suffix: string, from: readonly string[], join: "and" | "xor", cancels: CancellationRegion) =>
      addSilent(draft, {
        name: `~end~${innerPath}${suffix}`, join, inputs: from.map((end) => ({ condition: ends.get(end)! })), outcomes,
        cancels, scope, ...at(task),
      })
    const single = families?.every((family) => family.length === 1) === true
    if (inner.termination === "explicit") finish("", inner.ends, "xor", single ? nothing : whole)
    else if (single) finish("", families.flat(), "xor", nothing)
    else families!.forEach((family, i) => finish(families!.length === 1 ? "" : `~${i}`, family, "and", nothing))
    const last = range<TaskIndex>(inside.at(-1)! + 1, draft.tasks.length)
    return { first, last, tasks: range(first, draft.tasks.length), conditions }
  }
}

function instancesOf({ count, min, max, join, until, rest, open }: InstancesDefinition): Instances {
  const threshold = until !== undefined || join === "all" ? undefined : join === "none" ? 0 : join
  return {
    ...(count !== undefined && { count }), min, max, ...(threshold !== undefined && { threshold }), rest, open,
    until: until !== undefined,
  }
}

/**
 * Tasks of which only one is active at a time (17, 39, 40). A sub-workflow among them is a call: laid in place it would
 * begin by itself, and so always before the others.
 */
function excludingOnes({ flows, rules = [] }: Definition): ReadonlySet<string> {
  const interleaved = flows.flatMap((flow) => (flow.kind === "interleave" ? flow.tasks : []))
  return new Set([...interleaved, ...rules.flatMap((rule) => (rule.kind === "critical" ? rule.parts.flat() : []))])
}

/** Whether a task of a workflow, or of one in it, runs that again: then it needs an entry of its own. */
function callsItself(workflow: Definition): boolean {
  const calls = ({ tasks }: Definition): boolean =>
    tasks.some((task) => task.calls === workflow.id || (task.workflow !== undefined && calls(task.workflow)))
  return calls(workflow)
}
