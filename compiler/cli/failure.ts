/**
 * `compiler/cli` may import `effect`, node and, inside of a command's work only, the phases and
 * `src/runtime`: a command loads what it needs when it runs. This file imports `main` alone.
 */
import { ExitCode } from "../main.ts"

/** A kind of failure: the exit code that goes with it, and when it is said. */
interface Kind {
  readonly exit: ExitCode
  readonly when: string
}

const refused = (when: string): Kind => ({ exit: ExitCode.usage, when })
const broken = (when: string): Kind => ({ exit: ExitCode.environment, when })

/**
 * What can end a command, by the `code` that programs read in `--json`. A code is never renamed or used for something
 * else; `docs/command-line.md` has the same table.
 */
export const failures = {
  "command-line": refused("no such command or flag, one is missing, or a value is none that it takes"),
  "input-refused": refused("the JSON that a flag gives cannot be read, or is no JSON"),
  "payload-refused": refused("a payload is JSON, and its schema in the workflow refuses it"),
  "module-refused": refused("a module is missing, cannot be loaded, or exports no workflows that can run"),
  "executor-stale": refused("an executor is not what its definition makes now: build it again"),
  "workflow-unclear": refused("a file has several workflows and none is named, or none of the name"),
  "format-refused": refused("a definition is fine, and cannot be said in the format that was asked for"),
  "log-refused": refused("a log is missing or cannot be read"),
  "model-refused": refused("a model to be imported is missing or cannot be read"),
  "nets-refused": refused("a file of nets is missing, cannot be read, or tells no format by its name"),
  "replay-refused": refused("log and definition are fine, and cannot be replayed: the map, or too many states"),
  "simulation-refused": refused("a definition is fine, and cannot be simulated: parameters, a log, or it does not end"),
  "case-not-found": refused("the store holds no case of this id"),
  "case-unclear": refused("several workflows have a case of this id"),
  "case-conflict": refused("a case of this id was started before, with another input"),
  "case-ended": refused("the case is over and takes nothing any more"),
  "case-unclaimed": refused("no workflow of the module has the definition that the case was started with"),
  "work-item-not-found": refused("the store holds no work item of this id"),
  "work-item-not-active": refused("the work item is not for people, or was withdrawn or cancelled"),
  "work-item-done": refused("the work item is done already; its first result stands"),
  "work-item-blocked": refused("a task that excludes this one is at work"),
  "signal-lost": refused("no task waits for the signal now, and it is not kept"),
  "signal-full": refused("as many of the signal are kept as may be"),
  "signal-unknown": refused("no task of the case ever waits for a signal of this name"),
  "case-failed": {
    exit: ExitCode.findings, when: "a case ended otherwise than well; a command that waits for one shows it instead",
  },
  "case-damaged": broken("the rows of a case do not hold together"),
  "store-locked": broken("an engine has the store: ask that one, or close it"),
  "store-missing": broken("there is no store at the path, or it is empty"),
  "store-foreign": broken("the file is no store, or one of another version of knhk"),
  "store-damaged": broken("the file of the store is damaged"),
  "store-full": broken("the disk is full"),
  "store-failed": broken("the store cannot be opened, read or written for another reason"),
  "kernel-refused": broken("the native kernel that was demanded cannot be loaded"),
  "not-written": broken("a file cannot be written"),
  "stopped": { exit: ExitCode.interrupted, when: "Ctrl-C or SIGTERM; what is on disk goes on when it is run again" },
  "bug": { exit: ExitCode.bug, when: "a bug in knhk; `KNHK_DEBUG=1` shows where" },
} as const satisfies Readonly<Record<string, Kind>>

/** A code of the table. */
export type FailureCode = keyof typeof failures

/**
 * What ends a command before its work is done and is no bug: one sentence that says what is wrong,
 * one that says what to do next. Changes nothing outside.
 */
export class CommandFailure extends Error {
  readonly _tag = "CommandFailure"
  readonly code: FailureCode
  readonly next: string

  constructor(code: FailureCode, message: string, next: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = "CommandFailure"
    this.code = code
    this.next = next
  }

  get exit(): ExitCode {
    return failures[this.code].exit
  }
}
