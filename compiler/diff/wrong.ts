/** What goes wrong with a case that moved, as one would tell it. */
import { authorName, list } from "../ir/finding.ts"
import { entriesOf, type TaskIndex } from "../ir/net.ts"
import { flooded, lateForMilestone, stuckJoin } from "../verify/causes.ts"
import { leftOver } from "../verify/told.ts"
import type { Witness } from "../verify/witness.ts"
import { type Cause, goesWrong } from "./cause.ts"
import { decoded } from "./moves.ts"
import type { Fate } from "./fates.ts"
import type { Side } from "./side.ts"
import { EventKind } from "../../src/kernel/event.ts"

/** `words`: the state that it comes to. `overflow`: the condition that would hold too many; -1: none in particular. */
export function wrongOf(
  { net, layout }: Side, entry: number, fate: Pick<Fate, "wrong" | "cycle">, words: Int32Array, overflow = -1,
): Cause {
  const marking = new Map<number, number>()
  net.conditions.forEach((_, c) => {
    const tokens = (words[layout.conditionWord[c]!]! >>> layout.conditionShift[c]!) & layout.conditionMask[c]!
    if (tokens > 0) marking.set(c, tokens)
  })
  const running = net.tasks.map((_, t) => t as TaskIndex).filter((t) =>
    ((words[layout.runningWord[t]!]! >>> layout.runningShift[t]!) & layout.runningMask[t]!) > 0)
  const seen: Witness = { entry, happened: [], marking, running, overflow }
  switch (fate.wrong) {
    case "deadlock": return stuck()
    case "overflow": return overfull()
    case "livelock": {
      const names = [...new Set(fate.cycle.map(decoded).filter(({ kind }) => kind !== EventKind.signal)
        .map(({ subject }) => authorName(net.tasks[subject]!)))].sort()
      const who = names.length === 0 ? "the case" : list(names)
      return goesWrong("livelock", names[0] ?? "", `${who} can go on for ever, and no way leads to an end`)
    }
  }

  function stuck(): Cause {
    const wrong = (task: string, message: string) => goesWrong("deadlock", task, message)
    const late = lateForMilestone(net, seen)
    if (late !== undefined) {
      const name = authorName(late.task)
      return wrong(name, `"${name}" waits for ever: it begins only while ${list(late.during)} is on offer`)
    }
    const join = stuckJoin(net, seen)
    if (join !== undefined) {
      const name = authorName(join.task)
      return wrong(name, join.partial === undefined ? `"${name}" waits for ${list(join.missing)} for ever`
        : `"${name}" waits for ever: its join wants ${join.partial.wanted} branches, and ${join.partial.came} came`)
    }
    const left = leftOver(net, seen, new Set<number>(entriesOf(net)[entry]!.outputs))
    if (left.length === 0) return wrong("", "nothing is left to do, and no end is reached")
    return wrong(left[0]!, `the case stands still at ${list(left)}`)
  }

  function overfull(): Cause {
    const wrong = (task: string, message: string) => goesWrong("overflow", task, message)
    if (overflow < 0) return wrong("", "tasks that only route go on for ever")
    const { task, bound } = flooded(net, seen)
    const name = task === undefined ? net.conditions[overflow]!.name.replace(/^end:?/, "") : authorName(task)
    if (task === undefined) return wrong(name, `an end${name === "" ? "" : ` "${name}"`} is reached twice`)
    const twice = bound === 1 ? "again before it has begun" : `more than ${bound} times before it has begun`
    return wrong(name, `"${name}" can be entered ${twice}`)
  }
}
