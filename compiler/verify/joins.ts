/**
 * AND-joins that can never fire because nothing upstream makes a second token: exact as far as it
 * goes (a case opens with one token, and only an outcome with several outputs makes more of it).
 */
import type { Diagnostic } from "../diagnostic.ts"
import { authorName, neverBoth } from "../ir/finding.ts"
import type { Net, NetTask } from "../ir/net.ts"

export function joins(net: Net): readonly Diagnostic[] {
  const producers: NetTask[][] = net.conditions.map(() => [])
  for (const task of net.tasks) {
    for (const o of task.outcomes) for (const a of o.outputs) producers[a.condition]!.push(task)
  }
  const never = net.tasks.filter((t) => t.join === "and" && t.inputs.length > 1 && !splitBefore(t))
  return never.map((t) => neverBoth(authorName(t), t.inputs.length, t.at))

  function splitBefore(task: NetTask): boolean {
    const conditions = new Set<number>(task.inputs.map((i) => i.condition))
    for (const c of conditions) {
      for (const producer of producers[c]!) {
        if (producer.outcomes.some((o) => o.outputs.length > 1)) return true
        for (const i of producer.inputs) conditions.add(i.condition)
      }
    }
    return false
  }
}
