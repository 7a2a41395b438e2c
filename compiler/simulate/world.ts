/**
 * Cases in simulated time. The kernel says what is enabled, starts, ends and is cancelled; here is only when things
 * happen and what is drawn. As the engine does it: what no person does starts as soon as it is enabled, in index order,
 * where tasks exclude each other in any order.
 */
import { Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { type Table, TaskKind } from "../../src/kernel/table.ts"
import { receivedTriggers } from "../explore/receivers.ts"
import { Agenda } from "./agenda.ts"
import { chosen } from "./alike.ts"
import { type Case, drop, type Instances, type Item, newItem, newRun, push, type Run, type Watch } from "./case.ts"
import { type Crew, Staff } from "./crew.ts"
import { drawn } from "./draw.ts"
import { Ledger } from "./ledger.ts"
import type { Model } from "./model.ts"
import type { Plan } from "./plan.ts"
import { Random } from "./random.ts"

export interface WorldOptions {
  readonly kernel: Kernel
  readonly model: Model
  readonly plan: Plan
  readonly seed: number
  readonly warmUp: number
  readonly maxEvents: number
  readonly watch: Watch
}

export class World {
  readonly #kernel: Kernel
  readonly #table: Table
  readonly #model: Model
  readonly #plan: Plan
  readonly #options: WorldOptions
  readonly #watch: Watch
  readonly #agenda = new Agenda()
  readonly #staff: Staff
  readonly #ledger: Ledger
  readonly #received: readonly ReadonlySet<number>[]
  /** Outermost cases that are not over. */
  readonly #open = new Set<Run>()
  readonly #excludes: boolean

  constructor(options: WorldOptions) {
    const { kernel, model, plan, watch, maxEvents } = options
    const { table } = kernel
    this.#kernel = kernel
    this.#table = table
    this.#model = model
    this.#plan = plan
    this.#options = options
    this.#watch = watch
    this.#staff = new Staff(plan, this.#agenda)
    const onKept = (run: Run, condition: number, trigger: number) => this.#keep(run, condition, trigger)
    this.#ledger = new Ledger({ kernel, agenda: this.#agenda, staff: this.#staff, watch, maxEvents, onKept })
    this.#received = receivedTriggers(table)
    this.#excludes = table.blockConditions.length + table.blockTasks.length > 0
  }

  get crews(): readonly Crew[] {
    return this.#staff.crews
  }

  /** Events that the kernel has taken. */
  get events(): number {
    return this.#ledger.events
  }

  /** A case comes at a time. `next` happens right after. */
  arrive(number: number, time: number, next: () => void): void {
    const { seed, warmUp } = this.#options
    this.#agenda.note(time, () => {
      if (number === warmUp) for (const crew of this.crews) crew.begin(this.#agenda.now)
      const random = new Random(seed, number)
      const of: Case = {
        number, isCounted: number >= warmUp, random, begun: this.#agenda.now, events: 0, alike: new Map(),
      }
      const run = newRun(of, this.#kernel.allocate(), 0, undefined)
      this.#open.add(run)
      this.#opened(run)
      next()
    })
  }

  /** Lets time go on until nothing is left to happen. Cases that are not over then wait for ever. */
  run(): void {
    for (let due = this.#agenda.next(); due !== undefined; due = this.#agenda.next()) {
      due.happen()
      this.#serve()
    }
    for (const run of this.#open) {
      for (const task of this.#discard(run)) this.#watch.isStuck(run.of, task)
      this.#watch.isOver(run.of, 0, run.last, this.#agenda.now)
    }
    this.#open.clear()
  }

  /** Of a case that waits for ever, and those that it runs. Returns the tasks that are enabled there. */
  #discard(from: Run): ReadonlySet<number> {
    const runs = [from]
    const enabled = new Set<number>()
    for (const run of runs) {
      for (const task of run.enabled.keys()) enabled.add(task)
      for (const item of run.blocked) this.#staff.letGo(item)
      const running = [...run.running.values(), ...[...run.multi.values()].map((multi) => [...multi.running])].flat()
      runs.push(...running.flatMap(({ child }) => child ?? []))
      this.#kernel.release(run.handle)
    }
    return enabled
  }

  #opened(run: Run): void {
    this.#ledger.fire(run, EventKind.open, run.entry, 0, run.caller)
    for (const trigger of this.#received[run.entry]!) {
      const { after, fromStart } = this.#plan.signals[trigger]!
      if (!fromStart) continue
      this.#agenda.note(this.#agenda.now + drawn(after, run.of.random), () => this.#signal(run, trigger, undefined))
    }
    this.#goOn(run)
  }

  /** Starts what can start; goes on with the case above where one is over. */
  #goOn(from: Run): void {
    for (let run = from; ;) {
      if (run.dropped.length > 0) this.#cancel(run.dropped.splice(0))
      if (run.status !== 0) {
        const above = this.#over(run)
        if (above === undefined) return
        run = above
        continue
      }
      if (run.isChanged && run.blocked.length > 0) this.#unblock(run)
      run.isChanged = false
      const item = this.#nextStart(run)
      if (item === undefined) return
      this.#offer(item)
    }
  }

  /** The first of the new ones by index; of those that exclude each other any. */
  #nextStart(run: Run): Item | undefined {
    const { fresh } = run
    if (fresh.length < 2) return fresh.pop()
    let first = 0
    for (let i = 1; i < fresh.length; i++) if (fresh[i]!.task < fresh[first]!.task) first = i
    if (this.#excludes && this.#isExcluded(fresh[first]!.task)) {
      const rivals = fresh.flatMap((item, i) => (this.#isExcluded(item.task) ? [i] : []))
      first = rivals[run.of.random.below(rivals.length)]!
    }
    return fresh.splice(first, 1)[0]
  }

  #isExcluded(task: number): boolean {
    return this.#table.blockTaskStart[task] !== this.#table.blockTaskStart[task + 1]
  }

  #offer(item: Item): void {
    if (item.isOver) return
    const { kind, isMulti } = this.#model.tasks[item.task]!
    if (kind === TaskKind.receive) return this.#await(item)
    if (kind === TaskKind.timer) return this.#work(item)
    if (isMulti) return this.#startAll(item)
    this.#ask(item)
  }

  #await(item: Item): void {
    const trigger = this.#table.taskTrigger[item.task]!
    item.startedAt = this.#agenda.now
    this.#watch.started(item, this.#agenda.now)
    const { after, fromStart } = this.#plan.signals[trigger]!
    if (fromStart) return
    const time = this.#agenda.now + drawn(after, item.run.of.random)
    item.due = this.#agenda.note(time, () => this.#signal(item.run, trigger, item))
  }

  /** A person is wanted, if its role has not enough of them. */
  #ask(item: Item): void {
    const crew = this.#staff.of(item)
    if (crew === undefined || crew.isFree) this.#start(item)
    else crew.wait(item, this.#agenda.now)
  }

  /** People who are free take what waits longest. */
  #serve(): void {
    for (const crew of this.crews) {
      if (crew.people === Infinity) continue
      for (let item = crew.next(this.#agenda.now); item !== undefined; item = crew.next(this.#agenda.now)) {
        this.#start(item)
        this.#goOn(item.run)
      }
    }
  }

  #start(item: Item): void {
    const { run, task, multi } = item
    const { isOpen, kind } = this.#model.tasks[task]!
    if (isOpen) return this.#work(item)
    if (multi !== undefined) {
      multi.waiting.delete(item)
      multi.running.add(item)
      multi.pending--
      this.#ledger.fire(run, EventKind.begin, task, 0, item)
    } else {
      run.enabled.delete(task)
      push(run.running, task, item)
      const refusal = this.#ledger.fire(run, EventKind.start, task, 0, item)
      if (refusal !== 0) {
        drop(run.running, task, item)
        run.enabled.set(task, item)
        run.blocked.push(item)
        return
      }
    }
    item.isStarted = true
    if (kind === TaskKind.call) this.#call(item)
    else this.#work(item)
  }

  #startAll(item: Item): void {
    const { run, task } = item
    const instances: Instances = { item, pending: 0, waiting: new Set(), running: new Set(), isDone: false }
    const draw = this.#plan.instances[task]
    const count = draw === undefined ? 0 : drawn(draw, run.of.random)
    run.enabled.delete(task)
    run.multi.set(task, instances)
    if (this.#ledger.fire(run, EventKind.start, task, count, item) !== 0) {
      run.multi.delete(task)
      run.enabled.set(task, item)
      run.blocked.push(item)
      return
    }
    item.isStarted = true
    item.startedAt = this.#agenda.now
    this.#more(instances)
  }

  /** Lets as many instances begin as may run at the same time. */
  #more(instances: Instances): void {
    const { item: { run, task }, waiting, running } = instances
    const { concurrency } = this.#model.tasks[task]!
    while (waiting.size + running.size < concurrency && waiting.size < instances.pending && run.status === 0) {
      const { now } = this.#agenda
      const one = newItem(task, run, now, now, instances.item.joined, instances.item, instances)
      waiting.add(one)
      this.#ask(one)
    }
  }

  #call(item: Item): void {
    const { run, task } = item
    item.startedAt = this.#agenda.now
    this.#watch.started(item, this.#agenda.now)
    if (item.isOver) return
    item.child = newRun(run.of, this.#kernel.allocate(), this.#table.taskEntry[task]!, item)
    this.#opened(item.child)
  }

  /** Somebody, or nobody, works on it until its time is over. */
  #work(item: Item): void {
    if (item.isOver) return
    const crew = this.#staff.of(item)
    if (crew !== undefined) {
      crew.take(this.#agenda.now)
      item.hasPerson = true
    }
    item.startedAt = this.#agenda.now
    this.#watch.started(item, this.#agenda.now)
    const time = this.#agenda.now + drawn(this.#plan.durations[item.task]!, item.run.of.random)
    item.due = this.#agenda.note(time, () => this.#finish(item))
  }

  #finish(item: Item): void {
    const { run, task, multi } = item
    if (!item.isStarted) {
      run.enabled.delete(task)
      push(run.running, task, item)
      if (this.#ledger.fire(run, EventKind.start, task, 0, item) !== 0) {
        drop(run.running, task, item)
        run.enabled.set(task, item)
        item.isDue = true
        run.blocked.push(item)
        return
      }
      item.isStarted = true
      if (item.isOver) return this.#goOn(run)
    }
    this.#complete(item, item)
    if (multi !== undefined) this.#more(multi)
    this.#goOn(run)
  }

  /** `last`: what really was done, which is in the case below of one that ran a case. */
  #complete(item: Item, last: Item): void {
    const { run, task, multi } = item
    this.#staff.letGo(item)
    this.#watch.completed(item, this.#agenda.now)
    run.last = last
    if (multi === undefined) {
      drop(run.running, task, item)
      const draw = this.#plan.outcomes[task]
      const outcome = draw === undefined ? 0 : chosen(this.#model, item, draw)
      if (draw !== undefined) this.#watch.chose(item, outcome)
      this.#ledger.fire(run, EventKind.complete, task, outcome, last)
      return
    }
    multi.running.delete(item)
    const until = this.#plan.until[task]!
    const isLast = multi.pending + multi.running.size === 0
    const isEnough = until > 0 && !multi.isDone && (isLast || run.of.random.uniform() < until)
    this.#ledger.fire(run, EventKind.finish, task, isEnough ? 1 : 0, last)
    this.#ledger.forgetIdle(run, task, multi)
  }

  /** `waiting`: the item that this signal comes for. */
  #signal(run: Run, trigger: number, waiting: Item | undefined): void {
    if (run.status !== 0) return
    const before = run.last
    const refusal = this.#ledger.fire(run, EventKind.signal, trigger, 0, waiting)
    if (waiting !== undefined && refusal !== 0) {
      waiting.isDue = true
      run.blocked.push(waiting)
    } else if (waiting !== undefined && !waiting.isOver && run.last !== before) {
      // Another task took the signal that came for this one: this one gets that of the other.
      const time = Math.max(this.#agenda.now, run.last?.due?.time ?? this.#agenda.now)
      waiting.due = this.#agenda.note(time, () => this.#signal(run, trigger, waiting))
    }
    this.#goOn(run)
  }

  /** The case that called it, if there is one. */
  #over(run: Run): Run | undefined {
    const { caller, of, status } = run
    if (run.isClosed) return undefined
    run.isClosed = true
    this.#kernel.release(run.handle)
    if (caller === undefined) {
      this.#open.delete(run)
      this.#watch.isOver(of, status, run.last, this.#agenda.now)
      return undefined
    }
    caller.child = undefined
    if (caller.isOver) return undefined
    if (status === Status.ok) {
      this.#complete(caller, run.last ?? caller)
      if (caller.multi !== undefined) this.#more(caller.multi)
    } else this.#fail(caller, status)
    return caller.run
  }

  #fail(caller: Item, status: number): void {
    const { run, task, multi } = caller
    if (multi === undefined) drop(run.running, task, caller)
    else multi.running.delete(caller)
    this.#ledger.drop(caller)
    this.#ledger.fire(run, EventKind.fail, task, status, caller)
  }

  /** These cases, and those that they run. */
  #cancel(runs: Run[]): void {
    for (const run of runs) {
      if (run.isClosed) continue
      run.isClosed = true
      this.#ledger.fire(run, EventKind.cancel, 0, 0, undefined)
      runs.push(...run.dropped.splice(0))
      this.#kernel.release(run.handle)
    }
  }

  /** Tries again what was excluded: what starts now waits in the queue of its role, or is due. */
  #unblock(run: Run): void {
    for (const item of run.blocked.splice(0)) {
      if (item.isOver) continue
      if (!item.isDue) {
        run.fresh.push(item)
        continue
      }
      item.isDue = false
      const receives = this.#model.tasks[item.task]!.kind === TaskKind.receive
      item.due = this.#agenda.note(this.#agenda.now, () =>
        (receives ? this.#signal(run, this.#table.taskTrigger[item.task]!, item) : this.#finish(item)))
    }
  }

  #keep(run: Run, condition: number, trigger: number): void {
    const { now } = this.#agenda
    const keep = this.#model.keeps[trigger]!
    if (keep < Infinity) this.#agenda.note(now + keep, () => this.#expire(run, condition, trigger, now))
  }

  /** A signal that is kept is too old, if it is still there. */
  #expire(run: Run, condition: number, trigger: number, came: number): void {
    if (run.status !== 0 || !((run.tokens.get(condition)?.[0]?.at ?? Infinity) <= came)) return
    this.#ledger.fire(run, EventKind.expire, trigger, 0, undefined)
    this.#goOn(run)
  }
}
