/** A simulation from its parameters to its figures: what `knhk simulate` does, as a function. */
import type { Kernel } from "../../src/kernel/kernel.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import { readTable, type Table } from "../../src/kernel/table.ts"
import type { Compiled } from "../compile.ts"
import { drawn } from "./draw.ts"
import { SimulationFailure } from "./failure.ts"
import { type Ending, figuresOf, type Simulation } from "./figures.ts"
import { type Model, modelOf } from "./model.ts"
import type { SimulationParameters } from "./parameters.ts"
import { type Plan, planOf } from "./plan.ts"
import { Random } from "./random.ts"
import { PART } from "./sum.ts"
import { Tally } from "./tally.ts"
import { World } from "./world.ts"

/** How much is simulated, and on what. */
export interface SimulationOptions {
  /** Cases that are counted. Default 1,000. */
  readonly cases?: number
  /** What the random numbers begin with. Default 7. */
  readonly seed?: number
  /** Cases that come before and are not counted, so that the counted ones meet usual queues. Default 0. */
  readonly warmUp?: number
  /** Events that one case may take. Default 100,000. More is a `SimulationFailure`. */
  readonly maxEvents?: number
  /** The kernel to run on; the portable one unless said. */
  readonly kernel?: (table: Table) => Kernel
  /** Told of work items and cases as time goes on, the warm-up left out. */
  readonly onEvent?: (event: SimulatedEvent) => void
  /** Told now and then how many cases are over, and of how many. */
  readonly progress?: (done: number, total: number) => void
}

/** Something that happens to a case. */
export interface SimulatedEvent {
  /** From 0, in the order in which the cases come. */
  readonly case: number
  /** Milliseconds from the beginning of the simulation. */
  readonly time: number
  /**
   * A work item is started, is completed, or is no more: `cancelled` if it had started, else `withdrawn`. The case is
   * over: `end`.
   */
  readonly kind: "start" | "complete" | "cancelled" | "withdrawn" | "end"
  /** Absent of an `end`. */
  readonly task?: string
  /** Of an `end`: how. */
  readonly ending?: Ending
}

/** A workflow that was compiled, or its net and table alone. */
export type Simulated = Pick<Compiled, "table"> & Partial<Pick<Compiled, "definition" | "net">>

/**
 * Plays cases of a workflow in simulated time, with durations and choices drawn at random, and tells how long they take
 * and where they wait. Use it to see what more people, faster tasks or other probabilities would change. The same seed
 * gives the same cases: without limited `resources` also if there are more or fewer of them. It is as true as its
 * parameters are; the result names what nobody said. Pure; `simulateInBulk` does the same on all processors. Throws a
 * `SimulationFailure` for parameters that do not fit the workflow and for a case that does not end.
 *
 * @example
 * const { cycle, bottlenecks } = simulate(order, { tasks: { pick: { duration: "20 minutes", role: "clerk" } } })
 */
export function simulate(
  workflow: Simulated, parameters: SimulationParameters = {}, options: SimulationOptions = {},
): Simulation {
  return play(prepare(workflow, parameters, options), options, "it was asked for")
}

/** What is to be played: all that was said, checked. */
export interface Prepared {
  readonly model: Model
  readonly plan: Plan
  readonly cases: number
  readonly seed: number
  readonly warmUp: number
  readonly maxEvents: number
}

/** Throws a `SimulationFailure` for what does not fit. */
export function prepare(
  { table: bytes, net, definition }: Simulated, parameters: SimulationParameters, options: SimulationOptions,
): Prepared {
  const { cases = 1_000, seed = 7, warmUp = 0, maxEvents = 100_000 } = options
  whole("cases", cases, 1)
  whole("warmUp", warmUp, 0)
  whole("maxEvents", maxEvents, 1)
  whole("seed", seed, -Infinity)
  const model = modelOf(readTable(bytes), net, definition)
  return { model, plan: planOf(model, parameters), cases, seed, warmUp, maxEvents }
}

/** Event by event. */
export function play(prepared: Prepared, options: SimulationOptions, because: string): Simulation {
  const { model, plan, cases, seed, warmUp, maxEvents } = prepared
  const { kernel = portableKernel, progress } = options
  const total = cases + warmUp
  const tally = new Tally(model, cases, warmUp, (over) => {
    if (over % 256 === 0 || over === total) progress?.(over, total)
  }, options.onEvent)
  const running = kernel(model.table)
  const world = new World({ kernel: running, model, plan, seed, warmUp, maxEvents, watch: tally })
  const arrivals = new Random(seed, -1)
  const close = () => {
    tally.close()
    for (const crew of world.crews) crew.close()
  }
  // Where nobody waits for another case, one after the other costs less than all at once, and is the same.
  const come = (number: number, time: number): void => {
    if (number === total) return
    const after = () => come(number + 1, time + drawn(plan.arrival, arrivals))
    world.arrive(number, time, plan.isIndependent ? () => {} : after)
  }
  if (!plan.isIndependent) come(0, 0)
  const { arrival, isIndependent } = plan
  for (let number = 0, time = 0; isIndependent && number < total; number++, time += drawn(arrival, arrivals)) {
    come(number, time)
    world.run()
    if ((number + 1) % PART === 0) close()
  }
  world.run()
  close()
  const { begun, ended, status, tasks } = tally
  const counts = { begun, ended, status, tasks, events: world.events, crews: world.crews }
  const path = { kind: "events", because } as const
  return figuresOf({ model, plan, counts, seed, warmUp, kernel: running.kind, path })
}

function whole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return
  const wanted = least === -Infinity ? "a whole number" : `a whole number, ${least} or more`
  throw new SimulationFailure("options", `${name}: ${value} is none: give ${wanted}`)
}
