/**
 * When is a scope that is drawn in place done? When nothing of it is left. Where its ends exclude each other, the first
 * is the last; where each thread of it comes to an end of its own, when all have; else when no more can come.
 */
import { type Concurrency, concurrencyOf } from "../concurrency.ts"
import type { DrawnArc } from "../drawing.ts"
import { graphOf } from "../graph.ts"
import { reachable } from "../prune.ts"
import type { Named } from "./model.ts"
import type { Body, Sheet } from "./sheet.ts"

/** Whether nothing else is left of a scope whichever of its ends is reached. */
export function aloneAll(body: Body, sheet: Sheet): boolean {
  return body.ends.every(concurrency(body, body.nodes, sheet).alone)
}

/** A node that all ends lead to, and that a token leaves once nothing of the scope is left. */
export function joined(name: string, of: Named, body: Body, sheet: Sheet): string {
  const { canvas } = sheet
  const done = canvas.helper(name, of.at)
  const alone = aloneAll(body, sheet)
  for (const key of body.ends) lead(key, done, alone, sheet)
  if (!alone) together(done, of, body, [...body.nodes, done], sheet)
  return done
}

/** An end that only ends is left out: what leads to it leads on. */
function lead(key: string, done: string, alone: boolean, { canvas }: Sheet): void {
  const node = canvas.node(key)
  const entering = canvas.arcs.filter(({ to }) => to === key)
  if (node.work.kind !== "silent" || node.join.kind !== "any" || entering.length === 0) canvas.arc(key, done)
  else if (node.anonymous && node.comments.length === 0) {
    for (const arc of entering) canvas.arcs[canvas.arcs.indexOf(arc)] = { ...arc, to: done }
    delete node.of
  } else {
    if (!alone && entering.length > 1) node.join = { kind: "some" }
    canvas.arc(key, done)
  }
}

/** Lets a node wait for all that may come to it at once. */
function together(key: string, of: Named, body: Body, nodes: readonly string[], sheet: Sheet): void {
  const { canvas } = sheet
  const { arcsBeside } = concurrency(body, nodes, sheet)
  const reached = reachable(body.laid.entry, graphOf({ nodes: [...canvas.nodes.values()], arcs: canvas.arcs }))
  const arcs = canvas.arcs.filter(({ from, to }) => to === key && reached.has(from))
  const lost = lostBefore(key, nodes, sheet).filter((arc) => arcs.some((one) => arcsBeside(one, arc)))
  const threads = threadsOf(arcs, arcsBeside)
  const awaited = lost.filter((arc) => !threads?.some((thread) => !thread.some((one) => arcsBeside(one, arc))))
  const several = arcs.some((a) => arcs.some((b) => arcsBeside(a, b)))
  const sure = body.optional.length === 0 && nodes.every((one) => canvas.node(one).split !== "some")
  if (threads === undefined || awaited.length > 0 || !sure) {
    if (several) canvas.node(key).join = { kind: "some" }
    if (lost.length === 0) return
    sheet.note("differs", of, "it may be left while something in it runs that comes to none of its ends")
    return
  }
  if (!several) return
  canvas.node(key).join = { kind: "all" }
  for (const arc of canvas.arcs.filter(({ from, to }) => to === key && !reached.has(from))) {
    canvas.arcs.splice(canvas.arcs.indexOf(arc), 1)
  }
  for (const thread of threads) {
    if (thread.length === 1) continue
    const merge = canvas.helper(canvas.node(key).name, of.at)
    for (const arc of thread) canvas.arcs[canvas.arcs.indexOf(arc)] = { ...arc, to: merge }
    canvas.arc(merge, key)
  }
}

/** Arcs to what can be active for a while, and from where no way leads to a node. */
function lostBefore(key: string, nodes: readonly string[], { canvas }: Sheet): readonly DrawnArc[] {
  const inside = new Set(nodes)
  const before = new Set([key])
  for (const one of before) for (const { from, to } of canvas.arcs) if (to === one && inside.has(from)) before.add(from)
  return canvas.arcs.filter(({ from, to }) =>
    inside.has(from) && inside.has(to) && !before.has(to) && canvas.node(to).work.kind !== "silent")
}

/** The arcs by the thread that they belong to: those of one exclude each other, those of two never do. */
function threadsOf(
  arcs: readonly DrawnArc[], beside: (a: DrawnArc, b: DrawnArc) => boolean,
): readonly (readonly DrawnArc[])[] | undefined {
  const threads: DrawnArc[][] = []
  for (const arc of arcs) {
    const own = threads.filter((thread) => thread.some((one) => !beside(one, arc)))
    const [only] = own
    if (own.length > 1 || beside(arc, arc) || only?.some((one) => beside(one, arc)) === true) return undefined
    if (only === undefined) threads.push([arc])
    else only.push(arc)
  }
  return threads
}

function concurrency({ laid }: Body, nodes: readonly string[], { canvas }: Sheet): Concurrency {
  const inside = new Set(nodes)
  const arcs = canvas.arcs.filter(({ from, to }) => inside.has(from) && inside.has(to))
  return concurrencyOf({ nodes: nodes.map((key) => canvas.node(key)), arcs, start: laid.entry })
}
