/** What a simulation found, as plain data. All times are milliseconds. */
import { Status } from "../../src/kernel/command.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { TaskKind } from "../../src/kernel/table.ts"
import { type Bin, histogramOf } from "./histogram.ts"
import { deviationOf, type Mean, meanOf } from "./interval.ts"
import type { Model } from "./model.ts"
import type { Defaults, Plan } from "./plan.ts"
import type { Samples } from "./samples.ts"

/**
 * How a case ended. `waiting`: nothing more can happen and it is not over, since a signal never comes. `deadlock` and
 * `failed`, a token too many, are for workflows that are not sound.
 */
export type Ending = "ok" | "cancelled" | "deadlock" | "failed" | "waiting"

const endings: Readonly<Record<number, Ending>> = {
  [Status.ok]: "ok", [Status.cancelled]: "cancelled", [Status.deadlock]: "deadlock", [Status.failed]: "failed",
  0: "waiting",
}

/** Of the status of a case; 0: it is not over, and nothing more can happen. */
export const endingOf = (status: number): Ending => endings[status]!

/** What a simulation found. Times are milliseconds, shares are between 0 and 1; the warm-up is in none of it. */
export interface Simulation {
  readonly workflow: string
  readonly kernel: Kernel["kind"]
  readonly path: SimulationPath
  readonly seed: number
  readonly cases: number
  readonly warmUp: number
  /** Events that the kernel took, the warm-up with them. */
  readonly events: number
  /** Cases by how they ended. */
  readonly endings: Readonly<Record<Ending, number>>
  /** From the arrival of a case to its end, of those that ended `ok`; null if none did. */
  readonly cycle: CycleTime | null
  readonly histogram: readonly Bin[]
  /** From the first arrival to the last end. */
  readonly span: number
  /** Cases that were at work at the same time, on the mean over `span`. */
  readonly atWork: number
  /** In the order of the table; silent ones are left out. */
  readonly tasks: readonly TaskFigures[]
  readonly roles: readonly RoleFigures[]
  /** Where the time of the cases goes, most of it first; those with none of it are left out. */
  readonly bottlenecks: readonly Bottleneck[]
  /** What was chosen. */
  readonly outcomes: readonly OutcomeFigures[]
  /** What nobody said, so that a default was taken. */
  readonly defaults: Defaults
}

/**
 * How cases were played: in bulk, on all processors, or event by event in this thread, and why. The figures are the
 * same.
 *
 * @example
 * if (path.kind === "events") console.log(`not in bulk: ${path.because}`)
 */
export type SimulationPath = { readonly kind: "bulk" } | { readonly kind: "events"; readonly because: string }

/** How long cases take: the mean with its interval, and quantiles. */
export interface CycleTime extends Mean {
  readonly deviation: number
  readonly least: number
  readonly most: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
}

/** One task over all cases. Of a task with instances each instance counts. */
export interface TaskFigures {
  readonly task: string
  readonly role: string | null
  readonly started: number
  readonly completed: number
  /** Had started. */
  readonly cancelled: number
  /** Had not. */
  readonly withdrawn: number
  /** Cases that wait for ever in it, and end `waiting`. */
  readonly stuck: number
  /** From start to completion. */
  readonly duration: { readonly mean: number }
  readonly waiting: {
    /** For a person of its role. */
    readonly resource: Waiting
    /** The first of what it needs for the last. */
    readonly join: Waiting
    /** Because something else was at work that excludes it. */
    readonly exclusion: Waiting
  }
}

/** How long work items waited, those that did not wait counted with 0. */
export interface Waiting {
  readonly mean: number
  readonly p95: number
}

/** The people of a role. */
export interface RoleFigures {
  readonly role: string
  /** Null: as many as are wanted. */
  readonly people: number | null
  /** How many were at work, on the mean over `span`. */
  readonly busy: number
  /** Of those that there are. */
  readonly utilisation: number | null
  readonly queue: { readonly mean: number; readonly most: number }
}

/** A task on the critical way of cases: back from the end to what enabled what came last, and so on. */
export interface Bottleneck {
  readonly task: string
  /** Of the cycle time of all cases. */
  readonly share: number
  /** Of that, while it was at work, and before that. */
  readonly working: number
  readonly waiting: number
}

/** How often a task chose an outcome, or an OR-split a route. */
export interface OutcomeFigures {
  readonly task: string
  readonly outcome: string
  readonly count: number
  /** Of all times that the task was completed. */
  readonly share: number
}

/** What was counted of one task. */
export interface TaskCounts {
  readonly started: number
  readonly completed: number
  readonly cancelled: number
  readonly withdrawn: number
  readonly stuck: number
  readonly working: { readonly value: number }
  readonly resource: Samples
  readonly joined: Samples
  readonly excluded: Samples
  /** Time on the critical way of cases, at work and before it. */
  readonly criticalWork: { readonly value: number }
  readonly criticalWait: { readonly value: number }
  /** By choice. */
  readonly taken: readonly number[]
}

/** What was counted of the people of a role. */
export interface CrewCounts {
  readonly busyTime: { readonly value: number }
  readonly waitingTime: { readonly value: number }
  readonly waitingMost: number
}

/** What both simulators count: figures are made of nothing else. */
export interface Counts {
  /** By counted case. */
  readonly begun: Float64Array
  readonly ended: Float64Array
  readonly status: Uint8Array
  readonly events: number
  readonly tasks: readonly TaskCounts[]
  /** By role of the plan. */
  readonly crews: readonly CrewCounts[]
}

export interface Found {
  readonly model: Model
  readonly plan: Plan
  readonly counts: Counts
  readonly seed: number
  readonly warmUp: number
  readonly kernel: Kernel["kind"]
  readonly path: SimulationPath
}

export function figuresOf({ model, plan, counts, seed, warmUp, kernel, path }: Found): Simulation {
  const { begun, ended, status } = counts
  const byEnding = { ok: 0, cancelled: 0, deadlock: 0, failed: 0, waiting: 0 }
  for (const one of status) byEnding[endingOf(one)]++
  const cycles = begun.map((begin, i) => (status[i] === Status.ok ? ended[i]! - begin : -1)).filter((time) => time >= 0)
  const sorted = cycles.slice().sort()
  const span = ended.reduce((last, time) => Math.max(last, time), 0) - begun[0]!
  const shared = (part: number, whole: number) => (whole === 0 ? 0 : part / whole)
  const total = cycles.reduce((sum, time) => sum + time, 0)
  const visible = model.tasks.map((task, t) => ({ task, of: counts.tasks[t]!, t }))
    .filter(({ task }) => task.kind !== TaskKind.silent)
  return {
    workflow: model.table.workflow,
    kernel, path, seed, cases: status.length, warmUp, events: counts.events,
    endings: byEnding,
    cycle: cycleOf(cycles, sorted, plan.isIndependent),
    histogram: histogramOf(sorted),
    span,
    atWork: shared(crowd(begun, ended), span),
    tasks: visible.map(({ task, of, t }) => ({
      task: task.name,
      role: plan.roles[plan.roleOf[t]!]?.name ?? null,
      started: of.started, completed: of.completed, cancelled: of.cancelled, withdrawn: of.withdrawn,
      stuck: of.stuck,
      duration: { mean: shared(of.working.value, of.completed) },
      waiting: { resource: waitingOf(of.resource), join: waitingOf(of.joined), exclusion: waitingOf(of.excluded) },
    })),
    roles: plan.roles.map(({ name, people }, r) => {
      const { busyTime, waitingTime, waitingMost } = counts.crews[r]!
      return {
        role: name,
        people: people === Infinity ? null : people,
        busy: shared(busyTime.value, span),
        utilisation: people === Infinity ? null : shared(busyTime.value, span * people),
        queue: { mean: shared(waitingTime.value, span), most: waitingMost },
      }
    }),
    bottlenecks: visible
      .map(({ task, of: { criticalWork: { value: work }, criticalWait: { value: wait } } }) => ({
        task: task.name, share: shared(work + wait, total), working: shared(work, total), waiting: shared(wait, total),
      }))
      .filter(({ share }) => share > 0).sort((a, b) => b.share - a.share),
    outcomes: visible.filter(({ t }) => plan.outcomes[t] !== undefined).flatMap(({ task, of }) =>
      task.choices.map((outcome, i) =>
        ({ task: task.name, outcome, count: of.taken[i]!, share: shared(of.taken[i]!, of.completed) }))),
    defaults: plan.defaults,
  }
}

function cycleOf(cycles: Float64Array, sorted: Float64Array, isIndependent: boolean): CycleTime | null {
  if (sorted.length === 0) return null
  const at = (share: number) => sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!
  return {
    ...meanOf(cycles, isIndependent), deviation: deviationOf(cycles), least: sorted[0]!, most: sorted.at(-1)!,
    p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99),
  }
}

const waitingOf = (samples: Samples): Waiting => ({ mean: samples.mean(), p95: samples.quantile(0.95) })

/** How many cases are at work, added up over time: each arrival is one more, each end one less. They come in order. */
function crowd(comes: Float64Array, ended: Float64Array): number {
  const goes = ended.slice().sort()
  let [sum, here, now, next] = [0, 0, comes[0]!, 0]
  for (const gone of goes) {
    for (; next < comes.length && comes[next]! <= gone; next++) {
      sum += here++ * (comes[next]! - now)
      now = comes[next]!
    }
    sum += here-- * (gone - now)
    now = gone
  }
  return sum
}
