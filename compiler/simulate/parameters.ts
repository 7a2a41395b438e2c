/** What a simulation is told of the world around a workflow, as data. */
import type { Duration } from "../../src/definition/duration.ts"
import type { Distribution } from "./distribution.ts"

/**
 * What a simulation assumes. All of it is optional; what is not said has a default that the result names. Tasks are
 * called as in the table: `pick`, or `collect payment/issue invoice` inside of a sub-workflow. `docs/simulate.md` has a
 * JSON schema for files.
 *
 * @example
 * const parameters: SimulationParameters = {
 *   arrival: { poisson: "10 minutes" },
 *   tasks: { check: { duration: { exponential: "5 minutes" }, role: "clerk", outcomes: { ok: 0.9, refused: 0.1 } } },
 *   resources: { clerk: 2 },
 * }
 */
export interface SimulationParameters {
  readonly $schema?: string
  /** When cases come: all at once (the default), one in each interval, or a Poisson process with that mean interval. */
  readonly arrival?: "at once" | { readonly every: Duration } | { readonly poisson: Duration }
  /** By name of the task. */
  readonly tasks?: Readonly<Record<string, TaskParameters>>
  /** How many people there are of a role. A role that is not here has as many as are wanted. */
  readonly resources?: Readonly<Record<string, number>>
  /** By name of the signal. */
  readonly signals?: Readonly<Record<string, SignalParameters>>
}

/** What a simulation assumes of one task. */
export interface TaskParameters {
  /**
   * From its start to its completion, retries and all. Default: an hour. Of a timer: in place of the time that its
   * definition says. A task that waits for a signal, and one that runs a workflow, has none.
   */
  readonly duration?: Distribution
  /** Who does it: it waits for one of them. Default: the `role` of a human task, else nobody is needed. */
  readonly role?: string
  /**
   * Weights of what it chooses, by outcome; of a choice on data by the task that the route leads to. Outcomes that are
   * not named are never taken. Default: each as likely.
   */
  readonly outcomes?: Readonly<Record<string, number>>
  /**
   * Of an OR-split: the probability of each route by itself, and the last route if none is taken; or the weights of
   * sets of routes. Default: one half each.
   */
  readonly routes?: Readonly<Record<string, number>> | readonly RouteSet[]
  /** How many instances it starts with: always so many, any from the first to the second, or any of a list. */
  readonly instances?:
    | number | { readonly uniform: readonly [least: number, most: number] } | { readonly sample: readonly number[] }
  /** Of a task with a completion condition: how likely each result is to meet it. Default: one half. */
  readonly until?: number
}

/** Routes that are taken together, and how likely compared with the other sets. */
export interface RouteSet {
  readonly routes: readonly string[]
  readonly weight: number
}

/** When a signal comes. */
export interface SignalParameters {
  readonly after: Distribution
  /** Counted from when a task begins to wait for it (`wait`, the default) or once from the start of its case. */
  readonly from?: "wait" | "start"
}
