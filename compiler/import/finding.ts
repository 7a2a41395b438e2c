/** What is wrong with a model, and what of it was not carried over, as diagnostics. One function per code. */
import type { Place } from "../../src/definition/definition.ts"
import type { CodeId } from "../codes.ts"
import type { Diagnostic } from "../diagnostic.ts"
import type { ImportNote } from "./drawing.ts"

const error = (code: CodeId, message: string, at: Place): Diagnostic =>
  ({ code, severity: "error", message, at, notes: [] })

/** Not well-formed, or not text that can be read. */
export const notXml = (message: string, at: Place) => error("KNHK5000", message, at)

/** Legal somewhere, and not taken here. */
export const refused = (message: string, at: Place) => error("KNHK5001", message, at)

/** A workflow beyond `LIMITS.nodes`. */
export const tooLarge = (name: string, most: number, at: Place) =>
  refused(`${JSON.stringify(name)} has more than ${most.toLocaleString("en")} nodes or flows: divide it`, at)

/** XML, and no model of a language that is known here. */
export const notAModel = (message: string, at: Place) => error("KNHK5002", message, at)

/** A name in the model that leads to nothing, or to a thing of another kind. */
export const dangling = (message: string, at: Place) => error("KNHK5003", message, at)

/** It breaks a rule of its own language, so that it means nothing. */
export const malformed = (message: string, at: Place) => error("KNHK5004", message, at)

/** It holds no workflow that could be carried over. */
export const nothingToImport = (message: string, at: Place) => error("KNHK5005", message, at)

/** A note as a warning. */
export function noted({ kind, element, name, id, at, message }: ImportNote): Diagnostic {
  const what = `${element}${name === undefined ? "" : ` ${JSON.stringify(name)}`}${id === undefined ? "" : ` (${id})`}`
  return {
    code: kind === "dropped" ? "KNHK5010" : "KNHK5011", severity: "warning", at, notes: [],
    message: `${what}: ${kind === "dropped" ? "not carried: " : ""}${message}`,
  }
}
