/**
 * Cases, each with the cases that its calls run below it. Equal ones are kept once, by number, children in order, so
 * that it does not matter which of two like instances is which. One slot of the kernel serves for all: a case is
 * written there, stepped and read again.
 */
import { COMMAND_WORDS, CommandKind } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Handle } from "../../src/kernel/handle.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { TaskKind } from "../../src/kernel/table.ts"
import type { Vocabulary } from "./vocabulary.ts"

/** Work that may still be done. Every step found or looked at again costs, more of it in larger nets. */
export interface Budget {
  left: number
  /** Told what is left, again and again. */
  readonly report?: (left: number) => void
}

/** A case that a call task of another one runs. */
export interface Child {
  readonly task: number
  readonly case: number
}

interface Case {
  /** Index of the words of its state. */
  readonly state: number
  /** By task, then by number. */
  readonly children: readonly Child[]
}

/** What a case may do next: what the trace says of it, and where it leads. */
export interface Move {
  readonly words: readonly string[]
  /** The case after it; -1 once it is over. */
  readonly to: number
  /** How the case ended, a `Status`; 0 if it goes on. */
  readonly end: number
}

export interface Event {
  readonly kind: EventKind
  readonly subject: number
  readonly detail?: number
}

/** Conditions and tasks that one event costs one unit of work for. */
const PARTS_PER_UNIT = 32

export class Cases {
  readonly #kernel: Kernel
  readonly #handle: Handle
  readonly #vocabulary: Vocabulary
  readonly #cost: number
  readonly #cases: Case[] = []
  readonly #numbers = new Map<string, number>()
  readonly #states: Uint32Array[] = []
  readonly #stateNumbers = new Map<string, number>()

  constructor(kernel: Kernel, vocabulary: Vocabulary) {
    const { taskNames, conditionNames } = kernel.table
    this.#kernel = kernel
    this.#vocabulary = vocabulary
    this.#handle = kernel.allocate()
    this.#cost = 1 + Math.ceil((taskNames.length + conditionNames.length) / PARTS_PER_UNIT)
  }

  /** Gives the kernel its slot back. */
  close(): void {
    this.#kernel.release(this.#handle)
  }

  words(of: number): Uint32Array {
    return this.#states[this.#cases[of]!.state]!
  }

  children(of: number): readonly Child[] {
    return this.#cases[of]!.children
  }

  /** A new case of an entry. */
  open(entry: number, budget: Budget): Move {
    const empty = new Uint32Array(this.#kernel.stateWords)
    const move = this.#step(empty, [], { kind: EventKind.open, subject: entry }, budget)
    if (typeof move === "number") throw new Error(`the kernel refused to open entry ${entry}: ${move}`)
    return move
  }

  /** The case after an event; undefined if it is refused. The words begin with what the event itself says. */
  fire(of: number, event: Event, said: readonly string[], budget: Budget): Move | undefined {
    const move = this.#step(this.words(of), this.children(of), event, budget)
    return typeof move === "number" ? undefined : { ...move, words: [...said, ...move.words] }
  }

  /** The case with a child more, one less, or another one in its place. */
  with(of: number, add: Child | undefined, remove?: Child): number {
    const { state, children } = this.#cases[of]!
    const at = remove === undefined ? -1 : children.indexOf(remove)
    const rest = children.filter((_, i) => i !== at)
    if (add !== undefined) rest.push(add)
    return this.#number(state, rest.sort((a, b) => a.task - b.task || a.case - b.case))
  }

  /** Returns the refusal if there is one. */
  #step(words: Uint32Array, children: readonly Child[], event: Event, budget: Budget): Move | number {
    const kernel = this.#kernel
    budget.left -= this.#cost
    kernel.write(this.#handle, words)
    kernel.events.set([kernel.slot(this.#handle), event.kind, event.subject, event.detail ?? 0])
    const count = kernel.step(1)
    const commands = kernel.commands.slice(0, count * COMMAND_WORDS)
    const state = kernel.read(this.#handle)
    const said: string[] = []
    let left = children
    let end = 0
    for (let i = 0; i < commands.length; i += COMMAND_WORDS) {
      const [kind, subject, detail] = [commands[i + 1]!, commands[i + 2]!, commands[i + 3]!]
      if (kind === CommandKind.refuse) return subject
      if (kind === CommandKind.end) end = subject
      else if (kind === CommandKind.cancel && kernel.table.taskKind[subject] === TaskKind.call) {
        for (const child of left) if (child.task === subject) said.push(...this.#cancelled(child, budget))
        left = left.filter(({ task }) => task !== subject)
      } else said.push(...this.#vocabulary.command(kind, subject, detail))
    }
    return { words: said, to: end === 0 ? this.#number(this.#stateNumber(state), left) : -1, end }
  }

  /** What is said when a child and all below it are cancelled. */
  #cancelled(child: Child, budget: Budget): readonly string[] {
    const cancel = { kind: EventKind.cancel, subject: 0 }
    const move = this.#step(this.words(child.case), this.children(child.case), cancel, budget)
    return typeof move === "number" ? [] : move.words
  }

  #number(state: number, children: readonly Child[]): number {
    return numbered(this.#numbers, this.#cases, { state, children },
      `${state}${children.map((child) => `;${child.task}:${child.case}`).join("")}`)
  }

  #stateNumber(words: Uint32Array): number {
    const bytes = Buffer.from(words.buffer, words.byteOffset, words.byteLength)
    return numbered(this.#stateNumbers, this.#states, words, bytes.toString("latin1"))
  }
}

/** The index of an item by its key, which it gets when it is new. */
function numbered<T>(numbers: Map<string, number>, items: T[], item: T, key: string): number {
  const known = numbers.get(key)
  if (known !== undefined) return known
  numbers.set(key, items.length)
  return items.push(item) - 1
}
