/** Takes out of a drawing what no token can ever come to. */
import type { Diagnostic } from "../diagnostic.ts"
import type { Drawing, DrawnNode, ImportNote } from "./drawing.ts"
import { malformed } from "./finding.ts"
import { type Graph, graphOf } from "./graph.ts"

/** The drawing without the nodes that are never reached, or the error that one waits for one of them. */
export function prune(drawing: Drawing): {
  readonly drawing: Drawing; readonly notes: readonly ImportNote[]; readonly errors: readonly Diagnostic[]
} {
  const graph = graphOf(drawing)
  const reached = reachable(drawing.start, graph)
  const lost = drawing.nodes.filter(({ key }) => !reached.has(key))
  const stuck = lost.filter(({ key }) => graph.into(key).some(({ from }) => reached.has(from)))
  const notes = lost.flatMap((node): readonly ImportNote[] => (node.of === undefined ? [] : [{
    kind: "dropped", ...node.of, ...(!node.anonymous && { name: node.name }), at: node.at,
    message: "nothing leads to it",
  }]))
  const arcs = drawing.arcs.filter(({ from, to }) => reached.has(from) && reached.has(to))
  const entering = new Map<string, number>()
  for (const { to } of arcs) entering.set(to, (entering.get(to) ?? 0) + 1)
  const nodes = drawing.nodes.filter(({ key }) => reached.has(key)).map((node): DrawnNode => ({
    ...node, cancels: node.cancels.filter((key) => reached.has(key)),
    join: (entering.get(node.key) ?? 0) < 2 ? { kind: "any" } : node.join,
  }))
  return { drawing: { ...drawing, nodes, arcs }, notes, errors: stuck.map(neverWhole) }
}

/** Nodes that tokens may come to: one that joins only if they may come on as many arcs as it needs. */
export function reachable(start: string, graph: Graph): ReadonlySet<string> {
  const reached = new Set<string>()
  const come = new Map<string, number>()
  const open = [start]
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (reached.has(key)) continue
    const node = graph.nodes.get(key)!
    const arcs = graph.into(key).length
    const needed = node.join.kind === "all" ? arcs : node.join.kind === "enough" ? node.join.count : 1
    if (key !== start && (come.get(key) ?? 0) < needed) continue
    reached.add(key)
    for (const { to } of graph.out(key)) {
      come.set(to, (come.get(to) ?? 0) + 1)
      open.push(to)
    }
  }
  return reached
}

function neverWhole({ name, at, of }: DrawnNode): Diagnostic {
  const what = `${of?.element ?? "join"} ${JSON.stringify(name)}`
  const why = "nothing can ever come on one of its ways in, so it waits for ever"
  return malformed(`${what}: ${why}: mend that way, or take it out`, at)
}
