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
import type { WorkItemId } from "../definition/id.ts"
import { EventKind } from "../kernel/event.ts"
import type { WorkItem } from "./case.ts"
import { PayloadRefused } from "./engine-error.ts"
import { attemptTimeout, type CaseFault } from "./failure.ts"
import type { Loop, Runner } from "./loop.ts"
import { checked, type Payload, type Refusal, valueOf } from "./payload.ts"
import { NEXT_ATTEMPT } from "./pending.ts"
import type { Program } from "./program.ts"
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
  /**
   * Aborted when the work item is cancelled, this attempt takes too long (the reason is then a `TimeoutError`), or the
   * engine closes. Asked for after the attempt is over it is aborted already.
   */
  readonly signal: AbortSignal
}

class Context implements AttemptContext {
  readonly attempt: number
  readonly #item: WorkItem
  #abort: AbortController | undefined

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
    if (this.#abort === undefined) {
      this.#abort = new AbortController()
      if (!awaits(this.#item, this.attempt)) this.#abort.abort()
    }
    return this.#abort.signal
  }

  abort(reason?: unknown): void {
    this.#abort?.abort(reason)
  }
}

/** Runs handlers for one loop. */
export class Attempts implements Runner {
  readonly #loop: Loop
  readonly #clock: Clock
  readonly #random: Random
  /** Fibers that were interrupted and have not ended yet. */
  readonly #ending = new Map<Fiber.Fiber<unknown, unknown>, Program>()

  constructor(loop: Loop, clock: Clock, random: Random) {
    this.#loop = loop
    this.#clock = clock
    this.#random = random
  }

  run(item: WorkItem): void {
    const { case: { program }, task, attempt } = item
    const context = item.context = new Context(item)
    item.fiber = undefined
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

  interrupt(item: WorkItem): void {
    item.context?.abort()
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
      const name = item.case.program.table.taskNames[item.task]!
      this.#failed(item, attempt, "timeout", false, attemptTimeout(name, timeout))
      context.abort(new DOMException(`The attempt took longer than ${timeout} ms`, "TimeoutError"))
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
    item.answered = attempt
    this.#stopTimer(item)
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
    if (!awaits(item, attempt)) return
    const { case: case_, task } = item
    const { program } = case_
    if ((this.#loop.stopped ?? program.stopped) !== undefined) return
    item.answered = attempt
    this.#stopTimer(item)
    const { retry } = program.tasks[task]!
    const fault = { reason, task: program.table.taskNames[task], attempt, defect, cause }
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

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === "object" && value !== null && typeof (value as { readonly then?: unknown }).then === "function"
