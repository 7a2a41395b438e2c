/** Diagnostics as the one error that Vite shows: in its overlay, or at the end of a build. */
import type { Diagnostic } from "../diagnostic.ts"
import { render } from "../render.ts"

/** What Vite and Rolldown take as an error of a plugin. */
export interface Problem {
  readonly plugin: "knhk"
  readonly pluginCode: string
  /** Code, sentence and notes of the first, then the others as `knhk check` shows them. */
  readonly message: string
  readonly id?: string
  readonly loc?: { readonly file: string; readonly line: number; readonly column: number }
  readonly frame?: string
}

/** The first diagnostic with its place, and all of them in its message. */
export function problemOf(diagnostics: readonly Diagnostic[]): Problem {
  const [first, ...rest] = diagnostics as readonly [Diagnostic, ...Diagnostic[]]
  const { code, message, at } = first
  const [, quoted = "", notes = ""] = /^[^\n]*\n(?:\n((?: *\d* .*\n){2}))?([\s\S]*)$/.exec(render([first])) ?? []
  const more = rest.length === 0 ? "" : `\n\n${render(rest)}`
  return {
    plugin: "knhk", pluginCode: code, message: `${code}: ${message}\n${notes}${more}`.trimEnd(),
    ...(at && { id: at.file, loc: { file: at.file, line: at.line, column: at.column } }),
    ...(quoted !== "" && { frame: quoted.trimEnd() }),
  }
}
