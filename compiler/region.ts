/** Where the span of a location ends: editors and build servers want both ends as line and column. Imports Node. */
import { readFileSync } from "node:fs"
import type { Place } from "../src/definition/definition.ts"
import type { Location } from "./diagnostic.ts"

/** A span from its first character to the one after its last; lines and columns count from 1, in UTF-16 units. */
export interface Region {
  readonly line: number
  readonly column: number
  readonly endLine: number
  readonly endColumn: number
}

/** The span in the text, by default what the disk holds; undefined where there is nothing to underline. */
export function regionOf(at: Place | Location, text = held(at.file)): Region | undefined {
  const length = "length" in at ? at.length : 0
  if (length === 0) return undefined
  const lines = text.split("\n")
  let endLine = at.line
  let endColumn = at.column + length
  // A line's end counts one; a file that cannot be read, or is shorter now, has but the one line.
  for (let text = lines[endLine - 1]; text !== undefined && endColumn > text.length + 1; text = lines[endLine - 1]) {
    if (lines[endLine] === undefined) break
    endColumn -= text.length + 1
    endLine += 1
  }
  return { line: at.line, column: at.column, endLine, endColumn }
}

function held(file: string): string {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return ""
  }
}
