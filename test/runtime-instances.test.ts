/** Tasks that are done several times at once: how many, in which order, with which results, what a restart keeps. */
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import {
  and, cancels, completes, fixed, flow, human, instances, type InstancesOptions, join, type Signature, sub, task,
  workflow,
} from "../src/index.ts"
import {
  type AttemptContext, type CaseView, MemoryStore, open, type PromisedEngine, type Store,
} from "../src/runtime.ts"
import { check, inc } from "./runtime-engines.ts"
import { any, built, num, type Task, Three, type ThreeTasks, unverified } from "./runtime-workflows.ts"

type Many = Task<number, number>
type Human = Signature<"human", number, { done: number }>
interface Tasks { readonly list: Task<number, unknown>; readonly many: Many; readonly end: Task<unknown, unknown> }

/** A list of `n` numbers, a task for each of them, and what comes of it. */
function each(options: InstancesOptions<any, any, any, any, any>, retry?: number) {
  const many = task({
    input: num, output: num, timeout: "10 seconds",
    ...(retry === undefined ? {} : { retry: fixed("1 millis", { times: retry }) }),
  })
  const of = workflow("each", { termination: "implicit" })
    .tasks({
      list: task({ input: num, output: any }), many: instances(many, options as never),
      end: task({ input: any, output: any }),
    })
    .start("list").flows((t) => [flow(t.list, t.many as never), flow(t.many as never, t.end as never)] as never)
    .end("end").build()
  return unverified<typeof of, Tasks>(of)
}

const list = (n: number) => Array.from({ length: n }, (_, i) => i + 1)
const end = (got: unknown) => got
const twice = (n: number) => n * 2

/** Instances that are done when they are told to be. */
class Gate {
  readonly open = new Map<number, (n: number) => void>()
  most = 0
  readonly many = (n: number) => new Promise<number>((resolve) => {
    this.open.set(n, (out) => {
      this.open.delete(n)
      resolve(out)
    })
    this.most = Math.max(this.most, this.open.size)
  })

  async let(n: number): Promise<void> {
    while (!this.open.has(n)) await sleep(1)
    this.open.get(n)!(n * 2)
    await sleep(5)
  }
}

const happened = ({ history }: CaseView, what: string, task: string) =>
  history.flatMap((line) => line.happened).filter((one) => one.what === what && one.task === task)
    .map(({ workItemId }) => workItemId.replace(/^.*:/, ""))

describe("instances", () => {
  it("have a work item each, run as many at once as is said, and give results in the order of the inputs", async () => {
    const executor = each({ max: 9, concurrency: 2 })
    const gate = new Gate()
    await check([executor.with({ list, many: gate.many, end })], async (engine) => {
      const one = await engine.start(executor, { input: 4 })
      await gate.let(2)
      expect([...gate.open.keys()]).toEqual([1, 3])
      const { workItems } = await engine.show(one.caseId)
      const [whole] = workItems
      expect(whole).toMatchObject({ workItemId: `${one.caseId}:many:2`, state: "started", instances: 4 })
      expect(workItems.slice(1)).toMatchObject([
        { workItemId: `${whole!.workItemId}.1`, instanceOf: whole!.workItemId, state: "started" },
        { workItemId: `${whole!.workItemId}.3`, state: "started" },
        { workItemId: `${whole!.workItemId}.4`, state: "enabled" },
      ])
      for (const n of [3, 4, 1]) await gate.let(n)
      expect(await one.result()).toEqual([2, 4, 6, 8])
      expect(gate.most).toBe(2)
      expect(happened(await engine.show(one.caseId), "completed", "many")).toEqual(["2.2", "2.3", "2.4", "2.1", "2"])
    })
  })

  it("are done with an empty list if there are none, and refused where fewer or more than declared come", async () => {
    const executor = each({ max: 2 })
    const least = each({ min: 2, max: 2 })
    await check([executor.with({ list, many: twice, end })], async (engine) => {
      expect(await (await engine.start(executor, { input: 0 })).result()).toEqual([])
      const three = await engine.start(executor, { input: 3 })
      await expect(three.result()).rejects.toMatchObject({
        _tag: "CaseFailed", reason: "count", task: "many",
        message: `The case ${three.caseId} of "each" failed in task "many": ` +
          "it would have 3 instances, and 0 to 2 are declared",
      })
      expect((await engine.show(three.caseId)).workItems).toEqual([])
    })
    await check([least.with({ list: () => 7, many: twice, end })], async (engine) => {
      await expect((await engine.start(least, { input: 0 })).result()).rejects.toMatchObject({
        reason: "count", message: expect.stringContaining("no list of inputs, and 2 are declared"),
      })
    })
  })

  it("are tried again and timed each for itself", async () => {
    const executor = each({ count: 3 }, 2)
    const attempts = new Map<string, number>()
    const many = (n: number, { idempotencyKey: key, attempt }: AttemptContext) => {
      attempts.set(key.replace(/^.*:/, ""), attempt)
      if (key.endsWith(".2") && attempt < 3) throw new Error("not yet")
      return n
    }
    await check([executor.with({ list: (n) => n, many, end })], async (engine) => {
      expect(await (await engine.start(executor, { input: 5 })).result()).toEqual([5, 5, 5])
      expect([...attempts]).toEqual([["2.1", 1], ["2.2", 3], ["2.3", 1]])
    })
  })

  it("of which one fails for good end the case and interrupt the others", async () => {
    const executor = each({ count: 3 })
    let aborted = 0
    const many = (n: number, { workItemId, signal }: AttemptContext) => {
      if (workItemId.endsWith(".2")) return sleep(5).then(() => { throw new RangeError("two") })
      return new Promise<number>(() => signal.addEventListener("abort", () => aborted++))
    }
    await check([executor.with({ list: (n) => n, many, end })], async (engine) => {
      const one = await engine.start(executor, { input: 5 })
      await expect(one.result()).rejects.toMatchObject({ _tag: "CaseFailed", task: "many", cause: { message: "two" } })
      expect(aborted).toBe(2)
      const view = await engine.show(one.caseId)
      expect(happened(view, "failed", "many")).toEqual(["2.2"])
      expect(happened(view, "cancelled", "many")).toEqual(["2.1", "2.3", "2"])
    })
  })

  it("of which enough are done are absorbed or cancelled, and the next task has what was done by then", async () => {
    for (const rest of ["absorb", "cancel"] as const) {
      const executor = each({ max: 3, join: 2, rest })
      const gate = new Gate()
      await check([executor.with({ list, many: gate.many, end })], async (engine) => {
        const one = await engine.start(executor, { input: 3 })
        await gate.let(3)
        await gate.let(1)
        const view = await engine.show(one.caseId)
        expect(happened(view, "completed", "end")).toHaveLength(1)
        expect(view.status).toBe(rest === "cancel" ? "ok" : "running")
        expect(happened(view, "cancelled", "many")).toEqual(rest === "cancel" ? ["2.2"] : [])
        if (rest === "absorb") await gate.let(2)
        expect(await one.result()).toEqual([2, 6])
      })
    }
  })

  it("need not be waited for", async () => {
    const executor = each({ max: 2, join: "none" })
    const gate = new Gate()
    await check([executor.with({ list, many: gate.many, end })], async (engine) => {
      const one = await engine.start(executor, { input: 2 })
      await gate.let(1)
      const view = await engine.show(one.caseId)
      expect([happened(view, "completed", "end").length, view.status]).toEqual([1, "running"])
      await gate.let(2)
      expect(await one.result()).toEqual([])
    })
  })

  it("are enough as soon as their completion condition says so; one that throws ends the case", async () => {
    const seen: (readonly number[])[] = []
    const until = (results: readonly number[]) => {
      seen.push(results)
      if (results.includes(26)) throw new Error("thirteen")
      return results.length === 2
    }
    const executor = each({ max: 20, until, rest: "cancel" } as never)
    const gate = new Gate()
    await check([executor.with({ list, many: gate.many, end })], async (engine) => {
      const one = await engine.start(executor, { input: 3 })
      await gate.let(3)
      await gate.let(1)
      expect(await one.result()).toEqual([2, 6])
      expect(seen).toEqual([[6], [2, 6]])
      const thirteen = await engine.start(executor, { input: 13 })
      await gate.let(13)
      await expect(thirteen.result()).rejects.toMatchObject({
        _tag: "CaseFailed", reason: "until", task: "many", defect: true, cause: { message: "thirteen" },
        message: expect.stringContaining('because the completion condition of task "many" threw: thirteen'),
      })
    })
  })

  it("are done at once by an empty list, unasked, and none can be added", async () => {
    let asked = 0
    const until = () => ++asked > 0
    for (const options of [{}, { until }]) {
      const executor = each({ max: 3, open: true, ...options } as never)
      const held = new Gate()
      await check([executor.with({ list, many: twice, end: async (got: unknown) => (await held.many(0), got) })],
        async (engine) => {
          const one = await engine.start(executor, { input: 0 })
          while (!held.open.has(0)) await sleep(1)
          await expect(engine.add(one, "many", 5)).rejects.toMatchObject({ _tag: "TaskNotActive" })
          await held.let(0)
          expect(await one.result()).toEqual([])
        })
    }
    expect(asked).toBe(0)
  })

  it("hand their results to the completion condition in the order of the inputs, not to be changed", async () => {
    const seen: (readonly { readonly n: number }[])[] = []
    const until = (results: readonly { readonly n: number }[]) => {
      seen.push([...results])
      ;(results as unknown[]).length = 0
      expect(() => { (seen[0]![0] as { n: number }).n = 7 }).toThrow(TypeError)
      return false
    }
    const results = workflow("results", { termination: "implicit" })
      .tasks({ many: instances(task({ input: num, output: any }), { max: 4, until } as never) })
      .start("many").flows(() => []).end("many").build()
    const executor = unverified<typeof results, { many: Task<number, unknown> }>(results)
    const gate = new Gate()
    await check([executor.with({ many: async (n) => (await gate.many(n), { n }) })], async (engine) => {
      const one = await engine.start(executor, { input: [1, 2, 3] as never })
      for (const n of [2, 3, 1]) await gate.let(n)
      await expect(one.result()).rejects.toMatchObject({ _tag: "CaseDeadlocked" })
    })
    expect(seen).toEqual([[{ n: 2 }], [{ n: 2 }, { n: 3 }], [{ n: 1 }, { n: 2 }, { n: 3 }]])
    expect([seen[1]![0], seen[2]![1]]).toEqual([seen[0]![0], seen[0]![0]])
    expect(seen[2]![1]).toBe(seen[0]![0])
  })

  it("are written each by itself: twice as many cost twice as much, however slowly they come", async () => {
    let letters = 0
    class Measured extends MemoryStore {
      override commit: Store["commit"] = (batch, done) => {
        letters += batch.letters
        super.commit(batch, done)
      }
    }
    const executor = each({ max: 400, concurrency: 4 })
    const written = async (n: number) => {
      letters = 0
      const engine = await open({ store: new Measured(), workflows: [executor.with({ list, many: later, end })] })
      expect(await (await engine.start(executor, { input: n })).result()).toHaveLength(n)
      await engine.close()
      return letters
    }
    const later = (n: number) => new Promise<number>((resolve) => setImmediate(resolve, n))
    const [few, many] = [await written(200), await written(400)]
    expect(many / few).toBeLessThan(2.4)
  })

  it("all done and not enough wait for more, if more may be added, else the case is stuck", async () => {
    const results = async (open: boolean, act: (engine: PromisedEngine, caseId: string) => Promise<void>) => {
      const executor = each({ max: 2, open, until: (all: readonly number[]) => all.length > 1 } as never)
      let ending: unknown
      await check([executor.with({ list, many: twice, end })], async (engine) => {
        const one = await engine.start(executor, { input: 1 })
        while (happened(await engine.show(one.caseId), "completed", "many").length === 0) await sleep(1)
        await act(engine, one.caseId)
        ending = await one.result().catch((error: unknown) => error)
      })
      return ending
    }
    expect(await results(false, async () => {})).toMatchObject({ _tag: "CaseDeadlocked" })
    expect(await results(true, (engine, caseId) => engine.add(caseId, "many", 50))).toEqual([2, 100])
    const stopped = await results(true, (engine, caseId) => engine.stop(caseId, "many"))
    expect(stopped).toMatchObject({ _tag: "CaseDeadlocked" })
  })
})

describe("one more instance", () => {
  it("joins the others, also after a restart, until the task is done or has as many as it may", async () => {
    const executor = each({ max: 3, open: true })
    const store = new MemoryStore()
    const gate = new Gate()
    const engine = await open({ store, workflows: [executor.with({ list, many: gate.many, end })] })
    const one = await engine.start(executor, { id: "one", input: 2 })
    await gate.let(2)
    await engine.add(one, "many", 40)
    while (!gate.open.has(40)) await sleep(1)
    await expect(engine.add(one, "many", 41)).rejects.toMatchObject({
      _tag: "InstancesClosed", task: "many",
      message: `Task "many" of case ${one.caseId} has the 3 instances that it may have; nothing was added.`,
    })
    await expect(engine.add(one, "many", "x")).rejects.toMatchObject({
      _tag: "PayloadRefused", message: 'The input for task "many" is refused: it is not a number',
    })
    await expect(engine.add(one, "end", 1)).rejects.toMatchObject({
      _tag: "TaskUnknown",
      message: 'The workflow "each" has no task "end" that is done several times at once; those it has: "many".',
    })
    await engine.close()
    const next = new Gate()
    const again = await open({ store, workflows: [executor.with({ list, many: next.many, end })] })
    expect((await again.show(one.caseId)).workItems.map(({ workItemId, input }) => [workItemId.slice(37), input]))
      .toEqual([["many:2", [1, 2]], ["many:2.1", 1], ["many:2.3", 40]])
    await next.let(40)
    await next.let(1)
    expect(await again.result(one.caseId)).toEqual([2, 4, 80])
    await expect(again.add(one, "many", 1)).rejects.toMatchObject({ _tag: "CaseEnded" })
    await again.close()
  })

  it("is refused by a task that does not run, or takes none", async () => {
    const executor = each({ max: 3 })
    const gate = new Gate()
    let go: ((list: readonly number[]) => void) | undefined
    const listed = () => new Promise<readonly number[]>((resolve) => { go = resolve })
    await check([executor.with({ list: listed, many: gate.many, end })], async (engine) => {
      const one = await engine.start(executor, { input: 1 })
      await expect(engine.add(one, "many", 1)).rejects.toMatchObject({
        _tag: "TaskNotActive",
        message: `Task "many" of case ${one.caseId} does not run now, so no instance can be added to it.`,
      })
      while (go === undefined) await sleep(1)
      go([1])
      while (!gate.open.has(1)) await sleep(1)
      await expect(engine.add(one, "many", 2)).rejects.toMatchObject({
        _tag: "InstancesClosed", message: expect.stringContaining("takes no more instances"),
      })
      await gate.let(1)
      await one.result()
    })
  })
})

describe("instances that people do", () => {
  const Votes = workflow("votes")
    .tasks({ vote: instances(human({ input: num, output: num, role: "judge" }), { count: 3, join: 2, rest: "cancel" }),
      count: task({ input: any, output: any }) })
    .start("vote").flows((t) => [flow(t.vote, t.count)]).end("count").build()
  const executor = built<typeof Votes, { vote: Human; count: Task<unknown, unknown> }>(Votes)

  it("are on the worklist each for itself, and go when enough are done", async () => {
    const store = new MemoryStore()
    const votes = executor.with({ count: end })
    const engine = await open({ store, workflows: [votes] })
    const one = await engine.start(executor, { id: "one", input: 8 })
    const items = await engine.workItems({ role: "judge" })
    const [first, second, third] = items.map(({ workItemId }): string => workItemId) as [string, string, string]
    expect(items.map(({ workItemId, input }) => [workItemId.slice(37), input]))
      .toEqual([["vote:1.1", 8], ["vote:1.2", 8], ["vote:1.3", 8]])
    await engine.startWorkItem(third)
    await expect(engine.startWorkItem(third)).rejects.toMatchObject({ _tag: "WorkItemNotActive", state: "started" })
    await engine.complete(third, 30)
    await expect(engine.complete(third, 31)).rejects.toMatchObject({ _tag: "WorkItemDone" })
    await expect(engine.complete(`${one.caseId}:vote:1`, 31)).rejects.toMatchObject({ _tag: "WorkItemNotActive" })
    await engine.close()
    const again = await open({ store, workflows: [votes] })
    expect((await again.workItems()).map(({ workItemId, state }) => [workItemId, state]))
      .toEqual([[first, "enabled"], [second, "enabled"]])
    await again.complete(first, 10)
    expect(await again.result(one.caseId)).toEqual([10, 30])
    expect(await again.workItems()).toEqual([])
    await expect(again.complete(second, 1)).rejects.toMatchObject({ _tag: "WorkItemNotActive", state: "withdrawn" })
    await again.close()
  })
})

describe("instances of a sub-workflow", () => {
  const Parts = workflow("parts")
    .tasks({ parts: instances(sub(Three), { max: 3, concurrency: 2 }), sum: task({ input: any, output: any }) })
    .start("parts").flows((t) => [flow(t.parts, t.sum)]).end("sum").build()
  interface PartsTasks {
    readonly parts: Signature<"sub", number, { done: number }, ThreeTasks>
    readonly sum: Task<unknown, unknown>
  }
  const executor = built<typeof Parts, PartsTasks>(Parts)

  it("are cases of their own, with the handlers of the sub-workflow", async () => {
    const three = { a: inc, b: async (n: number) => n * 2, c: (n: number) => n + 100 }
    await check([executor.with({ parts: three, sum: end })], async (engine) => {
      await expect(engine.start(executor, { input: 1 as never })).rejects.toMatchObject({
        _tag: "PayloadRefused",
        message: 'The input of "parts" is refused: it is not a list, one input for each instance',
      })
      await expect(engine.start(executor, { input: [1, "x" as never] })).rejects.toMatchObject({
        message: 'The input of "parts" is refused at [1]: it is not a number',
      })
      const one = await engine.start(executor, { input: [1, 2, 3] })
      expect(await one.result()).toEqual([104, 106, 108])
      const { children } = await engine.show(one.caseId)
      expect(children.map(({ workItemId, status }) => [workItemId.slice(37), status]))
        .toEqual([["parts:1.1", "ok"], ["parts:1.2", "ok"], ["parts:1.3", "ok"]])
      expect(await engine.show(children[2]!.caseId)).toMatchObject({
        parent: { caseId: one.caseId, workItemId: `${one.caseId}:parts:1.3` }, result: 108,
      })
    })
  })
})

describe("instances that another task ends", () => {
  const of = (rule: "cancels" | "completes") => {
    const flows = workflow(rule, { termination: "implicit" })
      .tasks({
        a: task({ input: num, output: num }), many: instances(human({ input: num, output: num }), { count: 3 }),
        stop: human({ input: num, output: num }), after: task({ input: any, output: any }),
      })
      .start("a")
      .flows((t) => [
        and(t.a, [t.many, t.stop]), flow(t.many, t.after),
        ...(rule === "cancels" ? [cancels(t.stop, [t.many])] : [completes(t.stop, t.many)]),
      ])
      .end("after", "stop").build()
    return unverified<typeof flows, { a: Many; many: Human; stop: Human; after: Task<unknown, unknown> }>(flows)
  }

  it.each(["cancels", "completes"] as const)("are withdrawn or cancelled once each (%s)", async (rule) => {
    const executor = of(rule)
    await check([executor.with({ a: inc, after: end })], async (engine) => {
      const one = await engine.start(executor, { input: 1 })
      while ((await engine.workItems()).length < 4) await sleep(1)
      const [first, second] = (await engine.workItems()).filter(({ task }) => task === "many")
      const [stop] = (await engine.workItems()).filter(({ task }) => task === "stop")
      await engine.complete(first!.workItemId, 5)
      await engine.startWorkItem(second!.workItemId)
      await engine.complete(stop!.workItemId, 9)
      await one.result()
      const view = await engine.show(one.caseId)
      expect([happened(view, "withdrawn", "many"), happened(view, "completed", "after").length])
        .toEqual([["2.3"], rule === "cancels" ? 0 : 1])
      expect(happened(view, "cancelled", "many")).toEqual(rule === "cancels" ? ["2.2", "2"] : ["2.2"])
      if (rule === "completes") expect(happened(view, "completed", "many")).toEqual(["2.1", "2"])
    })
  })
})

it("a join takes the list of results as one payload", async () => {
  const Beside = workflow("beside")
    .tasks({
      a: task({ input: num, output: num }), many: instances(task({ input: num, output: num }), { count: 2 }),
      one: task({ input: num, output: num }), end: task({ input: { many: any, one: num }, output: any }),
    })
    .start("a").flows((t) => [and(t.a, [t.many, t.one]), join({ many: t.many, one: t.one }, t.end)]).end("end").build()
  const executor =
    built<typeof Beside, { a: Many; many: Many; one: Many; end: Task<{ many: unknown; one: number }, unknown> }>(Beside)
  await check([executor.with({ a: inc, many: twice, one: inc, end: (got) => got })], async (engine) => {
    expect(await (await engine.start(executor, { input: 1 })).result()).toEqual({ many: [4, 4], one: 3 })
  })
})
