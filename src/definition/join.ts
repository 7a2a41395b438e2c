/** Joins beyond those of `flow.ts`: of some of the branches, of the first ones, of every token, of threads. */
import { type Fault, refuse, type sentences, shown } from "./fault.ts"
import { type Flow, type Of, type Plain, said } from "./flow.ts"
import { name, names, namesByKey, oneOf } from "./given.ts"
import type { AnyTask, Task } from "./handle.ts"
import type { Lacking } from "./number.ts"
import type { Threads } from "./split.ts"

type Branches<W extends string> = { readonly [key: string]: Task<W, string, never, unknown> & Plain<string> }

/** What `orJoin` takes beside the tasks. */
export interface OrJoinOptions {
  /** Only this kind will do; without it, the least that the workflow needs. */
  readonly kind?: "structured" | "local" | "general"
}

/**
 * OR-join: `to` is enabled when one branch has come and none of the others can come any more, with the record of
 * those that came. Structured Synchronizing Merge (7): after its own `or`, it waits for the routes that this took.
 * Local Synchronizing Merge (37): without such an `or` and without cycles, it waits while something upstream may
 * still come. General Synchronizing Merge (38): in any workflow, with cycles and cancelling; other OR-joins count as
 * plain merges then. The compiler takes the least of the three that is right; `kind` asks for one and is a finding if
 * that is not enough. `to` takes a record in which each key may be absent. If all branches always come, use `join`;
 * if only ever one, `merge`. At most 24 branches; a decision is routed first.
 *
 * @example
 * orJoin({ medical: t.medical, damage: t.assess }, t.pay)
 */
export function orJoin<
  W extends string, const L extends Branches<W>,
  B extends Task<W, string, { readonly [K in keyof L]?: L[K]["~knhk"]["output"] }, unknown>,
>(from: L, to: B & Of<W>, options?: OrJoinOptions): Flow<W, L[keyof L]["name"], B["name"]>
export function orJoin(from: unknown, to: unknown, options?: OrJoinOptions) {
  const { kind } = options ?? {}
  const demand = kind === undefined ? {} : { demand: oneOf("kind", "orJoin()", kind, kinds) }
  return said({ kind: "orJoin", from: namesByKey("orJoin()", from), to: name(to), ...demand })
}

const kinds = ["structured", "local", "general"] as const

/** What `multiMerge` takes beside the tasks. */
export interface MultiMergeOptions {
  /** Most tokens that wait for the task, and most work items of it that run, in one case: 1 to 255. */
  readonly bound: number
}

/**
 * Multi-Merge (8): each of `from`, when done, starts `to` once, with its payload; nothing is waited for and nothing
 * is lost, and the runs of `to` may overlap. For branches that run beside each other and each go on the same way.
 * What follows has to bear several tokens too: under explicit termination the first that comes to an end ends the
 * case. `bound` is how many there may be at once; one more ends the case as failed. If only one branch ever comes,
 * use `merge`.
 *
 * @example
 * multiMerge([t.door, t.engine], t.paint, { bound: 2 })
 */
export function multiMerge<
  W extends string, const L extends readonly (Task<W, string, never, unknown> & Plain<string>)[],
  B extends Task<W, string, L[number]["~knhk"]["output"], unknown>,
>(from: L, to: B & Of<W>, options: MultiMergeOptions): Flow<W, L[number]["name"], B["name"]>
export function multiMerge(from: unknown, to: unknown, options?: MultiMergeOptions) {
  return said({ kind: "multiMerge", from: names("multiMerge()", from), to: name(to), bound: options?.bound ?? 0 })
}

/** What becomes of the branches that a join of some of them did not wait for. */
export type RestOptions<W extends string> =
  /** They come and are absorbed; then the join can fire again. */
  | { readonly rest: "absorb" }
  /**
   * As `absorb`, where a branch may come again before the others came once: it waits for the next round. `bound`: so
   * many tokens of a branch, 1 to 255. Without it, 2.
   */
  | { readonly rest: "block"; readonly bound?: number }
  /** They are cancelled. `region`: what is. Without it, what lies between the split and this join. */
  | { readonly rest: "cancel"; readonly region?: readonly Task<W, string, never, unknown>[] }

/**
 * Structured Discriminator (9), `rest: "absorb"`: the first of the branches to come enables `to` with its payload;
 * the others are absorbed when they come, and when all came once it can fire again. The case is not over before they
 * are. Blocking Discriminator (28), `rest: "block"`: the same where a branch may come again early, as in a loop: it
 * waits for the next round. Cancelling Discriminator (29), `rest: "cancel"`: the first ends the others, or the
 * `region`. For the fastest answer of several. Every branch is to come once a round: one that is not begun is waited
 * for, unless the branches are the routes of one `or` and absorbed. To know which branch it was, use
 * `partialJoin(1, ...)`.
 *
 * @example
 * discriminator([t.askNorth, t.askSouth], t.book, { rest: "cancel" })
 */
export function discriminator<
  W extends string, const L extends readonly (Task<W, string, never, unknown> & Plain<string>)[] | Branches<W>,
  B extends Task<W, string, Member<L>["~knhk"]["output"], unknown>,
>(from: L, to: B & Of<W>, options: RestOptions<NoInfer<W>>): Flow<W, Member<L>["name"], B["name"]>
export function discriminator(from: unknown, to: unknown, options: RestOptions<string>) {
  const form = "discriminator()"
  return some(form, Array.isArray(from) ? byName(from) : namesByKey(form, from), to, { count: 1, bare: true }, options)
}

/** The members of a list, or the values of a record. */
type Member<L> = L extends readonly AnyTask[] ? L[number] : Extract<L[keyof L], AnyTask>

/** What is wrong with a join that waits for `N` of the branches `K`. A record that was made may have any keys. */
type Enough<N extends number, K> =
  string extends K ? unknown : number extends N ? unknown
  : [Lacking<N, K>] extends [never] ? unknown : Fault<(typeof sentences)["enough"], N>

/**
 * Structured Partial Join (30), `rest: "absorb"`: when `count` of the branches have come, `to` is enabled with the
 * record of those that came; the others are absorbed when they come, and when all came once it can fire again.
 * Blocking Partial Join (31), `rest: "block"`: a branch that comes again early waits for the next round. Cancelling
 * Partial Join (32), `rest: "cancel"`: the others are ended, or the `region`. For a majority, or for two offers out
 * of three. `to` takes a record in which each key may be absent. For the first alone and its payload, use
 * `discriminator`; for so many of the instances of one task, `instances`.
 *
 * @example
 * partialJoin(2, { ann: t.ann, bob: t.bob, eve: t.eve }, t.decide, { rest: "absorb" })
 */
export function partialJoin<
  W extends string, const N extends number, const L extends Branches<W>,
  B extends Task<W, string, { readonly [K in keyof L]?: L[K]["~knhk"]["output"] }, unknown>,
>(
  count: N & Enough<NoInfer<N>, keyof L>, from: L, to: B & Of<W>, options: RestOptions<NoInfer<W>>,
): Flow<W, L[keyof L]["name"], B["name"]>
export function partialJoin(count: number, from: unknown, to: unknown, options: RestOptions<string>) {
  const form = "partialJoin()"
  return some(form, namesByKey(form, from), to, { count, bare: false }, options)
}

function some(
  form: string, from: Readonly<Record<string, string>>, to: unknown,
  enough: { readonly count: number; readonly bare: boolean }, options: RestOptions<string>,
) {
  const rest = oneOf("rest", form, options?.rest, rests)
  const bound = options.rest === "block" ? options.bound ?? 2 : 1
  const region = options.rest === "cancel" ? options.region : undefined
  return said({
    kind: "partial", from, to: name(to), ...enough, rest, bound,
    ...(region === undefined ? {} : { region: names(`${form}, region`, region) }),
  })
}

const rests = ["absorb", "block", "cancel"] as const

/** The tasks of a list, each under its own name. */
function byName(handles: readonly unknown[]): Readonly<Record<string, string>> {
  const all = names("discriminator()", handles)
  const twice = all.find((one, i) => all.indexOf(one) !== i)
  if (twice !== undefined) refuse("twice", `discriminator(), ${shown(twice)}`, twice)
  return Object.freeze(Object.fromEntries(all.map((one) => [one, one])))
}

/**
 * Thread Merge (41): when `from` was done `count` times, `to` is enabled once, with the list of its payloads in the
 * order in which they came. `count` is fixed, 2 to 255. It ends what `threadSplit`, `multiMerge` or a loop began; if
 * fewer come, the case is stuck, as the compiler shows.
 *
 * @example
 * threadMerge(t.print, t.bind, 3)
 */
export function threadMerge<
  W extends string, A extends string, P, const N extends number, B extends Task<W, string, P[], unknown>,
>(from: Task<W, A, never, P> & Plain<NoInfer<A>>, to: B, count: N & Threads<N>): Flow<W, A, B["name"]>
export function threadMerge(from: unknown, to: unknown, count: number) {
  return said({ kind: "threadMerge", from: name(from), to: name(to), count })
}
