/**
 * One turn of one program: events into the kernel, commands out of it. Payloads move as the
 * commands say; what must be done outside is only noted. Knows no firing rule.
 */
import { CommandKind, Refusal, Status } from "../kernel/command.ts"
import { EventKind } from "../kernel/event.ts"
import { inAnyOrder } from "./exclusion.ts"
import { Instance, Phase } from "../kernel/state.ts"
import { TaskKind } from "../kernel/table.ts"
import { CASE_MAX, type Case } from "./case.ts"
import { CaseRows, isSignal } from "./case-rows.ts"
import { childEnded } from "./children.ts"
import { decide } from "./choices.ts"
import type { CaseFault } from "./failure.ts"
import { overflowOf } from "./overflow.ts"
import { Feed, type OnCommand, type Source } from "./feed.ts"
import { countOf } from "./instances.ts"
import { refusedBy } from "./late.ts"
import { valueOf } from "./payload.ts"
import type { Pending } from "./pending.ts"
import { signalAlarm } from "./timers.ts"
import { TokenFlow } from "./token-flow.ts"
import type { Turn } from "./turn.ts"
import { WorkItem } from "./work-item.ts"
import { WorkItems } from "./work-items.ts"

/** Steps the events of one turn and writes their rows. */
export class Stepper {
  readonly #turn: Turn
  readonly #flow: TokenFlow
  readonly #items: WorkItems
  readonly #feed: Feed
  readonly rows: CaseRows
  #wave: Pending[] = []
  #faulted: Case[] = []

  constructor(turn: Turn) {
    this.#turn = turn
    this.#flow = new TokenFlow(turn.program)
    this.rows = new CaseRows(turn)
    this.#items = new WorkItems(turn, this.#flow, this.rows)
    this.#feed = new Feed(turn)
  }

  /** The wave has as many events as one step may take. */
  get isFull(): boolean {
    return this.#wave.length >= this.#turn.program.kernel.capacity
  }

  /** Takes an event into the wave. Its case has no other in it. */
  admit(pending: Pending): void {
    const { case: case_, kind } = pending
    const { told, acts, now } = this.#turn
    if (kind === EventKind.open) this.rows.open(case_)
    else if (kind === EventKind.complete || kind === EventKind.finish) decide(this.#turn.program, pending)
    else if (kind === EventKind.cancel) case_.reason = pending.payload === "" ? "" : String(valueOf(pending.payload))
    if (pending.reason !== undefined && pending.detail === Status.cancelled) case_.reason = pending.reason
    if (pending.fault !== undefined) case_.fault = pending.fault
    if (isSignal(kind)) pending.told = told?.signalled(acts.tell, case_, pending.subject!, now)
    case_.current = pending
    this.#wave.push(pending)
  }

  /**
   * Steps the wave, then starts what it enabled, until nothing more starts; then journals it. Returns the events that
   * follow from it and belong into the same transaction.
   */
  step(): Pending[] {
    const wave = this.#wave
    this.#wave = []
    wave.forEach((pending, index) => {
      const { case: { handle }, kind, subject, item, outcome, detail } = pending
      this.#feed.put(index, handle, kind, subject ?? item?.task ?? 0, detail ?? Math.max(0, outcome), pending)
      const leaves = kind === EventKind.complete || kind === EventKind.finish || kind === EventKind.fail
      if (leaves && item !== undefined) this.#items.leave(pending, item)
      else if (kind === EventKind.begin) this.#items.begun(item!)
    })
    this.#run(wave.length)
    for (const pending of wave) if (pending.refused !== true) this.#tryAgain(pending.case)
    this.#goOn()
    this.#stopLarge(wave)
    for (const pending of wave) {
      if (pending.refused !== true) this.#journal(pending)
      pending.case.current = undefined
    }
    const { next } = this.#turn
    return next.length === 0 ? next : next.splice(0)
  }

  /** What was blocked in this case may not be any more. */
  #tryAgain(case_: Case): void {
    if (case_.held.length === 0) return
    const { starts } = this.#items
    starts.push(...case_.letGo())
    starts.sort((a, b) => (a.case === b.case ? a.task - b.task : a.case.number - b.case.number))
  }

  /** Starts, begins and stops until there is nothing more. */
  #goOn(): void {
    const { starts, crowds } = this.#items
    while (this.#faulted.length + starts.length + crowds.size > 0) {
      this.#stopFaulted()
      this.#startEnabled()
      if (this.#faulted.length === 0) this.#beginInstances()
    }
  }

  #startEnabled(): void {
    const { program, program: { kernel } } = this.#turn
    const { starts } = this.#items
    inAnyOrder(starts, this.#turn)
    while (starts.length > 0 && this.#faulted.length === 0) {
      const batch = starts.splice(0, kernel.capacity).filter((item) => item.active && !item.started)
      let events = 0
      for (const item of batch) {
        const { case: case_, task } = item
        const count = item.instances === undefined ? 0 : countOf(program, task, this.#flow.offered(case_, task))
        if (typeof count === "number") this.#feed.put(events++, case_.handle, EventKind.start, task, count, item)
        else this.#fault(case_, count)
      }
      this.#run(events)
      for (const item of batch) if (item.started) this.#tryAgain(item.case)
    }
  }

  #beginInstances(): void {
    const { kernel } = this.#turn.program
    const begin = this.#items.beginning()
    for (let at = 0; at < begin.length; at += kernel.capacity) {
      const batch = begin.slice(at, at + kernel.capacity)
      batch.forEach((item, index) => {
        this.#feed.put(index, item.case.handle, EventKind.begin, item.task, 0, item)
        this.#items.begun(item)
      })
      this.#run(batch.length)
    }
  }

  #fault(case_: Case, fault: CaseFault): void {
    case_.fault ??= fault
    this.#faulted.push(case_)
  }

  /** A mapping threw: the case is stopped in the same transaction and ends `failed`. */
  #stopFaulted(): void {
    const faulted = this.#faulted.filter((case_) => case_.status === Status.running)
    this.#faulted = []
    for (const { handle } of faulted) {
      this.#feed.put(0, handle, EventKind.cancel, 0, 0, undefined)
      this.#run(1)
    }
  }

  /** A case must fit into its row with all it holds. */
  #stopLarge(wave: readonly Pending[]): void {
    for (const { case: case_ } of wave) {
      if (case_.weight <= CASE_MAX || case_.status !== Status.running) continue
      const cause = new Error(`its payloads would have more than ${CASE_MAX} characters of JSON text together`)
      this.#fault(case_, { reason: "overflow", task: undefined, attempt: 0, defect: true, cause })
    }
    if (this.#faulted.length > 0) this.#stopFaulted()
  }

  #run(count: number): void {
    if (count === 0) return
    const sources = this.#feed.run(count, this.#onCommand)
    this.#taken()
    if (!this.#turn.program.hasInstances) return
    for (const case_ of new Set(sources.slice(0, count).map((source) => source?.case))) {
      if (case_ !== undefined) this.#idle(case_)
    }
  }

  readonly #onCommand: OnCommand = (case_, kind, subject, detail, source) => {
    if (kind !== CommandKind.take || !this.#flow.isTaking(case_, detail)) this.#taken()
    if (kind === CommandKind.refuse) return this.#refuse(case_, subject, source)
    try {
      this.#obey(case_, kind, subject, detail)
    } catch (cause) {
      if (case_ === undefined) throw cause
      this.#broken(case_, cause)
    }
  }

  /**
   * A work item all of whose instances are finished and which is not done waits for more of them. The kernel says no
   * command when it is cancelled, since nothing of it runs; its state tells.
   */
  #idle(case_: Case): void {
    for (const item of [...case_.items]) {
      if (item.instances === undefined || !item.started || item.completed || item.instances.live.size > 0) continue
      const { kernel, layout } = this.#turn.program
      const phase = kernel.read(case_.handle)[layout.multiWord[item.task]! + Instance.phase]
      if (phase === Phase.idle) this.#items.gone(item)
    }
  }

  #taken(): void {
    const taken = this.#flow.taken()
    if (taken === undefined) return
    try {
      this.#items.started(taken)
    } catch (cause) {
      this.#broken(taken.case, cause)
    }
  }

  #obey(case_: Case, kind: CommandKind, subject: number, detail: number): void {
    switch (kind) {
      case CommandKind.enable: this.#items.enable(case_, subject); break
      case CommandKind.withdraw: this.#items.withdraw(case_, subject, detail); break
      case CommandKind.cancel: this.#items.cancel(case_, subject); break
      case CommandKind.take: this.#flow.take(case_, subject, detail); break
      case CommandKind.put: this.#put(case_, subject, detail); break
      case CommandKind.clear: case_.clear(subject); break
      case CommandKind.end: this.#end(case_, subject); break
      case CommandKind.overflow: case_.fault ??= this.#overflow(subject); break
      case CommandKind.spawn: this.#items.spawn(case_, subject, detail); break
      case CommandKind.done: this.#items.done(case_, subject); break
    }
  }

  #put(case_: Case, condition: number, arc: number): void {
    const { acts, now, later } = this.#turn
    if (!this.#flow.put(case_, condition, arc, now)) this.#faulted.push(case_)
    const { due } = case_.tokens.at(-1)!
    if (due > 0) acts.alarms.push(signalAlarm(case_, condition, due, later))
  }

  /** A defect of ours while this case was stepped: it is stopped as a mapping that throws would stop it, alone. */
  #broken(case_: Case, cause: unknown): void {
    if (case_.fault !== undefined) return
    this.#fault(case_, { reason: "engine", task: undefined, attempt: 0, defect: true, cause })
  }

  /**
   * A start of our own that is blocked is held until the next event; it may also come too late, when an earlier one of
   * the same wave took the token. What a caller asked for is answered. Anything else is a bug.
   */
  #refuse(case_: Case | undefined, refusal: number, source: Source): void {
    if (source instanceof WorkItem) {
      if (refusal === Refusal.blocked) return void source.case.hold(source)
      if (refusal === Refusal.notEnabled || refusal === Refusal.ended) return
    } else if (source !== undefined) {
      const error = refusedBy(source, refusal)
      if (error !== undefined) {
        const { answer, item } = source
        source.refused = true
        if (answer !== undefined) answer.error = error
        else if (this.#turn.program.table.taskKind[item?.task ?? -1] === TaskKind.timer) source.case.hold(item!)
        return
      }
    } else if (refusal === Refusal.ended) return
    throw new Error(`the kernel refused an event of case ${case_?.caseId}: refusal ${refusal}`)
  }

  #end(case_: Case, status: number): void {
    const { program: { workflow, table }, next, later } = this.#turn
    const { caseId, fault, current, parent, result } = case_
    case_.status = fault === undefined ? status : Status.failed
    const enders = [current?.item?.task, ...this.#flow.makers(case_)]
    const canceller = enders.find((task) => table.taskCancelsCase[task ?? -1] === 1)
    if (canceller !== undefined && case_.status === Status.cancelled && current?.kind !== EventKind.cancel) {
      case_.reason = `task "${table.taskNames[canceller]}" cancels its case`
    }
    case_.cancelsItself = canceller !== undefined || current?.item?.child?.cancelsItself === true
    // The kernel has withdrawn and cancelled them all, unless a defect kept them, or nothing of them ran.
    if (case_.items.length > 0) for (const item of [...case_.everyItem()]) this.#items.gone(item)
    case_.letGo()
    if (parent?.active !== true) return
    const below = current?.reason !== undefined
    const ending = { workflow, caseId, status: case_.status, result, fault, reason: case_.reason, below }
    childEnded(parent, ending, { now: (event) => void next.push(event), later })
  }

  #journal(pending: Pending): void {
    const { case: { effects }, kind, fault } = pending
    pending.told?.(kind === EventKind.expire ? "expired" : effects === "" ? "kept" : "taken")
    this.rows.journal(pending, fault !== undefined ? EventKind.fail : kind)
  }

  #overflow(condition: number): CaseFault {
    const cause = new Error(overflowOf(this.#turn.program.table, condition))
    return { reason: "overflow", task: undefined, attempt: 0, defect: true, cause }
  }
}
