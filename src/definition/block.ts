/**
 * Blocks: flows said by their structure. A block stands for flows between the tasks in it and for
 * nothing else; blocks nest in each other and stand beside plain flows inside `flows`.
 */
import type { Place } from "./definition.ts"
import type { Fault, sentences } from "./fault.ts"
import type { Plain } from "./flow.ts"
import type { AnyStep, Decision, HandleData, Inside } from "./handle.ts"
import { here } from "./place.ts"

/**
 * Tasks with the flows between them: one way in, payload `(payload) => void` as `Input`; one way
 * out, payload `O`. For the other parameters see `Inside`.
 */
export interface Block<
  in out W extends string, out Input, out O,
  out Heads extends string, out Tails extends string, out From extends string, out To extends string,
  in out Open extends string,
> {
  readonly "~knhk": Inside<W, Input, O, Heads, Tails, From, To, Open>
  readonly "~flow": { readonly workflow: (w: W) => W; readonly from: From; readonly to: To }
  /** Not `undefined` if an outcome leads nowhere: then the block does not fit into `flows`. */
  readonly "~open": OpenEnd<Open>
}

/** `string` and `any` stand for names that are not known, because something else is wrong. */
type OpenEnd<Open extends string> =
  [Open] extends [never] ? undefined : string extends Open ? undefined : Fault<(typeof sentences)["openEnd"], Open>

/** A task or a block of workflow `W` that takes the payload of `Input`. */
interface Step<in out W extends string, out Input> {
  readonly "~knhk": Inside<W, Input, any, string, string, string, string, string>
}

type WorkflowOf<B extends AnyStep> = B["~knhk"]["of"]
type InputOf<B extends AnyStep> = B["~knhk"]["input"]
type OutputOf<B extends AnyStep> = B["~knhk"]["output"]
type HeadsOf<B extends AnyStep> = B["~knhk"]["heads"]
type TailsOf<B extends AnyStep> = B["~knhk"]["tails"]
type FromOf<B extends AnyStep> = B["~knhk"]["from"]
type ToOf<B extends AnyStep> = B["~knhk"]["to"]
type OpenOf<B extends AnyStep> = B["~knhk"]["open"]

type Rest<T extends readonly AnyStep[]> = T extends readonly [unknown, ...infer R extends readonly AnyStep[]] ? R : []
type Init<T extends readonly AnyStep[]> = T extends readonly [...infer R extends readonly AnyStep[], unknown] ? R : []
type Last<T extends readonly AnyStep[]> = T extends readonly [...unknown[], infer L extends AnyStep] ? L : never

/** What a step gives the next one; a bare decision gives no payload that any task takes. */
type Gives<S> =
  S extends { readonly outcomes: unknown; readonly name: infer A } ? Fault<(typeof sentences)["decisionLeft"], A>
  : S extends AnyStep ? OutputOf<S> : never

/** What the step at `X` must accept: what the one before it gives. `Before` is the list moved by one. */
type Accepts<W extends string, Before extends readonly unknown[], X> =
  X extends "0" ? unknown : X extends keyof Before ? Step<W, (payload: Gives<Before[X]>) => void> : unknown

/**
 * Sequence (1) of tasks and blocks: each takes what the one before gives.
 *
 * @example
 * seq(t.receive, par({ parcel: t.pick, payment: t.charge }), t.ship)
 */
export function seq<const T extends readonly [AnyStep, ...AnyStep[]]>(
  ...steps: { readonly [X in keyof T]: T[X] & Accepts<WorkflowOf<T[0]>, readonly [unknown, ...T], X> }
): Block<
  WorkflowOf<T[0]>, InputOf<T[0]>, OutputOf<Last<T>>, HeadsOf<T[0]>, TailsOf<Last<T>>,
  FromOf<T[number]> | TailsOf<Init<T>[number]>, ToOf<T[number]> | HeadsOf<Rest<T>[number]>, OpenOf<Last<T>>
>
export function seq(...steps: readonly unknown[]): unknown {
  return block({ kind: "seq", steps: steps as BlockData[] })
}

/**
 * Parallel Split (2) into every branch and Synchronization (3) of all of them: each branch takes the
 * same payload, what follows takes the record of theirs by key.
 *
 * @example
 * seq(t.approve, par({ parcel: t.pick, payment: seq(t.charge, t.book) }), t.ship)
 */
export function par<L extends { readonly [key: string]: AnyStep }>(
  branches: { readonly [K in keyof L]: L[K] & Plain<K> },
): Block<
  WorkflowOf<L[keyof L]>, InputOf<L[keyof L]>, { readonly [K in keyof L]: OutputOf<L[K]> },
  HeadsOf<L[keyof L]>, TailsOf<L[keyof L]>, FromOf<L[keyof L]>, ToOf<L[keyof L]>, OpenOf<L[keyof L]>
>
export function par(branches: Readonly<Record<string, unknown>>): unknown {
  return block({ kind: "par", branches: branches as Record<string, BlockData> })
}

/** A branch of `choose` without a task: the payload of the outcome goes on as it is. */
export interface Skip {
  readonly "~skip": true
}

/** A branch of `choose` without a task: `choose(t.check, { missing: t.ask, complete: skip })`. */
export const skip: Skip = Object.freeze({ kind: "skip" }) as never

/** The branches that are no `skip`. */
type Steps<R> = Extract<R[keyof R], AnyStep>

/**
 * Exclusive Choice (4) of a decision and Simple Merge (5) of its branches: what follows takes what
 * the branch that was taken gives. `skip` is a branch with nothing in it.
 *
 * @example
 * seq(t.receive, choose(t.check, { complete: skip, missing: seq(t.ask, t.add) }), t.file)
 */
export function choose<
  W extends string, A extends string, I, O extends object,
  const R extends { readonly [K in keyof O]: (Step<W, (payload: O[K]) => void> & Plain<string>) | Skip },
>(
  from: Decision<W, A, I, O>,
  branches: R & { readonly [P in Exclude<keyof R, keyof O>]: Fault<(typeof sentences)["noOutcome"], P> },
): Block<
  W, (payload: I) => void, { [K in keyof R]: R[K] extends AnyStep ? OutputOf<R[K]> : O[K & keyof O] }[keyof R],
  A, TailsOf<Steps<R>>, A | FromOf<Steps<R>>, HeadsOf<Steps<R>> | ToOf<Steps<R>>,
  OpenOf<Steps<R>> | { [K in keyof R]: [R[K]] extends [Skip] ? A : never }[keyof R]
>
export function choose(from: unknown, branches: Readonly<Record<string, unknown>>): unknown {
  return block({ kind: "choose", from: from as HandleData, branches: branches as Record<string, BlockData> })
}

interface AnyDecision extends AnyStep {
  readonly outcomes: (outcomes: never) => object
}
type PostTest<B extends AnyStep, D extends AnyDecision, P extends string> = readonly [body: B, test: D, again: P]
type PreTest<D extends AnyDecision, P extends string, B extends AnyStep> = readonly [test: D, again: P, body: B]
type LoopParts = PostTest<AnyStep, AnyDecision, string> | PreTest<AnyDecision, string, AnyStep>

type Outcomes<D extends AnyDecision> = ReturnType<D["outcomes"]>
type Outcome<D extends AnyDecision, P> = P extends keyof Outcomes<D> ? Outcomes<D>[P] : never

/** The payload with which a loop is left. */
type Leaving<D extends AnyDecision, P> =
  P extends keyof Outcomes<D> ? Outcomes<D>[Exclude<keyof Outcomes<D>, P>] : never

/** What the part `E` at `X` of a loop must be. An outcome that does not exist is said once, at its name. */
type LoopPart<T, X, E> =
  T extends PostTest<infer B, infer D, infer P>
    ? X extends "0" ? E & Plain<HeadsOf<B>> & Step<WorkflowOf<D>, (payload: Outcome<D, P>) => void>
    : X extends "1" ? E & Step<WorkflowOf<D>, (payload: Gives<B>) => void>
    : keyof Outcomes<D>
  : T extends PreTest<infer D, infer P, infer B>
    ? X extends "0" ? E & Step<WorkflowOf<D>, (payload: Gives<B>) => void>
    : X extends "1" ? keyof Outcomes<D>
    : E & Plain<HeadsOf<B>> & Step<WorkflowOf<D>, (payload: Outcome<D, P>) => void>
  : E

/**
 * Structured Loop (21). `loop(body, t.test, "again")` is post-test: the body runs once or more.
 * `loop(t.test, "again", body)` is pre-test: the body runs never or more. While the decision `test`
 * gives the outcome named here the loop goes on; with any other outcome what follows takes its payload.
 *
 * @example
 * seq(t.draft, loop(seq(t.improve, t.print), t.review, "changes"), t.publish)
 * seq(t.open, loop(t.next, "item", t.handle), t.close)
 */
export function loop<const T extends LoopParts>(
  ...parts: { readonly [X in keyof T]: LoopPart<T, X, T[X]> }
): T extends PostTest<infer B, infer D, infer P>
  ? Block<
    WorkflowOf<D>, InputOf<B>, Leaving<D, P>, HeadsOf<B>, never,
    HeadsOf<D> | TailsOf<B> | FromOf<B>, HeadsOf<D> | HeadsOf<B> | ToOf<B>, HeadsOf<D>
  >
  : T extends PreTest<infer D, infer P, infer B> ? Block<
    WorkflowOf<D>, InputOf<D>, Leaving<D, P>, HeadsOf<D>, never,
    HeadsOf<D> | TailsOf<B> | FromOf<B>, HeadsOf<D> | HeadsOf<B> | ToOf<B>, HeadsOf<D>
  > : never
export function loop(first: unknown, second: unknown, third: unknown): unknown {
  return typeof second === "string"
    ? block({ kind: "loop", pre: true, test: first as HandleData, again: second, body: third as BlockData })
    : block({ kind: "loop", pre: false, test: second as HandleData, again: third as string, body: first as BlockData })
}

/** A block at run time: a small tree over handles, which `unfold` turns into flows. */
export type BlockData =
  | HandleData
  | { readonly kind: "skip" }
  | { readonly kind: "seq"; readonly steps: readonly BlockData[]; readonly at?: Place }
  | { readonly kind: "par"; readonly branches: Readonly<Record<string, BlockData>>; readonly at?: Place }
  | {
    readonly kind: "choose"; readonly from: HandleData
    readonly branches: Readonly<Record<string, BlockData>>; readonly at?: Place
  }
  | {
    readonly kind: "loop"; readonly pre: boolean; readonly test: HandleData; readonly again: string
    readonly body: BlockData; readonly at?: Place
  }

function block(data: BlockData): BlockData {
  return Object.freeze({ ...data, ...here() })
}
