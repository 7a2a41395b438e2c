/** What comes from outside and from the clock: signals, timers, tasks that are stopped, starts that are blocked. */
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import {
  and, cancels, cancelsCase, critical, defer, flow, human, join, merge, milestone, receive, type Signature, task, timer,
  workflow,
} from "../src/index.ts"
import { MemoryStore, open, type PromisedEngine } from "../src/runtime.ts"
import { check, inc, never } from "./runtime-engines.ts"
import { any, built, num, type Task } from "./runtime-workflows.ts"

const step = () => task({ input: num, output: num })
type Step = Task<number, number>
type Human = Signature<"human", number, { done: number }>

const Paid = workflow("paid")
  .tasks({
    ask: human({ input: num, output: num }),
    paid: receive({ input: num, signal: "payment", payload: num, keep: { most: 2, timeToLive: "60 millis" } }),
    book: task({ input: any, output: any }),
  })
  .start("ask").flows((t) => [flow(t.ask, t.paid), flow(t.paid, t.book)]).end("book").build()
const PaidExecutor = built<typeof Paid, { ask: Human; book: Task<unknown, unknown> }>(Paid)
const paid = PaidExecutor.with({ book: (got) => got })

const Quick = workflow("quick")
  .tasks({
    a: step(), paid: receive({ input: num, signal: "payment", payload: num }),
    late: timer({ input: num, after: "40 millis" }), end: task({ input: any, output: any }),
  })
  .start("a").flows((t) => [defer(t.a, [t.paid, t.late]), flow(t.paid, t.end), flow(t.late, t.end)]).end("end").build()
const QuickExecutor = built<typeof Quick, { a: Step; end: Task<unknown, unknown> }>(Quick)
const quick = QuickExecutor.with({ a: inc, end: (got) => got })

/** The one work item that waits for a person. */
async function waits(engine: PromisedEngine, task: string): Promise<string> {
  for (;;) {
    const found = (await engine.workItems()).find((item) => item.task === task)
    if (found !== undefined) return found.workItemId
    await sleep(1)
  }
}

async function waitsForSignal(engine: PromisedEngine, signal: string): Promise<void> {
  while ((await engine.workItems({ signal })).length === 0) await sleep(1)
}

describe("a signal", () => {
  it("that is kept is taken once, the oldest first, with what the task got", () => check([paid], async (engine) => {
    const one = await engine.start(PaidExecutor, { input: 1 })
    await one.signal("payment", 10)
    await engine.signal(one.caseId, "payment", 20)
    await engine.complete(await waits(engine, "ask"), 2)
    expect(await one.result()).toEqual({ payload: 2, signal: 10 })
    const { history } = await engine.show(one.caseId)
    expect(history.filter((line) => line.signal === "payment").map(({ event, payload }) => [event, payload]))
      .toEqual([["signal", 10], ["signal", 20]])
  }))

  it("is refused with a sentence if too many are kept, none waits, none knows it or it does not fit", () =>
    check([paid, quick], async (engine) => {
      const one = await engine.start(PaidExecutor, { input: 1 })
      const { caseId } = one
      await one.signal("payment", 10)
      await one.signal("payment", 20)
      await expect(one.signal("payment", 30)).rejects.toMatchObject({
        _tag: "SignalFull", workflow: "paid", caseId, signal: "payment", most: 2,
        message: `The case ${caseId} keeps 2 of signal "payment" already, as many as it may; ` +
          "send it again when one of them is used.",
      })
      await expect(one.signal("payed", 1)).rejects.toMatchObject({
        _tag: "SignalUnknown", message: 'No task of "paid" waits for a signal "payed"; it knows "payment".',
      })
      await expect(one.signal("payment", "much")).rejects.toMatchObject({
        _tag: "PayloadRefused", caseId, message: 'The payload of signal "payment" is refused: it is not a number',
      })
      const two = await engine.start(QuickExecutor, { input: 1 })
      await waitsForSignal(engine, "payment")
      await two.signal("payment", 3)
      expect(await two.result()).toEqual({ payload: 2, signal: 3 })
      await expect(two.signal("payment", 3)).rejects.toMatchObject({ _tag: "CaseEnded", caseId: two.caseId })
      await expect(engine.signal("none", "payment")).rejects.toMatchObject({ _tag: "CaseNotFound" })
      expect((await engine.show(caseId)).history).toHaveLength(3)
    }))

  it("that nothing waits for and that is not kept is lost, and changes nothing", () =>
    check([QuickExecutor.with({ a: never, end: (got) => got })], async (engine) => {
      const one = await engine.start(QuickExecutor, { input: 1 })
      await expect(one.signal("payment", 3)).rejects.toMatchObject({
        _tag: "SignalLost", signal: "payment",
        message: `Nothing in case ${one.caseId} waits for signal "payment" now, and it is not kept: it is lost; ` +
          "send it when something waits for it.",
      })
      expect((await engine.show(one.caseId)).history).toHaveLength(1)
    }))

  it("that is kept for a time is dropped after it, also when a restart lies between", async () => {
    const store = new MemoryStore()
    const engine = await open({ store, workflows: [paid] })
    const one = await engine.start(PaidExecutor, { id: "one", input: 1 })
    await one.signal("payment", 10)
    await engine.close()
    await sleep(30)
    const again = await open({ store, workflows: [paid] })
    await again.signal(one, "payment", 20)
    const dropped = async () => (await again.show(one.caseId)).history.filter((line) => line.event === "expire")
    while ((await dropped()).length === 0) await sleep(5)
    expect((await again.show(one.caseId)).marking).toEqual({ "in:ask": 1, "signal:payment": 1 })
    await again.complete(await waits(again, "ask"), 2)
    expect(await again.result(one.caseId)).toEqual({ payload: 2, signal: 20 })
    await again.close()
  })

  it("is waited for by work items that the worklist and the case show", () => check([quick], async (engine) => {
    const one = await engine.start(QuickExecutor, { id: "one", input: 1 })
    await waitsForSignal(engine, "payment")
    expect(await engine.workItems()).toEqual([])
    const waiting = { caseId: one.caseId, task: "paid", input: 2 }
    expect(await engine.workItems({ signal: "payment" })).toMatchObject([waiting])
    const { workItems } = await engine.show(one.caseId)
    expect(workItems).toMatchObject([
      { task: "paid", state: "enabled", human: false, signal: "payment" },
      { task: "late", state: "enabled", human: false, timerAt: expect.any(Number) },
    ])
    await one.result()
  }))
})

describe("a timer", () => {
  it("passes its payload on when it is due, at most 10 ms late", () => check([quick], async (engine) => {
    const late: number[] = []
    for (let i = 0; i < 20; i++) {
      const one = await engine.start(QuickExecutor, { input: i })
      expect(await one.result()).toBe(i + 1)
      const { history } = await engine.show(one.caseId)
      const at = (what: string) => history.find(({ happened }) =>
        happened.some((one) => one.task === "late" && one.what === what))!.at
      late.push(at("completed") - at("enabled") - 40)
    }
    late.sort((a, b) => a - b)
    expect(late[0]).toBeGreaterThanOrEqual(0)
    // The median: this process is not alone on its machine.
    expect(late[10]).toBeLessThanOrEqual(10)
  }))

  it("that was due while no engine ran goes off at once", async () => {
    const store = new MemoryStore()
    const engine = await open({ store, workflows: [quick] })
    const one = await engine.start(QuickExecutor, { id: "one", input: 1 })
    await waitsForSignal(engine, "payment")
    await engine.close()
    await sleep(60)
    const again = await open({ store, workflows: [quick] })
    const before = performance.now()
    expect(await again.result(one.caseId)).toBe(2)
    expect(performance.now() - before).toBeLessThan(35)
    await again.close()
  })
})

describe("a start that is blocked", () => {
  const Sections = workflow("sections")
    .tasks({
      a: step(), one: human({ input: num, output: num }), two: human({ input: num, output: num }), three: step(),
      end: task({ input: { one: num, two: num, three: num }, output: num }),
    })
    .start("a")
    .flows((t) => [
      and(t.a, [t.one, t.two, t.three]), join({ one: t.one, two: t.two, three: t.three }, t.end),
      critical([t.one], [t.two], [t.three]),
    ])
    .end("end").build()
  const SectionsExecutor = built<typeof Sections, { a: Step; one: Human; two: Human; three: Step; end: Task<{
    one: number; two: number; three: number
  }, number> }>(Sections)
  const sections = SectionsExecutor.with({
    a: inc, three: (n) => n * 10, end: ({ one, two, three }) => one + two + three,
  })

  it("is refused to a person, and tried again by the engine after the next event", () =>
    check([sections], async (engine) => {
      const started = await engine.start(SectionsExecutor, { input: 1 })
      const [one, two] = [await waits(engine, "one"), await waits(engine, "two")]
      const state = async (task: string) =>
        (await engine.show(started.caseId)).workItems.find((item) => item.task === task)?.state
      while ((await state("three")) !== undefined) await sleep(1)
      await engine.startWorkItem(one)
      const blocked = {
        _tag: "WorkItemBlocked", workItemId: two,
        message: `The work item ${two} cannot start while a task that excludes it is active; ` +
          "try again when that is over.",
      }
      await expect(engine.startWorkItem(two)).rejects.toMatchObject(blocked)
      await expect(engine.complete(two, 5)).rejects.toMatchObject(blocked)
      expect(await state("two")).toBe("enabled")
      await engine.complete(one, 5)
      await engine.complete(two, 7)
      expect(await started.result()).toBe(32)
    }))

  it("is tried again by the next engine too", async () => {
    const store = new MemoryStore()
    const slow = SectionsExecutor.with({ a: inc, three: never, end: () => 0 })
    const engine = await open({ store, workflows: [slow] })
    const { caseId } = await engine.start(SectionsExecutor, { id: "one", input: 1 })
    const one = await waits(engine, "one")
    while ((await engine.show(caseId)).workItems.every((item) => item.task !== "three")) await sleep(1)
    await expect(engine.startWorkItem(one)).rejects.toMatchObject({ _tag: "WorkItemBlocked" })
    await engine.close()
    const again = await open({ store, workflows: [sections] })
    while ((await again.show(caseId)).workItems.some((item) => item.task === "three")) await sleep(1)
    await again.complete(one, 5)
    await again.complete(await waits(again, "two"), 7)
    expect(await again.result(caseId)).toBe(32)
    await again.close()
  })
})

describe("a task that is stopped", () => {
  const Two = workflow("two-branches", { termination: "implicit" })
    .tasks({ a: step(), left: step(), right: step(), after: step() })
    .start("a").flows((t) => [and(t.a, [t.left, t.right]), flow(t.left, t.after)]).end("after", "right").build()
  const TwoExecutor = built<typeof Two, { a: Step; left: Step; right: Step; after: Step }>(Two)

  it("from outside is interrupted, nothing follows it, and the rest goes on", async () => {
    let aborted = 0
    const left = (_: number, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<number>(() => signal.addEventListener("abort", () => aborted++))
    let free: ((n: number) => void) | undefined
    const right = () => new Promise<number>((resolve) => { free = resolve })
    await check([TwoExecutor.with({ a: inc, left, right, after: inc })], async (engine) => {
      const one = await engine.start(TwoExecutor, { input: 1 })
      while (free === undefined) await sleep(1)
      await engine.stop(one, "left")
      expect(aborted).toBe(1)
      await expect(engine.stop(one, "left")).rejects.toMatchObject({
        _tag: "TaskNotActive",
        message: `Task "left" of case ${one.caseId} is neither offered nor started; nothing was stopped.`,
      })
      await expect(engine.stop(one, "none")).rejects.toMatchObject({
        _tag: "TaskUnknown", message: expect.stringContaining('"a", "left", "right", "after"'),
      })
      free(9)
      expect(await one.result()).toBe(9)
      const { history } = await engine.show(one.caseId)
      expect(history.find(({ event }) => event === "stop")).toMatchObject({
        task: "left", happened: [{ what: "cancelled", task: "left" }],
      })
    })
  })
})

describe("a task that cancels", () => {
  const Cancelling = workflow("cancelling")
    .tasks({
      a: step(), slow: step(), other: human({ input: num, output: num }), no: human({ input: num, output: num }),
    })
    .start("a").flows((t) => [and(t.a, [t.slow, t.other, t.no]), cancelsCase(t.no)]).end("slow", "other", "no").build()
  const CancellingExecutor =
    built<typeof Cancelling, { a: Step; slow: Step; other: Human; no: Human }>(Cancelling)

  it("its case ends it as cancelled, and announces each work item once", async () => {
    let aborted = 0
    const slow = (_: number, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<number>(() => signal.addEventListener("abort", () => aborted++))
    await check([CancellingExecutor.with({ a: inc, slow })], async (engine) => {
      const one = await engine.start(CancellingExecutor, { input: 1 })
      await engine.complete(await waits(engine, "no"), 1)
      await expect(one.result()).rejects.toMatchObject({
        _tag: "CaseCancelled", reason: 'task "no" cancels its case',
      })
      expect(aborted).toBe(1)
      const { history, workItems } = await engine.show(one.caseId)
      expect(workItems).toEqual([])
      expect(history.at(-1)!.happened.map(({ what, task }) => `${task} ${what}`).sort())
        .toEqual(["no completed", "other withdrawn", "slow cancelled"])
    })
  })

  const Region = workflow("region")
    .tasks({
      a: step(), slow: step(), go: human({ input: num, output: num }), read: human({ input: num, output: num }),
      end: step(),
    })
    .start("a")
    .flows((t) => [
      and(t.a, [t.slow, t.go, t.read]), merge([t.slow, t.go, t.read], t.end), cancels(t.go, [t.slow, t.read]),
      milestone(t.read, { during: t.go }),
    ])
    .end("end").build()

  it("a region does so before its own token goes on", async () => {
    const executor = built<typeof Region, { a: Step; slow: Step; go: Human; read: Human; end: Step }>(Region)
    await check([executor.with({ a: inc, slow: never, end: (n) => n })], async (engine) => {
      const one = await engine.start(executor, { input: 1 })
      const read = await waits(engine, "read")
      await engine.complete(await waits(engine, "go"), 5)
      expect(await one.result()).toBe(5)
      await expect(engine.complete(read, 1)).rejects.toMatchObject({ _tag: "WorkItemNotActive", state: "withdrawn" })
    })
  })
})
