/** One of the two versions, with everything by the names under which the other one is asked for it. */
import type { Definition, FlowDefinition, TaskDefinition } from "../../src/definition/definition.ts"
import { stateLayout, type StateLayout } from "../../src/kernel/state.ts"
import { readTable, type Table } from "../../src/kernel/table.ts"
import type { Compiled } from "../compile.ts"
import { enteredBy, isJoin, sourcesOf } from "../ir/flow.ts"
import { lower } from "../ir/lower.ts"
import { entriesOf, type Net, type TaskIndex } from "../ir/net.ts"
import { tasksByEntry } from "../verify/entries.ts"
import { isOfBlock } from "./aligned.ts"
import { flowText } from "./flow-text.ts"

export interface Side {
  /** With the names of blocks as both versions have them. */
  readonly definition: Definition
  readonly net: Net
  readonly table: Table
  readonly layout: StateLayout
  /** By index: names that mean the same in both versions. */
  readonly conditions: readonly string[]
  readonly tasks: readonly string[]
  /** By entry. */
  readonly entryTasks: readonly (readonly TaskIndex[])[]
  readonly entryConditions: readonly ReadonlySet<number>[]
}

/** `definition`: that of `compiled`, or one that differs in the names of its blocks alone. */
export function sideOf({ net, table: bytes, definition: own }: Compiled, definition: Definition): Side {
  const table = readTable(bytes)
  const named = definition === own ? net : lower(definition).value!
  const entryTasks = tasksByEntry(net)
  const kept = (net.triggers ?? []).flatMap(({ condition }) => condition ?? [])
  const entryConditions = entriesOf(net).map(({ input, marked = [], outputs }, entry) => new Set<number>([
    input, ...marked, ...outputs, ...kept,
    ...entryTasks[entry]!.flatMap((t) => {
      const { inputs, outcomes } = net.tasks[t]!
      return [...inputs, ...outcomes.flatMap((outcome) => outcome.outputs)].map(({ condition }) => condition)
    }),
  ]))
  const stems = stemsOf(definition)
  return {
    definition, net, table, layout: stateLayout(table), entryTasks, entryConditions,
    conditions: named.conditions.map(({ name }) => conditionName(name, definition, stems)),
    tasks: named.tasks.map(({ name }) => name),
  }
}

/** A task by its path, as the author wrote it. */
export function taskAt({ tasks }: Definition, path: string): TaskDefinition | undefined {
  const whole = tasks.find(({ name }) => name === path)
  const cut = path.indexOf("/")
  if (whole !== undefined || cut < 0) return whole
  const workflow = tasks.find(({ name }) => name === path.slice(0, cut))?.workflow
  return workflow && taskAt(workflow, path.slice(cut + 1))
}

/** The flows that lead to a task. */
export function waysInto(definition: Definition, path: string): readonly FlowDefinition[] {
  const cut = path.lastIndexOf("/")
  const house = cut < 0 ? definition : taskAt(definition, path.slice(0, cut))?.workflow
  return house?.flows.filter((flow) => enteredBy(flow).includes(path.slice(cut + 1))) ?? []
}

/** The tasks that the author named and whose branches come together in a task that a block made. */
export function meeting(definition: Definition, path: string): readonly string[] {
  const prefix = path.slice(0, path.lastIndexOf("/") + 1)
  return [...new Set(waysInto(definition, path).flatMap(sourcesOf).flatMap((name) =>
    (isOfBlock(name) ? meeting(definition, prefix + name) : [prefix + name])))]
}

/**
 * The name of the lowering without what another flow elsewhere changes: an end says of which task even where there is
 * one alone, and one of several joins into a task is told by what it says, not by its place in the list.
 */
function conditionName(name: string, { ends }: Definition, stems: ReadonlyMap<string, string>): string {
  if (name === "end") return `end:${ends[0]!}`
  const [, kind, stem, key = ""] = /^([a-z]+):(.*~\d+)(~.*)?$/s.exec(name) ?? []
  const told = stem === undefined ? undefined : stems.get(stem)
  return told === undefined ? name : `${kind!}:${told}${key}`
}

/** Of tasks that several joins lead to: how the lowering names each of these, and what it says. */
function stemsOf(definition: Definition, path = ""): ReadonlyMap<string, string> {
  const stems = new Map<string, string>()
  const joins = definition.flows.map((flow, index) => ({ flow, index }))
    .filter(({ flow }) => isJoin(flow) || flow.kind === "partial")
  for (const { flow, index } of joins) {
    const to = (flow as { readonly to: string }).to
    if (joins.filter(({ flow: other }) => (other as { readonly to: string }).to === to).length > 1) {
      stems.set(`${path}${to}~${index}`, `${path}${to}~${flowText(flow)}`)
    }
  }
  for (const { name, workflow } of definition.tasks) {
    if (workflow !== undefined) for (const [stem, told] of stemsOf(workflow, `${path}${name}/`)) stems.set(stem, told)
  }
  return stems
}
