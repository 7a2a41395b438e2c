/**
 * Silent tasks fire within one step, so a cycle of them alone would never let the step end. Resources lead to nobody:
 * a join that is set up anew waits for its branches.
 */
import type { Diagnostic } from "../diagnostic.ts"
import { authorName, silentCycle } from "../ir/finding.ts"
import type { Net } from "../ir/net.ts"
import { components } from "./components.ts"

export function silentCycles(net: Net): readonly Diagnostic[] {
  const consumers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach((task, t) => {
    if (task.kind !== "silent") return
    for (const { condition } of task.inputs) if (!net.conditions[condition]!.resource) consumers[condition]!.push(t)
  })
  const next = net.tasks.map(({ kind, outcomes }) =>
    kind === "silent" ? outcomes.flatMap((o) => o.outputs.flatMap((a) => consumers[a.condition]!)) : [])
  const cycles = components(next).filter(([first, second]) => second !== undefined || next[first!]!.includes(first!))
  return cycles.map((cycle) => {
    const tasks = cycle.map((t) => net.tasks[t]!)
    return silentCycle([...new Set(tasks.map(authorName))], tasks[0]!.at)
  })
}
