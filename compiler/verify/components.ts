/** Strongly connected components: nodes of a graph that lead to each other and back. */

/**
 * The components of the nodes 0, 1, ..., where `next` has the successors of each. Every node is in one, which
 * may be its own; a component comes after those it leads to, and its nodes are sorted.
 */
export function components(next: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const found: number[][] = []
  /** When a node was met; infinite once its component is found. */
  const met = new Float64Array(next.length)
  const lowest = new Float64Array(next.length)
  const waiting: number[] = []
  const path: { readonly node: number; next: number }[] = []
  let clock = 0
  const enter = (node: number) => {
    met[node] = lowest[node] = ++clock
    waiting.push(node)
    path.push({ node, next: 0 })
  }
  for (let root = 0; root < next.length; root++) {
    if (met[root] === 0) enter(root)
    while (path.length > 0) {
      const top = path.at(-1)!
      const to = next[top.node]![top.next++]
      if (to !== undefined) {
        if (met[to] === 0) enter(to)
        else lowest[top.node] = Math.min(lowest[top.node]!, met[to]!)
        continue
      }
      path.pop()
      const from = path.at(-1)?.node
      if (from !== undefined) lowest[from] = Math.min(lowest[from]!, lowest[top.node]!)
      if (lowest[top.node] !== met[top.node]) continue
      const component = waiting.splice(waiting.lastIndexOf(top.node))
      for (const node of component) met[node] = lowest[node] = Infinity
      found.push(component.sort((a, b) => a - b))
    }
  }
  return found
}
