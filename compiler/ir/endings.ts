/**
 * When is a sub-workflow that terminates implicitly (pattern 11) done, if it is laid in place? Its ends have to tell,
 * since a silent task can ask for tokens but not for their absence. Tasks of a definition compete for no token, so
 * playing one order of its tasks, with every choice, meets every final set of ends. They tell if no run gets stuck at a
 * join, and no final set contains another. Where they do not tell, it runs as a case of its own. Of one that terminates
 * explicitly they tell whether anything may be left at its first end.
 */
import type { Definition, FlowDefinition, Target, TaskDefinition } from "../../src/definition/definition.ts"
import { type FlowOf, sourcesOf, tasksOf } from "./flow.ts"

/** Most different situations looked at, and most sets of ends told apart, before giving up. */
const SITUATIONS_MAX = 4_000
const FAMILIES_MAX = 64

/** The flows that are played here: with any other, tasks may compete for tokens, or be done several times. */
const played = ["flow", "and", "xor", "guard", "join", "merge"] as const
type Played = FlowOf<(typeof played)[number]>

/** Tokens on their way: tasks to run, ends reached, and arrivals at joins (`FLOW:KEY`). Sorted, no doubles. */
interface Situation {
  readonly tasks: readonly string[]
  readonly ends: readonly string[]
  readonly arrivals: readonly string[]
}

/** Each set of ends that a run can finish in, in the order of `ends`; undefined if they do not tell. */
export function endings(inner: Definition): readonly (readonly string[])[] | undefined {
  const { flows } = inner
  if (!isPlayed(flows) || (inner.rules ?? []).length > 0 || inner.tasks.some(goesOnWhenDone)) return undefined
  const finals = new Map<string, Situation>()
  const seen = new Set<string>()
  const wayOut = new Map<string, number>()
  flows.forEach((flow, index) => { for (const from of sourcesOf(flow)) wayOut.set(from, index) })
  const open: Situation[] = [{ tasks: [inner.start], ends: [], arrivals: [] }]
  while (open.length > 0) {
    const situation = open.pop()!
    const key = JSON.stringify(situation)
    if (seen.has(key)) continue
    if (seen.size >= SITUATIONS_MAX) return undefined
    seen.add(key)
    if (situation.tasks.length === 0) finals.set(key, situation)
    else {
      const next = run(flows, wayOut, situation)
      if (next.some(hasDoubles)) return undefined
      open.push(...next)
    }
  }
  const done = [...finals.values()]
  if (done.some(({ arrivals }) => arrivals.length > 0)) return undefined
  const tell = done.length > 0 && done.length <= FAMILIES_MAX
    && done.every((small) => !done.some((s) => s !== small && contains(s, small)))
  return tell ? done.map((s) => inner.ends.filter((end) => s.ends.includes(end))) : undefined
}

function isPlayed(flows: readonly FlowDefinition[]): flows is readonly Played[] {
  return flows.every((flow) => played.some((kind) => kind === flow.kind))
}

/** Whether instances of a task may be left when it is done. */
function goesOnWhenDone({ instances }: TaskDefinition): boolean {
  return instances?.rest === "absorb" && (instances.join !== "all" || instances.until !== undefined)
}

/** Runs the first task of a situation, with every choice it has. */
function run(
  flows: readonly Played[], wayOut: ReadonlyMap<string, number>, { tasks, ends, arrivals }: Situation,
): readonly Situation[] {
  const [task, ...rest] = tasks as readonly [string, ...string[]]
  const index = wayOut.get(task) ?? -1
  const flow = flows[index]
  const goTo = (targets: readonly string[]): Situation => ({ tasks: [...rest, ...targets].sort(), ends, arrivals })
  if (flow === undefined) return [{ tasks: rest, ends: [...ends, task].sort(), arrivals }]
  const route = (to: Target): Situation => goTo(tasksOf(to))
  switch (flow.kind) {
    case "flow": case "merge": return [goTo([flow.to])]
    case "and": return [goTo(flow.to)]
    case "xor": return Object.values(flow.routes).map(route)
    case "guard": return flow.routes.map((r) => route(r.to))
    case "join": return [arrive(flow, index, { tasks: rest, ends, arrivals }, task)]
  }
}

function arrive(
  flow: FlowOf<"join">, index: number, { tasks, ends, arrivals }: Situation, task: string,
): Situation {
  const keys = Object.keys(flow.from).filter((key) => flow.from[key] === task).map((key) => `${index}:${key}`)
  const now = [...arrivals, ...keys].sort()
  const needed = Object.keys(flow.from).map((key) => `${index}:${key}`)
  if (!needed.every((key) => now.includes(key))) return { tasks, ends, arrivals: now }
  const left = [...now]
  for (const key of needed) left.splice(left.indexOf(key), 1)
  return { tasks: [...tasks, flow.to].sort(), ends, arrivals: left }
}

/** Whether something is there twice: the tokens of one run are then not told apart by where they are. */
function hasDoubles({ tasks, ends, arrivals }: Situation): boolean {
  return [tasks, ends, arrivals].some((names) => names.some((name, i) => names[i - 1] === name))
}

const contains = (large: Situation, small: Situation) => small.ends.every((end) => large.ends.includes(end))
