/**
 * Definition to Net: names become dense indices, routing becomes conditions and arcs, sub-workflows
 * are laid in place. Reads names and structure only, so a definition that came over as JSON will do.
 *
 * | the author wrote | the net has |
 * | --- | --- |
 * | a task entered by flows | one input condition `in:TASK`, shared by all of them (XOR-join) |
 * | a task entered by one `join` alone | one input condition `in:TASK~KEY` per branch (AND-join) |
 * | any other mixture | the shared condition; each `join` feeds it through a silent `~join~TASK` |
 * | `all(...)` as a route | a condition `all:TASK~OUTCOME` and a silent AND-split `~all~TASK~OUTCOME` |
 * | an end | an output condition `end`, or `end:TASK` where there are several; tokens rest there (bound 255) if the |
 * | | workflow itself terminates implicitly, since each branch may come to the same end |
 * | `sub` | a silent `~begin~SUB`, the inner net with names `SUB/...`, a silent `~end~SUB` |
 *
 * The silent end of an explicit sub-workflow empties the whole inner net (pattern 43 holds inside),
 * unless nothing can be left; an implicit one has a silent end for each set of ends that it can
 * finish in (see `endings.ts`).
 *
 * Payloads: a silent task hands on its one input, the record of its inputs if they have keys, else
 * its first input (of an implicit sub-workflow that finishes in several ends at once: that of the
 * first of them in `.end(...)`). An arc's `flow` is where a mapping would be; it is on no arc of a silent helper.
 */
import type { Definition, FlowDefinition, Place, Target, TaskDefinition } from "../../src/definition/definition.ts"
import type { Checked, Diagnostic } from "../diagnostic.ts"
import { endings } from "./endings.ts"
import { plainTargetsOf, sourcesOf } from "./flow.ts"
import {
  BOUND_MAX, type CancellationRegion, type Condition, type ConditionIndex, type Input, type Net, type NetTask,
  type Outcome, type Output, type Scope, type TaskIndex,
} from "./net.ts"
import { resolve } from "./resolve.ts"

/** The net of a definition, or the diagnostics that say why there is none. Never throws for an author's mistake. */
export function lower(definition: Definition): Checked<Net> {
  const diagnostics = resolve(definition)
  if (diagnostics.length > 0) return { diagnostics }
  const draft: Draft = { conditions: [], tasks: [], scopes: [], diagnostics: [] }
  const { input, ends } = lowerScope(draft, definition, "")
  if (draft.diagnostics.length > 0) return { diagnostics: draft.diagnostics }
  const { conditions, tasks, scopes } = draft
  const { id, termination } = definition
  return { value: { id, termination, conditions, tasks, scopes, input, outputs: [...ends.values()] }, diagnostics: [] }
}

interface Draft {
  readonly conditions: Condition[]
  readonly tasks: NetTask[]
  readonly scopes: Scope[]
  readonly diagnostics: Diagnostic[]
}

interface LoweredScope {
  readonly input: ConditionIndex
  /** Output condition by end task. */
  readonly ends: ReadonlyMap<string, ConditionIndex>
}

/** How a task is entered: by plain arcs, by AND-joins (flow indices), or by both. */
interface Entry {
  plain: boolean
  readonly joins: number[]
}

const kinds = { task: "automatic", decision: "automatic", human: "manual", silent: "silent" } as const

/** A route to several tasks at once. */
interface Split {
  readonly name: string
  readonly condition: ConditionIndex
  readonly tasks: readonly string[]
}

const nothing: CancellationRegion = { conditions: [], tasks: [] }

function lowerScope(draft: Draft, definition: Definition, path: string): LoweredScope {
  const scope = draft.scopes.push({ path, workflow: definition.id }) - 1
  const prefix = path === "" ? "" : `${path}/`
  const entries = entriesOf(definition)
  const wayOut = new Map<string, number>()
  definition.flows.forEach((flow, index) => { for (const from of sourcesOf(flow)) wayOut.set(from, index) })

  const shared = new Map<string, ConditionIndex>()
  const keyed = new Map<number, Map<string, ConditionIndex>>()
  for (const task of definition.tasks) {
    const { plain, joins } = entries.get(task.name)!
    const base = `in:${prefix}${task.name}`
    if (plain || joins.length !== 1) shared.set(task.name, addCondition(draft, base, task.at))
    for (const index of joins) {
      const flow = definition.flows[index] as JoinFlow
      const stem = joins.length === 1 ? base : `${base}~${index}`
      const conditions = new Map<string, ConditionIndex>()
      for (const key of Object.keys(flow.from)) conditions.set(key, addCondition(draft, `${stem}~${key}`, flow.at))
      keyed.set(index, conditions)
    }
  }
  const rest = path === "" && definition.termination === "implicit" ? BOUND_MAX : 1
  const ends = new Map(definition.ends.map((end) => {
    const name = path === "" && definition.ends.length === 1 ? "end" : `end:${prefix}${end}`
    return [end, addCondition(draft, name, definition.at, rest)] as const
  }))

  const record = (join: number) => [...keyed.get(join)!].map(([key, condition]) => ({ condition, key }))
  const arcTo = (task: string, flow: number): Output => ({ condition: shared.get(task)!, flow })
  const done = (outputs: readonly Output[]): readonly Outcome[] => [{ name: "done", outputs }]
  const silent = (name: string, rest: Pick<NetTask, "join" | "inputs" | "outcomes"> & Partial<NetTask>) =>
    addTask(draft, { name, kind: "silent", choice: "single", guardFlow: -1, cancels: nothing, scope, ...rest })

  for (const task of definition.tasks) {
    const { plain, joins } = entries.get(task.name)!
    const joined = !plain && joins.length === 1
    if (!joined) {
      for (const index of joins) {
        const name = `~join~${prefix}${task.name}${joins.length === 1 ? "" : `~${index}`}`
        silent(name, { join: "and", inputs: record(index), outcomes: done([arcTo(task.name, -1)]), ...at(task) })
      }
    }
    const inputs: readonly Input[] = joined ? record(joins[0]!) : [{ condition: shared.get(task.name)! }]
    const join = joined ? "and" : "xor"
    const splits: Split[] = []
    const outcomes = outcomesOf(task, splits)

    if (task.kind !== "sub") {
      const index = wayOut.get(task.name)
      const guarded = index !== undefined && definition.flows[index]!.kind === "guard"
      addTask(draft, {
        name: task.kind === "silent" ? `~${prefix}${task.name.replace(/^~/, "")}` : prefix + task.name,
        kind: kinds[task.kind], join, inputs, outcomes,
        choice: guarded ? "guard" : task.kind === "decision" ? "outcome" : "single", guardFlow: guarded ? index : -1,
        cancels: nothing, scope, ...at(task),
      })
    } else {
      lowerSub(task, join, inputs, outcomes)
    }
    for (const split of splits) {
      const outcomes = done(split.tasks.map((to) => arcTo(to, -1)))
      silent(split.name, { join: "xor", inputs: [{ condition: split.condition }], outcomes, ...at(task) })
    }
  }
  return { input: shared.get(definition.start)!, ends }

  function outcomesOf(task: TaskDefinition, splits: Split[]): readonly Outcome[] {
    const names = Object.keys(task.outcomes)
    const index = wayOut.get(task.name)
    if (index === undefined) {
      const end = ends.get(task.name)
      const outputs = end === undefined ? [] : [{ condition: end, flow: -1 }]
      return names.map((name) => ({ name, outputs }))
    }
    const flow = definition.flows[index]!
    const route = (outcome: string, to: Target | undefined): Outcome => {
      if (to === undefined) return { name: outcome, outputs: [] }
      if (to.kind === "task") return { name: outcome, outputs: [arcTo(to.task, index)] }
      const name = `${prefix}${task.name}~${outcome}`
      const condition = addCondition(draft, `all:${name}`, flow.at)
      splits.push({ name: `~all~${name}`, condition, tasks: to.tasks })
      return { name: outcome, outputs: [{ condition, flow: index }] }
    }
    const same = (outputs: readonly Output[]) => names.map((name) => ({ name, outputs }))
    switch (flow.kind) {
      case "flow": return same([arcTo(flow.to, index)])
      case "merge": return same([arcTo(flow.to, index)])
      case "and": return same(flow.to.map((to) => arcTo(to, index)))
      case "join": {
        const conditions = keyed.get(index)!
        const keys = Object.keys(flow.from).filter((key) => flow.from[key] === task.name)
        return same(keys.map((key) => ({ condition: conditions.get(key)!, flow: index })))
      }
      case "xor": return names.map((name) => route(name, flow.routes[name]))
      case "guard": return flow.routes.map((r, i) => route(guardName(flow.routes.length, i), r.to))
    }
  }

  function lowerSub(
    task: TaskDefinition, join: "and" | "xor", inputs: readonly Input[], outcomes: readonly Outcome[],
  ): void {
    const inner = task.workflow!
    const innerPath = prefix + task.name
    const begin = draft.tasks.length
    silent(`~begin~${innerPath}`, { join, inputs, outcomes: [], ...at(task) })
    const firstCondition = draft.conditions.length
    const { input, ends: innerEnds } = lowerScope(draft, inner, innerPath)
    draft.tasks[begin] = { ...draft.tasks[begin]!, outcomes: done([{ condition: input, flow: -1 }]) }
    const finish = (suffix: string, from: readonly string[], join: "and" | "xor", cancels: CancellationRegion) => {
      const inputs = from.map((end) => ({ condition: innerEnds.get(end)! }))
      silent(`~end~${innerPath}${suffix}`, { join, inputs, outcomes, cancels, ...at(task) })
    }
    const { families, diagnostic } = endings(inner, task, innerPath)
    if (inner.termination === "explicit") {
      const nothingLeft = diagnostic === undefined && families.every((family) => family.length === 1)
      finish("", inner.ends, "xor", nothingLeft ? nothing : regionFrom(draft, firstCondition, begin + 1))
    } else if (diagnostic) draft.diagnostics.push(diagnostic)
    else if (families.every((family) => family.length === 1)) finish("", families.flat(), "xor", nothing)
    else families.forEach((family, i) => finish(families.length === 1 ? "" : `~${i}`, family, "and", nothing))
  }
}

type JoinFlow = FlowDefinition & { kind: "join" }

/** Name of the outcome of route `index` of a guarded split: `when-1`, `when-2`, ..., `otherwise`. */
export function guardName(routes: number, index: number): string {
  return index === routes - 1 ? "otherwise" : `when-${index + 1}`
}

function entriesOf(definition: Definition): ReadonlyMap<string, Entry> {
  const entries = new Map<string, Entry>()
  for (const { name } of definition.tasks) entries.set(name, { plain: name === definition.start, joins: [] })
  definition.flows.forEach((flow, index) => {
    for (const to of plainTargetsOf(flow)) entries.get(to)!.plain = true
    if (flow.kind === "join") entries.get(flow.to)!.joins.push(index)
  })
  return entries
}

/** Everything from the given condition and task on. */
function regionFrom(draft: Draft, condition: number, task: number): CancellationRegion {
  return {
    conditions: draft.conditions.slice(condition).map((_, i) => (condition + i) as ConditionIndex),
    tasks: draft.tasks.slice(task).flatMap((t, i) => (t.kind === "silent" ? [] : [(task + i) as TaskIndex])),
  }
}

function addCondition(draft: Draft, name: string, place: Place | undefined, bound = 1): ConditionIndex {
  return (draft.conditions.push({ name, bound, ...(place && { at: place }) }) - 1) as ConditionIndex
}

function addTask(draft: Draft, task: NetTask): void {
  draft.tasks.push(task)
}

const at = (from: { readonly at?: Place }) => (from.at ? { at: from.at } : {})
