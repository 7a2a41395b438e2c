/**
 * The states that cases can be in, nearest first, found by the kernel's step: from an opening, or from markings that
 * cases are moved to. No reduction: which task runs decides where a case can go.
 */
import { Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { StateLayout } from "../../src/kernel/state.ts"
import type { Table } from "../../src/kernel/table.ts"
import { StateTable } from "../verify/state-table.ts"
import { decoded, Moves, type Scene, send } from "./moves.ts"
import { OneCase } from "./one-case.ts"

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
  readonly #words: Int32Array
  #expanded = 0

  constructor(table: Table, layout: StateLayout, scene: Scene) {
    this.#states = new StateTable(layout.words)
    this.#case = new OneCase(table, layout)
    this.#moves = new Moves(table, layout, scene)
    this.#words = new Int32Array(layout.words)
  }

  get count(): number { return this.#states.count }
  /** Every state has all its moves. */
  get isComplete(): boolean { return this.#expanded === this.count }

  /** The state of a case that is opened. */
  open(entry: number): number {
    this.#case.state.fill(0)
    this.#case.send(EventKind.open, entry)
    return this.#add(-1)
  }

  /** The state that comes of words which no event made, when it has settled. */
  arrive(words: Int32Array): number {
    this.#case.state.set(words)
    this.#case.settleAll()
    return this.#add(-1)
  }

  /** Finds what can be reached, up to so many states. */
  explore(statesMax: number): void {
    while (this.#expanded < this.count && this.count <= statesMax) this.#expand(this.#expanded++)
  }

  words(state: number): Int32Array {
    this.#states.load(state, this.#words)
    return this.#words
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

  /** The codes of a shortest run to a state, from where it was searched from. */
  way(state: number): readonly number[] {
    const run: number[] = []
    for (let edge = this.#found[state]!; edge >= 0; edge = this.#found[this.edges.from[edge]!]!) {
      run.push(this.edges.by[edge]!)
    }
    return run.reverse()
  }

  #expand(from: number): void {
    const { state } = this.#case
    if (this.words(from)[0] !== Status.running) return
    state.set(this.#words)
    for (const code of this.#moves.of(this.#case)) {
      state.set(this.#words)
      send(decoded(code), (kind, subject, detail) => this.#case.send(kind, subject, detail))
      const edge = this.edges.from.length
      this.edges.from.push(from)
      this.edges.by.push(code)
      this.edges.to.push(this.#add(edge))
    }
  }

  #add(edge: number): number {
    const known = this.count
    const state = this.#states.add(this.#case.state)
    if (state < known) return state
    this.#found.push(edge)
    const overflown = this.#case.overflown()
    if (overflown !== undefined) this.#overflown.set(state, overflown)
    return state
  }
}
