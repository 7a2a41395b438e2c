/** The places and transitions of a net by their ids, and the references that stand for them on other pages. */
import type { Position } from "./net-failure.ts"
import { type PnmlLabels, shown } from "./pnml-label.ts"
import type { XmlElement } from "./xml.ts"

export interface PnmlNode {
  readonly kind: "place" | "transition"
  readonly id: string
  /** Its id where it has no name. */
  readonly name: string
  readonly at: Position
}

interface Reference {
  readonly kind: "place" | "transition"
  readonly ref: string
  readonly at: Position
}

export class PnmlNodes {
  readonly #labels: PnmlLabels
  readonly #byId = new Map<string, PnmlNode | Reference>()
  /** By reference, once it was looked for: what it stands for. */
  readonly #meant = new Map<string, PnmlNode>()

  constructor(labels: PnmlLabels) {
    this.#labels = labels
  }

  /** The node of an element, with what else is to be known of it. */
  declare<More extends object>(
    kind: PnmlNode["kind"], element: XmlElement, name: XmlElement | undefined, more: More,
  ): PnmlNode & More {
    const id = this.#labels.attribute(element, "id")
    const node = { ...more, kind, id, name: (name && this.#labels.text(name)) || id, at: element.at }
    this.#add(id, node)
    return node
  }

  /** Takes a `referencePlace` or a `referenceTransition`. */
  refer(element: XmlElement): void {
    const kind = element.name === "referencePlace" ? "place" : "transition"
    const ref = this.#labels.attribute(element, "ref")
    this.#add(this.#labels.attribute(element, "id"), { kind, ref, at: element.at })
  }

  /** What an id names, through all references. */
  find(id: string, at: Position): PnmlNode {
    const passed = new Set<string>()
    let next = id
    let node = this.#byId.get(next)
    while (node !== undefined && "ref" in node) {
      const { kind, ref, at: here } = node
      if (passed.has(next)) this.#labels.fail(`the references from ${shown(id)} lead in a circle.`, here)
      passed.add(next)
      const target = this.#meant.get(next) ?? this.#byId.get(ref)
      if (target !== undefined && target.kind !== kind) {
        this.#labels.fail(`the reference ${shown(next)} stands for ${shown(ref)}, which is no ${kind}.`, here)
      }
      next = ref
      node = target
    }
    if (node === undefined) return this.#labels.fail(`there is no place or transition ${shown(next)}.`, at)
    for (const reference of passed) this.#meant.set(reference, node)
    return node
  }

  #add(id: string, node: PnmlNode | Reference): void {
    if (this.#byId.has(id)) this.#labels.fail(`two elements have the id ${shown(id)}.`, node.at)
    this.#byId.set(id, node)
  }
}

/** A node in a sentence. */
export function called({ kind, name }: PnmlNode): string {
  return `${kind} ${shown(name)}`
}
