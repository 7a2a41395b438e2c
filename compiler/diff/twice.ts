/**
 * What a case that moves does twice or not at all, because a task stands elsewhere in the new version: it came before
 * where the case is and comes after that now, or the other way round. Tasks of a loop, and such as only one version
 * has, are left out: that is what the versions say.
 */
import { EventKind } from "../../src/kernel/event.ts"
import { coded, decoded } from "./moves.ts"
import type { Side } from "./side.ts"
import type { Space } from "./space.ts"

/** A case that moves, by its states in both spaces, and what it would do if it had begun under the new version. */
export interface Moved {
  readonly from: number
  readonly to: number
  /** The same state, of a case of the new version; absent if none of those can be in it. */
  readonly native?: number
}

export interface Misplaced {
  readonly kind: "twice" | "never"
  /** Indices in both versions. */
  readonly task: number
  readonly now: number
  readonly at: Moved
  /** In how many markings. */
  readonly markings: number
}

interface Spaces {
  readonly old: Space
  readonly next: Space
  /** Of cases that begin under the new version, from its first state. */
  readonly native: Space
}

/** Tasks that are looked at together: one bit each. */
const BITS = 32

export function misplaced(
  old: Side, next: Side, tasks: readonly number[], spaces: Spaces, moved: readonly Moved[],
): readonly Misplaced[] {
  const pairs = tasks.flatMap((task): readonly Pair[] => {
    const now = next.tasks.indexOf(old.tasks[task]!)
    return now < 0 || old.net.tasks[task]!.kind === "silent" ? [] : [{ task, now }]
  })
  const found: Misplaced[] = []
  for (let at = 0; at < pairs.length; at += BITS) {
    found.push(...together(old, next, pairs.slice(at, at + BITS), spaces, moved))
  }
  return found.sort((a, b) => a.at.from - b.at.from)
}

interface Pair {
  readonly task: number
  readonly now: number
}

function together(
  old: Side, next: Side, pairs: readonly Pair[], { old: from, next: to, native }: Spaces, moved: readonly Moved[],
): readonly Misplaced[] {
  const now = pairs.map((pair) => pair.now)
  const begins = { old: beginnings(from, old, pairs.map(({ task }) => task)), next: beginnings(to, next, now) }
  const own = beginnings(native, next, now)
  const ahead = { old: leadTo(from, begins.old), next: leadTo(to, begins.next) }
  const begun = onTheWay(from, begins.old)
  const [may, missed] = [mayBeBehind(native, own), mayBeMissed(native, own)]
  const twice = ({ from: s, to: r, native: n }: Moved) =>
    begun[s]! & ~ahead.old[s]! & ahead.next[r]! & ~(n === undefined ? 0 : may[n]!)
  const never = ({ from: s, to: r, native: n }: Moved) =>
    ~begun[s]! & ahead.old[s]! & ~ahead.next[r]! & ~(n === undefined ? -1 : missed[n]!)
  return ([["twice", twice], ["never", never]] as const).flatMap(([kind, of]) => {
    const masks = moved.map(of)
    return pairs.flatMap((pair, bit): readonly Misplaced[] => {
      const all = moved.filter((_, i) => ((masks[i]! >>> bit) & 1) === 1)
      return all.length === 0 ? [] : [{ kind, ...pair, at: all[0]!, markings: all.length }]
    })
  })
}

/** The codes of a shortest run from a state to where a task begins. */
export function wayTo(space: Space, side: Side, from: number, task: number): readonly number[] {
  const begins = beginnings(space, side, [task])
  const out: number[][] = []
  space.edges.from.forEach((state, edge) => (out[state] ??= []).push(edge))
  const by = new Map<number, number>([[from, -1]])
  for (const state of by.keys()) {
    for (const edge of out[state] ?? []) {
      const next = space.edges.to[edge]!
      if (begins[edge] === 1) {
        const run = [edge]
        for (let e = by.get(state)!; e >= 0; e = by.get(space.edges.from[e]!)!) run.push(e)
        return run.reverse().map((e) => space.edges.by[e]!)
      }
      if (!by.has(next)) by.set(next, edge)
    }
  }
  throw new Error(`no run of "${side.net.id}" leads to "${side.tasks[task]!}"`)
}

/** By edge, which of the tasks begin with it. Of tasks that wait for one signal it is not known which takes it. */
function beginnings({ edges }: Space, { net }: Side, tasks: readonly number[]): Int32Array {
  const bits = new Map<number, number>()
  tasks.forEach((task, bit) => {
    const { trigger } = net.tasks[task]!
    if (trigger === undefined) bits.set(keyOf(EventKind.start, task), 1 << bit)
    else if (net.tasks.filter((other) => other.trigger === trigger).length === 1) {
      bits.set(keyOf(EventKind.signal, trigger), 1 << bit)
    }
  })
  return Int32Array.from(edges.by, (code) => {
    const { kind, subject } = decoded(code)
    return bits.get(keyOf(kind, subject)) ?? 0
  })
}

const keyOf = (kind: EventKind, subject: number): number => coded(kind, subject, 0)

/** By state, what may follow. */
function leadTo({ count, edges }: Space, begins: Int32Array): Int32Array {
  const found = new Int32Array(count)
  settled(edges.from.length, (i) => {
    const edge = edges.from.length - 1 - i
    return raise(found, edges.from[edge]!, begins[edge]! | found[edges.to[edge]!]!)
  })
  return found
}

/** By state, what is on the run by which it was found. */
function onTheWay({ count, edges, foundBy }: Space, begins: Int32Array): Int32Array {
  const found = new Int32Array(count)
  for (let state = 0; state < count; state++) {
    const edge = foundBy(state)
    if (edge >= 0) found[state] = begins[edge]! | found[edges.from[edge]!]!
  }
  return found
}

/** By state, what is on some run to it. */
function mayBeBehind({ count, edges }: Space, begins: Int32Array): Int32Array {
  const found = new Int32Array(count)
  settled(edges.from.length, (edge) => raise(found, edges.to[edge]!, begins[edge]! | found[edges.from[edge]!]!))
  return found
}

/** By state, what is not on every run to it. */
function mayBeMissed({ count, edges }: Space, begins: Int32Array): Int32Array {
  const missed = new Int32Array(count)
  missed[0] = -1
  settled(edges.from.length, (edge) => raise(missed, edges.to[edge]!, ~begins[edge]! & missed[edges.from[edge]!]!))
  return missed
}

/** Goes over all edges until nothing changes any more. */
function settled(edges: number, visit: (edge: number) => boolean): void {
  for (let changed = true; changed;) {
    changed = false
    for (let edge = 0; edge < edges; edge++) changed = visit(edge) || changed
  }
}

function raise(found: Int32Array, state: number, bits: number): boolean {
  if ((bits & ~found[state]!) === 0) return false
  found[state]! |= bits
  return true
}
