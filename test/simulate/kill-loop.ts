/**
 * Kills the main job at random moments, again and again, and then reads the store with its own
 * eyes: every acknowledged start is there, every order is there once and ended once, no work item
 * completed twice, and every order ended as in a run that was never killed.
 *
 *   npm run kill-loop -- [--kills 50] [--orders 10000] [--seed N]
 *
 * A kill proves what a crash of the process does, not what a loss of power does. The random
 * numbers come from the printed seed; the moments are in wall time, so a run does not replay exactly.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { draw, orderId } from "../../examples/order-fulfilment/world.ts"

const { values: options } = parseArgs({
  options: {
    kills: { type: "string", default: "50" },
    orders: { type: "string", default: "10000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
  },
})
const kills = Number(options.kills)
const orders = Number(options.orders)
const job = fileURLToPath(new URL("../../examples/order-fulfilment/main.ts", import.meta.url))
const folder = mkdtempSync(join(tmpdir(), "knhk-kill-"))

const running = 1
const completed = 3

console.log(`seed ${options.seed}: ${kills} kills, ${orders} orders`)
let killed = 0
let round = 0
const failures: string[] = []
while (killed < kills) {
  round++
  const store = join(folder, `killed-${round}.db`)
  const acks = join(folder, `acks-${round}.txt`)
  const before = killed
  while (killed < kills && !(await survives(store, acks, draw(options.seed, round, killed)))) killed++
  await finish(store, acks)
  const plain = join(folder, `plain-${round}.db`)
  await finish(plain, join(folder, `plain-${round}.txt`))
  failures.push(...check(store, acks, plain).map((failure) => `round ${round}: ${failure}`))
  console.log(`round ${round}: ${killed - before} kills, ${orders} orders checked`)
}
rmSync(folder, { recursive: true })
for (const failure of failures.slice(0, 20)) console.error(failure)
console.log(failures.length === 0 ? `${killed} kills: nothing lost, nothing twice` : `${failures.length} failures`)
process.exit(failures.length === 0 ? 0 : 1)

/** Starts the job and kills it after a random time, up to a second. True if it was done before. */
async function survives(store: string, acks: string, luck: number): Promise<boolean> {
  const child = start(store, acks)
  const timer = setTimeout(() => child.kill("SIGKILL"), 20 + luck * 1_000)
  const code = await ended(child)
  clearTimeout(timer)
  return code === 0
}

async function finish(store: string, acks: string): Promise<void> {
  const code = await ended(start(store, acks))
  if (code !== 0) throw new Error(`the job ended with ${code}`)
}

function start(store: string, acks: string): ChildProcess {
  const options = ["--json", "--orders", String(orders), "--seed", "7", "--store", store, "--acks", acks]
  const args = [...process.execArgv, job, ...options]
  return spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] })
}

/** The exit code, -1 after a kill. */
function ended(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => child.on("exit", (code) => resolve(code ?? -1)))
}

function check(store: string, acks: string, plain: string): readonly string[] {
  const found: string[] = []
  const db = new DatabaseSync(store, { readOnly: true })
  const integrity = db.prepare("pragma integrity_check").get()!["integrity_check"]
  if (integrity !== "ok") found.push(`integrity: ${integrity}`)
  const cases = db.prepare("select number, id, case_id, status, ended_at, result from workflow_case order by id").all()
  const ids = new Set(cases.map((row) => row["id"]))
  if (cases.length !== orders || ids.size !== orders) {
    found.push(`${cases.length} cases, ${ids.size} ids, ${orders} orders`)
  }
  for (let number = 1; number <= orders; number++) {
    if (!ids.has(orderId(number))) found.push(`${orderId(number)} is lost`)
  }
  const acked = existsSync(acks) ? readFileSync(acks, "utf8").split("\n").slice(0, -1) : []
  // By case id: the last run starts every order again, which would hide that a start was lost.
  const starts = new Set(cases.map((row) => `${row["id"]} ${row["case_id"]}`))
  for (const start of acked) if (!starts.has(start)) found.push(`${start} was acknowledged and is lost`)
  for (const row of cases) {
    if (row["status"] === running || row["ended_at"] === null) found.push(`${row["id"]} has not ended`)
  }
  const twice = db.prepare(
    `select case_number, activation, count(*) as times from event where kind = ${completed}
     group by case_number, activation having times > 1`,
  ).all()
  for (const row of twice) {
    found.push(`case ${row["case_number"]}: work item ${row["activation"]} completed ${row["times"]} times`)
  }
  const gaps = db.prepare(
    "select case_number from event group by case_number having min(seq) <> 0 or max(seq) <> count(*) - 1",
  ).all()
  for (const row of gaps) found.push(`case ${row["case_number"]}: its journal has a gap`)
  const endings = (path: string) => {
    const other = new DatabaseSync(path, { readOnly: true })
    const rows = other.prepare("select id, status, result from workflow_case order by id").all()
    other.close()
    return rows.map((row) => `${row["id"]} ${row["status"]} ${row["result"]}`)
  }
  const expected = endings(plain)
  endings(store).forEach((ending, i) => {
    if (ending !== expected[i]) found.push(`ended as ${ending}, unkilled as ${expected[i]}`)
  })
  db.close()
  return found
}
