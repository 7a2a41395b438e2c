/** Splits beyond those of `flow.ts`: several branches by data, the first to begin, one after another, many threads. */
import { type Fault, refuse, type sentences } from "./fault.ts"
import { type Choosing, type Closed, type Flow, type Plain, type Route, routesOf, type RouteTo, said } from "./flow.ts"
import { name, names } from "./given.ts"
import type { Task } from "./handle.ts"
import type { Above, Odd } from "./number.ts"

/**
 * Multi-Choice (6), the OR-split: every route is taken whose guard holds for the payload, and `otherwise` if none
 * does; all guards see the same payload. Use it where branches do not exclude each other; what comes of them is
 * brought together by `orJoin`. A guard must be a pure function of the payload; a throw ends the case. At most 24
 * routes. A decision, a silent task, a sub-workflow and a task with instances do not split so: let a task follow that
 * does.
 *
 * @example
 * or(t.claim, [when((c) => c.injured, t.medical), when((c) => c.damage > 0, t.assess), otherwise(t.file)])
 */
export function or<W extends string, A extends string, P, const R extends readonly Route<W, string, P>[]>(
  from: Task<W, A, never, P> & Plain<NoInfer<A>> & Choosing<NoInfer<A>>,
  routes: R & ([R] extends [Closed] ? unknown : Fault<(typeof sentences)["otherwise"], A>),
): Flow<W, A, RouteTo<R>>
export function or(from: unknown, routes: unknown) {
  return said({ kind: "or", from: name(from), routes: routesOf(from, routes) })
}

/** What is wrong with a list of one task, or of none. */
type TooFew<L extends readonly unknown[]> =
  L extends readonly [] | readonly [unknown] ? Fault<(typeof sentences)["two"], L["length"]> : unknown

/** A silent task is never on offer. */
export interface Offered {
  readonly silent?: Fault<(typeof sentences)["notOffered"], "silent">
}

/**
 * Deferred Choice (16): when `from` is done, all of `to` are offered, each with its payload; what begins first
 * withdraws the others in the same step. The choice is that of the surroundings: a person, a signal (`receive`), a
 * time (`timer`). Of tasks with a handler, the first that was declared begins at once, so they are of use here only
 * where something holds them back, as `milestone` does. A silent task or a sub-workflow begins at once and is
 * refused. If data decides, use `xor`.
 *
 * @example
 * defer(t.invoice, [t.paid, t.overdue]) // a receive() and a timer()
 */
export function defer<
  W extends string, A extends string, P, const L extends readonly (Task<W, string, P, unknown> & Offered)[],
>(from: Task<W, A, never, P> & Plain<NoInfer<A>>, to: L & TooFew<L>): Flow<W, A, L[number]["name"]>
export function defer(from: unknown, to: unknown) {
  return said({ kind: "defer", from: name(from), to: names("defer()", to) })
}

/** What `interleave` takes beside the tasks. `Name`: of those that are interleaved. */
export interface InterleaveOptions<in out W extends string, out Name extends string> {
  /** Pairs: the first of them is done before the second begins. */
  readonly order?: readonly (readonly [before: Task<W, Name, never, unknown>, after: Task<W, Name, never, unknown>])[]
}

/**
 * Interleaved Routing (40): when `from` is done, each task of the list is done once, each with its payload, in any
 * order and never two of them at once; then `to` is enabled with the record of their payloads by task name. With
 * `order`, Interleaved Parallel Routing (17): some are done before others. For work that shares one thing or one
 * person. A task whose turn it is not is offered and refused to start (`blocked`); a cancelled one gives its turn
 * back. Its tasks are entered and left by it alone. To keep longer parts apart, use `critical`.
 *
 * @example
 * interleave(t.admit, [t.scan, t.blood, t.talk], t.judge, { order: [[t.blood, t.talk]] })
 */
export function interleave<
  W extends string, A extends string, P,
  const L extends readonly (Task<W, string, P, unknown> & Plain<string>)[],
  B extends Task<W, string, { readonly [T in L[number] as T["name"]]: T["~knhk"]["output"] }, unknown>,
>(
  from: Task<W, A, never, P> & Plain<NoInfer<A>>, tasks: L & TooFew<L>, to: B,
  options?: InterleaveOptions<NoInfer<W>, NoInfer<L[number]["name"]>>,
): Flow<W, A | L[number]["name"], L[number]["name"] | B["name"]>
export function interleave(from: unknown, tasks: unknown, to: unknown, options?: InterleaveOptions<string, string>) {
  const order: unknown = options?.order ?? []
  return said({
    kind: "interleave", from: name(from), tasks: names("interleave()", tasks), to: name(to),
    order: Array.isArray(order) ? Object.freeze(order.map(pair)) : refuse("order", "interleave()"),
  })
}

function pair(given: unknown): readonly [before: string, after: string] {
  if (!Array.isArray(given) || given.length !== 2) return refuse("order", "interleave()")
  return Object.freeze([name(given[0]), name(given[1])])
}

/** What is wrong with a number of threads. */
export type Threads<N extends number> =
  [Odd<N> | Above<2, N> | Above<N, 255>] extends [never] ? unknown : Fault<(typeof sentences)["threads"], N>

/**
 * Thread Split (42): when `from` is done, `to` is started `count` times, each with its payload, and what follows runs
 * as often, in threads that nothing tells apart. `count` is fixed, 2 to 255. What they pass has to hold as many
 * tokens: bring them together by `threadMerge`, or let them come to an end under implicit termination. If each has an
 * input of its own, use `instances`.
 *
 * @example
 * threadSplit(t.order, t.print, 3)
 */
export function threadSplit<
  W extends string, A extends string, P, const N extends number, B extends Task<W, string, P, unknown>,
>(from: Task<W, A, never, P> & Plain<NoInfer<A>>, to: B, count: N & Threads<N>): Flow<W, A, B["name"]>
export function threadSplit(from: unknown, to: unknown, count: number) {
  return said({ kind: "threadSplit", from: name(from), to: name(to), count })
}
