/**
 * Traces as paths: a situation is a set of states that the words so far may have led to, with one
 * next situation per word. So each trace is one path, and what differs only in steps that say nothing is one.
 */
import { ENDED, type Step, UNSEEN } from "./states.ts"

export interface Situation {
  /** The case is over here. */
  readonly ended: boolean
  /** Sorted by word. */
  readonly next: readonly (readonly [word: string, to: number])[]
}

export interface WordGraph {
  /** The first is that of no words. */
  readonly situations: readonly Situation[]
  /** Traces of up to this many words are whole; beyond, states or situations were left out. */
  readonly wholeTo: number
  /** Whether there is, or may be, a trace of `length` words or more. */
  longer(length: number): boolean
}

/** A place within a step: the state it leads to, after words still to be said. */
type Position = { readonly words: readonly string[]; readonly to: number }

export function wordGraph(steps: readonly (readonly Step[])[], maxSituations: number): WordGraph {
  const index = new Map<string, number>()
  const sets: { readonly positions: readonly Position[]; readonly depth: number }[] = []
  const situations: Situation[] = []
  let wholeTo = Number.POSITIVE_INFINITY

  enter([{ words: [], to: 0 }], 0)
  for (let i = 0; i < sets.length; i++) {
    const { positions, depth } = sets[i]!
    if (positions.some((p) => p.to === UNSEEN && p.words.length === 0)) wholeTo = Math.min(wholeTo, depth)
    const byWord = new Map<string, Position[]>()
    for (const { words: [word, ...rest], to } of positions) {
      if (word === undefined) continue
      const next = byWord.get(word)
      if (next) next.push({ words: rest, to })
      else byWord.set(word, [{ words: rest, to }])
    }
    const sorted = [...byWord].sort(([a], [b]) => (a < b ? -1 : 1))
    const next = sorted.map(([word, to]) => [word, enter(to, depth + 1)] as const)
    if (next.some(([, to]) => to < 0)) wholeTo = Math.min(wholeTo, depth)
    situations.push({
      ended: positions.some((p) => p.to === ENDED && p.words.length === 0), next: next.filter(([, to]) => to >= 0),
    })
  }
  return { situations, wholeTo, longer: longerThan(situations, wholeTo) }

  /** Index of the situation of these positions and all reached from them without a word; -1 if it is one too many. */
  function enter(from: readonly Position[], depth: number): number {
    const all = new Map<string, Position>()
    const open = [...from]
    for (let p = open.pop(); p !== undefined; p = open.pop()) {
      const key = JSON.stringify([p.to, p.words])
      if (all.has(key)) continue
      all.set(key, p)
      if (p.words.length === 0 && p.to >= 0) open.push(...steps[p.to]!)
    }
    const key = [...all.keys()].sort().join()
    const known = index.get(key)
    if (known !== undefined) return known
    if (sets.length === maxSituations) return -1
    index.set(key, sets.length)
    return sets.push({ positions: [...all.values()], depth }) - 1
  }
}

/** Answers level by level: which situations are at exactly n words, among those an end can be reached from. */
function longerThan(situations: readonly Situation[], wholeTo: number): (length: number) => boolean {
  const alive = Uint8Array.from(situations, (s) => (s.ended ? 1 : 0))
  for (let changed = true; changed;) {
    changed = false
    for (let i = situations.length - 1; i >= 0; i--) {
      if (alive[i] || !situations[i]!.next.some(([, to]) => alive[to])) continue
      alive[i] = 1
      changed = true
    }
  }
  let level = new Set([0].filter((s) => alive[s]))
  let at = 0
  return (length) => {
    if (wholeTo < Number.POSITIVE_INFINITY) return true
    for (; at < length; at++) {
      level = new Set([...level].flatMap((s) => situations[s]!.next.map(([, to]) => to).filter((to) => alive[to])))
    }
    return level.size > 0
  }
}
