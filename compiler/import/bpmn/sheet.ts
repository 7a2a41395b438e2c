/** What is shared while one drawing is made of a BPMN model. */
import type { ImportNote, Work } from "../drawing.ts"
import type { Canvas } from "./canvas.ts"
import type { Catching } from "./catching.ts"
import type { Activity, Doing, Named, Scope } from "./model.ts"

/** The nodes that one element becomes. */
export interface Part {
  readonly entry: string
  /** Where tokens leave it; absent if none does. */
  readonly exit?: string
  /** All of its nodes. */
  readonly nodes: readonly string[]
  /** The one node that is done whenever the whole is, however it ends. */
  readonly last?: string
  /** What an event-based gateway before it offers, in place of the entry. */
  readonly offers?: readonly string[]
  /** Of a sub-process that is drawn in place. */
  readonly inner?: LaidScope
}

/** A scope that is drawn. */
export interface LaidScope {
  readonly scope: Scope
  readonly entry: string
  readonly parts: ReadonlyMap<string, Part>
}

/** What a scope is without its event sub-processes. */
export interface Body {
  readonly laid: LaidScope
  readonly nodes: readonly string[]
  /** Nodes where a token is at its end. */
  readonly ends: readonly string[]
  /** Nodes that end all of the scope. */
  readonly terminated: readonly { readonly key: string }[]
  /** Nodes from which threads begin that may not come. */
  readonly optional: readonly string[]
}

/** An event that throws, and waits for what catches it to be drawn. */
export interface Thrown {
  readonly key: string
  readonly interrupting: boolean
}

/** A compensation event, with the two nodes between which everything is undone, or one activity. */
export interface Undoing {
  readonly of: Named
  readonly key: string
  readonly exit: string
  readonly activity?: string
}

export interface Sheet {
  readonly canvas: Canvas
  readonly catching: Catching
  /** By the id of a boundary event that is drawn: the node that its flows leave. */
  readonly boundaries: Map<string, string>
  /** Ids of all elements of the model that a flow leaves. */
  readonly left: ReadonlySet<string>
  /** Of the scope that is being drawn. */
  readonly undoing: Undoing[]
  /** Nodes that end the scope that is being drawn. */
  readonly terminated: { readonly key: string }[]
  /** Nodes from which threads begin in it that may not come: of events that interrupt nothing. */
  readonly optional: string[]
  /** By the id of the boundary event or event sub-process that catches it. */
  readonly thrown: Map<string, Thrown[]>
  readonly note: (kind: ImportNote["kind"], of: Named, message: string) => void
  /** Draws the inside of an element as a workflow of its own, and tells its key. */
  readonly apart: (of: Named, draw: (sheet: Sheet) => string) => string
  /** What running a process of the model is; undefined where it cannot be run from here. */
  readonly run: (process: string) => Work | undefined
  readonly draw: Drawers
}

/** How the things are drawn that are in each other. */
export interface Drawers {
  /** `offered`: an event-based gateway leads to it, so nothing can stand before it. */
  readonly activity: (activity: Activity, offered: boolean, sheet: Sheet) => Part
  /** A sub-process among the nodes around it. */
  readonly inPlace: (activity: Activity, scope: Scope, sheet: Sheet) => Part
  /** The inside of an element as all of a drawing; tells where it starts. */
  readonly whole: (of: Named, scope: Scope, sheet: Sheet) => string
  readonly adHoc: (activity: Activity, doing: Doing & { readonly kind: "adHoc" }, sheet: Sheet) => string
}

/** What an element is called where a name is needed. */
export function called({ name, id }: Named): string {
  return name ?? id
}

/** Keeps what is thrown until its catch is drawn. */
export function keepThrown({ thrown }: Sheet, by: string, what: Thrown): void {
  const known = thrown.get(by)
  if (known === undefined) thrown.set(by, [what])
  else known.push(what)
}

/** Whether the activity is a sub-process that is drawn in place. */
export function isInPlace({ catching }: Sheet, activity: Activity): boolean {
  return catching.inPlace.has(activity.id)
}
