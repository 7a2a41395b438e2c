/** The reader of BPMN 2.0: bytes to drawings. The folder imports what is beside it and `bpmn-moddle`. */
import type { Diagnostic } from "../../diagnostic.ts"
import type { Drawings, ImportNote } from "../drawing.ts"
import { nothingToImport, tooLarge } from "../finding.ts"
import { LIMITS, type XmlDocument } from "../xml.ts"
import { innerOf } from "./catching.ts"
import { draw } from "./draw.ts"
import type { Scope } from "./model.ts"
import { NAMESPACE, parse } from "./parse.ts"
import { read } from "./read.ts"

export { BOOLEANS } from "./parse.ts"

/** What a document is as drawings, or why it is none. */
export async function readBpmn(
  document: XmlDocument,
): Promise<{ readonly drawings?: Drawings; readonly errors: readonly Diagnostic[] }> {
  const parsed = await parse(document)
  if (!("root" in parsed)) return parsed
  const { model, errors, notes } = read(parsed, document.file)
  if (errors.length > 0) return { errors }
  const large = model.processes.filter(({ scope }) => sizeOf(scope) > LIMITS.nodes)
  if (large.length > 0) return { errors: large.map((one) => tooLarge(one.name ?? one.id, LIMITS.nodes, one.at)) }
  if (model.processes.length === 0) {
    return { errors: [nothingToImport("the model has no process with anything in it", document.root.at)] }
  }
  const drawings = draw(model)
  return { drawings: { ...drawings, notes: [...notes, ...drawings.notes, ...foreign(document)] }, errors: [] }
}

/** Nodes or flows, whatever there are more of, with those of the sub-processes in it. */
function sizeOf({ nodes, flows, eventSubs }: Scope): number {
  const inner = [...nodes.flatMap((node) => innerOf(node) ?? []), ...eventSubs.map(({ scope }) => scope)]
  return inner.reduce((size, scope) => size + sizeOf(scope), Math.max(nodes.length, flows.length))
}

/** Elements that tools add, by whose they are. */
function foreign({ strangers }: XmlDocument): readonly ImportNote[] {
  return [...strangers].flatMap(([namespace, { count, at }]): readonly ImportNote[] => {
    if (namespace === NAMESPACE || standard.has(namespace)) return []
    const message = count === 1 ? "this is of a tool, and says nothing to knhk"
      : `these ${count} are of a tool, and say nothing to knhk`
    const element = `extension of ${namespace === "" ? "no namespace" : namespace}`
    return [{ kind: "dropped", element, at, message }]
  })
}

/** Namespaces of the picture. */
const standard: ReadonlySet<string> = new Set([
  "http://www.omg.org/spec/BPMN/20100524/DI", "http://www.omg.org/spec/DD/20100524/DC",
  "http://www.omg.org/spec/DD/20100524/DI",
])
