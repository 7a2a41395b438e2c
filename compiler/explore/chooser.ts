/** What a task can choose: all outcomes and counts of instances, or what the data say. */
import type { Definition, GuardedRoute } from "../../src/definition/definition.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Choice, type Table, TaskKind } from "../../src/kernel/table.ts"
import { ExploreError } from "./explore-error.ts"

/** Output by task name. */
export type Data = Readonly<Record<string, unknown>>

/** Instances tried at most of a task that takes more: a fourth shows nothing that three did not. */
const COUNT_MAX = 3

export class Chooser {
  /** Words up to which no trace is missing because of counts that were asked for and not all tried. */
  wholeTo = Infinity
  readonly #table: Table
  readonly #outcomes = new Map<number, number>()
  readonly #counts = new Map<number, number>()

  /** Checks all data at once, so that exploring meets no surprise. */
  constructor(table: Table, data: Data, definition: Definition | undefined) {
    if (!isRecord(data)) {
      throw new ExploreError('data: give what tasks return, by name: { "check": { "outcome": "ok" } }')
    }
    this.#table = table
    for (const [name, output] of Object.entries(data)) {
      const task = table.taskNames.indexOf(name)
      if (task < 0) throw new ExploreError(`data: "${table.workflow}" has no task "${name}": mend the name`)
      if (table.taskMulti[task] !== NONE) this.#counts.set(task, counted(table, task, output))
      else if (outcomesOf(table, task) > 1) this.#outcomes.set(task, chosen(table, task, output, definition))
    }
  }

  /** Outcomes of a task: what `complete` may say. */
  *outcomes(task: number): Generator<number> {
    const chosen = this.#outcomes.get(task)
    const count = outcomesOf(this.#table, task)
    if (chosen !== undefined) yield chosen
    else if (this.#table.taskChoice[task] !== Choice.several) for (let o = 0; o < count; o++) yield o
    else for (let routes = 1, last = 2 ** (count / 2 - 1); routes <= last; routes++) yield routes
  }

  /** How many instances a task may start with. */
  counts(task: number): readonly number[] {
    const { multiCount, multiMin, multiMax, taskMulti, taskKind } = this.#table
    const multi = taskMulti[task]!
    const given = this.#counts.get(task)
    if (multiCount[multi] !== NONE) return [multiCount[multi]!]
    if (given !== undefined) return [given]
    const min = multiMin[multi]!
    const most = Math.max(min, COUNT_MAX)
    // Each instance of one count more says a word at least, and the end is one; one that is a case may say nothing.
    if (most < multiMax[multi]!) this.wholeTo = Math.min(this.wholeTo, taskKind[task] === TaskKind.call ? 0 : most + 1)
    return Array.from({ length: Math.min(most, multiMax[multi]!) - min + 1 }, (_, i) => min + i)
  }
}

function outcomesOf({ outcomeStart }: Table, task: number): number {
  return outcomeStart[task + 1]! - outcomeStart[task]!
}

function counted(table: Table, task: number, output: unknown): number {
  const name = table.taskNames[task]!
  const multi = table.taskMulti[task]!
  if (!Array.isArray(output)) {
    throw new ExploreError(`data of "${name}": give the list of what its instances return: it tells how many there are`)
  }
  const [min, max] = [table.multiMin[multi]!, table.multiMax[multi]!]
  const fixed = table.multiCount[multi]!
  const fits = fixed === NONE ? output.length >= min && output.length <= max : output.length === fixed
  if (fits) return output.length
  const wanted = fixed === NONE ? `${min} to ${max}` : `${fixed}`
  throw new ExploreError(`data of "${name}": it has ${wanted} instances, not ${output.length}: give as many`)
}

function chosen(table: Table, task: number, output: unknown, definition: Definition | undefined): number {
  const name = table.taskNames[task]!
  const choice = table.taskChoice[task]
  if (choice !== Choice.guard && choice !== Choice.several) {
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
    const holds = routes.map(({ guard }) => guard === undefined || guard(output as never))
    if (choice === Choice.guard) return holds.indexOf(true)
    const taken = holds.slice(0, -1).reduce((bits, taken, route) => (taken ? bits | (1 << route) : bits), 0)
    return taken === 0 ? 1 << (holds.length - 1) : taken
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
  if (flow?.kind !== "guard" && flow?.kind !== "or") return undefined
  return flow.routes.every((r) => r.guard === undefined || typeof r.guard === "function") ? flow.routes : undefined
}
