/** `knhk cases`: which cases a store holds. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import type { CaseSummary, ListOptions } from "../../src/runtime/case-list.ts"
import { ExitCode } from "../main.ts"
import { count, workflowFlag } from "./definition-file.ts"
import { onEngine } from "./engine-failure.ts"
import { CommandFailure } from "./failure.ts"
import { fileFlag } from "./path.ts"
import { oneLine } from "./printable.ts"
import { act, type Terminal } from "./terminal.ts"

/** `--store PATH`, a SQLite file. */
export const storeFlag = fileFlag("store").pipe(Flag.withDescription("SQLite file with the cases"))

/** The most cases that a store gives at once. */
const PAGE = 1_000

export const cases = Command.make(
  "cases",
  {
    store: storeFlag,
    status: Flag.Literals("status", ["running", "ok", "cancelled", "deadlock", "failed"]).pipe(
      Flag.withDescription("Only cases that stand like this"),
      Flag.optional,
    ),
    workflow: workflowFlag,
    children: Flag.Boolean("children").pipe(
      Flag.withDescription("Those that run for work items of other cases as well"),
      Flag.withoutNegation,
      Flag.withDefault(false),
    ),
    limit: Flag.Int("limit").pipe(
      Flag.withDescription("At most so many, the newest first (default: 20)"),
      Flag.withMetavar("N"),
      Flag.withDefault(20),
    ),
  },
  ({ store, status, workflow, children, limit }) =>
    act(async (terminal) => {
      if (limit < 1) {
        throw new CommandFailure("command-line", `--limit is ${limit}`, "Give a whole number, 1 or more.")
      }
      const { openReader } = await import("../../src/runtime/promise.ts")
      const { found, more } = await onEngine(async () => {
        const reader = await openReader(store)
        const found: CaseSummary[] = []
        let before: number | undefined
        do {
          const page: ListOptions = {
            limit: Math.min(PAGE, limit - found.length), children,
            ...(Option.isSome(status) ? { status: status.value } : {}),
            ...(Option.isSome(workflow) ? { workflow: workflow.value } : {}),
            ...(before === undefined ? {} : { before }),
          }
          const { cases, next } = await reader.list(page)
          found.push(...cases)
          before = next
        } while (before !== undefined && found.length < limit)
        await reader.close()
        return { found, more: before !== undefined }
      })
      const end = more ? `the newest ${count(found.length, "case")}; more with --limit` : count(found.length, "case")
      const lines = [...table(found, terminal), terminal.style("dim", end)]
      terminal.result({ cases: found.map(plain), more }, lines.join("\n"))
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription("List the cases of a store, the newest first; a running engine is not disturbed"),
  Command.withExamples([{ command: "knhk cases --store orders.db --status failed" }]),
)

/** A case as `--json` shows it: times as ISO 8601, what is absent as null. */
export function plain({ caseId, id, workflow, status, startedAt, endedAt, parent }: CaseSummary) {
  const ended = endedAt === undefined ? null : iso(endedAt)
  return {
    caseId, id: id ?? null, workflow, status, startedAt: iso(startedAt), endedAt: ended, parent: parent ?? null,
  }
}

export function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

/** How a status is coloured. */
export function paint(status: string, terminal: Terminal): string {
  return terminal.style(status === "ok" ? "green" : status === "running" ? "cyan" : "red", status)
}

function table(found: readonly CaseSummary[], terminal: Terminal): readonly string[] {
  const width = (of: (one: CaseSummary) => string) => Math.max(0, ...found.map((one) => of(one).length))
  const workflowWidth = width(({ workflow }) => workflow)
  const idWidth = width(({ id }) => oneLine(id ?? ""))
  return found.map((one) => {
    const pad = " ".repeat("cancelled".length - one.status.length)
    const around = one.parent === undefined ? "" : `  for ${one.parent.workItemId}`
    const names = `${one.workflow.padEnd(workflowWidth)}  ${oneLine(one.id ?? "").padEnd(idWidth)}`
    return `${one.caseId}  ${names}  ${paint(one.status, terminal)}${pad}  ${iso(one.startedAt)}${around}`
  })
}
