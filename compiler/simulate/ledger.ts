/**
 * The books of the cases: what each command of the kernel makes of their work items. The only place where a simulation
 * steps the kernel.
 */
import { COMMAND_WORDS, CommandKind, Refusal } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Choice, Join, type Table, TaskKind } from "../../src/kernel/table.ts"
import type { Agenda } from "./agenda.ts"
import { type Instances, type Item, newItem, push, type Run, type Watch } from "./case.ts"
import type { Staff } from "./crew.ts"
import { SimulationFailure } from "./failure.ts"

export interface LedgerOptions {
  readonly kernel: Kernel
  readonly agenda: Agenda
  readonly staff: Staff
  readonly watch: Watch
  readonly maxEvents: number
  /** A signal is kept. */
  readonly onKept: (run: Run, condition: number, trigger: number) => void
}

/** Whether it is asked when tokens came: joins wait, or several starts are offered one after the other. */
export function tracks({ taskJoin, inputStart, conditionBound, triggerCondition }: Table): boolean {
  return taskJoin.some((join, t) => join !== Join.xor && inputStart[t + 1]! - inputStart[t]! > 1)
    || triggerCondition.some((condition) => condition !== NONE) || conditionBound.some((bound) => bound > 1)
}

export class Ledger {
  /** Events that the kernel has taken. */
  events = 0
  readonly #kernel: Kernel
  readonly #table: Table
  readonly #agenda: Agenda
  readonly #options: LedgerOptions
  /** Trigger whose kept signals a condition holds, by condition. */
  readonly #triggerOf: ReadonlyMap<number, number>
  readonly #tracks: boolean

  constructor(options: LedgerOptions) {
    const { kernel: { table } } = options
    this.#kernel = options.kernel
    this.#table = table
    this.#agenda = options.agenda
    this.#options = options
    this.#triggerOf = new Map([...table.triggerCondition].flatMap((c, t) => (c === NONE ? [] : [[c, t] as const])))
    this.#tracks = tracks(table)
  }

  /** One event. Returns the refusal, 0 if there is none. `cause` is what it is about. */
  fire(run: Run, kind: EventKind, subject: number, detail: number, cause: Item | undefined): number {
    const kernel = this.#kernel
    const { events } = kernel
    events[0] = kernel.slot(run.handle)
    events[1] = kind
    events[2] = subject
    events[3] = detail
    const words = kernel.step(1) * COMMAND_WORDS
    const { commands } = kernel
    this.events++
    if (++run.of.events > this.#options.maxEvents) throw this.#endless(run, cause)
    let since = Infinity
    let passing = -1
    let isPut = false
    for (let at = 0; at < words; at += COMMAND_WORDS) {
      const task = commands[at + 2]!
      const more = commands[at + 3]!
      switch (commands[at + 1]) {
        case CommandKind.refuse:
          if (task === Refusal.blocked || kind === EventKind.signal || kind === EventKind.expire) return task
          throw new Error(`the kernel refused event ${kind} of "${this.#table.taskNames[subject]}": ${task}`)
        case CommandKind.take:
          if (!this.#tracks) break
          if (isPut || passing !== more) since = Infinity
          since = Math.min(since, run.tokens.get(task)?.shift()?.since ?? this.#agenda.now)
          passing = more
          isPut = false
          break
        case CommandKind.put:
          if (this.#tracks) this.#put(run, task, more, passing, since)
          isPut = true
          break
        case CommandKind.clear: run.tokens.delete(task); break
        case CommandKind.enable: this.#enabled(run, task, cause, kind === EventKind.start ? subject : -1); break
        case CommandKind.withdraw: this.#withdrawn(run, task, more); break
        case CommandKind.cancel: this.#cancelled(run, task); break
        case CommandKind.spawn: run.multi.get(task)!.pending += more; break
        case CommandKind.done: {
          const done = this.#doneByItself(run, task)
          if (done !== undefined) run.last = cause = done
          break
        }
        case CommandKind.end: run.status = task; break
      }
    }
    run.isChanged = true
    return 0
  }

  #enabled(run: Run, task: number, cause: Item | undefined, starter: number): void {
    const { inputStart, inputConditions, inputWeight, taskJoin } = this.#table
    let [first, last] = [Infinity, -Infinity]
    for (let i = inputStart[task]!; this.#tracks && i < inputStart[task + 1]!; i++) {
      const tokens = run.tokens.get(inputConditions[i]!)
      if (tokens === undefined || tokens.length === 0) continue
      first = Math.min(first, tokens[0]!.since)
      last = Math.max(last, tokens[Math.min(inputWeight[i]!, tokens.length) - 1]!.at)
      if (taskJoin[task] === Join.xor) break
    }
    const readyAt = starter === task && last > -Infinity ? last : this.#agenda.now
    const joined = first === Infinity ? 0 : Math.max(0, readyAt - first)
    const item = newItem(task, run, this.#agenda.now, readyAt, joined, cause, undefined)
    run.enabled.set(task, item)
    run.fresh.push(item)
  }

  #withdrawn(run: Run, task: number, instances: number): void {
    if (instances > 0) {
      const multi = run.multi.get(task)!
      multi.pending -= instances
      multi.item.isOver = true
      // Those that may not begin yet wait for nobody.
      const { item: { cause }, waiting } = multi
      const { now } = this.#agenda
      while (waiting.size < instances) waiting.add(newItem(task, run, now, now, 0, cause, multi))
      for (const item of multi.waiting) this.drop(item)
      multi.waiting.clear()
      this.forgetIdle(run, task, multi)
      return
    }
    const item = run.enabled.get(task)
    if (item === undefined) return
    run.enabled.delete(task)
    this.drop(item)
  }

  #cancelled(run: Run, task: number): void {
    const multi = run.multi.get(task)
    const items = multi === undefined ? run.running.get(task) ?? [] : [...multi.running]
    run.running.delete(task)
    if (multi !== undefined) {
      multi.running.clear()
      multi.item.isOver = true
      this.forgetIdle(run, task, multi)
    }
    for (const item of items) this.drop(item)
  }

  drop(item: Item): void {
    this.#options.staff.letGo(item)
    this.#options.watch.dropped(item, this.#agenda.now)
    if (item.child !== undefined) item.run.dropped.push(item.child)
    item.child = undefined
  }

  /** A task that received, or one with instances. */
  #doneByItself(run: Run, task: number): Item | undefined {
    const multi = run.multi.get(task)
    if (multi !== undefined) {
      multi.isDone = true
      return undefined
    }
    const item = run.enabled.get(task)
    if (item === undefined) return undefined
    run.enabled.delete(task)
    run.fresh = run.fresh.filter((one) => one !== item)
    if (item.startedAt < 0) {
      item.startedAt = this.#agenda.now
      this.#options.watch.started(item, this.#agenda.now)
    }
    this.#options.staff.letGo(item)
    this.#options.watch.completed(item, this.#agenda.now)
    return item
  }

  /** A token of a task that only routes was waited for since the first of those that it took came. */
  #put(run: Run, condition: number, arc: number, passing: number, since: number): void {
    const task = arc === NONE ? -1 : this.#table.arcTask[arc]!
    const isPassed = task >= 0 && task === passing && this.#table.taskKind[task] === TaskKind.silent
    push(run.tokens, condition, { at: this.#agenda.now, since: isPassed ? since : this.#agenda.now })
    const trigger = arc === NONE ? this.#triggerOf.get(condition) : undefined
    if (trigger !== undefined) this.#options.onKept(run, condition, trigger)
  }

  forgetIdle(run: Run, task: number, multi: Instances): void {
    const isIdle = multi.pending + multi.running.size === 0 && (multi.isDone || multi.item.isOver)
    if (isIdle && run.multi.get(task) === multi) run.multi.delete(task)
  }

  #endless({ of }: Run, cause: Item | undefined): SimulationFailure {
    const counts = new Map<number, number>()
    for (let item = cause; item !== undefined; item = item.cause) {
      counts.set(item.task, (counts.get(item.task) ?? 0) + 1)
    }
    const all = [...counts].sort(([, a], [, b]) => b - a)
    const choosing = all.find(([task]) => this.#table.taskChoice[task] !== Choice.single)
    const [task, times] = choosing ?? all[0] ?? [0, 0]
    return endless(this.#table, of.number, of.events - 1, task, times)
  }
}

/** A case that took so many events and is not over, in which a task was done so often. */
export function endless(table: Table, number: number, events: number, task: number, times: number): SimulationFailure {
  const many = (count: number) => count.toLocaleString("en")
  return new SimulationFailure("endless",
    `case ${number + 1} has taken ${many(events)} events and is not over; task "${table.taskNames[task]}" was done ` +
      `${many(times)} times: give the way out a probability above 0, or allow more events`)
}
