/**
 * Times that are waited for: one sleep for all of them, until the earliest. What is waited for is on disk, so a restart
 * sets its alarms anew; one that is overdue rings at once.
 */
import type { Clock } from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import type { Alarm } from "./pending.ts"

/** Longest sleep in milliseconds; a longer wait is several. The system's timers cannot count to 2 ** 31. */
const SLEEP_MAX = 2 ** 30
const LIMIT_LEAST = 1_024

/** The alarms of one engine. */
export class Alarms {
  readonly #clock: Clock
  /** A heap: each is due no later than those at twice its index and one more. The first place is not used. */
  #heap: (Alarm | undefined)[] = [undefined]
  #sleep: { readonly due: number; readonly fiber: Fiber.Fiber<unknown, unknown> } | undefined
  /** At this length the heap is rid of alarms that nobody waits for any more. */
  #limit = LIMIT_LEAST
  #stopped = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  set(alarm: Alarm): void {
    if (this.#stopped) return
    if (this.#heap.length > this.#limit) this.#tidy()
    const heap = this.#heap
    let at = heap.push(alarm) - 1
    for (let up = at >> 1; up > 0 && heap[up]!.due > alarm.due; at = up, up >>= 1) {
      heap[at] = heap[up]
      heap[up] = alarm
    }
    this.#wait()
  }

  /** None rings any more. */
  stop(): void {
    this.#stopped = true
    this.#heap = [undefined]
    this.#sleep?.fiber.interruptUnsafe()
    this.#sleep = undefined
  }

  /** Sleeps until the first alarm is due, or goes to sleep anew because that is earlier than what was slept for. */
  #wait(): void {
    const first = this.#heap[1]
    if (first === undefined || (this.#sleep !== undefined && this.#sleep.due <= first.due)) return
    this.#sleep?.fiber.interruptUnsafe()
    const left = first.due - this.#clock.currentTimeMillisUnsafe()
    const time = Duration.millis(Math.min(Math.max(0, left), SLEEP_MAX))
    const fiber: Fiber.Fiber<unknown, unknown> = Effect.runFork(this.#clock.sleep(time))
    const sleep = (this.#sleep = { due: first.due, fiber })
    fiber.addObserver((exit) => {
      if (this.#sleep !== sleep || !Exit.isSuccess(exit)) return
      this.#sleep = undefined
      this.#ring()
    })
  }

  /** In order of their times alarms are a heap. */
  #tidy(): void {
    const live = this.#heap.filter((alarm) => alarm !== undefined && !alarm.isOff())
    this.#heap = [undefined, ...live.sort((a, b) => a!.due - b!.due)]
    this.#limit = Math.max(LIMIT_LEAST, 2 * this.#heap.length)
  }

  #ring(): void {
    const now = this.#clock.currentTimeMillisUnsafe()
    while ((this.#heap[1]?.due ?? Infinity) <= now) this.#first().ring()
    this.#wait()
  }

  #first(): Alarm {
    const heap = this.#heap
    const first = heap[1]!
    const last = heap.pop()!
    if (heap.length === 1) return first
    let at = 1
    for (let down = 2; down < heap.length; at = down, down *= 2) {
      if (down + 1 < heap.length && heap[down + 1]!.due < heap[down]!.due) down++
      if (heap[down]!.due >= last.due) break
      heap[at] = heap[down]
    }
    heap[at] = last
    return first
  }
}
