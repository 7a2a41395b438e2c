/** Several work items of one task at once: how many, which begin, what their results are together. */
import type { TaskDefinition } from "../definition/definition.ts"
import { Multi } from "../kernel/table.ts"
import type { CaseFault } from "./failure.ts"
import { type Payload, valueOf } from "./payload.ts"
import type { Program } from "./program.ts"
import type { WorkItem } from "./work-item.ts"

/** How many instances a start makes of what the task would take, or why it makes none. */
export function countOf(program: Program, task: number, offered: Payload): number | CaseFault {
  if (!program.takesList(task)) return 0
  const { table: { multiMin, multiMax, taskMulti, taskNames } } = program
  const list = valueOf(offered)
  const [least, most] = [multiMin[taskMulti[task]!]!, multiMax[taskMulti[task]!]!]
  const fault = (what: string): CaseFault => ({
    reason: "count", task: taskNames[task], attempt: 0, defect: true,
    cause: new RangeError(`${what}, and ${least === most ? least : `${least} to ${most}`} are declared`),
  })
  if (!Array.isArray(list)) return fault("what comes to it is no list of inputs")
  if (list.length >= least && list.length <= most) return list.length
  return fault(`it would have ${list.length} instance${list.length === 1 ? "" : "s"}`)
}

/** Those that begin next, in order: as many as may still run at once. */
export function room({ active, instances }: WorkItem, said: TaskDefinition | undefined): readonly WorkItem[] {
  const { concurrency = Infinity } = said?.instances ?? {}
  if (!active) return []
  let left = concurrency
  for (const item of instances!.live) if (item.started) left--
  const next: WorkItem[] = []
  for (const item of instances!.live) {
    if (next.length >= left) break
    if (!item.started) next.push(item)
  }
  return next
}

/** Results in the order of the inputs. */
export const resultsOf = (results: ReadonlyMap<number, Payload>): readonly Payload[] =>
  [...results].sort(([a], [b]) => a - b).map(([, result]) => result)

/**
 * Whether a task is done with the result of this instance, by its completion condition. Throws what that throws.
 * False for a task without one, and for one that is done already.
 */
export function isEnough(program: Program, { task, instance, parent }: WorkItem, result: Payload): boolean {
  const { table: { multiFlags, taskMulti }, tasks } = program
  if ((multiFlags[taskMulti[task]!]! & Multi.until) === 0 || parent!.completed) return false
  const { until } = tasks[task]?.instances ?? {}
  if (until === undefined) throw new Error(`the definition of "${program.table.taskNames[task]}" has no condition`)
  const results = resultsOf(new Map([...parent!.instances!.results, [instance, result]]))
  return until(results.map(valueOf) as never[]) === true
}
