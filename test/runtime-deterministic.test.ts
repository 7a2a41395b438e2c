import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import { afterAll, describe, expect, it } from "vitest"
import {
  and, exponential, flow, human, instances, join as joined, type Signature, task, timer, workflow,
} from "../src/index.ts"
import {
  type AttemptContext, Engine, MemoryStore, open, type PromisedEngine, SqliteReader, type Store, type StoreReader,
} from "../src/runtime.ts"
import { inc } from "./runtime-engines.ts"
import { any, built, num, ThreeExecutor, type Task } from "./runtime-workflows.ts"

const folder = mkdtempSync(join(tmpdir(), "knhk-deterministic-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

const step = () => task({ input: num, output: num })

/** Four at once and their join, after one and before another. */
const Fan = workflow("fan")
  .tasks({
    begin: step(), w: step(), x: step(), y: step(), z: step(),
    sum: task({ input: { w: num, x: num, y: num, z: num }, output: num }),
  })
  .start("begin")
  .flows((t) => [
    and(t.begin, [t.w, t.x, t.y, t.z]), joined({ w: t.w, x: t.x, y: t.y, z: t.z }, t.sum),
  ])
  .end("sum").build()
type Step = Task<number, number>
type Four = { readonly w: number; readonly x: number; readonly y: number; readonly z: number }
interface FanTasks { begin: Step; w: Step; x: Step; y: Step; z: Step; sum: Task<Four, number> }
const FanExecutor = built<typeof Fan, FanTasks>(Fan)
const sum = ({ w, x, y, z }: Four) => w + x + y + z
const fan = FanExecutor.with({ begin: inc, w: inc, x: inc, y: inc, z: inc, sum })

/** Everything that takes time or chance: retries with jitter, a time limit, sleeps, a person. */
const Busy = workflow("busy")
  .tasks({
    begin: step(),
    flaky: task({ input: num, output: num, retry: exponential("1 second", { times: 5, jitter: 0.5 }) }),
    late: task({
      input: num, output: num, timeout: "10 seconds", retry: exponential("2 seconds", { times: 2, jitter: 1 }),
    }),
    naps: step(),
    draws: step(),
    sum: task({ input: { w: num, x: num, y: num, z: num }, output: num }),
    sign: human({ input: num, output: num, due: "2 days" }),
  })
  .start("begin")
  .flows((t) => [
    and(t.begin, [t.flaky, t.late, t.naps, t.draws]),
    joined({ w: t.flaky, x: t.late, y: t.naps, z: t.draws }, t.sum), flow(t.sum, t.sign),
  ])
  .end("sign").build()
interface BusyTasks {
  begin: Step; flaky: Step; late: Step; naps: Step; draws: Step; sum: Task<Four, number>
  sign: Signature<"human", number, { done: number }>
}
const BusyExecutor = built<typeof Busy, BusyTasks>(Busy)
const busy = BusyExecutor.with({
  begin: async (n, { now }) => n + now() * 0,
  flaky: async (n, { attempt }) => {
    if (attempt < 4) throw new Error("busy")
    return n
  },
  late: (n, { attempt }) => (attempt === 1 ? Effect.as(Effect.sleep("1 minute"), n) : Effect.as(Effect.sleep(7), n)),
  naps: async (n, { sleep, random }: AttemptContext) => {
    for (let i = 0; i < 3; i++) await sleep(1 + random() * 5_000)
    return n
  },
  draws: () => Effect.gen(function* () {
    yield* Effect.all([Effect.sleep("3 seconds"), Effect.yieldNow], { concurrency: 2 })
    return Math.floor((yield* Random.next) * 1_000) + (yield* Clock.currentTimeMillis)
  }),
  sum,
})

/** Six cases at once, to their end; the person looks at the worklist every ten seconds. */
async function work(engine: PromisedEngine): Promise<void> {
  const cases = await Promise.all([1, 2, 3, 4, 5].map((input) => engine.start(BusyExecutor, { input })))
  cases.push(await engine.start(BusyExecutor, { id: "six", input: 6 }))
  for (let signed = 0, looks = 0; signed < cases.length && looks < 100; looks++) {
    await engine.sleep("10 seconds")
    for (const { workItemId } of await engine.workItems()) await engine.complete(workItemId, ++signed)
  }
  await Promise.all(cases.map(({ result }) => result()))
}

/** All rows that a store has. */
async function rowsOf(store: StoreReader): Promise<string> {
  const cases = [...await store.listCases({ limit: 1_000 })].sort((a, b) => a.number - b.number)
  const journals = await Promise.all(cases.map(({ number }) => store.events(number)))
  return JSON.stringify(cases.map(({ state, ...row }, i) => ({ ...row, state: [...state], journal: journals[i] })))
}

type Kind = "memory" | "sqlite"

/** The rows after some work in deterministic mode. */
async function rowsAfter(
  kind: Kind, seed: number, doing: (engine: PromisedEngine) => Promise<void>, workflows = [busy, fan],
): Promise<string> {
  const store: Store | string = kind === "memory" ? new MemoryStore() : join(folder, `cases-${++files}.db`)
  const engine = await open({ store, workflows, deterministic: { seed, now: 1_700_000_000_000 } })
  await doing(engine)
  await engine.close()
  if (typeof store !== "string") return rowsOf(store)
  const reader = new SqliteReader(store)
  try {
    return await rowsOf(reader)
  } finally {
    await reader.close()
  }
}

describe("the same seed", () => {
  it.each<Kind>(["memory", "sqlite"])("gives the same journal, to the bit (%s)", async (kind) => {
    for (const seed of [1, 2, 3]) {
      const rows = await rowsAfter(kind, seed, work)
      expect(rows.length).toBeGreaterThan(5_000)
      expect(await rowsAfter(kind, seed, work)).toBe(rows)
    }
  })

  it("gives the same journal on either store, and on a busy machine", async () => {
    const rows = await rowsAfter("memory", 7, work)
    expect(await rowsAfter("sqlite", 7, work)).toBe(rows)
    const hold = setInterval(() => {
      const until = performance.now() + 5
      while (performance.now() < until);
    }, 6)
    expect(await rowsAfter("sqlite", 7, work)).toBe(rows)
    expect(await rowsAfter("memory", 7, work)).toBe(rows)
    clearInterval(hold)
  })

  it("gives another journal than another", async () => {
    const journals = await Promise.all([1, 2, 3, 4, 5].map((seed) => rowsAfter("memory", seed, work)))
    expect(new Set(journals).size).toBe(5)
  })

  it("gives the same ids of cases, and a store that goes on none twice", async () => {
    const store = new MemoryStore()
    const ids: string[] = []
    for (let life = 0; life < 3; life++) {
      const engine = await open({ store, workflows: [fan], deterministic: { seed: "ids" } })
      for (let input = 0; input < 3; input++) ids.push((await engine.start(FanExecutor, { input })).caseId)
      await engine.close()
    }
    expect(new Set(ids).size).toBe(9)
    const engine = await open({ workflows: [fan], deterministic: { seed: "ids" } })
    expect((await engine.start(FanExecutor, { input: 0 })).caseId).toBe(ids[0])
    await engine.close()
  })
})

/** The order in which the four in the middle completed. */
async function orderOf(seed: number, workflows = [fan]): Promise<string> {
  const store = new MemoryStore()
  const engine = await open({ store, workflows, deterministic: { seed } })
  const { caseId, result } = await engine.start(FanExecutor, { input: 1 })
  expect(await result()).toBe(12)
  const { history } = await engine.show(caseId)
  await engine.close()
  return history.filter(({ event }) => event === "complete").map(({ task }) => task).join("").slice(5, 9)
}

describe("seeds", () => {
  it("let parallel tasks complete in different orders, nearly all there are", async () => {
    const orders = new Set<string>()
    for (let seed = 0; seed < 50; seed++) orders.add(await orderOf(seed))
    for (const order of orders) expect([...order].sort().join("")).toBe("wxyz")
    expect(orders.size).toBeGreaterThan(12)
    for (const first of "wxyz") expect([...orders].some((order) => order.startsWith(first))).toBe(true)
  })

  it("do so whatever kind of handler they have", async () => {
    const mixed = FanExecutor.with({
      begin: async (n) => n + 1, w: inc, x: async (n) => n + 1, y: (n) => Effect.succeed(n + 1),
      z: (n) => Effect.as(Effect.yieldNow, n + 1), sum: (four) => Effect.delay(Effect.succeed(sum(four)), 5),
    })
    const orders = new Set<string>()
    for (let seed = 0; seed < 50; seed++) {
      const order = await orderOf(seed, [mixed])
      expect(await orderOf(seed, [mixed])).toBe(order)
      orders.add(order)
    }
    expect(orders.size).toBeGreaterThan(12)
  })

  it("decide between sleeps that end at the same moment, and between a result and a time limit never", async () => {
    const asleep = FanExecutor.with({
      begin: inc, sum,
      w: (n, { sleep }) => sleep(50).then(() => n + 1), x: (n, { sleep }) => sleep(50).then(() => n + 1),
      y: (n) => Effect.delay(Effect.succeed(n + 1), 50), z: (n) => Effect.delay(Effect.succeed(n + 1), 60),
    })
    const orders = new Set<string>()
    for (let seed = 0; seed < 50; seed++) orders.add(await orderOf(seed, [asleep]))
    expect([...orders].every((order) => order.endsWith("z"))).toBe(true)
    expect(orders.size).toBe(6)
  })
})

describe("instances and timers", () => {
  const Many = workflow("many")
    .tasks({
      begin: step(), some: instances(step(), { count: 4, concurrency: 3 }),
      left: timer({ input: any, after: "1 days" }), right: timer({ input: any, after: "1 days" }),
      last: task({ input: { left: any, right: any }, output: num }),
    })
    .start("begin")
    .flows((t) => [
      flow(t.begin, t.some), and(t.some, [t.left, t.right]), joined({ left: t.left, right: t.right }, t.last),
    ])
    .end("last").build()
  interface ManyTasks {
    begin: Step
    some: Signature<"task", number, { done: number }>
    last: Task<{ readonly left: unknown; readonly right: unknown }, number>
  }
  const ManyExecutor = built<typeof Many, ManyTasks>(Many)

  it("are taken in the order of the seed as well", async () => {
    const naps = (n: number, { sleep }: AttemptContext) => sleep("5 seconds").then(() => n)
    const many = ManyExecutor.with({ begin: inc, some: naps, last: () => 1 })
    const orderOf = async (seed: number) => {
      const engine = await open({ workflows: [many], deterministic: { seed } })
      const { caseId, result } = await engine.start(ManyExecutor, { input: 1 })
      expect(await result()).toBe(1)
      const { history, startedAt, endedAt } = await engine.show(caseId)
      await engine.close()
      expect(endedAt! - startedAt).toBe(10_000 + 86_400_000)
      const done = history.flatMap(({ happened }) => happened).filter(({ what }) => what === "completed")
      return done.map(({ workItemId }) => workItemId.slice(37)).join(" ")
    }
    const orders = new Set<string>()
    for (let seed = 0; seed < 40; seed++) {
      const order = await orderOf(seed)
      expect(await orderOf(seed)).toBe(order)
      orders.add(order)
    }
    // The first three instances in any order, the fourth after them, and then the timers in any order.
    expect(orders.size).toBe(12)
    expect([...orders].filter((order) => order.indexOf("left") < order.indexOf("right"))).toHaveLength(6)
  })
})

describe("the virtual clock", () => {
  it("goes over a year in no time, and stands still while something can run", async () => {
    const times: number[] = []
    const slow = FanExecutor.with({
      begin: (n, { now }) => (times.push(now()), n),
      w: async (n, { now, sleep }) => {
        await sleep("365 days")
        times.push(now())
        return n
      },
      x: async (n, { now }) => {
        for (let i = 0; i < 500; i++) await Promise.resolve()
        times.push(now())
        return n
      },
      y: (n) => Effect.gen(function* () {
        for (let i = 0; i < 200; i++) yield* Effect.yieldNow
        times.push(yield* Clock.currentTimeMillis)
        return n
      }),
      z: inc, sum,
    })
    const began = performance.now()
    const engine = await open({ workflows: [slow], deterministic: { seed: 1, now: 5 } })
    await (await engine.start(FanExecutor, { input: 1 })).result()
    await engine.close()
    expect(times).toEqual([5, 5, 5, 5 + 365 * 86_400_000])
    expect(performance.now() - began).toBeLessThan(10_000)
  })

  it("is that of an Effect program around the engine, with its random and its fibers", async () => {
    const program = (seed: number) => Effect.gen(function* () {
      const engine = yield* Engine
      const started = yield* FanExecutor.start({ input: 1 })
      const log: unknown[] = [started.caseId]
      const fibers = yield* Effect.forEach(["a", "b", "c"], (name) =>
        Effect.forkChild(Effect.gen(function* () {
          for (let i = 0; i < 3; i++) {
            yield* Effect.sleep(1 + Math.floor((yield* Random.next) * 1_000))
            log.push([name, yield* Clock.currentTimeMillis])
          }
        })))
      yield* Fiber.joinAll(fibers)
      log.push(yield* started.result)
      yield* Effect.sleep("1 day")
      const { history } = yield* engine.show(started.caseId)
      return JSON.stringify([log, history, yield* Clock.currentTimeMillis])
    }).pipe(Effect.provide(
      Layer.provideMerge(
        FanExecutor.layer({
          begin: inc, w: inc, x: inc, y: inc, sum, z: (n) => Effect.as(Effect.sleep(300), n + 1),
        }),
        Engine.layerMemory({ deterministic: { seed } }),
      ),
    ))
    const first = await Effect.runPromise(program(1))
    expect(await Effect.runPromise(program(1))).toBe(first)
    expect(await Effect.runPromise(program(2))).not.toBe(first)
    expect(JSON.parse(first)[2]).toBeGreaterThan(86_400_000)
  })

  it("goes on while the engine drains, and a result that is held is not lost", async () => {
    const store = new MemoryStore()
    const naps = ThreeExecutor.with({ a: (n, { sleep }) => sleep(n * 1_000).then(() => n), b: inc, c: inc })
    const engine = await open({ store, workflows: [naps], deterministic: { seed: 4 } })
    const cases = await Promise.all([1, 2, 60].map((input) => engine.start(ThreeExecutor, { input })))
    const report = await engine.drain({ deadline: "30 seconds" })
    const keys = cases.map(({ caseId }) => `${caseId}:a:1`)
    expect(report).toEqual({ finished: keys.slice(0, 2), interrupted: keys.slice(2), left: 3 })
    const again = await open({ store, workflows: [naps], deterministic: { seed: 4 } })
    expect(await Promise.all(cases.map(({ caseId }) => again.result(caseId)))).toEqual([3, 4, 62])
    await again.close()
  })

  it("loses no result that is held when the engine closes", async () => {
    const store = new MemoryStore()
    const seen: string[] = []
    const said = (task: string) => (n: number) => (seen.push(`${task}${n}`), n)
    const workflows = [ThreeExecutor.with({ a: said("a"), b: said("b"), c: said("c") })]
    const engine = await open({ store, workflows, deterministic: { seed: 4 } })
    const cases = await Promise.all([1, 2, 3].map((input) => engine.start(ThreeExecutor, { input })))
    await Promise.resolve()
    expect(seen).toEqual(["a1", "a2", "a3"])
    await engine.close()
    const again = await open({ store, workflows, deterministic: { seed: 4 } })
    expect(await Promise.all(cases.map(({ caseId }) => again.result(caseId)))).toEqual([1, 2, 3])
    await again.close()
    expect([...seen].sort()).toEqual(["a1", "a2", "a3", "b1", "b2", "b3", "c1", "c2", "c3"])
  })

  it("lets work come that waits for the world, only not in the order of a seed", async () => {
    const real = ThreeExecutor.with({
      a: (n) => new Promise<number>((resolve) => setTimeout(resolve, 20, n)), b: inc, c: inc,
    })
    const engine = await open({ workflows: [real], deterministic: { seed: 4 } })
    expect(await (await engine.start(ThreeExecutor, { input: 1 })).result()).toBe(3)
    await engine.close()
  })
})
