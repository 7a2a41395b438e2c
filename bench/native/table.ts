/** One table of `bench/native.ts`: what it measures, and how a person reads it. */
export interface Table {
  /** Its name in the JSON. */
  readonly name: string
  /** Figures as they go into the JSON. */
  readonly measure: (options: { readonly rounds: number }) => object | Promise<object>
  /** The lines of what `measure` gave. */
  readonly lines: (figures: never) => readonly string[]
}

/** A table, with the form of its figures checked. */
export function table<T extends object>(
  name: string,
  measure: (options: { readonly rounds: number }) => T | Promise<T>,
  lines: (figures: T) => readonly string[],
): Table {
  return { name, measure, lines }
}
