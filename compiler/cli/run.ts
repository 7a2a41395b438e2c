/** `knhk run`: starts a case of a module's workflows and waits for it, or goes on with those of a store. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { Bound } from "../../src/runtime/executor.ts"
import type { open, PromisedEngine } from "../../src/runtime/promise.ts"
import { ExitCode } from "../main.ts"
import { storeFlag } from "./cases.ts"
import { count, definitionArgument, workflowFlag } from "./definition-file.ts"
import { engineFailure, onEngine } from "./engine-failure.ts"
import { usage } from "./failure.ts"
import { parseJson, readInput } from "./input.ts"
import { progress } from "./progress.ts"
import { act, type Terminal } from "./terminal.ts"

export const run = Command.make(
  "run",
  {
    file: definitionArgument,
    workflow: workflowFlag,
    id: Flag.String("id").pipe(
      Flag.withDescription("Name of the case: starting it twice is one case"),
      Flag.withMetavar("ID"),
      Flag.optional,
    ),
    input: Flag.String("input").pipe(
      Flag.withDescription("What the case starts with: JSON, @FILE or - for stdin"),
      Flag.withMetavar("JSON"),
      Flag.optional,
    ),
    store: storeFlag.pipe(
      Flag.withDescription("SQLite file, made if it is not there; in memory if absent"),
      Flag.optional,
    ),
  },
  ({ file, workflow, id, input, store }) =>
    act(async (terminal) => {
      if (Option.isNone(input) && Option.isNone(store)) {
        const next = "Give --input to start a case, or --store to go on with the cases in it."
        throw usage("there is nothing to run", next)
      }
      const given = Option.map(input, (argument) => readInput(argument, "--input"))
      const payload = Option.isSome(given) ? parseJson(await given.value, "--input") : undefined
      const workflows = await load(file)
      const start = Option.isSome(input) ? choose(workflows, workflow, file) : undefined
      const open = await runtimeOf(file)
      const engine = await onEngine(() => open({ workflows, ...(Option.isSome(store) ? { store: store.value } : {}) }))
      const stop = () => void engine.close()
      process.once("SIGINT", stop).once("SIGTERM", stop)
      try {
        if (start === undefined) return await goOn(engine, terminal)
        return await one(engine, start, payload, Option.getOrUndefined(id), terminal)
      } finally {
        process.off("SIGINT", stop).off("SIGTERM", stop)
        await engine.close()
      }
    }),
).pipe(
  Command.withDescription("Start a case and wait for its end, or go on with the cases of a store"),
  Command.withExamples([
    { command: `knhk run leave.ts --input '{"who":"Ada","days":12}' --id ada-2026 --store leave.db` },
    { command: "knhk run leave.ts --store leave.db", description: "Goes on with the cases that are not over" },
  ]),
)

/** What the module exports: `workflows`, or its default; one executor with handlers, or several. */
async function load(file: string): Promise<readonly Bound[]> {
  const path = resolve(file)
  if (!existsSync(path)) throw usage(`${file} does not exist`, "Give the path of a module that exports workflows.")
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    const next = typeof error === "object" && error !== null && "_tag" in error ? "" : "Mend the module and try again."
    throw usage(`${file} cannot be loaded (${why})`, next, error)
  })
  const exported = module["workflows"] ?? module["default"]
  const workflows: readonly unknown[] = Array.isArray(exported) ? exported : [exported]
  if (workflows.length === 0 || !workflows.every(isBound)) {
    const next = "Write: export const workflows = [OrderExecutor.with({ ... })]."
    throw usage(`${file} exports no workflows with handlers`, next)
  }
  return workflows
}

function isBound(value: unknown): value is Bound {
  return typeof value === "object" && value !== null && "parts" in value && "handlers" in value
}

function choose(workflows: readonly Bound[], id: Option.Option<string>, file: string): Bound {
  const ids = workflows.map(({ parts }) => parts.definition.id)
  const found = Option.isSome(id) ? workflows[ids.indexOf(id.value)] : workflows.length === 1 ? workflows[0] : undefined
  if (found !== undefined) return found
  const said = Option.isSome(id) ? `${file} has no workflow "${id.value}"` : `${file} has ${ids.length} workflows`
  throw usage(said, `Say which with --workflow: ${ids.join(", ")}.`)
}

/** `open` of the very package that the module imports: one copy of the run time, whichever `knhk` runs this. */
async function runtimeOf(file: string): Promise<typeof open> {
  let path: string | undefined
  try {
    path = createRequire(resolve(file)).resolve("knhk/runtime")
  } catch {
    // The module gets at knhk in another way; ours is as good.
  }
  if (path === undefined) return (await import("../../src/runtime/promise.ts")).open
  const module: { readonly open: typeof open } = await import(pathToFileURL(path).href)
  return module.open
}

/** Starts one case and waits for its end. */
async function one(
  engine: PromisedEngine, { parts }: Bound, input: unknown, id: string | undefined, terminal: Terminal,
): Promise<ExitCode> {
  const workflow = parts.definition.id
  const options = { input, ...(id === undefined ? {} : { id }) }
  const started = await onEngine(() => engine.start(parts as never, options as never))
  const about = { caseId: started.caseId, id: id ?? null, workflow, existed: started.existed }
  try {
    const result: unknown = await started.result()
    terminal.result({ ...about, status: "ok", result }, JSON.stringify(result, null, 2) ?? "no result")
    return ExitCode.fine
  } catch (error) {
    const failure = engineFailure(error)
    if (failure?.exit === ExitCode.interrupted) return interrupted(terminal)
    if (failure?.exit !== ExitCode.findings) throw failure ?? error
    const { status } = await engine.show(started.caseId)
    terminal.result({ ...about, status, failure: failure.message, causes: causes(error) }, "")
    terminal.note([`knhk: ${failure.message}`, ...causes(error).map((cause) => `  because ${cause}`)].join("\n"))
    return failure.exit
  }
}

/** Goes on with every case of the store that is not over, until all are. */
async function goOn(engine: PromisedEngine, terminal: Terminal): Promise<ExitCode> {
  const running: string[] = []
  let before: number | undefined
  do {
    const options = { status: "running", limit: 1_000, ...(before === undefined ? {} : { before }) } as const
    const page = await onEngine(() => engine.list(options))
    running.push(...page.cases.map(({ caseId }) => caseId))
    before = page.next
  } while (before !== undefined)
  const waiting = await onEngine(() => engine.workItems({ limit: 1_000 }))
  if (waiting.length > 0) terminal.note(`${count(waiting.length, "human task")} to be completed by your application`)

  const bar = progress("cases", terminal.json)
  const endings: Record<string, number> = {}
  let done = 0
  await Promise.all(running.map(async (caseId) => {
    const ending = await engine.result(caseId).then(() => "ok", (error: unknown) => {
      if (engineFailure(error) === undefined) throw error
      return (error as { readonly _tag: string })._tag
    })
    endings[ending] = (endings[ending] ?? 0) + 1
    bar.report(++done, running.length)
  }))
  bar.done()
  if (endings["EngineClosed"] !== undefined) return interrupted(terminal)
  const said = Object.entries(endings).map(([ending, number]) => `  ${ending}  ${number}`)
  terminal.result({ cases: running.length, endings }, [`${count(running.length, "case")} went on`, ...said].join("\n"))
  return Object.keys(endings).every((ending) => ending === "ok") ? ExitCode.fine : ExitCode.findings
}

function interrupted(terminal: Terminal): ExitCode {
  terminal.note("knhk: stopped; what is on disk goes on when it is run again.")
  return ExitCode.interrupted
}

/** The sentences of the causes beneath an error, outermost first. */
function causes(error: unknown): readonly string[] {
  const found: string[] = []
  for (let cause = (error as Error).cause; cause !== undefined && cause !== null && found.length < 8;) {
    found.push(cause instanceof Error ? `${cause.name}: ${cause.message}` : JSON.stringify(cause))
    cause = cause instanceof Error ? cause.cause : undefined
  }
  return found
}
