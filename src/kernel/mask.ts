/** A net as masks over the words of a state: what makes a join or a changed condition one or two comparisons. */
import type { StateLayout } from "./state.ts"
import type { Table } from "./table.ts"

/** Pairs of a word and a mask; row i has the pairs `start[i]..start[i + 1]`. */
export interface Masks {
  readonly start: Int32Array
  readonly word: Int32Array
  readonly mask: Int32Array
}

/**
 * For each task what its join needs of the marking words. `any`: a bit in common with the state. `all`: every bit. An
 * XOR-join is satisfied by one pair of `any`; an AND-join has its conditions of bound 1 in `all`, gathered by word, and
 * its counters in `any`, one pair each, and is satisfied by all pairs of both.
 */
export function joinMasks(table: Table, layout: StateLayout): { readonly any: Masks; readonly all: Masks } {
  const { inputConditions, inputStart } = table
  const inputs = (task: number) => [...inputConditions.subarray(inputStart[task], inputStart[task + 1])]
  const pair = (condition: number): [word: number, mask: number] => {
    return [layout.conditionWord[condition]!, layout.conditionMask[condition]! << layout.conditionShift[condition]!]
  }
  const isBit = (condition: number) => layout.conditionMask[condition] === 1
  const tasks = Array.from(table.taskKind, (_, task) => task)
  const isXor = (task: number) => table.taskJoin[task] === 1
  return {
    any: masks(tasks.map((task) => {
      if (isXor(task)) return gathered(inputs(task).map(pair))
      return inputs(task).filter((condition) => !isBit(condition)).map(pair)
    })),
    all: masks(tasks.map((task) => (isXor(task) ? [] : gathered(inputs(task).filter(isBit).map(pair))))),
  }
}

/** For each condition the tasks that it is an input of, as words and bits of a bit set of tasks. */
export function consumerMasks(table: Table): Masks {
  const { consumers, consumerStart } = table
  return masks(Array.from(table.conditionBound, (_, condition) => {
    const tasks = [...consumers.subarray(consumerStart[condition], consumerStart[condition + 1])]
    return gathered(tasks.map((task) => [task >> 5, 1 << (task & 31)]))
  }))
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
