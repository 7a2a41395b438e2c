/**
 * What a step of the native engine costs in instructions, as Valgrind counts them: the same on every machine, whatever
 * else runs there. `native/engine/benches/steps.rs` has the nets. Left out where cargo or Valgrind is missing.
 */
import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { expect, test } from "vitest"

const native = join(import.meta.dirname, "../native")

/** By number of the net: instructions of a step at most. A tenth above what was counted with rustc 1.95. */
const LIMITS = [
  ["one word: 8 tasks in a circle", 171],
  ["one word: AND-split, AND-join", 201],
  ["XOR-split, XOR-join of two inputs", 413],
  ["AND-split, OR-join that waits", 644],
  ["four words: 120 tasks in a circle", 391],
  ["counters: 8 tasks, bound 3", 430],
] as const
const STEPS = 8_192

const absent = ["cargo", "valgrind"].find((tool) => spawnSync(tool, ["--version"]).status !== 0)
const isCounted = absent === undefined && process.arch === "x64" && process.platform === "linux"
const bench = isCounted ? build() : undefined
const unbuilt = bench === undefined ? "a cargo that builds the bench" : undefined
const missing = absent ?? (isCounted ? unbuilt : "Linux on x64")
if (missing !== undefined) console.info(`instructions of a step: not counted, for want of ${missing}`)

test.skipIf(missing !== undefined)("a step takes no more instructions than it did", () => {
  const counted = LIMITS.map(([name], shape) => {
    const [fewer, more] = [STEPS, 2 * STEPS].map((steps) => instructions(bench!, shape, steps))
    return { name, instructions: Math.round((more! - fewer!) / STEPS) }
  })
  console.info(counted.map(({ name, instructions }) => `${name}: ${instructions} instructions`).join("\n"))
  const above = counted.filter(({ instructions }, shape) => instructions > LIMITS[shape]![1])
  expect(above).toEqual([])
  // It counts: no step is free.
  expect(counted.every(({ instructions }) => instructions > 50)).toBe(true)
}, 600_000)

/** Path of the bench; none if it cannot be built. */
function build(): string | undefined {
  const args = ["bench", "--locked", "--package", "knhk-engine", "--bench", "steps", "--no-run"]
  const options = { cwd: native, encoding: "utf8" } as const
  const { status, stdout } = spawnSync("cargo", [...args, "--message-format", "json"], options)
  if (status !== 0) return undefined
  const made = stdout.trim().split("\n").map((line) => JSON.parse(line) as { readonly executable?: string | null })
  return made.flatMap(({ executable }) => executable ?? []).at(-1)
}

function instructions(bench: string, shape: number, steps: number): number {
  const args = ["--tool=callgrind", "--callgrind-out-file=/dev/null", bench, "--count", String(shape), String(steps)]
  const { stderr } = spawnSync("valgrind", args, { encoding: "utf8" })
  const [, refs] = /I +refs: +([\d,]+)/.exec(stderr) ?? []
  if (refs === undefined) throw new Error(`valgrind did not count: ${stderr}`)
  return Number(refs.replaceAll(",", ""))
}
