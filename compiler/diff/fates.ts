/**
 * What becomes of cases: of each state whether a run from it goes wrong, and the nearest wrong that it can come to. A
 * case goes on well if from wherever its runs lead an end can be reached, and no condition is ever asked to hold more
 * than it can.
 */
import { Status } from "../../src/kernel/command.ts"
import type { Space } from "./space.ts"

export type Wrong = "deadlock" | "overflow" | "livelock"

export interface Fate {
  readonly wrong: Wrong
  /** Codes of the moves that lead to it; of a livelock, to where it goes round. */
  readonly run: readonly number[]
  readonly cycle: readonly number[]
  /** Where the case then is. */
  readonly state: number
}

export class Fates {
  readonly #space: Space
  /** By state: the edge to take towards what is wrong, -1 where it is, -2 if there is no such way. */
  readonly #towards: Int32Array
  /** Whether an end can be reached, or what was not looked at. */
  readonly #reaches: Uint8Array
  readonly #open: Uint8Array

  constructor(space: Space) {
    const states = Array.from({ length: space.count }, (_, state) => state)
    const back = rowsByTarget(space)
    const statuses = states.map((state) => space.status(state))
    const isEnd = (state: number) => statuses[state] === Status.ok || statuses[state] === Status.cancelled
    const isOpen = (state: number) => !space.isExpanded(state) && statuses[state] === Status.running
    this.#space = space
    this.#towards = new Int32Array(space.count).fill(-2)
    this.#open = this.#closure(states.filter(isOpen), back)
    this.#reaches = this.#closure(states.filter((state) => isEnd(state) || isOpen(state)), back)
    const stuck = states.filter((state) => statuses[state] === Status.deadlock || statuses[state] === Status.failed)
    this.#lead(stuck, back)
    this.#lead(states.filter((state) => this.#reaches[state] === 0), back)
  }

  /** What may go wrong from a state; `open` if nothing was found, and not everything was looked at. */
  of(state: number): Fate | "good" | "open" {
    if (this.#towards[state] === -2) return this.#open[state] === 1 ? "open" : "good"
    const { by, to } = this.#space.edges
    const run: number[] = []
    let at = state
    for (let edge = this.#towards[at]!; edge >= 0; edge = this.#towards[at]!) {
      run.push(by[edge]!)
      at = to[edge]!
    }
    const status = this.#space.status(at)
    if (status === Status.running) return this.#round(at, run)
    return { wrong: status === Status.failed ? "overflow" : "deadlock", run, cycle: [], state: at }
  }

  /** From a state that no end can be reached from, and that never stands still, it goes round. */
  #round(from: number, run: readonly number[]): Fate {
    const { by, to } = this.#space.edges
    const next = this.#firstEdges()
    const met = new Map<number, number>()
    const walked: number[] = []
    let at = from
    for (; !met.has(at); at = to[walked.at(-1)!]!) {
      met.set(at, walked.length)
      walked.push(next[at]!)
    }
    const codes = walked.map((edge) => by[edge]!)
    const lead = met.get(at)!
    return { wrong: "livelock", run: [...run, ...codes.slice(0, lead)], cycle: codes.slice(lead), state: at }
  }

  #first: Int32Array | undefined

  #firstEdges(): Int32Array {
    if (this.#first !== undefined) return this.#first
    this.#first = new Int32Array(this.#space.count).fill(-1)
    this.#space.edges.from.forEach((state, edge) => { if (this.#first![state] === -1) this.#first![state] = edge })
    return this.#first
  }

  /** All states from which one of these can be reached. */
  #closure(of: readonly number[], back: Rows): Uint8Array {
    const found = new Uint8Array(this.#space.count)
    const open = of.filter((state) => (found[state] === 1 ? false : (found[state] = 1) === 1))
    for (let i = 0; i < open.length; i++) {
      for (const edge of edgesInto(back, open[i]!)) {
        const before = this.#space.edges.from[edge]!
        if (found[before] === 0) open.push((found[before] = 1, before))
      }
    }
    return found
  }

  /** Leads every state that has no way yet to the nearest of these. */
  #lead(to: readonly number[], back: Rows): void {
    const open = to.filter((state) => this.#towards[state] === -2)
    for (const state of open) this.#towards[state] = -1
    for (let i = 0; i < open.length; i++) {
      for (const edge of edgesInto(back, open[i]!)) {
        const before = this.#space.edges.from[edge]!
        if (this.#towards[before] !== -2) continue
        this.#towards[before] = edge
        open.push(before)
      }
    }
  }
}

interface Rows {
  readonly start: Int32Array
  readonly edges: Int32Array
}

const edgesInto = ({ start, edges }: Rows, state: number): Int32Array => edges.subarray(start[state], start[state + 1])

function rowsByTarget({ count, edges: { to } }: Space): Rows {
  const start = new Int32Array(count + 1)
  for (const state of to) start[state + 1]!++
  for (let i = 0; i < count; i++) start[i + 1]! += start[i]!
  const fill = start.slice()
  const edges = new Int32Array(to.length)
  to.forEach((state, edge) => { edges[fill[state]!++] = edge })
  return { start, edges }
}
