/** Cases counted all at once: by both kernels alike, as one would count them one by one; what an engine tells of it. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import fc from "fast-check"
import { afterAll, describe, expect, it, vi } from "vitest"
import { and, human, instances, multiMerge, type Signature, task, workflow } from "../src/index.ts"
import { Status } from "../src/kernel/command.ts"
import { EventKind } from "../src/kernel/event.ts"
import type { Handle } from "../src/kernel/handle.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import { stateLayout } from "../src/kernel/state.ts"
import { readTable } from "../src/kernel/table.ts"
import { summed, tallyOf } from "../src/kernel/tally.ts"
import { kernelInfo, loadKernel, tallyStates } from "../src/runtime/binding.ts"
import { open, openReader, SqliteReader, type TallyOptions } from "../src/runtime.ts"
import { tallyStore } from "../src/runtime/store-tally.ts"
import { encode } from "../compiler/table/encode.ts"
import { corpus } from "./corpus/corpus.ts"
import { seed } from "./random.ts"
import { check, never, papers } from "./runtime-engines.ts"
import { num, PapersExecutor, type Task, ThreeExecutor, unverified } from "./runtime-workflows.ts"
import type { SoundNet } from "../compiler/ir/net.ts"

type Step = Task<number, number>
interface GarageTasks {
  readonly open: Step
  readonly door: Step
  readonly roof: Step
  readonly paint: Step
  readonly votes: Signature<"human", number, { done: number }>
}

/** Bit by bit, and a plain sum of counts. */
function plain(states: readonly Uint32Array[]) {
  const running = states.filter(([status]) => status === Status.running)
  return {
    statuses: Array.from({ length: 6 }, (_, status) => states.filter(([is]) => is === status).length),
    bit: (word: number, bit: number) => running.filter((state) => (state[word]! >>> bit & 1) === 1).length,
    count: (word: number, shift: number, mask: number) =>
      running.reduce((sum, state) => sum + ((state[word]! >>> shift) & mask), 0),
  }
}

/** One event of a case. */
function step(kernel: Kernel, handle: Handle, kind: EventKind, subject: number): void {
  kernel.events.set([kernel.slot(handle), kind, subject, 0], 0)
  kernel.step(1)
}

/** Compares the addon with its twin for every number of cases and width of a state, and prints what it went by. */
const sweep = `
import { kernelInfo, tallyStates } from ${JSON.stringify(join(import.meta.dirname, "../src/runtime/binding.ts"))}
import { tallyOf } from ${JSON.stringify(join(import.meta.dirname, "../src/kernel/tally.ts"))}
import { deepStrictEqual } from "node:assert"

let chance = ${seed}
const random = () => (chance = (Math.imul(chance, 1664525) + 1013904223) >>> 0)
for (let words = 3; words <= 20; words++) {
  const arena = Uint32Array.from({ length: 201 * words - 1 }, (_, i) =>
    i % words > 0 ? random() ^ random() >>> 16 : random() % 4 > 0 ? 1 : random() % 7)
  for (let cases = 0; cases <= 200; cases++) {
    // What is left behind the last whole state is not looked at.
    const some = arena.subarray(0, cases * words + cases % words)
    deepStrictEqual(tallyStates(some, words), tallyOf(some, words))
  }
}
console.log(kernelInfo().kind, kernelInfo().simd)
`

describe("a tally", () => {
  it("counts each bit of the cases that go on, and the statuses of all", () => {
    const word = fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    const arenas = fc.integer({ min: 1, max: 20 }).chain((words) => {
      const state = fc.array(word, { minLength: words, maxLength: words })
      return fc.record({ words: fc.constant(words), states: fc.array(state) })
    })
    fc.assert(fc.property(arenas, ({ words, states }) => {
      const tally = tallyOf(Uint32Array.from(states.flat()), words)
      const expected = plain(states.map((state) => Uint32Array.from(state)))
      expect([...tally.statuses]).toEqual(expected.statuses)
      for (let bit = 32; bit < words * 32; bit++) expect(tally.bits[bit]).toBe(expected.bit(bit >>> 5, bit & 31))
      expect(tally.bits.subarray(0, 32).every((count) => count === 0)).toBe(true)
      if (words > 1) expect(summed(tally, 1, 8, 255)).toBe(expected.count(1, 8, 255))
    }), { seed })
  })

  const kinds = kernelInfo().kind === "native" ? ["portable", "native"] as const : ["portable"] as const
  it.each(corpus("road").slice(0, 12))("is the same of both kernels for %s", ({ net }) => {
    const table = readTable(encode(net as SoundNet, "0".repeat(64)))
    const { enabledAt } = stateLayout(table)
    const tallies = kinds.map((kind) => {
      const kernel = loadKernel(table, { kind })
      const handles = Array.from({ length: 700 }, () => kernel.allocate())
      for (const [i, handle] of handles.entries()) {
        if (i % 7 !== 0) step(kernel, handle, EventKind.open, 0)
        const enabled = kernel.read(handle)[enabledAt]!
        if (i % 2 === 0 && enabled !== 0) step(kernel, handle, EventKind.start, Math.clz32(enabled & -enabled) ^ 31)
        if (i % 11 === 0) step(kernel, handle, EventKind.cancel, 0)
        if (i % 5 === 0) kernel.release(handle)
      }
      const left = handles.filter((_, i) => i % 5 !== 0).map((handle) => kernel.read(handle))
      const tally = kernel.tally()
      const expected = plain(left)
      expect([...tally.statuses]).toEqual(expected.statuses)
      expect(tally.statuses[Status.running]).toBeGreaterThan(400)
      for (let bit = 32; bit < kernel.stateWords * 32; bit++) {
        expect(tally.bits[bit]).toBe(expected.bit(bit >>> 5, bit & 31))
      }
      return tally
    })
    for (const tally of tallies) expect(tally).toEqual(tallies[0])
  })

  it("is the same of the addon and without it", () => {
    const words = fc.oneof(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 2 ** 32 - 1 }))
    const arenas = fc.record({ words: fc.integer({ min: 1, max: 40 }), arena: fc.array(words, { maxLength: 5_000 }) })
    fc.assert(fc.property(arenas, ({ words, arena }) => {
      const states = Uint32Array.from(arena, (word, i) => (i % words === 0 && i % 3 > 0 ? Status.running : word))
      expect(tallyStates(states, words)).toEqual(tallyOf(states, words))
    }), { seed })
  })

  const known = ["scalar", "avx2", "avx512", "neon"]
  it.runIf(kinds.length === 2).each(known)("is the same of the addon by %s and without it", (KNHK_SIMD) => {
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", sweep], {
      encoding: "utf8", env: { ...process.env, KNHK_SIMD, NODE_OPTIONS: "" },
    })
    // Of a processor that has it not, by the widest that it has.
    expect(known.map((simd) => `native ${simd}\n`)).toContain(said)
  })

  it.runIf(kinds.length === 2)("goes by the instructions that KNHK_SIMD names, and says so", () => {
    const binding = join(import.meta.dirname, "../src/runtime/binding.ts")
    const script = `import { kernelInfo } from ${JSON.stringify(binding)}; console.log(JSON.stringify(kernelInfo()))`
    const told = (KNHK_SIMD: string): { readonly simd: string; readonly warning?: string } =>
      JSON.parse(execFileSync(process.execPath, ["--input-type=module", "-e", script], {
        encoding: "utf8", env: { ...process.env, KNHK_SIMD, NODE_OPTIONS: "" },
      }))
    expect(told("scalar")).toMatchObject({ kind: "native", simd: "scalar" })
    expect(told("scalar").warning).toBeUndefined()
    expect(["avx512", "avx2", "neon", "scalar"]).toContain(told("").simd)
    const odd = told("abacus")
    expect(odd.simd).toBe(told("").simd)
    expect(odd.warning).toMatch(/^KNHK_SIMD asks for "abacus", which is not to be had here/)
  })
})

describe("an engine", () => {
  it("tells at which tasks its cases are", () => check([papers], async (engine) => {
    const none = { workflow: "papers", running: 0, tasks: expect.any(Array), conditions: expect.any(Array) }
    expect(engine.tally()).toEqual([none])
    for (let n = 0; n < 3; n++) await engine.start(PapersExecutor, { input: n })
    const of = (task: string) => engine.tally()[0]!.tasks.find((one) => one.task === task)
    await expect.poll(() => of("sign")).toEqual({ task: "sign", enabled: 3, started: 0 })
    const [first, second] = await engine.workItems({ role: "clerk" })
    await engine.startWorkItem(first!.workItemId)
    expect(of("sign")).toEqual({ task: "sign", enabled: 2, started: 1 })
    await engine.complete(second!.workItemId, 9)
    await expect.poll(() => of("seal")).toEqual({ task: "seal", enabled: 1, started: 0 })
    expect(engine.tally()[0]!.running).toBe(3)
    expect(engine.tally()[0]!.conditions).toEqual([
      { condition: "in:sign", tokens: 1 }, { condition: "in:seal", tokens: 1 }, { condition: "end", tokens: 0 },
    ])
  }))
})

describe("tasks that run several times in a case", () => {
  const step = () => task({ input: num, output: num })
  const Garage = workflow("garage", { termination: "implicit" })
    .tasks({
      open: step(), door: step(), roof: step(), paint: step(),
      votes: instances(human({ input: num, output: num, role: "clerk" }), { count: 3 }),
    })
    .start("open")
    .flows((t) => [
      and(t.open, [t.door, t.roof, t.votes]),
      multiMerge([t.door, t.roof], t.paint, { bound: 2 }),
    ])
    .end("paint", "votes").build()
  const executor = unverified<typeof Garage, GarageTasks>(Garage)

  it("are counted as often as they run, those with instances once", async () => {
    const same = (n: number) => n
    const hands = executor.with({ open: same, door: same, roof: same, paint: never })
    await check([hands], async (engine) => {
      for (const input of [1, 2, 3]) await engine.start(executor, { input })
      const of = (task: string) => engine.tally()[0]!.tasks.find((one) => one.task === task)
      await expect.poll(() => of("paint")).toEqual({ task: "paint", enabled: 0, started: 6 })
      expect(of("votes")).toEqual({ task: "votes", enabled: 0, started: 3 })
      expect(engine.tally()[0]!.conditions.every(({ tokens }) => tokens === 0)).toBe(true)
    })
  })
})

describe("a store", () => {
  const folder = mkdtempSync(join(tmpdir(), "knhk-tally-"))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  let files = 0

  /** A file with five cases of `papers` and three of `three`, and what the engine said of them before it closed. */
  async function stored() {
    const path = join(folder, `cases-${++files}.db`)
    const stuck = ThreeExecutor.with({ a: (n) => n, b: never, c: (n) => n })
    const engine = await open({ store: path, workflows: [papers, stuck] })
    for (let n = 0; n < 5; n++) await engine.start(PapersExecutor, { input: n })
    for (let n = 0; n < 3; n++) await engine.start(ThreeExecutor, { input: n })
    const [first, second] = await vi.waitFor(async () => {
      const items = await engine.workItems()
      expect(items).toHaveLength(5)
      return items
    })
    await engine.startWorkItem(first!.workItemId)
    await engine.complete(second!.workItemId, 9)
    await expect.poll(() => engine.tally()[1]!.tasks).toContainEqual({ task: "b", enabled: 0, started: 3 })
    const tally = engine.tally()
    await engine.close()
    return { path, tally }
  }

  async function read(path: string, options: TallyOptions = {}, most?: number) {
    const reader = new SqliteReader(path)
    try {
      return await tallyStore(reader, options, most)
    } finally {
      await reader.close()
    }
  }

  it("tells of its running cases what the engine told, on one page or on many", async () => {
    const { path, tally } = await stored()
    for (const most of [undefined, 1, 2, 5]) {
      expect(await read(path, {}, most)).toEqual({ workflows: tally, damaged: [] })
    }
    expect(await read(path, { workflow: "three" })).toEqual({ workflows: [tally[1]], damaged: [] })
    expect(await read(path, { workflow: "four" })).toEqual({ workflows: [], damaged: [] })
    await expect(read(path, { workflow: 4 as never })).rejects.toThrow("`workflow` is 4; give text")
    const reader = await openReader(path)
    expect((await reader.tally()).workflows).toEqual(tally)
    await reader.close()
  })

  it("counts no state that means nothing in its table, and names the case", async () => {
    const { path, tally } = await stored()
    const database = new DatabaseSync(path)
    const some = "select number, case_id as id from workflow_case where workflow = 'papers' order by number limit 3"
    const row = database.prepare(some).all()
    const spoil = database.prepare("update workflow_case set state = ? where number = ?")
    spoil.run(new Uint8Array(16).fill(0xff), row[0]!["number"]!)
    spoil.run(new Uint8Array(3), row[1]!["number"]!)
    spoil.run(new Uint8Array(Uint32Array.of(Status.ok, 0, 0, 0).buffer), row[2]!["number"]!)
    const spoilt = await read(path)
    expect(spoilt.workflows[0]).toMatchObject({ workflow: "papers", running: 2 })
    expect(spoilt.workflows[1]).toEqual(tally[1])
    expect(spoilt.damaged.map(({ caseId }) => caseId)).toEqual(row.map(({ id }) => id))
    for (const [i, why] of ["its status 4294967295 is none", "it has 0 words", "its state is over"].entries()) {
      expect(spoilt.damaged[i]!.message).toMatch(new RegExp(`^The case .+ of "papers" is damaged .+\\(${why}`))
    }

    database.exec("update definition set table_bytes = x'00' where workflow = 'three'")
    database.close()
    const unread = await read(path, { workflow: "three" })
    expect([unread.workflows, unread.damaged.length]).toEqual([[], 3])
    expect(unread.damaged[0]!.message).toContain("its table cannot be read")
  })
})
