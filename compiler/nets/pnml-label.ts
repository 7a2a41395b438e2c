/** What stands in an element of PNML: its labels and attributes, each with a place, and nothing that is not known. */
import { BOUND_MAX } from "../ir/net.ts"
import { NetFailure, type NetFault, type Position } from "./net-failure.ts"
import type { XmlElement } from "./xml.ts"

/** Reads the labels of the elements of one file. Each method throws a NetFailure. */
export class PnmlLabels {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  fail(sentence: string, at: Position, reason: NetFault = "net"): never {
    throw new NetFailure(reason, this.#file, sentence, at)
  }

  /** An element that stands where there is none in a place/transition net. */
  stranger({ name, at }: XmlElement, parent: string): never {
    return this.fail(`<${name}> in <${parent}> is not of a place/transition net; it may change what the net does.`, at)
  }

  /** The children by name, each there once at most, and no others. */
  of<Name extends string>(element: XmlElement, names: readonly Name[]): Readonly<Partial<Record<Name, XmlElement>>> {
    const found: Partial<Record<string, XmlElement>> = {}
    for (const child of element.children) {
      if (!names.includes(child.name as Name)) this.stranger(child, element.name)
      if (found[child.name] !== undefined) this.fail(`<${child.name}> is there twice.`, child.at)
      found[child.name] = child
    }
    return found as Partial<Record<Name, XmlElement>>
  }

  attribute({ name, attributes, at }: XmlElement, attribute: string): string {
    return attributes[attribute] ?? this.fail(`this <${name}> has no ${attribute}.`, at)
  }

  /** The text of a label; empty where it has none. */
  text(label: XmlElement): string {
    const { text } = this.of(label, ["text"])
    if (text === undefined) return ""
    if (text.children.length > 0) this.stranger(text.children[0]!, "text")
    return text.text.trim()
  }

  /** The whole number of a label, as many tokens as a place can hold at most. */
  whole(label: XmlElement, what: string, min = 0): number {
    return this.number(this.text(label), what, label.at, min)
  }

  number(text: string, what: string, at: Position, min = 0): number {
    const value = /^\+?\d+$/.test(text) ? Number(text) : NaN
    if (!(value >= min)) this.fail(`${what} is a whole number from ${min}, not ${shown(text)}.`, at)
    if (value <= BOUND_MAX) return value
    return this.fail(`${what} is ${shown(text)}, and a place holds ${BOUND_MAX} tokens at most.`, at)
  }
}

/** A name of others as one piece of a sentence. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 100 ? `${text.slice(0, 100)}…` : text)
}
