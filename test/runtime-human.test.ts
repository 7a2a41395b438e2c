import { describe, expect, it, vi } from "vitest"
import { decision, flow, human, type Signature, silent, WorkItemId, workflow, xor } from "../src/index.ts"
import type { Case } from "../src/runtime/case.ts"
import { LiveCases } from "../src/runtime/live-cases.ts"
import { check, inc, never, order, papers } from "./runtime-engines.ts"
import { built, num, OrderExecutor, PapersExecutor, ThreeExecutor } from "./runtime-workflows.ts"

describe("human work", () => {
  it("is offered by role with its input, started, completed once, and goes on", () =>
    check([papers, order], async (engine) => {
      const started = await engine.start(PapersExecutor, { input: 7 })
      const refused = await engine.start(OrderExecutor, { input: 200 })
      await new Promise((resolve) => setTimeout(resolve, 30))
      const clerk = await engine.workItems({ role: "clerk" })
      expect(clerk.map((item) => [item.workflow, item.task, item.input, item.state])).toEqual([
        ["papers", "sign", 7, "enabled"],
        ["order", "explain", 202, "enabled"],
      ])
      expect(clerk[1]!.dueAt! - clerk[1]!.enabledAt).toBe(2 * 86_400_000)
      const { workItemId } = clerk[0]!
      expect(WorkItemId(workItemId)).toBe(workItemId)
      await engine.startWorkItem(workItemId)
      expect(await engine.workItems({ workflow: "papers" })).toMatchObject([{ workItemId, state: "started" }])
      await expect(engine.startWorkItem(workItemId)).rejects.toMatchObject({
        _tag: "WorkItemNotActive",
        state: "started",
      })
      await engine.complete(workItemId, 8)
      await expect(engine.complete(workItemId, 9)).rejects.toMatchObject({ _tag: "WorkItemDone", workItemId })
      const [seal] = await engine.workItems({ role: "notary" })
      expect(seal).toMatchObject({ task: "seal", input: 8 })
      await engine.complete(seal!.workItemId, 9)
      expect(await started.result()).toBe(9)
      expect(await engine.workItems({ workflow: "papers" })).toEqual([])
      await engine.complete(clerk[1]!.workItemId, 5)
      expect(await refused.result()).toBe(5)
      await expect(engine.complete(workItemId, 9)).rejects.toMatchObject({ _tag: "WorkItemDone" })
    }))

  it("is listed page by page, after what was done meanwhile as well", () => check([papers], async (engine) => {
    for (let n = 0; n < 5; n++) await engine.start(PapersExecutor, { input: n })
    const inputs: unknown[] = []
    let after: string | undefined
    do {
      const page = await engine.workItems({ role: "clerk", limit: 2, ...(after === undefined ? {} : { after }) })
      inputs.push(...page.map(({ input }) => input))
      after = page.at(-1)?.workItemId
      if (after !== undefined) await engine.complete(after, 9)
    } while (after !== undefined)
    expect(inputs).toEqual([0, 1, 2, 3, 4])
    const { caseId } = await engine.start(PapersExecutor, { input: 5 })
    for (const odd of ["", "sign", caseId, caseId.replace(/.$/, "x"), `${caseId.replace("-7", "-8")}:sign:1`, 7]) {
      const message = expect.stringMatching(/^`after` is .+; give the `workItemId` of the last work item of the page /)
      await expect(engine.workItems({ after: odd as string }))
        .rejects.toMatchObject({ _tag: "FilterRefused", option: "after", message })
    }
  }))

  it("is completed by one of two who try at the same time", () => check([papers], async (engine) => {
    await engine.start(PapersExecutor, { input: 7 })
    const [{ workItemId } = absent()] = await engine.workItems()
    const both = await Promise.allSettled([engine.complete(workItemId, 1), engine.complete(workItemId, 2)])
    expect(both.map((one) => one.status)).toEqual(["fulfilled", "rejected"])
    expect(both[1]).toMatchObject({ reason: { _tag: "WorkItemDone" } })
    expect(await engine.workItems()).toMatchObject([{ task: "seal", input: 1 }])
  }))

  it("refuses a payload that its schema refuses, and stays as it was", () => check([papers], async (engine) => {
    await engine.start(PapersExecutor, { input: 7 })
    const [{ workItemId } = absent()] = await engine.workItems()
    await expect(engine.complete(workItemId, "x")).rejects.toMatchObject({ _tag: "PayloadRefused", task: "sign" })
    expect(await engine.workItems()).toMatchObject([{ workItemId, state: "enabled" }])
  }))

  it("is withdrawn with its case, and says so to who comes too late", () =>
    check([papers], async (engine) => {
      const { caseId } = await engine.start(PapersExecutor, { input: 7 })
      const [{ workItemId } = absent()] = await engine.workItems()
      await engine.cancel(caseId)
      expect(await engine.workItems()).toEqual([])
      await expect(engine.complete(workItemId, 1)).rejects.toMatchObject({
        _tag: "WorkItemNotActive",
        state: "withdrawn",
      })
    }))

  it("cannot be done in place of a handler, nor where there is none", () =>
    check([ThreeExecutor.with({ a: never, b: inc, c: inc }), papers], async (engine) => {
      const { caseId } = await engine.start(ThreeExecutor, { input: 7 })
      await expect(engine.complete(`${caseId}:a:1`, 1)).rejects.toMatchObject({
        _tag: "WorkItemNotActive",
        state: "run by the engine",
      })
      for (const id of [`${caseId}:a:2`, `${caseId}:z:1`, "nonsense", "", `${caseId.replace("7", "8")}:a:1`]) {
        await expect(engine.complete(id, 1)).rejects.toMatchObject({ _tag: "WorkItemNotFound", workItemId: id })
      }
    }))
})

function absent(): never {
  throw new Error("there is no work item")
}

it("of a case that goes round leaves nothing in memory, and late calls are told the same as ever", async () => {
  const Round = workflow("round")
    .tasks({
      ask: human({ input: num, output: num }), more: decision({ input: num, outcomes: { yes: num, no: num } }),
      end: silent(num),
    })
    .start("ask").flows((t) => [flow(t.ask, t.more), xor(t.more, { yes: t.ask, no: t.end })]).end("end").build()
  type Tasks = {
    ask: Signature<"human", number, { done: number }>
    more: Signature<"decision", number, { yes: number; no: number }>
  }
  const executor = built<typeof Round, Tasks>(Round)
  const more = (n: number) => ({ outcome: n > 0 ? "yes" as const : "no" as const, value: n })
  const sizes: number[] = []
  const cases = vi.spyOn(LiveCases.prototype, "put")
  await check([executor.with({ more })], async (engine) => {
    const one = await engine.start(executor, { input: 1 })
    const [[case_]] = cases.mock.calls as [[Case]]
    const ids: string[] = []
    for (let round = 1; round <= 20; round++) {
      let found: string | undefined
      while (found === undefined || ids.includes(found)) {
        await new Promise(setImmediate)
        found = (await engine.workItems())[0]?.workItemId
      }
      ids.push(found)
      await engine.complete(found, round)
      sizes.push(case_.gone?.size ?? 0)
    }
    expect(Math.max(...sizes)).toBe(0)
    const message = `The work item ${ids[0]} is done already; its first result stands.`
    for (const late of [engine.complete(ids[0]!, 1), engine.startWorkItem(ids[0]!)]) {
      await expect(late).rejects.toMatchObject({ _tag: "WorkItemDone", message })
    }
    await engine.cancel(one)
  })
  cases.mockRestore()
})
