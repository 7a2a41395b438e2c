/** A thread of JavaScript that begins simulations and tells that it did; it is ended from outside. */
import { parentPort, workerData } from "node:worker_threads"
import { simulateInBulk } from "../../compiler/simulate/bulk.ts"

const { cases, table } = workerData as { readonly cases: number; readonly table: Uint8Array }
const runs = Array.from({ length: 4 }, () => simulateInBulk({ table }, {}, { cases, workers: 2 }))
parentPort!.postMessage("begun")
await Promise.all(runs)
