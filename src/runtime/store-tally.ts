/** How many cases of each workflow are where, by what a store holds: an engine that runs it is not disturbed. */
import { Status } from "../kernel/command.ts"
import { stateFault } from "../kernel/state-fault.ts"
import { stateLayout } from "../kernel/state.ts"
import { readTable, type Table, TableError } from "../kernel/table.ts"
import { tallyStates } from "./binding.ts"
import { caseDamaged } from "./case-data.ts"
import type { CaseDamaged } from "./engine-error.ts"
import { tallyFilter } from "./filter.ts"
import type { RunningCount } from "./store.ts"
import { type Counted, tallyWorkflows, type WorkflowTally } from "./tally.ts"

/** Which cases to count. */
export interface TallyOptions {
  /** Id of the only workflow that matters; all if absent. */
  readonly workflow?: string
}

/** How the running cases of a store stand. */
export interface StoreTally {
  /** Those that have running cases. */
  readonly workflows: readonly WorkflowTally[]
  /** Running cases whose state cannot be read. They are in no count. */
  readonly damaged: readonly CaseDamaged[]
}

/** The state of a case that is not over. */
export interface StateRow {
  readonly number: number
  readonly caseId: string
  readonly state: Uint32Array
}

/** What is read for a tally. */
export interface StateReader {
  runningCounts(): Promise<readonly RunningCount[]>
  definition(number: number): Promise<{ readonly table: Uint8Array } | undefined>
  /** Cases that are not over and run on this definition, in order of start, from after `after`. */
  runningStates(definition: number, after: number, limit: number): Promise<readonly StateRow[]>
}

/** States that are read and counted together. */
const PAGE = 10_000

/**
 * Counts the running cases of a store, page by page: a case that goes on meanwhile is counted as it stands on its page.
 * Rejects with `FilterRefused` if an option makes no sense.
 */
export async function tallyStore(
  reader: StateReader, options: TallyOptions = {}, most = PAGE,
): Promise<StoreTally> {
  const filter = tallyFilter(options)
  const counted: Counted[] = []
  const damaged: CaseDamaged[] = []
  for (const { workflow, definition } of await reader.runningCounts()) {
    if (filter.workflow !== undefined && filter.workflow !== workflow) continue
    const table = tableIn((await reader.definition(definition))!.table)
    const layout = table && stateLayout(table)
    const words = new Uint32Array(layout === undefined ? 0 : most * layout.words)
    for (let after = 0, isLast = false; !isLast;) {
      const page = await reader.runningStates(definition, after, most)
      let end = 0
      for (const { caseId, state } of page) {
        const fault = layout === undefined ? "its table cannot be read"
          : stateFault(table!, layout, state) ?? (state[0] === Status.running ? undefined : "its state is over")
        if (fault !== undefined) damaged.push(caseDamaged({ workflow, caseId }, fault))
        else {
          words.set(state, end)
          end += state.length
        }
      }
      if (layout !== undefined) {
        counted.push({ workflow, table: table!, layout, tally: tallyStates(words.subarray(0, end), layout.words) })
      }
      after = page.at(-1)?.number ?? after
      isLast = page.length < most
    }
  }
  return { workflows: tallyWorkflows(counted), damaged }
}

/** Undefined: bytes that are no table of this version. */
function tableIn(bytes: Uint8Array): Table | undefined {
  try {
    return readTable(bytes)
  } catch (error) {
    if (error instanceof TableError) return undefined
    throw error
  }
}
