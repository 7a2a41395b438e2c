/**
 * What an import gives: workflows in the forms of knhk, as plain data that `print.ts` makes text of. Names are valid
 * and unique here, and all payloads fit each other.
 */
import type { DrawnPayload, ImportNote, Many } from "./drawing.ts"

/** Workflows made from one model, and what of it they lack. */
export interface Imported {
  /** The file that the model came from, as it was given. */
  readonly source: string
  /** Each after those that it runs. */
  readonly workflows: readonly ImportedWorkflow[]
  readonly payloads: readonly ImportedPayload[]
  /** In the order of the model. */
  readonly notes: readonly ImportNote[]
}

/** A type of data, as a constant of the module. */
export interface ImportedPayload extends Omit<DrawnPayload, "at"> {
  /** Name of the constant. */
  readonly constant: string
}

/** A workflow to be printed. */
export interface ImportedWorkflow {
  /** What `workflow(...)` is given. */
  readonly id: string
  /** Name of the constant, and whether it is exported: others run inside of one that is. */
  readonly constant: string
  readonly exported: boolean
  readonly comments: readonly string[]
  readonly termination: "explicit" | "implicit"
  readonly tasks: readonly ImportedTask[]
  readonly start: string
  readonly ends: readonly string[]
  readonly flows: readonly ImportedFlow[]
}

/** A task to be printed. */
export interface ImportedTask {
  readonly name: string
  readonly comments: readonly string[]
  readonly work: ImportedWork
  /** Names of constants for payloads; absent: nothing is known of them. */
  readonly takes?: string
  readonly gives?: string
}

/** How a task is declared. */
export type ImportedWork =
  | { readonly kind: "silent" }
  | { readonly kind: "task"; readonly many?: Many }
  /** `passes`: whatever its outcome, it gives what it takes. */
  | { readonly kind: "decision"; readonly outcomes: readonly ImportedOutcome[]; readonly passes: boolean }
  /** A task that gives the names of the routes that are taken. `least`: 1 if there is no route for none. */
  | { readonly kind: "choice"; readonly routes: readonly ImportedOutcome[]; readonly least: 0 | 1 }
  | { readonly kind: "human"; readonly role?: string; readonly many?: Many }
  | { readonly kind: "receive"; readonly signal: string }
  | { readonly kind: "timer"; readonly millis: number }
  /** `constant`: of the workflow. */
  | { readonly kind: "sub"; readonly constant: string; readonly many?: Many }
  /** `id`: of the workflow that is run again. */
  | { readonly kind: "call"; readonly id: string }

/** What is known of a way out of a choice. */
export interface ImportedWay {
  readonly comments: readonly string[]
  /** The model has a condition for it, which is a comment now. */
  readonly condition?: true
  /** The model has no name for it: it goes by that of what it leads to. */
  readonly borrowed?: true
}

/** An outcome of a decision. */
export interface ImportedOutcome extends ImportedWay {
  readonly name: string
}

/** One task, or several at once. */
export type ImportedTarget = readonly [string, ...string[]]

/** A route of a multi-choice: without a name, the one that is taken if no other is. */
export interface ImportedRoute extends ImportedWay {
  readonly name?: string
  readonly to: ImportedTarget
}

/** What stands in the list of flows. A branch of a join goes by the name of its task. */
export type ImportedFlow =
  /** `list`: what it hands on has to be made a list. */
  | { readonly kind: "flow"; readonly from: string; readonly to: string; readonly list?: true }
  | { readonly kind: "and" | "defer"; readonly from: string; readonly to: readonly string[] }
  | { readonly kind: "xor" | "or"; readonly from: string; readonly routes: readonly ImportedRoute[] }
  | { readonly kind: "join"; readonly from: readonly string[]; readonly to: string; readonly bound?: number }
  | { readonly kind: "orJoin"; readonly from: readonly string[]; readonly to: string }
  | { readonly kind: "partialJoin"; readonly count: number; readonly from: readonly string[]; readonly to: string }
  | { readonly kind: "multiMerge"; readonly from: readonly string[]; readonly to: string; readonly bound: number }
  | { readonly kind: "threadSplit"; readonly from: string; readonly to: string; readonly count: number }
  | { readonly kind: "cancels"; readonly task: string; readonly region: readonly string[] }
  | { readonly kind: "cancelsCase"; readonly task: string }
