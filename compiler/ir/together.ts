/**
 * Which places may hold tokens at the same time: the least relation that has what is marked from the beginning, what
 * one move puts, and what it puts with all that may be there beside everything that it takes. It may say yes where no
 * case ever comes; where it says no, none does.
 */
import { entriesOf, type Net } from "./net.ts"
import { type Move, placesOf, type Puts, put } from "./move.ts"
import type { Vector } from "./vector.ts"

/** Most places of a net that are compared: each has a bit for each. */
const PLACES_MAX = 8_192

/** Whether a case may hold as much, as far as two tokens tell. */
export type Together = (vector: Vector) => boolean

export function together(net: Net, moves: readonly Move[]): Together {
  const places = placesOf(net)
  if (places > PLACES_MAX) return () => true
  const words = (places + 31) >> 5
  /** By place: a bit for each other that may be marked beside it, and its own if it may hold two. */
  const beside = Array.from({ length: places }, () => new Int32Array(words))
  const reached = new Uint8Array(places)
  const taking: Move[][] = beside.map(() => [])
  for (const move of moves) for (const place of new Set([...move.pre.keys(), ...move.reads])) taking[place]!.push(move)
  /** Those that may be made, as they are met, and of them those whose places have others beside them since. */
  const order = new Set<Move>()
  const open = new Set<Move>()

  for (const { input, marked = [] } of entriesOf(net)) link([new Map([input, ...marked].map((c) => [c, 1]))])
  for (const { condition } of net.triggers ?? []) {
    if (condition === undefined) continue
    link([new Map([[condition, 2]])])
    for (const place of beside.keys()) pair(condition, place)
  }
  while (open.size > 0) for (const move of order) if (open.delete(move)) make(move)
  return (vector) => {
    const needed = [...vector]
    return needed.every(([place, count], i) => reached[place] === 1 && (count < 2 || has(place, place))
      && needed.every(([other], j) => j <= i || has(place, other)))
  }

  function make(move: Move): void {
    const stays = staying(move)
    if (stays === undefined) return
    const vectors = pairwise(move.puts)
    link(vectors)
    for (const place of new Set(vectors.flatMap((vector) => [...vector.keys()]))) spread(place, stays)
  }

  function has(place: number, other: number): boolean {
    return ((beside[place]![other >> 5]! >>> (other & 31)) & 1) === 1
  }

  /** What may be there beside all that a move takes, and is after it; undefined if it can never be made. */
  function staying({ pre, reads, resets }: Move): Int32Array | undefined {
    const only = reads.filter((read) => !pre.has(read))
    const all = [...pre.keys(), ...only]
    const together = all.every((place, i) =>
      reached[place] === 1 && all.every((other, j) => j <= i || has(place, other)))
    if (!together || [...pre].some(([place, count]) => count > 1 && !has(place, place))) return undefined
    const stays = new Int32Array(words).fill(-1)
    for (const place of pre.keys()) for (let w = 0; w < words; w++) stays[w]! &= beside[place]![w]!
    for (const read of only) {
      for (let w = 0; w < words; w++) stays[w]! &= beside[read]![w]! | (w === read >> 5 ? 1 << (read & 31) : 0)
    }
    for (const place of resets) stays[place >> 5]! &= ~(1 << (place & 31))
    return stays
  }

  function link(vectors: readonly Vector[]): void {
    for (const vector of vectors) {
      for (const [place, count] of vector) {
        if (reached[place] === 0) wake(place)
        reached[place] = 1
        if (count > 1) pair(place, place)
        for (const other of vector.keys()) if (other !== place) pair(place, other)
      }
    }
  }

  function spread(place: number, stays: Int32Array): void {
    const row = beside[place]!
    for (let w = 0; w < words; w++) {
      for (let more = stays[w]! & ~row[w]!; more !== 0; more &= more - 1) {
        pair(place, (w << 5) + 31 - Math.clz32(more & -more))
      }
    }
  }

  function pair(place: number, other: number): void {
    if (has(place, other)) return
    beside[place]![other >> 5]! |= 1 << (other & 31)
    beside[other]![place >> 5]! |= 1 << (place & 31)
    wake(place)
    wake(other)
  }

  function wake(place: number): void {
    for (const move of taking[place]!) {
      order.add(move)
      open.add(move)
    }
  }
}

/** Vectors that have all pairs of what may be put at once. */
function pairwise(puts: Puts): readonly Vector[] {
  if ("oneOf" in puts) return puts.oneOf
  const { otherwise, guarded } = puts
  const other = guarded.flatMap(({ taken, not }, i) => guarded.slice(0, i).flatMap((one) =>
    [[taken, one.taken], [taken, one.not], [not, one.taken], [not, one.not]]))
  const beside = guarded.flatMap(({ taken, not }) =>
    [[otherwise.taken, not], [otherwise.not, not], [otherwise.not, taken]])
  return [[otherwise.taken], ...beside, ...other].map((outputs) => put(outputs.flat()))
}
