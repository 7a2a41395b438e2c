/** The worklist: human tasks that wait, or what waits for a signal, page by page. Reads a store and nothing else. */
import type { CaseId, WorkItemId } from "../definition/id.ts"
import { storedValue } from "./case.ts"
import { workItemId } from "./case-history.ts"
import { refused, workItemFilter } from "./filter.ts"
import type { StoreReader, WorkItemPlace, WorkItemRow } from "./store.ts"
import { workItemParts } from "./work-item.ts"

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

/** Which human tasks to list: those of the case that was started first come first, of one case by their offering. */
export interface WorklistOptions {
  readonly workflow?: string
  readonly role?: string
  /** Instead of human tasks those that wait for this signal. */
  readonly signal?: string
  /**
   * The page after this work item: the last one of the page before, done meanwhile or not. What came up on the pages
   * before in the meantime is not on the pages after; begin anew to see it.
   */
  readonly after?: string
  /** 1 to 1,000; 100 if absent. As many as this: there may be another page. */
  readonly limit?: number
}

/**
 * Human tasks that can be started or completed now, or what waits for a signal. Rejects with `FilterRefused` if an
 * option makes no sense.
 */
export async function worklist(reader: StoreReader, options: WorklistOptions = {}): Promise<readonly WorklistItem[]> {
  const filter = workItemFilter(options)
  const after = options.after === undefined ? undefined : await placeOf(reader, options.after)
  const rows = await reader.workItems({ ...filter, after })
  return rows.map((row: WorkItemRow) => {
    const { caseId, workflow, task, activation, instance, state, role, enabledAt, dueAt, input, signal } = row
    return {
      workItemId: workItemId(caseId, task, activation, instance), caseId: caseId as CaseId, workflow, task,
      state: state === 2 ? "started" : "enabled", role, enabledAt, dueAt, input: storedValue(input), signal,
    }
  })
}

async function placeOf(reader: StoreReader, id: string): Promise<WorkItemPlace> {
  const { caseId, activation, instance } = workItemParts(id)
  const row = await reader.getCase(caseId)
  if (row === undefined) throw refused("after", id, "the `workItemId` of the last work item of the page before")
  return { caseNumber: row.number, activation, instance }
}
