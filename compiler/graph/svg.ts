/** A net as a picture: layered from left to right by dagre, drawn after YAWL, readable on light and dark. */
import type { Graph } from "@dagrejs/dagre"
import type { Net } from "../ir/net.ts"
import { picture, type Picture, type PictureNode } from "./picture.ts"

const FONT = 13
const LINE = 16
/** Width of a letter on average; text is set in a sans-serif that the reader has. */
const LETTER = 7.1
const CHARACTERS_MAX = 20
const MARGIN = 16
/** Room above and below a task that a line leads from back to itself. */
const LOOP = 26
/** Width of the strip that shows a join or a split. */
const STRIP = 16

const style = `
  svg { --ink: #1f2933; --paper: #ffffff; --task: #eef4fb; --edge: #52606d; --soft: #9aa5b1; --end: #1f2933; }
  @media (prefers-color-scheme: dark) {
    svg { --ink: #e4e7eb; --paper: #1b222b; --task: #25313f; --edge: #9aa5b1; --soft: #616e7c; --end: #e4e7eb; }
  }
  text { font: ${FONT}px system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: var(--ink); text-anchor: middle; }
  .box { fill: var(--task); stroke: var(--ink); stroke-width: 1.2; }
  .manual .box { stroke-width: 2.4; }
  .silent .box { stroke: var(--edge); stroke-dasharray: 3 2; }
  .mark { fill: none; stroke: var(--ink); stroke-width: 1.2; stroke-linejoin: round; }
  .place { fill: var(--paper); stroke: var(--ink); stroke-width: 1.4; }
  .solid { fill: var(--end); }
  .edge { fill: none; stroke: var(--edge); stroke-width: 1.2; }
  .head { fill: var(--edge); }
  .label { font-size: 11px; paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
  .scope { fill: none; stroke: var(--soft); stroke-dasharray: 6 4; }
  .scope-name { font-size: 11px; fill: var(--edge); text-anchor: start; }
`

interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}
interface Line {
  readonly points: readonly Point[]
  readonly x: number
  readonly y: number
}
interface Point {
  readonly x: number
  readonly y: number
}

/**
 * The net as an SVG document. Tasks are boxes, with a strip on the left for the join and on the right
 * for the split: a triangle for AND, a diamond for XOR. A thick box is done by somebody outside, a small
 * dashed one only routes. Circles are conditions: start, ends, and those that several tasks compete for.
 *
 * @example
 * await writeFile("order.svg", await svg(net))
 */
export async function svg(net: Net): Promise<string> {
  const drawn = picture(net)
  const graph = await placed(drawn)
  const { left, top, width, height } = frame(graph)
  const parts: string[] = []
  drawn.scopes.forEach(({ path }, s) => {
    if (s === 0 || !graph.hasNode(`s${s}`)) return
    const box = graph.node(`s${s}`) as Box
    parts.push(`<rect class="scope" ${rectangle(box)} rx="10"/>`)
    const at = `x="${round(box.x - box.width / 2 + 8)}" y="${round(box.y - box.height / 2 + 14)}"`
    parts.push(`<text class="scope-name" ${at}>${escape(path)}</text>`)
  })
  const line = (path: string, label: string, x: number, y: number) => {
    parts.push(`<path class="edge" marker-end="url(#head)" d="${path}"/>`)
    if (label !== "") parts.push(`<text class="label" x="${round(x)}" y="${round(y + 4)}">${escape(label)}</text>`)
  }
  const boxes = new Map(drawn.nodes.map((node) => [node.id, { ...(graph.node(node.id) as Box), ...size(node) }]))
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
  for (const node of drawn.nodes) parts.push(shape(node, boxes.get(node.id)!))
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" ' +
      `viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escape(net.id)}</title>`,
    `<style>${style}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">',
    '<path class="head" d="M0 0.8 8 4 0 7.2z"/></marker></defs>',
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
  for (const node of nodes) {
    const { width, height } = size(node)
    graph.setNode(node.id, { width, height: height + (loops.has(node.id) ? 2 * LOOP : 0) })
    if (node.scope > 0) graph.setParent(node.id, `s${node.scope}`)
  }
  for (const { from, to, label } of edges) {
    if (from === to) continue
    const width = label === "" ? 0 : label.length * LETTER * 0.85 + 8
    graph.setEdge(from, to, { label, width, height: label === "" ? 0 : LINE, labelpos: "c" })
  }
  layout(graph)
  return graph
}

/** All that is drawn, lines that swing out included, with a margin. */
function frame(graph: Graph): { left: number; top: number; width: number; height: number } {
  const { width = 0, height = 0 } = graph.graph() as { readonly width?: number; readonly height?: number }
  const lines: readonly Line[] = graph.edges().map((edge: { v: string; w: string }) => graph.edge(edge))
  const points = lines.flatMap((line) => line.points)
  const xs = points.map(({ x }) => x)
  const ys = points.map(({ y }) => y)
  const left = Math.min(0, ...xs.map((x) => x - MARGIN))
  const top = Math.min(0, ...ys.map((y) => y - MARGIN))
  const right = Math.max(width, ...xs.map((x) => x + MARGIN))
  const bottom = Math.max(height, ...ys.map((y) => y + MARGIN))
  return { left: round(left), top: round(top), width: round(right - left), height: round(bottom - top) }
}

function size({ kind, label, join, split }: PictureNode): { width: number; height: number } {
  if (kind === "input" || kind === "output" || kind === "condition") return { width: 28, height: 28 }
  const strips = (join ? STRIP : 0) + (split ? STRIP : 0)
  if (kind === "silent") return { width: Math.max(strips, STRIP), height: 28 }
  const lines = wrapped(label)
  const width = Math.max(...lines.map((line) => line.length * LETTER)) + 22 + strips
  return { width: Math.max(width, 56), height: lines.length * LINE + 20 }
}

function shape(node: PictureNode, { x, y, width, height }: Box): string {
  if (node.kind === "input" || node.kind === "output" || node.kind === "condition") {
    const inner = node.kind === "input" ? `<path class="solid" d="M${x - 4} ${y - 6}l10 6 -10 6z"/>`
      : node.kind === "output" ? `<rect class="solid" x="${x - 5}" y="${y - 5}" width="10" height="10"/>` : ""
    const name = node.label === "" || node.label === "end" ? "" : `<title>${escape(node.label)}</title>`
    return `<g>${name}<circle class="place" cx="${x}" cy="${y}" r="14"/>${inner}</g>`
  }
  const left = x - width / 2
  const right = x + width / 2
  const parts = [`<rect class="box" ${rectangle({ x, y, width, height })} rx="3"/>`]
  if (node.join) parts.push(mark(node.join, left, y, height, 1))
  if (node.split) parts.push(mark(node.split, right, y, height, -1))
  const middle = x + ((node.join ? STRIP : 0) - (node.split ? STRIP : 0)) / 2
  const lines = node.label === "" ? [] : wrapped(node.label)
  lines.forEach((line, i) => {
    const at = y + 4.5 + (i - (lines.length - 1) / 2) * LINE
    parts.push(`<text x="${round(middle)}" y="${round(at)}">${escape(line)}</text>`)
  })
  if (node.empties > 0) {
    const below = lines.length > 0 ? height / 2 : 0
    parts.push(`<title>empties ${node.empties} tasks and conditions</title>`, cross(x, y + below))
  }
  return `<g class="${node.kind}">${parts.join("")}</g>`
}

/** The strip of a join (`side` 1, at the left edge) or a split (-1, at the right one). */
function mark(kind: "and" | "xor", edge: number, y: number, height: number, side: 1 | -1): string {
  const inner = edge + side * STRIP
  const line = `M${round(inner)} ${round(y - height / 2)}v${round(height)}`
  const middle = edge + (side * STRIP) / 2
  const sign = kind === "and"
    ? `M${round(middle - 4 * side)} ${round(y - 6)}l${8 * side} 6 ${-8 * side} 6z`
    : `M${round(middle)} ${round(y - 6)}l5 6 -5 6 -5 -6z`
  return `<path class="mark" d="${line}${sign}"/>`
}

/** The sign of a cancellation region. */
const cross = (x: number, y: number) =>
  `<path class="mark" d="M${round(x - 4)} ${round(y - 4)}l8 8m0 -8l-8 8"/>`

function wrapped(label: string): readonly string[] {
  const lines: string[] = []
  for (const word of label.split(" ")) {
    const last = lines.at(-1)
    const longer = last === undefined ? word : `${last} ${word}`
    if (last !== undefined && longer.length <= CHARACTERS_MAX) lines[lines.length - 1] = longer
    else lines.push(word)
  }
  return lines
}

/**
 * Where a line to or from `towards` meets a box: the middle of its front (1 right, -1 left) when it comes from
 * there, else on the way to the centre, so that lines there and back part.
 */
function border({ x, y, width, height }: Box, towards: Point, front: 1 | -1): Point {
  const dx = towards.x - x
  const dy = towards.y - y
  if (dx * front > width / 2) return { x: x + (front * width) / 2, y }
  const scale = Math.min(width / 2 / Math.max(Math.abs(dx), 0.1), height / 2 / Math.max(Math.abs(dy), 0.1))
  return { x: x + dx * scale, y: y + dy * scale }
}

/** A line through the points, its corners rounded: curves between the middles of its parts. */
function curve(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]]
  const last = rest.pop() ?? first
  let path = `M${round(first.x)} ${round(first.y)}`
  let before = first
  rest.forEach((point, i) => {
    const after = rest[i + 1] ?? last
    const to = i === rest.length - 1 ? last : { x: (point.x + after.x) / 2, y: (point.y + after.y) / 2 }
    path += `Q${round(point.x)} ${round(point.y)} ${round(to.x)} ${round(to.y)}`
    before = to
  })
  return before === last ? path : `${path}L${round(last.x)} ${round(last.y)}`
}

function rectangle({ x, y, width, height }: Box): string {
  return `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`
}

const round = (n: number) => Math.round(n * 10) / 10

function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
  return text.replace(/[&<>"]/g, (sign) => entities[sign]!)
}
