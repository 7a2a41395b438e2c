/**
 * A run that the verifier found, played on the kernel before anybody is shown it. What the kernel does is the truth: if
 * it does not come to what is claimed, that is a defect of the verifier and stops.
 */
import { COMMAND_WORDS, CommandKind, Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Handle } from "../../src/kernel/handle.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import { stateLayout } from "../../src/kernel/state.ts"
import { readTable } from "../../src/kernel/table.ts"
import type { Net, SoundNet, TaskIndex } from "../ir/net.ts"
import { encode } from "../table/encode.ts"
import { counts } from "./counts.ts"
import type { Act, Run } from "./model.ts"
import type { Property } from "./search.ts"

/** One thing that happened in a run that was played. */
export interface Happened {
  readonly task: TaskIndex
  readonly kind: Act["kind"]
  readonly outcome: number
  /** Conditions that a token came to with it, silent tasks included, in order. */
  readonly puts: readonly number[]
}

export interface Witness {
  readonly entry: number
  readonly happened: readonly Happened[]
  /** Of a livelock: from which of these on it goes round. */
  readonly from?: number
  /** Tokens by condition in the end. */
  readonly marking: ReadonlyMap<number, number>
  /** Tasks with a work item or instances that run in the end, or were cancelled by the end. */
  readonly running: readonly TaskIndex[]
  /** The condition that would have held too many; undefined where silent tasks go round for ever. */
  readonly overflow?: number
}

/** Steps after a lifted run in which what was still on its way arrives. */
const AFTER_MAX = 100_000

export function witness(
  net: Net, entry: number, property: Property | "improper", run: Run, cycle: Run = [],
): Witness {
  const player = new Player(net, entry)
  const whole = [...run, ...cycle, ...cycle]
  for (let i = 0; i < run.length && player.goesOn; i++) player.act(whole, i)
  const from = player.happened.length
  if (property === "livelock") {
    const before = player.state.join()
    for (let i = 0; i < cycle.length; i++) player.act(whole, run.length + i)
    if (player.state.join() !== before || !player.goesOn) throw defect(net, "does not come back to where it was")
    return { ...player.result(), from }
  }
  for (let i = 0; property === "deadlock" && player.goesOn && i < AFTER_MAX; i++) if (!player.goOn()) break
  const expected = { unsafe: Status.failed, deadlock: Status.deadlock, improper: Status.ok }[property]
  if (player.status !== expected) throw defect(net, `ends with status ${player.status}, not ${expected}`)
  return player.result()
}

const defect = (net: Net, what: string) => new Error(`a run of "${net.id}" that the verifier found ${what}`)

class Player {
  readonly happened: Happened[] = []
  status: number = Status.running
  readonly #net: Net
  readonly #entry: number
  readonly #kernel
  readonly #handle: Handle
  #overflow: number | undefined
  #cancelled: TaskIndex[] = []

  constructor(net: Net, entry: number) {
    this.#net = net
    this.#entry = entry
    this.#kernel = portableKernel(readTable(encode(net as SoundNet, "0".repeat(64))), { capacity: 1 })
    this.#handle = this.#kernel.allocate()
    this.#send(EventKind.open, entry, 0)
  }

  get state(): Uint32Array { return this.#kernel.read(this.#handle) }
  get goesOn(): boolean { return this.status === Status.running }

  act(run: Run, at: number): void {
    const { task, kind, outcome } = run[at]!
    if (kind === "fire") return
    const puts: number[] = []
    const send = (event: number, subject: number, detail = 0) => {
      if (this.goesOn) puts.push(...this.#send(event, subject, detail) ?? [])
    }
    if (kind === "signal") send(EventKind.signal, this.#net.tasks[task]!.trigger!)
    if (kind === "both" || kind === "start") {
      const { instances } = this.#net.tasks[task]!
      send(EventKind.start, task, instances === undefined ? 0 : counts(instances, task, run, at).start)
    }
    if (kind === "both" || kind === "complete") send(EventKind.complete, task, outcome)
    if (kind === "finish" || kind === "absorb" || kind === "starve") {
      const { add, enough, more } = counts(this.#net.tasks[task]!.instances!, task, run, at)
      for (let i = 0; i < add; i++) send(EventKind.add, task)
      const { until } = this.#net.tasks[task]!.instances!
      for (let i = 0; i < enough + more; i++) {
        send(EventKind.begin, task)
        send(EventKind.finish, task, until && kind === "finish" && i === enough - 1 ? 1 : 0)
      }
    }
    this.happened.push({ task, kind, outcome, puts })
  }

  /** Starts and completes something that can be, whatever it is; false if nothing can. */
  goOn(): boolean {
    const act = (task: number, kind: Act["kind"], outcome = 0): Act => ({ task: task as TaskIndex, kind, outcome })
    for (const [task, { kind, instances, choice, outcomes, trigger }] of this.#net.tasks.entries()) {
      if (kind === "silent" || instances !== undefined) continue
      // A signal that nobody waits for is taken, and changes nothing.
      const before = trigger === undefined ? undefined : this.state.join()
      const [event, subject] = trigger === undefined ? [EventKind.start, task] : [EventKind.signal, trigger]
      const puts = this.#send(event, subject, 0)
      if (puts === undefined || (before !== undefined && this.state.join() === before)) continue
      if (trigger === undefined && this.goesOn) {
        const outcome = choice === "several" ? 1 << (outcomes.length / 2 - 1) : 0
        puts.push(...this.#send(EventKind.complete, task, outcome) ?? [])
      }
      this.happened.push({ ...act(task, trigger === undefined ? "both" : "signal"), puts })
      return true
    }
    return false
  }

  result(): Witness {
    const { table } = this.#kernel
    const { conditionWord, conditionShift, conditionMask, runningWord, runningShift, runningMask } = stateLayout(table)
    const words = this.state
    const marking = new Map<number, number>()
    table.conditionNames.forEach((_, c) => {
      const tokens = (words[conditionWord[c]!]! >>> conditionShift[c]!) & conditionMask[c]!
      if (tokens > 0) marking.set(c, tokens)
    })
    const running = this.#net.tasks.flatMap((_, t) =>
      (((words[runningWord[t]!]! >>> runningShift[t]!) & runningMask[t]!) > 0 ? [t as TaskIndex] : []))
    return {
      entry: this.#entry, happened: this.happened, marking, running: [...running, ...this.#cancelled],
      ...(this.#overflow !== undefined && { overflow: this.#overflow }),
    }
  }

  /** The conditions that a token came to; undefined if the event was refused. */
  #send(kind: number, subject: number, detail: number): number[] | undefined {
    this.#kernel.events.set([this.#kernel.slot(this.#handle), kind, subject, detail])
    const count = this.#kernel.step(1)
    // A step that says much makes room for it.
    const { commands } = this.#kernel
    const puts: number[] = []
    const cancelled: TaskIndex[] = []
    for (let i = 0; i < count; i++) {
      const [, word, about, detail] = commands.subarray(i * COMMAND_WORDS, (i + 1) * COMMAND_WORDS)
      if (word === CommandKind.refuse) return undefined
      if (word === CommandKind.put) puts.push(about!)
      if (word === CommandKind.overflow) this.#overflow = about!
      const isLost = word === CommandKind.cancel || (word === CommandKind.withdraw && detail! > 0)
      if (isLost) cancelled.push(about! as TaskIndex)
      if (word === CommandKind.end) [this.status, this.#cancelled] = [about!, cancelled]
    }
    return puts
  }
}
