#!/usr/bin/env node
/**
 * Whether profile-guided optimisation is worth it: builds the engine's bench and the addon as ever and with a profile,
 * and measures both in turns. `node .ci/pgo.mjs [--rounds 5] [--addon PATH]`. The profile comes from random streams of
 * events over all nets of the corpus (`test/leak.ts`), not from what is measured. `--addon` leaves the addon that was
 * built with the profile there, for `KNHK_KERNEL=PATH`. Needs cargo, Node that runs TypeScript, and `llvm-profdata` as
 * old as rustc's LLVM: `rustup component add llvm-tools`. Nothing else builds so: ADR 17 has the figures.
 */
import { execFileSync } from "node:child_process"
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { cpus, loadavg } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"

const { values: options } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, addon: { type: "string" } },
})
const root = join(import.meta.dirname, "..")
const native = join(root, "native")
const folder = join(native, "target", "pgo")
const merged = join(folder, "merged.profdata")

const profdata = tool()
const before = build("before", "")
rmSync(join(folder, "raw"), { recursive: true, force: true })
const trained = build("instrumented", `-Cprofile-generate=${join(folder, "raw")}`)
const play = ["--expose-gc", "--conditions=knhk-source", join(root, "test", "leak.ts"), "native", "1000000"]
run(process.execPath, play, { KNHK_KERNEL: trained.addon })
const raw = readdirSync(join(folder, "raw")).map((file) => join(folder, "raw", file))
run(profdata, ["merge", "-o", merged, ...raw])
const after = build("after", `-Cprofile-use=${merged}`)
if (options.addon !== undefined) copyFileSync(after.addon, options.addon)

const rounds = Array.from({ length: Number(options.rounds) }, () => [before, after].map(measure))
console.log(`${cpus()[0]?.model.trim()}, load ${loadavg()[0].toFixed(2)}, ${run("rustc", ["--version"]).trim()}`)
console.log(`ns of a step or an event, the best of ${rounds.length} rounds in turns`)
console.log(`${"".padEnd(52)}${"before".padStart(9)}${"after".padStart(9)}${"change".padStart(9)}`)
const changes = [...rounds[0][0].keys()].map((name) => {
  const [plain, guided] = [0, 1].map((which) => Math.min(...rounds.map((round) => round[which].get(name))))
  const change = guided / plain
  console.log(`${name.padEnd(52)}${plain.toFixed(2).padStart(9)}${guided.toFixed(2).padStart(9)}${percent(change)}`)
  return change
})
const mean = Math.exp(changes.reduce((sum, change) => sum + Math.log(change), 0) / changes.length)
console.log(`${"all, geometric mean".padEnd(70)}${percent(mean)}`)

/** The bench and the addon, each built with these flags in a folder of its own. */
function build(name, flags) {
  const target = join(folder, name)
  mkdirSync(target, { recursive: true })
  const env = { RUSTFLAGS: flags }
  const bench = ["bench", "--locked", "--package", "knhk-engine", "--bench", "steps", "--no-run"]
  const lines = run("cargo", [...bench, "--target-dir", target, "--message-format", "json"], env).trim().split("\n")
  const steps = lines.flatMap((line) => JSON.parse(line).executable ?? []).at(-1)
  run("cargo", ["build", "--locked", "--release", "--package", "knhk-binding", "--target-dir", target], env)
  // As `.ci/build-native.mjs` names it; Node loads nothing else.
  const addon = join(target, "knhk.node")
  const library = ["libknhk_binding.so", "libknhk_binding.dylib", "knhk_binding.dll"]
    .map((file) => join(target, "release", file)).find((file) => existsSync(file))
  copyFileSync(library, addon)
  return { steps, addon }
}

/** By name of what is measured, ns. */
function measure({ steps, addon }) {
  const rows = run(steps, ["--json"]).trim().split("\n").map((line) => JSON.parse(line))
  const all = new Map(rows.map(({ net, cases, ns }) => [`${net}, ${cases} cases`, ns[0]]))
  const kernel = [join(root, "bench", "kernel.ts"), "--json", "--rounds", "5", "--only", "native"]
  const json = run(process.execPath, ["--conditions=knhk-source", ...kernel], { KNHK_KERNEL: addon })
  for (const { net, runner, batch, nanosBest } of JSON.parse(json).rows) {
    if (runner === "native") all.set(`from JavaScript: ${net}, batches of ${batch}`, nanosBest)
  }
  return all
}

function tool() {
  const sysroot = run("rustc", ["--print", "sysroot"]).trim()
  const host = /^host: (.+)$/m.exec(run("rustc", ["-vV"]))[1]
  const path = join(sysroot, "lib", "rustlib", host, "bin", "llvm-profdata")
  if (existsSync(path)) return path
  console.error("pgo: rustc's llvm-profdata is not here; rustup component add llvm-tools")
  process.exit(1)
}

function run(program, args, env = {}) {
  const stdio = ["ignore", "pipe", "ignore"]
  const all = { ...process.env, NODE_OPTIONS: "--disable-warning=ExperimentalWarning", ...env }
  return execFileSync(program, args, { cwd: native, encoding: "utf8", env: all, stdio, maxBuffer: 1 << 26 })
}

function percent(ratio) {
  return `${ratio < 1 ? "" : "+"}${((ratio - 1) * 100).toFixed(1)} %`.padStart(9)
}
