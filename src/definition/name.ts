/** What may name a workflow, a task, an outcome or a signal, and how a check says what it found. */
import type { Place } from "./definition.ts"
import type { FaultName } from "./fault.ts"

/** Longest name, in UTF-16 units. */
const NAME_MAX = 200

/** Whether the text may be a name. */
export function isName(name: unknown): boolean {
  if (typeof name !== "string") return false
  const fits = name.length > 0 && name.length <= NAME_MAX && name.trim() === name
  return fits && !/[/~\p{Cc}]/u.test(name) && !/^(0|[1-9]\d*)$/.test(name)
}

/**
 * Tells of a fault. `where` goes on after the workflow; `name` is what is meant; `at` is its place, else the
 * workflow's.
 */
export type Found = (fault: FaultName, where: string, name?: string, at?: Place) => void
