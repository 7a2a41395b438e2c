/** `knhk check --watch`: a round when it begins, and one for each change of the files and of what they import. */
import { resolve } from "node:path"
import { ExitCode } from "../main.ts"
import { compileFiles, type CompileFilesOptions, count } from "./definition-file.ts"
import { FileWatch, stampOf } from "./file-watch.ts"
import { type Format, report } from "./report.ts"
import type { Terminal } from "./terminal.ts"

/**
 * Compiles what changed and prints all findings, round after round, until Ctrl-C or SIGTERM; that is its usual end.
 * What lies in packages, and what modules read in other ways than `import`, is not watched.
 */
export async function watchFiles(
  files: readonly string[], options: Omit<CompileFilesOptions, "by">, format: Format, terminal: Terminal,
): Promise<ExitCode> {
  const { compile } = await import("../compile.ts")
  const { Readers } = await import("../source/readers.ts")
  const readers = new Readers()
  const known = new Map<string, { readonly stamps: Stamps; readonly compiled: ReturnType<typeof compile> }>()
  const watchedBy = (file: string) => readers.files(resolve(file))
  const cached: typeof compile = (file, options) => {
    const before = known.get(file)
    if (before !== undefined && !differ(before.stamps)) return before.compiled
    const stamps = stampsOf(watchedBy(file))
    const compiled = compile(file, { ...options, readers })
    known.set(file, { stamps, compiled })
    // What the module turns out to import is stamped when it has been read.
    return compiled.then((checked) => {
      const all = new Map([...stampsOf(watchedBy(file)), ...stamps])
      known.set(file, { stamps: all, compiled })
      return checked
    })
  }
  let first = true
  const changed = () => [...known.values()].some(({ stamps }) => differ(stamps))
  const round = async (watch: FileWatch) => {
    while (first || changed()) {
      const results = await compileFiles(files, terminal, { ...options, by: cached })
      const all = [...new Set(files.flatMap(watchedBy))]
      watch.watch(all)
      const last = `\nwatching ${count(all.length, "file")}\n\n`
      await report(results, format, terminal, { watching: all.length }, last)
      first = false
    }
  }
  return new Promise((done, fail) => {
    let rounds = Promise.resolve()
    const next = () => {
      rounds = rounds.then(() => round(watch)).catch(stop)
    }
    const watch = new FileWatch(next)
    const stop = (error?: unknown) => {
      watch.close()
      readers.close()
      process.off("SIGINT", end).off("SIGTERM", end)
      if (error === undefined) done(ExitCode.fine)
      else fail(error as Error)
    }
    const end = () => stop()
    process.once("SIGINT", end).once("SIGTERM", end)
    next()
    // TypeScript finds the places, and takes long to load: it is there before the first finding.
    void rounds.then(() => import("../source/locate.ts"))
  })
}

type Stamps = ReadonlyMap<string, string>

function stampsOf(files: readonly string[]): Stamps {
  return new Map(files.map((file) => [file, stampOf(file)]))
}

function differ(stamps: Stamps): boolean {
  return [...stamps].some(([file, stamp]) => stampOf(file) !== stamp)
}
