/** Wrong options and wrong references: one sentence each, before anything happens. */
import { describe, expect, it } from "vitest"
import { MemoryStore, open, type OpenOptions } from "../src/runtime.ts"
import { check, inc, papers, three } from "./runtime-engines.ts"
import { PapersExecutor, ThreeExecutor } from "./runtime-workflows.ts"

const wrong: readonly (readonly [options: object, option: string, message: string])[] = [
  [{ sotre: "cases.db" }, "sotre", "open() has no option `sotre`; those it has: workflows, store, observer, " +
    "closeTimeout, busyTimeout, maxBytes, deterministic."],
  [{ store: 5 }, "store", "`store` of open() is 5; give the path of a SQLite file or a store, or leave it out to " +
    "keep cases in memory."],
  [{ store: null }, "store", "`store` of open() is missing; give the path of a SQLite file or a store, or leave it " +
    "out to keep cases in memory."],
  [{ closeTimeout: -1 }, "closeTimeout", "`closeTimeout` of open() is -1; give milliseconds, whole, from 0 to " +
    "2147483647."],
  [{ closeTimeout: "1 second" }, "closeTimeout", "`closeTimeout` of open() is \"1 second\"; give milliseconds, " +
    "whole, from 0 to 2147483647."],
  [{ busyTimeout: 0.5 }, "busyTimeout", "`busyTimeout` of open() is 0.5; give milliseconds, whole, from 0 to " +
    "2147483647."],
  [{ maxBytes: 0 }, "maxBytes", "`maxBytes` of open() is 0; give a whole number of bytes above 0."],
  [{ observer: 1 }, "observer", "`observer` of open() is 1; give an object with the methods of Observer."],
  [{ deterministic: true }, "deterministic", "`deterministic` of open() is of type boolean; give a record with a " +
    "seed, such as { seed: 42 }."],
  [{ deterministic: {} }, "deterministic.seed", "`deterministic.seed` of open() is missing; give a number or text."],
  [{ deterministic: { seed: {} } }, "deterministic.seed", "`deterministic.seed` of open() is of type object; give a " +
    "number or text."],
  [{ deterministic: { seed: 1, now: -1 } }, "deterministic.now", "`deterministic.now` of open() is -1; give " +
    "milliseconds since the epoch, whole, 0 or more."],
  [{ deterministic: { sede: 1 } }, "deterministic.sede", "open() has no option `deterministic.sede`; those it has: " +
    "deterministic.seed, deterministic.now."],
]

describe("open", () => {
  it.each(wrong)("refuses %j", async (options, option, message) => {
    const store = new MemoryStore()
    const opening = open({ store, workflows: [three], ...options } as OpenOptions)
    await expect(opening).rejects.toMatchObject({ _tag: "OptionRefused", option, message })
    await (await open({ store, workflows: [three] })).close()
  })

  it("says what it takes, if it is given nothing, and takes options that are undefined", async () => {
    await expect(open(undefined as never)).rejects.toThrow(/^open takes workflows with their handlers/)
    const absent = { store: undefined, closeTimeout: undefined, deterministic: undefined } as object
    await (await open({ workflows: [three], ...absent })).close()
    await (await open({ workflows: [three], deterministic: { seed: "x", now: 0 } })).close()
  })

  it("says how to keep nothing, to who asks SQLite for that", async () => {
    await expect(open({ store: ":memory:", workflows: [three] })).rejects.toMatchObject({
      _tag: "StoreError", message: expect.stringContaining("leave `store` out of open()"),
    })
  })
})

describe("a case", () => {
  it("is asked for by what start gave as well as by its case id", () => check([papers], async (engine) => {
    const one = await engine.start(PapersExecutor, { id: "one", input: 1 })
    expect(await engine.show(one)).toMatchObject({ caseId: one.caseId, status: "running" })
    await engine.cancel(one, "enough")
    await expect(engine.result(one)).rejects.toMatchObject({ _tag: "CaseCancelled", reason: "enough" })
  }))

  it.each<[unknown, string]>([
    [undefined, "of type undefined"], [null, "null"], [5, "of type number"], [{}, "an object without a caseId"],
    [Promise.resolve({ caseId: "x" }), "a promise: await it first"],
  ])("is not named by %j", (of, what) => check([papers], async (engine) => {
    const refusal = {
      _tag: "CaseNotFound", message: `A case is named by its case id, or by what start() resolved to; this is ${what}.`,
    }
    const asked = [
      engine.result(of as never), engine.cancel(of as never), engine.show(of as never),
      engine.signal(of as never, "s"), engine.add(of as never, "sign", 1), engine.stop(of as never, "sign"),
    ]
    for (const one of asked) await expect(one).rejects.toMatchObject(refusal)
  }))

  it("is found by its workflow and the id that it was started with, running and over", () =>
    check([three, papers], async (engine) => {
      const one = await engine.start(PapersExecutor, { id: "m1", input: 1 })
      const other = await engine.start(ThreeExecutor, { id: "m1", input: 1 })
      const found = await engine.find(PapersExecutor, "m1")
      expect(found).toMatchObject({ caseId: one.caseId, id: "m1", existed: true })
      await other.result()
      expect(await (await engine.find(ThreeExecutor, "m1"))!.result()).toBe(await other.result())
      expect(await engine.find(ThreeExecutor, "m2")).toBeUndefined()
      await expect(engine.find(ThreeExecutor, 5 as never)).rejects.toThrow(/^find takes an executor and the id/)
      await expect(engine.show("m1")).rejects.toMatchObject({ message: expect.stringContaining("ask find()") })
    }))

  it.each<[unknown, string]>([
    [5, "this one is of type number"], [null, "this one is null"], ["", "this one has 0"],
    ["\ud800", "this one holds half a character"], ["x".repeat(256), "this one has 256"],
  ])("does not start under the id %j", (id, what) => check([three], async (engine) => {
    await expect(engine.start(ThreeExecutor, { id: id as never, input: 1 })).rejects.toMatchObject({
      _tag: "IdRefused", message: `A case id is 1 to 255 characters of well-formed text; ${what}.`,
    })
  }))
})

it("a drain whose deadline is no duration is refused, and the engine goes on", async () => {
  let free = (_: number) => {}
  const a = () => new Promise<number>((resolve) => { free = resolve })
  const engine = await open({ workflows: [ThreeExecutor.with({ a, b: inc, c: inc })] })
  const one = await engine.start(ThreeExecutor, { input: 1 })
  for (const deadline of ["5 parsecs", -1, 0, NaN, {}, null]) {
    await expect(engine.drain({ deadline: deadline as never })).rejects.toMatchObject({
      _tag: "OptionRefused", option: "deadline", message: expect.stringContaining("a duration is a number of"),
    })
  }
  await engine.start(ThreeExecutor, { id: "it takes new ones", input: 1 })
  await engine.cancel((await engine.find(ThreeExecutor, "it takes new ones"))!)
  while ((await engine.show(one)).workItems.length === 0) await new Promise(setImmediate)
  free(5)
  await engine.cancel(one).catch(() => {})
  expect(await engine.drain({ deadline: "1 second" })).toMatchObject({ interrupted: [], left: 0 })
})
