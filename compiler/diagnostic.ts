/**
 * What the compiler says about the author's definition. Phases return
 * `{ value, diagnostics }` and never throw for an author's mistake. Imports nothing but types.
 */
import type { Place } from "../src/definition/definition.ts"

/** An `error` makes the definition unfit to run; a `warning` is for the author to weigh. */
export type Severity = "error" | "warning"

/** A place widened to what the reader should look at. `length` in UTF-16 units, 0 if unknown. */
export interface Location extends Place {
  readonly length: number
}

/** What helps to understand a diagnostic: a sentence, and another place it speaks of. */
export interface Note {
  readonly message: string
  readonly at?: Place | Location
  /** The task whose name the squiggle should cover, if the place is where that is declared. */
  readonly name?: string
  /** As in a diagnostic. */
  readonly within?: Place
}

/** One step of a run that shows what is wrong: a task as it completes, or begins and stays so. */
export interface Step extends Note {
  readonly name: string
}

/** One finding. Plain data: `render` makes text of it, `toJson` what programs read. */
export interface Diagnostic {
  /** Stable, `KNHK1001` and up; never reused. See `codes.ts`. */
  readonly code: string
  readonly severity: Severity
  /** One sentence: what is wrong, where, what to do. */
  readonly message: string
  /** A place where a phase said it; `compile` makes a `Location` of it. */
  readonly at?: Place | Location
  readonly notes: readonly Note[]
  /** The whole run that comes to what is wrong, which a note cuts where it is long; of a livelock with one round. */
  readonly run?: readonly Step[]
  /** The task or outcome whose name the squiggle should cover, if the place is only a call. */
  readonly name?: string
  /** A call of the chain whose `.tasks({...})` has `name` as a key, if the diagnostic is about that task. */
  readonly within?: Place
}

/** What a phase returns: its result where there is one, and what it has to say in either case. */
export interface Checked<T> {
  /** Absent if a diagnostic of severity `error` made it impossible. */
  readonly value?: T
  readonly diagnostics: readonly Diagnostic[]
}

/** The whole file, where there is no better place: nothing to underline. */
export function top(file: string): Location {
  return { file, line: 1, column: 1, length: 0 }
}
