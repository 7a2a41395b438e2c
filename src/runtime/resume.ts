/** What goes on in a case that was found in the store: attempts, delays, timers, times of kept signals. */
import type { RetryPolicy } from "../definition/definition.ts"
import { TaskKind } from "../kernel/table.ts"
import type { Case } from "./case.ts"
import type { Acts, Pending } from "./pending.ts"
import { signalAlarm, timerAlarm } from "./timers.ts"
import type { WorkItem } from "./work-item.ts"

/** Goes on with what ran or waited in the process before. Returns the work items that a handler runs. */
export function resume(
  case_: Case, acts: Acts, now: number, later: (pending: Pending) => void,
): readonly WorkItem[] {
  const { table, tasks, triggerOf } = case_.program
  const running: WorkItem[] = []
  for (const item of case_.everyItem()) {
    const kind = table.taskKind[item.task]
    if (kind === TaskKind.timer && !item.started) acts.alarms.push(timerAlarm(item, later))
    if (!item.started || kind !== TaskKind.automatic || item.instances !== undefined) continue
    running.push(item)
    if (item.due === 0) begin(item, acts)
    else acts.retry.push({ item, delay: remaining(item.due - now, tasks[item.task]!.retry) })
  }
  for (const { condition, due } of case_.tokens) {
    if (due > 0 && triggerOf[condition]! >= 0) acts.alarms.push(signalAlarm(case_, condition, due, later))
  }
  return running
}

/** The next attempt of the work item begins when that is on disk. */
export function begin(item: WorkItem, acts: Acts): void {
  item.attempt++
  item.due = 0
  acts.run.push(item)
}

/** What is left of a delay; never more than the policy's longest, should the clock have gone back. */
function remaining(left: number, retry: RetryPolicy | undefined): number {
  return Math.max(0, retry === undefined ? left : Math.min(left, retry.max * (1 + retry.jitter)))
}
