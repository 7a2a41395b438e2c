/** Who cancelled what a join still waits for. */
import type { ConditionIndex, Net, NetTask } from "../ir/net.ts"
import { before } from "./before.ts"
import type { Witness } from "./witness.ts"

/**
 * The last task of the run that emptied something from which a way leads to one of these. Tokens are counted as the
 * run tells them; of those that tasks take which only route it does not, so they are left out.
 */
export function lastCanceller(
  net: Net, happened: Witness["happened"], missing: readonly ConditionIndex[],
): NetTask | undefined {
  const leads = before(net, missing)
  const routed = new Set(net.tasks.filter(({ kind }) => kind === "silent")
    .flatMap(({ inputs }) => inputs.map(({ condition }) => condition)))
  const tokens = new Map<number, number>()
  const running = new Set<number>()
  let found: NetTask | undefined
  for (const { task: t, kind, puts } of happened) {
    const task = net.tasks[t]!
    if (kind === "start" || kind === "both" || kind === "signal") {
      for (const { condition, weight = 1 } of task.inputs) {
        tokens.set(condition, Math.max(0, (tokens.get(condition) ?? 0) - weight))
      }
      running.add(t)
    }
    if (kind !== "start") {
      running.delete(t)
      const { conditions, tasks } = task.cancels
      const isLost = conditions.some((c) => leads.has(c) && !routed.has(c) && (tokens.get(c) ?? 0) > 0)
        || tasks.some((other) => running.has(other) && net.tasks[other]!.outcomes.some(({ outputs }) =>
          outputs.some(({ condition }) => leads.has(condition))))
      if (isLost) found = task
      for (const c of conditions) tokens.delete(c)
      for (const other of tasks) running.delete(other)
    }
    for (const c of puts) tokens.set(c, (tokens.get(c) ?? 0) + 1)
  }
  return found
}
