/**
 * The states that cases can be in, nearest first, found by the kernel's step: from an opening, or from markings that
 * cases are moved to. No reduction: which task runs decides where a case can go.
 */
import { Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import { StateTable } from "../verify/state-table.ts"
import type { Choices } from "./choices.ts"
import { decoded, Moves, type Scene, send } from "./moves.ts"
import { OneCase } from "./one-case.ts"
import type { Side } from "./side.ts"

/** From a state by a move to a state, by number. */
export interface Edges {
  readonly from: number[]
  readonly to: number[]
  /** Codes of moves. */
  readonly by: number[]
}

export class Space {
  readonly edges: Edges = { from: [], to: [], by: [] }
  /** By state: the edge that it was found by, -1 of those that others were searched from. */
  readonly #found: number[] = []
  /** Of states in which a condition held too many: that condition. */
  readonly #overflown = new Map<number, number>()
  readonly #states: StateTable
  readonly #case: OneCase
  readonly #moves: Moves
  readonly #choices: Choices
  /** The state at hand, as the kernel has it; behind it what was chosen. */
  readonly #whole: Int32Array
  readonly #words: Int32Array
  readonly #chosen: Int32Array
  #expanded = 0

  constructor({ table, layout }: Side, scene: Scene, choices: Choices) {
    this.#choices = choices
    this.#whole = new Int32Array(layout.words + choices.count)
    this.#words = this.#whole.subarray(0, layout.words)
    this.#chosen = this.#whole.subarray(layout.words)
    this.#states = new StateTable(this.#whole.length)
    this.#case = new OneCase(table, layout)
    this.#moves = new Moves(table, layout, scene)
  }

  get count(): number { return this.#states.count }
  /** Every state has all its moves. */
  get isComplete(): boolean { return this.#expanded === this.count }

  /** The state of a case that is opened. */
  open(entry: number): number {
    this.#case.state.fill(0)
    this.#chosen.fill(0)
    this.#case.send(EventKind.open, entry)
    return this.#add(-1)
  }

  /** The state that comes of words which no event made, when it has settled; `chosen` is what was chosen before. */
  arrive(words: Int32Array, chosen: Int32Array): number {
    this.#case.state.set(words)
    this.#chosen.set(chosen)
    this.#case.settleAll()
    return this.#add(-1)
  }

  /** A settled state, if it is there. */
  find(words: Int32Array, chosen: Int32Array): number | undefined {
    const known = this.count
    const state = this.arrive(words, chosen)
    return state < known ? state : undefined
  }

  /** Finds what can be reached, up to so many states. */
  explore(statesMax: number): void {
    while (this.#expanded < this.count && this.count <= statesMax) this.#expand(this.#expanded++)
  }

  /** The kernel's words of a state, until another one is asked for. */
  words(state: number): Int32Array {
    this.#states.load(state, this.#whole)
    return this.#words
  }

  /** What was chosen alike before a state, until another one is asked for. */
  chosen(state: number): Int32Array {
    this.#states.load(state, this.#whole)
    return this.#chosen
  }

  status(state: number): Status {
    return this.words(state)[0] as Status
  }

  overflown(state: number): number | undefined {
    return this.#overflown.get(state)
  }

  /** Whether all moves of a state are known. */
  isExpanded(state: number): boolean {
    return state < this.#expanded
  }

  /** The edge that a state was found by, -1 if it was searched from. */
  readonly foundBy = (state: number): number => this.#found[state]!

  /** The codes of a shortest run to a state, from where it was searched from. */
  way(state: number): readonly number[] {
    const run: number[] = []
    for (let edge = this.#found[state]!; edge >= 0; edge = this.#found[this.edges.from[edge]!]!) {
      run.push(this.edges.by[edge]!)
    }
    return run.reverse()
  }

  #expand(from: number): void {
    if (this.words(from)[0] !== Status.running) return
    this.#case.state.set(this.#words)
    for (const code of this.#moves.of(this.#case)) {
      const move = decoded(code)
      this.#case.state.set(this.words(from))
      const isChoice = move.kind === EventKind.complete
      if (isChoice && !this.#choices.note(this.#chosen, move.subject, move.amount)) continue
      send(move, (kind, subject, detail) => {
        if (!this.#case.send(kind, subject, detail)) throw new Error(`event ${kind} of ${subject} is refused`)
      })
      const edge = this.edges.from.length
      this.edges.from.push(from)
      this.edges.by.push(code)
      this.edges.to.push(this.#add(edge))
    }
  }

  #add(edge: number): number {
    const known = this.count
    this.#words.set(this.#case.state)
    const state = this.#states.add(this.#whole)
    if (state < known) return state
    this.#found.push(edge)
    const overflown = this.#case.overflown()
    if (overflown !== undefined) this.#overflown.set(state, overflown)
    return state
  }
}
