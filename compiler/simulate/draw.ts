/** How a number is drawn, as data: what both simulators take. `native/bulk/src/draw.rs` draws the same, bit for bit. */
import { exp } from "./elementary.ts"
import type { Random } from "./random.ts"

/** What the numbers of a `Draw` mean. */
export const DrawKind = {
  /** value */
  constant: 0,
  /** mean */
  exponential: 1,
  /** least, most */
  uniform: 2,
  /** least, likely, most */
  triangular: 3,
  /** mean, deviation */
  normal: 4,
  /** mean and deviation of the logarithm */
  logNormal: 5,
  /** values, each as likely */
  sample: 6,
  /** least, count: a whole number, each as likely */
  whole: 7,
  /** sum, last above 0, sums of the weights up to each: an index */
  weighed: 8,
  /** the same, then a number for each weight: that of the one drawn */
  weighedOf: 9,
  /** probabilities: a bit for each that comes, or the bit after them if none does */
  routes: 10,
} as const
export type DrawKind = (typeof DrawKind)[keyof typeof DrawKind]

/** How a number is drawn. */
export interface Draw {
  readonly kind: DrawKind
  readonly numbers: Float64Array
}

export const drawBy = (kind: DrawKind, ...numbers: readonly number[]): Draw =>
  ({ kind, numbers: Float64Array.from(numbers) })

/** A number drawn. */
export function drawn({ kind, numbers }: Draw, random: Random): number {
  switch (kind) {
    case DrawKind.constant: return numbers[0]!
    case DrawKind.exponential: return numbers[0]! * random.exponential()
    case DrawKind.uniform: return numbers[0]! + (numbers[1]! - numbers[0]!) * random.uniform()
    case DrawKind.triangular: return triangular(numbers[0]!, numbers[1]!, numbers[2]!, random.uniform())
    case DrawKind.normal: return Math.max(0, numbers[0]! + numbers[1]! * random.normal())
    case DrawKind.logNormal: return exp(numbers[0]! + numbers[1]! * random.normal())
    case DrawKind.sample: return numbers[random.below(numbers.length)]!
    case DrawKind.whole: return numbers[0]! + random.below(numbers[1]!)
    case DrawKind.weighed: return weighed(numbers, numbers.length - 2, random)
    case DrawKind.weighedOf: {
      const count = (numbers.length - 2) / 2
      return numbers[2 + count + weighed(numbers, count, random)]!
    }
    case DrawKind.routes: {
      let taken = 0
      for (let route = 0; route < numbers.length; route++) if (random.uniform() < numbers[route]!) taken |= 1 << route
      return taken === 0 ? 1 << numbers.length : taken
    }
  }
}

function triangular(least: number, likely: number, most: number, share: number): number {
  const turn = most === least ? 0 : (likely - least) / (most - least)
  return share < turn ? least + Math.sqrt(share * (most - least) * (likely - least))
    : most - Math.sqrt((1 - share) * (most - least) * (most - likely))
}

function weighed(numbers: Float64Array, count: number, random: Random): number {
  const at = random.uniform() * numbers[0]!
  for (let i = 0; i < count; i++) if (at < numbers[2 + i]!) return i
  return numbers[1]!
}
