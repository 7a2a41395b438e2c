/** What is no table is refused alike by both kernels, and what is no state by the arena that both share. */
import { describe, expect, test } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import { CommandKind, Refusal, Status } from "../src/kernel/command.ts"
import { EVENT_WORDS, EventKind } from "../src/kernel/event.ts"
import { portableKernel } from "../src/kernel/portable.ts"
import { Instance, stateLayout } from "../src/kernel/state.ts"
import { readTable, TableError } from "../src/kernel/table.ts"
import { loadKernel, nativeTableFault } from "../src/runtime/binding.ts"
import { refusedTables, takenTables, whole } from "./corpus/refused.ts"
import { tableOf } from "./corpus/stepper.ts"

test.each(takenTables)("a table with $what is taken", ({ bytes }) => {
  expect(readTable(bytes).taskNames).toContain("split")
  expect(nativeTableFault(bytes) ?? null).toBe(null)
})

test.each(refusedTables)("a table with $what is refused ($reason)", ({ bytes, reason, sentence }) => {
  let error: unknown
  try {
    readTable(bytes)
  } catch (thrown) {
    error = thrown
  }
  expect(error).toBeInstanceOf(TableError)
  expect((error as TableError).name).toBe("TableError")
  expect((error as TableError).reason).toBe(reason)
  expect((error as TableError).message).toContain(sentence)
  const native = nativeTableFault(bytes)
  if (native !== undefined) expect(native).toBe(reason)
})

test("a name is read as it was written, a byte order mark at its beginning too", () => {
  const text = 'net n\ncondition i input\ncondition o output\ntask "\ufeffA" in i -> done: o\n'
  expect(tableOf(parseNet(text)).taskNames).toEqual(["\ufeffA"])
})

describe("a state", () => {
  const table = readTable(whole)
  const layout = stateLayout(table)
  const conditionAt = (name: string) => table.conditionNames.indexOf(name)
  const taskAt = (name: string) => table.taskNames.indexOf(name)
  const empty = () => new Uint32Array(layout.words)
  const running = (change: (words: Uint32Array) => void) => {
    const words = empty()
    words[0] = Status.running
    change(words)
    return words
  }
  const mark = (words: Uint32Array, name: string, tokens = 1) => {
    const c = conditionAt(name)
    words[layout.conditionWord[c]!]! |= tokens << layout.conditionShift[c]!
  }
  const enable = (words: Uint32Array, name: string) => {
    const task = taskAt(name)
    words[layout.enabledAt + (task >> 5)]! |= 1 << (task & 31)
  }
  const run = (words: Uint32Array, name: string, items = 1) => {
    const task = taskAt(name)
    words[layout.runningWord[task]!]! |= items << layout.runningShift[task]!
  }
  const instances = (words: Uint32Array, name: string, of: readonly number[]) => {
    words.set(of, layout.multiWord[taskAt(name)]!)
  }

  test.each<[string, Uint32Array]>([
    ["that is fresh", empty()],
    ["that is over", empty().with(0, Status.ok)],
    ["with an enabled task", running((words) => { mark(words, "i"); enable(words, "split") })],
    ["with a running task", running((words) => run(words, "split"))],
    ["with instances", running((words) => instances(words, "many", [1, 2, 1, 1]))],
    ["with a signal kept and nobody waiting", running((words) => {
      mark(words, "i")
      enable(words, "split")
      mark(words, "kept")
      enable(words, "again")
    })],
  ])("%s is taken", (_, words) => {
    const kernel = portableKernel(table)
    const slot = kernel.allocate()
    kernel.write(slot, words)
    expect(kernel.read(slot)).toEqual(words)
  })

  test.each<[string, Uint32Array, string]>([
    ["of another length", new Uint32Array(layout.words + 1), `has ${layout.words + 1} words and a case of this table`],
    ["of no status", empty().with(0, 9), "its status 9 is none"],
    ["that is empty and marked", empty().with(1, 1), "it is empty but holds something"],
    ["with too many tokens", running((words) => mark(words, "a", 4)), "a condition holds more than its bound"],
    ["with a bit that means nothing", running((words) => { run(words, "split"); words[1]! |= 1 << 31 }), "reserved"],
    ["with a task enabled that is none", running((words) => {
      run(words, "split")
      words[layout.enabledAt]! |= 1 << table.taskNames.length
    }), "reserved"],
    ["with too many work items", running((words) => run(words, "gathers", 9)), "a task runs more often than its bound"],
    ["with tokens and nothing enabled", running((words) => { run(words, "split"); mark(words, "inner") }), "enabled"],
    ["with a task enabled and no tokens", running((words) => enable(words, "split")), "not those its marking enables"],
    ["in which a silent task should have gone", running((words) => { run(words, "split"); mark(words, "rest") }),
      "a task that goes by itself is left to fire"],
    ["in which a signal should have been taken", running((words) => {
      mark(words, "c")
      mark(words, "kept")
      enable(words, "waits")
      enable(words, "again")
      enable(words, "either")
    }), "a task that goes by itself is left to fire"],
    ["that runs with nothing to do", running(() => {}), "its work items do not go with its status"],
    ["that is over and has work items", empty().with(0, Status.ok).with(layout.runningWord[taskAt("split")]!,
      1 << layout.runningShift[taskAt("split")]!), "its work items do not go with its status"],
    ["with instances that are idle and there", running((words) => instances(words, "many", [0, 1, 0, 0])), "instances"],
    ["with more instances than most", running((words) => instances(words, "many", [1, 3, 3, 0])), "its instances"],
    ["with fewer instances than least", running((words) => instances(words, "again", [1, 0, 0, 0])), "its instances"],
    ["that absorbs what is cancelled", running((words) => instances(words, "many", [2, 1, 0, 2])), "its instances"],
    ["that absorbs and has none left", running((words) => instances(words, "again", [2, 0, 0, 2])), "its instances"],
    ["in a phase that is none", running((words) => instances(words, "many", [3, 1, 0, 2])), "its instances contradict"],
  ])("%s is refused", (_, words, sentence) => {
    const kernel = portableKernel(table)
    const slot = kernel.allocate()
    expect(() => kernel.write(slot, words)).toThrow(sentence)
    expect(kernel.read(slot)).toEqual(empty())
  })

  test("has words for its instances", () => expect(Instance.words).toBe(4))
})

test("events that are none are refused, and change nothing", () => {
  for (const kind of ["portable", "auto"] as const) {
    const kernel = loadKernel(readTable(whole), kind === "auto" ? {} : { kind })
    const slot = kernel.allocate()
    const said = (...event: readonly number[]) => {
      kernel.events.set(event)
      return kernel.step(1) === 1 && kernel.commands[1] === CommandKind.refuse ? kernel.commands[2] : undefined
    }
    expect(said(0xffffffff, EventKind.open, 0, 0)).toBe(Refusal.slot)
    expect(said(1 << 20, EventKind.open, 0, 0)).toBe(Refusal.slot)
    expect(said(slot + 1, EventKind.open, 0, 0)).toBe(Refusal.slot)
    expect(said(slot, EventKind.open, 0, 0)).toBe(undefined)
    const state = kernel.read(slot)
    for (const kind of [0, 12, 0xffffffff]) expect(said(slot, kind, 0, 0)).toBe(Refusal.unknown)
    expect(kernel.read(slot)).toEqual(state)
  }
})

test("a batch ends where the commands of one more event may not fit", () => {
  for (const kind of ["portable", "auto"] as const) {
    const kernel = loadKernel(readTable(whole), { capacity: 64, ...(kind === "auto" ? {} : { kind }) })
    const slots = Array.from({ length: 64 }, () => kernel.allocate())
    const batches = [EventKind.open, EventKind.start, EventKind.complete].map((event) => {
      const detail = event === EventKind.complete ? 3 : 0
      slots.forEach((slot, i) => kernel.events.set([slot, event, 0, detail], i * EVENT_WORDS))
      let steps = 0
      for (let left = slots.length; left > 0; left -= kernel.consumed) {
        expect(kernel.step(left)).toBeGreaterThan(0)
        kernel.events.copyWithin(0, kernel.consumed * EVENT_WORDS)
        steps++
      }
      return steps
    })
    expect(Math.max(...batches)).toBeGreaterThan(1)
    expect(new Set(slots.map((slot) => kernel.read(slot).join())).size).toBe(1)
  }
})

test.each([0, 1.5, 2 ** 20 + 1, NaN])("a kernel for %d events at once is refused", (capacity) => {
  expect(() => portableKernel(readTable(whole), { capacity })).toThrow(
    `A kernel's capacity is 1 to 1048576 events, not ${capacity}.`)
})

test("a kernel takes as many events at once as it is made for", () => {
  const table = readTable(whole)
  for (const capacity of [1, 2 ** 20]) expect(portableKernel(table, { capacity }).capacity).toBe(capacity)
  const kernel = portableKernel(table)
  expect([kernel.kind, kernel.capacity, kernel.table]).toEqual(["portable", 4096, table])
  for (const count of [-1, 1.5, 4097, NaN]) {
    expect(() => kernel.step(count)).toThrow(`A step takes up to 4096 events, not ${count}.`)
  }
})

test("a slot is there from its allocation to its release, and more events than fit are refused", () => {
  for (const kind of ["portable", "auto"] as const) {
    const kernel = loadKernel(readTable(whole), kind === "auto" ? { capacity: 2 } : { kind, capacity: 2 })
    const opened = (slot: number) => {
      kernel.events.set([slot, EventKind.open, 0, 0])
      expect(kernel.step(1)).toBeGreaterThan(1)
      return kernel.read(slot)
    }
    expect(() => kernel.read(0)).toThrow("Slot 0 is not allocated")
    const first = kernel.allocate()
    const state = opened(first)
    const slots = [first, ...Array.from({ length: 99 }, () => kernel.allocate())]
    expect(new Set(slots).size).toBe(100)
    expect(kernel.read(first)).toEqual(state)
    const last = slots.at(-1)!
    expect(opened(last)).toEqual(state)
    for (const slot of [-1, 0.5, 100, 128, 2 ** 32, NaN]) {
      expect(() => kernel.read(slot)).toThrow(`Slot ${slot} is not allocated`)
    }
    kernel.release(last)
    kernel.release(slots[50]!)
    expect(() => kernel.release(slots[50]!)).toThrow("is not allocated")
    const again = [kernel.allocate(), kernel.allocate()]
    expect(again.map((handle) => kernel.slot(handle))).toEqual([slots[50], last])
    for (const stale of [slots[50]!, last]) expect(() => kernel.slot(stale)).toThrow("its case was released")
    expect(kernel.read(again[1]!)).toEqual(new Uint32Array(kernel.stateWords))
    expect(kernel.read(slots.at(-2)!)).toEqual(new Uint32Array(kernel.stateWords))
    expect(() => kernel.step(3)).toThrow("A step takes up to 2 events, not 3")
    expect(kernel.step(0)).toBe(0)
  }
})
