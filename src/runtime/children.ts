/** Cases that work items run: opened and ended in the transaction of what causes it, so that neither is ever alone. */
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import type { Case } from "./case.ts"
import { type CaseFault, failureOf, resultRefused } from "./failure.ts"
import { checked, type Payload, type Refusal, valueOf } from "./payload.ts"
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
  child.orphaned = true
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
  /** `reason` is that of a case that a work item of it ran. */
  readonly below?: boolean
}

/** Where the event of a work item goes: into this transaction, or, where a schema is asynchronous, into a later one. */
export interface Way {
  readonly now: (pending: Pending) => void
  readonly later: (pending: Pending) => void
}

/**
 * Makes the event of the work item whose case is over: completed with its result, if its schema takes that, else failed
 * as the case did. A process that ends before an asynchronous schema has judged leaves that to the next one.
 */
export function childEnded(item: WorkItem, ending: ChildEnding, { now, later }: Way): void {
  const { workflow, caseId, status, result, fault, reason, below = false } = ending
  const of = { case: item.case, item, outcome: -1 }
  if (status !== Status.ok) {
    const why = failureOf(workflow, caseId, status, fault, reason)
    const failed = status === Status.failed ? { fault: faultBelow(item, fault, why) } : {}
    const told = below && status === Status.cancelled ? reason : why.message
    return now({ ...of, kind: EventKind.fail, detail: status, payload: "", reason: told, ...failed })
  }
  const refused = (cause: unknown): Pending => {
    const payloadFault = { reason: "payload", task: nameOf(item), attempt: item.attempt, defect: true, cause } as const
    return { ...of, kind: EventKind.fail, payload: "", fault: payloadFault }
  }
  const judged = (payload: Payload | Refusal): Pending => {
    if (typeof payload !== "string") return refused(resultRefused(item, payload))
    return { ...of, kind: item.instance > 0 ? EventKind.finish : EventKind.complete, outcome: 0, payload }
  }
  let payload: Payload | Refusal | Promise<Payload | Refusal>
  try {
    payload = resultOf(item, result)
  } catch (cause) {
    return now(refused(cause))
  }
  if (!(payload instanceof Promise)) return now(judged(payload))
  payload.then((checked) => later(judged(checked)), (cause) => later(refused(cause)))
}

/** What `recurse` declares is checked; a sub-workflow's result is what its own tasks declare. */
function resultOf({ case: { program }, task }: WorkItem, result: Payload) {
  return program.tasks[task]?.kind === "call" ? checked(program.schemaOf(task, "done"), valueOf(result)) : result
}

/** Of any number of levels only the innermost failure is told: a chain of all of them would grow with each level. */
function faultBelow(item: WorkItem, fault: CaseFault | undefined, why: unknown): CaseFault {
  const { levels = 0, cause } = fault ?? {}
  return { ...callFault(item, fault?.defect ?? true, levels === 0 ? why : cause), levels: levels + 1 }
}

function callFault(item: WorkItem, defect: boolean, cause: unknown): CaseFault {
  return { reason: "call", task: nameOf(item), attempt: item.attempt, defect, cause }
}

const nameOf = ({ case: { program }, task }: WorkItem): string | undefined => program.table.taskNames[task]
