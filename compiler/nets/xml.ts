/**
 * XML to elements with their places, piece by piece: the reader of a format says of each element whether it wants it
 * whole. The only import of saxes here, and the only place that guards against absurd documents.
 */
import { SaxesParser } from "saxes"
import { NetFailure, type NetFault, type Position } from "./net-failure.ts"

/** Deepest nesting of elements. Pages in pages in pages stay far under it. */
const DEPTH_MAX = 64
/** Longest stretch of text without an element, in characters. No comment, attribute or text of a net comes near. */
const STRETCH_MAX = 4 * 1024 * 1024
/** Longest element that is kept whole, in characters. A place or an arc has some hundred. */
const KEPT_MAX = 1024 * 1024

/** An element that is kept whole. Its name, and those of its attributes, are without prefix. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly at: Position
  readonly children: XmlElement[]
  /** What stands directly in it, in one. */
  text: string
}

/** What becomes of an element: kept whole, entered with those inside of it asked for in turn, or passed over. */
export type Reading = "keep" | "enter" | "skip"

export interface XmlHandler {
  /** Called as an element begins, inside of what is entered or kept: there is nothing in it yet. */
  readonly open: (element: XmlElement, parent: XmlElement | undefined) => Reading
  /** Called as one ends that was entered, or that was kept and stands in one that was entered. */
  readonly close: (element: XmlElement, parent: XmlElement | undefined) => void
}

interface Open {
  readonly element: XmlElement
  readonly reading: Reading
}

/** Takes the text of a document piece by piece. Throws a NetFailure. */
export class XmlReader {
  readonly #file: string
  readonly #what: string
  readonly #handler: XmlHandler
  readonly #keptMax: number
  readonly #xml = new SaxesParser()
  readonly #path: Open[] = []
  #start: Position = { line: 1, column: 1 }
  /** Where the line began on which the last thing ended. */
  #lineStart = 0
  #marked = 0
  /** Where what is kept began. */
  #keptFrom = 0
  #begun = false

  /** `what` the document is, as in "give a PNML document". */
  constructor(file: string, what: string, handler: XmlHandler, keptMax = KEPT_MAX) {
    this.#file = file
    this.#keptMax = keptMax
    this.#what = what
    this.#handler = handler
    const xml = this.#xml
    const mark = () => { this.#lineStart = xml.position - xml.columnIndex }
    xml.on("opentagstart", ({ name }) => { this.#start = this.#startOf(name) })
    xml.on("opentag", ({ name, attributes }) => {
      mark()
      this.#open(name, attributes)
    })
    xml.on("closetag", () => {
      mark()
      this.#close()
    })
    xml.on("text", (text) => {
      mark()
      this.#text(text)
    })
    xml.on("cdata", (text) => {
      mark()
      this.#text(text)
    })
    xml.on("comment", mark)
    xml.on("processinginstruction", mark)
    xml.on("error", (error) => this.#broken(error))
    xml.on("doctype", () => this.refuse("refused", `the file has a DOCTYPE, which ${what} does not need; remove it.`))
    xml.on("xmldecl", ({ encoding }) => {
      mark()
      if (encoding === undefined || /^(utf-?8|us-ascii)$/i.test(encoding)) return
      this.refuse("encoding", `the file says that it is written in ${encoding}; convert it to UTF-8.`)
    })
  }

  write(text: string): void {
    if (!this.#begun && /^\s*[^\s<]/.test(text)) this.refuse("xml", `this is not XML; give a ${this.#what} document.`)
    this.#begun ||= /\S/.test(text)
    this.#xml.write(text)
    if (this.#xml.position - this.#marked <= STRETCH_MAX) return
    this.refuse("refused", `more than ${STRETCH_MAX >> 20} MiB without an element; no net needs that.`)
  }

  /** No more text comes. */
  end(): void {
    this.#xml.close()
  }

  /** Throws what is wrong at the place that is being read, or at another. */
  refuse(reason: NetFault, sentence: string, at?: Position, cause?: unknown): never {
    const here = { line: this.#xml.line, column: Math.max(1, this.#xml.columnIndex) }
    throw new NetFailure(reason, this.#file, sentence, at ?? here, cause)
  }

  /** The name has been read, and one sign after it, which may be the end of the line. */
  #startOf(name: string): Position {
    const { line, columnIndex, position } = this.#xml
    if (columnIndex > 0) return { line, column: columnIndex - name.length - 1 }
    return { line: line - 1, column: Math.max(1, position - this.#lineStart - name.length - 1) }
  }

  #open(qualified: string, attributes: Readonly<Record<string, string>>): void {
    this.#marked = this.#xml.position
    const at = this.#start
    const name = local(qualified)
    const element: XmlElement = { name, attributes: unqualified(attributes), at, children: [], text: "" }
    const parent = this.#path.at(-1)
    if (this.#path.length >= DEPTH_MAX) {
      this.refuse("refused", `elements are nested deeper than ${DEPTH_MAX}; no net needs that.`, at)
    }
    let reading: Reading = parent?.reading === "skip" ? "skip" : this.#handler.open(element, parent?.element)
    if (reading === "enter" && parent?.reading === "keep") reading = "keep"
    if (reading === "keep") {
      if (parent?.reading === "keep") parent.element.children.push(element)
      else this.#keptFrom = this.#xml.position
      this.#keep()
    }
    this.#path.push({ element, reading })
  }

  #close(): void {
    this.#marked = this.#xml.position
    const { element, reading } = this.#path.pop()!
    const parent = this.#path.at(-1)
    if (reading === "enter" || (reading === "keep" && parent?.reading !== "keep")) {
      this.#handler.close(element, parent?.element)
    }
  }

  #text(text: string): void {
    const open = this.#path.at(-1)
    if (open?.reading !== "keep") return
    open.element.text += text
    this.#keep()
  }

  #keep(): void {
    if (this.#xml.position - this.#keptFrom <= this.#keptMax) return
    const root = this.#path.find(({ reading }) => reading === "keep")?.element
    const most = this.#keptMax >> 20
    this.refuse("refused", `<${root?.name ?? ""}> is longer than ${most} MiB; none needs that.`, root?.at)
  }

  #broken(error: Error): never {
    const sentence = error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")
    const open = this.#path.at(-1)?.element.name
    if (open !== undefined && /^(unclosed tag|unexpected end)/.test(sentence)) {
      const cut = `the file ends before <${open}> is closed; it was cut short: fetch it again.`
      return this.refuse("cut", cut, undefined, error)
    }
    return this.refuse("xml", `this is not well-formed XML (${sentence}); export it again.`, undefined, error)
  }
}

const local = (name: string) => name.slice(name.indexOf(":") + 1)

function unqualified(attributes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(attributes)
  if (!names.some((name) => name.includes(":"))) return attributes
  const own: Record<string, string> = Object.create(null)
  // What has no prefix wins: it is the format's own.
  for (const name of names) if (!(local(name) in own) || !name.includes(":")) own[local(name)] = attributes[name]!
  return own
}

/** The first child of a name. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  return element.children.find((child) => child.name === name)
}
