/**
 * Deferred choices that the engine makes instead of people, signals and times. Said of a definition that is in order.
 * Imports nothing but types.
 */
import type { Definition, FlowDefinition, TaskDefinition } from "../src/definition/definition.ts"
import type { CodeId } from "./codes.ts"
import type { Diagnostic } from "./diagnostic.ts"

type Defer = FlowDefinition & { readonly kind: "defer" }

const code: CodeId = "KNHK2048"

/** A warning for each deferred choice of the definition, or of one inside of it, that always goes the same way. */
export function decidedBeforehand(definition: Definition, path = ""): readonly Diagnostic[] {
  const { tasks, flows } = definition
  const here = flows.flatMap((flow) => (flow.kind === "defer" ? decided(flow, definition, path) : []))
  const inside = tasks.flatMap(({ name, workflow }) =>
    (workflow === undefined ? [] : decidedBeforehand(workflow, `${path}${name}/`)))
  return [...here, ...inside]
}

/** The engine begins the first of its own tasks in the order of their declaration, unless something keeps it back. */
function decided({ to, at }: Defer, definition: Definition, path: string): readonly Diagnostic[] {
  const first = definition.tasks.find((task) => to.includes(task.name) && begins(task))
  if (first === undefined || isKeptBack(first.name, definition)) return []
  const others = to.filter((name) => name !== first.name).map((name) => `"${path}${name}"`).join(", ")
  const name = `${path}${first.name}`
  const what = `the engine begins it as soon as it is offered, which withdraws ${others} each time`
  const mend = "choose among tasks that wait, such as human() or receive() tasks, or let a decision choose"
  const message = `task "${name}": ${what}: ${mend}`
  return [{ code, severity: "warning", message, notes: [], name, ...(at && { at }) }]
}

/** A handler, a case or instances: nothing outside is waited for. */
function begins({ kind, instances }: TaskDefinition): boolean {
  return kind === "task" || kind === "decision" || kind === "call" || instances !== undefined
}

/** A milestone, a critical section or an interleaving may let another begin first. */
function isKeptBack(name: string, { flows, rules = [] }: Definition): boolean {
  return flows.some((flow) => flow.kind === "interleave" && flow.tasks.includes(name))
    || rules.some((rule) => (rule.kind === "milestone" && rule.task === name)
      || (rule.kind === "critical" && rule.parts.flat().includes(name)))
}
