/** Tasks with handlers that exclude each other: which goes first is drawn, and every order that may be is made. */
import { describe, expect, it } from "vitest"
import { and, critical, defer, flow, interleave, join, task, workflow } from "../src/index.ts"
import { open } from "../src/runtime.ts"
import { any, built, type Task } from "./runtime-workflows.ts"

const step = () => task({ input: any, output: any })
type Step = Task<unknown, unknown>

/** Three in any order, one after another; drive after brakes. */
const Inspect = workflow("inspect")
  .tasks({
    admit: step(), brakes: step(), lights: step(), drive: step(),
    judge: task({ input: { brakes: any, lights: any, drive: any }, output: any }),
  })
  .start("admit")
  .flows((t) => [interleave(t.admit, [t.brakes, t.lights, t.drive], t.judge, { order: [[t.brakes, t.drive]] })])
  .end("judge").build()
const InspectExecutor = built<typeof Inspect, { admit: Step; brakes: Step; lights: Step; drive: Step; judge: Step }>(
  Inspect)

const Sections = workflow("sections")
  .tasks({ a: step(), p: step(), q: step(), x: step(), y: step(), z: task({ input: { q: any, y: any }, output: any }) })
  .start("a")
  .flows((t) => [
    and(t.a, [t.p, t.x]), flow(t.p, t.q), flow(t.x, t.y), join({ q: t.q, y: t.y }, t.z),
    critical([t.p, t.q], [t.x, t.y]),
  ])
  .end("z").build()
const SectionsExecutor = built<typeof Sections, { a: Step; p: Step; q: Step; x: Step; y: Step; z: Step }>(Sections)

const Choice = workflow("choice")
  .tasks({ a: step(), b: step(), c: step() })
  .start("a").flows((t) => [defer(t.a, [t.b, t.c])]).end("b", "c").build()
const ChoiceExecutor = built<typeof Choice, { a: Step; b: Step; c: Step }>(Choice)

/** What ran, in order, with each of 60 seeds; never two of `alone` at once. */
async function orders(executor: any, names: readonly string[], alone: string): Promise<Set<string>> {
  const all = new Set<string>()
  for (let seed = 0; seed < 60; seed++) {
    const ran: string[] = []
    let running = 0
    const handlers = Object.fromEntries(names.map((name) => [name, async (got: unknown) => {
      ran.push(name)
      if (!alone.includes(name)) return got
      expect(++running).toBe(1)
      await new Promise(setImmediate)
      running--
      return got
    }]))
    const engine = await open({ workflows: [executor.with(handlers)], deterministic: { seed } })
    await (await engine.start(executor, { input: 1 as never })).result()
    await engine.close()
    all.add(ran.join(" "))
  }
  return all
}

describe("which of them goes first is drawn", () => {
  it("of an interleaving: each order that its partial order allows", async () => {
    expect([...await orders(InspectExecutor, ["admit", "brakes", "lights", "drive", "judge"], "brakes lights drive")]
      .sort()).toEqual([
      "admit brakes drive lights judge", "admit brakes lights drive judge", "admit lights brakes drive judge",
    ])
  }, 60_000)

  it("of a critical section: either part", async () => {
    expect([...await orders(SectionsExecutor, ["a", "p", "q", "x", "y", "z"], "p q x y")].sort())
      .toEqual(["a p q x y z", "a x y p q z"])
  }, 60_000)

  it("and not of a deferred choice: there it is the first that is named", async () => {
    expect([...await orders(ChoiceExecutor, ["a", "b", "c"], "")]).toEqual(["a b"])
  }, 60_000)

  it("the same with the same seed", async () => {
    const said = async () => {
      const ran: string[] = []
      const note = (name: string) => () => (ran.push(name), 1)
      const handlers = { admit: note("admit"), brakes: note("brakes"), lights: note("lights"), drive: note("drive") }
      const bound = InspectExecutor.with({ ...handlers, judge: note("judge") })
      const engine = await open({ workflows: [bound], deterministic: { seed: "s" } })
      const all = await Promise.all([1, 2, 3, 4].map((input) => engine.start(InspectExecutor, { input })))
      for (const one of all) await one.result()
      await engine.close()
      return ran
    }
    expect(await said()).toEqual(await said())
  })
})
