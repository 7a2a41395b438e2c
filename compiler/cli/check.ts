/** `knhk check`: compiles definitions and shows what is wrong with them. Writes nothing. */
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Option from "effect/Option"
import { netFormat } from "../nets/net-format.ts"
import { budgetFlags, budgetOf, compileFiles, filesArgument, judge, timeLimitFlag } from "./definition-file.ts"
import { CommandFailure } from "./failure.ts"
import { checkNets, netsFlag } from "./nets.ts"
import { formatFlag, formatOf, report } from "./report.ts"
import { act } from "./terminal.ts"

const watchFlag = Flag.Boolean("watch").pipe(
  Flag.withDescription("Go on, and check again whenever a file or what it imports changes; Ctrl-C ends it"),
  Flag.withoutNegation,
  Flag.withDefault(false),
)
const flags = {
  files: filesArgument, timeLimit: timeLimitFlag, format: formatFlag, watch: watchFlag, nets: netsFlag, ...budgetFlags,
}

export const check = Command.make("check", flags, ({ files, timeLimit, format: said, watch, nets, ...limits }) =>
  act(async (terminal) => {
    if (nets && (watch || Option.isSome(said))) {
      throw new CommandFailure("command-line", "--nets takes neither --watch nor --format", "Leave them out.")
    }
    const budget = budgetOf(limits)
    if (nets) return checkNets(files, budget, terminal)
    const strange = files.find((file) => netFormat(file) !== undefined)
    if (strange !== undefined) {
      throw new CommandFailure("command-line", `${strange} holds nets, not a definition`, "Add --nets to check them.")
    }
    const format = formatOf(said, terminal.json)
    if (watch) {
      if (format === "text" || format === "json") {
        const { watchFiles } = await import("./watch.ts")
        return watchFiles(files, { seconds: timeLimit, budget }, format, terminal)
      }
      throw new CommandFailure("command-line", `--watch cannot print ${format}`, "Take --format text or json.")
    }
    const results = await compileFiles(files, terminal, { seconds: timeLimit, budget })
    await report(results, format, terminal)
    return judge(results.flatMap(({ diagnostics }) => diagnostics))
  }),
).pipe(
  Command.withDescription("Compile definitions and show what is wrong with them; writes nothing"),
  Command.withExamples([
    { command: "knhk check order.workflow.ts", description: "Exit code 1 if there is an error" },
    { command: "knhk check --watch order.workflow.ts", description: "Checks it again at each change" },
    { command: "knhk check --format sarif order.workflow.ts", description: "For code scanning" },
    { command: "knhk check --nets models.jsonl.gz --json", description: "A verdict on each net, one a line" },
  ]),
)
