/** Markings that were met, by number: one growing block of words, found again by hash. */

export class StateTable {
  count = 0
  readonly #words: number
  #block: Int32Array
  /** Numbers plus one; 0 is free. Its length is a power of two, at least twice the count. */
  #slots = new Int32Array(256)

  constructor(words: number) {
    this.#words = words
    this.#block = new Int32Array(128 * Math.max(1, words))
  }

  /** The number of a marking; it is new if that is the count from before. */
  add(marking: Int32Array): number {
    const words = this.#words
    const slots = this.#slots
    let slot = hash(marking, words) & (slots.length - 1)
    for (let held = slots[slot]!; held !== 0; held = slots[slot]!) {
      if (this.#equals((held - 1) * words, marking)) return held - 1
      slot = (slot + 1) & (slots.length - 1)
    }
    const at = this.count * words
    if (at + words > this.#block.length) this.#growBlock()
    for (let w = 0; w < words; w++) this.#block[at + w] = marking[w]!
    slots[slot] = ++this.count
    if (this.count * 2 > slots.length) this.#growSlots()
    return this.count - 1
  }

  /** Copies a marking out; returns where it lies, for `restore`. */
  load(state: number, into: Int32Array): number {
    const at = state * this.#words
    this.restore(at, into)
    return at
  }

  restore(at: number, into: Int32Array): void {
    for (let w = 0; w < this.#words; w++) into[w] = this.#block[at + w]!
  }

  #equals(at: number, marking: Int32Array): boolean {
    for (let w = 0; w < this.#words; w++) if (this.#block[at + w] !== marking[w]) return false
    return true
  }

  #growBlock(): void {
    const block = new Int32Array(this.#block.length * 2)
    block.set(this.#block)
    this.#block = block
  }

  #growSlots(): void {
    const slots = new Int32Array(this.#slots.length * 4)
    const marking = new Int32Array(this.#words)
    for (let state = 0; state < this.count; state++) {
      this.load(state, marking)
      let slot = hash(marking, this.#words) & (slots.length - 1)
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1)
      slots[slot] = state + 1
    }
    this.#slots = slots
  }
}

/** Multiply and fold, as splitmix does; the finaliser spreads what differs in one bit. */
function hash(marking: Int32Array, words: number): number {
  let h = 0
  for (let w = 0; w < words; w++) {
    h = Math.imul(h ^ marking[w]!, 0x9e3779b1)
    h ^= h >>> 15
  }
  h = Math.imul(h ^ (h >>> 13), 0x85ebca6b)
  return (h ^ (h >>> 16)) >>> 0
}
