/**
 * Deterministic mode: one thing at a time, in an order drawn from a seed. Results of handlers are
 * held back until everything that can run has run; then one of them is let through, or, if none is
 * left, the clock goes on to its next moment. So an order of events is a function of the seed.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import * as Scheduler from "effect/Scheduler"
import type { Loop } from "./loop.ts"
import { VirtualClock } from "./virtual-clock.ts"

/**
 * Runs an engine in deterministic mode.
 *
 * @example
 * const engine = await open({ workflows, deterministic: { seed: 42 } })
 */
export interface Deterministic {
  /**
   * Decides the order in which results come, which of tasks that exclude each other goes first, the jitter of delays
   * and the ids of cases.
   */
  readonly seed: string | number
  /** Milliseconds since the epoch where the virtual clock begins; 0 if absent. */
  readonly now?: number
}

/** Draws what comes next. One for each engine in deterministic mode. */
export class Sequencer {
  readonly clock: VirtualClock
  /** For ids, jitter and what goes first of tasks that exclude each other. */
  readonly random: Random.Random
  /** What handlers, and programs around the engine, find as Effect's clock, random and scheduler. */
  readonly services: Context.Context<never>
  readonly #order: Random.Random
  #loop: Loop | undefined
  #held: (() => void)[] = []
  /** Turns that fibers have asked for, in order. */
  #turns = new Set<() => void>()
  #awake = false
  #released = false

  /** `cases`: how many the store has, so that an engine which goes on with a store draws no id again. */
  constructor({ seed, now = 0 }: Deterministic, cases: number) {
    const stream = (of: string): Random.Random => seeded(`${seed}/${cases}/${of}`)
    this.clock = new VirtualClock(now, () => this.#wake())
    this.random = stream("engine")
    this.#order = stream("order")
    this.services = Context.empty().pipe(
      Context.add(Clock.Clock, this.clock),
      Context.add(Random.Random, stream("handlers")),
      Context.add(Scheduler.Scheduler, new Scheduler.MixedScheduler("async", (turn) => this.#later(turn))),
    )
  }

  /** Begins to draw for this loop. */
  attach(loop: Loop): void {
    this.#loop = loop
    loop.hold = (deliver) => this.#hold(deliver)
  }

  /** Lets everything through that is held: some handlers are about to go. */
  flush(): void {
    while (this.#held.length > 0) this.#deliver()
  }

  /** The same, and holds nothing any more: the engine closes. */
  release(): void {
    this.#released = true
    this.flush()
  }

  #hold(deliver: () => void): void {
    if (this.#released) return deliver()
    this.#held.push(deliver)
    this.#wake()
  }

  #deliver(): void {
    const [deliver] = this.#held.splice(this.#choose(this.#held.length), 1)
    deliver!()
  }

  readonly #choose = (count: number): number => Math.floor(this.#order.nextDoubleUnsafe() * count)

  #later(turn: () => void): () => void {
    // A function of its own, as one that is asked for twice has two turns.
    const entry = () => turn()
    this.#turns.add(entry)
    this.#wake()
    return () => this.#turns.delete(entry)
  }

  #wake(): void {
    if (this.#awake) return
    this.#awake = true
    setImmediate(this.#look)
  }

  /** Lets run what can run: microtasks did, since this is a turn of the event loop; then fibers; then the loop. */
  readonly #look = (): void => {
    if (this.#turns.size > 0) {
      const turns = this.#turns
      this.#turns = new Set()
      for (const turn of turns) {
        turns.delete(turn)
        turn()
      }
      setImmediate(this.#look)
    } else if (this.#loop === undefined) {
      this.#awake = false
    } else {
      // One turn more, so that whoever was told something has said what follows from it.
      this.#loop.whenIdle(() => setImmediate(this.#next))
    }
  }

  readonly #next = (): void => {
    if (this.#turns.size > 0 || !this.#loop!.isIdle) return this.#look()
    if (this.#held.length > 0) this.#deliver()
    else if (!this.clock.advance(this.#choose)) {
      this.#awake = false
      return
    }
    setImmediate(this.#look)
  }
}

/** A source of chance that repeats itself for the same seed. */
const seeded = (seed: string): Random.Random =>
  Effect.runSync(Random.withSeed(Effect.gen(function* () {
    return yield* Random.Random
  }), seed))
