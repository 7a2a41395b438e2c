/**
 * Elements to a `Model`: whatever in a BPMN model has no meaning for a run is left behind here, with a note where a
 * person would miss it; what breaks a rule of BPMN is an error with its place.
 */
import type { Diagnostic, Location } from "../../diagnostic.ts"
import type { ImportNote } from "../drawing.ts"
import { type Element, is, many, one, tag, text, whole } from "./element.ts"
import type { DataType, Model, Named, Process, Scope } from "./model.ts"
import type { Parsed } from "./parse.ts"
import { readScope } from "./read-scope.ts"

/** What is known while a model is read. */
export interface Reading {
  readonly parsed: Parsed
  /** Names of the lanes that nodes stand in. */
  readonly lanes: ReadonlyMap<Element, string>
  /** Remarks by the element that they are about, beside its documentation. */
  readonly remarks: ReadonlyMap<Element, readonly string[]>
  /** What a node receives, by the message flow that leads to it. */
  readonly received: ReadonlyMap<Element, string>
  /** By the activity that is undone. */
  readonly undoing: ReadonlyMap<Element, Element>
  readonly data: Map<Element, DataType>
  /** What is inside of a container; `role`: of the lane that the whole stands in. */
  readonly scope: (container: Element, role: string | undefined) => Scope
  readonly named: (element: Element) => Named
  readonly id: (element: Element) => string
  readonly error: (make: (message: string, at: Location) => Diagnostic, element: Element, message: string) => void
  readonly note: (kind: ImportNote["kind"], element: Element, message: string) => void
}

/** A model, if nothing in it is an error, with what it lost on the way. */
export interface Read {
  readonly model: Model
  readonly errors: readonly Diagnostic[]
  readonly notes: readonly ImportNote[]
}

export function read(parsed: Parsed, file: string): Read {
  const errors: Diagnostic[] = [...parsed.errors]
  const notes: ImportNote[] = [...parsed.notes]
  const ids = new Map<Element, string>()
  const remarks = new Map<Element, string[]>()
  const remark = (element: Element, line: string) => {
    const known = remarks.get(element)
    if (known === undefined) remarks.set(element, [line])
    else known.push(line)
  }
  const roots = many(parsed.root, "rootElements")
  const processes = roots.filter((element) => is(element, "Process"))
  const received = new Map<Element, string>()
  const reading: Reading = {
    parsed, received, remarks, lanes: lanesOf(processes), undoing: undoingOf(processes), data: new Map(),
    id, named, scope: (container, role) => readScope(container, reading, false, role),
    error: (make, element, message) => errors.push(make(`${described(element)}: ${message}`, parsed.at(element))),
    note: (kind, element, message) => {
      const [name, own] = [text(element, "name"), text(element, "id")]
      const known = { ...(name !== undefined && { name }), ...(own !== undefined && { id: own }) }
      notes.push({ kind, element: tag(element), ...known, at: parsed.at(element), message })
    },
  }
  const pools = new Map<Element, Element>()
  for (const collaboration of roots.filter((element) => is(element, "Collaboration"))) {
    readCollaboration(collaboration, reading, received, remark, pools)
  }
  for (const root of [parsed.root, ...processes.flatMap(within)]) annotate(root, remark)
  for (const element of roots) {
    if (is(element, "Choreography", "GlobalChoreographyTask", "GlobalConversation")) {
      reading.note("dropped", element, "only processes are carried")
    }
  }
  const found = processes.flatMap((element): readonly Process[] => {
    const scope = readScope(element, reading)
    const pool = pools.get(element)
    if (scope.nodes.length === 0) {
      if (pool === undefined) reading.note("dropped", element, "there is nothing in it")
      return []
    }
    if (many(element, "correlationSubscriptions").length > 0) {
      reading.note("dropped", element, "its correlations: whoever sends a signal names the case")
    }
    const own = named(element)
    const name = own.name ?? text(pool, "name")
    return [{ ...own, ...(name !== undefined && { name }), scope }]
  })
  return { model: { file, processes: found, data: [...reading.data.values()] }, errors, notes }

  function id(element: Element): string {
    const known = text(element, "id") ?? ids.get(element)
    if (known !== undefined) return known
    const made = `${tag(element)} ${ids.size + 1}`
    ids.set(element, made)
    return made
  }

  function named(element: Element): Named {
    const name = text(element, "name")
    const documentation = many(element, "documentation").flatMap((one) => text(one, "text") ?? [])
    const comments = [...documentation, ...remarks.get(element) ?? []]
    return {
      id: id(element), ...(name !== undefined && { name }), type: tag(element), at: parsed.at(element), comments,
    }
  }
}

function described(element: Element): string {
  const name = text(element, "name") ?? text(element, "id")
  return `${tag(element)}${name === undefined ? "" : ` ${JSON.stringify(name)}`}`
}

/** The container and all that are in it. */
function within(container: Element): readonly Element[] {
  return [container, ...many(container, "flowElements").filter((e) => is(e, "SubProcess")).flatMap(within)]
}

/** By node, the innermost lane that names it. */
function lanesOf(processes: readonly Element[]): ReadonlyMap<Element, string> {
  const lanes = new Map<Element, string>()
  const visit = (set: Element | undefined): void => {
    for (const lane of many(set, "lanes")) {
      const name = text(lane, "name")
      if (name !== undefined) for (const node of many(lane, "flowNodeRef")) lanes.set(node, name)
      visit(one(lane, "childLaneSet"))
    }
  }
  for (const container of processes.flatMap(within)) many(container, "laneSets").forEach(visit)
  return lanes
}

/** By activity, what its compensation boundary event leads to. */
function undoingOf(processes: readonly Element[]): ReadonlyMap<Element, Element> {
  const undoing = new Map<Element, Element>()
  for (const association of processes.flatMap(within).flatMap((container) => many(container, "artifacts"))) {
    const [from, to] = [one(association, "sourceRef"), one(association, "targetRef")]
    if (!is(association, "Association") || !is(from, "BoundaryEvent") || !is(to, "Activity")) continue
    const activity = one(from, "attachedToRef")
    const undoes = many(from, "eventDefinitions").some((definition) => is(definition, "CompensateEventDefinition"))
    if (activity !== undefined && undoes) undoing.set(activity, to)
  }
  return undoing
}

/** Text annotations become remarks of what they are associated with. */
function annotate(container: Element, remark: (element: Element, line: string) => void): void {
  for (const association of many(container, "artifacts")) {
    const [from, to] = [one(association, "sourceRef"), one(association, "targetRef")]
    for (const [note, about] of [[from, to], [to, from]] as const) {
      if (!is(note, "TextAnnotation") || about === undefined) continue
      const said = text(note, "text")
      if (said !== undefined) remark(about, said)
    }
  }
}

function readCollaboration(
  collaboration: Element, { note, named }: Reading, received: Map<Element, string>,
  remark: (element: Element, line: string) => void, pools: Map<Element, Element>,
): void {
  annotate(collaboration, remark)
  for (const participant of many(collaboration, "participants")) {
    const process = one(participant, "processRef")
    if (process !== undefined) pools.set(process, participant)
    if (whole(one(participant, "participantMultiplicity"), "maximum") !== undefined) {
      note("dropped", participant, "how many there are: whoever starts cases says so")
    }
  }
  for (const conversation of many(collaboration, "conversations")) {
    note("dropped", conversation, "only processes are carried")
  }
  for (const flow of many(collaboration, "messageFlows")) {
    const [from, to] = [one(flow, "sourceRef"), one(flow, "targetRef")]
    if (from === undefined || to === undefined) continue
    const label = text(one(flow, "messageRef"), "name") ?? text(flow, "name")
    const what = label === undefined ? "a message" : JSON.stringify(label)
    const nameOf = (end: Element) => named(end).name ?? named(end).id
    if (!is(from, "Participant")) remark(from, `sends ${what} to ${nameOf(to)}`)
    if (!is(to, "Participant")) remark(to, `gets ${what} from ${nameOf(from)}`)
    if (label !== undefined && !received.has(to)) received.set(to, label)
    if (is(to, "Participant") ? one(to, "processRef") !== undefined && !is(from, "Participant") : !waits(to)) {
      const mend = "lead it to an event or task that waits for it, or let a handler fetch it"
      note("dropped", flow, `nothing waits for it in ${nameOf(to)}: ${mend}`)
    }
  }
}

/** Whether a message can come to it. */
function waits(node: Element): boolean {
  return is(node, "ReceiveTask", "CatchEvent")
}
