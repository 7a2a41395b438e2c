/**
 * The door for bytes of a model in XML: they are text, well-formed, of bearable size, and have neither a DTD nor
 * entities of their own. What comes after it, another parser or ours, need not ask again.
 */
import { SaxesParser, type SaxesAttributeNS, type SaxesTagNS } from "saxes"
import type { Checked, Diagnostic, Location } from "../diagnostic.ts"
import { notXml, refused } from "./finding.ts"

/** Sizes beyond any model that people draw: bytes, nesting, elements; nodes, or arcs between them, of one workflow. */
export const LIMITS = { bytes: 8 * 1024 * 1024, depth: 128, elements: 100_000, nodes: 4_000 } as const

/** Lines that are longer are not shown with what is said of them. */
const LINE_MAX = 200

/** A document that came through the door. */
export interface XmlDocument {
  readonly file: string
  /** All of it, with booleans as `booleans` says. */
  readonly text: string
  readonly root: { readonly name: string; readonly namespace: string; readonly at: Location }
  /** Namespaces that the root element declares, by prefix. */
  readonly prefixes: ReadonlyMap<string, string>
  /** Where the first element of the root's namespace with this `id` begins. */
  readonly places: ReadonlyMap<string, Location>
  /** Elements of each namespace that is not the root's: how many, and where the first begins. */
  readonly strangers: ReadonlyMap<string, { readonly count: number; readonly at: Location }>
}

/** What `readXml` takes. */
export interface XmlOptions {
  /** Names of attributes that are booleans: `1` and `0` become `true` and `false`, anything else is refused. */
  readonly booleans?: ReadonlySet<string>
}

/**
 * The bytes as a document, or what is wrong with them, with its place.
 *
 * @example
 * const { value, diagnostics } = readXml(await readFile("order.bpmn"), "order.bpmn")
 */
export function readXml(bytes: Uint8Array, file: string, options: XmlOptions = {}): Checked<XmlDocument> {
  try {
    return { value: new Reader(file, text(bytes, file), options).read(), diagnostics: [] }
  } catch (failure) {
    if (failure instanceof Stop) return { diagnostics: [failure.diagnostic] }
    throw failure
  }
}

/** Ends the reading at the first thing that is wrong. */
class Stop extends Error {
  readonly diagnostic: Diagnostic

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message)
    this.diagnostic = diagnostic
  }
}

function text(bytes: Uint8Array, file: string): string {
  const top = { file, line: 1, column: 1, length: 0 }
  if (bytes.length > LIMITS.bytes) {
    const size = (bytes.length / 1024 / 1024).toFixed(1)
    throw new Stop(refused(`the model has ${size} MiB, and the most is ${LIMITS.bytes >> 20}: divide it`, top))
  }
  if (bytes.length === 0) throw new Stop(notXml("the file is empty: give a model", top))
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch {
    throw new Stop(notXml("the model is not written in UTF-8: convert it", top))
  }
}

const words: ReadonlyMap<string, string> = new Map([
  ["true", "true"], ["1", "true"], ["false", "false"], ["0", "false"],
])

class Reader {
  readonly #xml = new SaxesParser({ xmlns: true })
  readonly #file: string
  readonly #text: string
  readonly #lengths: readonly number[]
  readonly #booleans: ReadonlySet<string>
  readonly #places = new Map<string, Location>()
  readonly #strangers = new Map<string, { count: number; readonly at: Location }>()
  readonly #replaced: { readonly from: number; readonly end: number; readonly word: string }[] = []
  #root: XmlDocument["root"] | undefined
  #prefixes: ReadonlyMap<string, string> = new Map()
  #depth = 0
  #elements = 0
  #start: Location

  constructor(file: string, text: string, { booleans = new Set() }: XmlOptions) {
    this.#file = file
    this.#text = text
    this.#lengths = text.split(/\r\n|[\r\n]/).map((line) => line.length)
    this.#booleans = booleans
    this.#start = { file, line: 1, column: 1, length: 0 }
    const xml = this.#xml
    xml.on("error", (error) => {
      const why = error.message.replace(/^\d+:\d+: /, "").replace(/\.$/, "")
      this.#stop(notXml, `this is not well-formed XML (${why}): export it from its tool again`)
    })
    xml.on("doctype", () => this.#stop(refused, "the model has a DOCTYPE, which no model needs: remove it"))
    xml.on("xmldecl", ({ encoding }) => {
      if (encoding === undefined || /^(utf-?8|us-ascii)$/i.test(encoding)) return
      this.#stop(notXml, `the model says that it is written in ${encoding}: convert it to UTF-8`)
    })
    xml.on("opentagstart", ({ name }) => this.#begin(name))
    xml.on("attribute", (attribute) => this.#attribute(attribute))
    xml.on("opentag", (tag) => this.#open(tag))
    xml.on("closetag", () => void this.#depth--)
  }

  read(): XmlDocument {
    if (!/^\s*</.test(this.#text)) this.#stop(notXml, "this is not XML")
    this.#xml.write(this.#text).close()
    return {
      file: this.#file, text: this.#normal(), root: this.#root!, prefixes: this.#prefixes, places: this.#places,
      strangers: this.#strangers,
    }
  }

  #begin(name: string): void {
    const column = Math.max(1, this.#xml.columnIndex - name.length - 1)
    const { line } = this.#xml
    const length = (this.#lengths[line - 1] ?? 0) > LINE_MAX ? 0 : name.length + 1
    this.#start = { file: this.#file, line, column, length }
    if (++this.#depth > LIMITS.depth) {
      throw new Stop(refused(`elements are nested deeper than ${LIMITS.depth}: no model needs that`, this.#start))
    }
    if (++this.#elements > LIMITS.elements) {
      const most = LIMITS.elements.toLocaleString("en")
      throw new Stop(refused(`the model has more than ${most} elements: divide it`, this.#start))
    }
  }

  #attribute({ name, local, value }: Pick<SaxesAttributeNS, "name" | "local" | "value">): void {
    if (!this.#booleans.has(name) || value === "true" || value === "false") return
    const word = words.get(value.trim())
    if (word === undefined) {
      this.#stop(notXml, `${local}=${JSON.stringify(value)} is neither true nor false: write one of these`)
    }
    const end = this.#xml.position - 1
    this.#replaced.push({ from: this.#text.lastIndexOf(this.#text[end]!, end - 1) + 1, end, word })
  }

  #open({ local, uri, attributes, ns }: SaxesTagNS): void {
    if (this.#root === undefined) {
      this.#root = { name: local, namespace: uri, at: this.#start }
      this.#prefixes = new Map(Object.entries(ns ?? {}))
    }
    const id = attributes["id"]?.value
    if (uri === this.#root.namespace) {
      if (id !== undefined && !this.#places.has(id)) this.#places.set(id, this.#start)
      return
    }
    const stranger = this.#strangers.get(uri)
    if (stranger === undefined) this.#strangers.set(uri, { count: 1, at: this.#start })
    else stranger.count++
  }

  /** The text with every boolean in words. */
  #normal(): string {
    let done = 0
    const pieces = this.#replaced.flatMap(({ from, end, word }) => {
      const before = this.#text.slice(done, from)
      done = end
      return [before, word]
    })
    return [...pieces, this.#text.slice(done)].join("")
  }

  #stop(what: typeof notXml, message: string): never {
    const at = { file: this.#file, line: this.#xml.line, column: Math.max(1, this.#xml.columnIndex), length: 0 }
    throw new Stop(what(message, at))
  }
}
