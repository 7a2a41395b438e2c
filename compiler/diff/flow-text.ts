/** Flows and rules as the author would write them, without the handles: `join({ k: b, l: c }, d)`. */
import type { FlowDefinition, GuardedRoute, RuleDefinition, Target } from "../../src/definition/definition.ts"

export function flowText(flow: FlowDefinition): string {
  switch (flow.kind) {
    case "flow": return `flow(${flow.from}, ${flow.to}${flow.map === undefined ? "" : ", map"})`
    case "and": case "defer": return `${flow.kind}(${flow.from}, ${list(flow.to)})`
    case "xor": return `xor(${flow.from}, ${record([...partsOf(flow)])})`
    case "guard": case "or": {
      const routes = flow.routes.map((route) => routeText(route))
      return `${flow.kind === "or" ? "or" : "xor"}(${flow.from}, [${routes.join(", ")}])`
    }
    case "join": return `join(${branches(flow.from)}, ${flow.to}${options([["bound", flow.bound]])})`
    case "orJoin": return `orJoin(${branches(flow.from)}, ${flow.to}${options([["kind", flow.demand]])})`
    case "merge": return `merge(${list(flow.from)}, ${flow.to})`
    case "multiMerge": return `multiMerge(${list(flow.from)}, ${flow.to}${options([["bound", flow.bound]])})`
    case "partial": {
      const { from, to, count, bare, rest, bound, region } = flow
      const said = options([
        ["rest", rest], ["bound", bound === 1 ? undefined : bound], ["region", region && list(region)],
      ])
      return bare ? `discriminator(${list(Object.values(from))}, ${to}${said})`
        : `partialJoin(${count}, ${branches(from)}, ${to}${said})`
    }
    case "interleave": {
      const order = flow.order.map(([before, after]) => list([before, after]))
      const said = options([["order", order.length === 0 ? undefined : list(order)]])
      return `interleave(${flow.from}, ${list(flow.tasks)}, ${flow.to}${said})`
    }
    case "threadSplit": case "threadMerge": return `${flow.kind}(${flow.from}, ${flow.to}, ${flow.count})`
  }
}

export function ruleText(rule: RuleDefinition): string {
  switch (rule.kind) {
    case "milestone": return `milestone(${rule.task}, { during: ${rule.during} })`
    case "cancels": return `cancels(${rule.task}, ${list(rule.region)})`
    case "cancelsCase": return `cancelsCase(${rule.task})`
    case "completes": return `completes(${rule.task}, ${rule.instances})`
    case "alike": return `alike(${rule.tasks.join(", ")})`
    case "critical": return `critical(${rule.parts.map(list).join(", ")})`
  }
}

/** What a flow says, part by part: the targets of a split by route, the sources of a join by key. */
export function partsOf(flow: FlowDefinition): ReadonlyMap<string, string> {
  switch (flow.kind) {
    case "and": case "defer": return new Map(flow.to.map((to) => [to, ""]))
    case "xor": return new Map(Object.entries(flow.routes).map(([name, to]) => [name, target(to)]))
    case "join": case "orJoin": return new Map(Object.entries(flow.from))
    case "merge": return new Map(flow.from.map((from) => [from, ""]))
    default: return new Map()
  }
}

/** The text of a flow without its parts. */
export function frameOf(flow: FlowDefinition): string {
  switch (flow.kind) {
    case "and": case "defer": return flowText({ ...flow, to: [] })
    case "xor": return flowText({ ...flow, routes: {} })
    case "join": case "orJoin": return flowText({ ...flow, from: {} })
    case "merge": return flowText({ ...flow, from: [] })
    default: return flowText(flow)
  }
}

function target(to: Target): string {
  return to.kind === "task" ? to.task : `all(${to.tasks.join(", ")})`
}

function routeText({ guard, to }: GuardedRoute): string {
  return guard === undefined ? `otherwise(${target(to)})` : `when(..., ${target(to)})`
}

const list = (names: readonly string[]): string => `[${names.join(", ")}]`
const record = (entries: readonly (readonly [string, string])[]): string =>
  `{ ${entries.map(([key, value]) => `${key}: ${value}`).join(", ")} }`
const branches = (from: Readonly<Record<string, string>>): string => record(Object.entries(from))

function options(said: readonly (readonly [string, string | number | undefined])[]): string {
  const given = said.flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)] as const]))
  return given.length === 0 ? "" : `, ${record(given)}`
}
