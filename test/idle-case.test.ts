/** A case that waits for a person takes less than two kilobytes of memory, whatever the store: `bench/memory.ts`. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"
import type { Held } from "../bench/memory/engine.ts"

test.each(["memory", "sqlite"])("a case that waits takes less than 2 KB in an engine on the %s store", (store) => {
  const file = join(import.meta.dirname, "../bench/memory/engine.ts")
  const args = ["--expose-gc", "--conditions=knhk-source", file, store, "10000"]
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" })
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line) as Held)
  const [, first, all] = lines
  if (all === undefined) throw new Error(stderr)
  const bytes = (all.heapUsed + all.external - first!.heapUsed - first!.external) / (all.cases - first!.cases)
  console.info(`${store}: ${Math.round(bytes)} bytes a case`)
  expect(all.cases).toBe(10_000)
  expect(bytes).toBeLessThan(2_048)
  // It is there at all.
  expect(bytes).toBeGreaterThan(200)
}, 120_000)
