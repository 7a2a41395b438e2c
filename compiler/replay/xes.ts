/**
 * Reads a log file in XES 1.0, plain or gzip, one trace at a time, in constant memory. Whether it is
 * compressed is told from the first bytes, not from the file's name.
 */
import { createReadStream } from "node:fs"
import { pipeline, Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { LogFailure, type LogFault, type LogTrace } from "./log.ts"
import { XesParser } from "./xes-parser.ts"

/** What `readLog` takes. */
export interface ReadOptions {
  /** Called after each chunk with the bytes read from the file so far, before decompression. */
  readonly onRead?: (bytes: number) => void
  /** Events that say `start` are kept too, for `estimate`; `replay` would take them for completions. Default false. */
  readonly starts?: boolean
}

/**
 * The traces of a log file, in the order of the file. Where events say their lifecycle transition, only those that
 * say `complete` are kept, and with `starts` those that say `start`. Throws a `LogFailure` while iterating; traces that
 * were yielded before it are whole.
 *
 * @example
 * for await (const trace of readLog("permits.xes.gz")) console.log(trace.caseId, trace.events.length)
 */
export async function* readLog(file: string, options: ReadOptions = {}): AsyncGenerator<LogTrace> {
  try {
    yield* parse(await unpacked(read(file, options)), file, options.starts)
  } catch (error) {
    throw failure(error, file)
  }
}

async function* parse(
  source: AsyncIterable<Uint8Array>, file: string, starts?: boolean,
): AsyncGenerator<LogTrace> {
  const parser = new XesParser(file, starts)
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const decode = (chunk: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(chunk, { stream })
    } catch (error) {
      const sentence = "the log is not written in UTF-8 from about here; convert it."
      return parser.refuse("encoding", sentence, undefined, error)
    }
  }
  let empty = true
  for await (const chunk of source) {
    empty = false
    yield* parser.write(decode(chunk, true))
  }
  if (empty) throw new LogFailure("empty", file, "the file is empty; give a log in XES 1.0.")
  yield* parser.write(decode(new Uint8Array(), false))
  parser.end()
}

async function* read(file: string, { onRead }: ReadOptions): AsyncGenerator<Uint8Array> {
  let bytes = 0
  for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) {
    yield chunk
    onRead?.((bytes += chunk.length))
  }
}

/** The bytes as they are, or decompressed when they begin like gzip. */
async function unpacked(source: AsyncGenerator<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const first = await source.next()
  const head = first.done === true ? new Uint8Array() : first.value
  async function* whole(): AsyncGenerator<Uint8Array> {
    if (head.length > 0) yield head
    yield* source
  }
  if (!(head[0] === 0x1f && head[1] === 0x8b)) return whole()
  const gunzip = createGunzip()
  pipeline(Readable.from(whole(), { objectMode: false }), gunzip, () => undefined)
  return gunzip as AsyncIterable<Uint8Array>
}

/** What the file system and zlib throw, as a `LogFailure`. */
function failure(error: unknown, file: string): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : ""
  const failed = (reason: LogFault, sentence: string) => new LogFailure(reason, file, sentence, undefined, error)
  if (code === "ENOENT") return failed("missing", "there is no such file; check the path of the log.")
  if (code === "EISDIR") return failed("unreadable", "this is a folder; give the log file in it.")
  if (code === "Z_BUF_ERROR") return failed("gzip", "the compressed log was cut short; fetch it again.")
  if (code.startsWith("Z_")) return failed("gzip", "the compressed log is damaged; fetch it again.")
  if (/^E[A-Z]+$/.test(code)) return failed("unreadable", `the log cannot be read (${code}); check its rights.`)
  return error
}
