/** Event sub-processes of a BPMN model: what begins each is listened to while the scope around it is active. */
import { comesAgain, listening, repeated } from "./draw-boundary.ts"
import type { EventSub, Scope, Trigger } from "./model.ts"
import { called, type Sheet } from "./sheet.ts"

export interface EventSubs {
  readonly nodes: readonly string[]
  /** What waits while the scope is active. */
  readonly listeners: readonly string[]
  /** Those of them that are heard several times. */
  readonly several: ReadonlySet<string>
  /** What runs when something was heard or thrown. */
  readonly handlers: readonly string[]
  /** What ends all the rest of the scope, and which nodes it spares. */
  readonly interrupting: readonly { readonly key: string; readonly spared: readonly string[] }[]
}

/** `body`: the nodes of the scope around them. */
export function drawEventSubs({ eventSubs }: Scope, body: readonly string[], sheet: Sheet): EventSubs {
  const { canvas } = sheet
  const listeners: string[] = []
  const handlers: string[] = []
  const interrupting: { readonly key: string; readonly spared: readonly string[] }[] = []
  const several = new Set<string>()
  const nodes = canvas.during(() => eventSubs.forEach(draw))
  for (const { key, spared } of interrupting) {
    canvas.cancel(key, [...body, ...nodes].filter((one) => !spared.includes(one)))
  }
  return { nodes, listeners, several, handlers, interrupting }

  function draw(sub: EventSub): void {
    const { start } = sub
    const thrown = sheet.thrown.get(sub.id) ?? []
    const heard = start.triggers.filter(isHeard)
    const rest = start.triggers.find((trigger) => !isHeard(trigger))
    if (rest !== undefined && thrown.length === 0) {
      const mend = "let a decision around it lead to an end event that throws it"
      sheet.note("dropped", sub, `nothing drawn here throws its ${rest.kind}: ${mend}`)
    }
    if (heard.length === 0 && thrown.length === 0) return
    const { name: _, ...unnamed } = start
    const plain = { ...unnamed, triggers: [], comments: [] }
    const scope = { ...sub.scope, nodes: sub.scope.nodes.map((node) => (node === start ? plain : node)) }
    const drawing = sheet.apart(sub, (inner) => inner.draw.whole(sub, scope, inner))
    const handler = canvas.element(sub, { work: { kind: "sub", drawing }, anonymous: false })
    handlers.push(handler)
    for (const one of thrown) {
      canvas.arc(one.key, handler)
      if (one.interrupting) interrupting.push({ key: one.key, spared: [handler] })
    }
    const again = !start.interrupting && heard.some(comesAgain)
    if (again) sheet.note("differs", start, repeated)
    for (const trigger of heard) {
      const name = start.name ?? `${called(sub)} begins`
      const named = { ...start, name: heard.length === 1 ? name : `${name}: ${trigger.kind}` }
      const key = canvas.element(named, { work: listening(trigger, named, again, sheet), anonymous: false })
      canvas.arc(key, handler)
      listeners.push(key)
      if (again) several.add(key)
      if (start.interrupting) interrupting.push({ key, spared: [handler] })
    }
  }
}

function isHeard({ kind }: Trigger): boolean {
  return kind === "message" || kind === "signal" || kind === "timer" || kind === "condition"
}
