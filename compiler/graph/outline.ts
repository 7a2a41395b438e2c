/** Which parts of a net are drawn as themselves, and which are a line or a part of something else. */
import {
  type CancellationRegion, type ConditionIndex, entriesOf, type Net, type NetTask, type Outcome,
} from "../ir/net.ts"
import { type PartialJoin, partialJoins } from "./partial.ts"

export interface Outline {
  readonly net: Net
  readonly inputs: ReadonlySet<number>
  readonly outputs: ReadonlySet<number>
  readonly marked: ReadonlySet<number>
  /** Tasks that take from each condition. */
  readonly consumers: readonly (readonly number[])[]
  /** By condition: drawn as a circle; neither drawn nor a line. */
  readonly isCircle: readonly boolean[]
  readonly isHidden: readonly boolean[]
  /** By task: only passes a token on, or so many for one. */
  readonly isLine: readonly boolean[]
  readonly joins: readonly PartialJoin[]
  /** Which partial join a task is part of. */
  readonly joinOf: ReadonlyMap<number, PartialJoin>
}

export function outline(net: Net): Outline {
  const entries = entriesOf(net)
  const inputs = new Set<number>(entries.map(({ input }) => input))
  const outputs = new Set<number>(entries.flatMap((entry) => entry.outputs))
  const marked = new Set<number>(entries.flatMap((entry) => entry.marked ?? []))
  const looked = new Set<number>(net.tasks.flatMap((task) => task.reads ?? []))
  const fed = new Set<number>(net.tasks.flatMap((task) => task.outcomes.flatMap(conditionsOf)))
  const consumers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach((task, t) => { for (const { condition } of task.inputs) consumers[condition]!.push(t) })
  const joins = partialJoins(net)
  const joinOf = new Map(joins.flatMap((join) => join.tasks.map((task) => [task, join] as const)))
  const kept = new Set<number>((net.triggers ?? []).flatMap(({ condition }) => condition ?? []))
  const within = new Set(joins.flatMap((join) => join.conditions))
  const isHidden = net.conditions.map((_, c) =>
    within.has(c) || (kept.has(c) && consumers[c]!.length === 0 && !fed.has(c)))
  const isCircle = net.conditions.map(({ bound }, c) => {
    const matters = inputs.has(c) || outputs.has(c) || marked.has(c) || looked.has(c) || bound > 1
    return !isHidden[c] && (matters || consumers[c]!.length !== 1 || !fed.has(c))
  })
  // Between two circles a task is drawn, so that no line leads from condition to condition.
  const isBetween = ({ inputs: taken, outcomes }: NetTask) =>
    taken.some(({ condition }) => isCircle[condition]) && isCircle[outcomes[0]!.outputs[0]!.condition]!
  const isLine = net.tasks.map((task, t) => !joinOf.has(t) && passesOn(task) && !isBetween(task))
  // Lines that lead in a circle would lead nowhere.
  isLine.forEach((_, t) => { if (isLine[t] && after(t, t)) isLine[t] = false })
  return { net, inputs, outputs, marked, consumers, isCircle, isHidden, isLine, joins, joinOf }

  /** Whether from a line, line after line, one comes to a task. */
  function after(line: number, task: number): boolean {
    for (let at = line, steps = net.tasks.length; steps > 0; steps--) {
      const condition = net.tasks[at]!.outcomes[0]!.outputs[0]!.condition
      if (isCircle[condition] || isHidden[condition]) return false
      at = consumers[condition]![0]!
      if (at === task) return true
      if (!isLine[at]) return false
    }
    return false
  }
}

/** Outcomes that lead on. What an OR-split does for a route that it does not take is no line. */
export function waysOut({ choice, outcomes }: NetTask): readonly Outcome[] {
  return choice === "several" ? outcomes.filter((_, o) => o % 2 === 0) : outcomes
}

/** Conditions that tell a join which routes an OR-split has not taken. */
export function notTaken(net: Net): ReadonlySet<number> {
  const splits = net.tasks.filter(({ choice }) => choice === "several")
  return new Set(splits.flatMap(({ outcomes }) => outcomes.filter((_, o) => o % 2 === 1).flatMap(conditionsOf)))
}

/** What a task empties of what can be seen. */
export function regionOf({ net, isHidden, joinOf }: Outline, task: number): CancellationRegion {
  const { conditions, tasks } = net.tasks[task]!.cancels
  const own = joinOf.get(task)?.branches.flatMap((t) => net.tasks[t]!.inputs.map(({ condition }) => condition)) ?? []
  return { conditions: conditions.filter((c) => !isHidden[c] && !own.includes(c)), tasks }
}

/** Silent, one way through, be it for several tokens, nothing else done or asked: there is nothing to see. */
function passesOn(task: NetTask): boolean {
  const one = task.outcomes.length === 1 && new Set(conditionsOf(task.outcomes[0]!)).size === 1
  const plain = task.cancels.conditions.length + task.cancels.tasks.length === 0 && task.cancelsCase !== true
    && (task.completes ?? []).length === 0 && (task.reads ?? []).length === 0 && task.blockers === undefined
  return task.kind === "silent" && one && plain && (task.join === "xor" || task.inputs.length === 1)
    && task.inputs.every(({ weight = 1 }) => weight === 1)
}

const conditionsOf = ({ outputs }: Outcome): readonly ConditionIndex[] => outputs.map(({ condition }) => condition)
