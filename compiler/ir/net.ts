/**
 * The workflow net in the IR: what `lower` makes of a Definition, what `verify` judges and what
 * `table/encode` writes. `compiler/ir` imports `diagnostic` and types of `src/definition` only.
 *
 * Names end here: conditions and tasks are dense indices into the two arrays. A net means:
 * a task is *enabled* when its join is satisfied; *starting* takes tokens from its input
 * conditions (AND: one from each; XOR: one from the first marked in order); *completing* with an
 * outcome first empties its cancellation region, then puts one token on each output of that
 * outcome. Silent tasks do both by themselves as soon as they are enabled.
 */
import type { Place, Termination } from "../../src/definition/definition.ts"

export type ConditionIndex = number & { readonly "~knhk/index": "condition" }
export type TaskIndex = number & { readonly "~knhk/index": "task" }

/** Most tokens of one case that a condition can be declared to hold: the kernels count in bytes. */
export const BOUND_MAX = 255

/** A place of the net. Holds at most `bound` tokens of one case; one more is a typed failure. */
export interface Condition {
  readonly name: string
  readonly bound: number
  readonly at?: Place
}

/** `automatic`: a handler runs it. `manual`: somebody outside starts and completes it. `silent`: routing only. */
export type TaskKind = "automatic" | "manual" | "silent"
export type JoinKind = "and" | "xor"

/** An arc from a condition into a task. With `key`, the payload arrives under it in the task's input record. */
export interface Input {
  readonly condition: ConditionIndex
  readonly key?: string
}

/** An arc from a task's outcome to a condition. `flow` leads back to the mapping in the definition. */
export interface Output {
  readonly condition: ConditionIndex
  /** Index into the flows of the definition of this task's scope, or -1. */
  readonly flow: number
}

/** Outcomes decide the XOR-split, several outputs of one outcome are the AND-split. */
export interface Outcome {
  readonly name: string
  readonly outputs: readonly Output[]
}

/** What a completing task empties: tokens of conditions, work items of tasks. */
export interface CancellationRegion {
  readonly conditions: readonly ConditionIndex[]
  readonly tasks: readonly TaskIndex[]
}

export interface NetTask {
  /** Unique in the net. A task of a sub-workflow is `outer/inner`. Silent tasks begin with `~`. */
  readonly name: string
  readonly kind: TaskKind
  readonly join: JoinKind
  readonly inputs: readonly Input[]
  /** Never empty. */
  readonly outcomes: readonly Outcome[]
  /** `outcome`: the handler picks. `guard`: the guards of flow `guardFlow` pick. `single`: there is one. */
  readonly choice: "single" | "outcome" | "guard"
  /** Index of the `guard` flow in the scope's definition, or -1. */
  readonly guardFlow: number
  readonly cancels: CancellationRegion
  /** Index into `Net.scopes`: which definition the task and its flows belong to. */
  readonly scope: number
  readonly at?: Place
}

/** The definition a task came from: `""` for the workflow itself, `pay` or `pay/refund` for sub-workflows. */
export interface Scope {
  readonly path: string
  readonly workflow: string
}

/** A workflow net: conditions and tasks by index, and where a case begins and ends. */
export interface Net {
  readonly id: string
  readonly termination: Termination
  readonly conditions: readonly Condition[]
  readonly tasks: readonly NetTask[]
  readonly scopes: readonly Scope[]
  /** Marked with one token when a case is opened. */
  readonly input: ConditionIndex
  /** Explicit: a token in any of them ends the case. Implicit: tokens rest here. */
  readonly outputs: readonly ConditionIndex[]
}

declare const sound: unique symbol
/** A net that `compiler/verify` returned: the only thing `compiler/table/encode` accepts. */
export type SoundNet = Net & { readonly [sound]: true }
