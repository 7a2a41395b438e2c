/** Bounds of a net: what the table's columns and the kernels' counters hold, with room to spare. */
import type { Diagnostic } from "../diagnostic.ts"
import { malformed, limit } from "../ir/finding.ts"
import { BOUND_MAX, type Net, type NetTask } from "../ir/net.ts"

export const LIMITS = {
  tasks: 16_384,
  conditions: 65_536,
  arcs: 262_144,
  outcomesOfTask: 1_024,
  bound: BOUND_MAX,
} as const

export function limits(net: Net): readonly Diagnostic[] {
  const findings: Diagnostic[] = []
  const check = (what: string, count: number, max: number, at?: NetTask["at"]) => {
    if (count > max) findings.push(limit(what, count, max, at))
  }
  const wrong = (is: boolean, what: string, at?: NetTask["at"]) => {
    if (is) findings.push(malformed(what, at))
  }
  const arcs = net.tasks.map((t) => t.inputs.length + t.outcomes.reduce((sum, o) => sum + o.outputs.length, 0))
  check(`tasks of workflow "${net.id}"`, net.tasks.length, LIMITS.tasks)
  check(`conditions of workflow "${net.id}"`, net.conditions.length, LIMITS.conditions)
  check(`arcs of workflow "${net.id}"`, arcs.reduce((a, b) => a + b, 0), LIMITS.arcs)
  for (const { name, bound, at } of net.conditions) {
    wrong(!Number.isInteger(bound) || bound < 1, `the bound of condition "${name}" is not a whole number above 0`, at)
    check(`bound of condition "${name}"`, bound, LIMITS.bound, at)
  }
  for (const name of twice(net.tasks.map((t) => t.name))) wrong(true, `two tasks are named "${name}"`)
  for (const name of twice(net.conditions.map((c) => c.name))) wrong(true, `two conditions are named "${name}"`)
  wrong(net.outputs.length === 0, "it has no output condition")
  for (const { name, kind, choice, inputs, outcomes, at } of net.tasks) {
    check(`outcomes of "${name}"`, outcomes.length, LIMITS.outcomesOfTask, at)
    wrong(inputs.length === 0, `task "${name}" has no input`, at)
    wrong(outcomes.length === 0, `task "${name}" has no outcome`, at)
    const chosen = kind !== "silent" && choice !== "single"
    wrong(outcomes.length > 1 && !chosen, `nothing chooses between the outcomes of task "${name}"`, at)
    const conditions = new Set(inputs.map((i) => i.condition))
    wrong(conditions.size < inputs.length, `task "${name}" takes from one condition twice`, at)
    for (const same of twice(outcomes.map((o) => o.name))) wrong(true, `task "${name}" has two outcomes "${same}"`, at)
  }
  return findings
}

function twice(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))]
}
