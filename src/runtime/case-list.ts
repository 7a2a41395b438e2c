/** Lists of cases, page by page, and the line that stands for one. Reads a store and nothing else. */
import type { CaseId, WorkItemId } from "../definition/id.ts"
import { effectsOf, workItemId } from "./case-history.ts"
import { tableOfRow } from "./case-stored.ts"
import { statusName } from "./failure.ts"
import { caseFilter } from "./filter.ts"
import type { CaseRow, StoreReader } from "./store.ts"

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

/** Tells the case and the work item that a case runs for; reads each of those cases once. */
export function parentsIn(reader: StoreReader): (row: CaseRow) => Promise<CaseSummary["parent"]> {
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

/** The line of a case. */
export function summary(
  { caseId, id, workflow, status, startedAt, endedAt }: CaseRow, parent: CaseSummary["parent"],
): CaseSummary {
  return { caseId: caseId as CaseId, id, workflow, status: statusName(status), startedAt, endedAt, parent }
}
