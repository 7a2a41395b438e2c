/**
 * Takes out nodes that only route and have no name, where their neighbours can do it themselves: a split moves into
 * the task before it, a join into the task after it, a merge is no more than several flows. Such a node takes no time
 * and says no word, so the traces are the same.
 */
import type { Drawing, DrawnArc, DrawnNode } from "./drawing.ts"
import { graphOf } from "./graph.ts"

/** The same workflow with as few silent tasks as it needs. */
export function fold(drawing: Drawing): Drawing {
  const { into, out } = graphOf(drawing)
  const nodes = new Map(drawing.nodes.map((node) => [node.key, node]))
  const incoming = new Map(drawing.nodes.map(({ key }) => [key, new Set(into(key))]))
  const outgoing = new Map(drawing.nodes.map(({ key }) => [key, new Set(out(key))]))
  /** By place in the model: what takes the place of an arc stands where that did. */
  const place = new Map<DrawnArc, readonly number[]>(drawing.arcs.map((arc, i) => [arc, [i]]))
  let start = drawing.start

  const open = new Set(drawing.nodes.map(({ key }) => key))
  for (const key of open) {
    open.delete(key)
    const node = nodes.get(key)
    if (node !== undefined && isPlain(node) && !isSeveral(node)) step(node)
  }
  const arcs = [...outgoing.values()].flatMap((set) => [...set]).sort((a, b) => compare(place.get(a)!, place.get(b)!))
  const left = [...nodes.values()].map((node) => ({ ...node, cancels: node.cancels.filter((one) => nodes.has(one)) }))
  return { ...drawing, start, nodes: left, arcs }

  function step(node: DrawnNode): void {
    const [ins, outs] = [[...incoming.get(node.key)!], [...outgoing.get(node.key)!]]
    const [only] = outs
    const target = outs.length === 1 ? nodes.get(only!.to)! : undefined
    if (target === node) return
    if (node.join.kind !== "any") {
      if (target !== undefined && node.key !== start) joinLater(node, target, ins)
    } else if (node.key === start) {
      if (target === undefined || !begins(target) || !mayPass(ins, target)) return
      start = target.key
      leaveOut(node, ins, only!)
    } else if (target !== undefined && node.split === "all" && mayPass(ins, target)) {
      leaveOut(node, ins, only!)
    } else if (outs.length === 0) {
      endEarlier(node, ins)
    } else if (ins.length === 1) {
      splitEarlier(node, ins[0]!, outs)
    }
  }

  /** Whether several tokens at once come to it or leave it over one arc. */
  function isSeveral({ key }: DrawnNode): boolean {
    return [...incoming.get(key)!, ...outgoing.get(key)!].some(({ times }) => times !== undefined)
  }

  /** Whether a workflow can begin with a task that is in the middle of it. */
  function begins({ join, work }: DrawnNode): boolean {
    return join.kind === "any" && work.kind !== "call" && !takesList(work)
  }

  /** A merge, or nothing at all: what leads to it leads on. */
  function mayPass(ins: readonly DrawnArc[], target: DrawnNode): boolean {
    const offers = ins.some(({ from }) => nodes.get(from)!.split === "first")
    if (offers && target.work.kind !== "receive" && target.work.kind !== "timer") return false
    const already = ins.some(({ from }) => [...outgoing.get(from)!].some(({ to }) => to === target.key))
    const [only, ...others] = ins
    const free = only !== undefined && others.length === 0 && nodes.get(only.from)!.split === "all"
      && outgoing.get(only.from)!.size === 1
    return !already && (target.join.kind === "any" || free)
  }

  function leaveOut(node: DrawnNode, ins: readonly DrawnArc[], only: DrawnArc): void {
    for (const arc of ins) replace(arc, { ...arc, to: only.to }, place.get(arc)!)
    remove(only)
    nodes.delete(node.key)
    open.add(only.to)
    for (const { from } of ins) open.add(from)
  }

  /** The task after it joins, if nothing else leads there and both are cancelled by the same. */
  function joinLater(node: DrawnNode, target: DrawnNode, ins: readonly DrawnArc[]): void {
    const alone = incoming.get(target.key)!.size === 1 && target.join.kind === "any" && target.key !== start
    const alike = [...nodes.values()].every(({ cancels }) =>
      cancels.includes(node.key) === cancels.includes(target.key))
    if (!alone || !alike || takesList(target.work) || ins.some(({ from }) => from === target.key)) return
    nodes.set(target.key, { ...target, join: node.join })
    leaveOut(node, ins, [...outgoing.get(node.key)!][0]!)
  }

  /** What leads to an end is one. */
  function endEarlier(node: DrawnNode, ins: readonly DrawnArc[]): void {
    const all = ins.every(({ from }) => {
      const before = nodes.get(from)!
      return before.split === "all" && outgoing.get(from)!.size === 1 && before.work.kind !== "call"
    })
    if (!all || ins.length === 0) return
    ins.forEach(remove)
    nodes.delete(node.key)
    for (const { from } of ins) open.add(from)
  }

  /** The task before it splits, if it does nothing else. */
  function splitEarlier(node: DrawnNode, arc: DrawnArc, outs: readonly DrawnArc[]): void {
    const before = nodes.get(arc.from)!
    const flat = before.split === "all" && (node.split === "all" || outgoing.get(before.key)!.size === 1)
    const meets = outs.some(({ to }) => [...outgoing.get(before.key)!].some((other) => other.to === to))
    if (!flat || meets) return
    nodes.set(before.key, { ...before, split: node.split })
    outs.forEach((out) => replace(out, { ...out, from: before.key }, [...place.get(arc)!, ...place.get(out)!]))
    remove(arc)
    nodes.delete(node.key)
    open.add(before.key)
    for (const { to } of outs) open.add(to)
  }

  function replace(arc: DrawnArc, by: DrawnArc, at: readonly number[]): void {
    remove(arc)
    incoming.get(by.to)!.add(by)
    outgoing.get(by.from)!.add(by)
    place.set(by, at)
  }

  function remove(arc: DrawnArc): void {
    incoming.get(arc.to)!.delete(arc)
    outgoing.get(arc.from)!.delete(arc)
  }
}

/** Whether a node does nothing but route, and nobody would miss it. */
function isPlain({ anonymous, work, split, cancels, cancelsCase, comments }: DrawnNode): boolean {
  return anonymous && work.kind === "silent" && cancels.length === 0 && cancelsCase === undefined
    && comments.length === 0 && (split === "all" || split === "first")
}

/** Whether it takes a list, which the flow to it has to make. */
export function takesList(work: DrawnNode["work"]): boolean {
  return "many" in work && work.many !== undefined && work.many.count === undefined
}

function compare(a: readonly number[], b: readonly number[]): number {
  const i = a.findIndex((one, at) => one !== b[at])
  return i < 0 ? a.length - b.length : a[i]! - (b[i] ?? -1)
}
