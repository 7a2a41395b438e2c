/** Random numbers that are the same for the same seed, a sequence of its own for each case. */
import { log } from "./elementary.ts"

/** A sequence of random numbers: sfc32 (Chris Doty-Humphrey, PractRand), seeded by two numbers. */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** `stream` tells sequences of one seed apart: the number of a case. */
  constructor(seed: number, stream: number) {
    this.#a = seed | 0
    this.#b = Math.floor(seed / 2 ** 32) | 0
    this.#c = stream | 0
    for (let round = 0; round < 15; round++) this.#next()
  }

  /** From 0 to below 1, in steps of 2^-53. */
  uniform(): number {
    const high = this.#next() >>> 5
    return (high * 2 ** 26 + (this.#next() >>> 6)) / 2 ** 53
  }

  /** With mean 1. One less a step of 2^-53 is no rounding. */
  exponential(): number {
    return 0 - log(1 - this.uniform())
  }

  /** With mean 0 and deviation 1: the polar method of Marsaglia. The second number that it gives is thrown away. */
  normal(): number {
    for (;;) {
      const x = 2 * this.uniform() - 1
      const y = 2 * this.uniform() - 1
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square)
    }
  }

  /** A whole number from 0 to below `count`. */
  below(count: number): number {
    return Math.floor(this.uniform() * count)
  }

  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0
    return sum
  }
}
