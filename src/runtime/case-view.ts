/** One case as people look at it: its marking, work items and history. Reads a store and nothing else. */
import type { CaseId, WorkItemId } from "../definition/id.ts"
import { stateLayout } from "../kernel/state.ts"
import { type Table, TaskKind } from "../kernel/table.ts"
import { storedValue } from "./case.ts"
import { type CaseData, caseData, inputOf, ItemState } from "./case-data.ts"
import { effectsOf, type HistoryLine, historyLine, workItemId } from "./case-history.ts"
import { type CaseSummary, parentsIn, summary } from "./case-list.ts"
import { caseNotFound, failureOfRow, resultOfRow, tableOfRow, whole } from "./case-stored.ts"
import type { StoreReader } from "./store.ts"
import { itemNumber } from "./work-item.ts"

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
  /** Id of the workflow that it runs: that of the `sub`, or what `recurse` names. `workflow` is the outermost one. */
  readonly runs: string
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
    const task = taskOf.get(activation)!
    const id = workItemId(caseId, task, activation, instance)
    const parent = { caseId: row.caseId as CaseId, workItemId: id }
    return { ...summary(child, parent), workItemId: id, runs: runBy(table, task) }
  })
  return {
    ...summary(row, await parentsIn(reader)(row)), definitionHash: row.hash, result: resultOfRow(row),
    failure: failureOfRow(row)?.message, children, marking, workItems, history,
  }
}

/** Id of the workflow that a task runs as a case: of the scope whose entry that is, the first entry being the net's. */
function runBy(table: Table, task: string): string {
  const { taskNames, taskEntry, scopePaths, scopeWorkflows, workflow } = table
  const entry = taskEntry[taskNames.indexOf(task)]
  const scope = entry === 0 ? 0 : scopePaths.findIndex((path) => taskEntry[taskNames.indexOf(path)] === entry)
  return scopeWorkflows[scope] ?? workflow
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

const NONE = 0xffffffff
