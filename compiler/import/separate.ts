/**
 * Puts silent tasks where knhk wants a task of its own: a task is left by one form alone, so a branch of a join, of a
 * merge of several tokens, or to a task that takes a list comes from a task that does nothing but lead there.
 */
import { boundsOf } from "./bounds.ts"
import { type Concurrency, concurrencyOf } from "./concurrency.ts"
import type { Drawing, DrawnArc, DrawnNode } from "./drawing.ts"
import { takesList } from "./fold.ts"
import { graphOf } from "./graph.ts"

/** The drawing with silent tasks where they are needed. */
export function separate(given: Drawing, concurrency: Concurrency): Drawing {
  const drawing = mergedBefore(given, concurrency)
  const graph = graphOf(drawing)
  const { collects } = boundsOf(graph, drawing === given ? concurrency : concurrencyOf(drawing))
  const added: DrawnNode[] = []
  const arcs = drawing.arcs.flatMap((arc): readonly DrawnArc[] => {
    const [from, to] = [graph.nodes.get(arc.from)!, graph.nodes.get(arc.to)!]
    const free = from.split === "all" && graph.out(from.key).length === 1
    const again = from.split === "all" && graph.out(from.key).some((other) => other !== arc && other.to === arc.to)
    if (free || !(collects(to.key) || again || arc.times !== undefined)) return [arc]
    const key = `${from.key} > ${to.key} ${added.length}`
    added.push(silent(key, `${from.name} to ${to.name}`, to))
    const { times, ...before } = arc
    const named = from.split === "all" || arc.otherwise === true ? {}
      : arc.name === undefined ? { name: to.name, borrowed: true as const } : { name: arc.name }
    return [{ ...before, ...named, to: key }, { from: key, to: to.key, ...(times !== undefined && { times }) }]
  })
  return added.length === 0 ? drawing : { ...drawing, nodes: [...drawing.nodes.map(cancelling), ...added], arcs }

  /** What empties a node empties what was put before it. */
  function cancelling(node: DrawnNode): DrawnNode {
    const more = added.filter(({ key }) => arcs.some((arc) => arc.from === key && node.cancels.includes(arc.to)))
    return more.length === 0 ? node : { ...node, cancels: [...node.cancels, ...more.map(({ key }) => key)] }
  }
}

/** What takes a list has no form for several tokens at once: a silent task takes them in its place. */
function mergedBefore(drawing: Drawing, concurrency: Concurrency): Drawing {
  const { addsUp } = boundsOf(graphOf(drawing), concurrency)
  const merged = drawing.nodes.filter(({ key, work }) => takesList(work) && addsUp(key))
  if (merged.length === 0) return drawing
  const before = new Map(merged.map((node) => [node.key, silent(`before ${node.key}`, `before ${node.name}`, node)]))
  const arcs = drawing.arcs.map((arc) => ({ ...arc, to: before.get(arc.to)?.key ?? arc.to }))
  const more = merged.map(({ key }) => ({ from: before.get(key)!.key, to: key }))
  return { ...drawing, nodes: [...drawing.nodes, ...before.values()], arcs: [...arcs, ...more] }
}

function silent(key: string, name: string, { at }: DrawnNode): DrawnNode {
  return {
    key, name, anonymous: true, at, comments: [], work: { kind: "silent" }, join: { kind: "any" }, split: "all",
    cancels: [],
  }
}
