/** What a case can do, found by stepping the kernel as far as somebody asks: nodes, and the steps between them. */
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { type Budget, Cases, type Move } from "./cases.ts"
import type { Chooser } from "./chooser.ts"
import type { Level } from "./explore.ts"
import type { Input } from "./inputs.ts"
import { receivedTriggers } from "./receivers.ts"
import { Mover } from "./moves.ts"
import { endWord, Vocabulary, WAITING } from "./vocabulary.ts"

export interface Step {
  /** What the trace says of it; `""` if nothing. */
  readonly word: string
  readonly to: number
}

/** The node in which the case is over. */
export const ENDED = 0
/** The node of a case not yet opened. */
export const START = 1

interface State {
  readonly case: number
  /** How often each input may still come. */
  readonly left: readonly number[]
}

/**
 * A node is a case, with those below it, and the inputs that may still come; or a place between two words that one
 * event says. Found once, kept by number.
 */
export class Space {
  readonly #mover: Mover
  readonly #inputs: readonly Input[]
  /** By entry, the triggers that are received there; by call, its entry. */
  readonly #received: readonly ReadonlySet<number>[]
  readonly #entryOf: Uint32Array
  readonly #index = new Map<string, number>()
  /** The state of a node until its steps are known. */
  readonly #states: (State | undefined)[] = [undefined, undefined]
  readonly #steps: (readonly Step[] | undefined)[] = [[], undefined]

  constructor(kernel: Kernel, level: Level, chooser: Chooser, inputs: readonly Input[]) {
    const vocabulary = new Vocabulary(kernel.table, level)
    this.#mover = new Mover(new Cases(kernel, vocabulary), kernel.table, vocabulary, chooser)
    this.#inputs = inputs
    this.#received = receivedTriggers(kernel.table)
    this.#entryOf = kernel.table.taskEntry
  }

  /** Gives the kernel its slot back; no more steps can be asked for. */
  close(): void {
    this.#mover.cases.close()
  }

  /** The steps from a node. Some may be missing if they take all of the budget. */
  next(node: number, budget: Budget): readonly Step[] {
    budget.report?.(budget.left)
    const known = this.#steps[node]
    if (known !== undefined) {
      budget.left -= 1 + known.length
      return known
    }
    const steps = node === START ? this.#open(budget) : this.#from(this.#states[node]!, budget)
    if (budget.left > 0) {
      this.#steps[node] = steps
      this.#states[node] = undefined
    }
    return steps
  }

  #open(budget: Budget): readonly Step[] {
    const left = this.#inputs.map(({ times }) => times)
    return [this.#step([], this.#mover.cases.open(0, budget), left)]
  }

  #from({ case: from, left }: State, budget: Budget): readonly Step[] {
    const { atOnce, moves } = this.#mover.of(from, budget)
    const steps = moves.map((move) => this.#step([], move, left))
    if (atOnce) return steps
    this.#inputs.forEach((input, which) => {
      if (left[which] === 0 || budget.left <= 0) return
      const rest = left.map((times, i) => (i === which ? times - 1 : times))
      for (const move of this.#given(from, input, budget)) steps.push(this.#step([input.word], move, rest))
    })
    return steps.length > 0 || budget.left <= 0 ? steps : [{ word: WAITING, to: ENDED }]
  }

  /**
   * What an input leads to: any case that takes it may, or keeps it where something in it receives it. If none does, it
   * is the outermost's, to keep or to lose.
   */
  #given(from: number, { event }: Input, budget: Budget): readonly Move[] {
    const { cases } = this.#mover
    const alone = (of: number) => cases.fire(of, event, [], budget)
    const lost: Move = { words: [], to: from, end: 0 }
    if (event.kind === EventKind.cancel) return [alone(from) ?? lost]
    const isSignal = event.kind === EventKind.signal
    const take = (of: number, entry: number) =>
      (isSignal && !this.#received[entry]!.has(event.subject) ? undefined : alone(of))
    const taken = this.#taken(from, 0, take, budget)
    if (taken.length > 0) return taken
    return [(isSignal ? alone(from) : undefined) ?? lost]
  }

  #taken(
    of: number, entry: number, take: (of: number, entry: number) => Move | undefined, budget: Budget,
  ): readonly Move[] {
    const own = take(of, entry)
    const below = this.#mover.children(of).flatMap((child) =>
      this.#taken(child.case, this.#entryOf[child.task]!, take, budget)
        .flatMap((move) => this.#mover.lift(of, child, move, budget)))
    return own === undefined ? below : [own, ...below]
  }

  #step(said: readonly string[], { words, to, end }: Move, left: readonly number[]): Step {
    const [word = "", ...rest] = [...said, ...words, ...(end === 0 ? [] : [endWord[end]!])]
    const after = end === 0 ? this.#node(`${to}/${left.join()}`, { case: to, left }, undefined) : ENDED
    return { word, to: rest.reduceRight((node, next) => this.#between(next, node), after) }
  }

  /** The node from which there is one word to say. */
  #between(word: string, to: number): number {
    return this.#node(`${word}\n${to}`, undefined, [{ word, to }])
  }

  #node(key: string, state: State | undefined, steps: readonly Step[] | undefined): number {
    const known = this.#index.get(key)
    if (known !== undefined) return known
    this.#index.set(key, this.#states.length)
    this.#steps.push(steps)
    return this.#states.push(state) - 1
  }
}
