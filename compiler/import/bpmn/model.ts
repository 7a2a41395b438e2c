/**
 * A BPMN 2.0 model as data: what of it has a meaning for a run, with names resolved and places. Made by `read.ts`,
 * taken by `draw.ts`. Words here are those of BPMN.
 */
import type { Location } from "../../diagnostic.ts"

/** What every element has. */
export interface Named {
  /** Its id in the model; made up where it has none. */
  readonly id: string
  /** Absent or blank in the model: undefined. */
  readonly name?: string
  /** Name of the element, as in `userTask`. */
  readonly type: string
  readonly at: Location
  /** What the model says about it in words: documentation, annotations, messages that it sends. */
  readonly comments: readonly string[]
}

export interface Model {
  readonly file: string
  readonly processes: readonly Process[]
  readonly data: readonly DataType[]
}

/** A data object, or what a message brings. */
export interface DataType extends Named {
  readonly structure?: string
  readonly list: boolean
}

export interface Process extends Named {
  readonly scope: Scope
}

/** What is inside of a process or sub-process. */
export interface Scope {
  readonly nodes: readonly Node[]
  readonly flows: readonly Flow[]
  readonly eventSubs: readonly EventSub[]
}

export type Node = Activity | Gateway | Event

export interface Flow extends Named {
  /** Ids of nodes of the same scope. */
  readonly from: string
  readonly to: string
  readonly condition?: string
  /** The default flow of the node that it leaves. */
  readonly fallback: boolean
}

export interface Gateway extends Named {
  readonly kind: "gateway"
  readonly gateway: "exclusive" | "parallel" | "inclusive" | "complex" | "event" | "events"
  /** Of a complex one: when it goes on. */
  readonly activation?: string
}

export type Trigger =
  | { readonly kind: "message" | "signal"; readonly name?: string }
  | { readonly kind: "error" | "escalation"; readonly name?: string; readonly code?: string }
  | { readonly kind: "timer"; readonly of: "duration" | "date" | "cycle"; readonly text: string }
  | { readonly kind: "condition"; readonly text: string }
  | { readonly kind: "link"; readonly name: string }
  | { readonly kind: "compensation"; readonly activity?: string }
  | { readonly kind: "terminate" | "cancel" }

export interface Event extends Named {
  readonly kind: "event"
  readonly position: "start" | "end" | "catch" | "throw" | "boundary"
  /** None, one, or several. */
  readonly triggers: readonly Trigger[]
  /** All of several triggers are waited for, not the first. */
  readonly all: boolean
  /** Of a boundary event and of the start of an event sub-process. */
  readonly interrupting: boolean
}

/** What an activity does. */
export type Doing =
  | { readonly kind: "task" }
  | { readonly kind: "human"; readonly role?: string }
  | { readonly kind: "receive"; readonly message?: string }
  /** `process`: id of one of the same model; absent where it is elsewhere. */
  | { readonly kind: "call"; readonly called?: string; readonly process?: string }
  | { readonly kind: "sub"; readonly scope: Scope; readonly transaction: boolean }
  | { readonly kind: "adHoc"; readonly scope: Scope; readonly inTurn: boolean; readonly until?: string }

export interface Loop {
  readonly kind: "loop"
  readonly before: boolean
  readonly condition?: string
  readonly most?: number
}

export interface Instances {
  readonly kind: "instances"
  readonly inTurn: boolean
  readonly count?: number
  /** Where they come from, as text, if there is no `count`. */
  readonly each?: string
  readonly until?: string
}

export interface Activity extends Named {
  readonly kind: "activity"
  readonly doing: Doing
  readonly repeat?: Loop | Instances
  readonly boundary: readonly Event[]
  /** It runs only to undo another one. */
  readonly forCompensation: boolean
  /** Id of the activity that undoes this one. */
  readonly undoneBy?: string
  /** Names of data types. */
  readonly takes?: string
  readonly gives?: string
}

export interface EventSub extends Named {
  readonly start: Event
  readonly scope: Scope
}
