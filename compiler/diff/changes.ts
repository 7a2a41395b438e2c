/** What differs between two versions of a definition, by the names that the author wrote. */
import type { Definition, FlowDefinition, RuleDefinition, TaskDefinition } from "../../src/definition/definition.ts"
import { predecessors, successors } from "../ir/flow.ts"
import { isOfBlock } from "./aligned.ts"
import { flowText, frameOf, partsOf, ruleText } from "./flow-text.ts"
import type { Payloads } from "./payloads.ts"
import { factsOf } from "./task-text.ts"

/** One thing that was added, removed or changed. */
export interface DefinitionChange {
  readonly change: "added" | "removed" | "changed"
  readonly what: "task" | "flow" | "rule" | "workflow"
  /** What it is about: a task with the path of sub-workflows before it, a flow or a rule as text. */
  readonly name: string
  /** Of a flow or rule in a sub-workflow: the path of that. */
  readonly path?: string
  /** Which fact of a task or workflow; of a flow that changed in part: which part, as `xor of check: + late: hurry`. */
  readonly detail?: string
  /** What it was and is; absent where there was or is nothing. */
  readonly was?: string
  readonly is?: string
  /** Of a task that was removed: which one that was added stands between the same tasks. */
  readonly perhaps?: string
}

/** Of both definitions, `next` with the names of blocks as in `old`; empty if nothing changed that has a name. */
export function changesOf(
  old: Definition, next: Definition, payloads?: Payloads, path = "",
): readonly DefinitionChange[] {
  const inner = old.tasks.flatMap(({ name, workflow }) => {
    const other = next.tasks.find((task) => task.name === name)?.workflow
    return workflow === undefined || other === undefined ? [] : changesOf(workflow, other, payloads, `${path}${name}/`)
  })
  return [
    ...wholes(old, next, path), ...tasks(old, next, path, payloads), ...flows(old, next, path),
    ...rules(old, next, path), ...inner,
  ]
}

type Change = DefinitionChange

function wholes(old: Definition, next: Definition, path: string): readonly Change[] {
  const name = path === "" ? next.id : path.slice(0, -1)
  const facts = ({ id, start, ends, termination }: Definition) => new Map([
    ...(path === "" ? [["id", id] as const] : []), ["start", start], ["end", ends.join(", ")],
    ["termination", termination],
  ])
  return factsChanged("workflow", name, facts(old), facts(next))
}

function tasks(old: Definition, next: Definition, path: string, payloads?: Payloads): readonly Change[] {
  const named = ({ tasks }: Definition) => new Map(tasks.filter(({ name }) => !isOfBlock(name)).map((t) => [t.name, t]))
  const [before, after] = [named(old), named(next)]
  const removed = [...before.values()].filter(({ name }) => !after.has(name))
  const added = [...after.values()].filter(({ name }) => !before.has(name))
  const what = "task" as const
  return [
    ...removed.map((task): Change => {
      const perhaps = successor(task, removed, added, old, next)
      return {
        change: "removed", what, name: path + task.name, was: task.kind, ...(perhaps && { perhaps: path + perhaps }),
      }
    }),
    ...added.map(({ name, kind }): Change => ({ change: "added", what, name: path + name, is: kind })),
    ...[...before.values()].flatMap((task) => {
      const now = after.get(task.name)
      if (now === undefined) return []
      const name = path + task.name
      return [
        ...factsChanged(what, name, factsOf(task), factsOf(now)), ...outcomes(name, task, now),
        ...payloads?.changes(name) ?? [],
      ]
    }),
  ]
}

function outcomes(name: string, old: TaskDefinition, next: TaskDefinition): readonly Change[] {
  const [before, after] = [Object.keys(old.outcomes), Object.keys(next.outcomes)]
  const about = { change: "changed", what: "task", name, detail: "outcome" } as const
  return [
    ...before.filter((outcome) => !after.includes(outcome)).map((was) => ({ ...about, was })),
    ...after.filter((outcome) => !before.includes(outcome)).map((is) => ({ ...about, is })),
  ]
}

/** Of a task that was removed the one that was added in its stead, if one alone stands between the same tasks. */
function successor(
  task: TaskDefinition, removed: readonly TaskDefinition[], added: readonly TaskDefinition[], old: Definition,
  next: Definition,
): string | undefined {
  const place = placeIn(old, task.name)
  const like = added.filter(({ name, kind }) => kind === task.kind && placeIn(next, name) === place)
  const rivals = removed.filter(({ name, kind }) => kind === task.kind && placeIn(old, name) === place)
  return like.length === 1 && rivals.length === 1 ? like[0]!.name : undefined
}

/** What a task stands between. */
function placeIn({ start, ends, flows }: Definition, task: string): string {
  const next = successors(flows)
  const names = (set: ReadonlySet<string> | undefined) =>
    [...set ?? []].map((name) => (name === task ? "itself" : `=${name}`)).sort()
  const ending = ends.includes(task) ? [ends.length] : []
  return JSON.stringify([task === start, names(predecessors(next).get(task)), names(next.get(task)), ending])
}

function flows(old: Definition, next: Definition, path: string): readonly Change[] {
  const [removed, added] = unlike(old.flows, next.flows, flowText)
  const changed: Change[] = []
  for (const flow of [...removed]) {
    const now = added.find((other) => placeOf(other) === placeOf(flow))
    if (now === undefined) continue
    removed.splice(removed.indexOf(flow), 1)
    added.splice(added.indexOf(now), 1)
    const parts = partsChanged(flow, now)
    changed.push({
      change: "changed", what: "flow", name: flowText(flow), ...under(path), was: flowText(flow), is: flowText(now),
      ...(parts !== undefined && { detail: `${flow.kind} ${placeOf(flow)}: ${parts}` }),
    })
  }
  return [...changed, ...listed("flow", path, removed.map(flowText), added.map(flowText))]
}

/** Where a flow stands: after the one task that it leaves, or before the one that several lead to by it. */
const placeOf = (flow: FlowDefinition): string =>
  (typeof flow.from === "string" ? `of ${flow.from}` : "to" in flow ? `into ${String(flow.to)}` : "")

/** `+ late: hurry, - refused: close, ok: pick -> pack`; undefined where something else changed. */
function partsChanged(old: FlowDefinition, next: FlowDefinition): string | undefined {
  const [before, after] = [partsOf(old), partsOf(next)]
  const part = (key: string, value: string) => (value === "" ? key : `${key}: ${value}`)
  const parts = [
    ...[...before].flatMap(([key, was]) => {
      const is = after.get(key)
      return is === undefined ? [`- ${part(key, was)}`] : is === was ? [] : [`${key}: ${was} -> ${is}`]
    }),
    ...[...after].filter(([key]) => !before.has(key)).map(([key, is]) => `+ ${part(key, is)}`),
  ]
  return parts.length === 0 || frameOf(old) !== frameOf(next) ? undefined : parts.join(", ")
}

function rules(old: Definition, next: Definition, path: string): readonly Change[] {
  const [removed, added] = unlike<RuleDefinition>(old.rules ?? [], next.rules ?? [], ruleText)
  return listed("rule", path, removed.map(ruleText), added.map(ruleText))
}

/** Those of each list that the other has not. */
function unlike<One>(old: readonly One[], next: readonly One[], tell: (one: One) => string): readonly [One[], One[]] {
  const [before, after] = [old.map(tell), next.map(tell)]
  return [old.filter((one) => !after.includes(tell(one))), next.filter((one) => !before.includes(tell(one)))]
}

function listed(
  what: Change["what"], path: string, removed: readonly string[], added: readonly string[],
): readonly Change[] {
  return [
    ...removed.map((name): Change => ({ change: "removed", what, name, ...under(path) })),
    ...added.map((name): Change => ({ change: "added", what, name, ...under(path) })),
  ]
}

const under = (path: string): Pick<Change, "path"> => (path === "" ? {} : { path: path.slice(0, -1) })

function factsChanged(
  what: Change["what"], name: string, old: ReadonlyMap<string, string>, next: ReadonlyMap<string, string>,
): readonly Change[] {
  return [...new Set([...old.keys(), ...next.keys()])].flatMap((detail): readonly Change[] => {
    const [was, is] = [old.get(detail), next.get(detail)]
    if (was === is) return []
    const sides = { ...(was !== undefined && { was }), ...(is !== undefined && { is }) }
    return [{ change: "changed", what, name, detail, ...sides }]
  })
}
