/**
 * Every test: both type checkers, vitest, and cargo where it is there. All of them run even if one
 * fails; the last line is `N passed, N failed`, where a checker counts as one test.
 */
import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { buildNative } from "./build-native.mjs"

const root = join(import.meta.dirname, "..")
const scratch = mkdtempSync(join(tmpdir(), "knhk-test-"))
const report = join(scratch, "vitest.json")
const total = { passed: 0, failed: 0, skipped: 0 }

// Random tests of Rust draw the same every time, as those of test/random.ts do; another seed looks further.
process.env.PROPTEST_RNG_SEED ??= "43"
// vitest loads the sources with conditions of its own; its workers and the processes that tests
// start take ours from here.
process.env.NODE_OPTIONS = [process.env.NODE_OPTIONS, "--disable-warning=ExperimentalWarning"].filter(Boolean).join(" ")

await check("TypeScript 7", [bin("@typescript/native", "bin/tsc"), "-p", "tsconfig.json"])
await check("TypeScript 6", [bin("typescript", "bin/tsc6"), "-p", "tsconfig.json"])
await vitest()
await cargo()

rmSync(scratch, { recursive: true, force: true })
const skipped = total.skipped === 0 ? "" : `, ${total.skipped} skipped`
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`)
process.exit(total.failed === 0 ? 0 : 1)

async function check(name, args) {
  const begun = performance.now()
  const { code } = await run(process.execPath, args)
  count({ passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 })
  console.log(`${name}: ${code === 0 ? "no errors" : "errors"} (${seconds(begun)})`)
}

async function vitest() {
  const only = process.argv.slice(2)
  const { code } = await run(process.execPath, [
    bin("vitest", "vitest.mjs"), "run", "--reporter=default", "--reporter=json", `--outputFile.json=${report}`, ...only,
  ])
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites } = readJson(report)
  count({ passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests })
  // A file that does not load, or an error outside of a test, fails the run without failing a test.
  if (code !== 0 && !(numFailedTests > 0)) count({ failed: Math.max(1, numFailedTestSuites ?? 1) })
}

async function cargo() {
  const fetched = () => spawnSync("cargo", ["fetch", "--locked"], { cwd: join(root, "native") }).status === 0
  const why = buildNative() === undefined ? "the native kernel cannot be built here"
    : fetched() ? undefined : "cargo cannot fetch the crates that its tests need"
  if (why !== undefined) {
    console.log(`cargo test: left out, ${why}; the portable kernel is tested above`)
    return
  }
  const begun = performance.now()
  const write = ["--conditions=knhk-source", "test/corpus/write.ts", "native/target/corpus"]
  if ((await run(process.execPath, write)).code !== 0) count({ failed: 1 })
  const args = ["test", "--workspace", "--quiet", "--no-fail-fast"]
  const { code, output } = await run("cargo", args, join(root, "native"))
  for (const [, passed, failed, ignored] of output.matchAll(/(\d+) passed; (\d+) failed; (\d+) ignored/g)) {
    count({ passed: Number(passed), failed: Number(failed), skipped: Number(ignored) })
  }
  if (code !== 0 && !/[1-9]\d* failed;/.test(output)) count({ failed: 1 })
  console.log(`cargo test: ${code === 0 ? "passed" : "failed"} (${seconds(begun)})`)
}

/** Runs a program, shows what it says and keeps it. */
function run(program, args, cwd = root) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "inherit"] })
    let output = ""
    child.stdout.on("data", (chunk) => {
      output += chunk
      process.stdout.write(chunk)
    })
    child.on("error", (error) => resolve({ code: 1, output: String(error) }))
    child.on("close", (code) => resolve({ code: code ?? 1, output }))
  })
}

function bin(name, path) {
  return join(root, "node_modules", name, path)
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"))
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0 }
  }
}

function count({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
}

function seconds(begun) {
  return `${((performance.now() - begun) / 1000).toFixed(1)} s`
}
