/**
 * What a workflow that registers finds in the store: its definition, and the cases that were running.
 * States are taken up as they are, the journal is never replayed.
 */
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import { TaskKind } from "../kernel/table.ts"
import { Case } from "./case.ts"
import { caseDamaged, type CaseData, caseData } from "./case-data.ts"
import { failureOfRow } from "./case-stored.ts"
import { childEnded, type ChildEnding, openChild } from "./children.ts"
import { CaseDamaged, CaseUnclaimed, HandlersRefused, StaleExecutor } from "./engine-error.ts"
import { faultFrom } from "./failure.ts"
import { adopt } from "./live-cases.ts"
import type { Loop } from "./loop.ts"
import type { Pending } from "./pending.ts"
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
    const woken = new Map<number, Case>()
    for (let after = 0;;) {
      const rows = await this.#loop.store.runningCases(program.number, after, RESUME_PAGE)
      for (const row of rows) this.#wake(program, row, woken)
      if (rows.length < RESUME_PAGE) break
      after = rows.at(-1)!.number
    }
    for (const case_ of woken.values()) await this.#callAgain(case_)
  }

  /** Goes on with one case, or notes why it is left alone. A case comes after the one that it runs for. */
  #wake(program: Program, row: RunningCase, woken: Map<number, Case>): void {
    const { number, caseId, id, startedAt, trace, state, journaled, parent } = row
    let data: CaseData
    try {
      data = caseData(program.table, program.layout, row)
      if (data.s !== journaled) throw caseDamaged(row, `its journal has ${journaled} rows and not ${data.s}`)
    } catch (error) {
      if (!(error instanceof CaseDamaged)) throw error
      this.damaged.set(caseId, error)
      return
    }
    const case_ = new Case(program, number, caseId, id, startedAt, trace, parent)
    case_.restore(data)
    const around = parent === undefined ? undefined : woken.get(parent.number)
    const item = around?.item(parent!.activation, parent!.instance)
    if (item !== undefined) adopt(item, case_)
    woken.set(number, case_)
    this.damaged.delete(caseId)
    this.#loop.resume(case_, state)
    // It was cancelled while this case was still being read.
    if (around !== undefined && item === undefined) {
      this.#loop.push({ kind: EventKind.cancel, case: case_, outcome: -1, payload: "" })
    }
  }

  /**
   * A case and what its work items run change in one transaction; so only what was damaged and restored, or is damaged
   * still, can be without the other half, or a result that an asynchronous schema has not judged. What is over by now
   * is told, what is missing is opened.
   */
  async #callAgain(case_: Case): Promise<void> {
    const { program } = case_
    const calls = [...case_.everyItem()].filter((item) => item.started && item.child === undefined &&
      item.instances === undefined && program.table.taskKind[item.task] === TaskKind.call)
    if (calls.length === 0) return
    const rows = await this.#loop.store.children(case_.number)
    const push = (event: Pending) => this.#loop.push(event)
    for (const item of calls) {
      if (!item.active || item.child !== undefined) continue
      const row = rows.find(({ parent }) =>
        parent!.activation === item.activation && parent!.instance === item.instance)
      if (row === undefined) push(openChild(item, (of) => this.#loop.cases.create(program, undefined, of)))
      else if (row.status !== Status.running) childEnded(item, endingOf(row), { now: push, later: push })
    }
  }
}

function endingOf(row: CaseRow): ChildEnding {
  const { workflow, caseId, status, result = "", failure } = row
  const why = failureOfRow(row)
  const fault = status === Status.failed && failure !== undefined ? faultFrom(failure) : undefined
  return { workflow, caseId, status, result, fault, reason: why?._tag === "CaseCancelled" ? why.reason : "" }
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
