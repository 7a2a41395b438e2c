/** Watches files for changes, be they there yet or not. Imports Node alone. */
import { existsSync, type FSWatcher, statSync, watch } from "node:fs"
import { basename, dirname } from "node:path"

/** Milliseconds without another change before one is told: editors save in several steps. */
const QUIET = 20

interface Watched {
  readonly watcher: FSWatcher
  readonly inode: number
  /** What in the folder matters. */
  readonly names: Set<string>
}

/**
 * Watches the folders that the files stand in, not the files: those are replaced, removed and made again. Where a
 * folder is gone, the nearest one above it is watched until it is back.
 */
export class FileWatch {
  readonly #folders = new Map<string, Watched>()
  #files: readonly string[] = []
  readonly #changed: () => void
  #timer: NodeJS.Timeout | undefined

  /** `changed` is called once for changes that come together; whether a file differs is for `stampOf` to say. */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /** Watches these files from now on, and no others. */
  watch(files: readonly string[]): void {
    this.#files = files
    const wanted = new Map<string, Set<string>>()
    for (const { folder, name } of files.map(outlook)) {
      // A folder that goes is told by its own name.
      wanted.set(folder, (wanted.get(folder) ?? new Set([basename(folder)])).add(name))
    }
    for (const [folder, { watcher, inode }] of this.#folders) {
      if (wanted.has(folder) && inodeOf(folder) === inode) continue
      watcher.close()
      this.#folders.delete(folder)
    }
    for (const [folder, names] of wanted) {
      const there = this.#folders.get(folder)
      if (there === undefined) this.#open(folder, names)
      else this.#folders.set(folder, { ...there, names })
    }
  }

  close(): void {
    clearTimeout(this.#timer)
    for (const { watcher } of this.#folders.values()) watcher.close()
    this.#folders.clear()
  }

  #open(folder: string, names: Set<string>): void {
    const watcher = watch(folder, (_, name) => {
      if (name === null || this.#folders.get(folder)?.names.has(name)) this.#tell()
    })
    watcher.on("error", () => this.#tell()) // The folder is gone; `watch` looks for it again.
    this.#folders.set(folder, { watcher, inode: inodeOf(folder), names })
  }

  #tell(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => {
      this.watch(this.#files) // Folders may have come or gone.
      this.#changed()
    }, QUIET)
  }
}

/** What tells one state of a file from another; empty if it is not there. */
export function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat === undefined ? "" : `${stat.mtimeMs} ${stat.size} ${stat.ino}`
}

/** The nearest folder that is there, and the name in it on the way to the file. */
function outlook(file: string): { readonly folder: string; readonly name: string } {
  let [folder, name] = [dirname(file), basename(file)]
  while (!existsSync(folder) && dirname(folder) !== folder) [folder, name] = [dirname(folder), basename(folder)]
  return { folder, name }
}

function inodeOf(folder: string): number {
  return statSync(folder, { throwIfNoEntry: false })?.ino ?? 0
}
