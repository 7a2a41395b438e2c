/** Which tasks an activity of a log is. */
import { type Table, TaskKind } from "../../src/kernel/table.ts"
import { ReplayFailure } from "./failure.ts"

/** Indices of the tasks an activity may be; none if no task is called so. */
export type TasksOf = (activity: string) => readonly number[]

/** Tasks that can show in a log. */
export function visible({ taskKind }: Table, task: number): boolean {
  return taskKind[task] !== TaskKind.silent
}

/**
 * An activity is the task that the map says, else the task of its own name; a task of a sub-workflow
 * (`outer/inner`) answers to its last part too. Throws a `ReplayFailure` if the map names no task.
 */
export function matcher(table: Table, map: Readonly<Record<string, string>>): TasksOf {
  const tasks = new Map<string, number[]>()
  const add = (name: string, task: number) => tasks.set(name, [...(tasks.get(name) ?? []), task])
  table.taskNames.forEach((name, task) => {
    if (!visible(table, task)) return
    add(name, task)
    if (name.includes("/")) add(name.slice(name.lastIndexOf("/") + 1), task)
  })
  for (const [activity, task] of Object.entries(map)) {
    if (tasks.has(task)) continue
    const sentence = `the map sends activity "${activity}" to "${task}", which is no task of ${table.workflow}.`
    throw new ReplayFailure("map", sentence)
  }
  return (activity) => tasks.get(Object.hasOwn(map, activity) ? map[activity]! : activity) ?? []
}
