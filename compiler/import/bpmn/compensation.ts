/**
 * Compensation of a BPMN model: what was done is undone, the last thing first. Whether an activity was done when it is
 * to be undone is told by the drawing where every way to there leads through it, or none; else a decision asks.
 */
import { type Graph, graphOf } from "../graph.ts"
import { reachable } from "../prune.ts"
import { innerOf } from "./catching.ts"
import type { Activity, Scope } from "./model.ts"
import { called, type LaidScope, type Part, type Sheet } from "./sheet.ts"

/** Puts what a scope's own compensation events bring about between the two nodes of each. */
export function drawCompensations(laid: LaidScope, sheet: Sheet): void {
  for (const { of, key, exit, activity } of sheet.undoing) {
    const { arcs } = sheet.canvas
    arcs.splice(arcs.findIndex((arc) => arc.from === key && arc.to === exit), 1)
    const found = toUndo(laid.scope, activity)
    if (found.length === 0) sheet.note("differs", of, "nothing beside it has a way to be undone, so nothing is")
    sheet.canvas.arc(drawUndoing(key, laid, activity, sheet), exit)
  }
}

/** Undoes what was done in a scope after a node, one after the other; tells where tokens go on from. */
export function drawUndoing(key: string, laid: LaidScope, only: string | undefined, sheet: Sheet): string {
  const { canvas } = sheet
  let last = key
  for (const activity of toUndo(laid.scope, only)) {
    const part = laid.parts.get(activity.id)!
    const done = wasDone(part, key, laid, sheet)
    if (done === "never") continue
    const handler = laid.scope.nodes.find(({ id }) => id === activity.undoneBy) as Activity | undefined
    if (handler === undefined) continue
    if (isAgain(part, sheet)) sheet.note("differs", activity, "it is undone once, however often it was done")
    if (done === "always") {
      const undo = sheet.draw.activity(handler, false, sheet)
      canvas.arc(last, undo.entry)
      last = undo.exit ?? undo.entry
      continue
    }
    const asked = canvas.helper(`was ${called(activity)} done?`, activity.at, {
      work: { kind: "task" }, split: "one", anonymous: false,
    })
    const after = canvas.helper(`${called(activity)} undone`, activity.at)
    canvas.node(asked).passes = true
    const undo = sheet.draw.activity(handler, false, sheet)
    canvas.arc(last, asked)
    canvas.arc(asked, undo.entry, { name: "undo" })
    canvas.arc(asked, after, { name: "skip" })
    canvas.arc(undo.exit ?? undo.entry, after)
    last = after
  }
  for (const node of laid.scope.nodes) {
    const inner = node.kind === "activity" && node.undoneBy === undefined ? innerOf(node) : undefined
    if (only === undefined && inner !== undefined && undoes(inner)) {
      sheet.note("differs", node, "what is done inside of it is not undone")
    }
  }
  return last
}

/** The activities of a scope that can be undone, the last one first as far as flows tell. */
function toUndo({ nodes, flows }: Scope, only: string | undefined): readonly Activity[] {
  const order: string[] = []
  const seen = new Set<string>()
  const next = new Map<string, string[]>()
  for (const { from, to } of flows) next.set(from, [...next.get(from) ?? [], to])
  for (const { id } of nodes) {
    const path: { readonly id: string; at: number }[] = []
    if (!seen.has(id)) path.push({ id, at: 0 })
    seen.add(id)
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const to = next.get(top.id)?.[top.at++]
      if (to === undefined) order.push(path.pop()!.id)
      else if (!seen.has(to)) {
        seen.add(to)
        path.push({ id: to, at: 0 })
      }
    }
  }
  const undoable = nodes.filter((node): node is Activity => node.kind === "activity" && node.undoneBy !== undefined
    && (only === undefined || node.id === only))
  const place = new Map(order.map((id, i) => [id, i]))
  return undoable.sort((a, b) => place.get(a.id)! - place.get(b.id)!)
}

function wasDone(part: Part, key: string, laid: LaidScope, sheet: Sheet): "always" | "never" | "maybe" {
  const graph = wholeGraph(sheet)
  if (part.exit === undefined || !reachable(laid.entry, graph).has(part.exit)) return "never"
  if (!from(part.exit, graph).has(key)) return "never"
  return reachable(laid.entry, cutAt(part.exit, graph)).has(key) ? "maybe" : "always"
}

/** Whether an activity may be done several times. */
function isAgain({ entry, exit }: Part, sheet: Sheet): boolean {
  return exit !== undefined && from(exit, wholeGraph(sheet)).has(entry)
}

const wholeGraph = ({ canvas }: Sheet): Graph => graphOf({ nodes: [...canvas.nodes.values()], arcs: canvas.arcs })

/** The same without what leaves a node. */
function cutAt(key: string, graph: Graph): Graph {
  return { ...graph, out: (one) => (one === key ? [] : graph.out(one)) }
}

/** Nodes after a node, whatever joins wait for. */
function from(key: string, graph: Graph): ReadonlySet<string> {
  const found = new Set(graph.out(key).map(({ to }) => to))
  for (const one of found) for (const { to } of graph.out(one)) found.add(to)
  return found
}

function undoes({ nodes }: Scope): boolean {
  return nodes.some((node) => node.kind === "activity" && (node.undoneBy !== undefined
    || (innerOf(node) !== undefined && undoes(innerOf(node)!))))
}
