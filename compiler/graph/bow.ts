/** Lines that no token takes, from box to box past all others, as SVG paths. */
import type { Point } from "./curve.ts"
import type { PictureTie } from "./picture.ts"
import { type Box, round } from "./shape.ts"

export interface Bow {
  readonly path: string
  /** All that it touches. */
  readonly points: readonly Point[]
}

/** How far a side is from being a good place for such a line: flows meet a box at its left and right. */
const sides = [
  { dx: 0, dy: -1, cost: 0 }, { dx: 0, dy: 1, cost: 0 }, { dx: -1, dy: 0, cost: 40 }, { dx: 1, dy: 0, cost: 40 },
] as const
type Side = (typeof sides)[number]
/** A box on the way is worse than any way around it. */
const HIT = 10_000
const SAMPLES = 24
/** How far apart such lines meet one side of a box, and how far from its corners. */
const APART = 16
const CORNER = 10

/** Where a line meets a box: `at` is how far along that side. */
interface Foot {
  readonly box: Box
  readonly side: Side
  readonly other: Box
  readonly at: number
}

/** Each tie as the shortest line that hits the fewest boxes; where several meet a side of a box, they meet it apart. */
export function bows(ties: readonly PictureTie[], boxes: ReadonlyMap<string, Box>): readonly (PictureTie & Bow)[] {
  const feet = ties.flatMap(({ from, to }) => {
    const others = [...boxes].flatMap(([id, box]) => (id === from || id === to ? [] : [box]))
    return way(boxes.get(from)!, boxes.get(to)!, others)
  })
  const apart = new Map<Foot, Foot>()
  for (const foot of feet) {
    if (!apart.has(foot)) spread(feet.filter(({ box, side }) => box === foot.box && side === foot.side), apart)
  }
  return ties.map((tie, t) => ({ ...tie, ...bow(apart.get(feet[2 * t]!)!, apart.get(feet[2 * t + 1]!)!) }))
}

/** From which side of a box to which of the other. */
function way(from: Box, to: Box, others: readonly Box[]): readonly [Foot, Foot] {
  const ways = sides.flatMap((out) => sides.map((into) => {
    const feet = [foot(from, out, to), foot(to, into, from)] as const
    const { points } = bow(...feet)
    const length = points.slice(1).reduce((sum, { x, y }, i) => sum + Math.hypot(x - points[i]!.x, y - points[i]!.y), 0)
    const ends = [from, to].filter((box) => points.slice(2, -2).some((point) => isIn(box, point, -1)))
    const hits = others.filter((box) => points.some((point) => isIn(box, point, 4)))
    return { feet, cost: length + out.cost + into.cost + HIT * (hits.length + ends.length) }
  }))
  return ways.reduce((best, one) => (one.cost < best.cost ? one : best)).feet
}

/** Above and below half way towards the other; left and right beside the middle, where flows are. */
function foot(box: Box, side: Side, other: Box): Foot {
  const { x, y, width, height } = box
  const reach = width / 2 - CORNER
  const at = side.dy === 0 ? y + (Math.sign(other.y - y) || -1) * (height / 4)
    : x + Math.max(-reach, Math.min(reach, (other.x - x) / 2))
  return { box, side, other, at }
}

/** Moves feet on one side of a box apart, in the order of where they come from, and as little as that takes. */
function spread(feet: readonly Foot[], apart: Map<Foot, Foot>): void {
  const { box, side } = feet[0]!
  const along = side.dy === 0 ? "y" : "x"
  const gap = Math.min(APART, (side.dy === 0 ? box.height : box.width) / (feet.length + 1))
  const ordered = feet.toSorted((a, b) => a.at - b.at || a.other[along] - b.other[along])
  const places: number[] = []
  for (const { at } of ordered) places.push(Math.max(at, (places.at(-1) ?? -Infinity) + gap))
  const moved = places.reduce((sum, place, i) => sum + place - ordered[i]!.at, 0) / places.length
  ordered.forEach((one, i) => apart.set(one, { ...one, at: places[i]! - moved }))
}

/** The line between two feet. It leaves and comes in straight. */
function bow(from: Foot, to: Foot): Bow {
  const [start, end] = [pointOf(from), pointOf(to)]
  const reach = 18 + Math.hypot(end.x - start.x, end.y - start.y) / 4
  const ahead = ({ x, y }: Point, { side: { dx, dy } }: Foot): Point => ({ x: x + dx * reach, y: y + dy * reach })
  const control = [start, ahead(start, from), ahead(end, to), end] as const
  const [first, ...rest] = control.map(({ x, y }) => `${round(x)} ${round(y)}`)
  const points = Array.from({ length: SAMPLES + 1 }, (_, i) => bezier(control, i / SAMPLES))
  return { path: `M${first}C${rest.join(" ")}`, points }
}

function pointOf({ box: { x, y, width, height }, side: { dx, dy }, at }: Foot): Point {
  return dy === 0 ? { x: x + (dx * width) / 2, y: at } : { x: at, y: y + (dy * height) / 2 }
}

function bezier([a, b, c, d]: readonly [Point, Point, Point, Point], t: number): Point {
  const s = 1 - t
  const at = (p: number, q: number, r: number, u: number) =>
    s * s * s * p + 3 * s * s * t * q + 3 * s * t * t * r + t * t * t * u
  return { x: at(a.x, b.x, c.x, d.x), y: at(a.y, b.y, c.y, d.y) }
}

function isIn({ x, y, width, height }: Box, point: Point, margin: number): boolean {
  return Math.abs(point.x - x) < width / 2 + margin && Math.abs(point.y - y) < height / 2 + margin
}
