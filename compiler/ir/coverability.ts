/**
 * Backward coverability on a net with cancellation regions (reset arcs): from which markings can one be reached that
 * has at least these tokens? Places are conditions and running tasks. Guards choose freely, other OR-joins are read as
 * XOR-joins, what excludes a task is ignored, signals may always come.
 *
 * A token more never hurts, so an upward-closed set of markings is given by its minimal vectors. Going back over a
 * transition: `max(v - post, 0) + pre`; a place that it empties demands nothing before it, and if `v` has more there
 * than it puts, it cannot be the last one.
 */
import { range } from "./draft.ts"
import { type ConditionIndex, entriesOf, type Net, type NetTask, type Output, type TaskIndex } from "./net.ts"

/** Least tokens by place: a condition by its index, a running task by that of the conditions' end on. */
export type Vector = ReadonlyMap<number, number>

interface Transition {
  readonly pre: Vector
  readonly post: Vector
  readonly reads: readonly number[]
  readonly resets: ReadonlySet<number>
}

/** Most routes of one OR-split that say what they do not take, since they make a transition for each set of them. */
const MASK_ROUTES_MAX = 10

export class Coverability {
  readonly #net: Net
  /** Output conditions of entries that end with the first token in one. */
  readonly #ends: ReadonlySet<ConditionIndex>
  readonly #producing = new Map<number, Transition[]>()
  /** Vectors that may still be found. */
  left: number

  /** `without` never starts. At most `vectors` are looked at, for all questions together. */
  constructor(net: Net, without: TaskIndex, vectors: number) {
    this.#net = net
    this.left = vectors
    this.#ends = new Set(entriesOf(net).flatMap((e) => (e.termination === "explicit" ? e.outputs : [])))
    net.tasks.forEach((task, t) => {
      for (const transition of this.#transitions(task, t, t === without)) {
        for (const place of transition.post.keys()) {
          const known = this.#producing.get(place)
          if (known) known.push(transition)
          else this.#producing.set(place, [transition])
        }
      }
    })
  }

  /** The minimal vectors that lead to the target, itself among them; undefined if they are too many. */
  basis(target: Vector): readonly Vector[] | undefined {
    let basis: Vector[] = [target]
    const open: Vector[] = [target]
    for (const vector of open) {
      if (!basis.includes(vector)) continue
      const seen = new Set<Transition>()
      for (const place of vector.keys()) {
        for (const transition of this.#producing.get(place) ?? []) {
          if (seen.has(transition)) continue
          seen.add(transition)
          const before = predecessor(vector, transition)
          if (before === undefined || basis.some((known) => covers(before, known))) continue
          basis = basis.filter((known) => !covers(known, before))
          basis.push(before)
          open.push(before)
          if (--this.left < 0) return undefined
        }
      }
    }
    return basis
  }

  #transitions(task: NetTask, t: number, never: boolean): readonly Transition[] {
    const running = this.#net.conditions.length + t
    const takes = task.join === "and" ? [tokens(task.inputs.map((i) => [i.condition, i.weight ?? 1]))]
      : task.inputs.map((i) => tokens([[i.condition, 1]]))
    const resets = new Set<number>([
      ...task.cancels.conditions, ...task.cancels.tasks.map((other) => this.#net.conditions.length + other),
    ])
    const reads = task.reads ?? []
    const puts = this.#productions(task)
    const none = new Set<number>()
    if (task.kind === "silent" || task.kind === "receive" || task.instances?.threshold === 0) {
      return never ? [] : takes.flatMap((pre) => puts.map((post) => ({ pre, post, reads, resets })))
    }
    const start = takes.map((pre) => ({ pre, post: tokens([[running, 1]]), reads, resets: none }))
    const complete = puts.map((post) => ({ pre: tokens([[running, 1]]), post, reads: [], resets }))
    return never ? complete : [...start, ...complete]
  }

  /** What a completion may put, but for less than another one puts. Nothing comes after one that ends the case. */
  #productions({ outcomes, choice, cancelsCase }: NetTask): readonly Vector[] {
    if (cancelsCase === true) return []
    const kept = (outputs: readonly Output[]) => tokens(outputs.map((o) => [o.condition, 1]))
    if (choice !== "several") {
      const going = outcomes.filter((o) => !o.outputs.some(({ condition }) => this.#ends.has(condition)))
      return going.map((o) => kept(o.outputs))
    }
    const routes = outcomes.flatMap((taken, i) =>
      i % 2 === 0 ? [{ taken: taken.outputs, not: outcomes[i + 1]?.outputs ?? [] }] : [])
    const [otherwise, ...guarded] = routes.reverse()
    const byDefault = kept([...otherwise!.taken, ...guarded.flatMap(({ not }) => not)])
    const sure = guarded.filter(({ not }) => not.length === 0).flatMap(({ taken }) => taken)
    const open = guarded.filter(({ not }) => not.length > 0)
    if (open.length > MASK_ROUTES_MAX) this.left = -1
    const masks = open.length > MASK_ROUTES_MAX ? 0 : 2 ** open.length
    return [byDefault, ...range(open.length === guarded.length ? 1 : 0, masks).map((mask) => kept([
      ...sure, ...open.flatMap(({ taken, not }, i) => ((mask >> i) & 1 ? taken : not)), ...otherwise!.not,
    ]))]
  }
}

/** The least before the transition after which there is at least the vector; undefined if it cannot lead there. */
function predecessor(vector: Vector, { pre, post, reads, resets }: Transition): Vector | undefined {
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

/** Whether the first has at least what the second has. */
export function covers(large: Vector, small: Vector): boolean {
  for (const [place, count] of small) if ((large.get(place) ?? 0) < count) return false
  return true
}

function tokens(counts: readonly (readonly [place: ConditionIndex | number, count: number])[]): Vector {
  const sum = new Map<number, number>()
  for (const [place, count] of counts) sum.set(place, (sum.get(place) ?? 0) + count)
  return sum
}
