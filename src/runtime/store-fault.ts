/**
 * What a database can do to us, as plain data that crosses threads. Reads SQLite's result codes;
 * the sentence says what is wrong and what to do next.
 */

/** `reason` is stable; `path` is the database file, or `memory`. */
export interface StoreFault {
  readonly reason:
    | "locked" | "read-only" | "full" | "corrupt" | "not-a-database" | "newer" | "older" | "foreign" | "old-sqlite"
    | "missing" | "io" | "path" | "closed" | "other"
  readonly path: string
  readonly message: string
}

/** SQLite's primary result codes that say something about the world. */
const reasons: Readonly<Record<number, StoreFault["reason"]>> = {
  3: "read-only", 5: "locked", 6: "locked", 8: "read-only", 10: "io", 11: "corrupt", 13: "full", 14: "path",
  23: "read-only", 26: "not-a-database",
}

/** The sentence for a reason. `detail`: what the database said, where that helps; of a `path` with the next step. */
export function storeFault(reason: StoreFault["reason"], path: string, detail = ""): StoreFault {
  const sentence = (): string => {
    switch (reason) {
      case "locked":
        return `${path} is in use by another engine${detail}; close that one first, or open another store.`
      case "read-only":
        return `${path} cannot be written (${detail}); give this user the right to write the file and its folder.`
      case "full":
        return `${path} cannot grow (${detail}); make room on the disk and open it again, nothing is lost.`
      case "corrupt":
        return `${path} is damaged (${detail}); restore it from a backup, or save what is left with sqlite3's .recover.`
      case "not-a-database":
        return `${path} is not a SQLite database; give the path of another file, it was not touched.`
      case "newer":
        return `${path} was written by a newer knhk (${detail}); upgrade knhk, the file was not touched.`
      case "older":
        return `${path} was written before the first release of knhk (${detail}); move it away, it was not touched.`
      case "foreign":
        return `${path} is a SQLite database of another program (${detail}); give another path, it was not touched.`
      case "old-sqlite":
        return `SQLite ${detail} is too old to be safe in WAL mode, 3.51.3 is the least; use a newer Node.js.`
      case "missing":
        return `${path} ${detail === "" ? "does not exist" : `is ${detail}`}; check the path, or start a case to ` +
          (detail === "" ? "create it." : "fill it.")
      case "path":
        return `${path} cannot be opened: ${detail}.`
      case "io":
        return `The disk failed under ${path} (${detail}); check the disk, then open the engine again.`
      case "closed":
        return `The store ${path} is closed; open the engine again.`
      case "other":
        return `${path} failed (${detail}); open the engine again, and tell us if it happens twice.`
    }
  }
  return { reason, path, message: sentence() }
}

/** A fault from whatever `node:sqlite` threw; undefined if it was no database error but a bug of ours. */
export function faultOf(error: unknown, path: string): StoreFault | undefined {
  if (typeof error !== "object" || error === null || !("errcode" in error)) return undefined
  const primary = Number(error.errcode) & 0xff
  const reason = reasons[primary] ?? "other"
  if (reason === "locked") return storeFault(reason, path, ` or held by another program`)
  const said = "errstr" in error ? String(error.errstr) : String(primary)
  const step = reason === "path" ? "; check that this user may read and write the file and its folder" : ""
  return storeFault(reason, path, said + step)
}
