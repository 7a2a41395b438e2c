/**
 * What OR-joins wait for. One whose branches are the routes of an OR-split is an AND-join by now (`structured.ts`). One
 * that no way leads back to waits for every token on the way to an input (37). Any other waits for tokens that can
 * come to one more input while those that are there stay, whatever else happens (38).
 */
import type { Place } from "../../src/definition/definition.ts"
import type { Checked, Diagnostic } from "../diagnostic.ts"
import { Coverability, covers, type Vector } from "./coverability.ts"
import type { DraftJoin } from "./draft.ts"
import { limit, orJoinDemand, orJoinTooComplex } from "./finding.ts"
import type { ConditionIndex, Need, Net, NetTask, TaskIndex, Wait } from "./net.ts"

/** Inputs of an OR-join at most: a set of them is a word. */
export const OR_INPUTS_MAX = 24

/** Vectors at most that all questions about one OR-join may find. */
export const VECTORS_MAX = 4_096

/** How an OR-join was understood. */
export interface OrJoin {
  /** As the author named it; a task of a sub-workflow is `outer/inner`. */
  readonly task: string
  readonly kind: "structured" | "local" | "general"
  readonly at?: Place
}

/** The net with what its OR-joins wait for. */
export function withWaits(net: Net, joins: readonly DraftJoin[]): Checked<Net> & { readonly joins: readonly OrJoin[] } {
  const tasks = [...net.tasks]
  const diagnostics: Diagnostic[] = []
  const found: OrJoin[] = []
  for (const { task: t, name, kind, demand, at } of joins) {
    const say = (kind: OrJoin["kind"]) => found.push({ task: name, kind, ...(at && { at }) })
    const task = net.tasks[t]!
    if (kind === "structured") {
      say("structured")
      continue
    }
    if (task.inputs.length > OR_INPUTS_MAX) {
      diagnostics.push(limit(`branches of the join into "${name}"`, task.inputs.length, OR_INPUTS_MAX, at))
      continue
    }
    const local = demand !== "general" && !leadsBack(net, t)
    if (demand === "local" && !local) diagnostics.push(orJoinDemand(name, demand, "a way leads from it back to it", at))
    const waits = local ? localWaits(net, t) : generalWaits(net, t)
    if (waits === undefined) diagnostics.push(orJoinTooComplex(name, VECTORS_MAX, at))
    else tasks[t] = { ...task, waits }
    say(local ? "local" : "general")
  }
  return { value: { ...net, tasks }, diagnostics, joins: found }
}

/** Whether what the task puts may come to one of its inputs. */
function leadsBack(net: Net, from: TaskIndex): boolean {
  const consumers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach((task, t) => { for (const i of task.inputs) consumers[i.condition]!.push(t) })
  const tasks = new Set<number>()
  const follow = (t: number) => {
    for (const o of net.tasks[t]!.outcomes) {
      for (const { condition } of o.outputs) for (const next of consumers[condition]!) tasks.add(next)
    }
  }
  follow(from)
  for (const t of tasks) follow(t)
  return tasks.has(from)
}

/** While an input is empty, every token on a way to it is waited for. */
export function localWaits(net: Net, join: TaskIndex): readonly Wait[] {
  const producers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach((task, t) => {
    for (const o of task.outcomes) for (const { condition } of o.outputs) producers[condition]!.push(t)
  })
  return net.tasks[join]!.inputs.flatMap(({ condition: input }, missing) => {
    const conditions = new Set<ConditionIndex>([input])
    const tasks = new Set<number>()
    for (const c of conditions) {
      for (const t of producers[c]!) {
        if (t === join) continue
        tasks.add(t)
        for (const { condition } of net.tasks[t]!.inputs) {
          if (net.conditions[condition]!.resource !== true) conditions.add(condition)
        }
      }
    }
    conditions.delete(input)
    const places = [
      ...[...conditions].sort((a, b) => a - b).map((condition) => ({ condition })),
      ...[...tasks].sort((a, b) => a - b).filter((t) => mayPut(net.tasks[t]!)).map((t) => ({ task: t as TaskIndex })),
    ]
    return places.map((place): Wait => ({ missing, needs: [{ place, count: 1 }] }))
  })
}

/** Whether a task that runs may still put tokens: those that route or receive never run. */
function mayPut({ kind, instances }: NetTask): boolean {
  return kind !== "silent" && kind !== "receive" && instances?.threshold !== 0
}

/** By backward coverability, for each set of marked inputs and each missing one; undefined if that is too much. */
export function generalWaits(net: Net, join: TaskIndex): readonly Wait[] | undefined {
  const inputs = net.tasks[join]!.inputs.map((i) => i.condition)
  const cover = new Coverability(net, join, VECTORS_MAX)
  if (cover.left < 0) return undefined
  const rows = new Map<string, { readonly missing: number; readonly needs: readonly Need[]; readonly sets: number[] }>()
  for (let set = 1; set < 2 ** inputs.length; set++) {
    const has = (i: number) => ((set >> i) & 1) === 1
    const marked = inputs.filter((_, i) => has(i))
    for (let missing = 0; missing < inputs.length; missing++) {
      if (has(missing)) continue
      if (--cover.left < 0) return undefined
      const basis = cover.basis(new Map([...marked, inputs[missing]!].map((c) => [c, 1])))
      if (basis === undefined) return undefined
      const possible = basis.filter((vector) =>
        fits(net, vector) && !inputs.some((c, i) => !has(i) && vector.has(c)))
      for (const vector of minimal(possible.map((vector) => beside(vector, marked)))) {
        const needs = needsOf(net, vector)
        const key = JSON.stringify([missing, needs])
        const row = rows.get(key) ?? rows.set(key, { missing, needs, sets: [] }).get(key)!
        row.sets.push(set)
      }
    }
  }
  // A row that is there for every set is one for whichever are marked.
  const every = 2 ** (inputs.length - 1) - 1
  return [...rows.values()].flatMap(({ missing, needs, sets }): readonly Wait[] =>
    sets.length === every ? [{ missing, needs }]
      : sets.map((set) => ({ missing, marked: inputs.flatMap((_, i) => ((set >> i) & 1 ? [i] : [])), needs })))
}

/** Whether a marking within the bounds may have all of it. */
function fits(net: Net, vector: Vector): boolean {
  const boundOf = (task: NetTask) =>
    task.instances ? 1 : Math.max(...task.inputs.map((i) => net.conditions[i.condition]!.bound))
  return [...vector].every(([place, count]) => {
    const condition = net.conditions[place]
    return count <= (condition ? condition.bound : boundOf(net.tasks[place - net.conditions.length]!))
  })
}

/** What a vector asks for beside one token in each marked input. */
function beside(vector: Vector, marked: readonly number[]): Vector {
  return new Map([...vector].filter(([place, count]) => count > 1 || !marked.includes(place)))
}

/** Those that ask for no more than another one does. */
function minimal(vectors: readonly Vector[]): readonly Vector[] {
  return vectors.filter((vector, i) =>
    !vectors.some((other, j) => j !== i && covers(vector, other) && (j < i || !covers(other, vector))))
}

function needsOf(net: Net, vector: Vector): readonly Need[] {
  return [...vector].sort(([a], [b]) => a - b).map(([place, count]) => ({
    place: place < net.conditions.length ? { condition: place as ConditionIndex }
      : { task: (place - net.conditions.length) as TaskIndex },
    count,
  }))
}
