/** A net as a picture: layered from left to right by dagre, drawn after YAWL, readable on light and dark. */
import type { Graph } from "@dagrejs/dagre"
import type { Net } from "../ir/net.ts"
import { border, bow, curve, type Point } from "./curve.ts"
import { picture, type Picture, type PictureNode } from "./picture.ts"
import { type Box, escape, FONT, LETTER, LINE, rectangle, round, shape, size } from "./shape.ts"

const MARGIN = 16
/** Room above and below a task that a line leads from back to itself. */
const LOOP = 26
/** Width of a letter of a note, its height with the room below. */
const NOTE = { letter: 6.2, height: 18 } as const

const style = `
  svg { --ink: #1f2933; --paper: #ffffff; --task: #eef4fb; --edge: #52606d; --soft: #9aa5b1; --stop: #c2410c; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e4e7eb; --paper: #1b222b; --task: #25313f; --edge: #9aa5b1; --soft: #616e7c; --stop: #fb923c; }
  }
  text { font: ${FONT}px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--ink); text-anchor: middle; }
  .box { fill: var(--task); stroke: var(--ink); stroke-width: 1.2; }
  .sheet { fill: var(--task); stroke: var(--soft); stroke-width: 1.2; }
  .manual .box { stroke-width: 2.4; }
  .silent .box { stroke: var(--edge); stroke-dasharray: 3 2; }
  .mark { fill: none; stroke: var(--ink); stroke-width: 1.2; stroke-linejoin: round; }
  .sign { fill: none; stroke: var(--edge); stroke-width: 1.2; stroke-linejoin: round; stroke-linecap: round; }
  .stop { fill: none; stroke: var(--stop); stroke-width: 1.6; stroke-linecap: round; }
  .disc { fill: var(--paper); stroke: var(--stop); stroke-width: 1.6; }
  .lock { fill: var(--ink); }
  .place { fill: var(--paper); stroke: var(--ink); stroke-width: 1.4; }
  .solid { fill: var(--ink); }
  .edge { fill: none; stroke: var(--edge); stroke-width: 1.2; }
  .tie { fill: none; stroke: var(--edge); stroke-width: 1.2; stroke-dasharray: 4 3; }
  .cancels { stroke: var(--stop); }
  .head { fill: var(--edge); }
  .ring { fill: var(--paper); stroke: var(--edge); stroke-width: 1.2; }
  .small { font-size: 11px; }
  .label { font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
  .scope { fill: none; stroke: var(--soft); stroke-dasharray: 6 4; }
  .scope-name, .note { font-size: 11px; fill: var(--edge); text-anchor: start; }
`

/** How the ends of lines look: where a token goes, what is looked at, what is cancelled. */
const heads = [
  marker("head", 7, '<path class="head" d="M0 0.8 8 4 0 7.2z"/>'),
  marker("ring", 6, '<circle class="ring" cx="4" cy="4" r="2.6"/>'),
  marker("cross", 8, '<path class="stop" d="M1 1l6 6m0 -6l-6 6"/>'),
].join("")
const headOf = { reads: "ring", cancels: "cross", completes: "head" } as const

interface Line {
  readonly points: readonly Point[]
  readonly x: number
  readonly y: number
}

/**
 * The net as an SVG document. Tasks are boxes, with a strip on the left for the join and on the right for the split: a
 * triangle for AND, a diamond for XOR, a circle for OR, a number of branches that is enough. A thick box is done by
 * somebody outside, a letter waits for a signal, a clock for its time, a double box runs another workflow, sheets are
 * instances, a small dashed box only routes. Circles are conditions: start, ends, and those that several tasks compete
 * for. Dashed lines move nothing: they look at a condition, or cancel, or complete.
 *
 * @example
 * await writeFile("order.svg", await svg(net))
 */
export async function svg(net: Net): Promise<string> {
  const drawn = picture(net)
  const graph = await placed(drawn)
  const boxes = new Map(drawn.nodes.map((node) => [node.id, { ...(graph.node(node.id) as Box), ...size(node) }]))
  const bows = drawn.ties.map(({ from, to, kind }) => {
    const others = [...boxes].flatMap(([id, box]) => (id === from || id === to ? [] : [box]))
    return { kind, ...bow(boxes.get(from)!, boxes.get(to)!, others) }
  })
  const { left, top, right, bottom } = frame(graph, bows.flatMap(({ points }) => points), drawn.notes)
  const parts: string[] = []
  drawn.scopes.forEach(({ path }, s) => {
    if (s === 0 || !graph.hasNode(`s${s}`)) return
    const box = graph.node(`s${s}`) as Box
    parts.push(`<rect class="scope" ${rectangle(box)} rx="10"/>`)
    const at = `x="${round(box.x - box.width / 2 + 8)}" y="${round(box.y - box.height / 2 + 14)}"`
    parts.push(`<text class="scope-name" ${at}>${escape(path)}</text>`)
  })
  const labels: string[] = []
  const line = (path: string, label: string, x: number, y: number) => {
    parts.push(`<path class="edge" marker-end="url(#head)" d="${path}"/>`)
    if (label !== "") labels.push(`<text class="label" x="${round(x)}" y="${round(y + 4)}">${escape(label)}</text>`)
  }
  for (const { from, to, label } of drawn.edges) {
    if (from === to) continue
    const { points, x, y } = graph.edge(from, to) as Line
    const between = points.slice(1, -1)
    const start = border(boxes.get(from)!, between[0]!, 1)
    line(curve([start, ...between, border(boxes.get(to)!, between.at(-1)!, -1)]), label, x, y)
  }
  for (const { from, to, label } of drawn.edges) {
    if (from !== to) continue
    const { x, y, width, height } = boxes.get(from)!
    const top = y - height / 2
    const reach = width / 2 - 6
    line(`M${round(x + reach)} ${round(top)}q0 -18 -14 -18H${round(x - reach + 14)}q-14 0 -14 18`, label, x, top - 18)
  }
  parts.push(...labels)
  for (const { kind, path } of bows) {
    parts.push(`<path class="tie ${kind}" marker-end="url(#${headOf[kind]})" d="${path}"><title>${kind}</title></path>`)
  }
  for (const node of drawn.nodes) parts.push(shape(node, boxes.get(node.id)!))
  drawn.notes.forEach((note, n) => {
    const y = bottom - MARGIN - (drawn.notes.length - 1 - n) * NOTE.height
    parts.push(`<text class="note" x="${round(left + MARGIN)}" y="${round(y)}">${escape(note)}</text>`)
  })
  const [width, height] = [round(right - left), round(bottom - top)]
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" ' +
      `viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escape(net.id)}</title>`,
    `<style>${style}</style>`,
    `<defs>${heads}</defs>`,
    ...parts, "</svg>", "",
  ].join("\n")
}

/** The library is loaded here, so that those who draw nothing do not wait for it. */
async function placed({ nodes, edges, scopes }: Picture): Promise<Graph> {
  const { Graph, layout } = await import("@dagrejs/dagre")
  const graph = new Graph({ compound: true, multigraph: false })
  graph.setGraph({ rankdir: "LR", nodesep: 22, ranksep: 42, edgesep: 14, marginx: MARGIN, marginy: MARGIN })
  graph.setDefaultEdgeLabel(() => ({}))
  const used = new Set(nodes.map((n) => n.scope))
  scopes.forEach(({ path }, s) => {
    const inside = scopes.some((inner, i) => used.has(i) && (i === s || inner.path.startsWith(`${path}/`)))
    if (s > 0 && inside) graph.setNode(`s${s}`, {})
  })
  scopes.forEach(({ path }, s) => {
    const outer = scopes.findIndex((o, i) => i > 0 && o.path !== "" && o.path === path.slice(0, path.lastIndexOf("/")))
    if (s > 0 && outer > 0 && graph.hasNode(`s${s}`)) graph.setParent(`s${s}`, `s${outer}`)
  })
  const loops = new Set(edges.filter(({ from, to }) => from === to).map(({ from }) => from))
  // The layout begins with what it gets first, so where a case begins; and it puts what it gets later above.
  const upwards = nodes.toReversed()
  const isStart = ({ kind }: PictureNode) => kind === "input"
  for (const node of [...upwards.filter(isStart), ...upwards.filter((node) => !isStart(node))]) {
    const { width, height } = size(node)
    graph.setNode(node.id, { width, height: height + (loops.has(node.id) ? 2 * LOOP : 0) })
    if (node.scope > 0) graph.setParent(node.id, `s${node.scope}`)
  }
  for (const { from, to, label } of edges.toReversed()) {
    if (from === to) continue
    const width = label === "" ? 0 : label.length * LETTER * 0.85 + 8
    graph.setEdge(from, to, { label, width, height: label === "" ? 0 : LINE, labelpos: "c" })
  }
  layout(graph)
  return graph
}

/** All that is drawn, lines that swing out and notes below included, with a margin. */
function frame(graph: Graph, touched: readonly Point[], notes: readonly string[]) {
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number }
  const lines: readonly Line[] = graph.edges().map((edge: { v: string; w: string }) => graph.edge(edge))
  const points = [...touched, ...lines.flatMap((line) => line.points)]
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const left = Math.min(0, ...xs.map((x) => x - MARGIN))
  const longest = Math.max(0, ...notes.map((note) => note.length * NOTE.letter + 2 * MARGIN))
  const right = Math.max(width, left + longest, ...xs.map((x) => x + MARGIN))
  const bottom = Math.max(height, ...ys.map((y) => y + MARGIN)) + notes.length * NOTE.height
  const top = Math.min(0, ...ys.map((y) => y - MARGIN))
  return { left: round(left), top: round(top), right: round(right), bottom: round(bottom) }
}

function marker(id: string, at: number, path: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="${at}" refY="4" markerWidth="8" markerHeight="8" orient="auto">` +
    `${path}</marker>`
}
