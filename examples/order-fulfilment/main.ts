/**
 * The main job: some thousand seeded orders through order fulfilment, on SQLite, each step on disk
 * before the next. Kill it at any moment and start it again: the same orders are finished, none
 * lost, none twice.
 *
 *   npm start -- [--orders 10000] [--seed 1] [--store PATH] [--fresh] [--json] [--acks FILE]
 *
 * `--acks` appends the id of each order and of its case to FILE once its start is acknowledged; a
 * checker may hold that list against the store.
 */
import { appendFileSync, rmSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { kernelInfo, open } from "knhk/runtime"
import { fulfil } from "./handlers.ts"
import { OrderFulfilmentExecutor } from "./order-fulfilment.executor.ts"
import { Progress, report } from "./report.ts"
import { newOrder, orderId } from "./world.ts"

const { values: options } = parseArgs({
  options: {
    orders: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    store: { type: "string", default: fileURLToPath(new URL("orders.db", import.meta.url)) },
    fresh: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    acks: { type: "string" },
  },
})
const orders = Number(options.orders)
const seed = Number(options.seed)
/** Orders under way at once: enough to fill a commit, few enough to keep latency honest. */
const WINDOW = 512

if (options.fresh) for (const suffix of ["", "-wal", "-shm"]) rmSync(options.store + suffix, { force: true })

const began = performance.now()
const engine = await open({ store: options.store, workflows: [fulfil(seed)] })
const progress = new Progress(orders, !options.json)
const latencies: number[] = []
const endings = new Map<string, number>()
let resumed = 0
let next = 1

async function fulfilNext(): Promise<void> {
  while (next <= orders) {
    const number = next++
    const from = performance.now()
    const order = await engine.start(OrderFulfilmentExecutor, { id: orderId(number), input: newOrder(seed, number) })
    if (options.acks !== undefined) appendFileSync(options.acks, `${orderId(number)} ${order.caseId}\n`)
    if (order.existed) resumed++
    const failed = (failure: { readonly _tag?: string }) => failure._tag ?? "failed"
    const ending = await order.result().then((closed) => closed.ending, failed)
    if (!order.existed) latencies.push(performance.now() - from)
    endings.set(ending, (endings.get(ending) ?? 0) + 1)
    progress.tick()
  }
}

await Promise.all(Array.from({ length: WINDOW }, fulfilNext))
progress.stop()
const seconds = (performance.now() - began) / 1000
const kernel = kernelInfo()
await engine.close()
report({ orders, endings, resumed, seconds, latencies, kernel, store: options.store, json: options.json })
