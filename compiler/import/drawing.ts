/**
 * What a reader of models makes: workflows as they are drawn, tasks and arcs with what each task joins, splits and
 * cancels. It knows no words of the language it was read from. `imported.ts` has what becomes of it.
 */
import type { Place } from "../../src/definition/definition.ts"

/** One workflow. Every key is unique in the whole model; names need not be, nor be valid: `names.ts` makes them so. */
export interface Drawing {
  readonly key: string
  /** What the workflow is called in the model. */
  readonly name: string
  readonly at: Place
  /** Lines for the author, above the workflow. */
  readonly comments: readonly string[]
  /** Whether it can be run by itself. One that runs a workflow around it cannot. */
  readonly exported: boolean
  /** Key of the node that its first token comes to. */
  readonly start: string
  /** In the order of the model. */
  readonly nodes: readonly DrawnNode[]
  /** In the order of the model: those that leave one node are its routes in this order. */
  readonly arcs: readonly DrawnArc[]
}

/** A thing that tokens go through: a task, or what only routes. */
export interface DrawnNode {
  readonly key: string
  /** What the model calls it, or its id. */
  readonly name: string
  /**
   * The model gives it no name, or it is not in the model at all: if it only routes and its neighbours can do that
   * themselves, it disappears.
   */
  readonly anonymous: boolean
  readonly at: Place
  /** The element that it stands for, in the words of the model's language; absent if there is none. */
  readonly of?: { readonly element: string; readonly id?: string }
  /** Lines for the author, above the task. */
  readonly comments: readonly string[]
  readonly work: Work
  /** How tokens on several arcs are taken. */
  readonly join: Joining
  /** Where tokens are put. `one`: a handler picks the arc. `some`: it picks several. `first`: what begins first. */
  readonly split: "all" | "one" | "some" | "first"
  /** Keys of the nodes that are emptied and withdrawn when it is done, before its own tokens go on. */
  readonly cancels: readonly string[]
  /** When it is done, the case ends as cancelled. */
  readonly cancelsCase?: true
  /** Of one whose split is `one`: it only looks, and gives what it takes. */
  readonly passes?: true
  /** Names of what it takes and gives, where the model says it: keys of `Drawings.payloads`. */
  readonly takes?: string
  readonly gives?: string
}

/**
 * `any`: every token by itself. `all`: one of each arc. `some`: those that come, once no more can. `enough`: so many
 * of the arcs; those that come later have no effect.
 */
export type Joining = { readonly kind: "any" | "all" | "some" } | { readonly kind: "enough"; readonly count: number }

/** What is done at a node. A `task` whose split is `one` is a decision. */
export type Work =
  | { readonly kind: "silent" }
  | { readonly kind: "task"; readonly many?: Many }
  | { readonly kind: "human"; readonly role?: string; readonly many?: Many }
  /** Waits for a signal of this name, as the model has it. */
  | { readonly kind: "receive"; readonly signal: string }
  | { readonly kind: "timer"; readonly millis: number }
  /** Runs another drawing as one task. */
  | { readonly kind: "sub"; readonly drawing: string; readonly many?: Many }
  /** Runs the drawing that it is in, or one around that. */
  | { readonly kind: "call"; readonly drawing: string }

/** A task that is done several times at once. */
export interface Many {
  /** Absent: as many as the list has that it takes. */
  readonly count?: number
  /** Most of them, where there is no `count`. Absent: the model does not say. */
  readonly most?: number
  /** Least of them. Absent: `count`, or none. */
  readonly least?: number
  /** One after the other. */
  readonly inTurn?: true
  /** How many are enough. Absent: all. */
  readonly enough?: number
  /** A condition on the results that says when it is enough: its text in the model. */
  readonly until?: string
  /** Others are cancelled once it is enough; absent, they go on. */
  readonly cancels?: true
  /** More may be added from outside. */
  readonly open?: true
}

/** An arc from node to node. */
export interface DrawnArc {
  readonly from: string
  readonly to: string
  /** Of one that leaves a node whose split is `one` or `some`: the name of the route. */
  readonly name?: string
  /** Lines for the author about this route, its condition among them. */
  readonly comments?: readonly string[]
  /** A condition is among the comments, or among those of the node. */
  readonly condition?: true
  /** The model gives it no name: it goes by that of its target. */
  readonly borrowed?: true
  /** Taken if no other is. */
  readonly otherwise?: true
  /** So many tokens at once go over it, of a node whose split is `all`. Absent: one. */
  readonly times?: number
}

/** A type of data that the model declares. */
export interface DrawnPayload {
  readonly key: string
  readonly name: string
  readonly at: Place
  /** `unknown`: the model names it, and says nothing of what is in it. */
  readonly type: "string" | "number" | "boolean" | "unknown"
  /** A list of these. */
  readonly list: boolean
  readonly comments: readonly string[]
}

/** Everything that a reader makes of one model. */
export interface Drawings {
  /** Those that others run come before these. */
  readonly drawings: readonly Drawing[]
  readonly payloads: readonly DrawnPayload[]
  readonly notes: readonly ImportNote[]
}

/** What a person should know about one element: that it was not carried over, or with which difference. */
export interface ImportNote {
  readonly kind: "dropped" | "differs"
  /** What kind of thing it is, in the words of the model's language. */
  readonly element: string
  /** What the model calls it, where it has a name. */
  readonly name?: string
  /** Its id in the model, where it has one. */
  readonly id?: string
  readonly at: Place
  /** One sentence, without the element: what is lost or different, and what to do. */
  readonly message: string
}
