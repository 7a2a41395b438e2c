/** Starting cases: checks the id and the input, and makes one case of starts that name the same id. */
import { isDeepStrictEqual } from "node:util"
import type { CaseId } from "../definition/id.ts"
import { EventKind } from "../kernel/event.ts"
import type { Case } from "./case.ts"
import { caseDamaged } from "./case-data.ts"
import { CaseConflict, type EngineDraining, IdRefused, PayloadRefused, WorkflowNotRegistered } from "./engine-error.ts"
import { nameKey } from "./live-cases.ts"
import type { Loop } from "./loop.ts"
import { sentenceOf } from "./failure.ts"
import { type Payload, type Refusal, valueOf } from "./payload.ts"
import type { Program } from "./program.ts"

/** Longest id that a caller may give a case, in UTF-16 units. */
export const ID_MAX = 255

/** A case whose start is on disk. */
export interface Started {
  readonly caseId: CaseId
  /** It was started before under the same id; nothing was started now. */
  readonly existed: boolean
}

/** Told once: the case, or why there is none. */
export type OnStarted = (result: Started | Error) => void

interface Asked { readonly payload: Payload; readonly done: OnStarted }
interface Stored { readonly caseId: string; readonly input: Payload }

/** Starts cases in one loop. */
export class Starter {
  readonly #loop: Loop
  /** Why nothing is started any more, while what runs may finish. */
  refusal: EngineDraining | undefined
  /** Starts that wait for a look into the store, by workflow and id. One look answers all of them. */
  #lookups = new Map<string, Asked[]>()

  constructor(loop: Loop) {
    this.#loop = loop
  }

  start(workflow: string, id: string | undefined, input: unknown, done: OnStarted): void {
    const { programs } = this.#loop
    const stopped = this.#loop.stopped ?? this.refusal
    if (stopped !== undefined) return done(stopped)
    const program = programs.get(workflow)
    if (program === undefined) {
      const message =
        `No executor of "${workflow}" is registered with this engine; add its layer, or list it in \`workflows\`.`
      return done(new WorkflowNotRegistered({ workflow, message }))
    }
    if (
      id !== undefined &&
      !(typeof id === "string" && id !== "" && id.length <= ID_MAX && !/\p{Surrogate}/u.test(id))
    ) {
      const message = `A case id is 1 to ${ID_MAX} characters of well-formed text; ${whatIs(id)}.`
      return done(new IdRefused({ id, message }))
    }
    const unreadable = (cause: unknown) =>
      this.#judged(program, id, { path: "", why: `reading it fails (${sentenceOf(cause)})` }, done)
    try {
      const payload = program.checkInput(input)
      if (payload instanceof Promise) payload.then((later) => this.#judged(program, id, later, done), unreadable)
      else this.#judged(program, id, payload, done)
    } catch (cause) {
      unreadable(cause)
    }
  }

  #judged(program: Program, id: string | undefined, payload: Payload | Refusal, done: OnStarted): void {
    const { workflow } = program
    if (typeof payload !== "string") {
      const where = payload.path === "" ? "" : ` at ${payload.path}`
      const message = `The input of "${workflow}" is refused${where}: ${payload.why}`
      done(new PayloadRefused({ workflow, caseId: undefined, task: undefined, path: payload.path, message }))
    } else if (id === undefined) {
      this.#open(program, undefined, payload, done)
    } else {
      this.#named(program, id, payload, done)
    }
  }

  #named(program: Program, id: string, payload: Payload, done: OnStarted): void {
    const key = nameKey(program.workflow, id)
    const live = this.#loop.cases.named(program.workflow, id)
    if (live !== undefined) return this.#again(live, id, payload, done)
    const waiting = this.#lookups.get(key)
    if (waiting !== undefined) return void waiting.push({ payload, done })
    const asked: Asked[] = [{ payload, done }]
    this.#lookups.set(key, asked)
    this.#stored(program.workflow, id).then((stored) => {
      this.#lookups.delete(key)
      for (const { payload, done } of asked) {
        const opened = this.#loop.cases.named(program.workflow, id)
        if (stored !== undefined) answer(stored.input, payload, stored.caseId, program.workflow, id, done)
        else if (opened !== undefined) this.#again(opened, id, payload, done)
        else this.#open(program, id, payload, done)
      }
    }, (error) => {
      this.#lookups.delete(key)
      for (const { done } of asked) done(error)
    })
  }

  /** The case of this id in the store, and what it was started with. */
  async #stored(workflow: string, id: string): Promise<Stored | undefined> {
    const row = await this.#loop.store.findCase(workflow, id)
    return row === undefined ? undefined : { caseId: row.caseId, input: await this.#inputOf(row.number) }
  }

  async #inputOf(number: number): Promise<Payload> {
    const [opened] = await this.#loop.store.events(number)
    return opened?.payload ?? ""
  }

  /** A start under the id of a case that is not over. Answered when the first start is on disk. */
  #again(live: Case, id: string, payload: Payload, done: OnStarted): void {
    const { program: { workflow }, caseId, number, input, openers } = live
    const compare = (error: Error | undefined): void => {
      if (error !== undefined) return done(error)
      if (input !== undefined) return answer(input, payload, caseId, workflow, id, done)
      this.#inputOf(number).then((before) => answer(before, payload, caseId, workflow, id, done), done)
    }
    if (openers === undefined) compare(undefined)
    else openers.push(compare)
  }

  #open(program: Program, id: string | undefined, payload: Payload, done: OnStarted): void {
    const stopped = this.#loop.stopped ?? program.stopped
    if (stopped !== undefined) return done(stopped)
    const case_ = this.#loop.cases.create(program, id)
    const { caseId } = case_
    if (id !== undefined) {
      case_.input = payload
      case_.openers = []
    }
    this.#loop.push({
      kind: EventKind.open, case: case_, subject: 0, outcome: -1, payload,
      done: (error) => {
        const { openers } = case_
        case_.openers = undefined
        done(error ?? { caseId: caseId as CaseId, existed: false })
        if (openers !== undefined) for (const opener of openers) opener(error)
      },
    })
  }
}

function whatIs(id: unknown): string {
  if (typeof id !== "string") return `this one is ${id === null ? "null" : `of type ${typeof id}`}`
  return id !== "" && id.length <= ID_MAX ? "this one holds half a character" : `this one has ${id.length}`
}

function answer(
  before: Payload,
  now: Payload,
  caseId: string,
  workflow: string,
  id: string,
  done: OnStarted,
): void {
  let same: boolean
  try {
    same = before === now || isDeepStrictEqual(valueOf(before), valueOf(now))
  } catch {
    return done(caseDamaged({ workflow, caseId }, "what it was started with cannot be read"))
  }
  if (same) return done({ caseId: caseId as CaseId, existed: true })
  const message =
    `The id "${id}" names a case of "${workflow}" that was started with another input; ` +
    "take another id, or the same input."
  done(new CaseConflict({ workflow, caseId, id, message }))
}
