/** Replay from files: what `knhk replay` does, as a function. */
import { stat } from "node:fs/promises"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import { readTable, type Table } from "../../src/kernel/table.ts"
import { compile, type Compiled } from "../compile.ts"
import type { Checked } from "../diagnostic.ts"
import { ReplayFailure } from "./failure.ts"
import type { LogTrace } from "./log.ts"
import { type Replay, replay, type ReplayOptions } from "./replay.ts"
import { readLog } from "./xes.ts"

/** What `replayFile` takes. */
export interface ReplayFileOptions extends Pick<ReplayOptions, "map" | "statesMax"> {
  /** Id of the workflow, needed where the file has several. */
  readonly workflow?: string
  /** The kernel to run on; the portable one unless said. */
  readonly kernel?: (table: Table) => Kernel
  /** Called now and then: bytes of the log read, then cases replayed. Totals are known from the start. */
  readonly onProgress?: (phase: "read" | "replay", done: number, total: number) => void
}

/** A replay, and how long the log took to read before it. */
export interface FileReplay extends Replay {
  readonly log: string
  readonly read: { readonly bytes: number; readonly milliseconds: number }
}

/**
 * Compiles a definition, reads a log in XES 1.0 (plain or gzip) and replays the one through the other. Without
 * a value where the definition has errors; its findings come as diagnostics. Rejects with a `LogFailure` for a
 * log that cannot be read and a `ReplayFailure` for a workflow, map or bound that does not fit. Writes nothing.
 *
 * @example
 * const { value, diagnostics } = await replayFile("permit.workflow.ts", "permits.xes.gz")
 * if (value !== undefined) console.log(renderReplay(value))
 */
export async function replayFile(
  definitionFile: string, logFile: string, options: ReplayFileOptions = {},
): Promise<Checked<FileReplay>> {
  const { onProgress, kernel = portableKernel, workflow, ...rest } = options
  const compiled = await compile(definitionFile)
  if (compiled.value === undefined) return { diagnostics: compiled.diagnostics }
  const { table } = choose(compiled.value, workflow, definitionFile)

  const begun = performance.now()
  const bytes = await stat(logFile).then(({ size }) => size, () => 0)
  const traces: LogTrace[] = []
  const onRead = (done: number) => onProgress?.("read", done, bytes)
  for await (const trace of readLog(logFile, { onRead })) traces.push(trace)
  const milliseconds = performance.now() - begun

  const report = replay(kernel(readTable(table)), traces, {
    ...rest,
    onProgress: (cases) => onProgress?.("replay", cases, traces.length),
  })
  return { value: { ...report, log: logFile, read: { bytes, milliseconds } }, diagnostics: compiled.diagnostics }
}

function choose(compiled: readonly Compiled[], id: string | undefined, file: string): Compiled {
  const ids = compiled.map(({ definition }) => definition.id)
  const found = id === undefined && compiled.length === 1 ? compiled[0] : compiled[ids.indexOf(id ?? "")]
  if (found !== undefined) return found
  const said = id === undefined ? `${file} has ${ids.length} workflows` : `${file} has no workflow "${id}"`
  throw new ReplayFailure("workflow", `${said}; say which to replay: ${ids.join(", ")}.`)
}
