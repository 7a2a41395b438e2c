/**
 * Branches of one split that one join takes all of: unless a task is stopped from outside, each of them has a token
 * or none has, and each comes to the join by itself. So one of them tells of all, and of how often the join may start.
 */
import type { Move, Puts } from "./move.ts"
import type { Net } from "./net.ts"
import type { Vector } from "./vector.ts"

/** The moves with one branch of each such block in place of all. What is at the places of `kept` stays. */
export function oneBranchEach(net: Net, moves: readonly Move[], kept: ReadonlySet<number>): readonly Move[] {
  const shared = new Set<number>([net.input, ...(net.marked ?? [])])
  for (const callee of net.callees ?? []) for (const c of [callee.input, ...(callee.marked ?? [])]) shared.add(c)
  for (let now = moves; ;) {
    const dropped = blockOf(now, shared, kept)
    if (dropped === undefined) return now
    now = now.filter(({ pre }) => pre.size > 1 || ![...pre.keys()].some((place) => dropped.has(place)))
      .map((move) => ({ ...move, pre: without(move.pre, dropped), puts: putsWithout(move.puts, dropped) }))
  }
}

/** The places of all branches but one of some block. */
function blockOf(
  moves: readonly Move[], shared: ReadonlySet<number>, kept: ReadonlySet<number>,
): ReadonlySet<number> | undefined {
  const putting = byPlace(moves, ({ puts }) => vectorsOf(puts).flatMap((vector) => [...vector.keys()]))
  const taking = byPlace(moves, ({ pre, reads }) => [...pre.keys(), ...reads])
  for (const join of moves) {
    if (join.pre.size < 2 || join.reads.length > 0 || [...join.pre.values()].some((count) => count > 1)) continue
    const ways = [...join.pre.keys()].map((place) => wayTo(place, putting))
    const [first] = ways
    const all = new Set(ways.flatMap(({ places }) => [...places]))
    const splits = [...first!.splits]
    const even = splits.length > 0 && all.size === ways.reduce((sum, { places }) => sum + places.size, 0)
      && ways.every((way) => way.splits.size === splits.length && splits.every((split) =>
        way.splits.has(split) && putsOneInto(split.puts, way.places)))
      && ways.every(({ places }) => [...places].every((place) => !shared.has(place) && taking.get(place)!.every((move) =>
        move === join || (goesOn(move) && vectorsOf(move.puts).every((vector) => places.has([...vector.keys()][0]!))))))
      && moves.every(({ resets }) => [...all].every((place) => resets.has(place))
        || ![...all].some((place) => resets.has(place)))
    if (!even) continue
    const other = ways.filter(({ places }) => ![...places].some((place) => kept.has(place)))
    if (other.length < ways.length - 1) continue
    return new Set((other.length === ways.length ? other.slice(1) : other).flatMap(({ places }) => [...places]))
  }
  return undefined
}

interface Way {
  readonly places: ReadonlySet<number>
  readonly splits: ReadonlySet<Move>
}

/** Back from a place over moves of one token, to those that begin several branches. */
function wayTo(to: number, putting: ReadonlyMap<number, readonly Move[]>): Way {
  const places = new Set([to])
  const splits = new Set<Move>()
  for (const place of places) {
    for (const move of putting.get(place) ?? []) {
      if (goesOn(move)) for (const before of move.pre.keys()) places.add(before)
      else splits.add(move)
    }
  }
  return { places, splits }
}

/** Whether a move takes one token and puts one. */
function goesOn({ pre, reads, puts }: Move): boolean {
  const one = (vector: Vector) => vector.size === 1 && [...vector.values()][0] === 1
  return one(pre) && reads.length === 0 && "oneOf" in puts && puts.oneOf.length > 0 && puts.oneOf.every(one)
}

/** Whether one token comes into the places, whatever is chosen. */
function putsOneInto(puts: Puts, places: ReadonlySet<number>): boolean {
  const into = (conditions: Iterable<number>) => [...conditions].filter((place) => places.has(place)).length
  if ("oneOf" in puts) {
    return puts.oneOf.length > 0 && puts.oneOf.every((vector) =>
      into(vector.keys()) === 1 && [...vector].every(([place, count]) => count === 1 || !places.has(place)))
  }
  const told = [puts.otherwise, ...puts.guarded].map(({ taken, not }) =>
    [taken, not].map((outputs) => into(outputs.map(({ condition }) => condition))))
  const own = told.filter(([taken, not]) => taken !== 0 || not !== 0)
  return own.length === 1 && own[0]!.every((count) => count === 1)
}

function vectorsOf(puts: Puts): readonly Vector[] {
  if ("oneOf" in puts) return puts.oneOf
  const outputs = [puts.otherwise, ...puts.guarded].flatMap(({ taken, not }) => [...taken, ...not])
  return [new Map(outputs.map(({ condition }) => [condition, 1]))]
}

function byPlace(moves: readonly Move[], placesOf: (move: Move) => readonly number[]): Map<number, readonly Move[]> {
  const found = new Map<number, Move[]>()
  for (const move of moves) {
    for (const place of new Set(placesOf(move))) found.set(place, [...found.get(place) ?? [], move])
  }
  return found
}

const without = (vector: Vector, dropped: ReadonlySet<number>): Vector =>
  new Map([...vector].filter(([place]) => !dropped.has(place)))

function putsWithout(puts: Puts, dropped: ReadonlySet<number>): Puts {
  if ("oneOf" in puts) return { oneOf: puts.oneOf.map((vector) => without(vector, dropped)) }
  const route = ({ taken, not }: { readonly taken: readonly Output[]; readonly not: readonly Output[] }) => ({
    taken: taken.filter(({ condition }) => !dropped.has(condition)),
    not: not.filter(({ condition }) => !dropped.has(condition)),
  })
  return { otherwise: route(puts.otherwise), guarded: puts.guarded.map(route) }
}
