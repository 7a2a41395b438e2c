/** Events that come too late or at a wrong time: each gets its sentence and changes nothing. */
import { Refusal, Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import {
  CaseEnded, InstancesClosed, SignalFull, SignalLost, TaskNotActive, WorkItemBlocked, WorkItemDone, WorkItemNotActive,
} from "./engine-error.ts"
import { statusName } from "./failure.ts"
import type { Pending } from "./pending.ts"
import type { WorkItem } from "./work-item.ts"

/** What is said to an event of a case that is over. */
export function caseEnded(
  { workflow, caseId, status }: { readonly workflow: string; readonly caseId: string; readonly status: number },
): CaseEnded {
  const name = statusName(status)
  const message = `The case ${caseId} is over (${name}); nothing was changed.`
  return new CaseEnded({ workflow, caseId, status: name, message })
}

/** Why an event comes too late for its case or work item, as a typed failure; undefined if it fits. */
export function tooLate({ kind, case: case_, item }: Pending): Error | undefined {
  if (case_.status !== Status.running) {
    const { program: { workflow }, caseId, status } = case_
    return item === undefined ? caseEnded({ workflow, caseId, status }) : itemRefused(item)
  }
  if (item === undefined) return undefined
  if (!item.active) return itemRefused(item)
  const completes = kind === EventKind.complete || kind === EventKind.finish
  if (completes && !item.started) return blocked(item)
  if ((kind === EventKind.start || kind === EventKind.begin) && item.started) {
    const message = `The work item ${item.id} is started already; complete it.`
    return new WorkItemNotActive({ workItemId: item.id, state: "started", message })
  }
  return undefined
}

/** Why the kernel refuses what somebody asked for, as a typed failure; undefined: that cannot be but by a bug. */
export function refusedBy({ kind, case: case_, item, subject = 0 }: Pending, refusal: number): Error | undefined {
  const { program: { workflow, table, tasks }, caseId } = case_
  const task = table.taskNames[subject] ?? ""
  const signal = table.triggerNames[subject] ?? ""
  const about = { workflow, caseId, task }
  switch (kind) {
    case EventKind.start:
      return refusal === Refusal.blocked ? blocked(item!) : undefined
    case EventKind.signal: {
      if (refusal === Refusal.notWaiting) {
        const message = `Nothing in case ${caseId} waits for signal "${signal}" now, and it is not kept: it is lost; ` +
          "send it when something waits for it."
        return new SignalLost({ workflow, caseId, signal, message })
      }
      if (refusal !== Refusal.full) return undefined
      const most = table.conditionBound[table.triggerCondition[subject]!]!
      const message = `The case ${caseId} keeps ${most} of signal "${signal}" already, as many as it may; ` +
        "send it again when one of them is used."
      return new SignalFull({ workflow, caseId, signal, most, message })
    }
    case EventKind.add: {
      if (refusal === Refusal.notStarted) {
        const message = `Task "${task}" of case ${caseId} does not run now, so no instance can be added to it.`
        return new TaskNotActive({ ...about, message })
      }
      const most = tasks[subject]?.instances?.max
      const why = refusal === Refusal.closed ? "takes no more instances"
        : refusal === Refusal.count ? `has the ${most} instances that it may have` : undefined
      const message = `Task "${task}" of case ${caseId} ${why}; nothing was added.`
      return why === undefined ? undefined : new InstancesClosed({ ...about, message })
    }
    case EventKind.stop: {
      if (refusal !== Refusal.notStarted) return undefined
      const message = `Task "${task}" of case ${caseId} is neither offered nor started; nothing was stopped.`
      return new TaskNotActive({ ...about, message })
    }
    default: return undefined
  }
}

function blocked(item: WorkItem): WorkItemBlocked {
  const message = `The work item ${item.id} cannot start while a task that excludes it is active; ` +
    "try again when that is over."
  return new WorkItemBlocked({ workItemId: item.id, message })
}

function itemRefused(item: WorkItem): Error {
  const workItemId = item.id
  if (item.completed) {
    return new WorkItemDone({
      workItemId,
      message: `The work item ${workItemId} is done already; its first result stands.`,
    })
  }
  const state = item.started ? "cancelled" : "withdrawn"
  return new WorkItemNotActive({
    workItemId,
    state,
    message: `The work item ${workItemId} was ${state}; nothing was changed.`,
  })
}
