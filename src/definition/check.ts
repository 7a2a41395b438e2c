/**
 * What is wrong with a definition by itself, found without the compiler: names, ends, routes, numbers, and
 * tasks that no flow enters or leaves. The types say most of it before; this holds where they were bypassed.
 */
import { checkFlow, endsOf } from "./check-flow.ts"
import { checkRule } from "./check-rule.ts"
import type { Definition, SignalDefinition, TaskDefinition } from "./definition.ts"
import { detail, type FaultDetail, shown } from "./fault.ts"
import { type Found, isName } from "./name.ts"

/** Everything that is wrong, in the order of the definition. */
export function check(definition: Definition): readonly FaultDetail[] {
  const faults: FaultDetail[] = []
  const whole = `workflow ${shown(definition.id)}`
  const found: Found = (fault, where, name, at = definition.at) =>
    void faults.push(detail(fault, `${whole}${where}`, name, at))

  if (!isName(definition.id)) found("name", "", definition.id)
  if (!["explicit", "implicit"].includes(definition.termination)) found("termination", "")
  const tasks = new Map(definition.tasks.map((t) => [t.name, t]))
  if (tasks.size === 0) found("noTasks", "")
  const signals = new Map<string, SignalDefinition>()
  for (const task of definition.tasks) checkTask(task)

  const entered = new Set([definition.start])
  const left = new Set<string>(definition.ends)
  if (definition.ends.length === 0) found("noEnd", "")
  for (const name of [definition.start, ...definition.ends]) {
    if (!tasks.has(name)) found("noTask", `, ${shown(name)}`, name)
  }
  definition.ends.forEach((end, i) => {
    if (definition.ends.indexOf(end) !== i) found("endTwice", `, ${shown(end)}`, end)
  })
  checkRecursion()

  for (const flow of definition.flows) {
    checkFlow(flow, tasks, found)
    const { from, to } = endsOf(flow)
    for (const name of from) left.add(name)
    for (const name of to) entered.add(name)
  }
  for (const rule of definition.rules ?? []) checkRule(rule, tasks, found)

  for (const { name, at } of definition.tasks) {
    if (!entered.has(name)) found("unreachable", `, task ${shown(name)}`, name, at)
    if (!left.has(name)) found("deadEnd", `, task ${shown(name)}`, name, at)
  }
  return faults

  function checkTask({ name, kind, outcomes, signal, calls, at }: TaskDefinition): void {
    const silent = kind === "silent" && /^~\d+$/.test(name)
    if (!silent && !isName(name)) found("name", `, task ${shown(name)}`, name, at)
    for (const outcome of Object.keys(outcomes)) {
      if (!isName(outcome)) found("name", `, outcome ${shown(outcome)} of ${shown(name)}`, outcome, at)
    }
    if (kind === "call" && !isName(calls)) found("name", `, recursion of ${shown(name)}`, calls, at)
    if (signal === undefined) return
    if (!isName(signal.name)) found("name", `, signal ${shown(signal.name)} of ${shown(name)}`, signal.name, at)
    const first = signals.get(signal.name) ?? signal
    signals.set(signal.name, first)
    const alike = first.keep?.most === signal.keep?.most && first.keep?.timeToLive === signal.keep?.timeToLive
    if (!alike) found("keepAlike", `, signal ${shown(signal.name)} of ${shown(name)}`, name, at)
  }

  /** The start runs the workflow anew before anything else, or nothing but a run of it ends the workflow. */
  function checkRecursion(): void {
    const again = (name: string) => tasks.get(name)?.kind === "call" && tasks.get(name)?.calls === definition.id
    const { start, ends: [end] } = definition
    const stuck = again(start) ? start : definition.ends.every(again) ? end : undefined
    if (stuck !== undefined) found("noWayOut", `, ${shown(stuck)}`, stuck, tasks.get(stuck)?.at)
  }
}
