/** A drawing while it is made. Nodes that no element of the model stands for are anonymous and silent. */
import type { Place } from "../../../src/definition/definition.ts"
import type { Drawing, DrawnArc, DrawnNode, Joining, Work } from "../drawing.ts"
import type { Named } from "./model.ts"

type Draft = { -readonly [K in keyof DrawnNode]: DrawnNode[K] }

/** What a node is beside silent, of one token at a time, and with one way out. */
export interface NodeOptions {
  readonly work?: Work
  readonly join?: Joining["kind"]
  readonly split?: DrawnNode["split"]
  readonly comments?: readonly string[]
  readonly anonymous?: boolean
}

export class Canvas {
  readonly key: string
  readonly nodes = new Map<string, Draft>()
  readonly arcs: DrawnArc[] = []
  readonly #next: () => string
  readonly #order: string[] = []

  /** `next` gives keys that no other node of the model has. */
  constructor(key: string, next: () => string) {
    this.key = key
    this.#next = next
  }

  /** A node that stands for an element. One without a name goes by its id, and is anonymous. */
  element(of: Named, options: NodeOptions = {}): string {
    const anonymous = options.anonymous ?? of.name === undefined
    const key = this.#add(of.name ?? of.id, of.at, { ...options, anonymous, comments: options.comments ?? of.comments })
    this.node(key).of = { element: of.type, id: of.id }
    return key
  }

  /** A node that the model does not have. */
  helper(name: string, at: Place, options: NodeOptions = {}): string {
    return this.#add(name, at, { anonymous: true, ...options })
  }

  node(key: string): Draft {
    return this.nodes.get(key)!
  }

  arc(from: string, to: string, more: Omit<DrawnArc, "from" | "to"> = {}): void {
    this.arcs.push({ from, to, ...more })
  }

  /** When `key` is done, these are emptied; itself is not among them. */
  cancel(key: string, region: Iterable<string>): void {
    const node = this.node(key)
    node.cancels = [...new Set([...node.cancels, ...region])].filter((one) => one !== key)
  }

  /** The keys of all nodes that are made meanwhile. */
  during(make: () => void): readonly string[] {
    const before = this.#order.length
    make()
    return this.#order.slice(before)
  }

  drawing(of: Named, start: string, exported: boolean): Drawing {
    const { name = of.id, at, comments } = of
    return { key: this.key, name, at, comments, exported, start, nodes: [...this.nodes.values()], arcs: this.arcs }
  }

  #add(name: string, at: Place, options: NodeOptions): string {
    const { work = { kind: "silent" }, join = "any", split = "all", comments = [], anonymous = false } = options
    const key = this.#next()
    this.#order.push(key)
    this.nodes.set(key, {
      key, name, anonymous, at, comments, work, split, cancels: [],
      join: join === "enough" ? { kind: "any" } : { kind: join },
    })
    return key
  }
}
