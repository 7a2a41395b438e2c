/**
 * A step without JavaScript: nets of one word, of several, with counters and with each kind of join, over as many cases
 * as fit the first cache, the second, and a million. `native/engine/benches/clock/mod.rs` says what a cycle and a tick
 * are, and what is counted.
 */
import { cargoBench } from "./cargo.ts"
import { table } from "./table.ts"

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

export const steps = table("rows", measure, (rows) => {
  const pair = ([best, median]: readonly [number, number]) => `${best.toFixed(1)} (${median.toFixed(1)})`
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(36) : cell.padStart(i < 3 ? 10 : 16))).join("")
  return [
    "one step; best (median) of 60 batches of 8,192, events of random cases",
    line(["", "cases", "bytes", "ns", "cycles", "ticks", "commands"]),
    ...rows.map(({ net, cases, bytes, ns, cycles, ticks, commands }) =>
      line([net, String(cases), String(bytes), pair(ns), pair(cycles), pair(ticks), commands.toFixed(1)])),
  ]
})

function measure(): readonly Row[] {
  const said = cargoBench("--locked", "--package", "knhk-engine", "--bench", "steps", "--", "--json")
  return said.split("\n").map((line) => JSON.parse(line) as Row)
}
