/** Least tokens by place, and sets of such demands of which none asks for more than another. */

/** A condition by its index, a running task by that of the conditions' end on. No count is 0. */
export type Vector = ReadonlyMap<number, number>

/** Whether the first has at least what the second has. */
export function covers(large: Vector, small: Vector): boolean {
  for (const [place, count] of small) if ((large.get(place) ?? 0) < count) return false
  return true
}

/** A set of vectors none of which covers another, by their places. */
export class MinimalVectors {
  readonly #all = new Set<Vector>()
  /** By their least place, of the empty one `NOWHERE`: one that a vector covers is under one of its places. */
  readonly #under = new Map<number, Set<Vector>>()
  /** By each of their places: one that covers a vector has all of its places. */
  readonly #with = new Map<number, Set<Vector>>()

  /** Whether it is in now: not if it covers one that is. Those that it is covered by are out then. */
  add(vector: Vector): boolean {
    for (const place of [NOWHERE, ...vector.keys()]) {
      for (const known of this.#under.get(place) ?? []) if (covers(vector, known)) return false
    }
    for (const known of this.#fewestWith(vector)) if (covers(known, vector)) this.#delete(known)
    this.#all.add(vector)
    at(this.#under, leastPlace(vector)).add(vector)
    for (const place of vector.keys()) at(this.#with, place).add(vector)
    return true
  }

  has(vector: Vector): boolean {
    return this.#all.has(vector)
  }

  all(): readonly Vector[] {
    return [...this.#all]
  }

  #fewestWith(vector: Vector): ReadonlySet<Vector> {
    const sets = [...vector.keys()].map((place) => at(this.#with, place))
    return sets.reduce((least, set) => (set.size < least.size ? set : least), this.#all)
  }

  #delete(vector: Vector): void {
    this.#all.delete(vector)
    this.#under.get(leastPlace(vector))!.delete(vector)
    for (const place of vector.keys()) this.#with.get(place)!.delete(vector)
  }
}

const NOWHERE = Infinity
const leastPlace = (vector: Vector) => Math.min(NOWHERE, ...vector.keys())

function at<K, V>(sets: Map<K, Set<V>>, key: K): Set<V> {
  const known = sets.get(key)
  if (known !== undefined) return known
  const made = new Set<V>()
  sets.set(key, made)
  return made
}
