/**
 * Steps a second and allocations of each of the 43 patterns, on both kernels: the nets of `test/corpus/wcp`, each
 * with random runs that the slow reference of the tests allows, over many cases at once, the next event always of a
 * random case. Allocations: of the portable kernel, bytes that the heap grew a step; of the native one, calls of a
 * counting allocator while `native/engine/tests/patterns.rs` plays the same tables and events.
 *
 *   node --conditions=knhk-source bench/patterns.ts [--rounds 9] [--events 20000] [--json] [--record]
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import type { Net } from "../compiler/ir/net.ts"
import { EVENT_WORDS } from "../src/kernel/event.ts"
import { portableKernel } from "../src/kernel/portable.ts"
import type { Table } from "../src/kernel/table.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { corpus } from "../test/corpus/corpus.ts"
import { Stepper, tableOf } from "../test/corpus/stepper.ts"
import { choices } from "../test/reference/called.ts"
import { emptyCase, type ReferenceEvent } from "../test/reference/state.ts"
import { referenceStep } from "../test/reference/step.ts"
import { mulberry } from "./random.ts"
import { machine, record } from "./record.ts"

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "9" }, events: { type: "string", default: "20000" },
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
  },
})
const rounds = Number(options.rounds)
const events = Number(options.events)
/** Different runs of a net, and events of one at most: a net may go round for ever. */
const RUNS = 24
const RUN_EVENTS_MAX = 60
const BATCH = 512
/** Steps before anything is counted: JavaScript is compiled while it runs. */
const WARM_STEPS = 100_000

const random = mulberry(43)
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!

/** One net with the events of all its cases. */
interface Stream {
  readonly net: string
  readonly table: Table
  readonly words: Uint32Array
  readonly cases: number
}

/** A run of one case as event words; the slot is left 0. */
function runOf(net: Net, table: Table): number[][] {
  const stepper = new Stepper(portableKernel(table))
  const run: number[][] = []
  let state = emptyCase()
  let event: ReferenceEvent | undefined = { kind: "open" }
  while (event !== undefined && run.length < RUN_EVENTS_MAX) {
    stepper.step(event)
    run.push([...stepper.kernel.events.subarray(1, EVENT_WORDS)])
    state = referenceStep(net, state, event).state
    if (state.status !== "running") return run
    const signals = (net.triggers ?? []).map(({ name }): ReferenceEvent => ({ kind: "signal", trigger: name }))
    const possible: readonly ReferenceEvent[] = [...choices(net, state), ...(random() < 0.3 ? signals : [])]
    event = pick(possible.length > 0 ? possible : signals)
  }
  return run
}

function streamOf(name: string, net: Net): Stream {
  const table = tableOf(net)
  const runs = Array.from({ length: RUNS }, () => runOf(net, table))
  const open: { readonly slot: number; readonly run: readonly number[][]; at: number }[] = []
  for (let left = events; left > 0; left -= open.at(-1)!.run.length) {
    open.push({ slot: open.length, run: pick(runs), at: 0 })
  }
  const cases = open.length
  const words: number[] = []
  while (open.length > 0) {
    const index = Math.floor(random() * open.length)
    const one = open[index]!
    words.push(one.slot, ...one.run[one.at++]!)
    if (one.at < one.run.length) continue
    open[index] = open.at(-1)!
    open.pop()
  }
  return { net: name, table, words: Uint32Array.from(words), cases }
}

interface Figures {
  readonly nanos: number
  readonly bytes: number
}

setFlagsFromString("--expose-gc")
const collect = runInNewContext("gc") as () => void

/** Nanoseconds a step, the middle of the rounds; bytes a step that the heap grew over all of them. */
function measure({ table, words, cases }: Stream, kind: "portable" | "native"): Figures {
  const kernel = loadKernel(table, { kind })
  const slots = Array.from({ length: cases }, () => kernel.allocate())
  const empty = new Uint32Array(kernel.stateWords)
  const play = () => {
    for (let at = 0; at < words.length; at += kernel.consumed * EVENT_WORDS) {
      const end = Math.min(words.length, at + BATCH * EVENT_WORDS)
      kernel.events.set(words.subarray(at, end))
      kernel.step((end - at) / EVENT_WORDS)
    }
  }
  const steps = words.length / EVENT_WORDS
  const again = () => {
    for (const slot of slots) kernel.write(slot, empty)
  }
  for (let done = 0; done < WARM_STEPS; done += steps) {
    again()
    play()
  }
  const nanos = new Float64Array(rounds)
  let grown = 0
  for (let round = 0; round < rounds; round++) {
    again()
    collect()
    const heap = process.memoryUsage().heapUsed
    const begin = process.hrtime.bigint()
    play()
    nanos[round] = Number(process.hrtime.bigint() - begin) / steps
    collect()
    grown += process.memoryUsage().heapUsed - heap
  }
  return { nanos: nanos.sort()[rounds >> 1]!, bytes: Math.max(0, grown / rounds / steps) }
}

/** Calls of the allocator for each stream, by the engine's own harness; nothing where cargo does not build it. */
function nativeAllocations(streams: readonly Stream[]): ReadonlyMap<string, number> {
  const folder = mkdtempSync(join(tmpdir(), "knhk-patterns-"))
  try {
    streams.forEach(({ table, words }, i) => {
      writeFileSync(join(folder, `${i}.table`), table.bytes)
      writeFileSync(join(folder, `${i}.events`), new Uint8Array(words.buffer))
    })
    const native = new URL("../native/", import.meta.url)
    const args = ["test", "--release", "--quiet", "--package", "knhk-engine", "--test", "patterns", "--", folder]
    const said = execFileSync("cargo", args, { cwd: native, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })
    const lines = [...said.matchAll(/^(\d+) (\d+) (\d+)$/gm)]
    return new Map(lines.map(([, i, _steps, calls]) => [streams[Number(i)]!.net, Number(calls)]))
  } catch (error) {
    console.error(`native allocations were not counted: ${(error as Error).message.split("\n")[0]}`)
    return new Map()
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const hasNative = kernelInfo().kind === "native"
const streams = corpus("wcp").map(({ name, net }) => streamOf(name.replace("wcp/", ""), net))
const allocations = hasNative ? nativeAllocations(streams) : new Map<string, number>()
const rows = streams.map((stream) => {
  const portable = measure(stream, "portable")
  const native = hasNative ? measure(stream, "native") : undefined
  const speed = ({ nanos }: Figures) => ({ nanos: round(nanos), perSecond: Math.round(1e9 / nanos) })
  return {
    pattern: Number(stream.net.slice(0, 2)), net: stream.net, cases: stream.cases,
    steps: stream.words.length / EVENT_WORDS,
    portable: { ...speed(portable), bytes: round(portable.bytes) },
    ...(native && { native: speed(native) }),
    ...(allocations.has(stream.net) && { nativeAllocations: allocations.get(stream.net)! }),
  }
})
const figures = { rounds, events, batch: BATCH, rows }
if (options.record) record("patterns", figures)
if (options.json) console.log(JSON.stringify({ ...figures, node: process.version, machine: machine() }))
else {
  const { cpu, cores, load } = machine()
  console.log(`${cpu}, ${cores} cores, load ${load}; Node ${process.version}; batches of ${BATCH}, ${rounds} rounds`)
  console.log("net                             steps    portable/s  bytes/step      native/s  allocator calls")
  for (const { net, steps, portable, native, nativeAllocations: calls } of rows) {
    const columns = [
      net.padEnd(28), String(steps).padStart(8), portable.perSecond.toLocaleString("en").padStart(14),
      portable.bytes.toFixed(2).padStart(12), (native?.perSecond.toLocaleString("en") ?? "-").padStart(14),
      (calls === undefined ? "-" : String(calls)).padStart(17),
    ]
    console.log(columns.join(""))
  }
  const patterns = new Set(rows.map(({ pattern }) => pattern))
  const missing = Array.from({ length: 43 }, (_, i) => i + 1).filter((pattern) => !patterns.has(pattern))
  console.log(missing.length === 0 ? "all 43 patterns" : `no net for patterns ${missing.join(", ")}`)
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
