import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { TestClock } from "effect/testing"
import { afterAll, describe, expect, it } from "vitest"
import { fixed, task, workflow } from "../src/index.ts"
import { type AttemptContext, Engine, MemoryStore, open, type Store, StoreError } from "../src/runtime.ts"
import { inc, never, papers } from "./runtime-engines.ts"
import { built, num, PapersExecutor, type Task, ThreeExecutor } from "./runtime-workflows.ts"

const folder = mkdtempSync(join(tmpdir(), "knhk-drain-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const stores: readonly (readonly [string, () => string | Store])[] = [
  ["memory", () => new MemoryStore()],
  ["sqlite", () => join(folder, `cases-${++files}.db`)],
]
const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))
async function until(done: () => boolean): Promise<void> {
  while (!done()) await sleep(1)
}

/** Handlers that say which attempt of what they are; `a` waits until it is let go, by the input. */
function gated() {
  const seen: string[] = []
  const gates = new Map<number, () => void>()
  const said = (task: string) => (n: number, { attempt }: AttemptContext) => (seen.push(`${task}${n}:${attempt}`), n)
  const a = (n: number, { attempt, token }: AttemptContext) => {
    seen.push(`a${n}:${attempt}`)
    return token.race(new Promise<number>((resolve) => gates.set(n, () => resolve(n))))
  }
  const free = { a: said("a"), b: said("b"), c: said("c") }
  return { seen, go: (n: number) => gates.get(n)!(), handlers: { ...free, a }, free }
}

describe.each(stores)("an engine that drains (%s)", (_, make) => {
  it("lets running attempts finish, begins none, and the next engine goes on from there", async () => {
    const store = make()
    const { seen, go, handlers, free } = gated()
    const engine = await open({ store, workflows: [ThreeExecutor.with(handlers)] })
    const cases = [await engine.start(ThreeExecutor, { input: 1 }), await engine.start(ThreeExecutor, { input: 2 })]
    await until(() => seen.length === 2)
    const draining = engine.drain({ deadline: "1 minutes" })
    go(1)
    await sleep(20)
    expect(seen, "b does not begin").toEqual(["a1:1", "a2:1"])
    go(2)
    const report = await draining
    expect([...report.finished].sort()).toEqual(cases.map(({ caseId }) => `${caseId}:a:1`).sort())
    expect(report).toMatchObject({ interrupted: [], left: 2 })
    const again = await open({ store, workflows: [ThreeExecutor.with(free)] })
    expect(await Promise.all(cases.map(({ caseId }) => again.result(caseId)))).toEqual([1, 2])
    expect([...seen].sort()).toEqual(["a1:1", "a2:1", "b1:1", "b2:1", "c1:1", "c2:1"])
    await again.close()
  })

  it("interrupts what is left at the deadline, and that begins anew with the next", async () => {
    const store = make()
    const reasons: unknown[] = []
    const told = (token: AttemptContext["token"]) => reasons.push(token.reason?._tag)
    const a = (n: number, { token }: AttemptContext) => n === 1
      ? Effect.onInterrupt(Effect.never, () => Effect.sync(() => told(token)))
      : token.race(never()).finally(() => told(token))
    const engine = await open({ store, workflows: [ThreeExecutor.with({ a, b: inc, c: inc })] })
    const cases = [await engine.start(ThreeExecutor, { input: 1 }), await engine.start(ThreeExecutor, { input: 2 })]
    const waiting = cases.map(({ result }) => result().catch((error: unknown) => error))
    const began = performance.now()
    const report = await engine.drain({ deadline: 40 })
    expect(performance.now() - began).toBeGreaterThan(35)
    expect([...report.interrupted].sort()).toEqual(cases.map(({ caseId }) => `${caseId}:a:1`).sort())
    expect(report).toMatchObject({ finished: [], left: 2 })
    expect(reasons).toEqual(["EngineDraining", "EngineDraining"])
    expect(await Promise.all(waiting)).toMatchObject([{ _tag: "EngineClosed" }, { _tag: "EngineClosed" }])
    const attempts: number[] = []
    const next = (n: number, { attempt }: AttemptContext) => (attempts.push(attempt), n)
    const again = await open({ store, workflows: [ThreeExecutor.with({ a: next, b: inc, c: inc })] })
    expect(await Promise.all(cases.map(({ caseId }) => again.result(caseId)))).toEqual([3, 4])
    expect(attempts).toEqual([2, 2])
    await again.close()
  })

  it("refuses new starts, takes human work meanwhile, and loses nothing that was acknowledged", async () => {
    const store = make()
    const { seen, go, handlers, free } = gated()
    const workflows = [ThreeExecutor.with(handlers), papers]
    const engine = await open({ store, workflows })
    await engine.start(ThreeExecutor, { input: 1 })
    const paper = await engine.start(PapersExecutor, { id: "p", input: 5 })
    await until(() => seen.length === 1)
    const draining = engine.drain()
    const refused = { _tag: "EngineDraining", message: expect.stringContaining("opened next on the same store") }
    await expect(engine.start(ThreeExecutor, { input: 9 })).rejects.toMatchObject(refused)
    await expect(engine.start(PapersExecutor, { id: "p", input: 5 })).rejects.toMatchObject(refused)
    const [item] = await engine.workItems()
    await engine.complete(item!.workItemId, 6)
    go(1)
    expect(await draining).toMatchObject({ left: 2 })
    await expect(engine.start(ThreeExecutor, { input: 9 })).rejects.toMatchObject({ _tag: "EngineClosed" })
    const again = await open({ store, workflows: [ThreeExecutor.with(free), papers] })
    const [seal] = await again.workItems()
    expect(seal).toMatchObject({ caseId: paper.caseId, task: "seal", input: 6 })
    await again.close()
  })

  it("is at an end at once where nothing runs, tells the same twice, and can be cut short", async () => {
    const idle = await open({ store: make(), workflows: [papers] })
    await idle.start(PapersExecutor, { input: 1 })
    const [one, two] = await Promise.all([idle.drain({ deadline: "1 hour" }), idle.drain()])
    expect(one).toEqual({ finished: [], interrupted: [], left: 1 })
    expect(two).toBe(one)
    await expect(idle.drain()).resolves.toBe(one)

    const store = make()
    const { seen, handlers } = gated()
    const busy = await open({ store, workflows: [ThreeExecutor.with(handlers)] })
    const { caseId } = await busy.start(ThreeExecutor, { input: 1 })
    await until(() => seen.length === 1)
    const draining = busy.drain({ deadline: "1 hour" })
    await busy.close()
    expect((await draining).interrupted).toEqual([`${caseId}:a:1`])
  })
})

describe("draining", () => {
  it("leaves a delay between attempts to the next engine, and reads its deadline from the engine's clock", async () => {
    const hourly = workflow("hourly-drain")
      .tasks({ a: task({ input: num, output: num, retry: fixed("1 hour", { times: 3 }) }) })
      .start("a").flows(() => []).end("a").build()
    const HourlyExecutor = built<typeof hourly, { a: Task<number, number> }>(hourly)
    const store = new MemoryStore()
    const seen: number[] = []
    const a = (n: number, { attempt }: AttemptContext) => {
      seen.push(n * 10 + attempt)
      return n === 1 && attempt === 1 ? Promise.reject(new Error("down")) : n === 1 ? n : never()
    }
    const settle = Effect.promise(() => sleep(20))
    const opened = <A, E>(work: Effect.Effect<A, E, Engine>) =>
      Effect.provide(work, Layer.provideMerge(HourlyExecutor.layer({ a }), Engine.layerStore(store)))
    await Effect.runPromise(Effect.gen(function* () {
      const caseId = yield* opened(Effect.gen(function* () {
        const engine = yield* Engine
        const { caseId } = yield* engine.start("hourly-drain", { input: 1 })
        yield* engine.start("hourly-drain", { input: 2 })
        yield* settle
        const fiber = yield* Effect.forkChild(engine.drain({ deadline: "2 hours" }))
        yield* settle
        yield* TestClock.adjust("119 minutes")
        yield* settle
        expect(fiber.pollUnsafe()).toBeUndefined()
        expect(seen, "the second attempt is due and does not begin").toEqual([11, 21])
        yield* TestClock.adjust("1 minutes")
        yield* settle
        const exit = fiber.pollUnsafe() as { readonly value?: unknown } | undefined
        expect(exit?.value).toMatchObject({ finished: [], interrupted: [expect.stringContaining(":a:1")], left: 2 })
        return caseId
      }))
      yield* opened(Effect.gen(function* () {
        const engine = yield* Engine
        expect(yield* engine.result(caseId)).toBe(1)
      }))
    }).pipe(Effect.provide(TestClock.layer())))
    expect([...seen].sort()).toEqual([11, 12, 21, 22])
  })

  it("fails where the store does", async () => {
    class FailingStore extends MemoryStore {
      override commit: MemoryStore["commit"] = (batch, done) => {
        if (!failing) return super.commit(batch, done)
        batch.pack()
        setImmediate(done, new StoreError({ reason: "full", path: "memory", message: "the disk is full" }), 0)
      }
    }
    let failing = false
    const { seen, go, handlers } = gated()
    const engine = await open({ store: new FailingStore(), workflows: [ThreeExecutor.with(handlers)] })
    await engine.start(ThreeExecutor, { input: 1 })
    await until(() => seen.length === 1)
    const draining = engine.drain({ deadline: "1 hour" })
    failing = true
    go(1)
    await expect(draining).rejects.toMatchObject({ _tag: "StoreError", reason: "full" })
    await expect(engine.drain()).rejects.toMatchObject({ _tag: "StoreError", reason: "full" })
  })

  it("loses no case under load, whenever it comes", async () => {
    for (let round = 0; round < 20; round++) {
      const store = new MemoryStore()
      const runs = new Map<string, number>()
      const slow = (task: string) => async (n: number) => {
        await sleep(n % 3)
        runs.set(`${task}${n}`, (runs.get(`${task}${n}`) ?? 0) + 1)
        return n
      }
      const workflows = [ThreeExecutor.with({ a: slow("a"), b: slow("b"), c: slow("c") })]
      const acknowledged: string[] = []
      let engine = await open({ store, workflows })
      const starting = Promise.allSettled(Array.from({ length: 60 }, async (_, input) => {
        await sleep(input % 7)
        acknowledged.push((await engine.start(ThreeExecutor, { input })).caseId)
      }))
      await sleep(round / 2)
      const report = await engine.drain({ deadline: "5 seconds" })
      await starting
      expect(report.interrupted).toEqual([])
      engine = await open({ store, workflows })
      const results = await Promise.all(acknowledged.map((caseId) => engine.result(caseId)))
      expect(results).toHaveLength(acknowledged.length)
      // What finished is on disk: no task ran twice.
      expect([...runs.values()].every((times) => times === 1)).toBe(true)
      await engine.close()
    }
  })
})
