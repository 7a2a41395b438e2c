import fc from "fast-check"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { describe, expect, it } from "vitest"
import type { ConditionIndex, Net, NetTask, SoundNet, TaskIndex } from "../compiler/ir/net.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { encode } from "../compiler/table/encode.ts"
import { CommandKind, COMMAND_WORDS, Refusal, Status } from "../src/kernel/command.ts"
import { EventKind, EVENT_WORDS } from "../src/kernel/event.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import { portableKernel } from "../src/kernel/portable.ts"
import { stateLayout } from "../src/kernel/state.ts"
import { readTable, type Table } from "../src/kernel/table.ts"
import { kernelInfo, KernelError, loadKernel } from "../src/runtime/binding.ts"

const hasNative = kernelInfo().abi !== undefined
const kinds = hasNative ? (["portable", "native"] as const) : (["portable"] as const)

const tableOf = (net: Net) => readTable(encode(net as SoundNet, "00"))
const table = (text: string) => tableOf(parseNet(text))
const nameOf = (values: Readonly<Record<string, number>>, value: number) =>
  Object.keys(values).find((key) => values[key] === value) ?? String(value)

/** One event as a person would say it: `open`, `start T`, `complete T OUTCOME`, `fail T`, `cancel`. */
function event(of: Table, words: string): number[] {
  const [kind = "", task = "", outcome = ""] = words.split(" ")
  const index = Math.max(of.taskNames.indexOf(task), 0)
  const outcomes = of.outcomeNames.slice(of.outcomeStart[index], of.outcomeStart[index + 1])
  return [EventKind[kind as keyof typeof EventKind], index, Math.max(outcomes.indexOf(outcome), 0)]
}

function command(of: Table, [, kind = 0, subject = 0, detail = 0]: readonly number[]): string {
  const word = nameOf(CommandKind, kind)
  switch (kind) {
    case CommandKind.take: return `take ${of.conditionNames[subject]} ${of.taskNames[detail]}`
    case CommandKind.put: return `put ${of.conditionNames[subject]} ${of.taskNames[of.arcTask[detail]!] ?? "open"}`
    case CommandKind.clear: return `clear ${of.conditionNames[subject]}`
    case CommandKind.overflow: return `overflow ${of.conditionNames[subject] ?? "for ever"}`
    case CommandKind.end: return `end ${nameOf(Status, subject)}`
    case CommandKind.refuse: return `refuse ${nameOf(Refusal, subject)}`
    case CommandKind.cancel: return `cancel ${of.taskNames[subject]} ${detail}`
    default: return `${word} ${of.taskNames[subject]}`
  }
}

/** Steps all events, in as many steps as it takes; the commands as quadruples. */
function stepAll(kernel: Kernel, events: readonly (readonly number[])[]): number[][] {
  const said: number[][] = []
  for (let at = 0; at < events.length; ) {
    const batch = events.slice(at, at + kernel.capacity)
    batch.forEach((words, i) => kernel.events.set([...words, 0, 0, 0, 0].slice(0, EVENT_WORDS), i * EVENT_WORDS))
    const commands = kernel.step(batch.length)
    for (let i = 0; i < commands * COMMAND_WORDS; i += COMMAND_WORDS) {
      const quadruple = [...kernel.commands.subarray(i, i + COMMAND_WORDS)]
      // The index of a refused event counts from where its step began.
      if (quadruple[1] === CommandKind.refuse) quadruple[3]! += at
      said.push(quadruple)
    }
    expect(kernel.consumed).toBeGreaterThan(0)
    at += kernel.consumed
  }
  return said
}

/** Each kernel says exactly these commands after each event, also when every event meets a fresh kernel. */
function check(text: string, script: readonly (readonly [event: string, commands: string])[]): void {
  const of = table(text)
  for (const kind of kinds) {
    for (const restarted of [false, true]) {
      let kernel = loadKernel(of, { kind, capacity: 1 })
      let slot = kernel.allocate()
      const said: [string, string][] = []
      for (const [words] of script) {
        const commands = stepAll(kernel, [[slot, ...event(of, words)]])
        said.push([words, commands.map((one) => command(of, one)).join(", ")])
        if (!restarted) continue
        const state = kernel.read(slot)
        kernel = loadKernel(of, { kind: kinds.at(kind === "native" ? 0 : -1)!, capacity: 1 })
        slot = kernel.allocate()
        kernel.write(slot, state)
      }
      expect(said).toEqual(script)
    }
  }
}

const parallel = `net n
condition i input
condition a
condition b
condition c
condition d
condition o output
task split in i -> done: a b
task x in a -> done: c
task y in b -> done: d
task sync and in c d -> done: o
`

describe("the step", () => {
  it("waits at an AND-join for every branch, and refuses what is not its turn", () => check(parallel, [
    ["start split", "refuse slot"],
    ["open", "put i open, enable split"],
    ["start x", "refuse notEnabled"],
    ["complete split", "refuse notStarted"],
    ["start split", "take i split"],
    ["complete split", "put a split, put b split, enable x, enable y"],
    ["start y", "take b y"],
    ["complete y", "put d y"],
    ["start x", "take a x"],
    ["complete x", "put c x, enable sync"],
    ["start sync", "take c sync, take d sync"],
    ["complete sync", "put o sync, end ok"],
    ["cancel", "refuse ended"],
    ["open", "refuse slot"],
  ]))

  it("withdraws the other side of a deferred choice when one side starts", () => check(`net n
condition i input
condition o output
task x in i -> done: o
task y manual in i -> done: o
`, [
    ["open", "put i open, enable x, enable y"],
    ["start y", "take i y, withdraw x"],
    ["complete y", "put o y, end ok"],
  ]))

  it("enables a task anew while tokens wait, up to its bound at a time", () => check(`net n implicit
condition i input
condition a bound 2
condition o output bound 2
task split in i -> done: a a
task x in a -> done: o
`, [
    ["open", "put i open, enable split"], ["start split", "take i split"],
    ["complete split", "put a split, put a split, enable x"],
    ["start x", "take a x, enable x"], ["start x", "take a x"],
    ["complete x", "put o x"], ["complete x", "put o x, end ok"],
  ]))

  it("empties a region before its own outputs, items after conditions", () => check(`net n
condition i input
condition a
condition b
condition c
condition o output
task split in i -> done: a b c
task x in a -> done: o
task y in b -> done: o
task stop in c -> done: a clears a b cancels x y
`, [
    ["open", "put i open, enable split"], ["start split", "take i split"],
    ["complete split", "put a split, put b split, put c split, enable x, enable y, enable stop"],
    ["start stop", "take c stop"], ["start y", "take b y"],
    ["complete stop", "clear a, withdraw x, cancel y 1, put a stop, enable x"],
  ]))

  it("enables a task anew whose item a region withdrew or cancelled but whose tokens it left", () => check(`net n
condition i input
condition a
condition b bound 2
condition c
condition o output
task split in i -> done: a b b c
task x in a -> done: o
task y in b -> done: o
task stop in c -> done: cancels x y
`, [
    ["open", "put i open, enable split"], ["start split", "take i split"],
    ["complete split", "put a split, put b split, put b split, put c split, enable x, enable y, enable stop"],
    ["start y", "take b y, enable y"], ["start stop", "take c stop"],
    ["complete stop", "withdraw x, withdraw y, cancel y 1, enable x, enable y"],
  ]))

  const racing = parallel.replace("-> done: c", "-> done: o")
  it("ends explicitly at the first token in an output, withdrawing and cancelling the rest", () => check(racing, [
    ["open", "put i open, enable split"], ["start split", "take i split"],
    ["complete split", "put a split, put b split, enable x, enable y"],
    ["start x", "take a x"], ["complete x", "put o x, withdraw y, end ok"],
  ]))

  it("cancels a case and fails one with a work item, each item announced", () => {
    const begun = [
      ["open", "put i open, enable split"], ["start split", "take i split"],
      ["complete split", "put a split, put b split, enable x, enable y"], ["start y", "take b y"],
    ] as const
    check(parallel, [...begun, ["cancel", "withdraw x, cancel y 1, end cancelled"]])
    check(parallel, [...begun, ["fail y", "withdraw x, end failed"]])
  })

  it("fires silent tasks to their end before it enables anything", () => check(`net n
condition i input
condition a
condition b
condition c
condition o output
task y in b -> done: o
task ~late silent in b -> done: c
task ~split silent in i -> done: a b
task x in a -> done: o
task z in c -> done: o
`, [["open", "put i open, take i ~split, put a ~split, put b ~split, take b ~late, put c ~late, enable x, enable z"]]))

  it("tells a deadlock, explicit or implicit", () => {
    for (const termination of ["", " implicit"]) {
      check(`net n${termination}
condition i input
condition a
condition b
condition o output
task x in i -> done: a
task y and in a b -> done: o
`, [["open", "put i open, enable x"], ["start x", "take i x"], ["complete x", "put a x, end deadlock"]])
    }
  })

  it("fails at a token past a bound, which is not put", () => check(`net n
condition i input
condition a
condition o output
task x in i -> done: a a
task y in a -> done: o
`, [["open", "put i open, enable x"], ["start x", "take i x"], ["complete x", "put a x, overflow a, end failed"]]))

  it("fails silent tasks that never come to rest, and says all they did although it has no room for it", () => {
    const of = table(`net n
condition i input
condition a bound 9
condition o output
task ~x silent in i -> done: a
task ~y silent in a -> done: i
task z and in i=i a=a -> done: o
`)
    const passes = (3 + 2 * 3) * 9
    for (const kind of kinds) {
      const kernel = loadKernel(of, { kind, capacity: 1 })
      const room = kernel.commands.length
      const said = stepAll(kernel, [[kernel.allocate(), EventKind.open]]).map((one) => command(of, one))
      expect(said.slice(-2)).toEqual(["overflow for ever", "end failed"])
      expect(said.filter((one) => one === "take i ~x")).toHaveLength(passes)
      expect(said).toHaveLength(1 + 4 * passes + 2)
      expect(kernel.commands.length).toBeGreaterThan(room)
    }
  })
})

/** Random nets, seldom sound. `wide`: everything lies past the first word of each bit set. */
const sizes = fc.record({ conditions: fc.integer({ min: 2, max: 6 }), tasks: fc.integer({ min: 1, max: 7 }) })
const nets: fc.Arbitrary<Net> = sizes
  .chain(({ conditions, tasks }) => {
    const condition = fc.nat(conditions - 1)
    const seldom = (indices: number) => {
      return fc.oneof({ weight: 4, arbitrary: fc.constant<number[]>([]) }, { weight: 1, arbitrary: someOf(indices, 0) })
    }
    const task = fc.record({
      kind: fc.constantFrom("automatic", "automatic", "manual", "silent"),
      join: fc.constantFrom("and", "xor"), inputs: someOf(conditions, 1),
      outcomes: fc.array(fc.array(condition, { maxLength: 3 }), { minLength: 1, maxLength: 2 }),
      clears: seldom(conditions), cancels: seldom(tasks),
    })
    return fc.record({
      bounds: fc.array(fc.constantFrom(1, 1, 1, 2, 3), { minLength: conditions, maxLength: conditions }),
      tasks: fc.array(task, { minLength: tasks, maxLength: tasks }), outputs: someOf(conditions, 1),
      termination: fc.constantFrom("explicit", "implicit"), wide: fc.boolean(),
    })
  })
  .map(({ bounds, tasks, outputs, termination, wide }) => {
    const before = wide ? 33 : 0
    const at = (index: number) => (index + before) as ConditionIndex
    const idle = Array.from({ length: before }, (_, i) => i)
    const plain = { guardFlow: -1, scope: 0, join: "xor", choice: "single", kind: "automatic" } as const
    const end = { outcomes: [{ name: "done", outputs: [] }], cancels: { conditions: [], tasks: [] } }
    const unused = idle.map((i) => ({ name: `idle ${i}`, bound: 1 }))
    return {
      id: "random", termination, input: at(0), outputs: outputs.map(at), scopes: [{ path: "", workflow: "random" }],
      conditions: [...unused, ...bounds.map((bound, i) => ({ name: `c${i}`, bound }))],
      tasks: [
        ...idle.map((i): NetTask => {
          return { ...plain, ...end, name: `idle ${i}`, inputs: [{ condition: i as ConditionIndex }] }
        }),
        ...tasks.map((task, i): NetTask => {
          const outcomes = task.outcomes.slice(0, task.kind === "silent" ? 1 : 2)
          const choice = outcomes.length === 1 ? "single" : "outcome"
          const arc = (condition: number) => ({ condition: at(condition), flow: -1 })
          return {
            ...plain, name: `t${i}`, kind: task.kind, join: task.join, choice,
            inputs: task.inputs.map((c) => ({ condition: at(c) })),
            outcomes: outcomes.map((arcs, o) => ({ name: `o${o}`, outputs: arcs.map(arc) })),
            cancels: { conditions: task.clears.map(at), tasks: task.cancels.map((t) => (t + before) as TaskIndex) },
          }
        }),
      ],
    }
  })

function someOf(length: number, minLength: number): fc.Arbitrary<number[]> {
  return fc.shuffledSubarray(Array.from({ length }, (_, i) => i), { minLength })
}

/** What to do next, told without knowing the state: `kind` 0 is a random event, above it one that fits if any does. */
const wish = fc.record({
  slot: fc.nat(2), kind: fc.nat(6), pick: fc.nat(40), outcome: fc.nat(2), restart: fc.boolean(), flush: fc.boolean(),
})
type Wish = typeof wish extends fc.Arbitrary<infer T> ? T : never

function fitting(of: Table, state: Uint32Array, { slot, kind, pick, outcome }: Wish): number[] {
  if (state[0] === Status.empty) return [slot, EventKind.open]
  if (kind === 0) return [slot + (pick % 7 === 0 ? 1 << 29 : 0), pick % 7, pick, outcome]
  const { enabledAt, runningWord, runningShift, runningMask } = stateLayout(of)
  const tasks = of.taskNames.map((_, task) => task)
  const enabled = tasks.filter((task) => (state[enabledAt + (task >> 5)]! >>> (task & 31)) & 1)
  const running = tasks.filter((task) => (state[runningWord[task]!]! >>> runningShift[task]!) & runningMask[task]!)
  const from = running.length > 0 && (kind > 3 || enabled.length === 0) ? running : enabled
  const task = from[pick % from.length] ?? pick
  if (from === enabled) return [slot, EventKind.start, task]
  const outcomes = of.outcomeStart[task + 1]! - of.outcomeStart[task]!
  return [slot, pick === 40 ? EventKind.fail : EventKind.complete, task, outcome % outcomes]
}

describe("the kernels", () => {
  it("agree command for command and word for word on random nets, batches and restarts", () => {
    let ends = 0
    fc.assert(fc.property(nets, fc.array(wish, { minLength: 20, maxLength: 60 }), (net, wishes) => {
      const of = tableOf(net)
      const make = (kind: "portable" | "native") => {
        const kernel = loadKernel(of, { kind, capacity: 4 })
        const slots = [kernel.allocate(), kernel.allocate(), kernel.allocate()]
        return { kernel, slots, kind }
      }
      const steady = make("portable")
      let others = kinds.map(make)
      let batch: number[][] = []
      for (const [i, wish] of wishes.entries()) {
        batch.push(fitting(of, steady.kernel.read(wish.slot), wish))
        if (!wish.flush && i < wishes.length - 1) continue
        const said = stepAll(steady.kernel, batch)
        ends += said.filter((one) => one[1] === CommandKind.end).length
        const states = steady.slots.map((slot) => steady.kernel.read(slot))
        for (const { kernel, slots, kind } of others) {
          expect({ kind, said: stepAll(kernel, batch) }).toEqual({ kind, said })
          expect({ kind, states: slots.map((slot) => kernel.read(slot)) }).toEqual({ kind, states })
        }
        batch = []
        if (!wish.restart) continue
        others = others.map(({ kind }) => make(kind))
        for (const { kernel, slots } of others) slots.forEach((slot, s) => kernel.write(slot, states[s]!))
      }
    }), { numRuns: 400 })
    expect(ends).toBeGreaterThan(100)
  })

  it.each(kinds)("split a batch where the commands of one more event may not fit (%s)", (kind) => {
    const tasks = Array.from({ length: 40 }, (_, i) => `task t${i} in a -> done: o`)
    const conditions = "condition i input\ncondition a\ncondition o output\n"
    const of = table(`net n\n${conditions}task go in i -> done: a\n${tasks.join("\n")}\n`)
    const kernel = loadKernel(of, { kind, capacity: 64 })
    const slots = Array.from({ length: 64 }, () => kernel.allocate())
    const round = (words: string) => slots.map((slot) => [slot, ...event(of, words)])
    for (const words of ["open", "start go", "complete go"]) stepAll(kernel, round(words))
    round("cancel").forEach((words, i) => kernel.events.set(words, i * EVENT_WORDS))
    const commands = kernel.step(64)
    expect(kernel.consumed).toBeLessThan(64)
    expect(commands).toBe(kernel.consumed * 41)
    kernel.events.copyWithin(0, kernel.consumed * EVENT_WORDS)
    expect(kernel.step(64 - kernel.consumed)).toBeGreaterThan(0)
  })

  it.each(kinds)("keep every case when the arena grows, and reuse released slots (%s)", (kind) => {
    const kernel = loadKernel(table(parallel), { kind, capacity: 8 })
    const slots = Array.from({ length: 1000 }, () => kernel.allocate())
    expect(new Set(slots).size).toBe(1000)
    for (const slot of slots) stepAll(kernel, [[slot, EventKind.open]])
    for (const slot of slots) expect(kernel.read(slot)[0]).toBe(Status.running)
    kernel.release(slots[7]!)
    expect(stepAll(kernel, [[slots[7]!, EventKind.open]])).toEqual([[slots[7], CommandKind.refuse, Refusal.slot, 0]])
    expect(() => kernel.read(slots[7]!)).toThrow(`Slot ${slots[7]} is not allocated to this handle any more`)
    expect(() => kernel.release(1.5)).toThrow(RangeError)
    expect(() => kernel.read(1 << 30)).toThrow(RangeError)
    const again = kernel.allocate()
    expect(kernel.slot(again)).toBe(slots[7])
    expect(kernel.read(again).every((word) => word === 0)).toBe(true)
    expect(() => kernel.step(9)).toThrow("A step takes up to 8 events, not 9.")
    expect(kernel.step(0)).toBe(0)
  })

  it.each<[string, (state: Uint32Array) => Uint32Array]>([
    ["it has 3 words and a case of this table has 4", (s) => s.subarray(1)],
    ["its status 6 is none", (s) => s.with(0, 6)],
    ["it is empty but holds something", (s) => s.with(0, Status.empty)],
    ["its work items do not go with its status", (s) => s.with(0, Status.ok)],
    ["its enabled tasks are not those its marking enables", (s) => s.with(1, 0b100)],
    ["its enabled tasks are not those its marking enables", (s) => s.with(2, 0b111)],
    ["reserved bits are set", (s) => s.with(1, s[1]! | (1 << 6))],
    ["reserved bits are set", (s) => s.with(3, 1 << 4)],
    ["its work items do not go with its status", (s) => s.with(1, 0).with(2, 0)],
  ])("refuse to write words that are no state: %s", (fault, change) => {
    for (const kind of kinds) {
      const of = table(parallel)
      const kernel = loadKernel(of, { kind })
      const slot = kernel.allocate()
      stepAll(kernel, ["open", "start split", "complete split"].map((words) => [slot, ...event(of, words)]))
      const state = kernel.read(slot)
      expect(() => kernel.write(slot, change(state))).toThrow(`These words are not a state of workflow "n": ${fault}.`)
      expect(kernel.read(slot)).toEqual(state)
    }
  })
})

describe("memory", () => {
  setFlagsFromString("--expose-gc")
  const collect = runInNewContext("gc") as () => void

  /** Bytes that each of some windows of 20,000 rounds leaves on the heap. No collection runs in between. */
  function growth(round: () => void): number[] {
    for (let i = 0; i < 40_000; i++) round()
    return Array.from({ length: 16 }, () => {
      collect()
      const before = process.memoryUsage().heapUsed
      for (let i = 0; i < 20_000; i++) round()
      return process.memoryUsage().heapUsed - before
    })
  }

  it("counts one small object for each round", () => {
    let last: unknown
    expect(Math.min(...growth(() => (last = { last: 1 })))).toBeGreaterThan(20_000 * 8)
    expect(last).toEqual({ last: 1 })
  })

  it.each(kinds)("stays as it is over a million steps: less than a byte a round (%s)", (kind) => {
    const of = table(`net n
condition i input
condition a bound 2
condition b
condition c
condition o output
task go in i -> done: a b
task again silent in c -> done: a b
task x outcome and in a b -> loop: c | end: o clears a b cancels y
task y in b -> done: o
`)
    const kernel = loadKernel(of, { kind, capacity: 8 })
    const slot = kernel.allocate()
    stepAll(kernel, ["open", "start go", "complete go"].map((words) => [slot, ...event(of, words)]))
    const script = ["start x", "complete x loop", "start go"]
    script.forEach((words, i) => kernel.events.set([slot, ...event(of, words)], i * EVENT_WORDS))
    const windows = growth(() => {
      kernel.step(3)
    })
    // Commands of the last round: take a, take b, withdraw y; put c, take c, put a, put b, enable x, enable y; refuse.
    expect(kernel.step(3)).toBe(10)
    expect(windows.sort((a, b) => a - b)[windows.length / 2]).toBeLessThan(20_000)
  })
})

describe("loadKernel", () => {
  const of = table(parallel)
  const withWish = <T>(wish: string, work: () => T): T => {
    const before = process.env["KNHK_KERNEL"]
    process.env["KNHK_KERNEL"] = wish
    try {
      return work()
    } finally {
      if (before === undefined) delete process.env["KNHK_KERNEL"]
      else process.env["KNHK_KERNEL"] = before
    }
  }

  it("does what KNHK_KERNEL says", () => {
    expect(withWish("portable", () => loadKernel(of).kind)).toBe("portable")
    expect(withWish("portable", kernelInfo)).toMatchObject({ kind: "portable", reason: "KNHK_KERNEL asks for it" })
  })

  it.runIf(hasNative)("takes the native kernel where there is one", () => {
    expect(loadKernel(of, { kind: "native" }).kind).toBe("native")
    expect(withWish("native", kernelInfo)).toMatchObject({ kind: "native", reason: "KNHK_KERNEL asks for it" })
    expect(withWish(kernelInfo().path!, () => loadKernel(of).kind)).toBe("native")
    expect(loadKernel(of, { kind: "portable" })).toBeInstanceOf(portableKernel(of).constructor)
  })

  it("says what to do where the kernel that is asked for cannot be loaded", () => {
    const folder = mkdtempSync(join(tmpdir(), "knhk-"))
    try {
      const [missing, text, old] = [join(folder, "missing.node"), join(folder, "text.node"), join(folder, "old.cjs")]
      writeFileSync(text, "not an addon")
      writeFileSync(old, "module.exports = { abi: () => 1, layoutHash: () => 'another' }")
      for (const [path, sentence] of [
        [missing, "cannot be loaded (it is not there); build it with"], [text, "cannot be loaded ("],
        [old, "belongs to another version of knhk; build it with"],
      ] as const) {
        expect(() => withWish(path, () => loadKernel(of))).toThrow(KernelError)
        expect(() => withWish(path, () => loadKernel(of))).toThrow(sentence)
        const warning: unknown = expect.stringContaining(sentence)
        expect(withWish(path, kernelInfo)).toMatchObject({ kind: "portable", warning })
      }
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
