/** What a task asks of its handler, as a type: the compiler prints it into the executor. */
import type { Workflow } from "./definition.ts"
import type { AnySpec, SubSpec } from "./task.ts"

/**
 * Kind, payload in, payloads out by outcome, and for `sub` the workflow inside. A type only: nothing
 * at run time has these members.
 */
export interface Signature<Kind extends string, In, Outcomes, Inner = never> {
  readonly kind: Kind
  readonly input: In
  readonly outcomes: Outcomes
  readonly workflow: Inner
}

/** The signatures of a record of declarations, by task name. Silent tasks do nothing and are left out. */
export type Signatures<T extends { readonly [K in keyof T]: AnySpec }> = {
  readonly [K in keyof T as T[K]["kind"] extends "silent" ? never : K]: SignatureOf<T[K]>
}

/** Of a task with instances: that of one of them. */
type SignatureOf<S extends AnySpec> =
  S extends { readonly of: infer One extends AnySpec } ? SignatureOf<One>
  : S extends SubSpec<infer Id, infer I, infer O>
    ? Signature<"sub", I, { done: O }, Workflow<Id, I, O>>
  : Signature<S["kind"], S["~in"], S["kind"] extends "decision" ? S["~out"] : { done: S["~out"] }>
