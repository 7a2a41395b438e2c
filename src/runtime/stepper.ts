/**
 * One turn of one program: events into the kernel, commands out of it. Payloads move as the
 * commands say; what must be done outside is only noted. Knows no firing rule.
 */
import { COMMAND_WORDS, CommandKind, Refusal, Status } from "../kernel/command.ts"
import { EVENT_WORDS, EventKind } from "../kernel/event.ts"
import type { Batch } from "./batch.ts"
import { CASE_MAX, type Case, WorkItem } from "./case.ts"
import { type CaseFault, faultText } from "./failure.ts"
import { valueOf } from "./payload.ts"
import type { Acts, Pending } from "./pending.ts"
import type { Program } from "./program.ts"
import { TokenFlow } from "./token-flow.ts"
import type { Told } from "./told.ts"

const AUTOMATIC = 0
const SILENT = 2
const GUARD = 2

/** Steps the events of one turn and writes their rows. */
export class Stepper {
  readonly #program: Program
  readonly #batch: Batch
  readonly #acts: Acts
  readonly #now: number
  readonly #told: Told | undefined
  readonly #flow: TokenFlow
  #wave: Pending[] = []
  #dirty: Case[] = []
  /** Work items of automatic tasks that this wave enabled, in the order of the commands. */
  #starts: WorkItem[] = []
  #faulted: Case[] = []
  #refused = 0

  constructor(program: Program, batch: Batch, acts: Acts, now: number, told: Told | undefined) {
    this.#program = program
    this.#flow = new TokenFlow(program)
    this.#batch = batch
    this.#acts = acts
    this.#now = now
    this.#told = told
  }

  /** The wave has as many events as one step may take. */
  get isFull(): boolean {
    return this.#wave.length >= this.#program.kernel.capacity
  }

  /** Takes an event into the wave. Its case has no other in it. */
  admit(pending: Pending): void {
    const { case: case_ } = pending
    if (pending.kind === EventKind.open) this.#open(case_)
    else if (pending.kind === EventKind.complete) this.#choose(pending)
    else if (pending.kind === EventKind.cancel)
      case_.reason = pending.payload === "" ? "" : String(valueOf(pending.payload))
    if (pending.fault !== undefined) case_.fault = pending.fault
    case_.output = pending.payload
    case_.inWave = true
    this.#wave.push(pending)
  }

  /** Writes a journal row that no kernel sees. */
  journal(pending: Pending): void {
    this.#row(pending, pending.kind)
  }

  /** Writes the case's row although nothing is journaled. */
  keep(case_: Case): void {
    if (case_.dirty) return
    case_.dirty = true
    this.#dirty.push(case_)
  }

  /** Steps the wave, then starts what it enabled, until nothing more starts; then journals it. */
  step(): void {
    const wave = this.#wave
    if (wave.length === 0) return
    const { events } = this.#program.kernel
    for (let i = 0; i < wave.length; i++) {
      const { case: { slot }, kind, item, outcome } = wave[i]!
      const at = i * EVENT_WORDS
      events[at] = slot
      events[at + 1] = kind
      events[at + 2] = item === undefined ? 0 : item.task
      events[at + 3] = outcome < 0 ? 0 : outcome
      if (item !== undefined && kind !== EventKind.start) this.#leave(wave[i]!, item)
    }
    this.#run(wave.length)
    while (this.#faulted.length > 0 || this.#starts.length > 0) {
      this.#stopFaulted()
      this.#startEnabled()
    }
    this.#stopLarge(wave)
    for (const pending of wave) {
      this.#row(pending, pending.fault !== undefined ? EventKind.fail : pending.kind)
      pending.case.inWave = false
    }
    this.#wave = []
  }

  /** Writes the state of every case that changed, once. */
  write(): void {
    const { kernel, cases } = this.#program
    for (const case_ of this.#dirty) {
      case_.dirty = false
      const { number, status, data, fault, reason, slot } = case_
      const over = status !== Status.running
      const failure =
        fault !== undefined
          ? faultText(fault)
          : status === Status.cancelled
            ? JSON.stringify({ reason })
            : undefined
      this.#batch.updateCase(
        number, status, kernel.read(slot), data, over ? this.#now : undefined,
        status === Status.ok && case_.result !== "" ? case_.result : undefined, over ? failure : undefined,
      )
      if (!over) continue
      kernel.release(slot)
      cases[slot] = undefined
      this.#acts.ended.push(case_)
      this.#told?.ended(this.#acts.tell, case_, this.#now)
    }
    this.#dirty = []
  }

  #open(case_: Case): void {
    const { kernel, cases, number, workflow } = this.#program
    case_.slot = kernel.allocate()
    cases[case_.slot] = case_
    const { caseId, id, startedAt, trace } = case_
    this.#batch.openCase(case_.number, number, workflow, caseId, id, startedAt, trace)
    this.#told?.started(this.#acts.tell, case_)
  }

  /**
   * Where guards pick the outcome they are asked here, before anything is stepped. One that throws makes the event a
   * `fail`.
   */
  #choose(pending: Pending): void {
    const { task, attempt } = pending.item!
    const { table, guards, tasks } = this.#program
    if (table.taskChoice[task] !== GUARD) return
    const name = tasks[task]?.name ?? table.taskNames[task]!
    try {
      const payload = valueOf(pending.payload) as never
      const outcome = guards[task]!.findIndex((guard) => guard === undefined || guard(payload))
      if (outcome < 0) throw new Error(`no guard of "${name}" holds and there is no default`)
      pending.outcome = outcome
    } catch (cause) {
      pending.kind = EventKind.fail
      pending.fault = { reason: "guard", task: table.taskNames[task], attempt, defect: true, cause }
    }
  }

  /** The item of a `complete` or `fail` is gone before its commands arrive. */
  #leave(pending: Pending, item: WorkItem): void {
    const { case: case_, kind, outcome } = pending
    item.completed = kind === EventKind.complete
    case_.drop(item)
    case_.effects += `${item.completed ? "d" : "f"}${item.task}.${item.activation} `
    if (this.#program.table.taskKind[item.task] !== AUTOMATIC) this.#leaveWorklist(item)
    this.#told?.left(this.#acts.tell, item, this.#now, outcome, pending.fault)
  }

  #startEnabled(): void {
    const { kernel } = this.#program
    while (this.#starts.length > 0) {
      const starts = this.#starts.splice(0, kernel.capacity)
      let count = 0
      for (const item of starts) {
        if (!item.active) continue
        this.#event(count++, item.case.slot, EventKind.start, item.task)
      }
      if (count > 0) this.#run(count)
      if (this.#faulted.length > 0) return
    }
  }

  /** A mapping threw: the case is stopped in the same transaction and ends `failed`. */
  #stopFaulted(): void {
    const faulted = this.#faulted.filter((case_) => case_.status === Status.running)
    this.#faulted = []
    for (const { slot } of faulted) {
      this.#event(0, slot, EventKind.cancel, 0)
      this.#run(1)
    }
  }

  /** A case must fit into its row with all it holds. */
  #stopLarge(wave: readonly Pending[]): void {
    for (const { case: case_ } of wave) {
      if (case_.letters <= CASE_MAX || case_.status !== Status.running) continue
      const cause = new Error(`its payloads would have more than ${CASE_MAX} characters of JSON text together`)
      case_.fault = { reason: "overflow", task: undefined, attempt: 0, defect: true, cause }
      this.#faulted.push(case_)
    }
    if (this.#faulted.length > 0) this.#stopFaulted()
  }

  #event(index: number, slot: number, kind: number, task: number): void {
    const { events } = this.#program.kernel
    const at = index * EVENT_WORDS
    events[at] = slot
    events[at + 1] = kind
    events[at + 2] = task
    events[at + 3] = 0
  }

  #run(count: number): void {
    const { kernel } = this.#program
    const began = this.#told === undefined ? 0 : performance.now()
    let said = 0
    this.#refused = 0
    for (let left = count; left > 0;) {
      const commands = kernel.step(left)
      this.#apply(commands)
      said += commands
      left -= kernel.consumed
      if (left > 0) kernel.events.copyWithin(0, kernel.consumed * EVENT_WORDS, (kernel.consumed + left) * EVENT_WORDS)
    }
    this.#told?.stepped(this.#program, count, said, this.#refused, performance.now() - began)
  }

  #apply(count: number): void {
    const { kernel: { commands }, cases } = this.#program
    for (let at = 0; at < count * COMMAND_WORDS; at += COMMAND_WORDS) {
      const case_ = cases[commands[at]!]!
      const kind = commands[at + 1] as CommandKind
      try {
        this.#obey(case_, kind, commands[at + 2]!, commands[at + 3]!)
      } catch (cause) {
        if (kind === CommandKind.refuse || case_ === undefined) throw cause
        this.#broken(case_, cause)
      }
    }
  }

  #obey(case_: Case, kind: CommandKind, subject: number, detail: number): void {
    switch (kind) {
      case CommandKind.enable: this.#enable(case_, subject); break
      case CommandKind.withdraw: this.#withdraw(case_, case_.enabled(subject)!, "w"); break
      case CommandKind.cancel: this.#cancel(case_, subject); break
      case CommandKind.take: this.#take(case_, subject, detail); break
      case CommandKind.put: if (!this.#flow.put(case_, subject, detail)) this.#faulted.push(case_); break
      case CommandKind.clear: case_.clear(subject); break
      case CommandKind.end: this.#end(case_, subject); break
      case CommandKind.overflow: case_.fault ??= this.#overflow(subject); break
      case CommandKind.refuse: this.#refused++; refuse(case_, subject); break
    }
  }

  /** A defect of ours while this case was stepped: it is stopped as a mapping that throws would stop it, alone. */
  #broken(case_: Case, cause: unknown): void {
    if (case_.fault !== undefined) return
    case_.fault = { reason: "engine", task: undefined, attempt: 0, defect: true, cause }
    this.#faulted.push(case_)
  }

  #enable(case_: Case, task: number): void {
    const item = new WorkItem(case_, task, ++case_.activations, this.#now)
    case_.items.push(item)
    case_.effects += `e${task}.${item.activation} `
    if (this.#program.table.taskKind[task] === AUTOMATIC) this.#starts.push(item)
    else {
      item.input = this.#flow.offered(case_, task)
      this.#worklist(item)
    }
    this.#told?.enabled(this.#acts.tell, item, this.#now)
  }

  #worklist(item: WorkItem): void {
    const { table, tasks } = this.#program
    const said = tasks[item.task]
    const due = said?.due === undefined ? undefined : item.enabledAt + said.due
    this.#batch.putWorkItem(
      item.case.number, item.activation, table.taskNames[item.task]!, item.started ? 2 : 1, said?.role,
      item.enabledAt, due, item.input === "" ? undefined : item.input,
    )
  }

  #leaveWorklist(item: WorkItem): void {
    this.#batch.dropWorkItem(item.case.number, item.activation)
    item.case.gone.push(item)
  }

  #withdraw(case_: Case, item: WorkItem, effect: "w" | "c"): void {
    case_.drop(item)
    case_.effects += `${effect}${item.task}.${item.activation} `
    if (this.#program.table.taskKind[item.task] !== AUTOMATIC) this.#leaveWorklist(item)
    else if (effect === "c") this.#acts.interrupt.push(item)
    this.#told?.dropped(this.#acts.tell, item, this.#now)
  }

  #cancel(case_: Case, task: number): void {
    for (const item of case_.items.filter((one) => one.task === task && one.started)) this.#withdraw(case_, item, "c")
  }

  #take(case_: Case, condition: number, task: number): void {
    const payload = this.#flow.take(case_, condition, task)
    if (payload === undefined) return
    const kind = this.#program.table.taskKind[task]
    if (kind === SILENT) return
    const item = case_.enabled(task)!
    item.started = true
    item.input = payload
    case_.effects += `s${task}.${item.activation} `
    // Of handlers that are about to go no attempt begins; the next engine begins the first.
    item.attempt = this.#program.leaving ? 0 : 1
    if (kind !== AUTOMATIC) this.#worklist(item)
    else if (!this.#program.leaving) this.#acts.run.push(item)
    this.#told?.workStarted(this.#acts.tell, item, this.#now)
  }

  #end(case_: Case, status: number): void {
    case_.status = case_.fault === undefined ? status : Status.failed
    // The kernel has withdrawn and cancelled them all, unless a defect kept them.
    for (const item of [...case_.items]) this.#withdraw(case_, item, item.started ? "c" : "w")
  }

  #overflow(condition: number): CaseFault {
    const name = this.#program.table.conditionNames[condition]
    const cause = new Error(
      name === undefined
        ? "its silent tasks would go round for ever"
        : `condition "${name}" would hold more tokens than its bound`,
    )
    return { reason: "overflow", task: undefined, attempt: 0, defect: true, cause }
  }

  #row({ case: case_, item, outcome, payload, fault }: Pending, kind: number): void {
    const text = fault !== undefined ? faultText(fault) : payload === "" ? undefined : payload
    this.#batch.event(
      case_.number, case_.seq++, this.#now, kind, item === undefined ? -1 : item.task, outcome,
      item === undefined ? 0 : item.activation, item === undefined ? 0 : item.attempt, text, case_.effects.trimEnd(),
    )
    case_.effects = ""
    this.keep(case_)
  }
}

/** A start may come too late when an earlier start of the same wave took the token; anything else is a bug. */
function refuse(case_: Case | undefined, refusal: number): void {
  if (refusal === Refusal.notEnabled || refusal === Refusal.ended) return
  throw new Error(`the kernel refused an event of case ${case_?.caseId}: refusal ${refusal}`)
}
