/** The engine for people without Effect: the same with promises, `AbortSignal` and `close`. */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as EffectDuration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { type Duration, milliseconds } from "../definition/duration.ts"
import type { CaseId } from "../definition/id.ts"
import { type CasePage, listCases, type ListOptions } from "./case-list.ts"
import { type CaseView, showCase } from "./case-view.ts"
import { type DrainOptions, type DrainReport, drainTime } from "./drain.ts"
import type { CaseDamaged } from "./engine-error.ts"
import { Engine } from "./engine.ts"
import type { CaseRef, EngineInfo, EngineOptions } from "./engine-shape.ts"
import { checkOptions } from "./open-options.ts"
import type { AnyWorkflow, Bound, Executor, InputOf, OutputOf, StartOptions } from "./executor.ts"
import type { AnySignals, Sent, SentTo } from "./signals.ts"
import { type SqliteOptions, SqliteReader } from "./sqlite-reader.ts"
import type { RunningCount, Store } from "./store.ts"
import { type StoreTally, tallyStore, type TallyOptions } from "./store-tally.ts"
import type { WorkflowTally } from "./tally.ts"
import { worklist, type WorklistItem, type WorklistOptions } from "./worklist.ts"

/** How an engine is opened. */
export interface OpenOptions extends EngineOptions, SqliteOptions {
  /**
   * Path of a SQLite file, made if it is not there, or a store that is opened and closed elsewhere. In memory if
   * absent.
   */
  readonly store?: string | Store
  /** Workflows with their handlers: `OrderExecutor.with(handlers)`. */
  readonly workflows: readonly Bound[]
}

/**
 * `signal` stops waiting, and the call rejects with its reason; it does not undo or cancel what was asked for. Aborted
 * before the call, nothing is asked for.
 */
export interface CallOptions {
  readonly signal?: AbortSignal
}

/** A case that is on disk. `Signals`: what it may be sent, payloads by name. */
export interface PromisedCase<Out, Signals = AnySignals> {
  readonly caseId: CaseId
  /** What the caller named it. */
  readonly id: string | undefined
  /** It had been started before under this id. */
  readonly existed: boolean
  /**
   * Resolves with what the case ends with; rejects with `CaseFailed`, `CaseCancelled` or `CaseDeadlocked` if it ends
   * otherwise.
   */
  result(options?: CallOptions): Promise<Out>
  /** Sends it a signal, as `signal` of the engine does. */
  signal(...sent: Sent<Signals>): Promise<void>
}

/**
 * An open engine. A case is named by its id or by what has it, such as what `start` gave. Every rejection is one of the
 * tagged errors of `engine-error.ts`.
 */
export interface PromisedEngine {
  /** Starts a case; resolves when the start is on disk. Idempotent by `id`. */
  start<W extends AnyWorkflow, Tasks, Signals>(
    executor: Executor<W, Tasks, Signals>, options: StartOptions<InputOf<W>> & CallOptions,
  ): Promise<PromisedCase<OutputOf<W>, Signals>>
  /** Waits for the end of a case of any registered workflow. */
  result(of: CaseRef, options?: CallOptions): Promise<unknown>
  /** The case that was started under this id, running or over; undefined if there is none on disk. */
  find<W extends AnyWorkflow, Tasks, Signals>(
    executor: Executor<W, Tasks, Signals>, id: string,
  ): Promise<PromisedCase<OutputOf<W>, Signals> | undefined>
  /** Cancels a case; resolves when that is on disk. */
  cancel(of: CaseRef, reason?: string): Promise<void>
  /**
   * Sends a signal to a case, by its id or by what `start` gave: to the task that waits for it, else to be kept, if it
   * is one that is kept. Resolves when that is on disk; rejects with `SignalLost` if neither. Of a case that `start` or
   * `find` gave the types know the signals; of an id they take any.
   */
  signal<R extends CaseRef>(of: R, ...sent: SentTo<R>): Promise<void>
  /** Adds an instance to a task that runs and takes more of them; resolves when that is on disk. */
  add(of: CaseRef, task: string, input: unknown): Promise<void>
  /** Cancels one task of a case: what is offered is withdrawn, what runs is interrupted, nothing follows it. */
  stop(of: CaseRef, task: string): Promise<void>
  /** A page of cases, newest first. */
  list(options?: ListOptions): Promise<CasePage>
  /** One case with its marking, work items and history. */
  show(of: CaseRef): Promise<CaseView>
  /**
   * A page of the human tasks that wait, or of what waits for a signal: of the oldest cases first. The page after it is
   * `workItems({ after })` with the `workItemId` of its last one.
   */
  workItems(options?: WorklistOptions): Promise<readonly WorklistItem[]>
  /** Starts a human task, so that others see somebody is at it. */
  startWorkItem(workItemId: string): Promise<void>
  /** Completes a human task with its output; resolves when that is on disk. */
  complete(workItemId: string, output: unknown): Promise<void>
  /** Running cases that this engine leaves alone, because none of its workflows has their definition. */
  unclaimed(): Promise<readonly RunningCount[]>
  /** Running cases that do not hold together in the store. Left alone as well; the others run. */
  damaged(): readonly CaseDamaged[]
  /**
   * How many cases of each workflow run here, and how many are at each task and condition: `[{ workflow: "order",
   * running: 3, tasks: [{ task: "pack", enabled: 1, started: 2 }], conditions: [{ condition: "pack->ship", tokens: 0 }]
   * }]`. Counted in memory, about a millisecond for a million cases, so it may be ahead of the disk by what is
   * being committed. Use it for a gauge; for one case there is `show`.
   */
  tally(): readonly WorkflowTally[]
  /** Which store and kernels it runs on. */
  info(): EngineInfo
  /** Waits by the engine's clock: in deterministic mode until nothing is left to do before that moment. */
  sleep(delay: Duration): Promise<void>
  /**
   * Takes no new starts (`EngineDraining`), begins no attempt, lets the running ones finish until the deadline,
   * interrupts what is left, and closes. `close` meanwhile cuts it short. Rejects with `OptionRefused` for a deadline
   * that is no duration; then nothing happens.
   */
  drain(options?: DrainOptions): Promise<DrainReport>
  /** Interrupts what runs, writes what has gathered and gives up the store. The cases go on when it is opened again. */
  close(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Opens an engine and goes on with the cases that were running.
 *
 * @example
 * const engine = await open({ store: "orders.db", workflows: [OrderExecutor.with(handlers)] })
 * const order = await engine.start(OrderExecutor, { id: "o-1", input })
 * console.log(await order.result())
 * await engine.close()
 */
export async function open(said: OpenOptions): Promise<PromisedEngine> {
  const { store, workflows, ...options } = said ?? {}
  if (!Array.isArray(workflows) || workflows.some((bound: Partial<Bound>) => bound?.parts === undefined)) {
    throw new TypeError("open takes workflows with their handlers: open({ workflows: [OrderExecutor.with(handlers)] })")
  }
  checkOptions(said)
  const layer = typeof store === "string" ? Engine.layerSqlite(store, options)
    : store === undefined ? Engine.layerMemory(options) : Engine.layerStore(store, options)
  const scope = Scope.makeUnsafe()
  const close = () => Effect.runPromise(Scope.close(scope, Exit.void))
  const opening = Effect.gen(function* () {
    const around = yield* Layer.buildWithScope(layer as Layer.Layer<Engine, unknown>, scope)
    const services = yield* Effect.context<never>()
    for (const { parts, handlers } of workflows) {
      yield* Scope.provide(Context.get(around, Engine).register(parts, handlers, services), scope)
    }
    return around
  })
  try {
    return promised(await Effect.runPromise(opening), close)
  } catch (error) {
    await close()
    throw error
  }
}

function promised(around: Context.Context<Engine>, close: () => Promise<void>): PromisedEngine {
  const engine = Context.get(around, Engine)
  let closing: Promise<void> | undefined
  const closeOnce = () => (closing ??= close())
  const awake = keepsAwake()
  const resultOf = (of: CaseRef, call?: CallOptions) => awake(run(engine.result(of), call?.signal))
  const caseOf = (caseId: CaseId, id: string | undefined, existed: boolean): PromisedCase<never> => ({
    caseId, id, existed, result: ((call) => resultOf(caseId, call)) as PromisedCase<never>["result"],
    signal: (...sent: Sent<AnySignals>) => Effect.runPromise(engine.signal(caseId, ...sent)),
  })
  return {
    start: async (executor, options) => {
      if (executor?.definition === undefined || options === undefined) {
        throw new TypeError("start takes an executor and its options: start(OrderExecutor, { id, input })")
      }
      const { signal, ...rest } = options
      const { caseId, existed } = await run(engine.start(executor.definition.id, rest), signal)
      return caseOf(caseId, rest.id, existed)
    },
    result: resultOf,
    find: async (executor, id) => {
      if (executor?.definition === undefined || typeof id !== "string") {
        throw new TypeError("find takes an executor and the id that the case was started with: find(OrderExecutor, id)")
      }
      const caseId = await Effect.runPromise(engine.find(executor.definition.id, id))
      return caseId === undefined ? undefined : caseOf(caseId, id, true)
    },
    cancel: (of, reason) => Effect.runPromise(engine.cancel(of, reason)),
    signal: (of: CaseRef, ...sent: Sent<AnySignals>) => Effect.runPromise(engine.signal(of, ...sent)),
    add: (of, task, input) => Effect.runPromise(engine.add(of, task, input)),
    stop: (of, task) => Effect.runPromise(engine.stop(of, task)),
    list: (list) => Effect.runPromise(engine.list(list)),
    show: (of) => Effect.runPromise(engine.show(of)),
    workItems: (list) => Effect.runPromise(engine.workItems(list)),
    startWorkItem: (workItemId) => Effect.runPromise(engine.startWorkItem(workItemId)),
    complete: (workItemId, output) => Effect.runPromise(engine.complete(workItemId, output)),
    unclaimed: () => Effect.runPromise(engine.unclaimed),
    damaged: engine.damaged,
    tally: engine.tally,
    info: engine.info,
    sleep: (delay) => Effect.runPromiseWith(around)(Effect.sleep(EffectDuration.millis(milliseconds(delay)))),
    drain: async (options = {}) => {
      drainTime(options)
      try {
        return await Effect.runPromise(engine.drain(options))
      } finally {
        await closeOnce()
      }
    },
    close: closeOnce,
    [Symbol.asyncDispose]: closeOnce,
  }
}

/** Keeps the process alive while a result is awaited: it may wait for a person, with no timer and no socket. */
function keepsAwake(): <A>(waiting: Promise<A>) => Promise<A> {
  let waiters = 0
  let timer: NodeJS.Timeout | undefined
  return async (waiting) => {
    if (waiters++ === 0) timer = setInterval(() => {}, 2 ** 30)
    try {
      return await waiting
    } finally {
      if (--waiters === 0) clearInterval(timer)
    }
  }
}

/** Runs what was asked for; nothing if the signal is aborted already. Rejects with the signal's reason. */
async function run<A>(effect: Effect.Effect<A, unknown>, signal: AbortSignal | undefined): Promise<A> {
  if (signal === undefined) return Effect.runPromise(effect)
  signal.throwIfAborted()
  const exit = await Effect.runPromiseExit(effect, { signal })
  if (Exit.isSuccess(exit)) return exit.value
  if (Cause.hasInterruptsOnly(exit.cause)) signal.throwIfAborted()
  throw Cause.squash(exit.cause)
}

/** What can be looked at in a store while another process, or nobody, runs it. */
export interface CaseReader {
  list(options?: ListOptions): Promise<CasePage>
  show(caseId: string): Promise<CaseView>
  workItems(options?: WorklistOptions): Promise<readonly WorklistItem[]>
  /** Running cases by workflow and definition. */
  running(): Promise<readonly RunningCount[]>
  /**
   * At which tasks and conditions the running cases are, as `tally` of an engine tells it of those in its memory:
   * `(await reader.tally({ workflow: "order" })).workflows[0]?.tasks`. Reads the states of all of them.
   */
  tally(options?: TallyOptions): Promise<StoreTally>
  close(): Promise<void>
}

/** Opens a SQLite file for looking. Rejects with `StoreError` if it is missing or not ours. */
export async function openReader(path: string, options: SqliteOptions = {}): Promise<CaseReader> {
  const reader = new SqliteReader(path, options)
  return {
    list: (list) => listCases(reader, list),
    show: (caseId) => showCase(reader, caseId),
    workItems: (list) => worklist(reader, list),
    running: () => reader.runningCounts(),
    tally: (tally) => tallyStore(reader, tally),
    close: () => reader.close(),
  }
}
