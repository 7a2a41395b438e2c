/**
 * When is a sub-workflow that terminates implicitly (pattern 11) done? Its ends have to tell, since
 * a silent task can ask for tokens but not for their absence. Tasks of a definition compete for no
 * token, so playing one order of its tasks, with every choice, meets every final set of ends. They
 * tell if no final set contains another, and none is in what a run that got stuck has reached.
 */
import type { Definition, FlowDefinition, Target, TaskDefinition } from "../../src/definition/definition.ts"
import type { Diagnostic } from "../diagnostic.ts"
import { endUnclear } from "./finding.ts"
import { sourcesOf, tasksOf } from "./flow.ts"

/** Most different situations looked at, and most sets of ends told apart, before giving up. */
const SITUATIONS_MAX = 4_000
const FAMILIES_MAX = 64

export interface Endings {
  /** Each set of ends that a run can finish in, in the order of `ends`. */
  readonly families: readonly (readonly string[])[]
  readonly diagnostic?: Diagnostic
}

/** Tokens on their way: tasks to run, ends reached, and arrivals at joins (`FLOW:KEY`). Sorted, no doubles. */
interface Situation {
  readonly tasks: readonly string[]
  readonly ends: readonly string[]
  readonly arrivals: readonly string[]
}

/** The sets of ends that `inner` finishes in, or why they do not tell. `name` is the sub task's, with its path. */
export function endings(inner: Definition, task: TaskDefinition, name: string): Endings {
  const refuse = (why: string): Endings => ({ families: [], diagnostic: endUnclear(name, inner.id, why, task.at) })
  const finals = new Map<string, Situation>()
  const seen = new Set<string>()
  const wayOut = new Map<string, number>()
  inner.flows.forEach((flow, index) => { for (const from of sourcesOf(flow)) wayOut.set(from, index) })
  const open: Situation[] = [{ tasks: [inner.start], ends: [], arrivals: [] }]
  while (open.length > 0) {
    const situation = open.pop()!
    const key = JSON.stringify(situation)
    if (seen.has(key)) continue
    if (seen.size >= SITUATIONS_MAX) return refuse(`it has more than ${SITUATIONS_MAX} situations to look at`)
    seen.add(key)
    if (situation.tasks.length === 0) finals.set(key, situation)
    else {
      const next = run(inner, wayOut, situation)
      const twice = next.flatMap(doubles)[0]
      if (twice !== undefined) return refuse(`${twice} may be reached twice in one run`)
      open.push(...next)
    }
  }
  const done = [...finals.values()].filter((s) => s.arrivals.length === 0)
  const stuck = [...finals.values()].filter((s) => s.arrivals.length > 0)
  if (done.length === 0) return refuse("no run of it finishes")
  if (done.length > FAMILIES_MAX) return refuse(`it may finish in ${done.length} different sets of ends`)
  for (const small of done) {
    const large = done.find((s) => s !== small && contains(s, small))
    if (large) return refuse(`it may finish in ${ends(small)} or in ${ends(large)}`)
    if (stuck.some((s) => contains(s, small))) return refuse(`in ${ends(small)} it may be done, or be stuck in a join`)
  }
  return { families: done.map((s) => inner.ends.filter((end) => s.ends.includes(end))) }
}

/** Runs the first task of a situation, with every choice it has. */
function run(
  inner: Definition, wayOut: ReadonlyMap<string, number>, { tasks, ends, arrivals }: Situation,
): readonly Situation[] {
  const [task, ...rest] = tasks as readonly [string, ...string[]]
  const index = wayOut.get(task) ?? -1
  const flow = inner.flows[index]
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
  flow: FlowDefinition & { kind: "join" }, index: number, { tasks, ends, arrivals }: Situation, task: string,
): Situation {
  const keys = Object.keys(flow.from).filter((key) => flow.from[key] === task).map((key) => `${index}:${key}`)
  const now = [...arrivals, ...keys].sort()
  const needed = Object.keys(flow.from).map((key) => `${index}:${key}`)
  if (!needed.every((key) => now.includes(key))) return { tasks, ends, arrivals: now }
  const left = [...now]
  for (const key of needed) left.splice(left.indexOf(key), 1)
  return { tasks: [...tasks, flow.to].sort(), ends, arrivals: left }
}

/** What is there twice: the tokens of one run are then not told apart by where they are. */
function doubles({ tasks, ends, arrivals }: Situation): readonly string[] {
  const repeated = (names: readonly string[]) => names.filter((name, i) => names[i - 1] === name)
  return [
    ...repeated(tasks).map((t) => `"${t}"`), ...repeated(ends).map((t) => `the end "${t}"`),
    ...repeated(arrivals).map(() => "a branch of a join"),
  ]
}

const contains = (large: Situation, small: Situation) => small.ends.every((end) => large.ends.includes(end))
const ends = (s: Situation) => `{ ${s.ends.map((e) => JSON.stringify(e)).join(", ")} }`
