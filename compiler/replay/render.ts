/** A replay as text for people. */
import type { FileReplay } from "./file.ts"
import type { Deviation, Replay } from "./replay.ts"

/** How much `renderReplay` says. */
export interface RenderReplayOptions {
  /** Cases named for each kind of deviation. Default 5; `Infinity` names all. */
  readonly casesMax?: number
}

/**
 * The report as plain text, without colour: the counts, fitness and precision, then what did not fit, the most
 * frequent first, with the tasks that were enabled instead.
 *
 * @example
 * console.log(renderReplay(report, { casesMax: Infinity }))
 */
export function renderReplay(report: Replay | FileReplay, options: RenderReplayOptions = {}): string {
  const { casesMax = 5 } = options
  const { workflow, cases, events, fit, prefix, misfit, fitness, precision, unknown, untaken } = report
  const of = (part: number) => `${number(part).padStart(9)}  ${percent(cases === 0 ? 1 : part / cases)}`
  const lines = [
    `${workflow}: ${number(cases)} cases, ${number(events)} events` +
      (report.skipped === 0 ? "" : `; ${number(report.skipped)} that are not complete are left out`),
    "",
    `  fit        ${of(fit)}  every event was enabled in its turn, and the case may end after the last`,
    `  prefix     ${of(prefix)}  every event was enabled in its turn, but the case is not over`,
    `  misfit     ${of(misfit)}  an event was not enabled`,
    "",
    `  fitness    ${percent(fitness.cases)} of the cases, ${percent(fitness.prefixes)} at least as a prefix, ` +
      `${percent(fitness.events)} of the events`,
    `  precision  ${precision.prefixes.toFixed(3)} by prefix, ${precision.states.toFixed(3)} by state`,
    `  ${speed(report)}`,
  ]
  if (unknown.length > 0) {
    const activities = unknown.map(({ activity, count }) => `  ${number(count)} x ${activity}`)
    lines.push("", "Activities that no task is called", ...activities)
  }
  if (untaken.length > 0) lines.push("", "Tasks that the log never takes", ...untaken.map((task) => `  ${task}`))
  const kinds = [
    ["First event that was not enabled", "misfit"],
    ["Not over after the last event", "prefix"],
  ] as const
  for (const [title, verdict] of kinds) {
    const groups = grouped(report.deviations.filter((deviation) => deviation.verdict === verdict))
    if (groups.length > 0) lines.push("", title, ...groups.flatMap((group) => described(group, casesMax)))
  }
  return `${lines.join("\n")}\n`
}

/** Deviations that are the same but for the case, the most frequent first. */
function grouped(deviations: readonly Deviation[]): Deviation[][] {
  const groups = new Map<string, Deviation[]>()
  for (const deviation of deviations) {
    const kind = JSON.stringify([deviation.activity, deviation.enabled])
    const group = groups.get(kind)
    if (group === undefined) groups.set(kind, [deviation])
    else group.push(deviation)
  }
  return [...groups.values()].sort((a, b) => b.length - a.length)
}

function described(group: readonly Deviation[], casesMax: number): string[] {
  const { activity, enabled } = group[0]!
  const named = group.slice(0, casesMax)
    .map(({ caseId, event }) => (activity === undefined ? caseId : `${caseId} (event ${event + 1})`))
  const more = group.length - named.length
  if (more > 0) named.push(`and ${number(more)} more`)
  return [
    `  ${number(group.length)} x ${activity ?? "unfinished"}`,
    ...filled("      enabled: ", enabled.length === 0 ? ["nothing"] : enabled),
    ...filled("      cases: ", named),
  ]
}

/** Words separated by commas, in lines of at most `WIDTH` signs where a single word is not longer. */
function filled(label: string, words: readonly string[]): string[] {
  const lines = [label]
  words.forEach((word, index) => {
    const text = index === words.length - 1 ? word : `${word}, `
    const line = lines.at(-1)!
    if (line !== label && line.length + text.trimEnd().length > WIDTH) lines.push(" ".repeat(8) + text)
    else lines[lines.length - 1] = line + text
  })
  return lines.map((line) => line.trimEnd())
}

const WIDTH = 110

function speed({ kernel, search, run, events, ...rest }: Replay | FileReplay): string {
  const read = "read" in rest ? `read in ${ms(rest.read.milliseconds)}, ` : ""
  const rate = (events * 1000) / (search.milliseconds + run.milliseconds)
  return `${read}replayed in ${ms(search.milliseconds + run.milliseconds)} (${number(Math.round(rate))} events/s, ` +
    `${kernel} kernel: ${number(search.states)} states, ${number(search.stepped + run.stepped)} steps)`
}

const number = (value: number) => value.toLocaleString("en")
const percent = (share: number) => `${(share * 100).toFixed(1)} %`.padStart(7)
const ms = (value: number) => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`
