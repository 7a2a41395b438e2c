/**
 * AND-joins that can never fire because nothing upstream makes a second token: exact as far as it
 * goes (a case opens with one token beside its resources, and only an outcome with several outputs, or
 * several routes at once, make more of it).
 */
import type { Diagnostic } from "../diagnostic.ts"
import { authorName, neverBoth } from "../ir/finding.ts"
import { type ConditionIndex, entriesOf, type Net, type NetTask, workInputs } from "../ir/net.ts"

export function joins(net: Net): readonly Diagnostic[] {
  const producers: NetTask[][] = net.conditions.map(() => [])
  for (const task of net.tasks) {
    for (const o of task.outcomes) for (const a of o.outputs) producers[a.condition]!.push(task)
  }
  const isWork = (c: number) => net.conditions[c]!.resource !== true
  const needed = (task: NetTask) =>
    task.inputs.reduce((sum, i) => sum + (isWork(i.condition) ? i.weight ?? 1 : 0), 0)
  const marked = new Set(entriesOf(net).flatMap((e) => (e.marked ?? []).filter(isWork)))
  const never = net.tasks.filter((t) => t.join === "and" && needed(t) > 1 && !splitBefore(t))
  return never.map((t) => neverBoth(authorName(t), needed(t), t.at))

  function splitBefore(task: NetTask): boolean {
    const conditions = new Set<ConditionIndex>(workInputs(net, task).map((i) => i.condition))
    for (const c of conditions) {
      if (marked.has(c)) return true
      for (const producer of producers[c]!) {
        const { choice, outcomes } = producer
        if (choice === "several" && outcomes.length > 2) return true
        if (outcomes.some((o) => o.outputs.filter((a) => isWork(a.condition)).length > 1)) return true
        for (const i of workInputs(net, producer)) conditions.add(i.condition)
      }
    }
    return false
  }
}
