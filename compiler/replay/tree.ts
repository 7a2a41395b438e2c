/** The tree of what the traces of a log begin with, and the states of the kernel that allow each beginning. */
import type { Move, Space } from "./space.ts"

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

/** The tree with only its root: a case that was just opened. */
export function plant(space: Space): Node {
  return { parent: undefined, states: new Map([[space.start, undefined]]), children: new Map(), visits: 0 }
}

/** The node one event further, made when no case was there before. */
export function extend(
  space: Space, node: Node, activity: string, tasksOf: (activity: string) => readonly number[],
): Node {
  const known = node.children.get(activity)
  if (known !== undefined) return known
  const states = new Map<number, Reached>()
  for (const from of node.states.keys()) {
    for (const task of tasksOf(activity)) {
      if (!space.enabled(from).includes(task)) continue
      for (const move of space.moves(from, task)) if (!states.has(move.state)) states.set(move.state, { from, move })
    }
  }
  const next: Node = { parent: node, states, children: new Map(), visits: 0 }
  node.children.set(activity, next)
  return next
}
