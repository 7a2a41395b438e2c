/**
 * The store's thread: one transaction for each batch, in order, each on disk before it is said.
 * After a write failed it writes no more: the same connection is never tried again.
 */
import { type DatabaseSync, type StatementSync } from "node:sqlite"
import { parentPort, workerData } from "node:worker_threads"
import type { ParentRef } from "./case.ts"
import { type BatchSink, type PackedBatch, unpack } from "./batch.ts"
import { FileFault, openWriter } from "./sqlite-file.ts"
import { faultOf, storeFault, type StoreFault } from "./store-fault.ts"

/** What the thread is started with. */
export interface WriterData {
  readonly path: string
  readonly busyTimeout: number
  readonly maxBytes: number | undefined
}

/** `null` means: on disk. Answers come in the order of the batches. */
export type WriterAnswer = StoreFault | null

/** Writes the rows of a batch with prepared statements. */
export class SqliteSink implements BatchSink {
  readonly #definition: StatementSync
  readonly #openCase: StatementSync
  readonly #updateCase: StatementSync
  readonly #event: StatementSync
  readonly #putWorkItem: StatementSync
  readonly #dropWorkItem: StatementSync
  readonly #putInstance: StatementSync
  readonly #dropInstances: StatementSync

  constructor(database: DatabaseSync) {
    this.#definition = database.prepare("insert into definition values (?, ?, ?, ?)")
    this.#openCase = database.prepare(
      "insert into workflow_case (number, definition, workflow, case_id, id, status, started_at, state, data, trace," +
        " parent, parent_activation, parent_instance) values (?, ?, ?, ?, ?, 1, ?, x'', '', ?, ?, ?, ?)",
    )
    this.#updateCase = database.prepare(
      "update workflow_case set status = ?, state = ?, data = ?, ended_at = ?, result = ?, failure = ?" +
        " where number = ?",
    )
    this.#event = database.prepare("insert into event values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    this.#putWorkItem = database.prepare("insert or replace into work_item values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
    this.#dropWorkItem =
      database.prepare("delete from work_item where case_number = ? and activation = ? and instance = ?")
    this.#putInstance = database.prepare("insert or replace into instance values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    this.#dropInstances = database.prepare("delete from instance where case_number = ? and activation = ?")
  }

  definition(number: number, workflow: string, hash: string, table: string): void {
    this.#definition.run(number, workflow, hash, Buffer.from(table, "base64"))
  }

  openCase(
    number: number, definition: number, workflow: string, caseId: string, id: string | undefined,
    startedAt: number, trace: string | undefined, parent: ParentRef | undefined,
  ): void {
    this.#openCase.run(
      number, definition, workflow, caseId, id ?? null, startedAt, trace ?? null,
      parent?.number ?? null, parent?.activation ?? null, parent?.instance ?? null,
    )
  }

  updateCase(
    number: number, status: number, state: Uint32Array, data: string,
    endedAt: number | undefined, result: string | undefined, failure: string | undefined,
  ): void {
    this.#updateCase.run(status, state, data, endedAt ?? null, result ?? null, failure ?? null, number)
  }

  event(
    number: number, seq: number, at: number, kind: number, task: number, outcome: number,
    activation: number, instance: number, attempt: number, payload: string | undefined, effects: string,
  ): void {
    this.#event.run(number, seq, at, kind, task, outcome, activation, instance, attempt, payload ?? null, effects)
  }

  putWorkItem(
    number: number, activation: number, instance: number, task: string, state: number, role: string | undefined,
    enabledAt: number, dueAt: number | undefined, input: string | undefined, signal: string | undefined,
  ): void {
    this.#putWorkItem.run(
      number, activation, instance, task, state, role ?? null, enabledAt, dueAt ?? null, input ?? null, signal ?? null,
    )
  }

  dropWorkItem(number: number, activation: number, instance: number): void {
    this.#dropWorkItem.run(number, activation, instance)
  }

  putInstance(
    number: number, activation: number, instance: number, state: number, attempt: number, failures: number,
    enabledAt: number, due: number, value: string | undefined,
  ): void {
    this.#putInstance.run(number, activation, instance, state, attempt, failures, enabledAt, due, value ?? null)
  }

  dropInstances(number: number, activation: number): void {
    this.#dropInstances.run(number, activation)
  }
}

if (parentPort !== null && workerData?.knhkStore !== undefined) serve(workerData.knhkStore as WriterData)

function serve({ path, busyTimeout, maxBytes }: WriterData): void {
  const port = parentPort!
  let stopped: StoreFault | null = null
  let database: DatabaseSync | undefined
  let sink: SqliteSink | undefined
  const attempt = (write: () => void): void => {
    if (stopped !== null) return
    try {
      write()
    } catch (error) {
      stopped =
        error instanceof FileFault
          ? error.fault
          : (faultOf(error, path) ?? storeFault("other", path, String(error)))
    }
  }
  attempt(() => {
    database = openWriter(path, { busyTimeout, maxBytes })
    sink = new SqliteSink(database)
  })
  port.on("message", (packed: PackedBatch | "close") => {
    if (packed === "close") {
      attempt(() => database?.exec("pragma optimize"))
      try { database?.close() } catch {}
      port.close()
      return
    }
    attempt(() => {
      database!.exec("begin immediate")
      unpack(packed, sink!)
      database!.exec("commit")
    })
    // A broken transaction ends with its connection: nothing of it is kept, nothing is tried again.
    if (stopped !== null && database !== undefined) {
      try { database.close() } catch {}
      database = undefined
    }
    port.postMessage(stopped satisfies WriterAnswer)
  })
}
