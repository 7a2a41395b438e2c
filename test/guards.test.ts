/** Routes that no payload takes, and routes that some does or may: nothing is said of those. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { compileDefinition } from "../compiler/compile.ts"
import { routesNotTaken } from "../compiler/guards/guards.ts"
import type { Guard } from "../src/definition/definition.ts"
import { define, task, tasks } from "./define.ts"
import { seed } from "./random.ts"

const mend = "mend the guards, or remove the route"
const never = (route: number, why: string) => `task "a": route ${route} is never taken: ${why}: ${mend}`
const before = "the routes before it take all that its guard would"
const itself = "its guard contradicts itself"
const otherwise = `task "a": the default of its routes is never taken: the routes before it take everything: ${mend}`

type Test = (payload: any) => boolean
const limit = 100
const over = (limit: number): Test => (o) => o.total > limit

const cases: readonly (readonly [what: string, guards: readonly Test[], said: readonly string[], kind?: "or"])[] = [
  ["ranges that meet", [(o) => o.total > 100, (o) => o.total <= 100], []],
  ["a range in one before it", [(o) => o.total > 100, (o) => o.total > 200], [never(2, before)]],
  ["a range beside one before it", [(o) => o.total > 200, (o) => o.total > 100], []],
  ["the same range, written the other way round", [(o) => o.total >= 5, (o) => 5 <= o.total], [never(2, before)]],
  ["a point that two ranges leave", [(o) => o.n < 1, (o) => o.n > 1, (o) => o.n === 1], []],
  ["a point that a range took", [(o) => o.n < 2, (o) => o.n === 1], [never(2, before)]],
  ["a range that is empty", [(o) => o.n > 5 && o.n < 3], [never(1, itself)]],
  ["a number below 0", [(o) => o.n < -1, (o) => o.n === -2], [never(2, before)]],
  ["a boolean and its contrary", [(o) => o.paid, (o) => !o.paid], [otherwise]],
  ["a boolean of which one half is asked for", [(o) => o.paid], []],
  ["literals, each once", [(o) => o.kind === "a", (o) => o.kind === "b"], []],
  ["a literal twice", [(o) => o.kind === "a" || o.kind === "b", (o) => o.kind === "b"], [never(2, before)]],
  ["a literal and all others", [(o) => o.kind === "a", (o) => o.kind !== "a"], [otherwise]],
  ["two literals at once", [(o) => o.kind === "a" && o.kind === "b"], [never(1, itself)]],
  ["places apart", [({ order: { total } }) => total > 5, (o) => o.order.total > 6, (o) => o.order["total"] > 7],
    [never(2, before), never(3, before)]],
  ["a function with a body", [function (o) { return o.n > 1 }, (o) => { return o.n > 2 }], [never(2, before)]],
  ["what is not understood", [(o) => o.list.includes(3), (o) => o.n > limit], []],
  ["what is not understood, twice", [(o) => o.list.includes(3), (o) => o.list.includes(3) && o.n > 1], []],
  ["what is not understood, and its contrary", [(o) => o.list.includes(3) && !o.list.includes(3)], [never(1, itself)]],
  ["guards of one text with other names around", [over(200), over(100)], []],
  ["numbers beside which there is no other", [(o) => o.n > 1e18, (o) => o.n < -1e18], []],
  ["a range between large numbers", [(o) => o.n > 1e308 && o.n < 1.7e308], []],
  ["nothing, which is less than 5", [(o) => o.n !== null && o.n < 5, (o) => o.n === null, (o) => o.n < 5],
    [never(3, before)]],
  ["a name with a dot in it", [(o) => o["a.b"] > 5, (o) => o.a.b > 5], []],
  ["a value asked for and compared", [(o) => o.n, (o) => o.n > 1], []],
  ["routes of an OR-split, which do not take from each other", [(o) => o.n > 1, (o) => o.n > 2], [], "or"],
  ["routes of an OR-split, one of them empty", [(o) => o.n > 1, (o) => o.n > 2 && o.n < 2], [never(2, itself)], "or"],
]

const split = (guards: readonly Test[], kind: "guard" | "or" = "guard") => define({
  tasks: tasks("a", ...guards.map((_, i) => `t${i}`), "b"), ends: [...guards.map((_, i) => `t${i}`), "b"],
  flows: [{ kind, from: "a", routes: [...guards.map((guard, i) => ({ guard: guard as Guard, to: task(`t${i}`) })),
    { to: task("b") }] }],
})

test.each(cases.map(([what, ...rest]) => [what, rest] as const))("%s", (_, [guards, said, kind]) => {
  const found = routesNotTaken(split(guards, kind))
  expect(found.map(({ message }) => message)).toEqual(said)
  for (const { severity, at, code } of found) expect([severity, at?.line, code]).toEqual(["warning", 101, "KNHK3009"])
})

test("the compiler says it, and the guard", () => {
  const { value, diagnostics } = compileDefinition(split([(o) => o.total > 100, (o) => o.total > 200]))
  expect(value).toBeDefined()
  expect(diagnostics.map(({ code, notes }) => [code, notes.map(({ message }) => message)])).toContainEqual([
    "KNHK3009", ["its guard is (o) => o.total > 200"],
  ])
})

test("a route of which it is said is never taken, whatever the payload", () => {
  const number = fc.integer({ min: -3, max: 3 })
  const atom = fc.oneof(
    fc.tuple(fc.constantFrom("<", "<=", ">", ">=", "===", "!=="), number).map(([by, n]) => `o.n ${by} ${n}`),
    fc.constantFrom('o.kind === "a"', 'o.kind !== "b"', "o.ok", "!o.ok", "o.n * 2 > 3", "o.list.length > 1"))
  const { guard } = fc.letrec<{ guard: string }>((tie) => ({
    guard: fc.oneof({ maxDepth: 2 }, atom, fc.tuple(tie("guard"), fc.constantFrom("&&", "||"), tie("guard"))
      .map(([left, by, right]) => `(${left} ${by} ${right})`)),
  }))
  const payload = fc.record({
    n: fc.oneof(fc.double({ min: -4, max: 4 }), number, fc.constant(undefined)), kind: fc.constantFrom("a", "b", "c"),
    ok: fc.boolean(), list: fc.array(fc.nat(), { maxLength: 3 }),
  })
  const guards = fc.array(guard, { minLength: 1, maxLength: 4 })
  let told = 0
  fc.assert(fc.property(guards, fc.array(payload, { minLength: 20, maxLength: 40 }), (texts, payloads) => {
    const functions = texts.map((text) => new Function(`return (o) => ${text}`)() as Test)
    const dead = routesNotTaken(split(functions)).map(({ message }) =>
      Number(/route (\d+)/.exec(message)?.[1] ?? texts.length + 1) - 1)
    told += dead.length
    for (const one of payloads) {
      const first = functions.findIndex((guard) => guard(one))
      expect(dead).not.toContain(first < 0 ? texts.length : first)
    }
  }), { seed, numRuns: 500 })
  console.log(`seed ${seed}: ${told} routes are never taken`)
  expect(told).toBeGreaterThan(0)
})
