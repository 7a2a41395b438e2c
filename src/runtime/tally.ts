/** How many cases of each workflow are where: counted over all their states at once. */
import { Status } from "../kernel/command.ts"
import { TaskKind } from "../kernel/kinds.ts"
import type { StateLayout } from "../kernel/state.ts"
import type { Table } from "../kernel/table.ts"
import { type CaseTally, summed } from "../kernel/tally.ts"

/** How the running cases of a workflow stand. */
export interface WorkflowTally {
  readonly workflow: string
  /** Cases that run, those that run for work items of others included. */
  readonly running: number
  /** Every task that does work, in the order of the definition; of a sub-workflow as `outer/inner`. */
  readonly tasks: readonly TaskTally[]
  /** Every condition, by the name that `show` gives it in a marking. */
  readonly conditions: readonly ConditionTally[]
}

/** In how many places a task stands. */
export interface TaskTally {
  readonly task: string
  /** Cases in which it could start. */
  readonly enabled: number
  /** Work items of it that are started; of a task with instances, cases in which some are. */
  readonly started: number
}

/** How much a condition holds. */
export interface ConditionTally {
  readonly condition: string
  /** Tokens in it, of all cases together. */
  readonly tokens: number
}

/** States of one table that were counted. */
export interface Counted {
  readonly workflow: string
  readonly table: Table
  readonly layout: StateLayout
  readonly tally: CaseTally
}

/** What is summed up of a workflow: of each name one number for each of its members. */
interface Sum {
  running: number
  readonly tasks: Map<string, { task: string; enabled: number; started: number }>
  readonly conditions: Map<string, { condition: string; tokens: number }>
}

/** One for each workflow, tables that other compilers made of it included. */
export function tallyWorkflows(all: readonly Counted[]): readonly WorkflowTally[] {
  const sums = new Map<string, Sum>()
  for (const counted of all) {
    let sum = sums.get(counted.workflow)
    if (sum === undefined) sums.set(counted.workflow, (sum = { running: 0, tasks: new Map(), conditions: new Map() }))
    add(sum, counted)
  }
  return [...sums].map(([workflow, { running, tasks, conditions }]) =>
    ({ workflow, running, tasks: [...tasks.values()], conditions: [...conditions.values()] }))
}

function add(sum: Sum, { table, layout, tally }: Counted): void {
  const { enabledAt, runningWord, runningShift, runningMask, multiWord } = layout
  const { conditionWord, conditionShift, conditionMask } = layout
  sum.running += tally.statuses[Status.running]!
  for (const [t, task] of table.taskNames.entries()) {
    if (table.taskKind[t] === TaskKind.silent) continue
    let one = sum.tasks.get(task)
    if (one === undefined) sum.tasks.set(task, (one = { task, enabled: 0, started: 0 }))
    const [word, shift] = [runningWord[t]!, runningShift[t]!]
    one.enabled += summed(tally, enabledAt + (t >>> 5), t & 31, 1)
    // The count of a task with instances is its phase, of which only whether there is one matters here.
    one.started += multiWord[t] === 0 ? summed(tally, word, shift, runningMask[t]!)
      : summed(tally, word, shift, 1) + summed(tally, word, shift + 1, 1)
  }
  for (const [c, condition] of table.conditionNames.entries()) {
    let one = sum.conditions.get(condition)
    if (one === undefined) sum.conditions.set(condition, (one = { condition, tokens: 0 }))
    one.tokens += summed(tally, conditionWord[c]!, conditionShift[c]!, conditionMask[c]!)
  }
}
