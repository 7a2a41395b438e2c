/** From the places that phases give to the spans that readers see. */
import type { Place } from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"

/**
 * The diagnostics with a `Location` for each place: the span of the name where one is meant, else of
 * the call. Syntax is read, and TypeScript loaded, only where there is something to say. `overlay`
 * is the text of `file` if it is not what the disk holds.
 */
export async function widen(
  diagnostics: readonly Diagnostic[], file?: string, overlay?: string,
): Promise<readonly Diagnostic[]> {
  if (!diagnostics.some(({ at }) => at !== undefined && !("length" in at))) return diagnostics
  const { spanOfCall, spanOfName, spanOfSyntaxError, spanOfTask } = await import("./locate.ts")
  const textOf = (of: string) => (of === file ? overlay : undefined)
  const call = (at: Place) => spanOfCall(at, textOf(at.file))
  const spanned = <Of extends Pick<Diagnostic, "at" | "name" | "within">>(of: Of): Of => {
    const { at, name, within } = of
    if (at === undefined || "length" in at) return of
    if (name === undefined) return { ...of, at: call(at) }
    const declared = within && spanOfTask(within, name, at, textOf(within.file))
    return { ...of, at: declared ?? spanOfName(at, name, textOf(at.file)) }
  }
  return diagnostics.map((diagnostic): Diagnostic => {
    const { notes, run } = diagnostic
    const { code, at } = diagnostic
    const isSyntax = code === "KNHK1003" && at !== undefined
    return {
      ...spanned(isSyntax ? { ...diagnostic, at: spanOfSyntaxError(at, textOf(at.file)) } : diagnostic),
      notes: notes.map(spanned),
      ...(run !== undefined && { run: run.map(spanned) }),
    }
  })
}
