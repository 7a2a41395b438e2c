/** Tasks that wait for each other where a case stands still: at critical sections, at OR-joins, and joins between. */
import { type Net, type NetTask, workInputs } from "../ir/net.ts"
import { before } from "./before.ts"
import type { Witness } from "./witness.ts"

/** One of them, and why it does not begin before the next one has: the last waits for the first. */
export interface Waiting {
  readonly task: NetTask
  /** It is kept out of what the next one is in; its OR-join, or another one, waits for what comes of the next one. */
  readonly why: "section" | "orJoin" | "join"
}

/** The shortest circle in which a section or an OR-join is; undefined if there is none. */
export function waitingInCircle(net: Net, { marking, running }: Witness): readonly Waiting[] | undefined {
  const holds = (c: number, count = 1) => (marking.get(c) ?? 0) >= count
  const takers = (c: number) => net.tasks.filter(({ inputs }) => inputs.some(({ condition }) => condition === c))
  const nodes = net.tasks.flatMap((task): readonly (Waiting & { readonly for: readonly NetTask[] })[] => {
    const { inputs, join, blockers, waits = [] } = task
    const apart = (others: readonly NetTask[]) => others.filter((other) => other !== task)
    const all = (join === "and" ? inputs.every(({ condition, weight }) => holds(condition, weight))
      : inputs.some(({ condition }) => holds(condition)))
    const marked = inputs.flatMap(({ condition }, i) => (holds(condition) ? [i] : []))
    const inside = [...blockers?.conditions ?? []].filter((c) => holds(c)).flatMap(takers)
    const busy = [...blockers?.tasks ?? []].filter((t) => running.includes(t)).map((t) => net.tasks[t]!)
    if (all && inside.length + busy.length > 0) return [{ task, why: "section", for: apart([...inside, ...busy]) }]
    if (join === "or" && marked.length > 0) {
      const reasons = waits.filter(({ missing, marked: exactly, needs }) => !marked.includes(missing)
        && (exactly === undefined || exactly.join() === marked.join())
        && needs.every(({ place, count }) =>
          ("condition" in place ? holds(place.condition, count) : running.includes(place.task))))
      const wanted = reasons.flatMap(({ needs }) => needs).flatMap(({ place }) =>
        ("condition" in place ? takers(place.condition) : [net.tasks[place.task]!]))
      return [{ task, why: "orJoin", for: apart(wanted) }]
    }
    if (join !== "and" || all || !workInputs(net, task).some(({ condition }) => holds(condition))) return []
    const leads = before(net, inputs.map(({ condition }) => condition).filter((c) => !holds(c)))
    const comes = net.tasks.filter(({ outcomes }) =>
      outcomes.some(({ outputs }) => outputs.some(({ condition }) => leads.has(condition))))
    return [{ task, why: "join", for: comes }]
  })
  const circles = nodes.filter(({ why }) => why !== "join").flatMap((first) => {
    const ways: (readonly (typeof first)[])[] = [[first]]
    const met = new Set<NetTask>()
    for (const way of ways) {
      const last = way.at(-1)!
      if (last.for.includes(first.task)) return [way]
      for (const next of nodes) {
        if (!last.for.includes(next.task) || met.has(next.task)) continue
        met.add(next.task)
        ways.push([...way, next])
      }
    }
    return []
  })
  return circles.sort((one, other) => one.length - other.length)[0]
}
