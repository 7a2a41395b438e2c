/**
 * Ids: text or number at run time, told apart by their types alone. Each name is a type and the
 * function that makes one, which throws an `IdFault` for anything else.
 */
import { isName } from "./name.ts"
import { shown } from "./fault.ts"

/** A text or number that only its maker gives out as `Name`. */
export type Brand<T, Name extends string> = T & { readonly "~knhk/id": Name }

/** Input that is not such an id. The message is one sentence and says what one looks like. */
export class IdFault extends Error {
  readonly _tag = "IdFault"
  /** Which id was wanted. */
  readonly id: string
  readonly input: unknown

  constructor(id: string, input: unknown, form: string) {
    super(`${shown(input)} is no ${id}: give ${form}`)
    this.name = "IdFault"
    this.id = id
    this.input = input
  }
}

/** One running workflow: a UUID of version 7, lower case. */
export type CaseId = Brand<string, "CaseId">

/**
 * Takes text for the id of a case.
 *
 * @example
 * CaseId("01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13")
 */
export function CaseId(input: unknown): CaseId {
  if (typeof input === "string" && UUID_V7.test(input)) return input as CaseId
  throw new IdFault("CaseId", input, "a UUID of version 7 in lower case, such as 01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13")
}

const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

/** The id of a definition: what `workflow("order")` was given. */
export type WorkflowSpecId = Brand<string, "WorkflowSpecId">

/**
 * Takes text for the id of a definition.
 *
 * @example
 * WorkflowSpecId("order")
 */
export function WorkflowSpecId(input: unknown): WorkflowSpecId {
  if (typeof input === "string" && isName(input)) return input as WorkflowSpecId
  throw new IdFault("WorkflowSpecId", input, "1 to 200 characters without / and ~, such as order")
}

/** A task of workflow `W`: its name `K`, or `outer/inner` for a task of a sub-workflow. */
export type TaskId<W extends string = string, K extends string = string> =
  & K & Brand<string, "TaskId"> & { readonly "~knhk/workflow": W }

/**
 * Takes text for the id of a task; says nothing of whether the workflow has it.
 *
 * @example
 * TaskId("ship"), TaskId<"order", "pay/refund">("pay/refund")
 */
export function TaskId<W extends string, const K extends string>(input: K): TaskId<W, K> {
  if (isPath(input)) return input as TaskId<W, K>
  throw new IdFault("TaskId", input, "the name of a task, or names with / between, such as pay/refund")
}

/**
 * One offer of one task of one case: `caseId:task:activation`, the activation counted from 1. Of a task that is done
 * several times at once each instance has one of its own: `caseId:task:activation.instance`.
 */
export type WorkItemId = Brand<string, "WorkItemId">

/**
 * Takes text for the id of a work item.
 *
 * @example
 * WorkItemId("01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13:ship:1")
 */
export function WorkItemId(input: unknown): WorkItemId {
  const parts = typeof input === "string" ? /^([^:]+):(.+):[1-9]\d*(?:\.[1-9]\d*)?$/s.exec(input) : null
  if (parts !== null && UUID_V7.test(parts[1]!) && isPath(parts[2]!)) return input as WorkItemId
  const form = "case, task and activation, such as 01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13:ship:1"
  throw new IdFault("WorkItemId", input, form)
}

/** The 43 control-flow patterns of the Workflow Patterns Initiative (2006), by number. */
export const patterns = {
  1: "Sequence", 2: "Parallel Split", 3: "Synchronization", 4: "Exclusive Choice", 5: "Simple Merge",
  6: "Multi-Choice", 7: "Structured Synchronizing Merge", 8: "Multi-Merge", 9: "Structured Discriminator",
  10: "Arbitrary Cycles", 11: "Implicit Termination",
  12: "Multiple Instances without Synchronization", 13: "Multiple Instances with a priori Design-Time Knowledge",
  14: "Multiple Instances with a priori Run-Time Knowledge",
  15: "Multiple Instances without a priori Run-Time Knowledge",
  16: "Deferred Choice", 17: "Interleaved Parallel Routing", 18: "Milestone", 19: "Cancel Task", 20: "Cancel Case",
  21: "Structured Loop", 22: "Recursion", 23: "Transient Trigger", 24: "Persistent Trigger", 25: "Cancel Region",
  26: "Cancel Multiple Instance Task", 27: "Complete Multiple Instance Task", 28: "Blocking Discriminator",
  29: "Cancelling Discriminator", 30: "Structured Partial Join", 31: "Blocking Partial Join",
  32: "Cancelling Partial Join",
  33: "Generalized AND-Join", 34: "Static Partial Join for Multiple Instances",
  35: "Cancelling Partial Join for Multiple Instances", 36: "Dynamic Partial Join for Multiple Instances",
  37: "Local Synchronizing Merge", 38: "General Synchronizing Merge", 39: "Critical Section", 40: "Interleaved Routing",
  41: "Thread Merge", 42: "Thread Split", 43: "Explicit Termination",
} as const

/** A control-flow pattern: its number, 1 to 43. `patterns[id]` is its name. */
export type PatternId = keyof typeof patterns

/**
 * Takes a number for a pattern.
 *
 * @example
 * patterns[PatternId(21)] // "Structured Loop"
 */
export function PatternId(input: unknown): PatternId {
  if (typeof input === "number" && Object.hasOwn(patterns, input)) return input as PatternId
  throw new IdFault("PatternId", input, "the number of a control-flow pattern, a whole number from 1 to 43")
}

function isPath(path: unknown): path is string {
  return typeof path === "string" && path.split("/").every(isName)
}
