/**
 * What the search walks: the moves of one entry of a net over places. A place is a condition or the running of a task.
 *
 * A task that nothing watches while it runs is one move, start and completion together: every other run has one of
 * these beside it that comes to the same. A task that is watched (a region cancels it, it excludes or is excluded, an
 * OR-join waits for it) has a place while it runs, one with instances places for its phases. Guards choose freely; what
 * is kept for a signal is left out, since one may come at any time or never.
 */
import type { Entry, Net, NetTask, TaskIndex, Wait } from "../ir/net.ts"
import { alternatives } from "./alternatives.ts"
import { type Watched, watched } from "./watched.ts"

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
  /** By place: tokens at most. */
  readonly bounds: readonly number[]
  readonly initial: readonly number[]
  readonly explicit: boolean
  /** Where the case may end. */
  readonly outputs: ReadonlySet<number>
  /** Whether a token there is work that has to be done. */
  readonly isWork: (place: number) => boolean
  /** The condition or task that a place is of. */
  readonly placeOf: (place: number) => { readonly condition: number } | { readonly task: number }
}

/** The model of an entry, whose tasks are given; `ends`: an explicit end stops the case, else it is as implicit. */
export function modelOf(net: Net, entry: Entry, tasks: readonly TaskIndex[]): Model {
  const bounds = net.conditions.map(({ bound }) => bound)
  const owners: number[] = []
  const idle = new Set<number>()
  const place = (task: number, bound: number) => {
    owners.push(task)
    return bounds.push(bound) - 1
  }
  const phases = watched(net, tasks, place)
  for (const { absorbing } of phases.values()) if (absorbing !== undefined) idle.add(absorbing)
  const outputs = new Set<number>(entry.outputs)
  const explicit = entry.termination === "explicit"
  const moves = tasks.flatMap((t) => movesOf(net, t, phases, explicit ? outputs : new Set()))
  const conditions = net.conditions.length
  const detached = new Set(tasks.filter((t) => net.tasks[t]!.instances?.threshold === 0))
  return {
    moves, bounds, initial: [entry.input, ...entry.marked ?? []], explicit, outputs,
    isWork: (p) => (p < conditions ? !outputs.has(p) && net.conditions[p]!.resource !== true
      : !idle.has(p) || detached.has(owners[p - conditions] as TaskIndex)),
    placeOf: (p) => (p < conditions ? { condition: p } : { task: owners[p - conditions]! }),
  }
}

type Phases = ReadonlyMap<number, Watched>

function movesOf(net: Net, t: TaskIndex, phases: Phases, ends: ReadonlySet<number>): readonly Move[] {
  const task = net.tasks[t]!
  const own = phases.get(t)
  if (task.instances !== undefined) return instances(net, t, own!, phases, ends)
  const urgent = task.kind === "silent"
  const begins = starts(net, task, phases)
  const produced = productions(net, task, phases, ends)
  if (own === undefined) {
    const kind = urgent ? "fire" : task.kind === "receive" ? "signal" : "both"
    return begins.flatMap((begin) => produced.map(({ outcome, ...put }) =>
      joined({ task: t, kind, outcome }, begin, put, urgent)))
  }
  const room: Begin = { takes: [], special: { ...nothing, room: [own.running] } }
  return [
    ...begins.map((begin) => joined({ task: t, kind: "start", outcome: 0 }, both(begin, room), { puts: [own.running] })),
    ...produced.map(({ outcome, ...put }) =>
      joined({ task: t, kind: "complete", outcome }, { takes: [own.running] }, put)),
  ]
}

const nothing: Special = { reads: [], absent: [], room: [], anyOf: [], waits: [], resets: [], behind: [] }

interface Begin {
  readonly takes: readonly number[]
  readonly special?: Special
}

interface Put {
  readonly puts: readonly number[]
  readonly also?: Begin
  readonly ends?: "ok" | "cancelled"
}

function joined(act: Act, begin: Begin, { puts, also, ends }: Put, urgent = false): Move {
  const { takes, special } = also === undefined ? begin : both(begin, also)
  return { act, takes, puts, urgent, ...(special !== undefined && { special }), ...(ends !== undefined && { ends }) }
}

function both(one: Begin, other: Begin): Begin {
  const takes = [...one.takes, ...other.takes]
  if (one.special === undefined || other.special === undefined) {
    const special = one.special ?? other.special
    return { takes, ...(special !== undefined && { special }) }
  }
  const [a, b] = [one.special, other.special]
  const special: Special = {
    reads: [...a.reads, ...b.reads], absent: [...a.absent, ...b.absent], room: [...a.room, ...b.room],
    anyOf: [...a.anyOf, ...b.anyOf], waits: [...a.waits, ...b.waits], resets: [...a.resets, ...b.resets],
    behind: [...a.behind, ...b.behind],
  }
  return { takes, special }
}

/** The ways in which a join can be satisfied. Of an XOR-join the first input that holds a token is taken from. */
function starts(net: Net, task: NetTask, phases: Phases): readonly Begin[] {
  const { join, inputs, reads = [], blockers, trigger } = task
  const rivals = trigger === undefined ? [] : net.tasks.flatMap((t, i) => (t.trigger === trigger ? [i] : []))
  const behind = rivals.slice(0, rivals.indexOf(net.tasks.indexOf(task)))
  const places = inputs.flatMap(({ condition, weight = 1 }) => Array<number>(weight).fill(condition))
  const absent = blockers === undefined ? [] : [...blockers.conditions, ...blockers.tasks.flatMap((other) => {
    const phase = phases.get(other)
    return phase === undefined ? [] : placesOfRunning(phase)
  })]
  const isPlain = reads.length === 0 && absent.length === 0 && rivals.length < 2
  const asks: Special = { ...nothing, reads, absent, behind }
  if (join === "and") return [isPlain ? { takes: places } : { takes: places, special: asks }]
  if (join === "xor") {
    return places.map((p, i) => (isPlain && i === 0 ? { takes: [p] }
      : { takes: [p], special: { ...asks, absent: [...absent, ...places.slice(0, i)] } }))
  }
  const waits = (task.waits ?? []).map((wait) => holdOf(wait, places, phases))
  return [{ takes: [], special: { ...asks, anyOf: places, waits } }]
}

function placesOfRunning({ running, absorbing, starved }: Watched): readonly number[] {
  return [running, absorbing, starved].filter((p) => p !== undefined)
}

/** Places of a task that may still bring a token. One that only routes never runs. */
function bringing(phase: Watched | undefined): readonly number[] {
  return phase === undefined ? [] : phase.starved === undefined ? [phase.running] : [phase.running, phase.starved]
}

function holdOf({ missing, marked, needs }: Wait, inputs: readonly number[], phases: Phases): Hold {
  return {
    missing: inputs[missing]!, inputs,
    ...(marked !== undefined && { marked: new Set(marked.map((i) => inputs[i]!)) }),
    needs: needs.map(({ place, count }) => ({
      count,
      places: "condition" in place ? [place.condition]
        : bringing(phases.get(place.task)),
    })),
  }
}

interface Production extends Put {
  readonly outcome: number
}

/** What a completion puts, by outcome; after its region is emptied and what it completes is completed. */
function productions(net: Net, task: NetTask, phases: Phases, ends: ReadonlySet<number>): readonly Production[] {
  const resets = [
    ...task.cancels.conditions,
    ...task.cancels.tasks.flatMap((other) => (phases.has(other) ? placesOfRunning(phases.get(other)!) : [])),
  ]
  const also: Begin[] = resets.length === 0 ? [] : [{ takes: [], special: { ...nothing, resets } }]
  const outcomes = alternatives(task)
  return completedVariants(net, task.completes ?? [], phases).flatMap((completed): readonly Production[] => {
    const begin = [...also, ...completed.map(({ begin }) => begin)].reduce<Begin | undefined>(
      (sum, next) => (sum === undefined ? next : both(sum, next)), undefined)
    const with_ = begin === undefined ? {} : { also: begin }
    const before = completed.flatMap(({ puts }) => puts)
    if (task.cancelsCase === true) return outcomes.map(({ outcome }) => ({ outcome, puts: before, ...with_, ends: "cancelled" }))
    return outcomes.map(({ outcome, puts }) => {
      const all = [...before, ...puts]
      const end = all.findIndex((p) => ends.has(p))
      return end < 0 ? { outcome, puts: all, ...with_ } : { outcome, puts: all.slice(0, end + 1), ...with_, ends: "ok" as const }
    })
  })
}

/** Each task that is completed from elsewhere is idle, or busy, or starved, or absorbs. */
function completedVariants(
  net: Net, completes: readonly number[], phases: Phases,
): readonly (readonly { readonly begin: Begin; readonly puts: readonly number[] }[])[] {
  return completes.reduce<readonly (readonly { readonly begin: Begin; readonly puts: readonly number[] }[])[]>(
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

/** A task with instances: its start, its being done, and its last instance where it does not wait for that. */
function instances(
  net: Net, t: TaskIndex, own: Watched, phases: Phases, ends: ReadonlySet<number>,
): readonly Move[] {
  const { running, absorbing, starved } = own
  const task = net.tasks[t]!
  const { count, min, max, threshold, open, until } = task.instances!
  const least = count ?? min
  const most = count ?? max
  const all = placesOfRunning(own)
  const idle: Begin = { takes: [], special: { ...nothing, absent: all } }
  // `outcome` of a start is how many instances there are at least.
  const begins = starts(net, task, phases).map((begin) => both(begin, idle))
  const [{ outcome: _, ...put } = { outcome: 0, puts: [] }] = productions(net, task, phases, ends)
  const absorb = { ...put, puts: [...put.puts.filter((p) => !ends.has(p)), ...(absorbing === undefined ? [] : [absorbing]),
    ...put.puts.filter((p) => ends.has(p))] }
  const moves: Move[] = []
  const add = (kind: Act["kind"], outcome: number, begin: Begin, put: Put) =>
    moves.push(joined({ task: t, kind, outcome }, begin, put))
  for (const begin of begins) {
    if (least === 0) add("start", 0, begin, put)
    if (most === 0) continue
    if (threshold === 0) add("start", most, begin, absorb)
    else add("start", Math.max(least, 1), begin, { puts: [running] })
  }
  const isDoable = until || threshold === undefined || threshold <= (open ? max : most)
  if (starved !== undefined) add("starve", 0, { takes: [running] }, { puts: [starved] })
  if (threshold !== 0 && isDoable) {
    add("finish", 0, { takes: [running] }, put)
    if (absorbing !== undefined) add("finish", 1, { takes: [running] }, absorb)
  }
  if (absorbing !== undefined) add("absorb", 0, { takes: [absorbing] }, { puts: [] })
  return moves
}
