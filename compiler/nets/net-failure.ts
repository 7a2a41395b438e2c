/** What can be wrong with a file of nets, and where. */

/** Where in a text. Both count from 1; columns count UTF-16 units. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * What is wrong. `missing`, `unreadable`: the file. `gzip`: damaged or cut short. `encoding`: not UTF-8. `xml`: not
 * well-formed. `cut`: ends before the document does. `net`: no net of the kind that is read. `refused`: longer or
 * deeper than any net is, or with a DOCTYPE. `empty`: no net at all.
 */
export type NetFault =
  "missing" | "unreadable" | "gzip" | "encoding" | "xml" | "cut" | "net" | "refused" | "empty"

/**
 * A net that cannot be read, or a file of them. `message` is one sentence with the place and the next step. Line and
 * column count the text after decompression; they are absent where the file itself is meant.
 */
export class NetFailure extends Error {
  readonly _tag = "NetFailure"
  override readonly name = "NetFailure"
  readonly reason: NetFault
  readonly file: string
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(reason: NetFault, file: string, sentence: string, at?: Position, cause?: unknown) {
    super(`${file}${at === undefined ? "" : `:${at.line}:${at.column}`}: ${sentence}`, { cause })
    this.reason = reason
    this.file = file
    this.line = at?.line
    this.column = at?.column
  }
}
