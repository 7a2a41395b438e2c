/** Least tokens by place, and sets of such demands of which none asks for more than another. */

/** A condition by its index, a running task by that of the conditions' end on. No count is 0. */
export type Vector = ReadonlyMap<number, number>

/** Whether the first has at least what the second has. */
export function covers(large: Vector, small: Vector): boolean {
  for (const [place, count] of small) if ((large.get(place) ?? 0) < count) return false
  return true
}

/** Vectors that begin with the same places, in order. */
interface Node {
  readonly next: Map<number, Node>
  /** Those that have no others. */
  readonly here: Vector[]
}

const node = (): Node => ({ next: new Map(), here: [] })

/** Vectors, to know which of them cover no other one. */
export class MinimalVectors {
  readonly #root = node()
  readonly #all: Vector[] = []

  /** Whether it is in now: not if it covers one that is. */
  add(vector: Vector): boolean {
    const places = sorted(vector)
    if (coversOne(this.#root, vector, places, 0)) return false
    let at = this.#root
    for (const place of places) {
      const next = at.next.get(place) ?? node()
      at.next.set(place, next)
      at = next
    }
    at.here.push(vector)
    this.#all.push(vector)
    return true
  }

  /** Whether one that is in covers none of those that came later. */
  has(vector: Vector): boolean {
    return !coversOne(this.#root, vector, sorted(vector), 0)
  }

  all(): readonly Vector[] {
    return this.#all.filter((vector) => this.has(vector))
  }
}

/** Whether the vector covers one of the node, but for itself. `from`: which of its places may come next there. */
function coversOne({ next, here }: Node, vector: Vector, places: readonly number[], from: number): boolean {
  if (here.some((known) => known !== vector && covers(vector, known))) return true
  for (let i = from; i < places.length; i++) {
    const then = next.get(places[i]!)
    if (then !== undefined && coversOne(then, vector, places, i + 1)) return true
  }
  return false
}

const sorted = (vector: Vector) => [...vector.keys()].sort((a, b) => a - b)
