/**
 * What recovery finds of a case in the store, and whether it holds together. A row that was damaged
 * on disk stops its own case and no other, so nothing of it is taken on trust.
 */
import { Status } from "../kernel/command.ts"
import { stateFault, type StateLayout } from "../kernel/state.ts"
import type { Table } from "../kernel/table.ts"
import { CaseDamaged } from "./engine-error.ts"
import type { CaseRow } from "./store.ts"

/** What `Case.data` is as JSON. `n`: work items so far, `s`: journal rows, `t`: tokens, `i`: work items. */
export interface CaseData {
  readonly n: number
  readonly s: number
  readonly t: readonly (readonly [condition: number, ...value: [] | [unknown]])[]
  readonly i: readonly (readonly [
    task: number, activation: number, started: number, attempt: number, failures: number, enabledAt: number,
    due: number, ...value: [] | [unknown],
  ])[]
}

/** The data, undefined if the text is not what `Case.data` writes. */
function readData(text: string): CaseData | undefined {
  let data: unknown
  try {
    data = JSON.parse(text)
  } catch {
    return undefined
  }
  const { n, s, t, i } = (data ?? {}) as Partial<Record<keyof CaseData, unknown>>
  const tokens = Array.isArray(t) && t.every((token) => isRow(token, 1))
  const items = Array.isArray(i) && i.every((item) => isRow(item, 7))
  return isWhole(n) && isWhole(s) && tokens && items ? (data as CaseData) : undefined
}

/** A list of so many numbers that are not negative, and perhaps a payload. */
const isRow = (row: unknown, numbers: number): boolean =>
  Array.isArray(row) && (row.length === numbers || row.length === numbers + 1) &&
  row.slice(0, numbers).every((value) => typeof value === "number" && value >= 0)

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
  const offered = counts(tasks, data.i.filter((item) => item[2] === 0).map(([task]) => task))
  const started = counts(tasks, data.i.filter((item) => item[2] === 1).map(([task]) => task))
  if (tokens === undefined || offered === undefined || started === undefined || data.i.some((item) => item[2] > 1)) {
    throw caseDamaged(row, "its data names what its table does not have")
  }
  if (row.status !== Status.running) return data
  const words = row.state
  const fault = stateFault(table, layout, words)
  if (fault !== undefined) throw caseDamaged(row, fault)
  const count = (at: Int32Array, shift: Int32Array, mask: Int32Array, index: number) =>
    (words[at[index]!]! >>> shift[index]!) & mask[index]!
  const marked = (c: number) => count(layout.conditionWord, layout.conditionShift, layout.conditionMask, c)
  const running = (t: number) => count(layout.runningWord, layout.runningShift, layout.runningMask, t)
  const enabled = (t: number) => (words[layout.enabledAt + (t >>> 5)]! >>> (t & 31)) & 1
  const activations = new Set(data.i.map((item) => item[1]))
  if (
    words[0] !== Status.running ||
    tokens.some((n, condition) => n !== marked(condition)) ||
    offered.some((n, task) => n !== enabled(task)) || started.some((n, task) => n !== running(task)) ||
    activations.size < data.i.length || [...activations].some((one) => one < 1 || one > data.n)
  ) {
    throw caseDamaged(row, "its data is not that of its state")
  }
  return data
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
