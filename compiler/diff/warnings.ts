/** What is to be said of cases that can move, and what they did and do then. */
import { told } from "../verify/told.ts"
import type { Pair } from "./mover.ts"
import { playedOld, playedOn } from "./played.ts"
import type { Side } from "./side.ts"
import type { Space } from "./space.ts"
import { misplaced, type Moved, wayTo } from "./twice.ts"

/** What some cases that move do twice, or never do, because a task stands elsewhere now. */
export interface MoveWarning {
  /** `twice`: it came before where the case is, and comes after that now. `never`: the other way round. */
  readonly kind: "twice" | "never"
  readonly task: string
  readonly message: string
  /** In how many markings. */
  readonly markings: number
  /** What the case did under the old version, as in an obstacle. */
  readonly run: string
  /** Of `twice`: what it does under the new version until it does the task again. */
  readonly then?: string
  readonly within?: string
}

/** What was searched: both versions, the run to a state of the old one, and how many states may be looked at. */
interface Searched {
  readonly from: Space
  readonly to: Space
  readonly way: (state: number) => readonly number[]
  readonly states: number
}

/** `roots`: by state of the old version where it moves to; `fresh`: a space of the new version with nothing in it. */
export function warningsOf(
  old: Side, next: Side, pair: Pair & { readonly within?: string }, { from, to, way, states }: Searched,
  roots: readonly (number | undefined)[], fresh: () => Space,
): readonly MoveWarning[] {
  const native = fresh()
  native.open(pair.next)
  native.explore(states)
  if (!native.isComplete) return []
  const moved = roots.flatMap((root, state): readonly Moved[] => {
    if (root === undefined) return []
    const found = native.find(to.words(root), to.chosen(root))
    return [{ from: state, to: root, ...(found !== undefined && { native: found }) }]
  })
  const found = misplaced(old, next, old.entryTasks[pair.old]!, { old: from, next: to, native }, moved)
  return found.map(({ kind, task, now, at, markings }) => {
    const name = old.tasks[task]!
    const run = playedOld(old, pair.old, way(at.from), from.words(at.from))
    const then = kind === "never" ? undefined
      : told(next.net, playedOn(next, to.words(at.to), wayTo(to, next, at.to, now)).happened)
    const message = kind === "twice"
      ? `"${name}" is done twice: it came before where the case stands, and comes after that now`
      : `"${name}" is left out: it came after where the case stands, and comes before that now`
    return {
      kind, task: name, message, markings, run, ...(then !== undefined && { then }),
      ...(pair.within !== undefined && { within: pair.within }),
    }
  })
}
