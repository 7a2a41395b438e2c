/** What each event asks of the firing rule, or why it is refused: ARCHITECTURE "The step", parts 1 and 2. */
import { COMMAND_WORDS, CommandKind, Refusal, Status } from "./command.ts"
import { EventKind, EVENT_WORDS } from "./event.ts"
import { Firing } from "./firing.ts"
import { NONE } from "./layout.generated.ts"
import { Instance, Phase, type StateLayout } from "./state.ts"
import { Choice, Multi, TaskKind } from "./kinds.ts"
import type { Table } from "./table.ts"

/** An event that fits; refusals are numbers above. */
const FITS = 0

export class Step extends Firing {
  events: Int32Array = new Int32Array(0)
  /** Events taken by the last `run`. */
  consumed = 0
  /** Commands that one event says at most, if nothing fires twice. */
  readonly reserve: number
  /**
   * Command words up to which one more event is taken. It stays when an event that said more made the room wider: else
   * the next such event would come as near to the new end, and the room would grow with the batch.
   */
  readonly #last: number

  constructor(table: Table, layout: StateLayout, reserve: number, commands: Int32Array) {
    super(table, layout, commands)
    this.reserve = reserve
    this.#last = commands.length - reserve * COMMAND_WORDS
  }

  /** Steps `count` events from the front, fewer if the commands of one more may not fit. Returns how many commands. */
  run(count: number): number {
    this.said = 0
    let index = 0
    while (index < count && this.said <= this.#last) {
      const at = index * EVENT_WORDS
      this.slot = this.events[at]!
      const refusal = this.#event(this.events[at + 1]! as EventKind, this.events[at + 2]!, this.events[at + 3]!)
      if (refusal !== FITS) this.say(CommandKind.refuse, refusal, index)
      index++
    }
    this.consumed = index
    return this.said / COMMAND_WORDS
  }

  #event(kind: EventKind, subject: number, detail: number): Refusal | typeof FITS {
    const base = this.slot * this.layout.words
    if (this.slot < 0 || base >= this.state.length) return Refusal.slot
    this.base = base
    const status = this.state[base]!
    if (kind === EventKind.open) return status === Status.empty ? this.#open(subject) : Refusal.slot
    if (status <= Status.empty) return Refusal.slot
    if (status !== Status.running) return Refusal.ended
    if (kind === EventKind.cancel) return this.#ended(Status.cancelled)
    if (kind === EventKind.signal || kind === EventKind.expire) {
      if (subject < 0 || subject >= this.table.triggerCondition.length) return Refusal.unknown
      return kind === EventKind.signal ? this.#signal(subject) : this.#expire(subject)
    }
    if (subject < 0 || subject >= this.table.taskKind.length) return Refusal.unknown
    switch (kind) {
      case EventKind.start: return this.#start(subject, detail)
      case EventKind.complete: return this.#complete(subject, detail)
      case EventKind.fail: return this.#fail(subject, detail)
      case EventKind.begin: return this.#begin(subject)
      case EventKind.finish: return this.#finish(subject, detail)
      case EventKind.add: return this.#add(subject)
      case EventKind.stop: return this.#stop(subject)
      default: return Refusal.unknown
    }
  }

  #open(entry: number): Refusal | typeof FITS {
    const { entryStart, marks } = this.table
    if (entry < 0 || entry >= entryStart.length - 1) return Refusal.unknown
    this.state[this.base] = Status.running
    for (let i = entryStart[entry]!; i < entryStart[entry + 1]!; i++) if (!this.put(marks[i]!, -1)) return FITS
    return this.#settled()
  }

  #start(task: number, count: number): Refusal | typeof FITS {
    if (!this.isEnabled(task) || this.table.taskKind[task] === TaskKind.receive) return Refusal.notEnabled
    if (this.blocked(task)) return Refusal.blocked
    const multi = this.table.taskMulti[task]!
    if (multi === NONE) {
      this.start(task)
      return this.#settled()
    }
    const { multiCount, multiMin, multiMax, multiThreshold } = this.table
    const instances = multiCount[multi] === NONE ? count : multiCount[multi]!
    if (instances < multiMin[multi]! || instances > multiMax[multi]!) return Refusal.count
    this.start(task)
    this.state[this.#wordOf(task, Instance.pending)] = instances
    if (instances > 0) this.say(CommandKind.spawn, task, instances)
    const isDone = instances === 0 || multiThreshold[multi] === 0
    return !isDone || this.finishTask(task) ? this.#settled() : FITS
  }

  #complete(task: number, outcome: number): Refusal | typeof FITS {
    const { outcomeStart, taskChoice, taskMulti } = this.table
    const outcomes = outcomeStart[task + 1]! - outcomeStart[task]!
    const several = taskChoice[task] === Choice.several
    if (taskMulti[task] !== NONE) return Refusal.unknown
    if (several ? !isRoutes(outcome, outcomes >> 1) : outcome < 0 || outcome >= outcomes) return Refusal.unknown
    if (this.running(task) === 0) return Refusal.notStarted
    this.leave(task)
    const goesOn = several ? this.produceSeveral(task, outcome) : this.produce(task, outcomeStart[task]! + outcome)
    return goesOn ? this.#settled() : FITS
  }

  #fail(task: number, status: number): Refusal | typeof FITS {
    if (status !== 0 && (status < Status.cancelled || status > Status.failed)) return Refusal.unknown
    const isMulti = this.table.taskMulti[task] !== NONE
    const word = isMulti ? this.#wordOf(task, Instance.running) : -1
    if (isMulti ? this.state[word] === 0 : this.running(task) === 0) return Refusal.notStarted
    if (isMulti) this.state[word]!--
    else this.leave(task)
    return this.#ended(status === 0 ? Status.failed : (status as Status))
  }

  #begin(task: number): Refusal | typeof FITS {
    if (this.table.taskMulti[task] === NONE) return Refusal.unknown
    const { state } = this
    if (state[this.#wordOf(task, Instance.pending)] === 0) return Refusal.notStarted
    state[this.#wordOf(task, Instance.pending)]!--
    state[this.#wordOf(task, Instance.running)]!++
    return FITS
  }

  #finish(task: number, enough: number): Refusal | typeof FITS {
    const multi = this.table.taskMulti[task]!
    if (multi === NONE) return Refusal.unknown
    const until = (this.table.multiFlags[multi]! & Multi.until) !== 0
    if (enough !== 0 && !(enough === 1 && until)) return Refusal.unknown
    const { state } = this
    if (state[this.#wordOf(task, Instance.running)] === 0) return Refusal.notStarted
    state[this.#wordOf(task, Instance.running)]!--
    const finished = ++state[this.#wordOf(task, Instance.finished)]!
    const left = state[this.#wordOf(task, Instance.pending)]! + state[this.#wordOf(task, Instance.running)]!
    this.idleIfFinished(task)
    if (state[this.#wordOf(task, Instance.phase)] === Phase.busy) {
      const threshold = this.table.multiThreshold[multi]!
      const isDone = until ? enough === 1 : threshold === NONE ? left === 0 : finished >= threshold
      if (isDone && !this.finishTask(task)) return FITS
    }
    return this.#settled()
  }

  #add(task: number): Refusal | typeof FITS {
    const multi = this.table.taskMulti[task]!
    if (multi === NONE) return Refusal.unknown
    const { state } = this
    const phase = state[this.#wordOf(task, Instance.phase)]!
    if (phase === Phase.idle) return Refusal.notStarted
    const at = this.#wordOf(task, Instance.phase)
    const all = state[at + Instance.pending]! + state[at + Instance.running]! + state[at + Instance.finished]!
    if (all >= this.table.multiMax[multi]!) return Refusal.count
    if (phase === Phase.absorbing || (this.table.multiFlags[multi]! & Multi.open) === 0) return Refusal.closed
    state[at + Instance.pending]!++
    this.say(CommandKind.spawn, task, 1)
    return FITS
  }

  #signal(trigger: number): Refusal | typeof FITS {
    const { taskTrigger, triggerCondition, conditionBound } = this.table
    for (let task = 0; task < taskTrigger.length; task++) {
      if (taskTrigger[task] !== trigger || !this.isEnabled(task) || this.blocked(task)) continue
      return this.receive(task) ? this.#settled() : FITS
    }
    const condition = triggerCondition[trigger]!
    if (condition === NONE) return Refusal.notWaiting
    if (this.tokens(condition) >= conditionBound[condition]!) return Refusal.full
    return this.put(condition, -1) ? this.#settled() : FITS
  }

  #expire(trigger: number): Refusal | typeof FITS {
    const condition = this.table.triggerCondition[trigger]!
    if (condition === NONE) return Refusal.unknown
    if (this.tokens(condition) === 0) return Refusal.notWaiting
    this.takeOne(condition, -1)
    return this.#settled()
  }

  #stop(task: number): Refusal | typeof FITS {
    if (this.table.taskKind[task] === TaskKind.silent) return Refusal.unknown
    if (!this.isEnabled(task) && this.running(task) === 0) return Refusal.notStarted
    const { inputStart, inputConditions } = this.table
    for (let i = inputStart[task]!, end = inputStart[task + 1]!; i < end; i++) this.clear(inputConditions[i]!)
    this.drop(task)
    return this.#settled()
  }

  #wordOf(task: number, word: number): number {
    return this.base + this.layout.multiWord[task]! + word
  }

  #settled(): typeof FITS {
    this.settle()
    return FITS
  }

  #ended(status: Status): typeof FITS {
    this.end(status)
    return FITS
  }
}

/** Some of the guarded routes, or the last alone: the default. */
function isRoutes(routes: number, count: number): boolean {
  return routes > 0 && routes <= 1 << (count - 1)
}
