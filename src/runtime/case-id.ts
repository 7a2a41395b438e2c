/** Case ids: UUIDs of version 7, so that they sort by the time they were made. */
import type { Random } from "effect/Random"
import type { CaseId } from "../definition/id.ts"

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"))
const WORD = 2 ** 32

/** A new one. The time is milliseconds since the epoch; 74 bits are drawn from `random`. */
export function newCaseId(at: number, random: Random): CaseId {
  const time = at.toString(16).padStart(12, "0")
  const a = random.nextDoubleUnsafe() * WORD >>> 0
  const b = random.nextDoubleUnsafe() * WORD >>> 0
  const c = random.nextDoubleUnsafe() * WORD >>> 0
  const version = HEX[0x70 | (a & 0x0f)]! + HEX[(a >>> 8) & 0xff]!
  const variant = HEX[0x80 | ((a >>> 16) & 0x3f)]! + HEX[a >>> 24]!
  const node = bytes(b) + bytes(c).slice(0, 4)
  // A list that is joined is one string in memory. One put together piece by piece would be kept as its pieces.
  return [time.slice(0, 8), time.slice(8), version, variant, node].join("-") as CaseId
}

const bytes = (word: number): string =>
  HEX[word & 0xff]! + HEX[(word >>> 8) & 0xff]! + HEX[(word >>> 16) & 0xff]! + HEX[word >>> 24]!
