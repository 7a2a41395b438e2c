/**
 * A specification of YAWL 2 to 4, `<specificationSet>`, as drawings. The folder imports what is beside it, of `bpmn`
 * the canvas and durations, and saxes in `tree.ts`.
 */
import type { Checked } from "../../diagnostic.ts"
import type { Drawings } from "../drawing.ts"
import type { XmlDocument } from "../xml.ts"
import { draw } from "./draw.ts"
import { read } from "./read.ts"

export { NAMESPACE } from "./read.ts"

/**
 * The nets of a document, or what is wrong with it. What YAWL says and knhk has no form for is in the notes.
 *
 * @example
 * const { value, diagnostics } = readYawl(document)
 */
export function readYawl(document: XmlDocument): Checked<Drawings> {
  const made = read(document)
  if (made.errors.length > 0 || !("model" in made)) return { diagnostics: made.errors }
  const { errors, notes, ...rest } = draw(made.model)
  if (errors.length > 0) return { diagnostics: errors }
  return { value: { ...rest, notes: [...made.notes, ...notes] }, diagnostics: [] }
}
