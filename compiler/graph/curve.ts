/** Lines between boxes as SVG paths. */
import { type Box, round } from "./shape.ts"

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Where a line to or from `towards` meets a box: the middle of its front (1 right, -1 left) when it comes from
 * there, else on the way to the centre, so that lines there and back part.
 */
export function border({ x, y, width, height }: Box, towards: Point, front: 1 | -1): Point {
  const dx = towards.x - x
  const dy = towards.y - y
  if (dx * front > width / 2) return { x: x + (front * width) / 2, y }
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

export interface Bow {
  readonly path: string
  /** All that it touches. */
  readonly points: readonly Point[]
}

/** A line from box to box past all others: of the ways from side to side the shortest that hits the fewest. */
export function bow(from: Box, to: Box, others: readonly Box[]): Bow {
  const bows = sides.flatMap((out) => sides.map((into) => {
    const start = foot(from, to, out)
    const end = foot(to, from, into)
    const reach = 18 + Math.hypot(end.x - start.x, end.y - start.y) / 4
    const control = [start, along(start, out, reach), along(end, into, reach), end] as const
    const points = Array.from({ length: SAMPLES + 1 }, (_, i) => bezier(control, i / SAMPLES))
    const length = points.slice(1).reduce((sum, { x, y }, i) => sum + Math.hypot(x - points[i]!.x, y - points[i]!.y), 0)
    const ends = [from, to].filter((box) => points.slice(2, -2).some((point) => isIn(box, point, -1)))
    const hits = others.filter((box) => points.some((point) => isIn(box, point, 4)))
    return { control, points, cost: length + out.cost + into.cost + HIT * (hits.length + ends.length) }
  }))
  const { control, points } = bows.reduce((best, one) => (one.cost < best.cost ? one : best))
  const [start, ...rest] = control.map(({ x, y }) => `${round(x)} ${round(y)}`)
  return { path: `M${start}C${rest.join(" ")}`, points }
}

type Side = (typeof sides)[number]

/** Where such a line meets a side of a box: beside the middle where flows do. */
function foot({ x, y, width, height }: Box, towards: Box, { dx, dy }: Side): Point {
  if (dy !== 0) return { x, y: y + (dy * height) / 2 }
  return { x: x + (dx * width) / 2, y: y + (Math.sign(towards.y - y) || -1) * (height / 4) }
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
