/**
 * One attempt of one work item: calls its handler, whatever kind it is, checks what comes out, and
 * hands the loop a completion, a failed attempt or a failure for good. Nothing that a handler
 * throws or returns gets past here.
 */
import * as Cause from "effect/Cause"
import type { Clock } from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type * as Fiber from "effect/Fiber"
import type { Random } from "effect/Random"
import type { RetryPolicy } from "../definition/definition.ts"
import { EventKind } from "../kernel/event.ts"
import { awaits, Context } from "./attempt-context.ts"
import { attemptOver, stoppedBy, takenBack } from "./cancellation-reason.ts"
import type { EngineDraining } from "./engine-error.ts"
import { attemptTimeout, type CaseFault, resultRefused } from "./failure.ts"
import type { Loop, Runner } from "./loop.ts"
import { checked, type Payload, type Refusal, valueOf } from "./payload.ts"
import { NEXT_ATTEMPT } from "./pending.ts"
import type { Program } from "./program.ts"
import { JournalKind } from "./store.ts"
import type { WorkItem } from "./work-item.ts"

/** Told of the attempts while the engine drains; see `drain.ts`. */
export interface AttemptWatch {
  /** Why it interrupts what is left. */
  readonly reason: EngineDraining
  began(item: WorkItem): void
  /** It has its result, or it was interrupted. */
  over(item: WorkItem, interrupted: boolean): void
}

/** Runs handlers for one loop. */
export class Attempts implements Runner {
  readonly #loop: Loop
  readonly #clock: Clock
  readonly #random: Random
  /** Fibers that were interrupted and have not ended yet. */
  readonly #ending = new Map<Fiber.Fiber<unknown, unknown>, Program>()
  watch: AttemptWatch | undefined

  constructor(loop: Loop, clock: Clock, random: Random) {
    this.#loop = loop
    this.#clock = clock
    this.#random = random
  }

  run(item: WorkItem): void {
    const { case: { program }, task, attempt } = item
    const context = item.context = new Context(item, this.#clock, this.#random)
    item.fiber = undefined
    this.watch?.began(item)
    this.#loop.told?.attemptStarted(item)
    try {
      const out: unknown = program.handlers[task]!(valueOf(item.input) as never, context)
      if (Effect.isEffect(out)) this.#fork(item, out as Effect.Effect<unknown, unknown>)
      else if (isPromise(out)) {
        out.then(
          (value) => this.#returned(item, attempt, value),
          (error) => this.#failed(item, attempt, "task", false, error),
        )
      } else this.#returned(item, attempt, out)
    } catch (error) {
      return this.#failed(item, attempt, "task", false, error)
    }
    const timeout = program.tasks[task]!.timeout
    if (timeout !== undefined && awaits(item, attempt)) this.#limit(item, context, timeout)
  }

  retry(item: WorkItem, delay: number): void {
    this.#sleep(item, delay, () => {
      this.#loop.push({ kind: NEXT_ATTEMPT, case: item.case, item, outcome: -1, payload: "" })
    })
  }

  interrupt(item: WorkItem, stopped?: Error): void {
    this.watch?.over(item, true)
    item.context?.cancel(() => (stopped === undefined ? takenBack(item) : (this.watch?.reason ?? stoppedBy(stopped))))
    this.#stopTimer(item)
    this.#stopHandler(item)
  }

  async ended(program: Program): Promise<void> {
    const ending = [...this.#ending].filter(([, of]) => of === program).map(([fiber]) => fiber)
    await Promise.all(ending.map((fiber) => new Promise<void>((resolve) => fiber.addObserver(() => resolve()))))
  }

  #fork(item: WorkItem, handler: Effect.Effect<unknown, unknown>): void {
    const { case: { program }, attempt } = item
    const effect = this.#loop.told?.attempt(item, handler) ?? handler
    const fiber = Effect.runForkWith(program.services)(effect)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return this.#exited(item, attempt, exit)
    item.fiber = fiber
    fiber.addObserver((exit) => this.#exited(item, attempt, exit))
  }

  /** The attempt fails when the time is over, even if its handler does not let go: that is interrupted beside it. */
  #limit(item: WorkItem, context: Context, timeout: number): void {
    const { attempt } = context
    this.#sleep(item, timeout, () => {
      if (!awaits(item, attempt)) return
      const error = attemptTimeout(item.case.program.table.taskNames[item.task]!, timeout)
      this.#failed(item, attempt, "timeout", false, error)
      context.cancel(() => error)
      this.#stopHandler(item)
    })
  }

  #sleep(item: WorkItem, delay: number, then: () => void): void {
    const timer = Effect.runForkWith(item.case.program.services)(this.#clock.sleep(Duration.millis(delay)))
    item.timer = timer
    timer.addObserver((exit) => {
      if (item.timer === timer) item.timer = undefined
      if (Exit.isSuccess(exit) && item.active) then()
    })
  }

  #stopTimer(item: WorkItem): void {
    const { timer } = item
    item.timer = undefined
    timer?.interruptUnsafe()
  }

  #stopHandler(item: WorkItem): void {
    const { fiber } = item
    if (fiber === undefined) return
    item.fiber = undefined
    fiber.interruptUnsafe()
    if (fiber.pollUnsafe() !== undefined) return
    this.#ending.set(fiber, item.case.program)
    fiber.addObserver(() => this.#ending.delete(fiber))
  }

  #exited(item: WorkItem, attempt: number, exit: Exit.Exit<unknown, unknown>): void {
    if (Exit.isSuccess(exit)) return this.#returned(item, attempt, exit.value)
    this.#failed(item, attempt, "task", !Cause.hasFails(exit.cause), Cause.squash(exit.cause))
  }

  /** Checks what the handler gave, then completes the work item. */
  #returned(item: WorkItem, attempt: number, value: unknown): void {
    if (!awaits(item, attempt)) return
    const { case: { program }, task } = item
    let outcome = "done"
    let payload: Payload | Refusal | Promise<Payload | Refusal>
    try {
      let output = value
      if (program.table.taskChoice[task] === 1) {
        const { outcome: picked, value: inner } = (value ?? {}) as {
          readonly outcome?: unknown
          readonly value?: unknown
        }
        if (typeof picked !== "string" || program.outcomeIndex(task, picked) < 0) {
          const names = Object.keys(program.tasks[task]!.outcomes).join(", ")
          return this.#refused(item, attempt, { path: ".outcome", why: `it must be one of ${names}` })
        }
        outcome = picked
        output = inner
      }
      payload = checked(program.schemaOf(task, outcome), output)
    } catch (error) {
      return this.#failed(item, attempt, "payload", true, error)
    }
    if (!(payload instanceof Promise)) return this.#judged(item, attempt, outcome, payload)
    payload.then(
      (later) => this.#judged(item, attempt, outcome, later),
      (error) => this.#failed(item, attempt, "payload", true, error),
    )
  }

  #judged(item: WorkItem, attempt: number, outcome: string, payload: Payload | Refusal): void {
    if (typeof payload !== "string") return this.#refused(item, attempt, payload)
    if (!awaits(item, attempt)) return
    this.#settle(item, attempt)
    const { case: case_, task } = item
    const index = case_.program.table.taskChoice[task] === 1 ? case_.program.outcomeIndex(task, outcome) : 0
    const kind = item.instance > 0 ? EventKind.finish : EventKind.complete
    this.#loop.later({ kind, case: case_, item, outcome: index, payload })
  }

  /** The attempt has its result, which counts unless the engine has stopped. */
  #settle(item: WorkItem, attempt: number): void {
    item.answered = attempt
    this.#stopTimer(item)
    if (this.watch !== undefined && !this.#isStopped(item)) this.watch.over(item, false)
  }

  #isStopped({ case: { program } }: WorkItem): boolean {
    return (this.#loop.stopped ?? program.stopped) !== undefined
  }

  #refused(item: WorkItem, attempt: number, refusal: Refusal): void {
    this.#failed(item, attempt, "payload", true, resultRefused(item, refusal))
  }

  #failed(item: WorkItem, attempt: number, reason: CaseFault["reason"], defect: boolean, cause: unknown): void {
    if (!awaits(item, attempt) || this.#isStopped(item)) return
    const { case: case_, task } = item
    const { program } = case_
    this.#settle(item, attempt)
    const { retry } = program.tasks[task]!
    const stackless = this.#loop.hold !== undefined
    const fault = { reason, task: program.table.taskNames[task], attempt, defect, cause, stackless }
    const delay = retry === undefined || item.failures >= retry.times ? undefined : this.#delay(retry, item.failures)
    this.#loop.told?.attemptFailed(item, { cause, defect, timeout: reason === "timeout", retryIn: delay })
    const kind = delay === undefined ? EventKind.fail : JournalKind.attemptFailed
    this.#loop.later({
      kind,
      case: case_,
      item,
      outcome: -1,
      payload: "",
      fault,
      ...(delay === undefined ? {} : { delay }),
    })
    // What it left running must not run beside the next attempt. Of a timeout its own reason stands.
    if (reason !== "timeout") item.context?.cancel(() => attemptOver(item, attempt, delay !== undefined))
  }

  #delay({ base, factor, max, jitter }: RetryPolicy, failures: number): number {
    const delay = Math.min(max, base * factor ** failures)
    return Math.max(0, delay * (1 + jitter * (2 * this.#random.nextDoubleUnsafe() - 1)))
  }
}

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
