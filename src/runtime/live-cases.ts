/** The cases of one engine that are not over on disk: made, found, waited for, forgotten. */
import type { Clock } from "effect/Clock"
import type { Random } from "effect/Random"
import { Case, type Waiter } from "./case.ts"
import { newCaseId } from "./case-id.ts"
import type { Program } from "./program.ts"
import type { Told } from "./told.ts"
import type { WorkItem } from "./work-item.ts"

/** Finds them by case id, and by workflow and the caller's id. */
export class LiveCases {
  readonly #byId = new Map<string, Case>()
  readonly #byName = new Map<string, Case>()
  readonly #clock: Clock
  readonly #random: Random
  readonly #told: Told | undefined
  #last: number

  /** `last`: number of the last case in the store. */
  constructor(last: number, clock: Clock, random: Random, told: Told | undefined) {
    this.#last = last
    this.#clock = clock
    this.#random = random
    this.#told = told
  }

  get(caseId: string): Case | undefined {
    return this.#byId.get(caseId)
  }

  named(workflow: string, id: string): Case | undefined {
    return this.#byName.get(nameKey(workflow, id))
  }

  get all(): readonly Case[] {
    return [...this.#byId.values()]
  }

  /** A new case, not opened yet. With `parent` it is the one that this work item runs. */
  create(program: Program, id: string | undefined, parent?: WorkItem): Case {
    const now = this.#clock.currentTimeMillisUnsafe()
    const caseId = newCaseId(now, this.#random)
    const trace = this.#told?.traceOf(program.workflow, caseId, id, now, parent)
    const ref = parent === undefined ? undefined
      : { number: parent.case.number, activation: parent.activation, instance: parent.instance }
    const case_ = new Case(program, ++this.#last, caseId, id, now, trace, ref)
    if (parent !== undefined) adopt(parent, case_)
    this.put(case_)
    return case_
  }

  /** Puts a case where events find it. A new one is on disk when its `open` is answered. */
  put(case_: Case): void {
    this.#byId.set(case_.caseId, case_)
    if (case_.id !== undefined) this.#byName.set(nameKey(case_.program.workflow, case_.id), case_)
  }

  /** It is over on disk, or is left alone from now on: who waits for its ending is told. */
  leave(case_: Case, ending: Parameters<Waiter>[0]): void {
    this.#byId.delete(case_.caseId)
    if (case_.id !== undefined) this.#byName.delete(nameKey(case_.program.workflow, case_.id))
    const { waiters } = case_
    case_.waiters = undefined
    if (waiters !== undefined) for (const waiter of waiters) waiter(ending)
  }
}

/** A work item and the case that it runs know each other. */
export function adopt(parent: WorkItem, child: Case): void {
  parent.child = child
  child.parent = parent
  child.entry = parent.case.program.table.taskEntry[parent.task]!
  child.depth = parent.case.depth + 1
}

/** A case by workflow and the caller's id. */
export const nameKey = (workflow: string, id: string): string => `${workflow}\n${id}`
