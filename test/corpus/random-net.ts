/** Random nets and runs: small, mostly ill-formed as workflows, all legal as nets. */
import fc from "fast-check"
import type { ConditionIndex, Net, NetTask, TaskIndex } from "../../compiler/ir/net.ts"
import { choices } from "../reference/traces.ts"
import type { ReferenceEvent, ReferenceState } from "../reference/step.ts"

export function randomNet(boundMax = 3): fc.Arbitrary<Net> {
  const sizes = fc.record({ conditions: fc.integer({ min: 2, max: 6 }), tasks: fc.integer({ min: 1, max: 6 }) })
  return sizes.chain((size) => {
    const condition = fc.nat(size.conditions - 1).map((c) => c as ConditionIndex)
    const some = (min: number, max: number) => fc.uniqueArray(condition, { minLength: min, maxLength: max })
    const task = (index: number): fc.Arbitrary<NetTask> => fc.record({
      kind: fc.constantFrom("automatic", "automatic", "manual", "silent"),
      join: fc.constantFrom("and", "xor"),
      inputs: some(1, Math.min(3, size.conditions)),
      outcomes: fc.array(fc.array(condition, { maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      clears: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: some(1, size.conditions) }),
      cancels: fc.uniqueArray(fc.nat(size.tasks - 1), { maxLength: size.tasks }),
    }).map(({ kind, join, inputs, outcomes, clears, cancels }) => {
      const kept = kind === "silent" ? outcomes.slice(0, 1) : outcomes
      return {
        name: kind === "silent" ? `~${index}` : `T${index}`, kind, join,
        inputs: inputs.map((condition) => ({ condition })),
        outcomes: kept.map((to, o) => ({ name: `o${o}`, outputs: to.map((condition) => ({ condition, flow: -1 })) })),
        choice: kept.length === 1 ? "single" : "outcome", guardFlow: -1, scope: 0,
        cancels: { conditions: clears, tasks: clears.length === 0 ? [] : cancels.map((t) => t as TaskIndex) },
      } satisfies NetTask
    })
    return fc.record({
      bounds: fc.tuple(...Array.from({ length: size.conditions }, () => fc.integer({ min: 1, max: boundMax }))),
      tasks: fc.tuple(...Array.from({ length: size.tasks }, (_, i) => task(i))),
      termination: fc.constantFrom("explicit", "implicit"),
      input: condition,
      outputs: some(1, 2),
    }).map(({ bounds, tasks, termination, input, outputs }): Net => ({
      id: "random", termination, input, outputs: [...outputs].sort((a, b) => a - b),
      conditions: bounds.map((bound, c) => ({ name: `c${c}`, bound })), tasks,
      scopes: [{ path: "", workflow: "random" }],
    }))
  })
}

/** One move of a random run: mostly something that can be done, sometimes anything. */
export type Move = readonly [wild: number, pick: number]

export const randomMoves: fc.Arbitrary<readonly Move[]> = fc.array(fc.tuple(fc.nat(9), fc.nat(9999)), { maxLength: 40 })

/** The event that a move means in a state. */
export function eventOf(net: Net, state: ReferenceState, [wild, pick]: Move): ReferenceEvent {
  const possible = state.status === "empty" ? [{ kind: "open" } as const] : choices(net, state)
  if (wild < 8 && possible.length > 0) return possible[pick % possible.length]!
  const all = everyEvent(net)
  return all[pick % all.length]!
}

/** Every event there is, fitting or not, and some of tasks and outcomes that do not exist. */
export function everyEvent(net: Net): readonly ReferenceEvent[] {
  const of = (task: string, outcomes: readonly string[]): readonly ReferenceEvent[] => [
    { kind: "start", task }, { kind: "fail", task },
    ...outcomes.map((outcome) => ({ kind: "complete", task, outcome }) as const),
  ]
  const tasks = net.tasks.flatMap((t) => of(t.name, [...t.outcomes.map((o) => o.name), "no such outcome"]))
  return [{ kind: "open" }, { kind: "cancel" }, ...tasks, ...of("no such task", ["done"])]
}
