/** Which tasks are of which entry: entries share no condition, so it is those that lead to each other somehow. */
import { entriesOf, type Net, type TaskIndex } from "../ir/net.ts"

/** Tasks by entry. One that is connected to no entry is of none. */
export function tasksByEntry(net: Net): readonly (readonly TaskIndex[])[] {
  const all = net.tasks.map((_, t) => t as TaskIndex)
  const entries = entriesOf(net)
  if (entries.length === 1) return [all]
  const owner = net.conditions.map((_, c) => c)
  const find = (c: number): number => {
    let root = c
    while (owner[root] !== root) root = owner[root] = owner[owner[root]!]!
    return root
  }
  const conditionsOf = (t: TaskIndex) => {
    const { inputs, outcomes } = net.tasks[t]!
    return [...inputs, ...outcomes.flatMap(({ outputs }) => outputs)].map(({ condition }) => condition)
  }
  for (const t of all) {
    const [first, ...others] = conditionsOf(t)
    for (const c of others) owner[find(c)] = find(first!)
  }
  return entries.map(({ input, marked = [], outputs }) => {
    const homes = new Set([input, ...marked, ...outputs].map(find))
    return all.filter((t) => homes.has(find(conditionsOf(t)[0]!)))
  })
}
