/** Payload types in two versions: which tasks have others now, and whether what waits somewhere still fits. */
import type { Definition } from "../../src/definition/definition.ts"
import { authorName } from "../ir/finding.ts"
import type { Net, NetTask } from "../ir/net.ts"
import type { DefinitionChange } from "./changes.ts"
import type { ModuleTypes, TaskTypes, TypeText } from "./types-of.ts"

/** What takes the payload of a condition in the end: a task, or what its record has under these keys. */
interface Taker {
  readonly task: string
  /** Outermost first. */
  readonly keys: readonly string[]
}

/** Where a type is not known, nothing is said to have changed. */
export class Payloads {
  readonly #old: ReadonlyMap<string, TaskTypes>
  readonly #next: ReadonlyMap<string, TaskTypes>
  /** Tasks that have types, and that both versions have. */
  readonly #both: readonly string[]

  constructor(old: Definition, oldTypes: ModuleTypes, next: Definition, nextTypes: ModuleTypes) {
    this.#old = byPath(old, oldTypes)
    this.#next = byPath(next, nextTypes)
    const known = new Set(typedTasks(next))
    this.#both = typedTasks(old).filter((task) => known.has(task))
  }

  /** What changed in the types of a task. */
  changes(task: string): readonly DefinitionChange[] {
    const [old, next] = [this.#old.get(task), this.#next.get(task)]
    if (old === undefined || next === undefined) return []
    const change = (detail: string, was: TypeText, is: TypeText): readonly DefinitionChange[] =>
      differing(was, is).map(([path, was, is]): DefinitionChange =>
        ({ change: "changed", what: "task", name: task, detail: [detail, ...path].join("."), was, is }))
    return [
      ...change("input", old.input, next.input),
      ...[...old.outcomes].flatMap(([outcome, was]) => {
        const is = next.outcomes.get(outcome)
        return is === undefined ? [] : change(outcome === "done" ? "output" : `output ${outcome}`, was, is)
      }),
    ]
  }

  /** Whether no type is known to have changed. */
  get isSame(): boolean {
    return [...this.#old.keys()].every((task) => this.changes(task).length === 0)
  }

  /** Tasks whose types are not known in one version, and that both have. */
  untyped(): readonly string[] {
    return this.#both.filter((task) => !this.#old.has(task) || !this.#next.has(task))
  }

  /** Whether a task takes something else now. */
  isOther(task: string): boolean {
    const [old, next] = [this.#old.get(task), this.#next.get(task)]
    return old !== undefined && next !== undefined && old.input.whole !== next.input.whole
  }

  /** The task for which something may wait in a condition that is not of its type any more. */
  unfit(old: Net, condition: number, next: Net, same: number): string | undefined {
    const part = (of: TypeText | undefined, key: string) => of?.members()?.get(key) ?? of
    const typed = (types: ReadonlyMap<string, TaskTypes>) => ({ task, keys }: Taker) =>
      ({ task, type: keys.reduce(part, types.get(task)?.input)?.whole })
    const was = takers(old, condition).map(typed(this.#old))
    const is = takers(next, same).map(typed(this.#next))
    if (was.length === 0 || was.some(({ type }) => type === undefined)) return undefined
    return is.find(({ type }) => type !== undefined && !was.some((one) => one.type === type))?.task
  }
}

type Difference = readonly [path: readonly string[], was: string, is: string]

/** Where two types differ: in members of records that are written out, or as they are. */
function differing(was: TypeText, is: TypeText): readonly Difference[] {
  if (was.whole === is.whole) return []
  const [before, after] = [was.members(), is.members()]
  const names = [...new Set([...before?.keys() ?? [], ...after?.keys() ?? []])]
  const inside = before === undefined || after === undefined ? [] : names.flatMap((name) => {
    const [old, next] = [before.get(name), after.get(name)]
    const whole = old === undefined || next === undefined
      ? [[[], old?.text ?? "none", next?.text ?? "none"] as const] : differing(old, next)
    return whole.map(([path, was, is]) => [[name, ...path], was, is] as const)
  })
  if (inside.length > 0) return inside
  return [[[], was.text, was.text === is.text ? `${is.text}, declared otherwise` : is.text]]
}

/** Of everything that is printed, by the path of the task. */
function byPath(definition: Definition, types: ModuleTypes): ReadonlyMap<string, TaskTypes> {
  const found = new Map<string, TaskTypes>()
  const walk = (of: Definition, path: string) => {
    for (const [task, type] of types.get(of) ?? []) found.set(path + task, type)
    for (const { name, workflow } of of.tasks) if (workflow !== undefined) walk(workflow, `${path}${name}/`)
  }
  walk(definition, "")
  return found
}

/** The paths of the tasks that take a payload of their own. */
function typedTasks({ tasks }: Definition): readonly string[] {
  return tasks.flatMap(({ name, kind, workflow }) => (workflow === undefined ? kind === "silent" ? [] : [name]
    : typedTasks(workflow).map((task) => `${name}/${task}`)))
}

/** The tasks that take from a condition, through those that only route. */
export function takers(
  net: Net, condition: number, keys: readonly string[] = [], seen: readonly number[] = [],
): readonly Taker[] {
  if (seen.includes(condition)) return []
  return net.tasks.flatMap((task: NetTask): readonly Taker[] => {
    const input = task.inputs.find((one) => one.condition === condition)
    if (input === undefined) return []
    const under = input.key === undefined ? keys : [input.key, ...keys]
    if (task.kind !== "silent") return [{ task: authorName(task), keys: under }]
    return task.outcomes.flatMap(({ outputs }) =>
      outputs.flatMap((output) => takers(net, output.condition, under, [...seen, condition])))
  })
}
