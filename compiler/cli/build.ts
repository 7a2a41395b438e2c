/** `knhk build`: compiles definitions and writes an executor beside each; nothing if anything is wrong. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { readFile } from "node:fs/promises"
import { basename, relative } from "node:path"
import type { ExecutorModule } from "../emit/emit.ts"
import { ExitCode } from "../main.ts"
import { compileFiles, count, filesArgument, judge, tally, timeLimitFlag } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { summary } from "./report.ts"
import { act } from "./terminal.ts"

export const build = Command.make(
  "build",
  {
    files: filesArgument,
    timeLimit: timeLimitFlag,
    check: Flag.Boolean("check").pipe(
      Flag.withDescription("Write nothing; exit code 1 if an executor is missing or not what its definition makes"),
      Flag.withoutNegation,
      Flag.withDefault(false),
    ),
  },
  ({ files, timeLimit, check }) =>
    act(async (terminal) => {
      const { render, toJson } = await import("../render.ts")
      const { emit, prepare } = await import("../emit/emit.ts")
      const compiling = compileFiles(files, terminal, { seconds: timeLimit })
      // After the children have started, which read the module for as long as this takes.
      setImmediate(() => void prepare(files[0]!).catch(() => {}))
      const results = await compiling
      const diagnostics = results.flatMap((result) => result.diagnostics)
      const artefacts: Made[] = []
      if (judge(diagnostics) === ExitCode.fine) {
        for (const { file, compiled } of results) {
          const emitted = await emit(compiled ?? [], file, { isWritable: !check })
          diagnostics.push(...emitted.diagnostics)
          artefacts.push(...(emitted.value ?? []).map((artefact) => ({ ...artefact, file })))
        }
      }
      const code = judge(diagnostics)
      const written = code === ExitCode.fine ? await (check ? compare(artefacts) : save(artefacts)) : []
      const stale = check && written.some(({ status }) => status === "stale")
      const lines = written.flatMap(({ path, status, exports, tsconfig }) => [
        `${status.padEnd(9)} ${path} (${exports.join(", ")})`,
        ...(status !== "written" || tsconfig === undefined ? [] : [endings(relative("", tsconfig))]),
      ])
      if (code !== ExitCode.fine) lines.push(`${tally(diagnostics)} in ${count(files.length, "file")}; wrote nothing`)
      if (stale) lines.push(`Run "knhk build ${files.join(" ")}" to bring them up to date.`)
      terminal.result(
        { files: results.map(summary), written, diagnostics: toJson(diagnostics) },
        `${render(diagnostics, { color: terminal.colour })}${diagnostics.length === 0 ? "" : "\n"}${lines.join("\n")}`,
      )
      return stale ? ExitCode.findings : code
    }),
).pipe(
  Command.withDescription("Compile definitions and write a typed executor beside each"),
  Command.withExamples([
    { command: "knhk build order.workflow.ts", description: "Writes order.executor.ts" },
    { command: "knhk build --check order.workflow.ts", description: "For continuous integration" },
  ]),
)

/** Why imports end as Node does not read them without a build, and what to set where that is not meant. */
function endings(tsconfig: string): string {
  return `          its imports end in .js, because ${tsconfig} allows no .ts endings; to run it without a build set
          "allowImportingTsExtensions": true (with "noEmit": true) there and build again`
}

interface Written {
  /** As its definition's path was written. */
  readonly path: string
  readonly status: "written" | "unchanged" | "stale"
  readonly exports: readonly string[]
  readonly tsconfig?: string
}

interface Made extends ExecutorModule {
  /** The definition as the command line names it. */
  readonly file: string
}

const shown = ({ file, path, exports, tsconfig }: Made) =>
  ({ path: file.slice(0, -basename(file).length) + basename(path), exports, ...(tsconfig && { tsconfig }) })

async function save(artefacts: readonly Made[]): Promise<readonly Written[]> {
  const { write, WriteFailure } = await import("../emit/write.ts")
  try {
    const written = await write(artefacts)
    return artefacts.map((made, i) => ({ ...shown(made), status: written[i]?.status ?? "unchanged" }))
  } catch (error) {
    if (error instanceof WriteFailure) throw new CommandFailure("not-written", error.message, "", error)
    throw error
  }
}

function compare(artefacts: readonly Made[]): Promise<readonly Written[]> {
  return Promise.all(artefacts.map(async (made) => {
    const there = await readFile(made.path, "utf8").catch(() => undefined)
    return { ...shown(made), status: there === made.text ? "unchanged" : "stale" } as const
  }))
}
