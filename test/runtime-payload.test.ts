import { isDeepStrictEqual } from "node:util"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { and, join, task, workflow } from "../src/index.ts"
import { Batch, type BatchSink, unpack } from "../src/runtime/batch.ts"
import { PAYLOAD_MAX, payloadOf, recordOf, valueOf } from "../src/runtime/payload.ts"
import { MemoryStore, open, type Store } from "../src/runtime.ts"
import { check, never } from "./runtime-engines.ts"
import { any, built, LooseExecutor, type Task } from "./runtime-workflows.ts"

describe("a payload", () => {
  it("gives back every JSON value as it was", () => {
    fc.assert(fc.property(fc.jsonValue(), (value) => {
      const payload = payloadOf(value)
      expect(typeof payload).toBe("string")
      expect(valueOf(payload as string)).toEqual(JSON.parse(JSON.stringify(value)))
    }))
  })

  it("of any value at all is refused, or is what JSON keeps of it whole", () => {
    const anything = fc.anything({
      withDate: true,
      withMap: true,
      withSet: true,
      withBigInt: true,
      withTypedArray: true,
    })
    const absent = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(absent)
        : typeof value === "object" && value !== null
          ? Object.fromEntries(
              Object.entries(value)
                .filter(([, member]) => member !== undefined)
                .map(([key, member]) => [key, absent(member)]),
            )
          : Object.is(value, -0)
            ? 0
            : value
    fc.assert(
      fc.property(anything, (value) => {
        const payload = payloadOf(value)
        if (typeof payload !== "string") expect(payload.why).toMatch(/survive|nested/)
        else expect(isDeepStrictEqual(valueOf(payload), absent(value))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it("of a join is the record of its parts", () => {
    fc.assert(fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (parts) => {
      const payloads = Object.entries(parts).map(([key, value]) => [key, payloadOf(value) as string] as const)
      expect(valueOf(recordOf(payloads))).toEqual(JSON.parse(JSON.stringify(parts)))
    }))
  })
})

describe("a large payload", () => {
  const most = "x".repeat(PAYLOAD_MAX - 2)
  const loose = LooseExecutor.with({ a: (v) => v, b: () => 1, n: () => 1 })

  it("is taken up to the limit and refused past it", () => {
    expect(payloadOf(most)).toHaveLength(PAYLOAD_MAX)
    const why = expect.stringContaining(`${PAYLOAD_MAX} are the most`)
    expect(payloadOf(`${most}x`)).toMatchObject({ path: "", why })
    const huge = "\u0001".repeat(1e8)
    expect(payloadOf(huge)).toMatchObject({ why: expect.stringContaining("more than a string can hold") })
  })

  it("is refused as an input, and starts nothing", () => check([loose], async (engine) => {
    await expect(engine.start(LooseExecutor, { input: `${most}x` })).rejects.toMatchObject({ _tag: "PayloadRefused" })
    expect((await engine.list()).cases).toEqual([])
  }))

  it("is refused as a result, and the case fails", () =>
    check([LooseExecutor.with({ a: () => `${most}x`, b: never, n: () => 1 })], async (engine) => {
      const started = await engine.start(LooseExecutor, { input: 1 })
      await expect(started.result()).rejects.toMatchObject({
        _tag: "CaseFailed", reason: "payload", task: "a", cause: { _tag: "PayloadRefused" },
      })
    }))

  it("in many starts at once is written in several commits, none of them large", async () => {
    const sizes: number[] = []
    class Measured extends MemoryStore {
      override commit: Store["commit"] = (batch, done) => {
        sizes.push(batch.letters)
        super.commit(batch, done)
      }
    }
    const engine = await open({ store: new Measured(), workflows: [loose] })
    const input = "x".repeat(2 ** 20)
    const starts = await Promise.all(Array.from({ length: 60 }, () => engine.start(LooseExecutor, { input })))
    expect(await Promise.all(starts.map((one) => one.result()))).toEqual(starts.map(() => 1))
    expect(Math.max(...sizes)).toBeLessThan(2 ** 26)
    await engine.close()
  })

  const [fan, each] = [["b", "c", "d", "e", "f"] as const, () => task({ input: any, output: any })]
  const Fan = workflow("fan")
    .tasks({ a: each(), b: each(), c: each(), d: each(), e: each(), f: each(), last: task({
      input: { b: any, c: any, d: any, e: any, f: any }, output: any,
    }) })
    .start("a")
    .flows((t) => [and(t.a, [t.b, t.c, t.d, t.e, t.f]), join({ b: t.b, c: t.c, d: t.d, e: t.e, f: t.f }, t.last)])
    .end("last").build()
  type Loose = Task<unknown, unknown>
  interface FanTasks { a: Loose; b: Loose; c: Loose; d: Loose; e: Loose; f: Loose; last: Loose }
  const FanExecutor = built<typeof Fan, FanTasks>(Fan)

  it("that a case would hold too often makes it fail, and the others run", () => {
    const pass = (value: unknown) => value
    const handlers = Object.fromEntries([...fan, "a"].map((name) => [name, pass]))
    return check([FanExecutor.with({ ...handlers, last: () => 1 } as never)], async (engine) => {
      const [large, small] = [
        await engine.start(FanExecutor, { input: most }), await engine.start(FanExecutor, { input: 2 }),
      ]
      await expect(large.result()).rejects.toMatchObject({
        _tag: "CaseFailed", reason: "overflow", message: expect.stringContaining("characters of JSON text together"),
      })
      expect(await small.result()).toBe(1)
      expect(await engine.show(large.caseId)).toMatchObject({ status: "failed", workItems: [] })
    })
  })
})

describe("a batch", () => {
  it("holds more text than one string can", () => {
    const batch = new Batch()
    const large = "x".repeat(2 ** 24)
    for (let number = 0; number < 40; number++) {
      batch.openCase(number, 1, "w", `case-${number}`, large, 1, undefined, undefined)
    }
    const seen: string[] = []
    const openCase: BatchSink["openCase"] = (number, _, workflow, caseId, id) =>
      void seen.push(`${number} ${workflow} ${caseId} ${id === large}`)
    unpack(batch.pack(), { openCase } as BatchSink)
    expect(seen).toEqual(Array.from({ length: 40 }, (_, number) => `${number} w case-${number} true`))
  })

  const text = fc.string({ unit: "binary" })
  const optionalText = fc.option(text, { nil: undefined })
  const whole = fc.nat()
  const time = fc.integer({ min: 0, max: 2 ** 50 })
  const optionalTime = fc.option(time, { nil: undefined })
  const index = fc.integer({ min: -1, max: 100 })
  const words = fc.uint32Array({ maxLength: 40 })
  const parent = fc.option(fc.record({ number: whole, activation: whole, instance: whole }), { nil: undefined })
  const row = fc.oneof(
    fc.tuple(fc.constant("definition" as const), fc.tuple(whole, text, text, text)),
    fc.tuple(
      fc.constant("openCase" as const), fc.tuple(whole, whole, text, text, optionalText, time, optionalText, parent),
    ),
    fc.tuple(
      fc.constant("updateCase" as const), fc.tuple(whole, whole, words, text, optionalTime, optionalText, optionalText),
    ),
    fc.tuple(
      fc.constant("event" as const),
      fc.tuple(whole, whole, time, whole, index, index, whole, whole, whole, optionalText, text),
    ),
    fc.tuple(
      fc.constant("putWorkItem" as const),
      fc.tuple(whole, whole, whole, text, whole, optionalText, time, optionalTime, optionalText, optionalText),
    ),
    fc.tuple(fc.constant("dropWorkItem" as const), fc.tuple(whole, whole, whole)),
    fc.tuple(
      fc.constant("putInstance" as const),
      fc.tuple(whole, whole, whole, whole, whole, whole, time, time, optionalText),
    ),
    fc.tuple(fc.constant("dropInstances" as const), fc.tuple(whole, whole)),
  )

  it("hands out the rows that went in, in order, however many", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 300 }), (rows) => {
        const batch = new Batch()
        for (const [kind, values] of rows) (batch[kind] as (...values: unknown[]) => void)(...values)
        expect(batch.isEmpty).toBe(rows.length === 0)
        const seen: unknown[] = []
        const note =
          (kind: keyof BatchSink) =>
          (...values: unknown[]) =>
            void seen.push([kind, values.map((value) => (value instanceof Uint32Array ? value.slice() : value))])
        unpack(batch.pack(), {
          definition: note("definition"),
          openCase: note("openCase"),
          updateCase: note("updateCase"),
          event: note("event"),
          putWorkItem: note("putWorkItem"),
          dropWorkItem: note("dropWorkItem"),
          putInstance: note("putInstance"),
          dropInstances: note("dropInstances"),
        })
        expect(seen).toEqual(rows)
        expect(batch.isEmpty).toBe(true)
      }),
    )
  })
})
