/** Writes artefacts so that a reader never sees half of one, and what was told to be written stays so without power. */
import { randomBytes } from "node:crypto"
import { open, readFile, rename, rm } from "node:fs/promises"
import { basename, dirname, join } from "node:path"
import type { Artefact } from "./emit.ts"

/** What became of an artefact: files that already hold the text are not touched. */
export interface Written {
  readonly path: string
  readonly status: "written" | "unchanged"
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "its folder may not be written to; check the permissions",
  EPERM: "it may not be replaced; check the permissions",
  EROFS: "the file system is read-only; write elsewhere",
  ENOSPC: "the disk is full; free some space",
  ENOENT: "its folder does not exist; create it",
  EISDIR: "a folder of that name stands there; move it",
}

/** How every artefact begins. A file that begins otherwise is somebody's own, and stays. */
const made = /^\/\/ Made by `/

/** A file that is not written: `path` says which, `cause` why. Nothing of the same call is left half-written. */
export class WriteFailure extends Error {
  readonly _tag = "WriteFailure"
  readonly path: string

  constructor(path: string, cause: unknown) {
    const why = reasons[(cause as NodeJS.ErrnoException).code ?? ""] ?? String(cause)
    super(`${path} is not written: ${why}`, { cause })
    this.name = "WriteFailure"
    this.path = path
  }
}

/**
 * Writes all artefacts: each to a temporary file in its own folder, synced, and renamed when all of them
 * are on disk; then the folders are synced, which is where the new names are. A file that was not made by `build` is
 * not replaced. Rejects with a `WriteFailure`; temporary files are removed.
 */
export async function write(artefacts: readonly Pick<Artefact, "path" | "text">[]): Promise<readonly Written[]> {
  const pending: { readonly path: string; readonly temporary: string }[] = []
  const written: Written[] = []
  let at = ""
  try {
    for (const { path, text } of artefacts) {
      at = path
      if (written.some((other) => other.path === path)) {
        throw new WriteFailure(path, "two definitions make it; rename one of their files")
      }
      const there = await present(path)
      const changed = there !== text
      if (changed && there !== undefined && there !== "" && !made.test(there)) {
        throw new WriteFailure(path, "a file not made by build stands there; move it, or rename the definition")
      }
      written.push({ path, status: changed ? "written" : "unchanged" })
      if (!changed) continue
      const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString("hex")}.tmp`)
      pending.push({ path, temporary })
      await using file = await open(temporary, "wx")
      await file.writeFile(text)
      await file.sync()
    }
    for (const { path, temporary } of pending) {
      at = path
      await rename(temporary, path)
    }
    for (const folder of new Set(pending.map(({ path }) => dirname(path)))) await sync(folder)
    return written
  } catch (cause) {
    await Promise.all(pending.map(({ temporary }) => rm(temporary, { force: true })))
    throw cause instanceof WriteFailure ? cause : new WriteFailure(at, cause)
  }
}

async function present(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8")
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined
    throw cause
  }
}

/** Puts the names in a folder on disk, where the system can: Windows opens no folder, some file systems sync none. */
async function sync(folder: string): Promise<void> {
  try {
    await using handle = await open(folder, "r")
    await handle.sync()
  } catch (cause) {
    if (!["EISDIR", "EPERM", "EACCES", "EINVAL", "ENOTSUP"].includes((cause as NodeJS.ErrnoException).code ?? "")) {
      throw cause
    }
  }
}
