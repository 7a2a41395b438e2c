/**
 * Random streams of events on which both kernels say and leave the same: several cases at once, batches of any size, as
 * little room for commands as there may be, on the nets of the corpus and on random ones. No reference says here what
 * is right (`corpus.test.ts` has that); so there is time for many, and for events that no reference has words for.
 *
 *     KNHK_RUNS=100000 KNHK_SEED=random npx vitest run test/streams.test.ts
 */
import fc from "fast-check"
import { setImmediate } from "node:timers/promises"
import { expect, test } from "vitest"
import { mulberry } from "../bench/random.ts"
import type { Net } from "../compiler/ir/net.ts"
import { printNet } from "../compiler/ir/text.ts"
import { COMMAND_WORDS, CommandKind, Refusal, Status } from "../src/kernel/command.ts"
import { EVENT_WORDS, EventKind } from "../src/kernel/event.ts"
import type { Handle } from "../src/kernel/handle.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import type { Table } from "../src/kernel/table.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { corpus } from "./corpus/corpus.ts"
import { randomNet } from "./corpus/random-net.ts"
import { tableOf } from "./corpus/stepper.ts"
import { Stream } from "./corpus/stream.ts"
import { runs, seed } from "./random.ts"

const RUNS = runs(4_000)
const known = [...corpus("wcp"), ...corpus("road"), ...corpus("kept")].map(({ net }) => net)
const tables = new Map<Net, Table>(known.map((net) => [net, tableOf(net)]))

interface Run {
  readonly net: Net
  readonly seed: number
  readonly events: number
  readonly cases: number
  /** Events of a batch at most. */
  readonly capacity: number
  /** How many events of ten need not fit. */
  readonly odd: number
}

const anyRun: fc.Arbitrary<Run> = fc.record({
  net: fc.oneof(fc.constantFrom(...known), randomNet()),
  seed: fc.nat(), events: fc.integer({ min: 1, max: 120 }), cases: fc.integer({ min: 1, max: 5 }),
  capacity: fc.integer({ min: 1, max: 24 }), odd: fc.constantFrom(1, 1, 3, 6),
})

/** What came: events by kind, commands by kind, refusals by reason, ends by status. */
const tally = new Map<string, number>()
const count = (what: string) => tally.set(what, (tally.get(what) ?? 0) + 1)
const names = (of: Readonly<Record<string, number>>) =>
  new Map(Object.entries(of).map(([name, value]) => [value, name]))
const [eventNames, commandNames, refusalNames, statusNames] = [EventKind, CommandKind, Refusal, Status].map(names)

/** Both kernels of a net with the same cases, stepped side by side. */
class Pair {
  readonly #table: Table
  readonly #capacity: number
  readonly slots: readonly number[]
  /** By slot; alike in both. */
  #handles: Handle[] = []
  /** Every batch, for a person who has to find out. */
  readonly played: number[][] = []
  #portable: Kernel
  #native: Kernel

  constructor(table: Table, capacity: number, cases: number) {
    this.#table = table
    this.#capacity = capacity
    ;[this.#portable, this.#native] = this.#fresh(cases)
    this.slots = Array.from({ length: cases }, (_, slot) => slot)
  }

  /** Steps the events; what was said. */
  step(events: readonly number[]): Uint32Array {
    this.played.push([...events])
    const said = stepAll(this.#portable, events)
    this.#same(said, stepAll(this.#native, events))
    for (const handle of this.#handles) this.#same(this.#portable.read(handle), this.#native.read(handle))
    return said
  }

  /** Slots whose case is over are emptied, by either way there is. */
  empty(slot: number, byWriting: boolean): boolean {
    const [status] = this.#portable.read(this.#handles[slot]!)
    if (status === Status.empty || status === Status.running) return false
    const handle = this.#handles[slot]!
    const kernels = [this.#portable, this.#native]
    if (byWriting) for (const kernel of kernels) kernel.write(handle, new Uint32Array(kernel.stateWords))
    else {
      for (const kernel of kernels) kernel.release(handle)
      const [portable, native] = kernels.map((kernel) => kernel.allocate())
      this.#same([portable!, slot], [native!, kernels[0]!.slot(portable!)])
      this.#handles[slot] = portable!
    }
    return true
  }

  /** New kernels, each with the states that the other left. */
  swap(): void {
    const before = this.#handles
    const [portable, native] = this.#fresh(this.slots.length)
    for (const slot of this.slots) {
      portable.write(slot, this.#native.read(before[slot]!))
      native.write(slot, this.#portable.read(before[slot]!))
    }
    ;[this.#portable, this.#native] = [portable, native]
  }

  #fresh(cases: number): [Kernel, Kernel] {
    const [portable, native] = (["portable", "native"] as const).map((kind) => {
      const kernel = loadKernel(this.#table, { kind, capacity: this.#capacity })
      for (let slot = 0; slot < cases; slot++) if (kernel.allocate() !== slot) throw new Error("slots are in order")
      return kernel
    })
    this.#handles = Array.from({ length: cases }, (_, slot) => slot)
    return [portable!, native!]
  }

  #same(portable: ArrayLike<number>, native: ArrayLike<number>): void {
    const isSame = portable.length === native.length && Array.from(portable).every((word, i) => word === native[i])
    if (!isSame) throw new Error(`portable: ${Array.from(portable)}\nnative: ${Array.from(native)}`)
  }
}

/**
 * All that is said of the events. How many a kernel takes in one step is its own affair: it depends on the room that it
 * made before. So the index of what is refused is counted from the first event here.
 */
function stepAll(kernel: Kernel, events: readonly number[]): Uint32Array {
  const all: number[] = []
  for (let at = 0; at < events.length; at += kernel.consumed * EVENT_WORDS) {
    kernel.events.set(events.slice(at))
    const said = kernel.step((events.length - at) / EVENT_WORDS)
    if (kernel.consumed === 0) throw new Error("a step takes an event at least")
    for (let word = 0; word < said * COMMAND_WORDS; word += COMMAND_WORDS) {
      const [slot, kind, subject, detail] = kernel.commands.subarray(word, word + COMMAND_WORDS)
      all.push(slot!, kind!, subject!, kind === CommandKind.refuse ? detail! + at / EVENT_WORDS : detail!)
    }
  }
  return Uint32Array.from(all)
}

function play({ net, seed, events, cases, capacity, odd }: Run): void {
  const table = tables.get(net) ?? tableOf(net)
  const random = mulberry(seed)
  const pair = new Pair(table, capacity, cases)
  const stream = new Stream(table, pair.slots, random, odd)
  try {
    for (let left = events; left > 0; ) {
      const batch = Math.min(left, 1 + Math.floor(random() * capacity))
      const words = Array.from({ length: batch }, () => stream.next()).flat()
      for (let at = 1; at < words.length; at += EVENT_WORDS) count(`event ${eventNames!.get(words[at]!) ?? "strange"}`)
      const said = pair.step(words)
      stream.hear(said)
      told(said)
      for (const slot of pair.slots) if (random() < 0.5 && pair.empty(slot, random() < 0.5)) stream.renew(slot)
      if (random() < 0.1) pair.swap()
      left -= batch
    }
  } catch (error) {
    const batches = pair.played.map((batch) => batch.join(" ")).join("\n")
    throw new Error(`${printNet(net)}\nbatches, in words:\n${batches}\n${(error as Error).message}`)
  }
}

function told(commands: Uint32Array): void {
  for (let at = 0; at < commands.length; at += COMMAND_WORDS) {
    const [, kind, subject] = commands.subarray(at, at + 3)
    count(`command ${commandNames!.get(kind!)}`)
    if (kind === CommandKind.refuse) count(`refusal ${refusalNames!.get(subject!)}`)
    if (kind === CommandKind.end) count(`end ${statusNames!.get(subject!)}`)
  }
}

const missing = kernelInfo().abi === undefined
if (missing) console.info("streams: not played, for there is no native kernel here")

test.skipIf(missing)(`both kernels do the same on ${RUNS} streams of events (seed ${seed})`, async () => {
  const since = performance.now()
  let played = 0
  const property = fc.asyncProperty(anyRun, async (run) => {
    play(run)
    // Only between turns of the event loop are kernels given back that were collected.
    if (++played % 256 === 0) await setImmediate()
  })
  await fc.assert(property, { seed, numRuns: RUNS })
  const seconds = ((performance.now() - since) / 1000).toFixed(1)
  const sum = (kind: string) => [...tally].reduce((sum, [what, times]) => sum + (what.startsWith(kind) ? times : 0), 0)
  const figures = `${sum("event")} events, ${sum("command")} commands, ${seconds} s`
  const lines = [...tally].map((line) => line.join(" ")).sort()
  console.info(`${RUNS} streams, seed ${seed}: ${figures}\n${lines.join(", ")}`)
  if (RUNS < 1_000) return
  // Everything came that can come.
  const { empty: _, running: __, ...ends } = Status
  const wanted = [
    ...Object.keys(EventKind).map((kind) => `event ${kind}`), "event strange",
    ...Object.keys(CommandKind).map((kind) => `command ${kind}`),
    ...Object.keys(Refusal).map((reason) => `refusal ${reason}`), ...Object.keys(ends).map((end) => `end ${end}`),
  ]
  expect(wanted.filter((what) => (tally.get(what) ?? 0) < 10)).toEqual([])
}, 60_000 + 60 * RUNS)
