/** `knhk check`: compiles definitions and shows what is wrong with them. Writes nothing. */
import * as Command from "effect/cli/Command"
import { compileFiles, count, type FileResult, filesArgument, judge, tally, timeLimitFlag } from "./definition-file.ts"
import { act } from "./terminal.ts"

export const check = Command.make("check", { files: filesArgument, timeLimit: timeLimitFlag }, ({ files, timeLimit }) =>
  act(async (terminal) => {
    const { render, toJson } = await import("../render.ts")
    const results = await compileFiles(files, terminal, timeLimit)
    const diagnostics = results.flatMap((result) => result.diagnostics)
    const workflows = results.flatMap(({ compiled }) => compiled ?? [])
    const said = diagnostics.length === 0
      ? `${count(workflows.length, "workflow")}: ${terminal.style("green", "structure is in order")}; ${open}`
      : `${tally(diagnostics)} in ${count(results.length, "file")}`
    terminal.result(
      { files: results.map((result) => ({ ...summary(result), diagnostics: toJson(result.diagnostics) })) },
      `${render(diagnostics, { color: terminal.colour })}${diagnostics.length === 0 ? "" : "\n"}${said}`,
    )
    return judge(diagnostics)
  }),
).pipe(
  Command.withDescription("Compile definitions and show what is wrong with them; writes nothing"),
  Command.withExamples([{ command: "knhk check order.workflow.ts", description: "Exit code 1 if there is an error" }]),
)

/** What is not said by no finding: soundness is more than structure. */
const open = "deadlocks and lost tokens are not proved yet, `knhk explore` shows them"

/** A file and its workflows as `--json` shows them. */
export function summary({ file, compiled }: FileResult) {
  return {
    file,
    workflows: (compiled ?? []).map(({ definition, net, hash, table, exportName }) => ({
      id: definition.id,
      exportName,
      hash,
      tasks: net.tasks.length,
      conditions: net.conditions.length,
      tableBytes: table.byteLength,
    })),
  }
}
