/**
 * What a workflow that registers finds in the store: its definition, and the cases that were running.
 * States are taken up as they are, the journal is never replayed.
 */
import { stateLayout, type StateLayout } from "../kernel/state.ts"
import { Case } from "./case.ts"
import { caseDamaged, type CaseData, caseData } from "./case-data.ts"
import { CaseDamaged, CaseUnclaimed, HandlersRefused, StaleExecutor } from "./engine-error.ts"
import type { Loop } from "./loop.ts"
import { type AnyHandlers, type ExecutorParts, Program } from "./program.ts"
import type { CaseRow, RunningCase, StoredDefinition } from "./store.ts"

/** Rows read at once when a workflow's running cases are taken up. */
const RESUME_PAGE = 500

/** Takes up running cases for one engine. */
export class Recovery {
  /** Cases that do not hold together and are left alone, by case id. */
  readonly damaged = new Map<string, CaseDamaged>()
  readonly #loop: Loop
  #lastDefinition: number

  constructor(loop: Loop, lastDefinition: number) {
    this.#loop = loop
    this.#lastDefinition = lastDefinition
  }

  /**
   * Gives the program its number in the store and goes on with the running cases of its definition. A case runs to
   * its end on the table that it began on, whatever table a later compiler makes of the same definition: in another
   * one its state would mean something else.
   */
  async takeUp(program: Program, parts: ExecutorParts, handlers: AnyHandlers): Promise<void> {
    const stored = await this.#loop.store.definitions(program.hash)
    const known = stored.find(({ table }) => Buffer.compare(table, program.table.bytes) === 0)
    program.number = known?.number ?? ++this.#lastDefinition
    if (known === undefined) await this.#commit(program)
    for (const definition of stored) {
      const runs = definition === known ? program : elderOf(program, parts, definition, handlers)
      if (runs !== undefined) await this.#resume(runs)
    }
  }

  /** Why a case that is not over in the store does not run here. */
  asleep({ workflow, caseId }: CaseRow): CaseDamaged | CaseUnclaimed {
    const message =
      `The case ${caseId} runs on a definition of "${workflow}" that no executor here has; ` +
      "register the executor it was started with."
    return this.damaged.get(caseId) ?? new CaseUnclaimed({ workflow, caseId, message })
  }

  #commit(program: Program): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#loop.commitDefinition(program, (error) => (error === undefined ? resolve() : reject(error)))
    })
  }

  async #resume(program: Program): Promise<void> {
    const layout = stateLayout(program.table)
    for (let after = 0;;) {
      const rows = await this.#loop.store.runningCases(program.number, after, RESUME_PAGE)
      for (const row of rows) this.#wake(program, layout, row)
      if (rows.length < RESUME_PAGE) return
      after = rows.at(-1)!.number
    }
  }

  /** Goes on with one case, or notes why it is left alone. */
  #wake(program: Program, layout: StateLayout, row: RunningCase): void {
    const { number, caseId, id, startedAt, trace, state, journaled } = row
    let data: CaseData
    try {
      data = caseData(program.table, layout, row)
      if (data.s !== journaled) throw caseDamaged(row, `its journal has ${journaled} rows and not ${data.s}`)
    } catch (error) {
      if (!(error instanceof CaseDamaged)) throw error
      this.damaged.set(caseId, error)
      return
    }
    const case_ = new Case(program, number, caseId, id, startedAt, trace)
    case_.restore(data)
    this.damaged.delete(caseId)
    this.#loop.resume(case_, state)
  }
}

/** The program on a table of another compiler; undefined if this run time cannot run that: its cases stay unclaimed. */
function elderOf(
  program: Program, parts: ExecutorParts, { number, table }: StoredDefinition, handlers: AnyHandlers,
): Program | undefined {
  try {
    const text = Buffer.from(table).toString("base64")
    const elder = new Program({ ...parts, table: text }, handlers, program.services)
    elder.number = number
    program.elders.push(elder)
    return elder
  } catch (error) {
    if (error instanceof StaleExecutor || error instanceof HandlersRefused) return undefined
    throw error
  }
}
