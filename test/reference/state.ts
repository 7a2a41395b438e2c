/** What the token game is played on: a marking by names, and what happens to it. */
import type { Net, NetTask } from "../../compiler/ir/net.ts"

export type ReferenceStatus = "empty" | "running" | "ok" | "cancelled" | "deadlock" | "failed"

export type ReferenceEvent =
  | { readonly kind: "open"; readonly entry?: number }
  | { readonly kind: "cancel" }
  | { readonly kind: "start"; readonly task: string; readonly count?: number }
  /** `outcome`: of an OR-split the outcomes of the routes that are taken, as `a+b`. */
  | { readonly kind: "complete"; readonly task: string; readonly outcome: string }
  | { readonly kind: "fail"; readonly task: string; readonly status?: string }
  | { readonly kind: "finish"; readonly task: string; readonly enough?: boolean }
  | { readonly kind: "begin" | "add" | "stop"; readonly task: string }
  | { readonly kind: "signal" | "expire"; readonly trigger: string }

/** The instances of one start of a task. */
export interface ReferenceInstances {
  readonly pending: number
  readonly begun: number
  readonly finished: number
  /** The task is done, and its other instances go on with no effect. */
  readonly done: boolean
}

export interface ReferenceState {
  readonly status: ReferenceStatus
  /** Tokens by condition; a condition with none is absent. */
  readonly marking: ReadonlyMap<string, number>
  readonly enabled: ReadonlySet<string>
  /** Started work items by task; a task with none is absent. */
  readonly running: ReadonlyMap<string, number>
  /** Tasks with instances that are not idle. */
  readonly instances: ReadonlyMap<string, ReferenceInstances>
}

export const emptyCase = (): ReferenceState =>
  ({ status: "empty", marking: new Map(), enabled: new Set(), running: new Map(), instances: new Map() })

/** Equal for equal states, whatever order they came about in. */
export function stateKey({ status, marking, enabled, running, instances }: ReferenceState): string {
  return JSON.stringify([status, [...marking].sort(), [...enabled].sort(), [...running].sort(), [...instances].sort()])
}

export const instancesIn = ({ pending, begun, finished }: ReferenceInstances): number => pending + begun + finished

/** Work items of a task that are started; its instances are one. */
export function runs(state: ReferenceState, task: string): number {
  return (state.running.get(task) ?? 0) + (state.instances.has(task) ? 1 : 0)
}

/** Whether one of its blockers holds a token or runs. */
export function blocked(net: Net, state: ReferenceState, { blockers }: NetTask): boolean {
  if (blockers === undefined) return false
  return blockers.conditions.some((c) => state.marking.has(net.conditions[c]!.name)) ||
    blockers.tasks.some((t) => runs(state, net.tasks[t]!.name) > 0)
}

/** Whether one more instance of a task may be added. */
export function mayAdd(state: ReferenceState, { name, instances }: NetTask): boolean {
  const now = state.instances.get(name)
  return now !== undefined && instances!.open && !now.done && instancesIn(now) < instances!.max
}

/** The ways in which a task can complete, as events name them. */
export function completionsOf({ choice, outcomes }: NetTask): readonly string[] {
  if (choice !== "several") return outcomes.map((o) => o.name)
  const taken = outcomes.filter((_, index) => index % 2 === 0).map((o) => o.name)
  const byDefault = taken.pop()!
  const sets = taken.reduce<string[][]>((all, name) => [...all, ...all.map((set) => [...set, name])], [[]])
  return [...sets.filter((set) => set.length > 0).map((set) => set.join("+")), byDefault]
}
