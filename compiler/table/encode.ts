/** SoundNet -> table bytes: the last phase. The same net and hash give the same bytes on every machine. */
import {
  entriesOf, type Gather as NetGather, type Instances, type JoinKind, type Net, type NetTask, type SoundNet,
  type TaskKind as NetKind,
} from "../ir/net.ts"
import { Choice, Gather, Join, Multi, readTable, Role, TaskKind } from "../../src/kernel/table.ts"
import { BOUND_LIMIT, COLUMNS, COUNTS, NET_SECTION, NONE, type Column, type Count } from "./layout.ts"
import { writeSections, type Section } from "./sections.ts"

/**
 * The table of a net. `definitionHash` is the SHA-256 of the canonical Definition, lower-case hex. Throws when
 * the net is not what `verify` returns: a bound outside 1..255, a task without inputs or outcomes, two inputs of
 * one task from one condition, several outcomes that nothing chooses between, no output condition.
 */
export function encode(net: SoundNet, definitionHash: string): Uint8Array {
  for (const { name, bound } of net.conditions) {
    if (bound >= 1 && bound <= BOUND_LIMIT) continue
    throw new Error(`Condition "${name}" has bound ${bound}; a table holds bounds from 1 to ${BOUND_LIMIT}.`)
  }
  const bytes = writeSections(flatten(net, definitionHash))
  readTable(bytes)
  return bytes
}

const KINDS: Record<NetKind, number> = TaskKind
const JOINS: Record<JoinKind, number> = Join
const CHOICES: Record<NetTask["choice"], number> = Choice
const GATHERS: Record<NetGather, number> = Gather

function flatten(net: Net, definitionHash: string): Section[] {
  const strings = new Strings()
  const workflow = strings.index(net.id)
  const hash = strings.index(definitionHash)
  const columns: Record<string, ArrayLike<number>> = {
    ...conditionColumns(net, strings),
    ...taskColumns(net, strings),
    ...arcColumns(net, strings),
    ...ruleColumns(net),
    ...instanceColumns(net),
    triggerName: (net.triggers ?? []).map((trigger) => strings.index(trigger.name)),
    triggerCondition: (net.triggers ?? []).map((trigger) => trigger.condition ?? NONE),
    scopePath: net.scopes.map((scope) => strings.index(scope.path)),
    scopeWorkflow: net.scopes.map((scope) => strings.index(scope.workflow)),
    ...strings.columns(),
  }
  const rows = (count: Count): number => {
    const { name, into } = COLUMNS.find((column) => column.rows === count)!
    return columns[name]!.length - (into === undefined ? 0 : 1)
  }
  return [
    { id: NET_SECTION, size: 4, values: [workflow, hash, ...COUNTS.map(rows)] },
    ...COLUMNS.map((column: Column) => ({ id: column.id, size: column.size, values: columns[column.name]! })),
  ]
}

type Columns = Record<string, ArrayLike<number>>

function conditionColumns(net: Net, strings: Strings): Columns {
  const consumers = net.conditions.map((): number[] => [])
  net.tasks.forEach((task, index) => task.inputs.forEach((input) => consumers[input.condition]!.push(index)))
  const role: number[] = net.conditions.map((condition) => (condition.resource ? Role.resource : Role.work))
  const entries = entriesOf(net)
  for (const { outputs, termination } of entries) {
    for (const output of outputs) role[output] = termination === "explicit" ? Role.end : Role.rest
  }
  const marks = entries.map((entry) => [entry.input, ...(entry.marked ?? [])])
  return {
    conditionName: net.conditions.map((condition) => strings.index(condition.name)),
    conditionBound: net.conditions.map((condition) => condition.bound),
    conditionRole: role,
    consumerStart: starts(consumers), consumers: consumers.flat(),
    entryStart: starts(marks), marks: marks.flat(),
  }
}

function taskColumns({ tasks }: Net, strings: Strings): Columns {
  const inputs = tasks.flatMap((task) => task.inputs)
  const orNone = (index: number | undefined) => (index === undefined || index < 0 ? NONE : index)
  let multi = 0
  return {
    taskName: tasks.map((task) => strings.index(task.name)),
    taskKind: tasks.map((task) => KINDS[task.kind]),
    taskJoin: tasks.map((task) => JOINS[task.join]),
    taskChoice: tasks.map((task) => CHOICES[task.choice]),
    taskGather: tasks.map((task) => GATHERS[gatherOf(task)]),
    taskGuardFlow: tasks.map((task) => orNone(task.guardFlow)),
    taskScope: tasks.map((task) => task.scope),
    taskCancelsCase: tasks.map((task) => (task.cancelsCase ? 1 : 0)),
    taskEntry: tasks.map((task) => orNone(task.callee)),
    taskTrigger: tasks.map((task) => orNone(task.trigger)),
    taskMulti: tasks.map((task) => (task.instances === undefined ? NONE : multi++)),
    inputStart: starts(tasks.map((task) => task.inputs)),
    inputConditions: inputs.map((input) => input.condition),
    inputKey: inputs.map((input) => strings.index(input.key ?? "")),
    inputWeight: inputs.map((input) => input.weight ?? 1),
  }
}

/** How a task makes its input of what it takes. */
function gatherOf({ gather, inputs }: NetTask): NetGather {
  return gather ?? (inputs.some((input) => input.key !== undefined) ? "record" : "first")
}

function arcColumns({ tasks }: Net, strings: Strings): Columns {
  const outcomes = tasks.flatMap((task) => task.outcomes)
  const arcs = outcomes.flatMap((outcome) => outcome.outputs)
  return {
    outcomeStart: starts(tasks.map((task) => task.outcomes)),
    outcomeName: outcomes.map((outcome) => strings.index(outcome.name)),
    arcStart: starts(outcomes.map((outcome) => outcome.outputs)),
    arcCondition: arcs.map((arc) => arc.condition),
    arcTask: tasks.flatMap((task, index) => task.outcomes.flatMap(({ outputs }) => outputs.map(() => index))),
    arcFlow: arcs.map((arc) => (arc.flow < 0 ? NONE : arc.flow)),
  }
}

/** Regions, milestones, blockers and what OR-joins wait for. */
function ruleColumns({ tasks }: Net): Columns {
  const cut = (name: string, start: string, rows: readonly (readonly number[])[]): Columns =>
    ({ [start]: starts(rows), [name]: rows.flat() })
  const waits = tasks.map((task) => task.waits ?? [])
  const needs = waits.flat().map((wait) => wait.needs)
  const bits = (marked: readonly number[]) => marked.reduce((mask, input) => mask | (1 << input), 0)
  return {
    ...cut("cancelConditions", "cancelConditionStart", tasks.map((task) => task.cancels.conditions)),
    ...cut("cancelTasks", "cancelTaskStart", tasks.map((task) => task.cancels.tasks)),
    ...cut("completed", "completedStart", tasks.map((task) => task.completes ?? [])),
    ...cut("reads", "readStart", tasks.map((task) => task.reads ?? [])),
    ...cut("blockConditions", "blockConditionStart", tasks.map((task) => task.blockers?.conditions ?? [])),
    ...cut("blockTasks", "blockTaskStart", tasks.map((task) => task.blockers?.tasks ?? [])),
    waitStart: starts(waits),
    waitMissing: waits.flat().map((wait) => wait.missing),
    waitMarked: waits.flat().map((wait) => (wait.marked === undefined ? NONE : bits(wait.marked))),
    needStart: starts(needs),
    needCondition: needs.flat().map(({ place }) => ("condition" in place ? place.condition : NONE)),
    needTask: needs.flat().map(({ place }) => ("task" in place ? place.task : NONE)),
    needCount: needs.flat().map((need) => need.count),
  }
}

function instanceColumns({ tasks }: Net): Columns {
  const instances = tasks.flatMap((task) => task.instances ?? [])
  const flags = ({ rest, open, until }: Instances) =>
    (rest === "cancel" ? Multi.cancel : 0) | (open ? Multi.open : 0) | (until ? Multi.until : 0)
  return {
    multiCount: instances.map(({ count }) => count ?? NONE),
    multiMin: instances.map(({ min }) => min),
    multiMax: instances.map(({ max }) => max),
    multiThreshold: instances.map(({ threshold }) => threshold ?? NONE),
    multiFlags: instances.map(flags),
  }
}

/** `[0, a, a + b, ...]` for parts of lengths a, b, ... */
function starts(parts: readonly ArrayLike<unknown>[]): number[] {
  const at = [0]
  for (const part of parts) at.push(at[at.length - 1]! + part.length)
  return at
}

/** Each text once, in the order of first use. */
class Strings {
  readonly #indices = new Map<string, number>()

  index(text: string): number {
    const known = this.#indices.get(text)
    if (known !== undefined) return known
    this.#indices.set(text, this.#indices.size)
    return this.#indices.size - 1
  }

  columns(): { stringBytes: Uint8Array; stringStart: number[] } {
    const parts = [...this.#indices.keys()].map((text) => new TextEncoder().encode(text))
    const stringStart = starts(parts)
    const stringBytes = new Uint8Array(stringStart[stringStart.length - 1]!)
    parts.forEach((part, i) => stringBytes.set(part, stringStart[i]))
    return { stringBytes, stringStart }
  }
}
