#!/usr/bin/env node
/**
 * Builds the native kernel with cargo and puts it at `native/knhk.<platform>-<arch>[-musl].node`. Does nothing when its
 * sources have not changed. Whatever goes wrong costs one line and the portable kernel runs: never an exit code, never
 * a half-written or stale file. Plain JavaScript without a dependency: the set-up runs it on whatever Node there is.
 */
import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { copyFileSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, relative, sep } from "node:path"
import { fileURLToPath } from "node:url"

const native = join(dirname(fileURLToPath(import.meta.url)), "..", "native")
const target = join(native, "target")
const minutes = 60_000

/** Returns the path of the addon, or undefined without one. Says a line on stderr when it builds and when it cannot. */
export function buildNative() {
  const addon = join(native, `knhk.${platform()}.node`)
  const stamp = join(target, "knhk-sources")
  const sources = hash()
  if (existsSync(addon) && existsSync(stamp) && readFileSync(stamp, "utf8") === sources) return addon
  try {
    rmSync(addon, { force: true })
    if (cargo(["--version"], minutes)?.status !== 0) throw new Error("cargo is not there or does not start")
    console.error("knhk: building the native kernel (cargo, once)")
    build()
    const half = `${addon}.${process.pid}`
    copyFileSync(join(target, "release", library()), half)
    renameSync(half, addon)
    writeFileSync(stamp, sources)
    return addon
  } catch (error) {
    console.error(`knhk: no native kernel (${error.message}); the portable kernel runs.`)
    return undefined
  }
}

/** Crates from cargo's cache if they are all there, else from the network; the build itself is offline. */
function build() {
  const manifest = ["--locked", "--manifest-path", join(native, "Cargo.toml")]
  if (cargo(["fetch", "--offline", ...manifest], minutes)?.status !== 0) {
    const fetched = cargo(["fetch", ...manifest], 2 * minutes)
    if (fetched?.status !== 0) throw new Error(`its crates cannot be fetched: ${why(fetched)}`)
  }
  const args = ["build", "--release", "--offline", "--package", "knhk-binding", "--target-dir", target, ...manifest]
  const built = cargo(args, 5 * minutes)
  if (built?.status !== 0) throw new Error(`its build fails: ${why(built)}`)
}

/** Undefined when cargo does not start, or takes too long. */
function cargo(args, timeout) {
  const env = { ...process.env, CARGO_NET_RETRY: "1", CARGO_HTTP_TIMEOUT: "15", CARGO_TERM_COLOR: "never" }
  delete env.CARGO_BUILD_TARGET
  const done = spawnSync("cargo", args, { cwd: native, env, encoding: "utf8", timeout, maxBuffer: 1 << 26 })
  return done.error !== undefined || done.status === null ? undefined : done
}

/** The first line in which cargo says what is wrong. */
function why(done) {
  if (done === undefined) return "cargo took too long or was stopped"
  const lines = done.stderr.split("\n").map((line) => line.trim()).filter((line) => line !== "")
  const line = lines.find((line) => line.startsWith("error")) ?? lines.at(-1) ?? `cargo ended with ${done.status}`
  return line.slice(0, 160)
}

/** What the addon is made of. */
function hash() {
  const sum = createHash("sha256")
  for (const path of list(native)) {
    sum.update(relative(native, path).split(sep).join("/")).update("\0").update(readFileSync(path)).update("\0")
  }
  return sum.digest("hex")
}

function list(folder) {
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return ["target", "tests", "proptest-regressions"].includes(entry.name) ? [] : list(path)
    return /\.(rs|toml|lock)$/.test(entry.name) ? [path] : []
  })
}

/** As `src/runtime/binding.ts` names it. */
function platform() {
  const musl = process.platform === "linux" && process.report.getReport().header.glibcVersionRuntime === undefined
  return `${process.platform}-${process.arch}${musl ? "-musl" : ""}`
}

function library() {
  if (process.platform === "win32") return "knhk_binding.dll"
  return process.platform === "darwin" ? "libknhk_binding.dylib" : "libknhk_binding.so"
}

if (process.argv[1] !== undefined && fileURLToPath(import.meta.url) === process.argv[1]) buildNative()
