/**
 * What a verdict costs: 20 tasks in parallel, 500 blocks of a split, two tasks and a join in a row, and every net of
 * the files that are named (`.jsonl`, `.pnml`, gzip or not). Reading is not in it, nor playing the run of an unsound
 * net on the kernel, which stands in a column of its own. Beside each, in the same run: the search alone, without the
 * reductions, with as many markings as it may look at.
 *
 *   node --conditions=knhk-source bench/verify.ts [FILE...] [--rounds 7] [--states 200000] [--json] [--record]
 */
import { parseArgs } from "node:util"
import type { Net } from "../compiler/ir/net.ts"
import { entriesOf } from "../compiler/ir/net.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { NetFailure } from "../compiler/nets/net-failure.ts"
import { readNets } from "../compiler/nets/read-nets.ts"
import { tasksByEntry } from "../compiler/verify/entries.ts"
import { judge } from "../compiler/verify/judge.ts"
import { modelOf } from "../compiler/verify/model-of.ts"
import { search } from "../compiler/verify/search.ts"
import { witness } from "../compiler/verify/witness.ts"
import { machine, record } from "./record.ts"

const { values: options, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "7" }, states: { type: "string", default: "200000" },
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
  },
})
const rounds = Number(options.rounds)
const states = Number(options.states)

function parallel(n: number): string {
  const all = Array.from({ length: n }, (_, k) => k)
  return ["net parallel", "condition i input", "condition o output",
    ...all.flatMap((k) => [`condition p${k}`, `condition q${k}`]),
    `task split in i -> done: ${all.map((k) => `p${k}`).join(" ")}`,
    ...all.map((k) => `task t${k} in p${k} -> done: q${k}`),
    `task join and in ${all.map((k) => `q${k}`).join(" ")} -> done: o`].join("\n")
}

function blocks(n: number): string {
  const all = Array.from({ length: n }, (_, k) => k)
  const block = (k: number) => [
    ...["a", "b", "x", "y"].map((name) => `condition ${name}${k}`), `task split${k} in c${k} -> done: a${k} b${k}`,
    `task one${k} in a${k} -> done: x${k}`, `task two${k} in b${k} -> done: y${k}`,
    `task join${k} and in x${k} y${k} -> done: c${k + 1}`,
  ]
  const between = all.map((k) => `condition c${k + 1}${k === n - 1 ? " output" : ""}`)
  return ["net blocks", "condition c0 input", ...between, ...all.flatMap(block)].join("\n")
}

/** Milliseconds over all nets. `worst` is of one net, in the round that took the median. */
interface Times {
  readonly best: number
  readonly median: number
  readonly worst: number
}

/** The compiler of JavaScript has seen enough of it after so many milliseconds. */
const WARM = 1_500

function time(nets: readonly Net[], act: (net: Net) => void): Times {
  for (const from = performance.now(); performance.now() - from < WARM;) nets.forEach(act)
  const all = Array.from({ length: rounds }, () => {
    let [sum, worst] = [0, 0]
    for (const net of nets) {
      const begun = performance.now()
      act(net)
      const took = performance.now() - begun
      sum += took
      worst = Math.max(worst, took)
    }
    return { sum, worst }
  }).sort((a, b) => a.sum - b.sum)
  const middle = all[rounds >> 1]!
  const hundredth = (value: number) => Math.round(value * 100) / 100
  return { best: hundredth(all[0]!.sum), median: hundredth(middle.sum), worst: hundredth(middle.worst) }
}

/** The same search over the markings of the net as it is. */
function plain(net: Net): boolean {
  const model = modelOf(net, net, tasksByEntry(net)[0]!)
  const budget = { states, until: performance.now() + 10_000 }
  const { complete, wrong } = search(model, model.moves.map(() => 1), budget)
  return complete || wrong !== undefined
}

async function netsOf(file: string): Promise<readonly Net[]> {
  const nets: Net[] = []
  for await (const { net } of readNets(file)) {
    if (net instanceof NetFailure) throw net
    nets.push(net)
  }
  return nets
}

const sets: (readonly [name: string, nets: readonly Net[]])[] = [
  ["20 tasks in parallel", [parseNet(parallel(20))]], ["500 blocks in a row", [parseNet(blocks(500))]],
]
for (const file of files) sets.push([file.split("/").at(-1)!, await netsOf(file)])

const rows = sets.map(([name, nets]) => {
  const verdicts = nets.map((net) => judge(net))
  const counts = { sound: 0, unsound: 0, unknown: 0 }
  for (const { verdict } of verdicts) counts[verdict]++
  const wrong = nets.flatMap((net, i) => (verdicts[i]!.verdict === "unsound" ? [{ net, verdict: verdicts[i]! }] : []))
  const judged = time(nets, (net) => judge(net))
  const shown = new Map(wrong.map(({ net, verdict }) => [net, verdict]))
  const played = time(wrong.map(({ net }) => net), (net) => {
    const { property, trace, cycle, entry } = shown.get(net)!
    witness(net, entry!, property!, trace!, cycle)
  })
  const begun = performance.now()
  const decided = nets.filter((net) => entriesOf(net).length === 1 && plain(net)).length
  const searched = Math.round((performance.now() - begun) * 100) / 100
  return { name, nets: nets.length, ...counts, judged, played, plain: { decided, once: searched } }
})

const figures = { rounds, states, rows }
if (options.record) record("verify", figures)
if (options.json) console.log(JSON.stringify({ node: process.version, machine: machine(), ...figures }, null, 2))
else {
  const { cpu, cores, load } = machine()
  console.log(`${cpu}, ${cores} cores, load ${load}; Node ${process.version}; median (best) of ${rounds} rounds, warm`)
  for (const { name, nets, sound, unsound, unknown, judged, played, plain } of rows) {
    console.log(`${name}: ${nets} nets, ${sound} sound, ${unsound} unsound, ${unknown} unknown`)
    console.log(`  judged  ${judged.median} (${judged.best}) ms in all, ${judged.worst} ms the longest`)
    if (unsound > 0) console.log(`  played  ${played.median} (${played.best}) ms: ${unsound} runs on the kernel`)
    const decided = `${plain.decided} of ${nets} decided in ${states} markings each`
    console.log(`  search alone, once: ${plain.once} ms, ${decided}`)
  }
}
