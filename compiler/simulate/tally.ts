/** Counts what happens to the cases of a simulation. Those of the warm-up are left out. */
import { Status } from "../../src/kernel/command.ts"
import { Choice } from "../../src/kernel/table.ts"
import type { Case, Item, Watch } from "./case.ts"
import { endingOf } from "./figures.ts"
import type { Model } from "./model.ts"
import { Samples } from "./samples.ts"
import type { SimulatedEvent } from "./simulate.ts"
import { Sum } from "./sum.ts"

/** What is known of one task. */
export class TaskTally {
  started = 0
  completed = 0
  cancelled = 0
  withdrawn = 0
  stuck = 0
  readonly working = new Sum()
  readonly resource = new Samples()
  readonly joined = new Samples()
  readonly excluded = new Samples()
  /** Time on the critical way of cases, at work and before it. */
  readonly criticalWork = new Sum()
  readonly criticalWait = new Sum()
  /** By choice. */
  readonly taken: number[]

  constructor(choices: number) {
    this.taken = new Array<number>(choices).fill(0)
  }
}

export class Tally implements Watch {
  readonly tasks: readonly TaskTally[]
  readonly begun: Float64Array
  readonly ended: Float64Array
  /** A `Status`; 0 while a case is not over, and for ever if it never is. */
  readonly status: Uint8Array
  /** Cases that are over, those of the warm-up with them. */
  over = 0
  readonly #model: Model
  readonly #warmUp: number
  readonly #onCase: (over: number) => void
  readonly #onEvent: ((event: SimulatedEvent) => void) | undefined

  constructor(
    model: Model, cases: number, warmUp: number, onCase: (over: number) => void,
    onEvent: ((event: SimulatedEvent) => void) | undefined,
  ) {
    this.#model = model
    this.#warmUp = warmUp
    this.#onCase = onCase
    this.#onEvent = onEvent
    this.tasks = model.tasks.map(({ choices }) => new TaskTally(choices.length))
    this.begun = new Float64Array(cases)
    this.ended = new Float64Array(cases)
    this.status = new Uint8Array(cases)
  }

  started(item: Item, now: number): void {
    if (!item.run.of.isCounted) return
    this.#tell(item, now, "start")
    const task = this.tasks[item.task]!
    task.started++
    task.resource.add(item.queued)
    task.joined.add(item.joined)
    task.excluded.add(Math.max(0, item.startedAt - item.readyAt - item.queued))
  }

  completed(item: Item, now: number): void {
    if (!item.run.of.isCounted) return
    this.#tell(item, now, "complete")
    const task = this.tasks[item.task]!
    task.completed++
    task.working.add(now - item.startedAt)
  }

  dropped(item: Item, now: number): void {
    if (!item.run.of.isCounted) return
    this.#tell(item, now, item.startedAt < 0 ? "withdrawn" : "cancelled")
    const task = this.tasks[item.task]!
    if (item.startedAt < 0) task.withdrawn++
    else task.cancelled++
  }

  chose(item: Item, outcome: number): void {
    if (!item.run.of.isCounted) return
    const { taken } = this.tasks[item.task]!
    const several = this.#model.table.taskChoice[item.task] === Choice.several
    if (!several) taken[outcome]!++
    else for (let route = 0; route < taken.length; route++) taken[route]! += (outcome >>> route) & 1
  }

  isStuck(of: Case, task: number): void {
    if (of.isCounted) this.tasks[task]!.stuck++
  }

  isOver(of: Case, status: number, last: Item | undefined, now: number): void {
    this.#onCase(++this.over)
    if (!of.isCounted) return
    const at = of.number - this.#warmUp
    this.#onEvent?.({ case: at, time: now, kind: "end", ending: endingOf(status) })
    this.begun[at] = of.begun
    this.ended[at] = now
    this.status[at] = status
    if (status === Status.ok) this.#walkBack(last, now)
  }

  /** Ends a part of the sums. */
  close(): void {
    for (const { working, criticalWork, criticalWait } of this.tasks) {
      working.close()
      criticalWork.close()
      criticalWait.close()
    }
  }

  #tell({ task, run: { of } }: Item, time: number, kind: SimulatedEvent["kind"]): void {
    this.#onEvent?.({ case: of.number - this.#warmUp, time, kind, task: this.#model.tasks[task]!.name })
  }

  /** From the end of a case to what enabled what came last, and so on to its beginning. No time is left out. */
  #walkBack(last: Item | undefined, now: number): void {
    let until = now
    for (let item = last; item !== undefined; item = item.cause) {
      const task = this.tasks[item.task]!
      const work = Math.max(0, until - (item.startedAt < 0 ? until : item.startedAt))
      task.criticalWork.add(work)
      task.criticalWait.add(until - item.enabledAt - work)
      until = item.enabledAt
    }
  }
}
