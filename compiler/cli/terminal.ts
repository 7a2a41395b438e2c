/** What a command may say, and how: results on stdout, everything else on stderr. */
import * as Effect from "effect/Effect"
import * as Flag from "effect/cli/Flag"
import * as GlobalFlag from "effect/cli/GlobalFlag"
import { styleText } from "node:util"
import type { ExitCode } from "../main.ts"
import { CommandFailure } from "./failure.ts"
import { printable } from "./printable.ts"

/** `--json`, which every command takes: stdout is then one JSON value and nothing else. */
export const Json = GlobalFlag.Setting("json")({
  flag: Flag.Boolean("json").pipe(
    Flag.withDescription("Print one JSON value on stdout and nothing else there"),
    Flag.withoutNegation,
    Flag.withDefault(false),
  ),
})

type Style = Parameters<typeof styleText>[0]

const stdout = process.stdout.write.bind(process.stdout)

/** Writes to stdout, whatever `divert` did. */
export function say(text: string): void {
  if (text !== "") stdout(text.endsWith("\n") ? text : `${text}\n`)
}

/** Before code of users runs: with `--json`, what it prints to stdout comes out on stderr. */
export function divert(terminal: Terminal): void {
  if (terminal.json) process.stdout.write = process.stderr.write.bind(process.stderr)
}

export class Terminal {
  readonly json: boolean

  constructor(json: boolean) {
    this.json = json
  }

  /** Whether people see stdout in colour: a terminal, and `NO_COLOR` is not set (or `FORCE_COLOR` is). */
  get colour(): boolean {
    return this.style("red", ".") !== "."
  }

  /** The result: as JSON with `--json`, else as text. */
  result(json: unknown, text: string): void {
    say(this.json ? JSON.stringify(json) : printable(text, this.colour))
  }

  /** A remark for people, which no program should read. */
  note(text: string): void {
    process.stderr.write(`${printable(text)}\n`)
  }

  /** Text in a style, where stdout shows it. */
  style(style: Style, text: string): string {
    return (process.env["NO_COLOR"] ?? "") === "" ? styleText(style, text, { stream: process.stdout }) : text
  }
}

/**
 * A command's work as the handler `effect/cli` wants. A `CommandFailure` that it throws is the
 * command's failure; whatever else it throws is a bug.
 */
export const act = (work: (terminal: Terminal) => Promise<ExitCode>) =>
  Effect.gen(function* () {
    const terminal = new Terminal(yield* Json)
    const code = yield* Effect.tryPromise({ try: () => work(terminal), catch: (error) => error }).pipe(
      Effect.catch((error) => (error instanceof CommandFailure ? Effect.fail(error) : Effect.die(error))),
    )
    process.exitCode = code
  })
