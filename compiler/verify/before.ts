/** What lies on the ways to a place of a net. */
import type { ConditionIndex, Net, TaskIndex } from "../ir/net.ts"

/** Conditions from which a path leads to one of these. */
export function before(net: Net, to: readonly ConditionIndex[]): ReadonlySet<ConditionIndex> {
  const found = new Set(to)
  const producers: TaskIndex[][] = net.conditions.map(() => [])
  net.tasks.forEach(({ outcomes }, t) => {
    for (const { outputs } of outcomes) for (const { condition } of outputs) producers[condition]!.push(t as TaskIndex)
  })
  for (const c of found) for (const t of producers[c]!) for (const i of net.tasks[t]!.inputs) found.add(i.condition)
  return found
}
