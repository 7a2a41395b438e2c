/** `knhk show`: everything about one case. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import type { HistoryLine } from "../../src/runtime/case-history.ts"
import type { CaseView, WorkItemView } from "../../src/runtime/case-view.ts"
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
      const caseId = await caseNamed(store, name, Option.getOrUndefined(workflow))
      const { showCase } = await import("../../src/runtime/case-view.ts")
      const view = await onReader(store, (reader) => tree(showCase, reader, caseId))
      terminal.result(jsonOf(view), describe(view, terminal))
      return ExitCode.fine
    }),
).pipe(
  Command.withDescription("Show one case: its work items as a tree, its marking and its history"),
  Command.withExamples([
    { command: "knhk show 0193a3a1-5b1e-7c1e-9d0b-2f6a3c4d5e6f --store orders.db" },
    { command: "knhk show o-17 --store orders.db", description: "By the id it was started with" },
  ]),
)

/** Id of the case of this id; else of the one that was started under it. Throws a usage failure if there is none. */
export async function caseNamed(store: string, name: string, workflow: string | undefined): Promise<string> {
  const found = await onReader(store, async (reader) => {
    if ((await reader.getCase(name)) !== undefined) return [{ caseId: name, workflow: "" }]
    return (await reader.namedCases(name)).filter((row) => workflow === undefined || row.workflow === workflow)
  })
  if (found.length === 1) return found[0]!.caseId
  const where = workflow === undefined ? "" : ` of workflow "${workflow}"`
  if (found.length === 0) {
    throw usage(`${store} holds no case "${name}"${where}`, `See which there are: "knhk cases --store ${store}".`)
  }
  const workflows = found.map((row) => row.workflow).join(", ")
  throw usage(`${found.length} workflows have a case "${name}"`, `Say which with --workflow: ${workflows}.`)
}

async function onReader<A>(store: string, look: (reader: SqliteReader) => Promise<A>): Promise<A> {
  const { SqliteReader } = await import("../../src/runtime/store-sqlite.ts")
  return onEngine(async () => {
    const reader = new SqliteReader(store)
    try {
      return await look(reader)
    } finally {
      await reader.close()
    }
  })
}

/** A case and those that run for its work items. */
interface CaseTree extends CaseView {
  readonly inside: ReadonlyMap<string, CaseTree>
}

async function tree(
  showCase: (reader: SqliteReader, caseId: string) => Promise<CaseView>, reader: SqliteReader, caseId: string,
): Promise<CaseTree> {
  const view = await showCase(reader, caseId)
  const inside = new Map<string, CaseTree>()
  for (const child of view.children) inside.set(child.workItemId, await tree(showCase, reader, child.caseId))
  return { ...view, inside }
}

/** A case as `--json` shows it, with those inside of it. */
function jsonOf(view: CaseTree): object {
  const { definitionHash, result, failure, parent, marking, workItems, history, inside } = view
  return {
    ...plain(view), definitionHash, result: result ?? null, failure: failure ?? null, parent: parent ?? null, marking,
    workItems: workItems.map((item) => ({ ...item, ...offer(item) })),
    history: history.map((line) => ({ ...line, at: iso(line.at) })),
    children: [...inside].map(([workItemId, child]) => ({ workItemId, ...jsonOf(child) })),
  }
}

function describe(view: CaseTree, terminal: Terminal): string {
  const { workflow, caseId, id, status, startedAt, endedAt, result, failure, parent, marking, history } = view
  const head = (text: string) => `\n${terminal.style("bold", text)}`
  const took = endedAt === undefined ? "" : `, took ${duration(endedAt - startedAt)}`
  const tokens = Object.entries(marking).map(([condition, number]) => `  ${condition}  ${number}`)
  return [
    `${terminal.style("bold", workflow)}${id === undefined ? "" : ` ${id}`}  ${paint(status, terminal)}`,
    `case ${caseId}, started ${iso(startedAt)}${took}`,
    ...(parent === undefined ? [] : [`runs for work item ${parent.workItemId}`]),
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
  /** Set while it waits for a person, a signal or a time. */
  readonly offered: WorkItemView | undefined
  state: string
  outcome: string | undefined
  readonly from: number
  to: number | undefined
  /** Of a task that is done several times at once. */
  readonly instances: Item[]
  /** The case that it runs. */
  readonly inside: CaseTree | undefined
}

/** Work items in order of their enabling, instances in those of all of them. */
function itemsOf({ history, workItems, inside }: CaseTree): readonly Item[] {
  const items = new Map<string, Item>()
  const found: Item[] = []
  for (const { at, event, outcome, happened } of history) {
    for (const { what, task, workItemId } of happened) {
      let item = items.get(workItemId)
      if (item === undefined) {
        const offered = workItems.find((one) => one.workItemId === workItemId && isOffered(one))
        const [, whole, instance] = /^(.*:\d+)\.(\d+)$/s.exec(workItemId) ?? []
        const path = instance === undefined ? task.split("/") : [instance]
        item = {
          path, offered, state: what, outcome: undefined, from: at, to: undefined, instances: [],
          inside: inside.get(workItemId),
        }
        items.set(workItemId, item)
        ;(items.get(whole ?? "")?.instances ?? found).push(item)
      }
      item.state = what
      item.to = what === "enabled" || what === "started" ? undefined : at
      if (what === "completed" && event === "complete" && outcome !== "done") item.outcome = outcome
    }
  }
  return found
}

const isOffered = ({ human, signal, timerAt }: WorkItemView): boolean =>
  human || signal !== undefined || timerAt !== undefined

/**
 * Lines of the items of one scope; those of a sub-workflow are one block beneath its name, where its first stands.
 * `around`: how far the scope itself is indented.
 */
function block(items: readonly Item[], depth: number, terminal: Terminal, around = 0): readonly string[] {
  const shown = new Set<string>()
  return items.flatMap((item) => {
    const name = item.path[depth] ?? ""
    if (item.path.length === depth + 1) return itemLines(item, name, around + depth, terminal)
    if (shown.has(name)) return []
    shown.add(name)
    const inner = items.filter(({ path }) => path.length > depth + 1 && path[depth] === name)
    return [`${indent(around + depth)}${name}`, ...block(inner, depth + 1, terminal, around)]
  })
}

function itemLines(
  { offered, state, outcome, from, to, instances, inside }: Item, name: string, depth: number, terminal: Terminal,
): readonly string[] {
  const said = outcome === undefined ? state : `${state} with ${outcome}`
  const took = to === undefined ? "" : terminal.style("dim", `  ${duration(to - from)}`)
  const painted = terminal.style(state === "failed" ? "red" : "none", said)
  const runs = inside === undefined ? [] : [`case ${inside.caseId}  ${paint(inside.status, terminal)}`]
  const below = [...(offered === undefined ? [] : offerLines(offered)), ...runs]
  return [
    `${(indent(depth) + name).padEnd(32)}  ${painted}${took}`,
    ...below.map((text) => `${indent(depth + 1)}${text}`),
    ...block(instances, 0, terminal, depth + 1),
    ...(inside === undefined ? [] : block(itemsOf(inside), 0, terminal, depth + 1)),
  ]
}

const indent = (depth: number): string => "  ".repeat(depth + 1)

function journalLine(line: HistoryLine, startedAt: number): string {
  const { seq, at, event, task, instance, signal, outcome, attempt, happened } = line
  const of = instance === undefined ? task : `${task} ${instance}`
  const words = [event, of, signal, outcome === "done" ? undefined : outcome]
  const what = words.filter((word) => word !== undefined).join(" ")
  const failed = event === "attempt failed" || event === "fail"
  const tried = attempt > (failed ? 0 : 1) ? `, attempt ${attempt}` : ""
  const why = failed ? because(line) : ""
  const then = happened.map(({ what, task, workItemId }) => `${task}${instanceOf(workItemId)} ${what}`).join(", ")
  const said = `${String(seq).padStart(4)}  +${duration(at - startedAt).padEnd(9)} ${what}${tried}${why}`
  return then === "" ? said : `${said}: ${then}`
}

/** The number of an instance, with a space before it. */
const instanceOf = (workItemId: string): string =>
  workItemId.replace(/^.*:\d+(?:\.(\d+))?$/s, (_, n = "") => n && ` ${n}`)

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
