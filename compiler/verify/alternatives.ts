/** What a task may put when it completes: one set of conditions for each outcome, or for each set of routes. */
import type { NetTask } from "../ir/net.ts"

/** Most guarded routes of an OR-split whose sets are all looked at. */
export const ROUTES_MAX = 10

export interface Alternative {
  /** As the kernel is told: the number of an outcome, or routes as bits. */
  readonly outcome: number
  readonly puts: readonly number[]
}

/** Of an OR-split some of the guarded routes, or the last one alone. */
export function alternatives({ outcomes, choice }: NetTask): readonly Alternative[] {
  const puts = (o: number) => outcomes[o]!.outputs.map(({ condition }): number => condition)
  if (choice !== "several") return outcomes.map((_, outcome) => ({ outcome, puts: puts(outcome) }))
  const last = outcomes.length / 2 - 1
  const sets = [1 << last, ...Array.from({ length: 2 ** last - 1 }, (_, set) => set + 1)]
  return sets.map((set) => ({
    outcome: set,
    puts: Array.from({ length: last + 1 }, (_, route) => puts(2 * route + (((set >> route) & 1) === 1 ? 0 : 1))).flat(),
  }))
}
