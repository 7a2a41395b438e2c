/** `knhk run`: starts a case of a module's workflows and waits for it, or goes on with those of a store. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { type Duration, milliseconds } from "../../src/definition/duration.ts"
import type { Bound } from "../../src/runtime/executor.ts"
import type { PromisedEngine } from "../../src/runtime/promise.ts"
import { ExitCode } from "../main.ts"
import { storeFlag } from "./cases.ts"
import { count, workflowFlag } from "./definition-file.ts"
import { engineFailure, onEngine } from "./engine-failure.ts"
import { CommandFailure } from "./failure.ts"
import { parseJson, readInput } from "./input.ts"
import { chooseBound, DRAIN, load, onEngineOf, pathOf } from "./module.ts"
import { fileArgument } from "./path.ts"
import { quoted, sentence } from "./printable.ts"
import { progress } from "./progress.ts"
import { caseNamed } from "./show.ts"
import { act, type Terminal } from "./terminal.ts"
import { calm, runningCases, tellWaiting } from "./waiting.ts"

export const run = Command.make(
  "run",
  {
    file: fileArgument("FILE").pipe(
      Argument.withDescription("Module that exports `workflows`, with their handlers: .ts, .mts, .js or .mjs"),
    ),
    workflow: workflowFlag,
    id: Flag.String("id").pipe(
      Flag.withDescription("Name of the case: starting it twice is one case; without --input the case to go on with"),
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
    drain: Flag.String("drain").pipe(
      Flag.withDescription("How long what runs may finish after SIGTERM, such as \"30 seconds\""),
      Flag.withMetavar("DURATION"),
      Flag.withDefault(DRAIN),
    ),
  },
  ({ file, workflow, id, input, store, drain }) =>
    act(async (terminal) => {
      pathOf(file)
      if (Option.isNone(input) && Option.isNone(store)) {
        const next = "Give --input to start a case, or --store to go on with the cases in it."
        throw new CommandFailure("command-line", "there is nothing to run", next)
      }
      const deadline = durationOf(drain)
      const given = Option.map(input, (argument) => readInput(argument, "--input"))
      const payload = Option.isSome(given) ? parseJson(await given.value, "--input") : undefined
      const path = Option.getOrUndefined(store)
      const only = Option.isNone(input) && path !== undefined && Option.isSome(id)
        ? await caseNamed(path, id.value, Option.getOrUndefined(workflow), "Give --input to start it.") : undefined
      const module = await load(file, terminal)
      const start = Option.isSome(input) ? chooseBound(module, workflow) : undefined
      return onEngineOf(module, path, terminal, (engine) => {
        const say = (items: Parameters<typeof tellWaiting>[0]) => tellWaiting(items, file, path, terminal)
        if (only !== undefined) return known(engine, only, path, terminal, say)
        if (start === undefined) return goOn(engine, file, terminal, say)
        return one(engine, start, payload, Option.getOrUndefined(id), path, terminal, say)
      }, deadline)
    }),
).pipe(
  Command.withDescription(
    "Start a case and wait for its end, or go on with the cases of a store until all are over; human tasks are " +
      "waited for until Ctrl-C",
  ),
  Command.withExamples([
    { command: `knhk run leave.ts --input '{"who":"Ada","days":12}' --id ada-2026 --store leave.db` },
    { command: "knhk run leave.ts --store leave.db", description: "Goes on with the cases that are not over" },
    { command: "knhk run leave.ts --id ada-2026 --store leave.db", description: "Waits for this one" },
  ]),
)

/** Refuses what is no length of time before anything runs. */
function durationOf(text: string): Duration {
  try {
    milliseconds(text as Duration)
    return text as Duration
  } catch {
    const next = 'Write it as "30 seconds", "500 millis" or "2 minutes".'
    throw new CommandFailure("command-line", `--drain ${text} is no length of time`, next)
  }
}

type Say = (items: Parameters<typeof tellWaiting>[0]) => void

/** Starts one case and waits for its end. */
async function one(
  engine: PromisedEngine, { parts }: Bound, input: unknown, id: string | undefined, store: string | undefined,
  terminal: Terminal, say: Say,
): Promise<ExitCode> {
  const workflow = parts.definition.id
  const options = { input, ...(id === undefined ? {} : { id }) }
  const started = await onEngine(() => engine.start(parts as never, options as never))
  const about = { caseId: started.caseId, id: id ?? null, workflow, existed: started.existed }
  return end(engine, about, store, terminal, say)
}

/** Waits for the end of a case of the store, or tells it. */
async function known(
  engine: PromisedEngine, caseId: string, store: string | undefined, terminal: Terminal, say: Say,
): Promise<ExitCode> {
  const { id, workflow } = await onEngine(() => engine.show(caseId))
  return end(engine, { caseId, id: id ?? null, workflow, existed: true }, store, terminal, say)
}

interface About {
  readonly caseId: string
  readonly id: string | null
  readonly workflow: string
  readonly existed: boolean
}

/** Waits for the end of a case and prints it. */
async function end(
  engine: PromisedEngine, about: About, store: string | undefined, terminal: Terminal, say: Say,
): Promise<ExitCode> {
  const { caseId } = about
  try {
    const result: unknown = await telling(engine, new Set([caseId]), say, () => engine.result(caseId))
    terminal.result({ ...about, status: "ok", result }, JSON.stringify(result, null, 2) ?? "no result")
    return ExitCode.fine
  } catch (error) {
    const failure = engineFailure(error)
    if (failure?.exit !== ExitCode.findings) throw failure ?? error
    const { status, marking } = await engine.show(caseId)
    terminal.result({ ...about, status, failure: failure.message, causes: causes(error), marking }, "")
    const tokens = Object.entries(marking).map(([condition, number]) => `${condition} ${number}`).join(", ")
    terminal.note([
      `knhk: ${sentence(failure.message)}`, ...causes(error).map((cause) => `  because ${sentence(cause)}`),
      ...(status === "deadlock" ? [`  tokens: ${tokens}`] : []),
      ...(store === undefined ? [] : [`  its history: knhk show ${caseId} --store ${quoted(store)}`]),
    ].join("\n"))
    return failure.exit
  }
}

/** Goes on with every case of the store that is not over, until all are. */
async function goOn(engine: PromisedEngine, file: string, terminal: Terminal, say: Say): Promise<ExitCode> {
  const left = await runningCases(engine)
  const cases = left.size
  for (const { workflow, hash, count: number } of await onEngine(() => engine.unclaimed())) {
    terminal.note(
      `knhk: ${count(number, "case")} of workflow "${workflow}" (definition ${hash.slice(0, 12)}) ` +
        `${number === 1 ? "is" : "are"} left alone, because no executor in ${file} has that definition. ` +
        "Add the executor that they were started with to its workflows.",
    )
  }
  const bar = progress("cases", terminal.json)
  const endings: Record<string, number> = {}
  let leftAlone = 0
  await telling(engine, left, say, () => Promise.all([...left].map(async (caseId) => {
    const ending = await engine.result(caseId).then(() => "ok", (error: unknown) => {
      const exit = engineFailure(error)?.exit
      if (exit === undefined || exit === ExitCode.interrupted) throw error
      return (error as { readonly _tag: string })._tag
    })
    if (ending === "CaseUnclaimed") leftAlone++
    else endings[ending] = (endings[ending] ?? 0) + 1
    left.delete(caseId)
    bar.report(cases - left.size, cases)
  })))
  bar.done()
  const said = Object.entries(endings).map(([ending, number]) => `  ${ending}  ${number}`)
  const went = cases - leftAlone
  const head = cases === 0 ? "no case is running, so there is nothing to go on with" : `${count(went, "case")} went on`
  const alone = leftAlone === 0 ? [] : [`${count(leftAlone, "case")} left alone`]
  terminal.result({ cases: went, leftAlone, endings }, [head, ...said, ...alone].join("\n"))
  const fine = leftAlone === 0 && Object.keys(endings).every((ending) => ending === "ok")
  return fine ? ExitCode.fine : ExitCode.findings
}

/** Does `work`; if all that is left of `cases` meanwhile is for people to do, says so once. */
async function telling<A>(
  engine: PromisedEngine, cases: ReadonlySet<string>, say: Say, work: () => Promise<A>,
): Promise<A> {
  const over = new AbortController()
  const watch = calm(engine, cases, over.signal).then((items) => {
    if (items.length > 0) say(items)
  })
  const [done] = await Promise.all([work().finally(() => over.abort()), watch])
  return done
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
