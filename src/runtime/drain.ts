/**
 * Draining: what runs may finish until a deadline, nothing new begins, what is left is interrupted.
 * The next engine on the store goes on with all of that.
 */
import type { Clock } from "effect/Clock"
import * as EffectDuration from "effect/Duration"
import * as Effect from "effect/Effect"
import { type Duration, milliseconds } from "../definition/duration.ts"
import { DefinitionFault } from "../definition/fault.ts"
import type { AttemptWatch } from "./attempt.ts"
import { type EngineDraining, OptionRefused } from "./engine-error.ts"
import type { Loop } from "./loop.ts"
import type { WorkItem } from "./work-item.ts"

/** How long draining may take. */
export interface DrainOptions {
  /** Until when what runs may finish, from now on by the engine's clock: `"10 seconds"` if absent. */
  readonly deadline?: Duration
}

/** What became of the attempts and cases of an engine that drained. All of it is on disk. */
export interface DrainReport {
  /** Work items whose attempt ended meanwhile, with a result or a failure. */
  readonly finished: readonly string[]
  /** Work items whose attempt was interrupted at the deadline. Each begins anew with the next engine. */
  readonly interrupted: readonly string[]
  /** How many cases are not over: the next engine goes on with them. */
  readonly left: number
}

/** Deadline of a drain that names none, in milliseconds. */
const DRAIN_DEADLINE = 10_000

/** How long a drain may take, in milliseconds. Throws `OptionRefused` for what is no duration. */
export function drainTime({ deadline = DRAIN_DEADLINE }: DrainOptions): number {
  try {
    return milliseconds(deadline)
  } catch (cause) {
    if (!(cause instanceof DefinitionFault)) throw cause
    const message = `The deadline of drain() is refused: ${cause.message}. Nothing was drained.`
    throw new OptionRefused({ option: "deadline", message })
  }
}

/** Watches the attempts of an engine that drains. */
export class Drain implements AttemptWatch {
  readonly finished: string[] = []
  readonly interrupted: string[] = []
  readonly reason: EngineDraining
  readonly #loop: Loop
  readonly #running = new Set<WorkItem>()
  #quiet: (() => void) | undefined

  constructor(loop: Loop, reason: EngineDraining) {
    this.#loop = loop
    this.reason = reason
    for (const case_ of loop.cases.all) {
      for (const item of case_.everyItem()) if (runs(item)) this.#running.add(item)
    }
  }

  began(item: WorkItem): void {
    this.#running.add(item)
  }

  over(item: WorkItem, interrupted: boolean): void {
    if (!this.#running.delete(item)) return
    if (interrupted) this.interrupted.push(item.id)
    else this.finished.push(item.id)
    if (this.#running.size === 0) this.#quiet?.()
  }

  /** Resolves when no attempt runs and none that begins on disk is to come, or the time is over. */
  async settled(clock: Clock, deadline: number): Promise<void> {
    const timer = Effect.runFork(clock.sleep(EffectDuration.millis(deadline)))
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.#running.size > 0) return
        // What the last of them set going on disk has begun once the loop has nothing left to do.
        this.#loop.whenIdle(() => {
          if (this.#running.size === 0) resolve()
        })
      }
      this.#quiet = look
      timer.addObserver(() => resolve())
      look()
    })
    this.#quiet = undefined
    timer.interruptUnsafe()
  }
}

/** An attempt of it runs: begun in this process and without a result. */
const runs = ({ active, context, attempt, answered }: WorkItem): boolean =>
  active && context !== undefined && attempt > answered
