/** Which outcomes a task can have: all of them, or the one that the data say. */
import type { Definition, GuardedRoute } from "../../src/definition/definition.ts"
import type { Table } from "../../src/kernel/table.ts"
import { ExploreError } from "./explore-error.ts"

/** Output by task name. */
export type Data = Readonly<Record<string, unknown>>

const CHOICE_GUARD = 2

/** The outcomes to try, by task index. Checks all data at once, so that exploring meets no surprise. */
export function chooser(
  table: Table, data: Data, definition: Definition | undefined,
): (task: number) => readonly number[] {
  if (!isRecord(data)) throw new ExploreError('data: give what tasks return, by name: { "check": { "outcome": "ok" } }')
  const outcomes = table.taskNames.map((_, t) => range(table.outcomeStart[t + 1]! - table.outcomeStart[t]!))
  for (const [name, output] of Object.entries(data)) {
    const task = table.taskNames.indexOf(name)
    if (task < 0) throw new ExploreError(`data: "${table.workflow}" has no task "${name}": mend the name`)
    if (outcomes[task]!.length > 1) outcomes[task] = [chosen(table, task, output, definition)]
  }
  return (task) => outcomes[task]!
}

function chosen(table: Table, task: number, output: unknown, definition: Definition | undefined): number {
  const name = table.taskNames[task]!
  if (table.taskChoice[task] !== CHOICE_GUARD) {
    const names = table.outcomeNames.slice(table.outcomeStart[task], table.outcomeStart[task + 1])
    const outcome = isRecord(output) ? names.findIndex((n) => n === output["outcome"]) : -1
    if (outcome >= 0) return outcome
    const all = names.map((n) => JSON.stringify(n)).join(", ")
    throw new ExploreError(`data of "${name}": this chooses none of its outcomes: give { "outcome": one of ${all} }`)
  }
  const routes = routesOf(table, task, definition)
  if (routes === undefined) {
    throw new ExploreError(`data of "${name}": its guards are not at hand: give the definition that has them`)
  }
  try {
    return routes.findIndex(({ guard }) => guard === undefined || guard(output as never))
  } catch (cause) {
    throw new ExploreError(`data of "${name}": a guard throws on it: give what the task would give`, { cause })
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

/** The routes of a guarded task, if the definition has their functions. */
function routesOf(table: Table, task: number, definition: Definition | undefined): readonly GuardedRoute[] | undefined {
  const path = table.scopePaths[table.taskScope[task]!]!
  const scope = (path === "" ? [] : path.split("/")).reduce<Definition | undefined>(
    (outer, name) => outer?.tasks.find((t) => t.name === name)?.workflow, definition)
  const flow = scope?.flows[table.taskGuardFlow[task]!]
  if (flow?.kind !== "guard") return undefined
  return flow.routes.every((r) => r.guard === undefined || typeof r.guard === "function") ? flow.routes : undefined
}

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i)
