import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, describe, expect, it } from "vitest"
import { lower } from "../compiler/ir/lower.ts"
import type { Net, SoundNet } from "../compiler/ir/net.ts"
import { encode } from "../compiler/table/encode.ts"
import { type Bound, MemoryStore, open, openReader, SqliteStore, type Store } from "../src/runtime.ts"
import {
  decision, flow, human, instances, merge, receive, recurse, silent, task, workflow, xor,
} from "../src/index.ts"
import { inc, never, papers, three } from "./runtime-engines.ts"
import { any, num, PapersExecutor, Three, ThreeExecutor, unverified } from "./runtime-workflows.ts"

const folder = mkdtempSync(join(tmpdir(), "knhk-recovery-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const freshPath = () => join(folder, `cases-${++files}.db`)

describe("a definition that another compiler made another table of", () => {
  /** The same net with its tasks the other way round: each index means another task. */
  const turned = { ...lower(Three.definition).value! } as { -readonly [K in keyof Net]: Net[K] }
  turned.tasks = turned.tasks.toReversed()
  const table = Buffer.from(encode(turned as SoundNet, ThreeExecutor.hash)).toString("base64")

  const handlers = (ran: string[], b: (n: number) => number | Promise<number>): Bound => ThreeExecutor.with({
    a: (n) => (ran.push("a"), n + 1), b: (n) => (ran.push("b"), b(n)), c: (n) => (ran.push("c"), n + 100),
  })
  const onOther = (bound: Bound): Bound => ({ ...bound, parts: { ...bound.parts, table } })

  it("goes on with a case on the table that it began on, and begins new ones on the other", async () => {
    const path = freshPath()
    const ran: string[] = []
    const first = await open({ store: path, workflows: [handlers(ran, never)] })
    const old = await first.start(ThreeExecutor, { id: "old", input: 1 })
    while (ran.length < 2) await new Promise((resolve) => setTimeout(resolve, 1))
    await first.close()
    ran.length = 0
    const second = await open({ store: path, workflows: [onOther(handlers(ran, inc))] })
    expect(await second.result(old.caseId)).toBe(103)
    expect(ran.splice(0)).toEqual(["b", "c"])
    expect(await (await second.start(ThreeExecutor, { id: "new", input: 1 })).result()).toBe(103)
    expect(ran).toEqual(["a", "b", "c"])
    expect(await second.unclaimed()).toEqual([])
    for (const { caseId } of (await second.list()).cases) {
      const completed = (await second.show(caseId)).history.filter((line) => line.event === "complete")
      expect(completed.map((line) => line.task)).toEqual(["a", "b", "c"])
    }
    await second.close()
    const third = await open({ store: path, workflows: [handlers(ran, inc)] })
    expect(await (await third.start(ThreeExecutor, { id: "old", input: 1 })).result()).toBe(103)
    await third.close()
  })

  it("interrupts the cases on both tables when the engine is closed", async () => {
    const path = freshPath()
    const signals: AbortSignal[] = []
    const hang = ThreeExecutor.with({
      a: (_, { signal }) => (signals.push(signal), new Promise<number>(() => {})), b: inc, c: inc,
    })
    for (const workflow of [hang, onOther(hang)]) {
      const engine = await open({ store: path, workflows: [workflow] })
      await engine.start(ThreeExecutor, { input: 1 })
      await new Promise((resolve) => setTimeout(resolve, 30))
      await engine.close()
    }
    expect(signals.map((signal) => signal.aborted)).toEqual([true, true, true])
  })

  it("leaves its cases unclaimed where the stored table cannot be read", async () => {
    const path = freshPath()
    const first = await open({ store: path, workflows: [handlers([], never)] })
    const { caseId } = await first.start(ThreeExecutor, { input: 1 })
    await first.close()
    const database = new DatabaseSync(path)
    database.exec("update definition set table_bytes = x'0102'")
    database.close()
    const engine = await open({ store: path, workflows: [three] })
    expect(await engine.unclaimed()).toMatchObject([{ workflow: "three", count: 1, hash: ThreeExecutor.hash }])
    await expect(engine.result(caseId)).rejects.toMatchObject({ _tag: "CaseUnclaimed" })
    await expect(engine.show(caseId)).rejects.toMatchObject({ _tag: "CaseDamaged" })
    expect(await (await engine.start(ThreeExecutor, { input: 1 })).result()).toBe(104)
    await engine.close()
  })
})

describe("a case that is damaged in the store", () => {
  const data = (of: object) => `'${JSON.stringify(of)}'`
  it.each<[string, string, boolean?]>([
    ["data cut short", "data = substr(data, 1, 10)"],
    ["data that is no record", "data = 'null'"],
    ["data without its work item", `data = ${data({ n: 1, s: 1, t: [], i: [] })}`],
    ["data with a task that is not there", "data = replace(data, '[0,1,', '[7,1,')"],
    ["data with a token too many", "data = replace(data, '\"t\":[', '\"t\":[[1],')"],
    ["data with a condition that is not there", "data = replace(data, '\"t\":[', '\"t\":[[99],')"],
    ["data with work items that were never numbered", "data = replace(data, '\"n\":1', '\"n\":0')"],
    ["data of an older journal", "data = replace(data, '\"s\":1', '\"s\":0')", false],
    ["a state cut short", "state = x'01000000'"],
    ["a state of three bytes", "state = x'010000'"],
    ["a state of another marking", "state = zeroblob(length(state))"],
  ])("is left alone and told by its id, and the others run: %s", async (_, damage, isSeen = true) => {
    const path = freshPath()
    const first = await open({ store: path, workflows: [papers] })
    const [bad, good] = [
      await first.start(PapersExecutor, { id: "bad", input: 1 }),
      await first.start(PapersExecutor, { id: "good", input: 1 }),
    ]
    const items = await first.workItems()
    await first.close()
    const database = new DatabaseSync(path)
    database.prepare(`update workflow_case set ${damage} where case_id = ?`).run(bad.caseId)
    database.close()
    const engine = await open({ store: path, workflows: [papers] })
    const damaged = { _tag: "CaseDamaged", caseId: bad.caseId, workflow: "papers" }
    expect(engine.damaged()).toMatchObject([damaged])
    await expect(engine.result(bad.caseId)).rejects.toMatchObject(damaged)
    await expect(engine.cancel(bad.caseId)).rejects.toMatchObject(damaged)
    await expect(engine.complete(items[0]!.workItemId, 2)).rejects.toMatchObject(damaged)
    if (isSeen) await expect(engine.show(bad.caseId)).rejects.toMatchObject(damaged)
    const again = await engine.start(PapersExecutor, { id: "bad", input: 1 })
    expect(again).toMatchObject({ existed: true, caseId: bad.caseId })
    for (const output of [2, 3]) {
      const [item] = (await engine.workItems()).filter(({ caseId }) => caseId === good.caseId)
      await engine.complete(item!.workItemId, output)
    }
    expect(await engine.result(good.caseId)).toBe(3)
    expect((await engine.list()).cases).toHaveLength(2)
    await engine.close()
  })

  it("is told when it is over as well", async () => {
    const path = freshPath()
    const first = await open({ store: path, workflows: [three] })
    const { caseId, result } = await first.start(ThreeExecutor, { id: "one", input: 1 })
    await result()
    await first.close()
    const database = new DatabaseSync(path)
    database.exec("update workflow_case set result = '{\"cut'; update event set payload = '{' where seq = 0")
    database.close()
    const engine = await open({ store: path, workflows: [three] })
    const start = () => engine.start(ThreeExecutor, { id: "one", input: 1 })
    for (const ask of [() => engine.result(caseId), () => engine.show(caseId), start]) {
      await expect(ask()).rejects.toMatchObject({ _tag: "CaseDamaged", caseId })
    }
    const reader = await openReader(path)
    await expect(reader.show(caseId)).rejects.toMatchObject({ _tag: "CaseDamaged" })
    await reader.close()
    await engine.close()
  })
})

/** Three people, each with an element of the list; signals are kept meanwhile. */
const Votes = workflow("votes")
  .tasks({
    vote: instances(human({ input: num, output: num }), { max: 4, open: true }),
    paid: receive({ input: any, signal: "payment", payload: num, keep: { most: 2 } }),
  })
  .start("vote").flows((t) => [flow(t.vote, t.paid)]).end("paid").build()
const VotesExecutor = unverified(Votes)
const votes = VotesExecutor.with({} as never) as Bound

describe("instances and signals that are damaged in the store", () => {
  it.each<[string, string]>([
    ["an instance that is gone", "delete from instance where instance = 3"],
    ["one too many", "insert into instance values (1, 1, 5, 0, 0, 0, 1, 0, '1')"],
    ["one of a number that none has", "update instance set instance = 5 where instance = 3"],
    ["one of another work item", "update instance set activation = 2 where instance = 3"],
    ["one that began and did not", "update instance set state = 1 where instance = 3"],
    ["one that is finished and is not", "update instance set state = 2 where instance = 3"],
    ["one in a state that none has", "update instance set state = 7 where instance = 3"],
    ["one with attempts that cannot be", "update instance set attempt = -1 where instance = 3"],
    ["one that came with the start and was added", "update instance set value = '1' where instance = 3"],
    ["none of them", "delete from instance where instance > 0"],
    ["no row of all of them", "delete from instance where instance = 0"],
    ["no list of their inputs", "update instance set value = '3' where instance = 0"],
    ["a list that is too short", "update instance set value = '[7,8]' where instance = 0"],
    ["a list that is cut", "update instance set value = '[7,8' where instance = 0"],
    ["a result that is cut", "update instance set value = '{' where instance = 1"],
    ["an input that is cut", "update instance set value = '{' where instance = 4"],
    ["no result of the finished one", "update instance set state = 0, value = null where instance = 1"],
    ["another count of them", "update workflow_case set data = replace(data, '\"m\":[[1,4,', '\"m\":[[1,5,')"],
    ["another count at the start", "update workflow_case set data = replace(data, '\"m\":[[1,4,3', '\"m\":[[1,4,2')"],
    ["no count of them", "update workflow_case set data = replace(data, '\"m\":[[1,4,3]]', '\"m\":[]')"],
    ["no time of a kept signal", "update workflow_case set data = replace(data, '\"k\":[0]', '\"k\":[]')"],
    ["a time that is none", "update workflow_case set data = replace(data, '\"k\":[0]', '\"k\":[-1]')"],
  ])("are left alone: %s", async (_, damage) => {
    const path = freshPath()
    const first = await open({ store: path, workflows: [votes] })
    const { caseId } = await first.start(VotesExecutor, { id: "bad", input: [7, 8, 9] as never })
    await first.signal(caseId, "payment", 5)
    await first.add(caseId, "vote", 10)
    await first.complete(`${caseId}:vote:1.1`, 70)
    await first.close()
    const database = new DatabaseSync(path)
    const rows = () => [database.prepare("select data from workflow_case").all(),
      database.prepare("select * from instance").all()] as const
    const [[before], instances] = rows()
    database.exec(damage)
    expect(rows()).not.toEqual([[before], instances])
    const engine = await open({ store: path, workflows: [votes] })
    expect(engine.damaged()).toMatchObject([{ caseId, message: expect.stringMatching(/its data (is not|cannot)/) }])
    await engine.close()
    database.prepare("update workflow_case set data = ?").run(before!["data"]!)
    database.exec("delete from instance")
    const insert = database.prepare("insert into instance values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    for (const row of instances) insert.run(...Object.values(row))
    database.close()
    const again = await open({ store: path, workflows: [votes] })
    for (const [item, output] of [[2, 80], [3, 90], [4, 100]]) await again.complete(`${caseId}:vote:1.${item}`, output)
    expect(await again.result(caseId)).toEqual({ payload: [70, 80, 90, 100], signal: 5 })
    await again.close()
  })
})

describe("a case that is damaged while another runs for it", () => {
  const Nest = workflow("nest")
    .tasks({
      look: decision({ input: num, outcomes: { leaf: num, node: num } }),
      inner: recurse("nest", { input: num, output: num }), leaf: task({ input: num, output: num }), end: silent(num),
    })
    .start("look").flows((t) => [xor(t.look, { leaf: t.leaf, node: t.inner }), merge([t.inner, t.leaf], t.end)])
    .end("end").build()
  const NestExecutor = unverified(Nest)
  const nest = (leaf: (n: number) => unknown) => NestExecutor.with({
    look: (n: number) => ({ outcome: n === 0 ? "leaf" : "node", value: n - 1 }), leaf,
  } as never) as Bound

  it.each([["fails", (): number => { throw new Error("no leaf") }], ["ends well", (): number => 5]] as const)(
    "is told how that ended as soon as it is whole again: it %s", async (how, leaf) => {
      const path = freshPath()
      const first = await open({ store: path, workflows: [nest(never)] })
      const { caseId } = await first.start(NestExecutor, { id: "one", input: 1 as never })
      while ((await first.show(caseId)).children.length === 0) await new Promise((resolve) => setTimeout(resolve, 1))
      const inner = (await first.show(caseId)).children[0]!.caseId
      await first.close()
      const database = new DatabaseSync(path)
      const { data } = database.prepare("select data from workflow_case where case_id = ?").get(caseId)!
      database.prepare("update workflow_case set data = '' where case_id = ?").run(caseId)
      const second = await open({ store: path, workflows: [nest(leaf)] })
      expect(second.damaged()).toMatchObject([{ caseId }])
      const ended = await second.result(inner).catch(({ _tag }: { readonly _tag: string }) => _tag)
      expect(ended).toBe(how === "fails" ? "CaseFailed" : 5)
      await second.close()
      database.prepare("update workflow_case set data = ? where case_id = ?").run(data!, caseId)
      const third = await open({ store: path, workflows: [nest(never)] })
      const result = third.result(caseId)
      const failed = { reason: "call", message: expect.stringMatching(/no leaf$/) }
      if (how === "fails") await expect(result).rejects.toMatchObject(failed)
      else expect(await result).toBe(5)
      await third.close()
      database.close()
    },
  )
})

describe("a store that is given to engines from outside", () => {
  const stores: readonly (readonly [string, () => Store])[] = [
    ["memory", () => new MemoryStore()], ["sqlite", () => SqliteStore.open(freshPath())],
  ]

  it.each(stores)("goes on counting with the next engine (%s)", async (_, make) => {
    const store = make()
    for (const input of [1, 2, 3]) {
      const engine = await open({ store, workflows: [three, papers] })
      expect(await (await engine.start(ThreeExecutor, { input })).result()).toBe((input + 1) * 2 + 100)
      await engine.close()
    }
    expect(await store.listCases({ limit: 10 })).toHaveLength(3)
    await store.close()
  })

  it.each(stores)("is refused to a second engine while the first has it (%s)", async (_, make) => {
    const store = make()
    const first = await open({ store, workflows: [three] })
    const refused = { _tag: "StoreError", reason: "locked" }
    await expect(open({ store, workflows: [three] })).rejects.toMatchObject(refused)
    await first.start(ThreeExecutor, { id: "x", input: 1 })
    await first.close()
    const second = await open({ store, workflows: [three] })
    expect((await second.start(ThreeExecutor, { id: "x", input: 1 })).existed).toBe(true)
    await second.close()
    await store.close()
  })
})
