/** How tokens leave an element of a BPMN model over its sequence flows. */
import { called, type Part, type Sheet } from "./sheet.ts"
import type { Flow, Node } from "./model.ts"

/** Arcs from a node to the parts that its flows lead to. A route without a name goes by that of its target. */
export function leave(
  node: Node, exit: string, flows: readonly Flow[], parts: ReadonlyMap<string, Part>,
  nameOf: (id: string) => string | undefined, sheet: Sheet,
): void {
  const { canvas } = sheet
  const from = canvas.node(exit)
  const entry = ({ to }: Flow) => parts.get(to)?.entry
  const gateway = node.kind === "gateway" ? node.gateway : undefined
  const conditional = flows.filter(({ condition, fallback }) => condition !== undefined && !fallback)
  if (gateway === "event") {
    const offers = flows.flatMap((flow) => parts.get(flow.to)?.offers ?? [])
    if (offers.length > 1) from.split = "first"
    for (const key of offers) canvas.arc(exit, key)
  } else if (gateway === "parallel" || gateway === "events" || flows.length < 2) {
    if (flows.length === 1 && conditional.length === 1 && gateway !== "parallel") {
      sheet.note("differs", flows[0]!, "the only way out of its source, so it is taken whatever its condition says")
    }
    always(exit, flows)
  } else if (gateway === "exclusive") {
    from.split = "one"
    from.work = { kind: "task" }
    from.passes = true
    for (const flow of flows) route(exit, flow, flow.fallback ? ["if no other is taken"] : [])
  } else if (gateway !== "inclusive" && conditional.length === 0) {
    always(exit, flows)
  } else {
    choose(conditional.length === 0 ? flows.filter(({ fallback }) => !fallback) : conditional)
  }

  /** Some of the flows by their conditions, the default if none holds, and whatever has no condition in any case. */
  function choose(some: readonly Flow[]): void {
    const fallback = flows.find((flow) => flow.fallback)
    const rest = flows.filter((flow) => !some.includes(flow) && flow !== fallback)
    const open = canvas.arcs.every((arc) => arc.from !== exit)
    const itself = rest.length === 0 && open && (gateway !== undefined || (from.work.kind === "task"
      && !("many" in from.work && from.work.many !== undefined) && from.split === "all"))
    const chooser = itself ? exit
      : canvas.helper(`${called(node)} routes`, node.at, { work: { kind: "task" }, anonymous: false })
    canvas.node(chooser).split = "some"
    canvas.node(chooser).work = { kind: "task" }
    if (!itself) canvas.arc(exit, chooser)
    always(exit, rest)
    for (const flow of some) route(chooser, flow, [])
    const to = fallback === undefined ? undefined : entry(fallback)
    if (to !== undefined) canvas.arc(chooser, to, { otherwise: true })
    else if (rest.length > 0) {
      canvas.arc(chooser, canvas.helper(`${called(node)} no route`, node.at), { otherwise: true })
    }
  }

  function always(key: string, list: readonly Flow[]): void {
    for (const flow of list) {
      const to = entry(flow)
      if (to !== undefined) canvas.arc(key, to)
    }
  }

  function route(key: string, flow: Flow, more: readonly string[]): void {
    const to = entry(flow)
    if (to === undefined) return
    const comments = [...(flow.condition === undefined ? [] : [flow.condition]), ...more, ...flow.comments]
    const name = flow.name ?? nameOf(flow.to)
    canvas.arc(key, to, {
      comments, ...(name !== undefined && { name }), ...(flow.condition !== undefined && { condition: true }),
      ...(flow.name === undefined && { borrowed: true }),
    })
  }
}
