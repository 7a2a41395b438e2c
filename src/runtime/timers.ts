/** What alarms are set for: timer tasks, and signals that are kept for a time. */
import { EventKind } from "../kernel/event.ts"
import type { Case } from "./case.ts"
import { type Alarm, OVERDUE, type Pending } from "./pending.ts"
import type { WorkItem } from "./work-item.ts"

/** Starts a timer task when it is due; it completes in the same transaction. */
export function timerAlarm(item: WorkItem, later: (pending: Pending) => void): Alarm {
  return {
    due: item.due,
    isOff: () => !item.active,
    ring: () => {
      if (item.active) later({ kind: EventKind.start, case: item.case, item, outcome: -1, payload: "" })
    },
  }
}

/** Looks for signals of a condition that are too old, when the one that has come now is. */
export function signalAlarm(case_: Case, condition: number, due: number, later: (pending: Pending) => void): Alarm {
  const isOff = () => !case_.tokens.some((token) => token.condition === condition && token.due > 0 && token.due <= due)
  return {
    due, isOff,
    ring: () => {
      if (!isOff()) later({ kind: OVERDUE, case: case_, outcome: -1, payload: "" })
    },
  }
}

/** Drops a kept signal that is too old by now; undefined if none is. No signal is taken when it is due, or later. */
export function expiry(case_: Case, now: number): Pending | undefined {
  const { tokens, program: { forgets, triggerOf } } = case_
  const overdue = forgets ? tokens.find(({ due }) => due > 0 && due <= now) : undefined
  if (overdue === undefined) return undefined
  return { kind: EventKind.expire, case: case_, subject: triggerOf[overdue.condition]!, outcome: -1, payload: "" }
}
