/**
 * Both kernels take and refuse the same bytes as tables, for the same reason, whatever was done to them; and what both
 * take both run, and say the same: after the door nothing is checked again, so what passes it must be safe to step.
 *
 *     KNHK_RUNS=1000000 KNHK_SEED=random npx vitest run test/table-mutants.test.ts
 */
import fc from "fast-check"
import { expect, test } from "vitest"
import { mulberry } from "../bench/random.ts"
import { COMMAND_WORDS } from "../src/kernel/command.ts"
import { readTable, type Table, TableError } from "../src/kernel/table.ts"
import { kernelInfo, loadKernel, nativeTableFault } from "../src/runtime/binding.ts"
import { Stream } from "./corpus/stream.ts"
import { anyMutant, bytesOf, keepingText, keptTables, type Mutant } from "./corpus/table-mutant.ts"
import { runs, seed } from "./random.ts"

const RUNS = runs(20_000)
/** Of so many tables that are taken one is stepped. */
const STEPPED = 4
const EVENTS = 24

interface Verdict {
  readonly reason: string | null
  readonly sentence: string
  readonly table?: Table
}

function portable(bytes: Uint8Array): Verdict {
  try {
    return { reason: null, sentence: "", table: readTable(bytes) }
  } catch (error) {
    if (error instanceof TableError) return { reason: error.reason, sentence: error.message }
    throw error
  }
}

const hasNative = kernelInfo().abi !== undefined

/** What both think of the bytes. Fails where they differ. */
function judged(bytes: Uint8Array): Verdict {
  const verdict = portable(bytes)
  const native = hasNative ? nativeTableFault(bytes) : verdict.reason
  if (native !== verdict.reason) {
    throw new Error(`the portable kernel says ${verdict.reason}, the native one ${native}; to keep it, put this into ` +
      `a file of test/corpus/tables, with the right reason: ${keepingText(verdict.reason, bytes)}`)
  }
  return verdict
}

/** Steps both kernels over the same events, and fails where they differ. */
function stepped(table: Table, bytes: Uint8Array): void {
  const kernels = (hasNative ? (["portable", "native"] as const) : (["portable"] as const))
    .map((kind) => loadKernel(table, { kind, capacity: EVENTS }))
  for (const kernel of kernels) kernel.allocate(), kernel.allocate()
  const stream = new Stream(table, [0, 1], mulberry(bytes.length))
  for (let at = 0; at < EVENTS; at++) {
    const event = stream.next()
    const said = kernels.map((kernel) => {
      kernel.events.set(event)
      const count = kernel.step(1)
      return kernel.commands.slice(0, count * COMMAND_WORDS)
    })
    const states = kernels.map((kernel) => [...kernel.read(0), ...kernel.read(1)])
    const isSame = said.join() === Array(said.length).fill(said[0]).join() && new Set(states.map(String)).size === 1
    if (!isSame) throw new Error(`the kernels differ at event ${at}, ${event.join(" ")}: ${keepingText(null, bytes)}`)
    stream.hear(said[0]!)
  }
}

test(`the kernels judge ${RUNS} mutants of tables alike (seed ${seed})`, () => {
  const reasons = new Map<string, number>()
  const sentences = new Set<string>()
  let steps = 0
  const since = performance.now()
  fc.assert(fc.property(anyMutant, (mutant: Mutant) => {
    const bytes = bytesOf(mutant)
    const { reason, sentence, table } = judged(bytes)
    const times = (reasons.get(String(reason)) ?? 0) + 1
    reasons.set(String(reason), times)
    sentences.add(sentence.replaceAll(/\d+/g, "#"))
    if (table === undefined || times % STEPPED !== 0) return
    stepped(table, bytes)
    steps++
  }), { seed, numRuns: RUNS })
  const seconds = ((performance.now() - since) / 1_000).toFixed(1)
  const counts = [...reasons].map((line) => line.join(" ")).sort().join(", ")
  console.info(`${RUNS} mutants, seed ${seed}, ${seconds} s: ${counts}; ${sentences.size} sentences, ${steps} stepped`)
  if (RUNS < 20_000) return
  expect([...reasons.keys()].sort()).toEqual(["checksum", "index", "layout", "magic", "null", "truncated", "version"])
  // What is behind the checksums is come to, most of all: it refuses in so many words.
  expect(reasons.get("index")).toBeGreaterThan(RUNS / 4)
  expect(sentences.size).toBeGreaterThan(140)
  expect(steps).toBeGreaterThan(500)
}, 60_000 + 5 * RUNS)

test.each(keptTables())("$name is judged as it should be", ({ reason, bytes }) => {
  const verdict = judged(bytes)
  expect(verdict.reason).toBe(reason)
  if (verdict.table !== undefined) stepped(verdict.table, bytes)
})
