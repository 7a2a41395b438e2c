/** Whether running cases can move from one version to the other, case by case of all that there can be. */
import { Status } from "../../src/kernel/command.ts"
import { hasManyRoutes } from "../verify/production.ts"
import { told } from "../verify/told.ts"
import type { Cause, ObstacleCause } from "./cause.ts"
import { Choices } from "./choices.ts"
import { type Fate, Fates } from "./fates.ts"
import { landmarks } from "./landmarks.ts"
import { type Pair, Mover } from "./mover.ts"
import type { Scene } from "./moves.ts"
import type { Payloads } from "./payloads.ts"
import { defect, playedOld, playedOn } from "./played.ts"
import type { Side } from "./side.ts"
import { Space } from "./space.ts"
import { type MoveWarning, warningsOf } from "./warnings.ts"
import { wrongOf } from "./wrong.ts"

/** Why some cases cannot move, with the shortest run to one of them. */
export interface Obstacle {
  readonly cause: ObstacleCause
  /** The task, end or signal that it is about; `""` where it is about none. */
  readonly task: string
  readonly message: string
  /** In how many markings a case cannot move because of this. */
  readonly markings: number
  /** What the case did under the old version: tasks as they complete, `pay ...` for one that only began. */
  readonly run: string
  /** What it then does under the new version; absent where it has no place there. */
  readonly then?: string
  /** Of cases that a sub-workflow or a recursion runs: the task that does. */
  readonly within?: string
}

/** Whether cases can move: in how many of the markings that they can be in, and what keeps the others. */
export interface Movability {
  /**
   * `some` and `none` are of cases that go on: one that has not begun is started anew, one that is over stays as it is.
   * `unknown`: the budget ended before it was told.
   */
  readonly movable: "all" | "some" | "none" | "unknown"
  /** In which a case of the old version can be, and in how many of them it can move. */
  readonly markings: number
  readonly moving: number
  /** Whether every marking of the old version was looked at, and whatever can come of it in the new one. */
  readonly complete: boolean
  /** An OR-split with more sets of routes than are looked at: because of it nothing is said. */
  readonly wide?: string
  /** In the order in which a case can meet them. */
  readonly obstacles: readonly Obstacle[]
  /** Of cases that can move; known only if everything was looked at. */
  readonly warnings: readonly MoveWarning[]
}

/** What became of a marking: it moves, it may (the budget ended), or it does not. */
export type Verdict = "moves" | "open" | "stays"

export interface CasesOptions {
  /** Markings that are looked at in each version, at most. */
  readonly states: number
  readonly payloads?: Payloads | undefined
  /** Called for every marking of the old version that is looked at. */
  readonly onMarking?: (words: Int32Array, verdict: Verdict) => void
}

interface Found {
  readonly cause: Cause
  markings: number
  /** The first state that it was found for, and what becomes of the case where it moves. */
  readonly state: number
  readonly fate?: Fate
  readonly root?: number
}

export function casesOf(old: Side, next: Side, options: CasesOptions): Movability {
  const left = { old: options.states, next: options.states }
  const found = pairsOf(old, next).map((pair) => look(old, next, pair, left, options))
  const sum = (of: (one: (typeof found)[number]) => number) => found.reduce((all, one) => all + of(one), 0)
  const [markings, moving, open] = [sum((one) => one.markings), sum((one) => one.moving), sum((one) => one.open)]
  const complete = found.every((one) => one.complete)
  const stays = markings - moving - open
  const movable = stays > 0 && moving > 0 ? "some" : !complete ? "unknown" : stays > 0 ? "none" : "all"
  const wide = found.find((one) => one.wide !== undefined)?.wide
  return {
    movable, markings, moving, complete, ...(wide !== undefined && { wide }),
    obstacles: found.flatMap(({ obstacles }) => obstacles), warnings: found.flatMap(({ warnings }) => warnings),
  }
}

/** The entries of both versions that the same tasks of the same cases run, the workflows themselves first. */
function pairsOf(old: Side, next: Side): readonly (Pair & { readonly within?: string })[] {
  const pairs: (Pair & { readonly within?: string })[] = [{ old: 0, next: 0 }]
  for (const pair of pairs) {
    for (const t of old.entryTasks[pair.old]!) {
      const to = next.entryTasks[pair.next]!.find((other) => next.tasks[other] === old.tasks[t])
      const callees = { old: old.net.tasks[t]!.callee, next: to === undefined ? to : next.net.tasks[to]!.callee }
      if (callees.old === undefined || callees.next === undefined) continue
      if (pairs.some((known) => known.old === callees.old && known.next === callees.next)) continue
      pairs.push({ old: callees.old, next: callees.next, within: old.tasks[t]! })
    }
  }
  return pairs
}

/** What was found of one entry. */
interface Looked extends Pick<Movability, "markings" | "moving" | "complete" | "wide" | "obstacles" | "warnings"> {
  readonly open: number
}

function look(
  old: Side, next: Side, pair: Pair & { readonly within?: string }, left: { old: number; next: number },
  { payloads, onMarking, states: statesMax }: CasesOptions,
): Looked {
  const wideOf = (side: Side, entry: number) => side.entryTasks[entry]!.find((t) => hasManyRoutes(side.net.tasks[t]!))
  const wide = [old.tasks[wideOf(old, pair.old) ?? -1], next.tasks[wideOf(next, pair.next) ?? -1]].find(Boolean)
  if (wide !== undefined) return none(wide)
  const choices = { old: new Choices(old, pair.old), next: new Choices(next, pair.next) }
  const from = new Space(old, sceneOf(old, next, pair.old), choices.old)
  const to = new Space(next, sceneOf(next, old, pair.next), choices.next)
  const first = from.open(pair.old)
  from.explore(left.old)
  const again = from.edges.to.indexOf(first)
  const mover = new Mover(old, next, pair, payloads)
  const words = new Int32Array(next.layout.words)
  const chosen = new Int32Array(choices.next.count)
  const moved = Array.from({ length: from.count }, (_, state) => {
    const isBegun = from.status(state) === Status.running && (state !== first || again >= 0)
    if (!isBegun) return undefined
    const causes = mover.move(from.words(state), words)
    if (causes.length > 0) return { causes }
    choices.next.carry(choices.old, from.chosen(state), chosen)
    return { root: to.arrive(words, chosen) }
  })
  to.explore(left.next)
  left.old -= from.count
  left.next -= to.count
  const fates = new Fates(to)
  const found = new Map<string, Found>()
  const count = { moves: 0, open: 0, stays: 0 }
  moved.forEach((one, state) => {
    if (one === undefined) return
    const fate = one.root === undefined ? undefined : fates.of(one.root)
    const verdict = fate === "good" ? "moves" : fate === "open" ? "open" : "stays"
    count[verdict]++
    onMarking?.(from.words(state), verdict)
    if (fate === "good" || fate === "open") return
    const causes = fate === undefined ? one.causes!
      : [wrongOf(next, pair.next, fate, to.words(fate.state), to.overflown(fate.state))]
    for (const cause of new Map(causes.map((cause) => [cause.key, cause])).values()) {
      const known = found.get(cause.key)
      if (known !== undefined) known.markings++
      else found.set(cause.key, { cause, markings: 1, state, ...(fate && { fate, root: one.root! }) })
    }
  })
  const way = (state: number) => (state !== first ? from.way(state)
    : [...from.way(from.edges.from[again]!), from.edges.by[again]!])
  const obstacles = [...found.values()].map((one): Obstacle => {
    const { cause: { cause, task, message }, markings, state, fate, root } = one
    const run = playedOld(old, pair.old, way(state), from.words(state))
    const then = fate && playedNext(next, fate, to, root!)
    return {
      cause, task, message, markings, run, ...(then !== undefined && { then }),
      ...(pair.within !== undefined && { within: pair.within }),
    }
  })
  const { moves, open, stays } = count
  const complete = from.isComplete && to.isComplete
  const roots = moved.map((one) => (one?.root !== undefined && fates.of(one.root) === "good" ? one.root : undefined))
  const warnings = !complete ? [] : warningsOf(old, next, pair, { from, to, way, states: statesMax }, roots, () =>
    new Space(next, sceneOf(next, old, pair.next), choices.next))
  return { markings: moves + open + stays, moving: moves, open, complete, obstacles, warnings }
}

const none = (wide: string): Looked =>
  ({ markings: 0, moving: 0, open: 0, complete: false, obstacles: [], warnings: [], wide })

/** What the moves of one version look at, of an entry; `other` may tell numbers apart that this one does not. */
function sceneOf(side: Side, other: Side, entry: number): Scene {
  const tasks = side.entryTasks[entry]!
  const marks = tasks.flatMap((t) => {
    const { instances } = side.net.tasks[t]!
    if (instances === undefined) return []
    const same = other.net.tasks[other.tasks.indexOf(side.tasks[t]!)]?.instances
    return [[t as number, landmarks(instances, same === undefined ? [] : [same])] as const]
  })
  const most = ({ net }: Side, name: string) => {
    const condition = net.triggers?.find((trigger) => trigger.name === name)?.condition
    return condition === undefined ? undefined : net.conditions[condition]!.bound
  }
  const signals = (side.net.triggers ?? []).map(({ name }) => {
    const [own, now] = [most(side, name), most(other, name)]
    return own !== undefined && now !== undefined && now < own ? [...new Set([1, now, now + 1])] : [1]
  })
  return { tasks, landmarks: new Map(marks), signals }
}

function playedNext(side: Side, { wrong, run, cycle }: Fate, space: Space, root: number): string {
  if (space.status(root) !== Status.running) return ""
  const played = playedOn(side, space.words(root), run)
  const before = played.words.join()
  played.play(cycle)
  const expected = { deadlock: Status.deadlock, overflow: Status.failed, livelock: Status.running }[wrong]
  if (played.words[0] !== expected || (wrong === "livelock" && played.words.join() !== before)) {
    throw defect(side, `is no ${wrong}`)
  }
  return told(side.net, played.happened)
}
