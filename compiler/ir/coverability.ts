/**
 * Backward coverability on a net with cancellation regions (reset arcs): from which markings can one be reached that
 * has at least these tokens?
 *
 * A token more never hurts, so an upward-closed set of markings is given by its minimal vectors. Going back over a
 * move: `max(v - post, 0) + pre`; a place that it empties demands nothing before it, and if `v` has more there than it
 * puts, it cannot be the last one. What no case can hold is left out, and more tokens than a place holds end a case.
 */
import { type Move, type Puts, put } from "./move.ts"
import type { ConditionIndex, Net, NetTask, Output, TaskIndex } from "./net.ts"
import type { Together } from "./together.ts"
import { MinimalVectors, type Vector } from "./vector.ts"

/** Most routes of one OR-split that are each of use taken and not taken: all sets of them are looked at. */
const UNDECIDED_ROUTES_MAX = 10

export class Coverability {
  /** Most tokens by place. */
  readonly #bounds: readonly number[]
  readonly #together: Together
  readonly #putting = new Map<number, Move[]>()
  /** Tokens that may still be in what is found. */
  #left: number

  /** `without` never starts. So many tokens at most are in all that is found, for all questions together. */
  constructor(net: Net, moves: readonly Move[], may: Together, without: TaskIndex, tokens: number) {
    this.#left = tokens
    this.#bounds = [...net.conditions.map(({ bound }) => bound), ...net.tasks.map((task) => runsAtMost(net, task))]
    this.#together = may
    for (const move of moves) {
      if (move.task === without && move.starts) continue
      for (const place of new Set(placesPut(move.puts))) {
        const known = this.#putting.get(place)
        if (known) known.push(move)
        else this.#putting.set(place, [move])
      }
    }
  }

  /** The minimal vectors that lead to the target, itself among them; undefined if they are too many. */
  basis(target: Vector): readonly Vector[] | undefined {
    const basis = new MinimalVectors()
    const open: Vector[] = []
    const found = (vector: Vector): boolean => {
      if (!this.#fits(vector) || !basis.add(vector)) return true
      open.push(vector)
      this.#left -= vector.size
      return this.#left >= 0
    }
    if (!found(target)) return undefined
    for (const vector of open) {
      if (!basis.has(vector)) continue
      for (const move of new Set([...vector.keys()].flatMap((place) => this.#putting.get(place) ?? []))) {
        const posts = "oneOf" in move.puts ? move.puts.oneOf : helpful(move.puts, vector)
        if (posts === undefined) return undefined
        for (const post of posts) {
          const before = predecessor(vector, move, post)
          if (before !== undefined && !found(before)) return undefined
        }
      }
    }
    return basis.all()
  }

  /** Which of the conditions something empties, or takes from, on a way to a place or to fill one of those again. */
  emptiedBefore(place: number, conditions: readonly ConditionIndex[]): ReadonlySet<ConditionIndex> {
    const emptied = new Set<ConditionIndex>()
    const ways = new Set([place])
    for (const to of ways) {
      for (const { pre, reads, resets } of this.#putting.get(to) ?? []) {
        for (const condition of conditions) if (resets.has(condition) || pre.has(condition)) emptied.add(condition)
        for (const from of [...pre.keys(), ...reads, ...emptied]) ways.add(from)
      }
    }
    return emptied
  }

  #fits(vector: Vector): boolean {
    for (const [place, count] of vector) if (count > this.#bounds[place]!) return false
    return this.#together(vector)
  }
}

/** Work items of a task at most. */
function runsAtMost(net: Net, { inputs, instances }: NetTask): number {
  return instances ? 1 : Math.max(...inputs.map((i) => net.conditions[i.condition]!.bound))
}

function placesPut(puts: Puts): readonly number[] {
  if ("oneOf" in puts) return puts.oneOf.flatMap((vector) => [...vector.keys()])
  const routes = [puts.otherwise, ...puts.guarded]
  return routes.flatMap(({ taken, not }) => [...taken, ...not].map(({ condition }) => condition))
}

/** What an OR-split may put to get the vector, but for less than another choice puts of it; undefined if too much. */
function helpful(
  { otherwise, guarded }: Exclude<Puts, { readonly oneOf: unknown }>, vector: Vector,
): readonly Vector[] | undefined {
  const helps = (outputs: readonly Output[]) => outputs.some(({ condition }) => vector.has(condition))
  const sure = guarded.filter(({ not }) => !helps(not))
  const never = guarded.filter(({ taken, not }) => helps(not) && !helps(taken))
  const open = guarded.filter(({ taken, not }) => helps(not) && helps(taken))
  if (open.length > UNDECIDED_ROUTES_MAX) return undefined
  const byDefault = [otherwise.taken, ...guarded.map(({ not }) => not)]
  const byGuards = [...Array(2 ** open.length).keys()].filter((set) => set > 0 || sure.length > 0).map((set) => [
    ...sure.map(({ taken }) => taken), ...never.map(({ not }) => not),
    ...open.map(({ taken, not }, i) => ((set >> i) & 1 ? taken : not)),
  ])
  // If none of them is taken for its own sake, one of them is all the same.
  const forced = sure.length > 0 ? [] : never.map(({ taken }, i) => [
    taken, ...never.filter((_, j) => j !== i).map(({ not }) => not), ...open.map(({ not }) => not),
  ])
  const some = [...byGuards, ...forced].map((puts) => [otherwise.not, ...puts])
  return [byDefault, ...some].map((puts) => put(puts.flat()))
}

/** The least before the move after which there is at least the vector; undefined if it cannot lead there. */
function predecessor(vector: Vector, { pre, reads, resets }: Move, post: Vector): Vector | undefined {
  const before = new Map(pre)
  for (const [place, count] of vector) {
    const missing = count - (post.get(place) ?? 0)
    if (missing <= 0) continue
    if (resets.has(place)) return undefined
    before.set(place, missing + (pre.get(place) ?? 0))
  }
  for (const place of reads) before.set(place, Math.max(before.get(place) ?? 0, 1))
  return before
}
