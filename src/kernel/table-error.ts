/** What can be wrong with the bytes of a table, each sentence written once. */

/** Why bytes are not a table. */
export type TableFault = "magic" | "version" | "truncated" | "checksum" | "layout" | "index"

/** Bytes that are not a table this kernel can run: the message is one sentence that ends with the next step. */
export class TableError extends Error {
  override readonly name = "TableError"
  readonly reason: TableFault
  constructor(reason: TableFault, message: string) {
    super(message)
    this.reason = reason
  }
}

/** What to do about it. */
export const next = "build it again with `knhk build`"
const fault = (reason: TableFault, begin: string, end = "") => (what: string) =>
  new TableError(reason, `${begin}${what}${end}.`)
export const version = fault("version", "This table has ")
export const truncated = fault("truncated", "This table was cut short: ", `; copy it whole or ${next}`)
export const checksum = fault("checksum", "This table is damaged: ", ` does not match its checksum; ${next}`)
export const layout = fault("layout", "This table is not laid out as this knhk reads it: ", `; ${next}`)
export const index = fault("index", "This table contradicts itself: ", `; ${next}`)
