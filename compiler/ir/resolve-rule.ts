/** Is one rule of a definition in order, all of whose tasks are there? */
import type { Definition, RuleDefinition, TaskDefinition } from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"
import * as finding from "./finding.ts"
import { enteredBy, type RuleOf } from "./flow.ts"
import { beginsAtOnce, waits } from "./offered.ts"
import { repeated } from "./resolve-flow.ts"

type Tasks = ReadonlyMap<string, TaskDefinition>

export function resolveRule(
  rule: RuleDefinition, definition: Definition, tasks: Tasks, findings: Diagnostic[],
): void {
  switch (rule.kind) {
    case "milestone": resolveMilestone(rule, definition, tasks, findings); break
    case "cancels":
      if (rule.region.length === 0) findings.push(finding.emptyFlow(rule.task, rule.at))
      for (const name of repeated(rule.region)) findings.push(finding.namedTwice(name, rule.at))
      break
    case "cancelsCase": break
    case "completes":
      if (tasks.get(rule.instances)!.instances === undefined) {
        findings.push(finding.noInstances(rule.instances, rule.at))
      }
      if (definition.rules!.some((other) => other.kind === "completes" && other.task === rule.instances)) {
        findings.push(finding.completesOn(rule.instances, rule.task, rule.at))
      }
      break
    case "critical":
      if (rule.parts.length < 2) findings.push(finding.tooFew(rule.parts.flat()[0] ?? definition.id, rule.at))
      if (rule.parts.some((part) => part.length === 0)) {
        findings.push(finding.emptyFlow(rule.parts.flat()[0] ?? definition.id, rule.at))
      }
      for (const name of repeated(rule.parts.flat())) findings.push(finding.namedTwice(name, rule.at))
      break
    case "alike": resolveAlike(rule, definition, tasks, findings); break
  }
}

/** All of them choose, between the same outcomes or as many routes, and each in one such rule. */
function resolveAlike(
  { tasks: names, at }: RuleOf<"alike">, { flows, rules = [] }: Definition, tasks: Tasks, findings: Diagnostic[],
): void {
  if (names.length < 2) findings.push(finding.tooFew(names[0] ?? "", at))
  const all = rules.flatMap((rule) => (rule.kind === "alike" ? rule.tasks : []))
  for (const name of repeated(all)) if (names.includes(name)) findings.push(finding.namedTwice(name, at))
  const ways = names.map((name) => {
    const flow = flows.find((one) => (one.kind === "guard" || one.kind === "or") && one.from === name)
    const routes = flow !== undefined && "routes" in flow && Array.isArray(flow.routes) ? flow.routes.length : undefined
    return routes === undefined ? Object.keys(tasks.get(name)!.outcomes).toSorted().join() : `${flow!.kind} ${routes}`
  })
  names.forEach((name, i) => {
    if (ways[i] !== ways[0] || ways[i] === "done") findings.push(finding.notAlike(name, names[0]!, at))
  })
}

function resolveMilestone(
  { task, during, at }: RuleOf<"milestone">, { start, flows }: Definition, tasks: Tasks, findings: Diagnostic[],
): void {
  if (task === during) findings.push(finding.namedTwice(task, at))
  if (beginsAtOnce(tasks.get(during)!)) findings.push(finding.notOffered(during, at))
  else if (!waits(tasks.get(during)!)) findings.push(finding.hardlyOffered(during, at))
  const into = flows.filter((flow) => enteredBy(flow).includes(during))
  const choices = into.filter((flow) => flow.kind === "defer")
  const ways = choices.length + (choices.length < into.length || during === start ? 1 : 0)
  if (ways > 1) findings.push(finding.offeredTwice(during, at))
}
