/** What a task chooses: an outcome, routes of an OR-split, how many instances. */
import { NONE } from "../../src/kernel/layout.generated.ts"
import type { Table } from "../../src/kernel/table.ts"
import { constant, isRecord, refusal, shown } from "./distribution.ts"
import { type Draw, drawBy, DrawKind } from "./draw.ts"
import type { Work } from "./model.ts"

/** A workflow, and what was said of each task. */
export interface Weights {
  readonly model: { readonly table: Table; readonly tasks: readonly Work[] }
  readonly own: readonly Readonly<Record<string, unknown>>[]
}

/** Undefined where there is nothing to choose. */
export function outcomeOf({ model: { tasks }, own }: Weights, t: number, defaults: string[]): Draw | undefined {
  const { name, choices } = tasks[t]!
  const { outcomes, routes } = own[t]!
  if (routes !== undefined) throw refusal(`task "${name}" is no OR-split: give outcomes, not routes`)
  if (choices.length < 2) {
    if (outcomes !== undefined) throw refusal(`task "${name}" has one way to go on: leave out outcomes`)
    return undefined
  }
  if (outcomes === undefined) {
    defaults.push(name)
    return drawBy(DrawKind.whole, 0, choices.length)
  }
  return drawBy(DrawKind.weighed, ...weighed(weightsOf(outcomes, name, "outcome", choices), `task "${name}", outcomes`))
}

/** The routes that are taken, a bit each. */
export function routesOf({ model: { tasks }, own }: Weights, t: number, defaults: string[]): Draw {
  const { name, choices } = tasks[t]!
  const { outcomes, routes } = own[t]!
  const at = `task "${name}", routes`
  if (outcomes !== undefined) throw refusal(`task "${name}" is an OR-split: give routes, not outcomes`)
  const last = choices.length - 1
  if (Array.isArray(routes)) return sets(routes, choices, at)
  if (routes === undefined) defaults.push(name)
  const shares = routes === undefined ? choices.map(() => 0.5) : weightsOf(routes, name, "route", choices)
  if (routes !== undefined && shares[last]! > 0) {
    throw refusal(`${at}: "${choices[last]}" is taken where no other is: leave it out, or give sets`)
  }
  const wrong = shares.findIndex((share) => share > 1)
  if (wrong >= 0) {
    throw refusal(`${at}, "${choices[wrong]}": ${shares[wrong]} is no probability: give a number from 0 to 1`)
  }
  return drawBy(DrawKind.routes, ...shares.slice(0, last))
}

function sets(said: readonly unknown[], choices: readonly string[], at: string): Draw {
  const last = choices.length - 1
  const read = said.map((one) => {
    const { routes, weight, ...more } = isRecord(one) ? one : {}
    if (!Array.isArray(routes) || routes.length === 0 || Object.keys(more).length > 0) {
      throw refusal(`${at}: ${shown(one)} is no set: give { "routes": [names], "weight": 1 }`)
    }
    const indices = routes.map((route) => choices.indexOf(String(route)))
    const strange = indices.indexOf(-1)
    if (strange >= 0) throw refusal(`${at}: there is no route "${routes[strange]}": ${known(choices)}`)
    const beside = indices.includes(last) && indices.some((route) => route !== last)
    if (beside) throw refusal(`${at}: "${choices[last]}" is taken where no other is: give it a set of its own`)
    if (!isWeight(weight)) throw refusal(`${at}: ${shown(weight)} is no weight: give a number of 0 or more`)
    return { bits: indices.reduce((bits, route) => bits | (1 << route), 0), weight }
  })
  const weights = weighed(read.map(({ weight }) => weight), at)
  return drawBy(DrawKind.weighedOf, ...weights, ...read.map(({ bits }) => bits))
}

/** How many instances start; undefined for a task without, or with a fixed number of them. */
export function countOf({ model: { table, tasks }, own }: Weights, t: number, defaults: string[]): Draw | undefined {
  const { name } = tasks[t]!
  const { instances } = own[t]!
  const multi = table.taskMulti[t]!
  if (multi === NONE) {
    if (instances !== undefined) throw refusal(`task "${name}" is done once: leave out instances`)
    return undefined
  }
  const fixed = table.multiCount[multi]!
  const [min, max] = [table.multiMin[multi]!, table.multiMax[multi]!]
  if (fixed !== NONE) {
    if (instances !== undefined) throw refusal(`task "${name}" always has ${fixed} instances: leave out instances`)
    return undefined
  }
  if (instances === undefined) {
    defaults.push(name)
    return constant(Math.min(Math.max(min, 1), max))
  }
  const read = (value: unknown): number => {
    if (typeof value === "number" && Number.isInteger(value) && value >= min && value <= max) return value
    throw refusal(`task "${name}", instances: ${shown(value)} is none of ${min} to ${max}: give a whole number of them`)
  }
  if (typeof instances === "number") {
    return constant(read(instances))
  }
  const [[kind, said] = [], ...more] = isRecord(instances) ? Object.entries(instances) : []
  const values = Array.isArray(said) && said.length > 0 && more.length === 0 ? said.map(read) : undefined
  if (values !== undefined && kind === "sample") return drawBy(DrawKind.sample, ...values)
  if (values !== undefined && kind === "uniform" && values.length === 2 && values[0]! <= values[1]!) {
    return drawBy(DrawKind.whole, values[0]!, values[1]! - values[0]! + 1)
  }
  throw refusal(`task "${name}", instances: ${shown(instances)} is none: give a number, uniform or sample`)
}

function weightsOf(said: unknown, task: string, what: string, choices: readonly string[]): readonly number[] {
  const at = `task "${task}", ${what}s`
  if (!isRecord(said)) throw refusal(`${at}: ${shown(said)} is no object: give a number by ${what}`)
  for (const [name, weight] of Object.entries(said)) {
    if (!choices.includes(name)) throw refusal(`${at}: there is no ${what} "${name}": ${known(choices)}`)
    if (!isWeight(weight)) throw refusal(`${at}, "${name}": ${shown(weight)} is no weight: give a number of 0 or more`)
  }
  return choices.map((name) => (Object.hasOwn(said, name) ? said[name] as number : 0))
}

const known = (choices: readonly string[]): string => `it knows ${choices.map((name) => `"${name}"`).join(", ")}`
const isWeight = (value: unknown): value is number => typeof value === "number" && value >= 0 && Number.isFinite(value)

/** What `DrawKind.weighed` takes. */
function weighed(weights: readonly number[], at: string): readonly number[] {
  let sum = 0
  const upTo = weights.map((weight) => (sum += weight))
  if (!(sum > 0)) throw refusal(`${at}: all weights are 0: give one above 0`)
  return [sum, weights.findLastIndex((weight) => weight > 0), ...upTo]
}
