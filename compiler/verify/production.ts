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
  const first: Done = { takes: [], absent: [], resets, puts: [] }
  return completedVariants(net, task.completes ?? [], phases, ends, first).flatMap((done): readonly Production[] => {
    if (done.ends !== undefined) return [put(0, done)]
    if (task.cancelsCase === true) {
      return alternatives(task).map(({ outcome }) => put(outcome, { ...done, ends: "cancelled" }))
    }
    return alternatives(task).map(({ outcome, puts }) => put(outcome, upToEnd(done, puts, ends)))
  })
}

/** What is done so far when a task completes and others with it. */
interface Done {
  readonly takes: readonly number[]
  readonly absent: readonly number[]
  readonly resets: readonly number[]
  readonly puts: readonly number[]
  readonly ends?: "ok" | "cancelled"
}

function put(outcome: number, { takes, absent, resets, puts, ends }: Done): Production {
  const asks = absent.length + resets.length > 0
  return {
    outcome, puts, ...(ends !== undefined && { ends }),
    ...(takes.length + absent.length + resets.length > 0
      && { also: { takes, ...(asks && { special: { ...nothing, absent, resets } }) } }),
  }
}

function upToEnd(done: Done, more: readonly number[], ends: ReadonlySet<number>): Done {
  const end = more.findIndex((p) => ends.has(p))
  return end < 0 ? { ...done, puts: [...done.puts, ...more] }
    : { ...done, puts: [...done.puts, ...more.slice(0, end + 1)], ends: "ok" }
}

/** Each task that is completed from elsewhere is idle, or busy, or starved, or absorbs. */
function completedVariants(
  net: Net, completes: readonly number[], phases: Phases, ends: ReadonlySet<number>, first: Done,
): readonly Done[] {
  return completes.reduce<readonly Done[]>((variants, other) => {
    const phase = phases.get(other)
    if (phase === undefined) return variants
    const [own] = productions(net, net.tasks[other]!, phases, ends)
    const busy = [phase.running, phase.starved].filter((p) => p !== undefined)
    return variants.flatMap((done): readonly Done[] => {
      // What its own region cancels first is not there to be completed.
      if (done.ends !== undefined || done.resets.includes(phase.running)) return [done]
      const taking = (p: number) => ({ ...done, takes: [...done.takes, p] })
      return [
        { ...done, absent: [...done.absent, ...placesOfRunning(phase)] },
        ...busy.map((p) => after(taking(p), own!)),
        ...(phase.absorbing === undefined ? [] : [taking(phase.absorbing)]),
      ]
    })
  }, [first])
}

/** A region that is emptied later empties also what was put before. */
function after(done: Done, { puts, also, ends }: Production): Done {
  const resets = also?.special?.resets ?? []
  return {
    ...done, resets: [...done.resets, ...resets], puts: [...done.puts.filter((p) => !resets.includes(p)), ...puts],
    ...(ends !== undefined && { ends }),
  }
}

/** Most guarded routes of an OR-split whose sets are all looked at. */
const ROUTES_MAX = 10

/** Most ways in which a task completes that are all looked at: by its routes and what runs of those it completes. */
const WAYS_MAX = 8_192

/** Whether an OR-split has more sets of routes than are looked at. */
export const hasManyRoutes = ({ choice, outcomes }: NetTask) =>
  choice === "several" && outcomes.length / 2 - 1 > ROUTES_MAX

/** Whether a task completes in more ways than are looked at. */
export function isWide(task: NetTask): boolean {
  const { choice, outcomes, completes = [] } = task
  const routes = choice === "several" ? 2 ** (outcomes.length / 2 - 1) : outcomes.length
  // Each that it completes is idle, or busy, or goes on without effect.
  return hasManyRoutes(task) || routes * 3 ** completes.length > WAYS_MAX
}

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
