/** A drawing in the forms of knhk: which form each task is left by, which joins it, what it is declared as. */
import { type Bounds, boundsOf } from "./bounds.ts"
import type { Concurrency } from "./concurrency.ts"
import type { Drawing, DrawnArc, DrawnNode } from "./drawing.ts"
import { takesList } from "./fold.ts"
import { type Graph, graphOf } from "./graph.ts"
import type {
  ImportedFlow, ImportedOutcome, ImportedRoute, ImportedTarget, ImportedTask, ImportedWork, ImportedWorkflow,
} from "./imported.ts"
import { Names, oneLine } from "./names.ts"

/** What is known of the other drawings of the model. */
export interface Around {
  /** Of each drawing by its key: its id and its constant. */
  readonly known: ReadonlyMap<string, { readonly id: string; readonly constant: string }>
  /** The name of a signal, as the model has it, as one that knhk takes. */
  readonly signal: (raw: string) => string
  /** The constant of a payload by its key. */
  readonly payload: (key: string) => string | undefined
}

/** The workflow of a drawing that is pruned, folded and separated. */
export function formsOf(drawing: Drawing, concurrency: Concurrency, around: Around): ImportedWorkflow {
  const graph = graphOf(drawing)
  const bounds = boundsOf(graph, concurrency)
  const given = new Names()
  const own = (node: DrawnNode) => (node.of === undefined ? 2 : node.anonymous ? 1 : 0)
  const inTurn = [...drawing.nodes].sort((a, b) => own(a) - own(b))
  const names = new Map(inTurn.map(({ key, name }) => [key, given.give(name)]))
  const name = (key: string) => names.get(key)!
  const shared = new Set(drawing.arcs.flatMap((arc) =>
    (arc.to !== drawing.start && isShared(arc, graph, bounds) ? [arc.to] : [])))
  const nodes = drawing.nodes.filter(({ key }) => !shared.has(key))
  const routes = new Map(nodes.filter(({ split }) => split === "one" || split === "some")
    .map((node) => [node.key, routesOf(node)]))
  const ends = nodes.filter(({ key }) => graph.out(key).length === 0)
  const termination = ends.every(({ key }) => concurrency.alone(key)) ? "explicit" : "implicit"
  const { id, constant } = around.known.get(drawing.key)!
  return {
    id, constant, exported: drawing.exported, comments: commented(drawing.name, id, drawing.comments),
    termination, tasks: nodes.map(task), start: name(drawing.start), ends: ends.map(({ key }) => name(key)),
    flows: [...nodes.flatMap((node) => [...joined(node), ...left(node)]), ...nodes.flatMap(rules)],
  }

  function task(node: DrawnNode): ImportedTask {
    const { key, comments, anonymous } = node
    const [takes, gives] = [node.takes, node.gives].map((one) => (one === undefined ? undefined : around.payload(one)))
    return {
      name: name(key), comments: commented(anonymous ? name(key) : node.name, name(key), comments), work: workOf(node),
      ...(takes !== undefined && { takes }), ...(gives !== undefined && { gives }),
    }
  }

  function workOf({ key, work, split, passes }: DrawnNode): ImportedWork {
    const ways = routes.get(key)
    if (split === "one") {
      return { kind: "decision", outcomes: named(ways!), passes: passes === true }
    }
    if (split === "some") {
      const open = ways!.some((way) => way.name === undefined)
      return { kind: "choice", routes: named(ways!), least: open ? 0 : 1 }
    }
    switch (work.kind) {
      case "receive": return { kind: "receive", signal: around.signal(work.signal) }
      case "sub": {
        const { constant } = around.known.get(work.drawing)!
        return { kind: "sub", constant, ...(work.many !== undefined && { many: work.many }) }
      }
      case "call": return { kind: "call", id: around.known.get(work.drawing)!.id }
      default: return work
    }
  }

  /** The form that brings several arcs together at a node. */
  function joined(node: DrawnNode): readonly ImportedFlow[] {
    const from = graph.into(node.key).map((arc) => name(arc.from))
    const to = name(node.key)
    const { join } = node
    if (join.kind === "some") return [{ kind: "orJoin", from, to }]
    if (join.kind === "enough") return [{ kind: "partialJoin", count: join.count, from, to }]
    if (join.kind === "all") {
      const bound = Math.max(...graph.into(node.key).map((arc) => concurrency.tokensOn(arc)))
      return [{ kind: "join", from, to, ...(bound > 1 && { bound }) }]
    }
    return bounds.addsUp(node.key)
      ? [{ kind: "multiMerge", from, to, bound: concurrency.tokens(node.key) }] : []
  }

  /** The form that a node is left by, unless a form at its target says it. */
  function left({ key, split }: DrawnNode): readonly ImportedFlow[] {
    const from = name(key)
    const arcs = graph.out(key)
    const [only] = arcs
    if (only === undefined) return []
    if (split === "one") return [{ kind: "xor", from, routes: routes.get(key)! }]
    if (split === "some") return [{ kind: "or", from, routes: closed(routes.get(key)!) }]
    const target = graph.nodes.get(only.to)!
    const to = name(only.to)
    if (only.times !== undefined) return [{ kind: "threadSplit", from, to, count: only.times }]
    if (takesList(target.work)) return [{ kind: "flow", from, to, list: true }]
    if (bounds.collects(target.key)) return []
    if (arcs.length === 1) return [{ kind: "flow", from, to }]
    return [{ kind: split === "first" ? "defer" : "and", from, to: arcs.map(({ to }) => name(to)) }]
  }

  function routesOf({ key, split }: DrawnNode): readonly ImportedRoute[] {
    const taken = new Names()
    return graph.out(key).map((arc): ImportedRoute => {
      const to: ImportedTarget = shared.has(arc.to)
        ? graph.out(arc.to).map((one) => name(one.to)) as unknown as ImportedTarget : [name(arc.to)]
      const { comments = [], condition } = arc
      if (split === "some" && arc.otherwise === true) return { to, comments }
      const raw = arc.name ?? name(arc.to)
      const way = taken.give(raw)
      const borrowed = arc.name === undefined || arc.borrowed === true
      return {
        name: way, to, comments: commented(raw, way, comments), ...(condition && { condition }),
        ...(borrowed && { borrowed }),
      }
    })
  }

  /** What only passes tokens on never holds one. */
  function rules({ key, cancels, cancelsCase }: DrawnNode): readonly ImportedFlow[] {
    const holds = ({ work, join }: DrawnNode) => work.kind !== "silent" || join.kind !== "any"
    const region = cancels.filter((one) => names.has(one) && holds(graph.nodes.get(one)!)).map(name)
    return [
      ...(region.length === 0 ? [] : [{ kind: "cancels", task: name(key), region } as const]),
      ...(cancelsCase === true ? [{ kind: "cancelsCase", task: name(key) } as const] : []),
    ]
  }
}

function named(routes: readonly ImportedRoute[]): readonly ImportedOutcome[] {
  return routes.flatMap(({ name, to: _, ...way }) => (name === undefined ? [] : [{ name, ...way }]))
}

/** Whether an arc of a choice leads to several tasks at once: a split without a name that has no other way in. */
function isShared(arc: DrawnArc, graph: Graph, { collects }: Bounds): boolean {
  const [from, to] = [graph.nodes.get(arc.from)!, graph.nodes.get(arc.to)!]
  if (from.split !== "one" && from.split !== "some") return false
  const outs = graph.out(to.key)
  return to.anonymous && to.work.kind === "silent" && to.split === "all" && to.join.kind === "any"
    && to.cancels.length === 0 && to.cancelsCase === undefined && to.comments.length === 0
    && graph.into(to.key).length === 1 && outs.length > 1
    && outs.every((one) => !collects(one.to))
}

/** Routes of a multi-choice end with the one for none: without one it is never taken, and stands for the last. */
function closed(routes: readonly ImportedRoute[]): readonly ImportedRoute[] {
  const otherwise = routes.filter((route) => route.name === undefined)
  const last = otherwise[0] ?? { to: routes.at(-1)!.to, comments: [] }
  return [...routes.filter((route) => route.name !== undefined), last]
}

/** The comments, after the name in the model where that is another. */
function commented(raw: string, name: string, comments: readonly string[]): readonly string[] {
  return oneLine(raw) === name ? comments : [`in the model: ${oneLine(raw)}`, ...comments]
}
