/** What can happen next in a case, and its happening, as events of the kernel. */
import { EventKind } from "../../src/kernel/event.ts"
import { Choice, Multi, TaskKind } from "../../src/kernel/kinds.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Instance, Phase, type StateLayout } from "../../src/kernel/state.ts"
import type { Table } from "../../src/kernel/table.ts"
import type { Landmarks } from "./landmarks.ts"

/**
 * `start` of so many instances, `complete` with an outcome, `signal`s of a trigger, `add` of so many instances, or
 * `finish` of them: twice their number, plus 1 if the last of them says that it is enough. An instance begins when it
 * is finished: that it began before makes no difference.
 */
export interface Move {
  readonly kind: EventKind
  readonly subject: number
  readonly amount: number
}

/** A move as one number, so that many can be kept. */
const SUBJECTS = 1 << 16
const KINDS = 1 << 4
export const coded = (kind: EventKind, subject: number, amount: number): number =>
  (amount * SUBJECTS + subject) * KINDS + kind
export const decoded = (code: number): Move => {
  const rest = Math.floor(code / KINDS)
  return { kind: (code % KINDS) as EventKind, subject: rest % SUBJECTS, amount: Math.floor(rest / SUBJECTS) }
}

/** Sends the events of a move, one after the other. */
export function send(
  { kind, subject, amount }: Move, event: (kind: EventKind, subject: number, detail: number) => void,
): void {
  switch (kind) {
    case EventKind.add: case EventKind.signal:
      for (let left = amount; left > 0; left--) event(kind, subject, 0)
      break
    case EventKind.finish:
      for (let left = Math.floor(amount / 2); left > 0; left--) {
        event(EventKind.begin, subject, 0)
        event(kind, subject, left === 1 ? amount % 2 : 0)
      }
      break
    default: event(kind, subject, amount)
  }
}

/** The tasks of one entry, and which numbers of instances and of kept signals are told apart. */
export interface Scene {
  readonly tasks: readonly number[]
  readonly landmarks: ReadonlyMap<number, Landmarks>
  /** By trigger, ascending: the last one stands for all that are more. */
  readonly signals: readonly (readonly number[])[]
}

/** How a case stands, as the kernel answers it. */
interface Standing {
  readonly state: Int32Array
  isEnabled(task: number): boolean
  blocked(task: number): boolean
  running(task: number): number
  tokens(condition: number): number
}

export class Moves {
  readonly #table: Table
  readonly #layout: StateLayout
  readonly #scene: Scene
  readonly #working: readonly number[]
  readonly #receivers: readonly (readonly number[])[]
  readonly #outcomes: readonly (readonly number[])[]

  constructor(table: Table, layout: StateLayout, scene: Scene) {
    const { tasks } = scene
    const isOf = (kind: number) => (task: number) => table.taskKind[task] === kind
    this.#table = table
    this.#layout = layout
    this.#scene = scene
    this.#working = tasks.filter((task) => !isOf(TaskKind.silent)(task) && !isOf(TaskKind.receive)(task))
    this.#receivers = [...table.triggerCondition].map((_, trigger) =>
      tasks.filter((task) => isOf(TaskKind.receive)(task) && table.taskTrigger[task] === trigger))
    this.#outcomes = table.taskNames.map((_, task) => outcomesOf(table, task))
  }

  /** The codes of all moves of a case that goes on. */
  of(standing: Standing): readonly number[] {
    const found: number[] = []
    for (const task of this.#working) {
      const isMulti = this.#table.taskMulti[task] !== NONE
      if (standing.isEnabled(task) && !standing.blocked(task)) {
        const starts = isMulti ? this.#scene.landmarks.get(task)!.starts : [0]
        for (const count of starts) found.push(coded(EventKind.start, task, count))
      }
      if (isMulti) this.#instances(standing, task, found)
      else if (standing.running(task) > 0) {
        for (const outcome of this.#outcomes[task]!) found.push(coded(EventKind.complete, task, outcome))
      }
    }
    this.#receivers.forEach((tasks, trigger) => {
      const amount = tasks.length === 0 ? 0 : this.#signals(standing, tasks, trigger)
      if (amount > 0) found.push(coded(EventKind.signal, trigger, amount))
    })
    return found
  }

  #instances({ state }: Standing, task: number, found: number[]): void {
    const at = this.#layout.multiWord[task]!
    const multi = this.#table.taskMulti[task]!
    const { finished: next, size: more } = this.#scene.landmarks.get(task)!
    const [phase, finished] = [state[at + Instance.phase], state[at + Instance.finished]!]
    const live = state[at + Instance.pending]! + state[at + Instance.running]!
    const size = live + finished
    const flags = this.#table.multiFlags[multi]!
    const isBusy = phase === Phase.busy
    const grows = isBusy && (flags & Multi.open) !== 0 && size < this.#table.multiMax[multi]!
    const asks = isBusy && (flags & Multi.until) !== 0
    if (live > 0) {
      // If the last one that there can be did not say that it is enough, nothing ever would: it does.
      const most = asks && !grows ? live - 1 : this.#isLate(multi, isBusy, finished) ? 1 : live
      const times = Math.min(next(finished, size) - finished, most)
      if (times > 0) found.push(coded(EventKind.finish, task, 2 * times))
      if (asks) found.push(coded(EventKind.finish, task, 3))
    }
    if (grows) found.push(coded(EventKind.add, task, more(size) - size))
  }

  /** Whether enough are finished, and the next one will tell: where a case came from a version that wanted more. */
  #isLate(multi: number, isBusy: boolean, finished: number): boolean {
    const threshold = this.#table.multiThreshold[multi]!
    return isBusy && threshold !== NONE && finished >= threshold
  }

  /** How many signals come at once: one where a task takes it, else up to the next number that is told apart. */
  #signals(standing: Standing, tasks: readonly number[], trigger: number): number {
    if (tasks.some((task) => standing.isEnabled(task) && !standing.blocked(task))) return 1
    const kept = this.#table.triggerCondition[trigger]!
    if (kept === NONE) return 0
    const now = standing.tokens(kept)
    const next = this.#scene.signals[trigger]!.find((number) => number > now)
    return next === undefined ? 0 : Math.min(next, this.#table.conditionBound[kept]!) - now
  }
}

/** What `complete` may name: of an OR-split some guarded routes, or the default alone, as bits. */
function outcomesOf({ taskChoice, outcomeStart }: Table, task: number): readonly number[] {
  const count = outcomeStart[task + 1]! - outcomeStart[task]!
  if (taskChoice[task] !== Choice.several) return Array.from({ length: count }, (_, outcome) => outcome)
  return Array.from({ length: 2 ** (count / 2 - 1) }, (_, bits) => bits + 1)
}
