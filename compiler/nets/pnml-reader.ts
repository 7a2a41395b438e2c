/**
 * PNML (ISO/IEC 15909-2) to nets: place/transition nets, as `compiler/graph/pnml.ts` and other tools write them. Here
 * the document is taken apart; `pnml-net.ts` makes a net of its elements.
 *
 * - A net is one of type `.../ptnet`, or `.../pnmlcoremodel` with the labels of one.
 * - Pages are laid flat. `graphics` and what tools say for themselves are passed over; any other element that a
 *   place/transition net does not have is refused: it may change what the net does.
 * - Of what knhk itself says, bounds, ends, resources and the termination are taken. A net with more is refused.
 * - What is wrong with one net leaves the others of the file as they are.
 */
import type { Net } from "../ir/net.ts"
import { NetFailure, type Position } from "./net-failure.ts"
import { PnmlNet } from "./pnml-net.ts"
import { type Reading, type XmlElement, XmlReader } from "./xml.ts"

/** A net of a document and the line that it begins on, or what is wrong with it. */
export interface PnmlRead {
  readonly line: number
  readonly net: Net | NetFailure
}

/** Takes the text of a document piece by piece. Throws a NetFailure where the document itself is broken. */
export class PnmlReader {
  readonly #file: string
  readonly #xml: XmlReader
  #done: PnmlRead[] = []
  #nets = 0
  /** The net that is being read, or what is wrong with it: the rest of it is passed over then. */
  #net: PnmlNet | NetFailure | undefined

  constructor(file: string) {
    this.#file = file
    this.#xml = new XmlReader(file, "PNML", {
      open: (element, parent) => this.#open(element, parent),
      close: (element, parent) => this.#close(element, parent),
    })
  }

  write(text: string): void {
    this.#xml.write(text)
  }

  /** The nets that became whole since the last call, also where what came after them is broken. */
  take(): readonly PnmlRead[] {
    const done = this.#done
    this.#done = []
    return done
  }

  /** No more text comes. */
  end(): void {
    this.#xml.end()
    if (this.#nets > 0) return
    throw new NetFailure("empty", this.#file, "the document holds no <net>; there is nothing to read.")
  }

  /** Throws what is wrong with the text itself, where it is being read. */
  refuse(reason: "encoding", sentence: string, cause: unknown): never {
    return this.#xml.refuse(reason, sentence, undefined, cause)
  }

  #open(element: XmlElement, parent: XmlElement | undefined): Reading {
    const { name, attributes, at } = element
    if (parent === undefined) {
      if (name === "pnml") return "enter"
      return this.#xml.refuse("net", `the document begins with <${name}> where PNML has <pnml>.`, at)
    }
    if (parent.name === "pnml") return name === "net" ? this.#begin(element) : this.#alien(name, at)
    if (this.#net instanceof NetFailure || name === "graphics") return "skip"
    if (name === "toolspecific" && attributes["tool"] !== "knhk") return "skip"
    return name === "page" || name === "finalmarkings" ? "enter" : "keep"
  }

  #begin(element: XmlElement): Reading {
    this.#nets++
    this.#net = this.#held(() => new PnmlNet(this.#file, element))
    return "enter"
  }

  #alien(name: string, at: Position): Reading {
    if (name === "toolspecific") return "skip"
    return this.#xml.refuse("net", `<${name}> in <pnml> is not read; a document of nets has <net> alone.`, at)
  }

  #close(element: XmlElement, parent: XmlElement | undefined): void {
    const net = this.#net
    if (net === undefined) return
    if (parent?.name === "pnml") {
      const { line } = element.at
      this.#done.push({ line, net: net instanceof NetFailure ? net : this.#held(() => net.net()) })
      this.#net = undefined
    } else if (!(net instanceof NetFailure)) {
      const failure = this.#held(() => this.#add(net, element, parent!))
      if (failure !== undefined) this.#net = failure
    }
  }

  #add(net: PnmlNet, element: XmlElement, parent: XmlElement): undefined {
    if (element.name === "page" || element.name === "finalmarkings") return
    if (parent.name === "finalmarkings" && element.name === "marking") net.addFinal(element)
    else if (element.name !== "name") net.add(element)
    else if (parent.name === "net") net.addName(element)
  }

  /** What the work makes, or what it finds wrong with the net. */
  #held<T>(work: () => T): T | NetFailure {
    try {
      return work()
    } catch (error) {
      if (error instanceof NetFailure) return error
      throw error
    }
  }
}
