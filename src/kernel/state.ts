/**
 * The words of one case's state, the same in both kernels and in every store:
 *
 *   [0]       status
 *   marking   conditions of bound 1: one bit each, in index order; then the others: one byte each, from a new word
 *   enabled   one bit for each task
 *   running   tasks of bound 1 (silent and receiving ones and those with instances left out): one bit each; then the
 *             others: one byte each, from a new word
 *   instances four words for each task with instances: its phase, and how many have not begun, run, are finished
 *
 * Bit or byte k of a group is in its word k / 32 or k / 4, lowest first. The rest of a word is zero. The bound of a
 * task is the largest bound of its inputs, 1 with instances. A change here counts `CONTRACT.state` in
 * `compiler/table/layout.ts` up.
 */
import { NONE } from "./layout.generated.ts"
import { Role, TaskKind } from "./kinds.ts"
import type { Table } from "./table.ts"

/** How a task with instances stands. In `idle` its words are all zero. */
export const Phase = { idle: 0, busy: 1, absorbing: 2 } as const
/** Words of a task with instances, from `multiWord` on. */
export const Instance = { phase: 0, pending: 1, running: 2, finished: 3, words: 4 } as const

/** Where everything of a table's cases lies: a count is `(state[word] >>> shift) & mask`. */
export interface StateLayout {
  readonly words: number
  readonly conditionWord: Int32Array
  readonly conditionShift: Int32Array
  readonly conditionMask: Int32Array
  /**
   * Words 1..enabledAt are the marking, enabledAt..runningAt the enabled bits, runningAt..instancesAt the running
   * items, from there on the instances.
   */
  readonly enabledAt: number
  readonly runningAt: number
  readonly instancesAt: number
  readonly taskBound: Int32Array
  /** Mask 0 for silent and receiving tasks, which never run. Of a task with instances the count is its phase. */
  readonly runningWord: Int32Array
  readonly runningShift: Int32Array
  readonly runningMask: Int32Array
  /** First of the words of a task with instances, 0 for others. */
  readonly multiWord: Int32Array
  /** Marking words with the bits of all conditions whose tokens rest there (`outputMask`), or are work left. */
  readonly outputMask: Int32Array
  readonly workMask: Int32Array
}

export function stateLayout(table: Table): StateLayout {
  const conditions = table.conditionBound.length
  const tasks = table.taskKind.length
  const taskBound = Int32Array.from({ length: tasks }, (_, task) => {
    const inputs = table.inputConditions.subarray(table.inputStart[task], table.inputStart[task + 1])
    if (table.taskMulti[task] !== NONE) return 1
    return inputs.reduce((bound, condition) => Math.max(bound, table.conditionBound[condition]!), 1)
  })
  const marking = pack(conditions, 1, (condition) => table.conditionBound[condition]!)
  const runningAt = marking.end + Math.ceil(tasks / 32)
  const running = pack(tasks, runningAt, (task) => (runs(table, task) ? taskBound[task]! : 0))
  const multiWord = new Int32Array(tasks)
  let words = running.end
  for (let task = 0; task < tasks; task++) {
    if (table.taskMulti[task] === NONE) continue
    multiWord[task] = running.word[task] = words
    running.mask[task] = 3
    words += Instance.words
  }
  const maskOf = (belongs: (role: number) => boolean) => {
    const masks = new Int32Array(marking.end - 1)
    for (let c = 0; c < conditions; c++) {
      if (belongs(table.conditionRole[c]!)) masks[marking.word[c]! - 1]! |= marking.mask[c]! << marking.shift[c]!
    }
    return masks
  }
  return {
    words,
    conditionWord: marking.word, conditionShift: marking.shift, conditionMask: marking.mask,
    enabledAt: marking.end, runningAt, instancesAt: running.end, taskBound,
    runningWord: running.word, runningShift: running.shift, runningMask: running.mask, multiWord,
    outputMask: maskOf((role) => role >= Role.end), workMask: maskOf((role) => role === Role.work),
  }
}

/** Whether its work items are counted as running: silent and receiving tasks never run, instances count themselves. */
function runs(table: Table, task: number): boolean {
  const kind = table.taskKind[task]
  return kind !== TaskKind.silent && kind !== TaskKind.receive && table.taskMulti[task] === NONE
}

/** Places counts of the given bounds from a word on: bits first, then bytes. Bound 0 takes no place and has mask 0. */
function pack(length: number, at: number, bound: (index: number) => number) {
  const [word, shift, mask] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)]
  let end = at
  const group = (width: 1 | 8, belongs: (bound: number) => boolean) => {
    let rank = 0
    for (let i = 0; i < length; i++) {
      if (!belongs(bound(i))) continue
      word[i] = end + Math.floor((rank * width) / 32)
      shift[i] = (rank * width) % 32
      mask[i] = width === 1 ? 1 : 255
      rank++
    }
    end += Math.ceil((rank * width) / 32)
  }
  group(1, (b) => b === 1)
  group(8, (b) => b > 1)
  return { word, shift, mask, end }
}

