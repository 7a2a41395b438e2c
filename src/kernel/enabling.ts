/** Which tasks may start: joins, milestones and blockers over the words of a case, as ARCHITECTURE "The step" tells. */
import { NONE } from "./layout.generated.ts"
import { joinMasks, type Masks } from "./mask.ts"
import { Phase, type StateLayout } from "./state.ts"
import { Join, TaskKind } from "./kinds.ts"
import type { Table } from "./table.ts"

/** What of a task its masks do not tell: weights, waits and milestones; blockers. */
const ASKS = 1
const BLOCKS = 2

/** Answers for the case whose words begin at `base` of `state`. Changes nothing and allocates nothing. */
export class Enabling {
  /** States of the cases. Set anew when the arena grows. */
  state: Int32Array = new Int32Array(0)
  base = 0
  protected readonly table: Table
  protected readonly layout: StateLayout
  readonly #joins: { readonly any: Masks; readonly all: Masks }
  /** `ASKS`, `BLOCKS` or both, by task. */
  readonly #special: Uint8Array

  constructor(table: Table, layout: StateLayout) {
    const { inputStart, inputWeight, readStart, waitStart, blockConditionStart, blockTaskStart } = table
    const some = (starts: Uint32Array, task: number) => starts[task] !== starts[task + 1]
    this.table = table
    this.layout = layout
    this.#joins = joinMasks(table, layout)
    this.#special = table.taskKind.map((_, task) => {
      const weighs = inputWeight.subarray(inputStart[task], inputStart[task + 1]).some((weight) => weight > 1)
      const asks = weighs || some(readStart, task) || some(waitStart, task)
      const blocks = some(blockConditionStart, task) || some(blockTaskStart, task)
      return (asks ? ASKS : 0) | (blocks ? BLOCKS : 0)
    })
  }

  /** Whether the join of a task is satisfied and what it reads is marked. */
  satisfied(task: number): boolean {
    return this.#masked(task) && ((this.#special[task]! & ASKS) === 0 || this.#asked(task))
  }

  /** Whether something that excludes the task is marked or runs. */
  blocked(task: number): boolean {
    if ((this.#special[task]! & BLOCKS) === 0) return false
    const { blockConditionStart, blockConditions, blockTaskStart, blockTasks } = this.table
    for (let i = blockConditionStart[task]!, end = blockConditionStart[task + 1]!; i < end; i++) {
      if (this.tokens(blockConditions[i]!) > 0) return true
    }
    for (let i = blockTaskStart[task]!, end = blockTaskStart[task + 1]!; i < end; i++) {
      if (this.running(blockTasks[i]!) > 0) return true
    }
    return false
  }

  /** Whether a receiving task has a signal that is kept for it. */
  signalled(task: number): boolean {
    const condition = this.table.triggerCondition[this.table.taskTrigger[task]!]!
    return condition !== NONE && this.tokens(condition) > 0
  }

  /** Whether a task that routes or receives goes by itself now. */
  fires(task: number): boolean {
    const received = this.table.taskKind[task] === TaskKind.silent || this.signalled(task)
    return received && this.satisfied(task) && !this.blocked(task)
  }

  tokens(condition: number): number {
    const { conditionWord, conditionShift, conditionMask } = this.layout
    const word = this.state[this.base + conditionWord[condition]!]!
    return (word >>> conditionShift[condition]!) & conditionMask[condition]!
  }

  /** Work items that are started; of a task with instances its phase. */
  running(task: number): number {
    const { runningWord, runningShift, runningMask } = this.layout
    return (this.state[this.base + runningWord[task]!]! >>> runningShift[task]!) & runningMask[task]!
  }

  isEnabled(task: number): boolean {
    return ((this.state[this.base + this.layout.enabledAt + (task >> 5)]! >>> (task & 31)) & 1) === 1
  }

  #masked(task: number): boolean {
    const { any, all } = this.#joins
    const one = this.table.taskJoin[task] !== Join.and
    for (let i = all.start[task]!, end = all.start[task + 1]!; i < end; i++) {
      const mask = all.mask[i]!
      if ((this.state[this.base + all.word[i]!]! & mask) !== mask) return false
    }
    for (let i = any.start[task]!, end = any.start[task + 1]!; i < end; i++) {
      if (((this.state[this.base + any.word[i]!]! & any.mask[i]!) !== 0) === one) return one
    }
    return !one
  }

  #asked(task: number): boolean {
    const { readStart, reads, inputStart, inputConditions, inputWeight, waitStart } = this.table
    for (let i = readStart[task]!, end = readStart[task + 1]!; i < end; i++) {
      if (this.tokens(reads[i]!) === 0) return false
    }
    for (let i = inputStart[task]!, end = inputStart[task + 1]!; i < end; i++) {
      if (inputWeight[i]! > 1 && this.tokens(inputConditions[i]!) < inputWeight[i]!) return false
    }
    for (let wait = waitStart[task]!, end = waitStart[task + 1]!; wait < end; wait++) {
      if (this.#waits(inputStart[task]!, inputStart[task + 1]!, wait)) return false
    }
    return true
  }

  /** Work items of a task that may still bring a token: one with instances only brings one until it is done. */
  #bringing(task: number): number {
    const running = this.running(task)
    return running === Phase.absorbing && this.table.taskMulti[task] !== NONE ? 0 : running
  }

  #waits(firstInput: number, endInput: number, wait: number): boolean {
    const { inputConditions, waitMissing, waitMarked, needStart, needCondition, needTask, needCount } = this.table
    if (this.tokens(inputConditions[firstInput + waitMissing[wait]!]!) > 0) return false
    const marked = waitMarked[wait]!
    if (marked !== NONE) {
      for (let i = firstInput; i < endInput; i++) {
        if ((this.tokens(inputConditions[i]!) > 0) !== (((marked >>> (i - firstInput)) & 1) === 1)) return false
      }
    }
    for (let need = needStart[wait]!, end = needStart[wait + 1]!; need < end; need++) {
      const condition = needCondition[need]!
      const there = condition === NONE ? this.#bringing(needTask[need]!) : this.tokens(condition)
      if (there < needCount[need]!) return false
    }
    return true
  }
}
