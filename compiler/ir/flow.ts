/** Which tasks a flow of the definition connects. */
import type { FlowDefinition, Target } from "../../src/definition/definition.ts"

/** The tasks a flow leaves. */
export function sourcesOf(flow: FlowDefinition): readonly string[] {
  switch (flow.kind) {
    case "join": return Object.values(flow.from)
    case "merge": return flow.from
    default: return [flow.from]
  }
}

/** The tasks a flow enters by plain arcs; a `join` enters by none. */
export function plainTargetsOf(flow: FlowDefinition): readonly string[] {
  switch (flow.kind) {
    case "flow": case "merge": return [flow.to]
    case "and": return flow.to
    case "xor": case "guard": return targetsOf(flow).flatMap(tasksOf)
    case "join": return []
  }
}

/** The targets of the routes of a split; a flow without routes has none. */
export function targetsOf(flow: FlowDefinition): readonly Target[] {
  return flow.kind === "xor" ? Object.values(flow.routes) : flow.kind === "guard" ? flow.routes.map((r) => r.to) : []
}

/** The tasks a target names; the end names none. */
export function tasksOf(to: Target): readonly string[] {
  return to.kind === "task" ? [to.task] : to.kind === "all" ? to.tasks : []
}
