/** Boundary events of a BPMN model: what waits beside an activity while it is active, and what is thrown inside. */
import { drawUndoing } from "./compensation.ts"
import { outside, waiting } from "./draw-event.ts"
import type { Work } from "../drawing.ts"
import type { Activity, Event, Named, Trigger } from "./model.ts"
import { called, isInPlace, type Part, type Sheet } from "./sheet.ts"

/**
 * The activity with what waits beside it. `outcomes`: the events that are ways in which it ends itself. The nodes
 * that flows leave boundary events from are kept in `sheet.boundaries`.
 */
export function attach(
  activity: Activity, part: Part, outcomes: ReadonlyMap<Event, string>, offered: boolean, sheet: Sheet,
): Part {
  const { canvas, boundaries } = sheet
  const beside: { readonly event: Event; readonly keys: readonly string[]; readonly again: boolean }[] = []
  for (const event of activity.boundary) {
    const way = outcomes.get(event)
    if (way !== undefined) boundaries.set(event.id, way)
    else if (isThrownInside(event)) catchThrown(event)
    else if (isWaitedFor(event)) {
      if (offered) sheet.note("dropped", event, "it stands at what an event-based gateway offers")
      else waitBeside(event)
    }
  }
  const keys = beside.flatMap((one) => one.keys)
  const again = new Set(beside.flatMap((one) => (one.again ? one.keys : [])))
  for (const { event, keys: own } of beside) {
    if (!event.interrupting) continue
    for (const key of own) canvas.cancel(key, [...part.nodes, ...keys])
  }
  for (const { key } of thrownBy()) canvas.cancel(key, keys)
  if (keys.length === 0) return part
  const ends = part.last !== undefined ? [part.last] : [...outcomes.values(), ...part.exit ? [part.exit] : []]
  for (const key of ends) canvas.cancel(key, keys)
  const entry = canvas.helper(`begin ${called(activity)}`, activity.at)
  canvas.arc(entry, part.entry)
  for (const key of keys) canvas.arc(entry, key, again.has(key) ? { times: TIMES } : {})
  const { offers: _, ...rest } = part
  return { ...rest, entry, nodes: [...part.nodes, ...keys, entry] }

  /** What was thrown inside and interrupts it. */
  function thrownBy() {
    return activity.boundary.flatMap(({ id }) => sheet.thrown.get(id) ?? []).filter((one) => one.interrupting)
  }

  function isThrownInside(event: Event): boolean {
    return event.triggers.length > 0 && event.triggers.every(({ kind }) =>
      kind === "error" || kind === "cancel" || (kind === "escalation" && isInPlace(sheet, activity)))
  }

  /** Whether something outside can be waited for; says why not. */
  function isWaitedFor(event: Event): boolean {
    const { triggers } = event
    if (triggers.length > 0 && triggers.every(({ kind }) => kind === "compensation")) return false
    const foreign = triggers.find(({ kind }) => kind === "error" || kind === "cancel" || kind === "compensation")
    const escalates = triggers.some(({ kind }) => kind === "escalation")
    const why = triggers.length === 0 ? "it waits for nothing"
      : event.all && triggers.length > 1 ? "all of several things at once: wait for them one by one"
      : foreign !== undefined ? `${foreign.kind} beside something else: divide it`
      : escalates && activity.doing.kind !== "task" && activity.doing.kind !== "human"
        ? "nothing in it that is drawn here throws this escalation" : undefined
    if (why !== undefined) sheet.note("dropped", event, why)
    return why === undefined
  }

  function waitBeside(event: Event): void {
    if (!event.interrupting && !sheet.left.has(event.id)) {
      sheet.note("dropped", event, "nothing follows it, and it interrupts nothing")
      return
    }
    const again = !event.interrupting && event.triggers.some(comesAgain)
    if (again) sheet.note("differs", event, repeated)
    if (!event.interrupting) sheet.optional.push(event.id)
    const [trigger] = event.triggers
    if (event.triggers.length === 1) {
      const key = canvas.element(event, { work: listening(trigger!, event, again, sheet), anonymous: false })
      boundaries.set(event.id, key)
      beside.push({ event, keys: [key], again })
      return
    }
    const exit = canvas.element(event)
    const keys = event.triggers.map((one) => {
      const name = `${called(event)}: ${"name" in one ? one.name ?? one.kind : one.kind}`
      const work = listening(one, { ...event, name }, again, sheet)
      const key = canvas.helper(name, event.at, { work, anonymous: false })
      canvas.arc(key, exit)
      return key
    })
    boundaries.set(event.id, exit)
    beside.push({ event, keys, again })
  }

  function catchThrown(event: Event): void {
    const thrown = sheet.thrown.get(event.id) ?? []
    if (thrown.length === 0) {
      const what = activity.doing.kind === "sub" ? "nothing drawn in it throws this" : "it cannot be told from its end"
      sheet.note("dropped", event, `${what}: let a decision in it lead to an error end event`)
      return
    }
    const exit = canvas.element(event)
    boundaries.set(event.id, exit)
    const undone = event.triggers.some(({ kind }) => kind === "cancel") ? part.inner : undefined
    for (const { key, interrupting } of thrown) {
      const from = undone === undefined ? key : drawUndoing(key, undone, undefined, sheet)
      canvas.arc(from, exit)
      if (interrupting) canvas.cancel(key, part.nodes)
      else sheet.optional.push(exit)
    }
  }
}

/** How often an event that does not interrupt is taken, of those that may come any number of times. */
export const TIMES = 10

/** What is to be said of one. */
export const repeated = `it is taken ${TIMES} times at most while it is waited for: threadSplit() says how often`

/** Whether an event that does not interrupt may happen again while the activity goes on. */
export function comesAgain(trigger: Trigger): boolean {
  return trigger.kind !== "timer" || trigger.of === "cycle"
}

/** What waits for a trigger; timers that go off again do not: all of them would at once. */
export function listening(trigger: Trigger, of: Named, again: boolean, sheet: Sheet): Work {
  if (!again || trigger.kind !== "timer") return waiting(trigger, of, sheet)
  return outside(`its time, ${trigger.text}, comes again and again`, of, sheet)
}
