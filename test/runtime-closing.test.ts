import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { afterAll, describe, expect, it } from "vitest"
import { Engine, MemoryStore, open, type Store, StoreError } from "../src/runtime.ts"
import { inc, never, papers } from "./runtime-engines.ts"
import { PapersExecutor, ThreeExecutor } from "./runtime-workflows.ts"

const folder = mkdtempSync(join(tmpdir(), "knhk-closing-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const freshPath = () => join(folder, `cases-${++files}.db`)
const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds))

/** Takes its time for each commit, as a disk does; may fail from some moment on. */
class SlowStore extends MemoryStore {
  failing = false

  override commit: Store["commit"] = (batch, done) => {
    if (this.failing) batch.pack()
    const write = () => {
      if (this.failing) done(new StoreError({ reason: "full", path: "memory", message: "the disk is full" }), 0)
      else super.commit(batch, done)
    }
    if (this.failing) setTimeout(write, 30)
    else super.commit(batch, (error, bytes) => setTimeout(done, 30, error, bytes))
  }
}

const stores: readonly (readonly [string, () => string | Store])[] = [
  ["memory", () => new MemoryStore()],
  ["sqlite", freshPath],
]

describe("a commit under way", () => {
  it("that fails is told to those who wait in the batch behind it", async () => {
    const store = new SlowStore()
    const engine = await open({ store, workflows: [papers] })
    store.failing = true
    const failed = { _tag: "StoreError", reason: "full" }
    const first = expect(engine.start(PapersExecutor, { input: 1 })).rejects.toMatchObject(failed)
    await sleep(10)
    const behind = [
      engine.start(PapersExecutor, { input: 2 }),
      engine.start(PapersExecutor, { id: "k", input: 2 }),
      engine.start(PapersExecutor, { id: "k", input: 2 }),
    ]
    await Promise.all([first, ...behind.map((start) => expect(start).rejects.toMatchObject(failed))])
    await engine.close()
  })

  it("does not keep from being told who comes too late", async () => {
    const engine = await open({ store: new SlowStore(), workflows: [papers] })
    await engine.start(PapersExecutor, { input: 1 })
    const [item] = await engine.workItems()
    const first = engine.complete(item!.workItemId, 5)
    await sleep(10)
    await expect(engine.complete(item!.workItemId, 6)).rejects.toMatchObject({ _tag: "WorkItemDone" })
    await first
    await engine.close()
  })
})

describe.each(stores)("an engine that closes (%s)", (_, make) => {
  it("writes what was asked for right before", async () => {
    const store = make()
    const workflows = [papers, ThreeExecutor.with({ a: never, b: inc, c: inc })]
    const engine = await open({ store, workflows })
    const paper = await engine.start(PapersExecutor, { input: 1 })
    const running = await engine.start(ThreeExecutor, { input: 1 })
    const [item] = await engine.workItems()
    const result = running.result().catch((error: unknown) => error)
    const asked = [
      engine.start(PapersExecutor, { id: "late", input: 2 }), engine.start(PapersExecutor, { input: 3 }),
      engine.complete(item!.workItemId, 7), engine.cancel(running.caseId, "no more"),
    ]
    const closed = engine.close()
    const [late] = await Promise.all(asked)
    expect(await result).toMatchObject({ _tag: "CaseCancelled", reason: "no more" })
    await closed
    const again = await open({ store, workflows })
    expect(await again.start(PapersExecutor, { id: "late", input: 2 })).toMatchObject({
      existed: true, caseId: (late as { caseId: string }).caseId,
    })
    expect(await again.show(running.caseId)).toMatchObject({ status: "cancelled" })
    expect((await again.show(paper.caseId)).workItems).toMatchObject([{ task: "seal", input: 7 }])
    expect((await again.list({ workflow: "papers" })).cases).toHaveLength(3)
    await again.close()
  })

  it("keeps what a handler returned right before, and begins no attempt", async () => {
    const store = make()
    const seen: [string, number][] = []
    let finish: (n: number) => void = () => {}
    const said = (task: string) => (n: number, { attempt }: { attempt: number }): number | Promise<number> => {
      seen.push([task, attempt])
      return task === "a" ? slowly(new Promise((resolve) => (finish = resolve))) : n + 1
    }
    // It goes through more hands before it is here, as results of async functions do.
    const slowly = async (value: Promise<number>) => {
      await value
      for (let i = 0; i < 100; i++) await Promise.resolve()
      return value
    }
    const workflows = [ThreeExecutor.with({ a: said("a"), b: said("b"), c: said("c") })]
    const engine = await open({ store, workflows })
    const started = await engine.start(ThreeExecutor, { id: "one", input: 1 })
    while (seen.length === 0) await sleep(1)
    finish(5)
    await Promise.resolve()
    await engine.close()
    expect(seen).toEqual([["a", 1]])
    const again = await open({ store, workflows })
    expect(await again.result(started.caseId)).toBe(7)
    expect(seen).toEqual([["a", 1], ["b", 1], ["c", 1]])
    await again.close()
  })

  it("refuses what is asked for later", async () => {
    const engine = await open({ store: make(), workflows: [papers] })
    const closing = engine.close()
    await sleep(20)
    await expect(engine.start(PapersExecutor, { id: "x", input: 1 })).rejects.toMatchObject({ _tag: "EngineClosed" })
    await closing
  })

  it("waits for a handler that does not let go only as long as it was told", async () => {
    const store = make()
    let begun = 0
    const stubborn = ThreeExecutor.with({
      a: () => Effect.andThen(Effect.sync(() => begun++), Effect.uninterruptible(Effect.never)), b: inc, c: inc,
    })
    const engine = await open({ store, workflows: [stubborn], closeTimeout: 50 })
    const { caseId } = await engine.start(ThreeExecutor, { input: 1 })
    while (begun === 0) await sleep(1)
    const began = performance.now()
    await engine.close()
    expect(performance.now() - began).toBeGreaterThan(40)
    const again = await open({ store, workflows: [ThreeExecutor.with({ a: inc, b: inc, c: inc })] })
    expect(await again.result(caseId)).toBe(4)
    await again.close()
  })
})

describe("an executor's layer", () => {
  it("can be released and built again while its cases run", async () => {
    const scope = Scope.makeUnsafe()
    const layer = Engine.layerSqlite(freshPath())
    const engine = Context.get(await Effect.runPromise(Layer.buildWithScope(layer, scope)), Engine)
    const handlers = { a: inc, b: async (n: number) => sleep(5).then(() => n), c: inc }
    const ids: string[] = []
    for (let round = 0; round < 12; round++) {
      const inner = Scope.makeUnsafe()
      await Effect.runPromise(Scope.provide(engine.register(ThreeExecutor, handlers, Context.empty()), inner))
      const start = () => Effect.runPromise(engine.start("three", { input: 1 }))
      const started = await Promise.all(Array.from({ length: 20 }, start))
      ids.push(...started.map(({ caseId }) => caseId))
      await sleep(round % 6)
      const last = Effect.runPromise(engine.start("three", { input: 1 }))
      await Effect.runPromise(Scope.close(inner, Exit.void))
      ids.push((await last).caseId)
      await expect(start()).rejects.toMatchObject({ _tag: "WorkflowNotRegistered" })
    }
    await Effect.runPromise(Scope.provide(engine.register(ThreeExecutor, handlers, Context.empty()), scope))
    for (const caseId of ids) expect(await Effect.runPromise(engine.result(caseId))).toBe(3)
    await Effect.runPromise(Scope.close(scope, Exit.void))
  })
})
