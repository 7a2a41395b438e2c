/** A sum that does not depend on who adds its parts up. */

/** Cases of a part. */
export const PART = 256

/**
 * A sum of parts. What is added goes to the part that is open, which `close` adds to the rest: so the parts may be
 * summed up elsewhere, at the same time, and the whole is the same bit for bit.
 */
export class Sum {
  #closed = 0
  #part = 0

  add(value: number): void {
    this.#part += value
  }

  close(): void {
    this.#closed += this.#part
    this.#part = 0
  }

  /** Back to nothing. */
  clear(): void {
    this.#closed = this.#part = 0
  }

  /** What is closed. */
  get value(): number {
    return this.#closed
  }
}
