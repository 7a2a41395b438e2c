/**
 * Durable three-step cases: how many a second at 1, 64 and 1,000 at a time, on SQLite with full
 * sync, beside the bare parts (the same rows, commits and fibers with no engine between them) and
 * beside the peers, all in one run on one machine. Contenders take turns, round by round, so that
 * a busy moment of the machine hits all of them; the medians are told.
 *
 *   node --conditions=knhk-source bench/durable.ts [--rounds 3] [--seconds 2] [--only bare,knhk] [--json] [--record]
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { parseArgs } from "node:util"
import { bare } from "./durable/bare.ts"
import type { Contender } from "./durable/contender.ts"
import { effectCluster, effectMemory } from "./durable/effect-workflow.ts"
import { diskSyncs, importTimes } from "./durable/floor.ts"
import { knhk, knhkMemory } from "./durable/knhk.ts"
import { xstate } from "./durable/xstate.ts"
import { machine, record } from "./record.ts"

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "2" },
    only: { type: "string" },
    json: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
})
const [rounds, seconds] = [Number(options.rounds), Number(options.seconds)]
const contenders: readonly Contender[] = [bare, knhk, knhkMemory, xstate, effectMemory, effectCluster]
const chosen = contenders.filter(({ name }) => options.only === undefined || options.only.split(",").includes(name))
const folder = mkdtempSync(join(tmpdir(), "knhk-durable-"))

/** Figures of one contender in one round; delays of the event loop in milliseconds. */
interface Figures {
  readonly perSecond: number
  readonly delayP50: number
  readonly delayP99: number
  readonly delayMax: number
}

interface Row extends Figures {
  readonly contender: string
  readonly durable: boolean
  readonly at: number
}

async function play({ name, run }: Contender, at: number, round: number): Promise<Figures> {
  const delay = monitorEventLoopDelay({ resolution: 1 })
  const path = join(folder, `${name}-${at}-${round}.db`)
  const perSecond = Math.round(await run({ path, at, seconds, onWarm: () => void delay.enable() }))
  delay.disable()
  const millis = (nanos: number) => Math.round(nanos / 1e4) / 100
  const [delayP50, delayP99] = [millis(delay.percentile(50)), millis(delay.percentile(99))]
  return { perSecond, delayP50, delayP99, delayMax: millis(delay.max) }
}

function median(of: readonly Figures[]): Figures {
  const middle = (key: keyof Figures) => of.map((one) => one[key]).sort((a, b) => a - b)[of.length >> 1]!
  const [perSecond, delayP50, delayP99] = [middle("perSecond"), middle("delayP50"), middle("delayP99")]
  return { perSecond, delayP50, delayP99, delayMax: Math.max(...of.map((one) => one.delayMax)) }
}

const rows: Row[] = []
for (const at of [1, 64, 1_000]) {
  const played = new Map<Contender, Figures[]>(chosen.filter(({ most = at }) => at <= most).map((one) => [one, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [contender, figures] of played) {
      try {
        figures.push(await play(contender, at, round))
        if (!options.json) console.error(`${contender.name} at ${at}: ${figures.at(-1)!.perSecond} cases/s`)
      } catch (error) {
        console.error(`${contender.name} at ${at} does not run here: ${error instanceof Error ? error.message : error}`)
      }
    }
  }
  for (const [{ name, durable }, figures] of played) {
    if (figures.length > 0) rows.push({ contender: name, durable, at, ...median(figures) })
  }
}
const imports = importTimes()
const syncs = diskSyncs(folder)
rmSync(folder, { recursive: true, force: true })

const figures = { rounds, seconds, syncs, imports, rows }
if (options.record) record("durable", figures)
if (options.json) {
  console.log(JSON.stringify({ machine: machine(), node: process.version, ...figures }, undefined, 2))
} else {
  const { cpu, cores, memoryGiB, load } = machine()
  console.log(`\n${cpu}, ${cores} cores, ${memoryGiB} GiB, load ${load}, Node ${process.version}`)
  console.log(`median of ${rounds} rounds of ${seconds} s; disk: ${syncs} write + fdatasync/s\n`)
  console.log("| three-step cases | at a time | cases/s | of the bare parts | event loop delay p50 / p99 / max ms |")
  console.log("| --- | --- | --- | --- | --- |")
  for (const { contender, durable, at, perSecond, delayP50, delayP99, delayMax } of rows) {
    const floor = rows.find((one) => one.contender === "bare" && one.at === at)
    const share = floor === undefined ? "" : `${Math.round((100 * perSecond) / floor.perSecond)} %`
    const name = `${contender}${durable ? "" : " (not durable)"}`
    console.log(`| ${name} | ${at} | ${perSecond} | ${share} | ${delayP50} / ${delayP99} / ${delayMax} |`)
  }
  const told = imports.of.map(({ name, millis }) => `${name} ${millis} ms`).join(", ")
  console.log(`\nimport, median of ${imports.runs}, ${imports.from}: ${told}`)
}
