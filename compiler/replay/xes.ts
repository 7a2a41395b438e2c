/**
 * Reads XES 1.0 (IEEE 1849), plain or gzip, one trace at a time, in constant memory. The kind of
 * compression is told from the first bytes, not from the file's name.
 */
import { createReadStream } from "node:fs"
import { pipeline, Readable } from "node:stream"
import { createGunzip } from "node:zlib"
import { SaxesParser, type SaxesTagPlain } from "saxes"
import { LogFailure, type LogEvent, type LogFault, type LogTrace, type Position } from "./log.ts"

/** Deepest nesting of elements. Real logs stay under ten. */
const DEPTH_MAX = 64
/** Longest stretch of text without markup, in bytes: no comment, attribute or text of a real log comes near. */
const STRETCH_MAX = 16 * 1024 * 1024

/** What `readLog` takes. */
export interface ReadOptions {
  /** Called after each chunk with the bytes read from the file so far, before decompression. */
  readonly onRead?: (bytes: number) => void
}

/**
 * The traces of a log file, in the order of the file. Only `complete` events are kept where events say their
 * lifecycle transition. Throws a `LogFailure` while iterating; traces that were yielded before it are whole.
 *
 * @example
 * for await (const trace of readLog("permits.xes.gz")) console.log(trace.caseId, trace.events.length)
 */
export async function* readLog(file: string, options: ReadOptions = {}): AsyncGenerator<LogTrace> {
  try {
    yield* parse(await unpacked(read(file, options)), file)
  } catch (error) {
    throw failure(error, file)
  }
}

async function* parse(source: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<LogTrace> {
  const parser = new SaxesParser()
  const decoder = new TextDecoder("utf-8", { fatal: true })
  const here = (): Position => ({ line: parser.line, column: Math.max(1, parser.columnIndex) })
  const refuse = (reason: LogFault, sentence: string, at = here(), cause?: unknown): never => {
    throw new LogFailure(reason, file, sentence, at, cause)
  }

  const path: string[] = []
  const done: LogTrace[] = []
  let traces = 0
  let trace: { caseId: string | undefined; events: LogEvent[]; skipped: number } | undefined
  let event: { fields: Map<string, string>; at: Position } | undefined
  let start = here()
  let marked = 0

  parser.on("error", (error) => {
    const sentence = error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")
    const open = path.at(-1)
    if (open !== undefined && /^(unclosed tag|unexpected end)/.test(sentence)) {
      refuse("cut", `the log ends before <${open}> is closed; it was cut short: fetch it again.`, here(), error)
    }
    refuse("xml", `this is not well-formed XML (${sentence}); export the log again.`, here(), error)
  })
  parser.on("xmldecl", ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) {
      refuse("encoding", `the log says that it is written in ${encoding}; convert it to UTF-8.`)
    }
  })
  parser.on("doctype", () => {
    refuse("refused", "the log has a DOCTYPE, which XES does not need and which is not read; remove it.")
  })
  parser.on("opentagstart", ({ name }) => {
    start = { line: parser.line, column: Math.max(1, parser.columnIndex - name.length - 1) }
  })
  parser.on("opentag", (tag: SaxesTagPlain) => {
    marked = parser.position
    const name = tag.name.slice(tag.name.indexOf(":") + 1)
    path.push(name)
    const depth = path.length
    if (depth > DEPTH_MAX) refuse("refused", `elements are nested deeper than ${DEPTH_MAX}; no log needs that.`, start)
    if (depth === 1 && name !== "log") {
      refuse("xes", `the document begins with <${tag.name}> where XES has <log>; give a log in XES 1.0.`, start)
    }
    if (depth === 2 && name === "trace") {
      traces++
      trace = { caseId: undefined, events: [], skipped: 0 }
    } else if (name === "trace" || (name === "event" && !(depth === 3 && trace !== undefined))) {
      const inside = name === "trace" ? "<log>" : "<trace>"
      refuse("xes", `<${name}> must stand directly in ${inside}, not in <${path.at(-2) ?? ""}>.`, start)
    } else if (depth === 3 && name === "event") {
      event = { fields: new Map(), at: start }
    } else {
      const { key, value } = tag.attributes
      if (key === undefined || value === undefined) return
      if (event !== undefined && depth === 4) event.fields.set(key, value)
      else if (event === undefined && trace !== undefined && depth === 3 && key === "concept:name") trace.caseId = value
    }
  })
  parser.on("closetag", () => {
    const name = path.pop()
    if (event !== undefined && trace !== undefined && path.length === 2) {
      const { fields, at } = event
      event = undefined
      const activity = fields.get("concept:name")
      if (activity === undefined || activity === "") {
        return refuse("xes", "this event has no concept:name, which says its activity; add it or remove the event.", at)
      }
      const lifecycle = fields.get("lifecycle:transition")?.toLowerCase()
      const time = fields.get("time:timestamp")
      const resource = fields.get("org:resource")
      if (lifecycle !== undefined && lifecycle !== "complete") trace.skipped++
      else trace.events.push({
        activity,
        ...(lifecycle === undefined ? {} : { lifecycle }),
        ...(time === undefined ? {} : { time }),
        ...(resource === undefined ? {} : { resource }),
      })
    } else if (trace !== undefined && path.length === 1 && name === "trace") {
      done.push({ caseId: trace.caseId ?? `trace ${traces}`, events: trace.events, skipped: trace.skipped })
      trace = undefined
    }
  })

  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
    } catch (error) {
      return refuse("encoding", "the log is not written in UTF-8 from about here; convert it.", here(), error)
    }
  }

  let bytes = 0
  for await (const chunk of source) {
    const text = decode(chunk)
    if (bytes === 0 && /^\s*[^\s<]/.test(text)) refuse("xml", "this is not XML; give a log in XES 1.0.")
    bytes += chunk.length
    parser.write(text)
    if (parser.position - marked > STRETCH_MAX) {
      refuse("refused", "more than 16 MiB without an element; no event log needs that.")
    }
    yield* done.splice(0)
  }
  if (bytes === 0) throw new LogFailure("empty", file, "the file is empty; give a log in XES 1.0.")
  parser.write(decode())
  parser.close()
  if (traces === 0) throw new LogFailure("empty", file, "the log holds no trace; there is nothing to replay.")
  yield* done
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
