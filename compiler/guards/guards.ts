/**
 * Routes on data that no payload takes, as far as the text of their guards tells: one whose guard contradicts itself,
 * one that the routes before it leave nothing for, a default behind routes that take all. `compiler/guards` imports
 * acorn, and types of `src/definition`, `diagnostic` and `codes`.
 */
import type { Definition, FlowDefinition, GuardedRoute } from "../../src/definition/definition.ts"
import type { CodeId } from "../codes.ts"
import type { Diagnostic } from "../diagnostic.ts"
import { holds, payloadsOf } from "./cells.ts"
import { type Condition, conditionOf } from "./condition.ts"

type Split = FlowDefinition & { readonly kind: "guard" | "or" }

const code: CodeId = "KNHK3009"

/** A warning for each route that is never taken, of the definition and of those inside of it. */
export function routesNotTaken(definition: Definition, path = ""): readonly Diagnostic[] {
  const here = definition.flows.flatMap((flow) =>
    (flow.kind === "guard" || flow.kind === "or" ? ofSplit(flow, path) : []))
  const inside = definition.tasks.flatMap(({ name, workflow }) =>
    (workflow === undefined ? [] : routesNotTaken(workflow, `${path}${name}/`)))
  return [...here, ...inside]
}

function ofSplit({ kind, from, routes, at }: Split, path: string): readonly Diagnostic[] {
  const texts = routes.map(textOf)
  const conditions = texts.map((text, i): Condition =>
    (text === undefined ? undefined : conditionOf(text, `route ${i}`)) ?? { kind: "opaque", text: `route ${i}` })
  const payloads = payloadsOf(conditions.slice(0, -1))
  if (payloads === undefined) return []
  const taken = new Set<number>()
  for (const payload of payloads) {
    const met = conditions.slice(0, -1).flatMap((condition, i) => (holds(condition, payload) ? [i] : []))
    if (met.length === 0) taken.add(routes.length - 1)
    for (const i of kind === "or" ? met : met.slice(0, 1)) taken.add(i)
  }
  return routes.flatMap((_, i): readonly Diagnostic[] => {
    if (taken.has(i)) return []
    const alone = i === routes.length - 1 ? undefined : payloads.some((payload) => holds(conditions[i]!, payload))
    const why = alone === undefined ? "the default of its routes is never taken: the routes before it take everything"
      : alone ? `route ${i + 1} is never taken: the routes before it take all that its guard would`
        : `route ${i + 1} is never taken: its guard contradicts itself`
    const name = `${path}${from}`
    const message = `task "${name}": ${why}: mend the guards, or remove the route`
    const guard = texts[i] === undefined ? [] : [{ message: `its guard is ${texts[i].replace(/\s+/g, " ")}` }]
    return [{ code, severity: "warning", message, notes: guard, name: from, ...(at && { at }) }]
  })
}

/** The text of a guard: of the function itself, or as the child that ran the module told it. */
function textOf({ guard, text }: GuardedRoute): string | undefined {
  if (text !== undefined) return text
  return typeof guard === "function" ? Function.prototype.toString.call(guard) : undefined
}
