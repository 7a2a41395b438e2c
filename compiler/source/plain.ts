/** Takes the types away once, for both runs of a module. */
import { readFileSync } from "node:fs"
import { stripTypeScriptTypes } from "node:module"
import type { Source } from "./wire.ts"

/**
 * The text of a module as the children take it, every character where it was. Types that Node cannot take
 * away are still there, so that the child finds out why; undefined if the file cannot be read.
 */
export function plain(file: string, overlay?: string): Source | undefined {
  const text = overlay ?? held(file)
  if (text === undefined) return undefined
  if (/\.m?js$/.test(file)) return { text, language: "javascript" }
  // Node warns that the function may change. The author has not called it.
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return { text: stripTypeScriptTypes(text), language: "javascript" }
  } catch {
    return { text, language: "typescript" }
  } finally {
    process.emitWarning = emitWarning
  }
}

function held(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}
