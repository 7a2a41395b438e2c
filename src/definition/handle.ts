/**
 * Handles: what `flows` sees of a task. At run time a handle is a name with a kind; its type carries
 * the workflow, the name, and the payloads in and out. Members in "~knhk" exist in types only.
 */
import type { DecisionSpec, TaskSpec } from "./task.ts"

/** Where a flow may lead: a task, or several at once (`all`). `Input` is `(payload) => void`, so that it compares contravariantly. */
export interface Target<in out W extends string, out K extends string, out Input> {
  readonly name: K
  readonly "~knhk": { readonly workflow: (w: W) => W; readonly input: Input }
}

/**
 * A task of workflow `W`, by name `K`: takes payloads of type `I`, gives payloads of type `O`.
 * Handles come from `flows((t) => ...)`; a handle of another workflow does not fit.
 */
export interface Task<in out W extends string, out K extends string, in I, out O> {
  readonly name: K
  readonly "~knhk": { readonly workflow: (w: W) => W; readonly input: (payload: I) => void; readonly output: O }
}

/** The handle of a decision. `O` is the record of payloads by outcome. */
export interface Decision<in out W extends string, out K extends string, in I, in out O extends object>
  extends Task<W, K, I, O[keyof O]> {
  readonly outcomes: (outcomes: O) => O
}

/** The handle that belongs to a task's declaration. */
export type Handle<W extends string, K extends string, S> =
  S extends DecisionSpec<infer I, infer O> ? Decision<W, K, I, O>
  : S extends TaskSpec<string, infer I, infer O> ? Task<W, K, I, O> : never

/** All handles of a workflow, by name. */
export type Handles<W extends string, T> = { readonly [K in keyof T]: Handle<W, K & string, T[K]> }

/** A handle of some workflow. */
export interface AnyTask {
  readonly name: string
  readonly "~knhk": { readonly workflow: (w: never) => string; readonly input: (payload: never) => void; readonly output: unknown }
}

/** The workflow that a handle or a block belongs to. */
export type WorkflowOf<H> = H extends { readonly "~knhk": { readonly workflow: (w: never) => infer W extends string } } ? W : never

/** The names that a handle, several handles or a block leads to. */
export type NameOf<H> = H extends { readonly name: infer K extends string } ? K : never

/** The payload that a handle or a block gives. */
export type OutputOf<H> = H extends { readonly "~knhk": { readonly output: infer O } } ? O : never

/** `(payload) => void` of a handle or block, as a union over several. */
export type InputOf<H> = H extends { readonly "~knhk": { readonly input: infer F } } ? F : never

/** A handle at run time. */
export interface HandleData {
  readonly name: string
  readonly kind: "task" | "decision" | "human" | "sub" | "silent"
  /** In order of declaration. */
  readonly outcomes: readonly string[]
}
