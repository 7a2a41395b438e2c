/** How much of what the definition allows the log takes: escaping edges (docs/replay.md has the sources). */
import type { TasksOf } from "./activity.ts"
import type { Tree } from "./tree.ts"

/**
 * Of the tasks that were enabled, the share that the log ever takes there, each place weighted by the
 * cases that visit it. 1: nothing is allowed that the log does not show. Only the fitting part of a
 * case counts. `prefixes`: a place is the whole sequence of events so far; the measure to quote, since nothing
 * that a definition allows too much escapes it, though rare orders of parallel tasks weigh on it. `states`: a
 * place is the set of states the case can be in; kinder to parallel tasks, but blind where a definition has few
 * states: one that allows everything has a place or two, and everything is taken there some day.
 */
export interface Precision {
  readonly prefixes: number
  readonly states: number
}

interface Seen {
  visits: number
  readonly enabled: readonly number[]
  readonly taken: Set<number>
}

/** Looks at each place that the walk has made, once. */
export function judge(tree: Tree, tasksOf: TasksOf): Precision {
  const prefixes: Seen[] = []
  const states = new Map<string, Seen>()
  for (const open = [tree.root]; open.length > 0;) {
    const node = open.pop()!
    const enabled = tree.enabled(node)
    const taken = new Set<number>()
    for (const [activity, child] of node.children) {
      if (child.states.size === 0) continue
      open.push(child)
      for (const task of tasksOf(activity)) if (enabled.includes(task)) taken.add(task)
    }
    prefixes.push({ visits: node.visits, enabled, taken })
    const key = [...node.states.keys()].sort((a, b) => a - b).join()
    const state = states.get(key)
    if (state === undefined) states.set(key, { visits: node.visits, enabled, taken: new Set(taken) })
    else {
      state.visits += node.visits
      for (const task of taken) state.taken.add(task)
    }
  }
  return { prefixes: shareTaken(prefixes), states: shareTaken(states.values()) }
}

function shareTaken(places: Iterable<Seen>): number {
  let [taken, enabled] = [0, 0]
  for (const place of places) {
    taken += place.visits * place.taken.size
    enabled += place.visits * place.enabled.length
  }
  return enabled === 0 ? 1 : taken / enabled
}
