/** A drawing to walk on: nodes by key, and the arcs that enter and leave each. */
import type { Drawing, DrawnArc, DrawnNode } from "./drawing.ts"

export interface Graph {
  readonly nodes: ReadonlyMap<string, DrawnNode>
  readonly into: (key: string) => readonly DrawnArc[]
  readonly out: (key: string) => readonly DrawnArc[]
}

export function graphOf({ nodes, arcs }: Pick<Drawing, "nodes" | "arcs">): Graph {
  const into = new Map<string, DrawnArc[]>(nodes.map(({ key }) => [key, []]))
  const out = new Map<string, DrawnArc[]>(nodes.map(({ key }) => [key, []]))
  for (const arc of arcs) {
    into.get(arc.to)!.push(arc)
    out.get(arc.from)!.push(arc)
  }
  return {
    nodes: new Map(nodes.map((node) => [node.key, node])),
    into: (key) => into.get(key) ?? [],
    out: (key) => out.get(key) ?? [],
  }
}
