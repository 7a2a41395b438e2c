/** Diagnostics as text for people and as JSON for programs. Imports `diagnostic`, `codes` and Node. */
import { readFileSync } from "node:fs"
import { relative } from "node:path"
import type { Place } from "../src/definition/definition.ts"
import { codes, type CodeId } from "./codes.ts"
import type { Diagnostic, Location } from "./diagnostic.ts"

/** How `render` shows diagnostics. */
export interface RenderOptions {
  /** ANSI colours. Default false. */
  readonly color?: boolean
  /** Paths are shown relative to it. Default: the current folder. */
  readonly folder?: string
  /** Texts to quote instead of what the files hold, by absolute path. */
  readonly overlays?: Readonly<Record<string, string>>
}

/**
 * Diagnostics as TypeScript shows its own: place, code, sentence, the line with the piece
 * underlined, notes. Ends with a newline unless there is nothing to say. A file that cannot be
 * read is not quoted.
 *
 * @example
 * render(diagnostics, { color: process.stderr.isTTY })
 * // order.workflow.ts:12:5 - error KNHK1013: import "./payload.ts" is not found; correct the path
 * //
 * // 12 import { Order } from "./payload.ts"
 * //                          ~~~~~~~~~~~~~~
 */
export function render(diagnostics: readonly Diagnostic[], options: RenderOptions = {}): string {
  const paint = painter(options.color ?? false)
  const lines = sourceLines(options.overlays ?? {})
  return diagnostics.map(({ code, severity, message, at, notes }) => {
    const red = severity === "error" ? paint.red : paint.yellow
    const head = `${at === undefined ? "" : `${where(at)} - `}${red(severity)} ${paint.grey(`${code}:`)} ${message}\n`
    const said = notes.map((note) => note.at === undefined ? `  ${note.message}\n`
      : `  ${where(note.at)} - ${note.message}\n${quote(note.at, paint.cyan, "    ")}`)
    return head + (at === undefined ? "" : quote(at, red, "")) + said.join("")
  }).join("\n")

  function where({ file, line, column }: Place): string {
    return `${paint.cyan(shown(file, options.folder))}:${paint.yellow(String(line))}:${paint.yellow(String(column))}`
  }

  function quote(at: Place | Location, color: (text: string) => string, indent: string): string {
    const whole = lines(at.file)[at.line - 1]
    const length = lengthOf(at)
    if (whole === undefined || length === 0) return ""
    const gutter = String(at.line)
    const { text, start } = clipped(whole, at.column - 1)
    const marked = Math.max(1, Math.min(length, text.length - start))
    // Tabs stay tabs, so that the mark stands under what it means.
    const before = text.slice(0, start).replace(/[^\t]/g, " ")
    const mark = `${" ".repeat(gutter.length)} ${before}${color("~".repeat(marked))}`
    return `\n${indent}${paint.grey(gutter)} ${text}\n${indent}${mark}\n`
  }
}

/**
 * One diagnostic as programs see it. The shape is stable: members are added, never changed. Lines and
 * columns count from 1; lengths are in UTF-16 units, 0 if unknown.
 */
export interface RenderedDiagnostic {
  readonly code: string
  readonly severity: "error" | "warning"
  /** Short name of the code, the same for all its diagnostics. */
  readonly title: string
  readonly message: string
  readonly at: { readonly file: string; readonly line: number; readonly column: number; readonly length: number } | null
  readonly notes: readonly { readonly message: string; readonly at: RenderedDiagnostic["at"] }[]
}

/** Diagnostics as plain data for `--json`. Paths stay absolute. */
export function toJson(diagnostics: readonly Diagnostic[]): RenderedDiagnostic[] {
  const place = (at: Place | Location | undefined) =>
    at === undefined ? null : { file: at.file, line: at.line, column: at.column, length: lengthOf(at) }
  return diagnostics.map(({ code, severity, message, at, notes }) => ({
    code, severity, title: codes[code as CodeId]?.title ?? "", message, at: place(at),
    notes: notes.map((note) => ({ message: note.message, at: place(note.at) })),
  }))
}

/** Characters of a line that are quoted at most, and of these before the place. */
const [QUOTED, LEAD] = [160, 40]

/** A piece of a line that is too long to be read, around the place at `start`, which moves with it. */
function clipped(line: string, start: number): { readonly text: string; readonly start: number } {
  if (line.length <= QUOTED) return { text: line, start }
  const from = start > QUOTED - LEAD ? start - LEAD : 0
  const piece = line.slice(from, from + QUOTED)
  const [head, tail] = [from > 0 ? "…" : "", from + QUOTED < line.length ? "…" : ""]
  return { text: `${head}${piece}${tail}`, start: start - from + head.length }
}

function lengthOf(at: Place | Location): number {
  return "length" in at ? at.length : 0
}

function shown(file: string, folder = process.cwd()): string {
  const path = relative(folder, file)
  return path === "" || path.startsWith("..") ? file : path.replaceAll("\\", "/")
}

function sourceLines(overlays: Readonly<Record<string, string>>): (file: string) => readonly string[] {
  const known = new Map<string, readonly string[]>()
  return (file) => {
    let lines = known.get(file)
    if (lines === undefined) known.set(file, (lines = (overlays[file] ?? read(file)).split(/\r?\n/)))
    return lines
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}

function painter(color: boolean) {
  const ansi = (code: number) => (text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text)
  return { red: ansi(91), yellow: ansi(93), cyan: ansi(96), grey: ansi(90) }
}
