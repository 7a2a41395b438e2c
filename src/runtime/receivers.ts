/** Which tasks wait for a signal, and in which cases: those of the workflow itself or of what a task of it runs. */
import type { Table } from "../kernel/table.ts"
import type { Case } from "./case.ts"

/** A task that waits for a signal, and the tasks that run the cases in which it does. */
export interface Receiver {
  readonly task: number
  /** Index of the entry of those cases. */
  readonly entry: number
  readonly callers: readonly number[]
}

/** Everything that waits for a trigger at some time. */
export function receiversOf(table: Table, trigger: number): readonly Receiver[] {
  return Array.from({ length: table.entryStart.length - 1 }, (_, entry) => entry).flatMap((entry) => {
    const callers = [...table.taskNames.keys()].filter((task) => table.taskEntry[task] === entry)
    return tasksOf(table, entry).filter((task) => table.taskTrigger[task] === trigger)
      .map((task) => ({ task, entry, callers }))
  })
}

/** Cases of an entry that run for work items of this case, or of those. */
export function casesBelow(case_: Case, entry: number): readonly Case[] {
  const children = [...case_.everyItem()].flatMap(({ child }) => child ?? [])
  return children.flatMap((child) => [...(child.entry === entry ? [child] : []), ...casesBelow(child, entry)])
}

/** The tasks that cases of an entry have: what their marks lead to. Signals are kept for all entries alike. */
function tasksOf(table: Table, entry: number): readonly number[] {
  const { entryStart, marks, consumerStart, consumers, outcomeStart, arcStart, arcCondition } = table
  const signals = new Set(table.triggerCondition)
  const tasks = new Set<number>()
  const seen = new Set<number>(marks.slice(entryStart[entry]!, entryStart[entry + 1]!))
  for (const condition of seen) {
    if (signals.has(condition)) continue
    for (let i = consumerStart[condition]!; i < consumerStart[condition + 1]!; i++) {
      const task = consumers[i]!
      if (tasks.has(task)) continue
      tasks.add(task)
      const [first, end] = [arcStart[outcomeStart[task]!]!, arcStart[outcomeStart[task + 1]!]!]
      for (let arc = first; arc < end; arc++) seen.add(arcCondition[arc]!)
    }
  }
  return [...tasks]
}
