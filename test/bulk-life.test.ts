/** A simulation in bulk from its call to its end: called off, with a bug, in an environment that ends. */
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { Worker } from "node:worker_threads"
import { describe, expect, test, vi } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import { simulateInBulk } from "../compiler/simulate/bulk.ts"
import { type Addon, findAddon } from "../src/runtime/addon.ts"
import { KernelDefect } from "../src/runtime/binding.ts"
import { ofNet } from "./bulk/same.ts"

const { addon, info } = findAddon()
const queue = ofNet(parseNet("net queue\ncondition i input\ncondition o output\ntask A in i -> done: o\n"))
const many = { cases: 50_000_000 }
const HOUR = 3_600_000
const together = {
  arrival: { every: HOUR }, resources: { clerk: 1 },
  tasks: { A: { duration: { exponential: HOUR / 2 }, role: "clerk" } },
}

/** Of this process, those that simulate; none where that cannot be asked. */
function threads(): readonly string[] {
  if (!existsSync("/proc/self/task")) return []
  const names = readdirSync("/proc/self/task").map((id) => {
    try {
      return readFileSync(`/proc/self/task/${id}/comm`, "utf8").trim()
    } catch {
      return "gone"
    }
  })
  return names.filter((name) => /^knhk-(bulk|pool)/.test(name))
}

describe.skipIf(info.kind !== "native")("a simulation in bulk", () => {
  const kinds = [["of cases that wait for no other", {}], ["of cases that wait for each other", together]] as const
  test.each(kinds)("%s is called off by its signal, with its reason", async (_, parameters) => {
    const controller = new AbortController()
    const reason = new Error("I changed my mind")
    const seen: number[] = []
    const run = simulateInBulk(queue, parameters, {
      ...many, signal: controller.signal,
      progress: (over, total) => {
        expect(total).toBe(many.cases)
        seen.push(over)
        if (over > 0) controller.abort(reason)
      },
    })
    await expect(run).rejects.toBe(reason)
    expect(seen.at(-1)).toBeGreaterThan(0)
    expect(seen.at(-1)).toBeLessThan(many.cases)
  })

  test("is not begun if it was called off before", async () => {
    const reason = new Error("too late")
    await expect(simulateInBulk(queue, {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })

  test("leaves the thread to others, and tells at the end that all cases are over", async () => {
    const seen: number[] = []
    let turns = 0
    const timer = setInterval(() => turns++, 1)
    await simulateInBulk(queue, {}, { cases: 200_000, workers: 1, progress: (over) => seen.push(over) })
    clearInterval(timer)
    expect(turns).toBeGreaterThan(0)
    expect(seen.at(-1)).toBe(200_000)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  test("says of the same case that it does not end, however many work", async () => {
    const loop = ofNet(parseNet(
      "net loop\ncondition i input\ncondition o output\ntask A in i -> again: i | out: o\n"))
    const parameters = { tasks: { A: { outcomes: { again: 99, out: 1 } } } }
    const said = await Promise.all([1, 2, 4].map((workers) =>
      simulateInBulk(loop, parameters, { cases: 20_000, maxEvents: 1_500, workers }).catch(String)))
    expect(said[0]).toMatch(/case [\d,]+ has taken 1,500 events and is not over; task "A"/)
    expect(new Set(said).size).toBe(1)
  })

  const broken = (kind: number): Parameters<Addon["simulateBulk"]>[0] => ({
    table: queue.table, options: Float64Array.of(7, 1_000, 0, 100, 256, 0),
    tasks: Uint32Array.of(0xffffffff, 0, 1), draws: Uint32Array.of(0, 0, 1, kind, 0, 1, 0xffffffff, 0, 0),
    numbers: Float64Array.of(1), people: new Float64Array(), triggers: new Float64Array(), workers: 2,
  })

  test("that comes upon a bug rejects with what it says, and the next one runs", async () => {
    await expect(addon!.simulateBulk(broken(99), new addon!.BulkRun())).rejects.toThrow("there is no kind 99 of draw")
    const { table, ...rest } = broken(0)
    const cut = { ...rest, table: table.subarray(1) }
    await expect(addon!.simulateBulk(cut, new addon!.BulkRun())).rejects.toThrow("no table")
    expect(await addon!.simulateBulk(broken(0), new addon!.BulkRun())).toMatchObject({ ending: "done", events: 3_000 })
  })

  test("that comes upon a bug is a defect to its caller", async () => {
    const { simulateBulk } = addon!
    vi.spyOn(addon!, "simulateBulk").mockImplementation((_, run) => simulateBulk(broken(99), run))
    const found = await simulateInBulk(queue).catch((error: unknown) => error)
    vi.restoreAllMocks()
    expect(found).toBeInstanceOf(KernelDefect)
    expect((found as Error).message).toContain("there is no kind 99 of draw); set KNHK_KERNEL=portable")
  })

  test("whose progress throws is called off, and throws that", async () => {
    const error = new Error("no terminal")
    const progress = () => {
      throw error
    }
    await expect(simulateInBulk(queue, {}, { ...many, progress })).rejects.toBe(error)
  })

  const long = { timeout: 60_000 }
  test("ends with its environment, under way or just settled, and the process goes on", long, async () => {
    const path = join(import.meta.dirname, "bulk", "environment.ts")
    const live = async (cases: number, wait: number): Promise<void> => {
      const options = { workerData: { cases, table: queue.table }, execArgv: ["--conditions=knhk-source"] }
      const worker = new Worker(path, options)
      await new Promise((begun, failed) => worker.once("message", begun).once("error", failed))
      await sleep(wait)
      await worker.terminate()
    }
    for (let round = 0; round < 4; round++) {
      await Promise.all([live(many.cases, round), live(5_000, round), live(many.cases, 0)])
    }
    // Their threads stop soon, though nobody awaits them: those many cases would take a minute.
    await expect.poll(threads, { timeout: 10_000 }).toEqual([])
    expect((await simulateInBulk(queue, {}, { cases: 1_000 })).endings.ok).toBe(1_000)
  })
})
