/** How a task was left, in words: the name of its outcome, or of each route that an OR-split took. */
import { Choice, type Table } from "../kernel/table.ts"

/** `outcome` as `complete` says it: an index within the task, of an OR-split a bit for each route. */
export function taskOutcome({ taskChoice, outcomeStart, outcomeNames }: Table, task: number, outcome: number): string {
  const first = outcomeStart[task]!
  if (taskChoice[task] !== Choice.several) return outcomeNames[first + outcome]!
  const routes = (outcomeStart[task + 1]! - first) >> 1
  const taken = Array.from({ length: routes }, (_, route) => route).filter((route) => ((outcome >> route) & 1) === 1)
  return taken.map((route) => outcomeNames[first + 2 * route]!).join(" + ")
}
