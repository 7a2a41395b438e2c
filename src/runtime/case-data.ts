/**
 * What recovery finds of a case in the store, and whether it holds together. A row that was damaged
 * on disk stops its own case and no other, so nothing of it is taken on trust.
 */
import { Status } from "../kernel/command.ts"
import { Instance, Phase, type StateLayout } from "../kernel/state.ts"
import { stateFault } from "../kernel/state-fault.ts"
import { type Table, TaskKind } from "../kernel/table.ts"
import { CaseDamaged } from "./engine-error.ts"
import type { CaseRow } from "./store.ts"

const NONE = 0xffffffff

/** How a work item stands in `CaseData`. `done`: its task is, and some of its instances are not finished. */
export const ItemState = { enabled: 0, started: 1, done: 2 } as const

/**
 * What `Case.data` is as JSON. `n`: work items so far, `s`: journal rows, `t`: tokens, `i`: work items, an instance
 * after the work item of all of them. Where there are any: `k`: when each kept signal is too old, in the order of its
 * token, 0 if never; `m`: of work items with instances how many there were, and the results of the finished ones.
 */
export interface CaseData {
  readonly n: number
  readonly s: number
  readonly t: readonly (readonly [condition: number, ...value: [] | [unknown]])[]
  readonly i: readonly (readonly [
    task: number, activation: number, instance: number, state: number, attempt: number, failures: number,
    enabledAt: number, due: number, ...value: [] | [unknown],
  ])[]
  readonly k?: readonly number[]
  readonly m?: readonly (readonly [
    activation: number, spawned: number, results: readonly (readonly [instance: number, ...value: [] | [unknown]])[],
  ])[]
}

type Item = CaseData["i"][number]
type ManyRow = NonNullable<CaseData["m"]>[number]

/** The data, undefined if the text is not what `Case.data` writes. */
function readData(text: string): CaseData | undefined {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return undefined
  }
  const { n, s, t, i, k = [], m = [] } = (data ?? {}) as Partial<Record<keyof CaseData, unknown>>
  const tokens = Array.isArray(t) && t.every((token) => isRow(token, 1))
  const items = Array.isArray(i) && i.every((item) => isRow(item, 8))
  const kept = Array.isArray(k) && k.every(isWhole)
  const many = Array.isArray(m) && m.every((row: unknown) =>
    Array.isArray(row) && row.length === 3 && row.slice(0, 2).every(isWhole) &&
    Array.isArray(row[2]) && row[2].every((result) => isRow(result, 1)))
  return isWhole(n) && isWhole(s) && tokens && items && kept && many ? (data as CaseData) : undefined
}

/** A list of so many whole numbers that are not negative, and perhaps a payload. */
const isRow = (row: unknown, numbers: number): boolean =>
  Array.isArray(row) && (row.length === numbers || row.length === numbers + 1) && row.slice(0, numbers).every(isWhole)

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

/**
 * What a row holds of its case. Throws `CaseDamaged` if that cannot be read, or if the case runs and its tokens and
 * work items are not those of its state.
 */
export function caseData(table: Table, layout: StateLayout, row: CaseRow): CaseData {
  const data = readData(row.data)
  if (data === undefined) throw caseDamaged(row, "its data cannot be read")
  const { conditionNames: { length: conditions }, taskNames: { length: tasks } } = table
  const tokens = counts(conditions, data.t.map(([condition]) => condition))
  const known = data.i.every(([task, , , state]) => task < tasks && state <= ItemState.done)
  if (tokens === undefined || !known) {
    throw caseDamaged(row, "its data names what its table does not have")
  }
  if (row.status !== Status.running) return data
  const words = row.state
  const fault = stateFault(table, layout, words)
  if (fault !== undefined) throw caseDamaged(row, fault)
  const at = (word: Int32Array, shift: Int32Array, mask: Int32Array, index: number) =>
    (words[word[index]!]! >>> shift[index]!) & mask[index]!
  const marked = (c: number) => at(layout.conditionWord, layout.conditionShift, layout.conditionMask, c)
  if (
    words[0] !== Status.running || tokens.some((n, condition) => n !== marked(condition)) ||
    !numbered(data) || !keeps(table, data) || !items(table, layout, words, data)
  ) {
    throw caseDamaged(row, "its data is not that of its state")
  }
  return data
}

/** Each work item has a number of its own, each instance one of its parent's. */
function numbered({ n, i }: CaseData): boolean {
  const names = new Set(i.map(([, activation, instance]) => `${activation}.${instance}`))
  return names.size === i.length && i.every(([, activation]) => activation >= 1 && activation <= n)
}

/** Each kept signal has its time. */
function keeps(table: Table, { t, k = [] }: CaseData): boolean {
  const kept = new Set(table.triggerCondition)
  return t.filter(([condition]) => kept.has(condition)).length === k.length
}

/** The work items are those of the state, task by task. */
function items(table: Table, layout: StateLayout, words: Uint32Array, { i, m = [] }: CaseData): boolean {
  const { enabledAt, runningWord, runningShift, runningMask, multiWord } = layout
  const byTask = table.taskNames.map((): Item[] => [])
  for (const item of i) byTask[item[0]]!.push(item)
  const many = new Map(m.map((row) => [row[0], row]))
  let parents = 0
  const whole = byTask.every((all, task) => {
    const of = (state: number, instance: boolean) =>
      all.filter((item) => item[3] === state && (item[2] > 0) === instance).length
    const started = of(ItemState.started, false)
    if (of(ItemState.enabled, false) !== ((words[enabledAt + (task >>> 5)]! >>> (task & 31)) & 1)) return false
    if (table.taskMulti[task] === NONE) {
      const running = (words[runningWord[task]!]! >>> runningShift[task]!) & runningMask[task]!
      const instances = all.filter((item) => item[2] > 0).length
      return instances === 0 && of(ItemState.done, false) === 0 && started === running &&
        (started === 0 || table.taskKind[task] !== TaskKind.silent)
    }
    const word = (which: number) => words[multiWord[task]! + which]!
    const phase = word(Instance.phase)
    const parent = all.find((item) => item[2] === 0 && item[3] !== ItemState.enabled)
    if (started !== (phase === Phase.busy ? 1 : 0)) return false
    if (of(ItemState.done, false) !== (phase === Phase.absorbing ? 1 : 0) || of(ItemState.done, true) > 0) return false
    if (of(ItemState.enabled, true) !== word(Instance.pending)) return false
    if (of(ItemState.started, true) !== word(Instance.running)) return false
    if (parent === undefined) return true
    parents++
    const takesList = table.multiCount[table.taskMulti[task]!] === NONE
    return family(parent, all, many.get(parent[1]), word(Instance.finished)) && (!takesList || listed(parent, all))
  })
  return whole && parents === m.length
}

/** The instances of one work item: their numbers, and a result for each that is finished while the task is not done. */
function family(parent: Item, all: readonly Item[], row: ManyRow | undefined, finished: number): boolean {
  if (row === undefined) return false
  const [activation, spawned, results] = row
  const live = all.filter((item) => item[2] > 0)
  const first = all.indexOf(parent)
  const numbers = [...live.map((item) => item[2]), ...results.map(([instance]) => instance)]
  return live.every((item) => item[1] === activation && all.indexOf(item) > first) &&
    spawned === live.length + finished && new Set(numbers).size === numbers.length &&
    numbers.every((instance) => instance >= 1 && instance <= spawned) &&
    results.length === (parent[3] === ItemState.done ? 0 : finished)
}

/** Each instance has its input: one that was added brings it, the others find theirs in the list of their parent. */
function listed([, , , , , , , , list]: Item, all: readonly Item[]): boolean {
  return Array.isArray(list) && all.every((item) => item.length > 8 || item[2] <= list.length)
}

/** How often each index occurs; undefined if one is out of range. */
function counts(length: number, indices: readonly number[]): number[] | undefined {
  const found = Array.from({ length }, () => 0)
  for (const index of indices) {
    if (found[index] === undefined) return undefined
    found[index]++
  }
  return found
}

/** Makes `CaseDamaged` with its sentence. */
export const caseDamaged = (
  { workflow, caseId }: { readonly workflow: string; readonly caseId: string }, why: string,
): CaseDamaged =>
  new CaseDamaged({
    workflow,
    caseId,
    message: `The case ${caseId} of "${workflow}" is damaged in the store and left alone (${why}); ` +
      "restore the store from a backup, or start the case anew.",
  })
