/** A BPMN model as drawings: one for each process, and one for each part of one that runs by itself. */
import type { Drawing, Drawings, DrawnPayload, ImportNote, Work } from "../drawing.ts"
import { Canvas } from "./canvas.ts"
import { catchingOf, innerOf } from "./catching.ts"
import { drawActivity } from "./draw-activity.ts"
import { drawAdHoc } from "./draw-ad-hoc.ts"
import { drawInPlace, drawWhole } from "./draw-scope.ts"
import type { DataType, Model, Named, Process, Scope } from "./model.ts"
import { addNoRoutes } from "./no-route.ts"
import { inOrder } from "./order.ts"
import { called, type Drawers, type Sheet } from "./sheet.ts"

const drawers: Drawers = { activity: drawActivity, inPlace: drawInPlace, whole: drawWhole, adHoc: drawAdHoc }

export function draw(model: Model): Drawings {
  const drawings: Drawing[] = []
  const notes: ImportNote[] = []
  const catching = catchingOf(model.processes)
  const left = new Set(model.processes.flatMap(({ scope }) => leftIn(scope)))
  const byId = new Map(model.processes.map((process) => [process.id, process]))
  const drawn = new Map<string, string>()
  /** Processes that are being drawn, each in the one before it. */
  const stack: { readonly process: Process; readonly key: string }[] = []
  /** By process, those that have to be around it, since it runs them again. */
  const around = new Map<string, Set<string>>()
  let keys = 0

  for (const process of model.processes) if (!drawn.has(process.id)) drawProcess(process)
  return { drawings: drawings.map(inOrder), notes, payloads: model.data.map(payloadOf) }

  function drawProcess(process: Process): string {
    const key = `${process.id} ${++keys}`
    around.set(process.id, new Set())
    drawn.set(process.id, key)
    stack.push({ process, key })
    const canvas = new Canvas(key, () => `n${++keys}`)
    const start = drawWhole(process, process.scope, sheetOf(canvas))
    stack.pop()
    addNoRoutes(canvas)
    const needed = around.get(process.id)!
    needed.delete(process.id)
    if (needed.size > 0) note("differs", process, "it runs what is around it, so it is not exported by itself")
    drawings.push(canvas.drawing(process, start, needed.size === 0))
    return key
  }

  function run(id: string): Work | undefined {
    const process = byId.get(id)
    if (process === undefined) return undefined
    const at = stack.findIndex((one) => one.process === process)
    if (at >= 0) {
      for (const inner of stack.slice(at + 1)) around.get(inner.process.id)!.add(id)
      return { kind: "call", drawing: stack[at]!.key }
    }
    const key = drawn.get(id) ?? drawProcess(process)
    for (const outer of around.get(id)!) {
      const place = stack.findIndex((one) => one.process.id === outer)
      if (place < 0) return undefined
      for (const inner of stack.slice(place + 1)) around.get(inner.process.id)!.add(outer)
    }
    return { kind: "sub", drawing: key }
  }

  function sheetOf(canvas: Canvas): Sheet {
    return {
      canvas, catching, left, note, run, draw: drawers, boundaries: new Map(), thrown: new Map(), undoing: [],
      terminated: [], optional: [],
      apart: (of, make) => {
        const inner = new Canvas(`${of.id} ${++keys}`, () => `n${++keys}`)
        const start = make(sheetOf(inner))
        addNoRoutes(inner)
        drawings.push(inner.drawing({ ...of, comments: [] }, start, false))
        return inner.key
      },
    }
  }

  function note(kind: ImportNote["kind"], of: Named, message: string): void {
    const known = { ...(of.name !== undefined && { name: of.name }), id: of.id }
    notes.push({ kind, element: of.type, ...known, at: of.at, message })
  }
}

/** Ids of all that a flow leaves. */
function leftIn({ nodes, flows, eventSubs }: Scope): readonly string[] {
  const inner = nodes.flatMap((node) => innerOf(node) ?? [])
  return [...flows.map(({ from }) => from), ...[...inner, ...eventSubs.map(({ scope }) => scope)].flatMap(leftIn)]
}

const types: readonly (readonly [RegExp, DrawnPayload["type"]])[] = [
  [/(?:^|:)(?:string|normalizedString|token|anyURI|date|dateTime|time|duration|ID|QName)$/i, "string"],
  [/(?:^|:)(?:int|integer|long|short|byte|decimal|double|float|number|\w*Integer|unsigned\w+)$/i, "number"],
  [/(?:^|:)boolean$/i, "boolean"],
]

function payloadOf(data: DataType): DrawnPayload {
  const { structure, list, comments, at, id } = data
  const type = types.find(([form]) => structure !== undefined && form.test(structure))?.[1] ?? "unknown"
  const lines = type === "unknown" && structure !== undefined ? [`in the model: ${structure}`, ...comments] : comments
  return { key: id, name: called(data), at, type, list, comments: lines }
}
