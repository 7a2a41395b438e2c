/**
 * Branches of one split that one join takes all of: unless a task is stopped from outside, each of them has a token
 * or none has, and each comes to the join by itself. So one of them tells of all, and of how often the join may start.
 */
import { type Move, put, type Puts, type Route } from "./move.ts"
import { entriesOf, type Net } from "./net.ts"
import type { Vector } from "./vector.ts"

type Places = ReadonlySet<number>

/** The moves with one branch of each such block in place of all. What is at the places of `kept` stays. */
export function oneBranchEach(net: Net, moves: readonly Move[], kept: Places): readonly Move[] {
  const marked: Places = new Set(entriesOf(net).flatMap(({ input, marked = [] }) => [input, ...marked]))
  for (let now = moves; ;) {
    const dropped = otherBranches(now, marked, kept)
    if (dropped === undefined) return now
    now = now.filter(({ pre }) => pre.size > 1 || ![...pre.keys()].some((place) => dropped.has(place)))
      .map((move) => ({ ...move, pre: without(move.pre, dropped), puts: putsWithout(move.puts, dropped) }))
  }
}

/** Of some block the places of all branches but one. */
function otherBranches(moves: readonly Move[], marked: Places, kept: Places): Places | undefined {
  const putting = byPlace(moves, ({ puts }) => vectorsOf(puts).flatMap((vector) => [...vector.keys()]))
  const taking = byPlace(moves, ({ pre, reads }) => [...pre.keys(), ...reads])
  const emptied = moves.flatMap(({ resets }) => (resets.size > 0 ? [resets] : []))
  /** Of which no other branch can tell: it holds what stays, or something in it empties places elsewhere. */
  const isFirm = ({ places }: Branch) => [...places].some((place) =>
    kept.has(place) || taking.get(place)!.some(({ pre, resets }) => pre.size === 1 && resets.size > 0))
  for (const join of moves) {
    if (join.pre.size < 2 || join.reads.length > 0 || ![...join.pre.values()].every((count) => count === 1)) continue
    const branches = [...join.pre.keys()].map((place) => branchTo(place, putting))
    if (!areEven(branches) || !branches.every(({ places }) => isOwn(places, join))) continue
    const [one = branches[0], ...more] = branches.filter(isFirm)
    if (more.length > 0) continue
    return new Set(branches.flatMap((branch) => (branch === one ? [] : [...branch.places])))
  }
  return undefined

  /** Whether all that is at the places comes to the join, and nothing was there from the beginning. */
  function isOwn(places: Places, join: Move): boolean {
    return [...places].every((place) => !marked.has(place) && taking.get(place)!.every((move) => move === join
      || (goesOn(move) && vectorsOf(move.puts).every((vector) => [...vector.keys()].every((to) => places.has(to))))))
  }

  /** Whether a token comes to all branches or to none, and all are emptied at once if any is. */
  function areEven(branches: readonly Branch[]): boolean {
    const all = branches.flatMap(({ places }) => [...places])
    const splits = branches[0]!.splits
    const once = new Set(all).size === all.length
    const alike = branches.every(({ places, splits: own }) => own.size === splits.size
      && [...splits].every((split) => own.has(split) && putsOneInto(split.puts, places)))
    const whole = emptied.every((resets) => new Set(all.map((place) => resets.has(place))).size === 1)
    return splits.size > 0 && once && alike && whole
  }
}

interface Branch {
  readonly places: Places
  /** The moves that begin it, and others beside it. */
  readonly splits: ReadonlySet<Move>
}

/** Back from a place over moves of one token. */
function branchTo(end: number, putting: ReadonlyMap<number, readonly Move[]>): Branch {
  const places = new Set([end])
  const splits = new Set<Move>()
  for (const place of places) {
    for (const move of putting.get(place) ?? []) {
      if (goesOn(move)) for (const before of move.pre.keys()) places.add(before)
      else splits.add(move)
    }
  }
  return { places, splits }
}

const isOne = (vector: Vector) => vector.size === 1 && [...vector.values()][0] === 1

/** Whether a move takes one token and puts one. */
function goesOn({ pre, reads, puts }: Move): boolean {
  return isOne(pre) && reads.length === 0 && "oneOf" in puts && puts.oneOf.length > 0 && puts.oneOf.every(isOne)
}

/** Whether one token comes into the places, whatever is chosen. */
function putsOneInto(puts: Puts, places: Places): boolean {
  const isOneIn = (vector: Vector) => isOne(new Map([...vector].filter(([place]) => places.has(place))))
  if ("oneOf" in puts) return puts.oneOf.length > 0 && puts.oneOf.every(isOneIn)
  const into = [puts.otherwise, ...puts.guarded].filter((route) => placesOf(route).some((place) => places.has(place)))
  return into.length === 1 && isOneIn(put(into[0]!.taken)) && isOneIn(put(into[0]!.not))
}

const placesOf = ({ taken, not }: Route) => [...taken, ...not].map(({ condition }) => condition)

function vectorsOf(puts: Puts): readonly Vector[] {
  if ("oneOf" in puts) return puts.oneOf
  return [puts.otherwise, ...puts.guarded].flatMap(({ taken, not }) => [put(taken), put(not)])
}

function byPlace(moves: readonly Move[], placesOf: (move: Move) => readonly number[]): Map<number, Move[]> {
  const found = new Map<number, Move[]>()
  for (const move of moves) {
    for (const place of new Set(placesOf(move))) {
      const known = found.get(place)
      if (known) known.push(move)
      else found.set(place, [move])
    }
  }
  return found
}

const without = (vector: Vector, dropped: Places): Vector => new Map([...vector].filter(([p]) => !dropped.has(p)))

/** An OR-split of which one route is left puts what that one puts if taken, or if not. */
function putsWithout(puts: Puts, dropped: Places): Puts {
  if ("oneOf" in puts) return { oneOf: puts.oneOf.map((vector) => without(vector, dropped)) }
  const left = ({ taken, not }: Route): Route => ({
    taken: taken.filter(({ condition }) => !dropped.has(condition)),
    not: not.filter(({ condition }) => !dropped.has(condition)),
  })
  const [otherwise, guarded] = [left(puts.otherwise), puts.guarded.map(left)]
  const [route, ...more] = [otherwise, ...guarded].filter((one) => placesOf(one).length > 0)
  if (route === undefined || more.length > 0) return { otherwise, guarded }
  return { oneOf: [put(route.taken), put(route.not)] }
}
