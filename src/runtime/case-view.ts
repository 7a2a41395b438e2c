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
import { caseDamaged, type CaseData, caseData, inputOf, ItemState } from "./case-data.ts"
import { CaseNotFound } from "./engine-error.ts"
import { faultFrom, failureOf, statusName } from "./failure.ts"
import { caseFilter, workItemFilter } from "./filter.ts"
import type { CaseRow, StoreReader, WorkItemRow } from "./store.ts"
import { itemNumber } from "./work-item.ts"

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
  /** The case and the work item that it runs for; undefined if it was started from outside. */
  readonly parent: { readonly caseId: CaseId; readonly workItemId: WorkItemId } | undefined
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
  const parentOf = parentsIn(reader)
  const cases: CaseSummary[] = []
  for (const one of page) cases.push(summary(one, await parentOf(one)))
  return { cases, next: rows.length > page.length ? page.at(-1)!.number : undefined }
}

/** One case in full. Rejects with `CaseNotFound` if there is none, `CaseDamaged` if its rows cannot be read. */
export async function showCase(reader: StoreReader, caseId: string): Promise<CaseView> {
  const row = await reader.wholeCase(caseId)
  if (row === undefined) throw caseNotFound(caseId)
  const table = await tableOfRow(reader, row)
  const data = caseData(table, stateLayout(table), row)
  const marking: Record<string, number> = {}
  for (const [condition] of data.t) {
    const name = table.conditionNames[condition]!
    marking[name] = (marking[name] ?? 0) + 1
  }
  const stored = storedItems(table, data)
  const listed = byNumber(await reader.workItems({ caseNumber: row.number, limit: Math.max(1, stored.length) }))
  const rows = await reader.children(row.number)
  const childOf = byNumber(rows.map((child) => ({ ...child.parent!, child })))
  const taskOf = new Map<number, string>()
  const events = await reader.events(row.number)
  const workItems = stored.map((item): WorkItemView => {
    const { task, activation, instance, state, attempt, enabledAt, due, input, instances } = item
    const name = table.taskNames[task]!
    const kind = table.taskKind[task]
    const offered = listed.get(itemNumber(activation, instance))
    const child = childOf.get(itemNumber(activation, instance))?.child
    return {
      workItemId: workItemId(caseId, name, activation, instance), task: name,
      state: state === ItemState.enabled ? "enabled" : "started",
      human: kind === TaskKind.manual && instances === undefined, role: offered?.role, dueAt: offered?.dueAt,
      attempt, enabledAt, instances,
      instanceOf: instance === 0 ? undefined : workItemId(caseId, name, activation, 0),
      signal: kind === TaskKind.receive ? table.triggerNames[table.taskTrigger[task]!] : undefined,
      timerAt: kind === TaskKind.timer ? due : undefined, childCaseId: child?.caseId as CaseId | undefined,
      input: input === undefined ? storedValue(offered?.input) : input,
    }
  })
  const history = whole(row, () => events.map((event) => historyLine(caseId, table, event)))
  for (const { activation, task } of events.flatMap(({ effects }) => effectsOf(effects))) {
    taskOf.set(activation, table.taskNames[task]!)
  }
  const children = rows.map((child): ChildCase => {
    const { activation, instance } = child.parent!
    const id = workItemId(caseId, taskOf.get(activation)!, activation, instance)
    return { ...summary(child, { caseId: row.caseId as CaseId, workItemId: id }), workItemId: id }
  })
  return {
    ...summary(row, await parentsIn(reader)(row)), definitionHash: row.hash, result: resultOfRow(row),
    failure: failureOfRow(row)?.message, children, marking, workItems, history,
  }
}

interface StoredItem {
  readonly task: number
  readonly activation: number
  readonly instance: number
  readonly state: number
  readonly attempt: number
  readonly enabledAt: number
  readonly due: number
  readonly input: unknown
  /** How many there were, of a work item with instances. */
  readonly instances: number | undefined
}

/** The work items of a case, the instances of one after it. */
function storedItems(table: Table, { i, many }: CaseData): readonly StoredItem[] {
  return i.flatMap(([task, activation, state, attempt, , enabledAt, due, ...value]): StoredItem[] => {
    const all = many.get(activation)
    const instances = table.taskMulti[task] === NONE ? undefined : (all?.spawned ?? 0)
    const input = all === undefined ? value[0] : all.input
    const live = all?.live.map((row): StoredItem =>
      ({ ...row, task, input: inputOf(table, task, all, row), instances: undefined })) ?? []
    return [{ task, activation, instance: 0, state, attempt, enabledAt, due, input, instances }, ...live]
  })
}

const byNumber = <T extends { readonly activation: number; readonly instance: number }>(rows: readonly T[]) =>
  new Map(rows.map((row) => [itemNumber(row.activation, row.instance), row]))

/** Tells the case and the work item that a case runs for; reads each of those cases once. */
function parentsIn(reader: StoreReader): (row: CaseRow) => Promise<CaseSummary["parent"]> {
  const read = new Map<number, Promise<{ caseId: CaseId; tasks: ReadonlyMap<number, string> } | undefined>>()
  return async ({ parent }) => {
    if (parent === undefined) return undefined
    const { number, activation, instance } = parent
    if (!read.has(number)) read.set(number, tasksOf(number))
    const found = await read.get(number)
    if (found === undefined) return undefined
    const { caseId, tasks } = found
    return { caseId, workItemId: workItemId(caseId, tasks.get(activation) ?? "", activation, instance) }
  }

  /** Names of the tasks of a case's work items, by activation. */
  async function tasksOf(number: number) {
    const row = await reader.getCaseByNumber(number)
    if (row === undefined) return undefined
    const { taskNames } = await tableOfRow(reader, row)
    const effects = (await reader.events(number)).flatMap((event) => effectsOf(event.effects))
    return {
      caseId: row.caseId as CaseId,
      tasks: new Map(effects.map(({ activation, task }) => [activation, taskNames[task] ?? ""])),
    }
  }
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

const CASE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Makes `CaseNotFound` with its sentence. */
export const caseNotFound = (caseId: string): CaseNotFound =>
  new CaseNotFound({
    caseId,
    message: `There is no case "${caseId}" in this store; ` + (CASE_ID.test(caseId)
      ? "list the cases to see which there are."
      : "case ids are UUIDs: if it is the id that the case was started with, ask find() for the case."),
  })

function summary(
  { caseId, id, workflow, status, startedAt, endedAt }: CaseRow, parent: CaseSummary["parent"],
): CaseSummary {
  return { caseId: caseId as CaseId, id, workflow, status: statusName(status), startedAt, endedAt, parent }
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
