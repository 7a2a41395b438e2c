/**
 * The native hot path in one run: a step without JavaScript, in nanoseconds, cycles and ticks; many cases at once; the
 * step as JavaScript calls it, beside its peers; what a task of the pool costs. One table after the other, each with
 * the load it had. Needs cargo.
 *
 *   node --conditions=knhk-source bench/native.ts [--only TABLE] [--rounds 5] [--json] [--record]
 */
import { parseArgs } from "node:util"
import { peers } from "./native/peers.ts"
import { pool } from "./native/pool.ts"
import { steps } from "./native/steps.ts"
import { sweep } from "./native/sweep.ts"
import type { Table } from "./native/table.ts"
import { machine, record } from "./record.ts"

/** In the order in which they are printed; a new one is a line here and a file beside the others. */
const tables: readonly Table[] = [steps, sweep, peers, pool]

const { values: options } = parseArgs({
  options: {
    only: { type: "string" }, rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
  },
})
const chosen = tables.filter(({ name }) => options.only === undefined || options.only === name)
if (chosen.length === 0) throw new Error(`there are the tables ${tables.map(({ name }) => name).join(", ")}`)

const figures: Record<string, object> = {}
const { cpu, cores } = machine()
if (!options.json) console.log(`${cpu}, ${cores} cores; Node ${process.version}`)
for (const { name, measure, lines } of chosen) {
  const { load } = machine()
  figures[name] = await measure({ rounds: Number(options.rounds) })
  if (options.json) continue
  console.log(["", ...lines(figures[name] as never), `load before ${load}, after ${machine().load}`].join("\n"))
}
if (options.record) record("native", figures)
if (options.json) console.log(JSON.stringify({ machine: machine(), ...figures }, null, 2))
