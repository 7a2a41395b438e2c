/** Tasks that wait for something from outside: a signal, a time. */
import type { Schema } from "./definition.ts"
import { type Duration, milliseconds } from "./duration.ts"
import { refuse } from "./fault.ts"
import { isBound } from "./number.ts"
import { anything, declare, type Input, type Spec } from "./task.ts"

/** What `receive` takes. */
export interface ReceiveOptions<I, P> {
  readonly input: Input<I>
  /** Name of the signal, by the rules for names of tasks. Several tasks may wait for one. */
  readonly signal: string
  /** What the signal brings. */
  readonly payload: Schema<P>
  /** Keep what comes too early (Persistent Trigger, 24). Without it, it is lost (Transient Trigger, 23). */
  readonly keep?: {
    /** Most that are kept in one case, 1 to 255; one more is refused. */
    readonly most: number
    /** After it, a signal that was not used is dropped. Without it, never. */
    readonly timeToLive?: Duration
  }
}

/** What a `receive` task gives: its own payload and what the signal brought. */
export interface Received<out I, out P> {
  readonly payload: I
  readonly signal: P
}

/**
 * A task that waits for a signal from outside and is done when it comes, with its own payload and what the signal
 * brought. Transient Trigger (23): a signal counts only if a task waits for it at that moment; else whoever sent it
 * is told, and it is lost. With `keep`, Persistent Trigger (24): signals of the case are kept until they are used,
 * each once, in the order in which they came. Where several tasks wait for one signal, it wakes the first one that
 * was declared; they keep alike. It has no handler. For payments, replies and webhooks: if the other side may be
 * faster than the case, keep; if an old signal would be wrong, do not. For a signal or a time, whichever is first,
 * see `defer`.
 *
 * @example
 * receive({ input: Invoice, signal: "paid", payload: Payment, keep: { most: 1, timeToLive: "7 days" } })
 */
export function receive<I, P>(options: ReceiveOptions<I, P>): Spec<"receive", I, Received<I, P>> {
  const { input, signal: name, payload, keep } = options ?? {}
  if (keep !== undefined && !isBound(keep?.most, 1)) refuse("bound", `receive(), keep`)
  const kept = keep && Object.freeze({
    most: keep.most, ...(keep.timeToLive === undefined ? {} : { timeToLive: milliseconds(keep.timeToLive) }),
  })
  const signal = Object.freeze({ name, ...(kept === undefined ? {} : { keep: kept }) })
  return declare("receive", input, { done: payload }, { signal })
}

/** What `timer` takes. */
export interface TimerOptions<P> {
  readonly input: Input<P>
  /** How long, from the moment at which the task is enabled. */
  readonly after: Duration
}

/**
 * A task that waits for a time and passes its payload on. It has no handler, and survives restarts: a time that
 * passed meanwhile is caught up on. As an alternative of `defer` it is a deadline: what is offered beside it is
 * withdrawn when the time is up, and it is when something else begins. To limit one attempt of a task, use the
 * `timeout` of `task`.
 *
 * @example
 * timer({ input: Invoice, after: "14 days" })
 */
export function timer<P>(options: TimerOptions<P>): Spec<"timer", P, P> {
  return declare("timer", options?.input, { done: anything }, { after: milliseconds(options?.after) })
}
