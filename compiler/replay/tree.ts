/** The tree of what the traces of a log begin with, and the states of the kernel that allow each beginning. */
import type { Kernel } from "../../src/kernel/kernel.ts"
import type { TasksOf } from "./activity.ts"
import { type Move, Space } from "./space.ts"

/** A place in the tree: what has happened so far, and the states that allow it. */
export interface Node {
  readonly parent: Node | undefined
  /** By state: how it was reached. Empty: the event that leads here was not enabled. */
  readonly states: ReadonlyMap<number, Reached>
  readonly children: Map<string, Node>
  /** Cases that come through here or stop here. */
  visits: number
}

/** The move that led to a state, and the state before it. Absent at the root. */
export type Reached = { readonly from: number; readonly move: Move } | undefined

export class Tree {
  readonly root: Node
  readonly space: Space
  readonly #tasksOf: TasksOf

  constructor(kernel: Kernel, tasksOf: TasksOf, statesMax: number) {
    this.space = new Space(kernel, statesMax)
    this.root = { parent: undefined, states: new Map([[this.space.start, undefined]]), children: new Map(), visits: 0 }
    this.#tasksOf = tasksOf
  }

  /** The node one event further, made when no case was there before. */
  next(node: Node, activity: string): Node {
    const known = node.children.get(activity)
    if (known !== undefined) return known
    const states = new Map<number, Reached>()
    for (const from of node.states.keys()) {
      for (const task of this.#tasksOf(activity)) {
        if (!this.space.enabled(from).includes(task)) continue
        for (const move of this.space.moves(from, task)) {
          if (!states.has(move.state)) states.set(move.state, { from, move })
        }
      }
    }
    const next: Node = { parent: node, states, children: new Map(), visits: 0 }
    node.children.set(activity, next)
    return next
  }

  /** Tasks that are enabled in some state of the node, in index order. */
  enabled(node: Node): readonly number[] {
    return [...new Set([...node.states.keys()].flatMap((state) => this.space.enabled(state)))].sort((a, b) => a - b)
  }

  /** A state of the node in which the case is over with status `ok`, if there is one. */
  end(node: Node): number | undefined {
    for (const state of node.states.keys()) if (this.space.ended(state)) return state
    return undefined
  }
}
