/** How sure a mean is. */

/** Batches that cases are put into where they are no independent samples. */
const BATCHES = 30
/** Cases of a batch at least. */
const BATCH_LEAST = 10

/** A mean, and where the true one lies with 95 %. */
export interface Mean {
  readonly mean: number
  /** Null where there are too few cases to tell. */
  readonly interval: readonly [low: number, high: number] | null
  /**
   * `independent`: each case is a sample of its own. `batches`: cases wait for the same people, so the means of 30
   * batches of cases, in the order of their arrival, are the samples.
   */
  readonly method: "independent" | "batches"
}

/** Of values in the order in which they came. */
export function meanOf(values: Float64Array, isIndependent: boolean): Mean {
  const method = isIndependent ? "independent" : "batches"
  const samples = isIndependent ? values : batchesOf(values)
  const mean = average(values)
  if (samples.length < 2) return { mean, interval: null, method }
  const half = (studentOf(samples.length - 1) * deviationOf(samples)) / Math.sqrt(samples.length)
  return { mean, interval: [mean - half, mean + half], method }
}

/** Of a sample, with n - 1. */
export function deviationOf(values: Float64Array): number {
  const mean = average(values)
  return values.length < 2 ? 0
    : Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1))
}

function batchesOf(values: Float64Array): Float64Array {
  const count = Math.min(BATCHES, Math.floor(values.length / BATCH_LEAST))
  const edge = (batch: number) => Math.floor((batch * values.length) / count)
  return Float64Array.from({ length: count }, (_, batch) => average(values.subarray(edge(batch), edge(batch + 1))))
}

const average = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / (values.length || 1)

/** Quantiles of Student's t for so few degrees of freedom that the series is not good enough. */
const FEW = [12.706, 4.303, 3.182, 2.776]

/** The 97.5 % quantile of Student's t: the series of Cornish and Fisher from the normal one. */
function studentOf(freedom: number): number {
  if (freedom <= FEW.length) return FEW[freedom - 1]!
  const z = 1.959963985
  return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2)
}
