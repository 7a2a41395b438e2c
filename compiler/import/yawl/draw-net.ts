/** One YAWL net as a drawing: where its conditions are, tokens wait at the tasks that follow. */
import { Canvas } from "../bpmn/canvas.ts"
import { concurrencyOf } from "../concurrency.ts"
import type { Drawing } from "../drawing.ts"
import { drawTask, type Part } from "./draw-task.ts"
import type { Sheet } from "./draw.ts"
import type { Condition, Flow, Net, Task } from "./model.ts"
import { drawRegions } from "./regions.ts"

/** A net to walk on: its flows by where they begin and end. */
export interface Ways {
  readonly out: (id: string) => readonly Flow[]
  readonly into: (id: string) => readonly Flow[]
  /** Whether a condition offers its token to several tasks. */
  readonly isShared: (id: string) => boolean
}

export function drawNet(net: Net, sheet: Sheet): Drawing {
  const canvas = new Canvas(net.key, sheet.next)
  const ways = waysOf(net)
  const parts = new Map<string, Part>()
  for (const node of net.nodes) {
    if (node.kind === "condition") parts.set(node.id, drawCondition(node, ways, canvas))
    else {
      checkChoice(node, ways, sheet)
      parts.set(node.id, drawTask(node, ways, canvas, sheet))
    }
  }
  for (const { id } of net.nodes) {
    const { exit, chooser } = parts.get(id)!
    for (const flow of ways.out(id)) {
      const comments = chooser ? commentsOf(flow) : []
      const none = chooser && flow.isDefault && flow.predicate === undefined && canvas.node(exit).split === "some"
      canvas.arc(exit, parts.get(flow.to)!.entry, {
        ...(comments.length > 0 && { comments }), ...(flow.predicate !== undefined && chooser && { condition: true }),
        ...(none && { otherwise: true }),
      })
    }
  }
  drawRegions(net, ways, parts, canvas, sheet)
  const start = parts.get(net.input)!.entry
  end(parts.get(net.output)!.entry, start, canvas)
  return canvas.drawing(net, start, net.isRoot)
}

function drawCondition(condition: Condition, { isShared }: Ways, canvas: Canvas): Part {
  const split = isShared(condition.id) ? "first" : "all"
  const key = canvas.element(condition, { anonymous: true, split })
  return { entry: key, exit: key, works: [], chooser: false }
}

/** A task that also waits for something else cannot be one of those that a condition offers its token to. */
function checkChoice(task: Task, { into, isShared }: Ways, { error }: Sheet): void {
  const offered = into(task.id).find(({ from }) => isShared(from))
  if (offered === undefined || task.join === "xor" || into(task.id).length === 1) return
  const mend = "say it with critical(), milestone() or interleave(), and let the flows do without"
  error(task, `it joins, and takes from the condition ${JSON.stringify(offered.from)}, which others take from: ${mend}`)
}

/** The first token in the output condition ends the net, whatever else is left. */
function end(output: string, start: string, canvas: Canvas): void {
  const drawn = { nodes: [...canvas.nodes.values()], arcs: canvas.arcs, start }
  if (concurrencyOf(drawn).alone(output)) return
  canvas.cancel(output, canvas.nodes.keys())
}

function commentsOf({ predicate, isDefault, comments }: Flow): readonly string[] {
  return [...(predicate === undefined ? [] : [predicate]), ...(isDefault ? ["if no other is taken"] : []), ...comments]
}

function waysOf({ nodes, flows }: Net): Ways {
  const conditions = new Set(nodes.flatMap(({ kind, id }) => (kind === "condition" ? [id] : [])))
  const by = (end: "from" | "to") => {
    const found = new Map<string, Flow[]>()
    for (const flow of flows) found.set(flow[end], [...found.get(flow[end]) ?? [], flow])
    return found
  }
  const [out, into] = [by("from"), by("to")]
  return {
    out: (id) => out.get(id) ?? [], into: (id) => into.get(id) ?? [],
    isShared: (id) => conditions.has(id) && (out.get(id) ?? []).length > 1,
  }
}
