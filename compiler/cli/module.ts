/** The module of a user that holds workflows with their handlers, and an engine that runs them. */
import * as Option from "effect/Option"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import type { Duration } from "../../src/definition/duration.ts"
import type { DrainReport } from "../../src/runtime/drain.ts"
import type { Bound } from "../../src/runtime/executor.ts"
import type { open, PromisedEngine } from "../../src/runtime/promise.ts"
import { ExitCode } from "../main.ts"
import { count } from "./definition-file.ts"
import { engineFailure, onEngine } from "./engine-failure.ts"
import { CommandFailure } from "./failure.ts"
import { divert, type Terminal } from "./terminal.ts"

/** A module that was loaded; `file` as the command line names it. */
export interface Module {
  readonly file: string
  readonly workflows: readonly Bound[]
}

/**
 * What the module exports: `workflows`, or its default; one executor with handlers, or several. With `--json` what
 * it prints, now or in its handlers, comes out on stderr.
 */
export async function load(file: string, terminal: Terminal): Promise<Module> {
  divert(terminal)
  const path = pathOf(file)
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(path).href).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    const next = typeof error === "object" && error !== null && "_tag" in error ? "" : "Mend the module and try again."
    const code = engineFailure(error)?.code ?? "module-refused"
    throw new CommandFailure(code, `${file} cannot be loaded (${why})`, next, error)
  })
  const exported = module["workflows"] ?? module["default"]
  const workflows: readonly unknown[] = Array.isArray(exported) ? exported : [exported]
  if (workflows.length === 0 || !workflows.every(isBound)) {
    const next = "Write: export const workflows = [OrderExecutor.with({ ... })]."
    throw new CommandFailure("module-refused", `${file} exports no workflows with handlers`, next)
  }
  return { file, workflows }
}

/** Where a module is. Throws a `CommandFailure` if there is none. */
export function pathOf(file: string): string {
  const path = resolve(file)
  if (!existsSync(path)) {
    const next = "Give the path of a module that exports workflows."
    throw new CommandFailure("module-refused", `${file} does not exist`, next)
  }
  return path
}

function isBound(value: unknown): value is Bound {
  return typeof value === "object" && value !== null && "parts" in value && "handlers" in value
}

/** The workflow that is meant: by its id, or the only one. */
export function chooseBound({ file, workflows }: Module, id: Option.Option<string>): Bound {
  const ids = workflows.map(({ parts }) => parts.definition.id)
  const meant = Option.isSome(id) ? id.value : ids.length === 1 ? ids[0] : undefined
  const found = workflows.find(({ parts }) => parts.definition.id === meant)
  if (found !== undefined) return found
  const said = Option.isSome(id) ? `${file} has no workflow "${id.value}"` : `${file} has ${ids.length} workflows`
  throw new CommandFailure("workflow-unclear", said, `Say which with --workflow: ${ids.join(", ")}.`)
}

/** How long what runs may finish after SIGTERM, where nothing else is said. */
export const DRAIN = "10 seconds"

/**
 * Runs `work` on an engine with the module's workflows, and closes it. Ctrl-C closes it too, and SIGTERM drains it
 * first: what is waited for then rejects, the exit code is 130, and everything is on disk.
 */
export async function onEngineOf(
  { file, workflows }: Module, store: string | undefined, terminal: Terminal,
  work: (engine: PromisedEngine) => Promise<ExitCode>, deadline: Duration = DRAIN,
): Promise<ExitCode> {
  const open = await runtimeOf(file)
  const engine = await onEngine(() => open({ workflows, ...(store === undefined ? {} : { store }) }))
  const stop = () => void engine.close()
  let drained: Promise<void> | undefined
  const drain = () => {
    if (drained !== undefined) return stop()
    terminal.note(`knhk: draining; what runs may finish for ${deadline}, Ctrl-C stops it at once.`)
    // Where the engine fails instead, `work` does too and says so.
    drained = engine.drain({ deadline }).then((report) => terminal.note(drainedNote(report)), () => {})
  }
  process.once("SIGINT", stop).on("SIGTERM", drain)
  try {
    return await onEngine(() => work(engine))
  } catch (error) {
    if (!(error instanceof CommandFailure && error.code === "stopped")) throw error
    await drained
    const left = store === undefined ? "in memory is gone" : "on disk goes on when it is run again"
    throw new CommandFailure("stopped", `stopped; what is ${left}`, "", error)
  } finally {
    await drained
    process.off("SIGINT", stop).off("SIGTERM", drain)
    await engine.close()
  }
}

const drainedNote = ({ finished, interrupted, left }: DrainReport): string =>
  `knhk: drained: ${count(finished.length, "attempt")} finished, ${interrupted.length} interrupted, ` +
  `${count(left, "case")} left.`

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
