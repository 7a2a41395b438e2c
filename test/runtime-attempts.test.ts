import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { exponential, task, workflow } from "../src/index.ts"
import { type AttemptFailureFacts, Engine, type Observer } from "../src/runtime.ts"
import { inc, never } from "./runtime-engines.ts"
import { built, num, OrderExecutor, type Task, ThreeExecutor } from "./runtime-workflows.ts"

describe("attempts", () => {
  it("tell their number and a key that stays the same", async () => {
    const seen: [number, string, string | undefined][] = []
    const charge = (
      n: number,
      { attempt, idempotencyKey, id }: { attempt: number; idempotencyKey: string; id: string | undefined },
    ) => {
      seen.push([attempt, idempotencyKey, id])
      return attempt < 3 ? Effect.fail("busy") : Effect.succeed(n)
    }
    const program = Effect.gen(function* () {
      const started = yield* OrderExecutor.start({ id: "o-9", input: 1 })
      for (const times of [1, 2]) {
        yield* Effect.promise(() => until(() => seen.length === times))
        yield* TestClock.adjust("999 millis")
        expect(seen).toHaveLength(times)
        yield* TestClock.adjust("2 millis")
      }
      return [yield* started.result, started.caseId] as const
    })
    const [result, caseId] = await onTestClock(program, OrderExecutor.layer({ ...handlers, charge }))
    expect(result).toBe(4 + 3)
    const key = seen[0]![1]
    expect(seen).toEqual([[1, key, "o-9"], [2, key, "o-9"], [3, key, "o-9"]])
    expect(key).toMatch(new RegExp(`^${caseId}:charge:\\d+$`))
  })

  it("that all fail end the case after the last", async () => {
    let attempts = 0
    const charge = () => {
      attempts++
      return Effect.fail(new Error("busy"))
    }
    const program = Effect.gen(function* () {
      const started = yield* OrderExecutor.start({ input: 1 })
      for (const times of [1, 2, 3]) {
        yield* Effect.promise(() => until(() => attempts === times))
        yield* TestClock.adjust("1001 millis")
      }
      const engine = yield* Engine
      const error = yield* Effect.flip(started.result)
      return [error, (yield* engine.show(started.caseId)).history.map((line) => line.event)] as const
    })
    const [error, events] = await onTestClock(program, OrderExecutor.layer({ ...handlers, charge }))
    expect(error).toMatchObject({ _tag: "CaseFailed", task: "charge", attempt: 3, cause: { message: "busy" } })
    expect(attempts).toBe(3)
    expect(events.filter((event) => event === "attempt failed")).toHaveLength(2)
  })

  it.each([
    ["an Effect", () => Effect.never],
    ["a promise", never],
  ] as const)("that take too long (%s) are stopped and fail", async (_, hang) => {
    let attempts = 0
    const signals: AbortSignal[] = []
    const charge = (n: number, { signal }: { signal: AbortSignal }): Effect.Effect<number> | Promise<number> => {
      signals.push(signal)
      return ++attempts === 1 ? hang() : Effect.succeed(n)
    }
    const program = Effect.gen(function* () {
      const started = yield* OrderExecutor.start({ input: 1 })
      yield* Effect.promise(() => until(() => attempts === 1))
      yield* TestClock.adjust("30 seconds")
      yield* Effect.promise(() => until(() => signals[0]!.aborted))
      yield* Effect.promise(() => settled())
      yield* TestClock.adjust("1001 millis")
      return yield* started.result
    })
    expect(await onTestClock(program, OrderExecutor.layer({ ...handlers, charge }))).toBe(4 + 3)
    expect(signals.map((signal) => signal.aborted)).toEqual([true, false])
  })

  const handlers = {
    receive: inc, check: (n: number) => ({ outcome: "ok" as const, value: n }), pick: inc,
    ship: ({ parcel, payment }: { parcel: number; payment: number }) => parcel + payment,
  }
  const onTestClock = <A, E, R>(program: Effect.Effect<A, E, R | Engine>, executor: Layer.Layer<R, unknown, Engine>) =>
    Effect.runPromise(program.pipe(
      Effect.provide(executor.pipe(Layer.provideMerge(Engine.layerMemory()), Layer.provideMerge(TestClock.layer()))),
    ) as Effect.Effect<A>)
})

describe("delays between attempts", () => {
  const flaky = workflow("flaky")
    .tasks({ a: task({
      input: num, output: num, retry: exponential("100 millis", { times: 6, factor: 3, max: "2 seconds", jitter: 0.5 }),
    }) })
    .start("a").flows(() => []).end("a").build()
  const FlakyExecutor = built<typeof flaky, { a: Task<number, number> }>(flaky)

  async function delaysOf(seed: string): Promise<readonly number[]> {
    const delays: number[] = []
    const attemptFailed = ({ retryIn }: AttemptFailureFacts) => void delays.push(retryIn!)
    const ignore = () => {}
    const observer: Observer = {
      attemptFailed, caseStarted: ignore, caseResumed: ignore, caseEnded: ignore, workItemEnabled: ignore,
      workItemStarted: ignore, workItemCompleted: ignore, workItemFailed: ignore, workItemWithdrawn: ignore,
      workItemCancelled: ignore, batchCommitted: ignore, kernelStepped: ignore,
    }
    const program = Effect.gen(function* () {
      const started = yield* FlakyExecutor.start({ input: 1 })
      for (const times of [1, 2, 3, 4, 5, 6]) {
        yield* Effect.promise(() => until(() => delays.length === times))
        yield* TestClock.adjust(delays.at(-1)! + 1)
      }
      return yield* started.result
    })
    const live = FlakyExecutor.layer({
      a: (n, { attempt }) => (attempt <= 6 ? Effect.fail("busy") : Effect.succeed(n)),
    })
    const engine = Engine.layerMemory({ observer })
    const result = await Effect.runPromise(
      program.pipe(
        Effect.provide(live.pipe(Layer.provideMerge(engine), Layer.provideMerge(TestClock.layer()))),
        Random.withSeed(seed),
      ),
    )
    expect(result).toBe(1)
    return delays
  }

  it("grow by the factor up to the largest, each drawn around its length", async () => {
    const delays = await delaysOf("one")
    const lengths = [100, 300, 900, 2_000, 2_000, 2_000]
    delays.forEach((delay, i) => {
      expect(delay).toBeGreaterThanOrEqual(lengths[i]! * 0.5)
      expect(delay).toBeLessThanOrEqual(lengths[i]! * 1.5)
    })
    expect(new Set(delays.slice(3)).size).toBe(3)
  })

  it("are drawn from Effect's random service, so a seed repeats them", async () => {
    expect(await delaysOf("two")).toEqual(await delaysOf("two"))
    expect(await delaysOf("two")).not.toEqual(await delaysOf("three"))
  })
})

describe("handlers that are Effects", () => {
  class Rates extends Context.Service<Rates, { readonly rate: number }>()("Rates") {}

  it("have what they require collected in the layer", async () => {
    const layer = ThreeExecutor.layer({ a: (n) => Effect.map(Rates, ({ rate }) => n * rate), b: inc, c: inc })
    const typed: Layer.Layer<never, unknown, Engine | Rates> = layer as Layer.Layer<never, unknown, Engine | Rates>
    // @ts-expect-error the layer requires Rates
    const wrong: Layer.Layer<never, unknown, Engine> = layer as typeof layer
    void [typed, wrong]
    const program = Effect.gen(function* () {
      const started = yield* ThreeExecutor.start({ input: 5 })
      return yield* started.result
    })
    const live = layer.pipe(Layer.provide(Engine.layerMemory()), Layer.provide(Layer.succeed(Rates, { rate: 3 })))
    expect(await Effect.runPromise(Effect.provide(program, live))).toBe(17)
  })
})

const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20))

async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise<void>((resolve) => setImmediate(resolve))
  await settled()
}
