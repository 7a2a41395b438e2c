/** What is said to the engine and what it says: the case that is meant, and answers as Effects with typed failures. */
import * as Effect from "effect/Effect"
import { Status } from "../kernel/command.ts"
import type { Case, Ending } from "./case.ts"
import { CaseNotFound } from "./engine-error.ts"
import type { CaseRef, ResultFailure } from "./engine-shape.ts"
import { failureOf } from "./failure.ts"
import { valueOf } from "./payload.ts"

/** Throws `CaseNotFound` for what names no case. */
export function caseIdOf(of: CaseRef): string {
  const { caseId, then } = Object(of) as { readonly caseId?: unknown; readonly then?: unknown }
  const named = typeof of === "string" ? of : caseId
  if (typeof named === "string") return named
  const said = typeof then === "function" ? "a promise: await it first"
    : of === null ? "null" : typeof of === "object" ? "an object without a caseId" : `of type ${typeof of}`
  const message = `A case is named by its case id, or by what start() resolved to; this is ${said}.`
  throw new CaseNotFound({ caseId: "", message })
}

/** Runs a request that is answered once, when it is on disk or changed nothing. */
export function answered<E>(ask: (done: (error: Error | undefined) => void) => void): Effect.Effect<void, E> {
  return Effect.callback((resume) => {
    try {
      ask((error) => resume(error === undefined ? Effect.void : failed<E>(error)))
    } catch (error) {
      resume(failed<E>(error))
    }
  })
}

/** How a case ended, as who waits for it gets that. */
export function endingOf(
  { caseId, program: { workflow } }: Case,
  ending: Ending | Error,
): Effect.Effect<unknown, ResultFailure> {
  if (ending instanceof Error) return failed(ending)
  const { status, result, fault, reason } = ending
  return status === Status.ok
    ? Effect.succeed(valueOf(result))
    : Effect.fail(failureOf(workflow, caseId, status, fault, reason))
}

/** A typed failure as an Effect; an error that has no tag is a bug of ours and dies. */
export function failed<E>(error: unknown): Effect.Effect<never, E> {
  return typeof error === "object" && error !== null && "_tag" in error ? Effect.fail(error as E) : Effect.die(error)
}

/** Runs a promise of ours; what it rejects with and has a tag is a typed failure. */
export function asked<A, E>(ask: () => Promise<A>): Effect.Effect<A, E> {
  return Effect.callback((resume) => {
    ask().then((answer) => resume(Effect.succeed(answer)), (error) => resume(failed<E>(error)))
  })
}
