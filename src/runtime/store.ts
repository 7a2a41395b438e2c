/**
 * Where cases live. One interface for every store; `test/store.test.ts` holds each of them to it.
 * A store writes batches in the order given, each whole or not at all, and says so when it is on
 * disk; it knows rows and nothing of workflows.
 */
import type { Batch } from "./batch.ts"
import type { ParentRef } from "./case.ts"
import type { StoreError } from "./engine-error.ts"

/** A case as it is stored. */
export interface CaseRow {
  /** Dense, in order of start: the key inside the store. */
  readonly number: number
  readonly caseId: string
  /** What the caller named it. */
  readonly id: string | undefined
  readonly workflow: string
  /** Number of the definition and table that it runs on. */
  readonly definition: number
  /** Hash of that definition. */
  readonly hash: string
  readonly status: number
  readonly startedAt: number
  readonly endedAt: number | undefined
  readonly state: Uint32Array
  readonly data: string
  readonly result: string | undefined
  readonly failure: string | undefined
  readonly trace: string | undefined
  /** The work item that it runs for; undefined for a case that was started from outside. */
  readonly parent: ParentRef | undefined
}

/** One line of a case's journal: what came from outside and what it made happen. */
export interface EventRow {
  readonly seq: number
  readonly at: number
  /** An `EventKind` of the kernel, or a `JournalKind`. */
  readonly kind: number
  /** Index of the task, -1 if there is none. */
  readonly task: number
  /** Of a signal, or of one that is too old, the trigger; of an OR-split a bit for each route taken. */
  readonly outcome: number
  readonly activation: number
  /** 0 if the work item is no instance. */
  readonly instance: number
  readonly attempt: number
  readonly payload: string | undefined
  /**
   * Work items that changed, joined by spaces, each a letter, the task's index, `.`, the activation and, of an
   * instance, `.` and its number: `e` enabled, `s` started, `d` completed, `f` failed, `w` withdrawn, `c` cancelled.
   */
  readonly effects: string
}

/** A work item on the worklist: a person is to do it, or a signal is waited for. */
export interface WorkItemRow {
  readonly caseNumber: number
  readonly caseId: string
  readonly workflow: string
  readonly task: string
  readonly activation: number
  /** 0 if it is no instance. */
  readonly instance: number
  /** 1 enabled, 2 started. */
  readonly state: number
  readonly role: string | undefined
  readonly enabledAt: number
  readonly dueAt: number | undefined
  readonly input: string | undefined
  /** Name of the signal that it waits for; undefined if a person is to do it. */
  readonly signal: string | undefined
}

/** One of several work items of a task at once, in a row of its own: only those that change are written. */
export interface InstanceRow {
  readonly activation: number
  /** From 1. As 0 what all of them together got. */
  readonly instance: number
  /** An `ItemState`; 0 of number 0, as the rest but the value. */
  readonly state: number
  readonly attempt: number
  readonly failures: number
  readonly enabledAt: number
  /** When its next attempt begins, 0 if that is not waited for. */
  readonly due: number
  /** Result of one that is finished, while the task is not done; input of one that was added; of number 0 the input. */
  readonly value: string | undefined
}

/** A case with its instances, as they were at one moment. */
export interface WholeCase extends CaseRow {
  /** By activation, then by number. */
  readonly instances: readonly InstanceRow[]
}

/** Which cases to list, newest first. `before`: only cases with a smaller number (the page after that one). */
export interface CaseFilter {
  readonly workflow?: string | undefined
  readonly status?: number | undefined
  readonly before?: number | undefined
  /** Those that run for work items of other cases as well. */
  readonly children?: boolean | undefined
  /** At most this many, 1 to 1,000. */
  readonly limit: number
}

/** Where a work item stands among all of them: by case, by activation, by instance. */
export interface WorkItemPlace {
  readonly caseNumber: number
  readonly activation: number
  readonly instance: number
}

/** Which work items to list: those of the oldest cases first. `after`: only those behind it, be it there or not. */
export interface WorkItemFilter {
  readonly workflow?: string | undefined
  readonly role?: string | undefined
  readonly caseNumber?: number | undefined
  /** Those that wait for this signal; absent: those of people, and with `caseNumber` all. */
  readonly signal?: string | undefined
  readonly after?: WorkItemPlace | undefined
  readonly limit: number
}

/** A case that is not over, as recovery finds it. */
export interface RunningCase extends WholeCase {
  /** Rows of its journal. */
  readonly journaled: number
}

/** A definition with one table that was made from it. Another compiler may make another table: then there are two. */
export interface StoredDefinition {
  /** Dense, in order of registration: the key inside the store. */
  readonly number: number
  readonly hash: string
  readonly table: Uint8Array
}

/** How many cases are not over, by workflow, definition and table. */
export interface RunningCount {
  readonly workflow: string
  /** Number of the definition in the store. */
  readonly definition: number
  readonly hash: string
  readonly count: number
}

/** The reading half; any number of processes may read beside the one engine that writes. */
export interface StoreReader {
  readonly kind: "memory" | "sqlite"
  /** By the caller's name. */
  findCase(workflow: string, id: string): Promise<CaseRow | undefined>
  getCase(caseId: string): Promise<CaseRow | undefined>
  wholeCase(caseId: string): Promise<WholeCase | undefined>
  listCases(filter: CaseFilter): Promise<readonly CaseRow[]>
  /** Cases that are not over and run on this definition, in order of start, from after `after`. */
  runningCases(definition: number, after: number, limit: number): Promise<readonly RunningCase[]>
  /** Cases that run for work items of this one, in order of start. */
  children(caseNumber: number): Promise<readonly CaseRow[]>
  getCaseByNumber(caseNumber: number): Promise<CaseRow | undefined>
  runningCounts(): Promise<readonly RunningCount[]>
  /** The journal of one case, oldest first. */
  events(caseNumber: number): Promise<readonly EventRow[]>
  workItems(filter: WorkItemFilter): Promise<readonly WorkItemRow[]>
  definition(number: number): Promise<StoredDefinition | undefined>
  /** One for each table that was made from the definition of this hash, in order of registration. */
  definitions(hash: string): Promise<readonly StoredDefinition[]>
  /** Closes whatever is open. Reading after it is a StoreError. */
  close(): Promise<void>
}

/** From where the engine that claims a store goes on to count; 0 if there is none. */
export interface Claim {
  readonly lastCase: number
  readonly lastDefinition: number
}

/** The whole store. Owned by one engine at a time. */
export interface Store extends StoreReader {
  /** Takes the store for one engine, until `release`. Throws a `StoreError` with reason `locked` if it is taken. */
  claim(): Claim
  /** Gives the store up. Every commit has been answered by then. */
  release(): void
  /**
   * Writes the batch in one transaction and then calls `done`, once, later, in the order of the
   * commits. The batch is packed before this returns and may be filled again. After one failure
   * every later commit fails with the same error: what is on disk is known, what is not is lost.
   */
  commit(batch: Batch, done: (error: StoreError | undefined, bytes: number) => void): void
}

/** Kinds of journal rows beside the kernel's events. */
export const JournalKind = {
  /** An attempt failed and another follows; `payload` is the failure. */
  attemptFailed: 16,
  /** The engine was opened again and the running work items start anew. */
  resumed: 17,
} as const
