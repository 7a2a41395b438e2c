/**
 * The types of handlers, made from the signatures that the compiler prints into an executor: a
 * function for each task and decision, a record for each sub-workflow, nothing for human tasks.
 */
import type * as Effect from "effect/Effect"
import type { Signature } from "../definition/signature.ts"
import type { AttemptContext } from "./attempt-context.ts"

/** What a handler may return: a value, a promise of it, or an Effect. */
export type Returned<Out, R = never> = Out | PromiseLike<Out> | Effect.Effect<Out, unknown, R>

/** A handler of one task. It runs at least once; see `AttemptContext.idempotencyKey`. */
export type Handler<In, Out, R = never> = (input: In, context: AttemptContext) => Returned<Out, R>

/** What a decision returns: which outcome, and the payload of that outcome. */
export type Decided<Outcomes> = {
  readonly [K in keyof Outcomes]: { readonly outcome: K; readonly value: Outcomes[K] }
}[keyof Outcomes]

/**
 * Handlers of a workflow by task. `Tasks` is the interface in its executor, `R` what Effects among them may require.
 */
export type Handlers<Tasks, R = never> = {
  readonly [K in keyof Tasks as Tasks[K] extends Unhandled ? never : K]: HandlerOf<Tasks[K], R>
}

/** Tasks without a handler: people do them, a signal or a time completes them, another case is run for them. */
interface Unhandled {
  readonly kind: "human" | "receive" | "timer" | "call"
}

type HandlerOf<S, R> =
  S extends Signature<"task", infer In, infer Outcomes>
    ? Handler<In, Outcomes extends { readonly done: infer Out } ? Out : never, R>
    : S extends Signature<"decision", infer In, infer Outcomes>
      ? Handler<In, Decided<Outcomes>, R>
      : S extends Signature<"sub", infer _, infer __, infer Inner>
        ? InnerHandlers<Inner, R>
        : never

/** Where the inner workflow's signatures are not known its handlers are checked at run time alone. */
type InnerHandlers<Inner, R> =
  unknown extends Inner ? LooseHandlers<R>
  : Inner extends { readonly "~knhk": unknown } ? LooseHandlers<R> : Handlers<Inner, R>

interface LooseHandlers<R> {
  readonly [task: string]: Handler<any, any, R> | LooseHandlers<R>
}

/** What the Effects among handlers require. */
export type RequirementsOf<H> =
  H extends (...args: never[]) => infer Out
    ? Out extends Effect.Effect<infer _, infer __, infer R> ? R : never
    : H extends object ? { [K in keyof H]: RequirementsOf<H[K]> }[keyof H] : never

/** What handlers give, if they fit; else a type that says why they do not, and that nothing takes. */
export type Fitting<T, H, Tasks, R> =
  [H] extends [never] ? T : [MisfitOf<H, Tasks, R>] extends [never] ? T : Misfit<MisfitOf<H, Tasks, R>>

/** Handlers that do not fit their workflow: the sentence says which, and why. */
export interface Misfit<Sentence extends string> {
  readonly "~knhk/misfit": Sentence
}

/**
 * What the type of a handlers record does not say by itself: handlers of no task, Effects inside of a promise, and
 * Effects that require more than `R`, which the type of a result that is `unknown` lets pass.
 */
type MisfitOf<H, Tasks, R> = {
  [K in keyof H & string]: K extends keyof Handlers<Tasks>
    ? Tasks[K] extends Signature<"sub", infer _, infer __, infer Inner>
      ? unknown extends Inner ? never
        : Inner extends { readonly "~knhk": unknown } ? never : `${K}/${MisfitOf<H[K], Inner, R>}`
      : MisfitOne<K, H[K], R>
    : K extends keyof Tasks ? `${K}: a human task has no handler, its work items are completed`
    : `${K}: the workflow has no task of this name`
}[keyof H & string]

type MisfitOne<K extends string, F, R> =
  F extends (...args: never[]) => infer Out
    ? 0 extends 1 & Out ? never
      : Out extends PromiseLike<infer Later>
        ? 0 extends 1 & Later ? never
          : Later extends Effect.Effect<any, any, any> ? `${K}: return the Effect itself, not a promise of it` : never
        : Out extends Effect.Effect<infer _, infer __, infer Needed>
          ? [Needed] extends [R] ? never : `${K}: the Effect requires services, give these handlers to \`layer\``
          : never
    : never
