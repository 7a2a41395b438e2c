import { getEventListeners } from "node:events"
import * as Effect from "effect/Effect"
import { describe, expect, it } from "vitest"
import { and, cancels, fixed, flow, task, workflow } from "../src/index.ts"
import {
  type AttemptContext, type CancellationReason, CancellationSource, CancellationToken, MemoryStore, open, StoreError,
} from "../src/runtime.ts"
import { inc, never } from "./runtime-engines.ts"
import { built, num, RaceExecutor, type Task, ThreeExecutor } from "./runtime-workflows.ts"

const listenersOf = (signal: AbortSignal) => getEventListeners(signal, "abort").length

describe("a token", () => {
  it("is cancelled once, by its source, and tells everybody the first reason", () => {
    const source = new CancellationSource<string>()
    const { token } = source
    const heard: string[] = []
    token.onCancel((reason) => heard.push(`early ${reason}`))
    const stop = token.onCancel((reason) => heard.push(`never ${reason}`))
    stop()
    expect([token.isCancelled, token.reason]).toEqual([false, undefined])
    token.throwIfCancelled()
    source.cancel("one")
    source.cancel("two")
    token.onCancel((reason) => heard.push(`late ${reason}`))
    expect(heard).toEqual(["early one", "late one"])
    expect([token.isCancelled, token.reason, token.signal.aborted, token.signal.reason])
      .toEqual([true, "one", true, "one"])
    expect(() => token.throwIfCancelled()).toThrow("one")
  })

  it("cancels its children and theirs, and nothing above or beside them", () => {
    const parent = new CancellationSource<string>()
    const [left, right] = [parent.token.child(), parent.token.child<number>()]
    const inner = left.token.child()
    const heard: unknown[] = []
    inner.token.onCancel((reason) => heard.push(reason))
    right.token.onCancel((reason) => heard.push(reason))
    left.cancel("left")
    expect([parent, left, inner, right].map(({ token }) => token.reason))
      .toEqual([undefined, "left", "left", undefined])
    expect(heard).toEqual(["left"])
    parent.cancel("all")
    expect([parent, left, inner, right].map(({ token }) => token.reason)).toEqual(["all", "left", "left", "all"])
    expect(heard).toEqual(["left", "all"])
    expect(parent.token.child().token.reason).toBe("all")
  })

  it("tells a child that nobody listens to when it is asked", () => {
    const parent = new CancellationSource<string>()
    const child = parent.token.child()
    parent.cancel("all")
    child.cancel("too late")
    expect([child.token.isCancelled, child.token.reason, child.token.signal.reason]).toEqual([true, "all", "all"])
  })

  it("is a signal and is made of one", () => {
    const controller = new AbortController()
    const token = CancellationToken.from(controller.signal)
    const child = token.child()
    expect(token.signal).toBe(controller.signal)
    const { signal } = child.token
    expect([token.isCancelled, token.reason, signal.aborted]).toEqual([false, undefined, false])
    controller.abort("gone")
    expect([token.isCancelled, token.reason, signal.aborted, signal.reason]).toEqual([true, "gone", true, "gone"])
    expect(CancellationToken.from(AbortSignal.abort("before")).reason).toBe("before")
  })

  it("lets a listener that throws keep no other from hearing", async () => {
    const uncaught = new Promise<unknown>((resolve) => {
      const before = process.listeners("uncaughtException")
      process.removeAllListeners("uncaughtException")
      process.once("uncaughtException", (error) => {
        for (const listener of before) process.on("uncaughtException", listener)
        resolve(error)
      })
    })
    const source = new CancellationSource<string>()
    const bug = new Error("bug")
    const heard: string[] = []
    source.token.onCancel(() => {
      throw bug
    })
    source.token.onCancel((reason) => heard.push(reason))
    source.cancel("stop")
    expect(heard).toEqual(["stop"])
    expect(await uncaught).toBe(bug)
  })

  it("is raced: the work's own end, or the reason", async () => {
    const source = new CancellationSource<string>()
    expect(await source.token.race(Promise.resolve(1))).toBe(1)
    await expect(source.token.race(Promise.reject(new Error("no")))).rejects.toThrow("no")
    const waiting = source.token.race(never())
    source.cancel("stop")
    await expect(waiting).rejects.toBe("stop")
    await expect(source.token.race(never())).rejects.toBe("stop")
  })
})

describe("a token that lives long", () => {
  it("holds a child only while somebody listens to that", () => {
    const parent = new CancellationSource()
    for (let i = 0; i < 1_000; i++) parent.token.child().token.child()
    expect(parent.token.listeners).toBe(0)
    const child = parent.token.child()
    const stops = Array.from({ length: 10 }, () => child.token.onCancel(() => {}))
    expect([parent.token.listeners, child.token.listeners]).toEqual([1, 10])
    for (const stop of stops) stop()
    expect([parent.token.listeners, child.token.listeners]).toEqual([0, 0])
  })

  it("lets go of a child that is cancelled, disposed of, or raced", async () => {
    const parent = new CancellationSource<string>()
    const [cancelled, disposed] = [parent.token.child(), parent.token.child()]
    const heard: string[] = []
    for (const { token } of [cancelled, disposed]) token.onCancel((reason) => heard.push(reason))
    const { signal } = disposed.token
    expect(parent.token.listeners).toBe(2)
    cancelled.cancel("alone")
    disposed[Symbol.dispose]()
    for (let i = 0; i < 100; i++) await parent.token.race(Promise.resolve(i))
    expect(parent.token.listeners).toBe(0)
    parent.cancel("all")
    expect([heard, signal.aborted, disposed.token.reason]).toEqual([["alone"], false, "all"])
  })

  it("that is a signal has one listener for each token that is listened to", () => {
    const { signal } = new AbortController()
    const tokens = Array.from({ length: 100 }, () => CancellationToken.from(signal))
    const sources = tokens.map((token) => token.child())
    expect(listenersOf(signal)).toBe(0)
    for (const { token } of sources) token.onCancel(() => {})
    expect(listenersOf(signal)).toBe(100)
    for (const source of sources) source[Symbol.dispose]()
    expect(listenersOf(signal)).toBe(0)
  })

  it("is left by calls of an engine that are over", async () => {
    const engine = await open({ workflows: [ThreeExecutor.with({ a: inc, b: inc, c: inc })] })
    const { token } = new CancellationSource()
    for (let input = 0; input < 20; input++) {
      const started = await engine.start(ThreeExecutor, { input, signal: token.signal })
      expect(await started.result({ signal: token.signal })).toBe(input + 3)
    }
    expect(listenersOf(token.signal)).toBe(0)
    await engine.close()
  })
})

describe("the reason that a handler is told", () => {
  const hasty = workflow("hasty-reasons")
    .tasks({
      a: task({ input: num, output: num, timeout: "20 millis", retry: fixed("1 millis", { times: 1 }) }),
      b: task({ input: num, output: num }),
    })
    .start("a").flows((t) => [flow(t.a, t.b)]).end("b").build()
  const HastyExecutor = built<typeof hasty, { a: Task<number, number>; b: Task<number, number> }>(hasty)

  /** Waits until something was put there. */
  async function filled<A>(list: readonly A[], length = 1): Promise<readonly A[]> {
    while (list.length < length) await new Promise((resolve) => setTimeout(resolve, 1))
    return list
  }

  it("is AttemptTimeout where the attempt takes too long", async () => {
    const contexts: AttemptContext[] = []
    const a = (n: number, context: AttemptContext) => {
      contexts.push(context)
      return context.attempt === 1 ? context.token.race(never()) : n
    }
    const engine = await open({ workflows: [HastyExecutor.with({ a, b: inc })] })
    expect(await (await engine.start(HastyExecutor, { input: 1 })).result()).toBe(2)
    expect(contexts[0]!.token.reason).toMatchObject({ _tag: "AttemptTimeout", task: "a", timeout: 20 })
    expect(contexts[0]!.signal.reason).toBe(contexts[0]!.token.reason)
    await engine.close()
  })

  it("is AttemptSuperseded where the attempt failed and another follows, AttemptEnded where none does", async () => {
    const reasons: (readonly [attempt: number, tag: string | undefined])[] = []
    const early = async (_: number, { attempt, token }: AttemptContext) => {
      token.onCancel((reason) => reasons.push([attempt, reason._tag]))
      throw new Error("down")
    }
    const engine = await open({ workflows: [HastyExecutor.with({ a: early, b: inc })] })
    const { result } = await engine.start(HastyExecutor, { input: 1 })
    await expect(result()).rejects.toMatchObject({ _tag: "CaseFailed", attempt: 2 })
    expect(reasons).toEqual([[1, "AttemptSuperseded"], [2, "AttemptEnded"]])
    await engine.close()
  })

  it("is AttemptEnded where it is asked for after the result is in; before, nothing is cancelled", async () => {
    const contexts: AttemptContext[] = []
    const early: AbortSignal[] = []
    const a = (n: number, context: AttemptContext) => (contexts.push(context), n)
    const b = (n: number, { signal }: AttemptContext) => (early.push(signal), n)
    const engine = await open({ workflows: [HastyExecutor.with({ a, b })] })
    await (await engine.start(HastyExecutor, { input: 1 })).result()
    expect(contexts[0]!.token.reason).toMatchObject({ _tag: "AttemptEnded", attempt: 1 })
    expect(early[0]!.aborted).toBe(false)
    await engine.close()
  })

  it("is WorkItemCancelled where the workflow takes it back", async () => {
    const reasons: (CancellationReason | undefined)[] = []
    const slow = (_: number, { token }: AttemptContext) =>
      Effect.onInterrupt(Effect.never, () => Effect.sync(() => reasons.push(token.reason)))
    const fast = async (n: number) => n
    const engine = await open({ workflows: [RaceExecutor.with({ begin: inc, fast, slow })] })
    const { result, caseId } = await engine.start(RaceExecutor, { input: 1 })
    expect(await result()).toBe(2)
    const [reason] = await filled(reasons)
    expect(reason).toMatchObject({ _tag: "WorkItemCancelled", caseStatus: "ok" })
    expect((reason as { workItemId: string }).workItemId).toMatch(new RegExp(`^${caseId}:slow:\\d+$`))
    await engine.close()
  })

  it("is WorkItemCancelled in a region that is cleared, and its case goes on", async () => {
    const step = () => task({ input: num, output: num })
    const clears = workflow("clears")
      .tasks({ begin: step(), fast: step(), slow: step(), after: step() })
      .start("begin")
      .flows((t) => [and(t.begin, [t.fast, t.slow]), cancels(t.fast, [t.slow]), flow(t.fast, t.after)])
      .end("after", "slow").build()
    type Step = Task<number, number>
    const ClearsExecutor = built<typeof clears, { begin: Step; fast: Step; slow: Step; after: Step }>(clears)
    const reasons: CancellationReason[] = []
    const slow = (_: number, { token }: AttemptContext) => (token.onCancel((reason) => reasons.push(reason)), never())
    const after = (n: number) => filled(reasons).then(() => n)
    const engine = await open({ workflows: [ClearsExecutor.with({ begin: inc, fast: async (n) => n, slow, after })] })
    expect(await (await engine.start(ClearsExecutor, { input: 1 })).result()).toBe(2)
    expect(reasons).toMatchObject([{ _tag: "WorkItemCancelled", caseStatus: "running" }])
    await engine.close()
  })

  it("is WorkItemCancelled with the status of a case that failed beside it", async () => {
    const reasons: CancellationReason[] = []
    const slow = (_: number, { token }: AttemptContext) => (token.onCancel((reason) => reasons.push(reason)), never())
    const fast = () => Promise.reject(new Error("no"))
    const engine = await open({ workflows: [RaceExecutor.with({ begin: inc, fast, slow })] })
    const { result } = await engine.start(RaceExecutor, { input: 1 })
    await expect(result()).rejects.toMatchObject({ _tag: "CaseFailed" })
    expect(await filled(reasons)).toMatchObject([{ _tag: "WorkItemCancelled", caseStatus: "failed" }])
    await engine.close()
  })

  it("is CaseCancelled with the caller's words, to promises and Effects, early and late", async () => {
    const reasons: unknown[] = []
    const contexts: AttemptContext[] = []
    const fast = (_: number, { token }: AttemptContext) => token.race(never()).catch((reason: CancellationReason) => {
      reasons.push(reason)
      return 0
    })
    const slow = (_: number, context: AttemptContext) => {
      contexts.push(context)
      return Effect.onInterrupt(Effect.never, () => Effect.sync(() => reasons.push(context.token.reason)))
    }
    const engine = await open({ workflows: [RaceExecutor.with({ begin: inc, fast, slow })] })
    const { caseId } = await engine.start(RaceExecutor, { input: 1 })
    await filled(contexts)
    await engine.cancel(caseId, "the customer left")
    const expected = { _tag: "CaseCancelled", caseId, reason: "the customer left" }
    expect(await filled(reasons, 2)).toMatchObject([expected, expected])
    expect(contexts[0]!.signal.reason).toMatchObject(expected)
    await engine.close()
  })

  it("is EngineClosed where the engine closes", async () => {
    const reasons: CancellationReason[] = []
    const a = (_: number, { token }: AttemptContext) => (token.onCancel((reason) => reasons.push(reason)), never())
    const engine = await open({ workflows: [ThreeExecutor.with({ a, b: inc, c: inc })] })
    await engine.start(ThreeExecutor, { input: 1 })
    await engine.close()
    expect(reasons).toMatchObject([{ _tag: "EngineClosed" }])
  })

  it("is StoreError where the store fails", async () => {
    class FailingStore extends MemoryStore {
      failing = false
      override commit: MemoryStore["commit"] = (batch, done) => {
        if (!this.failing) return super.commit(batch, done)
        batch.pack()
        setImmediate(done, new StoreError({ reason: "full", path: "memory", message: "the disk is full" }), 0)
      }
    }
    const store = new FailingStore()
    const reasons: CancellationReason[] = []
    const a = (_: number, { token }: AttemptContext) => (token.onCancel((reason) => reasons.push(reason)), never())
    const engine = await open({ store, workflows: [ThreeExecutor.with({ a, b: inc, c: inc })] })
    const { caseId } = await engine.start(ThreeExecutor, { input: 1 })
    await engine.start(ThreeExecutor, { input: 2 })
    store.failing = true
    // The one that was about to be cancelled is told the same: its cancellation is not on disk.
    await expect(engine.cancel(caseId)).rejects.toMatchObject({ _tag: "StoreError" })
    const failed = { _tag: "StoreError", reason: "full" }
    expect(reasons).toMatchObject([failed, failed])
    await engine.close()
  })
})

describe("a handler's sleep", () => {
  it("ends in time, or with the reason and no timer left", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length
    const seen: unknown[] = []
    const slow = async (_: number, context: AttemptContext) => {
      const before = context.now()
      await context.sleep(10)
      // The system's timers may be a millisecond early by its clock.
      seen.push(context.now() - before >= 9)
      await context.sleep("1 hour").catch((reason: CancellationReason) => seen.push(reason._tag))
      return 0
    }
    const engine = await open({ workflows: [ThreeExecutor.with({ a: slow, b: inc, c: inc })] })
    const before = timers()
    const { caseId } = await engine.start(ThreeExecutor, { input: 1 })
    while (seen.length < 1) await new Promise((resolve) => setTimeout(resolve, 1))
    await engine.cancel(caseId)
    for (let i = 0; i < 1_000 && (seen.length < 2 || timers() > before); i++) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(seen).toEqual([true, "CaseCancelled"])
    expect(timers()).toBeLessThanOrEqual(before)
    await engine.close()
  })
})
