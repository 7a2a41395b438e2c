/** What of a workflow matters to a simulation beside its table: who does a task, what its routes are called. */
import type { Definition, FlowDefinition, TaskDefinition, Target } from "../../src/definition/definition.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Choice, type Table, TaskKind } from "../../src/kernel/table.ts"
import type { Net } from "../ir/net.ts"

/** One task of the table. */
export interface Work {
  readonly name: string
  /** A `TaskKind`. */
  readonly kind: number
  readonly isMulti: boolean
  /** Its person, of a human task. */
  readonly role: string | undefined
  /** Milliseconds of a timer. */
  readonly after: number | undefined
  /** Most instances that run at the same time. */
  readonly concurrency: number
  /** Tasks of one number choose alike in a case. */
  readonly alike: number | undefined
  /** What its outcomes are called, by index; of an OR-split its routes. Of a choice on data: where they lead. */
  readonly choices: readonly string[]
  /** Others want what it takes, or look at it: so it stands open until it is done, as work on a list of people does. */
  readonly isOpen: boolean
}

export interface Model {
  readonly table: Table
  readonly tasks: readonly Work[]
  /** Milliseconds that a signal is kept, by trigger; infinite: for ever. */
  readonly keeps: readonly number[]
}

/** Without a definition the table tells: nobody has a role then, and routes are called as in the net. */
export function modelOf(table: Table, net: Net | undefined, definition: Definition | undefined): Model {
  const definitions = table.scopePaths.map((path) => scopeOf(definition, path))
  const own = table.taskNames.map((name, t) => {
    const tasks = definitions[table.taskScope[t]!]?.tasks
    return tasks?.find((one) => one.name === name.slice(name.lastIndexOf("/") + 1))
  })
  const tasks = table.taskNames.map((name, t): Work => ({
    name,
    kind: table.taskKind[t]!,
    isMulti: table.taskMulti[t] !== NONE,
    role: own[t]?.role,
    after: own[t]?.after,
    concurrency: own[t]?.instances?.concurrency ?? Infinity,
    alike: net?.tasks[t]?.alike,
    choices: choicesOf(table, t, definitions[table.taskScope[t]!]?.flows[table.taskGuardFlow[t]!]),
    isOpen: isOpen(table, t),
  }))
  return { table, tasks, keeps: table.triggerNames.map((name) => timeToLive(own, name)) }
}

function scopeOf(definition: Definition | undefined, path: string): Definition | undefined {
  return (path === "" ? [] : path.split("/")).reduce<Definition | undefined>(
    (outer, name) => outer?.tasks.find((task) => task.name === name)?.workflow, definition)
}

/** By the tasks that they lead to, if no two lead to the same. */
function choicesOf(table: Table, task: number, flow: FlowDefinition | undefined): readonly string[] {
  const names = table.outcomeNames.slice(table.outcomeStart[task], table.outcomeStart[task + 1])
  const routes = table.taskChoice[task] === Choice.several ? names.filter((_, i) => i % 2 === 0) : names
  if (flow?.kind !== "guard" && flow?.kind !== "or") return routes
  const led = flow.routes.map(({ to }) => targetName(to))
  return new Set(led).size === led.length ? led : routes
}

const targetName = (to: Target): string => (to.kind === "task" ? to.task : to.tasks.join("+"))

/** A task of people that another one could take the work from, or that is a milestone while it is offered. */
function isOpen(table: Table, task: number): boolean {
  const { taskKind, inputStart, inputConditions, consumers, consumerStart, reads } = table
  if (taskKind[task] !== TaskKind.manual || table.taskMulti[task] !== NONE) return false
  return inputConditions.subarray(inputStart[task], inputStart[task + 1]).some((condition) =>
    reads.includes(condition)
    || consumers.subarray(consumerStart[condition], consumerStart[condition + 1]).some((other) => other !== task))
}

function timeToLive(tasks: readonly (TaskDefinition | undefined)[], signal: string): number {
  const keep = tasks.find((task) => task?.signal?.name === signal)?.signal?.keep
  return keep?.timeToLive ?? Infinity
}
