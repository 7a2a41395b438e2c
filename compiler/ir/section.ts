/**
 * Mutual exclusion (17, 39, 40). What excludes a task are conditions and running tasks of others, never a token that
 * would have to be given back: so whatever ends or cancels those, frees it.
 */
import { amend, range, sorted } from "./draft.ts"
import type { RuleOf } from "./flow.ts"
import type { CancellationRegion, ConditionIndex, TaskIndex } from "./net.ts"
import type { LaidTasks } from "./rule.ts"

/** Never two of these tasks are active at once. A sub-workflow is while anything is inside of it. */
export function exclude(laid: LaidTasks, names: readonly string[]): void {
  for (const name of names) {
    const others = names.filter((one) => one !== name).map((one) => laid.of.get(one)!)
    block(laid, laid.of.get(name)!.first, {
      conditions: others.flatMap(({ conditions }) => conditions), tasks: others.flatMap(({ tasks }) => tasks),
    })
  }
}

/** Only one of the parts is active. Who enters one from outside waits for all that is inside of the others. */
export function critical(laid: LaidTasks, { parts }: RuleOf<"critical">): void {
  const found = parts.map((names) => partOf(laid, names))
  found.forEach(({ entries }, i) => {
    const others = found.filter((_, other) => other !== i)
    for (const entry of entries) {
      block(laid, entry, {
        conditions: others.flatMap(({ conditions }) => conditions), tasks: others.flatMap(({ tasks }) => tasks),
      })
    }
  })
}

interface Part extends CancellationRegion {
  /** Its tasks that tokens come to from outside. */
  readonly entries: readonly TaskIndex[]
}

/**
 * A part of a critical section: its tasks, and the conditions that only it puts tokens to and that it takes them
 * from. A silent task that serves as split or join is inside if all that it takes comes from inside.
 */
function partOf({ draft, scope, input, of }: LaidTasks, names: readonly string[]): Part {
  const laid = names.map((name) => of.get(name)!)
  const tasks = laid.flatMap((one) => one.tasks)
  const inside = new Set<number>(tasks)
  const known = new Set<number>([...of.values()].flatMap((one) => one.tasks))
  const first = draft.tasks.findIndex((task) => task.scope === scope)
  const served = range<TaskIndex>(first, draft.tasks.length).filter((t) => !known.has(t))
  const producers = new Map<number, number[]>()
  for (const t of [...known, ...served]) {
    for (const { condition } of draft.tasks[t]!.outcomes.flatMap(({ outputs }) => outputs)) {
      (producers.get(condition) ?? producers.set(condition, []).get(condition)!).push(t)
    }
  }
  const internal = (c: ConditionIndex) =>
    c !== input && producers.has(c) && producers.get(c)!.every((t) => inside.has(t))
  const worked = (t: number) =>
    draft.tasks[t]!.inputs.map((i) => i.condition).filter((c) => draft.conditions[c]!.resource !== true)
  for (let before = -1; before < inside.size;) {
    before = inside.size
    for (const t of served) if (worked(t).length > 0 && worked(t).every(internal)) inside.add(t)
  }
  const conditions = [...inside].flatMap((t) => worked(t).filter(internal))
  const entries = laid.map((one) => one.first).filter((t) => !worked(t).every(internal))
  return { tasks, conditions, entries }
}

/** The task does not start while a token is in one of these conditions or one of these tasks runs. */
function block({ draft }: LaidTasks, task: TaskIndex, by: CancellationRegion): void {
  const conditions = by.conditions.filter((c) => draft.conditions[c]!.resource !== true)
  const tasks = by.tasks.filter((t) => draft.tasks[t]!.kind !== "silent")
  amend(draft, task, ({ blockers }) => ({
    blockers: {
      conditions: sorted([...blockers?.conditions ?? [], ...conditions]),
      tasks: sorted([...blockers?.tasks ?? [], ...tasks]),
    },
  }))
}
