/** What the parts of one turn of one program share. */
import type { Random } from "effect/Random"
import type { Batch } from "./batch.ts"
import type { Case } from "./case.ts"
import type { Acts, Pending } from "./pending.ts"
import type { Program } from "./program.ts"
import type { Told } from "./told.ts"
import type { WorkItem } from "./work-item.ts"

/** One turn of one program: where it writes, and what follows from it. */
export interface Turn {
  readonly program: Program
  readonly batch: Batch
  readonly acts: Acts
  readonly now: number
  readonly told: Told | undefined
  /** Decides what goes first of tasks that exclude each other. */
  readonly random: Random
  /** Events that earlier ones of this turn made: stepped next, in the same transaction. */
  readonly next: Pending[]
  /** A case for a work item to run, not opened yet. */
  readonly caseFor: (item: WorkItem) => Case
  /** Takes an event in at a later turn: what an alarm does when it rings. */
  readonly later: (pending: Pending) => void
}
