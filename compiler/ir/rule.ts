/** What rules, and flows that say more than where tokens go, change in the tasks of a workflow that is laid. */
import type { Definition } from "../../src/definition/definition.ts"
import { amend, type Draft, sorted } from "./draft.ts"
import type { Entrance, Entrances } from "./entrance.ts"
import type { RuleOf } from "./flow.ts"
import type { CancellationRegion, ConditionIndex, Outcome, TaskIndex } from "./net.ts"
import { conditionsOf, fireName, marksOf } from "./partial.ts"
import { critical, exclude } from "./section.ts"
import { regionOf } from "./structured.ts"

/** A task of the definition in the net. A sub-workflow that is laid in place is many. */
export interface Laid {
  /** What takes its input. */
  readonly first: TaskIndex
  /** What gives its output, one of them. */
  readonly last: readonly TaskIndex[]
  readonly tasks: readonly TaskIndex[]
  /** The conditions inside of a sub-workflow. */
  readonly conditions: readonly ConditionIndex[]
}

/** A workflow all of whose tasks are laid. */
export interface LaidTasks {
  readonly draft: Draft
  readonly definition: Definition
  readonly scope: number
  /** Where its first token comes to. */
  readonly input: ConditionIndex
  readonly all: Entrances
  readonly of: ReadonlyMap<string, Laid>
}

export function applyRules(laid: LaidTasks): void {
  const { draft, definition, all, of } = laid
  for (const flow of definition.flows) if (flow.kind === "interleave") exclude(laid, flow.tasks)
  for (const { partials } of all.of.values()) {
    for (const join of partials) {
      if (join.flow.rest !== "cancel") continue
      const fire = draft.tasks.findIndex((task) => task.name === fireName(join)) as TaskIndex
      const region = regionOfTasks(laid, regionOf(join.flow, definition))
      empty(draft, fire, { ...region, conditions: [...region.conditions, ...conditionsOf(join)] })
    }
  }
  for (const rule of definition.rules ?? []) {
    switch (rule.kind) {
      case "milestone": milestone(laid, rule); break
      case "cancels": {
        const region = regionOfTasks(laid, rule.region)
        for (const task of of.get(rule.task)!.last) empty(draft, task, region)
        break
      }
      case "cancelsCase":
        for (const task of of.get(rule.task)!.last) amend(draft, task, () => ({ cancelsCase: true }))
        break
      case "completes": {
        const { first } = of.get(rule.instances)!
        for (const task of of.get(rule.task)!.last) {
          amend(draft, task, ({ completes = [] }) => ({ completes: sorted([...completes, first]) }))
        }
        break
      }
      case "critical": critical(laid, rule); break
      case "alike": {
        const group = Math.max(-1, ...draft.tasks.map(({ alike = -1 }) => alike)) + 1
        for (const name of rule.tasks) amend(draft, of.get(name)!.last[0]!, () => ({ alike: group }))
        break
      }
    }
  }
}

function milestone({ draft, all, of }: LaidTasks, { task, during }: RuleOf<"milestone">): void {
  const offered = offeredAt(all.of.get(during)!)
  amend(draft, of.get(task)!.first, ({ reads = [] }) => ({ reads: sorted([...reads, ...offered]) }))
}

/** The conditions that hold a token each while a task is on offer. */
function offeredAt({ plain, joins, choices, order }: Entrance): readonly ConditionIndex[] {
  const [join] = joins
  if (join !== undefined && plain.size === 0) return join.inputs.map(({ condition }) => condition)
  return [...plain.values(), ...choices, ...order]
}

interface Emptied extends CancellationRegion {
  /** What has to be marked again, because joins outside of what is emptied rely on it. */
  readonly again: readonly ConditionIndex[]
}

/** What these tasks are entered through, what is inside of them, and they themselves. */
function regionOfTasks({ draft, all, of }: LaidTasks, names: readonly string[]): Emptied {
  const conditions = names.flatMap((name) => {
    const { plain, joins, partials, choices, order } = all.of.get(name)!
    const joined = joins.flatMap((join) => join.inputs.map(({ condition }) => condition))
    return [...plain.values(), ...joined, ...partials.flatMap(conditionsOf), ...choices, ...order,
      ...of.get(name)!.conditions]
  })
  const tasks = names.flatMap((name) => of.get(name)!.tasks.filter((t) => draft.tasks[t]!.kind !== "silent"))
  return { conditions, tasks, again: names.flatMap((name) => all.of.get(name)!.partials.flatMap(marksOf)) }
}

/** The task empties this too when it completes. */
function empty(draft: Draft, task: TaskIndex, { conditions, tasks, again }: Emptied): void {
  amend(draft, task, ({ cancels, outcomes, choice }) => ({
    cancels: {
      conditions: sorted([...cancels.conditions, ...conditions]), tasks: sorted([...cancels.tasks, ...tasks]),
    },
    outcomes: outcomes.map((outcome, i) => (choice === "several" && i > 1 ? outcome : putting(outcome, again))),
  }))
}

function putting(outcome: Outcome, again: readonly ConditionIndex[]): Outcome {
  const missing = sorted(again).filter((c) => !outcome.outputs.some(({ condition }) => condition === c))
  return { ...outcome, outputs: [...missing.map((condition) => ({ condition, flow: -1 })), ...outcome.outputs] }
}
