import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { TestClock } from "effect/testing"
import { describe, expect, it } from "vitest"
import { exponential, fixed, task, workflow } from "../src/index.ts"
import { type AttemptFailureFacts, Engine, MemoryStore, type Observer, open } from "../src/runtime.ts"
import { inc, never } from "./runtime-engines.ts"
import { built, LooseExecutor, num, OrderExecutor, type Task, ThreeExecutor } from "./runtime-workflows.ts"

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
    expect(signals[0]!.reason).toMatchObject({ _tag: "AttemptTimeout", task: "charge", timeout: 30_000 })
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

/** An observer to which nothing matters but what it is given. */
const observing = (said: Partial<Observer>): Observer => {
  const ignore = () => {}
  return {
    caseStarted: ignore, caseResumed: ignore, caseEnded: ignore, workItemEnabled: ignore, workItemStarted: ignore,
    workItemCompleted: ignore, workItemFailed: ignore, workItemWithdrawn: ignore, workItemCancelled: ignore,
    attemptFailed: ignore, batchCommitted: ignore, kernelStepped: ignore, ...said,
  }
}

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
    const observer = observing({ attemptFailed })
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

describe("a delay that an engine does not live through", () => {
  const hourly = workflow("hourly")
    .tasks({ a: task({ input: num, output: num, retry: fixed("1 hour", { times: 3 }) }) })
    .start("a").flows(() => []).end("a").build()
  const HourlyExecutor = built<typeof hourly, { a: Task<number, number> }>(hourly)

  it("is slept to its end by the next, and attempts are counted when they begin", async () => {
    const store = new MemoryStore()
    const seen: number[] = []
    const a = (n: number, { attempt }: { attempt: number }) => {
      seen.push(attempt)
      return attempt === 3 ? never() : attempt === 5 ? n : Promise.reject(new Error("down"))
    }
    const opened = <A, E>(work: Effect.Effect<A, E, Engine>) =>
      Effect.provide(work, Layer.provideMerge(HourlyExecutor.layer({ a }), Engine.layerStore(store)))
    const settle = Effect.promise(() => settled())
    const program = Effect.gen(function* () {
      const { caseId } = yield* opened(Effect.gen(function* () {
        const started = yield* Effect.flatMap(Engine, (engine) => engine.start("hourly", { input: 7 }))
        yield* settle
        return started
      }))
      expect(seen).toEqual([1])
      yield* TestClock.adjust("20 minutes")
      for (const part of ["20 minutes", "19 minutes"] as const) {
        yield* opened(Effect.andThen(settle, Effect.andThen(TestClock.adjust(part), settle)))
        expect(seen, "the hour is not over").toEqual([1])
      }
      yield* opened(Effect.andThen(settle, Effect.andThen(TestClock.adjust("1 minutes"), settle)))
      expect(seen).toEqual([1, 2])
      // The hour after the second attempt goes by while nothing is open; the third is interrupted by the closing.
      yield* TestClock.adjust("3 hours")
      yield* opened(settle)
      expect(seen).toEqual([1, 2, 3])
      // Interrupted is not failed: the fourth begins at once, fails, and has the last delay before it.
      const result = yield* opened(Effect.gen(function* () {
        yield* settle
        expect(seen).toEqual([1, 2, 3, 4])
        yield* TestClock.adjust("59 minutes")
        yield* settle
        expect(seen).toEqual([1, 2, 3, 4])
        yield* TestClock.adjust("1 minutes")
        return yield* Effect.flatMap(Engine, (engine) => engine.result(caseId))
      }))
      expect(result).toBe(7)
      expect(seen).toEqual([1, 2, 3, 4, 5])
    })
    await Effect.runPromise(Effect.provide(program, TestClock.layer()))
  })

  /** The attempts of each life of an engine; the first fails, and each life goes on as is given. */
  async function attemptsSeen(lives: readonly Effect.Effect<unknown>[]): Promise<readonly (readonly number[])[]> {
    const store = new MemoryStore()
    let seen: number[] = []
    const a = (n: number, { attempt }: { attempt: number }) => {
      seen.push(attempt)
      return attempt === 1 ? Promise.reject(new Error("down")) : n
    }
    const start = Effect.flatMap(Engine, (engine) => engine.start("hourly", { id: "one", input: 7 }))
    const program = Effect.gen(function* () {
      yield* TestClock.setTime(1_000_000_000_000)
      const all: (readonly number[])[] = []
      for (const life of lives) {
        seen = []
        const layer = Layer.provideMerge(HourlyExecutor.layer({ a }), Engine.layerStore(store))
        yield* Effect.provide(Effect.andThen(start, Effect.andThen(Effect.promise(settled), life)), layer)
        all.push(seen)
      }
      return all
    })
    return Effect.runPromise(Effect.provide(program, TestClock.layer()))
  }

  it("that ends when the engine closes leaves no number out", async () => {
    const seen = (await attemptsSeen([TestClock.adjust("1 hour"), Effect.promise(settled)])).flat()
    expect(seen).toEqual(seen.map((_, i) => i + 1))
    expect(seen.length).toBeGreaterThan(1)
  })

  it("is not longer because the clock was set back", async () => {
    const later = Effect.andThen(TestClock.adjust("1 hour"), Effect.promise(settled))
    expect(await attemptsSeen([TestClock.setTime(0), later])).toEqual([[1], [2]])
  })
})

describe("what a handler does wrong", () => {
  const revoked = Proxy.revocable({}, {})
  revoked.revoke()
  const getter = (of: object, name: string) => Object.defineProperty(of, name, {
    enumerable: true,
    get() {
      throw new Error("gotcha")
    },
  })
  const thrower = (value: unknown) => () => {
    throw value
  }
  const wrongs: readonly (readonly [string, () => unknown])[] = [
    ["it throws an Error whose message is a bigint", thrower(Object.assign(new Error(), { message: 1n }))],
    ["it throws an Error whose cause throws", thrower(getter(new Error("outer"), "cause"))],
    ["it throws a revoked proxy", thrower(revoked.proxy)],
    ["it returns a revoked proxy", () => revoked.proxy],
    ["it rejects with nothing", () => Promise.reject()],
    ["it fails with a revoked proxy", () => Effect.fail(revoked.proxy)],
    ["it returns what throws when it is waited for", () => ({ then: thrower(new Error("then")) })],
    ["it returns what throws when it is looked at", () => getter({}, "then")],
    ["it returns a list with a toJSON", () => Object.assign([1], { toJSON() {} })],
    ["it returns an object that throws when it is read", () => getter({}, "inside")],
  ]

  it.each(wrongs)("fails its case alone: %s", async (_, wrong) => {
    const store = new MemoryStore()
    const a = (value: unknown) => (value === "wrong" ? wrong() : value)
    const workflows = [LooseExecutor.with({ a: a as () => unknown, b: (x) => x, n: () => 1 })]
    const engine = await open({ store, workflows })
    const [bad, good] = await Promise.all(["wrong", "right"].map((input) => engine.start(LooseExecutor, { input })))
    const failure = await bad!.result().catch((error: unknown) => error)
    expect(failure).toMatchObject({ _tag: "CaseFailed", task: "a", attempt: 1 })
    expect(await good!.result()).toBe(1)
    await engine.close()
    const again = await open({ store, workflows })
    await expect(again.result(bad!.caseId)).rejects.toMatchObject({ message: (failure as Error).message })
    await again.close()
  })

  it("fails its case alone: a decision that throws when it is read", async () => {
    const handlers = { receive: inc, pick: inc, charge: inc, ship: () => 0 }
    const check = () => getter({}, "outcome") as { outcome: "ok"; value: number }
    const engine = await open({ workflows: [OrderExecutor.with({ ...handlers, check })] })
    const started = await engine.start(OrderExecutor, { input: 1 })
    await expect(started.result()).rejects.toMatchObject({ _tag: "CaseFailed", task: "check", reason: "payload" })
    await engine.close()
  })
})

describe("a time limit", () => {
  const hasty = workflow("hasty")
    .tasks({ a: task({ input: num, output: num, timeout: "40 millis", retry: fixed("1 millis", { times: 1 }) }) })
    .start("a").flows(() => []).end("a").build()
  const HastyExecutor = built<typeof hasty, { a: Task<number, number> }>(hasty)

  it("does not wait until the handler lets go", async () => {
    let calls = 0
    const a = (n: number) => (++calls === 1 ? Effect.uninterruptible(Effect.delay(Effect.succeed(0), 400)) : n)
    const engine = await open({ workflows: [HastyExecutor.with({ a })] })
    const began = performance.now()
    expect(await (await engine.start(HastyExecutor, { input: 7 })).result()).toBe(7)
    expect(performance.now() - began).toBeLessThan(300)
    await engine.close()
    expect(performance.now() - began, "closing waits for it").toBeGreaterThan(390)
  })

  it("does not outlive an attempt that is over, whatever its end", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length
    let begun = 0
    const charge = (n: number) => {
      begun++
      if (n % 3 === 0) return never()
      return new Promise<number>((resolve, reject) => setImmediate(n % 3 === 1 ? resolve : reject, n))
    }
    const [receive, pick] = [(n: number) => n - 1, inc]
    const check = (value: number) => ({ outcome: "ok" as const, value })
    const order = OrderExecutor.with({ receive, check, pick, charge, ship: () => 0 })
    const engine = await open({ workflows: [order] })
    const before = timers()
    const cases = await Promise.all(Array.from({ length: 90 }, (_, input) => engine.start(OrderExecutor, { input })))
    await until(() => begun === 90)
    expect(timers() - before).toBeGreaterThan(45)
    await Promise.allSettled(cases.map(({ caseId }) => engine.cancel(caseId)))
    expect(timers() - before).toBeLessThan(10)
    await engine.close()
  })

  it("aborts the signal of its own attempt, also if that is asked for later", async () => {
    const aborted: (readonly [attempt: number, early: boolean, late: boolean])[] = []
    const a = async (n: number, context: { attempt: number; signal: AbortSignal }) => {
      const { attempt } = context
      const early = attempt === 1 ? false : context.signal.aborted
      await new Promise((resolve) => setTimeout(resolve, attempt === 1 ? 70 : 35))
      aborted.push([attempt, early, context.signal.aborted])
      return n
    }
    const engine = await open({ workflows: [HastyExecutor.with({ a })] })
    expect(await (await engine.start(HastyExecutor, { input: 7 })).result()).toBe(7)
    expect([...aborted].sort(([x], [y]) => x - y)).toEqual([[1, false, true], [2, false, false]])
    await engine.close()
  })
})

describe("the signal of an attempt", () => {
  it.each(["cancel", "close"] as const)("is aborted after %s, also if it is asked for only then", async (how) => {
    let context: { signal: AbortSignal } | undefined
    const a = (_: number, its: { signal: AbortSignal }) => {
      context = its
      return never()
    }
    const engine = await open({ workflows: [ThreeExecutor.with({ a, b: inc, c: inc })] })
    const { caseId } = await engine.start(ThreeExecutor, { input: 1 })
    await until(() => context !== undefined)
    await (how === "cancel" ? engine.cancel(caseId) : engine.close())
    expect(context!.signal.aborted).toBe(true)
    await engine.close()
  })
})

describe("an observer", () => {
  it("that throws, or wraps with what is no Effect, changes nothing", async () => {
    for (const attempt of [() => { throw new Error("bug") }, () => undefined as never]) {
      const fail = () => {
        throw new Error("bug")
      }
      const observer = observing({ attempt, attemptStarted: fail, caseStarted: fail, caseEnded: fail })
      const workflows = [ThreeExecutor.with({ a: (n) => Effect.succeed(n + 1), b: inc, c: inc })]
      const engine = await open({ observer, workflows })
      expect(await (await engine.start(ThreeExecutor, { input: 1 })).result()).toBe(4)
      await engine.close()
    }
  })

  it("is told when each attempt begins, also after a restart", async () => {
    const store = new MemoryStore()
    const told: [task: string, attempt: number][] = []
    const observer = observing({ attemptStarted: ({ task, attempt }) => void told.push([task, attempt]) })
    const b = (n: number, { attempt }: { attempt: number }) => (attempt === 1 ? never() : n)
    const workflows = [ThreeExecutor.with({ a: inc, b, c: (n) => Effect.succeed(n) })]
    const engine = await open({ store, observer, workflows })
    const { caseId } = await engine.start(ThreeExecutor, { input: 1 })
    await until(() => told.length === 2)
    await engine.close()
    const again = await open({ store, observer, workflows })
    expect(await again.result(caseId)).toBe(2)
    expect(told).toEqual([["a", 1], ["b", 1], ["b", 2], ["c", 1]])
    await again.close()
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
