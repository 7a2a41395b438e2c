/** The two runs of a module: in children that are started for it, or in such as are ready. */
import { statSync } from "node:fs"
import { fileURLToPath, pathToFileURL } from "node:url"
import { type Child, type Ended, type Limits, start } from "./child.ts"
import { plain } from "./plain.ts"
import type { Loaded } from "./wire.ts"

/** A module to read: its absolute path, and its text if that is not what the file holds. */
export interface Wanted {
  readonly file: string
  readonly overlay: string | undefined
}

type Pair<T> = readonly [T, T]

/** The second child's clock: another year, another day of the week, another hour. */
const clockAhead = (400 * 24 + 7) * 3_600_000 + 61_001

/** Milliseconds that children wait for work. */
const PATIENCE = 300_000

/** Both runs, in children of their own. Rejects if they cannot be started. */
export function read(wanted: Wanted, limits: Limits): Promise<Pair<Ended>> {
  return ask(startBoth(limits.output, []), wanted, limits)
}

/** Children that wait, with the packages that the last module imported loaded. */
interface Ready {
  readonly children: Pair<Child>
  readonly output: number
  readonly packages: readonly string[]
  /** What the files of the packages were when the children started. */
  readonly stamps: ReadonlyMap<string, string>
}

/**
 * Keeps two restricted children ready, for those who compile again and again, such as an editor: starting
 * Node and loading packages is most of what reading a small module costs. Each child still runs one module
 * and is gone; what they loaded ahead is taken only if it is what the module imports and no file of it has
 * changed. One difference remains: packages are there before the module's own imports, whatever their order.
 *
 * @example
 * using readers = new Readers()
 * await compile("order.workflow.ts", { readers })
 * readers.files("order.workflow.ts") // what to watch
 */
export class Readers {
  #ready: Ready | undefined
  #timer: NodeJS.Timeout | undefined
  #soon: NodeJS.Immediate | undefined
  readonly #loaded = new Map<string, Loaded>()

  /** Both runs of a module. */
  async read(wanted: Wanted, limits: Limits): Promise<Pair<Ended>> {
    const ready = this.#take(wanted.file, limits.output)
    let ended = await (ready === undefined ? read(wanted, limits) : ask(ready.children, wanted, limits))
    if (ready !== undefined && !faithful(ended, ready)) ended = await read(wanted, limits)
    this.#remember(wanted.file, ended)
    // Starting processes takes this thread's time: the caller has its answer first.
    clearImmediate(this.#soon)
    this.#soon = setImmediate(() => this.#prepare(wanted.file, limits.output))
    return ended
  }

  /**
   * Absolute paths of the module and of what it and its imports import by path, when it was read the last
   * time: the files that change what it says. Packages are not among them, nor what it reads in other ways.
   */
  files(file: string): readonly string[] {
    return (this.#loaded.get(file)?.own ?? [pathToFileURL(file).href]).map((url) => fileURLToPath(url))
  }

  /** Ends the children that wait. Reading goes on to work. */
  close(): void {
    clearImmediate(this.#soon)
    clearTimeout(this.#timer)
    this.#ready?.children.forEach((child) => child.end())
    this.#ready = undefined
  }

  [Symbol.dispose](): void {
    this.close()
  }

  #take(file: string, output: number): Ready | undefined {
    const ready = this.#ready
    const { packages = ready?.packages } = this.#loaded.get(file) ?? {}
    const fits = ready !== undefined && ready.output === output
      && ready.packages.every((one) => packages?.includes(one))
      && [...ready.stamps].every(([url, stamp]) => stampOf(url) === stamp)
    if (!fits) this.close()
    clearTimeout(this.#timer)
    this.#ready = undefined
    return fits ? ready : undefined
  }

  /** A run that failed may not have come to its imports: those of the run before stay known beside its own. */
  #remember(file: string, [{ kind, ...ended }]: Pair<Ended>): void {
    if (kind !== "answered" || !("answer" in ended) || ended.answer.loaded === undefined) return
    const { loaded } = ended.answer
    const before = "failure" in ended.answer ? this.#loaded.get(file) : undefined
    const merged = (one: keyof Loaded) => [...new Set([...before?.[one] ?? [], ...loaded[one]])]
    this.#loaded.set(file, { own: merged("own"), packages: merged("packages"), packaged: merged("packaged") })
  }

  #prepare(file: string, output: number): void {
    this.close()
    const { packages = [], packaged = [] } = this.#loaded.get(file) ?? {}
    const stamps = new Map(packaged.map((url) => [url, stampOf(url)]))
    this.#ready = { children: startBoth(output, packages), output, packages, stamps }
    this.#timer = setTimeout(() => this.close(), PATIENCE).unref()
  }
}

function startBoth(output: number, packages: readonly string[]): Pair<Child> {
  return [start({ clock: 0, output, packages }), start({ clock: clockAhead, output, packages })]
}

/** The types are taken away while the children start. */
function ask(children: Pair<Child>, { file, overlay }: Wanted, limits: Limits): Promise<Pair<Ended>> {
  const source = plain(file, overlay)
  const request = { url: pathToFileURL(file).href, ...(source && { source }) }
  const first = children[0].ask(request, limits)
  return Promise.all([first, children[1].ask(request, limits, first)])
}

/** Whether children that were ready did what fresh ones would have: they lived, and loaded nothing in vain. */
function faithful(ended: Pair<Ended>, { packages }: Ready): boolean {
  return ended.every((one) => one.kind !== "died"
    && (one.kind !== "answered" || packages.every((url) => one.answer.loaded?.packages.includes(url))))
}

function stampOf(url: string): string {
  const stat = statSync(fileURLToPath(url), { throwIfNoEntry: false })
  return stat === undefined ? "" : `${stat.mtimeMs} ${stat.size} ${stat.ino}`
}
