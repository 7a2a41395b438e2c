/** The reading half of the embedded store: rows of a SQLite file that another process, or this one, may be writing. */
import type { DatabaseSync, SQLInputValue } from "node:sqlite"
import { StoreError } from "./engine-error.ts"
import { FileFault, guarded, openReader } from "./sqlite-file.ts"
import { storeFault } from "./store-fault.ts"
import type { StateRow } from "./store-tally.ts"
import type {
  CaseFilter, CaseRow, EventRow, InstanceRow, RunningCase, RunningCount, StoredDefinition, StoreReader, WholeCase,
  WorkItemFilter, WorkItemRow,
} from "./store.ts"

/** How a SQLite store is opened. */
export interface SqliteOptions {
  /** Milliseconds to wait for a lock of another program; 2,000 if absent. Another engine is never waited for. */
  readonly busyTimeout?: number
  /** The file may not grow past this; a commit that would, fails as `full`. No limit if absent. */
  readonly maxBytes?: number
}

const columns = "c.number, c.case_id as caseId, c.id, c.workflow, c.definition, d.hash, c.status," +
  " c.started_at as startedAt, c.ended_at as endedAt, c.state, c.data, c.result, c.failure, c.trace," +
  " c.parent, c.parent_activation as parentActivation, c.parent_instance as parentInstance"
const from = "from workflow_case c join definition d on d.number = c.definition"
const cases = `select ${columns} ${from}`
const instances = "select case_number as caseNumber, activation, instance, state, attempt, failures," +
  " enabled_at as enabledAt, due_at as due, value from instance"
const running = "c.definition = ? and c.status = 1 and c.number > ? order by c.number limit ?"
const definitions = "select number, hash, table_bytes as \"table\" from definition"

/** Reads a store that another process, or this one, may be writing. */
export class SqliteReader implements StoreReader {
  readonly kind = "sqlite"
  readonly path: string
  readonly #database: DatabaseSync
  #statements = new Map<string, ReturnType<DatabaseSync["prepare"]>>()

  /** Opens it. Throws a `StoreError` if the file is missing, foreign, newer or damaged. */
  constructor(path: string, options: SqliteOptions = {}) {
    this.path = path
    this.#database = typed(() => openReader(path, { busyTimeout: options.busyTimeout ?? 2_000 }))
  }

  async findCase(workflow: string, id: string): Promise<CaseRow | undefined> {
    return this.#all(`${cases} where c.workflow = ? and c.id = ?`, workflow, id).map(caseRow)[0]
  }

  /** Cases that were started under this id, whatever their workflow. */
  async namedCases(id: string): Promise<readonly CaseRow[]> {
    const sql = `${cases} where c.workflow in (select distinct workflow from definition) and c.id = ?`
    return this.#all(sql, id).map(caseRow)
  }

  async getCase(caseId: string): Promise<CaseRow | undefined> {
    return this.#all(`${cases} where c.case_id = ?`, caseId).map(caseRow)[0]
  }

  async wholeCase(caseId: string): Promise<WholeCase | undefined> {
    return this.#atOnce(() => {
      const row = this.#all(`${cases} where c.case_id = ?`, caseId).map(caseRow)[0]
      const order = "order by activation, instance"
      return row && {
        ...row, instances: this.#all(`${instances} where case_number = ? ${order}`, row.number).map(instanceRow),
      }
    })
  }

  async getCaseByNumber(caseNumber: number): Promise<CaseRow | undefined> {
    return this.#all(`${cases} where c.number = ?`, caseNumber).map(caseRow)[0]
  }

  async children(caseNumber: number): Promise<readonly CaseRow[]> {
    return this.#all(`${cases} where c.parent = ? order by c.number`, caseNumber).map(caseRow)
  }

  async listCases({ workflow, status, before, children = false, limit }: CaseFilter): Promise<readonly CaseRow[]> {
    const where = [
      before === undefined ? undefined : ["c.number < ?", before],
      workflow === undefined ? undefined : ["c.workflow = ?", workflow],
      status === undefined ? undefined : ["c.status = ?", status],
      children ? undefined : ["c.parent is null"],
    ].filter((one) => one !== undefined) as [string, ...SQLInputValue[]][]
    return this.#all(
      `${cases}${filterOf(where)} order by c.number desc limit ?`,
      ...where.flatMap(([, ...values]) => values), limit,
    ).map(caseRow)
  }

  async runningCases(definition: number, after: number, limit: number): Promise<readonly RunningCase[]> {
    const journaled = "(select coalesce(max(seq) + 1, 0) from event e where e.case_number = c.number) as journaled"
    const these = `select c.number from workflow_case c where ${running}`
    return this.#atOnce(() => {
      const page = [definition, after, limit] as const
      const rows = this.#all(`select ${columns}, ${journaled} ${from} where ${running}`, ...page)
      const all = this.#all(`${instances} where case_number in (${these}) order by activation, instance`, ...page)
      const byCase = new Map<number, typeof all[number][]>()
      for (const row of all) {
        const known = byCase.get(row["caseNumber"] as number)
        if (known === undefined) byCase.set(row["caseNumber"] as number, [row])
        else known.push(row)
      }
      return rows.map((row) => {
        const case_ = caseRow(row) as Omit<RunningCase, "instances">
        return { ...case_, instances: (byCase.get(case_.number) ?? []).map(instanceRow) }
      })
    })
  }

  /** Their states alone, as `runningCases` has the whole cases. */
  async runningStates(definition: number, after: number, limit: number): Promise<readonly StateRow[]> {
    const sql = `select c.number, c.case_id as caseId, c.state from workflow_case c where ${running}`
    return this.#all(sql, definition, after, limit).map((row) =>
      ({ ...row, state: wordsOf(row["state"] as Uint8Array) }) as unknown as StateRow)
  }

  async runningCounts(): Promise<readonly RunningCount[]> {
    const sql = "select d.workflow, d.number as definition, d.hash, count(*) as count from workflow_case c" +
      " join definition d on d.number = c.definition where c.status = 1 group by d.number order by d.number"
    return this.#all(sql).map((row) => ({ ...row }) as unknown as RunningCount)
  }

  async events(caseNumber: number): Promise<readonly EventRow[]> {
    const sql =
      "select seq, at, kind, task, outcome, activation, instance, attempt, payload, effects from event" +
      " where case_number = ? order by seq"
    return this.#all(sql, caseNumber).map(
      (row) => ({ ...row, payload: row["payload"] ?? undefined }) as unknown as EventRow,
    )
  }

  async workItems(
    { workflow, role, caseNumber, signal, after, limit }: WorkItemFilter,
  ): Promise<readonly WorkItemRow[]> {
    const where = [
      workflow === undefined ? undefined : ["c.workflow = ?", workflow],
      role === undefined ? undefined : ["w.role = ?", role],
      caseNumber === undefined ? undefined : ["w.case_number = ?", caseNumber],
      signal !== undefined ? ["w.signal = ?", signal] : caseNumber === undefined ? ["w.signal is null"] : undefined,
      after === undefined ? undefined
        : ["(w.case_number, w.activation, w.instance) > (?, ?, ?)", after.caseNumber, after.activation, after.instance],
    ].filter((one) => one !== undefined) as [string, ...SQLInputValue[]][]
    const sql =
      "select w.case_number as caseNumber, c.case_id as caseId, c.workflow, w.task, w.activation, w.instance," +
      " w.state, w.role, w.enabled_at as enabledAt, w.due_at as dueAt, w.input, w.signal" +
      " from work_item w join workflow_case c on c.number = w.case_number" +
      `${filterOf(where)} order by w.case_number, w.activation, w.instance limit ?`
    return this.#all(sql, ...where.flatMap(([, ...values]) => values), limit).map((row) => ({
      ...row, role: row["role"] ?? undefined, dueAt: row["dueAt"] ?? undefined, input: row["input"] ?? undefined,
      signal: row["signal"] ?? undefined,
    }) as unknown as WorkItemRow)
  }

  async definition(number: number): Promise<StoredDefinition | undefined> {
    return this.#all(`${definitions} where number = ?`, number).map(definitionRow)[0]
  }

  async definitions(hash: string): Promise<readonly StoredDefinition[]> {
    return this.#all(`${definitions} where hash = ? order by number`, hash).map(definitionRow)
  }

  /** What SQLite finds damaged in the file, nothing if it is whole. Reads all of it: a second a gigabyte, or more. */
  damage(): readonly string[] {
    const said = this.#all("pragma quick_check").map((row) => String(row["quick_check"]))
    return said[0] === "ok" ? [] : said
  }

  async close(): Promise<void> {
    if (this.#database.isOpen) this.#database.close()
  }

  /** The largest number in a table, 0 if it is empty. */
  protected last(table: "workflow_case" | "definition"): number {
    return this.#all(`select coalesce(max(number), 0) as last from ${table}`)[0]!["last"] as number
  }

  /** What several statements read of one moment, whatever is written meanwhile. */
  #atOnce<T>(read: () => T): T {
    this.#all("begin")
    try {
      return read()
    } finally {
      this.#all("commit")
    }
  }

  #all(sql: string, ...values: readonly SQLInputValue[]): Record<string, unknown>[] {
    if (!this.#database.isOpen) throw new StoreError(storeFault("closed", this.path))
    return typed(() => guarded(this.path, () => {
      let statement = this.#statements.get(sql)
      if (statement === undefined) this.#statements.set(sql, statement = this.#database.prepare(sql))
      return statement.all(...values) as Record<string, unknown>[]
    }))
  }
}

function instanceRow({ caseNumber: _, value, ...row }: Record<string, unknown>): InstanceRow {
  return { ...row, value: value ?? undefined } as unknown as InstanceRow
}

function definitionRow(row: Record<string, unknown>): StoredDefinition {
  return { ...row, table: Uint8Array.from(row["table"] as Uint8Array) } as StoredDefinition
}

const filterOf = (where: readonly (readonly [string, ...SQLInputValue[]])[]): string =>
  where.length === 0 ? "" : ` where ${where.map(([text]) => text).join(" and ")}`

/** Words of a state. Bytes that are no whole words were damaged: no words are the state of no case. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(Uint8Array.from(bytes.length % 4 === 0 ? bytes : []).buffer)
}

function caseRow({ parent, parentActivation, parentInstance, ...row }: Record<string, unknown>): CaseRow {
  return {
    ...row,
    id: row["id"] ?? undefined, endedAt: row["endedAt"] ?? undefined, result: row["result"] ?? undefined,
    failure: row["failure"] ?? undefined, trace: row["trace"] ?? undefined,
    state: wordsOf(row["state"] as Uint8Array),
    parent: parent === null ? undefined : { number: parent, activation: parentActivation, instance: parentInstance },
  } as unknown as CaseRow
}

/** Runs what may throw a fault of the file; at this door it becomes a typed failure. */
export function typed<T>(use: () => T): T {
  try {
    return use()
  } catch (error) {
    throw error instanceof FileFault ? new StoreError({ ...error.fault, cause: error.cause }) : error
  }
}
