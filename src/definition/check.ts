/**
 * What is wrong with a definition by itself, found without the compiler: names, ends, routes, and
 * tasks that no flow enters or leaves. The types say most of it before; this holds where they were bypassed.
 */
import type { Definition, FlowDefinition, Target, TaskDefinition } from "./definition.ts"
import { detail, type FaultDetail, type FaultName, shown } from "./fault.ts"

/** Longest name, in UTF-16 units. */
const NAME_MAX = 200

/** Everything that is wrong, in the order of the definition. */
export function check(definition: Definition): readonly FaultDetail[] {
  const faults: FaultDetail[] = []
  const whole = `workflow ${shown(definition.id)}`
  const found = (fault: FaultName, where: string, name?: string, at = definition.at) =>
    faults.push(detail(fault, `${whole}${where}`, name, at))

  if (!isName(definition.id)) found("name", "", definition.id)
  const tasks = new Map(definition.tasks.map((t) => [t.name, t]))
  if (tasks.size === 0) found("noTasks", "")
  for (const task of definition.tasks) checkTask(task)

  const entered = new Set([definition.start])
  const left = new Set<string>(definition.ends)
  if (definition.ends.length === 0) found("noEnd", "")
  for (const name of [definition.start, ...definition.ends]) {
    if (!tasks.has(name)) found("noTask", `, ${shown(name)}`, name)
  }
  definition.ends.forEach((end, i) => {
    if (definition.ends.indexOf(end) !== i) found("endTwice", `, ${shown(end)}`, end)
  })

  for (const flow of definition.flows) checkFlow(flow)

  for (const { name, at } of definition.tasks) {
    if (!entered.has(name)) found("unreachable", `, task ${shown(name)}`, name, at)
    if (!left.has(name)) found("deadEnd", `, task ${shown(name)}`, name, at)
  }
  return faults

  function checkTask({ name, kind, outcomes, at }: TaskDefinition): void {
    const silent = kind === "silent" && /^~\d+$/.test(name)
    if (!silent && !isName(name)) found("name", `, task ${shown(name)}`, name, at)
    for (const outcome of Object.keys(outcomes)) {
      if (!isName(outcome)) found("name", `, outcome ${shown(outcome)} of ${shown(name)}`, outcome, at)
    }
  }

  function checkFlow(flow: FlowDefinition): void {
    const { from, to } = ends(flow)
    for (const name of [...from, ...to]) {
      if (!tasks.has(name)) found("noTask", `, ${flow.kind}, ${shown(name)}`, name, flow.at)
    }
    if (from.length === 0 || to.length === 0) found("noFlows", `, ${flow.kind}`, undefined, flow.at)
    for (const name of from) left.add(name)
    for (const name of to) entered.add(name)

    if (flow.kind === "xor") return checkRoutes(flow.from, Object.keys(flow.routes), flow)
    for (const name of from) {
      if (tasks.get(name)?.kind !== "decision") continue
      found(flow.kind === "guard" ? "byOutcome" : "decisionLeft", `, ${shown(name)}`, name, flow.at)
    }
    if (flow.kind !== "guard") return
    if (tasks.get(flow.from)?.kind === "silent") found("silentChoice", `, ${shown(flow.from)}`, flow.from, flow.at)
    const open = flow.routes.findIndex((route) => route.guard === undefined)
    if (open === -1 || open !== flow.routes.length - 1) found("otherwise", `, ${shown(flow.from)}`, flow.from, flow.at)
  }

  function checkRoutes(from: string, routed: readonly string[], flow: FlowDefinition): void {
    const kind = tasks.get(from)?.kind
    if (kind !== undefined && kind !== "decision") return void found("onData", `, ${shown(from)}`, from, flow.at)
    const outcomes = Object.keys(tasks.get(from)?.outcomes ?? {})
    const of = ` of ${shown(from)}`
    for (const o of outcomes) if (!routed.includes(o)) found("notRouted", `, outcome ${shown(o)}${of}`, o, flow.at)
    for (const o of routed) if (!outcomes.includes(o)) found("noOutcome", `, outcome ${shown(o)}${of}`, o, flow.at)
  }
}

/** Whether the text may name a workflow, a task or an outcome. */
export function isName(name: string): boolean {
  const fits = name.length > 0 && name.length <= NAME_MAX && name.trim() === name
  return fits && !/[/~\p{Cc}]/u.test(name) && !/^(0|[1-9]\d*)$/.test(name)
}

function ends(flow: FlowDefinition): { readonly from: readonly string[]; readonly to: readonly string[] } {
  switch (flow.kind) {
    case "flow": return { from: [flow.from], to: [flow.to] }
    case "and": return { from: [flow.from], to: flow.to }
    case "xor": return { from: [flow.from], to: reached(Object.values(flow.routes)) }
    case "guard": return { from: [flow.from], to: reached(flow.routes.map((route) => route.to)) }
    case "join": return { from: Object.values(flow.from), to: [flow.to] }
    case "merge": return { from: flow.from, to: [flow.to] }
  }
}

/** The tasks of the targets; an `all` of none makes the whole list empty, so that it is refused. */
function reached(targets: readonly Target[]): readonly string[] {
  const names = targets.map((to) => (to.kind === "task" ? [to.task] : to.tasks))
  return names.some((list) => list.length === 0) ? [] : names.flat()
}
