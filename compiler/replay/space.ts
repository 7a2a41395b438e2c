/**
 * The states one case can be in, found by stepping the kernel and kept by number. A log says which task
 * completed but not with which outcome, so a move has one next state for each outcome. Silent tasks
 * are the kernel's affair: between two numbers there is always exactly one visible task.
 */
import { COMMAND_WORDS, CommandKind, Refusal, Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Handle } from "../../src/kernel/handle.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Choice, type Table, TaskKind } from "../../src/kernel/table.ts"
import { ReplayFailure } from "./failure.ts"

/** A task completed with an outcome (an OR-split: a bit for each route taken) and the case is now in `state`. */
export interface Move {
  readonly task: number
  readonly outcome: number
  readonly state: number
}

type KernelEvent = readonly [kind: EventKind, subject: number, detail: number]

/** What makes a task that is enabled complete at once: it starts and completes, or its signal comes. */
export function eventsOf(table: Table, task: number, outcome: number): readonly KernelEvent[] {
  if (table.taskKind[task] === TaskKind.receive) return [[EventKind.signal, table.taskTrigger[task]!, 0]]
  return [[EventKind.start, task, 0], [EventKind.complete, task, outcome]]
}

interface State {
  readonly words: Uint32Array
  readonly enabled: readonly number[]
  readonly ended: boolean
  readonly moves: Map<number, readonly Move[]>
}

export class Space {
  /** The state of a case that was just opened. */
  readonly start: number
  /** How many events the kernel has stepped for this space. */
  stepped = 0
  readonly #kernel: Kernel
  readonly #handle: Handle
  readonly #limit: number
  /** Not every task that is enabled can go: others exclude it, or a signal would wake another one. */
  readonly #asks: boolean
  readonly #states: State[] = []
  readonly #numbers = new Map<string, number>()

  constructor(kernel: Kernel, limit: number) {
    const { table } = kernel
    const strange = table.taskKind.findIndex((kind, t) => kind === TaskKind.call || table.taskMulti[t] !== NONE)
    if (strange >= 0) {
      throw new ReplayFailure("workflow",
        `"${table.taskNames[strange]}" of ${table.workflow} is done several times or as a case of its own, which ` +
          "replay does not follow; replay a workflow without such tasks.")
    }
    this.#kernel = kernel
    this.#limit = limit
    this.#asks = table.blockConditions.length + table.blockTasks.length + table.triggerCondition.length > 0
    this.#handle = kernel.allocate()
    const enabled = new Set<number>()
    this.start = this.#intern(enabled, this.#fire([EventKind.open, 0, 0], enabled)!)
  }

  get size(): number {
    return this.#states.length
  }

  /** Tasks that may start, in index order. */
  enabled(state: number): readonly number[] {
    const { enabled } = this.#states[state]!
    return this.#asks ? enabled.filter((task) => this.moves(state, task).length > 0) : enabled
  }

  /** The case is over with status `ok`. */
  ended(state: number): boolean {
    return this.#states[state]!.ended
  }

  /** What an enabled task can lead to: it starts and completes at once, with each of its outcomes. */
  moves(state: number, task: number): readonly Move[] {
    const { words, enabled, moves } = this.#states[state]!
    const known = moves.get(task)
    if (known !== undefined) return known
    const found: Move[] = []
    for (const outcome of outcomesOf(this.#kernel.table, task)) {
      const next = new Set(enabled)
      this.#kernel.write(this.#handle, words)
      const status = this.#complete(task, outcome, next)
      if (status === undefined) break
      found.push({ task, outcome, state: this.#intern(next, status) })
    }
    moves.set(task, found)
    return found
  }

  /** Gives the kernel its slot back; no more moves can be asked for. */
  close(): void {
    this.#kernel.release(this.#handle)
  }

  /** How the case ended, or 0; undefined if the task cannot go now. Keeps `enabled` up to date. */
  #complete(task: number, outcome: number, enabled: Set<number>): number | undefined {
    const { table } = this.#kernel
    const receives = table.taskKind[task] === TaskKind.receive
    enabled.delete(task)
    let status: number | undefined = 0
    for (const event of eventsOf(table, task, outcome)) {
      if (status === 0) status = this.#fire(event, enabled)
      // The first to be told wakes the task: another one, if it is not this.
      if (receives && !doneFirst(this.#kernel.commands, task)) return undefined
    }
    return status
  }

  /** One event; keeps `enabled` up to date from what the kernel says and returns how the case ended, or 0. */
  #fire([kind, subject, detail]: KernelEvent, enabled: Set<number>): number | undefined {
    const kernel = this.#kernel
    kernel.events.set([kernel.slot(this.#handle), kind, subject, detail])
    const written = kernel.step(1)
    this.stepped++
    const { commands } = kernel
    let status = 0
    for (let at = 0; at < written * COMMAND_WORDS; at += COMMAND_WORDS) {
      const subject = commands[at + 2]!
      switch (commands[at + 1]) {
        case CommandKind.enable: enabled.add(subject); break
        case CommandKind.withdraw: case CommandKind.done: enabled.delete(subject); break
        case CommandKind.end: status = subject; break
        case CommandKind.refuse:
          if (subject === Refusal.blocked || subject === Refusal.notWaiting) return undefined
          throw new Error(`the kernel refused event ${kind} of an enabled task: ${subject}`)
      }
    }
    return status
  }

  #intern(enabled: Set<number>, status: number): number {
    const words = this.#kernel.read(this.#handle)
    const key = words.join()
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    if (this.#states.length === this.#limit) {
      throw new ReplayFailure("states", `replay passed its bound of ${this.#limit} states of one case; raise it.`)
    }
    const number = this.#states.length
    this.#numbers.set(key, number)
    this.#states.push({
      words,
      enabled: status === 0 ? [...enabled].sort((a, b) => a - b) : [],
      ended: status === Status.ok,
      moves: new Map(),
    })
    return number
  }
}

/** Outcomes that `complete` may name: of an OR-split some guarded routes, or the default alone, as bits. */
function outcomesOf({ taskChoice, outcomeStart }: Table, task: number): readonly number[] {
  const count = outcomeStart[task + 1]! - outcomeStart[task]!
  if (taskChoice[task] !== Choice.several) return Array.from({ length: count }, (_, outcome) => outcome)
  return Array.from({ length: 2 ** (count / 2 - 1) }, (_, bits) => bits + 1)
}

/** Whether of the work items that the last step completed by itself the first was this task's. */
function doneFirst(commands: Uint32Array, task: number): boolean {
  let at = 0
  while (commands[at + 1] === CommandKind.enable || commands[at + 1] === CommandKind.take) at += COMMAND_WORDS
  return commands[at + 1] === CommandKind.done && commands[at + 2] === task
}
