/**
 * What compiling costs, cold, by size: `node --conditions=knhk-source bench/compile.ts [--runs N] [--json] [--record]`
 * Each row is the best of N new processes (default 3) over a generated workflow, from the start of the process to the
 * executor's text: reading the module in two children while TypeScript is loaded, lowering, verifying, encoding, and
 * emitting, which asks TypeScript for the payload types: version 7, as a project has it that installs it. `build` is
 * `knhk build` as it is installed, the whole process seen from outside; it keeps Node's compile cache, and what a first
 * run without that takes is `first`. `again` is what an editor waits for: the best of five more compilations of a text
 * that is not saved, by children that are kept ready, without emitting. Milliseconds.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { machine, record } from "./record.ts"
import { generate } from "./type-cost.ts"

const SIZES = [10, 100, 300, 1_000, 3_000]
const { values: options } = parseArgs({
  options: {
    json: { type: "boolean", default: false }, record: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
    one: { type: "string" }, again: { type: "string" },
  },
})

/** Milliseconds by phase. `total` is the whole process from sources, seen from outside. */
interface Row {
  readonly tasks: number
  readonly read: number
  readonly lower: number
  readonly verify: number
  readonly encode: number
  readonly emit: number
  readonly total: number
  readonly build: number
  readonly first: number
  readonly again: number
  readonly tableBytes: number
}

if (options.one !== undefined) await one(options.one)
else if (options.again !== undefined) console.log(await again(options.again))
else table()

/** One process: prints its phases. */
async function one(file: string): Promise<void> {
  const laps: number[] = []
  let since = performance.now()
  const lap = <T>(value: T): T => {
    laps.push(performance.now() - since)
    since = performance.now()
    return value
  }
  const { extract } = await import("../compiler/source/extract.ts")
  const { lower } = await import("../compiler/ir/lower.ts")
  const { verify } = await import("../compiler/verify/verify.ts")
  const { encode } = await import("../compiler/table/encode.ts")
  const { emit, prepare } = await import("../compiler/emit/emit.ts")
  since = performance.now()
  const extracting = extract(file)
  setImmediate(() => void prepare(file))
  const workflow = lap((await extracting).value?.workflows[0])
  const { definition, hash, exportName } = workflow!
  const net = lap(lower(definition).value)
  const sound = lap(verify(net!).value)
  const bytes = lap(encode(sound!, hash))
  const emitted = lap(await emit([{ definition, net: sound!, table: bytes, hash, exportName, joins: [] }], file))
  if (emitted.diagnostics.length > 0) throw new Error("the generated workflow has findings")
  const [read, lowered, verified, encoded, emitting] = laps
  console.log(JSON.stringify({
    read, lower: lowered, verify: verified, encode: encoded, emit: emitting, tableBytes: bytes.length,
  }))
}

/** One edit after the other, with time between them for the children to be ready. */
async function again(file: string): Promise<number> {
  const { compile } = await import("../compiler/compile.ts")
  const { Readers } = await import("../compiler/source/readers.ts")
  const readers = new Readers()
  const text = readFileSync(file, "utf8")
  const times: number[] = []
  for (let edit = 0; edit < 6; edit++) {
    const since = performance.now()
    await compile(file, { overlay: `${text}// ${edit}\n`, readers })
    times.push(performance.now() - since)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  readers.close()
  return Math.min(...times.slice(1))
}

function table(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "../.ci/setup.mjs"), "build"], { stdio: "ignore" })
  const folder = mkdtempSync(join(import.meta.dirname, "../test/.tmp-bench-"))
  try {
    const rows = SIZES.map((tasks): Row => {
      const file = join(folder, `generated-${tasks}.workflow.ts`)
      const schema = `const ty = <T>(): Schema<T> =>
  ({ "~standard": { version: 1, vendor: "bench", validate: (value) => ({ value: value as T }) } })`
      writeFileSync(file, generate("edges", tasks).replace("declare const ty: <T>() => Schema<T>", schema))
      const rows = Array.from({ length: Number(options.runs) }, () => measured(tasks, file))
      const best = rows.reduce((best, row) => (row.total < best.total ? row : best))
      return { ...best, ...installed(folder, file), again: Number(started("--again", file)) }
    })
    const figures = { typescript: typescript(), runs: Number(options.runs), rows }
    if (options.record) record("compile", figures)
    if (options.json) {
      return console.log(JSON.stringify({ node: process.version, machine: machine(), ...figures }, null, 2))
    }
    const heads = ["tasks", "read", "lower", "verify", "encode", "emit", "total", "build", "first", "again", "bytes"]
    console.log(line(heads))
    for (const r of rows) {
      const phases = [r.read, r.lower, r.verify, r.encode, r.emit, r.total, r.build, r.first, r.again]
      console.log(line([r.tasks, ...phases.map((ms) => ms.toFixed(1)), r.tableBytes]))
    }
    const { cores, cpu, load } = machine()
    const versions = `node ${process.version}, TypeScript ${figures.typescript}`
    console.log(`${versions}, ${cores} x ${cpu}, load ${load}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function measured(tasks: number, file: string): Omit<Row, "build" | "first" | "again"> {
  const start = performance.now()
  const text = started("--one", file)
  const total = performance.now() - start
  return { tasks, total, ...JSON.parse(text) as Omit<Row, "tasks" | "total" | "build" | "first" | "again"> }
}

/** `knhk build` of `dist`, once with a compile cache that is empty and then with what that left. */
function installed(folder: string, file: string): Pick<Row, "build" | "first"> {
  const cache = join(folder, "cache")
  rmSync(cache, { recursive: true, force: true })
  mkdirSync(cache)
  const command = [join(import.meta.dirname, "../dist/compiler/bin.js"), "build", file]
  const times = Array.from({ length: Number(options.runs) + 1 }, () => {
    const start = performance.now()
    execFileSync(process.execPath, command, { stdio: "ignore", env: { ...process.env, NODE_COMPILE_CACHE: cache } })
    return performance.now() - start
  })
  return { first: times[0]!, build: Math.min(...times.slice(1)) }
}

/** A new process of this file, and what it prints. */
function started(...args: readonly string[]): string {
  return execFileSync(process.execPath, [...process.execArgv, import.meta.filename, ...args], { encoding: "utf8" })
}

function line(cells: readonly (string | number)[]): string {
  return cells.map((cell) => String(cell).padStart(11)).join("")
}

/** The TypeScript that prints payload types. */
function typescript(): string {
  const file = new URL("../node_modules/@typescript/native/package.json", import.meta.url)
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version
}
