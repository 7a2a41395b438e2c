/** How a case stands after something was done for it: over, or what it waits for next. */
import type { CaseView } from "../../src/runtime/case-view.ts"
import { ExitCode } from "../main.ts"
import { count } from "./definition-file.ts"
import { quoted, sentence, short } from "./printable.ts"
import type { Terminal } from "./terminal.ts"
import { offer, offerLines } from "./worklist.ts"

/** The module and the store of a command. */
interface Place {
  readonly run: string
  readonly store: string
}

/** Prints it, with what else `--json` says; the exit code tells whether the case may end well. */
export function standing(view: CaseView, about: object, { run, store }: Place, terminal: Terminal): ExitCode {
  const { caseId, status, result, failure, workItems } = view
  const waiting = workItems.filter(({ human, signal, timerAt }) =>
    human || signal !== undefined || timerAt !== undefined)
  const people = waiting.filter(({ human }) => human).length
  const timers = waiting.filter(({ timerAt }) => timerAt !== undefined).length
  const kinds =
    [[people, "human task"], [waiting.length - people - timers, "signal"], [timers, "timer"]] as const
  const said = kinds.flatMap(([number, what]) => (number === 0 ? [] : [count(number, what)]))
  terminal.result(
    {
      ...about, caseId, status, result: result ?? null, failure: failure ?? null,
      waiting: waiting.map((item) => ({ ...item, ...offer(item) })),
    },
    [
      `case ${caseId}: ${status}`,
      ...(result === undefined ? [] : [`result ${short(JSON.stringify(result))}`]),
      ...(failure === undefined ? [] : [sentence(failure)]),
      ...(waiting.length === 0 ? [] : [`waits for ${said.join(", ").replace(/, (?=[^,]*$)/, " and ")}`]),
      ...waiting.flatMap((item) => offerLines(item)).map((line) => `  ${line}`),
    ].join("\n"),
  )
  if (timers > 0) {
    terminal.note(`A timer goes off while an engine runs the store: knhk run ${quoted(run)} --store ${quoted(store)}`)
  }
  return status === "running" || status === "ok" ? ExitCode.fine : ExitCode.findings
}
