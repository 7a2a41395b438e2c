/** The text of a log to traces: XML by saxes, and what XES says about it. The only import of saxes. */
import { SaxesParser, type SaxesTagPlain } from "saxes"
import { type LogEvent, LogFailure, type LogFault, type LogTrace, type Position } from "./log.ts"

/** Deepest nesting of elements. Real logs stay under ten. */
const DEPTH_MAX = 64
/** Longest stretch of text without an element. No comment, attribute or text of a real log comes near. */
const STRETCH_MAX = 16 * 1024 * 1024

/** Takes the text of one log piece by piece and gives the traces that are whole. Throws a `LogFailure`. */
export class XesParser {
  readonly #file: string
  readonly #kept: readonly string[]
  readonly #xml = new SaxesParser()
  /** Names of the elements that are open, without prefix. */
  readonly #path: string[] = []
  #done: LogTrace[] = []
  #traces = 0
  #trace: { caseId: string | undefined; readonly events: LogEvent[]; skipped: number } | undefined
  #event: { readonly fields: Map<string, string>; readonly at: Position } | undefined
  /** Where the element begins that is being read, and where the last one that was read ended. */
  #start: Position = { line: 1, column: 1 }
  #marked = 0
  #begun = false

  /** `starts`: events that say so are kept too. */
  constructor(file: string, starts = false) {
    this.#file = file
    this.#kept = starts ? ["start", "complete"] : ["complete"]
    const xml = this.#xml
    xml.on("opentagstart", ({ name }) => {
      this.#start = { line: xml.line, column: Math.max(1, xml.columnIndex - name.length - 1) }
    })
    xml.on("opentag", (tag) => this.#open(tag))
    xml.on("closetag", () => this.#close())
    xml.on("error", (error) => this.#broken(error))
    xml.on("doctype", () => {
      this.refuse("refused", "the log has a DOCTYPE, which XES does not need and which is not read; remove it.")
    })
    xml.on("xmldecl", ({ encoding }) => {
      if (encoding === undefined || /^(utf-?8|us-ascii)$/i.test(encoding)) return
      this.refuse("encoding", `the log says that it is written in ${encoding}; convert it to UTF-8.`)
    })
  }

  write(text: string): readonly LogTrace[] {
    if (!this.#begun && /^\s*[^\s<]/.test(text)) this.refuse("xml", "this is not XML; give a log in XES 1.0.")
    this.#begun = true
    this.#xml.write(text)
    if (this.#xml.position - this.#marked > STRETCH_MAX) {
      this.refuse("refused", "more than 16 MiB without an element; no event log needs that.")
    }
    const done = this.#done
    this.#done = []
    return done
  }

  /** No more text comes. */
  end(): void {
    this.#xml.close()
    if (this.#traces > 0) return
    throw new LogFailure("empty", this.#file, "the log holds no trace; there is nothing to replay.")
  }

  /** Throws what is wrong at the place that is being read, or at another. */
  refuse(reason: LogFault, sentence: string, at?: Position, cause?: unknown): never {
    const here = { line: this.#xml.line, column: Math.max(1, this.#xml.columnIndex) }
    throw new LogFailure(reason, this.#file, sentence, at ?? here, cause)
  }

  #open({ name: qualified, attributes: { key, value } }: SaxesTagPlain): void {
    this.#marked = this.#xml.position
    const name = qualified.slice(qualified.indexOf(":") + 1)
    const depth = this.#path.push(name)
    if (depth > DEPTH_MAX) {
      this.refuse("refused", `elements are nested deeper than ${DEPTH_MAX}; no log needs that.`, this.#start)
    }
    if (depth === 1 && name !== "log") {
      const sentence = `the document begins with <${qualified}> where XES has <log>; give a log in XES 1.0.`
      this.refuse("xes", sentence, this.#start)
    }
    if (name === "trace") {
      if (depth !== 2) this.#misplaced(name, "log")
      this.#traces++
      this.#trace = { caseId: undefined, events: [], skipped: 0 }
    } else if (name === "event") {
      if (depth !== 3 || this.#trace === undefined) this.#misplaced(name, "trace")
      this.#event = { fields: new Map(), at: this.#start }
    } else if (key !== undefined && value !== undefined) {
      if (depth === 4) this.#event?.fields.set(key, value)
      else if (depth === 3 && key === "concept:name" && this.#trace !== undefined) this.#trace.caseId = value
    }
  }

  #close(): void {
    const name = this.#path.pop()
    const trace = this.#trace
    if (name === "event" && trace !== undefined) this.#finish(trace)
    if (name !== "trace" || trace === undefined) return
    this.#done.push({ caseId: trace.caseId ?? `trace ${this.#traces}`, events: trace.events, skipped: trace.skipped })
    this.#trace = undefined
  }

  #finish(trace: { readonly events: LogEvent[]; skipped: number }): void {
    const { fields, at } = this.#event!
    this.#event = undefined
    const activity = fields.get("concept:name")
    if (activity === undefined || activity === "") {
      this.refuse("xes", "this event has no concept:name, which says its activity; add it or remove the event.", at)
    }
    const lifecycle = fields.get("lifecycle:transition")?.toLowerCase()
    const time = fields.get("time:timestamp")
    const resource = fields.get("org:resource")
    if (lifecycle !== undefined && !this.#kept.includes(lifecycle)) trace.skipped++
    else trace.events.push({
      activity,
      ...(lifecycle === undefined ? {} : { lifecycle }),
      ...(time === undefined ? {} : { time }),
      ...(resource === undefined ? {} : { resource }),
    })
  }

  #misplaced(name: string, parent: string): never {
    const sentence = `<${name}> must stand directly in <${parent}>, not in <${this.#path.at(-2) ?? ""}>.`
    return this.refuse("xes", sentence, this.#start)
  }

  #broken(error: Error): never {
    const sentence = error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")
    const open = this.#path.at(-1)
    if (open !== undefined && /^(unclosed tag|unexpected end)/.test(sentence)) {
      const cut = `the log ends before <${open}> is closed; it was cut short: fetch it again.`
      return this.refuse("cut", cut, undefined, error)
    }
    return this.refuse("xml", `this is not well-formed XML (${sentence}); export the log again.`, undefined, error)
  }
}
