/** What two runs of one module built differently, said at the first thing that differs. */
import { basename } from "node:path"
import { canonical, type Definition, type FlowDefinition, type Place, type TaskDefinition } from "../../src/definition/definition.ts"
import { top, type Diagnostic } from "../diagnostic.ts"

/** Undefined if the two runs built the same: same workflows in the same order, same canonical texts. */
export function difference(file: string, one: readonly Definition[], two: readonly Definition[]): Diagnostic | undefined {
  for (let i = 0; i < Math.max(one.length, two.length); i++) {
    const [a, b] = [one[i], two[i]]
    if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) continue
    const what = a === undefined || b === undefined || a.id !== b.id
      ? { subject: `workflow "${(a ?? b)!.id}"`, at: (a ?? b)!.at }
      : part(a, b)
    return {
      code: "KNHK1011", severity: "error",
      message: `${what.subject} differs when ${basename(file)} is read a second time: take clock, random numbers and process state out of it`,
      at: what.at ?? top(file),
      notes: [],
    }
  }
  return undefined
}

function part(a: Definition, b: Definition): { readonly subject: string; readonly at: Place | undefined } {
  const whole = { subject: `workflow "${a.id}"`, at: a.at }
  const alone = (tasks: readonly TaskDefinition[], flows: readonly FlowDefinition[]) => canonical({ ...a, tasks, flows })
  for (const [i, task] of a.tasks.entries()) {
    const other = b.tasks[i]
    if (other === undefined || alone([task], []) !== alone([other], [])) return { subject: `task "${task.name}" of ${whole.subject}`, at: task.at ?? a.at }
  }
  for (const [i, flow] of a.flows.entries()) {
    const other = b.flows[i]
    if (other === undefined || alone([], [flow]) !== alone([], [other])) return { subject: `a ${flow.kind} of ${whole.subject}`, at: flow.at ?? a.at }
  }
  return whole
}
