/** A net while it is made: what `lower` adds to, and what is looked at when all of it is there. */
import type { Definition, Place, SignalDefinition } from "../../src/definition/definition.ts"
import type {
  CancellationRegion, Condition, ConditionIndex, NetTask, Outcome, Output, Scope, TaskIndex,
} from "./net.ts"

export interface Draft {
  readonly conditions: Condition[]
  readonly tasks: NetTask[]
  readonly scopes: Scope[]
  /** By trigger index; each name once. Their conditions are added last. */
  readonly signals: SignalDefinition[]
  /** What call tasks run, by entry index less 1, in the order in which they are met. */
  readonly callees: Callee[]
  readonly joins: DraftJoin[]
}

/** A workflow that is not laid in place but gets an entry of its own. */
export interface Callee {
  readonly definition: Definition
  readonly path: string
  readonly around: readonly Around[]
}

/** A workflow around a task: what a `call` may name. */
export interface Around {
  readonly definition: Definition
  /** Its entry; absent where it is laid in place, which it is only if nothing calls it. */
  readonly entry?: number
}

/** An OR-join whose kind is not known before the whole net is. Its structured ones are AND-joins already. */
export interface DraftJoin {
  readonly task: TaskIndex
  /** As the author named its task, with the path. */
  readonly name: string
  readonly kind?: "structured"
  readonly demand?: "structured" | "local" | "general"
  readonly at?: Place
}

export const nothing: CancellationRegion = { conditions: [], tasks: [] }

export function addCondition(
  draft: Draft, name: string, place: Place | undefined,
  more: { readonly bound?: number; readonly resource?: true } = {},
): ConditionIndex {
  return (draft.conditions.push({ name, bound: 1, ...more, ...(place && { at: place }) }) - 1) as ConditionIndex
}

export function addTask(draft: Draft, task: NetTask): TaskIndex {
  return (draft.tasks.push(task) - 1) as TaskIndex
}

type Silent = Pick<NetTask, "name" | "join" | "inputs" | "outcomes" | "scope"> & Partial<NetTask>

export function addSilent(draft: Draft, task: Silent): TaskIndex {
  return addTask(draft, { kind: "silent", choice: "single", guardFlow: -1, cancels: nothing, ...task })
}

/** Changes a task that is there already. */
export function amend(draft: Draft, task: TaskIndex, change: (before: NetTask) => Partial<NetTask>): void {
  const before = draft.tasks[task]!
  draft.tasks[task] = { ...before, ...change(before) }
}

export const done = (outputs: readonly Output[]): readonly Outcome[] => [{ name: "done", outputs }]

/** Arcs without a mapping. */
export const bare = (conditions: readonly ConditionIndex[]): readonly Output[] =>
  conditions.map((condition) => ({ condition, flow: -1 }))

export const at = (from: { readonly at?: Place | undefined }) => (from.at ? { at: from.at } : {})

/** The numbers from `start` up to but not `end`. */
export function range<Index extends number>(start: number, end: number): readonly Index[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => (start + i) as Index)
}

/** Each index once, in order. */
export function sorted<Index extends number>(indices: readonly Index[]): readonly Index[] {
  return [...new Set(indices)].sort((a, b) => a - b)
}
