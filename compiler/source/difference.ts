/** What two runs of one module built differently, said at the first thing that differs. */
import { basename } from "node:path"
import {
  canonical, type Definition, type FlowDefinition, type Place, type RuleDefinition, type TaskDefinition,
} from "../../src/definition/definition.ts"
import { top, type Diagnostic } from "../diagnostic.ts"

/** What one run built: workflows in order, and which of them are exported under which name. */
export interface Built {
  readonly definitions: readonly Definition[]
  readonly exports: readonly (readonly [name: string, index: number])[]
}

/** Undefined if the two runs built the same: same workflows in the same order, same exports. */
export function difference(file: string, one: Built, two: Built): Diagnostic | undefined {
  const what = first(one, two)
  if (what === undefined) return undefined
  const mend = "take clock, random numbers and process state out of it"
  return {
    code: "KNHK1011", severity: "error",
    message: `${what.subject} differs when ${basename(file)} is read a second time: ${mend}`,
    at: what.at ?? top(file),
    notes: [],
  }
}

function first(one: Built, two: Built): Part | undefined {
  for (let i = 0; i < Math.max(one.definitions.length, two.definitions.length); i++) {
    const [a, b] = [one.definitions[i], two.definitions[i]]
    if (a !== undefined && b !== undefined && whole(a) === whole(b)) continue
    if (a !== undefined && b?.id === a.id) return part(a, b)
    return { subject: `workflow "${(a ?? b)!.id}"`, at: (a ?? b)!.at }
  }
  const same = JSON.stringify(one.exports) === JSON.stringify(two.exports)
  return same ? undefined : { subject: "what is exported", at: undefined }
}

/** The canonical text and what it leaves out of each task. */
function whole(definition: Definition): string {
  return JSON.stringify([
    canonical(definition),
    definition.tasks.map((t) => [
      t.retry, t.timeout, t.role, t.due, t.after, t.signal?.keep?.timeToLive, t.instances?.concurrency,
    ]),
  ])
}

interface Part {
  readonly subject: string
  readonly at: Place | undefined
}

function part(a: Definition, b: Definition): Part {
  const all = { subject: `workflow "${a.id}"`, at: a.at }
  const task = (t: TaskDefinition | undefined) => t && whole({ ...a, tasks: [t], flows: [], rules: [] })
  const flow = (f: FlowDefinition | undefined) => f && canonical({ ...a, tasks: [], flows: [f], rules: [] })
  const rule = (r: RuleDefinition | undefined) => r && canonical({ ...a, tasks: [], flows: [], rules: [r] })
  const t = a.tasks.find((t, i) => task(t) !== task(b.tasks[i]))
  if (t !== undefined) return { subject: `task "${t.name}" of ${all.subject}`, at: t.at ?? a.at }
  const f = a.flows.find((f, i) => flow(f) !== flow(b.flows[i]))
  if (f !== undefined) return { subject: `a ${f.kind} of ${all.subject}`, at: f.at ?? a.at }
  const r = a.rules?.find((r, i) => rule(r) !== rule(b.rules?.[i]))
  if (r !== undefined) return { subject: `a ${r.kind} of ${all.subject}`, at: r.at ?? a.at }
  return all
}
