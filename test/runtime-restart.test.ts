import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { afterAll, describe, expect, it } from "vitest"
import {
  type Bound, type CaseView, MemoryStore, open, openReader, type PromisedEngine, SqliteStore, type Store, StoreError,
} from "../src/runtime.ts"
import { OrderExecutor, OuterExecutor, PapersExecutor, RaceExecutor, ThreeExecutor } from "./runtime-workflows.ts"

const folder = mkdtempSync(join(tmpdir(), "knhk-restart-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const freshPath = () => join(folder, `cases-${++files}.db`)

const inc = (n: number) => n + 1
const order = OrderExecutor.with({
  receive: inc, check: async (n) => ({ outcome: "ok", value: n }), pick: inc,
  charge: (n, { attempt }) => (attempt === 1 ? new Promise((resolve) => setTimeout(() => resolve(n * 2), 1)) : n * 2),
  ship: ({ parcel, payment }) => parcel + payment,
})
const outer = OuterExecutor.with({ before: inc, inner: { a: inc, b: async (n) => n, c: inc }, after: (n) => n * 10 })

/** Stands before a store and counts its commits; may fail one, or call back when one is on disk. */
class Watched implements Store {
  commits = 0
  readonly #store: Store
  readonly #onCommit: (n: number) => "fail" | undefined | void

  constructor(store: Store, onCommit: (n: number) => "fail" | undefined | void) {
    this.#store = store
    this.#onCommit = onCommit
  }

  commit: Store["commit"] = (batch, done) => {
    if (this.#onCommit(++this.commits) === "fail") {
      batch.pack()
      setImmediate(done, new StoreError({ reason: "io", path: "memory", message: "the disk failed" }), 0)
    } else {
      this.#store.commit(batch, done)
    }
  }

  get kind() { return this.#store.kind }
  claim: Store["claim"] = () => this.#store.claim()
  release: Store["release"] = () => this.#store.release()
  findCase: Store["findCase"] = (...args) => this.#store.findCase(...args)
  getCase: Store["getCase"] = (...args) => this.#store.getCase(...args)
  wholeCase: Store["wholeCase"] = (...args) => this.#store.wholeCase(...args)
  listCases: Store["listCases"] = (...args) => this.#store.listCases(...args)
  runningCases: Store["runningCases"] = (...args) => this.#store.runningCases(...args)
  children: Store["children"] = (...args) => this.#store.children(...args)
  getCaseByNumber: Store["getCaseByNumber"] = (...args) => this.#store.getCaseByNumber(...args)
  runningCounts: Store["runningCounts"] = () => this.#store.runningCounts()
  events: Store["events"] = (...args) => this.#store.events(...args)
  workItems: Store["workItems"] = (...args) => this.#store.workItems(...args)
  definition: Store["definition"] = (...args) => this.#store.definition(...args)
  definitions: Store["definitions"] = (...args) => this.#store.definitions(...args)
  close: Store["close"] = () => this.#store.close()
}

const jobs: readonly (readonly [
  string,
  Bound,
  (engine: PromisedEngine) => Promise<{ caseId: string; result(): Promise<unknown> }>,
  unknown,
])[] = [
  ["a parallel split and join", order, (engine) => engine.start(OrderExecutor, { id: "one", input: 1 }), 10],
  ["a sub-workflow", outer, (engine) => engine.start(OuterExecutor, { id: "one", input: 1 }), 40],
]

/** Every work item is completed once at most, and started before that. */
function sane({ history, caseId }: CaseView): void {
  const happened = history.flatMap((line) => line.happened)
  const completed = happened.filter((one) => one.what === "completed").map((one) => one.workItemId)
  expect(new Set(completed).size, caseId).toBe(completed.length)
  expect(history.map((line) => line.seq), caseId).toEqual(history.map((_, i) => i))
}

const NOT_REACHED = Symbol("not reached")

describe.each(jobs)("a case with %s", (_, workflow, begin, expected) => {
  async function commitsOfAll(): Promise<number> {
    const watched = new Watched(new MemoryStore(), () => {})
    const engine = await open({ store: watched, workflows: [workflow] })
    await (await begin(engine)).result()
    await engine.close()
    return watched.commits
  }

  it("goes on after the engine was closed at any commit", async () => {
    const all = await commitsOfAll()
    for (let n = 1; n <= all; n++) {
      const store = new MemoryStore()
      const closing: Promise<void>[] = []
      let engine: PromisedEngine | undefined
      const watched = new Watched(store, (commit) => {
        if (commit === n && engine !== undefined) closing.push(engine.close())
      })
      engine = await open({ store: watched, workflows: [workflow] })
      await begin(engine).then((started) => started.result()).catch(() => {})
      await Promise.all([...closing, engine.close()])
      const again = await open({ store, workflows: [workflow] })
      const started = await begin(again)
      expect(await started.result(), `closed at commit ${n}`).toBe(expected)
      sane(await again.show(started.caseId))
      expect((await again.list()).cases).toHaveLength(1)
      await again.close()
    }
  })

  it("fails everybody who waits with the store's failure at any commit, and goes on when the store does", async () => {
    const all = await commitsOfAll()
    for (let n = 1; n <= all; n++) {
      const store = new MemoryStore()
      const watched = new Watched(store, (commit) => (commit >= n ? "fail" : undefined))
      const outcome = await open({ store: watched, workflows: [workflow] }).then(async (engine) => {
        const failure = await begin(engine).then((started) => started.result()).catch((error: unknown) => error)
        // A slower run gathers more in one commit and is over before the one that would fail.
        if (watched.commits < n) return engine.close().then(() => NOT_REACHED)
        await expect(begin(engine)).rejects.toMatchObject({ _tag: "StoreError", reason: "io" })
        await engine.close()
        return failure
      }, (error: unknown) => error)
      if (n <= 2 || outcome !== NOT_REACHED) {
        expect(outcome, `failed at commit ${n}`).toMatchObject({ _tag: "StoreError", reason: "io" })
      }
      const again = await open({ store, workflows: [workflow] })
      const started = await begin(again)
      expect(await started.result(), `failed at commit ${n}`).toBe(expected)
      sane(await again.show(started.caseId))
      await again.close()
    }
  })
})

describe("a store that was closed", () => {
  const stores: readonly (readonly [string, () => () => Store])[] = [
    ["memory", () => {
      const store = new MemoryStore()
      return () => store
    }],
    ["sqlite", () => {
      const path = freshPath()
      return () => SqliteStore.open(path)
    }],
  ]

  it.each(stores)("gives its running cases to the next engine, one attempt on (%s)", async (kind, make) => {
    const opened = make()
    const keys: string[] = []
    const attempts: number[] = []
    const wait = (n: number, { attempt, idempotencyKey }: { attempt: number; idempotencyKey: string }) => {
      keys.push(idempotencyKey)
      attempts.push(attempt)
      return attempt < 3 ? new Promise<number>(() => {}) : n
    }
    const three = ThreeExecutor.with({ a: inc, b: wait, c: inc })
    for (let round = 1; round <= 3; round++) {
      const store = opened()
      const engine = await open({ store, workflows: [three] })
      const started = await engine.start(ThreeExecutor, { id: "one", input: 1 })
      expect(started.existed).toBe(round > 1)
      if (round === 3) expect(await started.result()).toBe(3)
      else while (attempts.length < round) await new Promise((resolve) => setTimeout(resolve, 1))
      await engine.close()
      if (kind === "sqlite") await store.close()
    }
    expect(attempts).toEqual([1, 2, 3])
    expect(new Set(keys).size).toBe(1)
  })

  it.each(stores)("keeps human work items and what they were given (%s)", async (kind, make) => {
    const opened = make()
    for (const [task, output] of [["sign", 5], ["seal", 6]] as const) {
      const store = opened()
      const engine = await open({ store, workflows: [PapersExecutor.with({})] })
      const started = await engine.start(PapersExecutor, { id: "one", input: 4 })
      const [item] = await engine.workItems()
      expect(item).toMatchObject({ task, input: output - 1 })
      await engine.startWorkItem(item!.workItemId)
      await engine.complete(item!.workItemId, output)
      if (task === "seal") expect(await started.result()).toBe(6)
      await engine.close()
      if (kind === "sqlite") await store.close()
    }
  })

  it.each(stores)("answers what was asked right before it was closed, and keeps what it said yes to (%s)", async (
    kind, make,
  ) => {
    const opened = make()
    const store = opened()
    const engine = await open({ store, workflows: [PapersExecutor.with({})] })
    const running = await Promise.all([1, 2, 3].map((input) => engine.start(PapersExecutor, { input })))
    const [first, , third] = await engine.workItems()
    const asked = [
      // More than one turn takes, so that some are still in their queue.
      ...Array.from({ length: 1_200 }, (_, i) => engine.start(PapersExecutor, { input: i })),
      engine.start(PapersExecutor, { id: "named", input: 1 }), engine.start(PapersExecutor, { id: "named", input: 1 }),
    ]
    const cancelled = engine.cancel(running[1]!.caseId)
    const completed = engine.complete(first!.workItemId, 7)
    const closing = engine.close()
    const late: Promise<void>[] = []
    const answered = (call: Promise<void>) => call.catch(() => {})
    for (let tick = 0; tick < 20; tick++) {
      await new Promise(setImmediate)
      late.push(...[engine.cancel(running[2]!.caseId), engine.complete(third!.workItemId, 8)].map(answered))
    }
    const [said, others] = await Promise.all([
      Promise.allSettled(asked), Promise.allSettled([cancelled, completed]), closing, ...late,
    ])
    for (const one of [...said, ...others]) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ _tag: "EngineClosed" })
    }
    if (kind === "sqlite") await store.close()
    const next = opened()
    const again = await open({ store: next, workflows: [PapersExecutor.with({})] })
    const rows = new Map((await next.listCases({ limit: 2_000 })).map((row) => [row.caseId as string, row]))
    for (const one of said) if (one.status === "fulfilled") expect(rows.has(one.value.caseId)).toBe(true)
    const started = new Set(said.flatMap((one) => (one.status === "fulfilled" ? one.value.caseId : [])))
    expect(rows.size).toBe(started.size + 3)
    expect(rows.get(running[1]!.caseId)!.status).toBe(others[0]!.status === "fulfilled" ? 3 : 1)
    const seals = (await again.workItems({ role: "notary" })).map(({ caseId }) => caseId)
    expect(seals).toEqual(others[1]!.status === "fulfilled" ? [running[0]!.caseId] : [])
    await again.close()
    if (kind === "sqlite") await next.close()
  })

  it("tells the same failure as before", async () => {
    const path = freshPath()
    const failing = ThreeExecutor.with({
      a: () => {
        throw new Error("outer", { cause: new RangeError("inner") })
      },
      b: inc,
      c: inc,
    })
    const engine = await open({ store: path, workflows: [failing] })
    const started = await engine.start(ThreeExecutor, { input: 1 })
    const before = await started.result().catch((error: unknown) => error)
    await engine.close()
    const again = await open({ store: path, workflows: [failing] })
    const { message } = before as Error
    await expect(again.result(started.caseId)).rejects.toMatchObject({
      _tag: "CaseFailed",
      message,
      cause: { name: "Error", message: "outer", cause: { name: "RangeError", message: "inner" } },
    })
    await again.close()
  })

  it("keeps cases of definitions that the next engine does not hold, and says so", async () => {
    const store = new MemoryStore()
    const first = await open({ store, workflows: [PapersExecutor.with({})] })
    const { caseId } = await first.start(PapersExecutor, { input: 1 })
    await first.close()
    const engine = await open({ store, workflows: [outer] })
    expect(await engine.unclaimed()).toMatchObject([{ workflow: "papers", count: 1 }])
    await expect(engine.result(caseId)).rejects.toMatchObject({ _tag: "CaseUnclaimed", workflow: "papers" })
    await expect(engine.cancel(caseId)).rejects.toMatchObject({ _tag: "CaseUnclaimed" })
    const { workItemId } = (await engine.workItems())[0]!
    await expect(engine.startWorkItem(workItemId)).rejects.toMatchObject({ _tag: "CaseUnclaimed", caseId })
    await expect(engine.complete(workItemId, 2)).rejects.toMatchObject({ _tag: "CaseUnclaimed", caseId })
    expect(await engine.show(caseId)).toMatchObject({ status: "running", marking: { "in:sign": 1 } })
    await engine.close()
    const last = await open({ store, workflows: [PapersExecutor.with({})] })
    expect(await last.unclaimed()).toEqual([])
    await last.complete((await last.workItems())[0]!.workItemId, 2)
    await last.close()
  })

  it("can be read beside the engine that runs on it", async () => {
    const path = freshPath()
    const engine = await open({
      store: path,
      workflows: [
        RaceExecutor.with({ begin: inc, fast: () => new Promise(() => {}), slow: () => new Promise(() => {}) }),
      ],
    })
    const { caseId } = await engine.start(RaceExecutor, { id: "r", input: 1 })
    const reader = await openReader(path)
    while ((await reader.show(caseId)).workItems.length < 2) await new Promise((resolve) => setTimeout(resolve, 1))
    expect((await reader.show(caseId)).workItems).toMatchObject([
      { task: "fast", input: 2, state: "started" },
      { task: "slow" },
    ])
    expect((await reader.list()).cases).toMatchObject([{ id: "r", status: "running" }])
    expect(await reader.running()).toMatchObject([{ workflow: "race", count: 1 }])
    await reader.close()
    await engine.close()
  })
})

describe("a process that is killed", () => {
  const COUNT = 300
  const KILLS = 8

  it(`${KILLS} times loses no acknowledged start and ends each of ${COUNT} cases once`, async () => {
    const [path, acks] = [freshPath(), join(folder, "acks")]
    const script = fileURLToPath(new URL("runtime-crash.ts", import.meta.url))
    const run = () =>
      spawn(process.execPath, ["--conditions=knhk-source", script, path, acks, String(COUNT)], {
        stdio: ["ignore", "pipe", "inherit"],
      })
    const kills: number[] = []
    for (let kill = 0; kill < KILLS; kill++) {
      const child = run()
      const ended = once(child, "exit")
      await Promise.race([once(child.stdout, "data"), ended])
      const after = Math.floor(Math.random() * 120)
      kills.push(after)
      const timer = setTimeout(() => child.kill("SIGKILL"), after)
      await ended
      clearTimeout(timer)
    }
    const [code] = await once(run(), "exit") as [number]
    const told = `killed after ${kills.join(", ")} ms`
    expect(code, told).toBe(0)

    const acknowledged = existsSync(acks) ? readFileSync(acks, "utf8").trim().split("\n") : []
    const database = new DatabaseSync(path, { readOnly: true })
    const cases = database.prepare("select id, case_id, status, result from workflow_case order by number").all()
    expect(cases, told).toHaveLength(COUNT)
    expect(cases.filter((row) => row["status"] !== 2), told).toEqual([])
    const starts = new Set(cases.map((row) => `${row["id"]} ${row["case_id"]}`))
    expect(new Set(cases.map((row) => row["id"])).size, told).toBe(COUNT)
    // By case id: the last run starts every order again, which would hide that a start was lost.
    expect(acknowledged.filter((start) => !starts.has(start)), told).toEqual([])
    for (const { id, result } of cases) expect(Number(result), told).toBe(2 * (Number(String(id).slice(6)) + 1))
    const twice = database
      .prepare(
        "select case_number, activation, count(*) from event where kind = 3 group by 1, 2 having count(*) > 1",
      )
      .all()
    expect(twice, told).toEqual([])
    const resumed = database.prepare("select count(*) as count from event where kind = 17").get()!["count"]
    expect(resumed, told).toBeGreaterThan(0)
    database.close()
    const reader = await openReader(path)
    for (const { caseId } of (await reader.list({ limit: COUNT })).cases) sane(await reader.show(caseId))
    await reader.close()
  })
})
