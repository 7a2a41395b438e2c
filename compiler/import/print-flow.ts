/** Flows and rules as text. */
import type { ImportedFlow, ImportedRoute, ImportedTarget } from "./imported.ts"
import { after, type Doc, key, list, member, quoted } from "./layout.ts"

/** What a flow needs: names that are imported, and with a `#` those of the module's own helpers. */
export function usedByFlow(flow: ImportedFlow): readonly string[] {
  const several = "routes" in flow && flow.routes.some(({ to }) => to.length > 1) ? ["all"] : []
  switch (flow.kind) {
    case "flow": return ["flow", ...(flow.list === true ? ["#list"] : [])]
    case "or": return ["or", "otherwise", "when", ...several]
    default: return [flow.kind, ...several]
  }
}

export function printFlow(flow: ImportedFlow): Doc {
  switch (flow.kind) {
    case "flow": return call("flow", [t(flow.from), t(flow.to), ...(flow.list === true ? ["list"] : [])])
    case "and": case "defer": return call(flow.kind, [t(flow.from), tasks(flow.to)])
    case "xor": {
      const routes = flow.routes.map(({ name, to }) => after(`${key(name!)}: `, target(to)))
      return call("xor", [t(flow.from), list("{", routes, "}")])
    }
    case "or": return call("or", [t(flow.from), list("[", flow.routes.map(route), "]")])
    case "join": {
      const bound = flow.bound === undefined ? [] : [`{ bound: ${flow.bound} }`]
      return call("join", [branches(flow.from), t(flow.to), ...bound])
    }
    case "orJoin": return call("orJoin", [branches(flow.from), t(flow.to)])
    case "partialJoin":
      return call("partialJoin", [String(flow.count), branches(flow.from), t(flow.to), `{ rest: "absorb" }`])
    case "multiMerge": return call("multiMerge", [tasks(flow.from), t(flow.to), `{ bound: ${flow.bound} }`])
    case "threadSplit": return call("threadSplit", [t(flow.from), t(flow.to), String(flow.count)])
    case "cancels": return call("cancels", [t(flow.task), tasks(flow.region)])
    case "cancelsCase": return call("cancelsCase", [t(flow.task)])
  }
}

const t = (name: string): string => member("t", name)
const tasks = (names: readonly string[]): Doc => list("[", names.map(t), "]")
const call = (form: string, args: readonly Doc[]): Doc => list(`${form}(`, args, ")")
const branches = (names: readonly string[]): Doc => list("{", names.map((name) => `${key(name)}: ${t(name)}`), "}")

function target(to: ImportedTarget): Doc {
  return to.length === 1 ? t(to[0]) : call("all", to.map(t))
}

function route({ name, to }: ImportedRoute): Doc {
  return name === undefined ? call("otherwise", [target(to)])
    : call("when", [`(choice) => choice.routes.includes(${quoted(name)})`, target(to)])
}
