/** A net of a YAWL specification: conditions, tasks and flows that keep to the rules of YAWL. */
import { dangling, malformed, refused } from "../finding.ts"
import type { Condition, Flow, Named, Net, Task } from "./model.ts"
import { type Around, readTask } from "./read-task.ts"
import { commentsOf, known } from "./reading.ts"
import { all, first, marked, said, type Tag } from "./tree.ts"

/** Elements of a net that tokens go through. */
const ELEMENTS: ReadonlySet<string> = new Set(["inputCondition", "task", "condition", "outputCondition"])

/** Most elements, and most flows, of one net. */
const SIZE_MAX = 2_000

export function readNet(decomposition: Tag, key: string, isRoot: boolean, around: Around): Net | undefined {
  const { error } = around.reading
  const elements = first(decomposition, "processControlElements")?.children ?? []
  const inside = elements.filter(({ name }) => ELEMENTS.has(name))
  const flowCount = inside.reduce((sum, tag) => sum + all(tag, "flowsInto").length, 0)
  if (Math.max(inside.length, flowCount) > SIZE_MAX) {
    error(refused, decomposition, `it has more than ${SIZE_MAX.toLocaleString("en")} elements or flows: divide it`)
    return undefined
  }
  const [input, output] = [onlyOne(inside, "inputCondition"), onlyOne(inside, "outputCondition")]
  if (input === undefined || output === undefined) {
    error(malformed, decomposition, "a net has one input condition and one output condition")
    return undefined
  }
  const byId = elementsById(inside, around)
  const nodes = [...byId].map(([id, tag]) => (tag.name === "task" ? readTask(tag, around) : condition(tag, id)))
  const flows = [...byId].flatMap(([id, tag]) => flowsOf(id, tag, byId, around))
  const led = new Set(flows.map(({ from, to }) => JSON.stringify([from, to])))
  for (const node of nodes) if (node.kind === "task") checkRemoved(node, led, byId, around)
  return {
    ...named(decomposition, decomposition.attributes.get("id") ?? ""), key, isRoot, input: idOf(input),
    output: idOf(output), nodes, flows,
  }
}

function onlyOne(inside: readonly Tag[], name: string): Tag | undefined {
  const [one, ...others] = inside.filter((tag) => tag.name === name)
  return others.length === 0 ? one : undefined
}

const idOf = ({ attributes }: Tag): string => attributes.get("id") ?? ""

function elementsById(inside: readonly Tag[], { reading: { error } }: Around): ReadonlyMap<string, Tag> {
  const byId = new Map<string, Tag>()
  for (const tag of inside) {
    const id = idOf(tag)
    if (id === "") error(malformed, tag, "it has no id")
    else if (byId.has(id)) error(malformed, tag, "another element of its net has this id: give each its own")
    byId.set(id, byId.get(id) ?? tag)
  }
  return byId
}

function named(tag: Tag, id: string): Named {
  const { name } = known(tag)
  return { id, ...(name !== undefined && { name }), type: tag.name, at: tag.at, comments: commentsOf(tag) }
}

function condition(tag: Tag, id: string): Condition {
  return { kind: "condition", ...named(tag, id) }
}

/** The flows that leave an element, in the order in which a split asks them. */
function flowsOf(from: string, tag: Tag, byId: ReadonlyMap<string, Tag>, { reading }: Around): readonly Flow[] {
  const { error } = reading
  const tags = all(tag, "flowsInto")
  if (tags.length === 0 && tag.name !== "outputCondition") {
    error(malformed, tag, "no flow leaves it: every element leads to the output condition")
  }
  if (tags.length > 0 && tag.name === "outputCondition") error(malformed, tag, "nothing follows the output condition")
  const seen = new Set<string>()
  const flows = tags.flatMap((flow): readonly (Flow & { readonly order: number })[] => {
    const to = marked(flow, "nextElementRef", "id") ?? ""
    const target = byId.get(to)
    if (target === undefined) {
      error(dangling, tag, `a flow of it leads to ${JSON.stringify(to)}, which is not in its net`)
      return []
    }
    if (target.name === "inputCondition") error(malformed, tag, "nothing is before the input condition")
    if (tag.name !== "task" && target.name !== "task") {
      error(malformed, tag, "a condition leads to another one: tasks stand between conditions")
    }
    if (seen.has(to)) error(malformed, tag, `two flows of it lead to ${JSON.stringify(to)}: leave one`)
    seen.add(to)
    const predicate = said(flow, "predicate")
    const order = Number(marked(flow, "predicate", "ordering") ?? NaN)
    return [{
      from, to, at: flow.at, isDefault: first(flow, "isDefaultFlow") !== undefined, comments: commentsOf(flow),
      ...(predicate !== undefined && { predicate }), order: Number.isFinite(order) ? order : Infinity,
    }]
  })
  return flows.sort(inTurn).map(({ order: _, ...flow }) => flow)
}

/** By what they say of their turn, the default last. */
function inTurn(a: Flow & { readonly order: number }, b: Flow & { readonly order: number }): number {
  if (a.isDefault !== b.isDefault) return a.isDefault ? 1 : -1
  return a.order === b.order ? 0 : a.order - b.order
}

/** What a task empties is in its net. */
function checkRemoved(
  task: Task, led: ReadonlySet<string>, byId: ReadonlyMap<string, Tag>, { reading }: Around,
): void {
  for (const one of task.removes) {
    if (one.kind === "node" ? byId.has(one.id) : led.has(JSON.stringify([one.from, one.to]))) continue
    const what = one.kind === "node" ? JSON.stringify(one.id)
      : `a flow from ${JSON.stringify(one.from)} to ${JSON.stringify(one.to)}`
    reading.error(dangling, byId.get(task.id)!, `it removes tokens from ${what}, which is not in its net`)
  }
}
