/** What comes from outside and from the clock: signals, timers, tasks that are stopped, starts that are blocked. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join as path } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { afterAll, describe, expect, it } from "vitest"
import {
  and, cancels, cancelsCase, completes, critical, defer, flow, human, instances, join, milestone, receive,
  type Signature, sub, task, timer, workflow,
} from "../src/index.ts"
import { type CaseView, MemoryStore, open, type PromisedEngine, type Store } from "../src/runtime.ts"
import { check, inc, never } from "./runtime-engines.ts"
import { any, built, num, type Task } from "./runtime-workflows.ts"

const step = () => task({ input: num, output: num })
type Step = Task<number, number>
type Human = Signature<"human", number, { done: number }>

/** A person, then a signal, which may come before: it is kept for so many milliseconds. */
function paidWithin(timeToLive: number) {
  const of = workflow("paid")
    .tasks({
      ask: human({ input: num, output: num }),
      paid: receive({ input: num, signal: "payment", payload: num, keep: { most: 2, timeToLive } }),
      book: task({ input: any, output: any }),
    })
    .start("ask").flows((t) => [flow(t.ask, t.paid), flow(t.paid, t.book)]).end("book").build()
  return built<typeof of, { ask: Human; book: Task<unknown, unknown> }>(of)
}
const ShortExecutor = paidWithin(60)
const short = ShortExecutor.with({ book: (got) => got })
const PaidExecutor = paidWithin(60_000)
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
    const executor = paidWithin(1_000)
    const workflows = [executor.with({ book: (got) => got })]
    const engine = await open({ store, workflows })
    const one = await engine.start(executor, { id: "one", input: 1 })
    await one.signal("payment", 10)
    await engine.close()
    await sleep(600)
    const again = await open({ store, workflows })
    await again.signal(one, "payment", 20)
    const dropped = async () => (await again.show(one.caseId)).history.filter((line) => line.event === "expire")
    while ((await dropped()).length === 0) await sleep(5)
    expect((await again.show(one.caseId)).marking).toEqual({ "in:ask": 1, "signal:payment": 1 })
    await again.complete(await waits(again, "ask"), 2)
    expect(await again.result(one.caseId)).toEqual({ payload: 2, signal: 20 })
    await again.close()
  })

  const events = ({ history }: CaseView) => history.map(({ event, task, signal }) => `${event} ${task ?? signal ?? ""}`)

  it("that is kept for a time is taken until it is due, and never then or later", async () => {
    const taken = async (seed: number, after: number) => {
      const engine = await open({ workflows: [short], deterministic: { seed } })
      const one = await engine.start(ShortExecutor, { input: 1 })
      await one.signal("payment", 10)
      await engine.sleep(after)
      await engine.complete(await waits(engine, "ask"), 2)
      const { marking } = await engine.show(one.caseId)
      if (marking["in:paid"] === 1) await one.signal("payment", 20)
      const { signal } = (await one.result()) as { readonly signal: number }
      await engine.close()
      return signal
    }
    for (let seed = 0; seed < 12; seed++) {
      expect(await Promise.all([59, 60, 61].map((after) => taken(seed, after))), `seed ${seed}`).toEqual([10, 20, 20])
    }
  })

  it("that is overdue because the loop is late is dropped with the first event that is stepped", async () => {
    const sizes: number[] = []
    class Counting extends MemoryStore {
      override commit: Store["commit"] = (batch, done) => {
        sizes.push(batch.events)
        super.commit(batch, done)
      }
    }
    const engine = await open({ store: new Counting(), workflows: [short] })
    const one = await engine.start(ShortExecutor, { input: 1 })
    const ask = await waits(engine, "ask")
    await one.signal("payment", 10)
    for (const until = Date.now() + 70; Date.now() < until;);
    await engine.complete(ask, 2)
    expect(events(await engine.show(one.caseId)).slice(1))
      .toEqual(["signal payment", "expire payment", "start ask", "complete ask"])
    expect(sizes.slice(-2)).toEqual([1, 3])
    await one.signal("payment", 20)
    expect(await one.result()).toEqual({ payload: 2, signal: 20 })
    await engine.close()
  })

  it("that is overdue after a restart is dropped before the case goes on", async () => {
    const folder = mkdtempSync(path(tmpdir(), "knhk-signals-"))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    const Late = workflow("late")
      .tasks({
        a: step(), paid: receive({ input: num, signal: "payment", payload: num, keep: { most: 2, timeToLive: 30 } }),
        book: task({ input: any, output: any }),
      })
      .start("a").flows((t) => [flow(t.a, t.paid), flow(t.paid, t.book)]).end("book").build()
    const executor = built<typeof Late, { a: Step; book: Task<unknown, unknown> }>(Late)
    const book = (got: unknown) => got
    for (const people of [true, false]) {
      const store = path(folder, `${people}.db`)
      const first = await open({ store, workflows: [short, executor.with({ a: never, book })] })
      const { caseId } = await (people ? first.start(ShortExecutor, { input: 1 }) : first.start(executor, { input: 1 }))
      await first.signal(caseId, "payment", 10)
      const item = people ? await waits(first, "ask") : ""
      await first.close()
      await sleep(70)
      const second = await open({ store, workflows: [short, executor.with({ a: inc, book })] })
      if (people) await second.complete(item, 2)
      await waitsForSignal(second, "payment")
      expect(events(await second.show(caseId)).slice(2))
        .toEqual(["expire payment", ...(people ? ["start ask", "complete ask"] : ["resumed ", "complete a"])])
      await second.signal(caseId, "payment", 20)
      expect(await second.result(caseId)).toEqual({ payload: 2, signal: 20 })
      await second.close()
    }
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

describe("a signal for another case", () => {
  const Visit = workflow("visit")
    .tasks({
      go: step(), seen: receive({ input: num, signal: "seen", payload: num, keep: { most: 1 } }),
      note: task({ input: any, output: num }),
    })
    .start("go").flows((t) => [flow(t.go, t.seen), flow(t.seen, t.note)]).end("note").build()
  const Round = workflow("round")
    .tasks({ a: step(), visits: instances(sub(Visit), { count: 2 }), end: task({ input: any, output: any }) })
    .start("a").flows((t) => [flow(t.a, t.visits), flow(t.visits, t.end)]).end("end").build()
  type Inner = { go: Step; note: Task<unknown, number> }
  const RoundExecutor = built<typeof Round, {
    a: Step; visits: Signature<"sub", number, { done: number }, Inner>; end: Task<unknown, unknown>
  }>(Round)

  it("is not kept where nothing ever waits for it, and who does is told", async () => {
    const bound = RoundExecutor.with({ a: inc, visits: { go: inc, note: () => 7 }, end: (got) => got })
    await check([bound], async (engine) => {
      const one = await engine.start(RoundExecutor, { input: 1 })
      await waitsForSignal(engine, "seen")
      while ((await engine.workItems({ signal: "seen" })).length < 2) await sleep(1)
      const ids = (await engine.workItems({ signal: "seen" })).map(({ caseId }) => caseId)
      await expect(one.signal("seen", 1)).rejects.toMatchObject({
        _tag: "SignalUnknown", signal: "seen", message: `No task of case ${one.caseId} itself waits for signal ` +
          `"seen", but task "visits/seen" of the cases that "visits" runs; send it to one of those: ${ids.join(", ")}.`,
      })
      for (const caseId of ids) await engine.signal(caseId, "seen", 1)
      expect(await one.result()).toEqual([7, 7])
    })
  })
})

describe("a task that receives and completes instances", () => {
  it.each(["at once", "later"] as const)("gives what it got and its signal, which came %s", async (when) => {
    const Stop = workflow("stop", { termination: "implicit" })
      .tasks({
        a: step(), many: instances(human({ input: num, output: num }), { count: 2 }),
        first: human({ input: num, output: num }),
        got: receive({ input: num, signal: "now", payload: num, ...(when === "later" && { keep: { most: 1 } }) }),
        all: task({ input: any, output: any }), after: task({ input: any, output: any }),
      })
      .start("a")
      .flows((t) => [
        and(t.a, [t.many, t.first]), flow(t.first, t.got), flow(t.many, t.all), flow(t.got, t.after),
        completes(t.got, t.many),
      ])
      .end("all", "after").build()
    const executor = built<typeof Stop, {
      a: Step; many: Human; first: Human; all: Task<unknown, unknown>; after: Task<unknown, unknown>
    }>(Stop)
    const seen: unknown[] = []
    const note = (got: unknown) => (seen.push(got), got)
    await check([executor.with({ a: inc, all: note, after: note })], async (engine) => {
      const one = await engine.start(executor, { input: 1 })
      await engine.complete(await waits(engine, "many"), 5)
      if (when === "later") await one.signal("now", 9)
      await engine.complete(await waits(engine, "first"), 4)
      if (when === "at once") await one.signal("now", 9)
      await one.result()
      expect(seen).toEqual([[5], { payload: 4, signal: 9 }])
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
    let why: unknown
    const slow = (_: number, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<number>(() => signal.addEventListener("abort", () => {
        aborted++
        why = signal.reason
      }))
    await check([CancellingExecutor.with({ a: inc, slow })], async (engine) => {
      const one = await engine.start(CancellingExecutor, { input: 1 })
      await engine.complete(await waits(engine, "no"), 1)
      await expect(one.result()).rejects.toMatchObject({
        _tag: "CaseCancelled", reason: 'task "no" cancels its case',
      })
      expect(aborted).toBe(1)
      expect(why).toMatchObject({ _tag: "WorkItemCancelled", caseStatus: "cancelled" })
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
      and(t.a, [t.slow, t.go, t.read]), flow(t.go, t.end), cancels(t.go, [t.slow, t.read]),
      milestone(t.read, { during: t.go }),
    ])
    .end("end", "slow", "read").build()

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
