/**
 * Why a run goes wrong, as one would tell it: the task that is stuck or flooded, and the task before it that decided
 * so. These are the two places that disagree. What is told is read off the run and the paths of the net; if nothing of
 * the kind is found, only what happened is told.
 */
import { authorName } from "../ir/finding.ts"
import { type ConditionIndex, type Net, type NetTask, type TaskIndex, workInputs } from "../ir/net.ts"
import { before } from "./before.ts"
import { lastCanceller } from "./cancelled.ts"
import type { Witness } from "./witness.ts"

/** A join that misses something. */
export interface Stuck {
  readonly task: NetTask
  /** Of a partial join: what fires it, or opens it again. */
  readonly partial?: { readonly again: boolean; readonly wanted: number; readonly came: number }
  /** What it waits for, by the names of the tasks that bring it; there and missing. */
  readonly there: readonly string[]
  readonly missing: readonly string[]
  /** The last choice that kept what is missing from coming. */
  readonly chooser?: Choice
  /** If there is none: the last task that cancelled what is missing on its way. */
  readonly canceller?: NetTask
  /** Of a thread merge: how many it takes at once, how many are there, whether it took some before. */
  readonly threads?: {
    readonly wanted: number
    readonly left: number
    readonly again: boolean
    /** The task that started the threads, and how many. */
    readonly split?: { readonly task: NetTask; readonly count: number }
  }
}

export interface Choice {
  readonly task: NetTask
  readonly outcome: string
}

/** Two tokens where one has room. */
export interface Flooded {
  /** What takes from the condition. */
  readonly task: NetTask | undefined
  readonly bound: number
  /** The tasks that brought the tokens. */
  readonly from: readonly string[]
  /** The task that started both branches. */
  readonly splitter?: NetTask
}

export function stuckJoin(net: Net, { marking, happened }: Witness): Stuck | undefined {
  const holds = (c: number) => marking.has(c)
  const stuck = net.tasks.filter((task) => task.join === "and"
    && workInputs(net, task).some(({ condition }) => holds(condition))
    && task.inputs.some(({ condition, weight = 1 }) => (marking.get(condition) ?? 0) < weight))
  const first = stuck.find((one) => !behind(net, one, stuck, marking))
  const task = stuck.find(({ name }) => name.startsWith("~reset~")) ?? first ?? stuck[0]
  if (task === undefined) return undefined
  const lacks = task.inputs.filter(({ condition, weight = 1 }) => (marking.get(condition) ?? 0) < weight)
  const names = (inputs: NetTask["inputs"]) => unique(inputs.flatMap(({ condition }) => bringers(net, condition)))
  const there = task.inputs.filter((input) => !lacks.includes(input))
  const lacking = lacks.map(({ condition }) => condition)
  const chooser = lastChoice(net, happened, lacking)
  const canceller = chooser === undefined ? lastCanceller(net, happened, lacking) : undefined
  const partial = partialOf(task, marking)
  const threads = threadsOf(net, task, { marking, happened })
  return {
    task, there: names(there), missing: names(lacks), ...(partial !== undefined && { partial }),
    ...(threads !== undefined && { threads }), ...(chooser !== undefined && { chooser }),
    ...(canceller !== undefined && { canceller }),
  }
}

function threadsOf(net: Net, task: NetTask, { marking, happened }: Pick<Witness, "marking" | "happened">) {
  const [{ condition, weight = 1 }] = task.inputs as readonly [NetTask["inputs"][number]]
  if (isMade(task) || task.inputs.length > 1 || weight === 1) return undefined
  const leads = before(net, [condition])
  const many = (puts: readonly number[]) =>
    Math.max(...[...leads].map((c) => puts.filter((one) => one === c).length))
  const split = [...happened].reverse().find(({ puts }) => many(puts) > 1)
  return {
    wanted: weight, left: marking.get(condition) ?? 0, again: happened.some(({ task: t }) => net.tasks[t] === task),
    ...(split !== undefined && { split: { task: net.tasks[split.task]!, count: many(split.puts) } }),
  }
}

/** A task that has its tokens and not the milestone that it reads, and the tasks that are on offer during that. */
export function lateForMilestone(
  net: Net, { marking }: Witness,
): { readonly task: NetTask; readonly during: readonly string[] } | undefined {
  const task = net.tasks.find(({ name, inputs, reads = [] }) => !isMade({ name }) && reads.some((c) => !marking.has(c))
    && inputs.every(({ condition, weight = 1 }) => (marking.get(condition) ?? 0) >= weight))
  const missing = task?.reads?.filter((c) => !marking.has(c)) ?? []
  const isOffered = (of: NetTask) => of.inputs.some(({ condition }) => missing.includes(condition))
  return task && { task, during: unique(net.tasks.filter(isOffered).map(authorName)) }
}

function partialOf({ name, inputs }: NetTask, marking: ReadonlyMap<number, number>): Stuck["partial"] {
  const again = name.startsWith("~reset~")
  const [{ condition, weight = 1 }] = inputs as readonly [NetTask["inputs"][number]]
  if (!again && !name.startsWith("~fire~")) return undefined
  return { again, wanted: weight, came: marking.get(condition) ?? 0 }
}

export function flooded(net: Net, { overflow, happened, marking }: Witness): Flooded {
  const place = overflow! as ConditionIndex
  const task = net.tasks.find(({ inputs }) => inputs.some(({ condition }) => condition === place))
  const bringing = happened.filter(({ puts }) => puts.includes(place)).map(({ task }) => task)
  const last = happened.at(-1)?.task
  const recent = bringing.slice(-(marking.get(place) ?? 1))
  const tasks = last === undefined ? recent : [...recent, last]
  const splitter = tasks.length < 2 ? undefined : splitBefore(net, happened, tasks.at(-2)!, tasks.at(-1)!)
  return {
    task, bound: net.conditions[place]!.bound, from: unique(tasks.map((t) => authorName(net.tasks[t]!))),
    ...(splitter !== undefined && { splitter }),
  }
}

/** Whether what it misses could only come through another one that is stuck. */
function behind(
  net: Net, task: NetTask, stuck: readonly NetTask[], marking: ReadonlyMap<number, number>,
): boolean {
  const missing = task.inputs.filter(({ condition }) => !marking.has(condition)).map(({ condition }) => condition)
  const leads = before(net, missing)
  return stuck.some((other) => other !== task
    && other.outcomes.some(({ outputs }) => outputs.some(({ condition }) => leads.has(condition))))
}

/** Tasks that put tokens into a condition, by name; before tasks that the compiler made, those that bring to them. */
function bringers(net: Net, condition: ConditionIndex, seen: Set<ConditionIndex> = new Set()): readonly string[] {
  if (seen.has(condition)) return []
  seen.add(condition)
  const producers = net.tasks.filter(({ outcomes }) =>
    outcomes.some(({ outputs }) => outputs.some((output) => output.condition === condition)))
  return unique(producers.flatMap((task) => (isMade(task) ? workInputs(net, task).flatMap((input) =>
    bringers(net, input.condition, seen)) : [authorName(task)])))
}

/** Whether the compiler made it to route for another task. */
const isMade = ({ name }: Pick<NetTask, "name">) => /^~[a-z]+~/.test(name)

/** The last task of the run that could have gone another way, to one of these, and went where none of them is. */
function lastChoice(net: Net, happened: Witness["happened"], missing: readonly ConditionIndex[]): Choice | undefined {
  const leads = before(net, missing)
  for (const { task: t, outcome, kind } of [...happened].reverse()) {
    const task = net.tasks[t]!
    if (task.outcomes.length < 2 || (kind !== "both" && kind !== "complete")) continue
    const isTaken = (o: number) => ((outcome >> (o >> 1)) & 1) === (o % 2 === 0 ? 1 : 0)
    const chosen = task.choice === "several" ? task.outcomes.filter((_, o) => isTaken(o)) : [task.outcomes[outcome]!]
    const reaches = (o: NetTask["outcomes"][number]) => o.outputs.some(({ condition }) => leads.has(condition))
    if (chosen.some(reaches) || !task.outcomes.some(reaches)) continue
    return { task, outcome: chosen.map(({ name }) => name).join(" and ") }
  }
  return undefined
}

/** The last task of the run that put two tokens at once, of which one leads to each of the two tasks. */
function splitBefore(
  net: Net, happened: Witness["happened"], one: TaskIndex, other: TaskIndex,
): NetTask | undefined {
  const inputs = (t: TaskIndex) => net.tasks[t]!.inputs.map(({ condition }) => condition)
  const [toOne, toOther] = [before(net, inputs(one)), before(net, inputs(other))]
  // What the compiler made to route for a join may get several tokens for one.
  const leads = (to: ReadonlySet<number>, c: number) =>
    to.has(c) && !net.tasks.every((task) => isMade(task) || task.inputs.every(({ condition }) => condition !== c))
  const last = [...happened].reverse().find(({ puts }) => puts.some((a, i) => puts.some((b, j) =>
    i !== j && leads(toOne, a) && leads(toOther, b))))
  return last && net.tasks[last.task]
}

const unique = (names: readonly string[]) => [...new Set(names)]
