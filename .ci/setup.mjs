#!/usr/bin/env node
/**
 * The set-up behind `npm start`, `npm test` and `npm run build`: from a clean clone to a running
 * job with no step before it. Plain JavaScript without a dependency, because it runs first, on
 * whatever Node the machine has (18 and up). Says nothing when everything is up to date.
 */
import { spawn, spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { delimiter, dirname, join } from "node:path"
import { fileURLToPath } from "node:url"

const root = join(dirname(fileURLToPath(import.meta.url)), "..")
const modules = join(root, "node_modules")

const [name = "", ...rest] = process.argv.slice(2)
const jobs = { start: ".ci/start.mjs", test: ".ci/test.mjs", build: ".ci/build.mjs" }
const job = jobs[name]
if (job === undefined) stop(`no job ${JSON.stringify(name)}; say one of: ${Object.keys(jobs).join(", ")}`, 2)

install()
const node = findNode()
await (await import("./build-native.mjs")).buildNative()
run(node, ["--conditions=knhk-source", "--disable-warning=ExperimentalWarning", join(root, job), ...rest])

/** Installs the locked packages unless `node_modules` already holds exactly them. */
function install() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8")
  const hash = createHash("sha256").update(lock).digest("hex")
  const stamp = join(modules, ".knhk-lock")
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return
  if (!installed(JSON.parse(lock).packages)) {
    console.error("knhk: installing the locked packages (npm ci)")
    const npm = process.env.npm_execpath
    const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error", "--prefer-offline"]
    const options = { cwd: root, stdio: ["ignore", 2, 2] }
    const done = /npm-cli\.c?js$/.test(npm ?? "")
      ? spawnSync(process.execPath, [npm, ...args], options)
      : spawnSync("npm", args, { ...options, shell: process.platform === "win32" })
    if (done.error) stop(`npm does not start (${done.error.message}); install npm and try again`, 1)
    if (done.status !== 0) stop("npm ci failed (its own words are above); mend that and try again", done.status ?? 1)
  }
  writeFileSync(stamp, hash)
}

/** Whether npm's own list of what it installed agrees with the lock file. */
function installed(locked) {
  const list = join(modules, ".package-lock.json")
  if (!existsSync(list)) return false
  const present = JSON.parse(readFileSync(list, "utf8")).packages
  return Object.entries(locked).every(([path, entry]) =>
    path === "" || entry.optional || (present[path]?.version === entry.version && existsSync(join(root, path))))
}

/** The machine's Node if it strips types and has a SQLite that is safe to write with, else our own. */
function findNode() {
  if (atLeast(process.versions.node, [22, 19]) && atLeast(process.versions.sqlite, [3, 51, 3])) return process.execPath
  const own = join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node")
  if (runs(own)) return own
  // npm was told not to run install scripts: the package is there, its binary is not.
  const options = { cwd: join(modules, "node"), stdio: ["ignore", "ignore", 2] }
  spawnSync(process.execPath, ["installArchSpecificPackage.js"], options)
  if (runs(own)) return own
  const ours = `the one of the npm package "node" does not run here`
  stop(`this Node is ${process.version}, too old, and ${ours}; install Node 24 (https://nodejs.org)`, 1)
}

function runs(binary) {
  const answer = existsSync(binary) ? spawnSync(binary, ["--version"], { encoding: "utf8" }) : undefined
  return answer?.status === 0 && atLeast(answer.stdout.trim().slice(1), [22, 19])
}

/** Whether a dotted version (absent: no) is at least the numbers of `wanted`. */
function atLeast(version, wanted) {
  if (version === undefined) return false
  const have = version.split(".").map(Number)
  for (let i = 0; i < wanted.length; i++) if ((have[i] ?? 0) !== wanted[i]) return (have[i] ?? 0) > wanted[i]
  return true
}

/** Runs the job with the terminal as its own, and ends as it ended: same code, same signal. */
function run(binary, args) {
  const path = [dirname(binary), join(modules, ".bin"), process.env.PATH].filter(Boolean).join(delimiter)
  const child = spawn(binary, args, { cwd: root, stdio: "inherit", env: { ...process.env, PATH: path } })
  // At a terminal Ctrl-C reaches the child by itself; twice would look like an impatient user.
  process.on("SIGINT", () => process.stdin.isTTY || child.kill("SIGINT"))
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal))
  child.on("error", (error) => stop(`${binary} does not start: ${error.message}`, 1))
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}

function stop(sentence, code) {
  console.error(`knhk: ${sentence}`)
  process.exit(code)
}
