/** One net of a PNML document, element by element. */
import { BOUND_MAX, type Net } from "../ir/net.ts"
import { netOf } from "./draft.ts"
import type { Position } from "./net-failure.ts"
import { endsOf, firingsOf, marksOf, type PnmlPlace } from "./pnml-firing.ts"
import { PnmlLabels, shown } from "./pnml-label.ts"
import { type PnmlNode, PnmlNodes } from "./pnml-nodes.ts"
import { childOf, type XmlElement } from "./xml.ts"

/** Most places, transitions, references, arcs and tokens of one net together. */
const SIZE_MAX = 1_000_000

/** An arc whose ends may still come. */
interface Arc {
  readonly source: string
  readonly target: string
  readonly weight: number
  readonly at: Position
}

/** What knhk alone says of a task, and no arc does. */
const BEYOND = new Set([
  "join", "signal", "calls", "instances", "reset", "cancel", "inhibitor", "exclude", "complete", "cancelsCase",
])

/** Takes the elements of a net in the order of the document. Each method throws a NetFailure. */
export class PnmlNet {
  readonly #labels: PnmlLabels
  readonly #nodes: PnmlNodes
  readonly #at: Position
  readonly #places: PnmlPlace[] = []
  readonly #transitions: PnmlNode[] = []
  readonly #arcs: Arc[] = []
  /** The place of each final marking. */
  readonly #finals: { readonly ref: string; readonly at: Position }[] = []
  #name: string
  /** The termination that knhk says, in a net that it wrote: bounds are said there too. */
  #own: "explicit" | "implicit" | undefined
  #size = 0

  constructor(file: string, { attributes, at }: XmlElement) {
    this.#labels = new PnmlLabels(file)
    this.#nodes = new PnmlNodes(this.#labels)
    this.#at = at
    this.#name = attributes["id"] || "net"
    const type = attributes["type"] ?? ""
    if (/(^|\/)(ptnet|pnmlcoremodel)$/.test(type)) return
    const said = type === "" ? "has no type" : `is of type ${shown(type)}`
    this.#labels.fail(`the net ${said}; only place/transition nets (.../ptnet) are read: export it as one.`, at)
  }

  /** Takes an element that stands in the net or on a page of it. */
  add(element: XmlElement): void {
    switch (element.name) {
      case "place": return this.#place(element)
      case "transition": return this.#transition(element)
      case "referencePlace": case "referenceTransition": return this.#reference(element)
      case "arc": return this.#arc(element)
      case "toolspecific": return this.#ownWords(element)
      default: return this.#labels.stranger(element, "net")
    }
  }

  addName(element: XmlElement): void {
    this.#name = this.#labels.text(element) || this.#name
  }

  addFinal(marking: XmlElement): void {
    const labels = this.#labels
    this.#grow(1, marking.at)
    const places = marking.children.flatMap((place) => {
      if (place.name !== "place") labels.stranger(place, "marking")
      const tokens = labels.whole(place, "the number of tokens")
      return tokens === 0 ? [] : [{ ref: labels.attribute(place, "idref"), at: place.at, tokens }]
    })
    const [only, ...others] = places
    if (only !== undefined && others.length === 0 && only.tokens === 1) this.#finals.push(only)
    else labels.fail("a final marking must be one token in one place; let a transition bring it there.", marking.at)
  }

  /** The workflow net, when all is there. */
  net(): Net {
    const fail = (sentence: string, at = this.#at) => this.#labels.fail(sentence, at)
    const places = this.#places
    const bounds = places.map(({ bound }) => bound ?? (this.#own === undefined ? BOUND_MAX : 1))
    const arcs = this.#arcs.map(({ source, target, weight, at }) =>
      ({ from: this.#nodes.find(source, at), to: this.#nodes.find(target, at), weight, at }))
    const finals = this.#finals.map(({ ref, at }) => ({ node: this.#nodes.find(ref, at), at }))
    const firings = firingsOf({ places, bounds, transitions: this.#transitions, arcs }, fail)
    const names = uniqueNames(places)
    const transitionNames = uniqueNames(this.#transitions)
    return netOf({
      id: this.#name,
      places: places.map(({ resource }, p) => ({ name: names[p]!, bound: bounds[p]!, resource })),
      transitions: firings.map((firing, t) => ({ name: transitionNames[t]!, ...firing })),
      marked: marksOf(places, firings, fail),
      ends: endsOf(places, firings, finals, fail),
      explicit: this.#own === "explicit",
    })
  }

  #place(element: XmlElement): void {
    const labels = this.#labels
    const { name, initialMarking, toolspecific } = labels.of(element, ["name", "initialMarking", "toolspecific"])
    const tokens = initialMarking === undefined ? 0 : labels.whole(initialMarking, "the number of tokens")
    const own = (word: string) => toolspecific && childOf(toolspecific, word)
    const bound = own("bound")
    this.#grow(1 + tokens, element.at)
    this.#places.push(this.#nodes.declare("place", element, name, {
      tokens, bound: bound && labels.number(bound.text.trim(), "the bound", bound.at, 1),
      resource: own("resource") !== undefined, output: own("output") !== undefined,
    }))
  }

  #transition(element: XmlElement): void {
    const { name, toolspecific } = this.#labels.of(element, ["name", "toolspecific"])
    const beyond = toolspecific?.children.find((child) => BEYOND.has(child.name))
    if (beyond !== undefined) {
      const sentence = `<${beyond.name}> is more than a place/transition net says; check the definition that it is of.`
      this.#labels.fail(sentence, beyond.at)
    }
    this.#grow(1, element.at)
    this.#transitions.push(this.#nodes.declare("transition", element, name, {}))
  }

  #reference(element: XmlElement): void {
    this.#labels.of(element, ["name"])
    this.#grow(1, element.at)
    this.#nodes.refer(element)
  }

  #arc(element: XmlElement): void {
    const { at, attributes } = element
    const labels = this.#labels
    const { inscription, type, arctype } =
      labels.of(element, ["inscription", "type", "arctype", "name", "toolspecific"])
    const kinds = [type, arctype].flatMap((label) => label?.attributes["value"] ?? (label && labels.text(label)) ?? [])
    const odd = [attributes["type"] ?? "normal", ...kinds].find((kind) => kind !== "normal")
    if (odd !== undefined) {
      labels.fail(`this arc is of type ${shown(odd)}, and a place/transition net has normal ones alone.`, at)
    }
    const weight = inscription === undefined ? 1 : labels.whole(inscription, "the weight of an arc", 1)
    const [source, target] = [labels.attribute(element, "source"), labels.attribute(element, "target")]
    this.#grow(weight, at)
    this.#arcs.push({ source, target, weight, at })
  }

  #ownWords(element: XmlElement): void {
    const termination = childOf(element, "termination")
    if (termination !== undefined) this.#own = termination.text.trim() === "explicit" ? "explicit" : "implicit"
  }

  #grow(size: number, at: Position): void {
    this.#size += size
    if (this.#size <= SIZE_MAX) return
    const most = SIZE_MAX.toLocaleString("en")
    this.#labels.fail(`the net is larger than ${most} places, transitions, arcs and tokens.`, at, "refused")
  }
}

/** The names of nodes; what several are named is told apart by their ids. */
function uniqueNames(nodes: readonly PnmlNode[]): readonly string[] {
  const count = new Map<string, number>()
  for (const { name } of nodes) count.set(name, (count.get(name) ?? 0) + 1)
  const used = new Set(count.keys())
  return nodes.map(({ name, id }) => {
    if (count.get(name) === 1) return name
    let unique = `${name} (${id})`
    while (used.has(unique)) unique += "'"
    used.add(unique)
    return unique
  })
}
