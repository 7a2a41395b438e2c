import { expect, test } from "vitest"
import { exp, log, logOfOneMore } from "../compiler/simulate/elementary.ts"
import { Random } from "../compiler/simulate/random.ts"
import { seed } from "./random.ts"

/** How many doubles lie between two of one sign. */
function apart(a: number, b: number): number {
  if (Object.is(a, b)) return 0
  const bits = new BigInt64Array(Float64Array.of(a, b).buffer)
  return Math.abs(Number(bits[0]! - bits[1]!))
}

const random = new Random(seed, 1)
const between = (least: number, most: number) => least + (most - least) * random.uniform()
const many = Array.from({ length: 20_000 }, (_, i) => i)

test("the logarithm is that of Math.log but for the last bit", () => {
  const values = [
    ...many.map(() => random.uniform()), ...many.map(() => 1 + between(-1e-6, 1e-6)),
    ...many.map(() => 2 ** between(-1_074, 1_024)), 5e-324, 2 ** -1022, Number.MAX_VALUE, 0.5, 2, Math.E,
  ].filter((value) => value > 0)
  expect(Math.max(...values.map((value) => apart(log(value), Math.log(value))))).toBeLessThanOrEqual(1)
})

test("the logarithm has the values at its edges that it should", () => {
  expect([1, 0, -0, Infinity].map(log)).toEqual([0, -Infinity, -Infinity, Infinity])
  expect([log(-1), log(NaN)]).toEqual([NaN, NaN])
})

test("the logarithm of one more is that of Math.log1p but for two bits", () => {
  const values = many.map(() => 2 ** between(-80, 80))
  expect(Math.max(...values.map((value) => apart(logOfOneMore(value), Math.log1p(value))))).toBeLessThanOrEqual(4)
  expect([0, 1e-300, Infinity].map(logOfOneMore)).toEqual([0, 1e-300, Infinity])
})

test("the exponential is that of Math.exp but for the last bit", () => {
  const values = [
    ...many.map(() => between(-1, 1)), ...many.map(() => between(-745, 709.78)),
    ...many.map(() => between(-1e-8, 1e-8)), 1, -1, 0.5 * Math.LN2, 709.78, -745.1, -708.4,
  ]
  expect(Math.max(...values.map((value) => apart(exp(value), Math.exp(value))))).toBeLessThanOrEqual(1)
})

test("the exponential has the values at its edges that it should", () => {
  expect([0, -0, 710, Infinity, -746, -Infinity].map(exp)).toEqual([1, 1, Infinity, Infinity, 0, 0])
  expect(exp(NaN)).toBe(NaN)
})

test("the bits of both are these on every machine", () => {
  const bits = (value: number) => new BigUint64Array(Float64Array.of(value).buffer)[0]!.toString(16)
  expect([0.1, 0.7, 3, 1e9].map((value) => bits(log(value)))).toMatchInlineSnapshot(`
    [
      "c0026bb1bbb55515",
      "bfd6d3c324e13f50",
      "3ff193ea7aad030a",
      "4034b927f32bffb8",
    ]
  `)
  expect([0.1, -0.7, 3, -9.5].map((value) => bits(exp(value)))).toMatchInlineSnapshot(`
    [
      "3ff1aec7b35a00d4",
      "3fdfc80db9dd5542",
      "403415e5bf6fb106",
      "3f139f38a5498fe2",
    ]
  `)
})
