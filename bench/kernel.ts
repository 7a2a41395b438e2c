/**
 * Events a second through each kernel at batches of 1, 64 and 4,096: a sequence of three tasks and a net of twenty,
 * each over many cases, the next event always of a random case. Beside them, over the same events, XState's pure
 * `transition` and a switch written by hand, which keep no commands. The commands of a step are left unread.
 *
 *   node --conditions=knhk-source bench/kernel.ts [--cases 10000] [--rounds 9] [--json] [--record]
 */
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { parseArgs } from "node:util"
import { createMachine, initialTransition, transition, type AnyMachineSnapshot } from "xstate"
import type { SoundNet } from "../compiler/ir/net.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { encode } from "../compiler/table/encode.ts"
import { CommandKind, COMMAND_WORDS } from "../src/kernel/command.ts"
import { EventKind, EVENT_WORDS } from "../src/kernel/event.ts"
import { readTable, type Table } from "../src/kernel/table.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { mulberry } from "./random.ts"
import { machine, record } from "./record.ts"

const { values: options } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" }, rounds: { type: "string", default: "9" },
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
  },
})
const cases = Number(options.cases)
const rounds = Number(options.rounds)

/** A task, or tasks side by side; each stage begins when the one before is done. */
type Stage = readonly number[]
const shapes: Record<string, readonly Stage[]> = {
  three: [[0], [1], [2]],
  twenty: [[0], [1, 2, 3, 4], [5], [6, 7, 8, 9], [10], [11, 12, 13, 14], [15], [16, 17, 18], [19]],
}

function netOf(stages: readonly Stage[]): Table {
  const lines = ["net bench", "condition i input", "condition o output"]
  const condition = (from: number, to: number) => `c${from}-${to}`
  stages.forEach((stage, s) => {
    const [before, after] = [stages[s - 1], stages[s + 1]]
    for (const task of stage) {
      const inputs = before?.map((from) => condition(from, task)) ?? ["i"]
      const outputs = after?.map((to) => condition(task, to)) ?? ["o"]
      if (after !== undefined) lines.push(...outputs.map((name) => `condition ${name}`))
      lines.push(`task t${task} ${inputs.length > 1 ? "and " : ""}in ${inputs.join(" ")} -> done: ${outputs.join(" ")}`)
    }
  })
  const isTask = (line: string) => line.startsWith("task")
  const text = [...lines.filter((line) => !isTask(line)), ...lines.filter(isTask), ""].join("\n")
  return readTable(encode(parseNet(text) as SoundNet, ""))
}

/** All events of all cases, one of a random case after the other, and a random one that fits there. */
function streamOf(table: Table): Uint32Array {
  const kernel = loadKernel(table, { kind: "portable", capacity: 1 })
  const slots = Array.from({ length: cases }, () => kernel.allocate())
  const items = slots.map(() => [] as { kind: number; task: number }[])
  const left = slots.map((_, index) => index)
  const words: number[] = []
  const random = mulberry(2026)
  const say = (slot: number, kind: number, task: number) => {
    words.push(slot, kind, task, 0)
    kernel.events.set([slot, kind, task, 0])
    const said = kernel.step(1)
    for (let at = 0; at < said * COMMAND_WORDS; at += COMMAND_WORDS) {
      const [, kind, subject] = kernel.commands.subarray(at, at + COMMAND_WORDS)
      if (kind === CommandKind.enable) items[slot]!.push({ kind: EventKind.start, task: subject! })
    }
  }
  for (const slot of slots) say(slot, EventKind.open, 0)
  while (left.length > 0) {
    const at = Math.floor(random() * left.length)
    const slot = left[at]!
    const mine = items[slot]!
    const [item] = mine.splice(Math.floor(random() * mine.length), 1)
    say(slot, item!.kind, item!.task)
    if (item!.kind === EventKind.start) mine.push({ kind: EventKind.complete, task: item!.task })
    if (mine.length === 0) {
      left[at] = left[left.length - 1]!
      left.pop()
    }
  }
  return Uint32Array.from(words)
}

/** Nanoseconds an event: the fastest and the middle of the rounds. */
interface Times {
  readonly best: number
  readonly median: number
}

/** One more round, the first, is not counted. */
function time(events: number, prepare: () => void, run: () => void): Times {
  const nanos = Array.from({ length: rounds + 1 }, () => {
    prepare()
    const begin = process.hrtime.bigint()
    run()
    return Number(process.hrtime.bigint() - begin) / events
  }).slice(1).sort((a, b) => a - b)
  return { best: nanos[0]!, median: nanos[nanos.length >> 1]! }
}

function stepped(table: Table, stream: Uint32Array, kind: "portable" | "native", batch: number) {
  const kernel = loadKernel(table, { kind })
  const slots = Array.from({ length: cases }, () => kernel.allocate())
  const empty = new Uint32Array(kernel.stateWords)
  const { events } = kernel
  const run = () => {
    for (let at = 0; at < stream.length; at += kernel.consumed * EVENT_WORDS) {
      const count = Math.min(batch, (stream.length - at) / EVENT_WORDS)
      if (count === 1) for (let word = 0; word < EVENT_WORDS; word++) events[word] = stream[at + word]!
      else events.set(stream.subarray(at, at + count * EVENT_WORDS))
      kernel.step(count)
    }
  }
  return time(stream.length / EVENT_WORDS, () => slots.forEach((slot) => kernel.write(slot, empty)), run)
}

/** XState: a state for each stage; tasks side by side are regions of a parallel state. */
function xstate(stages: readonly Stage[], stream: Uint32Array) {
  const life = (task: number, over: object) => ({
    initial: "enabled",
    states: {
      enabled: { on: { [`${EventKind.start}-${task}`]: "started" } },
      started: { on: { [`${EventKind.complete}-${task}`]: "done" } },
      done: { type: "final" as const },
    },
    ...over,
  })
  const states: Record<string, object> = { created: { on: { [`${EventKind.open}-0`]: "s0" } }, end: { type: "final" } }
  stages.forEach((stage, s) => {
    const over = { onDone: s + 1 < stages.length ? `s${s + 1}` : "end" }
    states[`s${s}`] = stage.length === 1
      ? life(stage[0]!, over)
      : { type: "parallel", states: Object.fromEntries(stage.map((task) => [`t${task}`, life(task, {})])), ...over }
  })
  const logic = createMachine({ id: "bench", initial: "created", states } as Parameters<typeof createMachine>[0])
  const [initial] = initialTransition(logic)
  // A tenth of the cases, whose events are the same and take the same: it would take minutes else.
  const some = Math.max(1, Math.floor(cases / 10))
  const mine: { slot: number; event: { type: string } }[] = []
  for (let at = 0; at < stream.length; at += EVENT_WORDS) {
    if (stream[at]! < some) mine.push({ slot: stream[at]!, event: { type: `${stream[at + 1]}-${stream[at + 2]}` } })
  }
  let snapshots: AnyMachineSnapshot[] = []
  const figures = time(mine.length, () => (snapshots = Array.from({ length: some }, () => initial)), () => {
    for (const { slot, event } of mine) snapshots[slot] = transition(logic, snapshots[slot] as typeof initial, event)[0]
  })
  if (snapshots.some(({ status }) => status !== "done")) throw new Error("XState did not end every case.")
  return figures
}

/** What somebody would write for just these three tasks. */
function byHand(stream: Uint32Array) {
  const states = new Uint8Array(cases)
  const run = () => {
    for (let at = 0; at < stream.length; at += EVENT_WORDS) {
      const slot = stream[at]!
      const event = stream[at + 1]! * 4 + stream[at + 2]!
      switch (states[slot]) {
        case 0: if (event === 4) states[slot] = 1; break
        case 1: if (event === 8) states[slot] = 2; break
        case 2: if (event === 12) states[slot] = 3; break
        case 3: if (event === 9) states[slot] = 4; break
        case 4: if (event === 13) states[slot] = 5; break
        case 5: if (event === 10) states[slot] = 6; break
        case 6: if (event === 14) states[slot] = 7; break
      }
    }
  }
  const figures = time(stream.length / EVENT_WORDS, () => states.fill(0), run)
  if (states.some((state) => state !== 7)) throw new Error("The switch did not end every case.")
  return figures
}

interface Row {
  readonly net: string
  readonly runner: string
  readonly batch: number | null
  readonly eventsPerSecond: number
  readonly nanosBest: number
  readonly nanosMedian: number
}

const rows: Row[] = []
const add = (net: string, runner: string, batch: number | null, { best, median }: Times) => {
  const tenth = (value: number) => Math.round(value * 10) / 10
  const eventsPerSecond = Math.round(1e9 / median)
  rows.push({ net, runner, batch, eventsPerSecond, nanosBest: tenth(best), nanosMedian: tenth(median) })
}
for (const [net, stages] of Object.entries(shapes)) {
  const table = netOf(stages)
  const stream = streamOf(table)
  for (const kind of kernelInfo().abi === undefined ? (["portable"] as const) : (["portable", "native"] as const)) {
    for (const batch of [1, 64, 4096]) add(net, kind, batch, stepped(table, stream, kind, batch))
  }
  if (net === "three") add(net, "switch by hand", null, byHand(stream))
  add(net, "XState transition", null, xstate(stages, stream))
}

const manifest = readFileSync(createRequire(import.meta.url).resolve("xstate/package.json"), "utf8")
const { version } = JSON.parse(manifest) as { version: string }
const figures = { xstate: version, cases, rounds, rows }
if (options.record) record("kernel", figures)
if (options.json) console.log(JSON.stringify({ node: process.version, machine: machine(), ...figures }, null, 2))
else {
  const { cpu, cores, load } = machine()
  console.log(`${cpu}, ${cores} cores, load ${load}; Node ${process.version}, XState ${version}`)
  console.log(`${cases} cases, next event of a random case; median (best) of ${rounds} rounds`)
  for (const { net, runner, batch, eventsPerSecond, nanosBest, nanosMedian } of rows) {
    const name = `${net.padEnd(7)} ${runner}${batch === null ? "" : ` at ${batch}`}`.padEnd(30)
    const perSecond = eventsPerSecond.toLocaleString("en").padStart(12)
    console.log(`${name} ${perSecond} events/s  ${nanosMedian} (${nanosBest}) ns`)
  }
}
