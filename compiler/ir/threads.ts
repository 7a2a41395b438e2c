/**
 * How many tokens may be at one place of a case at the same time, as far as the definition tells: where threads are
 * split (42), merged without waiting (8) or let into a join again (28, 31, 33), what comes after has to hold
 * as many. Everywhere else it is one.
 */
import type { Definition, FlowDefinition } from "../../src/definition/definition.ts"
import { enteredBy, sourcesOf } from "./flow.ts"
import { BOUND_MAX } from "./net.ts"

/** Tokens that a task may have waiting at the same time, by its name. */
export type Threads = ReadonlyMap<string, number>

/** The least numbers that fit each other: a loop that makes ever more threads ends at what a condition can hold. */
export function threadsOf(definition: Definition): Threads {
  const threads = new Map(definition.tasks.map(({ name }) => [name, 1]))
  for (let changed = true; changed;) {
    changed = false
    for (const flow of definition.flows) {
      for (const to of enteredBy(flow)) {
        const now = threadsInto(flow, to, threads)
        if (now <= threads.get(to)!) continue
        threads.set(to, now)
        changed = true
      }
    }
  }
  return threads
}

/** Tokens that a flow may put to a task before it takes one. */
export function threadsInto(flow: FlowDefinition, to: string, threads: Threads): number {
  const most = Math.max(...sourcesOf(flow).map((from) => threads.get(from) ?? 1), 1)
  switch (flow.kind) {
    case "multiMerge": return flow.bound
    case "threadSplit": return Math.min(BOUND_MAX, flow.count * most)
    case "threadMerge": return Math.max(1, Math.floor(most / flow.count))
    case "join": return flow.bound ?? 1
    // It may fire for what waits at its branches, and once more before that.
    case "partial": return flow.rest === "block" ? Math.min(BOUND_MAX, flow.bound + 1) : 1
    case "orJoin": return 1
    case "interleave": return to === flow.to ? 1 : threads.get(flow.from) ?? 1
    case "flow": case "and": case "xor": case "guard": case "merge": case "or": case "defer": return most
  }
}
