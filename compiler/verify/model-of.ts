/** The model of one entry of a net. */
import type { Entry, Net, TaskIndex } from "../ir/net.ts"
import { type Begin, both, nothing, type Phases, starts } from "./begin.ts"
import { instances } from "./instances.ts"
import type { Model, Move } from "./model.ts"
import { joined, productions } from "./production.ts"
import { watched } from "./watched.ts"

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
