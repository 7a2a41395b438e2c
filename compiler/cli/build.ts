/** `knhk build`: compiles definitions and writes an executor beside each; nothing if anything is wrong. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import { readFile } from "node:fs/promises"
import { relative } from "node:path"
import type { Artefact } from "../emit/emit.ts"
import { ExitCode } from "../main.ts"
import { summary } from "./check.ts"
import { compileFiles, count, filesArgument, judge, tally, timeLimitFlag } from "./definition-file.ts"
import { environment } from "./failure.ts"
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
      const results = await compileFiles(files, terminal, timeLimit)
      const diagnostics = results.flatMap((result) => result.diagnostics)
      const artefacts: Artefact[] = []
      if (judge(diagnostics) === ExitCode.fine) {
        const { emit } = await import("../emit/emit.ts")
        for (const { file, compiled } of results) {
          const emitted = await emit(compiled ?? [], file)
          diagnostics.push(...emitted.diagnostics)
          artefacts.push(...(emitted.value ?? []))
        }
      }
      const code = judge(diagnostics)
      const written = code === ExitCode.fine ? await (check ? compare(artefacts) : save(artefacts)) : []
      const stale = check && written.some(({ status }) => status === "stale")
      const lines = written.map(({ path, status }) => `${status.padEnd(9)} ${relative("", path)}`)
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

interface Written {
  readonly path: string
  readonly status: "written" | "unchanged" | "stale"
}

async function save(artefacts: readonly Artefact[]): Promise<readonly Written[]> {
  const { write, WriteFailure } = await import("../emit/write.ts")
  try {
    return await write(artefacts)
  } catch (error) {
    if (error instanceof WriteFailure) throw environment(error.message, "", error)
    throw error
  }
}

function compare(artefacts: readonly Artefact[]): Promise<readonly Written[]> {
  return Promise.all(artefacts.map(async ({ path, text }) => {
    const there = await readFile(path, "utf8").catch(() => undefined)
    return { path, status: there === text ? "unchanged" : "stale" } as const
  }))
}
