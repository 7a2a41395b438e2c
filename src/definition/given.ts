/**
 * What a form is given, where its types were bypassed: each of these takes what is meant, and refuses what is no such
 * thing in one sentence. `form` is what was called, as in `join()`.
 */
import { refuse, shown } from "./fault.ts"
import type { HandleData } from "./handle.ts"

/** The name behind a handle. */
export function name(handle: unknown): string {
  const named = (handle as HandleData | null | undefined)?.name
  return typeof named === "string" && typeof handle === "object" ? named : refuse("noTask", shown(handle))
}

/** The names behind a list of handles. */
export function names(form: string, handles: unknown): readonly string[] {
  return Array.isArray(handles) ? Object.freeze(handles.map(name)) : refuse("list", form)
}

/** A record by keys; a task is none, though an object. */
export function record<T>(form: string, given: unknown): Readonly<Record<string, T>> {
  const isTask = typeof (given as HandleData | null | undefined)?.name === "string"
  const isRecord = typeof given === "object" && given !== null && !Array.isArray(given)
  return isRecord && !isTask ? given as Readonly<Record<string, T>> : refuse("record", form)
}

/** The names behind a record of handles, by its keys. */
export function namesByKey(form: string, handles: unknown): Readonly<Record<string, string>> {
  return Object.freeze(Object.fromEntries(Object.entries(record(form, handles)).map(([key, one]) => [key, name(one)])))
}

/** The handle of a task that may be asked for its outcomes. */
export function handleOf(given: unknown): HandleData {
  const { outcomes } = (given ?? {}) as Partial<HandleData>
  name(given)
  return Array.isArray(outcomes) ? given as HandleData : refuse("noTask", shown(given))
}

/** A function of the payload. */
export function callable<F>(form: string, given: F): F {
  return typeof given === "function" ? given : refuse("callable", form)
}

/** One of few words. */
export function oneOf<T extends string>(fault: "rest" | "kind", form: string, given: unknown, words: readonly T[]): T {
  return words.includes(given as T) ? given as T : refuse(fault, `${form}, ${shown(given)}`)
}
