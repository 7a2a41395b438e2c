/**
 * Why an attempt is told to stop: one typed error each, so that a handler can tell them apart by
 * `_tag`. They reach handlers as `signal.reason` and `token.reason` and are never a call's failure.
 */
import * as Data from "effect/Data"
import { Status } from "../kernel/command.ts"
import {
  type AttemptTimeout, CaseCancelled, EngineClosed, EngineDraining, engineBroken, StoreError,
} from "./engine-error.ts"
import { failureOf, statusName } from "./failure.ts"
import type { WorkItem } from "./work-item.ts"

/** The attempt failed and another one follows: what it left running is to stop. */
export class AttemptSuperseded extends Data.TaggedError("AttemptSuperseded")<{
  readonly workItemId: string
  readonly attempt: number
  readonly message: string
}> {}

/** The attempt is over, with a result or for good: what still runs of it is of no use. */
export class AttemptEnded extends Data.TaggedError("AttemptEnded")<{
  readonly workItemId: string
  readonly attempt: number
  readonly message: string
}> {}

/**
 * The workflow took the work item back. `caseStatus` is `running` where a cancellation region was emptied, else how
 * the case ended.
 */
export class WorkItemCancelled extends Data.TaggedError("WorkItemCancelled")<{
  readonly workItemId: string
  readonly caseStatus: "running" | "ok" | "cancelled" | "deadlock" | "failed"
  readonly message: string
}> {}

/**
 * Why an attempt is to stop:
 * - `AttemptTimeout`: it took longer than the task's `timeout`;
 * - `AttemptSuperseded`: it failed, and the next attempt follows;
 * - `AttemptEnded`: it is over, and something of it goes on or asks late;
 * - `WorkItemCancelled`: the workflow took the work item back, or the case ended in another way;
 * - `CaseCancelled`: a caller cancelled the case, and said why in `reason`;
 * - `EngineDraining`: the deadline of `drain` is over; the next engine begins the work item anew;
 * - `EngineClosed`: the engine is closed, the same follows;
 * - `StoreError`: the store failed, the same follows.
 */
export type CancellationReason =
  | AttemptTimeout
  | AttemptSuperseded
  | AttemptEnded
  | WorkItemCancelled
  | CaseCancelled
  | EngineDraining
  | EngineClosed
  | StoreError

/** Makes `AttemptSuperseded` or `AttemptEnded` with its sentence. */
export function attemptOver({ id }: WorkItem, attempt: number, another: boolean): AttemptSuperseded | AttemptEnded {
  const about = { workItemId: id, attempt }
  return another
    ? new AttemptSuperseded({ ...about, message: `Attempt ${attempt} of ${id} failed, and another one follows.` })
    : new AttemptEnded({ ...about, message: `Attempt ${attempt} of ${id} is over; what it still does is of no use.` })
}

/** Why the workflow or a caller took a work item back. Of one in a case that went with its work item: why that did. */
export function takenBack(item: WorkItem): WorkItemCancelled | CaseCancelled {
  const { id } = item
  let { case: case_, stoppedAs } = item
  while (case_.orphaned) ({ case: case_, stoppedAs } = case_.parent!)
  const { program: { workflow }, caseId, reason } = case_
  if (stoppedAs === Status.cancelled && !case_.cancelsItself) {
    return failureOf(workflow, caseId, stoppedAs, undefined, reason) as CaseCancelled
  }
  const caseStatus = statusName(stoppedAs)
  const why = caseStatus === "running" ? "its case goes on without it" : `its case ended (${caseStatus})`
  return new WorkItemCancelled({ workItemId: id, caseStatus, message: `The work item ${id} is cancelled: ${why}.` })
}

/** Why an engine that stops interrupts its attempts. */
export function stoppedBy(error: Error): EngineDraining | EngineClosed | StoreError {
  const known = error instanceof EngineDraining || error instanceof EngineClosed || error instanceof StoreError
  return known ? error : engineBroken(error)
}
