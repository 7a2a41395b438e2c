/**
 * A YAWL specification as data: what of it has a meaning for a run, with names resolved and places. Made by `read.ts`,
 * taken by `draw.ts`. Words here are those of YAWL.
 */
import type { Location } from "../../diagnostic.ts"
import type { DrawnPayload, Many } from "../drawing.ts"

/** What every element has. */
export interface Named {
  readonly id: string
  /** Absent or blank in the model: undefined. */
  readonly name?: string
  /** Name of the element. */
  readonly type: string
  readonly at: Location
  readonly comments: readonly string[]
}

export interface Model {
  readonly nets: readonly Net[]
  readonly payloads: readonly DrawnPayload[]
}

/** A decomposition that is a net. */
export interface Net extends Named {
  /** Unique among all specifications. */
  readonly key: string
  /** A case of the specification is one of it. */
  readonly isRoot: boolean
  /** Ids of its conditions. */
  readonly input: string
  readonly output: string
  readonly nodes: readonly (Task | Condition)[]
  readonly flows: readonly Flow[]
}

/** A place that the model draws. */
export interface Condition extends Named {
  readonly kind: "condition"
}

export type Code = "and" | "or" | "xor"

export interface Task extends Named {
  readonly kind: "task"
  readonly join: Code
  readonly split: Code
  readonly doing: Doing
  readonly many?: Many
  /** A fixed time: `started` if it is counted from the start of the work, not from when it is offered. */
  readonly timer?: { readonly millis: number; readonly started: boolean; readonly at: Location }
  /** What it empties when it is done. */
  readonly removes: readonly Removed[]
  /** Keys of payloads. */
  readonly takes?: string
  readonly gives?: string
}

/** A condition or task, or the condition between two tasks that the model does not draw. */
export type Removed =
  | { readonly kind: "node"; readonly id: string }
  | { readonly kind: "flow"; readonly from: string; readonly to: string }

/** `empty`: it only routes. `net`: key of the net that it runs. */
export type Doing =
  | { readonly kind: "empty" | "automated" }
  | { readonly kind: "manual"; readonly role?: string }
  | { readonly kind: "net"; readonly net: string }

export interface Flow {
  readonly from: string
  readonly to: string
  readonly at: Location
  readonly predicate?: string
  /** Taken if no other of a split is. */
  readonly isDefault: boolean
  readonly comments: readonly string[]
}
