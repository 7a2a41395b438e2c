/**
 * Steps millions of events through a kernel and tells what memory grew meanwhile: `node --expose-gc
 * --conditions=knhk-source test/leak.ts [portable|native] [STEPS]`. Prints a line of JSON; ends with 1 if anything
 * grew. The events are streams over all nets of the corpus, with such that do not fit and such that mean nothing; each
 * stream is played again and again by kernels that stay and, once in a while, by one that is new and goes.
 */
import { setImmediate } from "node:timers/promises"
import { mulberry } from "../bench/random.ts"
import { EVENT_WORDS } from "../src/kernel/event.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import type { Table } from "../src/kernel/table.ts"
import { loadKernel } from "../src/runtime/binding.ts"
import { corpus } from "./corpus/corpus.ts"
import { tableOf } from "./corpus/stepper.ts"
import { Stream } from "./corpus/stream.ts"

const [kind = "portable", steps = "10000000"] = process.argv.slice(2)
const STEPS = Number(steps)
/** Of a net: its cases, the events of its stream, and of one batch. */
const CASES = 32
const EVENTS = 2_048
const BATCH = 256
const LAPS = 10
const WARM_LAPS = 6
/** What comes and goes where nothing leaks: what V8 compiles, and the pages of its young generation. */
const SLACK = { heapUsed: 128 << 10, external: 4 << 10, rss: 8 << 20 } as const

const { gc } = globalThis
if (gc === undefined) throw new Error("run it with --expose-gc")

interface Played {
  readonly table: Table
  readonly kernel: Kernel
  readonly words: Uint32Array
  readonly empty: Uint32Array
}

const options = { kind: kind as "portable" | "native", capacity: BATCH }

function played(table: Table, seed: number): Played {
  const kernel = loadKernel(table, options)
  const slots = Array.from({ length: CASES }, () => kernel.allocate())
  const stream = new Stream(table, slots, mulberry(seed))
  const words = new Uint32Array(EVENTS * EVENT_WORDS)
  for (let at = 0; at < words.length; at += EVENT_WORDS) {
    words.set(stream.next(), at)
    kernel.events.set(words.subarray(at, at + EVENT_WORDS))
    stream.hear(kernel.commands.subarray(0, kernel.step(1) * EVENT_WORDS))
  }
  return { table, kernel, words, empty: new Uint32Array(kernel.stateWords) }
}

function replay({ words, empty }: Played, kernel: Kernel): void {
  for (let slot = 0; slot < CASES; slot++) kernel.write(slot, empty)
  for (let at = 0; at < words.length; at += kernel.consumed * EVENT_WORDS) {
    const end = Math.min(words.length, at + BATCH * EVENT_WORDS)
    kernel.events.set(words.subarray(at, end))
    kernel.step((end - at) / EVENT_WORDS)
  }
}

const all = [...corpus("wcp"), ...corpus("road")].map(({ net }, seed) => played(tableOf(net), seed))
const rounds = Math.max(1, Math.ceil(STEPS / LAPS / (all.length * EVENTS)) - 1)
const lap = () => {
  for (let round = 0; round < rounds; round++) for (const one of all) replay(one, one.kernel)
  for (const one of all) {
    const kernel = loadKernel(one.table, options)
    for (let slot = 0; slot < CASES; slot++) kernel.allocate()
    replay(one, kernel)
  }
}
/** Turns of the event loop between: only there the addon gives back what was collected. */
const memory = async () => {
  for (let times = 0; times < 4; times++) {
    gc()
    await setImmediate()
  }
  const { heapUsed, external, rss } = process.memoryUsage()
  return { heapUsed, external, rss }
}

const since = performance.now()
// What is compiled and grown while it warms up is no leak.
let before = await memory()
for (let times = 0; times < WARM_LAPS; times++) {
  lap()
  before = await memory()
}
let after = before
for (let times = 0; times < LAPS; times++) {
  lap()
  after = await memory()
}
const grown = Object.fromEntries(Object.keys(SLACK).map((of) => {
  const key = of as keyof typeof SLACK
  return [key, after[key] - before[key]]
}))
const leaks = Object.entries(SLACK).filter(([key, slack]) => grown[key]! > slack).map(([key]) => key)
const stepped = LAPS * (rounds + 1) * all.length * EVENTS
const seconds = Math.round(performance.now() - since) / 1000
console.log(JSON.stringify({ kind, steps: stepped, seconds, before, after, grown, leaks }))
process.exitCode = leaks.length === 0 ? 0 : 1
