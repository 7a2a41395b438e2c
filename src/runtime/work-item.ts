/**
 * A work item in memory: one task of one case, offered or running. Of a task with instances it is the whole of them,
 * and each instance is a work item of its own beneath it.
 */
import type * as Fiber from "effect/Fiber"
import { WorkItemId } from "../definition/id.ts"
import { Status } from "../kernel/command.ts"
import type { CancellationReason } from "./cancellation-reason.ts"
import type { Case } from "./case.ts"
import { Instances } from "./instances.ts"
import type { Payload } from "./payload.ts"

/** One task of one case, offered or running. */
export class WorkItem {
  readonly case: Case
  readonly task: number
  /** Number of the work item within its case, from 1. */
  readonly activation: number
  readonly enabledAt: number
  /** Number of the instance, from 1; 0: it is none. */
  readonly instance: number
  /** Of an instance the work item of all of them. */
  readonly parent: WorkItem | undefined
  /** Of a task with instances. */
  readonly instances: Instances | undefined
  /** The case that it runs, of a `call`. */
  child: Case | undefined
  started = false
  /** False once it is completed, failed, withdrawn or cancelled: what still comes from its handler is dropped. */
  active = true
  /** It was completed. With instances it may be active still, until the last of them is finished. */
  completed = false
  /** The attempt that runs or ran last; 0 until the first begins. Counts interrupted attempts as well. */
  attempt = 0
  /** The attempt whose result is in, so that a second one is dropped. */
  answered = 0
  /** Attempts that failed: what the retry policy counts. */
  failures = 0
  /** When the next attempt, or a timer, is due, in milliseconds since the epoch; 0 if nothing is waited for. */
  due = 0
  input: Payload = ""
  /** The input is not one of its parent's: it was added from outside. */
  added = false
  /** It is in the list of instances whose rows the turn must write. */
  dirty = false
  /** The attempt that began last, in this process. */
  context: { cancel(why: () => CancellationReason): void } | undefined
  /** Status that its case had in the transaction that cancelled it. */
  stoppedAs: number = Status.running
  /** Its handler, if that is an Effect that did not end at once. */
  fiber: Fiber.Fiber<unknown, unknown> | undefined
  /** Sleeps until the attempt has taken too long, or until the next one is due. */
  timer: Fiber.Fiber<unknown, unknown> | undefined

  constructor(of: Case, task: number, activation: number, enabledAt: number, parent?: WorkItem, instance = 0) {
    this.case = of
    this.task = task
    this.activation = activation
    this.enabledAt = enabledAt
    this.parent = parent
    this.instance = instance
    this.instances = instance === 0 && of.program.isMulti(task) ? new Instances() : undefined
  }

  /** `caseId:task:activation`, of an instance with `.instance` behind; the same over attempts and restarts. */
  get id(): string {
    return workItemId(this.case.caseId, this.case.program.table.taskNames[this.task]!, this.activation, this.instance)
  }

  /** As the journal names it: `activation`, of an instance with `.instance` behind. */
  get number(): string {
    return itemNumber(this.activation, this.instance)
  }
}

/** `activation`, of an instance with `.instance` behind. */
export const itemNumber = (activation: number, instance: number): string =>
  instance === 0 ? `${activation}` : `${activation}.${instance}`

/** The id of a work item from its parts. */
export const workItemId = (caseId: string, task: string, activation: number, instance: number): string =>
  `${caseId}:${task}:${itemNumber(activation, instance)}`

/** What the id of a work item names; of any other text what no case has. */
export function workItemParts(workItemId: unknown) {
  const [, caseId = "", task = "", activation = 0, instance = 0] =
    isWorkItemId(workItemId) ? (/^([^:]+):(.+):(\d+)(?:\.(\d+))?$/s.exec(workItemId) ?? []) : []
  return { caseId, task, activation: Number(activation), instance: Number(instance) }
}

function isWorkItemId(text: unknown): text is WorkItemId {
  try {
    WorkItemId(text)
    return true
  } catch {
    return false
  }
}
