/** How the cases of an arena stand: counted over all of them at once, bit by bit of their states. */
import { Status } from "./command.ts"

/** Values of a status that are told apart: 0 to 5, as `Status` names them. Others are slots that are free. */
export const STATUSES = 6

export interface CaseTally {
  /** How many cases have each status. */
  readonly statuses: Uint32Array
  /** `word * 32 + bit` of a state: in how many cases that go on it is set. Of word 0, the status, nothing. */
  readonly bits: Uint32Array
}

/** The tally of an arena in which each case has so many words. What `native/sweep` does, a case after the other. */
export function tallyOf(arena: Uint32Array, words: number): CaseTally {
  const statuses = new Uint32Array(STATUSES)
  const bits = new Uint32Array(words * 32)
  for (let at = 0; at + words <= arena.length; at += words) {
    const status = arena[at]!
    if (status < STATUSES) statuses[status]!++
    if (status !== Status.running) continue
    for (let word = 1; word < words; word++) {
      for (let left = arena[at + word]!; left !== 0; left &= left - 1) {
        bits[word * 32 + 31 - Math.clz32(left & -left)]!++
      }
    }
  }
  return { statuses, bits }
}

/** The sum of one count over all cases that go on: a count is `(state[word] >>> shift) & mask`. */
export function summed({ bits }: CaseTally, word: number, shift: number, mask: number): number {
  let sum = 0
  for (let bit = 0; mask >>> bit !== 0; bit++) {
    if ((mask >>> bit & 1) === 1) sum += bits[word * 32 + shift + bit]! * 2 ** bit
  }
  return sum
}
