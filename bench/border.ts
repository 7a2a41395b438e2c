/**
 * What the border costs beside the step: a step where the arena lies at each offset in a cache line; what it takes to
 * read a table from a file, to check it and to make a kernel of it; kernels made and dropped over and over, which is
 * where the addon allocates; and one event there and back by a call, beside a thread that is told of it through shared
 * memory. To compare two addons run it with `KNHK_KERNEL=PATH` in turns.
 *
 *   node --conditions=knhk-source bench/border.ts [--cases 20000] [--rounds 9]
 */
import { once } from "node:events"
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { Worker } from "node:worker_threads"
import { parseNet } from "../compiler/ir/text.ts"
import type { SoundNet } from "../compiler/ir/net.ts"
import { encode } from "../compiler/table/encode.ts"
import { EVENT_WORDS, EventKind } from "../src/kernel/event.ts"
import { commandCapacity } from "../src/kernel/portable.ts"
import { COMMAND_WORDS } from "../src/kernel/command.ts"
import { readTable } from "../src/kernel/table.ts"
import { findAddon } from "../src/runtime/addon.ts"
import type { Shared } from "./border/stepper.ts"
import { shapes, streamOf, tableOf } from "./kernel/nets.ts"
import { machine } from "./record.ts"

const { values: options } = parseArgs({
  options: { cases: { type: "string", default: "20000" }, rounds: { type: "string", default: "9" } },
})
const cases = Number(options.cases)
const rounds = Number(options.rounds)
const { addon, info } = findAddon()
if (addon === undefined) throw new Error(info.warning)

const { cpu, load } = machine()
console.log(`${cpu}, load ${load}; Node ${process.version}; ${info.path}, ${statSync(info.path!).size} bytes`)

const BATCH = 4_096
const LINE_WORDS = 16
const TRIPS = 20_000
const shared = (words: number) => new Uint32Array(new SharedArrayBuffer(4 * words))

console.log(`\nns a step, best of ${rounds}, by bytes from where the arena's memory begins (${cases} cases)`)
for (const [name, stages] of Object.entries(shapes)) {
  const table = tableOf(stages)
  const stream = streamOf(table, cases)
  const step = new addon.NativeStep(table.bytes)
  const words = cases * step.stateWords
  const [memory, events, report] = [shared(words + LINE_WORDS), shared(BATCH * EVENT_WORDS), shared(3)] as const
  const commands = shared(commandCapacity(table, BATCH) * COMMAND_WORDS * 8)
  const best = new Map<number, number>()
  for (let round = 0; round < rounds; round++) {
    for (let offset = 0; offset < LINE_WORDS; offset += 4) {
      const arena = memory.subarray(offset, offset + words).fill(0)
      step.bind(arena, events, commands, report)
      let [spent, steps] = [0, 0]
      for (let at = 0; at + events.length <= stream.length; at += events.length) {
        events.set(stream.subarray(at, at + events.length))
        const since = performance.now()
        addon.step(step.id, BATCH)
        spent += performance.now() - since
        if (report[1] !== BATCH) throw new Error("a batch did not fit")
        steps += BATCH
      }
      best.set(4 * offset, Math.min(best.get(4 * offset) ?? Infinity, (spent * 1e6) / steps))
    }
  }
  console.log(`${name.padEnd(8)}${[...best].map(([offset, ns]) => `+${offset} ${ns.toFixed(2)}`).join("   ")}`)
}

console.log(`\nus, best of ${rounds * 3}: a chain of so many tasks`)
const folder = mkdtempSync(join(tmpdir(), "knhk-border-"))
try {
  for (const tasks of [20, 1_000, 20_000]) {
    const bytes = chain(tasks)
    const path = join(folder, `${tasks}.table`)
    writeFileSync(path, bytes)
    const copies = [0, 16, 32, 48].map((offset) => {
      const copy = new Uint8Array(bytes.length + 64).subarray(offset, offset + bytes.length)
      copy.set(bytes)
      return time(() => addon.tableFault(copy))
    })
    console.log(`${String(tasks).padEnd(8)}${bytes.length} bytes: read the file ${time(() => readFileSync(path))}, ` +
      `check it in TypeScript ${time(() => readTable(bytes))}, native at +0 +16 +32 +48 ${copies.join(" ")}, ` +
      `make a kernel ${time(() => new addon.NativeStep(bytes))}`)
  }
} finally {
  rmSync(folder, { recursive: true })
}

const small = chain(20)
const made = time(() => {
  for (let i = 0; i < 1_000; i++) new addon.NativeStep(small)
})
console.log(`\nus for a thousand kernels of 20 tasks made and left to the collector: ${made}`)
console.log(`resident memory at the end: ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB`)

await roundTrips()

/** Events of one case that opens and is opened again: each is refused but the first, and costs what a step costs. */
async function roundTrips(): Promise<void> {
  const table = chain(3)
  const step = new addon!.NativeStep(table)
  const given: Shared = {
    table, arena: shared(64 * step.stateWords), events: shared(64 * EVENT_WORDS), commands: shared(4_096),
    report: shared(3), signal: new Int32Array(new SharedArrayBuffer(8)),
  }
  for (let event = 0; event < 64; event++) given.events.set([event, EventKind.open, 0, 0], event * EVENT_WORDS)
  const { signal } = given
  step.bind(given.arena, given.events, given.commands, given.report)
  console.log(`\nus there and back, median and 99th of 100 of ${TRIPS} trips, of 1 event and of 64`)
  const told = async (name: string, trip: (count: number) => unknown) => {
    const figures: string[] = []
    for (const count of [1, 64]) {
      const times: number[] = []
      for (let i = 0; i < TRIPS; i++) {
        const since = performance.now()
        const gone = trip(count)
        if (gone !== undefined) await gone
        times.push(1_000 * (performance.now() - since))
      }
      times.sort((a, b) => a - b)
      figures.push([0.5, 0.99].map((part) => times[Math.floor(part * TRIPS)]!.toFixed(2)).join(" / "))
    }
    console.log(`${name.padEnd(44)}${figures.map((figure) => figure.padStart(18)).join("")}`)
  }
  await told("a call", (count) => addon!.step(step.id, count))
  const worker = new Worker(new URL("border/stepper.ts", import.meta.url), { workerData: given })
  await once(worker, "message")
  await told("a thread, both look all the time", (count) => {
    Atomics.store(signal, 0, count)
    while (Atomics.load(signal, 0) !== 0);
  })
  await told("a thread that looks, main is told by a promise", (count) => {
    Atomics.store(signal, 0, count)
    const { async, value } = Atomics.waitAsync(signal, 0, count)
    return async ? value : undefined
  })
  Atomics.store(signal, 1, 1)
  await told("a thread that sleeps, main is told by a promise", (count) => {
    Atomics.store(signal, 0, count)
    const { async, value } = Atomics.waitAsync(signal, 0, count)
    Atomics.notify(signal, 0)
    return async ? value : undefined
  })
  Atomics.store(signal, 1, 2)
  await once(worker, "exit")
}

function time(work: () => unknown): string {
  let best = Infinity
  for (let i = 0; i < 3 * rounds; i++) {
    const since = performance.now()
    work()
    best = Math.min(best, performance.now() - since)
  }
  return (best * 1_000).toFixed(0)
}

function chain(tasks: number): Uint8Array {
  const names = ["i", ...Array.from({ length: tasks - 1 }, (_, i) => `c${i}`), "o"]
  const inner = names.slice(1, -1).map((name) => `condition ${name}`)
  const lines = Array.from({ length: tasks }, (_, i) => `task do-number-${i} in ${names[i]} -> done: ${names[i + 1]}`)
  const text = ["net chain", "condition i input", ...inner, "condition o output", ...lines].join("\n")
  return encode(parseNet(`${text}\n`) as SoundNet, "0".repeat(64))
}
