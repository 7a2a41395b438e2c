/** Tasks that choose alike in a case: what one of them chose, the others choose too. */
import { Choice } from "../../src/kernel/table.ts"
import type { Item } from "./case.ts"
import { type Draw, drawn } from "./draw.ts"
import type { Model } from "./model.ts"

/** The outcome of a work item: drawn, unless one that chooses alike has chosen. */
export function chosen({ table, tasks }: Model, { task, run: { of } }: Item, draw: Draw): number {
  const { alike } = tasks[task]!
  if (alike === undefined) return drawn(draw, of.random)
  const { outcomeNames, outcomeStart, taskChoice } = table
  const names = outcomeNames.slice(outcomeStart[task], outcomeStart[task + 1])
  if (taskChoice[task] === Choice.several) {
    const key = `${alike}: ${names.join()}`
    const routes = of.alike.get(key)
    const taken = typeof routes === "number" ? routes : drawn(draw, of.random)
    of.alike.set(key, taken)
    return taken
  }
  const same = names.indexOf(String(of.alike.get(`${alike}`)))
  const taken = same < 0 ? drawn(draw, of.random) : same
  of.alike.set(`${alike}`, names[taken]!)
  return taken
}
