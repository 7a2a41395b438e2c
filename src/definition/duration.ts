/** Durations and retry policies as authors write them. At run time all are milliseconds. */
import type { RetryPolicy } from "./definition.ts"
import { refuse, shown } from "./fault.ts"

type Unit = "millis" | "second" | "seconds" | "minute" | "minutes" | "hour" | "hours" | "day" | "days"

/**
 * A length of time: milliseconds as a number, or text: a number, a space, a unit. More than 0.
 *
 * @example
 * task({ input: Order, output: Paid, timeout: "30 seconds" })
 */
export type Duration = number | `${number} ${Unit}`

const MILLIS: Readonly<Record<string, number>> = {
  millis: 1, second: 1_000, seconds: 1_000, minute: 60_000, minutes: 60_000,
  hour: 3_600_000, hours: 3_600_000, day: 86_400_000, days: 86_400_000,
}

/** The milliseconds of a duration. Throws a `DefinitionFault` for one that is malformed or not above 0. */
export function milliseconds(duration: Duration): number {
  const parts = typeof duration === "string" ? /^(\d+(?:\.\d+)?) ([a-z]+)$/.exec(duration) : null
  const value = typeof duration === "number" ? duration : Number(parts?.[1]) * (MILLIS[parts?.[2] ?? ""] ?? Number.NaN)
  if (!Number.isFinite(value) || value <= 0) refuse("duration", shown(duration))
  return value
}

/** What `exponential` and `fixed` take beside the first delay. */
export interface RetryOptions {
  /** Attempts after the first one. */
  readonly times: number
  /** Each delay is the one before, times this. Default 2. */
  readonly factor?: number
  /** No delay is longer. Default 100 times the first. */
  readonly max?: Duration
  /** Share of a delay that is drawn at random, up and down. Default 0.25. */
  readonly jitter?: number
}

/**
 * Tries again after growing delays: `base`, `base * factor`, ..., none above `max`, each drawn
 * evenly from `delay * (1 - jitter)` to `delay * (1 + jitter)` so that many cases do not come at once.
 * Throws a `DefinitionFault` if a number is out of its range.
 *
 * @example
 * task({ input: Order, output: Paid, retry: exponential("200 millis", { times: 5 }) })
 */
export function exponential(base: Duration, options: RetryOptions): RetryPolicy {
  const first = milliseconds(base)
  const { times, factor = 2, max, jitter = 0.25 } = options ?? {}
  return retryPolicy({ times, base: first, factor, max: max === undefined ? first * 100 : milliseconds(max), jitter })
}

/**
 * Tries again after the same delay each time.
 *
 * @example
 * task({ input: Order, output: Paid, retry: fixed("10 seconds", { times: 3 }) })
 */
export function fixed(delay: Duration, options: { readonly times: number; readonly jitter?: number }): RetryPolicy {
  const base = milliseconds(delay)
  return retryPolicy({ times: options?.times, base, factor: 1, max: base, jitter: options?.jitter ?? 0 })
}

/** The policy, frozen. Throws a `DefinitionFault` if a number is out of its range. */
export function retryPolicy(policy: RetryPolicy): RetryPolicy {
  const { times, base, factor, max, jitter } = policy ?? {}
  const good = Number.isSafeInteger(times) && times >= 1 && base > 0 && Number.isFinite(base) && factor >= 1
    && Number.isFinite(factor) && max > 0 && Number.isFinite(max) && jitter >= 0 && jitter <= 1
  if (!good) refuse("retry", "retry")
  return Object.freeze({ times, base, factor, max, jitter })
}
