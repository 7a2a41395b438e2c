/**
 * What a case takes that waits: in an engine with the memory and the SQLite store, and in the arena of each kernel.
 * Every row is a process of its own, measured after collections; the cases wait for a person. Of the heap the growth
 * above the first thousand cases is told, a case; of the whole process what it has more than with an engine that is
 * open and holds none, which includes what the collector has not given back.
 *
 *   node --conditions=knhk-source bench/memory.ts [--cases 10000,100000,1000000] [--json] [--record]
 */
import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { kernelInfo } from "../src/runtime/binding.ts"
import type { GoneOn, Held } from "./memory/engine.ts"
import type { Arena } from "./memory/kernel.ts"
import { machine, record } from "./record.ts"

const { values: options } = parseArgs({
  options: {
    cases: { type: "string", default: "10000,100000,1000000" },
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
  },
})
const counts = options.cases.split(",").map(Number)
const most = Math.max(...counts)

/** What a process of `bench/memory` prints. */
function said(file: string, ...args: readonly (string | number)[]): readonly unknown[] {
  const flags = ["--expose-gc", "--max-old-space-size=12288", "--conditions=knhk-source"]
  const all = [...flags, "--disable-warning=ExperimentalWarning", join(import.meta.dirname, "memory", file)]
  const text = execFileSync(process.execPath, [...all, ...args.map(String)], { encoding: "utf8" })
  return text.trim().split("\n").map((line): unknown => JSON.parse(line))
}

interface EngineRow {
  readonly store: string
  readonly cases: number
  /** Of the heap and of external memory, a case, above the first thousand. */
  readonly bytesPerCase: number
  readonly processMiB: number
  /** Above the engine that is open and holds no case. */
  readonly aboveMiB: number
  readonly storeBytesPerCase: number
  readonly startedPerSecond: number
}

const mebi = (bytes: number) => Math.round(bytes / 2 ** 20 * 10) / 10
const engines = (["memory", "sqlite"] as const).map((store) => {
  const lines = said("engine.ts", store, ...counts)
  const [empty, first, ...held] = lines.slice(0, -1) as readonly Held[]
  const rows = held.map((now, i): EngineRow => {
    const grown = now.heapUsed + now.external - first!.heapUsed - first!.external
    return {
      store, cases: now.cases, bytesPerCase: Math.round(grown / (now.cases - first!.cases)),
      processMiB: mebi(now.rss), aboveMiB: mebi(now.rss - empty!.rss),
      storeBytesPerCase: Math.round(now.storeBytes / now.cases),
      startedPerSecond: Math.round((now.cases - (held[i - 1] ?? first!).cases) / now.seconds),
    }
  })
  return { store, emptyMiB: mebi(empty!.rss), rows, goneOn: lines.at(-1) as GoneOn }
})
const kinds = kernelInfo().abi === undefined ? ["portable"] : ["portable", "native"]
const arenas = kinds.flatMap((kind) => said("kernel.ts", kind, "twenty", most) as Arena[])

const figures = { engines, arenas }
if (options.record) record("memory", figures)
if (options.json) console.log(JSON.stringify({ node: process.version, machine: machine(), ...figures }, null, 2))
else {
  const { cpu, cores, memoryGiB, load } = machine()
  const told = (value: number) => value.toLocaleString("en")
  const line = (...cells: readonly (string | number)[]) =>
    console.log(cells.map((cell, i) => (i === 0 ? String(cell).padEnd(16) : String(cell).padStart(14))).join(""))
  console.log(`${cpu}, ${cores} cores, ${memoryGiB} GiB, load ${load}; Node ${process.version}`)
  console.log("\ncases that wait for a person, in an engine")
  line("store", "cases", "bytes/case", "process MiB", "above MiB", "disk/case", "started/s")
  for (const { store, emptyMiB, rows, goneOn } of engines) {
    line(store, 0, "", emptyMiB, 0)
    for (const { cases, bytesPerCase, processMiB, aboveMiB, storeBytesPerCase, startedPerSecond } of rows) {
      const cells = [told(bytesPerCase), processMiB, aboveMiB, told(storeBytesPerCase), told(startedPerSecond)]
      line(store, told(cases), ...cells)
    }
    console.log(`${store}: ${told(goneOn.completed)} of them then went on, ${told(goneOn.perSecond)}/s, 64 at a time`)
  }
  console.log("\ncases in the arena of a kernel, and a step of each in random order")
  line("kernel", "cases", "state bytes", "more MiB", "opened/s", "stepped/s")
  for (const { kernel, cases, stateBytes, rss, openedPerSecond, steppedPerSecond } of arenas) {
    line(kernel, told(cases), stateBytes, mebi(rss), told(openedPerSecond), told(steppedPerSecond))
  }
}
