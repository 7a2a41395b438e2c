/** The engine behind its service: joins the loop, the starts, the store's reads and the failures of each call. */
import type { Clock } from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type { Random } from "effect/Random"
import type { CaseId } from "../definition/id.ts"
import { Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import { Attempts } from "./attempt.ts"
import type { Waiter } from "./case.ts"
import { listCases } from "./case-list.ts"
import { caseNotFound, failureOfRow, resultOfRow } from "./case-stored.ts"
import { showCase } from "./case-view.ts"
import { Drain, type DrainReport, drainTime } from "./drain.ts"
import { answered, asked, caseIdOf, endingOf, failed } from "./engine-answer.ts"
import {
  type CaseDamaged, type CaseEnded, type CaseNotFound, type CaseUnclaimed, EngineClosed, engineClosed, engineDraining,
  WorkflowTaken,
} from "./engine-error.ts"
import type {
  CaseRef, EngineInfo, EngineOptions, EngineShape, RegisterFailure, ResultFailure, StartFailure, WorkItemFailure,
} from "./engine-shape.ts"
import { HumanWork } from "./human-work.ts"
import { caseEnded } from "./late.ts"
import { Loop } from "./loop.ts"
import { type AnyHandlers, type ExecutorParts, Program } from "./program.ts"
import { Recovery } from "./recovery.ts"
import { Starter } from "./starter.ts"
import { Requests } from "./requests.ts"
import type { Sequencer } from "./sequencer.ts"
import type { AnySignals, Sent } from "./signals.ts"
import type { CaseRow, Claim, Store } from "./store.ts"
import { tallyWorkflows } from "./tally.ts"
import { worklist } from "./worklist.ts"

/** One engine on one store. */
export class EngineCore implements EngineShape {
  readonly #store: Store
  readonly #loop: Loop
  readonly #starter: Starter
  readonly #closeTimeout: number
  readonly #recovery: Recovery
  readonly #requests: Requests
  readonly #humanWork: HumanWork
  readonly #clock: Clock
  readonly #attempts: Attempts
  readonly #sequencer: Sequencer | undefined
  #drained: Promise<DrainReport> | undefined

  /** On a store that was claimed for it. With a sequencer its clock and its chance are the engine's. */
  constructor(
    store: Store, claim: Claim, clock: Clock, random: Random, { observer, closeTimeout = 10_000 }: EngineOptions,
    sequencer?: Sequencer,
  ) {
    this.#store = store
    this.#closeTimeout = closeTimeout
    this.#clock = clock
    this.#sequencer = sequencer
    this.#loop = new Loop(store, claim.lastCase, clock, random, observer)
    sequencer?.attach(this.#loop)
    this.#loop.runner = this.#attempts = new Attempts(this.#loop, clock, random)
    this.#starter = new Starter(this.#loop)
    this.#recovery = new Recovery(this.#loop, claim.lastDefinition)
    this.#requests = new Requests(this.#loop, (caseId) => this.#absent(caseId))
    this.#humanWork = new HumanWork(this.#loop, (row) => this.#recovery.asleep(row))
  }

  readonly start: EngineShape["start"] = (workflow, { id, input }) =>
    Effect.callback((resume) => {
      this.#starter.start(workflow, id, input, (started) =>
        resume(started instanceof Error ? failed<StartFailure>(started) : Effect.succeed(started)))
    })

  readonly result: EngineShape["result"] = (of) =>
    Effect.flatMap(asked<string, CaseNotFound>(async () => caseIdOf(of)), (caseId) => this.#result(caseId))

  readonly find: EngineShape["find"] = (workflow, id) =>
    asked(async () => (await this.#store.findCase(workflow, id))?.caseId as CaseId | undefined)

  readonly #result = (caseId: string): Effect.Effect<unknown, ResultFailure> =>
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

  readonly cancel: EngineShape["cancel"] = (of, reason = "") =>
    answered((done) => {
      const caseId = caseIdOf(of)
      const live = this.#loop.cases.get(caseId)
      if (live !== undefined) {
        const payload = reason === "" ? "" : JSON.stringify(reason)
        this.#loop.push({ kind: EventKind.cancel, case: live, outcome: -1, payload, done })
        return
      }
      this.#absent(caseId).then(done, done)
    })

  readonly signal: EngineShape["signal"] = (of: CaseRef, ...[name, payload]: Sent<AnySignals>) =>
    answered((done) => this.#requests.signal(caseIdOf(of), name, payload, done))

  readonly add: EngineShape["add"] = (of, task, input) =>
    answered((done) => this.#requests.add(caseIdOf(of), task, input, done))

  readonly stop: EngineShape["stop"] = (of, task) =>
    answered((done) => this.#requests.stop(caseIdOf(of), task, done))

  readonly list: EngineShape["list"] = (options) => asked(() => listCases(this.#store, options))

  readonly show: EngineShape["show"] = (of) => asked(async () => showCase(this.#store, caseIdOf(of)))

  readonly workItems: EngineShape["workItems"] = (options) => asked(() => worklist(this.#store, options))

  readonly startWorkItem: EngineShape["startWorkItem"] = (workItemId) =>
    answered<WorkItemFailure>((done) => this.#humanWork.start(workItemId, done))

  readonly complete: EngineShape["complete"] = (workItemId, output) =>
    answered<WorkItemFailure>((done) => this.#humanWork.complete(workItemId, output, done))

  readonly unclaimed: EngineShape["unclaimed"] = asked(async () => {
    const mine = new Set([...this.#loop.programs.values()].flatMap(({ all }) => all.map(({ number }) => number)))
    return (await this.#store.runningCounts()).filter(({ definition }) => !mine.has(definition))
  })

  readonly damaged: EngineShape["damaged"] = () => [...this.#recovery.damaged.values()]

  readonly tally: EngineShape["tally"] = () =>
    tallyWorkflows(this.#programs.map(({ workflow, table, layout, kernel }) =>
      ({ workflow, table, layout, tally: kernel.tally() })))

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
        this.#sequencer?.flush()
        await this.#loop.forget(program, engineClosed())
        await this.#ended(program.all)
      }),
    ))

  readonly drain: EngineShape["drain"] = (options = {}) =>
    asked(async () => {
      const time = drainTime(options)
      return (this.#drained ??= this.#drain(time))
    })

  /** Commits what has gathered, interrupts what runs, and closes the store if it is ours. */
  close(owned: boolean): Effect.Effect<void> {
    return Effect.promise(async () => {
      await this.#stop()
      if (owned) await this.#store.close()
    })
  }

  async #stop(): Promise<void> {
    this.#sequencer?.release()
    await this.#loop.close()
    await this.#ended(this.#programs)
  }

  async #drain(time: number): Promise<DrainReport> {
    const { stopped } = this.#loop
    if (stopped !== undefined) throw stopped
    const reason = this.#starter.refusal = engineDraining()
    for (const program of this.#programs) program.leaving = true
    const drain = this.#attempts.watch = new Drain(this.#loop, reason)
    await drain.settled(this.#clock, time)
    await this.#stop()
    // With a cause it stopped by a defect of its own before it could be drained.
    const error = this.#loop.stopped
    if (!(error instanceof EngineClosed) || error.cause !== undefined) throw error
    const mine = new Set(this.#programs.map(({ number }) => number))
    const running = (await this.#store.runningCounts()).filter(({ definition }) => mine.has(definition))
    const left = running.reduce((sum, { count }) => sum + count, 0)
    return { finished: drain.finished, interrupted: drain.interrupted, left }
  }

  /** Everything that is registered, with its elders. */
  get #programs(): readonly Program[] {
    return [...this.#loop.programs.values()].flatMap(({ all }) => all)
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
    const { programs } = this.#loop
    const stopped = this.#loop.stopped ?? this.#starter.refusal
    if (stopped !== undefined) throw stopped
    const program = new Program(parts, handlers, this.#servicesOf(services))
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

  /** Why a case that is not in memory takes no event. */
  async #absent(caseId: string): Promise<CaseEnded | CaseUnclaimed | CaseDamaged> {
    const row = await this.#row(caseId)
    return row.status === Status.running ? this.#recovery.asleep(row) : caseEnded(row)
  }

  /** What handlers run with: in deterministic mode on the virtual clock. */
  #servicesOf(services: Context.Context<never>): Context.Context<never> {
    return this.#sequencer === undefined ? services : Context.merge(services, this.#sequencer.services)
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
}
