/** Events that come too late: each gets its sentence and changes nothing. */
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import type { WorkItem } from "./case.ts"
import { CaseEnded, WorkItemDone, WorkItemNotActive } from "./engine-error.ts"
import { statusName } from "./failure.ts"
import type { Pending } from "./pending.ts"

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
  if (kind === EventKind.start && item.started) {
    const message = `The work item ${item.id} is started already; complete it.`
    return new WorkItemNotActive({ workItemId: item.id, state: "started", message })
  }
  return undefined
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
