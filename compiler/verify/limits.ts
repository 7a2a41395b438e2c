/** Bounds of a net: what the table's columns and the kernels' counters hold, with room to spare. */
import type { Diagnostic } from "../diagnostic.ts"
import { malformed, limit } from "../ir/finding.ts"
import type { Net } from "../ir/net.ts"

export const LIMITS = {
  tasks: 16_384,
  conditions: 65_536,
  arcs: 262_144,
  outcomesOfTask: 1_024,
  /** Tokens of one case in one condition: the kernels count in bytes. */
  bound: 255,
} as const

export function limits(net: Net): readonly Diagnostic[] {
  const findings: Diagnostic[] = []
  const check = (what: string, count: number, max: number, at?: Net["tasks"][number]["at"]) => {
    if (count > max) findings.push(limit(what, count, max, at))
  }
  const arcs = net.tasks.reduce((sum, t) => sum + t.inputs.length + t.outcomes.reduce((n, o) => n + o.outputs.length, 0), 0)
  check(`tasks of workflow "${net.id}"`, net.tasks.length, LIMITS.tasks)
  check(`conditions of workflow "${net.id}"`, net.conditions.length, LIMITS.conditions)
  check(`arcs of workflow "${net.id}"`, arcs, LIMITS.arcs)
  for (const t of net.tasks) check(`outcomes of "${t.name}"`, t.outcomes.length, LIMITS.outcomesOfTask, t.at)
  for (const c of net.conditions) {
    if (!Number.isInteger(c.bound) || c.bound < 1) findings.push(malformed(`the bound of condition "${c.name}" is not a whole number above 0`, c.at))
    else check(`bound of condition "${c.name}"`, c.bound, LIMITS.bound, c.at)
  }
  for (const name of twice(net.tasks.map((t) => t.name))) findings.push(malformed(`two tasks are named "${name}"`))
  for (const name of twice(net.conditions.map((c) => c.name))) findings.push(malformed(`two conditions are named "${name}"`))
  for (const t of net.tasks) {
    if (t.inputs.length === 0) findings.push(malformed(`task "${t.name}" has no input`, t.at))
    if (t.outcomes.length === 0) findings.push(malformed(`task "${t.name}" has no outcome`, t.at))
    if (t.kind === "silent" && t.outcomes.length > 1) findings.push(malformed(`silent task "${t.name}" has more than one outcome`, t.at))
    for (const c of twice(t.inputs.map((i) => net.conditions[i.condition]!.name))) findings.push(malformed(`"${t.name}" takes "${c}" twice`, t.at))
    for (const name of twice(t.outcomes.map((o) => o.name))) findings.push(malformed(`"${t.name}" has two outcomes "${name}"`, t.at))
  }
  if (net.outputs.length === 0) findings.push(malformed("it has no output condition"))
  return findings
}

function twice(names: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  return [...new Set(names.filter((name) => seen.size === seen.add(name).size))]
}
