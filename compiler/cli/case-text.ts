/** A case as people read it: its work items as a tree, its marking and its history. */
import type { HistoryLine } from "../../src/runtime/case-history.ts"
import { type CaseTree, type Item, itemsOf } from "./case-tree.ts"
import { iso, paint } from "./cases.ts"
import { count } from "./definition-file.ts"
import { oneLine, sentence, short } from "./printable.ts"
import type { Terminal } from "./terminal.ts"
import { offerLines } from "./worklist.ts"

/** The most lines of work items, and of history. */
const LINES_MAX = 200

/** The text about a case. Without `all` long lists and long lines are cut, and it is said how much is left out. */
export function describe(view: CaseTree, all: boolean, terminal: Terminal): string {
  const { workflow, caseId, id, status, startedAt, endedAt, result, failure, parent, marking, history } = view
  const page: Page = { flag: all ? null : "--all", terminal }
  const head = (text: string) => `\n${terminal.style("bold", text)}`
  const took = endedAt === undefined ? "" : `, took ${duration(endedAt - startedAt)}`
  const tokens = Object.entries(marking).map(([condition, number]) => `  ${oneLine(condition)}  ${number}`)
  const items = block(itemsOf(view), 0, page)
  const [itemsMax, linesMax] = all ? [Infinity, Infinity] : [LINES_MAX, LINES_MAX]
  const earlier = Math.max(0, history.length - linesMax)
  const later = Math.max(0, items.length - itemsMax)
  const left = (number: number, what: string) =>
    number === 0 ? [] : [terminal.style("dim", `  … ${count(number, `${what} line`)}; --all shows them`)]
  return [
    `${terminal.style("bold", workflow)}${id === undefined ? "" : ` ${oneLine(id)}`}  ${paint(status, terminal)}`,
    `case ${caseId}, started ${iso(startedAt)}${took}`,
    ...(parent === undefined ? [] : [`runs for work item ${parent.workItemId}`]),
    ...(failure === undefined ? [] : [short(sentence(failure), page.flag)]),
    ...(result === undefined ? [] : [`result ${short(JSON.stringify(result), page.flag)}`]),
    head("Work items"),
    ...items.slice(0, items.length - later),
    ...left(later, "more"),
    head("Marking"),
    ...(tokens.length === 0 ? ["  no tokens"] : tokens),
    head("History"),
    ...left(earlier, "earlier"),
    ...history.slice(earlier).map((line) => `  ${short(journalLine(line, startedAt), page.flag)}`),
  ].join("\n")
}

interface Page {
  /** What shows what is cut; null: nothing is. */
  readonly flag: string | null
  readonly terminal: Terminal
}

/**
 * Lines of the items of one scope; those of a sub-workflow are one block beneath its name, where its first stands.
 * `around`: how far the scope itself is indented.
 */
function block(items: readonly Item[], depth: number, page: Page, around = 0): readonly string[] {
  const shown = new Set<string>()
  return items.flatMap((item) => {
    const name = item.path[depth] ?? ""
    if (item.path.length === depth + 1) return itemLines(item, name, around + depth, page)
    if (shown.has(name)) return []
    shown.add(name)
    const inner = items.filter(({ path }) => path.length > depth + 1 && path[depth] === name)
    return [`${indent(around + depth)}${name}`, ...block(inner, depth + 1, page, around)]
  })
}

function itemLines(item: Item, name: string, depth: number, page: Page): readonly string[] {
  const { live, state, outcome, from, to, instances, inside } = item
  const { flag, terminal } = page
  const isOffered = live !== undefined && (live.human || live.signal !== undefined || live.timerAt !== undefined)
  const said = outcome === undefined ? state : `${state} with ${oneLine(outcome)}`
  const took = to === undefined ? "" : terminal.style("dim", `  ${duration(to - from)}`)
  const painted = terminal.style(state === "failed" ? "red" : "none", said)
  const runs = inside === undefined ? []
    : [`case ${inside.caseId} of ${oneLine(inside.runs)}  ${paint(inside.status, terminal)}`]
  const below = [...(isOffered ? offerLines(live, flag) : []), ...runs]
  return [
    `${(indent(depth) + name).padEnd(32)}  ${painted}${took}`,
    ...below.map((text) => `${indent(depth + 1)}${text}`),
    ...block(instances, 0, page, depth + 1),
    ...(inside === undefined ? [] : insideLines(itemsOf(inside), item.task.split("/"), depth + 1, page)),
  ]
}

/** A case inside, whose tasks are named after the task that runs it: what is above it already is not said again. */
function insideLines(items: readonly Item[], around: readonly string[], depth: number, page: Page): readonly string[] {
  const isWithin = items.every(({ path }) => path.length > around.length && around.every((name, i) => path[i] === name))
  const skipped = isWithin ? around.length : 0
  return block(items, skipped, page, depth - skipped)
}

const indent = (depth: number): string => "  ".repeat(depth + 1)

function journalLine(line: HistoryLine, startedAt: number): string {
  const { seq, at, event, task, instance, signal, kept, outcome, attempt, happened } = line
  const of = instance === undefined ? task : `${task} ${instance}`
  const words = [event, of, signal, outcome === "done" ? undefined : outcome]
  const what = words.filter((word) => word !== undefined).join(" ")
  const failed = event === "attempt failed" || event === "fail"
  const tried = attempt > (failed ? 0 : 1) ? `, attempt ${attempt}` : ""
  const became = kept === undefined ? "" : kept ? ", kept" : ", used"
  const why = failed ? because(line) : ""
  const then = happened.map(({ what, task, workItemId }) => `${task}${instanceOf(workItemId)} ${what}`).join(", ")
  const said = `${String(seq).padStart(4)}  +${duration(at - startedAt).padEnd(9)} ${what}${tried}${became}${why}`
  return then === "" ? said : `${said}: ${then}`
}

/** The number of an instance, with a space before it. */
const instanceOf = (workItemId: string): string =>
  workItemId.replace(/^.*:\d+(?:\.(\d+))?$/s, (_, n = "") => n && ` ${n}`)

/** Why an attempt failed, on one line: name and message of what was thrown. */
function because({ payload }: HistoryLine): string {
  const { cause } = (payload ?? {}) as { readonly cause?: { readonly name: string; readonly message: string } }
  return cause === undefined ? "" : ` (${sentence(`${cause.name}: ${cause.message}`)})`
}

function duration(milliseconds: number): string {
  if (milliseconds < 1_000) return `${milliseconds} ms`
  if (milliseconds < 120_000) return `${(milliseconds / 1_000).toFixed(1)} s`
  return `${Math.round(milliseconds / 60_000)} min`
}
