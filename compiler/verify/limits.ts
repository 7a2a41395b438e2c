/** Bounds of a net, and its form: what the table's columns and the kernels' counters hold, with room to spare. */
import type { Diagnostic } from "../diagnostic.ts"
import { malformed, limit } from "../ir/finding.ts"
import { BOUND_MAX, type Net, type NetTask } from "../ir/net.ts"
import { OR_INPUTS_MAX } from "../ir/or-join.ts"
import { form } from "./form.ts"

export const LIMITS = {
  tasks: 16_384,
  conditions: 65_536,
  arcs: 262_144,
  waits: 1_048_576,
  outcomesOfTask: 1_024,
  routesOfOrSplit: OR_INPUTS_MAX,
  inputsOfOrJoin: OR_INPUTS_MAX,
  instances: 16_777_215,
  bound: BOUND_MAX,
} as const

export function limits(net: Net): readonly Diagnostic[] {
  const findings: Diagnostic[] = []
  const check = (what: string, count: number, max: number, at?: NetTask["at"]) => {
    if (count > max) findings.push(limit(what, count, max, at))
  }
  const wrong = (what: string, at?: NetTask["at"]) => findings.push(malformed(what, at))
  const arcs = net.tasks.map((t) => t.inputs.length + t.outcomes.reduce((sum, o) => sum + o.outputs.length, 0))
  const needs = net.tasks.map((t) => (t.waits ?? []).reduce((sum, { needs }) => sum + 1 + needs.length, 0))
  const sum = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  check(`tasks of workflow "${net.id}"`, net.tasks.length, LIMITS.tasks)
  check(`conditions of workflow "${net.id}"`, net.conditions.length, LIMITS.conditions)
  check(`arcs of workflow "${net.id}"`, sum(arcs), LIMITS.arcs)
  check(`waits of OR-joins of workflow "${net.id}"`, sum(needs), LIMITS.waits)
  for (const { name, bound, at } of net.conditions) {
    const whole = Number.isInteger(bound) && bound >= 1
    if (!whole) wrong(`the bound of condition "${name}" is not a whole number above 0`, at)
    check(`bound of condition "${name}"`, bound, LIMITS.bound, at)
  }
  for (const { name, join, choice, inputs, outcomes, instances, at } of net.tasks) {
    check(`outcomes of "${name}"`, outcomes.length, LIMITS.outcomesOfTask, at)
    if (join === "or") check(`inputs of the OR-join of "${name}"`, inputs.length, LIMITS.inputsOfOrJoin, at)
    if (choice === "several") check(`routes of "${name}"`, outcomes.length / 2, LIMITS.routesOfOrSplit, at)
    if (instances) check(`instances of "${name}"`, instances.max, LIMITS.instances, at)
  }
  form(net, wrong)
  return findings
}
