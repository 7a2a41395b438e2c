/** What is inside of a process or sub-process: nodes, and flows that keep to the rules of BPMN. */
import { dangling, malformed } from "../finding.ts"
import { body, type Element, is, many, one, text, truth } from "./element.ts"
import type { Event, EventSub, Flow, Gateway, Node, Scope } from "./model.ts"
import { readActivity } from "./read-activity.ts"
import { readData } from "./read-data.ts"
import { readEvent } from "./read-event.ts"
import type { Reading } from "./read.ts"

/** `inner`: it is an event sub-process. `role`: of the lane that the whole stands in. */
export function readScope(container: Element, reading: Reading, inner = false, role?: string): Scope {
  const elements = many(container, "flowElements")
  const inside = new Set(elements)
  const boundaryOf = new Map<Element, Event[]>()
  for (const element of elements) {
    if (!is(element, "BoundaryEvent")) continue
    const activity = one(element, "attachedToRef")
    const event = readEvent(element, inner, reading)
    if (is(activity, "Activity") && inside.has(activity)) {
      boundaryOf.set(activity, [...boundaryOf.get(activity) ?? [], event])
    } else if (activity !== undefined || text(element, "attachedToRef") === undefined) {
      reading.error(dangling, element, "it stands at no activity of its process: name one in attachedToRef")
    }
  }
  const eventSubs = elements.filter(isEventSub).flatMap((element) => readEventSub(element, reading, role) ?? [])
  const nodes = elements.flatMap((element): readonly Node[] => {
    if (isEventSub(element)) return []
    if (is(element, "Activity")) return [readActivity(element, boundaryOf.get(element) ?? [], reading, role)]
    if (is(element, "Gateway")) return [readGateway(element, reading)]
    if (is(element, "Event") && !is(element, "BoundaryEvent")) return [readEvent(element, inner, reading)]
    if (is(element, "FlowNode") && !is(element, "BoundaryEvent")) {
      reading.error(malformed, element, "a process has no such thing in it: take it out")
    }
    if (is(element, "DataStoreReference")) {
      reading.note("dropped", element, "a data store: let handlers read and write it")
    }
    if (is(element, "DataObject", "DataObjectReference")) readData(element, reading)
    return []
  })
  const flows = elements.filter((element) => is(element, "SequenceFlow")).flatMap((element) => flow(element) ?? [])
  checkEventGateways(nodes, flows, elements, reading)
  checkLinks(nodes, elements, reading)
  checkStart(nodes, flows, container, reading)
  return { nodes, flows, eventSubs }

  function flow(element: Element): Flow | undefined {
    const [from, to] = [one(element, "sourceRef"), one(element, "targetRef")]
    const wrong = (message: string) => reading.error(malformed, element, message)
    if (from === undefined || to === undefined) {
      const missing = from === undefined ? "sourceRef" : "targetRef"
      const said = reading.parsed.unresolved.has(element)
      if (!said) reading.error(dangling, element, `it has no ${missing}: name a node of its process`)
      return undefined
    }
    for (const [end, side] of [[from, "sourceRef"], [to, "targetRef"]] as const) {
      const known = is(end, "FlowNode") && inside.has(end)
      if (!known) reading.error(dangling, element, `${side} is no node of the same process: no flow leaves a process`)
      else if (isEventSub(end)) wrong(`${side} is an event sub-process: its start event begins it`)
    }
    if (is(from, "EndEvent")) wrong("it leaves an end event: nothing follows one")
    if (is(to, "StartEvent")) wrong("it leads to a start event: nothing is before one")
    if (is(to, "BoundaryEvent")) wrong("it leads to a boundary event: nothing is before one")
    if (truth(from, "isForCompensation") || truth(to, "isForCompensation")) {
      wrong("it enters or leaves an activity that only undoes another: take it out")
    }
    const condition = body(element, "conditionExpression")
    return {
      ...reading.named(element), from: reading.id(from), to: reading.id(to),
      ...(condition !== undefined && { condition }), fallback: one(from, "default") === element,
    }
  }
}

function isEventSub(element: Element): boolean {
  return is(element, "SubProcess") && truth(element, "triggeredByEvent")
}

function readEventSub(element: Element, reading: Reading, role?: string): EventSub | undefined {
  const scope = readScope(element, reading, true, reading.lanes.get(element) ?? role)
  const starts = scope.nodes.filter((node): node is Event => node.kind === "event" && node.position === "start")
  const [start] = starts
  if (start === undefined || starts.length > 1 || start.triggers.length === 0) {
    const rule = "an event sub-process begins with one start event, which has a trigger"
    reading.error(malformed, element, `it has ${starts.length} start events, or none with a trigger: ${rule}`)
    return undefined
  }
  return { ...reading.named(element), start, scope }
}

function readGateway(element: Element, reading: Reading): Gateway {
  const activation = body(element, "activationCondition")
  const gateway = is(element, "ExclusiveGateway") ? "exclusive" : is(element, "ParallelGateway") ? "parallel"
    : is(element, "InclusiveGateway") ? "inclusive" : is(element, "ComplexGateway") ? "complex"
    : text(element, "eventGatewayType") === "Parallel" ? "events" : "event"
  return {
    ...reading.named(element), kind: "gateway", gateway, ...(activation !== undefined && { activation }),
  }
}

/** What an event-based gateway leads to waits for something. */
function checkEventGateways(
  nodes: readonly Node[], flows: readonly Flow[], elements: readonly Element[], reading: Reading,
): void {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const elementOf = new Map(elements.map((element) => [reading.id(element), element]))
  for (const { from, to } of flows) {
    const gateway = byId.get(from)
    if (gateway?.kind !== "gateway" || (gateway.gateway !== "event" && gateway.gateway !== "events")) continue
    const target = byId.get(to)
    const waits = target?.kind === "event" ? target.position === "catch" && target.triggers.length > 0
      && target.triggers.every(({ kind }) => kind !== "link")
      : target?.kind === "activity" && target.doing.kind === "receive" && target.repeat === undefined
    const element = elementOf.get(to)
    if (!waits && element !== undefined) {
      const rule = "what follows one is an event or a receive task"
      reading.error(malformed, element, `an event-based gateway leads to it, and it waits for nothing: ${rule}`)
    }
  }
}

/** Each link that is thrown has the one place where it is caught. */
function checkLinks(nodes: readonly Node[], elements: readonly Element[], reading: Reading): void {
  const links = nodes.flatMap((node) => (node.kind === "event" ? node.triggers.flatMap((trigger) =>
    trigger.kind === "link" ? [{ node, name: trigger.name }] : []) : []))
  const caught = links.filter(({ node }) => node.position === "catch").map(({ name }) => name)
  for (const { node, name } of links) {
    const count = caught.filter((one) => one === name).length
    const element = elements.find((one) => reading.id(one) === node.id)
    if (element === undefined || count === 1) continue
    const what = count === 0 ? "nothing catches" : "several events catch"
    reading.error(dangling, element, `${what} the link ${JSON.stringify(name)} in this process: let one do`)
  }
}

/** Something begins: a start event, or what nothing leads to. */
function checkStart(nodes: readonly Node[], flows: readonly Flow[], container: Element, reading: Reading): void {
  const entered = new Set(flows.map(({ to }) => to))
  const begins = nodes.some((node) => {
    if (node.kind === "event" && node.position === "start") return true
    const linked = node.kind === "event" && node.triggers.some(({ kind }) => kind === "link")
    return !entered.has(node.id) && !linked && (node.kind !== "activity" || !node.forCompensation)
  })
  if (nodes.length === 0 || begins) return
  reading.error(malformed, container, "something leads to everything in it, so nothing begins: give it a start event")
}
