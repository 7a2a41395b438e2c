/** A handle names one case for good: what holds it after its case was released can do nothing to the case after it. */
import fc from "fast-check"
import { expect, test } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import { COMMAND_WORDS, CommandKind, Refusal, Status } from "../src/kernel/command.ts"
import { EventKind } from "../src/kernel/event.ts"
import { generationOf, type Handle, handleOf, LAST_GENERATION, slotOf, StaleHandle } from "../src/kernel/handle.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { tableOf } from "./corpus/stepper.ts"
import { runs, seed } from "./random.ts"

const kinds = kernelInfo().abi === undefined ? (["portable"] as const) : (["portable", "native"] as const)
const net = "net n\ncondition i input\ncondition o output\ntask t in i -> done: o\n"
const table = tableOf(parseNet(net))

/** What is said of one event. */
function step(kernel: Kernel, slot: number, kind: number, task = 0): number[] {
  kernel.events.set([slot, kind, task, 0])
  const count = kernel.step(1)
  return Array.from(kernel.commands.subarray(0, count * COMMAND_WORDS))
}

function stale(work: () => unknown): StaleHandle {
  try {
    work()
  } catch (error) {
    if (error instanceof StaleHandle) return error
    throw error
  }
  return expect.fail("a stale handle is taken")
}

/** Everything that takes a handle refuses this one. */
function refused(kernel: Kernel, handle: Handle): void {
  const empty = new Uint32Array(kernel.stateWords)
  const ways = [
    () => kernel.slot(handle), () => kernel.read(handle), () => kernel.write(handle, empty),
    () => kernel.release(handle),
  ]
  for (const way of ways) expect(stale(way)).toMatchObject({ _tag: "StaleHandle", handle, isReleased: true })
}

test("the first handle of a slot is the slot, and the last is exact", () => {
  expect(handleOf(7, 0)).toBe(7)
  const last = handleOf(2 ** 32 - 1, LAST_GENERATION)
  expect([slotOf(last), generationOf(last), Number.isSafeInteger(last)]).toEqual([2 ** 32 - 1, LAST_GENERATION, true])
})

test.each(kinds)("a stale handle is refused and leaves the case that has its slot as it is (%s)", (kind) => {
  const kernel = loadKernel(table, { kind })
  const old = kernel.allocate()
  step(kernel, kernel.slot(old), EventKind.open)
  kernel.release(old)
  refused(kernel, old)
  const young = kernel.allocate()
  expect(young).not.toBe(old)
  expect(kernel.slot(young)).toBe(0)
  step(kernel, kernel.slot(young), EventKind.open)
  const state = kernel.read(young)
  expect(state[0]).toBe(Status.running)
  refused(kernel, old)
  expect(kernel.read(young)).toEqual(state)
  expect(stale(() => kernel.read(handleOf(0, 2))).isReleased).toBe(false)
})

test.each(kinds)("a slot that nobody has takes no event, whoever still knows it (%s)", (kind) => {
  const kernel = loadKernel(table, { kind })
  const handle = kernel.allocate()
  const slot = kernel.slot(handle)
  kernel.release(handle)
  for (const event of Object.values(EventKind)) {
    expect(step(kernel, slot, event)).toEqual([slot, CommandKind.refuse, Refusal.slot, 0])
  }
})

test.each(kinds)("all cases freed at once, in any order: each handle is refused, none comes again (%s)", (kind) => {
  const kernel = loadKernel(table, { kind })
  const ever = new Set<Handle>()
  for (let round = 0; round < 5; round++) {
    const handles = Array.from({ length: 5_000 }, () => kernel.allocate())
    for (const handle of handles) ever.add(handle)
    expect(new Set(handles.map((handle) => kernel.slot(handle))).size).toBe(5_000)
    const order = round % 2 === 0 ? handles : handles.toReversed()
    for (const handle of order) kernel.release(handle)
    for (const handle of handles) expect(() => kernel.slot(handle)).toThrow(StaleHandle)
  }
  expect(ever.size).toBe(25_000)
  // Slots are used again: the arena did not grow with the cases that there ever were.
  expect(Math.max(...[...ever].map(slotOf))).toBeLessThan(8_192)
})

test.each(kinds)("a slot whose generations are used up is never given again (%s)", (kind) => {
  const kernel = loadKernel(table, { kind })
  let handle = kernel.allocate()
  const first = handle
  for (let generation = 0; generation < LAST_GENERATION; generation++) {
    kernel.release(handle)
    handle = kernel.allocate()
  }
  expect(handle).toBe(handleOf(0, LAST_GENERATION))
  step(kernel, kernel.slot(handle), EventKind.open)
  expect(kernel.read(handle)[0]).toBe(Status.running)
  kernel.release(handle)
  for (const old of [first, handleOf(0, 1_000_000), handle]) refused(kernel, old)
  const others = Array.from({ length: 1_000 }, () => kernel.allocate())
  expect(others.every((other) => kernel.slot(other) !== 0)).toBe(true)
  expect(step(kernel, 0, EventKind.open)).toEqual([0, CommandKind.refuse, Refusal.slot, 0])
})

const anyPlay = fc.array(fc.record({ kind: fc.nat(3), pick: fc.nat() }), { minLength: 1, maxLength: 200 })
const RUNS = runs(300)

test.each(kinds)(`handles are what a map from numbers to cases would be (%s, ${RUNS} runs, seed ${seed})`, (kind) => {
  let refusals = 0
  fc.assert(fc.property(anyPlay, (play) => {
    const kernel = loadKernel(table, { kind, capacity: 1 })
    const model = new Map<Handle, number>()
    const ever: Handle[] = []
    for (const { kind, pick } of play) {
      const handle = ever[pick % Math.max(1, ever.length)]
      if (handle === undefined || kind === 0) {
        const fresh = kernel.allocate()
        if (model.has(fresh) || ever.includes(fresh)) expect.fail("a handle is given twice")
        ever.push(fresh)
        model.set(fresh, Status.empty)
      } else if (!model.has(handle)) {
        refused(kernel, handle)
        refusals++
      } else if (kind === 1) {
        kernel.release(handle)
        model.delete(handle)
      } else {
        step(kernel, kernel.slot(handle), EventKind.open)
        model.set(handle, Status.running)
      }
    }
    for (const [handle, status] of model) expect(kernel.read(handle)[0]).toBe(status)
  }), { numRuns: RUNS, seed })
  expect(refusals).toBeGreaterThan(RUNS)
}, 30_000 + 100 * RUNS)
