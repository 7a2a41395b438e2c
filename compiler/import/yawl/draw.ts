/** A YAWL model as drawings: one for each net, those that others run first. */
import type { Diagnostic } from "../../diagnostic.ts"
import type { Drawings, ImportNote } from "../drawing.ts"
import { refused } from "../finding.ts"
import { drawNet } from "./draw-net.ts"
import type { Model, Named } from "./model.ts"
import { runsOf } from "./runs.ts"

/** What is shared while one net is drawn. */
export interface Sheet {
  readonly error: (of: Named, message: string) => void
  readonly note: (kind: ImportNote["kind"], of: Named, message: string) => void
  /** Keys of nodes, each given once. */
  readonly next: () => string
  /** Whether a net is the one that is drawn, or around it in every case. */
  readonly isAround: (net: string) => boolean
}

export function draw({ nets, payloads }: Model): Drawings & { readonly errors: readonly Diagnostic[] } {
  const errors: Diagnostic[] = []
  const notes: ImportNote[] = []
  const { ordered, isAround, circles } = runsOf(nets)
  let keys = 0
  const next = () => `${++keys}`
  const drawings = ordered.map((net) => drawNet(net, { note, error, next, isAround: (key) => isAround(net, key) }))
  for (const task of circles) {
    error(task, "it runs a net that runs this one again, and both are run from elsewhere too: make a copy of one")
  }
  for (const net of nets) if (!ordered.includes(net)) note("dropped", net, "no task runs it")
  return { drawings, payloads, notes, errors }

  function note(kind: ImportNote["kind"], { type, id, name, at }: Named, message: string): void {
    notes.push({ kind, element: type, id, ...(name !== undefined && { name }), at, message })
  }

  function error({ type, id, name = id, at }: Named, message: string): void {
    errors.push(refused(`${type} ${JSON.stringify(name)}: ${message}`, at))
  }
}
