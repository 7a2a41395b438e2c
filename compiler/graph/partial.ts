/**
 * Partial joins and discriminators in a net. They are made of plain parts: a silent task per branch lets its token in,
 * one fires when enough are there, others absorb the rest and set the join up anew, all over resources. Found by
 * that shape, whatever the parts are called, so that a picture can show one join.
 */
import { type ConditionIndex, entriesOf, type Net, type NetTask } from "../ir/net.ts"

export interface PartialJoin {
  /** How many of the branches are enough. */
  readonly count: number
  /** The task that lets each branch in. */
  readonly branches: readonly number[]
  /** The task that fires the join. */
  readonly fire: number
  /** All of its tasks: those above, and those that absorb, count what is not taken and set up anew. */
  readonly tasks: readonly number[]
  /** The conditions that only it uses. */
  readonly conditions: readonly number[]
}

/** The partial joins of a net, in the order of the conditions that gather their tokens. */
export function partialJoins(net: Net): readonly PartialJoin[] {
  const marked = new Set(entriesOf(net).flatMap((entry) => entry.marked ?? []))
  const isResource = (c: ConditionIndex) => net.conditions[c]!.resource === true
  const producers: number[][] = net.conditions.map(() => [])
  const consumers: number[][] = net.conditions.map(() => [])
  net.tasks.forEach((task, t) => {
    for (const c of inputsOf(task)) consumers[c]!.push(t)
    for (const c of outputsOf(task)) producers[c]!.push(t)
  })
  return net.conditions.flatMap((_, arrived) => joinAt(arrived as ConditionIndex) ?? [])

  function joinAt(arrived: ConditionIndex): PartialJoin | undefined {
    const branches = producers[arrived]!
    if (isResource(arrived) || branches.length < 2 || !branches.every((t) => letsIn(net.tasks[t]!, arrived))) return
    const takers = consumers[arrived]!
    if (!takers.every((t) => net.tasks[t]!.kind === "silent" && net.tasks[t]!.join === "and")) return
    const fires = takers.filter((t) => !outputsOf(net.tasks[t]!).every(isResource))
    const [fire] = fires
    if (fire === undefined || fires.length > 1) return
    const touched = [...branches, ...takers].flatMap((t) => [...inputsOf(net.tasks[t]!), ...outputsOf(net.tasks[t]!)])
    const resources = new Set(touched.filter(isResource))
    // Those that set it up anew, and those that count a branch which an OR-split does not take.
    const others = net.tasks.flatMap((task, t) => {
      const inputs = inputsOf(task)
      const own = task.kind === "silent" && outputsOf(task).every((c) => resources.has(c))
      return own && inputs.every(isResource) && inputs.some((c) => resources.has(c)) ? [t] : []
    })
    for (const t of others) for (const c of inputsOf(net.tasks[t]!)) resources.add(c)
    return {
      count: net.tasks[fire]!.inputs.find(({ condition }) => condition === arrived)!.weight ?? 1,
      branches, fire,
      tasks: [...new Set([...branches, ...takers, ...others])],
      conditions: [arrived, ...resources],
    }
  }

  /** Whether a task only passes a branch's token on to `arrived`, if the join is open for it. */
  function letsIn(task: NetTask, arrived: ConditionIndex): boolean {
    const resources = inputsOf(task).filter(isResource)
    const outputs = outputsOf(task)
    return task.kind === "silent" && task.join === "and" && outputs.length === 1 && outputs[0] === arrived
      && resources.length > 0 && resources.length === task.inputs.length - 1 && resources.every((c) => marked.has(c))
  }
}

const inputsOf = ({ inputs }: NetTask) => inputs.map(({ condition }) => condition)
const outputsOf = ({ outcomes }: NetTask) => outcomes.flatMap((o) => o.outputs.map(({ condition }) => condition))
