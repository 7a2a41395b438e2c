/**
 * Makes a model smaller where that changes no verdict: fewer markings, the same answers to all four questions. Rules
 * in the manner of Berthelot and of Desel and Esparza, restricted so that they hold beside regions, milestones,
 * exclusion and OR-joins: a place that such a move asks for, empties or is next to is left alone (`observed`).
 *
 * - two moves that take and put the same: one of them; two places between the same moves: one of them
 * - a move that puts back what it takes, where something else tells whether it can be made
 * - a place that only moves take from which need nothing else: they come right after what filled it
 * - a place that only one move fills, which does nothing else and is the only one that wants what it takes: that waits
 *   until it is needed
 *
 * Each needs that a token too many is still one too many: where a place goes, one as narrow has to take its tokens.
 * Silent tasks that nobody competes with are no different from tasks here: when they go makes no difference.
 */
import type { Model, Move } from "./model.ts"
import { Seen } from "./search.ts"

export interface Reduced {
  readonly model: Model
  /** By move of the reduced model: moves of the first one, in their order. */
  readonly runs: readonly (readonly number[])[]
  /** By move of the first model, what is seen of it (`Seen`), if that is known of the reduced one. */
  readonly made: (made: ArrayLike<number>) => Uint8Array
}

export interface ReduceOptions {
  /** Silent AND-joins may fire later than they do: more is reduced, and only `sound` is told of it. Default false. */
  readonly lazy?: boolean
  /** Moves may wait until what comes after them can be made: whether they are made alone is lost. Default true. */
  readonly delays?: boolean
  /** `performance.now()` after which it stops where it is: what is left is searched. Default never. */
  readonly until?: number
}

export function reduce(
  model: Model, { lazy = false, delays = true, until = Infinity }: ReduceOptions = {},
): Reduced {
  return new Reduction(model, lazy, delays).run(until)
}

interface Joined {
  readonly takes: readonly number[]
  readonly puts: readonly number[]
  /** Which of the two has special demands, if one has. */
  readonly head: number
}

/** One move, or two one after the other. */
type Rope = number | readonly [Rope, Rope]

class Reduction {
  readonly #model: Model
  readonly #lazy: boolean
  readonly #delays: boolean
  readonly #bounds: readonly number[]
  readonly #takes: (readonly number[])[] = []
  readonly #puts: (readonly number[])[] = []
  readonly #rope: Rope[] = []
  /** The move of the first model whose special demands it has. */
  readonly #head: number[] = []
  readonly #gone: boolean[] = []
  /** Whether it changed since it was compared with those beside it. */
  readonly #fresh: boolean[] = []
  readonly #producers: number[][] = []
  readonly #consumers: number[][] = []
  readonly #rigid: Uint8Array
  readonly #observed: Uint8Array
  readonly #kept: Uint8Array
  readonly #work: Uint8Array
  /** Pairs: a move is made if the one after it is. */
  readonly #made: number[] = []
  readonly #open: number[] = []
  readonly #queued: Uint8Array

  constructor(model: Model, lazy: boolean, delays: boolean) {
    this.#lazy = lazy
    this.#delays = delays
    const { moves, bounds, initial, outputs, isWork } = model
    this.#model = model
    this.#bounds = bounds
    this.#kept = new Uint8Array(bounds.length)
    this.#work = new Uint8Array(bounds.length)
    for (let p = 0; p < bounds.length; p++) {
      this.#producers.push(NONE)
      this.#consumers.push(NONE)
      if (isWork(p)) this.#work[p] = 1
      else this.#kept[p] = 1
    }
    for (let m = 0; m < moves.length; m++) {
      const { takes, puts } = moves[m]!
      this.#takes.push(takes)
      this.#puts.push(puts)
      this.#rope.push(m)
      this.#head.push(m)
      this.#gone.push(false)
      this.#fresh.push(true)
      for (let i = 0; i < takes.length; i++) add(this.#consumers, takes[i]!, m)
      for (let i = 0; i < puts.length; i++) add(this.#producers, puts[i]!, m)
    }
    for (const p of initial) this.#kept[p] = 1
    for (const p of outputs) this.#kept[p] = 1
    this.#observed = new Uint8Array(bounds.length)
    this.#rigid = new Uint8Array(moves.length)
    this.#observe(moves)
    this.#queued = new Uint8Array(bounds.length)
    for (let p = bounds.length - 1; p >= 0; p--) this.#look(p)
  }

  run(until: number): Reduced {
    let looked = 0
    for (let p = this.#open.pop(); p !== undefined; p = this.#open.pop()) {
      if ((++looked & 255) === 0 && performance.now() > until) break
      this.#queued[p] = 0
      this.#sameMoves(p)
      if (this.#kept[p] === 0 && this.#observed[p] === 0 && !this.#samePlace(p) && !this.#after(p)
        && this.#delays) this.#before(p)
    }
    const left: number[] = []
    for (let m = 0; m < this.#gone.length; m++) if (!this.#gone[m]) left.push(m)
    const { moves } = this.#model
    const first = moves.length
    return {
      model: { ...this.#model, moves: left.map((m) => this.#move(m)) },
      runs: left.map((m) => flat(this.#rope[m]!)),
      made: (made) => {
        const all = new Uint8Array(this.#gone.length)
        left.forEach((m, i) => { all[m] = made[i]! })
        for (let i = this.#made.length - 2; i >= 0; i -= 2) {
          all[this.#made[i]!]! |= all[this.#made[i + 1]!]! & Seen.made
        }
        left.forEach((m, i) => { all[this.#head[m]!]! |= made[i]! })
        return all.subarray(0, first)
      },
    }
  }

  #move(m: number): Move {
    const { act, special, urgent, ends } = this.#model.moves[this.#head[m]!]!
    return {
      act, takes: this.#takes[m]!, puts: this.#puts[m]!, urgent: urgent && this.#isRigid(m),
      ...(special !== undefined && { special }), ...(ends !== undefined && { ends }),
    }
  }

  /** Until nothing changes: what a move sees that is more than tokens, and moves by themselves beside that. */
  #observe(moves: readonly Move[]): void {
    const see = (p: number) => { this.#observed[p] = 1 }
    const rivals = new Set<number>()
    for (const { act, special } of moves) {
      if (special === undefined || special.behind.length === 0) continue
      for (const task of [act.task, ...special.behind]) rivals.add(task)
    }
    const urgent: number[] = []
    moves.forEach((move, m) => {
      const { act, takes, puts, special, ends } = move
      if (move.urgent) urgent.push(m)
      if (special !== undefined) {
        const { reads, absent, room, anyOf, waits, resets } = special
        for (const list of [reads, absent, room, anyOf, resets]) list.forEach(see)
        for (const { inputs, needs } of waits) {
          inputs.forEach(see)
          for (const { places } of needs) places.forEach(see)
        }
      }
      const twice = hasTwice(takes) || hasTwice(puts)
      if (twice) for (const p of [...takes, ...puts]) see(p)
      if (rivals.has(act.task)) takes.forEach(see)
      if (twice || special !== undefined || ends !== undefined) this.#rigid[m] = 1
    })
    const stops = urgent.some((m) => moves[m]!.ends !== undefined)
    for (const m of urgent) if (stops || this.#rigid[m] === 1 || this.#competes(m)) this.#stiffen(m)
    for (let again = true; again;) {
      again = false
      for (const m of urgent) {
        const isBeside = [...this.#takes[m]!, ...this.#puts[m]!].some((p) => this.#observed[p] === 1)
        if (this.#rigid[m] === 1 || !isBeside) continue
        this.#stiffen(m)
        again = true
      }
    }
  }

  #stiffen(m: number): void {
    this.#rigid[m] = 1
    for (const p of [...this.#takes[m]!, ...this.#puts[m]!]) this.#observed[p] = 1
  }

  /** Whether it matters when a move that goes by itself goes: others want what it takes, or work is done with it. */
  #competes(m: number): boolean {
    const [takes, puts] = [this.#takes[m]!, this.#puts[m]!]
    return (takes.length > 1 && !this.#lazy) || !this.#isWorkIn(puts)
      || takes.some((p) => this.#consumers[p]!.length > 1 || !this.#isNarrow(p, puts))
  }

  #isRigid(m: number): boolean {
    return this.#rigid[this.#head[m]!] === 1
  }

  /** Whether a token too many in a place becomes one too many in one of these. */
  #isNarrow(p: number, puts: readonly number[]): boolean {
    for (let i = 0; i < puts.length; i++) if (this.#bounds[puts[i]!]! <= this.#bounds[p]!) return true
    return false
  }

  /** Whether a token that is work stays work, or comes to an end, in one of these. */
  #isWorkIn(places: readonly number[]): boolean {
    for (let i = 0; i < places.length; i++) {
      if (this.#work[places[i]!] === 1 || this.#model.outputs.has(places[i]!)) return true
    }
    return false
  }

  /** Moves that take from a place and are like another one, or change nothing. */
  #sameMoves(p: number): void {
    const consumers = this.#consumers[p]!
    if (consumers.length < 2) return
    for (let i = consumers.length - 1; i >= 0; i--) {
      const m = consumers[i]!
      if (m === undefined || !this.#fresh[m] || this.#isRigid(m)) continue
      this.#fresh[m] = false
      const takes = this.#takes[m]!
      const isIdle = same(takes, this.#puts[m]!)
      for (const other of consumers) {
        if (other === m || this.#isRigid(other) || !same(this.#takes[other]!, takes)) continue
        if (!isIdle && !same(this.#puts[other]!, this.#puts[m]!)) continue
        this.#drop(m)
        this.#made.push(m, other)
        break
      }
    }
  }

  /** A place that another one always agrees with. */
  #samePlace(p: number): boolean {
    const producers = this.#producers[p]!
    const consumers = this.#consumers[p]!
    if (producers.length === 0 || consumers.length === 0) return false
    // Such a place lies beside it on both sides: where fewer are, fewer have to be looked at.
    const [put, taken] = [this.#puts[producers[0]!]!, this.#takes[consumers[0]!]!]
    const beside = put.length < taken.length ? put : taken
    for (let i = 0; i < beside.length; i++) {
      const q = beside[i]!
      if (q === p || this.#kept[q] === 1 || this.#observed[q] === 1 || this.#bounds[q]! > this.#bounds[p]!) continue
      if (!same(this.#producers[q]!, producers) || !same(this.#consumers[q]!, consumers)) continue
      for (const m of producers) this.#puts[m] = without(this.#puts[m]!, p)
      for (const m of consumers) this.#takes[m] = without(this.#takes[m]!, p)
      for (const m of [...producers, ...consumers]) this.#fresh[m] = true
      this.#empty(p)
      for (const m of this.#producers[q]!) this.#lookAt(m)
      for (const m of this.#consumers[q]!) this.#lookAt(m)
      return true
    }
    return false
  }

  /** Those that take from a place need nothing else: each comes right after one that filled it. */
  #after(p: number): boolean {
    const producers = this.#producers[p]!
    const consumers = this.#consumers[p]!
    if (producers.length === 0 || consumers.length === 0 || (producers.length > 1 && consumers.length > 1)) return false
    for (let i = 0; i < consumers.length; i++) {
      const b = consumers[i]!
      const puts = this.#puts[b]!
      if (this.#isRigid(b) || this.#takes[b]!.length !== 1 || !this.#isNarrow(p, puts)) return false
      if (!this.#isWorkIn(puts)) return false
      for (let k = 0; k < puts.length; k++) {
        const q = puts[k]!
        if (q === p || this.#observed[q] === 1) return false
        for (let j = 0; j < producers.length; j++) if (this.#puts[producers[j]!]!.includes(q)) return false
      }
    }
    for (let j = 0; j < producers.length; j++) {
      if (this.#model.moves[this.#head[producers[j]!]!]!.ends !== undefined) return false
    }
    if (producers.length === 1 && consumers.length === 1) {
      const [a, b] = [producers[0]!, consumers[0]!]
      this.#append(a, b, moved(this.#puts[a]!, p, this.#puts[b]!))
    } else {
      this.#join(p, (a, b) => ({ takes: this.#takes[a]!, puts: moved(this.#puts[a]!, p, this.#puts[b]!), head: a }))
    }
    return true
  }

  /** What fills a place does nothing else, and nobody else wants what it takes: it can wait until it is needed. */
  #before(p: number): boolean {
    if (this.#producers[p]!.length !== 1 || this.#consumers[p]!.length !== 1) return false
    const [a] = this.#producers[p]! as [number]
    const [b] = this.#consumers[p]! as [number]
    if (a === b) return false
    const takes = this.#takes[a]!
    if (this.#isRigid(a) || this.#puts[a]!.length !== 1 || !this.#isNarrow(p, takes)) return false
    if (!takes.some((q) => this.#work[q] === 1)) return false
    for (let i = 0; i < takes.length; i++) {
      const q = takes[i]!
      if (q === p || this.#observed[q] === 1 || this.#consumers[q]!.length > 1) return false
      if (this.#takes[b]!.includes(q)) return false
    }
    if (takes.length > 1 && this.#model.moves[this.#head[a]!]!.urgent) return false
    this.#prepend(a, b, moved(this.#takes[b]!, p, takes))
    return true
  }

  /** From now on `a` is both, and puts this: the place between them has no other moves. */
  #append(a: number, b: number, puts: readonly number[]): void {
    this.#merge(b, a, [this.#rope[a]!, this.#rope[b]!])
    const put = this.#puts[b]!
    const taken = this.#takes[b]!
    for (let i = 0; i < put.length; i++) replace(this.#producers[put[i]!]!, b, a)
    for (let i = 0; i < taken.length; i++) this.#empty(taken[i]!)
    this.#puts[a] = puts
    this.#lookAt(a)
  }

  /** From now on `b` is both, and takes this: `a` does nothing else, and nobody else wants what it takes. */
  #prepend(a: number, b: number, takes: readonly number[]): void {
    this.#merge(a, b, [this.#rope[a]!, this.#rope[b]!])
    for (const q of this.#takes[a]!) replace(this.#consumers[q]!, a, b)
    for (const q of this.#puts[a]!) this.#empty(q)
    this.#takes[b] = takes
    this.#lookAt(b)
  }

  /** Nothing puts or takes here any more. */
  #empty(p: number): void {
    this.#producers[p] = this.#consumers[p] = NONE
  }

  #merge(gone: number, into: number, rope: Rope): void {
    this.#gone[gone] = true
    this.#made.push(gone, into)
    this.#rope[into] = rope
    this.#fresh[into] = true
  }

  /** Instead of those that fill the place and those that take from it: each of these after each of those. */
  #join(
    p: number,
    make: (a: number, b: number) => Joined,
  ): void {
    const producers = [...this.#producers[p]!]
    const consumers = [...this.#consumers[p]!]
    const made = producers.flatMap((a) => consumers.map((b) => ({ a, b, ...make(a, b) })))
    for (const m of [...producers, ...consumers]) this.#drop(m)
    for (const { a, b, takes, puts, head } of made) {
      const m = this.#rope.push([this.#rope[a]!, this.#rope[b]!]) - 1
      this.#takes.push(takes)
      this.#puts.push(puts)
      this.#head.push(this.#head[head]!)
      this.#gone.push(false)
      this.#fresh.push(true)
      this.#made.push(a, m, b, m)
      for (const q of takes) add(this.#consumers, q, m)
      for (const q of puts) add(this.#producers, q, m)
      this.#lookAt(m)
    }
  }

  #drop(m: number): void {
    this.#gone[m] = true
    for (const q of this.#takes[m]!) remove(this.#consumers[q]!, m)
    for (const q of this.#puts[m]!) remove(this.#producers[q]!, m)
    this.#lookAt(m)
  }

  #lookAt(m: number): void {
    const takes = this.#takes[m]!
    const puts = this.#puts[m]!
    for (let i = 0; i < takes.length; i++) this.#look(takes[i]!)
    for (let i = 0; i < puts.length; i++) this.#look(puts[i]!)
  }

  #look(p: number): void {
    if (this.#queued[p] === 1) return
    this.#queued[p] = 1
    this.#open.push(p)
  }
}

/** Of a place that nothing puts or takes at: most have one of each, so a list is made when there is something in it. */
const NONE: number[] = []

function add(lists: number[][], p: number, m: number): void {
  if (lists[p] === NONE) lists[p] = [m]
  else lists[p]!.push(m)
}

function same(a: readonly number[], b: readonly number[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (!b.includes(a[i]!)) return false
  return true
}

function hasTwice(list: readonly number[]): boolean {
  for (let i = 1; i < list.length; i++) if (list.indexOf(list[i]!) !== i) return true
  return false
}

/** The list without one, and with others after. */
function moved(list: readonly number[], gone: number, more: readonly number[]): readonly number[] {
  if (list.length === 1 && list[0] === gone) return more
  const all = list.filter((x) => x !== gone)
  for (let i = 0; i < more.length; i++) all.push(more[i]!)
  return all
}

function without(list: readonly number[], gone: number): readonly number[] {
  return list.filter((x) => x !== gone)
}

function replace(list: number[], gone: number, by: number): void {
  list[list.indexOf(gone)] = by
}

function remove(list: number[], gone: number): void {
  const at = list.indexOf(gone)
  if (at >= 0) list.splice(at, 1)
}

function flat(rope: Rope): readonly number[] {
  const run: number[] = []
  const open: Rope[] = [rope]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (typeof next === "number") run.push(next)
    else open.push(next[1], next[0])
  }
  return run
}
