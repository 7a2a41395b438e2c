/**
 * `compiler/cli` may import `effect`, node and, inside of a command's work only, the phases and
 * `src/runtime`: a command loads what it needs when it runs. This file imports `main` alone.
 */
import { ExitCode } from "../main.ts"

/**
 * What ends a command before its work is done and is no bug: one sentence that says what is wrong,
 * one that says what to do next. Changes nothing outside.
 */
export class CommandFailure extends Error {
  readonly _tag = "CommandFailure"
  readonly exit: ExitCode
  readonly next: string

  constructor(exit: ExitCode, message: string, next: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = "CommandFailure"
    this.exit = exit
    this.next = next
  }
}

/** The command line or something it names is wrong. */
export function usage(message: string, next: string, cause?: unknown): CommandFailure {
  return new CommandFailure(ExitCode.usage, message, next, cause)
}

/** The store or the machine is not as the command needs it. */
export function environment(message: string, next: string, cause?: unknown): CommandFailure {
  return new CommandFailure(ExitCode.environment, message, next, cause)
}
