/**
 * Blocks: flows said by their structure. A block stands for flows between the tasks in it and for
 * nothing else; blocks nest in each other and stand beside plain flows inside `flows`.
 */
import type { Place } from "./definition.ts"
import { type Fault, refuse, type sentences, shown } from "./fault.ts"
import type { Invented, Plain } from "./flow.ts"
import { handleOf, record } from "./given.ts"
import type { AnyStep, Decision, HandleData, Inside } from "./handle.ts"
import { here } from "./place.ts"

/**
 * Tasks with the flows between them: one way in, payload `(payload) => void` as `Input`; one way
 * out, payload `O`. For the other parameters see `Inside`.
 */
export interface Block<
  in out W extends string, out Input, out O,
  in out Names extends string, in out Heads extends string, in out Tails extends string, in out Open extends string,
> {
  readonly "~knhk": Inside<W, Input, O, Names, Heads, Tails, Open>
  readonly "~flow": {
    readonly workflow: (w: W) => W
    readonly from: Without<Names, Tails>
    readonly to: Without<Names, Heads>
  }
  /** Not `undefined` if an outcome leads nowhere: then the block does not fit into `flows`. */
  readonly "~open": OpenEnd<Open>
}

type Without<Names, Ends> = string extends Names ? string : Exclude<Names, Ends>

/** `string` and `any` stand for names that are not known, because something else is wrong. */
type OpenEnd<Open extends string> =
  [Open] extends [never] ? undefined : string extends Open ? undefined : Fault<(typeof sentences)["openEnd"], Open>

/** A task or a block of workflow `W` that takes the payload of `Input`. */
export interface Step<in out W extends string, out Input> {
  readonly "~knhk": Inside<W, Input, any, string, string, string, string>
}

export type WorkflowOf<B extends AnyStep> = B["~knhk"]["of"]
export type InputOf<B extends AnyStep> = B["~knhk"]["input"]
export type OutputOf<B extends AnyStep> = B["~knhk"]["output"]
export type NamesOf<B extends AnyStep> = B["~knhk"]["names"]
export type HeadsOf<B extends AnyStep> = B["~knhk"]["heads"]
export type TailsOf<B extends AnyStep> = B["~knhk"]["tails"]
export type OpenOf<B extends AnyStep> = B["~knhk"]["open"]

/**
 * Parallel Split (2) into every branch and Synchronization (3) of all of them: each branch takes the
 * same payload, what follows takes the record of theirs by key.
 *
 * @example
 * seq(t.approve, par({ parcel: t.pick, payment: seq(t.charge, t.book) }), t.ship)
 */
export function par<L extends { readonly [key: string]: AnyStep & Plain<string> }>(
  branches: L,
): Block<
  WorkflowOf<L[keyof L]>, InputOf<L[keyof L]>,
  string extends keyof L ? any : { readonly [K in keyof L]: OutputOf<L[K]> },
  NamesOf<L[keyof L]>, HeadsOf<L[keyof L]>, TailsOf<L[keyof L]>, OpenOf<L[keyof L]>
>
export function par(branches: unknown): unknown {
  const given = record<BlockData>("par()", branches)
  return Object.keys(given).length === 0 ? refuse("noFlows", "par()") : block({ kind: "par", branches: given })
}

/** A branch of `choose` without a task: the payload of the outcome goes on as it is. Only `choose` takes it. */
export interface Skip {
  readonly "~skip": true
  readonly "~knhk": Inside<any, "only choose() takes skip", never, never, never, never, never>
}

/** A branch of `choose` without a task: `choose(t.check, { missing: t.ask, complete: skip })`. */
export const skip: Skip = Object.freeze({ kind: "skip" }) as never

/** The payloads of the outcomes whose branch is `skip`. */
type Skipped<O, R> =
  Skip extends R[keyof R] ? { [K in keyof R]: R[K] extends Skip ? O[K & keyof O] : never }[keyof R] : never

/**
 * Exclusive Choice (4) of a decision and Simple Merge (5) of its branches: what follows takes what
 * the branch that was taken gives. `skip` is a branch with nothing in it.
 *
 * @example
 * seq(t.receive, choose(t.check, { complete: skip, missing: seq(t.ask, t.add) }), t.file)
 */
export function choose<
  W extends string, A extends string, I, O extends object,
  R extends { readonly [K in keyof O]: (Step<W, (payload: O[K]) => void> & Plain<string>) | Skip },
>(
  from: Decision<W, A, I, O>,
  branches: R & Invented<O, R>,
): Block<
  W, (payload: I) => void, R[keyof R]["~knhk"]["output"] | Skipped<O, R>,
  A | R[keyof R]["~knhk"]["names"], A, R[keyof R]["~knhk"]["tails"],
  R[keyof R]["~knhk"]["open"] | (Skip extends R[keyof R] ? A : never)
>
export function choose(from: unknown, branches: unknown): unknown {
  return block({ kind: "choose", from: handleOf(from), branches: record<BlockData>("choose()", branches) })
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
    ? X extends "0" ? E & Plain<string> & Step<WorkflowOf<D>, (payload: Outcome<D, P>) => void>
    : X extends "1" ? E & Step<WorkflowOf<D>, (payload: OutputOf<B>) => void>
    : keyof Outcomes<D>
  : T extends PreTest<infer D, infer P, infer B>
    ? X extends "0" ? E & Step<WorkflowOf<D>, (payload: OutputOf<B>) => void>
    : X extends "1" ? keyof Outcomes<D>
    : E & Plain<string> & Step<WorkflowOf<D>, (payload: Outcome<D, P>) => void>
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
    WorkflowOf<D>, InputOf<B>, Leaving<D, P>, NamesOf<D> | NamesOf<B>, never, never, NamesOf<D>
  >
  : T extends PreTest<infer D, infer P, infer B> ? Block<
    WorkflowOf<D>, InputOf<D>, Leaving<D, P>, NamesOf<D> | NamesOf<B>, never, never, NamesOf<D>
  > : never
export function loop(first: unknown, second: unknown, third: unknown): unknown {
  const pre = typeof second === "string"
  const [test, again, body] = pre ? [first, second, third] : [second, third, first]
  const decision = handleOf(test)
  if (typeof again !== "string") return refuse("noOutcome", `loop(), ${shown(again)} of ${shown(decision.name)}`)
  return block({ kind: "loop", pre, test: decision, again, body: body as BlockData })
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

/** The block, with its place, frozen. */
export function block(data: BlockData): BlockData {
  return Object.freeze({ ...data, ...here() })
}
