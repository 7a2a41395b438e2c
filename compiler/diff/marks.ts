/** What is marked when a workflow begins, beside its input: what partial joins keep of their rounds. */
import { entriesOf } from "../ir/net.ts"
import type { Side } from "./side.ts"

export interface Mark {
  readonly condition: number
  /** Of the sub-workflow within the case that begins with it; `""` of the case itself. */
  readonly path: string
}

export function marksOf({ net, entryTasks }: Side, entry: number): readonly Mark[] {
  const { marked = [] } = entriesOf(net)[entry]!
  const inner = entryTasks[entry]!.flatMap((t) => {
    const { name, outcomes } = net.tasks[t]!
    if (!name.startsWith("~begin~")) return []
    const put = outcomes.flatMap(({ outputs }) => outputs.map(({ condition }) => condition))
    return put.filter((condition) => net.conditions[condition]!.resource)
      .map((condition) => ({ condition, path: name.slice("~begin~".length) }))
  })
  return [...marked.map((condition) => ({ condition, path: "" })), ...inner]
}
