/** The rule `knhk/sound`. */
import { existsSync } from "node:fs"
import { dirname, isAbsolute, relative, resolve } from "node:path"
import { regionOf } from "../region.ts"
import type { RenderedDiagnostic } from "../render.ts"
import { findings } from "./client.ts"
import { exportSuggestion, type Suggestion } from "./export-suggestion.ts"

/** A place as ESLint says it: columns count from 0. */
export interface Position {
  readonly line: number
  readonly column: number
}

/** From the first character to the one after the last. */
export interface Span {
  readonly start: Position
  readonly end: Position
}

/** What the rule uses of the root of a syntax tree: the modules that it imports. */
export interface Program {
  readonly body: readonly {
    readonly type: string
    readonly source?: { readonly value?: unknown; readonly loc?: Span | null | undefined } | null | undefined
  }[]
}

/** What the rule uses of the context that ESLint and oxlint give it. */
export interface Context {
  readonly filename: string
  readonly options: readonly unknown[]
  /** `text` is what the file holds, or will; of other languages there may be none. */
  readonly sourceCode: { readonly ast: unknown; readonly text?: string }
  report(problem: { messageId: "finding"; data: { text: string }; loc: Span; suggest: Suggestion[] }): void
}

interface Options {
  /** Whether warnings are reported, as problems of the rule's own severity. Default true. */
  readonly warnings?: boolean
  /** Milliseconds that a run of the module may take. Default 10,000. */
  readonly timeLimit?: number
  /** Milliseconds that proving one workflow may take. Default 200. */
  readonly budgetMs?: number
}

/** Markings of one workflow that are looked at. What is still open then, `knhk check` tells. */
const STATES = 100_000

/** That a workflow is not proved is no problem of what was typed: nothing is said of it here. */
const NOT_PROVED = "KNHK3006"

/** The rule, as ESLint wants it. */
export const sound = {
  meta: {
    type: "problem" as const,
    docs: { description: "Workflows are sound: what knhk check finds, where it is", recommended: true },
    messages: { finding: "{{text}}", export: "Export it" },
    hasSuggestions: true,
    schema: [{
      type: "object" as const,
      properties: {
        warnings: { type: "boolean" as const },
        timeLimit: { type: "number" as const, exclusiveMinimum: true, minimum: 0 },
        budgetMs: { type: "number" as const, exclusiveMinimum: true, minimum: 0 },
      },
      additionalProperties: false,
    }],
  },
  create(context: Context) {
    const { filename, sourceCode: { text = "" } } = context
    if (!defines(filename, text)) return {}
    const { warnings = true, timeLimit = 10_000, budgetMs = 200 } = (context.options[0] ?? {}) as Options
    const question = { file: filename, text, timeLimit, budget: { states: STATES, ms: budgetMs } }
    return {
      Program(program: Program) {
        for (const found of findings(question)) {
          if ((found.severity === "warning" && !warnings) || found.code === NOT_PROVED) continue
          const loc = placeOf(found, context, program)
          const suggest = found.at?.file === filename ? [...exportSuggestion(found, program.body)] : []
          context.report({ messageId: "finding", data: { text: textOf(found, filename) }, loc, suggest })
        }
      },
    }
  },
}

/** Whether the text may define a workflow, and knhk could read it: the compiler is asked of no other. */
function defines(file: string, text: string): boolean {
  return /\bworkflow\s*\(/.test(text) && /["']knhk["']/.test(text)
    && /\.m?[jt]s$/.test(file) && isAbsolute(file) && existsSync(file)
}

/** The finding's own span; where it is in another file, the import that leads there; else the first character. */
function placeOf({ at }: RenderedDiagnostic, { filename, sourceCode }: Context, { body }: Program): Span {
  const first = { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } }
  if (at === null) return first
  if (at.file !== filename) {
    const leads = ({ source }: Program["body"][number]) => {
      const path = typeof source?.value === "string" ? resolve(dirname(filename), source.value) : ""
      return path === at.file || path.replace(/js$/, "ts") === at.file
    }
    return body.find(leads)?.source?.loc ?? body.find(({ source }) => source?.loc)?.source?.loc ?? first
  }
  const start = { line: at.line, column: at.column - 1 }
  const region = regionOf(at, sourceCode.text)
  return { start, end: region === undefined ? start : { line: region.endLine, column: region.endColumn - 1 } }
}

/** Code, sentence and notes, a line each, with the places that are not the finding's own. */
function textOf({ code, message, at, notes }: RenderedDiagnostic, filename: string): string {
  const where = (place: RenderedDiagnostic["at"]) => {
    if (place === null) return ""
    const file = relative(dirname(filename), place.file).replaceAll("\\", "/")
    return place.file === filename ? ` (line ${place.line})` : ` (${file}:${place.line}:${place.column})`
  }
  const elsewhere = at === null || at.file === filename ? "" : where(at)
  return [`${code}: ${message}${elsewhere}`, ...notes.map((note) => `  ${note.message}${where(note.at)}`)].join("\n")
}
