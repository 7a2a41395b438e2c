/** How the nodes of a picture look as SVG, and how much room they take. */
import type { Mark, PictureNode } from "./picture.ts"

export const FONT = 13
export const LINE = 16
/** Width of a letter on average; text is set in a sans-serif that the reader has. */
export const LETTER = 7.1
const SMALL_LETTER = 6
const CHARACTERS_MAX = 20
/** Width of the strip that shows a join or a split. */
const STRIP = 16
/** Side of the sign of what a task waits for, with the room around it. */
const SIGN = 20
/** How far the sheets of a task with instances lie apart. */
const SHEET = 4

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Across the circle of a condition. */
const DISC = 28

const isPlace = ({ kind }: PictureNode) => kind === "input" || kind === "output" || kind === "condition"

/** Room that a node takes, all that is drawn around it included. */
export function size(node: PictureNode): { width: number; height: number } {
  if (isPlace(node)) return { width: DISC + nameWidth(node), height: DISC }
  const { width, height } = sheet(node)
  const sheets = node.instances === undefined ? 0 : 2 * SHEET
  return { width: width + sheets, height: height + sheets }
}

/** The box of a task itself, the foremost of its sheets. */
function sheet(node: PictureNode): { width: number; height: number } {
  const strips = joinWidth(node) + (node.split ? STRIP : 0)
  if (node.kind === "silent") return { width: Math.max(strips, STRIP), height: 28 }
  const lines = wrapped(node.label)
  const small = [subtitle(node), node.instances && `||| ${node.instances}`].filter((line) => line !== undefined)
  const text = Math.max(...lines.map((l) => l.length * LETTER), ...small.map((l) => l.length * SMALL_LETTER))
  const width = text + 22 + strips + (hasSign(node) ? SIGN : 0)
  return { width: Math.max(width, 56), height: lines.length * LINE + small.length * 14 + 20 }
}

export function shape(node: PictureNode, box: Box): string {
  return isPlace(node) ? place(node, box) : task(node, box)
}

/** Room for the name of an end, beside its circle. */
const nameWidth = ({ kind, label }: PictureNode) =>
  kind === "output" && label !== "end" ? label.length * SMALL_LETTER + 6 : 0

function place(node: PictureNode, around: Box): string {
  const { kind, label, marked } = node
  const [x, y] = [round(around.x - nameWidth(node) / 2), round(around.y)]
  const inner = kind === "input" ? `<path class="solid" d="M${x - 4} ${y - 6}l10 6 -10 6z"/>`
    : kind === "output" ? `<rect class="solid" x="${x - 5}" y="${y - 5}" width="10" height="10"/>`
    : marked ? `<circle class="solid" cx="${x}" cy="${y}" r="4"/>` : ""
  const circle = `<circle class="place" cx="${x}" cy="${y}" r="${DISC / 2}"/>${inner}`
  if (label === "" || label === "end") return `<g>${circle}</g>`
  if (kind !== "condition") {
    return `<g>${circle}<text class="end" x="${x + DISC / 2 + 5}" y="${round(y + 4)}">${escape(label)}</text></g>`
  }
  const bound = `<text class="small" x="${x}" y="${round(y + 4)}">${escape(tight(label))}</text>`
  return `<g><title>holds up to ${escape(label.slice(2))} tokens</title>${circle}${marked ? "" : bound}</g>`
}

function task(node: PictureNode, around: Box): string {
  const { width, height } = sheet(node)
  const sheets = node.instances === undefined ? 0 : SHEET
  const [x, y] = [around.x - sheets, around.y + sheets]
  const [left, right, top, bottom] = [x - width / 2, x + width / 2, y - height / 2, y + height / 2]
  const rest = (shift: number) => rectangle({ x: x + shift, y: y - shift, width, height })
  const parts = sheets === 0 ? [] : [2 * SHEET, SHEET].map((by) => `<rect class="sheet" ${rest(by)} rx="3"/>`)
  parts.push(`<rect class="box" ${rest(0)} rx="3"/>`)
  if (node.kind === "call") {
    parts.push(`<rect class="mark" ${rectangle({ x, y, width: width - 6, height: height - 6 })} rx="2"/>`)
  }
  // What only routes and is no more than a join, or a split, is one strip.
  const divide = (at: number) => (left < at && at < right ? `M${round(at)} ${round(top)}v${round(height)}` : "")
  const mark = (line: string, sign: string) => parts.push(`<path class="mark" d="${line}${sign}"/>`)
  const strip = joinWidth(node)
  if (node.partial !== undefined) parts.push(partial(node, left + strip / 2, y, bottom))
  if (strip > 0) mark(divide(left + strip), node.join ? signs[node.join](left + STRIP / 2, y, 1) : "")
  if (node.split) mark(divide(right - STRIP), signs[node.split](right - STRIP / 2, y, -1))

  const from = left + joinWidth(node) + (hasSign(node) ? SIGN : 0)
  const to = right - (node.split ? STRIP : 0)
  const lines = node.label === "" ? [] : wrapped(node.label)
  const small = [subtitle(node)].filter((line) => line !== undefined)
  const badge = node.instances === undefined ? 0 : 1
  let at = y + 4.5 - ((lines.length - 1) * LINE + (small.length + badge) * 14) / 2
  const write = (text: string, kind: string, step: number) => {
    parts.push(`<text${kind} x="${round((from + to) / 2)}" y="${round(at)}">${escape(text)}</text>`)
    at += step
  }
  lines.forEach((line, i) => write(line, "", i === lines.length - 1 ? 14 : LINE))
  for (const line of small) write(line, ' class="small"', 14)
  if (node.instances !== undefined) {
    const middle = (from + to) / 2
    const bars = middle - (node.instances.length * SMALL_LETTER + 12) / 2
    parts.push(`<path class="mark" d="M${round(bars)} ${round(at - 8)}v8m3 -8v8m3 -8v8"/>`)
    parts.push(`<text class="badge" x="${round(bars + 11)}" y="${round(at)}">${escape(node.instances)}</text>`)
  }
  if (hasSign(node)) parts.push(sign(node.kind, left + joinWidth(node) + 5, y - 7))
  const foot = lines.length > 0 || node.join || node.split ? bottom : y
  if (node.endsCase) parts.push(`<title>cancels the case</title>`, stop((from + to) / 2, foot))
  else if (node.empties > 0) {
    parts.push(`<title>empties ${node.empties} tasks and conditions</title>`, cross(x, foot))
  }
  if (node.excluded) parts.push(lock(to - 6, top))
  return `<g class="${node.kind}">${parts.join("")}</g>`
}

/** A triangle, a diamond, a circle; `side` is 1 for a join and -1 for a split. */
const signs: Readonly<Record<Mark, (x: number, y: number, side: 1 | -1) => string>> = {
  and: (x, y, side) => `M${round(x - 4 * side)} ${round(y - 6)}l${8 * side} 6 ${-8 * side} 6z`,
  xor: (x, y) => `M${round(x)} ${round(y - 6)}l5 6 -5 6 -5 -6z`,
  or: (x, y) => `M${round(x - 5)} ${round(y)}a5 5 0 1 1 10 0a5 5 0 1 1 -10 0`,
}

/** In the strip of a join that a number of its branches is enough for. */
function partial({ partial: enough = "", waiting, sweeps }: PictureNode, x: number, y: number, bottom: number): string {
  const lines = waiting === undefined ? [enough] : [enough, tight(waiting)]
  const texts = lines.map((line, i) => {
    const at = y + 4 + (i - (lines.length - 1) / 2) * 14
    return `<text class="small" x="${round(x)}" y="${round(at)}">${escape(line)}</text>`
  })
  return (sweeps ? `<title>cancels the others</title>${cross(x, bottom)}` : "") + texts.join("")
}

/** A bound without its space: `≤3`. */
const tight = (bound: string) => bound.replace(" ", "")
const joinWidth = ({ join, partial }: PictureNode) =>
  partial !== undefined ? partial.length * SMALL_LETTER + 8 : join ? STRIP : 0

/** What a task waits for or runs, if its name does not say it. */
function subtitle(node: PictureNode): string | undefined {
  return node.subtitle === node.label ? undefined : node.subtitle
}

const hasSign = ({ kind }: PictureNode) => kind === "receive" || kind === "timer" || kind === "manual"

/** A letter, a clock, a person; 14 wide, at its upper left corner. */
function sign(kind: PictureNode["kind"], x: number, y: number): string {
  const from = `M${round(x)} ${round(y)}`
  const path = kind === "receive" ? `${from}m0 2h14v10h-14zm0 0l7 6 7 -6`
    : kind === "timer" ? `${from}m0 7a7 7 0 1 1 14 0a7 7 0 1 1 -14 0m7 -4.5v4.5l3 2`
    : `${from}m4 4a3 3 0 1 1 6 0a3 3 0 1 1 -6 0m-3 9.5c0 -7.5 12 -7.5 12 0z`
  return `<path class="sign" d="${path}"/>`
}

/** The sign of a cancellation region, of a task that cancels the case, and of one that others keep out. */
const cross = (x: number, y: number) =>
  `<path class="stop" d="M${round(x - 4)} ${round(y - 4)}l8 8m0 -8l-8 8"/>`
const stop = (x: number, y: number) =>
  `<circle class="disc" cx="${round(x)}" cy="${round(y)}" r="7"/>` +
  `<path class="stop" d="M${round(x - 3)} ${round(y - 3)}l6 6m0 -6l-6 6"/>`
const lock = (x: number, y: number) =>
  `<path class="lock" d="M${round(x - 5)} ${round(y - 2)}h10v7h-10z"/>` +
  `<path class="mark" d="M${round(x - 3)} ${round(y - 2)}v-2a3 3 0 0 1 6 0v2"/>`

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

export function rectangle({ x, y, width, height }: Box): string {
  return `x="${round(x - width / 2)}" y="${round(y - height / 2)}" width="${round(width)}" height="${round(height)}"`
}

export const round = (n: number) => Math.round(n * 10) / 10

export function escape(text: string): string {
  const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
  return text.replace(/[&<>"]/g, (sign) => entities[sign]!)
}
