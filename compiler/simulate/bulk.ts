/** Simulation on all processors, by `native/bulk`: what of it is covered, and the same figures. */
import { availableParallelism } from "node:os"
import { type Addon, findAddon } from "../../src/runtime/addon.ts"
import { KernelDefect } from "../../src/runtime/binding.ts"
import { TaskKind } from "../../src/kernel/table.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { figuresOf, type Simulation } from "./figures.ts"
import { countsOf, flatOf } from "./flat.ts"
import { endless } from "./ledger.ts"
import type { SimulationParameters } from "./parameters.ts"
import { play, prepare, type Prepared, type Simulated, type SimulationOptions } from "./simulate.ts"

/** As of `simulate`, and what more there is to say of a run on all processors. */
export interface BulkSimulationOptions extends SimulationOptions {
  /** Threads that work; as many as there are processors unless said. The figures do not depend on it. */
  readonly workers?: number
  /** Calls it off: the promise rejects with the signal's reason. Not heard event by event. */
  readonly signal?: AbortSignal
}

/** Milliseconds between two looks at how far it is. */
const PERIOD = 50
/** Numbers of cases are 32 bits there. */
const CASES_MAX = 2 ** 31

/**
 * As `simulate`, with the same figures for the same seed, on all processors where the native kernel is there and the
 * workflow is plain: no tasks that call workflows or have several instances, and none that choose alike. Others are
 * played event by event, in this thread: `path` of the result tells which it was, and why.
 * Cases that wait for the same limited people are played by one processor. Use it for many cases, and where the thread
 * has other things to do. Rejects with what `simulate` throws, the signal's reason, or a `KernelDefect` at a bug.
 *
 * @example
 * const { cycle, path } = await simulateInBulk(order, parameters, { cases: 1_000_000 })
 */
export async function simulateInBulk(
  workflow: Simulated, parameters: SimulationParameters = {}, options: BulkSimulationOptions = {},
): Promise<Simulation> {
  options.signal?.throwIfAborted()
  const prepared = prepare(workflow, parameters, options)
  const way = wayOf(prepared, options)
  return typeof way === "string" ? play(prepared, options, way) : playInBulk(prepared, options, way)
}

/** Whether `simulateInBulk` plays event by event, and why; undefined: it plays on all processors. */
export function whyByEvents(
  workflow: Simulated, parameters: SimulationParameters, options: SimulationOptions,
): string | undefined {
  const way = wayOf(prepare(workflow, parameters, options), options)
  return typeof way === "string" ? way : undefined
}

/** The one place where it is decided. The reason why not, as the end of a sentence. */
function wayOf({ model, plan, cases, warmUp }: Prepared, { onEvent }: SimulationOptions): Addon | string {
  const { table, tasks } = model
  const { addon, info } = findAddon()
  if (addon === undefined || info.kind === "portable") return info.reason
  const covered: readonly number[] = [
    TaskKind.silent, TaskKind.automatic, TaskKind.manual, TaskKind.timer, TaskKind.receive,
  ]
  if (tasks.some(({ isMulti }) => isMulti)) return "it has tasks with several instances"
  if (table.taskKind.some((kind) => !covered.includes(kind))) return "it runs other workflows"
  if (table.taskEntry.some((entry) => entry !== NONE)) return "it runs other workflows"
  if (tasks.some(({ alike }) => alike !== undefined)) return "tasks of it choose alike"
  if (onEvent !== undefined) return "each event is asked for"
  const draws = [plan.arrival, ...plan.durations, ...plan.outcomes.filter((draw) => draw !== undefined),
    ...plan.signals.map(({ after }) => after)]
  if (!draws.every(({ numbers }) => numbers.every(Number.isFinite))) return "a number of its parameters is not finite"
  return cases + warmUp > CASES_MAX ? "there are too many cases" : addon
}

async function playInBulk(prepared: Prepared, options: BulkSimulationOptions, addon: Addon): Promise<Simulation> {
  const { model, plan, cases, seed, warmUp } = prepared
  const { signal, progress, workers = availableParallelism() } = options
  const total = cases + warmUp
  const run = new addon.BulkRun()
  const stop = () => run.cancel()
  signal?.addEventListener("abort", stop, { once: true })
  // What it throws is thrown here, as event by event.
  let thrown: { readonly error: unknown } | undefined
  const look = progress && setInterval(() => {
    try {
      progress(run.over, total)
    } catch (error) {
      thrown ??= { error }
      run.cancel()
    }
  }, PERIOD)
  try {
    const output = await addon.simulateBulk(flatOf(model, plan, { ...prepared, workers }), run).catch((cause) => {
      throw new KernelDefect(`The simulation stopped at a defect of its own (${(cause as Error).message}); set ` +
        "KNHK_KERNEL=portable to run without it.", { cause })
    })
    if (thrown !== undefined) throw thrown.error
    // It may have been done already when it was called off.
    signal?.throwIfAborted()
    const [number, events, task, times] = output.endless
    if (output.ending === "endless") throw endless(model.table, number!, events!, task!, times!)
    progress?.(total, total)
    return figuresOf({
      model, plan, counts: countsOf(output), seed, warmUp, kernel: "native", path: { kind: "bulk" },
    })
  } finally {
    clearInterval(look)
    signal?.removeEventListener("abort", stop)
  }
}
