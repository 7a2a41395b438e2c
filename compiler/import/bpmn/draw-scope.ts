/** The inside of a process or sub-process of a BPMN model: its nodes, where it begins, and when it is done. */
import { drawCompensations } from "./compensation.ts"
import { TIMES } from "./draw-boundary.ts"
import { drawCatch, drawThrow } from "./draw-event.ts"
import { drawEventSubs } from "./draw-event-sub.ts"
import { drawGateway } from "./draw-gateway.ts"
import { leave } from "./draw-leave.ts"
import { aloneAll, joined } from "./join-ends.ts"
import type { Activity, Event, Flow, Named, Node, Scope } from "./model.ts"
import { type Body, called, type LaidScope, type Part, type Sheet } from "./sheet.ts"

/** A scope that is all of a drawing: tells where it starts. */
export function drawWhole(of: Named, scope: Scope, sheet: Sheet): string {
  const body = drawBody(scope, sheet)
  const { nodes, listeners, several, interrupting } = drawEventSubs(scope, body.nodes, sheet)
  if (listeners.length === 0) {
    ended(body, [...body.nodes, ...nodes], sheet)
    return body.laid.entry
  }
  let entry = ""
  const more = sheet.canvas.during(() => {
    const { ends } = body
    if (aloneAll(body, sheet)) for (const key of ends) sheet.canvas.cancel(key, listeners)
    else sheet.canvas.cancel(joined(`${called(of)} done`, of, body, sheet), listeners)
    entry = sheet.canvas.helper(`begin ${called(of)}`, of.at)
    sheet.canvas.arc(entry, body.laid.entry)
    for (const key of listeners) sheet.canvas.arc(entry, key, several.has(key) ? { times: TIMES } : {})
  })
  for (const { key, spared } of interrupting) sheet.canvas.cancel(key, more.filter((one) => !spared.includes(one)))
  ended(body, [...body.nodes, ...nodes, ...more], sheet)
  return entry
}

/** A sub-process among the nodes around it: it is left when nothing of it is left. */
export function drawInPlace(activity: Activity, scope: Scope, sheet: Sheet): Part {
  const { canvas } = sheet
  let body: Body
  let exit = ""
  let heard: readonly string[] = []
  const comment = "This sub-process begins here: it is drawn in place, since something leaves it from inside."
  const entry = canvas.element(activity, { anonymous: false, comments: [comment, ...activity.comments] })
  const inside = canvas.during(() => {
    body = drawBody(scope, sheet)
    const { listeners, interrupting, handlers } = drawEventSubs(scope, body.nodes, sheet)
    const done = joined(`${called(activity)} ended`, activity, body, sheet)
    exit = canvas.helper(`${called(activity)} done`, activity.at)
    heard = listeners
    canvas.cancel(exit, listeners)
    for (const key of [done, ...handlers, ...body.terminated.map((one) => one.key)]) canvas.arc(key, exit)
    for (const { key } of interrupting) canvas.cancel(key, [done, exit])
  })
  ended(body!, inside, sheet)
  for (const key of [body!.laid.entry, ...heard]) canvas.arc(entry, key)
  return { entry, exit, nodes: [entry, ...inside], inner: body!.laid }
}

/** The nodes of a scope and the arcs between them. */
export function drawBody(scope: Scope, outer: Sheet): Body {
  const sheet: Sheet = { ...outer, undoing: [], terminated: [], optional: [] }
  const { canvas, boundaries } = sheet
  const parts = new Map<string, Part>()
  let laid: LaidScope
  const nodes = canvas.during(() => {
    const incoming = new Map<string, number>()
    const offered = new Set<string>()
    const byId = new Map(scope.nodes.map((node) => [node.id, node]))
    const nameOf = (id: string) => byId.get(id)?.name
    const outgoing = new Map<string, Flow[]>()
    for (const flow of scope.flows) {
      const { from, to } = flow
      ;(outgoing.get(from) ?? outgoing.set(from, []).get(from)!).push(flow)
      incoming.set(to, (incoming.get(to) ?? 0) + 1)
      const source = byId.get(from)
      if (source?.kind === "gateway" && source.gateway === "event") offered.add(to)
    }
    const undone = new Set(scope.nodes.flatMap((node) => (node.kind === "activity" ? node.undoneBy ?? [] : [])))
    for (const node of scope.nodes) {
      if (node.kind === "activity" && node.forCompensation) {
        if (!undone.has(node.id)) sheet.note("dropped", node, "it undoes nothing")
        continue
      }
      parts.set(node.id, drawNode(node, incoming.get(node.id) ?? 0, offered.has(node.id), sheet))
    }
    for (const node of scope.nodes) {
      const exit = parts.get(node.id)?.exit
      if (exit !== undefined) leave(node, exit, outgoing.get(node.id) ?? [], parts, nameOf, sheet)
      if (node.kind !== "activity") continue
      for (const event of node.boundary) {
        const key = boundaries.get(event.id)
        if (key !== undefined) leave(event, key, outgoing.get(event.id) ?? [], parts, nameOf, sheet)
      }
    }
    link(scope, parts, sheet)
    laid = { scope, parts, entry: entryOf(scope, incoming, parts, sheet) }
    drawCompensations(laid, sheet)
  })
  const { terminated, optional } = sheet
  for (const { key } of terminated) canvas.cancel(key, nodes)
  const thrown = [...sheet.thrown.values()].flat()
  const gone = new Set(thrown.flatMap(({ key, interrupting }) => (interrupting ? key : [])))
  const leaving = new Set(canvas.arcs.map(({ from }) => from))
  const ends = nodes.filter((key) => !leaving.has(key) && !gone.has(key) && canvas.node(key).cancelsCase !== true
    && !terminated.some((one) => one.key === key))
  return { laid: laid!, nodes, ends, terminated, optional }
}

function drawNode(node: Node, incoming: number, offered: boolean, sheet: Sheet): Part {
  if (node.kind === "activity") return sheet.draw.activity(node, offered, sheet)
  if (node.kind === "gateway") return drawGateway(node, incoming, sheet)
  if (node.position === "catch") return drawCatch(node, sheet)
  if (node.position === "throw" || node.position === "end") return drawThrow(node, sheet)
  const key = sheet.canvas.element(node, { comments: [...begun(node, sheet), ...node.comments] })
  return { entry: key, exit: key, nodes: [key] }
}

/** What begins a case, which is for whoever starts it. */
function begun(event: Event, sheet: Sheet): readonly string[] {
  return event.triggers.flatMap((trigger): readonly string[] => {
    const name = "name" in trigger && trigger.name !== undefined ? ` ${JSON.stringify(trigger.name)}` : ""
    if (trigger.kind === "message") return [`a case is started by the message${name}`]
    const what = trigger.kind === "timer" ? `the time ${trigger.text}`
      : trigger.kind === "condition" ? `the condition ${trigger.text}` : `the ${trigger.kind}${name}`
    sheet.note("differs", event, `${what} starts nothing by itself: start a case when it comes`)
    return []
  })
}

/** Links are arcs of which the middle is not drawn. */
function link({ nodes }: Scope, parts: ReadonlyMap<string, Part>, { canvas }: Sheet): void {
  const linked = nodes.flatMap((node) => (node.kind === "event" ? node.triggers.flatMap((trigger) =>
    trigger.kind === "link" ? [{ node, name: trigger.name }] : []) : []))
  for (const { node, name } of linked) {
    if (node.position !== "throw") continue
    const caught = linked.find((one) => one.node.position === "catch" && one.name === name)
    const [exit, entry] = [parts.get(node.id)?.exit, caught && parts.get(caught.node.id)?.entry]
    if (exit !== undefined && entry !== undefined) canvas.arc(exit, entry)
  }
}

/** Where the first token comes to: one start event, a choice of several, or all that nothing leads to. */
function entryOf(
  { nodes }: Scope, incoming: ReadonlyMap<string, number>, parts: ReadonlyMap<string, Part>, { canvas }: Sheet,
): string {
  const starts = nodes.filter((node) => node.kind === "event" && node.position === "start")
  const linked = (node: Node) => node.kind === "event" && node.triggers.some(({ kind }) => kind === "link")
  const first = starts.length > 0 ? starts
    : nodes.filter((node) => (incoming.get(node.id) ?? 0) === 0 && parts.has(node.id) && !linked(node))
  const [only] = first
  if (first.length === 1) return parts.get(only!.id)!.entry
  const at = (only ?? nodes[0]!).at
  const entry = starts.length === 0 ? canvas.helper("start", at)
    : canvas.helper("start", at, {
      work: { kind: "task" }, split: "one", anonymous: false, comments: ["which of its start events begins the case"],
    })
  if (starts.length > 0) canvas.node(entry).passes = true
  for (const node of first) {
    canvas.arc(entry, parts.get(node.id)!.entry, starts.length > 0 ? { name: called(node) } : {})
  }
  return entry
}

/** What ends a whole scope empties all of it. */
function ended({ terminated }: Body, nodes: readonly string[], { canvas }: Sheet): void {
  for (const { key } of terminated) canvas.cancel(key, nodes)
}
