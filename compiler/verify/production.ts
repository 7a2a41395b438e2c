/** What a task does when it completes: one `Production` for each outcome, or set of routes. */
import type { Net, NetTask } from "../ir/net.ts"
import { type Begin, both, nothing, type Phases, placesOfRunning } from "./begin.ts"
import type { Act, Move } from "./model.ts"

/** What a move puts, and what it asks for beside what it took. */
export interface Put {
  readonly puts: readonly number[]
  readonly also?: Begin
  readonly ends?: "ok" | "cancelled"
}

/** One move of a beginning and what is put; `also` is asked beside. */
export function joined(act: Act, begin: Begin, { puts, also, ends }: Put, urgent = false): Move {
  const { takes, special } = also === undefined ? begin : both(begin, also)
  return { act, takes, puts, urgent, ...(special !== undefined && { special }), ...(ends !== undefined && { ends }) }
}

export interface Production extends Put {
  readonly outcome: number
}

/** What a completion puts, by outcome; after its region is emptied and what it completes is completed. */
export function productions(net: Net, task: NetTask, phases: Phases, ends: ReadonlySet<number>): readonly Production[] {
  const resets = [
    ...task.cancels.conditions,
    ...task.cancels.tasks.flatMap((other) => (phases.has(other) ? placesOfRunning(phases.get(other)!) : [])),
  ]
  const also: Begin[] = resets.length === 0 ? [] : [{ takes: [], special: { ...nothing, resets } }]
  const outcomes = alternatives(task)
  return completedVariants(net, task.completes ?? [], phases).flatMap((completed): readonly Production[] => {
    const begin = [...also, ...completed.map(({ begin }) => begin)].reduce<Begin | undefined>(
      (sum, next) => (sum === undefined ? next : both(sum, next)), undefined)
    const beside = begin === undefined ? {} : { also: begin }
    const before = completed.flatMap(({ puts }) => puts)
    if (task.cancelsCase === true) {
      return outcomes.map(({ outcome }) => ({ outcome, puts: before, ...beside, ends: "cancelled" }))
    }
    return outcomes.map(({ outcome, puts }) => {
      const all = [...before, ...puts]
      const end = all.findIndex((p) => ends.has(p))
      return end < 0 ? { outcome, puts: all, ...beside }
        : { outcome, puts: all.slice(0, end + 1), ...beside, ends: "ok" as const }
    })
  })
}

interface Completed {
  readonly begin: Begin
  readonly puts: readonly number[]
}

/** Each task that is completed from elsewhere is idle, or busy, or starved, or absorbs. */
function completedVariants(
  net: Net, completes: readonly number[], phases: Phases,
): readonly (readonly Completed[])[] {
  return completes.reduce<readonly (readonly Completed[])[]>(
    (variants, other) => {
      const phase = phases.get(other)
      if (phase === undefined) return variants
      const puts = net.tasks[other]!.outcomes[0]!.outputs.map(({ condition }) => condition)
      const idle = { begin: { takes: [], special: { ...nothing, absent: placesOfRunning(phase) } }, puts: [] }
      const kinds = [
        idle,
        ...[phase.running, phase.starved].filter((p) => p !== undefined).map((p) => ({ begin: { takes: [p] }, puts })),
        ...(phase.absorbing === undefined ? [] : [{ begin: { takes: [phase.absorbing] }, puts: [] }]),
      ]
      return variants.flatMap((variant) => kinds.map((kind) => [...variant, kind]))
    }, [[]])
}

/** Most guarded routes of an OR-split whose sets are all looked at. */
const ROUTES_MAX = 10

export const isWide = ({ choice, outcomes }: NetTask) => choice === "several" && outcomes.length / 2 - 1 > ROUTES_MAX

/** Of an OR-split some of the guarded routes, or the last one alone. */
function alternatives({ outcomes, choice }: NetTask): readonly Production[] {
  const puts = (o: number) => outcomes[o]!.outputs.map(({ condition }): number => condition)
  if (choice !== "several") return outcomes.map((_, outcome) => ({ outcome, puts: puts(outcome) }))
  const last = outcomes.length / 2 - 1
  const sets = [1 << last, ...Array.from({ length: 2 ** last - 1 }, (_, set) => set + 1)]
  return sets.map((set) => ({
    outcome: set,
    puts: Array.from({ length: last + 1 }, (_, route) => puts(2 * route + (((set >> route) & 1) === 1 ? 0 : 1))).flat(),
  }))
}
