/** What two runs of one module built differently, said at the first thing that differs. */
import { basename } from "node:path"
import {
  canonical, type Definition, type FlowDefinition, type Place, type TaskDefinition,
} from "../../src/definition/definition.ts"
import { top, type Diagnostic } from "../diagnostic.ts"

/** Undefined if the two runs built the same: same workflows in the same order, same canonical texts. */
export function difference(
  file: string, one: readonly Definition[], two: readonly Definition[],
): Diagnostic | undefined {
  for (let i = 0; i < Math.max(one.length, two.length); i++) {
    const [a, b] = [one[i], two[i]]
    if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) continue
    const what = a === undefined || b === undefined || a.id !== b.id
      ? { subject: `workflow "${(a ?? b)!.id}"`, at: (a ?? b)!.at }
      : part(a, b)
    const mend = "take clock, random numbers and process state out of it"
    return {
      code: "KNHK1011", severity: "error",
      message: `${what.subject} differs when ${basename(file)} is read a second time: ${mend}`,
      at: what.at ?? top(file),
      notes: [],
    }
  }
  return undefined
}

function part(a: Definition, b: Definition): { readonly subject: string; readonly at: Place | undefined } {
  const whole = { subject: `workflow "${a.id}"`, at: a.at }
  const task = (t: TaskDefinition | undefined) => t && canonical({ ...a, tasks: [t], flows: [] })
  const flow = (f: FlowDefinition | undefined) => f && canonical({ ...a, tasks: [], flows: [f] })
  const t = a.tasks.find((t, i) => task(t) !== task(b.tasks[i]))
  if (t !== undefined) return { subject: `task "${t.name}" of ${whole.subject}`, at: t.at ?? a.at }
  const f = a.flows.find((f, i) => flow(f) !== flow(b.flows[i]))
  if (f !== undefined) return { subject: `a ${f.kind} of ${whole.subject}`, at: f.at ?? a.at }
  return whole
}
