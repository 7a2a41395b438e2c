/** SoundNet -> table bytes: the last phase. The same net and hash give the same bytes on every machine. */
import type { Net, SoundNet, TaskKind } from "../ir/net.ts"
import { readTable } from "../../src/kernel/table.ts"
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

const KINDS: Record<TaskKind, number> = { automatic: 0, manual: 1, silent: 2 }
const JOINS = { and: 0, xor: 1 } as const
const CHOICES = { single: 0, outcome: 1, guard: 2 } as const

function flatten(net: Net, definitionHash: string): Section[] {
  const strings = new Strings()
  const orNone = (index: number) => (index < 0 ? NONE : index)
  const workflow = strings.index(net.id)
  const hash = strings.index(definitionHash)
  const tasks = net.tasks
  const inputs = tasks.flatMap((task) => task.inputs)
  const outcomes = tasks.flatMap((task) => task.outcomes)
  const arcs = outcomes.flatMap((outcome) => outcome.outputs)
  const arcTask = tasks.flatMap((task, index) => task.outcomes.flatMap((outcome) => outcome.outputs.map(() => index)))
  const consumers = net.conditions.map((): number[] => [])
  tasks.forEach((task, index) => task.inputs.forEach((input) => consumers[input.condition]!.push(index)))
  const columns: Record<string, ArrayLike<number>> = {
    outputConditions: net.outputs,
    conditionName: net.conditions.map((condition) => strings.index(condition.name)),
    conditionBound: net.conditions.map((condition) => condition.bound),
    consumerStart: starts(consumers),
    consumers: consumers.flat(),
    taskName: tasks.map((task) => strings.index(task.name)),
    taskKind: tasks.map((task) => KINDS[task.kind]),
    taskJoin: tasks.map((task) => JOINS[task.join]),
    taskChoice: tasks.map((task) => CHOICES[task.choice]),
    taskGuardFlow: tasks.map((task) => orNone(task.guardFlow)),
    taskScope: tasks.map((task) => task.scope),
    inputStart: starts(tasks.map((task) => task.inputs)),
    inputConditions: inputs.map((input) => input.condition),
    inputKey: inputs.map((input) => strings.index(input.key ?? "")),
    outcomeStart: starts(tasks.map((task) => task.outcomes)),
    outcomeName: outcomes.map((outcome) => strings.index(outcome.name)),
    arcStart: starts(outcomes.map((outcome) => outcome.outputs)),
    arcCondition: arcs.map((arc) => arc.condition),
    arcTask,
    arcFlow: arcs.map((arc) => orNone(arc.flow)),
    cancelConditionStart: starts(tasks.map((task) => task.cancels.conditions)),
    cancelConditions: tasks.flatMap((task) => task.cancels.conditions),
    cancelTaskStart: starts(tasks.map((task) => task.cancels.tasks)),
    cancelTasks: tasks.flatMap((task) => task.cancels.tasks),
    scopePath: net.scopes.map((scope) => strings.index(scope.path)),
    scopeWorkflow: net.scopes.map((scope) => strings.index(scope.workflow)),
    ...strings.columns(),
  }
  const counts: Record<Count, number> = {
    stringByte: columns["stringBytes"]!.length, string: columns["stringStart"]!.length - 1,
    condition: net.conditions.length, output: net.outputs.length, task: tasks.length, input: inputs.length,
    outcome: outcomes.length, arc: arcs.length, cancelCondition: columns["cancelConditions"]!.length,
    cancelTask: columns["cancelTasks"]!.length, scope: net.scopes.length,
  }
  const scalars = [workflow, hash, net.termination === "explicit" ? 0 : 1, net.input]
  return [
    { id: NET_SECTION, size: 4, values: [...scalars, ...COUNTS.map((count) => counts[count])] },
    ...COLUMNS.map((column: Column) => ({ id: column.id, size: column.size, values: columns[column.name]! })),
  ]
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
