/** Times in bins of a width that people count in. */

/** How many times lie from `from` to below `to`; `to` is null of the last, which holds all that are longer. */
export interface Bin {
  readonly from: number
  readonly to: number | null
  readonly count: number
}

const BINS = 16
const [second, minute, hour, day] = [1_000, 60_000, 3_600_000, 86_400_000]
const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500].concat(
  [1, 2, 5, 10, 15, 30].map((n) => n * second), [1, 2, 5, 10, 15, 30].map((n) => n * minute),
  [1, 2, 3, 6, 12].map((n) => n * hour), [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000].map((n) => n * day))

/** Of ascending values. Bins are as wide as it needs for 99 % of the values to lie in 16 of them. */
export function histogramOf(sorted: Float64Array): readonly Bin[] {
  if (sorted.length === 0) return []
  const [least, most] = [sorted[0]!, sorted.at(-1)!]
  const usual = sorted[Math.ceil(sorted.length * 0.99) - 1]!
  const fits = (step: number) => Math.floor(usual / step) - Math.floor(least / step) < BINS
  const width = steps.find(fits) ?? (usual - least) / BINS
  const first = Math.floor(least / width)
  const last = Math.floor(usual / width)
  const isCut = Math.floor(most / width) > last
  const counts = new Array<number>(last - first + 1 + (isCut ? 1 : 0)).fill(0)
  for (const value of sorted) {
    const bin = Math.min(counts.length - 1, Math.floor(value / width) - first)
    counts[bin] = counts[bin]! + 1
  }
  return counts.map((count, bin) => ({
    from: (first + bin) * width, to: isCut && bin === counts.length - 1 ? null : (first + bin + 1) * width, count,
  }))
}
