/** What a case can do, found by stepping the kernel as far as somebody asks: nodes, and the steps between them. */
import { COMMAND_WORDS, CommandKind, Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { stateLayout, type StateLayout } from "../../src/kernel/state.ts"
import type { Level } from "./explore.ts"

export interface Step {
  /** What the trace says of it; `""` if nothing. */
  readonly word: string
  readonly to: number
}

/** Work that may still be done. Every step found or looked at again costs, more of it in larger nets. */
export interface Budget {
  left: number
  /** Told what is left, again and again. */
  readonly report?: (left: number) => void
}

/** The node in which the case is over. */
export const ENDED = 0
/** The node of a case not yet opened. */
export const START = 1

/** How the end is written, by status. */
const endWord: Readonly<Record<number, string>> = {
  [Status.ok]: "!ok", [Status.cancelled]: "!cancelled", [Status.deadlock]: "!deadlock", [Status.failed]: "!failed",
}
/** Conditions and tasks that one event costs one unit of work for. */
const PARTS_PER_UNIT = 32

/** A node is a state of the case, or a place between two words that one event says. Found once, kept by number. */
export class Space {
  readonly #kernel: Kernel
  readonly #layout: StateLayout
  readonly #slot: number
  readonly #names: readonly string[]
  readonly #level: Level
  readonly #outcomesOf: (task: number) => readonly number[]
  readonly #cost: number
  readonly #index = new Map<string, number>()
  /** The state of a node until its steps are known. */
  readonly #states: (Uint32Array | undefined)[] = [undefined]
  readonly #steps: (readonly Step[] | undefined)[] = [[]]

  constructor(kernel: Kernel, level: Level, outcomesOf: (task: number) => readonly number[]) {
    const { table } = kernel
    this.#kernel = kernel
    this.#layout = stateLayout(table)
    this.#slot = kernel.allocate()
    this.#names = table.taskNames.map(written)
    this.#level = level
    this.#outcomesOf = outcomesOf
    this.#cost = 1 + Math.ceil((table.taskNames.length + table.conditionNames.length) / PARTS_PER_UNIT)
    this.#state(kernel.read(this.#slot))
  }

  /** Gives the kernel its slot back; no more steps can be asked for. */
  close(): void {
    this.#kernel.release(this.#slot)
  }

  /** The steps from a node. Some may be missing if they take all of the budget. */
  next(node: number, budget: Budget): readonly Step[] {
    budget.report?.(budget.left)
    const known = this.#steps[node]
    if (known !== undefined) {
      budget.left -= 1 + known.length
      return known
    }
    const before = this.#states[node]!
    const steps: Step[] = []
    const play = (kind: EventKind, task: number, outcome: number, said: string) => {
      budget.left -= this.#cost
      if (budget.left > 0) steps.push(this.#play(before, kind, task, outcome, said))
    }
    if (node === START) play(EventKind.open, 0, 0, "")
    else {
      const { enabledAt, runningWord, runningShift, runningMask } = this.#layout
      const lifecycle = this.#level === "lifecycle"
      this.#names.forEach((name, task) => {
        if ((before[enabledAt + (task >>> 5)]! >>> (task & 31)) & 1) {
          play(EventKind.start, task, 0, lifecycle ? `${name}+` : "")
        }
        if (((before[runningWord[task]!]! >>> runningShift[task]!) & runningMask[task]!) === 0) return
        for (const outcome of this.#outcomesOf(task)) {
          play(EventKind.complete, task, outcome, lifecycle ? `${name}-` : name)
        }
      })
    }
    if (budget.left > 0) {
      this.#steps[node] = steps
      this.#states[node] = undefined
    }
    return steps
  }

  #play(before: Uint32Array, kind: EventKind, task: number, outcome: number, said: string): Step {
    const kernel = this.#kernel
    kernel.write(this.#slot, before)
    kernel.events.set([this.#slot, kind, task, outcome])
    const count = kernel.step(1)
    const words = said === "" ? [] : [said]
    let ended = false
    for (let i = 0; i < count * COMMAND_WORDS; i += COMMAND_WORDS) {
      const subject = kernel.commands[i + 2]!
      switch (kernel.commands[i + 1]) {
        case CommandKind.withdraw: words.push(`~${this.#names[subject]}`); break
        case CommandKind.cancel:
          for (let n = kernel.commands[i + 3]!; n > 0; n--) words.push(`~${this.#names[subject]}`)
          break
        case CommandKind.end: ended = true; words.push(endWord[subject]!); break
        case CommandKind.refuse: throw new Error(`the kernel refused event ${kind} of ${this.#names[task]}: ${subject}`)
      }
    }
    const to = ended ? ENDED : this.#state(kernel.read(this.#slot))
    const [word = "", ...rest] = words
    return { word, to: rest.reduceRight((node, next) => this.#between(next, node), to) }
  }

  #state(state: Uint32Array): number {
    const bytes = Buffer.from(state.buffer, state.byteOffset, state.byteLength)
    return this.#node(bytes.toString("latin1"), state, undefined)
  }

  /** The node from which there is one word to say. */
  #between(word: string, to: number): number {
    return this.#node(`${word}\n${to}`, undefined, [{ word, to }])
  }

  #node(key: string, state: Uint32Array | undefined, steps: readonly Step[] | undefined): number {
    const known = this.#index.get(key)
    if (known !== undefined) return known
    this.#index.set(key, this.#states.length)
    this.#steps.push(steps)
    return this.#states.push(state) - 1
  }
}

/** A task's name in a trace: in quotes where it could be taken for something else. */
export function written(name: string): string {
  return /^[^\s"~!?][^\s"]*$/.test(name) && !/[+-]$/.test(name) ? name : JSON.stringify(name)
}
