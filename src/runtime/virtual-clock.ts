/**
 * A clock that stands still until it is told to go on, and then goes to the next moment that
 * somebody sleeps until. Implements Effect's `Clock`, so whatever asks that for the time is on it.
 */
import type { Clock } from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"

interface Sleeper {
  readonly at: number
  readonly wake: () => void
}

const NANOS = 1_000_000n

/** Milliseconds since the epoch, whole ones: a sleep ends with the millisecond in which it is over. */
export class VirtualClock implements Clock {
  #now: number
  readonly #begin: number
  readonly #onSleep: () => void
  /** By time; of one time in the order in which they fell asleep. */
  readonly #sleepers: Sleeper[] = []

  /** `onSleep` is called whenever somebody falls asleep. */
  constructor(begin: number, onSleep: () => void) {
    this.#begin = begin
    this.#now = begin
    this.#onSleep = onSleep
  }

  readonly currentTimeMillis = Effect.sync(() => this.currentTimeMillisUnsafe())
  readonly currentTimeNanos = Effect.sync(() => this.currentTimeNanosUnsafe())
  readonly monotonicTimeNanos = Effect.sync(() => this.monotonicTimeNanosUnsafe())

  currentTimeMillisUnsafe(): number {
    return this.#now
  }

  currentTimeNanosUnsafe(): bigint {
    return BigInt(this.#now) * NANOS
  }

  monotonicTimeNanosUnsafe(): bigint {
    return BigInt(this.#now - this.#begin) * NANOS
  }

  sleep(duration: Duration.Duration): Effect.Effect<void> {
    return Effect.callback((resume) => {
      const at = Math.ceil(this.#now + Math.max(0, Duration.toMillis(duration)))
      const sleeper = { at, wake: () => resume(Effect.void) }
      // Nobody wakes from an endless sleep.
      if (at < Infinity) this.#lay(sleeper)
      return Effect.sync(() => {
        const index = this.#sleepers.indexOf(sleeper)
        if (index >= 0) this.#sleepers.splice(index, 1)
      })
    })
  }

  /** Goes on to the next moment that somebody sleeps until and wakes one of them; false if nobody sleeps. */
  advance(choose: (count: number) => number): boolean {
    const first = this.#sleepers[0]
    if (first === undefined) return false
    let count = 1
    while (this.#sleepers[count]?.at === first.at) count++
    this.#now = first.at
    const [sleeper] = this.#sleepers.splice(choose(count), 1)
    sleeper!.wake()
    return true
  }

  #lay(sleeper: Sleeper): void {
    let index = this.#sleepers.length
    while (index > 0 && this.#sleepers[index - 1]!.at > sleeper.at) index--
    this.#sleepers.splice(index, 0, sleeper)
    this.#onSleep()
  }
}
