/** The engine behind its service: joins the loop, the starts, the store's reads and the failures of each call. */
import type { Clock } from "effect/Clock"
import type * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Random } from "effect/Random"
import { WorkItemId } from "../definition/id.ts"
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import { Attempts } from "./attempt.ts"
import type { Case, Ending, Waiter, WorkItem } from "./case.ts"
import { caseNotFound, failureOfRow, listCases, resultOfRow, showCase, whatBecameOf, worklist } from "./case-view.ts"
import {
  type CaseDamaged, type CaseEnded, type CaseNotFound, type CaseUnclaimed, type EngineClosed, engineClosed,
  PayloadRefused, type StoreError, WorkflowTaken, WorkItemDone, WorkItemNotActive, WorkItemNotFound,
} from "./engine-error.ts"
import type {
  EngineInfo, EngineOptions, EngineShape, RegisterFailure, ResultFailure, StartFailure, WorkItemFailure,
} from "./engine-shape.ts"
import { failureOf } from "./failure.ts"
import { caseEnded } from "./late.ts"
import { Loop } from "./loop.ts"
import { checked, valueOf } from "./payload.ts"
import { type AnyHandlers, type ExecutorParts, Program } from "./program.ts"
import { Recovery } from "./recovery.ts"
import { Starter } from "./starter.ts"
import type { CaseRow, Claim, Store } from "./store.ts"

/** One engine on one store. */
export class EngineCore implements EngineShape {
  readonly #store: Store
  readonly #loop: Loop
  readonly #starter: Starter
  readonly #closeTimeout: number
  readonly #recovery: Recovery

  /** On a store that was claimed for it. */
  constructor(
    store: Store, claim: Claim, clock: Clock, random: Random, { observer, closeTimeout = 10_000 }: EngineOptions,
  ) {
    this.#store = store
    this.#closeTimeout = closeTimeout
    this.#loop = new Loop(store, claim.lastCase, clock, observer)
    this.#loop.runner = new Attempts(this.#loop, clock, random)
    this.#starter = new Starter(this.#loop, random)
    this.#recovery = new Recovery(this.#loop, claim.lastDefinition)
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
      this.#stored(caseId).then(resume, (error) => resume(failed<ResultFailure>(error)))
    })

  readonly cancel: EngineShape["cancel"] = (caseId, reason = "") =>
    Effect.callback((resume) => {
      type Failure = CaseNotFound | CaseEnded | CaseUnclaimed | CaseDamaged | StoreError | EngineClosed
      const done = (error: Error | undefined) => resume(error === undefined ? Effect.void : failed<Failure>(error))
      const live = this.#loop.cases.get(caseId)
      if (live !== undefined) {
        const payload = reason === "" ? "" : JSON.stringify(reason)
        this.#loop.push({ kind: EventKind.cancel, case: live, outcome: -1, payload, done })
        return
      }
      const why = (row: CaseRow) => (row.status === Status.running ? this.#recovery.asleep(row) : caseEnded(row))
      this.#row(caseId).then((row) => done(why(row)), done)
    })

  readonly list: EngineShape["list"] = (options) => asked(() => listCases(this.#store, options))

  readonly show: EngineShape["show"] = (caseId) => asked(() => showCase(this.#store, caseId))

  readonly workItems: EngineShape["workItems"] = (options) => asked(() => worklist(this.#store, options))

  readonly startWorkItem: EngineShape["startWorkItem"] = (workItemId) =>
    Effect.callback((resume) => {
      const done = (error: Error | undefined) =>
        resume(error === undefined ? Effect.void : failed<WorkItemFailure>(error))
      this.#manual(workItemId).then(
        (item) => this.#loop.push({ kind: EventKind.start, case: item.case, item, outcome: -1, payload: "", done }),
        done,
      )
    })

  readonly complete: EngineShape["complete"] = (workItemId, output) =>
    Effect.callback((resume) => {
      const done = (error: Error | undefined) =>
        resume(error === undefined ? Effect.void : failed<WorkItemFailure>(error))
      this.#complete(workItemId, output, done).catch(done)
    })

  readonly unclaimed: EngineShape["unclaimed"] = asked(async () => {
    const mine = new Set([...this.#loop.programs.values()].flatMap(({ all }) => all.map(({ number }) => number)))
    return (await this.#store.runningCounts()).filter(({ definition }) => !mine.has(definition))
  })

  readonly damaged: EngineShape["damaged"] = () => [...this.#recovery.damaged.values()]

  readonly info = (): EngineInfo => {
    const kernels = Object.fromEntries(
      [...this.#loop.programs].map(([workflow, { kernel }]) => [workflow, kernel.kind]),
    )
    return { store: this.#store.kind, kernel: Object.values(kernels)[0], kernels }
  }

  readonly register: EngineShape["register"] = (parts, handlers, services) =>
    Effect.asVoid(Effect.acquireRelease(
      asked<Program, RegisterFailure>(() => this.#register(parts, handlers, services)),
      (program) => Effect.promise(async () => {
        await this.#loop.forget(program, engineClosed())
        await this.#ended(program.all)
      }),
    ))

  /** Commits what has gathered, interrupts what runs, and closes the store if it is ours. */
  close(owned: boolean): Effect.Effect<void> {
    return Effect.promise(async () => {
      await this.#loop.close()
      await this.#ended([...this.#loop.programs.values()].flatMap(({ all }) => all))
      if (owned) await this.#store.close()
    })
  }

  /** Waits for interrupted handlers to let go, but not for ever. */
  async #ended(programs: readonly Program[]): Promise<void> {
    let timer: ReturnType<typeof setTimeout> | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#closeTimeout)
    })
    await Promise.race([Promise.all(programs.map((program) => this.#loop.runner.ended(program))), late])
    clearTimeout(timer)
  }

  async #register(parts: ExecutorParts, handlers: AnyHandlers, services: Context.Context<never>): Promise<Program> {
    const { stopped, programs } = this.#loop
    if (stopped !== undefined) throw stopped
    const program = new Program(parts, handlers, services)
    const { workflow } = program
    if (programs.has(workflow)) {
      const message = `An executor of "${workflow}" is registered already; one engine runs one executor of a workflow.`
      throw new WorkflowTaken({ workflow, message })
    }
    programs.set(workflow, program)
    try {
      await this.#recovery.takeUp(program, parts, handlers)
    } catch (error) {
      await this.#loop.forget(program, error as Error)
      throw error
    }
    return program
  }

  async #row(caseId: string): Promise<CaseRow> {
    if (this.#loop.stopped !== undefined) throw this.#loop.stopped
    const row = await this.#store.getCase(caseId)
    if (row === undefined) throw caseNotFound(caseId)
    return row
  }

  /** How a case that is not in memory ended. */
  async #stored(caseId: string): Promise<Effect.Effect<unknown, ResultFailure>> {
    const row = await this.#row(caseId)
    if (row.status === Status.running) return Effect.fail(this.#recovery.asleep(row))
    const failure = failureOfRow(row)
    return failure === undefined ? Effect.succeed(resultOfRow(row)) : Effect.fail(failure)
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
    if (item.active && !item.started)
      this.#loop.push({ kind: EventKind.start, case: case_, item, outcome: -1, payload: "" })
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
      throw new WorkItemDone({
        workItemId,
        message: `The work item ${workItemId} is done already; its first result stands.`,
      })
    }
    const waits = became === "enabled" || became === "started"
    if (waits && live === undefined && row!.status === Status.running) throw this.#recovery.asleep(row!)
    const state = waits ? "run by the engine" : became
    throw new WorkItemNotActive({
      workItemId,
      state,
      message: `The work item ${workItemId} is ${state}; nothing was changed.`,
    })
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

function endingOf(
  { caseId, program: { workflow } }: Case,
  ending: Ending | Error,
): Effect.Effect<unknown, ResultFailure> {
  if (ending instanceof Error) return failed(ending)
  const { status, result, fault, reason } = ending
  return status === Status.ok
    ? Effect.succeed(valueOf(result))
    : Effect.fail(failureOf(workflow, caseId, status, fault, reason))
}

/** A typed failure as an Effect; an error that has no tag is a bug of ours and dies. */
function failed<E>(error: unknown): Effect.Effect<never, E> {
  return typeof error === "object" && error !== null && "_tag" in error ? Effect.fail(error as E) : Effect.die(error)
}

/** Runs a promise of ours; what it rejects with and has a tag is a typed failure. */
export function asked<A, E>(ask: () => Promise<A>): Effect.Effect<A, E> {
  return Effect.callback((resume) => {
    ask().then((answer) => resume(Effect.succeed(answer)), (error) => resume(failed<E>(error)))
  })
}
