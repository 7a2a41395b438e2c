/** Cases that work items run: opened and ended in the transaction of what causes it, so that neither is ever alone. */
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import type { Case } from "./case.ts"
import { type CaseFault, failureOf } from "./failure.ts"
import type { Payload } from "./payload.ts"
import type { Pending } from "./pending.ts"
import type { WorkItem } from "./work-item.ts"

/** Most cases around a case. One more is a recursion that finds no way out. */
export const DEPTH_MAX = 1_000

/** The event that opens the case of a work item; or that fails it, where calls are nested too deeply. */
export function openChild(item: WorkItem, caseFor: (item: WorkItem) => Case): Pending {
  if (item.case.depth >= DEPTH_MAX) {
    const cause = new RangeError(`${DEPTH_MAX} cases are around it already`)
    const fault = callFault(item, true, cause)
    return { kind: EventKind.fail, case: item.case, item, outcome: -1, payload: "", fault }
  }
  const child = caseFor(item)
  return { kind: EventKind.open, case: child, subject: child.entry, outcome: -1, payload: item.input }
}

/** The event that cancels the case of a work item that is cancelled. */
export function cancelChild(item: WorkItem, child: Case): Pending {
  const reason = `the work item ${item.id} that it ran for is gone`
  return { kind: EventKind.cancel, case: child, outcome: -1, payload: JSON.stringify(reason) }
}

/** How a case ended, as its caller is told. */
export interface ChildEnding {
  readonly workflow: string
  readonly caseId: string
  readonly status: number
  readonly result: Payload
  readonly fault: CaseFault | undefined
  readonly reason: string
}

/** The event of the work item whose case is over: completed with its result, else failed as the case did. */
export function childEnded(item: WorkItem, ending: ChildEnding): Pending {
  const { workflow, caseId, status, result, fault, reason } = ending
  const of = { case: item.case, item, outcome: -1 }
  if (status === Status.ok) {
    return { ...of, kind: item.instance > 0 ? EventKind.finish : EventKind.complete, outcome: 0, payload: result }
  }
  const why = failureOf(workflow, caseId, status, fault, reason)
  const failed = status === Status.failed ? { fault: callFault(item, fault?.defect ?? true, why) } : {}
  return { ...of, kind: EventKind.fail, detail: status, payload: "", reason: why.message, ...failed }
}

function callFault(item: WorkItem, defect: boolean, cause: unknown): CaseFault {
  const task = item.case.program.table.taskNames[item.task]
  return { reason: "call", task, attempt: item.attempt, defect, cause }
}
