/**
 * How tasks are entered: which conditions tokens come to, and what takes them from there. A task that one join alone
 * enters takes from the conditions of that join itself; where ways in differ in kind, joins put their result into
 * the condition of the plain flows, by silent tasks.
 */
import type { Definition, FlowDefinition, Place, TaskDefinition } from "../../src/definition/definition.ts"
import { addCondition, addSilent, at, bare, done, type Draft } from "./draft.ts"
import { type FlowOf, isJoin, type JoinFlow, plainTargetsOf, sourcesInto, sourcesOf } from "./flow.ts"
import type { ConditionIndex, Input, NetTask, TaskIndex } from "./net.ts"
import { addPartial, type PartialJoin, partialJoin } from "./partial.ts"
import { structures } from "./structured.ts"
import { type Threads, threadsInto } from "./threads.ts"

/** A join of a definition, with what it takes. */
interface Join {
  readonly flow: JoinFlow
  readonly index: number
  readonly inputs: readonly Input[]
}

/** Everything that leads into one task. */
export interface Entrance {
  /**
   * What single tokens come to: one condition, or none if a join or a deferred choice is all there is. A task in a
   * critical section has others beside the first one, for tokens that come from its own part.
   */
  readonly plain: ReadonlyMap<string, ConditionIndex>
  readonly joins: readonly Join[]
  readonly partials: readonly PartialJoin[]
  /** Deferred choices that it is an alternative of. */
  readonly choices: readonly ConditionIndex[]
  /** Marked once those are done that an interleaving lets go first. */
  readonly order: readonly ConditionIndex[]
}

/** The entrances of the tasks of a definition. */
export interface Entrances {
  readonly of: ReadonlyMap<string, Entrance>
  /** Where a token goes that comes from all of `from` to `to`, and that no join waits for. */
  readonly plain: (from: readonly string[], to: string) => ConditionIndex
  /** By the index of a flow: the conditions of a join by key, of a deferred choice and a thread merge by `""`. */
  readonly awaited: ReadonlyMap<number, ReadonlyMap<string, ConditionIndex>>
  /** Marked when `before` is done, in an interleaving that has `after` wait for it. */
  readonly order: (before: string, after: string) => ConditionIndex
}

/** Adds the conditions of all entrances. */
export function entrances(draft: Draft, definition: Definition, prefix: string, threads: Threads): Entrances {
  const into = waysInto(definition)
  const group = groups(definition)
  const structured = structures(definition)
  const offered = new Set((definition.rules ?? []).flatMap((r) => (r.kind === "milestone" ? [r.during] : [])))
  const awaited = new Map<number, ReadonlyMap<string, ConditionIndex>>()
  const ordered = new Map<string, ConditionIndex>()
  const of = new Map(definition.tasks.map((task) => [task.name, entranceOf(task)]))
  return {
    of, awaited,
    plain: (from, to) => of.get(to)!.plain.get(group(from, to))!,
    order: (before, after) => ordered.get(JSON.stringify([before, after]))!,
  }

  function entranceOf(task: TaskDefinition): Entrance {
    const { joined, partial, deferred, feeders } = into.get(task.name)!
    const from = feeders.flatMap((flow) => (flow.kind === "interleave" ? [flow.from] : sourcesOf(flow)))
    const keys = new Set(from.map((name) => group([name], task.name)))
    if (task.name === definition.start) keys.add("")

    const mixed = keys.size > 0 || partial.length > 0 || deferred.length > 0 || joined.length !== 1
    const fed = [...feeders, ...joined.map(({ flow }) => flow), ...partial.map(({ flow }) => flow)]
    const bound = Math.max(1, ...fed.map((flow) => threadsInto(flow, task.name, threads)))
    if (mixed || (offered.has(task.name) && !waitsInPlace(joined[0]!.flow))) {
      for (const { flow } of [...joined, ...partial]) keys.add(group(sourcesInto(flow), task.name))
      if (keys.size === 0 && deferred.length === 0) keys.add("")
    }
    const base = prefix + task.name
    const plain = new Map([...keys].sort().map((key, i) => {
      const name = i === 0 ? `in:${base}` : `inside:${base}${i === 1 ? "" : `~${i}`}`
      return [key, addCondition(draft, name, task.at, { bound })]
    }))
    const stem = (index: number) => (joined.length + partial.length === 1 ? base : `${base}~${index}`)
    const joins = joined.map(({ flow, index }): Join => ({ flow, index, inputs: inputsOf(flow, index, stem(index)) }))
    const partials = partial.map(({ flow, index }) => {
      const found = structured(flow)
      const made = partialJoin(draft, flow, stem(index), typeof found === "object" ? found : undefined)
      awaited.set(index, made.branches)
      return made
    })
    const choices = deferred.map(({ flow, index }) => choiceOf(flow, index))
    const firsts = feeders.flatMap((flow) => (flow.kind === "interleave" ? flow.order : []))
    const order = firsts.filter(([, after]) => after === task.name).map(([before]) => {
      const condition = addCondition(draft, `order:${base}~${before}`, task.at)
      ordered.set(JSON.stringify([before, task.name]), condition)
      return condition
    })
    return { plain, joins, partials, choices, order }
  }

  function inputsOf(flow: JoinFlow, index: number, stem: string): readonly Input[] {
    if (flow.kind === "threadMerge") {
      const bound = Math.max(flow.count, threads.get(flow.from)!)
      const condition = addCondition(draft, `threads:${stem}`, flow.at, { bound })
      awaited.set(index, new Map([["", condition]]))
      return [{ condition, weight: flow.count }]
    }
    const bound = flow.kind === "join" ? flow.bound ?? 1 : 1
    const keys = flow.kind === "interleave" ? flow.tasks : Object.keys(flow.from)
    const add = (key: string) => addCondition(draft, `in:${stem}~${key}`, flow.at, { bound })
    const inputs = keys.map((key) => ({ condition: add(key), key }))
    awaited.set(index, new Map(inputs.map(({ condition, key }) => [key, condition])))
    return inputs
  }

  function choiceOf(flow: FlowOf<"defer">, index: number): ConditionIndex {
    const known = awaited.get(index)?.get("")
    if (known !== undefined) return known
    const bound = threads.get(flow.from)!
    const condition = addCondition(draft, `defer:${prefix}${flow.from}`, flow.at, { bound })
    awaited.set(index, new Map([["", condition]]))
    return condition
  }
}

/** The flows that enter a task, by how they do, with their indices. */
interface WaysInto {
  readonly joined: { readonly flow: JoinFlow; readonly index: number }[]
  readonly partial: { readonly flow: FlowOf<"partial">; readonly index: number }[]
  readonly deferred: { readonly flow: FlowOf<"defer">; readonly index: number }[]
  readonly feeders: FlowDefinition[]
}

function waysInto({ tasks, flows }: Definition): ReadonlyMap<string, WaysInto> {
  const into = new Map(tasks.map(({ name }): [string, WaysInto] =>
    [name, { joined: [], partial: [], deferred: [], feeders: [] }]))
  flows.forEach((flow, index) => {
    for (const to of new Set(plainTargetsOf(flow))) into.get(to)!.feeders.push(flow)
    if (isJoin(flow)) into.get(flow.to)!.joined.push({ flow, index })
    else if (flow.kind === "partial") into.get(flow.to)!.partial.push({ flow, index })
    else if (flow.kind === "defer") for (const to of flow.to) into.get(to)!.deferred.push({ flow, index })
  })
  return into
}

/** What a task takes; of an OR-join also what to remember of it. */
export type Taking = Pick<NetTask, "join" | "inputs"> & Pick<Partial<NetTask>, "gather">

/**
 * Adds the silent tasks that a task is entered through, and tells what it takes itself; the task has to be added
 * next. `structured`: the indices of the OR-joins that are AND-joins here.
 */
export function enter(
  draft: Draft, scope: number, prefix: string, task: { readonly name: string; readonly at?: Place | undefined },
  all: Entrances, structured: ReadonlySet<number>,
): Taking {
  const { plain, joins, partials, choices, order } = all.of.get(task.name)!
  const name = prefix + task.name
  const [only] = joins
  if (only !== undefined && plain.size === 0) return taking(only)
  for (const join of joins) {
    const suffix = joins.length + partials.length === 1 ? "" : `~${join.index}`
    const outcomes = done(bare([all.plain(sourcesInto(join.flow), task.name)]))
    addSilent(draft, { name: `~join~${name}${suffix}`, ...taking(join), outcomes, scope, ...at(task) })
  }
  for (const partial of partials) {
    addPartial(draft, partial, all.plain(sourcesInto(partial.flow), task.name), scope)
  }
  const inputs = [...plain.values(), ...choices, ...order].map((condition) => ({ condition }))
  return { join: order.length > 0 ? "and" : "xor", inputs }

  function taking({ flow, index, inputs }: Join): Taking {
    if (flow.kind === "threadMerge") return { join: "and", inputs, gather: "list" }
    if (flow.kind !== "orJoin") return { join: "and", inputs }
    draft.joins.push({
      task: draft.tasks.length as TaskIndex, name,
      ...(structured.has(index) && { kind: "structured" }), ...(flow.demand && { demand: flow.demand }), ...at(flow),
    })
    return { join: structured.has(index) ? "and" : "or", inputs }
  }
}

/** Whether a task that is on offer can be told from the conditions of its join. */
const waitsInPlace = ({ kind }: JoinFlow) => kind === "join" || kind === "interleave"

/**
 * Which tokens share a condition: by the critical sections that they do not enter but move within, since all of
 * `from` are in the same part of it as `to`. `""` for those that come from outside of all.
 */
function groups(definition: Definition): (from: readonly string[], to: string) => string {
  const sections = (definition.rules ?? []).flatMap((rule) => (rule.kind === "critical" ? [rule.parts] : []))
  return (from, to) => sections.flatMap((parts, i) => {
    const part = parts.find((names) => names.includes(to))
    return from.length > 0 && from.every((name) => part?.includes(name)) ? [i + 1] : []
  }).join()
}
