/**
 * What the compiler says about the author's definition. Phases return
 * `{ value, diagnostics }` and never throw for an author's mistake. Imports nothing but types.
 */
import type { Place } from "../src/definition/definition.ts"

export type Severity = "error" | "warning"

/** A place widened to what the reader should look at. `length` in UTF-16 units, 0 if unknown. */
export interface Location extends Place {
  readonly length: number
}

export interface Note {
  readonly message: string
  readonly at?: Place | Location
}

export interface Diagnostic {
  /** Stable, `KNHK1001` and up; never reused. See `codes.ts`. */
  readonly code: string
  readonly severity: Severity
  /** One sentence: what is wrong, where, what to do. */
  readonly message: string
  /** A place where a phase said it; `compile` makes a `Location` of it. */
  readonly at?: Place | Location
  readonly notes: readonly Note[]
  /** The task or outcome whose name the squiggle should cover, if the place is only a call. */
  readonly name?: string
}

export interface Checked<T> {
  /** Absent if a diagnostic of severity `error` made it impossible. */
  readonly value?: T
  readonly diagnostics: readonly Diagnostic[]
}

/** The whole file, where there is no better place: nothing to underline. */
export function top(file: string): Location {
  return { file, line: 1, column: 1, length: 0 }
}
