/**
 * Events a second through each kernel at batches of 1, 64 and 4,096: a sequence of three tasks, choices and merges, and
 * a net of twenty tasks, each over many cases, the next event always of a random case. Beside them, over the same
 * events, XState's pure `transition` and its actors, bpmn-engine, and a switch written by hand, which keep no commands.
 * The commands of a step are left unread. `bench/native.ts` prints the same beside the rest of the hot path.
 *
 *   node --conditions=knhk-source bench/kernel.ts [--cases 10000] [--rounds 9] [--only RUNNER] [--json] [--record]
 */
import { parseArgs } from "node:util"
import { linesOf, peerVersions, rowsOf } from "./kernel/rows.ts"
import { machine, record } from "./record.ts"

const { values: options } = parseArgs({
  options: {
    cases: { type: "string", default: "10000" }, rounds: { type: "string", default: "9" }, only: { type: "string" },
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
  },
})
const cases = Number(options.cases)
const rounds = Number(options.rounds)
const rows = await rowsOf({ cases, rounds, only: options.only })
const figures = { peers: peerVersions(), cases, rounds, rows }
if (options.record) record("kernel", figures)
if (options.json) console.log(JSON.stringify({ node: process.version, machine: machine(), ...figures }, null, 2))
else {
  const { cpu, cores, load } = machine()
  const peers = Object.entries(peerVersions()).map((peer) => peer.join(" ")).join(", ")
  console.log(`${cpu}, ${cores} cores, load ${load}; Node ${process.version}, ${peers}`)
  console.log(`next event of a random case; median (best) of ${rounds} rounds`)
  for (const line of linesOf(rows)) console.log(line)
}
