/**
 * The words of one case's state, the same in both kernels and in every store:
 *
 *   [0]       status
 *   marking   conditions of bound 1: one bit each, in index order; then the others: one byte each, from a new word
 *   enabled   one bit for each task
 *   running   tasks of bound 1 (silent ones left out): one bit each; then the others: one byte each, from a new word
 *
 * Bit or byte k of a group is in its word k / 32 or k / 4, lowest first. The rest of a word is zero. The bound of a
 * task is the largest bound of its inputs. A change here counts `CONTRACT.state` in `compiler/table/layout.ts` up.
 */
import { Status } from "./command.ts"
import type { Table } from "./table.ts"

export const SILENT = 2

/** Where everything of a table's cases lies: a count is `(state[word] >>> shift) & mask`. */
export interface StateLayout {
  readonly words: number
  readonly conditionWord: Int32Array
  readonly conditionShift: Int32Array
  readonly conditionMask: Int32Array
  /** Words 1..enabledAt are the marking, enabledAt..runningAt the enabled bits, from there on the running items. */
  readonly enabledAt: number
  readonly runningAt: number
  readonly taskBound: Int32Array
  /** Mask 0 for silent tasks, which never run. */
  readonly runningWord: Int32Array
  readonly runningShift: Int32Array
  readonly runningMask: Int32Array
  /** Marking words with all bits of output conditions set. Index 0 is word 1. */
  readonly outputMask: Int32Array
}

export function stateLayout(table: Table): StateLayout {
  const conditions = table.conditionBound.length
  const tasks = table.taskKind.length
  const taskBound = Int32Array.from({ length: tasks }, (_, task) => {
    const inputs = table.inputConditions.subarray(table.inputStart[task], table.inputStart[task + 1])
    return inputs.reduce((bound, condition) => Math.max(bound, table.conditionBound[condition]!), 1)
  })
  const marking = pack(conditions, 1, (condition) => table.conditionBound[condition]!)
  const runningAt = marking.end + Math.ceil(tasks / 32)
  const running = pack(tasks, runningAt, (task) => (table.taskKind[task] === SILENT ? 0 : taskBound[task]!))
  const outputMask = new Int32Array(marking.end - 1)
  for (const c of table.outputConditions) outputMask[marking.word[c]! - 1]! |= marking.mask[c]! << marking.shift[c]!
  return {
    words: running.end,
    conditionWord: marking.word, conditionShift: marking.shift, conditionMask: marking.mask,
    enabledAt: marking.end, runningAt, taskBound,
    runningWord: running.word, runningShift: running.shift, runningMask: running.mask,
    outputMask,
  }
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

/**
 * Says what keeps words from being a settled state of this table, or nothing. A state that passes can be stepped:
 * no count passes its bound, and enabled are exactly the tasks that the firing rule enables.
 */
export function stateFault(table: Table, layout: StateLayout, words: Uint32Array): string | undefined {
  if (words.length !== layout.words) return `it has ${words.length} words and a case of this table has ${layout.words}`
  const status = words[0]!
  if (status > Status.failed) return `its status ${status} is none`
  if (status === Status.empty) return words.some((word) => word !== 0) ? "it is empty but holds something" : undefined
  const rest = words.slice()
  rest[0] = 0
  const count = (word: number, shift: number, mask: number) => {
    rest[word]! &= ~(mask << shift)
    return (words[word]! >>> shift) & mask
  }
  const { conditionWord, conditionShift, conditionMask } = layout
  const bounds = [...table.conditionBound]
  const marked = bounds.map((_, c) => count(conditionWord[c]!, conditionShift[c]!, conditionMask[c]!))
  if (marked.some((tokens, c) => tokens > bounds[c]!)) return "a condition holds more than its bound"
  let items = 0
  for (let task = 0; task < table.taskKind.length; task++) {
    const enabled = count(layout.enabledAt + (task >>> 5), task & 31, 1)
    const running = count(layout.runningWord[task]!, layout.runningShift[task]!, layout.runningMask[task]!)
    items += enabled + running
    if (running > layout.taskBound[task]!) return "a task runs more often than its bound"
    if (status !== Status.running) continue
    const inputs = [...table.inputConditions.subarray(table.inputStart[task], table.inputStart[task + 1])]
    const isMarked = (condition: number) => marked[condition]! > 0
    const satisfied = table.taskJoin[task] === 0 ? inputs.every(isMarked) : inputs.some(isMarked)
    const silent = table.taskKind[task] === SILENT
    if (silent && satisfied) return "a silent task is left to fire"
    const wanted = satisfied && !silent && running < layout.taskBound[task]!
    if ((enabled === 1) !== wanted) return "its enabled tasks are not those its marking enables"
  }
  if (rest.some((word) => word !== 0)) return "reserved bits are set"
  if ((status === Status.running) !== items > 0) return "its work items do not go with its status"
  return undefined
}
