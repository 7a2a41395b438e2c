/**
 * Which lines of both kernels the corpus alone runs: `npm run coverage`. Ends with 1 if one of them does not run all.
 * The native half needs cargo and llvm 19 or newer (`llvm-profdata`, `llvm-cov`, or the same with `-19` behind).
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")
const scratch = mkdtempSync(join(tmpdir(), "knhk-coverage-"))
const done = [portable(), native()]
rmSync(scratch, { recursive: true, force: true })
process.exit(done.every(Boolean) ? 0 : 1)

function portable() {
  const flags = ["provider=v8", "include=src/kernel/**", "reporter=text", "thresholds.lines=100"]
  const coverage = ["enabled", ...flags, `reportsDirectory=${join(scratch, "portable")}`]
  const tests = ["test/corpus.test.ts", "test/corpus-refused.test.ts"]
  const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", "--reporter=dot"]
  return run(process.execPath, [...vitest, ...tests, ...coverage.map((flag) => `--coverage.${flag}`)])
}

function native() {
  const corpus = join(scratch, "corpus")
  const write = ["--conditions=knhk-source", "--disable-warning=ExperimentalWarning", "test/corpus/write.ts", corpus]
  const target = join(root, "native/target/coverage")
  const env = {
    KNHK_CORPUS: corpus, RUSTFLAGS: "-C instrument-coverage", LLVM_PROFILE_FILE: join(scratch, "%p.profraw"),
  }
  const what = ["--manifest-path", join(root, "native/Cargo.toml"), "--package", "knhk-engine", "--test", "corpus"]
  const test = ["test", ...what, "--target-dir", target]
  if (!run(process.execPath, write) || !run("cargo", test, env)) return false
  const profiles = readdirSync(scratch).filter((name) => name.endsWith(".profraw")).map((name) => join(scratch, name))
  const profile = join(scratch, "corpus.profdata")
  if (!run(tool("llvm-profdata"), ["merge", "-sparse", ...profiles, "-o", profile])) return false
  const deps = join(target, "debug/deps")
  const [binary] = readdirSync(deps).filter((name) => /^corpus-[0-9a-f]+(\.exe)?$/.test(name))
    .map((name) => join(deps, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
  const report = [binary, `-instr-profile=${profile}`, "--ignore-filename-regex=tests/|rustc|registry"]
  const { stdout } = spawnSync(tool("llvm-cov"), ["report", ...report], { encoding: "utf8" })
  console.log(stdout)
  const [, , , , , , , lines, missed] = /^TOTAL.*$/m.exec(stdout)?.[0].split(/\s+/) ?? []
  return Number(lines) > 0 && missed === "0"
}

/** The newest of a tool that is there. */
function tool(name) {
  const names = [name, `${name}-22`, `${name}-21`, `${name}-20`, `${name}-19`]
  const said = (of) => spawnSync(of, ["--version"], { encoding: "utf8" }).stdout ?? ""
  const version = (of) => Number(/version (\d+)/.exec(said(of))?.[1] ?? 0)
  const best = names.map((of) => [of, version(of)]).sort(([, a], [, b]) => b - a)[0]
  if (best[1] < 19) console.error(`knhk: ${name} 19 or newer is not here; install llvm 19 (package llvm-19 on Debian)`)
  return best[0]
}

function run(program, args, env = {}) {
  const options = { cwd: root, stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...env } }
  return spawnSync(program, args, options).status === 0
}
