/**
 * What a step of the native engine costs, without JavaScript: nets of one word, of several, with counters and with each
 * kind of join, over as many cases as fit the first cache, the second, and a million. In nanoseconds, cycles of the
 * core and ticks of the time stamp counter; `native/engine/benches/clock/mod.rs` says what these are and what is
 * counted. `bench/kernel.ts` has the same step as JavaScript calls it, beside its peers. Needs cargo.
 *
 *   node --conditions=knhk-source bench/native.ts [--json] [--record]
 */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { machine, record } from "./record.ts"

const { values: options } = parseArgs({
  options: { json: { type: "boolean", default: false }, record: { type: "boolean", default: false } },
})

/** Of each pair the best batch and the median, of one step. */
interface Row {
  readonly net: string
  readonly cases: number
  /** Of the state of a case. */
  readonly bytes: number
  readonly ns: readonly [number, number]
  readonly cycles: readonly [number, number]
  readonly ticks: readonly [number, number]
  /** Commands that a step says, on average. */
  readonly commands: number
}

const args = ["bench", "--locked", "--package", "knhk-engine", "--bench", "steps", "--", "--json"]
const native = join(import.meta.dirname, "../native")
const { status, stdout, stderr } = spawnSync("cargo", args, { cwd: native, encoding: "utf8" })
if (status !== 0) throw new Error(`cargo does not build or run the bench: ${stderr}`)
const rows = stdout.trim().split("\n").map((line) => JSON.parse(line) as Row)

if (options.record) record("native", { rows })
if (options.json) console.log(JSON.stringify({ machine: machine(), rows }, null, 2))
else {
  const { cpu, cores, load } = machine()
  console.log(`${cpu}, ${cores} cores, load ${load}`)
  console.log("one step; best (median) of 60 batches of 8,192, events of random cases")
  const pair = ([best, median]: readonly [number, number]) => `${best.toFixed(1)} (${median.toFixed(1)})`
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(36) : cell.padStart(i < 3 ? 10 : 16))).join("")
  console.log(line(["", "cases", "bytes", "ns", "cycles", "ticks", "commands"]))
  for (const { net, cases, bytes, ns, cycles, ticks, commands } of rows) {
    console.log(line([net, String(cases), String(bytes), pair(ns), pair(cycles), pair(ticks), commands.toFixed(1)]))
  }
}
