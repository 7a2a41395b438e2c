/**
 * Recursion (22) needs a way out: a run of the workflow that calls nothing which has none. The least set of workflows
 * that can finish, from those that can without any call on.
 */
import type { Definition, FlowDefinition, Target, TaskDefinition } from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"
import { recursionWithoutWayOut } from "./finding.ts"
import { sourcesOf, tasksOf } from "./flow.ts"
import { cancelledTasks } from "./structured.ts"

/** The calls of workflows that can never finish because of calls. */
export function callsWithoutWayOut(definition: Definition): readonly Diagnostic[] {
  const all = within(definition)
  const ids = new Set(all.map(({ id }) => id))
  const ending = new Set<string>()
  for (let before = -1; before < ending.size;) {
    before = ending.size
    for (const one of all) if (mayFinish(one, ending)) ending.add(one.id)
  }
  return all.filter((one) => !ending.has(one.id) && mayFinish(one, ids)).flatMap((one) =>
    one.tasks.filter((task) => task.kind === "call" && !ending.has(task.calls!))
      .map((task) => recursionWithoutWayOut(task.name, task.calls!, task.at)))
}

function within(definition: Definition): readonly Definition[] {
  return [definition, ...definition.tasks.flatMap((task) => (task.workflow ? within(task.workflow) : []))]
}

/** Whether a run of the workflow may come to its end, if no workflow but these ever does. */
function mayFinish(definition: Definition, ending: ReadonlySet<string>): boolean {
  const { start, ends, termination, tasks } = definition
  const gone = new Set((definition.rules ?? []).flatMap((rule) => (rule.kind === "cancelsCase" ? [rule.task] : [])))
  const finishing = new Set(tasks.filter((task) => finishes(task, ending)).map(({ name }) => name))
  const isEnd = (name: string) => ends.includes(name) || gone.has(name)
  if (termination === "explicit") {
    const reached = forward(definition, finishing)
    return [...reached].some(isEnd)
  }
  const cancelled = cancelledTasks(definition)
  return backward(definition, (name) => finishing.has(name) || cancelled.has(name), isEnd, cancelled).has(start)
}

function finishes({ kind, calls, workflow, instances }: TaskDefinition, ending: ReadonlySet<string>): boolean {
  if (instances?.min === 0) return true
  const runs = kind === "call" ? calls : workflow?.id
  return runs === undefined || ending.has(runs)
}

/** The tasks that can complete: those that finish, and that enough completed ones lead to. */
function forward({ start, flows }: Definition, finishing: ReadonlySet<string>): ReadonlySet<string> {
  const reached = new Set(finishing.has(start) ? [start] : [])
  for (let before = -1; before < reached.size;) {
    before = reached.size
    for (const flow of flows) {
      for (const to of enabledBy(flow, reached)) if (finishing.has(to)) reached.add(to)
    }
  }
  return reached
}

/** The tasks that a flow enables once these have completed. */
function enabledBy(flow: FlowDefinition, completed: ReadonlySet<string>): readonly string[] {
  const from = sourcesOf(flow)
  const all = from.every((name) => completed.has(name))
  const some = from.some((name) => completed.has(name))
  const count = from.filter((name) => completed.has(name)).length
  switch (flow.kind) {
    case "join": return all ? [flow.to] : []
    case "partial": return count >= flow.count ? [flow.to] : []
    case "interleave": return completed.has(flow.from) ? [...flow.tasks, ...(all ? [flow.to] : [])] : []
    case "flow": case "merge": case "multiMerge": case "orJoin": case "threadSplit": case "threadMerge":
      return some ? [flow.to] : []
    case "and": case "defer": return all ? flow.to : []
    case "xor": return all ? Object.values(flow.routes).flatMap(tasksOf) : []
    case "guard": case "or": return all ? flow.routes.flatMap((route) => tasksOf(route.to)) : []
  }
}

/** The tasks from which a token, and all that it becomes, may come to ends, or be cancelled. */
function backward(
  { tasks, flows }: Definition, finishes: (task: string) => boolean, isEnd: (task: string) => boolean,
  cancelled: ReadonlySet<string>,
): ReadonlySet<string> {
  const wayOut = new Map<string, FlowDefinition>()
  for (const flow of flows) for (const from of sourcesOf(flow)) wayOut.set(from, flow)
  const good = new Set<string>()
  const ends = (to: Target) => tasksOf(to).every((name) => good.has(name))
  const goesOn = (name: string): boolean => {
    const flow = wayOut.get(name)
    if (flow === undefined || isEnd(name) || cancelled.has(name)) return true
    switch (flow.kind) {
      case "xor": return Object.values(flow.routes).some(ends)
      case "guard": case "or": return flow.routes.some((route) => ends(route.to))
      case "and": return flow.to.every((to) => good.has(to))
      case "defer": return flow.to.some((to) => good.has(to))
      case "interleave": return (name === flow.from ? flow.tasks : [flow.to]).every((to) => good.has(to))
      default: return good.has(flow.to)
    }
  }
  for (let before = -1; before < good.size;) {
    before = good.size
    for (const { name } of tasks) if (finishes(name) && goesOn(name)) good.add(name)
  }
  return good
}
