/**
 * Joins whose branches are the routes of one split. An OR-split then tells the join which of them are not taken: an
 * OR-join has no more to know and is an AND-join (7); one that absorbs what it does not wait for counts them as
 * absorbed (9, 30).
 */
import type { Definition } from "../../src/definition/definition.ts"
import { type FlowOf, predecessors, reachable, sourcesInto, sourcesOf, successors, targetsOf, tasksOf } from "./flow.ts"

/** Of a structured join: the split that makes its branches, and the key of each route's. */
export interface Structured {
  /** Index of the flow. */
  readonly split: number
  readonly keys: readonly string[]
}

/** Which kind of split it is to be: one of whose routes some are taken, or all. */
type SplitKind = "or" | "and"

/** One way in which a task is left by several routes. */
interface Split {
  readonly index: number
  readonly from: string
  /** The tasks that each route leads to. */
  readonly routes: readonly (readonly string[])[]
}

/** Tells of the joins of a definition what makes one structured, or why it is not: a sentence that goes on. */
export function structures(
  definition: Definition, kind: SplitKind = "or",
): (join: FlowOf<"orJoin" | "partial">) => Structured | string {
  const { flows } = definition
  const next = successors(flows)
  const before = predecessors(next)
  const cancelled = cancelledTasks(definition)
  const splits = splitsOf(definition, kind)
  return (join) => {
    const near = reachable(before, sourcesOf(join), new Set([join.to]))
    let why: string | undefined
    for (const split of splits) {
      if (!near.has(split.from)) continue
      const found = behind(join, split)
      if (typeof found === "object") return found
      why ??= found
    }
    return why ?? `no ${kind}() makes its branches`
  }

  /** Whether each route of the split is a branch of the join, with nothing else going in or out. */
  function behind(join: FlowOf<"orJoin" | "partial">, split: Split): Structured | string {
    const branches = Object.entries(join.from)
    const from = `the ${kind}() of "${split.from}"`
    if (cancelled.has(join.to)) return `"${join.to}" can be cancelled`
    if (split.routes.length !== branches.length) {
      return `${from} has ${split.routes.length} routes and the join ${branches.length} branches`
    }
    const sources = new Set(branches.map(([, name]) => name))
    const routeOf = new Map<string, number>()
    const open: string[] = []
    const reach = (name: string, route: number): string | undefined => {
      const known = routeOf.get(name)
      if (known !== undefined) return known === route ? undefined : `"${name}" is on two routes of ${from}`
      if (definition.ends.includes(name)) return `"${name}" on the way from ${from} is an end`
      if (name === definition.start || name === split.from || name === join.to) {
        return `the way from ${from} leads back before it reaches the join`
      }
      if (cancelled.has(name)) return `"${name}" on the way from ${from} can be cancelled`
      routeOf.set(name, route)
      open.push(name)
      return undefined
    }
    for (const [route, tasks] of split.routes.entries()) {
      const why = tasks.map((name) => reach(name, route)).find((one) => one !== undefined)
      if (why !== undefined) return why
    }
    for (const name of open) {
      if (sources.has(name)) continue
      const why = [...next.get(name) ?? []].map((to) => reach(to, routeOf.get(name)!)).find((one) => one !== undefined)
      if (why !== undefined) return why
    }
    for (const name of open) {
      const strange = [...before.get(name) ?? []].some((one) => !routeOf.has(one) && one !== split.from)
      if (strange) return `"${name}" on the way from ${from} is entered from elsewhere`
    }
    const keys = split.routes.flatMap((_, route) => {
      const [end, ...more] = branches.filter(([, name]) => routeOf.get(name) === route)
      return end !== undefined && more.length === 0 ? [end[0]] : []
    })
    return keys.length === branches.length ? { split: split.index, keys }
      : `the routes of ${from} are not its branches, one by one`
  }
}

function splitsOf({ flows }: Definition, kind: SplitKind): readonly Split[] {
  return flows.flatMap((flow, index): readonly Split[] => {
    if (flow.kind === "or" && kind === "or") {
      return [{ index, from: flow.from, routes: flow.routes.map(({ to }) => tasksOf(to)) }]
    }
    if (flow.kind === "and" && kind === "and") return [{ index, from: flow.from, routes: flow.to.map((to) => [to]) }]
    const all = kind === "and" ? targetsOf(flow).filter((to) => to.kind === "all") : []
    return all.map((to) => ({ index, from: sourcesOf(flow)[0]!, routes: tasksOf(to).map((task) => [task]) }))
  })
}

/** Tasks that something in the definition can cancel. */
export function cancelledTasks(definition: Definition): ReadonlySet<string> {
  const { flows, rules = [] } = definition
  const named = rules.flatMap((rule) => (rule.kind === "cancels" ? rule.region : []))
  const joined = flows.flatMap((flow) =>
    flow.kind === "partial" && flow.rest === "cancel" ? regionOf(flow, definition) : [])
  return new Set([...named, ...joined])
}

/**
 * What a cancelling partial join empties: the tasks that it names, else all on the ways from the last task that every
 * way to one of its branches leads through.
 */
export function regionOf(join: FlowOf<"partial">, { start, flows }: Definition): readonly string[] {
  if (join.region !== undefined) return join.region
  const next = successors(flows.filter((flow) => flow !== join))
  const sources = sourcesInto(join)
  const without = (name: string) => reachable(next, name === start ? [] : [start], new Set([name]))
  const common = [...reachable(next, [start])].filter((name) =>
    !sources.includes(name) && sources.every((source) => !without(name).has(source)))
  const split = common.find((name) => common.every((other) => other === name || !without(other).has(name))) ?? start
  const stop = new Set([join.to, split])
  const up = reachable(predecessors(next), sources, stop)
  const down = reachable(next, [...(next.get(split) ?? [])].filter((name) => !stop.has(name)), stop)
  return [...up].filter((name) => down.has(name) && !stop.has(name))
}
