/** What waits: events on their way into the journal, and acts on their way out of it. */
import type { Case } from "./case.ts"
import type { CaseFault } from "./failure.ts"
import type { Payload } from "./payload.ts"
import type { WorkItem } from "./work-item.ts"

/** An event on its way into the journal. */
export interface Pending {
  /** An `EventKind`, a `JournalKind`, `NEXT_ATTEMPT` or `OVERDUE`. */
  kind: number
  readonly case: Case
  readonly item?: WorkItem
  /** Task of `add` and `stop`, trigger of `signal` and `expire`, entry of `open`; of the others the task of `item`. */
  readonly subject?: number
  /** Index within the task; of an OR-split a bit for each route taken; -1 if there is none. */
  outcome: number
  /** The event's last word, where that is not the outcome. */
  detail?: number
  payload: Payload
  fault?: CaseFault | undefined
  /** Why a case that this work item runs was cancelled. */
  readonly reason?: string
  /** Milliseconds until the next attempt, of `attemptFailed`. */
  readonly delay?: number
  /** Told once the event is on disk, or why it changed nothing. */
  readonly done?: ((error: Error | undefined) => void) | undefined
  /** Tells the observer what became of a signal. */
  told?: ((result: "taken" | "kept" | "expired") => void) | undefined
  /** The answer for `done`; set once the event is taken in. */
  answer?: Answer
  /** The kernel refused it: it changed nothing, and is in no journal. */
  refused?: boolean
}

/** What a caller is told once the batch is on disk. */
export interface Answer {
  readonly done: (error: Error | undefined) => void
  error: Error | undefined
}

/** Kind of an event that changes the case's data alone: the delay is over and the next attempt begins. */
export const NEXT_ATTEMPT = -1
/** Kind of an event that does nothing: what is overdue in its case expires before it, as before any other. */
export const OVERDUE = -2

/** Something that is to happen at a time: a timer task completes, a kept signal is too old. */
export interface Alarm {
  readonly due: number
  /** Nobody waits for it any more. */
  isOff(): boolean
  /** Called at that time, by the engine's clock, or right after. */
  ring(): void
}

/** What a turn must do once its batch is on disk. */
export class Acts {
  readonly run: WorkItem[] = []
  readonly retry: { readonly item: WorkItem; readonly delay: number }[] = []
  readonly interrupt: WorkItem[] = []
  readonly alarms: Alarm[] = []
  readonly ended: Case[] = []
  readonly answers: Answer[] = []
  readonly tell: (() => void)[] = []
}
