/**
 * What the rows of a case say, read with its table: how it ended, and what became of its work items. A row that cannot
 * be read is damaged.
 */
import { Status } from "../kernel/command.ts"
import { readTable, type Table, TableError } from "../kernel/table.ts"
import { storedValue } from "./case.ts"
import { caseDamaged } from "./case-data.ts"
import { effectsOf, type Happening } from "./case-history.ts"
import { CaseNotFound } from "./engine-error.ts"
import { failureOf, faultFrom } from "./failure.ts"
import type { CaseRow, StoreReader } from "./store.ts"

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
export function whole<T>(row: CaseRow, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof SyntaxError ? caseDamaged(row, "what it holds cannot be read") : error
  }
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

/** The table that a case runs on. Throws `CaseDamaged`. */
export async function tableOfRow(reader: StoreReader, row: CaseRow): Promise<Table> {
  const stored = await reader.definition(row.definition)
  try {
    return readTable(stored!.table)
  } catch (error) {
    throw error instanceof TableError ? caseDamaged(row, "its table cannot be read") : error
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
