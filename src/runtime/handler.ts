/**
 * The types of handlers, made from the signatures that the compiler prints into an executor: a
 * function for each task and decision, a record for each sub-workflow, nothing for human tasks.
 */
import type * as Effect from "effect/Effect"
import type { Signature } from "../definition/signature.ts"
import type { AttemptContext } from "./attempt.ts"

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
  readonly [K in keyof Tasks as Tasks[K] extends { readonly kind: "human" } ? never : K]: HandlerOf<Tasks[K], R>
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
