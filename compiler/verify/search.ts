/**
 * Forward search over the markings of a model, and back from where the case can end. Nearest first, by the number of
 * tasks on the way. It stops at the first marking that is wrong; if there is none and no budget ran out, it has seen
 * every marking and every move that can be made.
 *
 * Option to complete is AG EF end: after the walk forward all markings that an end can be reached from are found by
 * walking back. Of the others a run leads into a cycle that nothing leaves to an end.
 */
import { Fired, Packed } from "./packed.ts"
import type { Model } from "./model.ts"
import { StateTable } from "./state-table.ts"

export type Property = "unsafe" | "deadlock" | "livelock" | "improper"

export interface Budget {
  readonly states: number
  /** `performance.now()` after which it gives up. */
  readonly until: number
}

export interface Result {
  readonly states: number
  /** What is wrong, and the moves that lead there; of a livelock with the moves that go round. */
  readonly wrong?: { readonly property: Property; readonly run: readonly number[]; readonly cycle?: readonly number[] }
  /** All markings were seen. */
  readonly complete: boolean
  /** By move: what was seen of it, as bits of `Seen`. */
  readonly made: Uint8Array
  /** Explicit ends: a shortest run to an end beside which work is left. */
  readonly improper?: readonly number[]
}

/** That a move was made; its region held something; its OR-join found one input marked, or several, or all of them. */
export const Seen = { made: 1, emptied: 2, one: 4, some: 8, all: 16 } as const

/** `costs`: by move, how many tasks it stands for. */
export function search(model: Model, costs: ArrayLike<number>, budget: Budget): Result {
  return new Search(model, costs).run(budget)
}

const Went = { on: 0, ended: 1, cancelled: 2, overflow: 3 } as const

class Search {
  readonly #model: Model
  readonly #packed: Packed
  readonly #costs: ArrayLike<number>
  readonly #states: StateTable
  readonly #chosen: number[] = []
  readonly #urgent: number[] = []
  readonly #outputs: Int32Array
  readonly #work: Int32Array
  readonly #made: Uint8Array
  /** By state: the state before it and the move between, and what the way to it costs. */
  readonly #parent: number[] = [-1]
  readonly #via: number[] = [-1]
  readonly #cost: number[] = [0]
  /** States to look at, by cost. */
  readonly #open: number[][] = [[0]]
  readonly #from: number[] = []
  readonly #to: number[] = []
  readonly #through: number[] = []
  /** States from which an end is one move away, or that are one. */
  readonly #last: number[] = []
  #asked = 0
  #late = false
  #improper: { readonly state: number; readonly move: number | undefined; readonly cost: number } | undefined

  constructor(model: Model, costs: ArrayLike<number>) {
    this.#model = model
    this.#packed = new Packed(model)
    this.#costs = costs
    this.#states = new StateTable(this.#packed.words)
    model.moves.forEach(({ urgent }, m) => { (urgent ? this.#urgent : this.#chosen).push(m) })
    this.#outputs = this.#packed.mask(model.outputs)
    const work: number[] = []
    for (let p = 0; p < model.bounds.length; p++) if (model.isWork(p)) work.push(p)
    this.#work = this.#packed.mask(work)
    this.#made = new Uint8Array(model.moves.length)
  }

  run(budget: Budget): Result {
    const opened = this.#opened()
    if (opened !== Went.on) {
      if (opened === Went.ended) return { ...this.#result({ complete: true }), ...(this.#isLeft() && { improper: [] }) }
      if (opened === Went.cancelled) return this.#result({ complete: true })
      return this.#result({ complete: false, wrong: { property: "unsafe", run: [] } })
    }
    this.#states.add(this.#packed.marking)
    for (let cost = 0; cost < this.#open.length; cost++) {
      const level = this.#open[cost] ?? []
      for (let i = 0; i < level.length; i++) {
        const state = level[i]!
        if (this.#cost[state] !== cost) continue
        const wrong = this.#expand(state, budget)
        if (wrong !== undefined) return this.#result({ complete: false, wrong })
        if (this.#isSpent(budget)) return this.#result({ complete: false })
      }
    }
    const livelock = this.#livelock()
    return this.#result({ complete: true, ...(livelock !== undefined && { wrong: livelock }) })
  }

  #opened(): number {
    const { initial, explicit, outputs } = this.#model
    for (const p of initial) {
      if (this.#packed.tokens(p) >= this.#model.bounds[p]!) return Went.overflow
      this.#packed.put(p)
      if (explicit && outputs.has(p)) return Went.ended
    }
    return this.#settle()
  }

  #result(found: Pick<Result, "complete" | "wrong">): Result {
    const improper = this.#improper
    return {
      states: this.#states.count, made: this.#made, ...found,
      ...(improper !== undefined && { improper: this.#way(improper.state, improper.move) }),
    }
  }

  /** Asked often: the clock is looked at now and then. */
  #isSpent({ states, until }: Budget): boolean {
    if ((++this.#asked & 255) === 0 && performance.now() > until) this.#late = true
    return this.#late || this.#states.count > states
  }

  /** Breaks off where the budget ends. */
  #expand(state: number, budget: Budget): Result["wrong"] {
    const packed = this.#packed
    const { marking } = packed
    const at = this.#states.load(state, marking)
    let isDead = true
    for (let i = 0; i < this.#chosen.length; i++) {
      const move = this.#chosen[i]!
      if (!packed.isEnabled(move)) continue
      isDead = false
      const went = this.#go(move)
      if (went === Went.overflow) return { property: "unsafe", run: this.#way(state, move) }
      if (went === Went.on) this.#reach(state, move)
      else this.#last.push(state)
      if (went === Went.ended && this.#isLeft()) this.#noteImproper(state, move)
      this.#states.restore(at, marking)
      if (this.#isSpent(budget)) return undefined
    }
    if (!isDead) return undefined
    const isExcluded = (move: number) => packed.isEnabled(move, true)
    if (!this.#model.explicit && this.#isAtEnd() && !this.#isLeft() && !this.#chosen.some(isExcluded)) {
      this.#last.push(state)
      return undefined
    }
    return { property: "deadlock", run: this.#way(state) }
  }

  /** A move and what goes by itself after it. */
  #go(move: number): number {
    const went = this.#make(move)
    return went !== Went.on || this.#urgent.length === 0 ? went : this.#settle()
  }

  #make(move: number): number {
    this.#made[move]! |= this.#seen(move)
    if (this.#packed.fire(move) === Fired.overflow) return Went.overflow
    return this.#isOver(move)
  }

  #seen(move: number): number {
    const { special, takes } = this.#model.moves[move]!
    if (special === undefined) return Seen.made
    const { resets, anyOf } = special
    const isMarked = (p: number) => this.#packed.tokens(p) > 0
    // What it takes itself is not found there; of its own instances others may still run.
    const taken = (p: number) =>
      (p < this.#model.conditions ? takes.filter((q) => q === p).length + Number(anyOf.includes(p)) : 0)
    const emptied = resets.some((p) => isMarked(p) && this.#packed.tokens(p) > taken(p)) ? Seen.emptied : 0
    const marked = anyOf.filter(isMarked).length
    const found = marked === 0 ? 0 : marked === anyOf.length ? Seen.all : marked === 1 ? Seen.one : Seen.some
    return Seen.made | emptied | found
  }

  /** Whether the case is over with a move that was made. */
  #isOver(move: number): number {
    if (this.#model.moves[move]!.ends === "cancelled") return Went.cancelled
    return this.#model.explicit && this.#isAtEnd() ? Went.ended : Went.on
  }

  #settle(): number {
    const { moves } = this.#model
    for (let pass = 0; pass < this.#model.passes; pass++) {
      let went = false
      let last = -1
      for (let i = 0; i < this.#urgent.length; i++) {
        const move = this.#urgent[i]!
        const { task } = moves[move]!.act
        if (task === last || !this.#packed.isEnabled(move)) continue
        went = true
        last = task
        const made = this.#make(move)
        if (made !== Went.on) return made
      }
      if (!went) return Went.on
    }
    return Went.overflow
  }

  #isAtEnd(): boolean {
    const { marking } = this.#packed
    for (let w = 0; w < marking.length; w++) if ((marking[w]! & this.#outputs[w]!) !== 0) return true
    return false
  }

  /** Whether work is there. A second token at an explicit end was work when the first came, if that stopped nothing. */
  #isLeft(): boolean {
    const { marking } = this.#packed
    let ends = 0
    for (let w = 0; w < marking.length; w++) {
      if ((marking[w]! & this.#work[w]!) !== 0) return true
      if (!this.#model.explicit) continue
      for (let bits = marking[w]! & this.#outputs[w]!; bits !== 0; bits &= bits - 1) if (++ends > 1) return true
    }
    return false
  }

  #noteImproper(state: number, move?: number): void {
    const cost = this.#cost[state]! + (move === undefined ? 0 : this.#costs[move]!)
    if (this.#improper === undefined || cost < this.#improper.cost) this.#improper = { state, move, cost }
  }

  #reach(from: number, move: number): void {
    const cost = this.#cost[from]! + this.#costs[move]!
    const known = this.#states.count
    const to = this.#states.add(this.#packed.marking)
    this.#from.push(from)
    this.#to.push(to)
    this.#through.push(move)
    if (to < known && this.#cost[to]! <= cost) return
    this.#parent[to] = from
    this.#via[to] = move
    this.#cost[to] = cost
    const level = this.#open[cost]
    if (level === undefined) this.#open[cost] = [to]
    else level.push(to)
  }

  #way(state: number, last?: number): readonly number[] {
    const run = last === undefined ? [] : [last]
    for (let at = state; at > 0; at = this.#parent[at]!) run.push(this.#via[at]!)
    return run.reverse()
  }

  #livelock(): Result["wrong"] {
    const count = this.#states.count
    const reaches = new Uint8Array(count)
    const back = rowsBy(this.#to, this.#from, count)
    const open = this.#last.filter((s) => reaches[s] === 0 && (reaches[s] = 1) === 1)
    for (let i = 0; i < open.length; i++) {
      for (let e = back.start[open[i]!]!, end = back.start[open[i]! + 1]!; e < end; e++) {
        const before = back.value[e]!
        if (reaches[before] === 0) open.push((reaches[before] = 1, before))
      }
    }
    let first = -1
    for (let s = 0; s < count; s++) {
      if (reaches[s] === 0 && (first < 0 || this.#cost[s]! < this.#cost[first]!)) first = s
    }
    if (first < 0) return undefined
    const next = new Map<number, number>()
    this.#from.forEach((from, e) => { if (reaches[from] === 0 && !next.has(from)) next.set(from, e) })
    const met = new Map<number, number>()
    const walked: number[] = []
    let at = first
    for (; !met.has(at); at = this.#to[walked.at(-1)!]!) {
      met.set(at, walked.length)
      walked.push(next.get(at)!)
    }
    const moves = walked.map((e) => this.#through[e]!)
    const lead = met.get(at)!
    return { property: "livelock", run: [...this.#way(first), ...moves.slice(0, lead)], cycle: moves.slice(lead) }
  }
}

/** The values with a key, by key. */
function rowsBy(keys: readonly number[], values: readonly number[], count: number) {
  const start = new Int32Array(count + 1)
  for (const key of keys) start[key + 1]!++
  for (let i = 0; i < count; i++) start[i + 1]! += start[i]!
  const fill = start.slice()
  const value = new Int32Array(keys.length)
  keys.forEach((key, i) => { value[fill[key]!++] = values[i]! })
  return { start, value }
}
