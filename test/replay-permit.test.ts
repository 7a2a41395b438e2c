/**
 * The permit example against its real log, and against an acceptor of the same process that is written
 * down another way: two regular expressions, one for each thread.
 */
import * as fc from "fast-check"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { beforeAll, expect, test } from "vitest"
import { compileDefinition } from "../compiler/compile.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { replayFile } from "../compiler/replay/file.ts"
import type { LogTrace } from "../compiler/replay/log.ts"
import { replay } from "../compiler/replay/replay.ts"
import { readLog } from "../compiler/replay/xes.ts"
import { encode } from "../compiler/table/encode.ts"
import { verify } from "../compiler/verify/verify.ts"
import { Permit } from "../examples/permit/permit.workflow.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import { portableKernel } from "../src/kernel/portable.ts"
import { readTable } from "../src/kernel/table.ts"

const definition = fileURLToPath(new URL("../examples/permit/permit.workflow.ts", import.meta.url))
const log = process.env["KNHK_RECEIPT_LOG"]
  ?? fileURLToPath(new URL("../../shared/logs/receipt.xes.gz", import.meta.url))
const here = existsSync(log)
if (!here) console.info("the receipt log is not here: set KNHK_RECEIPT_LOG to its path to replay it too")

let kernel: Kernel
let names: ReadonlyMap<string, string>
beforeAll(() => {
  const { value, diagnostics } = compileDefinition(Permit.definition)
  expect(diagnostics).toEqual([])
  kernel = portableKernel(readTable(value!.table))
  names = new Map(kernel.table.taskNames.filter((name) => !name.startsWith("~")).map((name) => [short(name), name]))
})

/** `T07-1` for `T07-1 Draft intern advice aspect 1`; the first task has no number. */
const short = (name: string) => (name.startsWith("T") ? name.split(" ")[0]! : "R")

function verdict(words: readonly string[]) {
  const trace: LogTrace = { caseId: "c", events: words.map((word) => ({ activity: names.get(word)! })), skipped: 0 }
  const { fit, prefix } = replay(kernel, [trace])
  return fit === 1 ? "fit" : prefix === 1 ? "prefix" : "misfit"
}

const letter = /^T02 (?:(?:T03|T04 T03) T02 )*T04 T05 $/
const advice = new RegExp("^T06 ((?:(?:(?:T07-[1-5]|T08|T09-[1-4]) )+T06 )*)T10 "
  + "(?:T11 T12 (?:T13 T12 )*T14 T15 |T16 T17 (?:T18 T17 )*T19 T20 )?$")

/** A case fits if both threads do, and in each round of advice an outside party answers after the request. */
function accepted(words: readonly string[]): boolean {
  if (words[0] !== "R") return false
  if (words.length === 1) return true
  const thread = (of: (word: string) => boolean) => words.slice(1).filter(of).map((word) => `${word} `).join("")
  const rounds = advice.exec(thread((word) => !/^T0[2-5]$/.test(word)))
  return letter.test(thread((word) => /^T0[2-5]$/.test(word))) && rounds !== null
    && rounds[1]!.split("T06 ").every((round) => /^(?:T08 T09-[1-4] )?$/.test(round.replace(/T07-\d /g, "")))
}

const word = fc.constantFrom("T07-1", "T07-2", "T07-3", "T07-4", "T07-5")
const party = fc.constantFrom("T09-1", "T09-2", "T09-3", "T09-4")
const interleaved = (a: readonly string[], b: readonly string[]) =>
  fc.array(fc.boolean(), { minLength: a.length + b.length, maxLength: a.length + b.length }).map((turns) => {
    const [left, right] = [[...a], [...b]]
    return turns.flatMap((turn) => (turn ? left.shift() ?? right.shift() : right.shift() ?? left.shift()) ?? [])
  })
const round = fc.tuple(fc.array(word, { maxLength: 4 }), fc.array(party, { maxLength: 1 }))
  .chain(([internal, external]) => interleaved(internal, external.length === 0 ? [] : ["T08", ...external]))
  .filter((words) => words.length > 0)
const tail = fc.oneof(
  fc.constant<string[]>([]),
  fc.nat(2).map((again) => ["T11", "T12", ...Array.from({ length: again }, () => ["T13", "T12"]).flat(), "T14", "T15"]),
  fc.nat(2).map((again) => ["T16", "T17", ...Array.from({ length: again }, () => ["T18", "T17"]).flat(), "T19", "T20"]),
)
const letterThread = fc.array(fc.constantFrom(["T03", "T02"], ["T04", "T03", "T02"]), { maxLength: 3 })
  .map((corrections) => ["T02", ...corrections.flat(), "T04", "T05"])
const adviceThread = fc.tuple(fc.array(round, { maxLength: 3 }), tail)
  .map(([rounds, end]) => ["T06", ...rounds.flatMap((words) => [...words, "T06"]), "T10", ...end])
const run = fc.tuple(letterThread, adviceThread).chain(([a, b]) => interleaved(a, b)).map((words) => ["R", ...words])

test("every run of the process fits, and cut anywhere it is a prefix or fits already", () => {
  fc.assert(fc.property(run, fc.nat(), (words, cut) => {
    expect(accepted(words)).toBe(true)
    expect(verdict(words)).toBe("fit")
    const begun = words.slice(0, cut % words.length)
    expect(verdict(begun)).toBe(accepted(begun) ? "fit" : "prefix")
  }), { numRuns: 150 })
})

test("a run with a few events moved, lost, doubled or put in fits exactly if the acceptor takes it", () => {
  const edit = fc.tuple(fc.constantFrom("drop", "double", "swap", "put"), fc.nat(), fc.nat())
  const seen = { fit: 0, other: 0 }
  fc.assert(fc.property(run, fc.array(edit, { minLength: 1, maxLength: 2 }), (words, edits) => {
    const changed = [...words]
    for (const [kind, where, what] of edits) {
      const at = where % changed.length
      if (kind === "drop" && changed.length > 1) changed.splice(at, 1)
      else if (kind === "double") changed.splice(at, 0, changed[at]!)
      else if (kind === "swap" && at > 0) changed.splice(at - 1, 2, changed[at]!, changed[at - 1]!)
      else changed.splice(at, 0, [...names.keys()][what % names.size]!)
    }
    const fits = accepted(changed)
    seen[fits ? "fit" : "other"]++
    expect(verdict(changed) === "fit", changed.join(" ")).toBe(fits)
  }), { numRuns: 400 })
  expect(Math.min(seen.fit, seen.other)).toBeGreaterThan(20)
})

test("the example has the log's 27 activities and nothing that a person would do besides", () => {
  expect([...names.keys()].sort()).toEqual([
    "R", "T02", "T03", "T04", "T05", "T06", "T07-1", "T07-2", "T07-3", "T07-4", "T07-5", "T08", "T09-1", "T09-2",
    "T09-3", "T09-4", "T10", "T11", "T12", "T13", "T14", "T15", "T16", "T17", "T18", "T19", "T20",
  ])
})

test.runIf(here)("a definition that allows everything fits the real log too, and precision tells", async () => {
  const tasks = [...names.values()].map((name) => `task ${JSON.stringify(name)} in i -> on: i | over: o`)
  const flower = verify(parseNet(`net flower\ncondition i input\ncondition o output\n${tasks.join("\n")}\n`)).value!
  const traces: LogTrace[] = []
  for await (const trace of readLog(log)) traces.push(trace)
  const { fit, precision } = replay(portableKernel(readTable(encode(flower, "0".repeat(64)))), traces)
  expect(fit).toBe(1_434)
  expect(precision.prefixes).toBeCloseTo(0.099, 3)
})

test("a workflow that the file does not have, and a log that is not there, are refused with one sentence", async () => {
  const other = replayFile(definition, log, { workflow: "order" })
  const failures = await Promise.allSettled([other, replayFile(definition, "no.xes")])
  expect(failures.map((failure) => failure.status === "rejected" && String(failure.reason))).toEqual([
    `ReplayFailure: ${definition} has no workflow "order"; say which to replay: permit.`,
    "LogFailure: no.xes: there is no such file; check the path of the log.",
  ])
})

test("a definition with a mistake gives its findings and no report", async () => {
  const { value, diagnostics } = await replayFile("nowhere.workflow.ts", log)
  expect(value).toBeUndefined()
  expect(diagnostics.map(({ severity }) => severity)).toEqual(["error"])
})

test.runIf(here)("all cases of the real log are replayed, and the counts are these", async () => {
  const phases = new Set<string>()
  const { value, diagnostics } = await replayFile(definition, log, { onProgress: (phase) => phases.add(phase) })
  expect(diagnostics).toEqual([])
  const { cases, events, fit, prefix, misfit, precision, unknown, untaken, deviations, search, run } = value!
  expect([cases, events]).toEqual([1_434, 8_577])
  expect({ fit, prefix, misfit }).toEqual({ fit: 1_386, prefix: 44, misfit: 4 })
  expect(precision.states).toBeCloseTo(0.917, 3)
  expect(precision.prefixes).toBeCloseTo(0.797, 3)
  expect([unknown, untaken]).toEqual([[], []])
  const misfits = deviations.filter(({ verdict }) => verdict === "misfit")
  expect(misfits.map(({ caseId, event, activity }) => [caseId, event, short(activity!)]))
    .toEqual([["case-4157", 2, "T06"], ["case-7917", 2, "T05"], ["case-7980", 3, "T06"], ["case-8061", 7, "T09-1"]])
  expect(search.milliseconds + run.milliseconds).toBeLessThan(2_000)
  expect(phases).toEqual(new Set(["read", "replay"]))
})
