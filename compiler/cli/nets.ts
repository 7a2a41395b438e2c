/** `knhk check --nets`: judges nets that other tools wrote, one after the other. Writes nothing. */
import * as Flag from "effect/cli/Flag"
import { stat } from "node:fs/promises"
import type { Budget } from "../compile.ts"
import { BOUND_MAX, type Net } from "../ir/net.ts"
import { ExitCode } from "../main.ts"
import type { NetFailure } from "../nets/net-failure.ts"
import { netFormat } from "../nets/net-format.ts"
import type { Verdict } from "../verify/judge.ts"
import type { Witness } from "../verify/witness.ts"
import { count } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { oneLine, printable, short } from "./printable.ts"
import { type Progress, progress } from "./progress.ts"
import { say, type Terminal } from "./terminal.ts"

/** `--nets`. */
export const netsFlag = Flag.Boolean("nets").pipe(
  Flag.withDescription("The files hold nets of other tools, .jsonl or .pnml: say of each whether it is sound"),
  Flag.withoutNegation,
  Flag.withDefault(false),
)

/**
 * Judges every net of every file as it is read. A net or a file that cannot be read is a finding, like an unsound net;
 * the others are judged all the same. What cannot be opened is refused before the first verdict.
 */
export async function checkNets(files: readonly string[], limits: Budget, terminal: Terminal): Promise<ExitCode> {
  const { judge } = await import("../verify/judge.ts")
  const { exhausted } = await import("../verify/soundness.ts")
  const { witness } = await import("../verify/witness.ts")
  const { NetFailure } = await import("../nets/net-failure.ts")
  const { readNets } = await import("../nets/read-nets.ts")
  const sizes = await sizesOf(files)
  const report = new Report(terminal, progress("checking", terminal.json))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  let before = 0
  for (const [index, file] of files.entries()) {
    try {
      for await (const { line, net } of readNets(file, { onRead: (bytes) => report.read(before + bytes, total) })) {
        if (net instanceof NetFailure) report.unreadable(net)
        else {
          const begun = performance.now()
          const verdict = judge(net, limits)
          const ms = performance.now() - begun
          const { property, trace = [], cycle, entry = 0 } = verdict
          const seen = property === undefined ? undefined : witness(net, entry, property, trace, cycle)
          const full = seen?.overflow === undefined ? undefined : net.conditions[seen.overflow]
          // More than is counted is no more than is allowed.
          const isOpen = property === "unsafe" && full?.bound === BOUND_MAX
          report.judged(isOpen ? { file, line, net, verdict: open(verdict), seen: undefined, ms, flag: full.name }
            : { file, line, net, verdict, seen, ms, flag: { budget: exhausted(ms, limits) } })
        }
      }
    } catch (error) {
      if (!(error instanceof NetFailure)) throw error
      report.unreadable(error)
    }
    before += sizes[index]!
  }
  return report.end()
}

/** How large each file is; refuses what is no file of nets. */
async function sizesOf(files: readonly string[]): Promise<readonly number[]> {
  return Promise.all(files.map(async (file) => {
    if (netFormat(file) === undefined) {
      const next = "Give files that end in .jsonl or .pnml; .gz may follow."
      throw new CommandFailure("nets-refused", `${file} tells no format of nets by its name`, next)
    }
    const { size } = await stat(file).catch((error: unknown) => {
      throw new CommandFailure("nets-refused", `${file} cannot be read`, "Check its path and its rights.", error)
    })
    return size
  }))
}

interface Judged {
  readonly file: string
  readonly line: number
  readonly net: Net
  readonly verdict: Verdict
  /** The run to what is wrong, as the kernel played it. */
  readonly seen: Witness | undefined
  /** What judging took; playing the run is not in it. */
  readonly ms: number
  /** Why a verdict is unknown, if it is: the budget that ran out, or a place that gets more than is counted. */
  readonly flag: { readonly budget: "states" | "budget-ms" } | string
}

/** Nothing wrong was seen before more came than is counted. */
const open = ({ states }: Verdict): Verdict => ({ verdict: "unknown", dead: [], states })

/** Says what was found: with `--json` a line for every net, else one for each that is not sound, and a summary. */
class Report {
  readonly #terminal: Terminal
  readonly #bar: Progress
  readonly #begun = performance.now()
  readonly #counts = { sound: 0, unsound: 0, unknown: 0, unreadable: 0 }

  constructor(terminal: Terminal, bar: Progress) {
    this.#terminal = terminal
    this.#bar = bar
  }

  read(bytes: number, total: number): void {
    this.#bar.report(bytes, total)
  }

  judged({ file, line, net, verdict: { verdict, property, states, dead }, seen, ms, flag }: Judged): void {
    this.#counts[verdict]++
    const nameOf = ({ task }: { readonly task: number }) => net.tasks[task]!.name
    const names = seen?.happened.map(nameOf)
    const from = seen?.from ?? names?.length
    const cycle = seen?.from === undefined ? undefined : names?.slice(from)
    const place = seen?.overflow === undefined ? undefined : net.conditions[seen.overflow]
    const never = dead.map((task) => nameOf({ task }))
    if (this.#terminal.json) {
      const { id } = net
      const rounded = Math.round(ms * 1_000) / 1_000
      return say(JSON.stringify({
        id, verdict, property: property ?? null, trace: names ?? null, states, ms: rounded,
        ...(place !== undefined && { place: place.name }), ...(cycle !== undefined && { cycle }),
        ...(never.length > 0 && { dead: never }),
      }))
    }
    const where = `${file}:${line}: ${oneLine(net.id)}`
    if (verdict === "unsound") {
      const round = cycle === undefined ? "" : `, then for ever ${some(cycle)}`
      const full = place && `place ${part(place.name)} gets more than ${count(place.bound, "token")}: `
      this.#line("red", `unsound (${property ?? ""})`, where, `${full ?? ""}${said(names!.slice(0, from))}${round}`)
    }
    if (never.length > 0) {
      this.#line("yellow", "sound", where, `${count(never.length, "transition")} can never fire: ${some(never)}`)
    }
    if (verdict !== "unknown") return
    const looked = `nothing wrong in ${count(states, "marking")}, in ${Math.round(ms).toLocaleString("en")} ms`
    if (typeof flag === "string") {
      const more = `place ${part(flag)} gets more than ${BOUND_MAX} tokens, and no more are counted`
      return this.#line("yellow", "unknown", where, more)
    }
    const why = flag.budget === "states" ? "more are not looked at" : "then the time was up"
    this.#line("yellow", "unknown", where, `${looked}, and ${why}: raise --${flag.budget}`)
  }

  unreadable({ file, line, message }: NetFailure): void {
    this.#counts.unreadable++
    if (this.#terminal.json) return say(JSON.stringify({ file, line: line ?? null, error: message }))
    this.#bar.done()
    say(printable(short(message), this.#terminal.colour))
  }

  end(): ExitCode {
    this.#bar.done()
    const { sound, unsound, unknown, unreadable } = this.#counts
    const seconds = ((performance.now() - this.#begun) / 1_000).toFixed(1)
    const parts = [
      `${sound} sound`, `${unsound} unsound`, ...(unknown > 0 ? [`${unknown} unknown`] : []),
      ...(unreadable > 0 ? [`${unreadable} unreadable`] : []),
    ]
    if (!this.#terminal.json) say(`${count(sound + unsound + unknown, "net")}: ${parts.join(", ")} (${seconds} s)`)
    return unsound + unreadable === 0 ? ExitCode.fine : ExitCode.findings
  }

  #line(style: "red" | "yellow", word: string, where: string, more: string): void {
    this.#bar.done()
    say(printable(`${where}: ${this.#terminal.style(style, word)}: ${more}`, this.#terminal.colour))
  }
}

/** Steps, or names, at either end of a list that is cut, and characters of one. */
const ENDS = 5
const NAME_MAX = 80

/** A run for people. */
function said(names: readonly string[]): string {
  return names.length === 0 ? "from the start" : `after ${some(names)}`
}

/** A list for people, without its middle where it is long. */
function some(names: readonly string[]): string {
  const left = names.length - 2 * ENDS
  const shown = left <= 1 ? names : [...names.slice(0, ENDS), ...names.slice(-ENDS)]
  const parts = shown.map(part)
  if (left > 1) parts.splice(ENDS, 0, `... ${left.toLocaleString("en")} more ...`)
  return parts.join(", ")
}

function part(name: string): string {
  return oneLine(name.length <= NAME_MAX ? name : `${name.slice(0, NAME_MAX)}…`)
}
