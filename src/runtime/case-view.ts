/**
 * Cases as people look at them: lists, one case with its marking and history, the worklist. Reads a store and nothing
 * else.
 */
import type { CaseId, WorkItemId } from "../definition/id.ts"
import { EventKind } from "../kernel/event.ts"
import { stateLayout } from "../kernel/state.ts"
import { readTable, type Table, TableError } from "../kernel/table.ts"
import { Status } from "../kernel/command.ts"
import { storedValue } from "./case.ts"
import { caseDamaged, caseData } from "./case-data.ts"
import { CaseNotFound } from "./engine-error.ts"
import { faultFrom, failureOf, statusName } from "./failure.ts"
import { caseFilter, workItemFilter } from "./filter.ts"
import { type CaseRow, type EventRow, JournalKind, type StoreReader, type WorkItemRow } from "./store.ts"

/** How a case stands, as a word. */
export type CaseStatus = "running" | "ok" | "cancelled" | "deadlock" | "failed"

/** One line of a list. Times are milliseconds since the epoch. */
export interface CaseSummary {
  readonly caseId: CaseId
  /** What the caller named it. */
  readonly id: string | undefined
  readonly workflow: string
  readonly status: CaseStatus
  readonly startedAt: number
  readonly endedAt: number | undefined
}

/** Which cases to list, newest first. `before`: the `next` of the page before. */
export interface ListOptions {
  readonly workflow?: string
  readonly status?: CaseStatus
  readonly before?: number
  /** 1 to 1,000; 100 if absent. */
  readonly limit?: number
}

/** One page. `next` is absent on the last. */
export interface CasePage {
  readonly cases: readonly CaseSummary[]
  readonly next: number | undefined
}

/** A work item of a case that is not over. */
export interface WorkItemView {
  readonly workItemId: WorkItemId
  readonly task: string
  readonly state: "enabled" | "started"
  /** It waits for a person; the engine runs the others by itself. */
  readonly human: boolean
  readonly role: string | undefined
  /** When a human task is overdue. */
  readonly dueAt: number | undefined
  readonly attempt: number
  readonly enabledAt: number
  readonly input: unknown
}

/** What happened to a work item, as it stands in the history. */
export interface Happening {
  readonly what: "enabled" | "started" | "completed" | "failed" | "withdrawn" | "cancelled"
  readonly task: string
  readonly workItemId: WorkItemId
}

/** One line of the journal: what came from outside, and what it made happen. */
export interface HistoryLine {
  readonly seq: number
  readonly at: number
  readonly event: "open" | "start" | "complete" | "fail" | "cancel" | "attempt failed" | "resumed"
  readonly task: string | undefined
  readonly outcome: string | undefined
  readonly attempt: number
  readonly payload: unknown
  readonly happened: readonly Happening[]
}

/** Everything about one case. */
export interface CaseView extends CaseSummary {
  readonly definitionHash: string
  /** Result of a case that is `ok`. */
  readonly result: unknown
  /** One sentence, for a case that ended in another way. */
  readonly failure: string | undefined
  /** Tokens by condition, none of those that are empty. */
  readonly marking: Readonly<Record<string, number>>
  readonly workItems: readonly WorkItemView[]
  readonly history: readonly HistoryLine[]
}

/** A human task on the worklist. */
export interface WorklistItem {
  readonly workItemId: WorkItemId
  readonly caseId: CaseId
  readonly workflow: string
  readonly task: string
  readonly state: "enabled" | "started"
  readonly role: string | undefined
  readonly enabledAt: number
  /** When it is overdue. */
  readonly dueAt: number | undefined
  readonly input: unknown
}

/** Which human tasks to list, oldest first. */
export interface WorklistOptions {
  readonly workflow?: string
  readonly role?: string
  /** 1 to 1,000; 100 if absent. */
  readonly limit?: number
}

const letters: Readonly<Record<string, Happening["what"]>> = {
  e: "enabled", s: "started", d: "completed", f: "failed", w: "withdrawn", c: "cancelled",
}

/** A page of cases. Rejects with `FilterRefused` if an option makes no sense. */
export async function listCases(reader: StoreReader, options: ListOptions = {}): Promise<CasePage> {
  const filter = caseFilter(options)
  const rows = await reader.listCases({ ...filter, limit: filter.limit + 1 })
  const page = rows.slice(0, filter.limit)
  return { cases: page.map(summary), next: rows.length > page.length ? page.at(-1)!.number : undefined }
}

/** One case in full. Rejects with `CaseNotFound` if there is none, `CaseDamaged` if its rows cannot be read. */
export async function showCase(reader: StoreReader, caseId: string): Promise<CaseView> {
  const row = await reader.getCase(caseId)
  if (row === undefined) throw caseNotFound(caseId)
  const table = await tableOfRow(reader, row)
  const { t, i } = caseData(table, stateLayout(table), row)
  const marking: Record<string, number> = {}
  for (const [condition] of t) {
    const name = table.conditionNames[condition]!
    marking[name] = (marking[name] ?? 0) + 1
  }
  const listed = await reader.workItems({ caseNumber: row.number, limit: i.length })
  const workItems = i.map(([task, activation, started, attempt, , enabledAt, , ...value]): WorkItemView => {
    const offered = listed.find((item) => item.activation === activation && item.task === table.taskNames[task])
    return {
      workItemId: workItemId(caseId, table.taskNames[task]!, activation), task: table.taskNames[task]!,
      state: started === 1 ? "started" : "enabled", human: table.taskKind[task] === 1, role: offered?.role,
      dueAt: offered?.dueAt, attempt, enabledAt, input: value[0],
    }
  })
  const events = await reader.events(row.number)
  const history = whole(row, () => events.map((event) => historyLine(caseId, table, event)))
  return {
    ...summary(row), definitionHash: row.hash, result: resultOfRow(row), failure: failureOfRow(row)?.message,
    marking, workItems, history,
  }
}

/** Human tasks that can be started or completed now. Rejects with `FilterRefused` if an option makes no sense. */
export async function worklist(reader: StoreReader, options: WorklistOptions = {}): Promise<readonly WorklistItem[]> {
  const rows = await reader.workItems(workItemFilter(options))
  return rows.map(({ caseId, workflow, task, activation, state, role, enabledAt, dueAt, input }: WorkItemRow) => ({
    workItemId: workItemId(caseId, task, activation), caseId: caseId as CaseId, workflow, task,
    state: state === 2 ? "started" : "enabled", role, enabledAt, dueAt, input: storedValue(input),
  }))
}

/** What became of a work item, by the journal; undefined if it was never offered. */
export async function whatBecameOf(
  reader: StoreReader,
  row: CaseRow,
  task: string,
  activation: number,
): Promise<Happening["what"] | undefined> {
  const { taskNames } = await tableOfRow(reader, row)
  const item = `${taskNames.indexOf(task)}.${activation}`
  const effects = (await reader.events(row.number)).flatMap((event) => event.effects.split(" "))
  const last = effects.findLast((effect) => effect.slice(1) === item)
  return last === undefined ? undefined : letters[last[0]!]
}

/** The typed failure of a stored case, undefined if it is `ok` or running. Throws `CaseDamaged`. */
export function failureOfRow(row: CaseRow): ReturnType<typeof failureOf> | undefined {
  const { workflow, caseId, status, failure } = row
  if (status === Status.ok || status === Status.running) return undefined
  return whole(row, () => {
    const fault = status === Status.failed && failure !== undefined ? faultFrom(failure) : undefined
    const reason =
      status === Status.cancelled && failure !== undefined
        ? (JSON.parse(failure) as { readonly reason: string }).reason
        : ""
    return failureOf(workflow, caseId, status, fault, reason)
  })
}

/** What a stored case that is `ok` ended with. Throws `CaseDamaged`. */
export const resultOfRow = (row: CaseRow): unknown => whole(row, () => storedValue(row.result))

/** Reads JSON of the store; text that is none was damaged there. */
function whole<T>(row: CaseRow, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof SyntaxError ? caseDamaged(row, "what it holds cannot be read") : error
  }
}

/** Makes `CaseNotFound` with its sentence. */
export const caseNotFound = (caseId: string): CaseNotFound =>
  new CaseNotFound({
    caseId,
    message: `There is no case "${caseId}" in this store; list the cases to see which there are.`,
  })

function summary({ caseId, id, workflow, status, startedAt, endedAt }: CaseRow): CaseSummary {
  return { caseId: caseId as CaseId, id, workflow, status: statusName(status), startedAt, endedAt }
}

function historyLine(caseId: string, table: Table, row: EventRow): HistoryLine {
  const { seq, at, kind, task, outcome, attempt, payload, effects } = row
  const happened = effects === "" ? [] : effects.split(" ").map((effect): Happening => {
    const [index, activation] = effect.slice(1).split(".").map(Number) as [number, number]
    const name = table.taskNames[index]!
    return { what: letters[effect[0]!]!, task: name, workItemId: workItemId(caseId, name, activation) }
  })
  return {
    seq,
    at,
    event: eventName(kind),
    task: task < 0 ? undefined : table.taskNames[task],
    attempt,
    outcome: outcome < 0 ? undefined : table.outcomeNames[table.outcomeStart[task]! + outcome],
    payload: storedValue(payload),
    happened,
  }
}

function eventName(kind: number): HistoryLine["event"] {
  switch (kind) {
    case EventKind.open: return "open"
    case EventKind.start: return "start"
    case EventKind.complete: return "complete"
    case EventKind.fail: return "fail"
    case EventKind.cancel: return "cancel"
    case JournalKind.attemptFailed: return "attempt failed"
    case JournalKind.resumed: return "resumed"
    default: throw new Error(`the journal holds an unknown kind ${kind}`)
  }
}

async function tableOfRow(reader: StoreReader, row: CaseRow): Promise<Table> {
  const stored = await reader.definition(row.definition)
  try {
    return readTable(stored!.table)
  } catch (error) {
    throw error instanceof TableError ? caseDamaged(row, "its table cannot be read") : error
  }
}

const workItemId = (caseId: string, task: string, activation: number): WorkItemId =>
  `${caseId}:${task}:${activation}` as WorkItemId
