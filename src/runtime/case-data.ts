/**
 * What recovery finds of a case in the store, and whether it holds together. A row that was damaged
 * on disk stops its own case and no other, so nothing of it is taken on trust.
 */
import { Status } from "../kernel/command.ts"
import { Instance, Phase, type StateLayout } from "../kernel/state.ts"
import { stateFault } from "../kernel/state-fault.ts"
import { type Table, TaskKind } from "../kernel/table.ts"
import { CaseDamaged } from "./engine-error.ts"
import type { InstanceRow, WholeCase } from "./store.ts"

const NONE = 0xffffffff

/** How a work item stands in the store. `done`: its task is, and some of its instances are not finished; or it is. */
export const ItemState = { enabled: 0, started: 1, done: 2 } as const

/**
 * What `Case.data` is as JSON. `n`: work items so far, `s`: journal rows, `t`: tokens, `i`: work items without the
 * instances. Where there are any: `k`: when each kept signal is too old, in the order of its token, 0 if never; `m`: of
 * work items with instances how many there were, and how many of those came with the start. What such a work item got,
 * and its instances, are rows of their own.
 */
interface RowData {
  readonly n: number
  readonly s: number
  readonly t: readonly (readonly [condition: number, ...value: [] | [unknown]])[]
  readonly i: readonly (readonly [
    task: number, activation: number, state: number, attempt: number, failures: number, enabledAt: number, due: number,
    ...value: [] | [unknown],
  ])[]
  readonly k?: readonly number[]
  readonly m?: readonly (readonly [activation: number, spawned: number, first: number])[]
}

/** What a case holds, with the instances of its work items by activation. */
export interface CaseData extends RowData {
  readonly many: ReadonlyMap<number, Many>
}

/** The instances of one work item. */
export interface Many {
  readonly spawned: number
  /** How many came with the start. */
  readonly first: number
  /** What the work item got. */
  readonly input: unknown
  readonly live: readonly InstanceRow[]
  readonly finished: readonly InstanceRow[]
}

type Item = RowData["i"][number]

/** The data, undefined if the text is not what `Case.data` writes. */
function readData(text: string): RowData | undefined {
  const data = parsed(text)
  const { n, s, t, i, k = [], m = [] } = (data ?? {}) as Partial<Record<keyof RowData, unknown>>
  const tokens = Array.isArray(t) && t.every((token) => isRow(token, 1))
  const items = Array.isArray(i) && i.every((item) => isRow(item, 7))
  const kept = Array.isArray(k) && k.every(isWhole)
  const many = Array.isArray(m) && m.every((row) => isRow(row, 3) && row.length === 3)
  return isWhole(n) && isWhole(s) && tokens && items && kept && many ? (data as RowData) : undefined
}

/** The value of a JSON text; undefined if it is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** A list of so many whole numbers that are not negative, and perhaps a payload. */
const isRow = (row: unknown, numbers: number): boolean =>
  Array.isArray(row) && (row.length === numbers || row.length === numbers + 1) && row.slice(0, numbers).every(isWhole)

const isWhole = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0

/**
 * What a case holds. Throws `CaseDamaged` if that cannot be read, or if the case runs and its tokens, work items and
 * instances are not those of its state.
 */
export function caseData(table: Table, layout: StateLayout, row: WholeCase): CaseData {
  const data = readData(row.data)
  if (data === undefined) throw caseDamaged(row, "its data cannot be read")
  const { conditionNames: { length: conditions }, taskNames: { length: tasks } } = table
  const tokens = counts(conditions, data.t.map(([condition]) => condition))
  const known = data.i.every(([task, , state]) => task < tasks && state <= ItemState.done)
  if (tokens === undefined || !known) {
    throw caseDamaged(row, "its data names what its table does not have")
  }
  if (row.status !== Status.running) return { ...data, many: new Map() }
  const words = row.state
  const fault = stateFault(table, layout, words)
  if (fault !== undefined) throw caseDamaged(row, fault)
  const at = (word: Int32Array, shift: Int32Array, mask: Int32Array, index: number) =>
    (words[word[index]!]! >>> shift[index]!) & mask[index]!
  const marked = (c: number) => at(layout.conditionWord, layout.conditionShift, layout.conditionMask, c)
  const many = manyOf(data, row.instances)
  if (
    words[0] !== Status.running || tokens.some((n, condition) => n !== marked(condition)) ||
    !numbered(data) || !keeps(table, data) || many === undefined || !items(table, layout, words, data, many)
  ) {
    throw caseDamaged(row, "its data is not that of its state")
  }
  return { ...data, many }
}

/** What an instance got: of what the task got its element, or the whole where the count is fixed; or what was added. */
export function inputOf(
  { multiCount, taskMulti }: Table, task: number, { first, input }: Many, { instance, value }: InstanceRow,
): unknown {
  if (instance > first) return value === undefined ? undefined : JSON.parse(value)
  return multiCount[taskMulti[task]!] === NONE ? (input as readonly unknown[])[instance - 1] : input
}

/** Each work item has a number of its own. */
function numbered({ n, i }: RowData): boolean {
  const names = new Set(i.map(([, activation]) => activation))
  return names.size === i.length && i.every(([, activation]) => activation >= 1 && activation <= n)
}

/** Each kept signal has its time. */
function keeps(table: Table, { t, k = [] }: RowData): boolean {
  const kept = new Set(table.triggerCondition)
  return t.filter(([condition]) => kept.has(condition)).length === k.length
}

/** The instances by activation; undefined if their rows are not those of the data or cannot be read. */
function manyOf({ m = [] }: RowData, rows: readonly InstanceRow[]): Map<number, Many> | undefined {
  const byActivation = new Map<number, InstanceRow[]>()
  for (const row of rows) {
    const known = byActivation.get(row.activation)
    if (known === undefined) byActivation.set(row.activation, [row])
    else known.push(row)
  }
  const many = new Map<number, Many>()
  for (const [activation, spawned, first] of m) {
    const [head, ...all] = byActivation.get(activation) ?? []
    if (head?.instance !== 0 || !all.every(isInstance) || !isJson(head)) return undefined
    const finished = all.filter(({ state }) => state === ItemState.done)
    const live = all.filter(({ state }) => state !== ItemState.done)
    const numbers = new Set(all.map(({ instance }) => instance))
    const fit = numbers.size === all.length && all.every(({ instance }) => instance >= 1 && instance <= spawned)
    const own = live.every(({ instance, value }) => instance > first || value === undefined)
    if (!fit || !own || all.length !== spawned || first > spawned) return undefined
    many.set(activation, { spawned, first, input: head.value && JSON.parse(head.value), live, finished })
  }
  return many.size === m.length && many.size === byActivation.size ? many : undefined
}

const isInstance = (row: InstanceRow): boolean =>
  [row.instance, row.state, row.attempt, row.failures, row.enabledAt, row.due].every(isWhole) &&
  row.state <= ItemState.done && isJson(row)

const isJson = ({ value }: InstanceRow): boolean => value === undefined || parsed(value) !== undefined

/** The work items are those of the state, task by task. */
function items(
  table: Table, layout: StateLayout, words: Uint32Array, { i }: RowData, many: ReadonlyMap<number, Many>,
): boolean {
  const { enabledAt, runningWord, runningShift, runningMask, multiWord } = layout
  const byTask = table.taskNames.map((): Item[] => [])
  for (const item of i) byTask[item[0]]!.push(item)
  let parents = 0
  const whole = byTask.every((all, task) => {
    const of = (state: number) => all.filter((item) => item[2] === state).length
    const started = of(ItemState.started)
    if (of(ItemState.enabled) !== ((words[enabledAt + (task >>> 5)]! >>> (task & 31)) & 1)) return false
    if (table.taskMulti[task] === NONE) {
      const running = (words[runningWord[task]!]! >>> runningShift[task]!) & runningMask[task]!
      return of(ItemState.done) === 0 && started === running &&
        (started === 0 || table.taskKind[task] !== TaskKind.silent)
    }
    const word = (which: number) => words[multiWord[task]! + which]!
    const phase = word(Instance.phase)
    const parent = all.find((item) => item[2] !== ItemState.enabled)
    if (started !== (phase === Phase.busy ? 1 : 0)) return false
    if (of(ItemState.done) !== (phase === Phase.absorbing ? 1 : 0)) return false
    if (parent === undefined) return [Instance.pending, Instance.running].every((which) => word(which) === 0)
    parents++
    const its = many.get(parent[1])
    if (its === undefined) return false
    const count = table.multiCount[table.taskMulti[task]!]!
    const first = count !== NONE ? count : Array.isArray(its.input) ? its.input.length : -1
    const running = its.live.filter(({ state }) => state === ItemState.started).length
    return first === its.first && its.finished.length === word(Instance.finished) &&
      running === word(Instance.running) && its.live.length - running === word(Instance.pending)
  })
  return whole && parents === many.size
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
