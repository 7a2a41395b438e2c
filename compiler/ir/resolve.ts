/**
 * Are the names and ways of a definition in order? What types refuse in the editor is refused here
 * with the same meaning for definitions that came another way. Sub-workflows are looked at too.
 */
import type { Definition, FlowDefinition, Place, TaskDefinition } from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"
import * as finding from "./finding.ts"
import { sourcesOf, targetsOf, tasksOf } from "./flow.ts"

/** The findings on a definition and all of its sub-workflows; empty if it can be lowered. */
export function resolve(definition: Definition): readonly Diagnostic[] {
  const findings: Diagnostic[] = []
  resolveScope(definition, [], findings)
  return findings
}

function resolveScope(definition: Definition, outer: readonly string[], findings: Diagnostic[]): void {
  const path = [...outer, definition.id]
  const tasks = new Map<string, TaskDefinition>()
  for (const task of definition.tasks) {
    if (tasks.has(task.name)) findings.push(finding.duplicateTask(task.name, task.at))
    tasks.set(task.name, task)
  }
  const known = (name: string, at: Place | undefined) => {
    if (!tasks.has(name)) findings.push(finding.unknownTask(name, at))
  }
  known(definition.start, definition.at)
  for (const end of definition.ends) known(end, definition.at)
  if (definition.ends.length === 0) findings.push(finding.noEnd(definition.id, definition.at))

  const wayOut = new Map<string, FlowDefinition>()
  for (const flow of definition.flows) {
    const names = namesOf(flow)
    for (const name of names) known(name, flow.at)
    if (names.every((name) => tasks.has(name))) resolveFlow(flow, tasks, findings)
    for (const from of new Set(sourcesOf(flow))) {
      const first = wayOut.get(from)
      if (first) findings.push(finding.twoWaysOut(from, flow.at, first.at))
      else wayOut.set(from, flow)
      if (definition.ends.includes(from)) findings.push(finding.endGoesOn(from, flow.at))
    }
  }

  for (const task of definition.tasks) {
    if (task.kind !== "sub") continue
    const inner = task.workflow!
    if (path.includes(inner.id)) findings.push(finding.recursion([...path, inner.id], task.at))
    else resolveScope(inner, path, findings)
  }
}

function resolveFlow(flow: FlowDefinition, tasks: ReadonlyMap<string, TaskDefinition>, findings: Diagnostic[]): void {
  const outcomes = (task: string) => Object.keys(tasks.get(task)!.outcomes)
  if (flow.kind !== "xor") {
    for (const from of new Set(sourcesOf(flow))) {
      if (outcomes(from).length > 1) findings.push(finding.decisionLeft(from, flow.at))
    }
  }
  switch (flow.kind) {
    case "flow": break
    case "and":
      if (flow.to.length === 0) findings.push(finding.emptyFlow(flow.from, flow.at))
      for (const to of repeated(flow.to)) findings.push(finding.splitTwice(to, flow.from, flow.at))
      break
    case "xor":
      for (const outcome of outcomes(flow.from)) {
        if (!(outcome in flow.routes)) findings.push(finding.notRouted(flow.from, outcome, flow.at))
      }
      for (const outcome of Object.keys(flow.routes)) {
        if (outcomes(flow.from).includes(outcome)) continue
        findings.push(finding.unknownOutcome(flow.from, outcome, flow.at))
      }
      break
    case "guard": {
      const last = flow.routes.length - 1
      const open = flow.routes.findIndex((r) => r.guard === undefined)
      if (open < 0 || open < last) findings.push(finding.otherwiseLast(flow.from, flow.at))
      break
    }
    case "join":
      if (sourcesOf(flow).length === 0) findings.push(finding.emptyFlow(flow.to, flow.at))
      for (const from of repeated(sourcesOf(flow))) findings.push(finding.joinedTwice(from, flow.to, flow.at))
      break
    case "merge":
      if (flow.from.length === 0) findings.push(finding.emptyFlow(flow.to, flow.at))
      break
  }
  for (const to of targetsOf(flow)) {
    if (to.kind !== "all") continue
    if (to.tasks.length === 0) findings.push(finding.emptyFlow(sourcesOf(flow)[0]!, flow.at))
    for (const task of repeated(to.tasks)) findings.push(finding.splitTwice(task, sourcesOf(flow)[0]!, flow.at))
  }
}

function namesOf(flow: FlowDefinition): readonly string[] {
  const routed = targetsOf(flow).flatMap(tasksOf)
  const to = "to" in flow ? flow.to : []
  return [...new Set([...sourcesOf(flow), ...(typeof to === "string" ? [to] : to), ...routed])]
}

function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, i) => names.indexOf(name) !== i))]
}
