/**
 * Tasks that blocks made are named by number (`~1`, `~2`), so a block that is added renumbers those after it. What one
 * does is told by what leads to it: by that the new ones get the names of the old ones.
 */
import type { Definition, FlowDefinition, Target } from "../../src/definition/definition.ts"
import { enteredBy, sourcesOf, targetsOf, tasksOf } from "../ir/flow.ts"

/**
 * `next` with the tasks of its blocks named as those of `old` that do the same, also in the sub-workflows that both
 * have. Nothing else is changed, and no order, so what is lowered from it has the indices of what `next` lowers to.
 */
export function aligned(old: Definition, next: Definition): Definition {
  const names = renames(old, next)
  const name = (task: string) => names.get(task) ?? task
  const tasks = next.tasks.map((task) => {
    const inner = old.tasks.find((other) => other.name === task.name)?.workflow
    const workflow = task.workflow && (inner ? aligned(inner, task.workflow) : task.workflow)
    return workflow === task.workflow && name(task.name) === task.name ? task
      : { ...task, name: name(task.name), ...(workflow && { workflow }) }
  })
  const isSame = tasks.every((task, i) => task === next.tasks[i])
  return isSame ? next : { ...next, tasks, flows: next.flows.map((flow) => renamed(flow, name)) }
}

/** Whether a block made the task: no author gives a name with a `~`. */
export const isOfBlock = (name: string): boolean => /^~\d+$/.test(name)

function renames(old: Definition, next: Definition): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const left = { old: silent(old), next: silent(next) }
  for (const place of [sources, targets]) {
    const places = unique(left.old, (task) => place(old, task))
    for (const [at, task] of unique(left.next, (task) => place(next, task))) {
      const same = places.get(at)
      if (same !== undefined) found.set(task, same)
    }
    left.old = left.old.filter((task) => ![...found.values()].includes(task))
    left.next = left.next.filter((task) => !found.has(task))
  }
  let last = Math.max(0, ...[...silent(old), ...silent(next)].map((task) => Number(task.slice(1))))
  for (const task of left.next) found.set(task, `~${++last}`)
  return found
}

const silent = ({ tasks }: Definition): readonly string[] => tasks.map(({ name }) => name).filter(isOfBlock)

/** Names by what is told of them, where that is told of one alone. */
function unique(names: readonly string[], tell: (name: string) => string): ReadonlyMap<string, string> {
  const told = names.map((name) => [tell(name), name] as const)
  return new Map(told.filter(([one]) => told.filter(([other]) => other === one).length === 1))
}

/** What leads to a task, through other tasks of blocks to those that the author named. */
function sources(definition: Definition, task: string, seen: readonly string[] = []): string {
  if (seen.includes(task)) return "~"
  const far = (name: string) => (isOfBlock(name) ? sources(definition, name, [...seen, task]) : name)
  return JSON.stringify(definition.flows.filter((flow) => enteredBy(flow).includes(task)).map((flow) => {
    if (flow.kind === "join") {
      return ["join", ...Object.entries(flow.from).map(([key, from]) => [key, far(from)]).sort()]
    }
    if (flow.kind !== "xor") return [flow.kind, ...sourcesOf(flow).map(far)]
    return ["xor", far(flow.from), ...Object.entries(flow.routes)
      .filter(([, to]) => tasksOf(to).includes(task)).map(([outcome]) => outcome).sort()]
  }).sort())
}

/** What a task leads to, and the keys of the join that it is. */
function targets(definition: Definition, task: string, seen: readonly string[] = []): string {
  if (seen.includes(task)) return "~"
  const far = (name: string) => (isOfBlock(name) ? targets(definition, name, [...seen, task]) : name)
  const into = definition.flows.find((flow) => flow.kind === "join" && flow.to === task)
  const keys = into?.kind === "join" ? Object.keys(into.from).sort() : []
  const out = definition.flows.filter((flow) => sourcesOf(flow).includes(task))
  return JSON.stringify([keys, ...out.map((flow) => {
    const key = flow.kind === "join" ? Object.entries(flow.from).find(([, from]) => from === task)![0] : ""
    const to = "routes" in flow ? targetsOf(flow).flatMap(tasksOf) : enteredBy(flow)
    return [flow.kind, key, ...to.map(far).sort()]
  })])
}

/** Only these flows lead to or from what a block made. */
function renamed(flow: FlowDefinition, name: (task: string) => string): FlowDefinition {
  const target = (to: Target): Target =>
    (to.kind === "task" ? { kind: "task", task: name(to.task) } : { kind: "all", tasks: to.tasks.map(name) })
  const each = <Value>(of: Readonly<Record<string, Value>>, change: (value: Value) => Value) =>
    Object.fromEntries(Object.entries(of).map(([key, value]) => [key, change(value)]))
  switch (flow.kind) {
    case "flow": return { ...flow, from: name(flow.from), to: name(flow.to) }
    case "and": return { ...flow, from: name(flow.from), to: flow.to.map(name) }
    case "xor": return { ...flow, from: name(flow.from), routes: each(flow.routes, target) }
    case "join": return { ...flow, from: each(flow.from, name), to: name(flow.to) }
    default: return flow
  }
}
