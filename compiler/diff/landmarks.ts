/**
 * Numbers of instances that make a difference. Only comparisons with what the task declares in either version, and with
 * none and one that are left, decide what happens; so of all numbers between two of these one stands for the others.
 */
import type { Instances } from "../ir/net.ts"

export interface Landmarks {
  /** With how many instances the task starts. */
  readonly starts: readonly number[]
  /** To how many instances some are added. */
  readonly size: (now: number) => number
  /** To how many that are finished others are. */
  readonly finished: (now: number, size: number) => number
}

/** `others`: what the other version declares, where it has the task. */
export function landmarks(own: Instances, others: readonly Instances[]): Landmarks {
  const declared = [own, ...others].flatMap(({ count, min, max, threshold }) =>
    [0, min, max, ...(count === undefined ? [] : [count]), ...(threshold === undefined ? [] : [threshold])])
  const near = sorted(declared.flatMap((number) => [number - 1, number, number + 1]))
  const after = (now: number, numbers: readonly number[]) => numbers.find((number) => number > now)!
  return {
    starts: own.count === undefined ? near.filter((number) => number >= own.min && number <= own.max) : [own.count],
    size: (now) => after(now, near),
    finished: (now, size) => after(now, sorted([...near, size - 2, size - 1, size])),
  }
}

const sorted = (numbers: readonly number[]): readonly number[] => [...new Set(numbers)].sort((a, b) => a - b)
