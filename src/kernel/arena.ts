/** The cases of one table, one after the other in memory: what the two kernels do alike. */
import { Status } from "./command.ts"
import { type Handle, generationOf, handleOf, LAST_GENERATION, slotOf, StaleHandle } from "./handle.ts"
import { stateFault } from "./state-fault.ts"
import type { StateLayout } from "./state.ts"
import type { Table } from "./table.ts"

/** Status word of a slot that nobody allocated; its word 1 is the next such slot + 1. No event fits it. */
const FREE = 0xffffffff

const FIRST_SLOTS = 64

export class Arena {
  readonly stateWords: number
  /** Replaced when it grows. */
  words: Uint32Array
  readonly #table: Table
  readonly #layout: StateLayout
  readonly #grown: () => void
  /** By slot: how many cases had it and are gone. */
  #generations = new Uint32Array(0)
  #free = 0

  /** `grown` is called after `words` was replaced. */
  constructor(table: Table, layout: StateLayout, grown: () => void) {
    this.#table = table
    this.#layout = layout
    this.#grown = grown
    this.stateWords = layout.words
    this.words = new Uint32Array(0)
    this.#grow(FIRST_SLOTS)
  }

  get slots(): number {
    return this.words.length / this.stateWords
  }

  allocate(): Handle {
    if (this.#free === 0) {
      this.#grow(this.slots * 2)
      this.#grown()
    }
    const slot = this.#free - 1
    const at = slot * this.stateWords
    this.#free = this.words[at + 1]!
    this.words[at] = Status.empty
    this.words[at + 1] = 0
    return handleOf(slot, this.#generations[slot]!)
  }

  release(handle: Handle): void {
    const slot = this.slot(handle)
    const at = slot * this.stateWords
    this.words.fill(0, at, at + this.stateWords)
    this.words[at] = FREE
    if (this.#generations[slot]!++ === LAST_GENERATION) return
    this.words[at + 1] = this.#free
    this.#free = slot + 1
  }

  read(handle: Handle): Uint32Array {
    const at = this.slot(handle) * this.stateWords
    return new Uint32Array(this.words.subarray(at, at + this.stateWords))
  }

  write(handle: Handle, state: Uint32Array): void {
    const at = this.slot(handle) * this.stateWords
    const fault = stateFault(this.#table, this.#layout, state)
    if (fault !== undefined) {
      throw new RangeError(`These words are not a state of workflow "${this.#table.workflow}": ${fault}.`)
    }
    this.words.set(state, at)
  }

  /** The slot of a live handle. */
  slot(handle: Handle): number {
    const slot = slotOf(handle)
    const generation = generationOf(handle)
    if (generation !== this.#generations[slot] || this.words[slot * this.stateWords] === FREE) {
      throw new StaleHandle(handle, generation >= 0 && generation < this.#generations[slot]!)
    }
    return slot
  }

  /** The free slots are one list, lowest first. Shared memory: nobody can detach it from under the native kernel. */
  #grow(slots: number): void {
    const words = new Uint32Array(new SharedArrayBuffer(slots * this.stateWords * 4))
    words.set(this.words)
    for (let slot = slots - 1; slot >= this.slots; slot--) {
      words[slot * this.stateWords] = FREE
      words[slot * this.stateWords + 1] = this.#free
      this.#free = slot + 1
    }
    this.words = words
    const generations = new Uint32Array(slots)
    generations.set(this.#generations)
    this.#generations = generations
  }
}
