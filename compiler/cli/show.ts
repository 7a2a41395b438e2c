/** `knhk show`: everything about one case. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import type { CaseView, HistoryLine, WorkItemView } from "../../src/runtime/case-view.ts"
import type { SqliteReader } from "../../src/runtime/store-sqlite.ts"
import { ExitCode } from "../main.ts"
import { iso, paint, plain, storeFlag } from "./cases.ts"
import { onEngine } from "./engine-failure.ts"
import { usage } from "./failure.ts"
import { act, type Terminal } from "./terminal.ts"
import { offer, offerLines } from "./worklist.ts"

export const show = Command.make(
  "show",
  {
    case: Argument.String("CASE").pipe(
      Argument.withDescription("Id of the case, or the id that it was started with"),
    ),
    store: storeFlag,
    workflow: Flag.String("workflow").pipe(
      Flag.withDescription("Which workflow, where several have a case of this id"),
      Flag.withMetavar("ID"),
      Flag.optional,
    ),
  },
  ({ case: name, store, workflow }) =>
    act(async (terminal) => {
      const { SqliteReader } = await import("../../src/runtime/store-sqlite.ts")
      const { showCase } = await import("../../src/runtime/case-view.ts")
      const view = await onEngine(async () => {
        const reader = new SqliteReader(store)
        try {
          const caseId = await find(reader, name, Option.getOrUndefined(workflow))
          return caseId === undefined ? undefined : await showCase(reader, caseId)
        } finally {
          await reader.close()
        }
      })
      if (view === undefined) {
        const where = Option.isSome(workflow) ? ` of workflow "${workflow.value}"` : ""
        throw usage(`${store} holds no case "${name}"${where}`, `See which there are: "knhk cases --store ${store}".`)
      }
      const { definitionHash, result, failure, marking, workItems, history } = view
      const json = {
        ...plain(view), definitionHash, result: result ?? null, failure: failure ?? null, marking,
        workItems: workItems.map((item) => ({ ...item, ...offer(item) })),
        history: history.map((line) => ({ ...line, at: iso(line.at) })),
      }
      terminal.result(json, describe(view, terminal))
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription("Show one case: its work items as a tree, its marking and its history"),
  Command.withExamples([
    { command: "knhk show 0193a3a1-5b1e-7c1e-9d0b-2f6a3c4d5e6f --store orders.db" },
    { command: "knhk show o-17 --store orders.db", description: "By the id it was started with" },
  ]),
)

/** The case of this id; else the one that was started under it. */
async function find(reader: SqliteReader, name: string, workflow: string | undefined): Promise<string | undefined> {
  if ((await reader.getCase(name)) !== undefined) return name
  const named = (await reader.namedCases(name)).filter((row) => workflow === undefined || row.workflow === workflow)
  if (named.length <= 1) return named[0]?.caseId
  const workflows = named.map((row) => row.workflow).join(", ")
  throw usage(`${named.length} workflows have a case "${name}"`, `Say which with --workflow: ${workflows}.`)
}

function describe(view: CaseView, terminal: Terminal): string {
  const { workflow, caseId, id, status, startedAt, endedAt, result, failure, marking, history } = view
  const head = (text: string) => `\n${terminal.style("bold", text)}`
  const took = endedAt === undefined ? "" : `, took ${duration(endedAt - startedAt)}`
  const tokens = Object.entries(marking).map(([condition, number]) => `  ${condition}  ${number}`)
  return [
    `${terminal.style("bold", workflow)}${id === undefined ? "" : ` ${id}`}  ${paint(status, terminal)}`,
    `case ${caseId}, started ${iso(startedAt)}${took}`,
    ...(failure === undefined ? [] : [failure]),
    ...(result === undefined ? [] : [`result ${JSON.stringify(result)}`]),
    head("Work items"),
    ...block(itemsOf(view), 0, terminal),
    head("Marking"),
    ...(tokens.length === 0 ? ["  no tokens"] : tokens),
    head("History"),
    ...history.map((line) => `  ${journalLine(line, startedAt)}`),
  ].join("\n")
}

interface Item {
  /** Names of the sub-workflows around it, then its own. */
  readonly path: readonly string[]
  /** Set while it waits for a person. */
  readonly offered: WorkItemView | undefined
  state: string
  outcome: string | undefined
  readonly from: number
  to: number | undefined
}

/** Work items in order of their enabling. */
function itemsOf({ history, workItems }: CaseView): readonly Item[] {
  const items = new Map<string, Item>()
  for (const { at, event, outcome, happened } of history) {
    for (const { what, task, workItemId } of happened) {
      const offered = workItems.find((one) => one.human && one.workItemId === workItemId)
      const fresh = { path: task.split("/"), offered, state: what, outcome: undefined, from: at, to: undefined }
      const item: Item = items.get(workItemId) ?? fresh
      item.state = what
      item.to = what === "enabled" || what === "started" ? undefined : at
      if (what === "completed" && event === "complete" && outcome !== "done") item.outcome = outcome
      items.set(workItemId, item)
    }
  }
  return [...items.values()]
}

/** Lines of the items of one scope; those of a sub-workflow are one block beneath its name, where its first stands. */
function block(items: readonly Item[], depth: number, terminal: Terminal): readonly string[] {
  const shown = new Set<string>()
  return items.flatMap((item) => {
    const name = item.path[depth] ?? ""
    if (item.path.length === depth + 1) return itemLines(item, name, depth, terminal)
    if (shown.has(name)) return []
    shown.add(name)
    const inner = items.filter(({ path }) => path.length > depth + 1 && path[depth] === name)
    return [`${indent(depth)}${name}`, ...block(inner, depth + 1, terminal)]
  })
}

function itemLines(
  { offered, state, outcome, from, to }: Item, name: string, depth: number, terminal: Terminal,
): readonly string[] {
  const said = outcome === undefined ? state : `${state} with ${outcome}`
  const took = to === undefined ? "" : terminal.style("dim", `  ${duration(to - from)}`)
  const painted = terminal.style(state === "failed" ? "red" : "none", said)
  const line = `${(indent(depth) + name).padEnd(32)}  ${painted}${took}`
  return [line, ...(offered === undefined ? [] : offerLines(offered).map((text) => `${indent(depth + 1)}${text}`))]
}

const indent = (depth: number): string => "  ".repeat(depth + 1)

function journalLine(line: HistoryLine, startedAt: number): string {
  const { seq, at, event, task, outcome, attempt, happened } = line
  const what = [event, task, outcome === "done" ? undefined : outcome].filter((word) => word !== undefined).join(" ")
  const failed = event === "attempt failed" || event === "fail"
  const tried = attempt > (failed ? 0 : 1) ? `, attempt ${attempt}` : ""
  const why = failed ? because(line) : ""
  const then = happened.map(({ what, task }) => `${task} ${what}`).join(", ")
  const said = `${String(seq).padStart(4)}  +${duration(at - startedAt).padEnd(9)} ${what}${tried}${why}`
  return then === "" ? said : `${said}: ${then}`
}

/** Why an attempt failed, on one line: name and message of what was thrown. */
function because({ payload }: HistoryLine): string {
  const { cause } = (payload ?? {}) as { readonly cause?: { readonly name: string; readonly message: string } }
  return cause === undefined ? "" : ` (${cause.name}: ${cause.message.replaceAll(/\s*\n\s*/g, " ")})`
}

function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`
  if (milliseconds < 120_000) return `${(milliseconds / 1_000).toFixed(1)} s`
  return `${Math.round(milliseconds / 60_000)} min`
}
