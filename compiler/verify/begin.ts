/** How a task begins: what it takes and asks for, one `Begin` for each way in which its join can be satisfied. */
import type { Net, NetTask, Wait } from "../ir/net.ts"
import type { Hold, Special } from "./model.ts"
import type { Watched } from "./watched.ts"

/** The places of the tasks that are watched. */
export type Phases = ReadonlyMap<number, Watched>

export const nothing: Special = { reads: [], absent: [], room: [], anyOf: [], waits: [], resets: [], behind: [] }

/** What a move takes, and what it asks for beside. */
export interface Begin {
  readonly takes: readonly number[]
  readonly special?: Special
}

export function both(one: Begin, other: Begin): Begin {
  const takes = [...one.takes, ...other.takes]
  if (one.special === undefined || other.special === undefined) {
    const special = one.special ?? other.special
    return { takes, ...(special !== undefined && { special }) }
  }
  const [a, b] = [one.special, other.special]
  const special: Special = {
    reads: [...a.reads, ...b.reads], absent: [...a.absent, ...b.absent], room: [...a.room, ...b.room],
    anyOf: [...a.anyOf, ...b.anyOf], waits: [...a.waits, ...b.waits], resets: [...a.resets, ...b.resets],
    behind: [...a.behind, ...b.behind],
  }
  return { takes, special }
}

/** The ways in which a join can be satisfied. Of an XOR-join the first input that holds a token is taken from. */
export function starts(net: Net, task: NetTask, phases: Phases): readonly Begin[] {
  const { join, inputs, reads = [], blockers, trigger } = task
  const rivals = trigger === undefined ? [] : net.tasks.flatMap((t, i) => (t.trigger === trigger ? [i] : []))
  const behind = rivals.slice(0, rivals.indexOf(net.tasks.indexOf(task)))
  const places = inputs.flatMap(({ condition, weight = 1 }) => Array<number>(weight).fill(condition))
  const absent = blockers === undefined ? [] : [...blockers.conditions, ...blockers.tasks.flatMap((other) => {
    const phase = phases.get(other)
    return phase === undefined ? [] : placesOfRunning(phase)
  })]
  const isPlain = reads.length === 0 && absent.length === 0 && rivals.length < 2
  const asks: Special = { ...nothing, reads, absent, behind }
  if (join === "and") return [isPlain ? { takes: places } : { takes: places, special: asks }]
  if (join === "xor") {
    return places.map((p, i) => (isPlain && i === 0 ? { takes: [p] }
      : { takes: [p], special: { ...asks, absent: [...absent, ...places.slice(0, i)] } }))
  }
  const waits = (task.waits ?? []).map((wait) => holdOf(wait, places, phases))
  return [{ takes: [], special: { ...asks, anyOf: places, waits } }]
}

export function placesOfRunning({ running, absorbing, starved }: Watched): readonly number[] {
  return [running, absorbing, starved].filter((p) => p !== undefined)
}

/** Places of a task that may still bring a token. One that only routes never runs. */
function bringing(phase: Watched | undefined): readonly number[] {
  return phase === undefined ? [] : phase.starved === undefined ? [phase.running] : [phase.running, phase.starved]
}

function holdOf({ missing, marked, needs }: Wait, inputs: readonly number[], phases: Phases): Hold {
  return {
    missing: inputs[missing]!, inputs,
    ...(marked !== undefined && { marked: new Set(marked.map((i) => inputs[i]!)) }),
    needs: needs.map(({ place, count }) => ({
      count,
      places: "condition" in place ? [place.condition]
        : bringing(phases.get(place.task)),
    })),
  }
}
