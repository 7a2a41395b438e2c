/**
 * One event on many cases, and one question to them, by every set of instructions that the machine has:
 * `native/sweep/benches/sweep.rs`. Ratios are to the scalar of the same run.
 */
import { cargoBench } from "./cargo.ts"
import { table } from "./table.ts"

/** Of each pair the best batch and the median, of one case. */
interface Row {
  readonly what: string
  readonly path: string
  readonly cases: number
  readonly ns: readonly [number, number]
  readonly cycles: readonly [number, number]
  /** Times faster than the scalar of the same cases. */
  readonly ratio: number
}

export const sweep = table("sweep", measure, (rows) => {
  const pair = ([best, median]: readonly [number, number]) => `${best.toFixed(3)} (${median.toFixed(3)})`
  const line = ([what, path, ...cells]: readonly string[]) =>
    [what!.padEnd(32), path!.padEnd(20), ...cells.map((cell, i) => cell.padStart([10, 16, 18, 8][i]!))].join("")
  return [
    "many cases at once, per case; best (median) of 60 batches; scalar: without a branch, each case by itself",
    line(["", "", "cases", "ns", "cycles", "ratio"]),
    ...rows.map(({ what, path, cases, ns, cycles, ratio }) =>
      line([what, path, String(cases), pair(ns), pair(cycles), ratio.toFixed(1)])),
  ]
})

function measure(): readonly Row[] {
  const said = cargoBench("--locked", "--package", "knhk-sweep", "--bench", "sweep", "--", "--json")
  return said.split("\n").map((line) => JSON.parse(line) as Row)
}
