/**
 * The engine as an Effect service: cases are started, watched, cancelled and looked at here. One
 * engine owns one store; workflows register with it through the layers of their executors.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import { WorkItemId } from "../definition/id.ts"
import { EventKind } from "../kernel/event.ts"
import { Status } from "../kernel/command.ts"
import { Attempts } from "./attempt.ts"
import { Case, type Ending, type Waiter, type WorkItem } from "./case.ts"
import {
  caseNotFound, type CasePage, type CaseView, failureOfRow, listCases, type ListOptions, showCase, whatBecameOf,
  worklist, type WorklistItem, type WorklistOptions,
} from "./case-view.ts"
import {
  type CaseCancelled, type CaseConflict, type CaseDeadlocked, CaseEnded, type CaseFailed, type CaseNotFound,
  CaseUnclaimed, type EngineClosed, engineClosed, type HandlersRefused, type IdRefused, PayloadRefused,
  type StaleExecutor, type StoreError, type WorkflowNotRegistered, WorkflowTaken, WorkItemDone, WorkItemNotActive, WorkItemNotFound,
} from "./engine-error.ts"
import { failureOf, statusName } from "./failure.ts"
import { Loop } from "./loop.ts"
import type { Observer } from "./observer.ts"
import { checked, valueOf } from "./payload.ts"
import { type AnyHandlers, type ExecutorParts, Program } from "./program.ts"
import { Starter, type Started } from "./starter.ts"
import { MemoryStore } from "./store-memory.ts"
import { type SqliteOptions, SqliteStore } from "./store-sqlite.ts"
import type { CaseRow, RunningCount, Store } from "./store.ts"

/** Why a case is not there to be started. */
export type StartFailure =
  | PayloadRefused | IdRefused | CaseConflict | WorkflowNotRegistered | StoreError | EngineClosed

/** How a case ends other than `ok`. */
export type CaseFailure = CaseFailed | CaseCancelled | CaseDeadlocked

/** Why a result cannot be had. */
export type ResultFailure = CaseFailure | CaseNotFound | CaseUnclaimed | StoreError | EngineClosed

/** Why a workflow does not register. */
export type RegisterFailure = StaleExecutor | HandlersRefused | WorkflowTaken | StoreError | EngineClosed

/** Why a human work item does not change. */
export type WorkItemFailure = WorkItemNotFound | WorkItemNotActive | WorkItemDone | PayloadRefused | StoreError | EngineClosed

/** What every engine takes. */
export interface EngineOptions {
  /** Told of what happens; see `observer.ts`. */
  readonly observer?: Observer
}

/** What this engine runs on. `kernels`: by workflow. */
export interface EngineInfo {
  readonly store: "memory" | "sqlite"
  readonly kernel: "portable" | "native" | undefined
  readonly kernels: Readonly<Record<string, "portable" | "native">>
}

/** What the `Engine` service can do. Cases of all registered workflows, by case id. */
export interface EngineShape {
  /** Starts a case, or finds the one that was started under this `id`. Done when the start is on disk. */
  readonly start: (workflow: string, options: { readonly id?: string; readonly input: unknown }) => Effect.Effect<Started, StartFailure>
  /** Waits for the end of a case; done when the end is on disk. */
  readonly result: (caseId: string) => Effect.Effect<unknown, ResultFailure>
  /** Cancels a case: what is enabled is withdrawn, what runs is interrupted. Done when that is on disk. */
  readonly cancel: (caseId: string, reason?: string) => Effect.Effect<void, CaseNotFound | CaseEnded | CaseUnclaimed | StoreError | EngineClosed>
  /** A page of cases, newest first. */
  readonly list: (options?: ListOptions) => Effect.Effect<CasePage, StoreError>
  /** One case with its marking, work items and history, as it is on disk. */
  readonly show: (caseId: string) => Effect.Effect<CaseView, CaseNotFound | StoreError>
  /** Human tasks that wait, oldest first. */
  readonly workItems: (options?: WorklistOptions) => Effect.Effect<readonly WorklistItem[], StoreError>
  /** Starts a human task, so that others see somebody is at it. */
  readonly startWorkItem: (workItemId: string) => Effect.Effect<void, WorkItemFailure>
  /** Completes a human task with its output; starts it first if nobody did. Done when it is on disk. */
  readonly complete: (workItemId: string, output: unknown) => Effect.Effect<void, WorkItemFailure>
  /** Running cases that this engine leaves alone, because no registered executor has their definition. */
  readonly unclaimed: Effect.Effect<readonly RunningCount[], StoreError>
  readonly info: () => EngineInfo
  /** Registers a workflow for as long as the scope is open, and goes on with its running cases. Used by executors. */
  readonly register: (
    parts: ExecutorParts, handlers: AnyHandlers, services: Context.Context<never>,
  ) => Effect.Effect<void, RegisterFailure, Scope.Scope>
}

/**
 * The engine. `Effect.provide` one of its layers; leaving the layer's scope interrupts what runs
 * and leaves the store consistent, so that the next engine goes on.
 *
 * @example
 * program.pipe(Effect.provide(OrderLive), Effect.provide(Engine.layerSqlite("orders.db")))
 */
export class Engine extends Context.Service<Engine, EngineShape>()("knhk/Engine") {
  /** On a store of its own in memory, for tests and for work that may be lost. */
  static layerMemory(options: EngineOptions = {}): Layer.Layer<Engine> {
    return Layer.effect(Engine, Effect.suspend(() => make(new MemoryStore(), options, true)))
  }

  /** On a SQLite file, made if it is not there. A second engine on the same file is refused as `locked`. */
  static layerSqlite(path: string, options: EngineOptions & SqliteOptions = {}): Layer.Layer<Engine, StoreError> {
    const open = asked<SqliteStore, StoreError>(async () => SqliteStore.open(path, options))
    return Layer.effect(Engine, Effect.flatMap(open, (store) => make(store, options, true)))
  }

  /** On a store that is opened and closed elsewhere. */
  static layerStore(store: Store, options: EngineOptions = {}): Layer.Layer<Engine> {
    return Layer.effect(Engine, make(store, options, false))
  }
}

function make(store: Store, options: EngineOptions, owned: boolean): Effect.Effect<EngineShape, never, Scope.Scope> {
  const acquire = Effect.gen(function* () {
    return new EngineCore(store, yield* Clock.Clock, yield* Random.Random, options)
  })
  return Effect.acquireRelease(acquire, (core) => core.close(owned))
}

/** Rows read at once when a workflow's running cases are taken up. */
const RESUME_PAGE = 500

class EngineCore implements EngineShape {
  readonly #store: Store
  readonly #loop: Loop
  readonly #starter: Starter
  #lastDefinition: number

  constructor(store: Store, clock: Clock.Clock, random: Random.Random, { observer }: EngineOptions) {
    this.#store = store
    this.#loop = new Loop(store, clock, observer)
    this.#loop.runner = new Attempts(this.#loop, clock, random)
    this.#starter = new Starter(this.#loop, random)
    this.#lastDefinition = store.lastDefinition
  }

  readonly start: EngineShape["start"] = (workflow, { id, input }) =>
    Effect.callback((resume) => {
      this.#starter.start(workflow, id, input, (started) =>
        resume(started instanceof Error ? failed<StartFailure>(started) : Effect.succeed(started)))
    })

  readonly result: EngineShape["result"] = (caseId) =>
    Effect.callback((resume) => {
      const live = this.#loop.cases.get(caseId)
      if (live !== undefined) {
        const waiter: Waiter = (ending) => resume(endingOf(live, ending))
        this.#loop.wait(live, waiter)
        return Effect.sync(() => {
          live.waiters = live.waiters?.filter((one) => one !== waiter)
        })
      }
      this.#row(caseId).then((row) => resume(resultOf(row)), (error) => resume(failed<ResultFailure>(error)))
    })

  readonly cancel: EngineShape["cancel"] = (caseId, reason = "") =>
    Effect.callback((resume) => {
      type Failure = CaseNotFound | CaseEnded | CaseUnclaimed | StoreError | EngineClosed
      const done = (error: Error | undefined) => resume(error === undefined ? Effect.void : failed<Failure>(error))
      const live = this.#loop.cases.get(caseId)
      if (live !== undefined) {
        const payload = reason === "" ? "" : JSON.stringify(reason)
        this.#loop.push({ kind: EventKind.cancel, case: live, outcome: -1, payload, done })
        return
      }
      this.#row(caseId).then((row) => done(row.status === Status.running ? unclaimed(row) : caseEnded(row)), done)
    })

  readonly list: EngineShape["list"] = (options) => asked(() => listCases(this.#store, options))

  readonly show: EngineShape["show"] = (caseId) => asked(() => showCase(this.#store, caseId))

  readonly workItems: EngineShape["workItems"] = (options) => asked(() => worklist(this.#store, options))

  readonly startWorkItem: EngineShape["startWorkItem"] = (workItemId) =>
    Effect.callback((resume) => {
      const done = (error: Error | undefined) => resume(error === undefined ? Effect.void : failed<WorkItemFailure>(error))
      this.#manual(workItemId).then(
        (item) => this.#loop.push({ kind: EventKind.start, case: item.case, item, outcome: -1, payload: "", done }), done,
      )
    })

  readonly complete: EngineShape["complete"] = (workItemId, output) =>
    Effect.callback((resume) => {
      const done = (error: Error | undefined) => resume(error === undefined ? Effect.void : failed<WorkItemFailure>(error))
      this.#complete(workItemId, output, done).catch(done)
    })

  readonly unclaimed: EngineShape["unclaimed"] = asked(async () => {
    const mine = new Set([...this.#loop.programs.values()].map((program) => program.hash))
    return (await this.#store.runningCounts()).filter(({ hash }) => !mine.has(hash))
  })

  readonly info = (): EngineInfo => {
    const kernels = Object.fromEntries([...this.#loop.programs].map(([workflow, { kernel }]) => [workflow, kernel.kind]))
    return { store: this.#store.kind, kernel: Object.values(kernels)[0], kernels }
  }

  readonly register: EngineShape["register"] = (parts, handlers, services) =>
    Effect.asVoid(Effect.acquireRelease(
      asked<Program, RegisterFailure>(() => this.#register(parts, handlers, services)),
      (program) => interrupted(this.#loop.forget(program, engineClosed()), (item) => this.#loop.runner.interrupt(item)),
    ))

  /** Commits what has gathered, interrupts what runs, and closes the store if it is ours. */
  close(owned: boolean): Effect.Effect<void> {
    return Effect.suspend(() => {
      const items = [...this.#loop.cases.values()].flatMap((case_) => case_.items)
      const closed = Effect.promise(() => this.#loop.close())
      const rest = Effect.andThen(closed, interrupted(items, () => {}))
      return owned ? Effect.andThen(rest, Effect.promise(() => this.#store.close())) : rest
    })
  }

  async #register(parts: ExecutorParts, handlers: AnyHandlers, services: Context.Context<never>): Promise<Program> {
    const { stopped, programs } = this.#loop
    if (stopped !== undefined) throw stopped
    const program = new Program(parts, handlers, services)
    const { workflow, hash } = program
    if (programs.has(workflow)) {
      const message = `An executor of "${workflow}" is registered already; one engine runs one executor of a workflow.`
      throw new WorkflowTaken({ workflow, message })
    }
    programs.set(workflow, program)
    try {
      const known = await this.#store.definition(hash)
      program.number = known?.number ?? ++this.#lastDefinition
      if (known === undefined) await this.#commitDefinition(program)
      else await this.#resume(program)
    } catch (error) {
      programs.delete(workflow)
      throw error
    }
    return program
  }

  #commitDefinition(program: Program): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#loop.commitDefinition(program, (error) => (error === undefined ? resolve() : reject(error)))
    })
  }

  async #resume(program: Program): Promise<void> {
    for (let after = 0;;) {
      const rows = await this.#store.runningCases(program.hash, after, RESUME_PAGE)
      for (const row of rows) {
        const case_ = new Case(program, row.number, row.caseId, row.id, row.startedAt, row.trace)
        case_.restore(row.data)
        this.#loop.resume(case_, row.state)
      }
      if (rows.length < RESUME_PAGE) return
      after = rows.at(-1)!.number
    }
  }

  async #row(caseId: string): Promise<CaseRow> {
    if (this.#loop.stopped !== undefined) throw this.#loop.stopped
    const row = await this.#store.getCase(caseId)
    if (row === undefined) throw caseNotFound(caseId)
    return row
  }

  async #complete(workItemId: string, output: unknown, done: (error: Error | undefined) => void): Promise<void> {
    const item = await this.#manual(workItemId)
    const { case: case_, task } = item
    const { workflow, table } = case_.program
    const payload = await checked(case_.program.schemaOf(task, "done"), output)
    if (typeof payload !== "string") {
      const { path, why } = payload
      const name = table.taskNames[task]!
      const message = `The output for work item ${workItemId} is refused${path === "" ? "" : ` at ${path}`}: ${why}`
      throw new PayloadRefused({ workflow, caseId: case_.caseId, task: name, path, message })
    }
    if (item.active && !item.started) this.#loop.push({ kind: EventKind.start, case: case_, item, outcome: -1, payload: "" })
    this.#loop.push({ kind: EventKind.complete, case: case_, item, outcome: 0, payload, done })
  }

  /** The human work item of this id, over or not; rejects if no such one is in memory. */
  async #manual(workItemId: string): Promise<WorkItem> {
    const [, caseId, task, activation] = parts(workItemId)
    const live = this.#loop.cases.get(caseId)
    const named = (item: WorkItem) => item.activation === activation && item.id === workItemId
    const item = live?.items.find(named) ?? live?.gone.find(named)
    if (item !== undefined && live!.program.table.taskKind[item.task] === 1) return item
    if (this.#loop.stopped !== undefined) throw this.#loop.stopped
    const row = await this.#store.getCase(caseId)
    const became = row === undefined ? undefined : await whatBecameOf(this.#store, row, task, activation)
    if (became === undefined) {
      const message = `There is no work item "${workItemId}"; list the work items to see which there are.`
      throw new WorkItemNotFound({ workItemId, message })
    }
    if (became === "completed") {
      throw new WorkItemDone({ workItemId, message: `The work item ${workItemId} is done already; its first result stands.` })
    }
    const state = became === "enabled" || became === "started" ? "run by the engine" : became
    throw new WorkItemNotActive({ workItemId, state, message: `The work item ${workItemId} is ${state}; nothing was changed.` })
  }
}

/** Case, task and activation of a work item id; of any other text an id that no case has. */
function parts(workItemId: string): readonly [id: string, caseId: string, task: string, activation: number] {
  try {
    WorkItemId(workItemId)
  } catch {
    return [workItemId, "", "", 0]
  }
  const first = workItemId.indexOf(":")
  const last = workItemId.lastIndexOf(":")
  return [workItemId, workItemId.slice(0, first), workItemId.slice(first + 1, last), Number(workItemId.slice(last + 1))]
}

/** Interrupts fibers and waits until they have ended. */
function interrupted(items: readonly WorkItem[], interrupt: (item: WorkItem) => void): Effect.Effect<void> {
  return Effect.suspend(() => {
    const fibers = items.flatMap((item) => item.fiber ?? [])
    for (const item of items) {
      item.active = false
      interrupt(item)
    }
    return Effect.asVoid(Fiber.awaitAll(fibers))
  })
}

function endingOf({ caseId, program: { workflow } }: Case, ending: Ending | Error): Effect.Effect<unknown, ResultFailure> {
  if (ending instanceof Error) return failed(ending)
  const { status, result, fault, reason } = ending
  return status === Status.ok ? Effect.succeed(valueOf(result)) : Effect.fail(failureOf(workflow, caseId, status, fault, reason))
}

function resultOf(row: CaseRow): Effect.Effect<unknown, ResultFailure> {
  if (row.status === Status.running) return Effect.fail(unclaimed(row))
  const failure = failureOfRow(row)
  return failure === undefined ? Effect.succeed(valueOf(row.result ?? "")) : Effect.fail(failure)
}

function unclaimed({ workflow, caseId }: CaseRow): CaseUnclaimed {
  const message = `The case ${caseId} runs on a definition of "${workflow}" that no executor here has; register the executor it was started with.`
  return new CaseUnclaimed({ workflow, caseId, message })
}

function caseEnded({ workflow, caseId, status }: CaseRow): CaseEnded {
  const name = statusName(status)
  return new CaseEnded({ workflow, caseId, status: name, message: `The case ${caseId} is over (${name}); nothing was changed.` })
}

/** A typed failure as an Effect; an error that has no tag is a bug of ours and dies. */
function failed<E>(error: unknown): Effect.Effect<never, E> {
  return typeof error === "object" && error !== null && "_tag" in error ? Effect.fail(error as E) : Effect.die(error)
}

function asked<A, E>(ask: () => Promise<A>): Effect.Effect<A, E> {
  return Effect.callback((resume) => {
    ask().then((answer) => resume(Effect.succeed(answer)), (error) => resume(failed<E>(error)))
  })
}
