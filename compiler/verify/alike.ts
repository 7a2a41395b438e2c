/** Choices that are alike: what the first of them chose in a case is kept, and the others have to choose the same. */
import type { Net, NetTask, TaskIndex } from "../ir/net.ts"
import { both, nothing } from "./begin.ts"
import type { Move } from "./model.ts"

/** By group, a place for each choice, with one token once it was made; `place` makes them. */
export function alikePlaces(
  net: Net, tasks: readonly TaskIndex[], place: () => number,
): ReadonlyMap<number, ReadonlyMap<string, number>> {
  const groups = new Map<number, Map<string, number>>()
  for (const t of tasks) {
    const { alike, outcomes, choice } = net.tasks[t]!
    if (alike === undefined) continue
    const chosen = groups.get(alike) ?? new Map<string, number>()
    groups.set(alike, chosen)
    const count = choice === "several" ? 2 ** (outcomes.length / 2) : outcomes.length
    for (let o = 0; o < count; o++) {
      const name = nameOf(net.tasks[t]!, o)
      if (!chosen.has(name)) chosen.set(name, place())
    }
  }
  return groups
}

/** A completion, as the first of its group that chooses and as one that follows. */
export function alikeMoves(move: Move, task: NetTask, chosen: ReadonlyMap<string, number>): readonly Move[] {
  const own = chosen.get(nameOf(task, move.act.outcome))!
  const first = both(move, { takes: [], special: { ...nothing, absent: [...chosen.values()] } })
  const next = both(move, { takes: [], special: { ...nothing, reads: [own] } })
  return [{ ...move, ...first, puts: [own, ...move.puts] }, { ...move, ...next }]
}

/** Outcomes are alike by name; sets of routes by their bits. */
const nameOf = ({ choice, outcomes }: NetTask, outcome: number) =>
  (choice === "several" ? `${outcome}` : outcomes[outcome]!.name)
