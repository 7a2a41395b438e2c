/** The moves of a task with instances: how many there are is told apart only as far as it matters to others. */
import type { Net, TaskIndex } from "../ir/net.ts"
import { type Begin, both, nothing, type Phases, placesOfRunning, starts } from "./begin.ts"
import type { Act, Move } from "./model.ts"
import { joined, type Put, productions } from "./production.ts"
import type { Watched } from "./watched.ts"

/** A task with instances: its start, its being done, and its last instance where it does not wait for that. */
export function instances(
  net: Net, t: TaskIndex, own: Watched, phases: Phases, ends: ReadonlySet<number>,
): readonly Move[] {
  const { running, absorbing, starved } = own
  const task = net.tasks[t]!
  const { count, min, max, threshold, open, until } = task.instances!
  const least = count ?? min
  const most = count ?? max
  const all = placesOfRunning(own)
  const idle: Begin = { takes: [], special: { ...nothing, absent: all } }
  // `outcome` of a start is how many instances there are at least.
  const begins = starts(net, task, phases).map((begin) => both(begin, idle))
  const [{ outcome: _, ...put } = { outcome: 0, puts: [] }] = productions(net, task, phases, ends)
  const isEnd = (p: number) => ends.has(p)
  const stay = absorbing === undefined ? [] : [absorbing]
  const absorb = { ...put, puts: [...put.puts.filter((p) => !isEnd(p)), ...stay, ...put.puts.filter(isEnd)] }
  const moves: Move[] = []
  const add = (kind: Act["kind"], outcome: number, begin: Begin, put: Put) =>
    moves.push(joined({ task: t, kind, outcome }, begin, put))
  for (const begin of begins) {
    if (least === 0) add("start", 0, begin, put)
    if (most === 0) continue
    if (threshold === 0) add("start", most, begin, absorb)
    else add("start", Math.max(least, 1), begin, { puts: [running] })
  }
  const isDoable = until || threshold === undefined || threshold <= (open ? max : most)
  if (starved !== undefined) add("starve", 0, { takes: [running] }, { puts: [starved] })
  if (threshold !== 0 && isDoable) {
    add("finish", 0, { takes: [running] }, put)
    if (absorbing !== undefined) add("finish", 1, { takes: [running] }, absorb)
  }
  if (absorbing !== undefined) add("absorb", 0, { takes: [absorbing] }, { puts: [] })
  return moves
}
