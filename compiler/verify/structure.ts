/**
 * Is every task on a path from the start of an entry to an end? Linear: one walk forward, one back. Of a chain
 * of consequences only the first is said: the task nothing leads to, not all that comes after it. Resources lead
 * nowhere by themselves; what can be cancelled, or cancels the case, needs no way to an end.
 */
import type { Diagnostic } from "../diagnostic.ts"
import { authorName, deadEnd, notRouted, noWayToEnd, unreachable } from "../ir/finding.ts"
import { type ConditionIndex, entriesOf, type Net, type NetTask, type Outcome, workInputs } from "../ir/net.ts"
import { components } from "./components.ts"

export function structure(net: Net): readonly Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  const say = (task: NetTask, finding: Diagnostic) => found.set(authorName(task), finding)

  const forward = reached(net, entriesOf(net).flatMap(({ input, marked = [] }) => [input, ...marked]), false)
  const lost = net.tasks.filter((_, t) => !forward.has(t))
  const fed = new Set<number>(net.tasks.flatMap((t) => t.outcomes.flatMap((o) => o.outputs.map((a) => a.condition))))
  const first = lost.filter((t) => !workInputs(net, t).some((i) => fed.has(i.condition)))
  const nothingEnters = first.length > 0
  for (const task of nothingEnters ? first : lost) say(task, unreachable(authorName(task), !nothingEnters, task.at))

  for (const task of net.tasks) {
    if (task.cancelsCase) continue
    const outcomes = chosen(task)
    const without = outcomes.filter((o) => o.outputs.length === 0)
    if (without.length === outcomes.length) say(task, deadEnd(authorName(task), task.at))
    else for (const o of without) say(task, notRouted(authorName(task), o.name, task.at))
  }
  if (found.size === 0) for (const task of traps(net)) say(task, noWayToEnd(authorName(task), task.at))
  return [...found].flatMap(([name, finding]) => (outerNames(name).some((outer) => found.has(outer)) ? [] : [finding]))
}

/** The outcomes that lead on: of an OR-split those that take a route. */
function chosen({ choice, outcomes }: NetTask): readonly Outcome[] {
  return choice === "several" ? outcomes.filter((_, i) => i % 2 === 0) : outcomes
}

/** The first task of each loop that no path leads out of. */
function traps(net: Net): readonly NetTask[] {
  const cleared = net.tasks.flatMap((t) => (endsItself(t) ? [] : t.cancels.conditions))
  const last = net.tasks.flatMap((t) => (t.cancelsCase ? t.inputs.map((i) => i.condition) : []))
  const ends = [...entriesOf(net).flatMap((entry) => entry.outputs), ...cleared, ...last]
  const backward = reached(net, ends, true, net.tasks.flatMap((t, i) => (t.cancelsCase ? [i] : [])))
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

/** Whether a task empties what it takes from: so does the end of a sub-workflow, and all in that has to lead there. */
function endsItself({ inputs, cancels }: NetTask): boolean {
  return inputs.every((i) => cancels.conditions.includes(i.condition))
}

/** `a` and `a/b` of `a/b/c`. */
function outerNames(name: string): readonly string[] {
  return [...name.matchAll(/\//g)].map((slash) => name.slice(0, slash.index))
}

/** Tasks on some path from the conditions, or to them when `back`; these tasks too. */
function reached(
  net: Net, from: readonly ConditionIndex[], back: boolean, own: readonly number[] = [],
): ReadonlySet<number> {
  const tasksAt: number[][] = net.conditions.map(() => [])
  const sides = net.tasks.map((t) => {
    const outputs = t.outcomes.flatMap((o) => o.outputs.map((a) => a.condition))
    // What a task reads it needs as well: who marks that leads to it.
    const inputs = back ? [...t.inputs.map((i) => i.condition), ...t.reads ?? []]
      : workInputs(net, t).map((i) => i.condition)
    return back ? { near: outputs, far: inputs } : { near: inputs, far: outputs }
  })
  sides.forEach(({ near }, t) => { for (const c of near) tasksAt[c]!.push(t) })
  const tasks = new Set<number>(own)
  const conditions = new Set<number>(from)
  for (const condition of conditions) {
    for (const t of tasksAt[condition]!) {
      tasks.add(t)
      for (const c of sides[t]!.far) conditions.add(c)
    }
  }
  return tasks
}
