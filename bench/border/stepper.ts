/**
 * A thread that steps what it is told of through shared memory: the other side of an asynchronous border, for
 * `bench/border.ts`. Words of `signal`: events asked for (which it sets to 0 when they are done), and how it waits:
 * 0 it looks all the time, 1 it sleeps, 2 it ends.
 */
import { parentPort, workerData } from "node:worker_threads"
import { findAddon } from "../../src/runtime/addon.ts"

/** What the thread is given. */
export interface Shared {
  readonly table: Uint8Array
  readonly arena: Uint32Array
  readonly events: Uint32Array
  readonly commands: Uint32Array
  readonly report: Uint32Array
  readonly signal: Int32Array
}

const { table, arena, events, commands, report, signal } = workerData as Shared
const { addon } = findAddon()
const step = new addon!.NativeStep(table)
step.bind(arena, events, commands, report)
parentPort!.postMessage("ready")
for (;;) {
  const way = Atomics.load(signal, 1)
  if (way === 2) break
  if (way === 1) Atomics.wait(signal, 0, 0, 100)
  const count = Atomics.load(signal, 0)
  if (count === 0) continue
  addon!.step(step.id, count)
  Atomics.store(signal, 0, 0)
  Atomics.notify(signal, 0)
}
