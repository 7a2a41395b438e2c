/** The journal of a case as people read it: what came from outside, and what it made happen to work items. */
import type { WorkItemId } from "../definition/id.ts"
import { EventKind } from "../kernel/event.ts"
import type { Table } from "../kernel/table.ts"
import { storedValue } from "./case.ts"
import { type EventRow, JournalKind } from "./store.ts"
import { taskOutcome } from "./task-outcome.ts"
import { workItemId as idOf } from "./work-item.ts"

/** What happened to a work item, as it stands in the history. */
export interface Happening {
  readonly what: "enabled" | "started" | "completed" | "failed" | "withdrawn" | "cancelled"
  readonly task: string
  readonly workItemId: WorkItemId
}

/** One line of the journal: what came from outside, and what it made happen. */
export interface HistoryLine {
  readonly seq: number
  readonly at: number
  readonly event:
    | "open" | "start" | "complete" | "fail" | "cancel" | "begin" | "finish" | "add" | "signal" | "expire" | "stop"
    | "attempt failed" | "resumed"
  readonly task: string | undefined
  /** Number of the instance that it is about. */
  readonly instance: number | undefined
  /** Name of the signal that came, or was dropped. */
  readonly signal: string | undefined
  /** Of a signal that came: nothing waited for it, so it was kept for later. */
  readonly kept: boolean | undefined
  readonly outcome: string | undefined
  readonly attempt: number
  readonly payload: unknown
  readonly happened: readonly Happening[]
}

const letters: Readonly<Record<string, Happening["what"]>> = {
  e: "enabled", s: "started", d: "completed", f: "failed", w: "withdrawn", c: "cancelled",
}

/** One change of a work item, as a journal row says it. */
export interface Effect {
  readonly what: Happening["what"]
  readonly task: number
  readonly activation: number
  readonly instance: number
}

/** What a journal row says of work items. */
export function effectsOf(text: string): readonly Effect[] {
  if (text === "") return []
  return text.split(" ").map((effect) => {
    const [task, activation, instance = 0] = effect.slice(1).split(".").map(Number) as [number, number, number?]
    return { what: letters[effect[0]!]!, task, activation, instance }
  })
}

/** A row of the journal in words. Throws a SyntaxError where its payload is no JSON. */
export function historyLine(caseId: string, table: Table, row: EventRow): HistoryLine {
  const { seq, at, kind, task, outcome, instance, attempt, payload, effects } = row
  const changes = effectsOf(effects)
  const happened = changes.map(({ what, task: of, activation, instance: number }): Happening => {
    const name = table.taskNames[of]!
    return { what, task: name, workItemId: workItemId(caseId, name, activation, number) }
  })
  return {
    seq,
    at,
    event: eventName(kind),
    task: task < 0 ? undefined : table.taskNames[task],
    instance: instance === 0 ? undefined : instance,
    signal: kind === EventKind.signal || kind === EventKind.expire ? table.triggerNames[outcome] : undefined,
    kept: kind !== EventKind.signal ? undefined
      : !changes.some((change) => change.what === "completed" && table.taskTrigger[change.task] === outcome),
    attempt,
    outcome: task < 0 || outcome < 0 ? undefined : taskOutcome(table, task, outcome),
    payload: storedValue(payload),
    happened,
  }
}

function eventName(kind: number): HistoryLine["event"] {
  switch (kind) {
    case EventKind.open: return "open"
    case EventKind.start: return "start"
    case EventKind.complete: return "complete"
    case EventKind.fail: return "fail"
    case EventKind.cancel: return "cancel"
    case EventKind.begin: return "begin"
    case EventKind.finish: return "finish"
    case EventKind.add: return "add"
    case EventKind.signal: return "signal"
    case EventKind.expire: return "expire"
    case EventKind.stop: return "stop"
    case JournalKind.attemptFailed: return "attempt failed"
    case JournalKind.resumed: return "resumed"
    default: throw new Error(`the journal holds an unknown kind ${kind}`)
  }
}

/** The id of a work item from its parts. */
export const workItemId = (caseId: string, task: string, activation: number, instance: number): WorkItemId =>
  idOf(caseId, task, activation, instance) as WorkItemId
