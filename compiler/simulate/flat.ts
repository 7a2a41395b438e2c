/**
 * A plan as flat arrays, and counts from flat arrays: the only place that knows how they lie, with `plan.rs` of
 * `native/bulk` and `bulk.rs` of `native/binding`.
 */
import { Choice, Join, TaskKind } from "../../src/kernel/table.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import type { BulkInput, BulkOutput } from "../../src/runtime/addon.ts"
import { receivedTriggers } from "../explore/receivers.ts"
import type { Draw } from "./draw.ts"
import type { Counts, TaskCounts } from "./figures.ts"
import { tracks } from "./ledger.ts"
import type { Model } from "./model.ts"
import type { Plan } from "./plan.ts"
import { Samples } from "./samples.ts"
import { PART } from "./sum.ts"

/** How much is simulated. */
export interface Extent {
  readonly seed: number
  readonly cases: number
  readonly warmUp: number
  readonly maxEvents: number
  readonly workers: number
}

/** What is set in the flags of a task. */
const Flag = {
  open: 1, timer: 2, silent: 4, chooses: 8, several: 16, firstInput: 32, receives: 64, excluded: 128,
} as const

/** Of a plan that is covered. */
export function flatOf({ table, tasks, keeps }: Model, plan: Plan, extent: Extent): BulkInput {
  const { seed, cases, warmUp, maxEvents, workers } = extent
  const flags = (t: number): number => {
    const [kind, choice] = [table.taskKind[t], table.taskChoice[t]]
    return (tasks[t]!.isOpen ? Flag.open : 0) | (kind === TaskKind.timer ? Flag.timer : 0)
      | (kind === TaskKind.silent ? Flag.silent : 0) | (choice === Choice.single ? 0 : Flag.chooses)
      | (kind === TaskKind.receive ? Flag.receives : 0)
      | (table.blockTaskStart[t] === table.blockTaskStart[t + 1] ? 0 : Flag.excluded)
      | (choice === Choice.several ? Flag.several : 0) | (table.taskJoin[t] === Join.xor ? Flag.firstInput : 0)
  }
  const draws: readonly (Draw | undefined)[] =
    [plan.arrival, ...plan.durations, ...plan.outcomes, ...plan.signals.map(({ after }) => after)]
  const received = [...receivedTriggers(table)[0]!]
  let from = 0
  const words = draws.flatMap((draw) => {
    if (draw === undefined) return [NONE, 0, 0]
    from += draw.numbers.length
    return [draw.kind, from - draw.numbers.length, draw.numbers.length]
  })
  return {
    table: table.bytes,
    options: Float64Array.of(seed, cases, warmUp, maxEvents, plan.isIndependent ? PART : 0, tracks(table) ? 1 : 0),
    tasks: Uint32Array.from(tasks.flatMap(({ choices }, t) => [plan.roleOf[t]! >>> 0, flags(t), choices.length])),
    draws: Uint32Array.from(words),
    numbers: Float64Array.from(draws.flatMap((draw) => [...draw?.numbers ?? []])),
    people: Float64Array.from(plan.roles, ({ people }) => people),
    triggers: Float64Array.from(plan.signals.flatMap(({ fromStart }, trigger) => {
      const condition = table.triggerCondition[trigger]!
      return [condition === NONE ? -1 : condition, fromStart ? 1 : 0, keeps[trigger]!, received.indexOf(trigger)]
    })),
    workers,
  }
}

/** Numbers of a task, and of a crew. */
const [TASK, CREW] = [12, 3]

export function countsOf({ begun, ended, status, events, tasks, waits, taken, crews }: BulkOutput): Counts {
  let [wait, choice] = [0, 0]
  const samples = (count: number, length: number): Samples => {
    wait += length
    return Samples.of(count, waits.slice(wait - length, wait))
  }
  const task = (of: Float64Array): TaskCounts => {
    const started = of[0]!
    choice += of[11]!
    return {
      started, completed: of[1]!, cancelled: of[2]!, withdrawn: of[3]!, stuck: of[4]!, working: { value: of[5]! },
      criticalWork: { value: of[6]! }, criticalWait: { value: of[7]! }, resource: samples(started, of[8]!),
      joined: samples(started, of[9]!), excluded: samples(started, of[10]!),
      taken: [...taken.subarray(choice - of[11]!, choice)],
    }
  }
  const rows = (all: Float64Array, size: number) =>
    Array.from({ length: all.length / size }, (_, i) => all.subarray(i * size, (i + 1) * size))
  return {
    begun, ended, status, events, tasks: rows(tasks, TASK).map(task),
    crews: rows(crews, CREW).map((of) => (
      { busyTime: { value: of[0]! }, waitingTime: { value: of[1]! }, waitingMost: of[2]! })),
  }
}
