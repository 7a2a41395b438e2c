/** The events of one turn, in waves: what is overdue expires first, then what does not come too late is stepped. */
import { Status } from "../kernel/command.ts"
import { tooLate } from "./late.ts"
import { NEXT_ATTEMPT, OVERDUE, type Pending } from "./pending.ts"
import { begin, resume } from "./resume.ts"
import { Stepper } from "./stepper.ts"
import { JournalKind } from "./store.ts"
import { expiry } from "./timers.ts"
import type { Turn } from "./turn.ts"

/** Events of one workflow in one turn at most; keeps a turn short, so that the event loop is not held. */
const TURN_EVENTS_MAX = 512
/** The same in characters, of what the events bring and what their cases hold. A single event may have more. */
const TURN_LETTERS_MAX = 2 ** 23

/** How many events of a queue one turn takes. */
export function turnOf(queue: readonly Pending[]): number {
  const most = Math.min(queue.length, TURN_EVENTS_MAX)
  let letters = 0
  for (let i = 0; i < most; i++) {
    const { payload, case: case_ } = queue[i]!
    letters += payload.length
    // A case is written once for all of its events.
    if (case_ !== queue[i - 1]?.case) letters += case_.letters
    if (letters > TURN_LETTERS_MAX) return i + 1
  }
  return most
}

/** Steps events of one program and what follows from them, and writes their rows. */
export function takeTurn(turn: Turn, events: readonly Pending[]): void {
  const stepper = new Stepper(turn)
  // One event for each case in a wave: then every command belongs to the one event of its case.
  let wave = events
  while (wave.length > 0) {
    const later: Pending[] = []
    for (const pending of wave) {
      const { case: case_ } = pending
      const waits = case_.current !== undefined || stepper.isFull
      const expires = waits || case_.status !== Status.running ? undefined : expiry(case_, turn.now)
      if (expires !== undefined) stepper.admit(expires)
      if (waits || expires !== undefined) later.push(pending)
      else admit(pending, stepper, turn)
    }
    const next = stepper.step()
    wave = next.length === 0 ? later : [...next, ...later]
  }
  stepper.rows.write()
}

/** Hands an event to the stepper, or answers why it changes nothing. */
function admit(pending: Pending, stepper: Stepper, { acts, now, told, later }: Turn): void {
  const { case: case_, item, done, kind } = pending
  const error = tooLate(pending)
  if (error !== undefined) {
    if (done !== undefined) acts.answers.push({ done, error })
    return
  }
  if (done !== undefined) acts.answers.push(pending.answer = { done, error: undefined })
  if (kind === OVERDUE || (case_.program.leaving && isBeginning(kind))) return
  const { rows } = stepper
  if (kind === JournalKind.attemptFailed) {
    rows.journal(pending, kind)
    item!.failures++
    item!.due = now + pending.delay!
    rows.instance(item!)
    acts.retry.push({ item: item!, delay: pending.delay! })
  } else if (kind === NEXT_ATTEMPT) {
    begin(item!, acts)
    if (item!.instance > 0) rows.instance(item!)
    else rows.keep(case_)
  } else if (kind === JournalKind.resumed) {
    const running = resume(case_, acts, now, later)
    for (const one of running) rows.instance(one)
    if (running.length > 0) rows.journal(pending, kind)
    told?.resumed(acts.tell, case_)
  } else {
    stepper.admit(pending)
  }
}

const isBeginning = (kind: number): boolean => kind === NEXT_ATTEMPT || kind === JournalKind.resumed
