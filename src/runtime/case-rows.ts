/** What one turn writes of its cases: a row when one is opened, a journal row for each event, the state at the end. */
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import { type Case, stateOf } from "./case.ts"
import { ItemState } from "./case-data.ts"
import { faultText } from "./failure.ts"
import type { Pending } from "./pending.ts"
import type { Turn } from "./turn.ts"
import type { WorkItem } from "./work-item.ts"

/** Rows of one turn. */
export class CaseRows {
  readonly #turn: Turn
  #dirty: Case[] = []
  #instances: WorkItem[] = []

  constructor(turn: Turn) {
    this.#turn = turn
  }

  /** Gives a new case its slot and its row. */
  open(case_: Case): void {
    const { program: { kernel, cases, number, workflow }, batch, acts, told } = this.#turn
    case_.handle = kernel.allocate()
    cases[kernel.slot(case_.handle)] = case_
    const { caseId, id, startedAt, trace, parentRef } = case_
    batch.openCase(case_.number, number, workflow, caseId, id, startedAt, trace, parentRef)
    told?.started(acts.tell, case_)
  }

  /** Writes the case's row although nothing is journaled. */
  keep(case_: Case): void {
    if (case_.dirty) return
    case_.dirty = true
    this.#dirty.push(case_)
  }

  /** Writes what changed of an instance, or of the work item of all of them; of another work item nothing. */
  instance(item: WorkItem): void {
    if (item.dirty || (item.parent ?? item).instances === undefined) return
    item.dirty = true
    this.#instances.push(item)
  }

  /** Writes the journal row of an event, as what it became. */
  journal({ case: case_, item, subject, outcome, payload, fault, reason }: Pending, kind: number): void {
    const { batch, now } = this.#turn
    const text = fault !== undefined ? faultText(fault)
      : reason !== undefined ? JSON.stringify({ reason }) : payload === "" ? undefined : payload
    const task = item?.task ?? (kind === EventKind.add || kind === EventKind.stop ? subject! : -1)
    batch.event(
      case_.number, case_.seq++, now, kind, task, isSignal(kind) ? subject! : outcome, item?.activation ?? 0,
      item?.instance ?? 0, item?.attempt ?? 0, text, case_.effects.trimEnd(),
    )
    case_.effects = ""
    this.keep(case_)
  }

  /** Writes the state of every case that changed, once. */
  write(): void {
    const { program: { kernel, cases }, batch, acts, now, told } = this.#turn
    for (const case_ of this.#dirty) {
      case_.dirty = false
      const { number, status, data, fault, reason, handle } = case_
      const over = status !== Status.running
      const failure =
        fault !== undefined
          ? faultText(fault)
          : status === Status.cancelled
            ? JSON.stringify({ reason })
            : undefined
      batch.updateCase(
        number, status, kernel.read(handle), data, over ? now : undefined,
        status === Status.ok && case_.result !== "" ? case_.result : undefined, over ? failure : undefined,
      )
      if (!over) continue
      cases[kernel.slot(handle)] = undefined
      kernel.release(handle)
      acts.ended.push(case_)
      told?.ended(acts.tell, case_, now)
    }
    this.#dirty = []
    for (const item of this.#instances) this.#writeInstance(item)
    this.#instances = []
  }

  /** An instance has a row for as long as the work item of all of them is there. */
  #writeInstance(item: WorkItem): void {
    const { batch } = this.#turn
    const { case: { number }, activation, instance, parent, attempt, failures, enabledAt, due, input } = item
    item.dirty = false
    if (parent === undefined) {
      if (!item.active) batch.dropInstances(number, activation)
      else batch.putInstance(number, activation, 0, 0, 0, 0, 0, 0, input === "" ? undefined : input)
    } else if (parent.active) {
      const value = item.active ? (item.added ? input : "") : parent.instances!.resultOf(instance)
      batch.putInstance(
        number, activation, instance, item.active ? stateOf(item) : ItemState.done, attempt, failures, enabledAt, due,
        value === "" ? undefined : value,
      )
    }
  }
}

/** Whether an event is about a signal: then its subject is a trigger. */
export const isSignal = (kind: number): boolean => kind === EventKind.signal || kind === EventKind.expire
