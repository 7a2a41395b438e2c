/**
 * Where a constructor was called. The compiler sets `globalThis[Symbol.for("knhk.compile")]` before
 * it runs a definition module; without it nothing is captured and nothing is paid.
 */
import type { Definition, Place } from "./definition.ts"

/** What the compiler puts on `globalThis` under `compileKey`: `build()` adds each definition to it. */
export interface CompileMode {
  readonly workflows: Definition[]
}

/** Under this key of `globalThis` the compiler announces itself. */
export const compileKey = Symbol.for("knhk.compile")

/** What V8 says of one frame. Declared here, so that a definition needs no types of Node. */
interface CallSite {
  getFileName(): string | null | undefined
  getLineNumber(): number | null
  getColumnNumber(): number | null
}

interface V8Error {
  stackTraceLimit: number
  prepareStackTrace?: ((error: unknown, sites: readonly CallSite[]) => unknown) | undefined
  captureStackTrace(holder: object, above: unknown): void
}

const { url } = import.meta as unknown as { readonly url: string }

/** This folder as call sites name it, a URL or (where a loader rewrote modules) a path: frames in here are ours. */
const folder = url.slice(0, url.lastIndexOf("/") + 1)
const folders = [folder, decodeURI(folder.replace(/^file:\/\//, ""))]

/** Enough frames to leave this folder from any constructor. */
const DEPTH = 8

/** The compiler that runs this module, or `undefined` at run time. */
export function compileMode(): CompileMode | undefined {
  return (globalThis as Record<symbol, unknown>)[compileKey] as CompileMode | undefined
}

/** `{ at }` with the first call outside this folder, or `{}` when no compiler is there. */
export function here(): { readonly at?: Place } {
  if (compileMode() === undefined) return {}
  const v8 = Error as unknown as V8Error
  const { prepareStackTrace, stackTraceLimit } = v8
  v8.stackTraceLimit = DEPTH
  v8.prepareStackTrace = (_, sites) => sites
  const holder: { readonly stack?: readonly CallSite[] } = {}
  v8.captureStackTrace(holder, here)
  const sites = holder.stack ?? []
  v8.prepareStackTrace = prepareStackTrace
  v8.stackTraceLimit = stackTraceLimit
  for (const site of sites) {
    const file = site.getFileName()
    if (file === null || file === undefined || folders.some((ours) => file.startsWith(ours))) continue
    return { at: Object.freeze({ file, line: site.getLineNumber() ?? 1, column: site.getColumnNumber() ?? 1 }) }
  }
  return {}
}
