/**
 * What tasks do to tokens, as what coverability and concurrency are worked out on: a start, a completion, or both at
 * once. Places are conditions and running tasks. Guards choose freely, OR-joins are read as XOR-joins, what excludes
 * a task is ignored, signals may always come.
 */
import { type ConditionIndex, entriesOf, type Net, type NetTask, type Output, type TaskIndex } from "./net.ts"
import type { Vector } from "./vector.ts"

export interface Move {
  readonly task: TaskIndex
  /** Whether it takes what the task takes. */
  readonly starts: boolean
  readonly pre: Vector
  readonly reads: readonly ConditionIndex[]
  readonly resets: ReadonlySet<number>
  readonly puts: Puts
}

/** What is put: one of some vectors, or of an OR-split the default alone or some of the guarded routes. */
export type Puts =
  | { readonly oneOf: readonly Vector[] }
  | { readonly otherwise: Route; readonly guarded: readonly Route[] }

/** What a route puts if it is taken, and if not. */
export interface Route {
  readonly taken: readonly Output[]
  readonly not: readonly Output[]
}

export const placesOf = (net: Net) => net.conditions.length + net.tasks.length

/** Those of all tasks. None of a completion that ends the case. */
export function movesOf(net: Net): readonly Move[] {
  const ends = new Set(entriesOf(net).flatMap((e) => (e.termination === "explicit" ? e.outputs : [])))
  return net.tasks.flatMap((task, t): readonly Move[] => {
    const running = new Map([[net.conditions.length + t, 1]])
    const takes = task.join === "and" ? [tokens(task.inputs.map((i) => [i.condition, i.weight ?? 1]))]
      : task.inputs.map((i) => tokens([[i.condition, 1]]))
    const resets = new Set<number>([
      ...task.cancels.conditions, ...task.cancels.tasks.map((other) => net.conditions.length + other),
    ])
    const reads = task.reads ?? []
    const puts = productions(task, ends)
    const start = { task: t as TaskIndex, starts: true, reads }
    if (isAtOnce(task)) return takes.map((pre) => ({ ...start, pre, resets, puts }))
    return [
      ...takes.map((pre): Move => ({ ...start, pre, resets: new Set(), puts: { oneOf: [running] } })),
      { task: t as TaskIndex, starts: false, pre: running, reads: [], resets, puts },
    ]
  })
}

function productions({ outcomes, choice, cancelsCase }: NetTask, ends: ReadonlySet<ConditionIndex>): Puts {
  if (cancelsCase === true) return { oneOf: [] }
  if (choice === "several") {
    const routes = outcomes.flatMap((taken, i): readonly Route[] =>
      i % 2 === 0 ? [{ taken: taken.outputs, not: outcomes[i + 1]?.outputs ?? [] }] : [])
    return { otherwise: routes.at(-1)!, guarded: routes.slice(0, -1) }
  }
  const going = outcomes.filter((o) => !o.outputs.some(({ condition }) => ends.has(condition)))
  return { oneOf: going.map(({ outputs }) => put(outputs)) }
}

/** Whether a task never runs, or has put what it puts as soon as it does. */
function isAtOnce({ kind, instances }: NetTask): boolean {
  return kind === "silent" || kind === "receive" || instances?.threshold === 0
}

export const put = (outputs: readonly Output[]) => tokens(outputs.map((o) => [o.condition, 1]))

function tokens(counts: readonly (readonly [place: ConditionIndex, count: number])[]): Vector {
  const sum = new Map<number, number>()
  for (const [place, count] of counts) sum.set(place, (sum.get(place) ?? 0) + count)
  return sum
}
