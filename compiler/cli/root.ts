/** The tree of commands, and how a run of it becomes an exit code. */
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Cause from "effect/Cause"
import * as CliConfig from "effect/cli/CliConfig"
import * as CliError from "effect/cli/CliError"
import * as CliOutput from "effect/cli/CliOutput"
import * as Command from "effect/cli/Command"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { ExitCode, version } from "../main.ts"
import { build } from "./build.ts"
import { cases } from "./cases.ts"
import { check } from "./check.ts"
import { complete } from "./complete.ts"
import { completions } from "./completions.ts"
import { diff } from "./diff.ts"
import { doctor } from "./doctor.ts"
import { explain } from "./explain.ts"
import { explore } from "./explore.ts"
import { CommandFailure } from "./failure.ts"
import { graph } from "./graph.ts"
import { importCommand } from "./import.ts"
import { printable } from "./printable.ts"
import { replay } from "./replay.ts"
import { run as runCommand } from "./run.ts"
import { show } from "./show.ts"
import { signal } from "./signal.ts"
import { simulate } from "./simulate.ts"
import { tally } from "./tally.ts"
import { Json, say } from "./terminal.ts"
import { worklist } from "./worklist.ts"

const root = Command.make("knhk").pipe(
  Command.withDescription("Workflows in TypeScript that are checked before they run."),
  Command.withSubcommands([
    { group: "Definitions", commands: [check, build, explain, graph, explore, replay, simulate, diff, importCommand] },
    { group: "Cases", commands: [runCommand, cases, show, tally, worklist, complete, signal] },
    { group: "This machine", commands: [doctor] },
  ]),
  Command.withGlobalFlags([Json]),
)

/** Runs the command that `argv` names and returns the exit code; throws for a bug alone. */
export async function run(argv: readonly string[]): Promise<ExitCode> {
  const json = argv.includes("--json")
  if (argv.every((word) => word === "--json") && json) {
    complain(new CommandFailure("command-line", "no command is named", 'Run "knhk --help" for what there is.'), json)
    return ExitCode.usage
  }
  const program = Command.runWith(root, { version: version(), renderErrors: true })(argv).pipe(
    Effect.provide(Layer.mergeAll(
      NodeServices.layer,
      CliConfig.layer({ builtIns: [GlobalFlag.Help, GlobalFlag.Version, completions(json)] }),
      CliOutput.layerPresenter({ present: (event) => present(event, json) }),
    )),
  )
  const exit = await Effect.runPromiseExit(program)
  if (Exit.isSuccess(exit)) return (process.exitCode as ExitCode | undefined) ?? ExitCode.fine
  const failure = Option.getOrUndefined(Cause.findErrorOption(exit.cause))
  if (failure instanceof CommandFailure) {
    complain(failure, json)
    return failure.exit
  }
  // Help that nobody asked for is shown where no command was named.
  if (failure instanceof CliError.ShowHelp) return ExitCode.usage
  throw Cause.squash(exit.cause)
}

/**
 * Help and version as `effect/cli` shows them, with `--json` inside of an object; a wrong command line as one sentence
 * and the next step.
 */
function present(event: CliOutput.Presenter.Event, json: boolean): Effect.Effect<void> {
  if (event._tag !== "InvalidInvocation") {
    if (!json) return CliOutput.defaultPresenter.present(event)
    const plain = CliOutput.defaultFormatter({ colors: false })
    const value = event._tag === "Help" ? { help: plain.formatHelpDoc(event.helpDoc) }
      : { version: event.version }
    return Effect.sync(() => say(JSON.stringify(value)))
  }
  return Effect.sync(() => {
    const command = event.commandPath.join(" ")
    const oneLine = (text: string) => text.replace(/\n\n\s*/, ". ").replace(/\s*\n\s*/g, " ")
    const message = event.errors.map((error) => oneLine(error.message)).join("; ")
    complain(new CommandFailure("command-line", message, `Run "${command} --help" for what it takes.`), json)
  })
}

function complain(failure: CommandFailure, json: boolean): void {
  const { code, message, next, exit } = failure
  if (json) say(JSON.stringify({ error: { code, message, next, exit } }))
  process.stderr.write(printable(`knhk: ${message}${/[.!?]$/.test(message) ? "" : "."} ${next}`.trimEnd()) + "\n")
}
