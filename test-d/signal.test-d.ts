import { expectAssignable, expectError, expectNotAssignable, expectType } from "tsd"
import type { Workflow } from "knhk"
import type { AnySignals, Executor, PromisedCase, PromisedEngine, Sent, SentTo } from "knhk/runtime"
import type { Closed, Order, Paid } from "./payloads.js"

interface Signals {
  readonly paid: Paid
  readonly nudge: void
  readonly note: string | undefined
}

// What is sent is a name with its payload, which may be left out where it may be undefined.
type Note = [name: "note", payload?: string | undefined]
expectType<[name: "paid", payload: Paid] | [name: "nudge", payload?: void] | Note>({} as Sent<Signals>)
expectNotAssignable<Sent<Signals>>(["paid"])
expectNotAssignable<Sent<Signals>>(["nudged"])

// Where no executor tells the signals, any may be sent; where it tells that there are none, none may.
expectType<[name: string, payload?: unknown]>({} as Sent<AnySignals>)
expectType<never>({} as Sent<{}>)

declare const engine: PromisedEngine
declare const executor: Executor<Workflow<"order", Order, Closed>, {}, Signals>
declare const loose: Executor<Workflow<"order", Order, Closed>, {}>
declare const order: Order
declare const paid: Paid

// A case is sent what its executor tells, by its own method or by the engine's.
const started = engine.start(executor, { input: order })
expectType<Promise<PromisedCase<Closed, Signals>>>(started)
const one = await started
expectType<Promise<void>>(one.signal("paid", paid))
expectType<Promise<void>>(engine.signal(one, "paid", paid))
expectType<Promise<void>>(engine.signal(one, "note"))
expectError(one.signal("payed", paid))
expectError(engine.signal(one, "payed", paid))
expectError(engine.signal(one, "paid", order))
expectError(engine.signal(one, "paid"))
expectType<Sent<Signals>>({} as SentTo<typeof one>)

// An id says nothing of the workflow, and an executor of old nothing of the signals.
expectType<Promise<void>>(engine.signal(one.caseId, "anything", 7))
expectType<Promise<void>>((await engine.start(loose, { input: order })).signal("anything", 7))

// A case with known signals goes where any case is taken.
expectAssignable<PromisedCase<Closed>>(one)
expectAssignable<PromisedCase<unknown>>(one)
