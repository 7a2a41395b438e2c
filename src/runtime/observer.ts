/**
 * What the engine tells of itself: one narrow port of plain facts at the key moments. Telemetry
 * implements it; without an observer none of the facts is even made. `src/runtime` may import
 * single modules of `effect`, `src/kernel` and types of `src/definition`; the addon enters in
 * `binding.ts` alone.
 */
import type * as Effect from "effect/Effect"

/** Which case a fact is about. Times in every fact are milliseconds since the epoch, by the engine's clock. */
export interface CaseFacts {
  readonly workflow: string
  readonly caseId: string
  /** What the caller named the case, if it did. */
  readonly id: string | undefined
  readonly at: number
  /** What `traceOf` returned for this case, in this process or in one before it. */
  readonly trace: string | undefined
  /** The work item that the case runs for; undefined for a case that was started from outside. */
  readonly parentWorkItemId: string | undefined
}

/** Who does the work of a task. `instances`: it is done several times at once, each time by a work item of its own. */
export type WorkKind = "automatic" | "manual" | "receive" | "timer" | "call" | "instances"

/** Which work item of which case. */
export interface WorkItemFacts extends CaseFacts {
  readonly task: string
  readonly workItemId: string
  readonly kind: WorkKind
  /** Of an instance: the work item of all of them. */
  readonly instanceOf: string | undefined
  /** 1 for the first attempt; 0 while the work item is only enabled. */
  readonly attempt: number
}

/** A signal that a case took. `result`: a task waited for it, or it is kept until one does, or it was too old. */
export interface SignalFacts extends CaseFacts {
  readonly signal: string
  readonly result: "taken" | "kept" | "expired"
}

/** How a case ended. `failure` is the sentence of the typed failure, absent for `ok`. */
export interface CaseEndFacts extends CaseFacts {
  readonly status: "ok" | "cancelled" | "deadlock" | "failed"
  readonly failure: string | undefined
  readonly startedAt: number
}

/** One failed attempt. `defect`: a bug of the handler rather than a failure it declares. */
export interface AttemptFailureFacts extends WorkItemFacts {
  readonly cause: unknown
  readonly defect: boolean
  readonly timeout: boolean
  /** Milliseconds until the next attempt, absent after the last one. */
  readonly retryIn: number | undefined
}

/** One transaction that is on disk. Durations in milliseconds, by a clock that only goes forward. */
export interface CommitFacts {
  readonly store: "memory" | "sqlite"
  readonly events: number
  readonly cases: number
  readonly bytes: number
  /** From handing the batch to the store until it was told to be on disk. */
  readonly duration: number
}

/** One call of a kernel. */
export interface StepFacts {
  readonly workflow: string
  readonly kernel: "portable" | "native"
  readonly events: number
  readonly commands: number
  readonly refused: number
  /** Milliseconds. */
  readonly duration: number
}

/**
 * Facts of cases and work items are told after the commit that made them true, in order of their
 * causes within one case. Callbacks run on the engine's own turn: they must be quick and must not
 * throw (what they throw is a defect of the observer and is dropped).
 */
export interface Observer {
  /** The engine's case is on disk. */
  caseStarted(facts: CaseFacts): void
  /**
   * Asked before the case is written: a short text to keep with it, handed back in every later
   * fact as `trace`. Called once for each case, before `caseStarted`.
   */
  traceOf?(facts: CaseFacts): string | undefined
  /** The case was found running in the store and goes on in this process. */
  caseResumed(facts: CaseFacts): void
  caseEnded(facts: CaseEndFacts): void
  workItemEnabled(facts: WorkItemFacts): void
  workItemStarted(facts: WorkItemFacts): void
  workItemCompleted(facts: WorkItemFacts & { readonly outcome: string }): void
  /** The last attempt failed; the case ends `failed`. */
  workItemFailed(facts: WorkItemFacts & { readonly cause: unknown }): void
  /** It was enabled and never started. */
  workItemWithdrawn(facts: WorkItemFacts): void
  /** It was started and its fiber is interrupted. */
  workItemCancelled(facts: WorkItemFacts): void
  /** A signal came from outside and was taken or kept, or one that was kept is dropped. */
  signalled?(facts: SignalFacts): void
  /** An attempt begins, right before its handler is called: after a delay or a restart, later than the work item. */
  attemptStarted?(facts: WorkItemFacts): void
  attemptFailed(facts: AttemptFailureFacts): void
  batchCommitted(facts: CommitFacts): void
  kernelStepped(facts: StepFacts): void
  /**
   * Wraps the handler's effect of one attempt, so that its spans have a parent. Handlers that return plain values are
   * not wrapped.
   */
  attempt?<A, E, R>(facts: WorkItemFacts, effect: Effect.Effect<A, E, R>): Effect.Effect<A, E, R>
}
