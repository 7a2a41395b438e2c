/** A net as a picture: drawn after YAWL, readable on light and dark. */
import type { Net } from "../ir/net.ts"
import { bows } from "./bow.ts"
import { border, curve, type Point } from "./curve.ts"
import { type Layout, layout, type Line, MARGIN } from "./layout.ts"
import { picture } from "./picture.ts"
import { type Box, escape, rectangle, round, shape } from "./shape.ts"
import { style } from "./style.ts"

/** Width of a letter of a note, its height with the room below. */
const NOTE = { letter: 6.2, height: 18 } as const

/** How the ends of lines look: where a token goes, what is looked at, what is cancelled. */
const heads = [
  marker("head", 7, '<path class="head" d="M0 0.8 8 4 0 7.2z"/>'),
  marker("ring", 7, '<circle class="ring" cx="4" cy="4" r="3"/>'),
  marker("cross", 8, '<path class="stop" d="M1 1l6 6m0 -6l-6 6"/>'),
].join("")
const headOf = { reads: "ring", cancels: "cross", completes: "head" } as const

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
  const placed = await layout(drawn)
  const { boxes, frames, lines } = placed
  const ties = bows(drawn.ties, boxes)
  const { left, top, right, bottom } = around(placed, ties.flatMap(({ points }) => points), drawn.notes)
  const [width, height] = [round(right - left), round(bottom - top)]
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" ' +
      `viewBox="${left} ${top} ${width} ${height}" width="${width}" height="${height}">`,
    `<title>${escape(net.id)}</title>`,
    `<style>${style}</style>`,
    `<defs>${heads}</defs>`,
    ...frames.flatMap(frame),
    ...lines.map((line) => `<path class="edge" marker-end="url(#head)" d="${pathOf(line, placed)}"/>`),
    ...lines.flatMap(label),
    ...ties.map(({ kind, path }) =>
      `<path class="tie ${kind}" marker-end="url(#${headOf[kind]})" d="${path}"><title>${kind}</title></path>`),
    ...drawn.nodes.map((node) => shape(node, boxes.get(node.id)!)),
    ...drawn.notes.map((note, n) => {
      const y = bottom - MARGIN - (drawn.notes.length - 1 - n) * NOTE.height
      return `<text class="note" x="${round(left + MARGIN)}" y="${round(y)}">${escape(note)}</text>`
    }),
    "</svg>", "",
  ].join("\n")
}

function frame({ path, box }: Layout["frames"][number]): readonly string[] {
  const at = `x="${round(box.x - box.width / 2 + 8)}" y="${round(box.y - box.height / 2 + 14)}"`
  return [
    `<rect class="scope" ${rectangle(box)} rx="10"/>`, `<text class="scope-name" ${at}>${escape(path)}</text>`,
  ]
}

function pathOf({ from, to, points, y }: Line, { boxes, lines }: Layout): string {
  const [start, end] = [boxes.get(from)!, boxes.get(to)!]
  if (from !== to) {
    const between = points.slice(1, -1)
    const back = lines.find((line) => line.from === to && line.to === from)
    const aside = (box: Box, next: Point) => (next.y > (back?.y ?? box.y + 1) ? 1 : -1)
    const [first, last] = [between[0]!, between.at(-1)!]
    return curve([border(start, first, 1, aside(start, first)), ...between, border(end, last, -1, aside(end, last))])
  }
  const top = start.y - start.height / 2
  const reach = start.width / 2 - 6
  const width = round(2 * reach - 28)
  return `M${round(start.x + reach)} ${round(top)}q0 -18 -14 -18h${-width}q-14 0 -14 18`
}

/** With the paper around it, which not all programs can draw as a part of the text. */
function label({ label: text, x, y }: Line): readonly string[] {
  const said = `x="${round(x)}" y="${round(y + 4)}">${escape(text)}</text>`
  return text === "" ? [] : [`<text class="halo" aria-hidden="true" ${said}<text class="label" ${said}`]
}

/** All that is drawn, lines that swing out and notes below included, with a margin. */
function around({ lines, width, height }: Layout, touched: readonly Point[], notes: readonly string[]) {
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
