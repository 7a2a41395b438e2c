import { spawn } from "node:child_process"
import { once } from "node:events"
import {
  chmodSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync,
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { afterAll, describe, expect, it } from "vitest"
import { Batch } from "../src/runtime/batch.ts"
import type { StoreError } from "../src/runtime/engine-error.ts"
import { MemoryStore } from "../src/runtime/store-memory.ts"
import { type SqliteOptions, SqliteReader } from "../src/runtime/sqlite-reader.ts"
import { SqliteStore } from "../src/runtime/store-sqlite.ts"
import type { Store } from "../src/runtime/store.ts"

const storeModule = new URL("../src/runtime/store-sqlite.ts", import.meta.url).href
const folder = mkdtempSync(join(tmpdir(), "knhk-store-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const freshPath = () => join(folder, `store-${++files}.db`)

const commit = (store: Store, batch: Batch) =>
  new Promise<number>((resolve, reject) =>
    store.commit(batch, (error, bytes) => (error === undefined ? resolve(bytes) : reject(error))),
  )

const state = Uint32Array.of(1, 0xffffffff, 3)

/** A batch with one definition and `count` running cases from number `first` on. */
function cases(first: number, count: number, withDefinition = true): Batch {
  const batch = new Batch()
  if (withDefinition) batch.definition(1, "order", "hash-1", Buffer.from([1, 2, 3]).toString("base64"))
  for (let number = first; number < first + count; number++) {
    batch.openCase(
      number,
      1,
      "order",
      `case-${number}`,
      number % 2 === 0 ? undefined : `ø-${number} 🚚`,
      1_000 + number,
      "trace",
      undefined,
    )
    batch.event(number, 0, 1_000 + number, 1, -1, -1, 0, 0, 0, `{"n":${number}}`, "e0.1 s0.1")
    batch.updateCase(number, 1, state, `{"grüße":${number}}`, undefined, undefined, undefined)
  }
  return batch
}

const stores: readonly (readonly [string, () => Store])[] = [
  ["memory", () => new MemoryStore()],
  ["sqlite", () => SqliteStore.open(freshPath())],
]

describe.each(stores)("the %s store", (_, make) => {
  async function check(test: (store: Store) => Promise<void>): Promise<void> {
    const store = make()
    try {
      await test(store)
    } finally {
      await store.close()
    }
  }

  it("is empty at first", () => check(async (store) => {
    expect(store.claim()).toEqual({ lastCase: 0, lastDefinition: 0 })
    expect(await store.listCases({ limit: 10 })).toEqual([])
    expect(await store.getCase("case-1")).toBeUndefined()
    expect(await store.definition(1)).toBeUndefined()
    expect(await store.definitions("hash-1")).toEqual([])
    expect(await store.runningCounts()).toEqual([])
    expect(await store.workItems({ limit: 10 })).toEqual([])
    expect(await store.events(1)).toEqual([])
  }))

  it("gives back every field of a case as it was written", () => check(async (store) => {
    expect(await commit(store, cases(1, 1))).toBeGreaterThan(0)
    const row = await store.getCase("case-1")
    expect(row).toEqual({
      number: 1, caseId: "case-1", id: "ø-1 🚚", workflow: "order", definition: 1, hash: "hash-1", status: 1,
      startedAt: 1_001, endedAt: undefined,
      state, data: "{\"grüße\":1}", result: undefined, failure: undefined, trace: "trace",
      parent: undefined,
    })
    expect(await store.findCase("order", "ø-1 🚚")).toEqual(row)
    expect(await store.findCase("other", "ø-1 🚚")).toBeUndefined()
  }))

  it("keeps the tables that were made from a definition, each with its number", () => check(async (store) => {
    await commit(store, cases(1, 0))
    const batch = new Batch()
    batch.definition(2, "order", "hash-1", Buffer.from([4, 5]).toString("base64"))
    await commit(store, batch)
    const [first, second] = [Uint8Array.of(1, 2, 3), Uint8Array.of(4, 5)]
      .map((table, i) => ({ number: i + 1, hash: "hash-1", table }))
    expect(await store.definitions("hash-1")).toMatchObject([first, second])
    expect(await store.definition(2)).toMatchObject(second!)
    expect(await store.definitions("hash-2")).toEqual([])
  }))

  it("is claimed by one engine at a time, which counts on from what is there", () => check(async (store) => {
    await commit(store, cases(1, 3))
    expect(store.claim()).toEqual({ lastCase: 3, lastDefinition: 1 })
    expect(() => store.claim()).toThrow(expect.objectContaining({ _tag: "StoreError", reason: "locked" }))
    await commit(store, cases(4, 1, false))
    store.release()
    expect(store.claim()).toEqual({ lastCase: 4, lastDefinition: 1 })
  }))

  it("keeps the journal of a case in order, with optional fields", () =>
    check(async (store) => {
      await commit(store, cases(1, 2))
      const batch = new Batch()
      batch.event(1, 1, 5, 3, 2, 1, 7, 6, 4, undefined, "")
      await commit(store, batch)
      const journal = await store.events(1)
      expect(journal.map((row) => row.seq)).toEqual([0, 1])
      expect(journal[1]).toEqual({
        seq: 1,
        at: 5,
        kind: 3,
        task: 2,
        outcome: 1,
        activation: 7,
        instance: 6,
        attempt: 4,
        payload: undefined,
        effects: "",
      })
      expect(await store.events(2)).toHaveLength(1)
    }))

  it("lists cases newest first, by workflow and status, page by page", () =>
    check(async (store) => {
      await commit(store, cases(1, 5))
      const batch = new Batch()
      batch.updateCase(2, 2, state, "{}", 2_000, '"done"', undefined)
      await commit(store, batch)
      const numbers = async (filter: Parameters<Store["listCases"]>[0]) =>
        (await store.listCases(filter)).map((row) => row.number)
      expect(await numbers({ limit: 10 })).toEqual([5, 4, 3, 2, 1])
      expect(await numbers({ limit: 2 })).toEqual([5, 4])
      expect(await numbers({ limit: 2, before: 4 })).toEqual([3, 2])
      expect(await numbers({ limit: 10, status: 2 })).toEqual([2])
      expect(await numbers({ limit: 10, status: 1, workflow: "order", before: 5 })).toEqual([4, 3, 1])
      expect(await numbers({ limit: 10, workflow: "other" })).toEqual([])
      expect(await store.getCase("case-2")).toMatchObject({ endedAt: 2_000, result: '"done"' })
    }))

  it("knows for which work item a case runs, and lists it when it is asked for", () => check(async (store) => {
    const batch = cases(1, 2)
    const parent = { number: 1, activation: 4, instance: 2 }
    batch.openCase(3, 1, "order", "case-3", undefined, 1, undefined, parent)
    batch.openCase(4, 1, "order", "case-4", undefined, 1, undefined, { number: 3, activation: 1, instance: 0 })
    await commit(store, batch)
    const numbers = (rows: readonly { readonly number: number }[]) => rows.map((row) => row.number)
    expect(await store.getCase("case-3")).toMatchObject({ parent })
    expect(await store.getCaseByNumber(3)).toMatchObject({ caseId: "case-3", parent })
    expect(await store.getCaseByNumber(9)).toBeUndefined()
    expect(numbers(await store.children(1))).toEqual([3])
    expect(numbers(await store.children(2))).toEqual([])
    expect(numbers(await store.listCases({ limit: 10 }))).toEqual([2, 1])
    expect(numbers(await store.listCases({ limit: 10, children: true }))).toEqual([4, 3, 2, 1])
    expect(numbers(await store.runningCases(1, 0, 10))).toEqual([1, 2, 3, 4])
  }))

  it("finds running cases of a definition from a number on", () =>
    check(async (store) => {
      await commit(store, cases(1, 4))
      const batch = new Batch()
      batch.updateCase(3, 5, state, "{}", 1, undefined, '{"why":1}')
      await commit(store, batch)
      const running = (after: number, limit: number) =>
        store.runningCases(1, after, limit).then((rows) => rows.map((row) => row.number))
      expect(await running(0, 10)).toEqual([1, 2, 4])
      expect(await running(1, 1)).toEqual([2])
      expect(await store.runningCases(2, 0, 10)).toEqual([])
      expect(await store.runningCases(1, 3, 10)).toMatchObject([{ number: 4, journaled: 1, state }])
      expect(await store.runningCounts()).toEqual([{ workflow: "order", definition: 1, hash: "hash-1", count: 3 }])
    }))

  it("puts, changes and drops work items", () =>
    check(async (store) => {
      const batch = cases(1, 2)
      batch.putWorkItem(2, 1, 0, "approve", 1, "clerk", 10, 20, '{"a":1}', undefined)
      batch.putWorkItem(1, 3, 2, "sign", 1, undefined, 11, undefined, undefined, undefined)
      batch.putWorkItem(1, 3, 1, "gone", 1, undefined, 11, undefined, undefined, undefined)
      batch.putWorkItem(1, 3, 2, "sign", 2, undefined, 11, undefined, undefined, undefined)
      batch.putWorkItem(1, 5, 0, "paid", 1, undefined, 12, undefined, undefined, "payment")
      batch.dropWorkItem(1, 3, 1)
      await commit(store, batch)
      expect(await store.workItems({ limit: 10 })).toEqual([
        {
          caseNumber: 1,
          caseId: "case-1",
          workflow: "order",
          task: "sign",
          activation: 3,
          instance: 2,
          state: 2,
          role: undefined,
          enabledAt: 11,
          dueAt: undefined,
          input: undefined,
          signal: undefined,
        },
        {
          caseNumber: 2,
          caseId: "case-2",
          workflow: "order",
          task: "approve",
          activation: 1,
          instance: 0,
          state: 1,
          role: "clerk",
          enabledAt: 10,
          dueAt: 20,
          input: '{"a":1}',
          signal: undefined,
        },
      ])
      expect(await store.workItems({ role: "clerk", limit: 10 })).toHaveLength(1)
      expect(await store.workItems({ workflow: "order", limit: 10 })).toHaveLength(2)
      const waiting = { caseNumber: 1, task: "paid", signal: "payment" }
      expect(await store.workItems({ caseNumber: 1, limit: 10 })).toMatchObject([{ caseNumber: 1 }, waiting])
      expect(await store.workItems({ signal: "payment", limit: 10 })).toMatchObject([waiting])
      expect(await store.workItems({ signal: "other", limit: 10 })).toEqual([])
      expect(await store.workItems({ limit: 1 })).toHaveLength(1)
    }))

  it("pages through work items from after any place, whatever is or was there", () => check(async (store) => {
    const batch = cases(1, 3)
    const places = [[1, 2, 1], [1, 2, 2], [1, 3, 0], [2, 1, 0], [3, 1, 0]] as const
    for (const [number, activation, instance] of places.toReversed()) {
      batch.putWorkItem(number, activation, instance, "sign", 1, "clerk", 10, undefined, undefined, undefined)
    }
    await commit(store, batch)
    const after = async (caseNumber: number, activation: number, instance: number, limit = 10) => {
      const rows = await store.workItems({ role: "clerk", after: { caseNumber, activation, instance }, limit })
      return rows.map((row) => [row.caseNumber, row.activation, row.instance])
    }
    expect(await after(0, 0, 0)).toEqual(places)
    expect(await after(1, 2, 1, 2)).toEqual(places.slice(1, 3))
    expect(await after(1, 2, 9)).toEqual(places.slice(2))
    expect(await after(2, 7, 7)).toEqual(places.slice(4))
    expect(await after(3, 1, 0)).toEqual([])
  }))

  it("puts, changes and drops instances, and reads them with their case", () => check(async (store) => {
    const batch = cases(1, 3)
    batch.putInstance(1, 2, 0, 0, 0, 0, 0, 0, "[1,2]")
    for (const instance of [2, 1]) batch.putInstance(1, 2, instance, 0, 0, 0, 10, 0, undefined)
    batch.putInstance(1, 1, 1, 1, 3, 2, 11, 20, undefined)
    batch.putInstance(1, 3, 0, 0, 0, 0, 0, 0, undefined)
    batch.putInstance(3, 2, 1, 0, 0, 0, 12, 0, "7")
    await commit(store, batch)
    const next = new Batch()
    next.putInstance(1, 2, 1, 2, 1, 0, 10, 0, '"done"')
    next.dropInstances(1, 3)
    next.dropInstances(2, 2)
    await commit(store, next)
    const fresh = { state: 0, attempt: 0, failures: 0, enabledAt: 0, due: 0, value: undefined }
    const first = [
      { activation: 1, instance: 1, state: 1, attempt: 3, failures: 2, enabledAt: 11, due: 20, value: undefined },
      { ...fresh, activation: 2, instance: 0, value: "[1,2]" },
      { activation: 2, instance: 1, state: 2, attempt: 1, failures: 0, enabledAt: 10, due: 0, value: '"done"' },
      { ...fresh, activation: 2, instance: 2, enabledAt: 10 },
    ]
    const third = [{ ...fresh, activation: 2, instance: 1, enabledAt: 12, value: "7" }]
    expect(await store.wholeCase("case-1")).toEqual({ ...(await store.getCase("case-1")), instances: first })
    expect((await store.wholeCase("case-2"))!.instances).toEqual([])
    expect(await store.wholeCase("case-9")).toBeUndefined()
    expect((await store.runningCases(1, 0, 10)).map(({ instances }) => instances)).toEqual([first, [], third])
    expect((await store.runningCases(1, 1, 2)).map(({ instances }) => instances)).toEqual([[], third])
  }))

  it("acknowledges commits in the order they were given", () => check(async (store) => {
    const acks: number[] = []
    const all = [0, 1, 2, 3, 4].map((i) => commit(store, cases(1 + i * 10, 10, i === 0)).then(() => acks.push(i)))
    await Promise.all(all)
    expect(acks).toEqual([0, 1, 2, 3, 4])
    expect(await store.listCases({ limit: 100 })).toHaveLength(50)
  }))

  it("lets a batch be filled again once it was handed over", () => check(async (store) => {
    const batch = cases(1, 1)
    const first = commit(store, batch)
    expect(batch.isEmpty).toBe(true)
    batch.updateCase(1, 2, state, "{}", 1, "2", undefined)
    await Promise.all([first, commit(store, batch)])
    expect(await store.getCase("case-1")).toMatchObject({ status: 2, result: "2" })
  }))

  it("keeps long and wide rows", () => check(async (store) => {
    const batch = cases(1, 1)
    const wide = Uint32Array.from({ length: 5_000 }, (_, i) => i)
    const text = JSON.stringify("ü".repeat(300_000))
    batch.updateCase(1, 1, wide, text, undefined, undefined, undefined)
    await commit(store, batch)
    expect(await store.getCase("case-1")).toMatchObject({ state: wide, data: text })
  }))

  it("refuses to read or write once it is closed", async () => {
    const store = make()
    await commit(store, cases(1, 1))
    await store.close()
    await expect(store.getCase("case-1")).rejects.toMatchObject({ _tag: "StoreError", reason: "closed" })
    await expect(commit(store, cases(2, 1, false))).rejects.toMatchObject({ _tag: "StoreError", reason: "closed" })
  })
})

describe("the sqlite store", () => {
  const open = async (path: string, options?: SqliteOptions): Promise<SqliteStore> => SqliteStore.open(path, options)
  const refused = (path: string, reason: StoreError["reason"], options?: SqliteOptions) =>
    expect(open(path, options)).rejects.toMatchObject({ _tag: "StoreError", reason, path })

  it("keeps what was committed when it is opened again", async () => {
    const path = freshPath()
    const first = await open(path)
    await commit(first, cases(1, 3))
    await first.close()
    const second = await open(path)
    expect(second.claim()).toEqual({ lastCase: 3, lastDefinition: 1 })
    expect(await second.listCases({ limit: 10 })).toHaveLength(3)
    await second.close()
  })

  it("writes a batch whole or not at all, and stops after a failed one", async () => {
    const store = await open(freshPath())
    await commit(store, cases(1, 2))
    const broken = cases(3, 2, false)
    broken.openCase(1, 1, "order", "twice", undefined, 1, undefined, undefined)
    const later = new Batch()
    later.updateCase(1, 2, state, "{}", 1, undefined, undefined)
    const both = await Promise.allSettled([commit(store, broken), commit(store, later)])
    expect(both.map((one) => one.status)).toEqual(["rejected", "rejected"])
    expect(await store.listCases({ limit: 10 })).toHaveLength(2)
    expect(await store.getCase("case-1")).toMatchObject({ status: 1 })
    await expect(commit(store, cases(9, 1, false))).rejects.toMatchObject({ _tag: "StoreError" })
    await store.close()
  })

  it("fails as full when the file may not grow, and keeps what was acknowledged", async () => {
    const path = freshPath()
    const store = await open(path, { maxBytes: 400_000 })
    let acknowledged = 0
    const failure = await (async () => {
      for (let number = 1; ; number += 100) {
        await commit(store, cases(number, 100, number === 1))
        acknowledged = number + 99
      }
    })().catch((error: StoreError) => error)
    expect(failure).toMatchObject({ _tag: "StoreError", reason: "full" })
    await store.close()
    const again = await open(path)
    expect(again.claim().lastCase).toBe(acknowledged)
    await again.close()
  })

  it("is owned by one engine at a time and read by others beside it", async () => {
    const path = freshPath()
    const store = await open(path)
    await refused(path, "locked")
    await commit(store, cases(1, 1))
    const reader = new SqliteReader(path)
    expect(await reader.getCase("case-1")).toMatchObject({ number: 1 })
    await commit(store, cases(2, 1, false))
    expect(await reader.listCases({ limit: 10 })).toHaveLength(2)
    await reader.close()
    await store.close()
    await (await open(path)).close()
  })

  it("is owned across processes, until the owner ends", async () => {
    const path = freshPath()
    const code = `const { SqliteStore } = await import(${JSON.stringify(storeModule)})
      SqliteStore.open(${JSON.stringify(path)}); console.log("open"); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ["--conditions=knhk-source", "--input-type=module", "--eval", code], {
      stdio: ["ignore", "pipe", "inherit"],
    })
    await once(child.stdout, "data")
    await refused(path, "locked")
    child.kill("SIGKILL")
    await once(child, "exit")
    await (await open(path)).close()
  })

  it("refuses a file that another program holds locked", async () => {
    const path = freshPath()
    await (await open(path)).close()
    const other = new DatabaseSync(path)
    other.exec("pragma locking_mode=exclusive; begin exclusive; update definition set hash = hash; commit")
    await refused(path, "locked", { busyTimeout: 50 })
    other.close()
  })

  it("refuses a newer schema without touching the file", async () => {
    const path = freshPath()
    await (await open(path)).close()
    const other = new DatabaseSync(path)
    other.exec("pragma user_version=99")
    other.close()
    const before = readFileSync(path)
    await refused(path, "newer")
    expect(readFileSync(path)).toEqual(before)
  })

  it("refuses a schema from before the first release without touching the file", async () => {
    const path = freshPath()
    await (await open(path)).close()
    const other = new DatabaseSync(path)
    other.exec("pragma user_version=1")
    other.close()
    await refused(path, "older")
    expect(() => new SqliteReader(path)).toThrow(expect.objectContaining({ reason: "older" }))
  })

  it("refuses what is not its own without touching it", async () => {
    const text = freshPath()
    writeFileSync(
      text,
      "these are my notes, not a database, and they are longer than a header of one hundred bytes, so there",
    )
    await refused(text, "not-a-database")
    expect(readFileSync(text, "utf8")).toMatch(/^these are my notes/)
    const foreign = freshPath()
    const other = new DatabaseSync(foreign)
    other.exec("create table mine (a)")
    other.close()
    const before = readFileSync(foreign)
    await refused(foreign, "foreign")
    expect(readFileSync(foreign)).toEqual(before)
    expect(readdirSync(folder).filter((name) => name.startsWith(foreign.split("/").at(-1)!))).toEqual([
      foreign.split("/").at(-1),
    ])
  })

  it("refuses a damaged file", async () => {
    const path = freshPath()
    const store = await open(path)
    await commit(store, cases(1, 500))
    await store.close()
    const bytes = readFileSync(path)
    bytes.fill(0xa5, 4_096, bytes.length)
    writeFileSync(path, bytes)
    await expect(
      open(path).then((opened) => opened.listCases({ limit: 1_000 }).finally(() => opened.close())),
    ).rejects.toMatchObject({ _tag: "StoreError", reason: "corrupt" })
  })

  /** Root may write everything, so it becomes somebody else for the while. */
  function asUser<T>(use: () => T): T {
    if (process.geteuid!() !== 0) return use()
    process.seteuid!(65_534)
    try {
      return use()
    } finally {
      process.seteuid!(0)
    }
  }

  it.skipIf(process.geteuid === undefined)("refuses a file that this user cannot write", async () => {
    const room = mkdtempSync(join(tmpdir(), "knhk-store-read-only-"))
    const path = join(room, "store.db")
    await (await open(path)).close()
    chmodSync(path, 0o444)
    chmodSync(room, 0o555)
    try {
      expect(() => asUser(() => SqliteStore.open(path))).toThrow(
        expect.objectContaining({ _tag: "StoreError", reason: "read-only", path }),
      )
    } finally {
      rmSync(room, { recursive: true })
    }
  })

  it.each([
    [":memory:", "an engine needs a file"],
    [join(folder, "no", "such", "folder.db"), "its folder does not exist"],
    [folder, "it is a folder"],
    ["/dev/null", "it is a device"],
    [join(storeModule.replace("file://", ""), "x.db"), "unable to open"],
  ])("refuses the path %j and says why", async (path, why) => {
    await expect(open(path)).rejects.toMatchObject({
      _tag: "StoreError", reason: "path", path, message: expect.stringContaining(`${path} cannot be opened: ${why}`),
    })
  })

  it("refuses to read a folder, in words", () => {
    expect(() => new SqliteReader(folder)).toThrow(
      expect.objectContaining({ reason: "path", message: expect.stringContaining("it is a folder") }),
    )
  })

  it("leaves an empty owner file, which may be deleted or left behind while no engine has the store", async () => {
    const path = freshPath()
    await SqliteStore.open(path).close()
    expect(statSync(`${path}-owner`).size).toBe(0)
    await SqliteStore.open(path).close()
    rmSync(`${path}-owner`)
    const store = SqliteStore.open(path)
    expect(() => SqliteStore.open(path)).toThrow(expect.objectContaining({ reason: "locked" }))
    await store.close()
  })

  it("names the owner file when that is not one", async () => {
    const path = freshPath()
    writeFileSync(`${path}-owner`, "these are my notes, they have nothing to do with locks and owners ".repeat(9))
    await expect(open(path)).rejects.toMatchObject({
      _tag: "StoreError", reason: "path", message: expect.stringContaining(`${path}-owner is not the lock`),
    })
  })

  it("is owned by one engine under whatever name", async () => {
    const [path, alias, room] = [freshPath(), freshPath(), freshPath()]
    const store = await open(path)
    symlinkSync(path, alias)
    await refused(alias, "locked")
    mkdirSync(room)
    symlinkSync(folder, join(room, "again"))
    await refused(join(room, "again", path.slice(folder.length + 1)), "locked")
    await store.close()
    await (await open(alias)).close()
  })

  it("refuses a file with two names, to write and to read", async () => {
    const [path, second] = [freshPath(), freshPath()]
    const store = await open(path)
    linkSync(path, second)
    for (const name of [second, path]) await refused(name, "path")
    expect(() => new SqliteReader(second)).toThrow(expect.objectContaining({ reason: "path" }))
    await store.close()
    rmSync(second)
    await (await open(path)).close()
  })

  it("refuses to read a file that is not there", () => {
    expect(() => new SqliteReader(join(folder, "absent.db"))).toThrow(
      expect.objectContaining({ _tag: "StoreError", reason: "missing" }),
    )
  })

  it("does not keep a process alive by itself", async () => {
    const path = freshPath()
    const code = `const { SqliteStore } = await import(${JSON.stringify(storeModule)})
      SqliteStore.open(${JSON.stringify(path)})`
    const child = spawn(process.execPath, ["--conditions=knhk-source", "--input-type=module", "--eval", code], {
      stdio: "inherit",
    })
    expect(await once(child, "exit")).toEqual([0, null])
  })
})
