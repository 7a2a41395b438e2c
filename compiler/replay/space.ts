/**
 * The states one case can be in, found by stepping the kernel and kept by number. A log says which task
 * completed but not with which outcome, so a move has one next state for each outcome. Silent tasks
 * are the kernel's affair: between two numbers there is always exactly one visible task.
 */
import { COMMAND_WORDS, CommandKind, Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { ReplayFailure } from "./failure.ts"

/** A task completed with an outcome and the case is now in `state`. */
export interface Move {
  readonly task: number
  readonly outcome: number
  readonly state: number
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
  readonly #slot: number
  readonly #limit: number
  readonly #states: State[] = []
  readonly #numbers = new Map<string, number>()

  constructor(kernel: Kernel, limit: number) {
    this.#kernel = kernel
    this.#limit = limit
    this.#slot = kernel.allocate()
    const enabled = new Set<number>()
    this.start = this.#intern(enabled, this.#fire(EventKind.open, 0, 0, enabled))
  }

  get size(): number {
    return this.#states.length
  }

  /** Tasks that may start, in index order. */
  enabled(state: number): readonly number[] {
    return this.#states[state]!.enabled
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
    const { outcomeStart } = this.#kernel.table
    const found: Move[] = []
    for (let outcome = 0; outcome < outcomeStart[task + 1]! - outcomeStart[task]!; outcome++) {
      const next = new Set(enabled)
      this.#kernel.write(this.#slot, words)
      next.delete(task)
      const status = this.#fire(EventKind.start, task, 0, next) || this.#fire(EventKind.complete, task, outcome, next)
      found.push({ task, outcome, state: this.#intern(next, status) })
    }
    moves.set(task, found)
    return found
  }

  /** Gives the kernel its slot back; no more moves can be asked for. */
  close(): void {
    this.#kernel.release(this.#slot)
  }

  /** One event; keeps `enabled` up to date from what the kernel says and returns how the case ended, or 0. */
  #fire(kind: EventKind, task: number, outcome: number, enabled: Set<number>): number {
    const kernel = this.#kernel
    kernel.events.set([this.#slot, kind, task, outcome])
    const written = kernel.step(1)
    this.stepped++
    const { commands } = kernel
    let status = 0
    for (let at = 0; at < written * COMMAND_WORDS; at += COMMAND_WORDS) {
      const subject = commands[at + 2]!
      switch (commands[at + 1]) {
        case CommandKind.enable: enabled.add(subject); break
        case CommandKind.withdraw: enabled.delete(subject); break
        case CommandKind.end: status = subject; break
        case CommandKind.refuse: throw new Error(`the kernel refused event ${kind} of enabled task ${task}`)
      }
    }
    return status
  }

  #intern(enabled: Set<number>, status: number): number {
    const words = this.#kernel.read(this.#slot)
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
