/** Several work items of one task at once: how many, which begin, what their results are together. */
import { Multi } from "../kernel/table.ts"
import type { CaseFault } from "./failure.ts"
import { type Payload, valueOf } from "./payload.ts"
import type { Program } from "./program.ts"
import type { WorkItem } from "./work-item.ts"

/** The instances of one work item. What is done for each event costs the same however many there are. */
export class Instances {
  /** How many there were so far: instances are numbered from 1. */
  spawned = 0
  /** How many of them came with the start; the others were added. */
  first = 0
  /** Those that are not finished, by number. */
  readonly live = new Map<number, WorkItem>()
  /** How many of those began. */
  running = 0
  /** Characters of what was added and of the results. */
  letters = 0
  /** Of those that are finished, by number; empty once the task is done. */
  readonly #results = new Map<number, Payload>()
  /** Up to this number none is left that did not begin. */
  #begun = 0
  /** What a completion condition looks at: numbers of the results that it has seen, in order, and their values. */
  #seen: { readonly numbers: number[]; readonly values: unknown[] } | undefined

  add(item: WorkItem): void {
    this.live.set(item.instance, item)
    if (item.added) this.letters += item.input.length
    if (item.started) this.running++
  }

  remove(item: WorkItem): void {
    if (!this.live.delete(item.instance)) return
    if (item.added) this.letters -= item.input.length
    if (item.started) this.running--
  }

  /** Those that begin next, in order: as many as may still run at once. All of them are begun then. */
  room(most: number): readonly WorkItem[] {
    const next: WorkItem[] = []
    while (this.#begun < this.spawned && this.running + next.length < most) {
      const item = this.live.get(++this.#begun)
      if (item?.started === false) next.push(item)
    }
    return next
  }

  resultOf(instance: number): Payload | undefined {
    return this.#results.get(instance)
  }

  finish(instance: number, result: Payload): void {
    this.#results.set(instance, result)
    this.letters += result.length
  }

  /** Results in the order of the inputs. The task is done with them, so they are kept no longer. */
  takeResults(): readonly Payload[] {
    const results = this.#ordered().map(([, result]) => result)
    for (const result of results) this.letters -= result.length
    this.#results.clear()
    this.#seen = undefined
    return results
  }

  /** The values of the results and of one more, in the order of the inputs; each is read once and cannot be changed. */
  valuesWith(instance: number, result: Payload): readonly unknown[] {
    const seen = (this.#seen ??= this.#values())
    const { numbers, values } = seen
    let at = numbers.length
    while (at > 0 && numbers[at - 1]! > instance) at--
    numbers.splice(at, 0, instance)
    values.splice(at, 0, frozen(valueOf(result)))
    return values.slice()
  }

  #values() {
    const all = this.#ordered()
    return { numbers: all.map(([number]) => number), values: all.map(([, result]) => frozen(valueOf(result))) }
  }

  #ordered(): (readonly [number, Payload])[] {
    return [...this.#results].sort(([a], [b]) => a - b)
  }
}

/** How many instances a start makes of what the task would take, or why it makes none. */
export function countOf(program: Program, task: number, offered: Payload): number | CaseFault {
  if (!program.takesList(task)) return 0
  const { table: { multiMin, multiMax, taskMulti, taskNames } } = program
  const list = valueOf(offered)
  const [least, most] = [multiMin[taskMulti[task]!]!, multiMax[taskMulti[task]!]!]
  const fault = (what: string): CaseFault => ({
    reason: "count", task: taskNames[task], attempt: 0, defect: true,
    cause: new RangeError(`${what}, and ${least === most ? least : `${least} to ${most}`} are declared`),
  })
  if (!Array.isArray(list)) return fault("what comes to it is no list of inputs")
  if (list.length >= least && list.length <= most) return list.length
  return fault(`it would have ${list.length} instance${list.length === 1 ? "" : "s"}`)
}

/**
 * Whether a task is done with the result of this instance, by its completion condition. Throws what that throws.
 * False for a task without one, and for one that is done already.
 */
export function isEnough(program: Program, { task, instance, parent }: WorkItem, result: Payload): boolean {
  const { table: { multiFlags, taskMulti }, tasks } = program
  if ((multiFlags[taskMulti[task]!]! & Multi.until) === 0 || parent!.completed) return false
  const { until } = tasks[task]?.instances ?? {}
  if (until === undefined) throw new Error(`the definition of "${program.table.taskNames[task]}" has no condition`)
  return until(parent!.instances!.valuesWith(instance, result) as never[]) === true
}

/** The same value, no part of which can be changed. */
function frozen<T>(value: T): T {
  if (typeof value !== "object" || value === null) return value
  for (const member of Object.values(value)) frozen(member)
  return Object.freeze(value)
}
