/**
 * Declarations by the command of TypeScript 7, which has no emitter to call. It reads files, and what a module imports
 * is found from where it stands: so a copy is written beside its module, hidden, and taken away again.
 */
import { type ChildProcess, execFile } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, dirname, extname, join, parse, relative } from "node:path"
import type { Copy, Printed } from "./declarations.ts"
import { declarationOptions, tsconfigFor } from "./tsconfig.ts"

/** A name that a copy has, and no module. */
const copyName = /^\..+\.knhk-copy-[\d-]+\.(m?ts|json)$/

/** Milliseconds after which a copy that still stands was left by a process that was killed. */
const FORGOTTEN = 60_000

/** A printer by the `tsc` at a path. Gives nothing where files cannot be written or `tsc` does not do its work. */
export function native(file: string, compiler: string) {
  return async (copies: readonly Copy[]): Promise<readonly Printed[] | undefined> => {
    const paths = copies.map(pathOf)
    const config = tsconfigFor(file)
    // Beside the one that it extends: some of what that says depends on where it stands.
    const project = join(dirname(config ?? file), `.tsconfig.knhk-copy-${process.pid}-${++asked}.json`)
    const made = new Made([...paths, project])
    try {
      const folder = made.folder()
      copies.forEach(({ text }, i) => {
        forget(dirname(paths[i]!))
        writeFileSync(paths[i]!, text)
      })
      const { root } = parse(file)
      const out = join(folder, "out")
      writeFileSync(project, JSON.stringify({
        ...(config !== undefined && { extends: config }), files: paths, include: [],
        compilerOptions: {
          ...declarationOptions(config, false), rootDir: root, outDir: out, declarationDir: out,
        },
      }))
      const said = await run(compiler, ["-p", project, "--pretty", "false"], root, (child) => made.child = child)
      const all = said === undefined ? [] : paths.map((path) => printed(path, join(out, relative(root, path)), said))
      const isWhole = all.length > 0 && all.every(({ text, refused }) => text !== undefined || refused.length > 0)
      return isWhole ? all : undefined
    } catch {
      return undefined
    } finally {
      made.remove()
    }
  }
}

let asked = 0

function pathOf({ file }: Copy): string {
  const extension = extname(file)
  return join(dirname(file), `.${basename(file, extension)}.knhk-copy-${process.pid}-${++asked}${extension}`)
}

/** Files that are taken away when they are not needed any more, and when the process is told to end. */
class Made {
  readonly #paths: string[]
  readonly #atExit = (): void => this.remove()
  /** What may still write there. */
  child: ChildProcess | undefined
  readonly #stop = (signal: NodeJS.Signals): void => {
    this.child?.kill("SIGKILL")
    this.remove()
    process.kill(process.pid, signal)
  }
  /** Signals that nobody else answers. */
  readonly #signals = (["SIGINT", "SIGTERM"] as const).filter((signal) => process.listenerCount(signal) === 0)

  constructor(paths: readonly string[]) {
    this.#paths = [...paths]
    process.on("exit", this.#atExit)
    for (const signal of this.#signals) process.on(signal, this.#stop)
  }

  /** A new one, elsewhere. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), "knhk-"))
    this.#paths.push(folder)
    return folder
  }

  remove(): void {
    process.off("exit", this.#atExit)
    for (const signal of this.#signals) process.off(signal, this.#stop)
    for (const path of this.#paths) rmSync(path, { recursive: true, force: true })
  }
}

/** Takes away copies that were left. */
function forget(folder: string): void {
  for (const name of readdirSync(folder).filter((one) => copyName.test(one))) {
    const path = join(folder, name)
    const { mtimeMs = Date.now() } = statSync(path, { throwIfNoEntry: false }) ?? {}
    if (Date.now() - mtimeMs > FORGOTTEN) rmSync(path, { force: true })
  }
}

/** What `tsc` says, `file(line,column): error TS...`; undefined if it did not end by itself. */
function run(
  compiler: string, args: readonly string[], cwd: string, started: (child: ChildProcess) => void,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { cwd, maxBuffer: 1 << 26, timeout: 60_000 }
    const child = execFile(process.execPath, [compiler, ...args], options, (error, stdout) =>
      resolve(error !== null && typeof error.code !== "number" ? undefined : stdout))
    started(child)
  })
}

function printed(path: string, declared: string, said: string): Printed {
  try {
    return { text: readFileSync(declared.replace(/(m?)ts$/, "d.$1ts"), "utf8"), refused: [] }
  } catch {
    const places = said.matchAll(/^(.+)\((\d+),\d+\): error TS\d+/gm)
    return { refused: [...places].flatMap(([, name = "", line]) =>
      (name.endsWith(basename(path)) ? [Number(line) - 1] : [])) }
  }
}
