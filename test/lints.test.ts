/**
 * Clippy has nothing to say of any native crate: `all`, `pedantic` and `nursery`, as `native/Cargo.toml` asks for them,
 * with every exception beside its reason. Left out where cargo or clippy is missing.
 */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"

const native = join(import.meta.dirname, "../native")
const missing = spawnSync("cargo", ["clippy", "--version"], { cwd: native }).status !== 0
if (missing) console.info("lints of native crates: not looked for, for want of clippy")

test.skipIf(missing)("clippy warns of nothing in the native crates", () => {
  const args = ["clippy", "--locked", "--workspace", "--lib", "--tests", "--message-format", "json"]
  const { status, stdout, stderr } = spawnSync("cargo", args, { cwd: native, encoding: "utf8", maxBuffer: 1 << 28 })
  // Without its crates, where there is no network, it says so and checks nothing.
  if (status !== 0 && stdout === "") {
    return console.info(`lints of native crates: not looked for: ${stderr.split("\n")[0]}`)
  }
  const lines = stdout.trim().split("\n").map((line) => JSON.parse(line) as Line)
  const said = lines.flatMap(({ message }) => message?.rendered === undefined ? [] : [message.rendered])
  expect(said).toEqual([])
  expect(status).toBe(0)
  // It has looked at the crates of this workspace.
  expect(lines.filter(({ reason, package_id }) => reason === "compiler-artifact" && package_id?.includes("/native/")))
    .not.toEqual([])
}, 300_000)

/** A line of what cargo says, as far as it is looked at. */
interface Line {
  readonly reason: string
  readonly package_id?: string
  readonly message?: { readonly rendered?: string }
}
