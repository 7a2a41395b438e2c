/** Small changes of a definition, as an author makes them. */
import fc from "fast-check"
import type { Definition, FlowDefinition, TaskDefinition, Target } from "../src/definition/definition.ts"
import { any } from "./corpus/any-schema.ts"

type Change = (definition: Definition, pick: number) => Definition

/** A definition and the same with one to three changes; a change that does not apply changes nothing. */
export const changed = (definitions: fc.Arbitrary<Definition>): fc.Arbitrary<readonly [Definition, Definition]> => {
  const one = fc.record({ how: fc.nat(changes.length - 1), pick: fc.nat(1_000) })
  const many = fc.array(one, { minLength: 1, maxLength: 3 })
  return fc.tuple(definitions, fc.boolean(), many).map(([definition, isAlike, all]) => {
    const old = isAlike ? alike(definition) : definition
    return [old, all.reduce((now, { how, pick }) => changes[how]!(now, pick), old)]
  })
}

const changes: readonly Change[] = [
  insert, remove, rename, otherKind, otherTermination, swap, moreOutcomes, together, oneByOne, moreThreads,
  otherInstances, inside, alike,
]

/** All decisions between the same outcomes choose alike, or none do. */
function alike(definition: Definition): Definition {
  if (definition.rules !== undefined) return { ...definition, rules: [] }
  const names = ["o0,o1", "again,out"].map((outcomes) =>
    definition.tasks.filter((task) => Object.keys(task.outcomes).join() === outcomes).map(({ name }) => name))
  const rules = names.filter((tasks) => tasks.length > 1).map((tasks) => ({ kind: "alike" as const, tasks }))
  return rules.length === 0 ? definition : { ...definition, rules }
}

function insert(definition: Definition, pick: number): Definition {
  const flow = one(definition.flows.filter(({ kind }) => kind === "flow"), pick)
  if (flow?.kind !== "flow") return definition
  const name = fresh(definition)
  const flows = definition.flows.flatMap((other): readonly FlowDefinition[] => (other !== flow ? [other]
    : [{ kind: "flow", from: flow.from, to: name }, { kind: "flow", from: name, to: flow.to }]))
  return { ...definition, flows, tasks: [...definition.tasks, { kind: "task", name, outcomes: { done: any } }] }
}

function remove(definition: Definition, pick: number): Definition {
  const { flows, tasks, start, ends } = definition
  const into = (name: string) => flows.filter((flow) => flow.kind === "flow" && flow.to === name)
  const out = (name: string) => flows.filter((flow) => flow.kind === "flow" && flow.from === name)
  const all = (name: string) => flows.filter((flow) => JSON.stringify(flow).includes(JSON.stringify(name)))
  const task = one(tasks.filter(({ name }) => name !== start && !ends.includes(name) && into(name).length === 1
    && out(name).length === 1 && all(name).length === 2), pick)
  if (task === undefined) return definition
  const [before, after] = [into(task.name)[0], out(task.name)[0]]
  if (before?.kind !== "flow" || after?.kind !== "flow") return definition
  return {
    ...definition, tasks: tasks.filter((other) => other !== task),
    flows: flows.flatMap((flow) => (flow === before ? [{ ...before, to: after.to }] : flow === after ? [] : [flow])),
  }
}

function rename(definition: Definition, pick: number): Definition {
  const task = one(definition.tasks, pick)!
  const name = fresh(definition)
  const now = (of: string) => (of === task.name ? name : of)
  const rules = definition.rules?.map((rule) =>
    (rule.kind === "alike" ? { ...rule, tasks: rule.tasks.map(now) } : rule))
  return {
    ...definition, start: now(definition.start), ends: definition.ends.map(now), ...(rules && { rules }),
    tasks: definition.tasks.map((other) => (other === task ? { ...task, name } : other)),
    flows: definition.flows.map((flow) => renamed(flow, now)),
  }
}

function renamed(flow: FlowDefinition, now: (name: string) => string): FlowDefinition {
  const target = (to: Target): Target =>
    (to.kind === "task" ? { ...to, task: now(to.task) } : { ...to, tasks: to.tasks.map(now) })
  const record = (of: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(of).map(([key, name]) => [key, now(name)]))
  switch (flow.kind) {
    case "and": case "defer": return { ...flow, from: now(flow.from), to: flow.to.map(now) }
    case "xor": {
      const routes = Object.fromEntries(Object.entries(flow.routes).map(([key, to]) => [key, target(to)]))
      return { ...flow, from: now(flow.from), routes }
    }
    case "guard": case "or":
      return { ...flow, from: now(flow.from), routes: flow.routes.map((route) => ({ ...route, to: target(route.to) })) }
    case "join": case "orJoin": case "partial": return { ...flow, from: record(flow.from), to: now(flow.to) }
    case "merge": case "multiMerge": return { ...flow, from: flow.from.map(now), to: now(flow.to) }
    case "interleave": return { ...flow, from: now(flow.from), tasks: flow.tasks.map(now), to: now(flow.to) }
    case "flow": case "threadSplit": case "threadMerge": return { ...flow, from: now(flow.from), to: now(flow.to) }
  }
}

function otherKind(definition: Definition, pick: number): Definition {
  const task = one(definition.tasks.filter(({ kind }) => kind === "task" || kind === "human"), pick)
  return edited(definition, task, { kind: task?.kind === "task" ? "human" : "task" })
}

function otherTermination(definition: Definition): Definition {
  return { ...definition, termination: definition.termination === "explicit" ? "implicit" : "explicit" }
}

/** The outcomes of a decision lead the other way round. */
function swap(definition: Definition, pick: number): Definition {
  const flow = one(definition.flows.filter(({ kind }) => kind === "xor"), pick)
  if (flow?.kind !== "xor") return definition
  const names = Object.keys(flow.routes)
  const routes = Object.fromEntries(names.map((name, i) => [name, flow.routes[names[(i + 1) % names.length]!]!]))
  return { ...definition, flows: definition.flows.map((other) => (other === flow ? { ...flow, routes } : other)) }
}

function moreOutcomes(definition: Definition, pick: number): Definition {
  const flow = one(definition.flows.filter(({ kind }) => kind === "xor"), pick)
  if (flow?.kind !== "xor" || "more" in flow.routes) return definition
  const task = definition.tasks.find(({ name }) => name === flow.from)!
  const routes = { ...flow.routes, more: Object.values(flow.routes)[0]! }
  const flows = definition.flows.map((other) => (other === flow ? { ...flow, routes } : other))
  return edited({ ...definition, flows }, task, { outcomes: { ...task.outcomes, more: any } })
}

/** What was interleaved is done at once. */
function together(definition: Definition, pick: number): Definition {
  const flow = one(definition.flows.filter(({ kind }) => kind === "interleave"), pick)
  if (flow?.kind !== "interleave") return definition
  const from = Object.fromEntries(flow.tasks.map((name) => [name, name]))
  const now: readonly FlowDefinition[] =
    [{ kind: "and", from: flow.from, to: flow.tasks }, { kind: "join", from, to: flow.to }]
  return { ...definition, flows: definition.flows.flatMap((other) => (other === flow ? now : [other])) }
}

/** What was done at once, by tasks alone, is done one after the other. */
function oneByOne(definition: Definition, pick: number): Definition {
  const { flows } = definition
  const split = one(flows.filter((flow) => flow.kind === "and" && flows.some((other) => other.kind === "join"
    && JSON.stringify(Object.values(other.from).sort()) === JSON.stringify([...flow.to].sort()))), pick)
  if (split?.kind !== "and") return definition
  const join = flows.find((other) => other.kind === "join"
    && JSON.stringify(Object.values(other.from).sort()) === JSON.stringify([...split.to].sort()))
  if (join?.kind !== "join") return definition
  const steps = [split.from, ...split.to, join.to]
  const line = steps.slice(1).map((to, i): FlowDefinition => ({ kind: "flow", from: steps[i]!, to }))
  return { ...definition, flows: flows.flatMap((flow) => (flow === split ? line : flow === join ? [] : [flow])) }
}

function moreThreads(definition: Definition): Definition {
  const count = (now: number) => (now === 2 ? 3 : 2)
  return { ...definition, flows: definition.flows.map((flow) => (
    flow.kind === "threadSplit" || flow.kind === "threadMerge" ? { ...flow, count: count(flow.count) } : flow)) }
}

function otherInstances(definition: Definition, pick: number): Definition {
  const task = one(definition.tasks.filter(({ instances }) => instances !== undefined), pick)
  if (task?.instances === undefined) return definition
  const { instances } = task
  const others = [
    { ...instances, count: 3, min: 3, max: 3 }, { ...instances, join: 1 }, { ...instances, join: 1, rest: "cancel" },
  ] as const
  return edited(definition, task, { instances: others[pick % others.length]! })
}

/** The change is made in a sub-workflow. */
function inside(definition: Definition, pick: number): Definition {
  const task = one(definition.tasks.filter(({ workflow }) => workflow !== undefined), pick)
  if (task?.workflow === undefined) return definition
  const own = changes.filter((change) => change !== inside)
  return edited(definition, task, { workflow: own[pick % own.length]!(task.workflow, pick) })
}

const one = <One>(of: readonly One[], pick: number): One | undefined => of[pick % Math.max(1, of.length)]

const fresh = ({ tasks }: Definition): string => {
  for (let i = 0; ; i++) if (!tasks.some(({ name }) => name === `new ${i}`)) return `new ${i}`
}

function edited(definition: Definition, task: TaskDefinition | undefined, change: Partial<TaskDefinition>): Definition {
  return { ...definition, tasks: definition.tasks.map((other) => (other === task ? { ...task, ...change } : other)) }
}
