/** `knhk worklist`: which human tasks of a store wait. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import type { WorklistItem, WorklistOptions } from "../../src/runtime/worklist.ts"
import { ExitCode } from "../main.ts"
import { iso, storeFlag } from "./cases.ts"
import { count, workflowFlag } from "./definition-file.ts"
import { onEngine } from "./engine-failure.ts"
import { CommandFailure } from "./failure.ts"
import { oneLine, quoted, short } from "./printable.ts"
import { act, type Terminal } from "./terminal.ts"

/** The most work items that a store gives at once. */
const PAGE = 1_000

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
      Flag.withDescription("At most so many, of the oldest cases first (default: 100)"),
      Flag.withMetavar("N"),
      Flag.withDefault(100),
    ),
    after: Flag.String("after").pipe(
      Flag.withDescription("Only those behind this one, the last of a list before; it may be done meanwhile"),
      Flag.withMetavar("WORK_ITEM"),
      Flag.optional,
    ),
  },
  ({ store, role, signal, workflow, limit, after }) =>
    act(async (terminal) => {
      if (limit < 1) {
        throw new CommandFailure("command-line", `--limit is ${limit}`, "Give a whole number, 1 or more.")
      }
      const found = await read(store, limit + 1, {
        ...(Option.isSome(role) ? { role: role.value } : {}),
        ...(Option.isSome(signal) ? { signal: signal.value } : {}),
        ...(Option.isSome(workflow) ? { workflow: workflow.value } : {}),
        ...(Option.isSome(after) ? { after: after.value } : {}),
      })
      const items = found.slice(0, limit)
      const next = found.length > limit ? items.at(-1)!.workItemId : null
      const what = Option.isSome(signal) ? "waiting task" : "human task"
      const more = next === null ? "" : `; the next ones: --after ${quoted(next)}`
      const end = terminal.style("dim", `${count(items.length, what)}${more}`)
      terminal.result(
        { workItems: items.map((item) => ({ ...item, ...offer(item) })), next },
        [...items.flatMap((item) => lines(item, terminal)), end].join("\n"),
      )
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription(
    "List the human tasks of a store that wait, of the oldest cases first; a running engine is not disturbed",
  ),
  Command.withExamples([
    { command: "knhk worklist --store orders.db --role clerk" },
    { command: "knhk worklist --store orders.db --signal paid", description: "Which cases wait for a signal" },
  ]),
)

/** So many work items at most, page after page. */
async function read(store: string, most: number, options: WorklistOptions): Promise<readonly WorklistItem[]> {
  const { openReader } = await import("../../src/runtime/promise.ts")
  return onEngine(async () => {
    const reader = await openReader(store)
    try {
      const found: WorklistItem[] = []
      for (let isLast = false; !isLast && found.length < most;) {
        const limit = Math.min(PAGE, most - found.length)
        const after = found.at(-1)?.workItemId
        const page = await reader.workItems({ ...options, limit, ...(after === undefined ? {} : { after }) })
        found.push(...page)
        isLast = page.length < limit
      }
      return found
    } finally {
      await reader.close()
    }
  })
}

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
