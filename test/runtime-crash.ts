/**
 * The process that `runtime-restart.test.ts` kills: starts cases on a SQLite file, notes every
 * acknowledged start with its case id in a file, and ends when all cases have ended.
 */
import { appendFileSync } from "node:fs"
import * as Effect from "effect/Effect"
import { open } from "../src/runtime.ts"
import { OrderExecutor } from "./runtime-workflows.ts"

const [, , store, acks, count] = process.argv as [string, string, string, string, string]
const pause = (millis: number) => new Promise<void>((resolve) => setTimeout(resolve, millis))

const workflow = OrderExecutor.with({
  receive: (n) => n,
  check: async (n) => {
    await pause(n % 40)
    return { outcome: "ok", value: n }
  },
  pick: (n) => Effect.as(Effect.sleep(n % 25), n),
  charge: async (n, { attempt }) => {
    if (n % 10 === 0 && attempt === 1) throw new Error("busy")
    return n
  },
  ship: ({ parcel, payment }) => parcel + payment,
})

const engine = await open({ store, workflows: [workflow] })
let told = false
await Promise.all(Array.from({ length: Number(count) }, async (_, n) => {
  const id = `order-${n}`
  // Some at each moment, so that a kill finds starts on their way to the disk.
  await pause(n / 2)
  const started = await engine.start(OrderExecutor, { id, input: n })
  appendFileSync(acks, `${id} ${started.caseId}\n`)
  if (!told) console.log("started")
  told = true
  const result = await started.result()
  if (result !== 2 * (n + 1)) throw new Error(`case ${id} ended with ${result}`)
}))
await engine.close()
console.log("all ended")
