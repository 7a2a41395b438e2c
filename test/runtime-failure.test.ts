import { describe, expect, it } from "vitest"
import { faultFrom, faultText, sentenceOf } from "../src/runtime/failure.ts"
import { payloadOf } from "../src/runtime/payload.ts"

const cycle: { self?: unknown } = {}
cycle.self = cycle
const revoked = Proxy.revocable({}, {})
revoked.revoke()
const bare: { n?: bigint } = Object.create(null)
bare.n = 1n
const throwing = (name: string) => Object.defineProperty(new Error("outer"), name, {
  get() {
    throw new Error("gotcha")
  },
})
const itself = new Error("outer")
itself.cause = itself

/** What handlers may throw, and the sentence that is told of it. */
const odd: readonly (readonly [name: string, cause: unknown, sentence: string])[] = [
  ["an Error", new Error("outer"), "outer"],
  ["an Error without words", new RangeError(), "RangeError"],
  ["an Error whose message is a bigint", Object.assign(new Error(), { message: 1n }), "1"],
  ["an Error whose message is a cycle", Object.assign(new Error(), { message: cycle }), "[object Object]"],
  ["an Error whose message throws", throwing("message"), "{}"],
  ["an Error whose cause throws", throwing("cause"), "outer"],
  ["an Error whose stack throws", throwing("stack"), "outer"],
  ["an Error that is its own cause", itself, "outer"],
  ["an object without prototype that holds a bigint", bare, "what was thrown cannot be shown"],
  ["a revoked proxy", revoked.proxy, "what was thrown cannot be shown"],
  ["a symbol", Symbol("s"), "Symbol(s)"],
  ["a bigint", 7n, "7"],
  ["null", null, "null"],
  ["undefined", undefined, "undefined"],
  ["a text", "busy", "busy"],
  ["a text that is too long", "x".repeat(20_000), `${"x".repeat(10_000)}…`],
  ["a tag", { _tag: "Busy" }, "Busy"],
]

describe("what a handler threw", () => {
  it.each(odd)("has a sentence and can be stored: %s", (_, cause, sentence) => {
    expect(sentenceOf(cause)).toBe(sentence)
    const text = faultText({ reason: "task", task: "a", attempt: 1, defect: false, cause })
    expect(text.length).toBeLessThan(500_000)
    const restored = faultFrom(text)
    expect(restored).toMatchObject({ reason: "task", task: "a", attempt: 1 })
    if (cause !== undefined) expect(restored.cause).toMatchObject({ message: sentence })
  })
})

describe("a value that says itself what its JSON is", () => {
  it.each([
    ["a list", Object.assign([1], { toJSON() {} })],
    ["a list with another text", Object.assign([1], { toJSON: () => "x" })],
    ["an object with a hidden one", Object.defineProperty({ n: 1 }, "toJSON", { value: () => undefined })],
  ])("is refused: %s", (_, value) => {
    expect(payloadOf(value)).toEqual({
      path: "", why: "what has a toJSON of its own would not survive a restart; give plain JSON instead",
    })
    expect(payloadOf({ inner: [value] })).toMatchObject({ path: ".inner[0]" })
  })

  it("is taken where toJSON is a plain member", () => {
    expect(payloadOf({ toJSON: "no function" })).toBe('{"toJSON":"no function"}')
  })
})
