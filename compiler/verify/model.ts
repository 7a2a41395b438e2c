/**
 * What the search walks: the moves of one entry of a net over places. A place is a condition or the running of a task.
 *
 * A task that nothing watches while it runs is one move, start and completion together: every other run has one of
 * these beside it that comes to the same. A task that is watched (a region cancels it, it excludes or is excluded, an
 * OR-join waits for it) has a place while it runs, one with instances places for its phases. Guards choose freely; what
 * is kept for a signal is left out, since one may come at any time or never.
 */
import type { TaskIndex } from "../ir/net.ts"

/** What the kernel is told, or does by itself, when a move is made. Outcome of an OR-split: its routes as bits. */
export interface Act {
  readonly task: TaskIndex
  /** `fire`: a silent task, by itself. `both`: start, then complete. `signal`: what the task receives comes. */
  readonly kind: "fire" | "both" | "start" | "complete" | "signal" | "finish" | "absorb" | "starve"
  readonly outcome: number
}

/** What happens one after the other, silent tasks among it. */
export type Run = readonly Act[]

/** What only some moves ask or do beside taking and putting tokens. */
export interface Special {
  /** Each holds a token, which stays. */
  readonly reads: readonly number[]
  /** None of them holds a token. */
  readonly absent: readonly number[]
  /** One token less than its bound is there at most. */
  readonly room: readonly number[]
  /** One of them holds a token; one is taken from each that does. */
  readonly anyOf: readonly number[]
  /** None of these reasons holds. */
  readonly waits: readonly Hold[]
  /** Emptied before anything is put. */
  readonly resets: readonly number[]
  /** Tasks that receive the same signal: if one of them can, it does instead. */
  readonly behind: readonly number[]
}

/** A reason to wait, over places: `marked` is the exact set of inputs that hold a token. */
export interface Hold {
  readonly missing: number
  readonly inputs: readonly number[]
  readonly marked?: ReadonlySet<number>
  readonly needs: readonly { readonly places: readonly number[]; readonly count: number }[]
}

export interface Move {
  readonly act: Act
  /** Places, one for each token. */
  readonly takes: readonly number[]
  readonly puts: readonly number[]
  readonly special?: Special
  /** It goes by itself as soon as it can, in the order of the moves. */
  readonly urgent: boolean
  /** The case is over with it: at an explicit end, the last that is put; or because the task cancels the case. */
  readonly ends?: "ok" | "cancelled"
}

export interface Model {
  readonly moves: readonly Move[]
  /** By place: tokens at most. The first of them are the conditions of the net. */
  readonly bounds: readonly number[]
  readonly conditions: number
  readonly initial: readonly number[]
  /** Passes of moves that go by themselves, after which they would go on for ever, as in the kernels. */
  readonly passes: number
  readonly explicit: boolean
  /** Where the case may end. */
  readonly outputs: ReadonlySet<number>
  /** Whether a token there is work that has to be done. */
  readonly isWork: (place: number) => boolean
  /** The condition or task that a place is of. */
  readonly placeOf: (place: number) => { readonly condition: number } | { readonly task: number }
}
