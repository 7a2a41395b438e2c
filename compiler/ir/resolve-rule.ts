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
  }
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
