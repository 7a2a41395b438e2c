/** How many instances a run needs, so that a task does what the run says: fewer than enough, just enough, more. */
import type { Instances } from "../ir/net.ts"
import type { Run } from "./model.ts"

export interface Counts {
  /** Instances that the start names, where their number is not fixed. */
  readonly start: number
  /** Instances to add before the task is done. */
  readonly add: number
  /** Instances to finish until it is done, or all of them where it never is. */
  readonly enough: number
  /** Instances to finish after that, until it is idle. */
  readonly more: number
}

export function counts(instances: Instances, task: number, run: Run, at: number): Counts {
  const { count, min, max, threshold, open, until } = instances
  const { kind, outcome } = run[at]!
  if (kind === "start" && threshold === 0) return { start: outcome, add: 0, enough: 0, more: 0 }
  const begun = lastStart(task, run, at)
  const next = kind === "start" ? run.slice(at + 1).find((act) => act.task === task) : run[at]
  if (run[begun]?.outcome === 0 && next?.kind !== "finish") return { start: 0, add: 0, enough: 0, more: 0 }
  const leaves = kind === "absorb" || (next?.kind === "finish" && next.outcome === 1)
  const least = Math.max(count ?? min, 1)
  const wanted = next?.kind === "starve" ? least
    : until ? Math.max(least, leaves ? 2 : 1)
      : Math.max(least, (threshold ?? least) + (leaves ? 1 : 0))
  const start = count ?? Math.min(max, wanted)
  const add = open ? Math.max(0, Math.min(max, wanted) - start) : 0
  const all = start + add
  const done = until ? (leaves ? 1 : all) : Math.min(all, threshold ?? all)
  if (kind === "absorb") {
    return { start, add: 0, enough: 0, more: threshold === 0 ? run[begun]?.outcome ?? all : all - done }
  }
  if (kind === "starve") return { start, add: 0, enough: all, more: 0 }
  return { start, add, enough: done, more: leaves || instances.rest === "cancel" ? 0 : all - done }
}

function lastStart(task: number, run: Run, at: number): number {
  for (let i = at; i >= 0; i--) if (run[i]!.task === task && run[i]!.kind === "start") return i
  return -1
}
