/**
 * What a case and all cases below it can do next. Some things are no choice: an instance of a call begins, a call opens
 * its case, and tasks with instances and calls start as soon as they can, if that changes nothing for any other
 * task. Such a move comes alone, so that it does not multiply what is to be explored.
 */
import { Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Instance, stateLayout, type StateLayout } from "../../src/kernel/state.ts"
import { Multi, type Table, TaskKind } from "../../src/kernel/table.ts"
import { type Budget, Cases, type Child, type Move } from "./cases.ts"
import type { Chooser } from "./chooser.ts"
import type { Vocabulary } from "./vocabulary.ts"

/** What it costs to say what a move makes of the case above. */
const LIFT = 3

export interface Moves {
  /** These come at once: nothing else is looked at before. */
  readonly atOnce: boolean
  readonly moves: readonly Move[]
}

export class Mover {
  readonly cases: Cases
  readonly #table: Table
  readonly #layout: StateLayout
  readonly #vocabulary: Vocabulary
  readonly #chooser: Chooser
  readonly #calls: readonly number[]
  /** Calls and tasks with instances that start at once. */
  readonly #hasty: readonly number[]
  /** By task: what starts before it where both take from one condition, since nobody outside chooses. */
  readonly #firsts: readonly (readonly First[])[]
  readonly #known: (Moves | undefined)[] = []

  constructor(cases: Cases, table: Table, vocabulary: Vocabulary, chooser: Chooser) {
    const tasks = table.taskNames.map((_, task) => task)
    this.cases = cases
    this.#table = table
    this.#layout = stateLayout(table)
    this.#vocabulary = vocabulary
    this.#chooser = chooser
    this.#calls = tasks.filter((task) => this.#isCall(task))
    this.#hasty = tasks.filter((task) => this.#isDriven(task) && takesNothingAway(table, task))
    this.#firsts = tasks.map((task) => firstsOf(table, task))
  }

  /** The moves of a case. Some may be missing if they take all of the budget. */
  of(of: number, budget: Budget): Moves {
    const known = this.#known[of]
    if (known !== undefined) {
      budget.left -= known.moves.length
      return known
    }
    const moves = this.#find(of, budget)
    if (budget.left > 0) this.#known[of] = moves
    return moves
  }

  /** Where a child's move leads the case above it: if the child is over, that goes on from there. */
  lift(of: number, child: Child, move: Move, budget: Budget): readonly Move[] {
    budget.left -= LIFT
    const { task } = child
    if (move.end === 0) return [{ ...move, to: this.cases.with(of, { task, case: move.to }, child) }]
    const without = this.cases.with(of, undefined, child)
    const fire = (kind: EventKind, detail: number) =>
      this.cases.fire(without, { kind, subject: task, detail }, move.words, budget) ?? []
    if (move.end !== Status.ok) return [fire(EventKind.fail, move.end)].flat()
    if (this.#table.taskMulti[task] !== NONE) return this.#ends(task).flatMap((end) => fire(EventKind.finish, end))
    return [...this.#chooser.outcomes(task)].flatMap((outcome) => fire(EventKind.complete, outcome))
  }

  /** The children of a case, like ones once. */
  children(of: number): readonly Child[] {
    return this.cases.children(of).filter(({ task, case: child }, i, all) =>
      i === 0 || all[i - 1]!.task !== task || all[i - 1]!.case !== child)
  }

  #find(of: number, budget: Budget): Moves {
    const forced = this.#forced(of, budget)
    if (forced !== undefined) return { atOnce: true, moves: forced }
    const lifted: Move[] = []
    for (const child of this.children(of)) {
      if (budget.left <= 0) break
      const { atOnce, moves } = this.of(child.case, budget)
      const here = moves.flatMap((move) => this.lift(of, child, move, budget))
      if (atOnce) return { atOnce, moves: here }
      lifted.push(...here)
    }
    return { atOnce: false, moves: [...this.#own(of, budget), ...lifted] }
  }

  #forced(of: number, budget: Budget): readonly Move[] | undefined {
    const { cases } = this
    const words = cases.words(of)
    for (const task of this.#calls) {
      if (this.#instances(words, task, Instance.pending) > 0) {
        return [cases.fire(of, { kind: EventKind.begin, subject: task }, [], budget) ?? []].flat()
      }
      const running = this.#table.taskMulti[task] === NONE ? this.#running(words, task)
        : this.#instances(words, task, Instance.running)
      if (running === 0 || running === cases.children(of).filter((child) => child.task === task).length) continue
      const opened = cases.open(this.#table.taskEntry[task]!, budget)
      const child = { task, case: opened.to }
      if (opened.end === 0) return [{ ...opened, to: cases.with(of, child) }]
      return this.lift(cases.with(of, child), child, opened, budget)
    }
    for (const task of this.#hasty) {
      if (!this.#isEnabled(words, task)) continue
      const moves = this.#starts(of, task, budget)
      if (moves.length > 0) return moves
    }
    return undefined
  }

  *#own(of: number, budget: Budget): Generator<Move> {
    const words = this.cases.words(of)
    const { started, completed } = this.#vocabulary
    const fire = (kind: EventKind, subject: number, detail: number, said: readonly string[]) =>
      [this.cases.fire(of, { kind, subject, detail }, said, budget) ?? []].flat()
    for (let task = 0; task < started.length && budget.left > 0; task++) {
      if (this.#isEnabled(words, task)) yield* this.#starts(of, task, budget)
      if (this.#isCall(task)) continue
      if (this.#table.taskMulti[task] !== NONE) {
        if (this.#instances(words, task, Instance.pending) > 0) yield* fire(EventKind.begin, task, 0, started[task]!)
        if (this.#instances(words, task, Instance.running) === 0) continue
        for (const end of this.#ends(task)) yield* fire(EventKind.finish, task, end, completed[task]!)
      } else if (this.#running(words, task) > 0) {
        for (const outcome of this.#chooser.outcomes(task)) {
          yield* fire(EventKind.complete, task, outcome, completed[task]!)
          if (budget.left <= 0) return
        }
      }
    }
  }

  /** None if the task is blocked, or another goes first. */
  #starts(of: number, task: number, budget: Budget): readonly Move[] {
    if (this.#table.taskKind[task] === TaskKind.receive || this.#isSecond(of, task, budget)) return []
    const isMulti = this.#table.taskMulti[task] !== NONE
    const said = isMulti ? [] : this.#vocabulary.started[task]!
    return (isMulti ? this.#chooser.counts(task) : [0]).flatMap((detail) =>
      this.cases.fire(of, { kind: EventKind.start, subject: task, detail }, said, budget) ?? [])
  }

  #isSecond(of: number, task: number, budget: Budget): boolean {
    const words = this.cases.words(of)
    const { conditionWord, conditionShift, conditionMask } = this.#layout
    const holds = (condition: number) =>
      ((words[conditionWord[condition]!]! >>> conditionShift[condition]!) & conditionMask[condition]!) > 0
    return this.#firsts[task]!.some(({ first, conditions }) =>
      this.#isEnabled(words, first) && conditions.some(holds) && this.#starts(of, first, budget).length > 0)
  }

  /** What a finishing instance may say: if with it the task is done. */
  #ends(task: number): readonly number[] {
    return (this.#table.multiFlags[this.#table.taskMulti[task]!]! & Multi.until) === 0 ? [0] : [0, 1]
  }

  #isCall(task: number): boolean {
    return this.#table.taskKind[task] === TaskKind.call
  }

  /** Whether who drives the case starts it, right after it is enabled. */
  #isDriven(task: number): boolean {
    return this.#isCall(task) || this.#table.taskMulti[task] !== NONE
  }

  #isEnabled(words: Uint32Array, task: number): boolean {
    return ((words[this.#layout.enabledAt + (task >>> 5)]! >>> (task & 31)) & 1) === 1
  }

  #running(words: Uint32Array, task: number): number {
    const { runningWord, runningShift, runningMask } = this.#layout
    return (words[runningWord[task]!]! >>> runningShift[task]!) & runningMask[task]!
  }

  #instances(words: Uint32Array, task: number, which: number): number {
    return this.#table.taskMulti[task] === NONE ? 0 : words[this.#layout.multiWord[task]! + which]!
  }
}

/** A task that starts before another where one of these conditions holds a token. */
interface First {
  readonly first: number
  readonly conditions: readonly number[]
}

/** Of a deferred choice (16) among tasks that the engine starts the first one starts, in the order of their indices. */
function firstsOf(table: Table, task: number): readonly First[] {
  const { inputStart, inputConditions, taskKind } = table
  const inputs = (of: number) => inputConditions.subarray(inputStart[of], inputStart[of + 1])
  const isStarted = (of: number) => taskKind[of] === TaskKind.automatic || taskKind[of] === TaskKind.call
  if (!isStarted(task)) return []
  return Array.from({ length: task }, (_, first) => first).filter(isStarted)
    .map((first) => ({ first, conditions: [...inputs(first)].filter((condition) => inputs(task).includes(condition)) }))
    .filter(({ conditions }) => conditions.length > 0)
}

/**
 * Whether no other task wants or reads what the task takes, or is kept back while it runs, and its start puts nothing
 * yet, as that of a task does that is done when it starts.
 */
function takesNothingAway(table: Table, task: number): boolean {
  const multi = table.taskMulti[task]!
  if (multi !== NONE && (table.multiThreshold[multi] === 0 || table.multiCount[multi] === 0)) return false
  const { inputStart, inputConditions, consumerStart, reads, blockConditions, blockTasks, blockTaskStart } = table
  const own = (at: number) => at >= blockTaskStart[task]! && at < blockTaskStart[task + 1]!
  if (blockTasks.some((blocking, at) => blocking === task && !own(at))) return false
  return inputConditions.subarray(inputStart[task], inputStart[task + 1]).every((condition) =>
    consumerStart[condition + 1]! - consumerStart[condition]! === 1
    && !reads.includes(condition) && !blockConditions.includes(condition))
}
