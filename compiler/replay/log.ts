/**
 * An event log as replay sees it, and what can be wrong with one. `compiler/replay` imports saxes, node's
 * streams and zlib, the kernel's door and `compile`; saxes stays in `xes-parser.ts`.
 */

/** One event of a trace: an activity that was completed, or was started if that was asked for. */
export interface LogEvent {
  readonly activity: string
  /** The event's `lifecycle:transition`, lower case, where the log says it. */
  readonly lifecycle?: string
  /** The event's `time:timestamp` as written. The order of events is the file's, not the clock's. */
  readonly time?: string
  readonly resource?: string
}

/** One case of a log. */
export interface LogTrace {
  /** The trace's `concept:name`, or `trace 7` for the seventh trace when it has none. */
  readonly caseId: string
  readonly events: readonly LogEvent[]
  /** Events left out because their lifecycle transition is not `complete`. */
  readonly skipped: number
}

/**
 * What is wrong with a log. `missing`, `unreadable`: the file. `gzip`: damaged or cut short. `encoding`: not
 * UTF-8. `xml`: not well-formed. `cut`: ends before the log does. `xes`: XML, but not an event log as XES 1.0
 * says. `refused`: legal somewhere, but not read here (a DOCTYPE, an absurd depth or length). `empty`: no
 * bytes, or no trace.
 */
export type LogFault = "missing" | "unreadable" | "gzip" | "encoding" | "xml" | "cut" | "xes" | "refused" | "empty"

/** Where in the text of a log, after decompression. Both count from 1. */
export interface Position {
  readonly line: number
  readonly column: number
}

/**
 * A log that cannot be replayed. `message` is one sentence with the place and the next step. Line and column
 * are 1-based and count the text after decompression; they are absent when the bytes never became text.
 */
export class LogFailure extends Error {
  readonly _tag = "LogFailure"
  readonly reason: LogFault
  readonly file: string
  readonly line: number | undefined
  readonly column: number | undefined

  constructor(reason: LogFault, file: string, sentence: string, at?: Position, cause?: unknown) {
    super(`${file}${at === undefined ? "" : `:${at.line}:${at.column}`}: ${sentence}`, { cause })
    this.name = "LogFailure"
    this.reason = reason
    this.file = file
    this.line = at?.line
    this.column = at?.column
  }
}
