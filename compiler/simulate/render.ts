/** A simulation as text for people. */
import { styleText } from "node:util"
import type { Bottleneck, RoleFigures, Simulation, TaskFigures } from "./figures.ts"

/** How `renderSimulation` writes. */
export interface RenderSimulationOptions {
  /** For a terminal that shows it. Default false. */
  readonly colour?: boolean
  /** Tasks in the list of where the time goes. Default 10; `Infinity` lists all. */
  readonly bottlenecksMax?: number
}

type Style = (style: "bold" | "cyan" | "dim" | "yellow", text: string) => string

/**
 * The figures as text with bars: how cases end, how long they take, where their time goes, what each task and role
 * does, what was chosen, and what was assumed because nobody said it.
 *
 * @example
 * console.log(renderSimulation(simulate(order), { bottlenecksMax: 3 }))
 */
export function renderSimulation(simulation: Simulation, options: RenderSimulationOptions = {}): string {
  const { colour = false, bottlenecksMax = 10 } = options
  const style: Style = (name, text) => (colour ? styleText(name, text, { validateStream: false }) : text)
  const { workflow, cases, warmUp, events, seed, kernel, path } = simulation
  const before = warmUp === 0 ? "" : ` after ${number(warmUp)} of warm-up`
  const much = `${plural(cases, "case")}${before}, ${plural(events, "event")}`
  // Where there is no native kernel, everything is event by event.
  const how = path.kind === "bulk" ? " in bulk" : kernel === "native" ? ` event by event: ${path.because}` : ""
  const head = style("bold", `${workflow}: ${much}, seed ${seed}, ${kernel} kernel${how}`)
  const parts = [
    summary(simulation, style), histogram(simulation, style), bottlenecks(simulation, style, bottlenecksMax),
    tasks(simulation, style), roles(simulation, style), outcomes(simulation, style), defaults(simulation, style),
  ]
  return `${[[head], ...parts].filter((part) => part.length > 0).map((part) => part.join("\n")).join("\n\n")}\n`
}

function summary({ endings, cycle, atWork, span }: Simulation, style: Style): readonly string[] {
  const ended = Object.entries(endings).filter(([, count]) => count > 0)
    .map(([ending, count]) => (ending === "ok" ? `${number(count)} ok` : style("yellow", `${number(count)} ${ending}`)))
  const lines = [`  ended        ${ended.join(", ")}`]
  if (cycle !== null) {
    const { mean, interval, p50, p90, p95, p99 } = cycle
    const sure = interval === null ? "" : `, with 95 % between ${time(interval[0])} and ${time(interval[1])}`
    lines.push(`  cycle time   ${style("bold", time(mean))} on the mean${sure}`,
      `               p50 ${time(p50)}   p90 ${time(p90)}   p95 ${time(p95)}   p99 ${time(p99)}`)
  }
  lines.push(`  at work      ${figure(atWork)} cases at the same time, on the mean over ${time(span)}`)
  return lines
}

function histogram({ histogram: bins, endings }: Simulation, style: Style): readonly string[] {
  if (bins.length < 2) return []
  const most = Math.max(...bins.map(({ count }) => count))
  const labels = bins.map(({ from, to }) => `${to === null ? "from " : ""}${time(from)}`)
  const width = Math.max(...labels.map(({ length }) => length), 10)
  return bins.map(({ count }, i) =>
    `  ${labels[i]!.padStart(width)}  ${style("cyan", bar(count / most, 40))} ${percent(count / endings.ok)}`)
}

function bottlenecks({ bottlenecks: all }: Simulation, style: Style, max: number): readonly string[] {
  if (all.length === 0) return []
  const shown = all.slice(0, max)
  const most = shown[0]!.share
  const line = ({ task, share, working, waiting }: Bottleneck) =>
    [task, style("cyan", bar(share / most, 20).padEnd(20)), percent(share), percent(working), percent(waiting)]
  const more = all.length - shown.length
  const rows = table(["where the time goes", "", "share", "working", "waiting"], shown.map(line), style, 20)
  return more === 0 ? rows : [...rows, style("dim", `  and ${more} more`)]
}

function tasks({ tasks: all }: Simulation, style: Style): readonly string[] {
  const has = (of: (task: TaskFigures) => number) => all.some((task) => of(task) > 0)
  const columns: readonly (readonly [title: string, shown: boolean, of: (task: TaskFigures) => string])[] = [
    ["started", true, ({ started }) => number(started)],
    ["completed", true, ({ completed }) => number(completed)],
    ["cancelled", has(({ cancelled }) => cancelled), ({ cancelled }) => number(cancelled)],
    ["withdrawn", has(({ withdrawn }) => withdrawn), ({ withdrawn }) => number(withdrawn)],
    ["waiting for ever", has(({ stuck }) => stuck), ({ stuck }) => number(stuck)],
    ["duration", true, ({ completed, duration }) => (completed === 0 ? "" : time(duration.mean))],
    ...(["resource", "join", "exclusion"] as const).flatMap((kind) => [
      [waits[kind], has(({ waiting }) => waiting[kind].mean), ({ waiting }: TaskFigures) => some(waiting[kind].mean)],
      ["p95", has(({ waiting }) => waiting[kind].mean), ({ waiting }: TaskFigures) => some(waiting[kind].p95)],
    ] as const),
  ]
  const used = columns.filter(([, shown]) => shown)
  return table(["tasks", ...used.map(([title]) => title)],
    all.map((task) => [task.task, ...used.map(([, , of]) => of(task))]), style)
}

const waits = { resource: "for people", join: "for others", exclusion: "excluded" } as const

function roles({ roles: all }: Simulation, style: Style): readonly string[] {
  const row = ({ role, people, busy, utilisation, queue }: RoleFigures) => [
    role, people === null ? "any" : number(people), figure(busy),
    ...(utilisation === null ? ["", "", "", ""] : [
      style("cyan", bar(utilisation, 10, "░")), percent(utilisation), figure(queue.mean), number(queue.most),
    ]),
  ]
  const head = ["roles", "people", "busy", "", "utilised", "waiting", "most"]
  return all.length === 0 ? [] : table(head, all.map(row), style)
}

function outcomes({ outcomes: all }: Simulation, style: Style): readonly string[] {
  const names = [...new Set(all.map(({ task }) => task))]
  const width = Math.max(...names.map(({ length }) => length))
  const line = (task: string) => {
    const taken = all.filter((one) => one.task === task && one.share > 0)
      .map(({ outcome, share }) => `${outcome} ${percent(share).trim()}`)
    return filled(`  ${task.padEnd(width)}  `, taken, "   ")
  }
  return names.length === 0 ? [] : [style("bold", "  choices"), ...names.flatMap(line)]
}

function defaults({ defaults: { durations, outcomes, instances, until, signals } }: Simulation, style: Style) {
  const lines = [
    [durations, "take 1 h"], [outcomes, "choose each way as likely"],
    [instances, "have as few instances as they may, one at least"],
    [until, "are done with each result at one half"], [signals, "come 1 h after they are waited for"],
  ] as const
  const said = lines.filter(([names]) => names.length > 0).flatMap(([names, what]) =>
    [`  ${what}:`, ...filled("    ", names.map((name, i) => (i === names.length - 1 ? name : `${name},`)), " ")])
  return said.length === 0 ? [] : [style("bold", "  nobody said it, so these"), ...said]
}

const WIDTH = 110

/** Pieces after a head, in lines of a width where a single piece is not longer, the later ones below the first. */
function filled(head: string, pieces: readonly string[], between: string): readonly string[] {
  const lines: string[] = []
  for (const piece of pieces) {
    const line = `${lines.at(-1) ?? ""}${between}${piece}`
    if (lines.length === 0) lines.push(head + piece)
    else if (line.length > WIDTH) lines.push(" ".repeat(head.length) + piece)
    else lines[lines.length - 1] = line
  }
  return lines
}

/** Names to the left, everything else to the right, as wide as it needs; `fixed` is the width of an untitled bar. */
function table(
  head: readonly string[], rows: readonly (readonly string[])[], style: Style, fixed = 10,
): readonly string[] {
  const widths = head.map((title, column) => (title === "" ? fixed
    : Math.max(title.length, ...rows.map((row) => row[column]!.length))))
  const line = (row: readonly string[]) => row.map((cell, column) =>
    (column === 0 ? cell.padEnd(widths[0]!) : head[column] === "" ? cell || " ".repeat(fixed)
      : cell.padStart(widths[column]!))).join("  ").trimEnd()
  return [style("bold", `  ${line(head)}`), ...rows.map((row) => `  ${line(row)}`)]
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

/** A bar in eighths of a letter. With `rest` it is always of the same width. */
function bar(share: number, width: number, rest = ""): string {
  const parts = Math.round(Math.min(1, share) * width * (rest === "" ? 8 : 1)) * (rest === "" ? 1 : 8)
  const full = "█".repeat(Math.floor(parts / 8)) + eighths[parts % 8]!
  return rest === "" ? full : full.padEnd(width, rest)
}

/** `1 case`, `2 cases`. */
export const plural = (count: number, noun: string): string => `${number(count)} ${noun}${count === 1 ? "" : "s"}`

const number = (value: number): string => value.toLocaleString("en")
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`.padStart(7)
const figure = (value: number): string => value.toLocaleString("en", { maximumFractionDigits: 2 })
const some = (ms: number): string => (ms === 0 ? "" : time(ms))

const units: readonly (readonly [ms: number, unit: string])[] =
  [[86_400_000, "d"], [3_600_000, "h"], [60_000, "min"], [1_000, "s"], [1, "ms"]]

/** A time in the largest unit of which there are two or more, or just one, with three digits that count. */
export function time(ms: number): string {
  if (ms === 0) return "0"
  const [size, unit] = units.find(([size]) => ms >= 2 * size || Math.abs(ms / size - 1) < 0.005) ?? [1, "ms"]
  const value = ms / size
  const digits = value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }
  return `${value.toLocaleString("en", digits)} ${unit}`
}
