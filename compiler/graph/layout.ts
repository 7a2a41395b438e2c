/**
 * Where the parts of a picture lie: layered from left to right by dagre, which is loaded here alone, and only to draw.
 * What hangs together lies together; what is called lies below what calls it.
 */
import type { Graph } from "@dagrejs/dagre"
import { crossings, type Point } from "./curve.ts"
import type { Picture, PictureEdge, PictureNode } from "./picture.ts"
import { type Box, LETTER, LINE, size } from "./shape.ts"

export const MARGIN = 16
/** Room above and below a task that a line leads from back to itself. */
const LOOP = 26
/** How many ways are tried where lines cross, and of how many nodes at most: larger nets are laid out once. */
const TRIES = { ways: 12, nodes: 60 } as const

export interface Line extends PictureEdge {
  /** Bends, with a place for the label at `x` and `y`. None where the line leads back to its own node. */
  readonly points: readonly Point[]
  readonly x: number
  readonly y: number
}

export interface Layout {
  readonly boxes: ReadonlyMap<string, Box>
  readonly lines: readonly Line[]
  readonly frames: readonly { readonly path: string; readonly box: Box }[]
  readonly width: number
  readonly height: number
}

export async function layout(picture: Picture): Promise<Layout> {
  const dagre = await import("@dagrejs/dagre")
  let whole: Layout = { boxes: new Map(), lines: [], frames: [], width: 0, height: 0 }
  for (const part of parts(picture)) whole = below(whole, best(part))
  return whole

  /** First as said, the first above; where lines cross, the way that the fewest do: the order of edges decides it. */
  function best(part: Picture): Layout {
    const count = part.nodes.length > TRIES.nodes ? 1 : Math.min(TRIES.ways, Math.max(1, part.edges.length))
    let [found, least] = [undefined as Layout | undefined, Infinity]
    for (let first = 0; first < count && least > 0; first += 1) {
      const one = laidOut({ ...part, edges: [...part.edges.slice(first), ...part.edges.slice(0, first)] })
      const crossed = crossings(one.lines.map(({ points }) => points))
      if (crossed < least) [found, least] = [one, crossed]
    }
    return found!
  }

  function laidOut(part: Picture): Layout {
    const graph: Graph = new dagre.Graph({ compound: true, multigraph: false })
    graph.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 42, edgesep: 14, marginx: MARGIN, marginy: MARGIN })
    graph.setDefaultEdgeLabel(() => ({}))
    addScopes(graph, part)
    const loops = new Set(part.edges.filter(isLoop).map(({ from }) => from))
    // The library begins with what it gets first, so where a case begins; and it puts what it gets later above.
    const nodes = part.nodes.toReversed()
    const isStart = ({ kind }: PictureNode) => kind === "input"
    for (const node of [...nodes.filter(isStart), ...nodes.filter((one) => !isStart(one))]) {
      const { width, height } = room(node, part)
      graph.setNode(node.id, { width, height: height + (loops.has(node.id) ? 2 * LOOP : 0) })
      if (node.scope > 0) graph.setParent(node.id, `s${node.scope}`)
    }
    for (const edge of part.edges.toReversed()) {
      const { from, to, label } = edge
      if (isLoop(edge)) continue
      const width = label === "" ? 0 : label.length * LETTER * 0.85 + 8
      graph.setEdge(from, to, { label, width, height: label === "" ? 0 : LINE, labelpos: "c" })
    }
    dagre.layout(graph)
    return read(graph, part)
  }
}

/** What a node takes: all ends alike, so that those that lie above each other lie in line. */
function room(node: PictureNode, { nodes }: Picture): { readonly width: number; readonly height: number } {
  const { width, height } = size(node)
  if (node.kind !== "output") return { width, height }
  return { width: Math.max(...nodes.flatMap((one) => (one.kind === "output" ? [size(one).width] : []))), height }
}

const isLoop = ({ from, to }: PictureEdge) => from === to

/** Each scope that something is in is a frame, in the frame of the one around it. */
function addScopes(graph: Graph, { nodes, scopes }: Picture): void {
  const used = new Set(nodes.map((node) => node.scope))
  scopes.forEach(({ path }, s) => {
    const isUsed = scopes.some((inner, i) => used.has(i) && (i === s || inner.path.startsWith(`${path}/`)))
    if (s > 0 && isUsed) graph.setNode(`s${s}`, {})
  })
  scopes.forEach(({ path }, s) => {
    const outer = scopes.findIndex((one, i) => i > 0 && one.path === path.slice(0, path.lastIndexOf("/")))
    if (outer > 0 && graph.hasNode(`s${s}`)) graph.setParent(`s${s}`, `s${outer}`)
  })
}

function read(graph: Graph, part: Picture): Layout {
  const { nodes, edges, scopes } = part
  const boxes = new Map(nodes.map((node) => {
    const { x, y } = graph.node(node.id) as Box
    const own = size(node)
    return [node.id, { x: x - (room(node, part).width - own.width) / 2, y, ...own }]
  }))
  const lines = edges.map((edge): Line => {
    if (!isLoop(edge)) return { ...edge, ...(graph.edge(edge.from, edge.to) as Line) }
    const { x, y, height } = boxes.get(edge.from)!
    return { ...edge, points: [], x, y: y - height / 2 - 18 }
  })
  const frames = scopes.flatMap(({ path }, s) =>
    s > 0 && graph.hasNode(`s${s}`) ? [{ path, box: graph.node(`s${s}`) as Box }] : [])
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number }
  return { boxes, lines, frames, width, height }
}

/** Both, one below the other. */
function below(above: Layout, { boxes, lines, frames, width, height }: Layout): Layout {
  const by = Math.max(0, above.height - MARGIN)
  const moved = <P extends Point>(point: P): P => ({ ...point, y: point.y + by })
  return {
    boxes: new Map([...above.boxes, ...[...boxes].map(([id, box]) => [id, moved(box)] as const)]),
    lines: [...above.lines, ...lines.map((line) => ({ ...moved(line), points: line.points.map(moved) }))],
    frames: [...above.frames, ...frames.map(({ path, box }) => ({ path, box: moved(box) }))],
    width: Math.max(above.width, width), height: by + height,
  }
}

/** The picture in parts that no line, tie or frame joins, in the order of their first nodes. */
function parts(picture: Picture): readonly Picture[] {
  const { nodes, edges, ties, scopes } = picture
  const outermost = (scope: number) => scopes[scope]!.path.split("/")[0]!
  const framed = nodes.flatMap(({ id, scope }) => (scope > 0 ? [{ from: id, to: `in ${outermost(scope)}` }] : []))
  const beside = new Map<string, string[]>()
  for (const { from, to } of [...edges, ...ties, ...framed]) {
    beside.set(from, [...(beside.get(from) ?? []), to])
    beside.set(to, [...(beside.get(to) ?? []), from])
  }
  const partOf = new Map<string, number>()
  let count = 0
  for (const { id } of nodes) {
    if (partOf.has(id)) continue
    for (const open = [id]; open.length > 0;) {
      const one = open.pop()!
      if (partOf.has(one)) continue
      partOf.set(one, count)
      open.push(...(beside.get(one) ?? []))
    }
    count += 1
  }
  return Array.from({ length: count }, (_, part) => ({
    ...picture, nodes: nodes.filter(({ id }) => partOf.get(id) === part),
    edges: edges.filter(({ from }) => partOf.get(from) === part),
    ties: ties.filter(({ from }) => partOf.get(from) === part),
  }))
}
