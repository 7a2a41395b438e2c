/** The sequence of tasks and blocks. May import what `block.ts` may. */
import {
  block, type Block, type BlockData, type HeadsOf, type InputOf, type NamesOf, type OpenOf, type OutputOf, type Step,
  type TailsOf, type WorkflowOf,
} from "./block.ts"
import type { AnyStep } from "./handle.ts"

/** What may follow a step: it takes what the step gives. */
type After<S extends AnyStep> = Step<WorkflowOf<S>, (payload: OutputOf<S>) => void>

/** The block from the first step to the last one, of all the steps in it. */
type From<First extends AnyStep, Last extends AnyStep, All extends AnyStep> = Block<
  WorkflowOf<First>, InputOf<First>, OutputOf<Last>, NamesOf<All>, HeadsOf<First>, TailsOf<Last>, OpenOf<Last>
>

type Last<T extends readonly AnyStep[]> = T extends readonly [...unknown[], infer L extends AnyStep] ? L : never

/** The steps of `T`, each of which takes what the one before it gives. `Before` is `T` moved by one. */
type Chain<T, Before> = {
  readonly [X in keyof T]: T[X] & After<Extract<Before[X & keyof Before], AnyStep>>
}

// A type parameter for each step costs the checker a quarter of what a list of steps does, and one that does not fit
// falls back to its constraint, as in `flow`. Only the steps after the eighth go by a list.

/**
 * Sequence (1) of tasks and blocks: each takes what the one before gives.
 *
 * @example
 * seq(t.receive, par({ parcel: t.pick, payment: t.charge }), t.ship)
 */
export function seq<A extends AnyStep>(a: A): From<A, A, A>
/** Sequence (1) of tasks and blocks: each takes what the one before gives. */
export function seq<A extends AnyStep, B extends After<A>>(a: A, b: B): From<A, B, A | B>
/** Sequence (1) of tasks and blocks: each takes what the one before gives. */
export function seq<A extends AnyStep, B extends After<A>, C extends After<B>>(a: A, b: B, c: C): From<A, C, A | B | C>
/** Sequence (1) of tasks and blocks: each takes what the one before gives. */
export function seq<
  A extends AnyStep, B extends After<A>, C extends After<B>, D extends After<C>,
>(a: A, b: B, c: C, d: D): From<A, D, A | B | C | D>
/** Sequence (1) of tasks and blocks: each takes what the one before gives. */
export function seq<
  A extends AnyStep, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>,
>(a: A, b: B, c: C, d: D, e: E): From<A, E, A | B | C | D | E>
/** Sequence (1) of tasks and blocks: each takes what the one before gives. */
export function seq<
  A extends AnyStep, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>,
>(a: A, b: B, c: C, d: D, e: E, f: F): From<A, F, A | B | C | D | E | F>
/** Sequence (1) of tasks and blocks: each takes what the one before gives. */
export function seq<
  A extends AnyStep, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>,
  G extends After<F>,
>(a: A, b: B, c: C, d: D, e: E, f: F, g: G): From<A, G, A | B | C | D | E | F | G>
/** Sequence (1) of tasks and blocks: each takes what the one before gives. */
export function seq<
  A extends AnyStep, B extends After<A>, C extends After<B>, D extends After<C>, E extends After<D>, F extends After<E>,
  G extends After<F>, H extends After<G>, const T extends readonly AnyStep[],
>(
  a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, ...more: Chain<T, readonly [H, ...T]>
): From<A, Last<readonly [H, ...T]>, A | B | C | D | E | F | G | H | T[number]>
export function seq(...steps: readonly unknown[]): unknown {
  return block({ kind: "seq", steps: steps as BlockData[] })
}
