/** What alarms are set for: timer tasks, and signals that are kept for a time. */
import { EventKind } from "../kernel/event.ts"
import type { Case } from "./case.ts"
import type { Alarm, Pending } from "./pending.ts"
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

/** Drops the oldest signal of a trigger when it is too old, then the next that is. */
export function signalAlarm(case_: Case, condition: number, due: number, later: (pending: Pending) => void): Alarm {
  const oldest = () => case_.tokens.find((token) => token.condition === condition)
  return {
    due,
    isOff: () => oldest() === undefined,
    ring: () => {
      const first = oldest()
      if (first === undefined || first.due === 0 || first.due > due) return
      const again = (error: Error | undefined) => {
        if (error === undefined) signalAlarm(case_, condition, due, later).ring()
      }
      const subject = case_.program.triggerOf[condition]!
      later({ kind: EventKind.expire, case: case_, subject, outcome: -1, payload: "", done: again })
    },
  }
}
