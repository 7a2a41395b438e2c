/**
 * Replays the traces of a log: does each event find its task enabled, and may the case end after the
 * last? How fitness and precision are defined is in docs/replay.md.
 *
 * Traces are laid into one tree, so that a beginning shared by many cases is searched once. Each node
 * holds all states the case can be in there: the log does not tell the outcomes of decisions, so every
 * one is kept that the events so far allow.
 */
import type { Kernel } from "../../src/kernel/kernel.ts"
import type { Table } from "../../src/kernel/table.ts"
import { matcher, visible } from "./activity.ts"
import type { LogTrace } from "./log.ts"
import { judge, type Precision } from "./precision.ts"
import { type Node, Tree } from "./tree.ts"
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
  const { map = {}, statesMax = 200_000 } = options
  const { table } = kernel
  const begun = performance.now()
  const tasksOf = matcher(table, map)
  const tree = new Tree(kernel, tasksOf, statesMax)
  try {
    const { cases, events, skipped, fitting, deviations, last, seen } = walk(tree, traces, table, options)
    const precision = judge(tree, tasksOf)
    const searched = performance.now()
    const straight = run(kernel, last, tree)
    const finished = performance.now()

    const misfit = deviations.filter(({ verdict }) => verdict === "misfit").length
    const prefix = deviations.length - misfit
    const fit = cases - deviations.length
    const taken = new Set([...seen.keys()].flatMap(tasksOf))
    return {
      workflow: table.workflow,
      kernel: kernel.kind,
      cases, events, skipped, fit, prefix, misfit,
      fitness: { cases: share(fit, cases), prefixes: share(fit + prefix, cases), events: share(fitting, events) },
      precision,
      deviations,
      unknown: [...seen].filter(([activity]) => tasksOf(activity).length === 0)
        .map(([activity, count]) => ({ activity, count })),
      untaken: table.taskNames.filter((_, task) => visible(table, task) && !taken.has(task)),
      outcomes: straight.outcomes,
      search: { states: tree.space.size, stepped: tree.space.stepped, milliseconds: searched - begun },
      run: { stepped: straight.stepped, milliseconds: finished - searched },
    }
  } finally {
    tree.space.close()
  }
}

interface Walk {
  cases: number
  events: number
  skipped: number
  /** Events that found their task enabled. */
  fitting: number
  readonly deviations: Deviation[]
  /** Where each case ended, or got stuck. */
  readonly last: { readonly node: Node; readonly state: number }[]
  /** How often each activity occurs. */
  readonly seen: Map<string, number>
}

function walk(tree: Tree, traces: Iterable<LogTrace>, { taskNames }: Table, { onProgress }: ReplayOptions): Walk {
  const sums: Walk = { cases: 0, events: 0, skipped: 0, fitting: 0, deviations: [], last: [], seen: new Map() }
  for (const { caseId, events, skipped } of traces) {
    let node = tree.root
    node.visits++
    let event = 0
    for (; event < events.length; event++) {
      const next = tree.next(node, events[event]!.activity)
      if (next.states.size === 0) break
      node = next
      node.visits++
    }
    const end = tree.end(node)
    const stuck = events[event]
    if (stuck !== undefined || end === undefined) {
      const enabled = tree.enabled(node).map((task) => taskNames[task]!)
      sums.deviations.push(stuck === undefined
        ? { caseId, verdict: "prefix", event, enabled }
        : { caseId, verdict: "misfit", event, activity: stuck.activity, enabled })
    }
    sums.last.push({ node, state: end ?? node.states.keys().next().value! })
    for (const { activity } of events) sums.seen.set(activity, (sums.seen.get(activity) ?? 0) + 1)
    sums.events += events.length
    sums.fitting += event
    sums.skipped += skipped
    if (++sums.cases % 256 === 0) onProgress?.(sums.cases)
  }
  onProgress?.(sums.cases)
  return sums
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)
