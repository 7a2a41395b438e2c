import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import { describe, expect, expectTypeOf, it } from "vitest"
import { task, workflow } from "../src/index.ts"
import { type Bound, type Engine, type Misfit, open, type RegisterFailure, type Registered } from "../src/runtime.ts"
import { check, inc } from "./runtime-engines.ts"
import {
  any, built, LooseExecutor, OrderExecutor, OuterExecutor, type Task, ThreeExecutor,
} from "./runtime-workflows.ts"

class Db extends Context.Service<Db, { readonly n: number }>()("Db") {}
const fromDb = () => Effect.map(Db, ({ n }) => n)

/** The types are the test: the compiler holds them, nothing here runs an engine. */
describe("the type of handlers", () => {
  it("names what has no task, in sub-workflows too, and what a human does", () => {
    const typo = ThreeExecutor.layer({ a: inc, b: inc, c: inc, typo: inc })
    expectTypeOf(typo).toEqualTypeOf<Misfit<"typo: the workflow has no task of this name">>()
    const inside = OuterExecutor.with({ before: inc, inner: { a: inc, b: inc, c: inc, d: inc }, after: inc })
    expectTypeOf(inside).toEqualTypeOf<Misfit<"inner/d: the workflow has no task of this name">>()
    const human = OrderExecutor.layer({
      receive: inc, check: (n) => ({ outcome: "ok", value: n }), pick: inc, charge: inc, ship: () => 1, explain: inc,
    })
    expectTypeOf(human).toEqualTypeOf<Misfit<"explain: a human task has no handler, its work items are completed">>()
    expectTypeOf(typo).not.toExtend<Layer.Any>()
    expectTypeOf(inside).not.toExtend<Bound>()
  })

  it("lets no requirement pass where a task gives unknown, and no Effect inside of a promise", () => {
    const needs = LooseExecutor.with({ a: fromDb, b: () => 1, n: () => 1 })
    expectTypeOf(needs).toEqualTypeOf<
      Misfit<"a: the Effect requires services, give these handlers to `layer`">
    >()
    const later = LooseExecutor.layer({ a: async () => Effect.succeed(1), b: () => 1, n: () => 1 })
    expectTypeOf(later).toEqualTypeOf<Misfit<"a: return the Effect itself, not a promise of it">>()
  })

  it("of what fits is a layer with its requirements, or bound", () => {
    expectTypeOf(ThreeExecutor.layer({ a: fromDb, b: (n) => n + 1, c: async (n) => n })).toEqualTypeOf<
      Layer.Layer<Registered<"three">, RegisterFailure, Engine | Db>
    >()
    expectTypeOf(LooseExecutor.layer({ a: fromDb, b: (v) => v, n: () => 1 })).toEqualTypeOf<
      Layer.Layer<Registered<"loose">, RegisterFailure, Engine | Db>
    >()
    const never = () => new Promise<never>(() => {})
    expectTypeOf(LooseExecutor.with({ a: (v) => v, b: never, n: () => JSON.parse("1") })).toEqualTypeOf<Bound>()
  })
})

describe("handlers", () => {
  it("may be methods of a class, and keep their `this`", () => {
    class Steps {
      readonly #by = 2
      a(n: number) { return n + this.#by }
      b(n: number) { return this.a(n) }
      c = (n: number) => n * 10
    }
    return check([ThreeExecutor.with(new Steps())], async (engine) => {
      expect(await (await engine.start(ThreeExecutor, { input: 1 })).result()).toBe(50)
    })
  })

  it.each(["toString", "constructor", "hasOwnProperty"])("are not what every object has: %s", async (name) => {
    const Odd = workflow("odd").tasks({ [name]: task({ input: any, output: any }) })
      .start(name).flows(() => []).end(name).build()
    const OddExecutor = built<typeof Odd, Record<string, Task<unknown, unknown>>>(Odd)
    class Empty {}
    for (const handlers of [{}, new Empty()]) {
      await expect(open({ workflows: [OddExecutor.with(handlers as never)] })).rejects.toMatchObject({
        _tag: "HandlersRefused", task: name, message: expect.stringContaining("There is no handler"),
      })
    }
    await check([OddExecutor.with({ [name]: () => 7 } as never)], async (engine) => {
      expect(await (await engine.start(OddExecutor, { input: 1 })).result()).toBe(7)
    })
  })
})
