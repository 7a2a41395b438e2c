/** What waits: events on their way into the journal, and acts on their way out of it. */
import type { Case, WorkItem } from "./case.ts"
import type { CaseFault } from "./failure.ts"
import type { Payload } from "./payload.ts"

/** An event on its way into the journal. */
export interface Pending {
  /** An `EventKind`, a `JournalKind`, or `NEXT_ATTEMPT`. */
  kind: number
  readonly case: Case
  readonly item?: WorkItem
  /** Index within the task. */
  outcome: number
  payload: Payload
  fault?: CaseFault | undefined
  /** Milliseconds until the next attempt, of `attemptFailed`. */
  readonly delay?: number
  /** Told once the event is on disk, or why it changed nothing. */
  readonly done?: ((error: Error | undefined) => void) | undefined
}

/** Kind of an event that changes the case's data alone: the delay is over and the next attempt begins. */
export const NEXT_ATTEMPT = -1

/** What a turn must do once its batch is on disk. */
export class Acts {
  readonly run: WorkItem[] = []
  readonly retry: { readonly item: WorkItem; readonly delay: number }[] = []
  readonly interrupt: WorkItem[] = []
  readonly ended: Case[] = []
  readonly answers: { readonly done: (error: Error | undefined) => void; readonly error: Error | undefined }[] = []
  readonly tell: (() => void)[] = []
}
