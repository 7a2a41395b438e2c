/**
 * Is every task on a path from the start to an end? Linear: one walk forward, one back. Of a chain
 * of consequences only the first is said: the task nothing leads to, not all that comes after it.
 */
import type { Diagnostic } from "../diagnostic.ts"
import { authorName, deadEnd, notRouted, noWayToEnd, unreachable } from "../ir/finding.ts"
import type { ConditionIndex, Net, NetTask } from "../ir/net.ts"
import { components } from "./components.ts"

export function structure(net: Net): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  const say = (task: NetTask, finding: Diagnostic) => found.set(authorName(task), finding)

  const forward = reached(net, [net.input], false)
  const lost = net.tasks.filter((_, t) => !forward.has(t))
  const fed = new Set<number>(net.tasks.flatMap((t) => t.outcomes.flatMap((o) => o.outputs.map((a) => a.condition))))
  const first = lost.filter((t) => !t.inputs.some((i) => fed.has(i.condition)))
  const nothingEnters = first.length > 0
  for (const task of nothingEnters ? first : lost) say(task, unreachable(authorName(task), !nothingEnters, task.at))

  for (const task of net.tasks) {
    const without = task.outcomes.filter((o) => o.outputs.length === 0)
    if (without.length === task.outcomes.length) say(task, deadEnd(authorName(task), task.at))
    else for (const o of without) say(task, notRouted(authorName(task), o.name, task.at))
  }
  if (found.size === 0) for (const task of traps(net)) say(task, noWayToEnd(authorName(task), task.at))
  return [...found].flatMap(([name, finding]) => (outerNames(name).some((outer) => found.has(outer)) ? [] : [finding]))
}

/** The first task of each loop that no path leads out of. */
function traps(net: Net): readonly NetTask[] {
  const backward = reached(net, net.outputs, true)
  const consumers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach((t, i) => { for (const { condition } of t.inputs) consumers[condition]!.push(i) })
  const next = net.tasks.map((t, i) =>
    backward.has(i) ? [] : t.outcomes.flatMap((o) => o.outputs.flatMap((a) => consumers[a.condition]!)))
  const closed = components(next).filter((tasks) => {
    const inside = new Set(tasks)
    return !backward.has(tasks[0]!) && tasks.every((t) => next[t]!.every((to) => inside.has(to)))
  })
  return closed.map(([first]) => net.tasks[first!]!)
}

/** `a` and `a/b` of `a/b/c`. */
function outerNames(name: string): readonly string[] {
  return [...name.matchAll(/\//g)].map((slash) => name.slice(0, slash.index))
}

/** Tasks on some path from the conditions, or to them when `back`. */
function reached(net: Net, from: readonly ConditionIndex[], back: boolean): ReadonlySet<number> {
  const tasksAt: number[][] = net.conditions.map(() => [])
  const sides = net.tasks.map((t) => {
    const outputs = t.outcomes.flatMap((o) => o.outputs.map((a) => a.condition))
    const inputs = t.inputs.map((i) => i.condition)
    return back ? { near: outputs, far: inputs } : { near: inputs, far: outputs }
  })
  sides.forEach(({ near }, t) => { for (const c of near) tasksAt[c]!.push(t) })
  const tasks = new Set<number>()
  const conditions = new Set<number>(from)
  for (const condition of conditions) {
    for (const t of tasksAt[condition]!) {
      tasks.add(t)
      for (const c of sides[t]!.far) conditions.add(c)
    }
  }
  return tasks
}
