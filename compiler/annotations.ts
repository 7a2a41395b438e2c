/**
 * Diagnostics as the commands by which a GitHub workflow annotates lines. Imports `codes`, `diagnostic`, `region` and
 * Node.
 */
import { relative } from "node:path"
import { codes, type CodeId } from "./codes.ts"
import type { Diagnostic } from "./diagnostic.ts"
import { regionOf } from "./region.ts"

/** How `annotations` names files. */
export interface AnnotationOptions {
  /** Paths are relative to it: the root of the repository. Default: `cwd`. */
  readonly folder?: string
}

/**
 * One line for each diagnostic, to be printed by a step of a GitHub workflow: `::error file=...,line=...::...`. Notes
 * follow the sentence on lines of their own. GitHub shows ten errors and ten warnings of a step.
 *
 * @example
 * const { diagnostics } = await compile("order.workflow.ts")
 * process.stdout.write(annotations(diagnostics))
 */
export function annotations(
  diagnostics: readonly Diagnostic[], { folder = process.cwd() }: AnnotationOptions = {},
): string {
  return diagnostics.map(({ code, severity, message, at, notes }) => {
    const region = at && regionOf(at)
    const place: readonly (readonly [string, string | number])[] = at === undefined ? [] : [
      ["file", relative(folder, at.file).replaceAll("\\", "/")], ["line", at.line], ["col", at.column],
      ...(region === undefined ? [] : [["endLine", region.endLine], ["endColumn", region.endColumn]] as const),
    ]
    const title = [code, codes[code as CodeId]?.title].filter((part) => part !== undefined).join(" ")
    const named = [...place, ["title", title] as const]
    const properties = named.map(([name, value]) => `${name}=${property(String(value))}`)
    const text = [message, ...notes.map((note) => note.message + (note.at === undefined ? ""
      : ` (${relative(folder, note.at.file).replaceAll("\\", "/")}:${note.at.line}:${note.at.column})`))].join("\n")
    return `::${severity} ${properties.join(",")}::${data(text)}\n`
  }).join("")
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
