/**
 * The main job: checks and builds order fulfilment with `knhk build`, then runs its orders. What is
 * left over from a run that was killed goes on; `--fresh` begins anew.
 */
import { execFileSync } from "node:child_process"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")
const example = join(root, "examples", "order-fulfilment")
const knhk = [...process.execArgv, join(root, "compiler", "bin.ts")]
try {
  const args = [...knhk, "build", join(example, "order-fulfilment.workflow.ts")]
  execFileSync(process.execPath, args, { cwd: root, stdio: ["ignore", 2, 2] })
} catch (error) {
  process.exit(error.status ?? 1)
}
await import("../examples/order-fulfilment/main.ts")
