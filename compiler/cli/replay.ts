/** `knhk replay`: what really happened, held against a definition. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { ExitCode } from "../main.ts"
import { definitionArgument, judge, valueOrFindings, workflowFlag } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { fileArgument } from "./path.ts"
import { type Progress, progress } from "./progress.ts"
import { act } from "./terminal.ts"

export const replay = Command.make(
  "replay",
  {
    file: definitionArgument,
    log: fileArgument("LOG").pipe(Argument.withDescription("Event log in XES 1.0, plain or gzip")),
    map: Flag.String("map").pipe(
      Flag.withDescription("Task of an activity whose name differs, or a .json file of them; may be given again"),
      Flag.withMetavar("ACTIVITY=TASK"),
      Flag.atLeast(0),
    ),
    workflow: workflowFlag,
    all: Flag.Boolean("all").pipe(
      Flag.withDescription("Name every case that does not fit, not the first few of each kind"),
      Flag.withoutNegation,
      Flag.withDefault(false),
    ),
  },
  ({ file, log, map, workflow, all }) =>
    act(async (terminal) => {
      const { replayFile } = await import("../replay/file.ts")
      const { ReplayFailure } = await import("../replay/failure.ts")
      const { LogFailure } = await import("../replay/log.ts")
      const { readMap } = await import("../replay/map.ts")
      const { renderReplay } = await import("../replay/render.ts")
      const { loadKernel } = await import("../../src/runtime/binding.ts")
      let bar: Progress | undefined
      let phase: string | undefined
      const onProgress = (now: "read" | "replay", done: number, total: number) => {
        if (now !== phase) {
          bar?.done()
          bar = progress(now === "read" ? "reading" : "replaying", terminal.json)
          phase = now
        }
        bar?.report(done, total)
      }
      try {
        const checked = await replayFile(file, log, {
          map: await readMap(map),
          kernel: (table) => loadKernel(table),
          onProgress,
          ...(Option.isSome(workflow) ? { workflow: workflow.value } : {}),
        })
        bar?.done()
        const report = await valueOrFindings(checked, terminal)
        if (report === undefined) return judge(checked.diagnostics)
        terminal.result(report, renderReplay(report, all ? { casesMax: Infinity } : {}))
        return report.misfit === 0 ? ExitCode.fine : ExitCode.findings
      } catch (error) {
        bar?.done()
        if (error instanceof LogFailure) throw new CommandFailure("log-refused", error.message, "", error)
        if (error instanceof ReplayFailure) throw new CommandFailure("replay-refused", error.message, "", error)
        throw error
      }
    }),
).pipe(
  Command.withDescription(
    "Run the cases of an event log through a definition and show which fit; exit code 1 if one does not",
  ),
  Command.withExamples([{ command: "knhk replay permit.workflow.ts permits.xes.gz" }]),
)
