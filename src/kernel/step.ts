/**
 * The firing rule, as ARCHITECTURE "The step" tells it, on typed arrays. Steps allocate nothing. All words are
 * handled as signed (a small integer to the engine that runs this), so `NONE` and a free slot's status are -1.
 */
import { CommandKind, COMMAND_WORDS, Refusal, Status } from "./command.ts"
import { EventKind, EVENT_WORDS } from "./event.ts"
import { consumerMasks, joinMasks, type Masks } from "./mask.ts"
import { SILENT, type StateLayout } from "./state.ts"
import type { Table } from "./table.ts"

export class Step {
  /** States of the cases, `layout.words` each. Set anew when the arena grows. */
  state: Int32Array = new Int32Array(0)
  events: Int32Array = new Int32Array(0)
  /** Replaced by one twice as long when a single event says more than it holds. */
  commands: Int32Array
  /** Events taken by the last `run`. */
  consumed = 0
  /** Commands that one event says at most, if no silent task fires twice. */
  readonly reserve: number

  readonly #table: Table
  readonly #layout: StateLayout
  readonly #joins: { readonly any: Masks; readonly all: Masks }
  readonly #consumers: Masks
  readonly #passLimit: number
  readonly #explicit: boolean
  /** 1 for output conditions. */
  readonly #output: Uint8Array
  /** Bit sets of tasks: the silent ones; those whose inputs or items changed in this event, in words low..high. */
  readonly #silent: Int32Array
  readonly #dirty: Int32Array
  #low = 0
  #high = -1
  /** The case at hand: its slot and first word. `#said` counts command words. */
  #slot = 0
  #base = 0
  #said = 0

  constructor(table: Table, layout: StateLayout, reserve: number, commands: Int32Array) {
    const tasks = table.taskKind.length
    this.#table = table
    this.#layout = layout
    this.#joins = joinMasks(table, layout)
    this.#consumers = consumerMasks(table)
    this.reserve = reserve
    this.commands = commands
    this.#explicit = table.termination === "explicit"
    this.#output = new Uint8Array(table.conditionBound.length)
    for (const condition of table.outputConditions) this.#output[condition] = 1
    this.#silent = new Int32Array(Math.ceil(tasks / 32))
    this.#dirty = new Int32Array(Math.ceil(tasks / 32))
    table.taskKind.forEach((kind, task) => {
      if (kind === SILENT) this.#silent[task >> 5]! |= 1 << (task & 31)
    })
    this.#low = this.#dirty.length
    const bound = table.conditionBound.reduce((a, b) => Math.max(a, b), 1)
    this.#passLimit = (table.conditionBound.length + 2 * tasks) * bound
  }

  /** Steps `count` events from the front, fewer if the commands of one more may not fit. Returns how many commands. */
  run(count: number): number {
    this.#said = 0
    let index = 0
    while (index < count && (index === 0 || this.#said + this.reserve * COMMAND_WORDS <= this.commands.length)) {
      this.#event(index++)
    }
    this.consumed = index
    return this.#said / COMMAND_WORDS
  }

  #event(index: number): void {
    const at = index * EVENT_WORDS
    const slot = this.events[at]!
    const kind = this.events[at + 1]!
    const task = this.events[at + 2]!
    this.#slot = slot
    const base = slot * this.#layout.words
    if (slot < 0 || base >= this.state.length) return this.#refuse(Refusal.slot, index)
    this.#base = base
    const status = this.state[base]!
    if (kind === EventKind.open) {
      if (status !== Status.empty) return this.#refuse(Refusal.slot, index)
      this.state[base] = Status.running
      if (this.#put(this.#table.openCondition, -1)) this.#settle()
      return
    }
    if (status <= Status.empty) return this.#refuse(Refusal.slot, index)
    if (status !== Status.running) return this.#refuse(Refusal.ended, index)
    if (kind === EventKind.cancel) return this.#end(Status.cancelled)
    const known = kind === EventKind.start || kind === EventKind.complete || kind === EventKind.fail
    if (!known || task < 0 || task >= this.#table.taskKind.length) return this.#refuse(Refusal.unknown, index)
    if (kind === EventKind.start) {
      if (!this.#isEnabled(task)) return this.#refuse(Refusal.notEnabled, index)
      this.#disable(task)
      this.#take(task)
      this.state[base + this.#layout.runningWord[task]!]! += 1 << this.#layout.runningShift[task]!
      return this.#settle()
    }
    const outcome = this.events[at + 3]!
    const first = this.#table.outcomeStart[task]!
    if (kind === EventKind.complete && (outcome < 0 || outcome >= this.#table.outcomeStart[task + 1]! - first)) {
      return this.#refuse(Refusal.unknown, index)
    }
    if (this.#running(task) === 0) return this.#refuse(Refusal.notStarted, index)
    this.state[base + this.#layout.runningWord[task]!]! -= 1 << this.#layout.runningShift[task]!
    if (kind === EventKind.fail) return this.#end(Status.failed)
    this.#touchTasks(task >> 5, 1 << (task & 31))
    if (this.#produce(task, first + outcome)) this.#settle()
  }

  #take(task: number): void {
    const { inputConditions, inputStart, taskJoin } = this.#table
    const end = inputStart[task + 1]!
    for (let input = inputStart[task]!; input < end; input++) {
      const condition = inputConditions[input]!
      if (this.#tokens(condition) === 0) continue
      this.state[this.#base + this.#layout.conditionWord[condition]!]! -= 1 << this.#layout.conditionShift[condition]!
      this.#say(CommandKind.take, condition, task)
      this.#touch(condition)
      if (taskJoin[task] === 1) return
    }
  }

  /** Empties the region of a task, then puts the tokens of a flat outcome. False if that ended the case. */
  #produce(task: number, outcome: number): boolean {
    const { cancelConditionStart, cancelConditions, cancelTaskStart, cancelTasks, arcStart, arcCondition } = this.#table
    const { conditionWord, conditionShift, conditionMask } = this.#layout
    for (let i = cancelConditionStart[task]!, end = cancelConditionStart[task + 1]!; i < end; i++) {
      const condition = cancelConditions[i]!
      if (this.#tokens(condition) === 0) continue
      this.state[this.#base + conditionWord[condition]!]! &= ~(conditionMask[condition]! << conditionShift[condition]!)
      this.#say(CommandKind.clear, condition, 0)
      this.#touch(condition)
    }
    for (let i = cancelTaskStart[task]!, end = cancelTaskStart[task + 1]!; i < end; i++) {
      const cancelled = cancelTasks[i]!
      this.#touchTasks(cancelled >> 5, 1 << (cancelled & 31))
      if (this.#isEnabled(cancelled)) this.#withdraw(cancelled)
      this.#cancel(cancelled)
    }
    for (let arc = arcStart[outcome]!, end = arcStart[outcome + 1]!; arc < end; arc++) {
      if (!this.#put(arcCondition[arc]!, arc)) return false
    }
    return true
  }

  /** False if that ended the case. */
  #put(condition: number, arc: number): boolean {
    if (this.#tokens(condition) >= this.#table.conditionBound[condition]!) {
      this.#say(CommandKind.overflow, condition, 0)
      this.#end(Status.failed)
      return false
    }
    this.state[this.#base + this.#layout.conditionWord[condition]!]! += 1 << this.#layout.conditionShift[condition]!
    this.#say(CommandKind.put, condition, arc)
    if (this.#explicit && this.#output[condition] === 1) {
      this.#end(Status.ok)
      return false
    }
    this.#touch(condition)
    return true
  }

  #settle(): void {
    if (!this.#fireSilent()) return
    for (let word = this.#low; word <= this.#high; word++) {
      for (let bits = this.#dirty[word]!; bits !== 0; bits &= bits - 1) {
        const task = taskOf(word, bits)
        const wanted = this.#satisfied(task) && this.#running(task) < this.#layout.taskBound[task]!
        const enabled = this.#isEnabled(task)
        if (wanted && !enabled) continue
        this.#dirty[word]! &= ~(bits & -bits)
        if (enabled && !wanted) this.#withdraw(task)
      }
    }
    for (let word = this.#low; word <= this.#high; word++) {
      for (let bits = this.#dirty[word]!; bits !== 0; bits &= bits - 1) {
        const task = taskOf(word, bits)
        this.state[this.#base + this.#layout.enabledAt + word]! |= bits & -bits
        this.#say(CommandKind.enable, task, 0)
      }
    }
    this.#forget()
    this.#endIfNothingIsLeft()
  }

  /** Passes over the silent tasks until none fires. False if that ended the case. */
  #fireSilent(): boolean {
    for (let pass = 0; pass < this.#passLimit; pass++) {
      let fired = false
      for (let word = this.#low; word <= this.#high; word++) {
        let above = -1
        for (;;) {
          const bits = this.#dirty[word]! & this.#silent[word]! & above
          if (bits === 0) break
          const bit = bits & -bits
          above = ~(bit | (bit - 1))
          this.#dirty[word]! &= ~bit
          const task = taskOf(word, bit)
          if (!this.#satisfied(task)) continue
          fired = true
          this.#take(task)
          if (!this.#produce(task, this.#table.outcomeStart[task]!)) return false
        }
      }
      if (!fired) return true
    }
    this.#say(CommandKind.overflow, -1, 0)
    this.#end(Status.failed)
    return false
  }

  #endIfNothingIsLeft(): void {
    const { enabledAt, words, outputMask } = this.#layout
    for (let word = this.#base + enabledAt; word < this.#base + words; word++) if (this.state[word] !== 0) return
    if (this.#explicit) return this.#end(Status.deadlock)
    let ended = 0
    for (let word = 1; word < enabledAt; word++) {
      const marking = this.state[this.#base + word]!
      if ((marking & ~outputMask[word - 1]!) !== 0) return this.#end(Status.deadlock)
      ended |= marking
    }
    this.#end(ended === 0 ? Status.deadlock : Status.ok)
  }

  #end(status: Status): void {
    const { enabledAt, runningAt, words } = this.#layout
    for (let word = 0; word < runningAt - enabledAt; word++) {
      for (let bits = this.state[this.#base + enabledAt + word]!; bits !== 0; bits &= bits - 1) {
        this.#say(CommandKind.withdraw, taskOf(word, bits), 0)
      }
      this.state[this.#base + enabledAt + word] = 0
    }
    let running = 0
    for (let word = this.#base + runningAt; word < this.#base + words; word++) running |= this.state[word]!
    if (running !== 0) for (let task = 0; task < this.#table.taskKind.length; task++) this.#cancel(task)
    this.state[this.#base] = status
    this.#say(CommandKind.end, status, 0)
    this.#forget()
  }

  #satisfied(task: number): boolean {
    const { any, all } = this.#joins
    const xor = this.#table.taskJoin[task] === 1
    for (let i = all.start[task]!, end = all.start[task + 1]!; i < end; i++) {
      const mask = all.mask[i]!
      if ((this.state[this.#base + all.word[i]!]! & mask) !== mask) return false
    }
    for (let i = any.start[task]!, end = any.start[task + 1]!; i < end; i++) {
      if (((this.state[this.#base + any.word[i]!]! & any.mask[i]!) !== 0) === xor) return xor
    }
    return !xor
  }

  #tokens(condition: number): number {
    const { conditionWord, conditionShift, conditionMask } = this.#layout
    const word = this.state[this.#base + conditionWord[condition]!]!
    return (word >>> conditionShift[condition]!) & conditionMask[condition]!
  }

  #running(task: number): number {
    const { runningWord, runningShift, runningMask } = this.#layout
    return (this.state[this.#base + runningWord[task]!]! >>> runningShift[task]!) & runningMask[task]!
  }

  #isEnabled(task: number): boolean {
    return ((this.state[this.#base + this.#layout.enabledAt + (task >> 5)]! >>> (task & 31)) & 1) === 1
  }

  #disable(task: number): void {
    this.state[this.#base + this.#layout.enabledAt + (task >> 5)]! &= ~(1 << (task & 31))
  }

  #withdraw(task: number): void {
    this.#disable(task)
    this.#say(CommandKind.withdraw, task, 0)
  }

  #cancel(task: number): void {
    const running = this.#running(task)
    if (running === 0) return
    this.state[this.#base + this.#layout.runningWord[task]!]! -= running << this.#layout.runningShift[task]!
    this.#say(CommandKind.cancel, task, running)
  }

  #touch(condition: number): void {
    const { start, word, mask } = this.#consumers
    for (let i = start[condition]!, end = start[condition + 1]!; i < end; i++) this.#touchTasks(word[i]!, mask[i]!)
  }

  #touchTasks(word: number, bits: number): void {
    this.#dirty[word]! |= bits
    if (word < this.#low) this.#low = word
    if (word > this.#high) this.#high = word
  }

  #forget(): void {
    for (let word = this.#low; word <= this.#high; word++) this.#dirty[word] = 0
    this.#low = this.#dirty.length
    this.#high = -1
  }

  #refuse(why: Refusal, index: number): void {
    this.#say(CommandKind.refuse, why, index)
  }

  #say(kind: CommandKind, subject: number, detail: number): void {
    if (this.#said === this.commands.length) this.#grow()
    const at = this.#said
    this.#said = at + COMMAND_WORDS
    this.commands[at] = this.#slot
    this.commands[at + 1] = kind
    this.commands[at + 2] = subject
    this.commands[at + 3] = detail
  }

  #grow(): void {
    const commands = new Int32Array(this.commands.length * 2)
    commands.set(this.commands)
    this.commands = commands
  }
}

/** The task of the lowest bit of a word of a bit set. */
function taskOf(word: number, bits: number): number {
  return (word << 5) + 31 - Math.clz32(bits & -bits)
}
