/** Files have nodes in any order: here each comes after those before it, and first branches come first. */
import type { Drawing } from "../drawing.ts"

/** The same drawing with its nodes as a reader follows them. */
export function inOrder(drawing: Drawing): Drawing {
  const nodes = new Map(drawing.nodes.map((node) => [node.key, node]))
  /** By node, what it leads to, the last way first. */
  const ways = new Map<string, string[]>()
  for (const { from, to } of drawing.arcs.toReversed()) (ways.get(from) ?? ways.set(from, []).get(from)!).push(to)
  const seen = new Set<string>()
  const order = [drawing.start, ...nodes.keys()].flatMap((first) => behind(first).reverse())
  return { ...drawing, nodes: order.map((key) => nodes.get(key)!) }

  /** What can be come to from a node and was not before, each after all that comes behind it. */
  function behind(first: string): string[] {
    if (seen.has(first)) return []
    seen.add(first)
    const done: string[] = []
    const path = [first]
    for (let key = path.at(-1); key !== undefined; key = path.at(-1)) {
      const next = ways.get(key)?.shift()
      if (next === undefined) done.push(path.pop()!)
      else if (!seen.has(next)) {
        seen.add(next)
        path.push(next)
      }
    }
    return done
  }
}
