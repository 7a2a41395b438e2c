/**
 * A document to a `Model` of YAWL 2 to 4: whatever has no meaning for a run is left behind here, with a note where a
 * person would miss it; what breaks a rule of YAWL is an error with its place.
 */
import type { Diagnostic } from "../../diagnostic.ts"
import type { ImportNote } from "../drawing.ts"
import { malformed, notAModel, nothingToImport, refused } from "../finding.ts"
import type { XmlDocument } from "../xml.ts"
import type { Model, Net } from "./model.ts"
import { Data } from "./read-data.ts"
import { readNet } from "./read-net.ts"
import { commentsOf, type Reading, reading } from "./reading.ts"
import { all, first, said, type Tag, treeOf } from "./tree.ts"

/** The namespace of specifications from YAWL 2 on. */
export const NAMESPACE = "http://www.yawlfoundation.org/yawlschema"

/** Most nets and descriptions of work in one document. */
const DECOMPOSITIONS_MAX = 1_000

/** A model, if nothing in it is an error, with what it lost on the way. */
export interface Read {
  readonly model: Model
  readonly errors: readonly Diagnostic[]
  readonly notes: readonly ImportNote[]
}

export function read(document: XmlDocument): Read | { readonly errors: readonly Diagnostic[] } {
  const { root: { name, namespace, at } } = document
  if (name !== "specificationSet" || namespace !== NAMESPACE) {
    const found = `<${name}> of ${namespace === "" ? "no namespace" : `the namespace ${JSON.stringify(namespace)}`}`
    const mend = "save it with YAWL 2 or later"
    return { errors: [notAModel(`the document begins with ${found}, and YAWL has <specificationSet>: ${mend}`, at)] }
  }
  const state = reading()
  const specifications = all(treeOf(document), "specification")
  const payloads = new Map<string, Model["payloads"][number]>()
  const count = specifications.reduce((sum, specification) => sum + all(specification, "decomposition").length, 0)
  if (count > DECOMPOSITIONS_MAX) {
    return { errors: [refused(`the document has more than ${DECOMPOSITIONS_MAX} decompositions: divide it`, at)] }
  }
  const nets = specifications.flatMap((specification, index) => {
    const data = new Data(specification)
    const found = netsOf(specification, `${index}`, data, state)
    for (const [key, payload] of data.payloads) payloads.set(key, payloads.get(key) ?? payload)
    return found
  })
  if (nets.length === 0 && state.errors.length === 0) {
    state.errors.push(nothingToImport("the document has no net: give a specification with one", at))
  }
  return { model: { nets, payloads: [...payloads.values()] }, errors: state.errors, notes: state.notes }
}

/** The nets of one specification. Keys begin with `prefix`: several specifications may have the same ids. */
function netsOf(specification: Tag, prefix: string, data: Data, state: Reading): readonly Net[] {
  const decompositions = new Map<string, Tag>()
  for (const tag of all(specification, "decomposition")) {
    const id = tag.attributes.get("id") ?? ""
    if (decompositions.has(id)) state.error(malformed, tag, "another decomposition has this id: give each its own")
    else decompositions.set(id, tag)
  }
  const nets = new Map([...decompositions].filter(([, tag]) => isNet(tag)))
  const netKey = (id: string) => (nets.has(id) ? `${prefix} ${id}` : undefined)
  for (const net of nets.values()) data.declare(net)
  const roots = [...nets.values()].filter((net) => net.attributes.get("isRootNet") === "true")
  if (nets.size > 0 && roots.length !== 1) {
    state.error(malformed, specification, `it has ${roots.length} root nets: mark one with isRootNet="true"`)
  }
  noteMappings(specification, [...nets.values()], state)
  const around = { reading: state, data, decompositions, netKey }
  return [...nets].flatMap(([id, net]): readonly Net[] => {
    const made = readNet(net, netKey(id)!, roots.includes(net), around)
    if (made === undefined) return []
    if (!made.isRoot) return [made]
    const name = said(first(specification, "metaData") ?? specification, "title") ?? specification.attributes.get("uri")
    const comments = [...commentsOf(specification), ...made.comments]
    return [{ ...made, comments, ...(name !== undefined && { name }) }]
  })
}

function isNet(decomposition: Tag): boolean {
  return /(^|:)NetFactsType$/.test(decomposition.attributes.get("type") ?? "")
    || first(decomposition, "processControlElements") !== undefined
}

/** What moves data between a net and its tasks has no place here: a task gives what the next one takes. */
function noteMappings(specification: Tag, nets: readonly Tag[], { note }: Reading): void {
  const tasks = nets.flatMap((net) => all(first(net, "processControlElements") ?? net, "task"))
  const mapped = tasks.filter((task) => task.children.some(({ name }) => /Mappings$/.test(name))).length
  if (mapped === 0) return
  const whose = mapped === 1 ? "one task" : `${mapped} tasks`
  note("dropped", specification, `the mappings of variables of ${whose}: what a task gives is what the next one takes`)
}
