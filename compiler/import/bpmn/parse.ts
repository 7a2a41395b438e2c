/** Text to elements, by bpmn-moddle, with every reference that leads nowhere said. The only import of bpmn-moddle. */
import type { Diagnostic, Location } from "../../diagnostic.ts"
import type { ImportNote } from "../drawing.ts"
import { dangling, malformed, notAModel } from "../finding.ts"
import type { XmlDocument } from "../xml.ts"
import { type Element, tag, text } from "./element.ts"

/** The namespace of BPMN 2.0 models. */
export const NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"

/** Attributes that are booleans: the parser takes `true` and `false` alone. */
export const BOOLEANS: ReadonlySet<string> = new Set([
  "cancelActivity", "instantiate", "isClosed", "isCollection", "isExecutable", "isForCompensation", "isInterrupting",
  "isSequential", "parallelMultiple", "testBefore", "triggeredByEvent", "waitForCompletion",
])

/** References that say where tokens go: where one leads nowhere, no definition would be right. */
const needed: ReadonlySet<string> = new Set([
  "sourceRef", "targetRef", "incoming", "outgoing", "attachedToRef", "default", "flowNodeRef", "messageRef",
  "signalRef", "errorRef", "escalationRef", "activityRef", "processRef", "eventDefinitionRef",
])

/** The elements of a document, and what is to be said of them. */
export interface Parsed {
  readonly root: Element
  readonly byId: Readonly<Record<string, Element>>
  readonly errors: readonly Diagnostic[]
  readonly notes: readonly ImportNote[]
  /** Elements that have an error for a name in them. */
  readonly unresolved: ReadonlySet<Element>
  /** Where an element begins, or the nearest one around it that has an id. */
  readonly at: (element: Element) => Location
  /** The id behind a qualified name of this document, or undefined if it is of another one. */
  readonly local: (name: string) => string | undefined
}

export async function parse(document: XmlDocument): Promise<Parsed | { readonly errors: readonly Diagnostic[] }> {
  const { root: first, file, places } = document
  if (first.namespace !== NAMESPACE || first.name !== "definitions") return { errors: [stranger(document)] }
  const { BpmnModdle } = await import("bpmn-moddle")
  const errors: Diagnostic[] = []
  const notes: ImportNote[] = []
  const lost = new Set<Element>()
  let made: Awaited<ReturnType<InstanceType<typeof BpmnModdle>["fromXML"]>>
  try {
    made = await new BpmnModdle().fromXML(document.text)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { errors: [unreadable(error, file)] }
  }
  const { rootElement, elementsById, warnings } = made
  const root = rootElement as Element
  const byId = elementsById as Readonly<Record<string, Element>>
  const own = text(root, "targetNamespace")
  for (const { message, element, property, value, error } of warnings) {
    if (error !== undefined) unparsable(message, error.message)
    else if (property?.startsWith("bpmn:") === true && value !== undefined && message.startsWith("unresolved")) {
      unresolved(element as Element, property, value)
    }
  }
  return { root, byId, errors, notes, unresolved: lost, at, local }

  function at(element: Element): Location {
    for (let one: Element | undefined = element; one !== undefined; one = one.$parent) {
      const place = places.get(text(one, "id") ?? "")
      if (place !== undefined) return place
    }
    return first.at
  }

  function local(name: string): string | undefined {
    const [, prefix, rest] = /^(?:([^:]*):)?(.*)$/s.exec(name)!
    if (prefix === undefined || document.prefixes.get(prefix) === own) return rest!
    return undefined
  }

  function unparsable(message: string, why: string): void {
    const place = placeIn(message, file)
    const id = /^(?:illegal|duplicate) ID <(.*)>$/s.exec(why)?.[1]
    if (id === undefined) {
      const [, name = "text"] = /^unparsable content <\/?([^\s>]+)/.exec(message) ?? []
      notes.push({ kind: "dropped", element: name, at: place, message: "BPMN 2.0 has no such thing in this place" })
    } else if (why.startsWith("duplicate")) {
      errors.push(malformed(`there are two elements with the id ${JSON.stringify(id)}: give each its own`, place))
    } else {
      const mend = "give it letters from a to z, digits, - and _, beginning with a letter or _"
      errors.push(malformed(`the id ${JSON.stringify(id)} cannot be read: ${mend}`, place))
    }
  }

  function unresolved(element: Element, property: string, value: string): void {
    const member = property.slice("bpmn:".length)
    const id = local(value)
    const found = id === undefined ? undefined : byId[id]
    if (found !== undefined) {
      const before = element.get(property)
      if (Array.isArray(before)) before.push(found)
      else element.set(property, found)
      return
    }
    const what = { element: tag(element), at: at(element) }
    const [name, ownId] = [text(element, "name"), text(element, "id")]
    const known = { ...(name !== undefined && { name }), ...(ownId !== undefined && { id: ownId }) }
    if (id === undefined && document.prefixes.has(value.slice(0, value.indexOf(":")))) {
      const message = `${member}=${JSON.stringify(value)} is in another document`
      notes.push({ kind: "dropped", ...what, ...known, message })
    } else if (needed.has(member)) {
      const whose = `${what.element}${ownId === undefined ? "" : ` ${JSON.stringify(ownId)}`}`
      const sentence = `${whose}: ${member} names ${JSON.stringify(value)}, and nothing has this id: mend the name`
      errors.push(dangling(sentence, what.at))
      lost.add(element)
    } else {
      const message = `${member} names ${JSON.stringify(value)}, and nothing has this id`
      notes.push({ kind: "dropped", ...what, ...known, message })
    }
  }
}

/** The place that a message of the parser has, which counts from 0. */
function placeIn(message: string, file: string): Location {
  const [, line = "0", column = "0"] = /line: (\d+)\s+column: (\d+)/.exec(message) ?? []
  return { file, line: Number(line) + 1, column: Number(column) + 1, length: 0 }
}

/** Names of elements that are XML, and more than the parser takes. */
function unreadable({ message }: Error, file: string): Diagnostic {
  const why = /nested error: (.*)/.exec(message)?.[1] ?? message.split("\n")[0]!
  return malformed(`the parser stops here (${why}): mend the name that stands here`, placeIn(message, file))
}

function stranger({ root: { name, namespace, at } }: XmlDocument): Diagnostic {
  const mend = /bpmn|xpdl/i.test(namespace) ? "save it as BPMN 2.0"
    : "give a model that begins with <definitions> or <specificationSet>"
  const where = namespace === "" ? "no namespace" : `the namespace ${JSON.stringify(namespace)}`
  return notAModel(`the document begins with <${name}> of ${where}, which is neither BPMN 2.0 nor YAWL: ${mend}`, at)
}
