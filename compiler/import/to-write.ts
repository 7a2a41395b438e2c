/** What an import leaves to a person, beside the handlers that every task has. */
import type { Imported, ImportedTask } from "./imported.ts"

export interface ToWrite {
  /** Decisions, and tasks that take several ways, whose choice nobody has written yet. */
  readonly decisions: number
  /** Conditions of the model that are comments now, or texts that a function stands in for. */
  readonly conditions: number
  /** Outcomes that the model has no name for. */
  readonly borrowed: number
}

export function toWrite({ workflows }: Imported): ToWrite {
  const tasks = workflows.flatMap((workflow) => workflow.tasks)
  const ways = tasks.map(waysOf)
  const untils = tasks.filter(({ work }) => "many" in work && work.many?.until !== undefined).length
  return {
    decisions: ways.filter((one) => one !== undefined).length,
    conditions: ways.flatMap((one) => one ?? []).filter(({ condition }) => condition).length + untils,
    borrowed: ways.flatMap((one) => one ?? []).filter(({ borrowed }) => borrowed).length,
  }
}

const waysOf = ({ work }: ImportedTask) =>
  (work.kind === "decision" ? work.outcomes : work.kind === "choice" ? work.routes : undefined)
