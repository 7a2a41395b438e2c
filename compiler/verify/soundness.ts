/** The verdict on a net as findings: what can go wrong, the two places that disagree, and a run that shows it. */
import type { Diagnostic } from "../diagnostic.ts"
import { authorName } from "../ir/finding.ts"
import { entriesOf, type Net, type NetTask, type TaskIndex } from "../ir/net.ts"
import { AlikeGroups } from "./alike-groups.ts"
import { waitingInCircle } from "./circle.ts"
import { flooded, lateForMilestone, stuckJoin } from "./causes.ts"
import * as finding from "./finding.ts"
import type { Limits, Verdict } from "./judge.ts"
import { leftOver, steps, told } from "./told.ts"
import type { Property } from "./search.ts"
import { verdicts } from "./verdicts.ts"
import { type Witness, witness } from "./witness.ts"

export function soundness(net: Net, limits?: Limits): readonly Diagnostic[] {
  const begun = performance.now()
  const verdict = verdicts.of(net, limits)
  if (verdict.wide !== undefined) {
    const task = net.tasks[verdict.wide]!
    return [finding.tooWide(net.id, authorName(task), task.completes?.length ?? 0, task.at)]
  }
  if (verdict.verdict === "unknown") {
    return [finding.notProved(net.id, verdict.states, exhausted(performance.now() - begun, limits))]
  }
  const alike = new AlikeGroups(net, limits)
  if (verdict.verdict === "unsound") return [unsound(net, verdict, alike)]
  const behind = verdict.dead.length === 0 ? () => false : behindCancellations(net)
  const work = (tasks: readonly TaskIndex[] = []) => tasks.filter((t) => !isHelper(net.tasks[t]!.name))
  const nameOf = (t: TaskIndex) => authorName(net.tasks[t]!)
  return [
    ...work(firstOf(net, verdict.dead)).filter((t) => !behind(net.tasks[t]!)).map((t) =>
      finding.neverBegins(nameOf(t), net.tasks[t]!.at, alike.without(({ dead }) => !dead.includes(t)))),
    ...improper(net, verdict),
    ...work(verdict.idle).map((t) =>
      finding.emptyRegion(nameOf(t), net.tasks[t]!.at, alike.without(({ idle }) => !idle!.includes(t)))),
    ...(verdict.plain ?? []).map(({ task: t, found }) => finding.plainJoin(nameOf(t), found, net.tasks[t]!.at,
      alike.without(({ plain }) => !plain!.some(({ task }) => task === t)))),
  ]
}

/** Of tasks that are dead those that something alive leads to; the others are so because of these. */
function firstOf(net: Net, dead: readonly TaskIndex[]): readonly TaskIndex[] {
  const puts = net.tasks.flatMap(({ outcomes }, t) =>
    (dead.includes(t as TaskIndex) ? [] : outcomes.flatMap(({ outputs }) => outputs.map((o) => o.condition))))
  const alive = new Set([...puts, ...entriesOf(net).flatMap(({ input, marked = [] }) => [input, ...marked])])
  const first = dead.filter((t) => net.tasks[t]!.inputs.some(({ condition }) => alive.has(condition)))
  return first.some((t) => !isHelper(net.tasks[t]!.name)) ? first : dead
}

/** Which budget ran out, of a verdict that is unknown after so many milliseconds. */
export const exhausted = (took: number, { ms = 10_000 }: Limits = {}) => (took < ms ? "states" : "budget-ms")

/** Silent tasks that the compiler made: that one of several never fires is no mistake of the author's. */
const isHelper = (name: string) => /^~/.test(name.split("/").at(-1)!) || name.startsWith("~")

/**
 * Whether all ways to a task lead through one that cancels the case: what flows out of that is never reached, and it
 * has to flow somewhere.
 */
function behindCancellations(net: Net): (task: NetTask) => boolean {
  const reached = new Set(entriesOf(net).flatMap(({ input, marked = [] }) => [input, ...marked]))
  for (const condition of reached) {
    for (const { inputs, outcomes, cancelsCase } of net.tasks) {
      if (cancelsCase === true || !inputs.some((input) => input.condition === condition)) continue
      for (const { outputs } of outcomes) for (const output of outputs) reached.add(output.condition)
    }
  }
  return ({ inputs }) => !inputs.some(({ condition }) => reached.has(condition))
}

function unsound(net: Net, { property, trace = [], cycle, entry = 0 }: Verdict, alike: AlikeGroups): Diagnostic {
  const seen = witness(net, entry, property!, trace, cycle)
  return { ...caused(net, property!, seen, alike), run: steps(net, seen.happened) }
}

function caused(net: Net, property: Property, seen: Witness, alike: AlikeGroups): Diagnostic {
  const run = runOf(net, seen)
  if (property === "unsafe") return overfull(net, seen, run)
  if (property === "livelock") {
    const round = seen.happened.slice(seen.from)
    const names = [...new Set(round.map(({ task }) => authorName(net.tasks[task]!)))]
    return finding.livelock(names, lead(net, seen, run), net.tasks[round[0]!.task]!.at, alike.without(() => true))
  }
  return deadlock(net, seen, run)
}

const runOf = (net: Net, { happened }: Witness) =>
  (happened.length === 0 ? "it is so from the beginning" : `run: ${told(net, happened)}`)

function lead(net: Net, seen: Witness, whole: string): string {
  return seen.from === undefined || seen.from === 0 ? whole : `run: ${told(net, seen.happened.slice(0, seen.from))}`
}

function overfull(net: Net, seen: Witness, run: string): Diagnostic {
  if (seen.overflow === undefined || seen.overflow >= net.conditions.length) {
    const last = seen.happened.at(-1)?.task
    const task = last === undefined ? undefined : net.tasks[last]
    return finding.silentForEver(net.id, task && authorName(task), run, task?.at)
  }
  const { task, bound, from, splitter } = flooded(net, seen)
  const target = task ?? net.tasks[seen.happened.at(-1)?.task ?? 0]!
  return finding.tooManyTokens({
    name: authorName(target), bound, from, run, at: target.at,
    ...(splitter !== undefined && { by: authorName(splitter), byAt: splitter.at }),
  })
}

function deadlock(net: Net, seen: Witness, run: string): Diagnostic {
  const circle = waitingInCircle(net, seen)
  if (circle !== undefined) {
    return finding.waitsInCircle(circle.map(({ task, why }) => ({ name: authorName(task), why, at: task.at })), run)
  }
  const late = lateForMilestone(net, seen)
  if (late !== undefined) {
    return finding.milestonePassed(authorName(late.task), late.during, run, late.task.at)
  }
  const stuck = stuckJoin(net, seen)
  const outputs = new Set<number>(entriesOf(net)[seen.entry]!.outputs)
  if (stuck === undefined) {
    const left = leftOver(net, seen, outputs)
    const task = net.tasks.find((t: NetTask) => authorName(t) === left[0])
    return finding.deadlock(net.id, left, run, task?.at)
  }
  const { task, partial, threads, there, missing, chooser, canceller } = stuck
  if (partial !== undefined) {
    return finding.partialStuck({ name: authorName(task), ...partial, run, at: task.at })
  }
  if (threads !== undefined) {
    const { split, ...rest } = threads
    return finding.threadsStuck({
      name: authorName(task), ...rest, run, at: task.at,
      ...(split !== undefined && { by: authorName(split.task), byAt: split.task.at, count: split.count }),
    })
  }
  if (canceller !== undefined) {
    const by = { by: authorName(canceller), byAt: canceller.at }
    return finding.joinCancelled({ name: authorName(task), there, missing, run, at: task.at, ...by })
  }
  return finding.joinStuck({
    name: authorName(task), there, missing, run, at: task.at,
    ...(chooser !== undefined && {
      by: authorName(chooser.task), outcome: chooser.outcome, byAt: chooser.task.at,
    }),
  })
}

function improper(net: Net, { improper, entry = 0 }: Verdict): readonly Diagnostic[] {
  if (improper === undefined) return []
  const seen = witness(net, entry, "improper", improper)
  const left = leftOver(net, seen, new Set<number>(entriesOf(net)[entry]!.outputs))
  const last = seen.happened.at(-1)
  const task = last === undefined ? undefined : net.tasks[last.task]
  const found = finding.workLeft(net.id, task && authorName(task), left, runOf(net, seen), task?.at)
  return [{ ...found, run: steps(net, seen.happened) }]
}
