/**
 * The types as a contract: what must compile and what must not, where the wavy line stands and what
 * it says, and what a workflow costs the checker. `UPDATE_GOLDEN=1` rewrites the golden files.
 */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { createRequire } from "node:module"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { sentences } from "knhk"
import { compilers, declaration, declare, forms, measure, measureForms, type Version } from "../bench/type-cost.ts"

const root = join(import.meta.dirname, "..")
const golden = join(import.meta.dirname, "golden/types")
const run = promisify(execFile)

/** Milliseconds that checkers may take on a busy machine. */
const PATIENCE = 240_000
const { default: tsd } = createRequire(import.meta.url)("tsd") as typeof import("tsd")

test("what must compile does, what must not does not", async () => {
  const found = await tsd({ cwd: root, typingsFile: "src/index.ts", testFiles: ["test-d/*.test-d.ts"] })
  // tsd also wants its typings file among the published files; ours are emitted, and this one is their source.
  const ours = found.filter((one) => !one.fileName.endsWith("package.json"))
  expect(ours.map((one) => `${one.fileName}:${one.line}:${one.column} ${one.message}`)).toEqual([])
})

describe("each mistake has its place and its words", () => {
  /** What a checker says about all of the `*.bad.ts` files. */
  async function mistakes(version: Version): Promise<string> {
    const args = [compilers[version], "-p", join(golden, "tsconfig.json"), "--pretty", "false"]
    const ran = run(process.execPath, args, { cwd: golden, maxBuffer: 1 << 26 })
    return ran.then(({ stdout }) => stdout, (failed: { readonly stdout: string }) => failed.stdout)
  }

  /** `file(line,column): code` of each, sorted: the order of files is the checker's own. */
  const places = (text: string) =>
    [...text.matchAll(/^(\S+)\((\d+),(\d+)\): error (TS\d+)/gm)]
      .map(([, file, line, column, code]) => ({ file: file!, line: Number(line), column: Number(column), code: code! }))
      .sort((a, b) => a.file.localeCompare(b.file) || a.line - b.line || a.column - b.column)

  let said: Record<Version, string>
  beforeAll(async () => {
    const [six, seven] = await Promise.all([mistakes(6), mistakes(7)])
    said = { 6: six, 7: seven }
  }, PATIENCE)

  test.each([6, 7] as const)("places and codes stay as they are on TypeScript %i", (version) => {
    const lines = places(said[version]).map(({ file, line, column, code }) => `${file}:${line}:${column} ${code}`)
    check(`places-${version}.txt`, `${lines.join("\n")}\n`)
  })

  test("both checkers point at the same places", () => {
    const positions = (version: Version) => places(said[version]).map(({ code: _, ...place }) => place)
    expect(positions(6)).toEqual(positions(7))
  })

  test("the messages stay as they are on TypeScript 7", () => {
    const file = (message: string) => places(message)[0]?.file ?? ""
    const blocks = said[7].split(/^(?=\S+\(\d+,\d+\): error)/m).sort((a, b) => file(a).localeCompare(file(b)))
    check("messages-7.txt", blocks.join(""))
  })

  test("what is no mistake compiles", () => {
    const good = places(said[7]).concat(places(said[6])).filter(({ file }) => !file.endsWith(".bad.ts"))
    expect(good).toEqual([])
  })

  test("every mistake in the files is found, and nothing but those", () => {
    for (const file of new Set(places(said[7]).map((place) => place.file))) {
      const source = readFileSync(join(golden, file), "utf8").split("\n")
      const ours = places(said[7]).filter((place) => place.file === file)
      const found = new Set(ours.map((place) => paragraph(source, place.line)))
      const made = new Set(source.flatMap((text, i) => (text.startsWith("// ") ? [paragraph(source, i + 1)] : [])))
      expect([file, [...found].sort()]).toEqual([file, [...made].sort()])
    }
  })

  test("a mistake in a flow does not make build() say that tasks have no flow", () => {
    const alone = places(said[7]).filter(({ file }) => file.startsWith("alone"))
    expect(alone.length).toBeGreaterThan(0)
    expect(alone.filter(({ code }) => code === "TS2349")).toEqual([])
  })

  test.each([
    "unreachable", "deadEnd", "decisionLeft", "silentChoice", "noOutcome", "otherwise", "byOutcome", "onData",
    "openEnd", "noFlows", "two", "threads", "enough", "notOffered", "noInstances", "noWayOut", "instancesMost",
    "instancesNumber", "instancesLeast", "instancesJoin", "countAboveMax", "minAboveCount", "minAboveMax",
    "joinAboveCount", "joinAboveMax", "joinAndUntil",
  ] as const)("the type says the sentence that run time says: %s", (fault) => {
    expect(said[7]).toContain(`Fault<${JSON.stringify(sentences[fault])}`)
    expect(said[6]).toContain(`Fault<${JSON.stringify(sentences[fault])}`)
  })

  test.each([6, 7] as const)("types alone see what a recursion takes and gives on TypeScript %i", (version) => {
    const fault = /Fault<"a recursion takes what its workflow takes, .*", CallSpec<"input", Order, Order>>/
    expect(said[version]).toMatch(fault)
  })

  /** The comment above the paragraph that a line is in: it names the mistake. */
  function paragraph(source: readonly string[], line: number): string {
    for (let i = line - 1; i >= 0; i -= 1) if (source[i]!.startsWith("// ")) return source[i]!
    return ""
  }

  function check(file: string, actual: string): void {
    const path = join(golden, file)
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(path, actual)
    expect(actual).toBe(readFileSync(path, "utf8"))
  }
})

describe("what a workflow costs the checker", () => {
  const SIZES = [100, 300, 1_000, 3_000] as const
  const folder = mkdtempSync(join(tmpdir(), "knhk-types-"))
  const count = new Map<number, number>()
  beforeAll(() => {
    declare(folder)
    for (const size of SIZES) count.set(size, measure(folder, "edges", size, 7).instantiations)
  }, PATIENCE)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test.each(SIZES)("a workflow of %i tasks takes at most 110 instantiations a task", (size) => {
    expect(count.get(size)! / size).toBeLessThanOrEqual(110)
  })

  test.each([[300, 1_000], [1_000, 3_000]] as const)("the cost grows linearly from %i to %i tasks", (from, to) => {
    const slope = (count.get(300)! - count.get(100)!) / 200
    const expected = slope * (to - from)
    expect(Math.abs(count.get(to)! - count.get(from)! - expected) / expected).toBeLessThanOrEqual(0.02)
  })

  test("TypeScript 6 counts the same, but for a few", () => {
    expect(Math.abs(measure(folder, "edges", 300, 6).instantiations - count.get(300)!)).toBeLessThanOrEqual(50)
  })

  test("blocks take at most 115 instantiations a task beyond the fixed part, linearly", () => {
    const [small, middle, large] = [100, 200, 400].map((size) => measure(folder, "blocks", size, 7).instantiations)
    expect((middle! - small!) / 100).toBeLessThanOrEqual(115)
    expect(Math.abs((large! - middle!) / (2 * (middle! - small!)) - 1)).toBeLessThanOrEqual(0.02)
  })

  test("a use of each form takes at most twice what a join does, but for xor() with its two spellings", () => {
    const cost = measureForms(folder, 7)
    const join = cost.get("join")!
    expect(join).toBeLessThanOrEqual(170)
    const dear = [...cost].filter(([form, count]) => count > (form === "xor" ? 3 : 2) * join)
    expect(dear).toEqual([])
    expect([...cost.values()].every((count) => count > 0)).toBe(true)
    expect(cost.size).toBe(Object.keys(forms).length)
  }, PATIENCE)

  test.each([6, 7] as const)("a workflow of 1,000 tasks declares itself in under 1 KB on TypeScript %i", (version) => {
    const text = declaration(folder, 1_000, version)
    expect(text).toContain('Workflow<"generated"')
    expect(text.length).toBeLessThan(1_024)
  })
})
