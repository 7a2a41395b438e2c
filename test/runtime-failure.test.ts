import { describe, expect, it } from "vitest"
import { and, human, multiMerge, type Signature, task, workflow } from "../src/index.ts"
import { faultFrom, faultText, sentenceOf } from "../src/runtime/failure.ts"
import { payloadOf } from "../src/runtime/payload.ts"
import { check, inc } from "./runtime-engines.ts"
import { num, type Task, unverified } from "./runtime-workflows.ts"

type Step = Task<number, number>
type Human = Signature<"human", number, { done: number }>

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

describe("a case that failed", () => {
  it("is over for good: its id gives it again, with failure and input, and another id begins anew", () => {
    let calls = 0
    const Once = workflow("once").tasks({ a: task({ input: num, output: num }) })
      .start("a").flows(() => []).end("a").build()
    const executor = unverified<typeof Once, { a: Step }>(Once)
    const a = (n: number) => {
      if (calls++ === 0) throw new Error("closed", { cause: new Error("it is Sunday") })
      return n
    }
    return check([executor.with({ a })], async (engine) => {
      const one = await engine.start(executor, { id: "x", input: 7 })
      await expect(one.result()).rejects.toMatchObject({ _tag: "CaseFailed", reason: "task" })
      const again = await engine.start(executor, { id: "x", input: 7 })
      expect(again).toMatchObject({ existed: true, caseId: one.caseId })
      await expect(again.result()).rejects.toMatchObject({ _tag: "CaseFailed", caseId: one.caseId })
      await expect(engine.cancel(one)).rejects.toMatchObject({ _tag: "CaseEnded" })
      const { history } = await engine.show(one)
      expect([history[0], history.at(-1)]).toMatchObject([
        { event: "open", payload: 7 },
        { event: "fail", task: "a", payload: { cause: { message: "closed", cause: { message: "it is Sunday" } } } },
      ])
      expect(await (await engine.start(executor, { id: "x-2", input: 7 })).result()).toBe(7)
      expect(calls).toBe(2)
    })
  })
})

describe("a case that would hold too many tokens", () => {
  const step = () => task({ input: num, output: num })

  it.each([[1, "a second token"], [2, "a token more than the 2 that may wait"]])(
    "ends with the task that they came to, and what to do (bound %i)", async (bound, what) => {
      const Many = workflow("many", { termination: "implicit" })
        .tasks({ a: step(), b: step(), c: step(), d: step(), paint: human({ input: num, output: num }) })
        .start("a").flows((t) => [and(t.a, [t.b, t.c, t.d]), multiMerge([t.b, t.c, t.d], t.paint, { bound })])
        .end("paint").build()
      const executor = unverified<typeof Many, { a: Step; b: Step; c: Step; d: Step; paint: Human }>(Many)
      await check([executor.with({ a: inc, b: inc, c: inc, d: inc })], async (engine) => {
        const one = await engine.start(executor, { input: 1 })
        await expect(one.result()).rejects.toMatchObject({
          _tag: "CaseFailed", reason: "overflow", message: `The case ${one.caseId} of "many" failed: ${what} came to ` +
            '"paint"; see that no more come at once, let a join() take them together, or give its multiMerge() or ' +
            "join() a higher bound",
        })
      })
    })
})
