/** Which signals a case may take at all: the tasks that receive lie in what its entry runs. */
import { NONE } from "../../src/kernel/layout.generated.ts"
import type { Table } from "../../src/kernel/table.ts"

/** By entry, the triggers that some task waits for that a token of the entry can come to. */
export function receivedTriggers(table: Table): readonly ReadonlySet<number>[] {
  const { entryStart, marks, consumerStart, consumers, outcomeStart, arcStart, arcCondition, taskTrigger } = table
  return Array.from({ length: entryStart.length - 1 }, (_, entry) => {
    const conditions = new Set<number>(marks.subarray(entryStart[entry], entryStart[entry + 1]))
    const triggers = new Set<number>()
    for (const condition of conditions) {
      for (const task of consumers.subarray(consumerStart[condition], consumerStart[condition + 1])) {
        if (taskTrigger[task] !== NONE) triggers.add(taskTrigger[task]!)
        const [first, end] = [arcStart[outcomeStart[task]!], arcStart[outcomeStart[task + 1]!]]
        for (const to of arcCondition.subarray(first, end)) conditions.add(to)
      }
    }
    return triggers
  })
}
