/** Silent tasks fire within one step, so a cycle of them alone would never let the step end. */
import type { Diagnostic } from "../diagnostic.ts"
import { silentCycle } from "../ir/finding.ts"
import type { Net } from "../ir/net.ts"

export function silentCycles(net: Net): readonly Diagnostic[] {
  const consumers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach(({ kind, inputs }, t) => {
    if (kind === "silent") for (const { condition } of inputs) consumers[condition]!.push(t)
  })
  const next = net.tasks.map(({ kind, outcomes }) =>
    kind === "silent" ? outcomes.flatMap((o) => o.outputs.flatMap((a) => consumers[a.condition]!)) : [])
  const state = new Uint8Array(net.tasks.length) // 0 not seen, 1 on the path, 2 done
  const findings: Diagnostic[] = []
  for (let root = 0; root < net.tasks.length; root++) {
    const path: { task: number; next: number }[] = []
    const enter = (task: number) => { state[task] = 1; path.push({ task, next: 0 }) }
    if (state[root] === 0) enter(root)
    while (path.length > 0) {
      const top = path.at(-1)!
      const to = next[top.task]![top.next++]
      if (to === undefined) { state[top.task] = 2; path.pop() }
      else if (state[to] === 0) enter(to)
      else if (state[to] === 1) {
        const cycle = path.slice(path.findIndex((p) => p.task === to)).map((p) => net.tasks[p.task]!)
        findings.push(silentCycle(cycle.map((t) => t.name), cycle[0]!.at))
      }
    }
  }
  return findings
}
