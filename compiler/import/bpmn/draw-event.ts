/** Events of a BPMN model as nodes: what waits, what is done by a handler, what ends or leaves a scope. */
import type { Work } from "../drawing.ts"
import { cycleOf, millisOf } from "./iso-duration.ts"
import type { Event, Named, Trigger } from "./model.ts"
import { called, keepThrown, type Part, type Sheet } from "./sheet.ts"

/** What a trigger is waited for by. `name`: of the event, for a signal that has none of its own. */
export function waiting(trigger: Trigger, of: Named, sheet: Sheet): Work {
  const name = called(of)
  switch (trigger.kind) {
    case "message": case "signal": return { kind: "receive", signal: trigger.name ?? name }
    case "timer": {
      const { text } = trigger
      const millis = trigger.of === "duration" ? millisOf(text) : trigger.of === "cycle" ? cycleOf(text) : undefined
      if (millis !== undefined) return { kind: "timer", millis }
      return outside(text === "" ? "it has no time" : `its time, ${text}, is no fixed length from there on`, of, sheet)
    }
    case "condition": {
      const said = trigger.text === "" ? "" : `, ${trigger.text},`
      return outside(`its condition${said} is not watched`, of, sheet)
    }
    default: return { kind: "receive", signal: ("name" in trigger ? trigger.name : undefined) ?? name }
  }
}

/** What only somebody outside can see come. */
export function outside(what: string, of: Named, sheet: Sheet): Work {
  const name = called(of)
  sheet.note("differs", of, `${what}: send the signal ${JSON.stringify(name)} to the case when it is so`)
  return { kind: "receive", signal: name }
}

/** An event that is waited for on the way. */
export function drawCatch(event: Event, sheet: Sheet): Part {
  const { canvas } = sheet
  const [trigger] = event.triggers
  if (trigger === undefined || trigger.kind === "link") {
    if (trigger === undefined) sheet.note("differs", event, "it waits for nothing, so it is passed at once")
    const key = canvas.element(event, trigger === undefined ? {} : { anonymous: true })
    return { entry: key, exit: key, nodes: [key] }
  }
  if (event.triggers.length === 1) {
    const key = canvas.element(event, { work: waiting(trigger, event, sheet) })
    return { entry: key, exit: key, nodes: [key], offers: [key] }
  }
  const entry = canvas.element(event, { split: event.all ? "all" : "first", anonymous: true })
  const exit = canvas.helper(`${called(event)} done`, event.at, { join: event.all ? "all" : "any" })
  const members = event.triggers.map((one) => drawMember(one, event, sheet))
  for (const key of members) {
    canvas.arc(entry, key)
    canvas.arc(key, exit)
  }
  const all = { entry, exit, nodes: [entry, ...members, exit] }
  return event.all ? all : { ...all, offers: members }
}

/** One of several triggers of an event. */
export function drawMember(trigger: Trigger, event: Event, sheet: Sheet): string {
  const own = ("name" in trigger ? trigger.name : undefined) ?? trigger.kind
  const work = waiting(trigger, { ...event, name: `${called(event)}: ${own}` }, sheet)
  return sheet.canvas.helper(`${called(event)}: ${own}`, event.at, { work, anonymous: false })
}

/** An event that brings something about, on the way or at an end: one node for each thing, one after the other. */
export function drawThrow(event: Event, sheet: Sheet): Part {
  const { canvas } = sheet
  const sends = event.triggers.every(({ kind }) => kind === "message" || kind === "signal")
  if (event.triggers.length === 0 || sends) {
    const key = canvas.element(event, event.triggers.length === 0 ? {}
      : { work: { kind: "task" }, comments: [...event.triggers.map(sent), ...event.comments] })
    return { entry: key, exit: key, nodes: [key] }
  }
  let entry: string | undefined
  let last: string | undefined
  const nodes = canvas.during(() => {
    for (const trigger of event.triggers) {
      const key = entry === undefined ? canvas.element(event, isLink(trigger) ? { anonymous: true } : named(trigger))
        : canvas.helper(`${called(event)}: ${trigger.kind}`, event.at, named(trigger))
      entry ??= key
      if (last !== undefined) canvas.arc(last, key)
      last = throwing(trigger, event, key, sheet)
      if (last === undefined) break
    }
  })
  return { entry: entry!, ...(last !== undefined && { exit: last }), nodes }
}

const isLink = ({ kind }: Trigger): boolean => kind === "link"

function named(trigger: Trigger): { readonly work?: Work; readonly anonymous?: boolean } {
  return trigger.kind === "message" || trigger.kind === "signal" ? { work: { kind: "task" } } : {}
}

function sent(trigger: Trigger): string {
  const name = "name" in trigger && trigger.name !== undefined ? ` ${JSON.stringify(trigger.name)}` : ""
  return `sends the ${trigger.kind}${name}`
}

/** What a node does with its trigger; tells where tokens go on from, if they do. */
function throwing(trigger: Trigger, event: Event, key: string, sheet: Sheet): string | undefined {
  const { canvas, catching } = sheet
  switch (trigger.kind) {
    case "message": case "signal": case "link": return key
    case "terminate": sheet.terminated.push({ key }); return key
    case "compensation": {
      const exit = canvas.helper(`${called(event)} done`, event.at)
      canvas.arc(key, exit)
      const { activity } = trigger
      sheet.undoing.push({ of: event, key, exit, ...(activity !== undefined && { activity }) })
      return exit
    }
    case "error": case "escalation": case "cancel": break
    default: return key
  }
  const caught = catching.catches.get(event.id)
  const isError = trigger.kind !== "escalation"
  if (caught?.kind === "beyond") {
    const what = isError ? "the case ends as cancelled" : "it is passed"
    const border = JSON.stringify(caught.border)
    sheet.note("dropped", event, `it is caught outside of ${border}, which runs by itself: ${what}`)
  } else if (caught === undefined && trigger.kind === "cancel") {
    sheet.note("differs", event, "no boundary event catches it: it only ends what is around it")
    sheet.terminated.push({ key })
    return key
  }
  if (caught === undefined || caught.kind === "beyond") {
    if (!isError) return key
    canvas.node(key).cancelsCase = true
    return undefined
  }
  const by = caught.kind === "boundary" ? caught.event : caught.sub.start
  const interrupting = isError || by.interrupting
  keepThrown(sheet, caught.kind === "boundary" ? by.id : caught.sub.id, { key, interrupting })
  if (interrupting) return undefined
  const exit = canvas.helper(`${called(event)} done`, event.at)
  canvas.arc(key, exit)
  return exit
}
