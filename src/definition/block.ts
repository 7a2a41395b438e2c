/**
 * Blocks: flows said by their structure. A block stands for flows between the tasks in it and for
 * nothing else; blocks nest in each other and stand beside plain flows inside `flows`.
 */
import type { Place } from "./definition.ts"
import type { Fault, sentences } from "./fault.ts"
import type { Plain } from "./flow.ts"
import type { Decision, HandleData, InputOf, NameOf, OutputOf, WorkflowOf } from "./handle.ts"
import { here } from "./place.ts"

/**
 * Tasks with the flows between them: one way in, payload `(payload) => void` as `Input`; one way
 * out, payload `O`. `Heads` and `Tails` are the tasks at its ends, `From` and `To` the tasks that
 * its flows leave and enter, `Open` the decisions of which an outcome still leads nowhere.
 */
export interface Block<
  in out W extends string, out Input, out O, out Heads extends string, out Tails extends string,
  out From extends string, out To extends string, out Open extends string,
> {
  readonly "~knhk": { readonly workflow: (w: W) => W; readonly input: Input; readonly output: O }
  readonly "~flow": { readonly workflow: (w: W) => W; readonly from: From; readonly to: To }
  readonly "~heads": Heads
  readonly "~tails": Tails
  readonly "~open": [Open] extends [never] ? undefined : Fault<(typeof sentences)["openEnd"], Open>
  readonly "~opens": Open
}

/** A task or a block of workflow `W` that takes the payload of `Input`. */
interface Step<in out W extends string, out Input> {
  readonly "~knhk": { readonly workflow: (w: W) => W; readonly input: Input; readonly output: unknown }
}
/** A task or a block of some workflow. */
interface AnyStep {
  readonly "~knhk": { readonly workflow: (w: never) => string; readonly input: (payload: never) => void; readonly output: unknown }
}

type HeadsOf<B> = B extends { readonly "~heads": infer H extends string } ? H : NameOf<B>
type TailsOf<B> = B extends { readonly "~tails": infer H extends string } ? H : NameOf<B>
type FromOf<B> = B extends { readonly "~flow": { readonly from: infer H extends string } } ? H : never
type ToOf<B> = B extends { readonly "~flow": { readonly to: infer H extends string } } ? H : never
type OpenOf<B> = B extends { readonly "~opens": infer H extends string } ? H : never

type Before<T extends readonly unknown[]> = readonly [unknown, ...T]
type Rest<T extends readonly unknown[]> = T extends readonly [unknown, ...infer R] ? R : []
type Init<T extends readonly unknown[]> = T extends readonly [...infer R, unknown] ? R : []
type Last<T extends readonly unknown[]> = T extends readonly [...unknown[], infer L] ? L : never

/** What each step of a sequence must be: accept what the one before gives; be no bare decision unless it is the last. */
type Chain<W extends string, T extends readonly unknown[]> = {
  readonly [X in keyof T]:
    & (X extends "0" ? unknown : X extends keyof Before<T> ? Step<W, (payload: OutputOf<Before<T>[X]>) => void> : unknown)
    & (X extends keyof Rest<T> ? Plain<NameOf<T[X]>> : unknown)
}

/**
 * Sequence (1) of tasks and blocks: each takes what the one before gives.
 *
 * @example
 * seq(t.receive, par({ parcel: t.pick, payment: t.charge }), t.ship)
 */
export function seq<const T extends readonly [AnyStep, ...AnyStep[]]>(
  ...steps: T & Chain<WorkflowOf<T[0]>, T>
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
export function par<const L extends { readonly [key: string]: AnyStep & Plain<string> }>(
  branches: L,
): Block<
  WorkflowOf<L[keyof L]>, InputOf<L[keyof L]>, { readonly [K in keyof L]: OutputOf<L[K]> }, HeadsOf<L[keyof L]>, TailsOf<L[keyof L]>,
  FromOf<L[keyof L]>, ToOf<L[keyof L]>, OpenOf<L[keyof L]>
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

type BranchOutput<O, R> = { [K in keyof R]: R[K] extends Skip ? O[K & keyof O] : OutputOf<R[K]> }[keyof R]
type SkipOf<A, B> = B extends Skip ? A : never

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
  W, (payload: I) => void, BranchOutput<O, R>, A, TailsOf<R[keyof R]>,
  A | FromOf<R[keyof R]>, HeadsOf<R[keyof R]> | ToOf<R[keyof R]>, OpenOf<R[keyof R]> | SkipOf<A, R[keyof R]>
>
export function choose(from: unknown, branches: Readonly<Record<string, unknown>>): unknown {
  return block({ kind: "choose", from: from as HandleData, branches: branches as Record<string, BlockData> })
}

/**
 * Structured Loop (21). `loop(body, t.test, "again")` is post-test: the body runs once or more.
 * `loop(t.test, "again", body)` is pre-test: the body runs never or more. While the decision `test`
 * gives the outcome named here the loop goes on; with any other outcome what follows takes its payload.
 *
 * @example
 * seq(t.draft, loop(seq(t.improve, t.print), t.review, "changes"), t.publish)
 * seq(t.open, loop(t.next, "item", t.handle), t.close)
 */
export function loop<
  W extends string, B extends AnyStep & Plain<string>, A extends string, O extends object, const P extends keyof O,
>(
  body: B & Step<W, (payload: NoInfer<O[P]>) => void>,
  test: Decision<W, A, NoInfer<OutputOf<B>>, O>,
  again: P,
): Block<
  W, InputOf<B>, O[Exclude<keyof O, P>], HeadsOf<B>, never,
  A | TailsOf<B> | FromOf<B>, A | HeadsOf<B> | ToOf<B>, A
>
export function loop<
  W extends string, A extends string, I, O extends object, const P extends keyof O, B extends AnyStep & Plain<string>,
>(
  test: Decision<W, A, I, O>,
  again: P,
  body: B & Step<W, (payload: NoInfer<O[P]>) => void> & { readonly "~knhk": { readonly output: NoInfer<I> } },
): Block<
  W, (payload: I) => void, O[Exclude<keyof O, P>], A, never,
  A | TailsOf<B> | FromOf<B>, A | HeadsOf<B> | ToOf<B>, A
>
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
  | { readonly kind: "choose"; readonly from: HandleData; readonly branches: Readonly<Record<string, BlockData>>; readonly at?: Place }
  | {
    readonly kind: "loop"; readonly pre: boolean; readonly test: HandleData; readonly again: string
    readonly body: BlockData; readonly at?: Place
  }

function block(data: BlockData): BlockData {
  return Object.freeze({ ...data, ...here() })
}
