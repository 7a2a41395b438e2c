/** How a case stands after something was done for it: over, or what it waits for next. */
import type { CaseView } from "../../src/runtime/case-view.ts"
import { ExitCode } from "../main.ts"
import { count } from "./definition-file.ts"
import type { Terminal } from "./terminal.ts"
import { offer, offerLines } from "./worklist.ts"

/** Prints it, with what else `--json` says; the exit code tells whether the case may end well. */
export function standing(view: CaseView, about: object, terminal: Terminal): ExitCode {
  const { caseId, status, result, failure, workItems } = view
  const waiting = workItems.filter(({ human, signal }) => human || signal !== undefined)
  const people = waiting.filter(({ human }) => human).length
  const kinds = [[people, "human task"], [waiting.length - people, "signal"]] as const
  const said = kinds.flatMap(([number, what]) => (number === 0 ? [] : [count(number, what)]))
  terminal.result(
    {
      ...about, caseId, status, result: result ?? null, failure: failure ?? null,
      waiting: waiting.map((item) => ({ ...item, ...offer(item) })),
    },
    [
      `case ${caseId}: ${status}`,
      ...(result === undefined ? [] : [`result ${JSON.stringify(result)}`]),
      ...(failure === undefined ? [] : [failure]),
      ...(waiting.length === 0 ? [] : [`waits for ${said.join(" and ")}`]),
      ...waiting.flatMap(offerLines).map((line) => `  ${line}`),
    ].join("\n"),
  )
  return status === "running" || status === "ok" ? ExitCode.fine : ExitCode.findings
}
