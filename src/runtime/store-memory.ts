/** The store for tests and for work that may be lost: the same rows in maps. Nothing outlives the process. */
import { Status } from "../kernel/command.ts"
import type { ParentRef } from "./case.ts"
import { type Batch, type BatchSink, unpack } from "./batch.ts"
import { StoreError } from "./engine-error.ts"
import { storeFault } from "./store-fault.ts"
import type {
  CaseFilter, CaseRow, Claim, EventRow, InstanceRow, RunningCase, RunningCount, Store, StoredDefinition, WholeCase,
  WorkItemFilter, WorkItemPlace, WorkItemRow,
} from "./store.ts"

type Mutable<T> = { -readonly [K in keyof T]: T[K] }

/** Holds rows in maps. Commits are acknowledged on the next turn of the event loop, in order. */
export class MemoryStore implements Store {
  readonly kind = "memory"
  #closed = false
  #claimed = false
  #rows = new MemoryRows()

  claim(): Claim {
    if (this.#closed) throw closedError()
    if (this.#claimed) throw new StoreError(storeFault("locked", "memory"))
    this.#claimed = true
    return { lastCase: this.#rows.cases.size, lastDefinition: this.#rows.definitions.size }
  }

  release(): void {
    this.#claimed = false
  }

  commit(batch: Batch, done: (error: StoreError | undefined, bytes: number) => void): void {
    const { letters } = batch
    const packed = batch.pack()
    setImmediate(() => {
      if (this.#closed) return done(closedError(), 0)
      unpack(packed, this.#rows)
      done(undefined, packed.numbers.byteLength + letters + packed.words.byteLength)
    })
  }

  definition(number: number): Promise<StoredDefinition | undefined> {
    return this.#read(({ definitions }) => definitions.get(number))
  }

  definitions(hash: string): Promise<readonly StoredDefinition[]> {
    return this.#read(({ definitions }) => [...definitions.values()].filter((one) => one.hash === hash))
  }

  findCase(workflow: string, id: string): Promise<CaseRow | undefined> {
    return this.#read(({ byId }) => copy(byId.get(`${workflow}\n${id}`)))
  }

  getCase(caseId: string): Promise<CaseRow | undefined> {
    return this.#read(({ byCaseId }) => copy(byCaseId.get(caseId)))
  }

  wholeCase(caseId: string): Promise<WholeCase | undefined> {
    return this.#read((rows) => {
      const row = copy(rows.byCaseId.get(caseId))
      return row && { ...row, instances: rows.instancesOf(row.number) }
    })
  }

  getCaseByNumber(caseNumber: number): Promise<CaseRow | undefined> {
    return this.#read(({ cases }) => copy(cases.get(caseNumber)))
  }

  children(caseNumber: number): Promise<readonly CaseRow[]> {
    return this.#read(({ childrenOf }) => (childrenOf.get(caseNumber) ?? []).map((row) => copy(row)!))
  }

  listCases({ workflow, status, before = Infinity, children = false, limit }: CaseFilter): Promise<readonly CaseRow[]> {
    return this.#read(({ cases }) =>
      [...cases.values()].reverse()
        .filter((row) => row.number < before && (children || row.parent === undefined))
        .filter((row) => workflow === undefined || row.workflow === workflow)
        .filter((row) => status === undefined || row.status === status)
        .slice(0, limit).map((row) => copy(row)!))
  }

  runningCases(definition: number, after: number, limit: number): Promise<readonly RunningCase[]> {
    return this.#read((rows) =>
      [...rows.cases.values()]
        .filter((row) => row.definition === definition && row.status === Status.running && row.number > after)
        .slice(0, limit).map((row) => ({
          ...copy(row)!, instances: rows.instancesOf(row.number), journaled: row.journal.length,
        })))
  }

  runningCounts(): Promise<readonly RunningCount[]> {
    return this.#read(({ cases }) => {
      const counts = new Map<number, Mutable<RunningCount>>()
      for (const { workflow, definition, hash, status } of cases.values()) {
        if (status !== Status.running) continue
        const count = counts.get(definition)
        if (count === undefined) counts.set(definition, { workflow, definition, hash, count: 1 })
        else count.count++
      }
      return [...counts.values()]
    })
  }

  events(caseNumber: number): Promise<readonly EventRow[]> {
    return this.#read(({ cases }) => [...(cases.get(caseNumber)?.journal ?? [])])
  }

  workItems(
    { workflow, role, caseNumber, signal, after, limit }: WorkItemFilter,
  ): Promise<readonly WorkItemRow[]> {
    return this.#read(({ workItems }) =>
      [...workItems.values()]
        .filter((row) => workflow === undefined || row.workflow === workflow)
        .filter((row) => role === undefined || row.role === role)
        .filter((row) => caseNumber === undefined || row.caseNumber === caseNumber)
        .filter((row) => row.signal === signal || (signal === undefined && caseNumber !== undefined))
        .filter((row) => after === undefined || order(row, after) > 0)
        .sort(order)
        .slice(0, limit))
  }

  async close(): Promise<void> {
    this.#closed = true
  }

  async #read<T>(read: (rows: MemoryRows) => T): Promise<T> {
    if (this.#closed) throw closedError()
    return read(this.#rows)
  }
}

const closedError = (): StoreError => new StoreError(storeFault("closed", "memory"))
const order = (a: WorkItemPlace, b: WorkItemPlace): number =>
  a.caseNumber - b.caseNumber || a.activation - b.activation || a.instance - b.instance

/** A case as it is kept. Its state is a plain list: a typed array takes three times as much memory. */
interface Kept extends Mutable<Omit<CaseRow, "state">> {
  words: readonly number[]
  journal: EventRow[]
}

function copy(row: Kept | undefined): CaseRow | undefined {
  if (row === undefined) return undefined
  const { words, journal: _, ...rest } = row
  return { ...rest, state: Uint32Array.from(words) }
}

class MemoryRows implements BatchSink {
  readonly cases = new Map<number, Kept>()
  readonly byCaseId = new Map<string, Kept>()
  readonly childrenOf = new Map<number, Kept[]>()
  readonly byId = new Map<string, Kept>()
  readonly workItems = new Map<string, WorkItemRow>()
  /** By case, by activation, by number. */
  readonly instances = new Map<number, Map<number, Map<number, InstanceRow>>>()
  readonly definitions = new Map<number, StoredDefinition>()
  /** Names of workflows and tasks, once each however many rows have them. */
  readonly #names = new Map<string, string>()

  definition(number: number, _workflow: string, hash: string, table: string): void {
    this.definitions.set(number, { number, hash, table: Uint8Array.from(Buffer.from(table, "base64")) })
  }

  openCase(
    number: number, definition: number, workflow: string, caseId: string, id: string | undefined,
    startedAt: number, trace: string | undefined, parent: ParentRef | undefined,
  ): void {
    const row: Kept = {
      number, caseId, id, workflow: this.#name(workflow), definition, hash: this.definitions.get(definition)!.hash,
      status: Status.running, startedAt, endedAt: undefined, words: [], data: "", result: undefined, failure: undefined,
      trace, parent, journal: [],
    }
    this.cases.set(number, row)
    this.byCaseId.set(caseId, row)
    if (id !== undefined) this.byId.set(`${workflow}\n${id}`, row)
    if (parent === undefined) return
    const siblings = this.childrenOf.get(parent.number)
    if (siblings === undefined) this.childrenOf.set(parent.number, [row])
    else siblings.push(row)
  }

  updateCase(
    number: number, status: number, state: Uint32Array, data: string,
    endedAt: number | undefined, result: string | undefined, failure: string | undefined,
  ): void {
    Object.assign(this.cases.get(number)!, { status, words: Array.from(state), data, endedAt, result, failure })
  }

  event(
    number: number, seq: number, at: number, kind: number, task: number, outcome: number,
    activation: number, instance: number, attempt: number, payload: string | undefined, effects: string,
  ): void {
    const row = { seq, at, kind, task, outcome, activation, instance, attempt, payload, effects }
    const of = this.cases.get(number)!
    // The first alone: a list that grows has room for many.
    if (of.journal.length === 0) of.journal = [row]
    else of.journal.push(row)
  }

  putWorkItem(
    number: number, activation: number, instance: number, task: string, state: number, role: string | undefined,
    enabledAt: number, dueAt: number | undefined, input: string | undefined, signal: string | undefined,
  ): void {
    const { caseId, workflow } = this.cases.get(number)!
    this.workItems.set(`${number}:${activation}.${instance}`, {
      caseNumber: number, caseId, workflow, task: this.#name(task), activation, instance, state, role, enabledAt, dueAt,
      input, signal,
    })
  }

  #name(text: string): string {
    const known = this.#names.get(text)
    if (known === undefined) this.#names.set(text, text)
    return known ?? text
  }

  dropWorkItem(number: number, activation: number, instance: number): void {
    this.workItems.delete(`${number}:${activation}.${instance}`)
  }

  putInstance(
    number: number, activation: number, instance: number, state: number, attempt: number, failures: number,
    enabledAt: number, due: number, value: string | undefined,
  ): void {
    let ofCase = this.instances.get(number)
    if (ofCase === undefined) this.instances.set(number, (ofCase = new Map()))
    let rows = ofCase.get(activation)
    if (rows === undefined) ofCase.set(activation, (rows = new Map()))
    rows.set(instance, { activation, instance, state, attempt, failures, enabledAt, due, value })
  }

  dropInstances(number: number, activation: number): void {
    const ofCase = this.instances.get(number)
    ofCase?.delete(activation)
    if (ofCase?.size === 0) this.instances.delete(number)
  }

  instancesOf(number: number): readonly InstanceRow[] {
    return [...(this.instances.get(number)?.values() ?? [])].flatMap((rows) => [...rows.values()])
      .sort((a, b) => a.activation - b.activation || a.instance - b.instance)
  }
}
