/** What is asked of a running case from outside: signals, instances to be added, tasks to be stopped. */
import { EventKind } from "../kernel/event.ts"
import { TaskKind } from "../kernel/table.ts"
import type { Case } from "./case.ts"
import { PayloadRefused, SignalUnknown, TaskUnknown } from "./engine-error.ts"
import type { Loop } from "./loop.ts"
import { casesBelow, receiversOf } from "./receivers.ts"
import { checked, type Payload, type Refusal } from "./payload.ts"

/** Told once: that it is on disk, or why nothing was changed. */
export type OnAnswer = (error: Error | undefined) => void

const NONE = 0xffffffff
/** Case ids that a sentence names at most. */
const IDS_MAX = 3

/** Takes requests for the cases of one loop. */
export class Requests {
  readonly #loop: Loop
  /** Why a case that is not in memory takes nothing. */
  readonly #absent: (caseId: string) => Promise<Error>

  constructor(loop: Loop, absent: (caseId: string) => Promise<Error>) {
    this.#loop = loop
    this.#absent = absent
  }

  signal(caseId: string, name: string, payload: unknown, done: OnAnswer): void {
    this.#ask(caseId, done, async (case_) => {
      const { program: { workflow, table, tasks } } = case_
      const trigger = table.triggerNames.indexOf(name)
      if (trigger < 0) {
        const known = table.triggerNames.map((one) => JSON.stringify(one)).join(", ") || "none"
        const message = `No task of "${workflow}" waits for a signal "${name}"; it knows ${known}.`
        throw new SignalUnknown({ workflow, caseId, signal: name, message })
      }
      refuseElsewhere(case_, trigger)
      const schema = tasks[table.taskTrigger.indexOf(trigger)]?.outcomes["done"]
      const sent = accepted(case_, undefined, `The payload of signal "${name}"`, await checked(schema, payload))
      return { kind: EventKind.signal, subject: trigger, payload: sent }
    })
  }

  add(caseId: string, name: string, input: unknown, done: OnAnswer): void {
    this.#ask(caseId, done, async (case_) => {
      const { program } = case_
      const task = program.table.taskNames.indexOf(name)
      if (task < 0 || !program.isMulti(task)) throw unknown(case_, name, "that is done several times at once")
      const added = accepted(case_, name, `The input for task "${name}"`, await program.checkInstance(task, input))
      return { kind: EventKind.add, subject: task, payload: added }
    })
  }

  stop(caseId: string, name: string, done: OnAnswer): void {
    this.#ask(caseId, done, async (case_) => {
      const { table } = case_.program
      const task = table.taskNames.indexOf(name)
      if (task < 0 || table.taskKind[task] === TaskKind.silent) throw unknown(case_, name, "that can be stopped")
      return { kind: EventKind.stop, subject: task, payload: "" }
    })
  }

  /** Makes the event of a request and pushes it; the case may have ended meanwhile, which the loop tells. */
  #ask(
    caseId: string, done: OnAnswer,
    make: (case_: Case) => Promise<{ readonly kind: number; readonly subject: number; readonly payload: Payload }>,
  ): void {
    const case_ = this.#loop.cases.get(caseId)
    if (case_ === undefined) return void this.#absent(caseId).then(done, done)
    make(case_).then((event) => this.#loop.push({ ...event, case: case_, outcome: -1, done }), done)
  }
}

/** A signal for which no task of the case itself ever waits would be kept for nobody. */
function refuseElsewhere(case_: Case, trigger: number): void {
  const { program: { workflow, table }, caseId, entry } = case_
  const receivers = receiversOf(table, trigger)
  if (entry < 0 || receivers.some((receiver) => receiver.entry === entry)) return
  const signal = table.triggerNames[trigger]!
  const named = (tasks: readonly number[]) => tasks.map((task) => JSON.stringify(table.taskNames[task])).join(", ")
  const waits = receivers.map(({ task, callers }) =>
    `task ${named([task])} of ${callers.length === 0 ? "the case around it" : `the cases that ${named(callers)} runs`}`)
  const below = receivers.flatMap((receiver) => casesBelow(case_, receiver.entry)).map((one) => one.caseId)
  const more = below.length > IDS_MAX ? `, ... (${below.length})` : ""
  const where = below.length === 0 ? "send it to one of those when it runs"
    : `send it to one of those: ${below.slice(0, IDS_MAX).join(", ")}${more}`
  const message = `No task of case ${caseId} itself waits for signal "${signal}", ` +
    (waits.length === 0 ? "and none of any other case does; nothing was kept." : `but ${waits.join(", ")}; ${where}.`)
  throw new SignalUnknown({ workflow, caseId, signal, message })
}

function unknown({ program: { workflow, table }, caseId }: Case, task: string, which: string): TaskUnknown {
  const names = table.taskNames.filter((_, index) =>
    which.startsWith("that can") ? table.taskKind[index] !== TaskKind.silent : table.taskMulti[index] !== NONE)
  const known = names.map((name) => JSON.stringify(name)).join(", ") || "none"
  const message = `The workflow "${workflow}" has no task "${task}" ${which}; those it has: ${known}.`
  return new TaskUnknown({ workflow, caseId, task, message })
}

function accepted(
  { program: { workflow }, caseId }: Case, task: string | undefined, what: string, payload: Payload | Refusal,
): Payload {
  if (typeof payload === "string") return payload
  const { path, why } = payload
  const message = `${what} is refused${path === "" ? "" : ` at ${path}`}: ${why}`
  throw new PayloadRefused({ workflow, caseId, task, path, message })
}
