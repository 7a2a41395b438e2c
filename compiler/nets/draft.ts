/** From places and transitions, as other people write nets, to the workflow net of the IR. */
import { BOUND_MAX, type Condition, type ConditionIndex, type Input, type Net, type NetTask } from "../ir/net.ts"

/** A place, by its name. */
export interface DraftPlace {
  readonly name: string
  /** Most tokens that it may hold; absent: as many as a condition can. */
  readonly bound?: number
  readonly resource?: boolean
}

/** A transition: what firing takes and puts. A place that is there twice counts twice. */
export interface DraftTransition {
  readonly name: string
  readonly inputs: readonly number[]
  readonly outputs: readonly number[]
}

/** A place/transition net that starts and ends: names are unique, numbers are places of it, inputs never empty. */
export interface NetDraft {
  readonly id: string
  readonly places: readonly DraftPlace[]
  readonly transitions: readonly DraftTransition[]
  /** A place for each token that is there at the start; not empty. */
  readonly marked: readonly number[]
  readonly ends: readonly number[]
  /** The first token in an end is the end of it all. If not, tokens rest in ends, and nothing else may be left. */
  readonly explicit?: boolean
}

/**
 * The net: places are conditions, transitions are tasks with an AND-join and one outcome. The first token is the input;
 * `marked` has a condition for each of the others.
 */
export function netOf({ id, places, transitions, marked, ends, explicit }: NetDraft): Net {
  const [input, ...others] = marked as readonly ConditionIndex[]
  return {
    id,
    input: input!,
    ...(others.length > 0 && { marked: others }),
    termination: explicit === true ? "explicit" : "implicit",
    outputs: ends as readonly ConditionIndex[],
    conditions: places.map(({ name, bound = BOUND_MAX, resource = false }): Condition =>
      ({ name, bound, ...(resource && { resource }) })),
    tasks: transitions.map(taskOf),
    scopes: [{ path: "", workflow: id }],
  }
}

const nothing = { conditions: [], tasks: [] }

function taskOf({ name, inputs, outputs }: DraftTransition): NetTask {
  return {
    name, kind: "automatic", join: "and", inputs: weighted(inputs as readonly ConditionIndex[]),
    outcomes: [{ name: "done", outputs: outputs.map((c) => ({ condition: c as ConditionIndex, flow: -1 })) }],
    choice: "single", guardFlow: -1, cancels: nothing, scope: 0,
  }
}

function weighted(conditions: readonly ConditionIndex[]): readonly Input[] {
  if (conditions.length === 1) return [{ condition: conditions[0]! }]
  const weights = new Map<ConditionIndex, number>()
  for (const condition of conditions) weights.set(condition, (weights.get(condition) ?? 0) + 1)
  return [...weights].map(([condition, weight]) => ({ condition, ...(weight > 1 && { weight }) }))
}
