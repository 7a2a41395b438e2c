/**
 * The bare parts: the same tables, rows, commits and fibers as the engine, and nothing between
 * them. Each step is an Effect fiber; what it returns is journaled and the case's row updated; the
 * next step begins only when that is on disk; commits are grouped by turns of the event loop.
 */
import * as Effect from "effect/Effect"
import { openWriter } from "../../src/runtime/sqlite-file.ts"
import { SqliteSink } from "../../src/runtime/store-worker.ts"
import type { Contender } from "./contender.ts"
import { keepBusy } from "./contender.ts"

interface Entry {
  readonly number: number
  readonly step: number
  readonly value: number
  readonly done: () => void
}

export const bare: Contender = {
  name: "bare",
  durable: true,
  run: async (round) => {
    const database = openWriter(round.path, { busyTimeout: 1_000, maxBytes: undefined })
    const sink = new SqliteSink(database)
    sink.definition(1, "three", "hash", "")
    const state = new Uint32Array(5)
    let queue: Entry[] = []
    let scheduled = false
    let last = 0
    const push = (entry: Entry) => {
      queue.push(entry)
      if (scheduled) return
      scheduled = true
      setImmediate(flush)
    }
    const handler = (value: number) => Effect.sync(() => value + 1)
    const runStep = ({ number, step, value, done }: Entry) =>
      void Effect.runFork(Effect.map(handler(value), (out) => push({ number, step: step + 1, value: out, done })))
    const flush = () => {
      scheduled = false
      const batch = queue
      queue = []
      const now = Date.now()
      database.exec("begin immediate")
      for (const { number, step, value } of batch) {
        if (step === 0) sink.openCase(number, 1, "three", crypto.randomUUID(), undefined, now, undefined, undefined)
        const over = step === 3
        const data = over
          ? `{"n":3,"s":4,"t":[[3]],"i":[]}`
          : `{"n":${step + 1},"s":${step + 1},"t":[],"i":[[${step},${step + 1},0,1,1,0,${now},0,${value}]]}`
        const payload = JSON.stringify(value)
        const effects = over
          ? "d2.3"
          : step === 0
            ? "e0.1 s0.1"
            : `d${step - 1}.${step} e${step}.${step + 1} s${step}.${step + 1}`
        sink.event(number, step, now, step === 0 ? 1 : 3, step - 1, 0, step, 0, 1, payload, effects)
        sink.updateCase(
          number,
          over ? 2 : 1,
          state,
          data,
          over ? now : undefined,
          over ? payload : undefined,
          undefined,
        )
      }
      database.exec("commit")
      for (const entry of batch) {
        if (entry.step < 3) runStep(entry)
        else entry.done()
      }
    }
    const rate = await keepBusy(
      round,
      () => new Promise<void>((done) => push({ number: ++last, step: 0, value: 0, done })),
    )
    database.close()
    return rate
  },
}
