/** Benches that cargo builds and runs. */
import { spawnSync } from "node:child_process"
import { join } from "node:path"

/** What a bench says. Throws where cargo does not build or run it. */
export function cargoBench(...args: readonly string[]): string {
  const native = join(import.meta.dirname, "../../native")
  const { status, stdout, stderr } = spawnSync("cargo", ["bench", ...args], { cwd: native, encoding: "utf8" })
  if (status !== 0) throw new Error(`cargo does not build or run the bench: ${stderr}`)
  return stdout.trim()
}
