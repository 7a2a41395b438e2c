/**
 * The failures of the run time: what the world or a caller did, each with its context, its cause
 * and one sentence that says what to do. Bugs of the engine itself are defects and not here.
 */
import * as Data from "effect/Data"
import type { StoreFault } from "./store-fault.ts"

/** The store cannot be used, or stopped after a write failed. `reason` is stable, `message` says the next step. */
export class StoreError extends Data.TaggedError("StoreError")<{
  readonly reason: StoreFault["reason"]
  readonly path: string
  readonly message: string
  readonly cause?: unknown
}> {}

/**
 * The executor was built from another definition than the one it is used with. `mend` is the command that builds it
 * anew.
 */
export class StaleExecutor extends Data.TaggedError("StaleExecutor")<{
  readonly workflow: string
  readonly mend: string
  readonly message: string
  readonly cause?: unknown
}> {}

/** Two executors of one workflow id were given to one engine. */
export class WorkflowTaken extends Data.TaggedError("WorkflowTaken")<{
  readonly workflow: string
  readonly message: string
}> {}

/** The engine holds no executor of this workflow id. */
export class WorkflowNotRegistered extends Data.TaggedError("WorkflowNotRegistered")<{
  readonly workflow: string
  readonly message: string
}> {}

/** The handlers do not cover the workflow's tasks, or name tasks that it does not have. */
export class HandlersRefused extends Data.TaggedError("HandlersRefused")<{
  readonly workflow: string
  readonly task: string
  readonly message: string
}> {}

/**
 * A value did not pass: its schema refused it, or a restart would change it because it is not plain JSON. Nothing was
 * changed.
 */
export class PayloadRefused extends Data.TaggedError("PayloadRefused")<{
  readonly workflow: string
  readonly caseId: string | undefined
  readonly task: string | undefined
  /** Where in the value, as `.a.b[0]`; empty for the value itself. */
  readonly path: string
  readonly message: string
}> {}

/** A case id that no store keeps as it is: empty, longer than 255, or not well-formed text. */
export class IdRefused extends Data.TaggedError("IdRefused")<{
  readonly id: string
  readonly message: string
}> {}

/** The id names a case that was started with another input. Nothing was started. */
export class CaseConflict extends Data.TaggedError("CaseConflict")<{
  readonly workflow: string
  readonly caseId: string
  readonly id: string
  readonly message: string
}> {}

/** What was asked to be listed makes no sense: an unknown status, a page of no size. `option` is the one to change. */
export class FilterRefused extends Data.TaggedError("FilterRefused")<{
  readonly option: string
  readonly message: string
}> {}

/** An option of a call makes no sense. Nothing was done. `option` is the one to change. */
export class OptionRefused extends Data.TaggedError("OptionRefused")<{
  readonly option: string
  readonly message: string
}> {}

/** No case of this id is in the store. */
export class CaseNotFound extends Data.TaggedError("CaseNotFound")<{
  readonly caseId: string
  readonly message: string
}> {}

/** The case is over; what was asked for came too late and changed nothing. */
export class CaseEnded extends Data.TaggedError("CaseEnded")<{
  readonly workflow: string
  readonly caseId: string
  readonly status: string
  readonly message: string
}> {}

/** The case belongs to a definition that this engine does not hold: left alone. */
export class CaseUnclaimed extends Data.TaggedError("CaseUnclaimed")<{
  readonly workflow: string
  readonly caseId: string
  readonly message: string
}> {}

/** What the store holds of the case does not hold together. It is left alone, and the others run. */
export class CaseDamaged extends Data.TaggedError("CaseDamaged")<{
  readonly workflow: string
  readonly caseId: string
  readonly message: string
}> {}

/** The case failed: a task after its last attempt, a guard, a mapping, or a condition that overflowed. */
export class CaseFailed extends Data.TaggedError("CaseFailed")<{
  readonly workflow: string
  readonly caseId: string
  readonly task: string | undefined
  readonly attempt: number
  readonly reason: FailureReason
  /** True if the cause is a bug of a handler, a guard or a mapping rather than a failure that it declares. */
  readonly defect: boolean
  readonly message: string
  /** What the handler failed with. After a restart an `Error` with the name, message and causes of the first one. */
  readonly cause: unknown
}> {}

/**
 * What made a case fail. `until`: the completion condition of a task with instances threw; `count`: it would have fewer
 * or more of them than declared; `call`: the case that a task runs failed; `engine`: a defect of the engine itself,
 * which stopped this case alone.
 */
export type FailureReason =
  | "task" | "timeout" | "payload" | "guard" | "mapping" | "until" | "count" | "call" | "overflow" | "engine"

/** The case was cancelled from outside. */
export class CaseCancelled extends Data.TaggedError("CaseCancelled")<{
  readonly workflow: string
  readonly caseId: string
  readonly reason: string
  readonly message: string
}> {}

/** Nothing is left to do and the case is not at an end. */
export class CaseDeadlocked extends Data.TaggedError("CaseDeadlocked")<{
  readonly workflow: string
  readonly caseId: string
  readonly message: string
}> {}

/** No work item of this id was ever offered. */
export class WorkItemNotFound extends Data.TaggedError("WorkItemNotFound")<{
  readonly workItemId: string
  readonly message: string
}> {}

/** The work item is there and cannot be worked on from outside: withdrawn, cancelled, or run by a handler. */
export class WorkItemNotActive extends Data.TaggedError("WorkItemNotActive")<{
  readonly workItemId: string
  readonly state: string
  readonly message: string
}> {}

/** The work item was completed before. The first result stands. */
export class WorkItemDone extends Data.TaggedError("WorkItemDone")<{
  readonly workItemId: string
  readonly message: string
}> {}

/** The work item cannot start now: a task that excludes it is active (critical section, interleaving). */
export class WorkItemBlocked extends Data.TaggedError("WorkItemBlocked")<{
  readonly workItemId: string
  readonly message: string
}> {}

/** Nothing waits for the signal, and it is not kept. It is lost. */
export class SignalLost extends Data.TaggedError("SignalLost")<{
  readonly workflow: string
  readonly caseId: string
  readonly signal: string
  readonly message: string
}> {}

/** As many of the signal are kept as may be. This one was not taken. */
export class SignalFull extends Data.TaggedError("SignalFull")<{
  readonly workflow: string
  readonly caseId: string
  readonly signal: string
  readonly most: number
  readonly message: string
}> {}

/** No task of the workflow, or of this one of its cases, ever waits for a signal of this name. */
export class SignalUnknown extends Data.TaggedError("SignalUnknown")<{
  readonly workflow: string
  readonly caseId: string
  readonly signal: string
  readonly message: string
}> {}

/** The workflow has no task of this name, or none of which this can be asked. */
export class TaskUnknown extends Data.TaggedError("TaskUnknown")<{
  readonly workflow: string
  readonly caseId: string
  readonly task: string
  readonly message: string
}> {}

/** The task has no work item now that could be stopped or be given one more instance. */
export class TaskNotActive extends Data.TaggedError("TaskNotActive")<{
  readonly workflow: string
  readonly caseId: string
  readonly task: string
  readonly message: string
}> {}

/** The task takes no more instances: it is done, it has as many as it may, or its count was fixed at the start. */
export class InstancesClosed extends Data.TaggedError("InstancesClosed")<{
  readonly workflow: string
  readonly caseId: string
  readonly task: string
  readonly message: string
}> {}

/** An attempt took longer than the task's `timeout`. */
export class AttemptTimeout extends Data.TaggedError("AttemptTimeout")<{
  readonly task: string
  readonly timeout: number
  readonly message: string
}> {}

/** The engine is closing or closed; what was asked for was not done. With a `cause`: a defect of its own stopped it. */
export class EngineClosed extends Data.TaggedError("EngineClosed")<{
  readonly message: string
  readonly cause?: unknown
}> {}

/** The engine is draining: it finishes what runs and takes nothing new. What was asked for was not done. */
export class EngineDraining extends Data.TaggedError("EngineDraining")<{
  readonly message: string
}> {}

/** Makes `EngineDraining` with its one sentence. */
export const engineDraining = (): EngineDraining =>
  new EngineDraining({
    message: "The engine is draining and takes nothing new; ask the engine that is opened next on the same store.",
  })

/** Makes `EngineClosed` with its one sentence. */
export const engineClosed = (): EngineClosed =>
  new EngineClosed({ message: "The engine is closed; open it again on the same store and the cases go on." })

/** Makes `EngineClosed` for an engine that a defect of its own has stopped. */
export const engineBroken = (cause: unknown): EngineClosed => {
  const message =
    "The engine has stopped by a defect of its own (see `cause`); what is on disk stands: open it again on the " +
    "same store, and please report the defect."
  return new EngineClosed({ message, cause })
}
