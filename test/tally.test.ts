/** Cases counted all at once: by both kernels alike, as one would count them one by one; what an engine tells of it. */
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { Status } from "../src/kernel/command.ts"
import { stateLayout } from "../src/kernel/state.ts"
import { readTable } from "../src/kernel/table.ts"
import { summed, tallyOf } from "../src/kernel/tally.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { encode } from "../compiler/table/encode.ts"
import { corpus } from "./corpus/corpus.ts"
import { seed } from "./random.ts"
import { check, papers } from "./runtime-engines.ts"
import { PapersExecutor } from "./runtime-workflows.ts"
import type { SoundNet } from "../compiler/ir/net.ts"

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
        kernel.events.set([kernel.slot(handle), 0, 0, 0], 0)
        if (i % 7 !== 0) kernel.step(1)
        if (i % 5 === 0) kernel.release(handle)
      }
      const left = handles.filter((_, i) => i % 5 !== 0).map((handle) => kernel.read(handle))
      const tally = kernel.tally()
      const expected = plain(left)
      expect([...tally.statuses]).toEqual(expected.statuses)
      expect(summed(tally, enabledAt, 0, 1)).toBe(expected.count(enabledAt, 0, 1))
      return tally
    })
    for (const tally of tallies) expect(tally).toEqual(tallies[0])
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
    expect(engine.tally()).toEqual([{ workflow: "papers", running: 0, tasks: expect.any(Array) }])
    for (let n = 0; n < 3; n++) await engine.start(PapersExecutor, { input: n })
    const of = (task: string) => engine.tally()[0]!.tasks.find((one) => one.task === task)
    await expect.poll(() => of("sign")).toEqual({ task: "sign", enabled: 3, started: 0 })
    const [first, second] = await engine.workItems({ role: "clerk" })
    await engine.startWorkItem(first!.workItemId)
    expect(of("sign")).toEqual({ task: "sign", enabled: 2, started: 1 })
    await engine.complete(second!.workItemId, 9)
    await expect.poll(() => of("seal")).toEqual({ task: "seal", enabled: 1, started: 0 })
    expect(engine.tally()[0]!.running).toBe(3)
  }))
})
