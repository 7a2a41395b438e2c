/** Cases that work items run: opened, ended and cancelled together with what they run for. */
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import {
  and, decision, flow, human, instances, recurse, type Signature, silent, sub, task, workflow, xor,
} from "../src/index.ts"
import { DEPTH_MAX } from "../src/runtime/children.ts"
import {
  type AttemptContext, type CaseCancelled, type CaseView, MemoryStore, open, type PromisedEngine,
  type WorkItemCancelled,
} from "../src/runtime.ts"
import { check, inc, never } from "./runtime-engines.ts"
import { any, built, num, type Task, unverified } from "./runtime-workflows.ts"

type Step = Task<number, number>
type Human = Signature<"human", number, { done: number }>
type Look = Signature<"decision", number, { leaf: number; node: number }>

/** A case in a case, as many as the number says, then a task, or a person. */
const Nest = workflow("nest")
  .tasks({
    look: decision({ input: num, outcomes: { leaf: num, node: num } }),
    inner: recurse("nest", { input: num, output: num }), leaf: task({ input: num, output: num }), sum: silent(num),
  })
  .start("look")
  .flows((t) => [xor(t.look, { leaf: t.leaf, node: t.inner }), flow(t.inner, t.sum, (n) => n + 1), flow(t.leaf, t.sum)])
  .end("sum").build()
type Call = Signature<"call", number, { done: number }>
const NestExecutor = built<typeof Nest, { look: Look; inner: Call; leaf: Step }>(Nest)
const look = (n: number) =>
  n === 0 ? { outcome: "leaf" as const, value: 0 } : { outcome: "node" as const, value: n - 1 }

/** The cases inside of a case, from the outermost on. */
async function chain(engine: PromisedEngine, caseId: string): Promise<readonly CaseView[]> {
  const views: CaseView[] = []
  for (let id: string | undefined = caseId; id !== undefined; id = views.at(-1)!.children[0]?.caseId) {
    views.push(await engine.show(id))
  }
  return views
}

async function nested(engine: PromisedEngine, caseId: string, levels: number): Promise<readonly CaseView[]> {
  for (;;) {
    const views = await chain(engine, caseId)
    if (views.length === levels && views.at(-1)!.workItems.some(({ task }) => task === "leaf")) return views
    await sleep(1)
  }
}

describe("a case that a task runs", () => {
  it("ends with what the task goes on with, over many levels", () =>
    check([NestExecutor.with({ look, leaf: inc })], async (engine) => {
      const one = await engine.start(NestExecutor, { input: 20 })
      expect(await one.result()).toBe(21)
      const views = await chain(engine, one.caseId)
      expect(views.map(({ status, result }) => [status, result])).toEqual(views.map((_, i) => ["ok", 21 - i]))
      expect(views[1]!.parent).toEqual({ caseId: one.caseId, workItemId: views[0]!.children[0]!.workItemId })
      expect(views[1]!.children).toMatchObject([{ workflow: "nest", runs: "nest" }])
      expect((await engine.list()).cases).toHaveLength(1)
      expect((await engine.list({ children: true })).cases).toHaveLength(21)
    }))

  it("that fails makes the task fail, with the cause at the innermost level", () =>
    check([NestExecutor.with({ look, leaf: () => { throw new RangeError("no leaf") } })], async (engine) => {
      const one = await engine.start(NestExecutor, { input: 2 })
      const failure = await one.result().catch((error: unknown) => error)
      const [, second, third] = await chain(engine, one.caseId)
      const cause = { _tag: "CaseFailed", caseId: third!.caseId, task: "leaf", cause: { message: "no leaf" } }
      expect(failure).toMatchObject({
        _tag: "CaseFailed", reason: "call", task: "inner", defect: false, cause,
        message: `The case ${one.caseId} of "nest" failed because a case 2 levels below task "inner" did not end ` +
          `well: The case ${third!.caseId} of "nest" failed in task "leaf", attempt 1: no leaf`,
      })
      expect(await engine.result(second!.caseId).catch((error: unknown) => error)).toMatchObject({
        _tag: "CaseFailed", reason: "call", cause: { _tag: "CaseFailed", cause: { message: "no leaf" } },
        message: expect.stringContaining('because the case that task "inner" runs did not end well: The case'),
      })
    }))

  it("that is cancelled, from outside or with what it runs for, cancels every level, each work item once", async () => {
    let aborted = 0
    const leaf = (_: number, { signal }: { readonly signal: AbortSignal }) =>
      new Promise<number>(() => signal.addEventListener("abort", () => aborted++))
    await check([NestExecutor.with({ look, leaf })], async (engine) => {
      for (const level of [0, 1, 3]) {
        const one = await engine.start(NestExecutor, { input: 3 })
        const before = await nested(engine, one.caseId, 4)
        await engine.cancel(before[level]!.caseId, "enough")
        await expect(one.result()).rejects.toMatchObject({
          _tag: "CaseCancelled", reason: expect.stringContaining("enough"),
        })
        const after = await chain(engine, one.caseId)
        expect(after.map(({ status }) => status)).toEqual(["cancelled", "cancelled", "cancelled", "cancelled"])
        const gone = after.flatMap(({ history }) => history.flatMap(({ happened }) => happened))
          .filter(({ what }) => what === "cancelled" || what === "failed").map(({ workItemId }) => workItemId)
        expect([gone.length, new Set(gone).size]).toEqual([4, 4])
      }
      expect(aborted).toBe(3)
    })
  })

  it("tells its attempts what the caller said who cancelled the case around it", async () => {
    const seen: unknown[] = []
    const leaf = (_: number, { token }: AttemptContext) =>
      new Promise<number>(() => token.onCancel((reason) => seen.push(reason)))
    await check([NestExecutor.with({ look, leaf })], async (engine) => {
      for (const level of [0, 2]) {
        const one = await engine.start(NestExecutor, { input: 2 })
        const { caseId } = (await nested(engine, one.caseId, 3))[level]!
        await engine.cancel(caseId, "enough")
        await expect(one.result()).rejects.toMatchObject({ _tag: "CaseCancelled" })
        expect((seen.pop() as CaseCancelled)).toMatchObject({ _tag: "CaseCancelled", caseId, reason: "enough" })
      }
    })
  })

  it("goes on after a restart, in whatever state each level was", async () => {
    const store = new MemoryStore()
    const stuck = NestExecutor.with({ look, leaf: never })
    const engine = await open({ store, workflows: [stuck] })
    const one = await engine.start(NestExecutor, { id: "one", input: 3 })
    await nested(engine, one.caseId, 4)
    await engine.close()
    const again = await open({ store, workflows: [NestExecutor.with({ look, leaf: inc })] })
    expect(await again.result(one.caseId)).toBe(4)
    expect((await chain(again, one.caseId)).map(({ status }) => status)).toEqual(["ok", "ok", "ok", "ok"])
    await again.close()
  })

  describe("has its result checked by what the recursion declares", () => {
    /** Says that it is too much, or how much it is, at once or later; `judge`: not before that is let through. */
    const checkedBy = (when: "now" | "later", judge?: Promise<void>) => {
      const small = {
        "~standard": {
          version: 1 as const, vendor: "test", types: undefined as { input: unknown; output: number } | undefined,
          validate: (value: unknown) => {
            const verdict = (value as number) < 5 ? { value: (value as number) + 1 } : {
              issues: [{ message: "it is too much", path: ["sum"] }],
            }
            return when === "now" ? verdict : Promise.resolve(judge).then(() => verdict)
          },
        },
      }
      const of = workflow("nest")
        .tasks({
          look: decision({ input: num, outcomes: { leaf: num, node: num } }),
          inner: recurse("nest", { input: num, output: small }), leaf: task({ input: num, output: num }),
          sum: silent(num),
        })
        .start("look")
        .flows((t) => [xor(t.look, { leaf: t.leaf, node: t.inner }), flow(t.inner, t.sum), flow(t.leaf, t.sum)])
        .end("sum").build()
      return built<typeof of, { look: Look; inner: Call; leaf: Step }>(of)
    }

    it.each(["now", "later"] as const)("by a schema that answers %s", async (when) => {
      const executor = checkedBy(when)
      await check([executor.with({ look, leaf: (n) => n + 3 })], async (engine) => {
        expect(await (await engine.start(executor, { input: 2 })).result()).toBe(5)
        const one = await engine.start(executor, { input: 3 })
        const failure = await one.result().catch((error: unknown) => error)
        const why = 'the result of task "inner" is refused at .sum: it is too much'
        expect(failure).toMatchObject({
          _tag: "CaseFailed", reason: "payload", task: "inner", defect: true,
          message: `The case ${one.caseId} of "nest" failed because ${why}`,
          cause: { _tag: "PayloadRefused", caseId: one.caseId, task: "inner", path: ".sum", message: why },
        })
        expect((await chain(engine, one.caseId)).map(({ status }) => status)).toEqual(["failed", "ok", "ok", "ok"])
      })
    })

    it("by the next process, if the last one ended before its schema had answered", async () => {
      const store = new MemoryStore()
      const slow = checkedBy("later", never())
      const first = await open({ store, workflows: [slow.with({ look, leaf: inc })] })
      const { caseId } = await first.start(slow, { id: "one", input: 1 })
      const statuses = async () => (await chain(first, caseId)).map(({ status }) => status)
      while ((await statuses())[1] !== "ok") await sleep(1)
      expect((await statuses())[0]).toBe("running")
      await first.close()
      const second = await open({ store, workflows: [checkedBy("later").with({ look, leaf: inc })] })
      expect(await second.result(caseId)).toBe(2)
      await second.close()
    })
  })

  it(`is refused where ${DEPTH_MAX} are around it already`, () =>
    check([NestExecutor.with({ look: (n) => ({ outcome: "node", value: n }), leaf: inc })], async (engine) => {
      const one = await engine.start(NestExecutor, { input: 1 })
      const began = performance.now()
      const failure = (await one.result().catch((error: unknown) => error)) as Error
      // A chain of all levels took seconds.
      expect(performance.now() - began).toBeLessThan(2_000)
      expect(failure).toMatchObject({
        message: expect.stringContaining(`because a case ${DEPTH_MAX} levels below task "inner" did not end well: `),
        cause: { _tag: "CaseFailed", cause: { message: `${DEPTH_MAX} cases are around it already` } },
      })
      expect(failure.message.length).toBeLessThan(600)
      const { failure: shown } = await engine.show(one)
      expect(shown).toBe(failure.message)
      expect((await engine.list({ children: true, limit: 1_000, status: "running" })).cases).toEqual([])
    }), 60_000)
})

describe("cases in cases", () => {
  const Inner = workflow("pair")
    .tasks({
      fork: task({ input: num, output: num }), left: human({ input: num, output: num }),
      right: task({ input: num, output: num }),
    })
    .start("fork").flows((t) => [and(t.fork, [t.left, t.right])]).end("left", "right").build()
  const Outer = workflow("pairs")
    .tasks({
      pairs: instances(sub(Inner), { count: 2, join: 1, rest: "cancel" }), end: task({ input: any, output: any }),
    })
    .start("pairs").flows((t) => [flow(t.pairs, t.end)]).end("end").build()
  const executor = unverified<typeof Outer, {
    pairs: Signature<"sub", number, { done: number }, { fork: Step; left: Human; right: Step }>
    end: Task<unknown, unknown>
  }>(Outer)

  it("are cancelled with the instance that is not needed any more, and only they", async () => {
    let aborted = 0
    const reasons = new Set<unknown>()
    const right = (_: number, { signal, workItemId }: AttemptContext) =>
      new Promise<number>(() => signal.addEventListener("abort", () => {
        aborted++
        const { _tag, caseStatus, message } = signal.reason as WorkItemCancelled
        const about = message.includes(workItemId)
        reasons.add(`${_tag} ${caseStatus} ${about}`)
      }))
    await check([executor.with({ pairs: { fork: inc, right }, end: (got) => got })], async (engine) => {
      const one = await engine.start(executor, { input: 1 })
      while ((await engine.workItems()).length < 2) await sleep(1)
      const [, second] = await engine.workItems()
      await engine.complete(second!.workItemId, 7)
      expect(await one.result()).toEqual([7])
      const { children, history } = await engine.show(one.caseId)
      expect(children.map(({ status }) => status)).toEqual(["cancelled", "ok"])
      expect(aborted).toBe(2)
      // One went with the case that its instance ran, one with the end of its own case: the workflow took both back.
      expect([...reasons].sort()).toEqual(["WorkItemCancelled ok true", "WorkItemCancelled running true"])
      const words = history.flatMap(({ happened }) => happened).map(({ what, workItemId }) =>
        `${workItemId.slice(37)} ${what}`)
      expect(words.slice(-6)).toEqual([
        "pairs:1.2 completed", "pairs:1 completed", "pairs:1.1 cancelled", "end:2 enabled", "end:2 started",
        "end:2 completed",
      ])
      await expect(engine.show(children[0]!.caseId)).resolves.toMatchObject({
        failure: expect.stringContaining(`the work item ${one.caseId}:pairs:1.1 that it ran for is gone`),
      })
    })
  })
})
