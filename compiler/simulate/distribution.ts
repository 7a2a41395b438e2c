/** How long something takes, as people write it, and how it is drawn. All are milliseconds inside. */
import { type Duration, milliseconds } from "../../src/definition/duration.ts"
import { type Draw, drawBy, DrawKind } from "./draw.ts"
import { log, logOfOneMore } from "./elementary.ts"
import { SimulationFailure } from "./failure.ts"

/**
 * How long something takes. A duration alone is always that long; 0 may be said as a number. Of the others each is
 * drawn anew: `uniform` from the first to the second; `exponential` with that mean; `normal` with what is below 0
 * counted as 0; `logNormal` with the mean and deviation of the time itself, not of its logarithm; `triangular` with the
 * least, the most likely and the most; `sample` any of the list, each as likely.
 *
 * @example
 * const pick: Distribution = { logNormal: { mean: "20 minutes", deviation: "10 minutes" } }
 */
export type Distribution =
  | Duration
  | { readonly constant: Duration }
  | { readonly uniform: readonly [least: Duration, most: Duration] }
  | { readonly exponential: Duration }
  | { readonly normal: { readonly mean: Duration; readonly deviation: Duration } }
  | { readonly logNormal: { readonly mean: Duration; readonly deviation: Duration } }
  | { readonly triangular: readonly [least: Duration, likely: Duration, most: Duration] }
  | { readonly sample: readonly Duration[] }

const forms = '"90 seconds", or one of constant, uniform, exponential, normal, logNormal, triangular and sample'

/** How a distribution is drawn. `where` begins the sentence about a mistake. */
export function drawOf(value: unknown, where: string): Draw {
  if (typeof value === "string" || typeof value === "number") return constant(read(value, where))
  const [[kind, said] = [], ...more] = isRecord(value) ? Object.entries(value) : []
  if (kind === undefined || more.length > 0) throw refusal(`${where}: ${shown(value)} is no duration: give ${forms}`)
  const of = `${where}, ${kind}`
  switch (kind) {
    case "constant": return constant(read(said, of))
    case "exponential": return drawBy(DrawKind.exponential, read(said, of))
    case "uniform": return drawBy(DrawKind.uniform, ...list(said, 2, of, ["least", "most"]))
    case "triangular": return drawBy(DrawKind.triangular, ...list(said, 3, of, ["least", "most likely", "most"]))
    case "normal": {
      const { mean, deviation } = moments(said, of)
      return drawBy(DrawKind.normal, mean, deviation)
    }
    case "logNormal": {
      const { mean, deviation } = moments(said, of)
      if (mean === 0) throw refusal(`${of}: the mean is 0: give one above 0`)
      const ratio = deviation / mean
      const square = logOfOneMore(ratio * ratio)
      return drawBy(DrawKind.logNormal, log(mean) - square / 2, Math.sqrt(square))
    }
    case "sample": {
      if (!Array.isArray(said) || said.length === 0) throw refusal(`${of}: give a list with one duration at least`)
      return { kind: DrawKind.sample, numbers: Float64Array.from(said, (one) => read(one, of)) }
    }
    default: throw refusal(`${where}: there is no distribution "${kind}": give ${forms}`)
  }
}

/** Milliseconds; 0 as a number is fine here. */
export function read(value: unknown, where: string): number {
  if (value === 0) return 0
  try {
    return milliseconds(value as Duration)
  } catch (cause) {
    const next = 'give milliseconds, or text such as "90 seconds", "2 hours" or "3 days"'
    throw refusal(`${where}: ${shown(value)} is no duration: ${next}`, cause)
  }
}

export const refusal = (sentence: string, cause?: unknown): SimulationFailure =>
  new SimulationFailure("parameters", sentence, cause)

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** A value in a sentence. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

export const constant = (value: number): Draw => drawBy(DrawKind.constant, value)

function list(value: unknown, length: number, where: string, names: readonly string[]): readonly number[] {
  const fits = Array.isArray(value) && value.length === length
  if (!fits) throw refusal(`${where}: give a list of ${length}: the ${names.join(", the ")}`)
  const read_ = value.map((one) => read(one, where))
  if (read_.some((one, i) => i > 0 && one < read_[i - 1]!)) {
    throw refusal(`${where}: ${shown(value)} is not in order: give the ${names.join(", then the ")}`)
  }
  return read_
}

function moments(value: unknown, where: string): { readonly mean: number; readonly deviation: number } {
  const fits = isRecord(value) && Object.keys(value).sort().join() === "deviation,mean"
  if (!fits) throw refusal(`${where}: give its mean and its deviation`)
  return { mean: read(value["mean"], `${where}, mean`), deviation: read(value["deviation"], `${where}, deviation`) }
}
