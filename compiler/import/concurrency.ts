/**
 * Which arcs of a drawing may hold tokens at the same time, and how many: the least relation that has what one step
 * puts, beside all that may have been there with everything that it took. It may say yes where no case ever comes;
 * where it says no, none does. A token stays on its arc while the task that it leads to runs.
 */
import type { Drawing, DrawnArc, DrawnNode } from "./drawing.ts"
import { graphOf } from "./graph.ts"

/** Most tokens that are told apart: more are as good as any number. */
export const TOKENS_MAX = 255

export interface Concurrency {
  /** Most tokens that may wait at a node or run in it at once. */
  readonly tokens: (key: string) => number
  /** The same on an arc. */
  readonly tokensOn: (arc: DrawnArc) => number
  /** Whether tokens may be at both nodes at once. */
  readonly beside: (key: string, other: string) => boolean
  /** Whether tokens may be on both arcs at once; of one arc, whether it may hold two. */
  readonly arcsBeside: (arc: DrawnArc, other: DrawnArc) => boolean
  /** Whether nothing else is left in the case when a node is done. */
  readonly alone: (key: string) => boolean
}

/** Thrown where so much may go on at once that it cannot be told: the model is refused then. */
export class TooMuchAtOnce extends Error {}

/** Words of 32 arcs that are looked at, at most: seconds. A model of 4,000 nodes takes some millions. */
const WORK_MAX = 100_000_000

export function concurrencyOf(drawing: Pick<Drawing, "nodes" | "arcs" | "start">): Concurrency {
  const { nodes, start } = drawing
  const first: DrawnArc = { from: "", to: start }
  const arcs = [first, ...drawing.arcs]
  const index = new Map(arcs.map((arc, i) => [arc, i]))
  const graph = graphOf(drawing)
  const words = (arcs.length + 31) >> 5
  const rows = arcs.map(() => new Int32Array(words))
  const reached = new Uint8Array(arcs.length)
  const into = new Map(nodes.map(({ key }) => [key, [
    ...(key === start ? [0] : []), ...graph.into(key).map((arc) => index.get(arc)!),
  ]]))
  const out = new Map(nodes.map(({ key }) => [key, graph.out(key).map((arc) => index.get(arc)!)]))
  const cleared = new Map(nodes.map((node) => [node.key, clearedBy(node)]))
  /** Nodes to look at again, and for each arc which it is that takes from it. */
  const open: number[] = []
  const isOpen = new Uint8Array(nodes.length)
  const places = new Map(nodes.map(({ key }, i) => [key, i]))
  let work = 0
  const taker = arcs.map(({ to }) => places.get(to)!)

  link([0])
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    isOpen[next] = 0
    const node = nodes[next]!
    for (const stays of staying(node)) {
      for (const puts of putsOf(node)) {
        if ((work += words * (puts.length + 1)) > WORK_MAX) throw new TooMuchAtOnce()
        link(puts)
        for (const arc of puts) spread(arc, stays, node.join.kind === "enough")
      }
    }
  }
  const counts = countsOf(nodes, into, out, arcs, has)
  return {
    tokens: (key) => counts.at(key),
    tokensOn: (arc) => counts.on(index.get(arc)!),
    beside: (key, other) => into.get(key)!.some((arc) => into.get(other)!.some((one) => has(arc, one))),
    arcsBeside: (arc, other) => has(index.get(arc)!, index.get(other)!),
    alone: (key) => staying(graph.nodes.get(key)!).every((stays) => stays.every((word) => word === 0)),
  }

  function has(arc: number, other: number): boolean {
    return ((rows[arc]![other >> 5]! >>> (other & 31)) & 1) === 1
  }

  /** What leads to the nodes that it cancels, as bits. */
  function clearedBy({ cancels }: DrawnNode): Int32Array {
    return bits(cancels.flatMap((key) => into.get(key) ?? []))
  }

  function bits(list: readonly number[]): Int32Array {
    const made = new Int32Array(words)
    for (const arc of list) made[arc >> 5]! |= 1 << (arc & 31)
    return made
  }

  /** What may be there when a node is done, for each way in which it can have begun. */
  function staying({ key, join }: DrawnNode): readonly Int32Array[] {
    const taken = into.get(key)!.filter((arc) => reached[arc] === 1)
    const gone = cleared.get(key)!
    if (join.kind === "any") return taken.map((arc) => rows[arc]!.map((word, w) => word & ~gone[w]!))
    if (join.kind === "all") {
      const all = into.get(key)!
      if (!all.every((arc, i) => reached[arc] === 1 && all.every((other, j) => j <= i || has(arc, other)))) return []
      return [rows[0]!.map((_, w) => all.reduce((word, arc) => word & rows[arc]![w]!, -1) & ~gone[w]!)]
    }
    if (taken.length === 0) return []
    const either = rows[0]!.map((_, w) => taken.reduce((word, arc) => word | rows[arc]![w]!, 0) & ~gone[w]!)
    if (join.kind === "enough") return [either]
    const waited = upstream(key)
    return [either.map((word, w) => word & ~waited[w]!)]
  }

  /** Arcs from which a token can come to the node without passing it: a join of `some` waits for all of these. */
  function upstream(key: string): Int32Array {
    const found = new Set(into.get(key))
    for (const arc of found) {
      const from = arcs[arc]!.from
      if (from !== "" && from !== key) for (const before of into.get(from)!) found.add(before)
    }
    return bits([...found])
  }

  function putsOf({ key, split }: DrawnNode): readonly (readonly number[])[] {
    const puts = out.get(key)!
    if (split === "all") return [puts]
    if (split !== "some") return puts.map((arc) => [arc])
    const alone = puts.filter((arc) => arcs[arc]!.otherwise === true)
    return [puts.filter((arc) => arcs[arc]!.otherwise !== true), ...alone.map((arc) => [arc])]
  }

  function link(puts: readonly number[]): void {
    for (const arc of puts) {
      if (reached[arc] === 0) {
        reached[arc] = 1
        wake(arc)
      }
      for (const other of puts) if (other !== arc || (arcs[arc]!.times ?? 1) > 1) pair(arc, other)
    }
  }

  /** `once`: what fires once for several tokens does not follow itself. */
  function spread(arc: number, stays: Int32Array, once: boolean): void {
    const row = rows[arc]!
    for (let w = 0; w < words; w++) {
      for (let more = stays[w]! & ~row[w]!; more !== 0; more &= more - 1) {
        const other = (w << 5) + 31 - Math.clz32(more & -more)
        if (!once || other !== arc) pair(arc, other)
      }
    }
  }

  function pair(arc: number, other: number): void {
    if (has(arc, other)) return
    rows[arc]![other >> 5]! |= 1 << (other & 31)
    rows[other]![arc >> 5]! |= 1 << (arc & 31)
    wake(arc)
    wake(other)
  }

  function wake(arc: number): void {
    const node = taker[arc]!
    if (isOpen[node] === 1) return
    isOpen[node] = 1
    open.push(node)
  }
}

type Indices = ReadonlyMap<string, readonly number[]>
type Has = (arc: number, other: number) => boolean

interface Counts {
  readonly at: (key: string) => number
  readonly on: (arc: number) => number
}

/**
 * Tokens by node: what may come at once on several arcs adds up. An arc that may hold several, though one at a time
 * comes to where it leaves, gets them from a round that makes ever more.
 */
function countsOf(
  nodes: readonly DrawnNode[], into: Indices, out: Indices, arcs: readonly DrawnArc[], has: Has,
): Counts {
  const counts = new Map(nodes.map(({ key }) => [key, 1]))
  const byKey = new Map(nodes.map((node) => [node.key, node]))
  const endless = new Set<number>()
  settle()
  arcs.forEach((arc, i) => {
    if (arc.from !== "" && arc.times === undefined && has(i, i) && counts.get(arc.from) === 1) endless.add(i)
  })
  settle()
  return { at: (key) => counts.get(key)!, on }

  function settle(): void {
    const raised = new Map<string, number>()
    const open = new Set(nodes)
    for (const node of open) {
      open.delete(node)
      const now = Math.min(TOKENS_MAX, countOf(node))
      if (now <= counts.get(node.key)!) continue
      const times = (raised.get(node.key) ?? 0) + 1
      raised.set(node.key, times)
      counts.set(node.key, times > RAISED_MAX ? TOKENS_MAX : now)
      for (const arc of out.get(node.key)!) open.add(byKey.get(arcs[arc]!.to)!)
    }
  }

  function countOf({ key, join }: DrawnNode): number {
    const list = into.get(key)!
    const each = list.map(on)
    if (join.kind === "all") return Math.min(...each)
    if (join.kind !== "any") return 1
    const beside = list.flatMap((arc, i) => (list.some((other) => other !== arc && has(arc, other)) ? [each[i]!] : []))
    return Math.max(1, ...each, beside.reduce((sum, count) => sum + count, 0))
  }

  function on(arc: number): number {
    if (!has(arc, arc)) return 1
    if (endless.has(arc)) return TOKENS_MAX
    const { from, times = 1 } = arcs[arc]!
    return Math.min(TOKENS_MAX, (counts.get(from) ?? 1) * times)
  }
}

/** A count that was raised more often than this grows without end. */
const RAISED_MAX = 16
