/** Lines between boxes as SVG paths. */
import type { PictureTie } from "./picture.ts"
import { type Box, round } from "./shape.ts"

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Where a line to or from `towards` meets a box: the middle of its front (1 right, -1 left) when it comes from
 * there, beside the middle of its back when it comes from behind, so that lines there and back part; else on the way
 * to the centre.
 */
export function border({ x, y, width, height }: Box, towards: Point, front: 1 | -1): Point {
  const dx = towards.x - x
  const dy = towards.y - y
  if (dx * front > width / 2) return { x: x + (front * width) / 2, y }
  if (-dx * front > width / 2) return { x: x - (front * width) / 2, y: y + ((dy > 1 ? 1 : -1) * height) / 4 }
  const scale = Math.min(width / 2 / Math.max(Math.abs(dx), 0.1), height / 2 / Math.max(Math.abs(dy), 0.1))
  return { x: x + dx * scale, y: y + dy * scale }
}

/** A line through the points, its corners rounded: curves between the middles of its parts. */
export function curve(points: readonly Point[]): string {
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

/** How far a side is from being a good place for such a line: flows meet a box at its left and right. */
const sides = [
  { dx: 0, dy: -1, cost: 0 }, { dx: 0, dy: 1, cost: 0 }, { dx: -1, dy: 0, cost: 40 }, { dx: 1, dy: 0, cost: 40 },
] as const
/** A box on the way is worse than any way around it. */
const HIT = 10_000
const SAMPLES = 24
/** How far apart lines meet one side of a box. */
const APART = 16

export interface Bow {
  readonly path: string
  /** All that it touches. */
  readonly points: readonly Point[]
}

/** The ties of a picture as lines, each past all boxes but its own; where several meet a side, they meet it apart. */
export function bows(ties: readonly PictureTie[], boxes: ReadonlyMap<string, Box>): readonly (PictureTie & Bow)[] {
  const ways = ties.map(({ from, to }) => {
    const others = [...boxes].flatMap(([id, box]) => (id === from || id === to ? [] : [box]))
    return way(boxes.get(from)!, boxes.get(to)!, others)
  })
  const feet = ways.flatMap(({ from, to, out, into }, tie) => [
    { tie, end: "from", box: from, side: out, other: to }, { tie, end: "to", box: to, side: into, other: from },
  ] as const)
  const apart = ({ tie, end }: { readonly tie: number; readonly end: "from" | "to" }) => {
    const own = feet.find((one) => one.tie === tie && one.end === end)!
    const along = own.side.dy === 0 ? "y" : "x"
    const beside = feet.filter(({ box, side }) => box === own.box && side === own.side)
      .sort((a, b) => a.other[along] - b.other[along] || a.tie - b.tie)
    const gap = Math.min(APART, (along === "x" ? own.box.width : own.box.height / 2) / (beside.length + 1))
    return gap * (beside.indexOf(own) - (beside.length - 1) / 2)
  }
  return ties.map((tie, t) => {
    const { from, to, out, into } = ways[t]!
    return { ...tie, ...bow(from, to, out, into, apart({ tie: t, end: "from" }), apart({ tie: t, end: "to" })) }
  })
}

/** Between which sides of the boxes a line is the shortest that hits the fewest others. */
function way(from: Box, to: Box, others: readonly Box[]) {
  const ways = sides.flatMap((out) => sides.map((into) => {
    const { points } = bow(from, to, out, into)
    const length = points.slice(1).reduce((sum, { x, y }, i) => sum + Math.hypot(x - points[i]!.x, y - points[i]!.y), 0)
    const ends = [from, to].filter((box) => points.slice(2, -2).some((point) => isIn(box, point, -1)))
    const hits = others.filter((box) => points.some((point) => isIn(box, point, 4)))
    return { from, to, out, into, cost: length + out.cost + into.cost + HIT * (hits.length + ends.length) }
  }))
  return ways.reduce((best, one) => (one.cost < best.cost ? one : best))
}

type Side = (typeof sides)[number]

/** A line from side to side, with its ends moved along them. */
function bow(from: Box, to: Box, out: Side, into: Side, fromBy = 0, toBy = 0): Bow {
  const start = foot(from, to, out, fromBy)
  const end = foot(to, from, into, toBy)
  const reach = 18 + Math.hypot(end.x - start.x, end.y - start.y) / 4
  const control = [start, along(start, out, reach), along(end, into, reach), end] as const
  const [first, ...rest] = control.map(({ x, y }) => `${round(x)} ${round(y)}`)
  const points = Array.from({ length: SAMPLES + 1 }, (_, i) => bezier(control, i / SAMPLES))
  return { path: `M${first}C${rest.join(" ")}`, points }
}

/** Where such a line meets a side of a box: beside the middle where flows do. */
function foot({ x, y, width, height }: Box, towards: Box, { dx, dy }: Side, by: number): Point {
  if (dy !== 0) return { x: x + by, y: y + (dy * height) / 2 }
  return { x: x + (dx * width) / 2, y: y + (Math.sign(towards.y - y) || -1) * (height / 4) + by }
}

const along = ({ x, y }: Point, { dx, dy }: Side, by: number): Point => ({ x: x + dx * by, y: y + dy * by })

function bezier([a, b, c, d]: readonly [Point, Point, Point, Point], t: number): Point {
  const s = 1 - t
  const at = (p: number, q: number, r: number, u: number) =>
    s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * u
  return { x: at(a.x, b.x, c.x, d.x), y: at(a.y, b.y, c.y, d.y) }
}

function isIn({ x, y, width, height }: Box, point: Point, margin: number): boolean {
  return Math.abs(point.x - x) < width / 2 + margin && Math.abs(point.y - y) < height / 2 + margin
}

/** How often lines through such points cross each other. */
export function crossings(lines: readonly (readonly Point[])[]): number {
  const parts = lines.map((points) => points.slice(1).map((to, i) => [points[i]!, to] as const))
  let count = 0
  parts.forEach((one, i) => {
    for (const other of parts.slice(i + 1)) {
      for (const a of one) for (const b of other) if (cross(a, b)) count += 1
    }
  })
  return count
}

type Part = readonly [Point, Point]

function cross([a, b]: Part, [c, d]: Part): boolean {
  const side = (p: Point, q: Point, r: Point) => Math.sign((q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x))
  return side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
}
