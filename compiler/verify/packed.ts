/**
 * Moves over packed markings: a place of bound 1 is a bit, any other a byte, in words of 32 bits. What a move asks and
 * does is a few masks; only what masks cannot say is looked at place by place.
 */
import type { Model, Move, Special } from "./model.ts"

/** Rows of words and masks, by move. */
interface Masks {
  readonly start: Int32Array
  readonly word: Int32Array
  readonly mask: Int32Array
}

/** Rows of bytes to count in, by move: `count` tokens at a shift of a word. */
interface Counts extends Masks {
  readonly shift: Int32Array
  readonly count: Int32Array
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
    const isBit = (p: number) => bounds[p] === 1
    const bits = (of: (move: Move) => readonly number[]) => this.#masks(moves.map((move) => of(move).filter(isBit)))
    this.#needs = bits(({ takes, special }) => (special === undefined ? takes : [...takes, ...special.reads]))
    this.#clears = this.#masks(moves.map(({ takes, special }) =>
      (special === undefined ? takes.filter(isBit) : [...takes.filter(isBit), ...special.resets])))
    this.#absent = this.#masks(moves.map(({ special }) => special?.absent ?? []))
    this.#sets = bits(({ puts }) => puts)
    this.#takes = this.#counts(moves.map(({ takes }) => takes))
    this.#puts = this.#counts(moves.map(({ puts }) => puts))
    const isTwice = (places: readonly number[]) => places.some((p, i) => isBit(p) && places.indexOf(p) !== i)
    const isAsked = ({ room, behind, anyOf, reads }: Special) =>
      room.length + behind.length + anyOf.length > 0 || reads.some((p) => !isBit(p))
    this.#asks = Uint8Array.from(moves, ({ takes, special }) =>
      Number(isTwice(takes) || (special !== undefined && isAsked(special))))
    this.#floods = Uint8Array.from(moves, ({ puts }) => Number(isTwice(puts)))
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
      if (held + puts.count[i]! > puts.mask[i]!) return this.#overflow(move)
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

  #masks(rows: readonly (readonly number[])[]): Masks {
    const start = new Int32Array(rows.length + 1)
    const word: number[] = []
    const mask: number[] = []
    rows.forEach((places, row) => {
      const from = word.length
      for (const p of places) {
        let at = word.indexOf(this.#word[p]!, from)
        if (at < 0) at = word.push(this.#word[p]!) - 1
        if (mask.length <= at) mask.push(0)
        mask[at]! |= this.#full(p)
      }
      start[row + 1] = word.length
    })
    return { start, word: Int32Array.from(word), mask: Int32Array.from(mask) }
  }

  /** Of places that are bytes; `mask` is the bound. A bit that is put twice is one that is too many. */
  #counts(rows: readonly (readonly number[])[]): Counts {
    const start = new Int32Array(rows.length + 1)
    const at: number[] = []
    const count: number[] = []
    rows.forEach((places, row) => {
      const from = at.length
      for (const p of places) {
        if (this.#bounds[p] === 1) continue
        const known = at.indexOf(p, from)
        if (known >= 0) count[known]!++
        else count[at.push(p) - 1] = 1
      }
      start[row + 1] = at.length
    })
    return {
      start, word: Int32Array.from(at, (p) => this.#word[p]!), mask: Int32Array.from(at, (p) => this.#bounds[p]!),
      shift: Int32Array.from(at, (p) => this.#shift[p]!), count: Int32Array.from(count),
    }
  }
}
