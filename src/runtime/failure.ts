/**
 * Why a case failed, as it is kept in memory and on disk, and the typed failure that callers get.
 * On disk a cause is the chain of its names and messages; the object itself lives as long as the process.
 */
import {
  AttemptTimeout, CaseCancelled, CaseDeadlocked, CaseFailed, type FailureReason, PayloadRefused,
} from "./engine-error.ts"
import { Status } from "../kernel/command.ts"
import type { Refusal } from "./payload.ts"
import type { WorkItem } from "./work-item.ts"

/** What made the case fail. */
export interface CaseFault {
  readonly reason: FailureReason
  readonly task: string | undefined
  readonly attempt: number
  readonly defect: boolean
  readonly cause: unknown
  /** Of a `call`: how far down the case is that failed, and whose failure `cause` is; absent if there is none. */
  readonly levels?: number
  /** It is kept without stacks: they say where the engine was as well, which may differ from run to run. */
  readonly stackless?: boolean
}

interface StoredCause {
  readonly name: string
  readonly message: string
  readonly tag?: string
  readonly stack?: string
  readonly cause?: StoredCause
}

/** Longer chains are cut. */
const CAUSES_MAX = 10
/** Longer words of a cause are cut, in UTF-16 units. */
const WORDS_MAX = 10_000

/** The fault as text for the store. */
export function faultText({ cause, stackless = false, ...fault }: CaseFault): string {
  return JSON.stringify({ ...fault, cause: storedCause(cause, stackless, 0) })
}

/** The fault that a text stands for; its causes are `Error`s again. */
export function faultFrom(text: string): CaseFault {
  const { cause, ...rest } = JSON.parse(text) as CaseFault & { readonly cause?: StoredCause }
  return { ...rest, cause: cause === undefined ? undefined : restored(cause) }
}

/** One sentence for any thrown or failed value, whatever its properties do. */
export function sentenceOf(cause: unknown): string {
  const named = field(cause, "message") ?? field(cause, "_tag")
  if (typeof named === "string" && named !== "") return cut(named)
  const name = named === "" ? field(cause, "name") : undefined
  if (typeof name === "string") return cut(name)
  const said = named === undefined || named === "" ? cause : named
  try {
    return cut(typeof said === "string" ? said : (JSON.stringify(said) ?? String(said)))
  } catch {
    return shown(said)
  }
}

/** The typed failure of a case that did not end `ok`. `reason` is that of a cancellation. */
export function failureOf(
  workflow: string, caseId: string, status: number, fault: CaseFault | undefined, reason: string,
): CaseFailed | CaseCancelled | CaseDeadlocked {
  if (status === Status.cancelled) {
    const why = reason === "" ? "" : `: ${reason}`
    return new CaseCancelled({
      workflow,
      caseId,
      reason,
      message: `The case ${caseId} of "${workflow}" was cancelled${why}`,
    })
  }
  if (status === Status.deadlock) {
    const message =
      `The case ${caseId} of "${workflow}" is stuck: nothing is left to do and no end is reached; ` +
      "its marking tells where its tokens are."
    return new CaseDeadlocked({ workflow, caseId, message })
  }
  const {
    task,
    attempt,
    reason: what,
    defect,
    cause,
    levels = 1,
  } = fault ?? ({ task: undefined, attempt: 0, reason: "overflow", defect: true, cause: undefined } as CaseFault)
  return new CaseFailed({ workflow, caseId, task, attempt, reason: what, defect, cause, message: sentence() })

  function sentence(): string {
    const where = `The case ${caseId} of "${workflow}" failed`
    const last = sentenceOf(cause)
    switch (what) {
      case "task": return `${where} in task "${task}", attempt ${attempt}${defect ? ", by a defect" : ""}: ${last}`
      case "timeout": return `${where} in task "${task}", attempt ${attempt}: ${last}`
      case "payload":
        return `${where} because ${isRefusal(cause) ? "" : `checking the result of task "${task}" failed: `}${last}`
      case "guard": return `${where} because a guard of task "${task}" threw: ${last}`
      case "mapping": return `${where} because a mapping after task "${task}" threw: ${last}`
      case "until": return `${where} because the completion condition of task "${task}" threw: ${last}`
      case "count": return `${where} in task "${task}": ${last}`
      case "call": {
        const which = levels === 1 ? `the case that task "${task}" runs`
          : `a case ${levels} levels below task "${task}"`
        return `${where} because ${which} did not end well: ${last}`
      }
      case "overflow": return `${where}: ${last}`
      case "engine": return `${where} by a defect of the engine: ${last}`
    }
  }
}

/** Makes `AttemptTimeout` with its sentence. */
export const attemptTimeout = (task: string, timeout: number): AttemptTimeout =>
  new AttemptTimeout({ task, timeout, message: `task "${task}" took longer than ${timeout} ms` })

/** Makes `PayloadRefused` for the result of a work item, with its sentence. */
export function resultRefused(
  { case: { program: { workflow, table }, caseId }, task: index }: WorkItem, { path, why }: Refusal,
): PayloadRefused {
  const task = table.taskNames[index]!
  const message = `the result of task "${task}" is refused${path === "" ? "" : ` at ${path}`}: ${why}`
  return new PayloadRefused({ workflow, caseId, task, path, message })
}

const isRefusal = (cause: unknown): boolean => field(cause, "_tag") === "PayloadRefused"

function storedCause(cause: unknown, stackless: boolean, depth: number): StoredCause | undefined {
  if (cause === undefined || depth === CAUSES_MAX) return undefined
  const [name, tag] = [field(cause, "name"), field(cause, "_tag")]
  const stack = stackless ? undefined : field(cause, "stack")
  const inner = storedCause(field(cause, "cause"), stackless, depth + 1)
  return {
    name: typeof name === "string" ? cut(name) : "Error",
    message: sentenceOf(cause),
    ...(typeof tag === "string" ? { tag: cut(tag) } : {}),
    ...(typeof stack === "string" ? { stack: cut(stack) } : {}),
    ...(inner === undefined ? {} : { cause: inner }),
  }
}

/** A property of anything; undefined if there is none or reading it throws. */
function field(of: unknown, name: string): unknown {
  try {
    return typeof of === "object" && of !== null ? (of as Readonly<Record<string, unknown>>)[name] : undefined
  } catch {
    return undefined
  }
}

function shown(value: unknown): string {
  try {
    return cut(String(value))
  } catch {
    return "what was thrown cannot be shown"
  }
}

const cut = (words: string): string => (words.length <= WORDS_MAX ? words : `${words.slice(0, WORDS_MAX)}…`)

function restored({ name, message, tag, stack, cause }: StoredCause): Error {
  const error = new Error(message, cause === undefined ? undefined : { cause: restored(cause) })
  error.name = name
  if (stack !== undefined) error.stack = stack
  return tag === undefined ? error : Object.assign(error, { _tag: tag })
}

/** A status as a word. */
export function statusName(status: number): "running" | "ok" | "cancelled" | "deadlock" | "failed" {
  switch (status) {
    case Status.ok: return "ok"
    case Status.cancelled: return "cancelled"
    case Status.deadlock: return "deadlock"
    case Status.failed: return "failed"
    default: return "running"
  }
}
