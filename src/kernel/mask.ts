/** A net as masks over the words of a state: what makes a join or a changed condition one or two comparisons. */
import { NONE } from "./layout.generated.ts"
import type { StateLayout } from "./state.ts"
import { Join, TaskKind } from "./kinds.ts"
import type { Table } from "./table.ts"

/** Pairs of a word and a mask; row i has the pairs `start[i]..start[i + 1]`. */
export interface Masks {
  readonly start: Int32Array
  readonly word: Int32Array
  readonly mask: Int32Array
}

/**
 * For each task what its join needs of the marking words. `any`: a bit in common with the state. `all`: every bit. An
 * XOR- or OR-join has one pair of `any`; an AND-join has its conditions of bound 1 in `all`, gathered by word, and
 * its counters in `any`, one pair each, and needs all pairs of both. What more it takes is asked in `enabling.ts`.
 */
export function joinMasks(table: Table, layout: StateLayout): { readonly any: Masks; readonly all: Masks } {
  const { inputConditions, inputStart } = table
  const inputs = (task: number) => [...inputConditions.subarray(inputStart[task], inputStart[task + 1])]
  const pair = (condition: number): [word: number, mask: number] => {
    return [layout.conditionWord[condition]!, layout.conditionMask[condition]! << layout.conditionShift[condition]!]
  }
  const isBit = (condition: number) => layout.conditionMask[condition] === 1
  const tasks = Array.from(table.taskKind, (_, task) => task)
  const isOne = (task: number) => table.taskJoin[task] !== Join.and
  return {
    any: masks(tasks.map((task) => {
      if (isOne(task)) return gathered(inputs(task).map(pair))
      return inputs(task).filter((condition) => !isBit(condition)).map(pair)
    })),
    all: masks(tasks.map((task) => (isOne(task) ? [] : gathered(inputs(task).filter(isBit).map(pair))))),
  }
}

/**
 * Which tasks are asked anew when the tokens of a condition change, or what runs of a task: words and bits of a bit set
 * of tasks. Those that take from the condition or read it; OR-joins that wait for it; what it keeps from going by
 * itself; what receives the signals kept there.
 */
export function touchMasks(table: Table): { readonly condition: Masks; readonly task: Masks } {
  const conditions = Array.from(table.conditionBound, (): number[] => [])
  const tasks = Array.from(table.taskKind, (): number[] => [])
  const rows = (starts: Uint32Array, row: number) =>
    Array.from({ length: starts[row + 1]! - starts[row]! }, (_, i) => starts[row]! + i)
  table.taskKind.forEach((kind, task) => {
    for (const input of rows(table.inputStart, task)) conditions[table.inputConditions[input]!]!.push(task)
    for (const read of rows(table.readStart, task)) conditions[table.reads[read]!]!.push(task)
    for (const need of rows(table.waitStart, task).flatMap((wait) => rows(table.needStart, wait))) {
      if (table.needCondition[need] !== NONE) conditions[table.needCondition[need]!]!.push(task)
      else tasks[table.needTask[need]!]!.push(task)
    }
    if (kind !== TaskKind.silent && kind !== TaskKind.receive) return
    const kept = kind === TaskKind.receive ? table.triggerCondition[table.taskTrigger[task]!]! : NONE
    if (kept !== NONE) conditions[kept]!.push(task)
    for (const block of rows(table.blockConditionStart, task)) conditions[table.blockConditions[block]!]!.push(task)
    for (const block of rows(table.blockTaskStart, task)) tasks[table.blockTasks[block]!]!.push(task)
  })
  const bits = (row: readonly number[]) => gathered(row.map((task) => [task >> 5, 1 << (task & 31)]))
  return { condition: masks(conditions.map(bits)), task: masks(tasks.map(bits)) }
}

type Pair = [word: number, mask: number]

/** One pair for each word. */
function gathered(pairs: readonly Pair[]): Pair[] {
  const words = new Map<number, number>()
  for (const [word, mask] of pairs) words.set(word, (words.get(word) ?? 0) | mask)
  return [...words]
}

function masks(rows: readonly (readonly Pair[])[]): Masks {
  const start = [0]
  for (const row of rows) start.push(start[start.length - 1]! + row.length)
  const pairs = rows.flat()
  return {
    start: Int32Array.from(start),
    word: Int32Array.from(pairs, ([word]) => word),
    mask: Int32Array.from(pairs, ([, mask]) => mask),
  }
}
