/** Events of a BPMN model: what they wait for or bring about. */
import { malformed } from "../finding.ts"
import { body, type Element, is, many, one, text, truth } from "./element.ts"
import type { Event, Trigger } from "./model.ts"
import type { Reading } from "./read.ts"

/** What an event may have to do with, by where it stands; an event sub-process may begin with more. */
const legal: Readonly<Record<Event["position"] | "inner start", ReadonlySet<Trigger["kind"]>>> = {
  "start": new Set<Trigger["kind"]>(["message", "signal", "timer", "condition"]),
  "inner start": new Set<Trigger["kind"]>([
    "message", "signal", "timer", "condition", "error", "escalation", "compensation",
  ]),
  "catch": new Set<Trigger["kind"]>(["message", "signal", "timer", "condition", "link"]),
  "throw": new Set<Trigger["kind"]>(["message", "signal", "escalation", "link", "compensation"]),
  "end": new Set<Trigger["kind"]>([
    "message", "signal", "error", "escalation", "cancel", "compensation", "terminate",
  ]),
  "boundary": new Set<Trigger["kind"]>([
    "message", "signal", "timer", "condition", "error", "escalation", "cancel", "compensation",
  ]),
}

/** An event. `inner`: it is in an event sub-process. */
export function readEvent(element: Element, inner: boolean, reading: Reading): Event {
  const position = positionOf(element)
  const definitions = [...many(element, "eventDefinitions"), ...many(element, "eventDefinitionRef")]
  const triggers = definitions.flatMap((definition) => triggerOf(definition, element, reading) ?? [])
  const allowed = legal[position === "start" && inner ? "inner start" : position]
  const wrong = triggers.find(({ kind }) => !allowed.has(kind))
  if (wrong !== undefined) {
    reading.error(malformed, element, `BPMN has no ${position} event with ${wrong.kind}: take another kind of event`)
  }
  return {
    ...reading.named(element), kind: "event", position, triggers, all: truth(element, "parallelMultiple"),
    interrupting: position === "boundary" ? truth(element, "cancelActivity")
      : position === "start" && truth(element, "isInterrupting"),
  }
}

function positionOf(element: Element): Event["position"] {
  if (is(element, "StartEvent")) return "start"
  if (is(element, "EndEvent")) return "end"
  if (is(element, "BoundaryEvent")) return "boundary"
  return is(element, "ThrowEvent") ? "throw" : "catch"
}

function triggerOf(definition: Element, event: Element, reading: Reading): Trigger | undefined {
  if (is(definition, "MessageEventDefinition")) {
    const name = text(one(definition, "messageRef"), "name") ?? reading.received.get(event)
      ?? text(one(definition, "operationRef"), "name")
    return { kind: "message", ...(name !== undefined && { name }) }
  }
  if (is(definition, "SignalEventDefinition")) {
    const name = text(one(definition, "signalRef"), "name")
    return { kind: "signal", ...(name !== undefined && { name }) }
  }
  if (is(definition, "TimerEventDefinition")) return timerOf(definition)
  if (is(definition, "ConditionalEventDefinition")) {
    return { kind: "condition", text: body(definition, "condition") ?? "" }
  }
  if (is(definition, "ErrorEventDefinition")) {
    return { kind: "error", ...coded(one(definition, "errorRef"), "errorCode") }
  }
  if (is(definition, "EscalationEventDefinition")) {
    return { kind: "escalation", ...coded(one(definition, "escalationRef"), "escalationCode") }
  }
  if (is(definition, "LinkEventDefinition")) {
    return { kind: "link", name: text(definition, "name") ?? text(event, "name") ?? "" }
  }
  if (is(definition, "CompensateEventDefinition")) {
    const activity = one(definition, "activityRef")
    return { kind: "compensation", ...(activity !== undefined && { activity: reading.id(activity) }) }
  }
  if (is(definition, "TerminateEventDefinition")) return { kind: "terminate" }
  if (is(definition, "CancelEventDefinition")) return { kind: "cancel" }
  return undefined
}

function timerOf(definition: Element): Trigger {
  for (const [member, of] of [["timeDuration", "duration"], ["timeDate", "date"], ["timeCycle", "cycle"]] as const) {
    const said = body(definition, member)
    if (said !== undefined) return { kind: "timer", of, text: said }
  }
  return { kind: "timer", of: "duration", text: "" }
}

/** What an error or escalation is known by: its code, or its name, or itself. Without any, it means all. */
function coded(
  element: Element | undefined, member: string,
): { readonly name?: string; readonly code?: string } {
  const [name, id] = [text(element, "name"), text(element, "id")]
  const code = text(element, member) ?? name ?? id
  return { ...(name !== undefined && { name }), ...(code !== undefined && { code }) }
}
