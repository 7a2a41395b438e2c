/** What is wrong with one rule of a definition. */
import { beginsAtOnce, checkTwice } from "./check-flow.ts"
import type { RuleDefinition, TaskDefinition } from "./definition.ts"
import { shown } from "./fault.ts"
import type { Found } from "./name.ts"

/** Tells of all that is wrong with a rule by itself. */
export function checkRule(rule: RuleDefinition, tasks: ReadonlyMap<string, TaskDefinition>, found: Found): void {
  const wrong: Found = (fault, where, name) => found(fault, `, ${rule.kind}${where}`, name, rule.at)
  for (const name of new Set(namesOf(rule))) if (!tasks.has(name)) wrong("noTask", `, ${shown(name)}`, name)
  switch (rule.kind) {
    case "milestone":
      if (beginsAtOnce(tasks.get(rule.during))) wrong("notOffered", `, ${shown(rule.during)}`, rule.during)
      return
    case "cancels":
      if (rule.region.length === 0) wrong("noFlows", "")
      return checkTwice(rule.region, wrong)
    case "cancelsCase": return
    case "completes": {
      const task = tasks.get(rule.instances)
      const plain = task !== undefined && task.instances === undefined
      return plain ? wrong("noInstances", `, ${shown(rule.instances)}`, rule.instances) : undefined
    }
    case "critical":
      if (rule.parts.length < 2) wrong("two", "")
      if (rule.parts.some((part) => part.length === 0)) wrong("noFlows", "")
      return checkTwice(rule.parts.flat(), wrong)
    case "alike":
      if (rule.tasks.length < 2) wrong("two", "")
      return checkTwice(rule.tasks, wrong)
  }
}

function namesOf(rule: RuleDefinition): readonly string[] {
  switch (rule.kind) {
    case "milestone": return [rule.task, rule.during]
    case "cancels": return [rule.task, ...rule.region]
    case "cancelsCase": return [rule.task]
    case "completes": return [rule.task, rule.instances]
    case "critical": return rule.parts.flat()
    case "alike": return rule.tasks
  }
}
