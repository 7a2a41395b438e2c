/**
 * The tokens and work items of one case, changed one at a time, each change said as a command and noted for the tasks
 * that it may concern. What is changed when is told in `firing.ts`. Steps allocate nothing. All words are handled as
 * signed (a small integer to the engine that runs this), so `NONE` and a free slot's status are -1.
 */
import { CommandKind, COMMAND_WORDS, Status } from "./command.ts"
import { Enabling } from "./enabling.ts"
import { Join, Role } from "./kinds.ts"
import { NONE } from "./layout.generated.ts"
import { type Masks, touchMasks } from "./mask.ts"
import { Instance, type StateLayout } from "./state.ts"
import type { Table } from "./table.ts"

export class Marking extends Enabling {
  /** Replaced by one twice as long when a single event says more than it holds. */
  commands: Int32Array
  /** The case at hand, and how many command words are said. */
  protected slot = 0
  protected said = 0
  /** Bit set of the tasks to be asked anew in this event, in words low..high. */
  protected readonly dirty: Int32Array
  protected low: number
  protected high = -1
  readonly #touches: { readonly condition: Masks; readonly task: Masks }

  constructor(table: Table, layout: StateLayout, commands: Int32Array) {
    super(table, layout)
    this.commands = commands
    this.#touches = touchMasks(table)
    this.dirty = new Int32Array(Math.ceil(table.taskKind.length / 32))
    this.low = this.dirty.length
  }

  protected take(task: number): void {
    const { inputConditions, inputStart, inputWeight, taskJoin } = this.table
    const end = inputStart[task + 1]!
    for (let input = inputStart[task]!; input < end; input++) {
      const condition = inputConditions[input]!
      if (this.tokens(condition) === 0) continue
      for (let left = inputWeight[input]!; left > 0; left--) this.takeOne(condition, task)
      if (taskJoin[task] === Join.xor) return
    }
  }

  protected takeOne(condition: number, task: number): void {
    const { conditionWord, conditionShift } = this.layout
    this.state[this.base + conditionWord[condition]!]! -= 1 << conditionShift[condition]!
    this.say(CommandKind.take, condition, task)
    this.touch(condition)
  }

  protected clear(condition: number): void {
    if (this.tokens(condition) === 0) return
    const { conditionWord, conditionShift, conditionMask } = this.layout
    const word = this.base + conditionWord[condition]!
    this.state[word]! &= ~(conditionMask[condition]! << conditionShift[condition]!)
    this.say(CommandKind.clear, condition, 0)
    this.touch(condition)
  }

  /** Withdraws and cancels all work items of a task. */
  protected drop(task: number): void {
    this.touchTask(task)
    if (this.isEnabled(task)) this.withdraw(task)
    this.cancel(task)
  }

  /** False if that ended the case. */
  protected put(condition: number, arc: number): boolean {
    if (this.tokens(condition) >= this.table.conditionBound[condition]!) {
      this.say(CommandKind.overflow, condition, 0)
      this.end(Status.failed)
      return false
    }
    const { conditionWord, conditionShift } = this.layout
    this.state[this.base + conditionWord[condition]!]! += 1 << conditionShift[condition]!
    this.say(CommandKind.put, condition, arc)
    if (this.table.conditionRole[condition] === Role.end) {
      this.end(Status.ok)
      return false
    }
    this.touch(condition)
    return true
  }

  protected end(status: Status): void {
    const { enabledAt, runningAt, words } = this.layout
    const { state, base } = this
    for (let word = 0; word < runningAt - enabledAt; word++) {
      for (let bits = state[base + enabledAt + word]!; bits !== 0; bits &= bits - 1) {
        this.say(CommandKind.withdraw, taskOf(word, bits), 0)
      }
      state[base + enabledAt + word] = 0
    }
    let running = 0
    for (let word = base + runningAt; word < base + words; word++) running |= state[word]!
    if (running !== 0) for (let task = 0; task < this.table.taskKind.length; task++) this.cancel(task)
    state[base] = status
    this.say(CommandKind.end, status, 0)
    this.forget()
  }

  protected start(task: number): void {
    this.disable(task)
    this.take(task)
    this.state[this.base + this.layout.runningWord[task]!]! += 1 << this.layout.runningShift[task]!
    this.touchRunning(task)
  }

  /** One work item fewer runs. */
  protected leave(task: number): void {
    this.state[this.base + this.layout.runningWord[task]!]! -= 1 << this.layout.runningShift[task]!
    this.touchTask(task)
  }

  protected disable(task: number): void {
    this.state[this.base + this.layout.enabledAt + (task >> 5)]! &= ~(1 << (task & 31))
  }

  protected withdraw(task: number): void {
    this.disable(task)
    this.say(CommandKind.withdraw, task, 0)
  }

  /** Cancels what runs of a task; of its instances also what did not begin. */
  protected cancel(task: number): void {
    const running = this.running(task)
    if (running === 0) return
    const { state, base } = this
    if (this.table.taskMulti[task] === NONE) {
      state[base + this.layout.runningWord[task]!]! -= running << this.layout.runningShift[task]!
      return this.say(CommandKind.cancel, task, running)
    }
    const at = base + this.layout.multiWord[task]!
    if (state[at + Instance.pending] !== 0) this.say(CommandKind.withdraw, task, state[at + Instance.pending]!)
    if (state[at + Instance.running] !== 0) this.say(CommandKind.cancel, task, state[at + Instance.running]!)
    state.fill(0, at, at + Instance.words)
  }

  protected touch(condition: number): void {
    this.#touchRow(this.#touches.condition, condition)
  }

  /** The task and what waits for it to run or not. */
  protected touchTask(task: number): void {
    this.#touchTasks(task >> 5, 1 << (task & 31))
    this.touchRunning(task)
  }

  protected touchRunning(task: number): void {
    this.#touchRow(this.#touches.task, task)
  }

  #touchRow({ start, word, mask }: Masks, row: number): void {
    for (let i = start[row]!, end = start[row + 1]!; i < end; i++) this.#touchTasks(word[i]!, mask[i]!)
  }

  #touchTasks(word: number, bits: number): void {
    this.dirty[word]! |= bits
    if (word < this.low) this.low = word
    if (word > this.high) this.high = word
  }

  protected forget(): void {
    for (let word = this.low; word <= this.high; word++) this.dirty[word] = 0
    this.low = this.dirty.length
    this.high = -1
  }

  protected say(kind: CommandKind, subject: number, detail: number): void {
    if (this.said === this.commands.length) this.#grow()
    const at = this.said
    this.said = at + COMMAND_WORDS
    this.commands[at] = this.slot
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
export function taskOf(word: number, bits: number): number {
  return (word << 5) + 31 - Math.clz32(bits & -bits)
}
