/**
 * Generated from `weaver/registry` by `node weaver/generate.ts`. Do not edit: change the registry and run it again.
 *
 * Every telemetry name there is, behind builders whose records are typed: an attribute that is required and absent, or
 * that the signal does not have, is a compile error.
 */

export type Attributes = Record<string, string | number | boolean>

/** A span about to start. */
export interface SpanStart {
  readonly type: string
  readonly name: string
  readonly kind: "internal" | "client" | "server" | "producer" | "consumer"
  readonly attributes: Attributes
}

/** A log record with an event name. */
export interface EventRecord {
  readonly name: string
  readonly severity: "debug" | "info" | "warn" | "error"
  readonly attributes: Attributes
}

/** A metric and how its attributes are made. */
export interface Instrument<A> {
  readonly name: string
  readonly instrument: "counter" | "updowncounter" | "gauge" | "histogram"
  /** UCUM. */
  readonly unit: string
  readonly brief: string
  /** Upper bounds of the buckets of a histogram, in `unit`. */
  readonly boundaries: readonly number[]
  attributes(a: A): Attributes
}

/** How a case ended. */
export type CaseStatus =
  /** Ended as its workflow means it to. */
  | "ok"
  /** Cancelled from outside. */
  | "cancelled"
  /** Nothing was left to do and the end not reached. */
  | "deadlock"
  /** A work item failed for good, or a bound was passed. */
  | "failed"

/** Who does the work of the task. */
export type TaskKind =
  /** A handler runs it. */
  | "automatic"
  /** Somebody outside starts and completes it. */
  | "manual"
  /** A signal completes it. */
  | "receive"
  /** Time completes it. */
  | "timer"
  /** A case of its own is run for it. */
  | "call"
  /** It is done several times at once, each by a work item of its own. */
  | "instances"

/** Where a work item stands. */
export type WorkItemState =
  /** Offered, not started. */
  | "enabled"
  /** Somebody works on it. */
  | "started"
  /** Done, with an outcome. */
  | "completed"
  /** Failed for good. */
  | "failed"
  /** Was enabled, never started. */
  | "withdrawn"
  /** Was started, then stopped from outside. */
  | "cancelled"

/** What became of a signal. */
export type SignalResult =
  /** A task waited for it. */
  | "taken"
  /** Nothing waited for it; it is kept until something does. */
  | "kept"

/** How one attempt ended. */
export type AttemptResult =
  /** The handler gave an outcome. */
  | "completed"
  /** The handler failed in a way it declares. */
  | "failed"
  /** The handler has a bug, or gave what its schema refuses. */
  | "defect"
  /** The handler took longer than its task allows. */
  | "timeout"
  /** The work item was cancelled meanwhile. */
  | "cancelled"

/** Which store the engine writes to. */
export type StoreSystem =
  /** Nothing survives the process. */
  | "memory"
  /** SQLite in a file beside the program. */
  | "sqlite"

/** Which kernel made the step. */
export type KernelKind =
  /** The kernel in TypeScript. */
  | "portable"
  /** The kernel in Rust. */
  | "native"

// Spans

/** A case, from its start to its end. What is known when it starts. */
export interface CaseSpanStart {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** What the caller named the case when starting it. If the caller named the case. */
  readonly caseKey?: string | undefined
  /** Id of the work item that the case runs for. If it runs for a work item of another case. */
  readonly caseParent?: string | undefined
}

/**
 * A case, from its start to its end. Emitted when the case ends, by the process that sees it end. Trace id and span
 * id follow from the case id, so a case that lives through a restart is still one span, and what ran before the
 * restart is still its child.
 */
export function caseSpanStart(a: CaseSpanStart): SpanStart {
  const attributes: Attributes = {
    "knhk.span.type": "knhk.case",
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
  }
  if (a.caseKey !== undefined) attributes["knhk.case.key"] = a.caseKey
  if (a.caseParent !== undefined) attributes["knhk.case.parent"] = a.caseParent
  return { type: "knhk.case", name: `case ${a.workflowId}`, kind: "internal", attributes }
}

/** A case, from its start to its end. What is known when it ends. */
export interface CaseSpanEnd {
  /** How a case ended. */
  readonly caseStatus: CaseStatus
  /** The class of error the operation ended with. If the status is not `ok`. */
  readonly errorType?: string | undefined
}

/** The attributes that a `knhk.case` span gets when it ends. */
export function caseSpanEnd(a: CaseSpanEnd): Attributes {
  const attributes: Attributes = {
    "knhk.case.status": a.caseStatus,
  }
  if (a.errorType !== undefined) attributes["error.type"] = a.errorType
  return attributes
}

/** One transaction of the store. What is known when it starts. */
export interface StoreCommitSpanStart {
  /** Which store the engine writes to. */
  readonly storeSystem: StoreSystem
  /** Events in the transaction. */
  readonly storeBatchEvents: number
  /** Cases the transaction changed. */
  readonly storeBatchCases: number
  /** Bytes handed to the store for the transaction. */
  readonly storeBatchSize: number
}

/**
 * One transaction of the store. Emitted when the transaction is on disk. A trace of its own, because one
 * transaction serves many cases.
 */
export function storeCommitSpanStart(a: StoreCommitSpanStart): SpanStart {
  const attributes: Attributes = {
    "knhk.span.type": "knhk.store.commit",
    "knhk.store.system": a.storeSystem,
    "knhk.store.batch.events": a.storeBatchEvents,
    "knhk.store.batch.cases": a.storeBatchCases,
    "knhk.store.batch.size": a.storeBatchSize,
  }
  return { type: "knhk.store.commit", name: `commit ${a.storeSystem}`, kind: "internal", attributes }
}

/** A work item, from being enabled to its end. What is known when it starts. */
export interface WorkItemSpanStart {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /** Who does the work of the task. */
  readonly taskKind: TaskKind
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
}

/** A work item, from being enabled to its end. Emitted when the work item ends. Child of its case. */
export function workItemSpanStart(a: WorkItemSpanStart): SpanStart {
  const attributes: Attributes = {
    "knhk.span.type": "knhk.work_item",
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
    "knhk.task.kind": a.taskKind,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  return { type: "knhk.work_item", name: `work_item ${a.taskName}`, kind: "internal", attributes }
}

/** A work item, from being enabled to its end. What is known when it ends. */
export interface WorkItemSpanEnd {
  /** Where a work item stands. */
  readonly workItemState: WorkItemState
  /** The outcome a task completed with; it decides the routing. If it completed. */
  readonly taskOutcome?: string | undefined
  /** The class of error the operation ended with. If it failed. */
  readonly errorType?: string | undefined
}

/** The attributes that a `knhk.work_item` span gets when it ends. */
export function workItemSpanEnd(a: WorkItemSpanEnd): Attributes {
  const attributes: Attributes = {
    "knhk.work_item.state": a.workItemState,
  }
  if (a.taskOutcome !== undefined) attributes["knhk.task.outcome"] = a.taskOutcome
  if (a.errorType !== undefined) attributes["error.type"] = a.errorType
  return attributes
}

/** One attempt of a task's handler. What is known when it starts. */
export interface AttemptSpanStart {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /** Which attempt of the work item it is. The first is 1. */
  readonly attemptNumber: number
}

/**
 * One attempt of a task's handler. Emitted when the attempt ends. Child of its work item; parent of the spans that
 * the handler opens.
 */
export function attemptSpanStart(a: AttemptSpanStart): SpanStart {
  const attributes: Attributes = {
    "knhk.span.type": "knhk.attempt",
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
    "knhk.attempt.number": a.attemptNumber,
  }
  return { type: "knhk.attempt", name: `attempt ${a.taskName}`, kind: "internal", attributes }
}

/** One attempt of a task's handler. What is known when it ends. */
export interface AttemptSpanEnd {
  /** How one attempt ended. */
  readonly attemptResult: AttemptResult
  /** Seconds until the next attempt. If it will be tried again. */
  readonly attemptRetryDelay?: number | undefined
  /** The class of error the operation ended with. If it failed. */
  readonly errorType?: string | undefined
}

/** The attributes that a `knhk.attempt` span gets when it ends. */
export function attemptSpanEnd(a: AttemptSpanEnd): Attributes {
  const attributes: Attributes = {
    "knhk.attempt.result": a.attemptResult,
  }
  if (a.attemptRetryDelay !== undefined) attributes["knhk.attempt.retry_delay"] = a.attemptRetryDelay
  if (a.errorType !== undefined) attributes["error.type"] = a.errorType
  return attributes
}

// Events

/** A case was started. */
export interface CaseStartedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** What the caller named the case when starting it. If the caller named the case. */
  readonly caseKey?: string | undefined
  /** Id of the work item that the case runs for. If it runs for a work item of another case. */
  readonly caseParent?: string | undefined
}

/** A case was started. Emitted once for each case, after its start is on disk. */
export function caseStartedEvent(a: CaseStartedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
  }
  if (a.caseKey !== undefined) attributes["knhk.case.key"] = a.caseKey
  if (a.caseParent !== undefined) attributes["knhk.case.parent"] = a.caseParent
  return { name: "knhk.case.started", severity: "info", attributes }
}

/** A case was found running in the store and goes on in this process. */
export interface CaseResumedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** What the caller named the case when starting it. If the caller named the case. */
  readonly caseKey?: string | undefined
}

/**
 * A case was found running in the store and goes on in this process. Emitted at the opening of the engine, once for
 * each case that another process left running.
 */
export function caseResumedEvent(a: CaseResumedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
  }
  if (a.caseKey !== undefined) attributes["knhk.case.key"] = a.caseKey
  return { name: "knhk.case.resumed", severity: "info", attributes }
}

/** A case is over. */
export interface CaseEndedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** What the caller named the case when starting it. If the caller named the case. */
  readonly caseKey?: string | undefined
  /** How a case ended. */
  readonly caseStatus: CaseStatus
  /** The sentence of the failure that ended the case. If the status is not `ok`. */
  readonly caseFailure?: string | undefined
}

/** A case is over. Emitted once for each case, after its end is on disk. The last event of the case. */
export function caseEndedEvent(a: CaseEndedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.case.status": a.caseStatus,
  }
  if (a.caseKey !== undefined) attributes["knhk.case.key"] = a.caseKey
  if (a.caseFailure !== undefined) attributes["knhk.case.failure"] = a.caseFailure
  return { name: "knhk.case.ended", severity: "info", attributes }
}

/** A signal from outside was taken by a task, or is kept until one takes it. */
export interface SignalReceivedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Name of a signal from outside. */
  readonly signalName: string
  /** What became of a signal. */
  readonly signalResult: SignalResult
}

/**
 * A signal from outside was taken by a task, or is kept until one takes it. Emitted when that is on disk. A signal
 * that is lost or refused changes nothing and is told to its sender alone.
 */
export function signalReceivedEvent(a: SignalReceivedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.signal.name": a.signalName,
    "knhk.signal.result": a.signalResult,
  }
  return { name: "knhk.signal.received", severity: "info", attributes }
}

/** A signal that was kept is dropped, because nothing took it in its time. */
export interface SignalExpiredEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Name of a signal from outside. */
  readonly signalName: string
}

/** A signal that was kept is dropped, because nothing took it in its time. Emitted when that is on disk. */
export function signalExpiredEvent(a: SignalExpiredEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.signal.name": a.signalName,
  }
  return { name: "knhk.signal.expired", severity: "warn", attributes }
}

/** A work item is offered. */
export interface WorkItemEnabledEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
  /** Who does the work of the task. */
  readonly taskKind: TaskKind
}

/** A work item is offered. Emitted when the enabling is on disk. */
export function workItemEnabledEvent(a: WorkItemEnabledEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
    "knhk.task.kind": a.taskKind,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  return { name: "knhk.work_item.enabled", severity: "debug", attributes }
}

/** Work on a work item begins. */
export interface WorkItemStartedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
  /** Who does the work of the task. */
  readonly taskKind: TaskKind
}

/**
 * Work on a work item begins. Emitted when the start is on disk, before the handler runs. Its input tokens are
 * taken.
 */
export function workItemStartedEvent(a: WorkItemStartedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
    "knhk.task.kind": a.taskKind,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  return { name: "knhk.work_item.started", severity: "debug", attributes }
}

/** A work item is done. */
export interface WorkItemCompletedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
  /** The outcome a task completed with; it decides the routing. */
  readonly taskOutcome: string
}

/** A work item is done. Emitted when the completion and its outcome are on disk. */
export function workItemCompletedEvent(a: WorkItemCompletedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
    "knhk.task.outcome": a.taskOutcome,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  return { name: "knhk.work_item.completed", severity: "info", attributes }
}

/** A work item failed for good; its case ends. */
export interface WorkItemFailedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
  /** The class of error the operation ended with. */
  readonly errorType: string
}

/** A work item failed for good; its case ends. Emitted after the last attempt, when the failure is on disk. */
export function workItemFailedEvent(a: WorkItemFailedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
    "error.type": a.errorType,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  return { name: "knhk.work_item.failed", severity: "error", attributes }
}

/** A work item that was enabled is no longer offered; it never started. */
export interface WorkItemWithdrawnEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
}

/** A work item that was enabled is no longer offered; it never started. Emitted when the withdrawal is on disk. */
export function workItemWithdrawnEvent(a: WorkItemWithdrawnEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  return { name: "knhk.work_item.withdrawn", severity: "info", attributes }
}

/** A work item that had started was stopped from outside. */
export interface WorkItemCancelledEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
}

/**
 * A work item that had started was stopped from outside. Emitted when the cancellation is on disk. One for each,
 * also when the whole case is cancelled.
 */
export function workItemCancelledEvent(a: WorkItemCancelledEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  return { name: "knhk.work_item.cancelled", severity: "info", attributes }
}

/** One attempt of a handler failed. */
export interface AttemptFailedEvent {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Identifies one case. A UUIDv7. */
  readonly caseId: string
  /** Identifies one work item. */
  readonly workItemId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /**
   * Of one of several instances of a task, the work item of all of them. If it is one of several instances of a
   * task.
   */
  readonly workItemParent?: string | undefined
  /** Which attempt of the work item it is. The first is 1. */
  readonly attemptNumber: number
  /** How one attempt ended. */
  readonly attemptResult: AttemptResult
  /** Seconds until the next attempt. If it will be tried again. */
  readonly attemptRetryDelay?: number | undefined
  /** The class of error the operation ended with. */
  readonly errorType: string
}

/** One attempt of a handler failed. Emitted for each failed attempt, the last one too. */
export function attemptFailedEvent(a: AttemptFailedEvent): EventRecord {
  const attributes: Attributes = {
    "knhk.workflow.id": a.workflowId,
    "knhk.case.id": a.caseId,
    "knhk.work_item.id": a.workItemId,
    "knhk.task.name": a.taskName,
    "knhk.attempt.number": a.attemptNumber,
    "knhk.attempt.result": a.attemptResult,
    "error.type": a.errorType,
  }
  if (a.workItemParent !== undefined) attributes["knhk.work_item.parent"] = a.workItemParent
  if (a.attemptRetryDelay !== undefined) attributes["knhk.attempt.retry_delay"] = a.attemptRetryDelay
  return { name: "knhk.attempt.failed", severity: "warn", attributes }
}

// Metrics

/** Cases started. */
export interface CaseStartsMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
}

/** Cases started. Counted when the start is on disk. Cases resumed after a restart are not counted again. */
export const caseStartsMetric: Instrument<CaseStartsMetric> = {
  name: "knhk.case.starts",
  instrument: "counter",
  unit: "{case}",
  brief: "Cases started.",
  boundaries: [],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
    }
    return attributes
  },
}

/** Cases that run in this process. */
export interface CaseActiveMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
}

/** Cases that run in this process. Up at start and at resumption, down at the end. */
export const caseActiveMetric: Instrument<CaseActiveMetric> = {
  name: "knhk.case.active",
  instrument: "updowncounter",
  unit: "{case}",
  brief: "Cases that run in this process.",
  boundaries: [],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
    }
    return attributes
  },
}

/** How long cases took, by how they ended. */
export interface CaseDurationMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** How a case ended. */
  readonly caseStatus: CaseStatus
}

/**
 * How long cases took, by how they ended. Recorded when the end is on disk; counted from the start, restarts
 * included.
 */
export const caseDurationMetric: Instrument<CaseDurationMetric> = {
  name: "knhk.case.duration",
  instrument: "histogram",
  unit: "s",
  brief: "How long cases took, by how they ended.",
  boundaries: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 600, 3600, 86400],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.case.status": a.caseStatus,
    }
    return attributes
  },
}

/** Events a kernel took. */
export interface KernelEventsMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Which kernel made the step. */
  readonly kernelKind: KernelKind
}

/** Events a kernel took. Counted for each call of a kernel. */
export const kernelEventsMetric: Instrument<KernelEventsMetric> = {
  name: "knhk.kernel.events",
  instrument: "counter",
  unit: "{event}",
  brief: "Events a kernel took.",
  boundaries: [],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.kernel.kind": a.kernelKind,
    }
    return attributes
  },
}

/** Commands a kernel gave. */
export interface KernelCommandsMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Which kernel made the step. */
  readonly kernelKind: KernelKind
}

/** Commands a kernel gave. Counted for each call of a kernel. */
export const kernelCommandsMetric: Instrument<KernelCommandsMetric> = {
  name: "knhk.kernel.commands",
  instrument: "counter",
  unit: "{command}",
  brief: "Commands a kernel gave.",
  boundaries: [],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.kernel.kind": a.kernelKind,
    }
    return attributes
  },
}

/** Events a kernel refused; they changed nothing. */
export interface KernelRefusalsMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Which kernel made the step. */
  readonly kernelKind: KernelKind
}

/** Events a kernel refused; they changed nothing. Counted for each call of a kernel; 0 in a healthy program. */
export const kernelRefusalsMetric: Instrument<KernelRefusalsMetric> = {
  name: "knhk.kernel.refusals",
  instrument: "counter",
  unit: "{event}",
  brief: "Events a kernel refused; they changed nothing.",
  boundaries: [],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.kernel.kind": a.kernelKind,
    }
    return attributes
  },
}

/** How long one call of a kernel took. */
export interface KernelStepDurationMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Which kernel made the step. */
  readonly kernelKind: KernelKind
}

/** How long one call of a kernel took. Recorded for each call, however many events it took. */
export const kernelStepDurationMetric: Instrument<KernelStepDurationMetric> = {
  name: "knhk.kernel.step.duration",
  instrument: "histogram",
  unit: "s",
  brief: "How long one call of a kernel took.",
  boundaries: [0.000001, 0.0000025, 0.000005, 0.00001, 0.000025, 0.00005, 0.0001, 0.001, 0.01],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.kernel.kind": a.kernelKind,
    }
    return attributes
  },
}

/** How long the store took from being handed a batch until it was on disk. */
export interface StoreCommitDurationMetric {
  /** Which store the engine writes to. */
  readonly storeSystem: StoreSystem
}

/**
 * How long the store took from being handed a batch until it was on disk. Recorded for each transaction; its count
 * is the number of transactions.
 */
export const storeCommitDurationMetric: Instrument<StoreCommitDurationMetric> = {
  name: "knhk.store.commit.duration",
  instrument: "histogram",
  unit: "s",
  brief: "How long the store took from being handed a batch until it was on disk.",
  boundaries: [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 1],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.store.system": a.storeSystem,
    }
    return attributes
  },
}

/** Events in one transaction. */
export interface StoreCommitEventsMetric {
  /** Which store the engine writes to. */
  readonly storeSystem: StoreSystem
}

/**
 * Events in one transaction. Recorded for each transaction. Near 1 while the engine idles; grows with load, which
 * is what group commit is for.
 */
export const storeCommitEventsMetric: Instrument<StoreCommitEventsMetric> = {
  name: "knhk.store.commit.events",
  instrument: "histogram",
  unit: "{event}",
  brief: "Events in one transaction.",
  boundaries: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 4096],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.store.system": a.storeSystem,
    }
    return attributes
  },
}

/** Bytes handed to the store in one transaction. */
export interface StoreCommitSizeMetric {
  /** Which store the engine writes to. */
  readonly storeSystem: StoreSystem
}

/** Bytes handed to the store in one transaction. Recorded for each transaction. */
export const storeCommitSizeMetric: Instrument<StoreCommitSizeMetric> = {
  name: "knhk.store.commit.size",
  instrument: "histogram",
  unit: "By",
  brief: "Bytes handed to the store in one transaction.",
  boundaries: [256, 1024, 4096, 16384, 65536, 262144, 1048576],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.store.system": a.storeSystem,
    }
    return attributes
  },
}

/** Work items that are offered or worked on in this process, by task. */
export interface WorkItemActiveMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
}

/**
 * Work items that are offered or worked on in this process, by task. Up when enabled, down when ended; the
 * worklist's length for a manual task.
 */
export const workItemActiveMetric: Instrument<WorkItemActiveMetric> = {
  name: "knhk.work_item.active",
  instrument: "updowncounter",
  unit: "{work_item}",
  brief: "Work items that are offered or worked on in this process, by task.",
  boundaries: [],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.task.name": a.taskName,
    }
    return attributes
  },
}

/** How long work items were offered before work began. */
export interface WorkItemWaitDurationMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
}

/**
 * How long work items were offered before work began. Recorded at the start of a work item whose enabling this
 * process saw.
 */
export const workItemWaitDurationMetric: Instrument<WorkItemWaitDurationMetric> = {
  name: "knhk.work_item.wait.duration",
  instrument: "histogram",
  unit: "s",
  brief: "How long work items were offered before work began.",
  boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 60, 600, 3600, 86400, 604800],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.task.name": a.taskName,
    }
    return attributes
  },
}

/** How long work items took from start to end, by how they ended. */
export interface WorkItemDurationMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /** Where a work item stands. */
  readonly workItemState: WorkItemState
}

/**
 * How long work items took from start to end, by how they ended. Recorded at the end. All attempts and the pauses
 * between them are in it; a withdrawn work item counts from being enabled.
 */
export const workItemDurationMetric: Instrument<WorkItemDurationMetric> = {
  name: "knhk.work_item.duration",
  instrument: "histogram",
  unit: "s",
  brief: "How long work items took from start to end, by how they ended.",
  boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 600, 3600, 86400],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.task.name": a.taskName,
      "knhk.work_item.state": a.workItemState,
    }
    return attributes
  },
}

/** How long attempts of handlers took, by how they ended. */
export interface AttemptDurationMetric {
  /** Id of the workflow, as its definition says it. */
  readonly workflowId: string
  /** Name of the task. One of a sub-workflow is `outer/inner`. */
  readonly taskName: string
  /** How one attempt ended. */
  readonly attemptResult: AttemptResult
}

/**
 * How long attempts of handlers took, by how they ended. Recorded at the end of each attempt of an automatic task.
 */
export const attemptDurationMetric: Instrument<AttemptDurationMetric> = {
  name: "knhk.attempt.duration",
  instrument: "histogram",
  unit: "s",
  brief: "How long attempts of handlers took, by how they ended.",
  boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 60, 600, 3600],
  attributes(a) {
    const attributes: Attributes = {
      "knhk.workflow.id": a.workflowId,
      "knhk.task.name": a.taskName,
      "knhk.attempt.result": a.attemptResult,
    }
    return attributes
  },
}

/** The unit of each metric by its name. */
export const units: Readonly<Record<string, string>> = {
  "knhk.case.starts": "{case}",
  "knhk.case.active": "{case}",
  "knhk.case.duration": "s",
  "knhk.kernel.events": "{event}",
  "knhk.kernel.commands": "{command}",
  "knhk.kernel.refusals": "{event}",
  "knhk.kernel.step.duration": "s",
  "knhk.store.commit.duration": "s",
  "knhk.store.commit.events": "{event}",
  "knhk.store.commit.size": "By",
  "knhk.work_item.active": "{work_item}",
  "knhk.work_item.wait.duration": "s",
  "knhk.work_item.duration": "s",
  "knhk.attempt.duration": "s",
}

/** Where the registry's schema is named; goes with the instrumentation scope. */
export const schemaUrl = "https://knhk.invalid/knhk/0.1.0"
