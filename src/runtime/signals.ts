/** The types of what is sent to a case: names and payloads of the signals that its executor tells. */
import type { CaseRef } from "./engine-shape.ts"

/** Any signal, with any payload: where an executor does not tell which there are. */
export type AnySignals = Readonly<Record<string, unknown>>

/**
 * What sends one of these signals: its name, and what it brings. `Signals` has the payloads by name, as executors
 * tell them.
 */
export type Sent<Signals> = string extends keyof Signals ? [name: string, payload?: unknown]
  : { [N in keyof Signals & string]: SentOne<N, Signals[N]> }[keyof Signals & string]

type SentOne<Name, Payload> =
  undefined extends Payload ? [name: Name, payload?: Payload] : [name: Name, payload: Payload]

/** What may be sent to a case: of one that tells its signals those, else anything. */
export type SentTo<R extends CaseRef> =
  [R] extends [never] ? Sent<AnySignals>
  : R extends { signal(...sent: infer S extends Sent<AnySignals>): unknown } ? S : Sent<AnySignals>
