/** Why a case cannot move: one sentence each, and what of many markings is one cause. */
import type { TaskDefinition } from "../../src/definition/definition.ts"
import { list } from "../ir/finding.ts"
import type { Instances } from "../ir/net.ts"

/**
 * `removed`: what has the token or the work item is not there any more. `entry`: tokens come to the task otherwise.
 * `end`: so do they to an end. `kind`: the task is of another kind. `bound`: there is room for less. `instances`:
 * for other numbers. `payload`: another type is taken. `signal`: none is kept. The others: there is a place for
 * everything, and the case goes wrong from there.
 */
export type ObstacleCause =
  | "removed" | "entry" | "end" | "kind" | "bound" | "instances" | "payload" | "signal"
  | "deadlock" | "overflow" | "livelock"

export interface Cause {
  readonly cause: ObstacleCause
  /** The task, or signal, that it is about. */
  readonly task: string
  readonly message: string
  /** The same for markings that have one cause. */
  readonly key: string
}

const cause = (kind: ObstacleCause, task: string, message: string, key = message): Cause =>
  ({ cause: kind, task, message, key: `${kind} ${key}` })

export const waitsRemoved = (task: string) => cause("removed", task, `something waits for "${task}", which is removed`)

export const worksRemoved = (task: string) => cause("removed", task, `"${task}" is at work, and is removed`)

/** `lost` and `gained`: what led to it, and what does now. */
export const entersOtherwise = (task: string, place: string, lost: readonly string[], gained: readonly string[]) => {
  const how = lost.length + gained.length === 0 ? `as ${place}`
    : `${lost.join(", ") || "nothing"} -> ${gained.join(", ") || "nothing"}`
  return cause("entry", task, `something waits for "${task}" that comes there otherwise now: ${how}`)
}

/** Branches of a block, by the tasks that they end with. */
export const meetOtherwise = (tasks: readonly string[]) =>
  cause("entry", "", `something waits for ${list(tasks)} to meet, and they meet otherwise now`)

export const noEnd = (task: string) =>
  cause("end", task, `a branch is done at the end "${task}", where none is now`)

export const endsNow = (task: string) =>
  cause("end", task, `a branch is done at the end "${task}", which ends the whole case now`)

const kinds: Readonly<Record<TaskDefinition["kind"], string>> = {
  task: "a task", decision: "a decision", human: "a human task", sub: "a sub-workflow within the case",
  silent: "silent", receive: "a task that receives", timer: "a timer", call: "a recursion",
}

export const otherKind = (task: string, kind: TaskDefinition["kind"], isCase: boolean) =>
  cause("kind", task, `"${task}" is at work, and is ${isCase ? "a case of its own" : kinds[kind]} now`)

export const otherCase = (task: string, isCase: boolean) =>
  cause("kind", task, `"${task}" is at work, and runs ${isCase ? "as a case of its own" : "within the case"} now`)

export const waitsTooMany = (task: string, condition: string, tokens: number, bound: number) =>
  cause("bound", task, `${tokens} tokens wait for "${task}", and ${bound} may now`, condition)

export const worksTooOften = (task: string, count: number, bound: number) =>
  cause("bound", task, `"${task}" is at work ${count} times at once, and may be ${bound} now`, `works ${task}`)

export const otherNumber = (task: string, count: number, { min, max }: Instances) => {
  const takes = min === max ? `${max}` : `${min} to ${max}`
  const many = count === 1 ? "1 instance" : `${count} instances`
  return cause("instances", task, `"${task}" has ${many}, and takes ${takes} now`, task)
}

export const cancelsRest = (task: string) =>
  cause("instances", task, `"${task}" is done and its other instances go on, which it cancels now`)

export const manyOrOne = (task: string, many: boolean) =>
  cause("instances", task, `"${task}" is at work, and has ${many ? "instances" : "no instances"} now`)

export const waitsOfOtherType = (task: string) =>
  cause("payload", task, `a payload waits for "${task}", which takes another type now`)

export const worksOnOtherType = (task: string) =>
  cause("payload", task, `"${task}" is at work, and takes another type now`)

export const noSignals = (signal: string) =>
  cause("signal", signal, `signals "${signal}" that came early are kept, and none are now`)

export const tooManySignals = (signal: string, count: number, most: number) =>
  cause("signal", signal, `${count} signals "${signal}" that came early are kept, and ${most} may be now`, signal)

/** What comes of a case where everything has a place. */
export const goesWrong = (wrong: "deadlock" | "overflow" | "livelock", task: string, message: string) =>
  cause(wrong, task, message)
