/** What a handler is told of its attempt, and how that is told to stop. */
import type { Clock } from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Random } from "effect/Random"
import { type Duration as Delay, milliseconds } from "../definition/duration.ts"
import type { WorkItemId } from "../definition/id.ts"
import { CancellationSource, type CancellationToken } from "./cancellation.ts"
import { attemptOver, type CancellationReason } from "./cancellation-reason.ts"
import type { WorkItem } from "./work-item.ts"

/** What a handler is told beside its input. */
export interface AttemptContext {
  readonly caseId: string
  /** What the caller named the case, if it did. */
  readonly id: string | undefined
  readonly workItemId: WorkItemId
  /** 1 for the first; counts attempts that a crash or a closed engine interrupted. */
  readonly attempt: number
  /**
   * The same text for every attempt of this work item, also after a restart: give it to services that drop repeated
   * requests.
   */
  readonly idempotencyKey: string
  /**
   * Cancelled when this attempt takes too long or fails, its work item is cancelled, or the engine drains or closes:
   * `token.reason._tag` tells which. Asked for after the attempt is over it is cancelled already. An Effect is
   * interrupted as well, and finds the reason here.
   */
  readonly token: CancellationToken<CancellationReason>
  /** The token as a signal; its `reason` is a `CancellationReason`. */
  readonly signal: AbortSignal
  /** Milliseconds since the epoch by the engine's clock, which is a virtual one in deterministic mode. */
  readonly now: () => number
  /** From 0 up to 1, from the engine's source of chance, which is seeded in deterministic mode. */
  readonly random: () => number
  /** Waits by the engine's clock; rejects with the token's reason if that is cancelled first. */
  readonly sleep: (delay: Delay) => Promise<void>
}

/** Of one attempt of one work item. */
export class Context implements AttemptContext {
  readonly attempt: number
  readonly #item: WorkItem
  readonly #clock: Clock
  readonly #random: Random
  /** Made when it is asked for: most handlers never do. */
  #source: CancellationSource<CancellationReason> | undefined
  #why: (() => CancellationReason) | undefined

  constructor(item: WorkItem, clock: Clock, random: Random) {
    this.#item = item
    this.#clock = clock
    this.#random = random
    this.attempt = item.attempt
  }

  get caseId(): string {
    return this.#item.case.caseId
  }

  get id(): string | undefined {
    return this.#item.case.id
  }

  get workItemId(): WorkItemId {
    return this.#item.id as WorkItemId
  }

  get idempotencyKey(): string {
    return this.#item.id
  }

  get token(): CancellationToken<CancellationReason> {
    if (this.#source === undefined) {
      this.#source = new CancellationSource()
      if (this.#why !== undefined) this.#source.cancel(this.#why())
      else if (!awaits(this.#item, this.attempt)) this.#source.cancel(attemptOver(this.#item, this.attempt, false))
    }
    return this.#source.token
  }

  get signal(): AbortSignal {
    return this.token.signal
  }

  // Handlers take these out of the context, so each is a function of its own.
  get now(): () => number {
    return () => this.#clock.currentTimeMillisUnsafe()
  }

  get random(): () => number {
    return () => this.#random.nextDoubleUnsafe()
  }

  get sleep(): (delay: Delay) => Promise<void> {
    return (delay) => {
      const whole = this.#clock.sleep(Duration.millis(milliseconds(delay)))
      const nap = Effect.runForkWith(this.#item.case.program.services)(whole)
      const slept = new Promise<void>((resolve) => nap.addObserver((exit) => Exit.isSuccess(exit) && resolve()))
      return this.token.race(slept).finally(() => nap.interruptUnsafe())
    }
  }

  /** The first reason stands. */
  cancel(why: () => CancellationReason): void {
    if (this.#why !== undefined) return
    this.#why = why
    this.#source?.cancel(why())
  }
}

/** The work item is still there and this attempt has not given its result. */
export const awaits = (item: WorkItem, attempt: number): boolean =>
  item.active && item.attempt === attempt && item.answered < attempt
