/**
 * Cases and events a second of a simulation, event by event on each kernel and in bulk with one and two workers, in
 * one run: the order example with default times, the same with people whom the cases share, an M/M/1 queue, and twenty
 * tasks side by side. An event is one that the kernel takes. The figures of all ways are held together, bit for bit.
 *
 *   node --conditions=knhk-source bench/simulate.ts [--cases 20000] [--rounds 5] [--json] [--record]
 */
import { deepStrictEqual } from "node:assert/strict"
import { parseArgs } from "node:util"
import { compileDefinition } from "../compiler/compile.ts"
import type { SoundNet } from "../compiler/ir/net.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { simulateInBulk } from "../compiler/simulate/bulk.ts"
import type { Simulation } from "../compiler/simulate/figures.ts"
import type { SimulationParameters } from "../compiler/simulate/parameters.ts"
import { simulate, type Simulated } from "../compiler/simulate/simulate.ts"
import { encode } from "../compiler/table/encode.ts"
import { OrderFulfilment } from "../examples/order-fulfilment/order-fulfilment.workflow.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { machine, record } from "./record.ts"

const { values: options } = parseArgs({
  options: {
    cases: { type: "string", default: "20000" }, rounds: { type: "string", default: "5" },
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
  },
})
const cases = Number(options.cases)
const rounds = Number(options.rounds)

const ofText = (text: string): Simulated => {
  const net = parseNet(text) as SoundNet
  return { net, table: encode(net, "") }
}
const order = compileDefinition(OrderFulfilment.definition).value!
const queue = ofText("net queue\ncondition i input\ncondition o output\ntask A in i -> done: o\n")
const branches = Array.from({ length: 20 }, (_, i) => i)
const wide = ofText(`net wide
condition i input
${branches.map((i) => `condition a${i}\ncondition b${i}`).join("\n")}
condition o output
task S in i -> done: ${branches.map((i) => `a${i}`).join(" ")}
${branches.map((i) => `task T${i} in a${i} -> done: b${i}`).join("\n")}
task J and in ${branches.map((i) => `b${i}`).join(" ")} -> done: o
`)

const exponential = { exponential: "1 hour" } as const
const clerk = { duration: exponential, role: "clerk" } as const
const workloads: readonly (readonly [name: string, workflow: Simulated, parameters: SimulationParameters])[] = [
  ["order, default times", order, {}],
  ["order, four clerks", order, {
    arrival: { poisson: "1 hour" }, tasks: { "check order": clerk, "file receipt": clerk }, resources: { clerk: 4 },
  }],
  ["M/M/1, load 0.8", queue, {
    arrival: { poisson: "75 minutes" }, tasks: { A: clerk }, resources: { clerk: 1 },
  }],
  ["twenty side by side", wide, {
    tasks: Object.fromEntries(branches.map((i) => [`T${i}`, { duration: exponential }])),
  }],
]

interface Row {
  readonly workload: string
  readonly way: string
  readonly events: number
  readonly casesPerSecond: number
  readonly eventsPerSecond: number
}

const rows: Row[] = []
type Way = readonly [name: string, play: (workflow: Simulated, parameters: SimulationParameters) => Promise<Simulation>]
const byEvents = (kind: "portable" | "native"): Way => [kind, async (workflow, parameters) =>
  simulate(workflow, parameters, { cases, kernel: (table) => loadKernel(table, { kind }) })]
const inBulk = (workers: number): Way => [`in bulk, ${workers}`, (workflow, parameters) =>
  simulateInBulk(workflow, parameters, { cases, workers })]
const ways = kernelInfo().kind === "portable" ? [byEvents("portable")]
  : [byEvents("portable"), byEvents("native"), inBulk(1), inBulk(2)]

for (const [workload, workflow, parameters] of workloads) {
  const times = ways.map((): number[] => [])
  const found: Simulation[] = []
  // The ways take turns, so that all have the same neighbours. The first round is not counted; the middle one is told.
  for (let round = 0; round <= rounds; round++) {
    for (const [i, [, play]] of ways.entries()) {
      const begin = process.hrtime.bigint()
      found[i] = await play(workflow, parameters)
      if (round > 0) times[i]!.push(Number(process.hrtime.bigint() - begin) / 1e9)
    }
  }
  const figures = found.map(({ kernel: _, path: __, ...figures }) => figures)
  for (const [i, [way]] of ways.entries()) {
    deepStrictEqual(figures[i], figures[0], `${workload}: ${way} gives other figures`)
    if (way.startsWith("in bulk") && found[i]!.path.kind !== "bulk") throw new Error(`${workload} is not covered`)
    const median = times[i]!.sort((a, b) => a - b)[rounds >> 1]!
    const { events } = figures[i]!
    const perSecond = (count: number) => Math.round(count / median)
    rows.push({ workload, way, events, casesPerSecond: perSecond(cases), eventsPerSecond: perSecond(events) })
  }
}

const figures = { cases, rounds, rows }
if (options.record) record("simulate", figures)
if (options.json) console.log(JSON.stringify({ node: process.version, machine: machine(), ...figures }, null, 2))
else {
  const { cpu, cores, load } = machine()
  console.log(`${cpu}, ${cores} cores, load ${load}; Node ${process.version}`)
  console.log(`${cases} cases, median of ${rounds} rounds`)
  for (const { workload, way, casesPerSecond, eventsPerSecond } of rows) {
    const figure = (value: number) => value.toLocaleString("en").padStart(10)
    const name = `${workload.padEnd(22)} ${way.padEnd(10)}`
    console.log(`${name} ${figure(casesPerSecond)} cases/s ${figure(eventsPerSecond)} events/s`)
  }
}
