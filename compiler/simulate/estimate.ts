/** Parameters of a simulation as a log of the same process shows them. */
import type { Duration } from "../../src/definition/duration.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import { Choice, readTable, type Table, TaskKind } from "../../src/kernel/table.ts"
import { matcher, type TasksOf } from "../replay/activity.ts"
import { ReplayFailure } from "../replay/failure.ts"
import type { LogTrace } from "../replay/log.ts"
import { replay } from "../replay/replay.ts"
import { SimulationFailure } from "./failure.ts"
import { type Model, modelOf } from "./model.ts"
import type { SimulationParameters, SignalParameters, TaskParameters } from "./parameters.ts"
import type { Simulated } from "./simulate.ts"

/** What a log says about a workflow. */
export interface Estimate {
  /** For `simulate`. What the log does not say is not in them. */
  readonly parameters: SimulationParameters
  readonly cases: number
  readonly events: number
  /** By task, where the log has it. */
  readonly durations: readonly DurationEstimate[]
  /** Tasks whose choices were counted. */
  readonly outcomes: readonly string[]
  /** Milliseconds from one case to the next, on the mean; null if that cannot be told. */
  readonly interval: number | null
  /** Why outcomes were not counted; null if they were. */
  readonly uncounted: string | null
}

/**
 * How long a task takes in a log: from its `start` to its `complete`; where the log has no starts, since the event of
 * its case before, which counts the time that it waited as well. Of a task that receives: when its signal comes.
 */
export interface DurationEstimate {
  readonly task: string
  readonly from: "start" | "previous event"
  readonly samples: number
}

/** How the activities of a log are called here. */
export interface EstimateOptions {
  /** Task by activity, where the names differ. An activity that is not here is the task of its own name. */
  readonly map?: Readonly<Record<string, string>>
}

/**
 * Durations, outcomes and arrivals of a log, as parameters: what was measured is drawn from as it is (`sample`), cases
 * come as a Poisson process of the same rate. Use it before `simulate`, where there is a log of the process. Read the
 * log with `readLog(file, { starts: true })`, so that starts are kept. Outcomes are those that replay finds, so cases
 * that do not fit count as far as they do. Throws a `SimulationFailure` if no activity is a task, and a `ReplayFailure`
 * if the map names none.
 *
 * @example
 * const { parameters } = estimate(permit, await Array.fromAsync(readLog("permits.xes.gz", { starts: true })))
 * const { cycle } = simulate(permit, parameters)
 */
export function estimate(
  { table: bytes, net, definition }: Simulated, traces: readonly LogTrace[], { map = {} }: EstimateOptions = {},
): Estimate {
  const table = readTable(bytes)
  const model = modelOf(table, net, definition)
  const tasksOf = matcher(table, map)
  const measured = measure(table, traces, tasksOf)
  if (!traces.some(({ events }) => events.some(({ activity }) => tasksOf(activity).length > 0))) {
    const sentence = `no activity of the log is a task of "${table.workflow}": say which is which with a map`
    throw new SimulationFailure("log", sentence)
  }
  const { choices, uncounted } = choicesOf(model, traces, tasksOf, map)
  const interval = intervalOf(traces)
  const durations: DurationEstimate[] = []
  const tasks: Record<string, TaskParameters> = {}
  const signals: Record<string, SignalParameters> = {}
  model.tasks.forEach(({ name, kind, after, isMulti }, t) => {
    const { starts, gaps } = measured[t]!
    const values = starts.length > 0 ? starts : gaps
    const duration = values.length === 0 ? undefined : { sample: thinned(values) }
    const from = starts.length > 0 ? "start" : "previous event"
    const works = kind === TaskKind.automatic || kind === TaskKind.manual
      || (kind === TaskKind.timer && after === undefined)
    const counts = duration !== undefined && (works || kind === TaskKind.receive)
    if (counts) durations.push({ task: name, from, samples: values.length })
    if (counts && kind === TaskKind.receive) signals[table.triggerNames[table.taskTrigger[t]!]!] = { after: duration }
    const own = { ...(works && duration !== undefined && { duration }), ...(!isMulti && choices.get(t)) }
    if (Object.keys(own).length > 0) tasks[name] = own
  })
  return {
    parameters: { ...(interval !== null && { arrival: { poisson: interval } }), tasks, signals },
    cases: traces.length,
    events: traces.reduce((sum, { events }) => sum + events.length, 0),
    durations, outcomes: [...choices.keys()].map((t) => model.tasks[t]!.name), interval, uncounted,
  }
}

interface Measured {
  readonly starts: number[]
  readonly gaps: number[]
}

/** Times of each task. A clock that goes back measures nothing. */
function measure(table: Table, traces: readonly LogTrace[], tasksOf: TasksOf): readonly Measured[] {
  const measured = table.taskNames.map((): Measured => ({ starts: [], gaps: [] }))
  for (const { events } of traces) {
    const begun = new Map<string, number[]>()
    let before = Number.NaN
    for (const { activity, lifecycle, time } of events) {
      const now = Date.parse(time ?? "")
      if (lifecycle === "start") {
        begun.set(activity, [...(begun.get(activity) ?? []), now])
        continue
      }
      const start = begun.get(activity)?.shift()
      for (const task of tasksOf(activity)) {
        const { starts, gaps } = measured[task]!
        if (start !== undefined && now >= start) starts.push(now - start)
        else if (start === undefined && now >= before) gaps.push(now - before)
      }
      before = now
    }
  }
  return measured
}

type Choices = Pick<TaskParameters, "outcomes" | "routes">

function choicesOf(model: Model, traces: readonly LogTrace[], tasksOf: TasksOf, map: EstimateOptions["map"] & {}) {
  const choices = new Map<number, Choices>()
  const { table } = model
  const completed = traces.map((trace) =>
    ({ ...trace, events: trace.events.filter(({ lifecycle }) => lifecycle !== "start") }))
  let found
  try {
    found = replay(portableKernel(table), completed, { map })
  } catch (error) {
    if (!(error instanceof ReplayFailure) || error.reason === "map") throw error
    return { choices, uncounted: error.message }
  }
  const { outcomes, deviations } = found
  const times = new Array<number>(table.taskNames.length).fill(0)
  let next = 0
  for (const { caseId, events } of completed) {
    const isOff = deviations[next]?.caseId === caseId
    const fitting = isOff ? deviations[next++]!.event : events.length
    for (const { activity } of events.slice(0, fitting)) {
      for (const task of tasksOf(activity)) times[task] = times[task]! + 1
    }
  }
  model.tasks.forEach(({ name, choices: names }, t) => {
    const counts = outcomes.filter(({ task }) => task === name).map(({ count }) => count)
    if (counts.length < 2 || counts.every((count) => count === 0)) return
    const several = table.taskChoice[t] === Choice.several
    const shares = several ? counts.slice(0, -1).map((count) => Math.min(1, count / times[t]!)) : counts
    const weights = Object.fromEntries(shares.map((share, i) => [names[i]!, share]))
    choices.set(t, several ? { routes: weights } : { outcomes: weights })
  })
  return { choices, uncounted: null }
}

function intervalOf(traces: readonly LogTrace[]): number | null {
  const firsts = traces.map(({ events }) => Date.parse(events[0]?.time ?? "")).filter((time) => !Number.isNaN(time))
  if (firsts.length < 2) return null
  const [least, most] = firsts.reduce(([least, most], time) => [Math.min(least, time), Math.max(most, time)],
    [Infinity, -Infinity])
  return most === least ? null : (most - least) / (firsts.length - 1)
}

/** Samples that are kept of one task: more say no more. */
const SAMPLES_MAX = 10_000

function thinned(values: readonly number[]): readonly Duration[] {
  if (values.length <= SAMPLES_MAX) return values
  const sorted = Float64Array.from(values).sort()
  return Array.from({ length: SAMPLES_MAX }, (_, i) => sorted[Math.floor(((i + 0.5) * sorted.length) / SAMPLES_MAX)]!)
}
