/** `knhk diff`: what changed between two versions of a workflow, and whether its cases can move. Writes nothing. */
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import type { Diff } from "../diff/diff.ts"
import { ExitCode } from "../main.ts"
import { judge, timeLimitFlag, valueOrFindings } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { fileArgument } from "./path.ts"
import { act } from "./terminal.ts"

export const diff = Command.make(
  "diff",
  {
    old: fileArgument("OLD").pipe(
      Argument.withDescription("Definition file that cases run under; FILE#NAME means one of its workflows"),
    ),
    next: fileArgument("NEW").pipe(Argument.withDescription("Definition file that they shall move to")),
    states: Flag.Int("states").pipe(
      Flag.withDescription("Markings of each version that are looked at, at most (default: 200000)"),
      Flag.withMetavar("N"),
      Flag.optional,
    ),
    timeLimit: timeLimitFlag,
  },
  ({ old, next, states, timeLimit }) =>
    act(async (terminal) => {
      if (Option.isSome(states) && states.value < 1) {
        throw new CommandFailure("command-line", `--states is ${states.value}`, "Give a whole number above 0.")
      }
      if (!(timeLimit > 0 && timeLimit <= 86_400)) {
        const mend = "Give a number of seconds above 0, a day at most."
        throw new CommandFailure("command-line", `--time-limit is ${timeLimit}`, mend)
      }
      const { diffFiles } = await import("../diff/diff.ts")
      const { DiffFailure } = await import("../diff/failure.ts")
      const { renderDiff } = await import("../diff/render.ts")
      const options = { timeLimit: timeLimit * 1_000, ...(Option.isSome(states) && { states: states.value }) }
      const checked = await diffFiles(old, next, options).catch((error: unknown) => {
        if (error instanceof DiffFailure) throw new CommandFailure("workflow-unclear", error.message, "", error)
        throw error
      })
      const found = await valueOrFindings(checked, terminal)
      if (found === undefined) return judge(checked.diagnostics)
      terminal.result(found, renderDiff(found, { style: (style, text) => terminal.style(style, text) }))
      return exitOf(found)
    }),
).pipe(
  Command.withDescription(
    "Tell what changed between two versions of a workflow, and whether its cases can move; exit code 1 if not all can",
  ),
  Command.withExamples([{ command: "knhk diff old/order.workflow.ts order.workflow.ts" }]),
)

/** A workflow that is not there any more leaves its cases where they are. */
const exitOf = ({ workflows }: Diff): ExitCode =>
  (workflows.every(({ state, cases }) => state === "added" || cases?.movable === "all") ? ExitCode.fine
    : ExitCode.findings)
