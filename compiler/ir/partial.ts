/**
 * Discriminators and partial joins (9, 28 to 32), out of plain conditions and silent tasks. Per branch `open` says
 * that nothing of it was seen in this cycle, `armed` that the join has not fired, `fired` that it has.
 *
 *     ~arrive~D~KEY   in:D~KEY, open:D~KEY -> arrived:D       a branch is seen; its next token waits for the next cycle
 *     ~fire~D         arrived:D * count, armed:D -> D, fired:D
 *     ~absorb~D       arrived:D, reads fired:D -> absorbed:D
 *     ~off~D~KEY      off:D~KEY, open:D~KEY -> absorbed:D     a branch that is not taken counts for the cycle alone
 *     ~reset~D        absorbed:D * the others, fired:D -> armed:D, open:D~KEY ...
 *
 * One that cancels has only the first two: `~fire~D` itself empties the branches and opens them again.
 */
import { addCondition, addSilent, amend, at, bare, done, type Draft } from "./draft.ts"
import type { FlowOf } from "./flow.ts"
import type { ConditionIndex, TaskIndex } from "./net.ts"
import type { Structured } from "./structured.ts"

export interface PartialJoin {
  readonly flow: FlowOf<"partial">
  /** `D`, or `D~INDEX` where several joins enter it. */
  readonly stem: string
  /** By key: where its token comes to. */
  readonly branches: ReadonlyMap<string, ConditionIndex>
  readonly open: readonly ConditionIndex[]
  readonly arrived: ConditionIndex
  /** Of one that does not cancel. */
  readonly cycle?: {
    readonly armed: ConditionIndex
    readonly fired: ConditionIndex
    /** Absent where the join waits for all. */
    readonly absorbed?: ConditionIndex
  }
  readonly off?: Off
}

/** Where an OR-split says that it did not take a branch. */
interface Off {
  /** Index of its flow. */
  readonly split: number
  /** By its routes: the key of the branch, and where the token comes to. */
  readonly routes: readonly { readonly key: string; readonly condition: ConditionIndex }[]
}

/** Adds its conditions. `structured`: the `or` that makes its branches, if one does. */
export function partialJoin(
  draft: Draft, flow: FlowOf<"partial">, stem: string, structured: Structured | undefined,
): PartialJoin {
  const keys = Object.keys(flow.from)
  const add = (name: string, more: Parameters<typeof addCondition>[3] = {}) => addCondition(draft, name, flow.at, more)
  const resource = true as const
  const bound = flow.rest === "block" ? flow.bound : 1
  const branches = new Map(keys.map((key) => [key, add(`in:${stem}~${key}`, { bound })]))
  const open = keys.map((key) => add(`open:${stem}~${key}`, { resource }))
  const arrived = add(`arrived:${stem}`, { bound: keys.length })
  if (flow.rest === "cancel") return { flow, stem, branches, open, arrived }
  const cycle = {
    armed: add(`armed:${stem}`, { resource }),
    fired: add(`fired:${stem}`, { resource }),
    ...(flow.count < keys.length && { absorbed: add(`absorbed:${stem}`, { resource, bound: keys.length }) }),
  }
  if (flow.rest === "block" || cycle.absorbed === undefined || structured === undefined) {
    return { flow, stem, branches, open, arrived, cycle }
  }
  const routes = structured.keys.map((key) => ({ key, condition: add(`off:${stem}~${key}`, { resource }) }))
  return { flow, stem, branches, open, arrived, cycle, off: { split: structured.split, routes } }
}

/** What is marked from the beginning, and again whenever the join is emptied. */
export const marksOf = ({ open, cycle }: PartialJoin): readonly ConditionIndex[] =>
  cycle === undefined ? open : [...open, cycle.armed]

/** All of its conditions. */
export const conditionsOf = ({ branches, open, arrived, cycle, off }: PartialJoin): readonly ConditionIndex[] => [
  ...branches.values(), ...open, arrived, ...(cycle === undefined ? [] : Object.values(cycle)),
  ...(off === undefined ? [] : off.routes.map(({ condition }) => condition)),
]

/** Name of the task that fires it. */
export const fireName = ({ stem }: PartialJoin) => `~fire~${stem}`

/** Adds its tasks: `to` is where it puts its result. */
export function addPartial(draft: Draft, join: PartialJoin, to: ConditionIndex, scope: number): void {
  const { flow, stem, branches, open, arrived, cycle, off } = join
  const silent = (
    name: string, inputs: Parameters<typeof addSilent>[1]["inputs"], outputs: readonly ConditionIndex[],
  ): TaskIndex => addSilent(draft, { name, join: "and", inputs, outcomes: done(bare(outputs)), scope, ...at(flow) })
  ;[...branches].forEach(([key, condition], i) => {
    const task = silent(`~arrive~${stem}~${key}`, [flow.bare ? { condition } : { condition, key },
      { condition: open[i]! }], [arrived])
    amend(draft, task, () => ({ gather: flow.bare ? "first" : "record" }))
  })
  const enough = { condition: arrived, ...(flow.count > 1 && { weight: flow.count }) }
  const fire = cycle === undefined ? silent(fireName(join), [enough], [to, ...marksOf(join)])
    : silent(fireName(join), [enough, { condition: cycle.armed }], [to, cycle.fired])
  amend(draft, fire, () => ({ gather: flow.bare ? "first" : "merge" }))
  if (cycle === undefined) return
  const { armed, fired, absorbed } = cycle
  const rest = branches.size - flow.count
  if (absorbed !== undefined) {
    const absorb = silent(`~absorb~${stem}`, [{ condition: arrived }], [absorbed])
    amend(draft, absorb, () => ({ reads: [fired] }))
    for (const { key, condition } of off?.routes ?? []) {
      const opened = open[[...branches.keys()].indexOf(key)]!
      silent(`~off~${stem}~${key}`, [{ condition }, { condition: opened }], [absorbed])
    }
  }
  const others = absorbed === undefined ? [] : [{ condition: absorbed, ...(rest > 1 && { weight: rest }) }]
  silent(`~reset~${stem}`, [...others, { condition: fired }], [armed, ...open])
}
