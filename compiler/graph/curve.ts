/** Lines that tokens take between boxes, as SVG paths. */
import { type Box, round } from "./shape.ts"

export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Where a line to or from `towards` meets a box: the middle of its front (1 right, -1 left) when it comes from
 * there, above or below the middle of its back (`aside` -1 or 1) when it comes from behind, so that lines there and
 * back part; else on the way to the centre.
 */
export function border({ x, y, width, height }: Box, towards: Point, front: 1 | -1, aside: 1 | -1): Point {
  const dx = towards.x - x
  const dy = towards.y - y
  if (dx * front > width / 2) return { x: x + (front * width) / 2, y }
  if (-dx * front > width / 2) return { x: x - (front * width) / 2, y: y + (aside * height) / 4 }
  const scale = Math.min(width / 2 / Math.max(Math.abs(dx), 0.1), height / 2 / Math.max(Math.abs(dy), 0.1))
  return { x: x + dx * scale, y: y + dy * scale }
}

/** A line through the points that is level at each of them. */
export function curve(points: readonly Point[]): string {
  const [first, ...rest] = points as [Point, ...Point[]]
  const parts = rest.map((to, i) => {
    const from = points[i]!
    const middle = round((from.x + to.x) / 2)
    return from.y === to.y ? `H${round(to.x)}`
      : `C${middle} ${round(from.y)} ${middle} ${round(to.y)} ${round(to.x)} ${round(to.y)}`
  })
  return `M${round(first.x)} ${round(first.y)}${parts.join("")}`
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
