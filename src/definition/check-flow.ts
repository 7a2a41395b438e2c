/** What is wrong with one flow of a definition. */
import type { FlowDefinition, Target, TaskDefinition } from "./definition.ts"
import { shown } from "./fault.ts"
import type { Found } from "./name.ts"
import { isBound } from "./number.ts"

type Tasks = ReadonlyMap<string, TaskDefinition>

/** Tells of all that is wrong with a flow by itself. */
export function checkFlow(flow: FlowDefinition, tasks: Tasks, found: Found): void {
  const { from, to } = endsOf(flow)
  for (const name of namesOf(flow)) {
    if (!tasks.has(name)) found("noTask", `, ${flow.kind}, ${shown(name)}`, name, flow.at)
  }
  if (from.length === 0 || to.length === 0) found("noFlows", `, ${flow.kind}`, undefined, flow.at)
  if (flow.kind === "xor") return checkOutcomes(flow, tasks, found)
  for (const name of from) {
    if (tasks.get(name)?.kind !== "decision") continue
    found(flow.kind === "guard" ? "byOutcome" : "decisionLeft", `, ${shown(name)}`, name, flow.at)
  }
  const wrong: Found = (fault, where, name) => found(fault, `, ${flow.kind}${where}`, name, flow.at)
  switch (flow.kind) {
    case "flow": case "and": case "merge": return
    case "guard": case "or": {
      if (tasks.get(flow.from)?.kind === "silent") found("silentChoice", `, ${shown(flow.from)}`, flow.from, flow.at)
      const open = flow.routes.findIndex((route) => route.guard === undefined)
      const last = open !== -1 && open === flow.routes.length - 1
      if (!last) found("otherwise", `, ${shown(flow.from)}`, flow.from, flow.at)
      return
    }
    case "join": return flow.bound === undefined ? undefined : checkBound(flow.bound)
    case "multiMerge": checkTwice(flow.from, wrong); return checkBound(flow.bound)
    case "orJoin": return
    case "partial": {
      checkBound(flow.bound)
      checkTwice(flow.region ?? [], wrong)
      const enough = Number.isInteger(flow.count) && flow.count >= 1 && flow.count <= from.length
      return enough ? undefined : wrong("enough", ` into ${shown(flow.to)}`, flow.to)
    }
    case "defer": {
      checkList(flow.to)
      const begins = flow.to.filter((name) => beginsAtOnce(tasks.get(name)))
      for (const name of begins) wrong("notOffered", `, ${shown(name)}`, name)
      return
    }
    case "interleave": {
      checkList(flow.tasks)
      const astray = flow.order.flat().filter((name) => !flow.tasks.includes(name))
      for (const name of new Set(astray)) wrong("notOrdered", `, ${shown(name)}`, name)
      return isCircle(flow.order) ? wrong("orderCircle", ` after ${shown(flow.from)}`, flow.from) : undefined
    }
    case "threadSplit": case "threadMerge":
      return isBound(flow.count, 2) ? undefined : wrong("threads", ` into ${shown(flow.to)}`, flow.to)
  }

  function checkBound(bound: number): void {
    const into = to[0]
    if (!isBound(bound, 1)) wrong("bound", ` into ${shown(into)}`, into)
  }

  function checkList(names: readonly string[]): void {
    if (names.length === 1) wrong("two", `, ${shown(names[0])}`, names[0])
    checkTwice(names, wrong)
  }
}

/** Tells of each name that is there more than once. */
export function checkTwice(names: readonly string[], found: Found): void {
  const twice = new Set(names.filter((one, i) => names.indexOf(one) !== i))
  for (const name of twice) found("twice", `, ${shown(name)}`, name)
}

/** Whether a task is on offer at no time: what it is made of begins in the step that reaches it. */
export function beginsAtOnce(task: TaskDefinition | undefined): boolean {
  return task?.kind === "silent" || (task?.kind === "sub" && task.instances === undefined)
}

function checkOutcomes(flow: FlowDefinition & { kind: "xor" }, tasks: Tasks, found: Found): void {
  const { from, at } = flow
  const routed = Object.keys(flow.routes)
  const kind = tasks.get(from)?.kind
  if (kind !== undefined && kind !== "decision") return found("onData", `, ${shown(from)}`, from, at)
  const outcomes = Object.keys(tasks.get(from)?.outcomes ?? {})
  const of = ` of ${shown(from)}`
  for (const o of outcomes) if (!routed.includes(o)) found("notRouted", `, outcome ${shown(o)}${of}`, o, at)
  for (const o of routed) if (!outcomes.includes(o)) found("noOutcome", `, outcome ${shown(o)}${of}`, o, at)
}

/** The tasks that a flow leaves, and those that it enters. */
export function endsOf(flow: FlowDefinition): { readonly from: readonly string[]; readonly to: readonly string[] } {
  switch (flow.kind) {
    case "flow": case "threadSplit": case "threadMerge": return { from: [flow.from], to: [flow.to] }
    case "and": case "defer": return { from: [flow.from], to: flow.to }
    case "xor": return { from: [flow.from], to: reached(Object.values(flow.routes)) }
    case "guard": case "or": return { from: [flow.from], to: reached(flow.routes.map((route) => route.to)) }
    case "join": case "orJoin": case "partial": return { from: Object.values(flow.from), to: [flow.to] }
    case "merge": case "multiMerge": return { from: flow.from, to: [flow.to] }
    case "interleave":
      return flow.tasks.length === 0 ? { from: [], to: [] }
        : { from: [flow.from, ...flow.tasks], to: [...flow.tasks, flow.to] }
  }
}

/** Every task that a flow names. */
function namesOf(flow: FlowDefinition): readonly string[] {
  const { from, to } = endsOf(flow)
  const beside = flow.kind === "partial" ? flow.region ?? [] : []
  const all = [...from, ...to, ...beside]
  return flow.kind === "interleave" ? [...new Set(all)] : all
}

/** The tasks of the targets; an `all` of none makes the whole list empty, so that it is refused. */
function reached(targets: readonly Target[]): readonly string[] {
  const names = targets.map((to) => (to.kind === "task" ? [to.task] : to.tasks))
  return names.some((list) => list.length === 0) ? [] : names.flat()
}

/** Whether the pairs lead from some task back to it: what nothing is before is taken away until nothing is left. */
function isCircle(order: readonly (readonly [before: string, after: string])[]): boolean {
  const free = order.filter(([before]) => !order.some(([, after]) => after === before))
  if (free.length === 0) return order.length > 0
  return isCircle(order.filter((pair) => !free.includes(pair)))
}
