/** Where several tokens may come to a node, so that a form of its own says how many. */
import { type Concurrency, TOKENS_MAX } from "./concurrency.ts"
import type { DrawnNode } from "./drawing.ts"
import { takesList } from "./fold.ts"
import type { Graph } from "./graph.ts"

export interface Bounds {
  /** Whether more tokens may be at a node than plain flows to it would give room for. */
  readonly addsUp: (key: string) => boolean
  /** Whether a form at the node says all its arcs, so that what they leave is left by it alone. */
  readonly collects: (key: string) => boolean
}

/**
 * The compiler gives a task as much room as what flows to it has. What only passes a token on has one at a time,
 * however many there are.
 */
export function boundsOf(graph: Graph, concurrency: Concurrency): Bounds {
  const room = new Map([...graph.nodes.keys()].map((key) => [key, 1]))
  const adding = new Set<string>()
  const nodes = [...graph.nodes.values()]
  settle(nodes)
  // One at a time, those where ways meet first: what is behind it may then have room enough.
  const waiting = nodes.filter((node) => mayAddUp(node) && concurrency.tokens(node.key) > 1)
    .sort((a, b) => Number(graph.into(a.key).length < 2) - Number(graph.into(b.key).length < 2))
  for (const node of waiting) {
    if (concurrency.tokens(node.key) <= before(node)) continue
    adding.add(node.key)
    settle([node])
  }
  return {
    addsUp: (key) => adding.has(key),
    collects: (key) => {
      const { join, work } = graph.nodes.get(key)!
      return join.kind !== "any" || takesList(work) || adding.has(key)
    },
  }

  function settle(from: readonly DrawnNode[]): void {
    const open = new Set(from)
    for (const node of open) {
      open.delete(node)
      const now = roomAt(node)
      if (now <= room.get(node.key)!) continue
      room.set(node.key, now)
      for (const { to } of graph.out(node.key)) open.add(graph.nodes.get(to)!)
    }
  }

  function roomAt(node: DrawnNode): number {
    const into = graph.into(node.key)
    if (node.join.kind === "all") return Math.max(1, ...into.map((arc) => concurrency.tokensOn(arc)))
    if (node.join.kind !== "any") return 1
    return adding.has(node.key) ? concurrency.tokens(node.key) : before(node)
  }

  function before({ key }: DrawnNode): number {
    return Math.max(1, ...graph.into(key).map(({ from, times = 1 }) => Math.min(TOKENS_MAX, room.get(from)! * times)))
  }

  function mayAddUp({ key, join, work }: DrawnNode): boolean {
    const into = graph.into(key)
    const passes = work.kind === "silent" && into.length === 1 && into[0]!.times === undefined
    return join.kind === "any" && into.length > 0 && !passes
      && into.every(({ from }) => graph.nodes.get(from)!.split !== "first")
  }
}
