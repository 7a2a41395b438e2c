/**
 * Are the names and ways of a definition in order? What types refuse in the editor is refused here
 * with the same meaning for definitions that came another way. Sub-workflows are looked at too.
 */
import type {
  Definition, FlowDefinition, Place, RuleDefinition, TaskDefinition,
} from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"
import * as finding from "./finding.ts"
import { enteredBy, plainTargetsOf, sourcesOf } from "./flow.ts"
import { resolveFlow } from "./resolve-flow.ts"
import { resolveRule } from "./resolve-rule.ts"
import { resolveTask } from "./resolve-task.ts"
import { callsWithoutWayOut } from "./way-out.ts"

/** The findings on a definition and all of its sub-workflows. It can be lowered if none is an error. */
export function resolve(definition: Definition): readonly Diagnostic[] {
  const findings: Diagnostic[] = []
  const signals = new Map<string, TaskDefinition>()
  resolveScope(definition, [], signals, findings)
  const calls = findings.some(({ severity }) => severity === "error") ? [] : callsWithoutWayOut(definition)
  return [...findings, ...calls]
}

/** `signals`: the first task that waits for each, in the whole net. */
function resolveScope(
  definition: Definition, around: readonly Definition[], signals: Map<string, TaskDefinition>, findings: Diagnostic[],
): void {
  const path = [...around, definition]
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
    if (names.every((name) => tasks.has(name))) resolveFlow(flow, definition, tasks, findings)
    for (const from of new Set(sourcesOf(flow))) {
      const first = wayOut.get(from)
      if (first) findings.push(finding.twoWaysOut(from, flow.at, first.at))
      else wayOut.set(from, flow)
      if (definition.ends.includes(from)) findings.push(finding.endGoesOn(from, flow.at))
    }
  }
  for (const rule of definition.rules ?? []) {
    const names = namesOfRule(rule)
    for (const name of new Set(names)) known(name, rule.at)
    if (names.every((name) => tasks.has(name))) resolveRule(rule, definition, tasks, findings)
  }
  entriesOfInterleaved(definition, findings)

  for (const task of definition.tasks) {
    resolveTask(task, path, signals, findings)
    if (task.workflow === undefined) continue
    const ids = [...path, task.workflow].map(({ id }) => id)
    if (path.some(({ id }) => id === task.workflow!.id)) findings.push(finding.recursion(ids, task.at))
    else resolveScope(task.workflow, path, signals, findings)
  }
}

/** What is interleaved has no other way in: it would come in without its turn. */
function entriesOfInterleaved({ start, flows }: Definition, findings: Diagnostic[]): void {
  for (const flow of flows) {
    if (flow.kind !== "interleave") continue
    for (const task of new Set(flow.tasks)) {
      const others = flows.filter((other) => other !== flow && enteredBy(other).includes(task))
      const own = task === start || task === flow.from || flow.to === task
      if (own || others.length > 0) findings.push(finding.enteredBeside(task, others[0]?.at ?? flow.at))
    }
  }
}

function namesOf(flow: FlowDefinition): readonly string[] {
  const routed = plainTargetsOf(flow)
  const region = flow.kind === "partial" ? flow.region ?? [] : []
  const ordered = flow.kind === "interleave" ? flow.order.flat() : []
  return [...new Set([...sourcesOf(flow), ...routed, ...enteredBy(flow), ...region, ...ordered])]
}

function namesOfRule(rule: RuleDefinition): readonly string[] {
  switch (rule.kind) {
    case "milestone": return [rule.task, rule.during]
    case "cancels": return [rule.task, ...rule.region]
    case "cancelsCase": return [rule.task]
    case "completes": return [rule.task, rule.instances]
    case "critical": return rule.parts.flat()
    case "alike": return rule.tasks
  }
}
