/** Events of the corpus, one a line: `open`, `start T 3`, `complete T a+b`, `finish T 1`, `signal S`. */
import type { ReferenceEvent } from "../reference/state.ts"

export function parseEvent(line: string): ReferenceEvent {
  const [kind = "", name = "", detail] = line.split(/\s+/)
  switch (kind) {
    case "open": return name === "" ? { kind } : { kind, entry: Number(name) }
    case "cancel": return { kind }
    case "signal": case "expire": return { kind, trigger: name }
    case "begin": case "add": case "stop": return { kind, task: name }
    case "start": return { kind, task: name, ...(detail !== undefined && { count: Number(detail) }) }
    case "finish": return { kind, task: name, ...(detail !== undefined && { enough: detail === "1" }) }
    case "fail": return { kind, task: name, ...(detail !== undefined && { status: detail }) }
    case "complete": return { kind, task: name, outcome: detail ?? "" }
    default: throw new Error(`"${line}" is not an event`)
  }
}

export function printEvent(event: ReferenceEvent): string {
  const { kind } = event
  switch (kind) {
    case "open": return event.entry === undefined ? kind : `${kind} ${event.entry}`
    case "cancel": return kind
    case "signal": case "expire": return `${kind} ${event.trigger}`
    case "begin": case "add": case "stop": return `${kind} ${event.task}`
    case "start": return spaced(kind, event.task, event.count)
    case "finish": return spaced(kind, event.task, event.enough === undefined ? undefined : Number(event.enough))
    case "fail": return spaced(kind, event.task, event.status)
    case "complete": return spaced(kind, event.task, event.outcome)
  }
}

const spaced = (...words: readonly unknown[]) => words.filter((word) => word !== undefined).join(" ")
