/** Work items that people start and complete, by their ids. */
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import { TaskKind } from "../kernel/table.ts"
import { whatBecameOf } from "./case-stored.ts"
import { PayloadRefused, WorkItemDone, WorkItemNotActive, WorkItemNotFound } from "./engine-error.ts"
import type { Loop } from "./loop.ts"
import { checked } from "./payload.ts"
import type { CaseRow } from "./store.ts"
import { itemNumber, type WorkItem, workItemParts } from "./work-item.ts"

/** Told once: that it is on disk, or why nothing was changed. */
type OnAnswer = (error: Error | undefined) => void

/** Takes what people do for the cases of one loop. */
export class HumanWork {
  readonly #loop: Loop
  /** Why a case that is not over in the store does not run here. */
  readonly #asleep: (row: CaseRow) => Error

  constructor(loop: Loop, asleep: (row: CaseRow) => Error) {
    this.#loop = loop
    this.#asleep = asleep
  }

  start(workItemId: string, done: OnAnswer): void {
    this.#find(workItemId).then((item) => this.#begin(item, done), done)
  }

  complete(workItemId: string, output: unknown, done: OnAnswer): void {
    this.#complete(workItemId, output, done).catch(done)
  }

  #begin(item: WorkItem, done?: OnAnswer): void {
    const kind = item.instance > 0 ? EventKind.begin : EventKind.start
    this.#loop.push({ kind, case: item.case, item, outcome: -1, payload: "", done })
  }

  async #complete(workItemId: string, output: unknown, done: OnAnswer): Promise<void> {
    const item = await this.#find(workItemId)
    const { case: case_, task } = item
    const { workflow, table } = case_.program
    const payload = await checked(case_.program.schemaOf(task, "done"), output)
    if (typeof payload !== "string") {
      const { path, why } = payload
      const name = table.taskNames[task]!
      const message = `The output for work item ${workItemId} is refused${path === "" ? "" : ` at ${path}`}: ${why}`
      throw new PayloadRefused({ workflow, caseId: case_.caseId, task: name, path, message })
    }
    if (item.active && !item.started) this.#begin(item)
    const kind = item.instance > 0 ? EventKind.finish : EventKind.complete
    this.#loop.push({ kind, case: case_, item, outcome: 0, payload, done })
  }

  /** The human work item of this id, over or not; rejects if no such one is in memory. */
  async #find(workItemId: string): Promise<WorkItem> {
    const { caseId, task, activation, instance } = workItemParts(workItemId)
    const live = this.#loop.cases.get(caseId)
    const item = live?.item(activation, instance) ?? live?.gone?.get(itemNumber(activation, instance))
    const isHuman = live?.program.table.taskKind[item?.task ?? -1] === TaskKind.manual
    if (item?.id === workItemId && isHuman && item.instances === undefined) return item
    if (this.#loop.stopped !== undefined) throw this.#loop.stopped
    const { store } = this.#loop
    const row = await store.getCase(caseId)
    const became = row === undefined ? undefined : await whatBecameOf(store, row, task, activation, instance)
    if (became === undefined) {
      const message = `There is no work item "${workItemId}"; list the work items to see which there are.`
      throw new WorkItemNotFound({ workItemId, message })
    }
    if (became === "completed") {
      const message = `The work item ${workItemId} is done already; its first result stands.`
      throw new WorkItemDone({ workItemId, message })
    }
    const waits = became === "enabled" || became === "started"
    if (waits && live === undefined && row!.status === Status.running) throw this.#asleep(row!)
    const state = waits ? "run by the engine" : became
    const message = `The work item ${workItemId} ${waits ? "is" : "was"} ${state}; nothing was changed.`
    throw new WorkItemNotActive({ workItemId, state, message })
  }
}
