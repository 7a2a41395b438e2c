import { isDeepStrictEqual } from "node:util"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Batch, type BatchSink, unpack } from "../src/runtime/batch.ts"
import { payloadOf, recordOf, valueOf } from "../src/runtime/payload.ts"

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

describe("a batch", () => {
  const text = fc.string({ unit: "binary" })
  const optionalText = fc.option(text, { nil: undefined })
  const whole = fc.nat()
  const time = fc.integer({ min: 0, max: 2 ** 50 })
  const optionalTime = fc.option(time, { nil: undefined })
  const index = fc.integer({ min: -1, max: 100 })
  const words = fc.uint32Array({ maxLength: 40 })
  const row = fc.oneof(
    fc.tuple(fc.constant("definition" as const), fc.tuple(whole, text, text, text)),
    fc.tuple(fc.constant("openCase" as const), fc.tuple(whole, whole, text, text, optionalText, time, optionalText)),
    fc.tuple(
      fc.constant("updateCase" as const), fc.tuple(whole, whole, words, text, optionalTime, optionalText, optionalText),
    ),
    fc.tuple(
      fc.constant("updateCase" as const),
      fc.tuple(whole, whole, words, text, optionalTime, optionalText, optionalText),
    ),
    fc.tuple(
      fc.constant("event" as const),
      fc.tuple(whole, whole, time, whole, index, index, whole, whole, optionalText, text),
    ),
    fc.tuple(
      fc.constant("putWorkItem" as const),
      fc.tuple(whole, whole, text, whole, optionalText, time, optionalTime, optionalText),
    ),
    fc.tuple(fc.constant("dropWorkItem" as const), fc.tuple(whole, whole)),
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
        })
        expect(seen).toEqual(rows)
        expect(batch.isEmpty).toBe(true)
      }),
    )
  })
})
