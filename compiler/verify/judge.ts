/** A verdict on one net: what it can come to in all its runs, whatever guards choose and whenever tasks finish. */
import { type Entry, entriesOf, type Net, type TaskIndex } from "../ir/net.ts"
import { tasksByEntry } from "./entries.ts"
import type { Model, Move, Run } from "./model.ts"
import { modelOf } from "./model-of.ts"
import { isWide } from "./production.ts"
import { reduce, type Reduced } from "./reduce.ts"
import { type Budget, type Property, type Result, search, Seen } from "./search.ts"

export interface Verdict {
  /** `sound` only after a proof or a complete search; `unknown` if a budget ran out before. */
  readonly verdict: "sound" | "unsound" | "unknown"
  readonly property?: Property
  /** From the opening of the case to what is wrong. */
  readonly trace?: Run
  /** Of a livelock: what then goes round, for ever. */
  readonly cycle?: Run
  /** Of a sound net with explicit ends: a run to an end beside which work is left. */
  readonly improper?: Run
  /** Tasks that can never begin. Known of nets that are sound. */
  readonly dead: readonly TaskIndex[]
  /** Tasks whose region never holds anything when they complete. Known of nets that are sound. */
  readonly idle?: readonly TaskIndex[]
  /** Tasks whose OR-join always finds all of its inputs marked, or always one of them. Known of nets that are sound. */
  readonly plain?: readonly { readonly task: TaskIndex; readonly found: "all" | "one" }[]
  /** Unknown because this OR-split has more sets of routes than are looked at; else because a budget ran out. */
  readonly wide?: TaskIndex
  /** Markings that were looked at. */
  readonly states: number
  /** Which entry of the net it is about, if it is not sound. */
  readonly entry?: number
}

/** What a judgement may cost: markings at most (1,000,000 if absent), milliseconds at most (10,000). */
export interface Limits {
  readonly states?: number
  readonly ms?: number
  /** Entries of which is not asked whether work is left at their ends. */
  readonly givesUp?: ReadonlySet<number>
}

/** Markings that are looked at before the model is made smaller: a run found so is a shortest one. */
const PLAIN_STATES = 1_000

export function judge(net: Net, { states = 1_000_000, ms = 10_000, givesUp = new Set() }: Limits = {}): Verdict {
  const until = performance.now() + ms
  const all = tasksByEntry(net)
  let left = states
  const verdicts = entriesOf(net).map((entry, i) => {
    const verdict = judgeEntry(net, entry, all[i]!, { states: left, until })
    left = Math.max(0, left - verdict.states)
    return { ...verdict, entry: i }
  })
  const worst = verdicts.find(({ verdict }) => verdict === "unsound")
    ?? verdicts.find(({ verdict }) => verdict === "unknown")
  const seen = verdicts.reduce((sum, v) => sum + v.states, 0)
  if (worst !== undefined) return { ...worst, states: seen }
  // One that completes others empties their regions too.
  const cancels = (t: TaskIndex) => net.tasks[t]!.cancels.conditions.length + net.tasks[t]!.cancels.tasks.length > 0
  const improper = verdicts.find((v) => v.improper !== undefined && !givesUp.has(v.entry))
  return {
    verdict: "sound", dead: verdicts.flatMap(({ dead }) => dead), states: seen,
    idle: verdicts.flatMap(({ idle }) => idle ?? []).filter(cancels),
    plain: verdicts.flatMap(({ plain }) => plain ?? []),
    ...(improper !== undefined && { improper: improper.improper!, entry: improper.entry }),
  }
}

function judgeEntry(net: Net, entry: Entry, tasks: readonly TaskIndex[], budget: Budget): Verdict {
  const wide = tasks.find((t) => isWide(net.tasks[t]!))
  if (wide !== undefined) return { verdict: "unknown", dead: [], states: 0, wide }
  const model = modelOf(net, entry, tasks)
  const narrow = narrowed(model)
  const isExact = narrow === model && !model.moves.some(({ urgent, takes }) => urgent && takes.length > 1)
  const small = reduce(narrow, { lazy: true, until: budget.until })
  const most = isExact ? budget.states - Math.min(PLAIN_STATES, budget.states >> 1) : budget.states >> 1
  const first = search(small.model, costsOf(small.runs), { ...budget, states: most })
  let states = first.states
  const left = (): Budget => ({ ...budget, states: Math.max(0, budget.states - states) })
  if (first.complete && first.wrong === undefined && first.improper === undefined) {
    return live(model, sound(model, small.made(first.made), states), left())
  }
  const plain = search(model, model.moves.map(cost), { ...budget, states: Math.min(PLAIN_STATES, left().states) })
  states += plain.states
  if (plain.wrong !== undefined) return wrong(model, plain.wrong, (run) => run, states)
  if (plain.complete) return sound(model, plain.made, states, plain.improper)
  const [reduced, found] = isExact ? [small, first] as const : again(model, left())
  if (!isExact) states += found.states
  if (found.wrong !== undefined) return wrong(model, found.wrong, lift(reduced), states)
  if (!found.complete) return { verdict: "unknown", dead: [], states }
  const improper = found.improper && lift(reduced)(found.improper)
  return live(model, sound(model, reduced.made(found.made), states, improper), left())
}

/** Tasks that reduction leaves dead may begin all the same, where it lets them wait: asked again without that. */
function live(model: Model, verdict: Verdict, budget: Budget): Verdict {
  if (verdict.dead.length === 0) return verdict
  const reduced = reduce(model, { delays: false, until: budget.until })
  const again = search(reduced.model, costsOf(reduced.runs), budget)
  const states = verdict.states + again.states
  if (!again.complete) return { verdict: "unknown", dead: [], states }
  return { ...verdict, dead: sound(model, reduced.made(again.made), 0).dead, states }
}

function again(model: Model, budget: Budget): readonly [Reduced, Result] {
  const reduced = reduce(model, { until: budget.until })
  return [reduced, search(reduced.model, costsOf(reduced.runs), budget)]
}

/**
 * The same, with one token at most everywhere and an end that stops nothing. If it turns out that nowhere are two, and
 * nothing is left at an end, then that made no difference, and more of it can be reduced.
 */
function narrowed(model: Model): Model {
  const isWide = (bound: number, p: number) => p < model.conditions && bound > 1
  if (!model.bounds.some(isWide) && !model.moves.some(({ ends }) => ends === "ok")) return model
  const bounds = model.bounds.map((bound, p) => (p < model.conditions ? 1 : bound))
  const moves = model.moves.map((move): Move => {
    if (move.ends !== "ok") return move
    const { ends: _, ...rest } = move
    return rest
  })
  return { ...model, bounds, moves }
}

function sound(model: Model, made: Uint8Array, states: number, improper?: readonly number[]): Verdict {
  const seen: number[] = []
  const [empties, joins] = [new Set<TaskIndex>(), new Set<TaskIndex>()]
  for (let m = 0; m < model.moves.length; m++) {
    const { act: { task }, special } = model.moves[m]!
    seen[task] = (seen[task] ?? 0) | made[m]!
    if (special === undefined) continue
    if (special.resets.length > 0) empties.add(task)
    if (special.anyOf.length > 1) joins.add(task)
  }
  const has = (task: TaskIndex, bits: number) => (seen[task]! & bits) !== 0
  const dead: TaskIndex[] = []
  for (const task of seen.keys()) {
    if (seen[task] !== undefined && !has(task as TaskIndex, Seen.made)) dead.push(task as TaskIndex)
  }
  const idle = [...empties].filter((task) => has(task, Seen.made) && !has(task, Seen.emptied))
  const isAlways = (task: TaskIndex, bit: number) => (seen[task]! & (Seen.one | Seen.some | Seen.all)) === bit
  const plain = [
    ...[...joins].filter((task) => isAlways(task, Seen.all)).map((task) => ({ task, found: "all" as const })),
    ...[...joins].filter((task) => isAlways(task, Seen.one)).map((task) => ({ task, found: "one" as const })),
  ]
  const run = improper?.map((m) => model.moves[m]!.act)
  return { verdict: "sound", dead, idle, plain, states, ...(run !== undefined && { improper: run }) }
}

function wrong(
  model: Model, { property, run, cycle }: NonNullable<Result["wrong"]>,
  lifted: (run: readonly number[]) => readonly number[], states: number,
): Verdict {
  const acts = (moves: readonly number[]) => lifted(moves).map((m) => model.moves[m]!.act)
  return {
    verdict: "unsound", property, trace: acts(run), dead: [], states,
    ...(cycle !== undefined && { cycle: acts(cycle) }),
  }
}

const lift = ({ runs }: Reduced) => (run: readonly number[]) => run.flatMap((m) => runs[m]!)

const cost = ({ urgent }: Move) => (urgent ? 0 : 1)

const costsOf = (runs: readonly (readonly number[])[]) => runs.map((run) => run.length)
