/** Random runs of a net, and every event there is. */
import fc from "fast-check"
import type { Net, NetTask } from "../../compiler/ir/net.ts"
import { choices } from "../reference/called.ts"
import { completionsOf, type ReferenceEvent, type ReferenceState } from "../reference/state.ts"

/** One move of a random run: mostly something that can be done, sometimes anything. */
export type Move = readonly [wild: number, pick: number]

export const randomMoves: fc.Arbitrary<readonly Move[]> =
  fc.array(fc.tuple(fc.nat(9), fc.nat(9999)), { maxLength: 40, size: "max" })

/** The event that a move means in a state. */
export function eventOf(net: Net, state: ReferenceState, [wild, pick]: Move): ReferenceEvent {
  const opens = (net.callees ?? []).map((_, i): ReferenceEvent => ({ kind: "open", entry: i + 1 }))
  const possible = state.status === "empty" ? [{ kind: "open" } as const, ...opens] : choices(net, state)
  const inputs = inputsOf(net)
  if (wild < 7 && possible.length > 0) return possible[pick % possible.length]!
  if (wild === 7 && inputs.length > 0) return inputs[pick % inputs.length]!
  const all = everyEvent(net)
  return all[pick % all.length]!
}

/** What may come from outside, fitting or not. */
function inputsOf(net: Net): readonly ReferenceEvent[] {
  const triggers = (net.triggers ?? []).flatMap(({ name }): readonly ReferenceEvent[] =>
    [{ kind: "signal", trigger: name }, { kind: "signal", trigger: name }, { kind: "expire", trigger: name }])
  const tasks = net.tasks.filter((t) => t.instances !== undefined)
  return [...triggers, ...tasks.map((t): ReferenceEvent => ({ kind: "add", task: t.name }))]
}

/** Every event there is, fitting or not, and some of what does not exist. */
export function everyEvent(net: Net): readonly ReferenceEvent[] {
  const strangers: readonly ReferenceEvent[] = [
    ...(["begin", "add", "stop"] as const).map((kind) => ({ kind, task: "no such task" })),
    { kind: "start", task: "no such task" }, { kind: "complete", task: "no such task", outcome: "done" },
    { kind: "fail", task: "no such task" }, { kind: "finish", task: "no such task" },
    { kind: "signal", trigger: "no such trigger" }, { kind: "expire", trigger: "no such trigger" },
  ]
  const entries = (net.callees ?? []).map((_, i): ReferenceEvent => ({ kind: "open", entry: i + 1 }))
  return [
    { kind: "open" }, ...entries, { kind: "open", entry: 99 }, { kind: "cancel" }, ...net.tasks.flatMap(everyEventOf),
    ...(net.triggers ?? []).flatMap(({ name: trigger }): readonly ReferenceEvent[] =>
      [{ kind: "signal", trigger }, { kind: "expire", trigger }]),
    ...strangers,
  ]
}

function everyEventOf(task: NetTask): readonly ReferenceEvent[] {
  const { name, instances, choice, outcomes } = task
  const always: readonly ReferenceEvent[] = [
    ...(["start", "stop", "add", "fail"] as const).map((kind) => ({ kind, task: name })),
    { kind: "fail", task: name, status: "deadlock" }, { kind: "fail", task: name, status: "running" },
  ]
  if (instances !== undefined) {
    return [
      ...always, ...[1, 2, 3, instances.max + 1].map((count) => ({ kind: "start", task: name, count }) as const),
      { kind: "begin", task: name }, { kind: "finish", task: name }, { kind: "finish", task: name, enough: true },
      { kind: "complete", task: name, outcome: outcomes[0]!.name },
    ]
  }
  const withDefault = outcomes.length > 2 ? [`${outcomes[0]!.name}+${outcomes.at(-2)!.name}`] : []
  const unfit = choice === "several" ? [outcomes[1]!.name, ...withDefault] : []
  const completes = [...completionsOf(task), ...unfit, "no such outcome"]
  return [...always, ...completes.map((outcome) => ({ kind: "complete", task: name, outcome }) as const)]
}
