/** The definitions of a project: compiled when they change, with an executor beside each. */
import { globSync } from "node:fs"
import { resolve } from "node:path"
import { compile } from "../compile.ts"
import type { Diagnostic } from "../diagnostic.ts"
import { emit } from "../emit/emit.ts"
import { write, WriteFailure } from "../emit/write.ts"
import { render } from "../render.ts"
import { Readers } from "../source/readers.ts"

/** Which files are definitions, and how they are read. */
export interface Project {
  readonly root: string
  readonly include: readonly string[]
  /** Whether a path is one of a definition. */
  readonly fits: (path: string) => boolean
  readonly timeLimit: number
}

/** What a round found, as text for people; empty where there is nothing. */
export interface Said {
  readonly errors: string
  readonly warnings: string
  /** An executor that could not be written; what would have come after it was left undone. */
  readonly failure?: WriteFailure
}

/** Compiles definitions and writes their executors, a round at a time. */
export class Definitions {
  readonly #project: Project
  readonly #readers = new Readers()
  readonly #found = new Map<string, readonly Diagnostic[]>()
  #rounds: Promise<unknown> = Promise.resolve()

  constructor(project: Project) {
    this.#project = project
  }

  /** Compiles all that are there. */
  start(): Promise<Said> {
    const { root, include, fits } = this.#project
    const outside = (name: string) => name === "node_modules" || name === ".git"
    const files = globSync(include, { cwd: root, exclude: outside }).map((file) => resolve(root, file)).filter(fits)
    return this.#round(() => files.sort())
  }

  /** Compiles the definitions that this file is one of or is imported by. */
  change(file: string): Promise<Said> {
    const path = resolve(file)
    return this.#round(() => {
      if (this.#project.fits(path) && !this.#found.has(path)) this.#found.set(path, [])
      return [...this.#found.keys()].filter((one) => this.#readers.files(one).includes(path))
    })
  }

  /** Whether a change of the file says something new. */
  concern(file: string): boolean {
    const path = resolve(file)
    return this.#project.fits(path) || this.files().has(path)
  }

  /** The definitions and what they import by path. */
  files(): ReadonlySet<string> {
    return new Set([...this.#found.keys()].flatMap((file) => this.#readers.files(file)))
  }

  /** What is wrong now, with all of them or with one. */
  errors(file?: string): readonly Diagnostic[] {
    const found = file === undefined ? [...this.#found.values()].flat() : this.#found.get(resolve(file)) ?? []
    return found.filter(({ severity }) => severity === "error")
  }

  close(): void {
    this.#readers.close()
  }

  #round(files: () => readonly string[]): Promise<Said> {
    const round = this.#rounds.then(async () => {
      const found: Diagnostic[] = []
      let failure: WriteFailure | undefined
      try {
        for (const file of files()) found.push(...await this.#build(file))
      } catch (error) {
        if (!(error instanceof WriteFailure)) throw error
        failure = error
      }
      const folder = this.#project.root
      const of = (wanted: Diagnostic["severity"]) => render(found.filter((d) => d.severity === wanted), { folder })
      return { errors: of("error"), warnings: of("warning"), ...(failure && { failure }) }
    })
    this.#rounds = round.catch(() => {})
    return round
  }

  async #build(file: string): Promise<readonly Diagnostic[]> {
    const { value, diagnostics } = await compile(file, { readers: this.#readers, timeLimit: this.#project.timeLimit })
    // It was there a moment ago: who removes a definition wants nothing of it.
    if (diagnostics.some(({ code }) => code === "KNHK1001")) {
      this.#found.delete(file)
      return []
    }
    // Nothing else is written where a watcher looks: one may take it for the change that it waits for.
    const emitted = value === undefined ? undefined : await emit(value, file, { isWritable: false })
    const found = [...diagnostics, ...emitted?.diagnostics ?? []]
    this.#found.set(file, found)
    await write(emitted?.value ?? [])
    return found
  }
}
