/** Which tasks have to be seen while they run: what happens then depends on it. */
import type { Net, NetTask, TaskIndex } from "../ir/net.ts"

/** The places of a task that is watched. */
export interface Watched {
  readonly running: number
  /** With instances: it is done, and the others go on without effect. */
  readonly absorbing?: number
  /** With instances: all are finished, and they were too few. */
  readonly starved?: number
}

/** Those of the tasks that are watched, with places made by `place`. */
export function watched(
  net: Net, tasks: readonly TaskIndex[], place: (task: number, bound: number) => number,
): ReadonlyMap<number, Watched> {
  const names = new Set<number>()
  const conditions = new Set<number>()
  let isPlain = true
  for (const t of tasks) {
    const task = net.tasks[t]!
    if (onlyRoutes(task)) continue
    isPlain = false
    const { join, inputs, cancels, blockers, completes = [], reads = [], waits = [] } = task
    if (join !== "and" && inputs.length > 1) for (const { condition } of inputs) conditions.add(condition)
    for (const of of [cancels, ...(blockers === undefined ? [] : [blockers])]) {
      for (const other of of.tasks) names.add(other)
      for (const c of of.conditions) conditions.add(c)
    }
    for (const other of completes) names.add(other)
    for (const c of reads) conditions.add(c)
    for (const { needs } of waits) {
      for (const { place } of needs) if ("task" in place) names.add(place.task); else conditions.add(place.condition)
    }
  }
  const found = new Map<number, Watched>()
  if (isPlain) return found
  for (const t of tasks) {
    const task = net.tasks[t]!
    if (task.instances !== undefined) found.set(t, phases(task, t, place))
    else if (runs(task) && (names.has(t) || isPicky(task) || task.inputs.some((i) => conditions.has(i.condition)))) {
      found.set(t, { running: place(t, Math.max(...task.inputs.map((i) => net.conditions[i.condition]!.bound))) })
    }
  }
  return found
}

/** Whether it takes and puts tokens and does nothing else. */
export function onlyRoutes({
  join, inputs, cancels, blockers, completes, reads, waits, instances,
}: NetTask): boolean {
  return (join === "and" || inputs.length === 1) && cancels.tasks.length === 0 && cancels.conditions.length === 0
    && blockers === undefined && completes === undefined && reads === undefined && waits === undefined
    && instances === undefined && join !== "or"
}

const runs = ({ kind }: NetTask) => kind !== "silent" && kind !== "receive"

/** Whether its start asks for more than tokens: then it matters when it starts. */
function isPicky({ reads = [], blockers, join, inputs }: NetTask): boolean {
  const blocks = (blockers?.conditions.length ?? 0) + (blockers?.tasks.length ?? 0)
  return reads.length > 0 || blocks > 0 || (join === "xor" && inputs.length > 1) || join === "or"
}

function phases({ instances, cancels }: NetTask, t: number, place: (task: number, bound: number) => number): Watched {
  const { count, min, max, threshold, rest, open, until } = instances!
  const running = place(t, 1)
  const most = open ? max : count ?? max
  const mayStay = threshold === 0 || (until ? most > 1 : threshold !== undefined && threshold < most)
  const leaves = rest === "absorb" && !cancels.tasks.some((other) => other === t) && most > 0 && mayStay
  const starves = !until && threshold !== undefined && (open ? max : count ?? Math.max(min, 1)) < threshold
  return { running, ...(leaves && { absorbing: place(t, 1) }), ...(starves && { starved: place(t, 1) }) }
}
