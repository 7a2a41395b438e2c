/** The model of one entry of a net. */
import type { Entry, Net, TaskIndex } from "../ir/net.ts"
import { alikeMoves, alikePlaces } from "./alike.ts"
import { type Begin, both, nothing, type Phases, starts } from "./begin.ts"
import { instances } from "./instances.ts"
import type { Model, Move } from "./model.ts"
import { joined, productions } from "./production.ts"
import { onlyRoutes, watched } from "./watched.ts"

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
  const alike = alikePlaces(net, tasks, () => place(NOBODY, 1))
  for (const { absorbing } of phases.values()) if (absorbing !== undefined) idle.add(absorbing)
  const outputs = new Set<number>(entry.outputs)
  const explicit = entry.termination === "explicit"
  const ends: ReadonlySet<number> = explicit ? outputs : new Set()
  const moves: Move[] = []
  for (const t of tasks) {
    const chosen = alike.get(net.tasks[t]!.alike ?? NOBODY)
    if (chosen === undefined && !phases.has(t) && addPlain(moves, net, t, ends)) continue
    const all = movesOf(net, t, phases, ends)
    const isChoice = ({ act: { kind } }: Move) => kind === "both" || kind === "complete"
    const made = chosen === undefined ? all
      : all.flatMap((move) => (isChoice(move) ? alikeMoves(move, net.tasks[t]!, chosen) : [move]))
    for (const move of made) moves.push(move)
  }
  const conditions = net.conditions.length
  const passes = (conditions + 2 * net.tasks.length) * net.conditions.reduce((most, c) => Math.max(most, c.bound), 1)
  const detached = new Set(tasks.filter((t) => net.tasks[t]!.instances?.threshold === 0))
  return {
    moves, bounds, conditions, passes, initial: [entry.input, ...entry.marked ?? []], explicit, outputs,
    isWork: (p) => (p < conditions ? !outputs.has(p) && net.conditions[p]!.resource !== true
      : owners[p - conditions] !== NOBODY && (!idle.has(p) || detached.has(owners[p - conditions] as TaskIndex))),
    placeOf: (p) => (p < conditions ? { condition: p } : { task: owners[p - conditions]! }),
  }
}

/** Whose a place is that remembers what was chosen. */
const NOBODY = -1

/** What `movesOf` would make of a task that only takes and puts tokens, as most do; false if it does more. */
function addPlain(moves: Move[], net: Net, t: TaskIndex, ends: ReadonlySet<number>): boolean {
  const task = net.tasks[t]!
  const { kind, inputs, outcomes, choice, trigger, cancelsCase } = task
  if (choice === "several" || trigger !== undefined || cancelsCase !== undefined || !onlyRoutes(task)) return false
  if (inputs.some(({ weight }) => weight !== undefined)) return false
  const takes = inputs.map(conditionOf)
  const urgent = kind === "silent"
  for (let outcome = 0; outcome < outcomes.length; outcome++) {
    let puts = outcomes[outcome]!.outputs.map(conditionOf)
    const end = ends.size === 0 ? -1 : puts.findIndex((p) => ends.has(p))
    const ended = end >= 0
    if (ended) puts = puts.slice(0, end + 1)
    const act = { task: t, kind: urgent ? "fire" : "both", outcome } as const
    moves.push(ended ? { act, takes, puts, urgent, ends: "ok" } : { act, takes, puts, urgent })
  }
  return true
}

const conditionOf = ({ condition }: { readonly condition: number }): number => condition

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
    ...begins.map((begin) =>
      joined({ task: t, kind: "start", outcome: 0 }, both(begin, room), { puts: [own.running] })),
    ...produced.map(({ outcome, ...put }) =>
      joined({ task: t, kind: "complete", outcome }, { takes: [own.running] }, put)),
  ]
}
