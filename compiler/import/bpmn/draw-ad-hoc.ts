/** Ad hoc sub-processes of a BPMN model: a decision says what is done next, again after each thing, or that all is. */
import { drawBody } from "./draw-scope.ts"
import type { Activity, Doing } from "./model.ts"
import { called, type Sheet } from "./sheet.ts"

/** A drawing of its own; tells where it starts. */
export function drawAdHoc(activity: Activity, doing: Doing & { readonly kind: "adHoc" }, sheet: Sheet): string {
  const { canvas } = sheet
  const { scope, inTurn, until } = doing
  if (!inTurn) sheet.note("differs", activity, "one thing at a time: what is in it does not run side by side")
  for (const sub of scope.eventSubs) sheet.note("dropped", sub, "nothing is listened to in an ad hoc sub-process")
  const next = canvas.helper(`next in ${called(activity)}`, activity.at, {
    work: { kind: "task" }, split: "one", anonymous: false, comments: until === undefined ? [] : [`done: ${until}`],
  })
  canvas.node(next).passes = true
  const { laid, ends } = drawBody(scope, sheet)
  const targets = new Set(scope.flows.map(({ to }) => to))
  for (const node of scope.nodes) {
    const part = laid.parts.get(node.id)
    if (part !== undefined && !targets.has(node.id)) canvas.arc(next, part.entry, { name: called(node) })
  }
  for (const key of ends) if (key !== laid.entry || laid.parts.size === 1) canvas.arc(key, next)
  canvas.arc(next, canvas.helper(`${called(activity)} done`, activity.at), { name: "done" })
  return next
}
