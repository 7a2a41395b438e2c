/** What a definition decides before an event is stepped: guards pick outcomes and routes, conditions end instances. */
import { EventKind } from "../kernel/event.ts"
import { Choice } from "../kernel/table.ts"
import { isEnough } from "./instances.ts"
import { type Payload, valueOf } from "./payload.ts"
import type { Pending } from "./pending.ts"
import type { Program } from "./program.ts"

/** Asks what has to be asked of a `complete` or `finish`. What throws there makes the event a `fail`. */
export function decide(program: Program, pending: Pending): void {
  const item = pending.item!
  const { table, tasks } = program
  const { task } = item
  const choice = table.taskChoice[task]
  const asksUntil = pending.kind === EventKind.finish
  if (!asksUntil && choice !== Choice.guard && choice !== Choice.several) return
  try {
    if (asksUntil) pending.detail = isEnough(program, item, pending.payload) ? 1 : 0
    else if (choice === Choice.guard) pending.outcome = outcomeOf(program, task, pending.payload)
    else pending.outcome = routesOf(program, task, pending.payload)
  } catch (cause) {
    pending.kind = EventKind.fail
    delete pending.detail
    const reason = asksUntil ? "until" : "guard"
    pending.fault = { reason, task: table.taskNames[task], attempt: item.attempt, defect: true, cause }
  }

  function outcomeOf({ guards }: Program, task: number, payload: Payload): number {
    const value = valueOf(payload) as never
    const outcome = guards[task]!.findIndex((guard) => guard === undefined || guard(value))
    const name = tasks[task]?.name ?? table.taskNames[task]!
    if (outcome < 0) throw new Error(`no guard of "${name}" holds and there is no default`)
    return outcome
  }
}

/** A bit for each route whose guard holds, all asked once about the same value; if none does, the last: the default. */
function routesOf({ guards }: Program, task: number, payload: Payload): number {
  const value = valueOf(payload) as never
  const routes = guards[task]!
  const last = routes.length - 1
  const taken = routes.reduce((mask, guard, route) => (route < last && guard!(value) ? mask | (1 << route) : mask), 0)
  return taken === 0 ? 1 << last : taken
}
