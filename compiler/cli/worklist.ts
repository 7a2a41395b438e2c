/** `knhk worklist`: which human tasks of a store wait. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import type { WorklistItem } from "../../src/runtime/case-view.ts"
import { ExitCode } from "../main.ts"
import { iso, storeFlag } from "./cases.ts"
import { count, workflowFlag } from "./definition-file.ts"
import { onEngine } from "./engine-failure.ts"
import { usage } from "./failure.ts"
import { oneLine, short } from "./printable.ts"
import { act, type Terminal } from "./terminal.ts"

/** The most work items that a store gives at once. */
const MOST = 1_000

export const worklist = Command.make(
  "worklist",
  {
    store: storeFlag,
    role: Flag.String("role").pipe(
      Flag.withDescription("Only tasks of this role"),
      Flag.withMetavar("ROLE"),
      Flag.optional,
    ),
    signal: Flag.String("signal").pipe(
      Flag.withDescription("Instead of human tasks those that wait for this signal"),
      Flag.withMetavar("NAME"),
      Flag.optional,
    ),
    workflow: workflowFlag,
    limit: Flag.Int("limit").pipe(
      Flag.withDescription(`At most so many, the oldest first, ${MOST} and no more (default: 100)`),
      Flag.withMetavar("N"),
      Flag.withDefault(100),
    ),
  },
  ({ store, role, signal, workflow, limit }) =>
    act(async (terminal) => {
      if (limit < 1 || limit > MOST) throw usage(`--limit is ${limit}`, `Give a whole number, 1 to ${MOST}.`)
      const { openReader } = await import("../../src/runtime/promise.ts")
      const items = await onEngine(async () => {
        const reader = await openReader(store)
        try {
          return await reader.workItems({
            limit,
            ...(Option.isSome(role) ? { role: role.value } : {}),
            ...(Option.isSome(signal) ? { signal: signal.value } : {}),
            ...(Option.isSome(workflow) ? { workflow: workflow.value } : {}),
          })
        } finally {
          await reader.close()
        }
      })
      const more = items.length === limit ? "; perhaps more with --limit" : ""
      const what = Option.isSome(signal) ? "waiting task" : "human task"
      const end = terminal.style("dim", `${count(items.length, what)}${more}`)
      terminal.result(
        { workItems: items.map((item) => ({ ...item, ...offer(item) })) },
        [...items.flatMap((item) => lines(item, terminal)), end].join("\n"),
      )
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription(
    "List the human tasks of a store that wait, the oldest first; a running engine is not disturbed",
  ),
  Command.withExamples([
    { command: "knhk worklist --store orders.db --role clerk" },
    { command: "knhk worklist --store orders.db --signal paid", description: "Which cases wait for a signal" },
  ]),
)

/** What a human task is like. */
interface Offer {
  readonly workItemId: string
  readonly role: string | undefined
  readonly enabledAt: number
  readonly dueAt: number | undefined
  readonly input: unknown
  /** Name of the signal that it waits for. */
  readonly signal?: string | undefined
  /** When a timer goes off. */
  readonly timerAt?: number | undefined
}

/** The same as `--json` shows it: times as ISO 8601, what is absent as null. */
export function offer({ role, enabledAt, dueAt, input, signal, timerAt }: Offer) {
  return {
    role: role ?? null, enabledAt: iso(enabledAt), dueAt: dueAt === undefined ? null : iso(dueAt), input: input ?? null,
    signal: signal ?? null, ...(timerAt === undefined ? {} : { timerAt: iso(timerAt) }),
  }
}

/**
 * Lines about what waits: its id, whose it is or what it waits for, until when, and what it is about; `flag` shows what
 * is cut.
 */
export function offerLines(
  { workItemId, role, dueAt, input, signal, timerAt }: Offer, flag: string | null = "--json",
): readonly string[] {
  const due = dueAt === undefined ? undefined : `${dueAt < Date.now() ? "overdue since" : "due"} ${iso(dueAt)}`
  const whose = [role === undefined ? undefined : `role ${oneLine(role)}`, due].filter((part) => part !== undefined)
  return [
    `work item ${workItemId}`,
    ...(signal === undefined ? [] : [`waits for signal ${oneLine(signal)}`]),
    ...(timerAt === undefined ? [] : [`waits until ${iso(timerAt)}`]),
    ...(whose.length === 0 ? [] : [whose.join(", ")]),
    ...(input === undefined ? [] : [`input ${short(JSON.stringify(input), flag)}`]),
  ]
}

function lines(item: WorklistItem, terminal: Terminal): readonly string[] {
  const state = item.state === "started" ? ", started" : ""
  return [
    `${terminal.style("bold", item.task)} of ${item.workflow}, since ${iso(item.enabledAt)}${state}`,
    ...offerLines(item).map((line) => `  ${line}`),
  ]
}
