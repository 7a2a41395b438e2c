/**
 * Traces as paths: a situation is a set of nodes that the words so far may have led to, with one
 * next situation per word. So each trace is one path, and what differs only in steps that say nothing is one.
 */
import type { Budget } from "./cases.ts"
import { ENDED, type Space, START } from "./states.ts"

export interface Situation {
  /** The case is over here. */
  readonly ended: boolean
  /** Sorted by word. Empty where nothing was looked for any more. */
  next: readonly (readonly [word: string, to: number])[]
}

export interface WordGraph {
  /** The first is that of no words. */
  readonly situations: readonly Situation[]
  /** Words up to which all traces are in the graph; infinite if all there are. */
  readonly wholeTo: number
}

/**
 * The situations that up to `maxLength` words lead to, nearest first, as far as the budget goes. With `most`
 * it dives instead: it goes from the newest situation on and keeps that many nodes of each, so that it
 * comes to ends in nets of any width; what it then finds is true, and not all.
 */
export function wordGraph(space: Space, maxLength: number, budget: Budget, most = Infinity): WordGraph {
  const index = new Map<string, number>()
  const situations: Situation[] = []
  const open: { readonly situation: number; readonly nodes: readonly number[]; readonly depth: number }[] = []
  const dive = most < Infinity
  let wholeTo = Infinity
  let at = 0

  enter([START], 0)
  if (budget.left <= 0) wholeTo = 0
  while (budget.left > 0 && at < open.length) {
    const { situation, nodes, depth } = dive ? open.pop()! : open[at]!
    if (!dive) delete open[at++]
    const byWord = new Map<string, number[]>()
    for (const node of nodes) {
      for (const { word, to } of space.next(node, budget)) {
        if (word === "") continue
        const next = byWord.get(word)
        if (next) next.push(to)
        else byWord.set(word, [to])
      }
    }
    if (depth === maxLength) {
      if (byWord.size > 0 || budget.left <= 0) wholeTo = maxLength
      continue
    }
    const sorted = [...byWord].sort(([a], [b]) => (a < b ? -1 : 1))
    situations[situation]!.next = sorted.map(([word, to]) => [word, enter(to, depth + 1)] as const)
    if (budget.left <= 0) wholeTo = depth
  }
  return { situations, wholeTo }

  /** Index of the situation of these nodes and all reached from them without a word. */
  function enter(from: readonly number[], depth: number): number {
    const reached = new Set(dive ? from.slice(0, 1) : from)
    for (const node of reached) {
      if (budget.left <= 0) break
      for (const { word, to } of space.next(node, budget)) if (word === "" && reached.size < most) reached.add(to)
    }
    const nodes = [...reached].sort((a, b) => a - b)
    const key = nodes.join()
    const known = index.get(key)
    if (known !== undefined) return known
    const situation = situations.push({ ended: nodes[0] === ENDED, next: [] }) - 1
    index.set(key, situation)
    open.push({ situation, nodes, depth })
    return situation
  }
}
