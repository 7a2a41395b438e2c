/**
 * Moves over packed markings: a place of bound 1 is a bit, any other a byte, in words of 32 bits. What a move asks and
 * does is a few masks; only what masks cannot say is looked at place by place.
 */
import type { Model, Move } from "./model.ts"

/** Rows of words and masks, one after the other, by move. */
class Masks {
  readonly start: Int32Array
  readonly word: number[] = []
  readonly mask: number[] = []
  #row = 0

  constructor(rows: number) {
    this.start = new Int32Array(rows + 1)
  }

  /** Whether the row had none of these bits. */
  add(word: number, mask: number): boolean {
    const at = this.word.indexOf(word, this.start[this.#row])
    if (at < 0) {
      this.word.push(word)
      this.mask.push(mask)
      return true
    }
    const had = this.mask[at]!
    this.mask[at] = had | mask
    return (had & mask) === 0
  }

  endRow(): void {
    this.start[++this.#row] = this.word.length
  }
}

/** Rows of bytes to count in, by move: so many tokens at a place, of a word, a shift and a bound. */
class Counts {
  readonly start: Int32Array
  readonly word: number[] = []
  readonly shift: number[] = []
  readonly bound: number[] = []
  readonly count: number[] = []
  readonly #place: number[] = []
  #row = 0

  constructor(rows: number) {
    this.start = new Int32Array(rows + 1)
  }

  add(place: number, word: number, shift: number, bound: number): void {
    const at = this.#place.indexOf(place, this.start[this.#row])
    if (at >= 0) {
      this.count[at]!++
      return
    }
    this.#place.push(place)
    this.word.push(word)
    this.shift.push(shift)
    this.bound.push(bound)
    this.count.push(1)
  }

  endRow(): void {
    this.start[++this.#row] = this.word.length
  }
}

/** What came of a move. */
export const Fired = { fine: 0, overflow: 1 } as const

export class Packed {
  readonly words: number
  /** The marking that moves are tried on. */
  readonly marking: Int32Array
  /** After `Fired.overflow`: the place that would have held too many. */
  overflown = -1
  readonly #moves: readonly Move[]
  readonly #bounds: readonly number[]
  readonly #word: Int32Array
  readonly #shift: Int32Array
  readonly #needs: Masks
  readonly #absent: Masks
  readonly #clears: Masks
  readonly #sets: Masks
  readonly #takes: Counts
  readonly #puts: Counts
  /** Moves that ask for more than masks say. */
  readonly #asks: Uint8Array
  /** Moves that put two tokens where one has room. */
  readonly #floods: Uint8Array

  constructor({ moves, bounds, initial, outputs }: Pick<Model, "moves" | "bounds" | "initial" | "outputs">) {
    this.#moves = moves
    this.#bounds = bounds
    this.#word = new Int32Array(bounds.length).fill(-1)
    this.#shift = new Int32Array(bounds.length)
    this.words = this.#lay([...initial, ...outputs])
    this.marking = new Int32Array(this.words)
    const rows = moves.length
    this.#needs = new Masks(rows)
    this.#absent = new Masks(rows)
    this.#clears = moves.some(({ special }) => special !== undefined) ? new Masks(rows) : this.#needs
    this.#sets = new Masks(rows)
    this.#takes = new Counts(rows)
    this.#puts = new Counts(rows)
    this.#asks = new Uint8Array(rows)
    this.#floods = new Uint8Array(rows)
    for (let m = 0; m < rows; m++) this.#addRow(m)
  }

  #addRow(m: number): void {
    const { takes, puts, special } = this.#moves[m]!
    for (const p of takes) {
      if (this.#bounds[p] !== 1) this.#count(this.#takes, p)
      else {
        if (!this.#mark(this.#needs, p)) this.#asks[m] = 1
        if (this.#clears !== this.#needs) this.#mark(this.#clears, p)
      }
    }
    for (const p of puts) {
      if (this.#bounds[p] !== 1) this.#count(this.#puts, p)
      else if (!this.#mark(this.#sets, p)) this.#floods[m] = 1
    }
    if (special !== undefined) {
      const { reads, absent, resets, room, behind, anyOf } = special
      for (const p of reads) if (this.#bounds[p] === 1) this.#mark(this.#needs, p); else this.#asks[m] = 1
      for (const p of absent) this.#mark(this.#absent, p)
      for (const p of resets) this.#mark(this.#clears, p)
      if (room.length + behind.length + anyOf.length > 0) this.#asks[m] = 1
    }
    for (const rows of [this.#needs, this.#absent, this.#sets, this.#takes, this.#puts]) rows.endRow()
    if (this.#clears !== this.#needs) this.#clears.endRow()
  }

  /** Whether it was not in the row. */
  #mark(rows: Masks, p: number): boolean {
    return rows.add(this.#word[p]!, this.#full(p))
  }

  #count(rows: Counts, p: number): void {
    rows.add(p, this.#word[p]!, this.#shift[p]!, this.#bounds[p]!)
  }

  /** Which words and masks hold these places. */
  mask(places: Iterable<number>): Int32Array {
    const masks = new Int32Array(this.words)
    for (const p of places) if (this.#word[p]! >= 0) masks[this.#word[p]!]! |= this.#full(p)
    return masks
  }

  tokens(place: number): number {
    const word = this.#word[place]!
    return word < 0 ? 0 : (this.marking[word]! >>> this.#shift[place]!) & (this.#bounds[place] === 1 ? 1 : 255)
  }

  /** Puts a token that fits. */
  put(place: number): void {
    this.marking[this.#word[place]!]! += 1 << this.#shift[place]!
  }

  /** Whether a move can be made; or could be, if nothing excluded it. */
  isEnabled(move: number, evenIfExcluded = false): boolean {
    const { marking } = this
    const needs = this.#needs
    for (let i = needs.start[move]!, end = needs.start[move + 1]!; i < end; i++) {
      if ((marking[needs.word[i]!]! & needs.mask[i]!) !== needs.mask[i]!) return false
    }
    if (!evenIfExcluded) {
      const absent = this.#absent
      for (let i = absent.start[move]!, end = absent.start[move + 1]!; i < end; i++) {
        if ((marking[absent.word[i]!]! & absent.mask[i]!) !== 0) return false
      }
    }
    const takes = this.#takes
    for (let i = takes.start[move]!, end = takes.start[move + 1]!; i < end; i++) {
      if (((marking[takes.word[i]!]! >>> takes.shift[i]!) & 255) < takes.count[i]!) return false
    }
    return this.#asks[move] === 0 || this.#asked(this.#moves[move]!)
  }

  /** Makes a move that is enabled. After an overflow the marking is of no use. */
  fire(move: number): number {
    const { marking } = this
    if (this.#floods[move] === 1) return this.#overflow(move)
    const takes = this.#takes
    for (let i = takes.start[move]!, end = takes.start[move + 1]!; i < end; i++) {
      marking[takes.word[i]!]! -= takes.count[i]! << takes.shift[i]!
    }
    if (this.#asks[move] === 1) this.#takeOneOfEach(this.#moves[move]!)
    const clears = this.#clears
    for (let i = clears.start[move]!, end = clears.start[move + 1]!; i < end; i++) {
      marking[clears.word[i]!]! &= ~clears.mask[i]!
    }
    const sets = this.#sets
    for (let i = sets.start[move]!, end = sets.start[move + 1]!; i < end; i++) {
      if ((marking[sets.word[i]!]! & sets.mask[i]!) !== 0) return this.#overflow(move)
      marking[sets.word[i]!]! |= sets.mask[i]!
    }
    const puts = this.#puts
    for (let i = puts.start[move]!, end = puts.start[move + 1]!; i < end; i++) {
      const held = (marking[puts.word[i]!]! >>> puts.shift[i]!) & 255
      if (held + puts.count[i]! > puts.bound[i]!) return this.#overflow(move)
      marking[puts.word[i]!]! += puts.count[i]! << puts.shift[i]!
    }
    return Fired.fine
  }

  #asked({ takes, special }: Move): boolean {
    if (takes.some((p, i) => this.#bounds[p] === 1 && takes.indexOf(p) !== i)) return false
    if (special === undefined) return true
    const { reads, room, anyOf, waits, behind } = special
    const holds = (p: number) => this.tokens(p) > 0
    if (!reads.every(holds) || !room.every((p) => this.tokens(p) < this.#bounds[p]!)) return false
    if (anyOf.length > 0 && !anyOf.some(holds)) return false
    const isFirst = ({ act }: Move, m: number) => behind.includes(act.task) && this.isEnabled(m)
    if (behind.length > 0 && this.#moves.some(isFirst)) return false
    return !waits.some(({ missing, inputs, marked, needs }) => !holds(missing)
      && (marked === undefined || inputs.every((p) => holds(p) === marked.has(p)))
      && needs.every(({ places, count }) => places.reduce((sum, p) => sum + this.tokens(p), 0) >= count))
  }

  #takeOneOfEach({ special }: Move): void {
    for (const p of special?.anyOf ?? []) {
      if (this.tokens(p) > 0) this.marking[this.#word[p]!]! -= 1 << this.#shift[p]!
    }
  }

  /** Which place it is, for what it is worth: the first that cannot take what comes. */
  #overflow(move: number): number {
    const { puts } = this.#moves[move]!
    this.overflown = puts.find((p, i) => this.#bounds[p] === 1 && puts.indexOf(p) !== i)
      ?? puts.find((p) => this.tokens(p) >= this.#bounds[p]!) ?? puts[0]!
    return Fired.overflow
  }

  /** Bits first, then bytes from a new word on; places that nothing touches have none. */
  #lay(also: readonly number[]): number {
    const used = new Uint8Array(this.#bounds.length)
    for (const p of also) used[p] = 1
    for (const { takes, puts, special } of this.#moves) {
      for (const p of takes) used[p] = 1
      for (const p of puts) used[p] = 1
      if (special !== undefined) {
        for (const list of [special.reads, special.absent, special.room, special.anyOf, special.resets]) {
          for (const p of list) used[p] = 1
        }
        for (const { needs } of special.waits) for (const { places } of needs) for (const p of places) used[p] = 1
      }
    }
    let at = 0
    const lay = (wide: boolean, width: number) => {
      for (let p = 0; p < used.length; p++) {
        if (used[p] === 0 || (this.#bounds[p]! > 1) !== wide) continue
        this.#word[p] = at >> 5
        this.#shift[p] = at & 31
        at += width
      }
      at = (at + 31) & ~31
    }
    lay(false, 1)
    lay(true, 8)
    return at >> 5
  }

  #full(place: number): number {
    return (this.#bounds[place] === 1 ? 1 : 255) << this.#shift[place]!
  }
}
