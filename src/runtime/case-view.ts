/**
 * Cases as people look at them: lists, one case with its marking and history, the worklist. Reads a store and nothing
 * else.
 */
import type { CaseId, WorkItemId } from "../definition/id.ts"
import { stateLayout } from "../kernel/state.ts"
import { readTable, type Table, TableError, TaskKind } from "../kernel/table.ts"
import { Status } from "../kernel/command.ts"
import { storedValue } from "./case.ts"
import { effectsOf, type Happening, type HistoryLine, historyLine, workItemId } from "./case-history.ts"
import { caseDamaged, caseData, ItemState } from "./case-data.ts"
import { CaseNotFound } from "./engine-error.ts"
import { faultFrom, failureOf, statusName } from "./failure.ts"
import { caseFilter, workItemFilter } from "./filter.ts"
import type { CaseRow, StoreReader, WorkItemRow } from "./store.ts"

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
  /** Those that run for work items of other cases as well; without it only those started from outside. */
  readonly children?: boolean
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
  /** It waits for a person. */
  readonly human: boolean
  /** Of a task that is done several times at once: how many instances there were so far. */
  readonly instances: number | undefined
  /** Of an instance the work item of all of them. */
  readonly instanceOf: WorkItemId | undefined
  /** Name of the signal that it waits for. */
  readonly signal: string | undefined
  /** When a timer goes off. */
  readonly timerAt: number | undefined
  /** The case that it runs. */
  readonly childCaseId: CaseId | undefined
  readonly role: string | undefined
  /** When a human task is overdue. */
  readonly dueAt: number | undefined
  readonly attempt: number
  readonly enabledAt: number
  readonly input: unknown
}

/** A case that runs for a work item. */
export interface ChildCase extends CaseSummary {
  readonly workItemId: WorkItemId
}

/** Everything about one case. */
export interface CaseView extends CaseSummary {
  readonly definitionHash: string
  /** The case and the work item that it runs for; undefined if it was started from outside. */
  readonly parent: { readonly caseId: CaseId; readonly workItemId: WorkItemId } | undefined
  /** The cases that run or ran for its work items, in order of start. */
  readonly children: readonly ChildCase[]
  /** Result of a case that is `ok`. */
  readonly result: unknown
  /** One sentence, for a case that ended in another way. */
  readonly failure: string | undefined
  /** Tokens by condition, none of those that are empty. */
  readonly marking: Readonly<Record<string, number>>
  readonly workItems: readonly WorkItemView[]
  readonly history: readonly HistoryLine[]
}

/** A human task on the worklist, or a task that waits for a signal. */
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
  /** Name of the signal that it waits for; undefined for a human task. */
  readonly signal: string | undefined
}

/** Which human tasks to list, oldest first. */
export interface WorklistOptions {
  readonly workflow?: string
  readonly role?: string
  /** Instead of human tasks those that wait for this signal. */
  readonly signal?: string
  /** 1 to 1,000; 100 if absent. */
  readonly limit?: number
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
  const { t, i, m = [] } = caseData(table, stateLayout(table), row)
  const marking: Record<string, number> = {}
  for (const [condition] of t) {
    const name = table.conditionNames[condition]!
    marking[name] = (marking[name] ?? 0) + 1
  }
  const listed = await reader.workItems({ caseNumber: row.number, limit: Math.max(1, i.length) })
  const rows = await reader.children(row.number)
  const taskOf = new Map<number, string>()
  const events = await reader.events(row.number)
  const workItems = i.map(([task, activation, instance, state, attempt, , enabledAt, due, ...value]): WorkItemView => {
    const name = table.taskNames[task]!
    const kind = table.taskKind[task]
    const whole = table.taskMulti[task] !== NONE && instance === 0
    const offered = listed.find((item) => item.activation === activation && item.instance === instance)
    const child = rows.find(({ parent }) => parent!.activation === activation && parent!.instance === instance)
    return {
      workItemId: workItemId(caseId, name, activation, instance), task: name,
      state: state === ItemState.enabled ? "enabled" : "started",
      human: kind === TaskKind.manual && !whole, role: offered?.role, dueAt: offered?.dueAt, attempt, enabledAt,
      instances: whole ? (m.find(([of]) => of === activation)?.[1] ?? 0) : undefined,
      instanceOf: instance === 0 ? undefined : workItemId(caseId, name, activation, 0),
      signal: kind === TaskKind.receive ? table.triggerNames[table.taskTrigger[task]!] : undefined,
      timerAt: kind === TaskKind.timer ? due : undefined, childCaseId: child?.caseId as CaseId | undefined,
      input: value.length > 0 ? value[0] : storedValue(offered?.input),
    }
  })
  const history = whole(row, () => events.map((event) => historyLine(caseId, table, event)))
  for (const { activation, task } of events.flatMap(({ effects }) => effectsOf(effects))) {
    taskOf.set(activation, table.taskNames[task]!)
  }
  const children = rows.map((child): ChildCase => {
    const { activation, instance } = child.parent!
    return { ...summary(child), workItemId: workItemId(caseId, taskOf.get(activation)!, activation, instance) }
  })
  return {
    ...summary(row), definitionHash: row.hash, result: resultOfRow(row), failure: failureOfRow(row)?.message,
    parent: await parentOf(reader, row), children, marking, workItems, history,
  }
}

/** The case and the work item that a case runs for. */
async function parentOf(reader: StoreReader, { parent }: CaseRow): Promise<CaseView["parent"]> {
  const row = parent && (await reader.getCaseByNumber(parent.number))
  if (row === undefined) return undefined
  const { activation, instance } = parent!
  const events = await reader.events(row.number)
  const of = events.flatMap(({ effects }) => effectsOf(effects)).find((effect) => effect.activation === activation)
  const name = (await tableOfRow(reader, row)).taskNames[of?.task ?? -1] ?? ""
  return { caseId: row.caseId as CaseId, workItemId: workItemId(row.caseId, name, activation, instance) }
}

/**
 * Human tasks that can be started or completed now, or what waits for a signal. Rejects with `FilterRefused` if an
 * option makes no sense.
 */
export async function worklist(reader: StoreReader, options: WorklistOptions = {}): Promise<readonly WorklistItem[]> {
  const rows = await reader.workItems(workItemFilter(options))
  return rows.map((row: WorkItemRow) => {
    const { caseId, workflow, task, activation, instance, state, role, enabledAt, dueAt, input, signal } = row
    return {
      workItemId: workItemId(caseId, task, activation, instance), caseId: caseId as CaseId, workflow, task,
      state: state === 2 ? "started" : "enabled", role, enabledAt, dueAt, input: storedValue(input), signal,
    }
  })
}

/** What became of a work item, by the journal; undefined if it was never offered. */
export async function whatBecameOf(
  reader: StoreReader,
  row: CaseRow,
  task: string,
  activation: number,
  instance: number,
): Promise<Happening["what"] | undefined> {
  const index = (await tableOfRow(reader, row)).taskNames.indexOf(task)
  const effects = (await reader.events(row.number)).flatMap((event) => effectsOf(event.effects))
  return effects.findLast((effect) =>
    effect.task === index && effect.activation === activation && effect.instance === instance)?.what
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

async function tableOfRow(reader: StoreReader, row: CaseRow): Promise<Table> {
  const stored = await reader.definition(row.definition)
  try {
    return readTable(stored!.table)
  } catch (error) {
    throw error instanceof TableError ? caseDamaged(row, "its table cannot be read") : error
  }
}

const NONE = 0xffffffff
