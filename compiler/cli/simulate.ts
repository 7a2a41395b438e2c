/** `knhk simulate`: how long cases would take, and where they would wait. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { stat, writeFile } from "node:fs/promises"
import type { Compiled } from "../compile.ts"
import { ExitCode } from "../main.ts"
import type { LogTrace } from "../replay/log.ts"
import type { Simulation } from "../simulate/figures.ts"
import type { SimulationParameters } from "../simulate/parameters.ts"
import type { SimulationOptions } from "../simulate/simulate.ts"
import {
  choose, compileFiles, definitionArgument, judge, timeLimitFlag, valueOrFindings, workflowFlag,
} from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { parseJson, readInput } from "./input.ts"
import { fileFlag } from "./path.ts"
import { progress } from "./progress.ts"
import { act } from "./terminal.ts"

const whole = (name: string, description: string, metavar = "N") =>
  Flag.Int(name).pipe(Flag.withDescription(description), Flag.withMetavar(metavar))

export const simulate = Command.make(
  "simulate",
  {
    file: definitionArgument,
    parameters: fileFlag("parameters").pipe(
      Flag.withDescription("JSON file of durations, probabilities, arrivals, people and signals"),
      Flag.withMetavar("FILE"),
      Flag.optional,
    ),
    log: fileFlag("log").pipe(
      Flag.withDescription("Event log in XES 1.0 that durations, outcomes and arrivals are taken from"),
      Flag.withMetavar("FILE"),
      Flag.optional,
    ),
    map: Flag.String("map").pipe(
      Flag.withDescription("Task of an activity of the log whose name differs, or a .json file of them"),
      Flag.withMetavar("ACTIVITY=TASK"),
      Flag.atLeast(0),
    ),
    cases: whole("cases", "Cases that are counted (default: 1000)").pipe(Flag.withDefault(1_000)),
    seed: whole("seed", "What the random numbers begin with (default: 7)").pipe(Flag.withDefault(7)),
    warmUp: whole("warm-up", "Cases that come before and are not counted (default: 0)").pipe(Flag.withDefault(0)),
    maxEvents: whole("max-events", "Events that one case may take (default: 100000)").pipe(Flag.withDefault(100_000)),
    histogram: fileFlag("histogram").pipe(
      Flag.withDescription("Write the histogram of the cycle times there, as SVG"),
      Flag.withMetavar("FILE"),
      Flag.optional,
    ),
    workflow: workflowFlag,
    timeLimit: timeLimitFlag,
  },
  ({ file, parameters, log, map, cases, seed, warmUp, maxEvents, histogram, workflow, timeLimit }) =>
    act(async (terminal) => {
      if (map.length > 0 && Option.isNone(log)) {
        throw new CommandFailure("command-line", "--map is for the activities of a log", "Say which with --log.")
      }
      const given = Option.isSome(parameters) ? await readParameters(parameters.value) : {}
      const [result] = await compileFiles([file], terminal, { seconds: timeLimit })
      if (result === undefined) throw new Error("a file has no result")
      const { compiled: value, diagnostics } = result
      const compiled = await valueOrFindings(value === undefined ? { diagnostics } : { value, diagnostics }, terminal)
      if (compiled === undefined) return judge(diagnostics)
      const chosen = choose(compiled, workflow, file)
      const [{ simulateInBulk, whyByEvents }, { renderSimulation }, { loadKernel }] = await Promise.all([
        import("../simulate/bulk.ts"), import("../simulate/render.ts"), import("../../src/runtime/binding.ts"),
      ])
      try {
        const estimated = Option.isSome(log) ? await estimateFrom(log.value, chosen, map, terminal.json) : undefined
        const all = merged(estimated?.parameters, given)
        const bar = progress("simulating", terminal.json)
        const options: SimulationOptions = {
          cases, seed, warmUp, maxEvents, kernel: (table) => loadKernel(table), progress: bar.report,
        }
        // Event by event, this thread hears no signal before the end, so Ctrl-C is left to the system.
        const found = await (whyByEvents(chosen, all, options) === undefined
          ? untilStopped((signal) => simulateInBulk(chosen, all, { ...options, signal }))
          : simulateInBulk(chosen, all, options)).finally(bar.done)
        if (Option.isSome(histogram)) await writeHistogram(histogram.value, found)
        const text = renderSimulation(found, { colour: terminal.colour })
        terminal.result({ ...found, ...(estimated && { log: estimated.told }) },
          estimated === undefined ? text : `${text}\n${estimated.text}`)
        return ExitCode.fine
      } catch (error) {
        throw await refused(error)
      }
    }),
).pipe(
  Command.withDescription("Play cases with random durations and choices: how long they take and where they wait"),
  Command.withExamples([
    { command: "knhk simulate order.workflow.ts" },
    { command: "knhk simulate order.workflow.ts --parameters order.json --cases 10000" },
    { command: "knhk simulate permit.workflow.ts --log permits.xes.gz", description: "As it was in a log" },
  ]),
)

/** Ctrl-C and SIGTERM call it off. */
async function untilStopped<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = () => controller.abort(new CommandFailure("stopped", "the simulation was stopped", ""))
  process.once("SIGINT", stop).once("SIGTERM", stop)
  try {
    return await work(controller.signal)
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop)
  }
}

/** Estimates of a log, as they are used and as they are told. */
async function estimateFrom(file: string, chosen: Compiled, map: readonly string[], json: boolean) {
  const [{ estimate }, { renderEstimate }, { readLog }, { readMap }] = await Promise.all([
    import("../simulate/estimate.ts"), import("../simulate/render-estimate.ts"), import("../replay/xes.ts"),
    import("../replay/map.ts"),
  ])
  const bytes = await stat(file).then(({ size }) => size, () => 0)
  const bar = progress("reading", json)
  const traces: LogTrace[] = []
  try {
    const onRead = (done: number) => bar.report(done, bytes)
    for await (const trace of readLog(file, { starts: true, onRead })) traces.push(trace)
  } finally {
    bar.done()
  }
  const { parameters, ...told } = estimate(chosen, traces, { map: await readMap(map) })
  return { parameters, told: { file, ...told }, text: renderEstimate(file, told) }
}

/** What the file says goes before what the log says, field by field. */
function merged(log: SimulationParameters | undefined, given: SimulationParameters): SimulationParameters {
  if (log === undefined) return given
  const names = new Set([...Object.keys(log.tasks ?? {}), ...Object.keys(given.tasks ?? {})])
  return {
    ...log, ...given,
    tasks: Object.fromEntries([...names].map((name) => [name, { ...log.tasks?.[name], ...given.tasks?.[name] }])),
    signals: { ...log.signals, ...given.signals },
  }
}

async function readParameters(file: string): Promise<SimulationParameters> {
  const value = parseJson(await readInput(`@${file}`, "--parameters"), "--parameters")
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value
  throw new CommandFailure("input-refused", "--parameters is no object", "docs/simulate.md shows what it may say.")
}

async function writeHistogram(file: string, found: Simulation): Promise<void> {
  const { histogramSvg } = await import("../simulate/histogram-svg.ts")
  await writeFile(file, histogramSvg(found)).catch((error: Error) => {
    throw new CommandFailure("not-written", `${file} cannot be written (${error.message})`, "Check the folder.", error)
  })
}

/** What can be wrong, as a failure of the command. */
async function refused(error: unknown): Promise<unknown> {
  const [{ SimulationFailure }, { LogFailure }, { ReplayFailure }] = await Promise.all([
    import("../simulate/failure.ts"), import("../replay/log.ts"), import("../replay/failure.ts"),
  ])
  if (error instanceof LogFailure) return new CommandFailure("log-refused", error.message, "", error)
  if (error instanceof ReplayFailure) return new CommandFailure("replay-refused", error.message, "", error)
  if (!(error instanceof SimulationFailure)) return error
  if (error.reason === "options") return new CommandFailure("command-line", flagged(error.message), "", error)
  return new CommandFailure("simulation-refused", error.message, nextOf[error.reason], error)
}

const nextOf = {
  parameters: "docs/simulate.md shows what parameters may say.", endless: "--max-events allows more events.",
  log: "--map ACTIVITY=TASK says it.",
} as const

/** A sentence about an option, as the command line calls it. */
const flagged = (message: string): string =>
  message.replace(/^\w+:/, (option) => `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`)
