/** The files of definitions that a command names: compiled, judged, and one workflow of them chosen. */
import * as Argument from "effect/cli/Argument"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { resolve } from "node:path"
import { isDeepStrictEqual } from "node:util"
import type { Budget, compile as compileFile, Compiled } from "../compile.ts"
import type { Checked, Diagnostic } from "../diagnostic.ts"
import { ExitCode } from "../main.ts"
import { CommandFailure } from "./failure.ts"
import { fileArgument } from "./path.ts"
import { printable } from "./printable.ts"
import { progress } from "./progress.ts"
import type { Terminal } from "./terminal.ts"

/** `FILE`, one. */
export const definitionArgument = fileArgument("FILE").pipe(
  Argument.withDescription("Definition file, a module that exports what .build() returned: .ts, .mts, .js or .mjs"),
)

/** `FILE...`, at least one. */
export const filesArgument = definitionArgument.pipe(Argument.atLeast(1))

/** `--workflow ID`, where a file has several. */
export const workflowFlag = Flag.String("workflow").pipe(
  Flag.withDescription("Which workflow, where there are several"),
  Flag.withMetavar("ID"),
  Flag.optional,
)

/** `--time-limit SECONDS`, for modules that take long to load. */
export const timeLimitFlag = Flag.Finite("time-limit").pipe(
  Flag.withDescription("Seconds that reading one file may take (default: 10)"),
  Flag.withMetavar("SECONDS"),
  Flag.withDefault(10),
)

/** `--states N` and `--budget-ms N`. */
export const budgetFlags = {
  states: Flag.Int("states").pipe(
    Flag.withDescription("Markings of one workflow or net that are looked at, at most (default: 1000000)"),
    Flag.withMetavar("N"),
    Flag.optional,
  ),
  budgetMs: Flag.Int("budget-ms").pipe(
    Flag.withDescription("Milliseconds that proving one may take (default: 10000)"),
    Flag.withMetavar("N"),
    Flag.optional,
  ),
}

/** What these flags say. */
export function budgetOf(
  { states, budgetMs }: { readonly states: Option.Option<number>; readonly budgetMs: Option.Option<number> },
): Budget {
  const positive = (flag: string, value: number): number => {
    if (value >= 1) return value
    throw new CommandFailure("command-line", `--${flag} is ${value}`, "Give a whole number above 0.")
  }
  return {
    ...(Option.isSome(states) && { states: positive("states", states.value) }),
    ...(Option.isSome(budgetMs) && { ms: positive("budget-ms", budgetMs.value) }),
  }
}

/** One file as the compiler sees it. */
export interface FileResult {
  readonly file: string
  readonly compiled: readonly Compiled[] | undefined
  readonly diagnostics: readonly Diagnostic[]
}

/** How files are compiled. */
export interface CompileFilesOptions {
  readonly seconds?: number
  readonly budget?: Budget
  /** What compiles one of them. */
  readonly by?: typeof compileFile
}

/** Compiles files one after the other, with a bar where that takes a while. Writes nothing. */
export async function compileFiles(
  files: readonly string[], terminal: Terminal, { seconds = 10, budget = {}, by }: CompileFilesOptions = {},
): Promise<readonly FileResult[]> {
  if (!(seconds > 0 && seconds <= 86_400)) {
    const next = "Give a number of seconds above 0, a day at most."
    throw new CommandFailure("command-line", `--time-limit is ${seconds}`, next)
  }
  const compile = by ?? (await import("../compile.ts")).compile
  const bar = progress("checking", terminal.json)
  const results: FileResult[] = []
  const paths = files.map((file) => resolve(file))
  const each = files.filter((_, i) => paths.indexOf(paths[i]!) === i)
  for (const file of each) {
    if (each.length > 1) bar.report(results.length, each.length)
    const { value, diagnostics } = await compile(file, { timeLimit: seconds * 1_000, budget })
    results.push({ file, compiled: value, diagnostics: [...diagnostics, ...await namesakes(value ?? [], results)] })
  }
  bar.done()
  return results
}

/** Workflows whose id another file has taken. Where both export the same one, that is no mistake. */
async function namesakes(compiled: readonly Compiled[], before: readonly FileResult[]): Promise<readonly Diagnostic[]> {
  const found = compiled.flatMap(({ definition: { id, at } }): Diagnostic[] => {
    const others = before.flatMap((result) => (result.compiled ?? []).map(({ definition }) => definition))
    const other = others.find((one) => one.id === id && one.at !== undefined && !isDeepStrictEqual(one.at, at))
    return other === undefined || at === undefined ? [] : [{
      code: "KNHK1012", severity: "error", at,
      message: `two workflows have the id "${id}": give each an id of its own`,
      notes: [{ message: "the other one is here", ...(other.at && { at: other.at }) }],
    }]
  })
  const { widen } = await import("../source/widen.ts")
  return widen(found)
}

/** What diagnostics make of the exit code: a path that leads nowhere is no finding in a definition. */
export function judge(diagnostics: readonly Diagnostic[]): ExitCode {
  if (diagnostics.some(({ code }) => code === "KNHK1001")) return ExitCode.usage
  return diagnostics.some(({ severity }) => severity === "error") ? ExitCode.findings : ExitCode.fine
}

/** `2 errors, 1 warning`. */
export function tally(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === "error").length
  const warnings = diagnostics.length - errors
  return [count(errors, "error"), ...(warnings === 0 ? [] : [count(warnings, "warning")])].join(", ")
}

/** `1 file`, `2 files`. */
export function count(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`
}

/**
 * For commands whose result is no list of findings: the value, or `undefined` after the findings
 * have been said, as the JSON result or on stderr. Warnings go to stderr beside the result.
 */
export async function valueOrFindings<T>(checked: Checked<T>, terminal: Terminal): Promise<T | undefined> {
  const { render, toJson } = await import("../render.ts")
  const { value, diagnostics } = checked
  const color = process.stderr.hasColors?.() === true
  if (diagnostics.length > 0) process.stderr.write(printable(render(diagnostics, { color }), color))
  if (value === undefined && terminal.json) terminal.result({ diagnostics: toJson(diagnostics) }, "")
  return value
}

/** The workflow that is meant: by its id, or the only one. */
export function choose<Of extends Pick<Compiled, "definition">>(
  compiled: readonly Of[], id: Option.Option<string>, file: string,
): Of {
  const ids = compiled.map(({ definition }) => definition.id)
  const found = Option.isSome(id) ? compiled[ids.indexOf(id.value)] : compiled.length === 1 ? compiled[0] : undefined
  if (found !== undefined) return found
  const said = Option.isSome(id) ? `${file} has no workflow "${id.value}"` : `${file} has ${ids.length} workflows`
  throw new CommandFailure("workflow-unclear", said, `Say which with --workflow: ${ids.join(", ")}.`)
}
