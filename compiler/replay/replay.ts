/**
 * Replays the traces of a log: does each event find its task enabled, and may the case end after the
 * last? How fitness and precision are defined is in docs/replay.md.
 *
 * Traces are laid into one tree, so that a beginning shared by many cases is searched once. Each node
 * holds all states the case can be in there: the log does not tell the outcomes of decisions, so every
 * one is kept that the events so far allow.
 */
import type { Kernel } from "../../src/kernel/kernel.ts"
import { ReplayFailure } from "./failure.ts"
import type { LogTrace } from "./log.ts"
import { judge, type Precision } from "./precision.ts"
import { Space } from "./space.ts"
import { extend, type Node, plant } from "./tree.ts"
import { type OutcomeCount, run } from "./witness.ts"

export interface ReplayOptions {
  /** Task by activity, where the names differ. An activity that is not here is the task of its own name. */
  readonly map?: Readonly<Record<string, string>>
  /** Most states of one case that are held. Default 200,000. More is a `ReplayFailure`. */
  readonly statesMax?: number
  /** Called now and then with the cases searched so far. */
  readonly onProgress?: (cases: number) => void
}

/**
 * `fit`: each event found its task enabled and the case may end after the last. `prefix`: each event did, but
 * the case is not over. `misfit`: some event did not; `event` is the first.
 */
export type Verdict = "fit" | "prefix" | "misfit"

/** A case that does not fit. */
export interface Deviation {
  readonly caseId: string
  readonly verdict: "prefix" | "misfit"
  /** Index of the event that was not enabled, from 0. For a prefix: the number of events. */
  readonly event: number
  /** Its activity. Absent for a prefix. */
  readonly activity?: string
  /** Tasks that were enabled instead (a prefix: still are), by name, in the definition's order. */
  readonly enabled: readonly string[]
}

/** What replay found. Shares are between 0 and 1. */
export interface Replay {
  readonly workflow: string
  readonly kernel: Kernel["kind"]
  readonly cases: number
  /** Events of the log that were replayed. */
  readonly events: number
  /** Events left out because they are not `complete`. */
  readonly skipped: number
  readonly fit: number
  readonly prefix: number
  readonly misfit: number
  readonly fitness: {
    /** Cases that fit. */
    readonly cases: number
    /** Cases that fit at least as a prefix. */
    readonly prefixes: number
    /** Events before the first of their case that was not enabled. */
    readonly events: number
  }
  readonly precision: Precision
  readonly deviations: readonly Deviation[]
  /** Activities of the log that no task is called, with how often they occur. */
  readonly unknown: readonly { readonly activity: string; readonly count: number }[]
  /** Tasks that no event of the log is. */
  readonly untaken: readonly string[]
  /** How often decisions and guards must have gone which way, in one possible run of each case. */
  readonly outcomes: readonly OutcomeCount[]
  /** Distinct states that the search met, and events that the kernel stepped for it. */
  readonly search: { readonly states: number; readonly stepped: number; readonly milliseconds: number }
  /** All cases run once more in batches, straight through the kernel, with the outcomes the search found. */
  readonly run: { readonly stepped: number; readonly milliseconds: number }
}

/**
 * Replays the traces through a kernel. Pure but for the clock that times it; the slots it took are released.
 * Throws a
 * `ReplayFailure` when the definition allows more states than `statesMax`, or when the map names no task.
 *
 * @example
 * const report = replay(portableKernel(readTable(compiled.table)), await Array.fromAsync(readLog("permits.xes.gz")))
 */
export function replay(kernel: Kernel, traces: Iterable<LogTrace>, options: ReplayOptions = {}): Replay {
  const { map = {}, statesMax = 200_000, onProgress } = options
  const { table } = kernel
  const begun = performance.now()
  const tasks = tasksByActivity(table.taskNames, table.taskKind)
  for (const [activity, task] of Object.entries(map)) {
    if (tasks.has(task)) continue
    const sentence = `the map sends activity "${activity}" to "${task}", which is no task of ${table.workflow}.`
    throw new ReplayFailure("map", sentence)
  }
  const tasksOf = (activity: string) => tasks.get(Object.hasOwn(map, activity) ? map[activity]! : activity) ?? []
  const space = new Space(kernel, statesMax)
  const root = plant(space)
  const enabledAt = (node: Node) =>
    [...new Set([...node.states.keys()].flatMap((state) => space.enabled(state)))].sort((a, b) => a - b)
  const namesAt = (node: Node) => enabledAt(node).map((task) => table.taskNames[task]!)

  const last: { readonly node: Node; readonly state: number }[] = []
  const deviations: Deviation[] = []
  const seen = new Map<string, number>()
  let [cases, events, fitting, skipped, prefix] = [0, 0, 0, 0, 0]
  for (const trace of traces) {
    let node = root
    node.visits++
    let index = 0
    for (; index < trace.events.length; index++) {
      const next = extend(space, node, trace.events[index]!.activity, tasksOf)
      if (next.states.size === 0) break
      node = next
      node.visits++
    }
    const end = [...node.states.keys()].find((state) => space.ended(state))
    if (index < trace.events.length) {
      const { activity } = trace.events[index]!
      deviations.push({ caseId: trace.caseId, verdict: "misfit", event: index, activity, enabled: namesAt(node) })
    } else if (end === undefined) {
      prefix++
      deviations.push({ caseId: trace.caseId, verdict: "prefix", event: index, enabled: namesAt(node) })
    }
    last.push({ node, state: end ?? node.states.keys().next().value! })
    for (const { activity } of trace.events) seen.set(activity, (seen.get(activity) ?? 0) + 1)
    events += trace.events.length
    fitting += index
    skipped += trace.skipped
    if (++cases % 256 === 0) onProgress?.(cases)
  }
  onProgress?.(cases)
  const precision = judge(root, enabledAt, (activity) => tasksOf(activity))
  space.close()
  const searched = performance.now()
  const straight = run(kernel, last, (state) => space.ended(state))
  const finished = performance.now()

  const taken = new Set([...seen.keys()].flatMap((activity) => tasksOf(activity)))
  const misfit = deviations.length - prefix
  const fit = cases - deviations.length
  return {
    workflow: table.workflow,
    kernel: kernel.kind,
    cases, events, skipped, fit, prefix, misfit,
    fitness: { cases: share(fit, cases), prefixes: share(fit + prefix, cases), events: share(fitting, events) },
    precision,
    deviations,
    unknown: [...seen].filter(([activity]) => tasksOf(activity).length === 0)
      .map(([activity, count]) => ({ activity, count })),
    untaken: table.taskNames.filter((_, task) => table.taskKind[task] !== SILENT && !taken.has(task)),
    outcomes: straight.outcomes,
    search: { states: space.size, stepped: space.stepped, milliseconds: searched - begun },
    run: { stepped: straight.stepped, milliseconds: finished - searched },
  }
}

const SILENT = 2

/** Task indices by the name of the task, and by its last part for a task of a sub-workflow (`outer/inner`). */
function tasksByActivity(names: readonly string[], kinds: Uint8Array): Map<string, number[]> {
  const tasks = new Map<string, number[]>()
  const add = (activity: string, task: number) => tasks.set(activity, [...(tasks.get(activity) ?? []), task])
  names.forEach((name, task) => {
    if (kinds[task] === SILENT) return
    add(name, task)
    if (name.includes("/")) add(name.slice(name.lastIndexOf("/") + 1), task)
  })
  return tasks
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)
