/** What overflowed, in the words of whoever wrote the workflow. */
import { type Table, TaskKind } from "../kernel/table.ts"

/** Why a condition takes no more tokens, and what to do. No such condition: silent tasks do not come to rest. */
export function overflowOf(table: Table, condition: number): string {
  const { conditionNames, conditionBound, consumerStart, consumers, taskKind, taskNames } = table
  const name = conditionNames[condition]
  if (name === undefined) return "its silent tasks would go round for ever; let each round pass a task that is none"
  const takers = [...consumers.subarray(consumerStart[condition]!, consumerStart[condition + 1]!)]
  const tasks = takers.filter((task) => taskKind[task] !== TaskKind.silent).map((task) => taskNames[task]!)
  // Where only silent tasks take from it, it is named after the task that they lead to.
  const named = tasks.length > 0 ? tasks : [name.replace(/^[^:]*:/, "").replace(/~.*$/s, "")]
  const which = named.map((task) => JSON.stringify(task)).join(" or ")
  const bound = conditionBound[condition]!
  return `${bound === 1 ? "a second token" : `a token more than the ${bound} that may wait`} came to ${which}; ` +
    "see that no more come at once, let a join() take them together, or give its multiMerge() or join() a higher bound"
}
