/** What tasks that choose alike have chosen in a case: the first of a group that completes decides for the others. */
import type { NetTask } from "../ir/net.ts"
import type { Side } from "./side.ts"

/** Of the tasks of one entry: a word for each group, 0 until it has chosen. */
export class Choices {
  readonly #side: Side
  /** By group, its tasks. */
  readonly #tasks: readonly (readonly number[])[]
  /** By group, what can be chosen: the words are numbers into these, from 1. */
  readonly #labels: readonly (readonly string[])[]
  readonly #groupOf = new Map<number, number>()

  constructor(side: Side, entry: number) {
    const groups = new Map<number, number[]>()
    for (const t of side.entryTasks[entry]!) {
      const { alike } = side.net.tasks[t]!
      if (alike !== undefined) groups.set(alike, [...groups.get(alike) ?? [], t])
    }
    this.#side = side
    this.#tasks = [...groups.values()]
    this.#labels = this.#tasks.map(([first]) => labelsOf(side.net.tasks[first!]!))
    this.#tasks.forEach((tasks, group) => { for (const t of tasks) this.#groupOf.set(t, group) })
  }

  get count(): number { return this.#tasks.length }

  /** Notes that a task completes with an outcome; false if its group has chosen otherwise. */
  note(words: Int32Array, task: number, outcome: number): boolean {
    const group = this.#groupOf.get(task)
    if (group === undefined) return true
    const now = 1 + this.#labels[group]!.indexOf(labelOf(this.#side.net.tasks[task]!, outcome))
    if (words[group] !== 0) return words[group] === now
    words[group] = now
    return true
  }

  /** The words of a case that comes from another version, where one of the same tasks may have chosen already. */
  carry(from: Choices, chosen: Int32Array, into: Int32Array): void {
    this.#tasks.forEach((tasks, group) => {
      const labels = tasks.flatMap((t) => from.#chosenBy(this.#side.tasks[t]!, chosen) ?? [])
      into[group] = labels.length === 0 ? 0 : 1 + this.#labels[group]!.indexOf(labels[0]!)
    })
  }

  /** What the group of a task has chosen. */
  #chosenBy(name: string, chosen: Int32Array): string | undefined {
    const group = this.#groupOf.get(this.#side.tasks.indexOf(name))
    return group === undefined ? undefined : this.#labels[group]![chosen[group]! - 1]
  }
}

/** Outcomes are alike by name, sets of routes by their bits. */
const labelOf = ({ choice, outcomes }: NetTask, outcome: number): string =>
  (choice === "several" ? String(outcome) : outcomes[outcome]!.name)

function labelsOf(task: NetTask): readonly string[] {
  const { choice, outcomes } = task
  const count = choice === "several" ? 2 ** (outcomes.length / 2) : outcomes.length
  return Array.from({ length: count }, (_, outcome) => labelOf(task, outcome))
}
