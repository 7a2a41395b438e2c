/**
 * Durable three-step cases: how many a second at 1, 64 and 1,000 at a time, on SQLite with full
 * sync, beside the bare parts (the same rows, commits and fibers with no engine between them) and
 * beside the peers, all in one run on one machine.
 *
 *   node --conditions=knhk-source bench/durable.ts [--seconds 3] [--only bare,knhk,...] [--json]
 */
import { mkdtempSync, rmSync } from "node:fs"
import { cpus, tmpdir, totalmem } from "node:os"
import { join } from "node:path"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { parseArgs } from "node:util"
import { bare } from "./durable/bare.ts"
import { diskSyncs, importTimes } from "./durable/floor.ts"
import { effectCluster, effectMemory } from "./durable/effect-workflow.ts"
import { knhk, knhkMemory } from "./durable/knhk.ts"
import { xstate } from "./durable/xstate.ts"
import type { Contender } from "./durable/contender.ts"

const { values: options } = parseArgs({
  options: { seconds: { type: "string", default: "3" }, only: { type: "string" }, json: { type: "boolean", default: false } },
})
const seconds = Number(options.seconds)
const contenders: readonly Contender[] = [bare, knhk, knhkMemory, xstate, effectMemory, effectCluster]
const chosen = contenders.filter(({ name }) => options.only === undefined || options.only.split(",").includes(name))
const folder = mkdtempSync(join(tmpdir(), "knhk-durable-"))

interface Row {
  readonly contender: string
  readonly durable: boolean
  readonly at: number
  readonly perSecond: number
  readonly delayP50: number
  readonly delayP99: number
  readonly delayMax: number
}

const rows: Row[] = []
for (const at of [1, 64, 1_000]) {
  for (const { name, durable, most, run } of chosen) {
    if (at > (most ?? Infinity)) continue
    const delay = monitorEventLoopDelay({ resolution: 1 })
    try {
      const perSecond = await run({ path: join(folder, `${name}-${at}.db`), at, seconds, onWarm: () => void delay.enable() })
      delay.disable()
      const millis = (nanos: number) => Math.round(nanos / 1e4) / 100
      rows.push({
        contender: name, durable, at, perSecond: Math.round(perSecond),
        delayP50: millis(delay.percentile(50)), delayP99: millis(delay.percentile(99)), delayMax: millis(delay.max),
      })
      if (!options.json) console.error(`${name} at ${at}: ${Math.round(perSecond)} cases/s`)
    } catch (error) {
      if (!options.json) console.error(`${name} at ${at}: does not run here: ${error instanceof Error ? error.message : error}`)
    }
  }
}
const imports = importTimes()
const syncs = diskSyncs(folder)
rmSync(folder, { recursive: true, force: true })

const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: `${Math.round(totalmem() / 2 ** 30)} GiB`, node: process.version }
if (options.json) {
  console.log(JSON.stringify({ machine, seconds, syncs, imports, rows }, undefined, 2))
} else {
  console.log(`\n${machine.cpu}, ${machine.cores} cores, ${machine.memory}, Node ${machine.node}; ${seconds} s each; disk: ${syncs} write + fdatasync/s`)
  console.log("\n| three-step cases/s | at | cases/s | of the bare parts | event loop delay p50 / p99 / max ms |\n| --- | --- | --- | --- | --- |")
  for (const row of rows) {
    const floor = rows.find((one) => one.contender === "bare" && one.at === row.at)
    const share = floor === undefined ? "" : `${Math.round((100 * row.perSecond) / floor.perSecond)} %`
    const name = `${row.contender}${row.durable ? "" : " (not durable)"}`
    console.log(`| ${name} | ${row.at} | ${row.perSecond} | ${share} | ${row.delayP50} / ${row.delayP99} / ${row.delayMax} |`)
  }
  console.log(`\nimport, ms (median of ${imports.runs}): ${imports.of.map(({ name, millis }) => `${name} ${millis}`).join(", ")}`)
}
