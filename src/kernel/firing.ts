/** The firing rule over the marking of a case: what events ask for and what follows. See ARCHITECTURE "The step". */
import { CommandKind, Status } from "./command.ts"
import { Multi, TaskKind } from "./kinds.ts"
import { NONE } from "./layout.generated.ts"
import { Marking, taskOf } from "./marking.ts"
import { Instance, Phase, type StateLayout } from "./state.ts"
import type { Table } from "./table.ts"

export class Firing extends Marking {
  readonly #passLimit: number
  /** Something can keep an enabled task from starting. */
  readonly #hasBlockers: boolean
  /** Bit set of the tasks that go by themselves. */
  readonly #selfish: Int32Array

  constructor(table: Table, layout: StateLayout, commands: Int32Array) {
    super(table, layout, commands)
    const tasks = table.taskKind.length
    this.#hasBlockers = table.blockConditions.length + table.blockTasks.length > 0
    this.#selfish = new Int32Array(Math.ceil(tasks / 32))
    table.taskKind.forEach((kind, task) => {
      const isSelfish = kind === TaskKind.silent || kind === TaskKind.receive
      if (isSelfish) this.#selfish[task >> 5]! |= 1 << (task & 31)
    })
    const bound = table.conditionBound.reduce((a, b) => Math.max(a, b), 1)
    this.#passLimit = (table.conditionBound.length + 2 * tasks) * bound
  }

  /** Empties the region of a task, then puts the tokens of a flat outcome. False if that ended the case. */
  protected produce(task: number, outcome: number): boolean {
    if (!this.#cancelRegion(task)) return false
    return this.#putAll(outcome)
  }

  /** The same with the routes of an OR-split, one bit each. */
  protected produceSeveral(task: number, routes: number): boolean {
    if (!this.#cancelRegion(task)) return false
    const { outcomeStart } = this.table
    const pairs = (outcomeStart[task + 1]! - outcomeStart[task]!) >> 1
    for (let route = 0; route < pairs; route++) {
      const left = ((routes >>> route) & 1) === 1 ? 0 : 1
      if (!this.#putAll(outcomeStart[task]! + 2 * route + left)) return false
    }
    return true
  }

  #putAll(outcome: number): boolean {
    const { arcStart, arcCondition } = this.table
    for (let arc = arcStart[outcome]!, end = arcStart[outcome + 1]!; arc < end; arc++) {
      if (!this.put(arcCondition[arc]!, arc)) return false
    }
    return true
  }

  #cancelRegion(task: number): boolean {
    const { cancelConditionStart, cancelConditions, cancelTaskStart, cancelTasks } = this.table
    const { completedStart, completed, taskCancelsCase } = this.table
    for (let i = cancelConditionStart[task]!, end = cancelConditionStart[task + 1]!; i < end; i++) {
      this.clear(cancelConditions[i]!)
    }
    for (let i = cancelTaskStart[task]!, end = cancelTaskStart[task + 1]!; i < end; i++) this.drop(cancelTasks[i]!)
    for (let i = completedStart[task]!, end = completedStart[task + 1]!; i < end; i++) {
      if (!this.#completeAsItIs(completed[i]!)) return false
    }
    if (taskCancelsCase[task] === 0) return true
    this.end(Status.cancelled)
    return false
  }

  /** A task with instances is completed from elsewhere. False if that ended the case. */
  #completeAsItIs(task: number): boolean {
    const phase = this.running(task)
    if (phase === Phase.idle) return true
    if (phase === Phase.busy) this.say(CommandKind.done, task, 0)
    this.drop(task)
    return phase === Phase.absorbing || this.produce(task, this.table.outcomeStart[task]!)
  }

  /** A task with instances is done. False if that ended the case. */
  protected finishTask(task: number): boolean {
    const { state, base } = this
    const at = base + this.layout.multiWord[task]!
    this.say(CommandKind.done, task, 0)
    const cancels = (this.table.multiFlags[this.table.taskMulti[task]!]! & Multi.cancel) !== 0
    if (cancels) this.cancel(task)
    else state[at + Instance.phase] = Phase.absorbing
    this.idleIfFinished(task)
    return this.produce(task, this.table.outcomeStart[task]!)
  }

  /** After the last instance a task that is done may start again. */
  protected idleIfFinished(task: number): void {
    const { state, base } = this
    const at = base + this.layout.multiWord[task]!
    this.touchTask(task)
    if (state[at + Instance.phase] !== Phase.absorbing) return
    if (state[at + Instance.pending] === 0 && state[at + Instance.running] === 0) state.fill(0, at, at + Instance.words)
  }

  /** A task that receives goes: by a signal that just came or, if one is kept, by that. False if it ended the case. */
  protected receive(task: number): boolean {
    if (this.isEnabled(task)) this.disable(task)
    else this.say(CommandKind.enable, task, 0)
    this.take(task)
    if (this.signalled(task)) this.takeOne(this.table.triggerCondition[this.table.taskTrigger[task]!]!, task)
    this.say(CommandKind.done, task, 0)
    return this.produce(task, this.table.outcomeStart[task]!)
  }

  protected settle(): void {
    if (!this.#fireByThemselves()) return
    for (let word = this.low; word <= this.high; word++) {
      for (let bits = this.dirty[word]!; bits !== 0; bits &= bits - 1) {
        const task = taskOf(word, bits)
        const wanted = this.satisfied(task) && this.running(task) < this.layout.taskBound[task]!
        const enabled = this.isEnabled(task)
        if (wanted && !enabled) continue
        this.dirty[word]! &= ~(bits & -bits)
        if (enabled && !wanted) this.withdraw(task)
      }
    }
    for (let word = this.low; word <= this.high; word++) {
      for (let bits = this.dirty[word]!; bits !== 0; bits &= bits - 1) {
        const task = taskOf(word, bits)
        this.state[this.base + this.layout.enabledAt + word]! |= bits & -bits
        this.say(CommandKind.enable, task, 0)
      }
    }
    this.forget()
    this.#endIfNothingIsLeft()
  }

  /** Passes over the tasks that go by themselves until none fires. False if that ended the case. */
  #fireByThemselves(): boolean {
    for (let pass = 0; pass < this.#passLimit; pass++) {
      let fired = false
      for (let word = this.low; word <= this.high; word++) {
        let above = -1
        for (;;) {
          const bits = this.dirty[word]! & this.#selfish[word]! & above
          if (bits === 0) break
          const bit = bits & -bits
          above = ~(bit | (bit - 1))
          const task = taskOf(word, bit)
          const isSilent = this.table.taskKind[task] === TaskKind.silent
          if (isSilent) this.dirty[word]! &= ~bit
          if (!this.fires(task)) continue
          fired = true
          if (!(isSilent ? this.#pass(task) : this.receive(task))) return false
        }
      }
      if (!fired) return true
    }
    this.say(CommandKind.overflow, -1, 0)
    this.end(Status.failed)
    return false
  }

  #pass(task: number): boolean {
    this.take(task)
    return this.produce(task, this.table.outcomeStart[task]!)
  }

  #endIfNothingIsLeft(): void {
    if (this.#goesOn()) return
    const { enabledAt, words, outputMask, workMask } = this.layout
    const { state, base } = this
    let ended = 0
    let left = 0
    for (let word = 1; word < enabledAt; word++) {
      left |= state[base + word]! & workMask[word - 1]!
      ended |= state[base + word]! & outputMask[word - 1]!
    }
    for (let word = enabledAt; word < words; word++) left |= state[base + word]!
    this.end(ended !== 0 && left === 0 ? Status.ok : Status.deadlock)
  }

  #goesOn(): boolean {
    const { enabledAt, runningAt, instancesAt, words } = this.layout
    const { state, base } = this
    for (let word = runningAt; word < instancesAt; word++) if (state[base + word] !== 0) return true
    if (words > instancesAt && this.#instancesGoOn()) return true
    for (let word = 0; word < runningAt - enabledAt; word++) {
      const enabled = state[base + enabledAt + word]!
      if (enabled !== 0 && !this.#hasBlockers) return true
      for (let bits = enabled; bits !== 0; bits &= bits - 1) {
        if (!this.blocked(taskOf(word, bits))) return true
      }
    }
    return false
  }

  /** An instance is not finished, or one may be added to a task that is not done. */
  #instancesGoOn(): boolean {
    const { taskMulti, multiFlags, multiMax } = this.table
    const { state, base } = this
    for (let task = 0; task < taskMulti.length; task++) {
      const multi = taskMulti[task]!
      if (multi === NONE) continue
      const at = base + this.layout.multiWord[task]!
      if (state[at + Instance.pending] !== 0 || state[at + Instance.running] !== 0) return true
      const takesMore = (multiFlags[multi]! & Multi.open) !== 0 && state[at + Instance.finished]! < multiMax[multi]!
      if (state[at + Instance.phase] === Phase.busy && takesMore) return true
    }
    return false
  }
}
