/**
 * One attempt of one work item: calls its handler, whatever kind it is, checks what comes out, and
 * hands the loop a completion, a failed attempt or a failure for good.
 */
import * as Cause from "effect/Cause"
import type { Clock } from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import type { Random } from "effect/Random"
import type { RetryPolicy } from "../definition/definition.ts"
import type { WorkItemId } from "../definition/id.ts"
import { EventKind } from "../kernel/event.ts"
import type { WorkItem } from "./case.ts"
import { PayloadRefused } from "./engine-error.ts"
import { attemptTimeout, type CaseFault } from "./failure.ts"
import type { Loop, Runner } from "./loop.ts"
import { checked, type Payload, type Refusal, valueOf } from "./payload.ts"
import { JournalKind } from "./store.ts"

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
  /** Aborted when the work item is cancelled, its attempt takes too long, or the engine closes. */
  readonly signal: AbortSignal
}

class Context implements AttemptContext {
  readonly attempt: number
  readonly #item: WorkItem

  constructor(item: WorkItem) {
    this.#item = item
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

  get signal(): AbortSignal {
    return (this.#item.abort ??= new AbortController()).signal
  }
}

/** Runs handlers for one loop. */
export class Attempts implements Runner {
  readonly #loop: Loop
  readonly #clock: Clock
  readonly #random: Random

  constructor(loop: Loop, clock: Clock, random: Random) {
    this.#loop = loop
    this.#clock = clock
    this.#random = random
  }

  run(item: WorkItem): void {
    const { case: { program }, task, attempt } = item
    const { timeout } = program.tasks[task]!
    item.fiber = item.abort = undefined
    let out: unknown
    try {
      out = program.handlers[task]!(valueOf(item.input) as never, new Context(item))
    } catch (error) {
      return this.#failed(item, attempt, "task", false, error)
    }
    if (Effect.isEffect(out)) return this.#fork(item, out as Effect.Effect<unknown, unknown>, timeout)
    if (!isPromise(out)) return this.#returned(item, attempt, out)
    if (timeout !== undefined) {
      const promise = out
      const effect = Effect.tryPromise({ try: () => promise as Promise<unknown>, catch: (error) => error })
      return this.#fork(item, effect, timeout)
    }
    out.then(
      (value) => this.#returned(item, attempt, value),
      (error) => this.#failed(item, attempt, "task", false, error),
    )
  }

  retry(item: WorkItem, delay: number): void {
    const { services } = item.case.program
    item.fiber = Effect.runForkWith(services)(this.#clock.sleep(Duration.millis(delay)))
    item.fiber.addObserver((exit) => {
      if (Exit.isSuccess(exit) && item.active) this.run(item)
    })
  }

  interrupt(item: WorkItem): void {
    item.abort?.abort()
    item.fiber?.interruptUnsafe()
  }

  #fork(item: WorkItem, handler: Effect.Effect<unknown, unknown>, timeout: number | undefined): void {
    const { case: { program }, attempt, task } = item
    const name = program.table.taskNames[task]!
    const { told } = this.#loop
    let effect = handler
    if (told?.observer.attempt !== undefined) {
      effect = told.observer.attempt(told.item(item, this.#clock.currentTimeMillisUnsafe()), effect)
    }
    if (timeout !== undefined) {
      const late = () => Effect.sync(() => {
        item.abort?.abort()
        this.#failed(item, attempt, "timeout", false, attemptTimeout(name, timeout))
        return LATE
      })
      effect = Effect.timeoutOrElse(effect, { duration: Duration.millis(timeout), orElse: late })
    }
    const fiber = Effect.runForkWith(program.services)(effect)
    const exit = fiber.pollUnsafe()
    if (exit !== undefined) return this.#exited(item, attempt, exit)
    item.fiber = fiber
    fiber.addObserver((exit) => this.#exited(item, attempt, exit))
  }

  #exited(item: WorkItem, attempt: number, exit: Exit.Exit<unknown, unknown>): void {
    if (Exit.isSuccess(exit)) return exit.value === LATE ? undefined : this.#returned(item, attempt, exit.value)
    if (!item.active || this.#loop.stopped !== undefined) return
    const error = Cause.squash(exit.cause)
    this.#failed(item, attempt, "task", !Cause.hasFails(exit.cause), error)
  }

  /** Checks what the handler gave, then completes the work item. */
  #returned(item: WorkItem, attempt: number, value: unknown): void {
    if (!awaits(item, attempt)) return
    const { case: { program }, task } = item
    let outcome = "done"
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
    let payload: Payload | Refusal | Promise<Payload | Refusal>
    try {
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
    item.answered = attempt
    const { case: case_, task } = item
    const index = case_.program.table.taskChoice[task] === 1 ? case_.program.outcomeIndex(task, outcome) : 0
    this.#loop.push({ kind: EventKind.complete, case: case_, item, outcome: index, payload })
  }

  #refused(item: WorkItem, attempt: number, { path, why }: Refusal): void {
    const { case: { program: { workflow, table }, caseId } } = item
    const task = table.taskNames[item.task]!
    const where = path === "" ? "" : ` at ${path}`
    const message = `the result of task "${task}" is refused${where}: ${why}`
    this.#failed(item, attempt, "payload", true, new PayloadRefused({ workflow, caseId, task, path, message }))
  }

  #failed(item: WorkItem, attempt: number, reason: CaseFault["reason"], defect: boolean, cause: unknown): void {
    if (!awaits(item, attempt) || this.#loop.stopped !== undefined) return
    item.answered = attempt
    const { case: case_, task } = item
    const { retry } = case_.program.tasks[task]!
    const fault = { reason, task: case_.program.table.taskNames[task], attempt, defect, cause }
    const delay = retry === undefined || item.failures >= retry.times ? undefined : this.#delay(retry, item.failures)
    this.#loop.told?.attemptFailed(item, { cause, defect, timeout: reason === "timeout", retryIn: delay })
    const kind = delay === undefined ? EventKind.fail : JournalKind.attemptFailed
    this.#loop.push({
      kind,
      case: case_,
      item,
      outcome: -1,
      payload: "",
      fault,
      ...(delay === undefined ? {} : { delay }),
    })
  }

  #delay({ base, factor, max, jitter }: RetryPolicy, failures: number): number {
    const delay = Math.min(max, base * factor ** failures)
    return Math.max(0, delay * (1 + jitter * (2 * this.#random.nextDoubleUnsafe() - 1)))
  }
}

/** The work item is still there and this attempt has not given its result. */
const awaits = (item: WorkItem, attempt: number): boolean =>
  item.active && item.attempt === attempt && item.answered < attempt

/** What an attempt that took too long gives: it has been dealt with. */
const LATE = Symbol("late")

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
