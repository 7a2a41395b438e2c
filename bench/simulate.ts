/**
 * Cases and events a second of a simulation, on each kernel: the order example with default times, the same with people
 * whom the cases share, an M/M/1 queue, and twenty tasks side by side. An event is one that the kernel takes.
 *
 *   node --conditions=knhk-source bench/simulate.ts [--cases 20000] [--rounds 5] [--json] [--record]
 */
import { parseArgs } from "node:util"
import { compileDefinition } from "../compiler/compile.ts"
import type { SoundNet } from "../compiler/ir/net.ts"
import { parseNet } from "../compiler/ir/text.ts"
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
  readonly kernel: "portable" | "native"
  readonly events: number
  readonly casesPerSecond: number
  readonly eventsPerSecond: number
}

const rows: Row[] = []
for (const [workload, workflow, parameters] of workloads) {
  for (const kind of kernelInfo().abi === undefined ? (["portable"] as const) : (["portable", "native"] as const)) {
    let events = 0
    // One more round, the first, is not counted; the middle one is told.
    const seconds = Array.from({ length: rounds + 1 }, () => {
      const begin = process.hrtime.bigint()
      events = simulate(workflow, parameters, { cases, kernel: (table) => loadKernel(table, { kind }) }).events
      return Number(process.hrtime.bigint() - begin) / 1e9
    }).slice(1).sort((a, b) => a - b)
    const median = seconds[rounds >> 1]!
    const perSecond = (count: number) => Math.round(count / median)
    rows.push({ workload, kernel: kind, events, casesPerSecond: perSecond(cases), eventsPerSecond: perSecond(events) })
  }
}

const figures = { cases, rounds, rows }
if (options.record) record("simulate", figures)
if (options.json) console.log(JSON.stringify({ node: process.version, machine: machine(), ...figures }, null, 2))
else {
  const { cpu, cores, load } = machine()
  console.log(`${cpu}, ${cores} cores, load ${load}; Node ${process.version}`)
  console.log(`${cases} cases, median of ${rounds} rounds`)
  for (const { workload, kernel, casesPerSecond, eventsPerSecond } of rows) {
    const figure = (value: number) => value.toLocaleString("en").padStart(10)
    const name = `${workload.padEnd(22)} ${kernel.padEnd(9)}`
    console.log(`${name} ${figure(casesPerSecond)} cases/s ${figure(eventsPerSecond)} events/s`)
  }
}
