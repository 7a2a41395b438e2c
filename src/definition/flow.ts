/**
 * Flows between tasks. Each is one small generic call, so that the checker's work is the same for
 * every flow however large the workflow is, and the wavy line stands under the argument that is wrong.
 */
import type {
  FlowDefinition, Guard, GuardedRoute, Mapping, RuleDefinition, Target as TargetData,
} from "./definition.ts"
import { type Fault, refuse, type sentences, shown } from "./fault.ts"
import { callable, name, names, namesByKey, record } from "./given.ts"
import type { AnyTask, HandleData, Target, Task } from "./handle.ts"
import { here } from "./place.ts"

/** What a flow function returns. `From` and `To`: the tasks that it leaves and enters. */
export interface Flow<in out W extends string, out From extends string, out To extends string> {
  readonly "~flow": { readonly workflow: (w: W) => W; readonly from: From; readonly to: To }
  /** See `Block`. */
  readonly "~open"?: undefined
}

// A target that does not fit makes its type parameter fall back to the constraint, whose name is `string`: so a flow
// that is wrong never makes `build()` say in addition that some task has no flow.

/** Something of workflow `W`. */
export interface Of<in out W extends string> {
  readonly "~knhk": { readonly workflow: (w: W) => W }
}

/** A decision does not fit here: it has `outcomes`, of another type than this. */
export interface Plain<out A> {
  readonly outcomes?: Fault<(typeof sentences)["decisionLeft"], A>
}

/**
 * Sequence (1): when `from` is done, `to` is enabled with its payload, or with what `map` makes of
 * it. Several flows into one task: Simple Merge (5). Flows that lead back, into the middle of a loop or out of it as
 * well: Arbitrary Cycles (10).
 * `map` runs at each passing, must be a pure function of the payload, and a throw ends the case.
 *
 * @example
 * flow(t.receive, t.check)
 * flow(t.receive, t.notify, (order) => ({ to: order.customer }))
 */
export function flow<W extends string, A extends string, P, B extends Task<W, string, P, unknown>>(
  from: Task<W, A, never, P> & Plain<NoInfer<A>>,
  to: B,
): Flow<W, A, B["name"]>
/** Sequence (1) with a mapping: `to` is enabled with what `map` makes of the payload. */
export function flow<W extends string, A extends string, B extends string, P, Q>(
  from: Task<W, A, never, P> & Plain<NoInfer<A>>,
  to: Task<NoInfer<W>, B, Q, unknown>,
  map: (payload: NoInfer<P>) => NoInfer<Q>,
): Flow<W, A, B>
export function flow(from: unknown, to: unknown, map?: Mapping) {
  const mapped = map === undefined ? {} : { map: callable("flow()", map) }
  return said({ kind: "flow", from: name(from), to: name(to), ...mapped })
}

/** A route on data: `to` is taken if `guard` holds for the payload. */
export interface Route<in out W extends string, out To extends string, in P> {
  readonly "~route": { readonly workflow: (w: W) => W; readonly to: To; readonly payload: (payload: P) => void }
}

/** The last of the routes on data: taken if no guard held. */
export interface DefaultRoute<in out W extends string, out To extends string, in P> extends Route<W, To, P> {
  readonly otherwise: true
}

/** Stands for the outcomes of a task that has none. */
interface NoOutcomes {
  readonly "~none": never
}

/** One target for each outcome. */
type ByOutcome<W extends string, O> = { readonly [K in keyof O]: Target<W, string, (payload: O[K]) => void> }

/** What a silent task lacks: it does not choose. */
export interface Choosing<out A> {
  readonly silent?: Fault<(typeof sentences)["silentChoice"], A>
}

/** Routes on data of which `otherwise` is the last and the only one. */
export type Closed =
  readonly [...{ readonly "~route": object; readonly otherwise?: never }[], { readonly otherwise: true }]

/** What else is wrong: the wrong form, no `otherwise` or something after it, an outcome that does not exist. */
type RoutesFault<A, O, R> =
  O extends NoOutcomes
    ? [R] extends [Closed] ? unknown
    : [R] extends [readonly unknown[]] ? Fault<(typeof sentences)["otherwise"], A>
    : Fault<(typeof sentences)["onData"], A>
  : [R] extends [readonly unknown[]] ? Fault<(typeof sentences)["byOutcome"], A>
  : Invented<O, R>

/** What is wrong with routes of outcomes that do not exist. */
export type Invented<O, R> =
  [keyof R] extends [keyof O] ? unknown
  : { readonly [P in Exclude<keyof R, keyof O>]: Fault<(typeof sentences)["noOutcome"], P> }

/** What can choose: a decision by its outcomes, any other task by its payload, but no silent one. */
interface Chooser<in out O, out A> {
  readonly outcomes?: (outcomes: O) => O
  readonly silent?: Fault<(typeof sentences)["silentChoice"], A>
}

/** The tasks that routes lead to. Where routes do not fit, `R` is their constraint, and the tasks are any: `string`. */
export type RouteTo<R> =
  R extends readonly { readonly "~route": { readonly to: infer B extends string } }[] ? B
  : R[keyof R] extends { readonly name: infer B extends string } ? B : string

/**
 * Exclusive Choice (4): exactly one route is taken. Of a decision: routes by outcome, every outcome
 * routed. Of any other task: guards on its payload, in order, the first that holds, else `otherwise`.
 * A guard must be a pure function of the payload; a throw ends the case.
 *
 * @example
 * xor(t.check, { ok: all(t.pick, t.charge), refused: t.explain })
 * xor(t.weigh, [when((parcel) => parcel.kilos > 30, t.truck), otherwise(t.van)])
 */
export function xor<
  W extends string, A extends string, P, O extends object = NoOutcomes,
  const R extends ByOutcome<W, O> | readonly Route<W, string, P>[] = never,
>(
  from: Task<W, A, never, P> & Chooser<O, NoInfer<A>>,
  routes: R & RoutesFault<A, O, R>,
): Flow<W, A, RouteTo<R>>
export function xor(from: unknown, routes: unknown) {
  const left = name(from)
  if (Array.isArray(routes)) return said({ kind: "guard", from: left, routes: routesOf(from, routes) })
  const wanted = (from as HandleData).kind === "decision" ? "byOutcome" : "onData"
  if (typeof routes !== "object" || routes === null) refuse(wanted, shown(left), left)
  const byOutcome = Object.entries(record("xor()", routes)).map(([outcome, to]) => [outcome, target(to)] as const)
  return said({ kind: "xor", from: left, routes: Object.freeze(Object.fromEntries(byOutcome)) })
}

/** A route that is taken if `guard` holds for the payload; of `xor`, and none before it did. See `xor` and `or`. */
export function when<W extends string, B extends string, G, P extends G = G>(
  guard: (payload: G & NoInfer<P>) => boolean,
  to: Target<W, B, (payload: NoInfer<P>) => void>,
): Route<W, B, P>
export function when(guard: Guard, to: unknown): unknown {
  return Object.freeze({ guard: callable("when()", guard), to: target(to) })
}

/** The route that is taken if no guard held. It stands last, and once. See `xor` and `or`. */
export function otherwise<W extends string, B extends string, P>(
  to: Target<W, B, (payload: P) => void>,
): DefaultRoute<W, B, P>
export function otherwise(to: unknown): unknown {
  return Object.freeze({ to: target(to) })
}

/**
 * Several tasks at once as one route of a choice: a Parallel Split (2) without a task of its own.
 *
 * @example
 * xor(t.check, { ok: all(t.pick, t.charge), refused: t.explain })
 */
export function all<const L extends readonly AnyTask[]>(
  ...to: L
): L extends readonly []
  ? Fault<(typeof sentences)["noFlows"], "all">
  : Target<L[number]["~knhk"]["of"], L[number]["name"], L[number]["~knhk"]["input"]>
export function all(...to: readonly unknown[]): unknown {
  return Object.freeze({ kind: "all", tasks: names("all()", to) })
}

/**
 * Parallel Split (2): when `from` is done, all of `to` are enabled, each with its payload.
 *
 * @example
 * and(t.approve, [t.pick, t.charge])
 */
export function and<W extends string, A extends string, P, const L extends readonly Task<W, string, P, unknown>[]>(
  from: Task<W, A, never, P> & Plain<NoInfer<A>>,
  to: L,
): Flow<W, A, L[number]["name"]>
export function and(from: unknown, to: unknown) {
  return said({ kind: "and", from: name(from), to: names("and()", to) })
}

/**
 * Synchronization (3): `to` is enabled when all of `from` are done, with the record of their
 * payloads by the keys given here. A branch that is done twice before the others are done once is one
 * token too many, and ends the case. With `bound`, Generalized AND-Join (33): so many tokens, 255 at most, may wait
 * on each branch for the next times, the oldest first.
 *
 * @example
 * join({ parcel: t.pick, payment: t.charge }, t.ship)
 * join({ wheel: t.wheel, frame: t.frame }, t.assemble, { bound: 10 })
 */
export function join<
  W extends string,
  const L extends { readonly [key: string]: Task<W, string, never, unknown> & Plain<string> },
  B extends Task<W, string, { readonly [K in keyof L]: L[K]["~knhk"]["output"] }, unknown>,
>(from: L, to: B & Of<W>, options?: JoinOptions): Flow<W, L[keyof L]["name"], B["name"]>
export function join(from: unknown, to: unknown, options?: JoinOptions) {
  const { bound } = options ?? {}
  const waiting = bound === undefined ? {} : { bound }
  return said({ kind: "join", from: namesByKey("join()", from), to: name(to), ...waiting })
}

/** What `join` takes beside the tasks. */
export interface JoinOptions {
  /** Tokens that may wait on a branch, 1 to 255. Without it, 1. */
  readonly bound?: number
}

/**
 * Simple Merge (5): each of `from`, when done, enables `to` with its payload; nothing is waited for.
 * The same as one `flow` from each.
 *
 * @example
 * merge([t.refund, t.ship], t.close)
 */
export function merge<
  W extends string,
  const L extends readonly (Task<W, string, never, unknown> & Plain<string>)[],
  B extends Task<W, string, L[number]["~knhk"]["output"], unknown>,
>(from: L, to: B & Of<W>): Flow<W, L[number]["name"], B["name"]>
export function merge(from: unknown, to: unknown) {
  return said({ kind: "merge", from: names("merge()", from), to: name(to) })
}

/** What was said, with its place, frozen. */
export function said(flow: FlowDefinition | RuleDefinition) {
  return Object.freeze({ ...flow, ...here() }) as never
}

/** Routes on data, as `when` and `otherwise` made them; of a decision there are none. */
export function routesOf(from: unknown, routes: unknown): readonly GuardedRoute[] {
  const left = name(from)
  if (Array.isArray(routes)) return Object.freeze(routes.map(route))
  return refuse((from as HandleData).kind === "decision" ? "decisionLeft" : "onData", shown(left), left)
}

function route(given: GuardedRoute | null | undefined): GuardedRoute {
  return typeof given?.to === "object" ? given : refuse("route", shown(given))
}

function target(to: unknown): TargetData {
  const several = to as Extract<TargetData, { kind: "all" }> | null | undefined
  return several?.kind === "all" ? several : Object.freeze({ kind: "task", task: name(to) })
}
