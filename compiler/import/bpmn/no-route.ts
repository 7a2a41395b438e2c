/**
 * A choice of several ways that takes none is an error in BPMN. Where such a choice and its join are in a loop, the
 * compiler knows them as a pair only if each route is a branch of the join: so the route for none is one too, and ends
 * the case.
 */
import type { DrawnArc, DrawnNode } from "../drawing.ts"
import { type Graph, graphOf } from "../graph.ts"
import type { Canvas } from "./canvas.ts"

/** Adds a route for none to the choices that need one of their own. */
export function addNoRoutes(canvas: Canvas): void {
  const graph = graphOf({ nodes: [...canvas.nodes.values()], arcs: canvas.arcs })
  const cancelled = new Set([...canvas.nodes.values()].flatMap(({ cancels }) => cancels))
  for (const node of graph.nodes.values()) {
    if (node.split !== "some" || graph.out(node.key).some(({ otherwise }) => otherwise === true)) continue
    const join = joinOf(node, graph, cancelled)
    if (join === undefined || !leadsBack(join, node.key, graph)) continue
    const none = canvas.helper(`${node.name} no route`, node.at)
    canvas.node(none).cancelsCase = true
    canvas.arc(node.key, none, { otherwise: true })
    canvas.arc(none, join)
  }
}

/** The join whose branches are the routes of a choice, one by one, with nothing else going in or out. */
function joinOf(node: DrawnNode, graph: Graph, cancelled: ReadonlySet<string>): string | undefined {
  const routeOf = new Map<string, DrawnArc>()
  const ends = new Map<DrawnArc, string[]>()
  let join: string | undefined
  for (const route of graph.out(node.key)) {
    const open = [route]
    for (const arc of open) {
      const { key, join: { kind } } = graph.nodes.get(arc.to)!
      if (kind === "some" && (join === undefined || join === key) && !routeOf.has(key)) {
        join = key
        ends.set(route, [...ends.get(route) ?? [], arc.from])
        continue
      }
      const known = routeOf.get(key)
      if (known === route) continue
      if (known !== undefined || key === node.key || key === join || cancelled.has(key)) return undefined
      if (graph.out(key).length === 0) return undefined
      routeOf.set(key, route)
      open.push(...graph.out(key))
    }
  }
  const entered = [...routeOf].every(([key, route]) =>
    graph.into(key).every((arc) => arc === route || routeOf.get(arc.from) === route))
  const paired = join !== undefined && ends.size === graph.out(node.key).length
    && [...ends.values()].every((list) => list.length === 1) && graph.into(join).length === ends.size
  return entered && paired ? join : undefined
}

function leadsBack(from: string, to: string, graph: Graph): boolean {
  const found = new Set(graph.out(from).map((arc) => arc.to))
  for (const key of found) for (const arc of graph.out(key)) found.add(arc.to)
  return found.has(to)
}
