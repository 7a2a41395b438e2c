/** Which tasks a flow of the definition connects. */
import type { FlowDefinition, GuardedRoute, RuleDefinition, Target } from "../../src/definition/definition.ts"

export type FlowOf<Kind extends FlowDefinition["kind"]> = FlowDefinition & { readonly kind: Kind }
export type RuleOf<Kind extends RuleDefinition["kind"]> = RuleDefinition & { readonly kind: Kind }

/** A flow whose target waits for tokens from several sources, or for several tokens from one. */
export type JoinFlow = FlowOf<"join" | "orJoin" | "interleave" | "threadMerge">

/** The tasks a flow leaves; of an `interleave` its source first, then the tasks in it. */
export function sourcesOf(flow: FlowDefinition): readonly string[] {
  switch (flow.kind) {
    case "join": case "orJoin": case "partial": return Object.values(flow.from)
    case "merge": case "multiMerge": return flow.from
    case "interleave": return [flow.from, ...flow.tasks]
    default: return [flow.from]
  }
}

export function isJoin(flow: FlowDefinition): flow is JoinFlow {
  return flow.kind === "join" || flow.kind === "orJoin" || flow.kind === "interleave" || flow.kind === "threadMerge"
}

/** The tasks whose tokens a join waits for. */
export function sourcesInto(flow: JoinFlow | FlowOf<"partial">): readonly string[] {
  return flow.kind === "interleave" ? flow.tasks : sourcesOf(flow)
}

/** The tasks that a flow puts tokens to one by one: neither through a join nor as a deferred choice. */
export function plainTargetsOf(flow: FlowDefinition): readonly string[] {
  switch (flow.kind) {
    case "flow": case "merge": case "multiMerge": case "threadSplit": return [flow.to]
    case "and": return flow.to
    case "interleave": return flow.tasks
    case "xor": case "guard": case "or": return targetsOf(flow).flatMap(tasksOf)
    case "join": case "orJoin": case "partial": case "threadMerge": case "defer": return []
  }
}

/** The targets of the routes of a split; a flow without routes has none. */
export function targetsOf(flow: FlowDefinition): readonly Target[] {
  if (flow.kind === "xor") return Object.values(flow.routes)
  return flow.kind === "guard" || flow.kind === "or" ? flow.routes.map((route: GuardedRoute) => route.to) : []
}

/** The tasks a target names. */
export function tasksOf(to: Target): readonly string[] {
  return to.kind === "task" ? [to.task] : to.tasks
}

/** All tasks that a flow enters, however. */
export function enteredBy(flow: FlowDefinition): readonly string[] {
  const joined = flow.kind === "interleave" || flow.kind === "defer" || "to" in flow ? [flow.to].flat() : []
  return [...new Set([...plainTargetsOf(flow), ...joined])]
}

/** Each task with those that a token may go on to from it, over any flow. */
export function successors(flows: readonly FlowDefinition[]): ReadonlyMap<string, ReadonlySet<string>> {
  const next = new Map<string, Set<string>>()
  const link = (from: string, to: readonly string[]) => {
    const known = next.get(from) ?? next.set(from, new Set()).get(from)!
    for (const name of to) known.add(name)
  }
  for (const flow of flows) {
    if (flow.kind === "interleave") {
      link(flow.from, flow.tasks)
      for (const task of flow.tasks) link(task, [flow.to])
      for (const [before, after] of flow.order) link(before, [after])
    } else for (const from of sourcesOf(flow)) link(from, enteredBy(flow))
  }
  return next
}

/** All that is reached from the names, themselves included, without going on from those in `stop`. */
export function reachable(
  next: ReadonlyMap<string, ReadonlySet<string>>, from: readonly string[], stop: ReadonlySet<string> = new Set(),
): ReadonlySet<string> {
  const reached = new Set(from)
  for (const name of reached) {
    if (!stop.has(name)) for (const to of next.get(name) ?? []) reached.add(to)
  }
  return reached
}

/** The same graph with every arrow turned. */
export function predecessors(
  next: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const before = new Map<string, Set<string>>()
  for (const [from, targets] of next) {
    for (const to of targets) (before.get(to) ?? before.set(to, new Set()).get(to)!).add(from)
  }
  return before
}
