/**
 * The heart of the engine. Events gather while a commit is under way; then each turn steps the
 * kernel in memory, starts what became enabled, writes one batch, and acts only when that is on
 * disk: runs handlers, interrupts fibers, answers callers. Nothing here is an Effect, and nothing
 * is allocated for an event beyond what has to be kept.
 */
import type { Clock } from "effect/Clock"
import type { Random } from "effect/Random"
import { Alarms } from "./alarms.ts"
import { Batch } from "./batch.ts"
import type { Case, Waiter } from "./case.ts"
import { engineBroken, engineClosed } from "./engine-error.ts"
import { LiveCases } from "./live-cases.ts"
import type { Observer } from "./observer.ts"
import { Acts, type Pending } from "./pending.ts"
import type { Program } from "./program.ts"
import { JournalKind, type Store } from "./store.ts"
import { Told } from "./told.ts"
import { takeTurn, turnOf } from "./waves.ts"
import type { WorkItem } from "./work-item.ts"

/** Events that wait for a commit under way at most; more stay in their queues. */
const BATCH_EVENTS_MAX = 4_096
/** Characters that wait for a commit under way at most. */
const BATCH_LETTERS_MAX = 2 ** 25
/**
 * From this many events on, the next batch is handed over before the last one is acted on, so that
 * the store writes while handlers run. Fewer are faster together: a commit costs more than their handlers.
 */
const OVERLAP_EVENTS = 256

/** Runs and interrupts handlers; made by `attempt.ts`. */
export interface Runner {
  run(item: WorkItem): void
  /** Waits, then asks for the next attempt. */
  retry(item: WorkItem, delay: number): void
  /** `stopped`: why the engine, or the program, goes; without it the work item was cancelled. */
  interrupt(item: WorkItem, stopped?: Error): void
  /** Resolves when what was interrupted of this program has ended. */
  ended(program: Program): Promise<void>
}

/** Steps, commits, acts. One for each engine. */
export class Loop {
  readonly store: Store
  readonly clock: Clock
  readonly observer: Observer | undefined
  readonly programs = new Map<string, Program>()
  readonly cases: LiveCases
  runner!: Runner
  /** Of deterministic mode: keeps what handlers and alarms say back until it is drawn. */
  hold: ((deliver: () => void) => void) | undefined
  readonly #random: Random
  readonly #alarms: Alarms
  #batch = new Batch()
  /** What is to be done when `#batch` is on disk. */
  #acts = new Acts()
  #queues = new Map<Program, Pending[]>()
  #queued = 0
  /** Events out of their queue whose callers are not in `#acts` yet. */
  #taken: readonly Pending[] = []
  #scheduled = false
  #committing = false
  #error: Error | undefined
  #idle: (() => void)[] = []
  #told: Told | undefined

  constructor(store: Store, lastCase: number, clock: Clock, random: Random, observer: Observer | undefined) {
    this.store = store
    this.clock = clock
    this.#random = random
    this.#alarms = new Alarms(clock)
    this.observer = observer
    this.#told = observer === undefined ? undefined : new Told(observer, clock)
    this.cases = new LiveCases(lastCase, clock, random, this.#told)
  }

  /** Why nothing is done any more: the store failed, or the engine is closed. */
  get stopped(): Error | undefined {
    return this.#error
  }

  /** Nothing waits to be stepped or written. */
  get isIdle(): boolean {
    return this.#queued === 0 && !this.#scheduled && !this.#committing && this.#batch.isEmpty
  }

  /** Calls `then` when that is so; now if it is. */
  whenIdle(then: () => void): void {
    if (this.isIdle) then()
    else if (this.#committing) this.#idle.push(() => this.whenIdle(then))
    else setImmediate(() => this.whenIdle(then))
  }

  /** The loop's own way to speak to its observer, if there is one. */
  get told(): Told | undefined {
    return this.#told
  }

  /** Takes an event in; it is stepped with the next turn. Answers at once if the engine or the program has stopped. */
  push(pending: Pending): void {
    const { program } = pending.case
    const stopped = this.#error ?? program.stopped
    if (stopped !== undefined) return pending.done?.(stopped)
    const queue = this.#queues.get(program)
    if (queue === undefined) this.#queues.set(program, [pending])
    else queue.push(pending)
    this.#queued++
    this.#schedule()
  }

  /** Takes in what a handler or an alarm says. */
  later(pending: Pending): void {
    if (this.hold === undefined) this.push(pending)
    else this.hold(() => this.push(pending))
  }

  /** Commits a definition. Rows that belong to no case go through here. */
  commitDefinition(program: Program, done: (error: Error | undefined) => void): void {
    this.#batch.definition(program.number, program.workflow, program.hash, program.tableText)
    this.#acts.answers.push({ done, error: undefined })
    this.#commit()
  }

  /** Takes a case of the store into memory, and starts its running work items anew. */
  resume(case_: Case, state: Uint32Array): void {
    const { program } = case_
    case_.handle = program.kernel.allocate()
    program.kernel.write(case_.handle, state)
    program.cases[program.kernel.slot(case_.handle)] = case_
    this.cases.put(case_)
    this.push({ kind: JournalKind.resumed, case: case_, outcome: -1, payload: "" })
  }

  /** Waits for the ending of a case that is in memory. */
  wait(case_: Case, waiter: Waiter): void {
    if (this.#error !== undefined) return waiter(this.#error)
    if (case_.waiters === undefined) case_.waiters = [waiter]
    else case_.waiters.push(waiter)
  }

  /**
   * Writes what was asked for before, acts on nothing more and answers everybody else with `error`.
   * Resolves when no commit is under way.
   */
  async close(error: Error = engineClosed()): Promise<void> {
    await this.#drain([...this.programs.values()].flatMap((program) => program.all), error)
    this.#error ??= error
    while (this.#committing) await new Promise<void>((resolve) => this.#idle.push(resolve))
    this.#failAll(error)
  }

  /**
   * Forgets a program whose handlers are about to go: what was asked for before is written, then its handlers are
   * interrupted and who waits for its cases gets `error`. The cases stay in the store.
   */
  async forget(program: Program, error: Error): Promise<void> {
    await this.#drain(program.all, error)
    for (const case_ of this.cases.all) if (program.all.includes(case_.program)) this.#drop(case_, error)
    for (const one of program.all) this.#queues.delete(one)
    this.programs.delete(program.workflow)
  }

  /** Takes the last events of these programs; resolves when they are on disk, or the store has failed. */
  async #drain(programs: readonly Program[], error: Error): Promise<void> {
    for (const program of programs) program.leaving = true
    // What callers and handlers have said already is on its way here: one turn of the event loop brings it.
    await new Promise(setImmediate)
    for (const program of programs) program.stopped ??= error
    while (programs.some((program) => (this.#queues.get(program)?.length ?? 0) > 0)) this.#turn()
    if (this.#error !== undefined) return
    await new Promise<void>((resolve) => {
      this.#acts.answers.push({ done: () => resolve(), error: undefined })
      this.#commit()
    })
  }

  #schedule(): void {
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#error !== undefined) return
      this.#turn()
      this.#commit()
      const { events, letters } = this.#batch
      if (this.#queued > 0 && events < BATCH_EVENTS_MAX && letters < BATCH_LETTERS_MAX) this.#schedule()
    })
  }

  /** Steps what has gathered, into the batch. */
  #turn(): void {
    try {
      this.#step()
    } catch (defect) {
      const error = engineBroken(defect)
      for (const { done } of this.#taken) done?.(error)
      this.#fail(error, this.#acts)
    }
    this.#taken = []
  }

  #step(): void {
    const acts = this.#acts
    const now = this.clock.currentTimeMillisUnsafe()
    for (const [program, queue] of this.#queues) {
      if (queue.length === 0) continue
      const events = queue.splice(0, turnOf(queue))
      this.#queued -= events.length
      this.#taken = events
      takeTurn({
        program, batch: this.#batch, acts, now, told: this.#told, random: this.#random, next: [],
        caseFor: (item) => this.cases.create(program, undefined, item), later: (pending) => this.later(pending),
      }, events)
    }
  }

  /** Hands the batch to the store, unless it is still writing the last one. */
  #commit(): void {
    if (this.#committing) return
    const acts = this.#acts
    this.#acts = new Acts()
    for (const item of acts.interrupt) item.stoppedAs = item.case.status
    if (this.#batch.isEmpty) return this.#act(acts)
    const { events, cases } = this.#batch
    const began = this.#told === undefined ? 0 : performance.now()
    this.#committing = true
    this.store.commit(this.#batch, (error, bytes) => {
      this.#committing = false
      if (error !== undefined) this.#fail(error, acts)
      else {
        this.#told?.committed(this.store.kind, events, cases, bytes, performance.now() - began)
        this.#overlap()
        this.#act(acts)
        this.#commit()
        if (this.#queued > 0) this.#schedule()
      }
      if (!this.#committing) for (const idle of this.#idle.splice(0)) idle()
    })
  }

  /** Enough has gathered to keep the store busy while handlers run: the next batch goes out now. */
  #overlap(): void {
    if (this.#committing || this.#error !== undefined || this.#batch.events + this.#queued < OVERLAP_EVENTS) return
    this.#turn()
    this.#commit()
  }

  #act(acts: Acts): void {
    try {
      this.#do(acts)
    } catch (defect) {
      this.#fail(engineBroken(defect), acts)
    }
  }

  #do(acts: Acts): void {
    for (const tell of acts.tell) tell()
    for (const item of acts.interrupt) this.runner.interrupt(item)
    for (const { done, error } of acts.answers) done(error)
    for (const case_ of acts.ended) {
      const { status, result, fault, reason } = case_
      this.cases.leave(case_, { status, result, fault, reason })
    }
    if (this.#error !== undefined) return
    for (const alarm of acts.alarms) this.#alarms.set(alarm)
    for (const { item, delay } of acts.retry) if (item.active) this.runner.retry(item, delay)
    for (const item of acts.run) {
      if (!item.active) continue
      this.runner.run(item)
      this.#overlap()
    }
  }

  /** The store failed, or a defect of ours: what is on disk stands, nobody is told more than that. */
  #fail(error: Error, acts: Acts): void {
    this.#error ??= error
    const waiting = [...acts.answers, ...this.#acts.answers]
    // Their cases hold them no more, so nobody else would interrupt them.
    for (const item of [...acts.interrupt, ...this.#acts.interrupt]) this.runner.interrupt(item, error)
    this.#acts = new Acts()
    this.#batch = new Batch()
    for (const { done } of waiting) done(error)
    this.#failAll(error)
  }

  #failAll(error: Error): void {
    this.#alarms.stop()
    const waiting = [...this.#queues.values()].flat()
    this.#queues.clear()
    this.#queued = 0
    for (const { done } of waiting) done?.(error)
    for (const case_ of this.cases.all) this.#drop(case_, error)
  }

  #drop(case_: Case, error: Error): void {
    for (const item of case_.everyItem()) {
      item.active = false
      this.runner.interrupt(item, error)
    }
    this.cases.leave(case_, error)
  }
}
