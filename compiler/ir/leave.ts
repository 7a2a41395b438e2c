/** How tasks are left: the outcomes of their net tasks, with the conditions that each puts tokens to. */
import type { Definition, FlowDefinition, Target, TaskDefinition } from "../../src/definition/definition.ts"
import { addCondition, bare, type Draft } from "./draft.ts"
import type { Entrances } from "./entrance.ts"
import { sourcesOf } from "./flow.ts"
import type { ConditionIndex, Outcome, Output } from "./net.ts"
import { structures } from "./structured.ts"
import type { Threads } from "./threads.ts"

/** The ways out of the tasks of a workflow. */
export interface WaysOut {
  /** Index of the flow that leaves a task. */
  readonly flowOf: ReadonlyMap<string, number>
  /** Indices of the OR-joins that their split tells all, so that they are AND-joins. */
  readonly structured: ReadonlySet<number>
  readonly outcomesOf: (task: TaskDefinition) => Left
}

interface Left {
  readonly outcomes: readonly Outcome[]
  readonly splits: readonly Split[]
}

/** A route to several tasks at once: its condition, and the silent task that takes from there. */
export interface Split {
  readonly name: string
  readonly condition: ConditionIndex
  readonly outputs: readonly Output[]
}

export function waysOut(
  draft: Draft, definition: Definition, prefix: string, all: Entrances, ends: ReadonlyMap<string, ConditionIndex>,
  threads: Threads,
): WaysOut {
  const { flows } = definition
  const flowOf = new Map<string, number>()
  flows.forEach((flow, index) => { for (const from of sourcesOf(flow)) flowOf.set(from, index) })
  const joined = new Set<number>()
  /** By the index of an OR-split: where each route says that it is not taken. */
  const untaken = new Map<number, readonly ConditionIndex[]>()
  const structured = structures(definition)
  flows.forEach((flow, index) => {
    if (flow.kind !== "orJoin" || (flow.demand ?? "structured") !== "structured") return
    const found = structured(flow)
    if (typeof found === "string") return
    joined.add(index)
    untaken.set(found.split, found.keys.map((key) => all.awaited.get(index)!.get(key)!))
  })
  for (const { partials } of all.of.values()) {
    for (const { off } of partials) if (off) untaken.set(off.split, off.routes.map(({ condition }) => condition))
  }
  return { flowOf, structured: joined, outcomesOf }

  function outcomesOf(task: TaskDefinition): Left {
    const names = Object.keys(task.outcomes)
    const index = flowOf.get(task.name)
    const splits: Split[] = []
    if (index === undefined) {
      const end = ends.get(task.name)
      const outputs = end === undefined ? [] : bare([end])
      return { outcomes: names.map((name) => ({ name, outputs })), splits }
    }
    const flow = flows[index]!
    if (flow.kind === "xor") return { outcomes: names.map((name) => route(name, flow.routes[name])), splits }
    if (flow.kind === "guard") {
      return { outcomes: flow.routes.map((r, i) => route(guardName(flow.routes.length, i), r.to)), splits }
    }
    if (flow.kind === "or") {
      const outcomes = flow.routes.flatMap((r, i) => {
        const taken = route(guardName(flow.routes.length, i), r.to)
        const not = untaken.get(index)?.[i]
        return [taken, { name: `not-${taken.name}`, outputs: not === undefined ? [] : bare([not]) }]
      })
      return { outcomes, splits }
    }
    const outputs = outputsOf(flow, index, task.name)
    return { outcomes: names.map((name) => ({ name, outputs })), splits }

    function route(outcome: string, to: Target | undefined): Outcome {
      if (to === undefined) return { name: outcome, outputs: [] }
      const arc = (name: string, flow: number) => ({ condition: all.plain([task.name], name), flow })
      if (to.kind === "task") return { name: outcome, outputs: [arc(to.task, index!)] }
      const name = `${prefix}${task.name}~${outcome}`
      const condition = addCondition(draft, `all:${name}`, flow.at, { bound: threads.get(task.name)! })
      splits.push({ name: `~all~${name}`, condition, outputs: to.tasks.map((name) => arc(name, -1)) })
      return { name: outcome, outputs: [{ condition, flow: index! }] }
    }
  }

  /** The arcs of a task over a flow that does not choose. */
  function outputsOf(flow: FlowDefinition, index: number, task: string): readonly Output[] {
    const over = (conditions: readonly ConditionIndex[]) => conditions.map((condition) => ({ condition, flow: index }))
    const plain = (to: string) => all.plain([task], to)
    const awaited = (key: string) => all.awaited.get(index)!.get(key)!
    switch (flow.kind) {
      case "flow": case "merge": case "multiMerge": return over([plain(flow.to)])
      case "and": return over(flow.to.map(plain))
      case "threadSplit": return over(Array.from({ length: flow.count }, () => plain(flow.to)))
      case "threadMerge": case "defer": return over([awaited("")])
      case "join": case "orJoin": case "partial":
        return over(Object.keys(flow.from).filter((key) => flow.from[key] === task).map(awaited))
      case "interleave": {
        if (task === flow.from) return over(flow.tasks.map(plain))
        const later = flow.order.filter(([before]) => before === task)
        return [...over([awaited(task)]), ...bare(later.map(([before, after]) => all.order(before, after)))]
      }
      case "xor": case "guard": case "or": return []
    }
  }
}

/** Name of the outcome of route `index` of a guarded split: `when-1`, `when-2`, ..., `otherwise`. */
export function guardName(routes: number, index: number): string {
  return index === routes - 1 ? "otherwise" : `when-${index + 1}`
}
