/**
 * What a local OR-join (37) waits for: every token on a way to an input that is empty. That is right where such a
 * token always goes on: no way leads back, and no task on the way waits for more than one token.
 */
import { authorName } from "./finding.ts"
import type { ConditionIndex, Net, NetTask, TaskIndex, Wait } from "./net.ts"

/** While an input is empty, every token on a way to it is waited for. */
export function localWaits(net: Net, join: TaskIndex): readonly Wait[] {
  return net.tasks[join]!.inputs.flatMap(({ condition: input }, missing) => {
    const { conditions, tasks } = wayTo(net, join, [input])
    const places = [
      ...conditions.filter((condition) => condition !== input).map((condition) => ({ condition })),
      ...tasks.filter((t) => mayPut(net.tasks[t]!)).map((task) => ({ task })),
    ]
    return places.map((place): Wait => ({ missing, needs: [{ place, count: 1 }] }))
  })
}

/** Why that is not right for an OR-join: a sentence that goes on. */
export function whyNotLocal(net: Net, join: TaskIndex): string | undefined {
  const { tasks } = wayTo(net, join, net.tasks[join]!.inputs.map(({ condition }) => condition))
  if (leadsBack(net, join, tasks)) return "a way leads from it back to it"
  for (const t of tasks) {
    const task = net.tasks[t]!
    const first = `"${authorName(task)}" on the way to it`
    if (task.reads !== undefined && task.reads.length > 0) return `${first} waits for a milestone, which may never come`
    const several = task.inputs.length > 1 || task.inputs.some(({ weight = 1 }) => weight > 1)
    if (task.join === "and" && several) return `${first} waits for several tokens, and not all of them may come`
  }
  return undefined
}

/** The conditions and tasks on the ways to some conditions, these among them, that do not lead through the join. */
function wayTo(
  net: Net, join: TaskIndex, to: readonly ConditionIndex[],
): { readonly conditions: readonly ConditionIndex[]; readonly tasks: readonly TaskIndex[] } {
  const producers: TaskIndex[][] = net.conditions.map(() => [])
  net.tasks.forEach((task, t) => {
    for (const o of task.outcomes) for (const { condition } of o.outputs) producers[condition]!.push(t as TaskIndex)
  })
  const conditions = new Set(to)
  const tasks = new Set<TaskIndex>()
  for (const c of conditions) {
    for (const t of producers[c]!) {
      if (t === join) continue
      tasks.add(t)
      for (const { condition } of net.tasks[t]!.inputs) conditions.add(condition)
    }
  }
  return { conditions: [...conditions].sort((a, b) => a - b), tasks: [...tasks].sort((a, b) => a - b) }
}

/** Whether what the join puts may come to the tasks on the ways to it, or to itself at once. */
function leadsBack(net: Net, join: TaskIndex, before: readonly TaskIndex[]): boolean {
  const takes = new Set([join, ...before].flatMap((t) => net.tasks[t]!.inputs.map(({ condition }) => condition)))
  return net.tasks[join]!.outcomes.some((o) => o.outputs.some(({ condition }) => takes.has(condition)))
}

/** Whether a task that runs may still put tokens: those that route or receive never run. */
function mayPut({ kind, instances }: NetTask): boolean {
  return kind !== "silent" && kind !== "receive" && instances?.threshold !== 0
}
