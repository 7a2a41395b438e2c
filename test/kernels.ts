/**
 * Makes kernels and lets them go: `node --conditions=knhk-source test/kernels.ts COUNT`, the table in base64 on stdin.
 * Prints the most bytes that were resident beyond what was before. Nobody asks for a collection: V8 has to see by
 * itself that there is something to collect.
 */
import { readFileSync } from "node:fs"
import { findAddon } from "../src/runtime/addon.ts"

const [count = "0"] = process.argv.slice(2)
const bytes = Buffer.from(readFileSync(0, "utf8"), "base64")
const { addon } = findAddon()
new addon!.NativeStep(bytes)
const before = process.memoryUsage().rss
let most = 0
for (let made = 0; made < Number(count); made++) {
  new addon!.NativeStep(bytes)
  if (made % 16 !== 0) continue
  // What is collected is given back between turns.
  await new Promise((resolve) => setImmediate(resolve))
  most = Math.max(most, process.memoryUsage().rss - before)
}
console.log(most)
