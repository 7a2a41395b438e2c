/** Replay on small nets whose fitness and precision are worked out by hand. */
import { createHash } from "node:crypto"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, test } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import { ReplayFailure } from "../compiler/replay/failure.ts"
import type { LogTrace } from "../compiler/replay/log.ts"
import { readMap } from "../compiler/replay/map.ts"
import { renderReplay } from "../compiler/replay/render.ts"
import { replay, type ReplayOptions } from "../compiler/replay/replay.ts"
import { encode } from "../compiler/table/encode.ts"
import { verify } from "../compiler/verify/verify.ts"
import { portableKernel } from "../src/kernel/portable.ts"
import { readTable } from "../src/kernel/table.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { tableOf } from "./corpus/stepper.ts"

/** a, then b or e as its outcome says. */
const choice = `
net choice
condition i input
condition c
condition d
condition o output
task a in i -> left: c | right: d
task b in c -> done: o
task e in d -> done: o
`

/** a, then b and c side by side, then d, then e or f as its outcome says. */
const parallel = `
net parallel
condition i input
condition b1
condition b2
condition c1
condition c2
condition e1
condition f1
condition o output
task a in i -> done: b1 c1
task b in b1 -> done: b2
task c in c1 -> done: c2
task d and in b2 c2 -> e: e1 | f: f1
task e in e1 -> done: o
task f in f1 -> done: o
`

/** a, then b as often as its outcome says. */
const loop = `
net loop
condition i input
condition c
condition o output
task a in i -> done: c
task b in c -> again: c | enough: o
`

/** a puts two threads on their way, each of which ends by itself; both of a's outcomes lead to b. */
const implicit = `
net threads implicit
condition i input
condition b1
condition c1
condition p output
condition q output
task a in i -> both: b1 c1 | one: b1
task b in b1 -> done: p
task c in c1 -> done: q
`

/** Everything at any time. */
const flower = `
net flower
condition i input
condition o output
task a in i -> on: i | over: o
task b in i -> on: i | over: o
task c in i -> on: i | over: o
task d in i -> on: i | over: o
`

/** A task of a sub-workflow stands in the net as `outer/inner`; one task is silent. */
const nested = `
net nested
scope pay Payment
condition i input
condition c
condition d
condition o output
task order in i -> done: c
task ~begin silent in c -> done: d
task pay/charge scope 1 in d -> done: o
`

function kernelOf(net: string) {
  const { value, diagnostics } = verify(parseNet(net.trimStart()))
  if (value === undefined) throw new Error(diagnostics.map(({ message }) => message).join("\n"))
  return portableKernel(readTable(encode(value, createHash("sha256").update(net).digest("hex"))))
}

const traces = (...cases: readonly string[]): LogTrace[] => cases.map((words, index) => ({
  caseId: `c${index + 1}`,
  events: words.split(" ").filter((word) => word !== "").map((activity) => ({ activity })),
  skipped: 0,
}))

interface Expected {
  readonly fit: number
  readonly prefix: number
  readonly misfit: number
  readonly states: number
  readonly prefixes: number
  readonly events: number
}

/** Fractions are written out as (tasks taken, times visits) / (tasks enabled, times visits). */
const cases: readonly (readonly [what: string, net: string, log: readonly string[], Expected])[] = [
  ["everything that is allowed is taken", choice, ["a b", "a e"],
    { fit: 2, prefix: 0, misfit: 0, states: 1, prefixes: 1, events: 1 }],
  ["an outcome that the log never needs costs precision", choice, ["a b", "a b", "a b"],
    { fit: 3, prefix: 0, misfit: 0, states: (3 + 3) / (3 + 6), prefixes: (3 + 3) / (3 + 6), events: 1 }],
  ["a case that stops is a prefix, and what it could have done counts", choice, ["a", "a b"],
    { fit: 1, prefix: 1, misfit: 0, states: (2 + 2) / (2 + 4), prefixes: (2 + 2) / (2 + 4), events: 1 }],
  ["an event too many and an event out of turn are misfits", choice, ["a b b", "b a", "a b"],
    { fit: 1, prefix: 0, misfit: 2, states: (3 + 2) / (3 + 4), prefixes: (3 + 2) / (3 + 4), events: 4 / 7 }],
  ["an empty case is a prefix", choice, ["", "a e"],
    { fit: 1, prefix: 1, misfit: 0, states: (2 + 1) / (2 + 2), prefixes: (2 + 1) / (2 + 2), events: 1 }],
  ["both orders of parallel tasks: by state all is taken, by prefix each order has its own end", parallel,
    ["a b c d e", "a c b d f"],
    { fit: 2, prefix: 0, misfit: 0, states: 1, events: 1,
      prefixes: (2 + 4 + 1 + 1 + 1 + 1 + 1 + 1) / (2 + 4 + 1 + 1 + 1 + 1 + 2 + 2) }],
  ["one order of parallel tasks alone costs precision", parallel, ["a b c d e"],
    { fit: 1, prefix: 0, misfit: 0, states: 5 / 7, prefixes: 5 / 7, events: 1 }],
  ["a join waits for both", parallel, ["a b d"],
    { fit: 0, prefix: 0, misfit: 1, states: (1 + 1 + 0) / (1 + 2 + 1), prefixes: 2 / 4, events: 2 / 3 }],
  ["a loop keeps both ways open: the case may go on and may be over", loop, ["a b", "a b b b", "a"],
    // by state: root, after a (not over: c marked), after b (c marked or over, the same each round)
    { fit: 2, prefix: 1, misfit: 0, states: (3 + 3 + 4) / (3 + 3 + 4), events: 1,
      prefixes: (3 + 3 + 2 + 1 + 0) / (3 + 3 + 2 + 1 + 1) }],
  ["an implicit end is reached with one thread or with both", implicit, ["a b", "a b c", "a c b", "a c", "a b b"],
    // after a: b c taken of b c; after a b: c of c; after a c: b of b; ends: nothing
    { fit: 3, prefix: 1, misfit: 1, states: 1, prefixes: 1, events: 12 / 13 }],
  ["a definition that allows everything fits all, and only precision by prefix sees through it", flower,
    ["a b c d", "d c b a", "b", "c a"],
    // by prefix: four of four at the root, then one of four at a, ab, abc, d, dc, dcb, c, none at the other four
    { fit: 4, prefix: 0, misfit: 0, states: 1, events: 1, prefixes: (4 * 4 + 7) / (4 * 4 + 11 * 4) }],
  ["a task of a sub-workflow answers to its own name and to its full one", nested, ["order charge", "order pay/charge"],
    { fit: 2, prefix: 0, misfit: 0, states: 1, prefixes: 1, events: 1 }],
]

test.each(cases)("%s", (_, net, log, expected) => {
  const report = replay(kernelOf(net), traces(...log))
  const { fit, prefix, misfit, precision, fitness } = report
  expect({ fit, prefix, misfit }).toEqual({ fit: expected.fit, prefix: expected.prefix, misfit: expected.misfit })
  expect(precision.states).toBeCloseTo(expected.states, 12)
  expect(precision.prefixes).toBeCloseTo(expected.prefixes, 12)
  expect(fitness.events).toBeCloseTo(expected.events, 12)
  expect(fitness.cases).toBeCloseTo(expected.fit / log.length, 12)
  expect(fitness.prefixes).toBeCloseTo((expected.fit + expected.prefix) / log.length, 12)
})

test("each case that does not fit says where and what was enabled instead", () => {
  const { deviations } = replay(kernelOf(parallel), traces("a b d e", "a b", "z", "a b c d e"))
  expect(deviations).toEqual([
    { caseId: "c1", verdict: "misfit", event: 2, activity: "d", enabled: ["c"] },
    { caseId: "c2", verdict: "prefix", event: 2, enabled: ["c"] },
    { caseId: "c3", verdict: "misfit", event: 0, activity: "z", enabled: ["a"] },
  ])
})

test("activities without a task, tasks without an event and the outcomes taken are told", () => {
  const { unknown, untaken, outcomes } = replay(kernelOf(choice), traces("a b", "a b", "a z", "z"))
  expect(unknown).toEqual([{ activity: "z", count: 2 }])
  expect(untaken).toEqual(["e"])
  expect(outcomes.filter(({ outcome }) => outcome === "left")[0]!.count).toBeGreaterThanOrEqual(2)
})

test("activities of other names are mapped, and a map to no task is refused with one sentence", () => {
  const options: ReplayOptions = { map: { Start: "a", "Links = goed": "b", charge: "nothing" } }
  const log = traces("Start b", "a b")
  expect(() => replay(kernelOf(choice), log, options))
    .toThrow(new ReplayFailure("map", `the map sends activity "charge" to "nothing", which is no task of choice.`))
  expect(replay(kernelOf(choice), log, { map: { Start: "a" } })).toMatchObject({ fit: 2 })
})

test("a map is read from entries and from JSON, and a bad one is refused with one sentence", async () => {
  const folder = mkdtempSync(join(tmpdir(), "knhk-map-"))
  const file = (name: string, text: string) => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  try {
    const good = file("good.json", `{ "Start": "a", "Stop": "b" }`)
    expect({ ...await readMap([good, "Stop=e", "x=y=z"]) }).toEqual({ Start: "a", Stop: "e", "x=y": "z" })
    for (const [entry, sentence] of [
      ["nothing", `"nothing" maps no activity; write activity=task or the path of a .json file.`],
      ["=a", `"=a" maps no activity`],
      [join(folder, "absent.json"), "absent.json cannot be read; check its path."],
      [file("bad.json", "{"), `bad.json is not JSON; write { "activity": "task" }.`],
      [file("list.json", "[1]"), "list.json must be an object of task names"],
    ] as const) {
      const failure = await readMap([entry]).then(() => undefined, (error: unknown) => error)
      expect(failure).toMatchObject({ _tag: "ReplayFailure", reason: "map" })
      expect(String(failure)).toContain(sentence)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

test("a definition with more states than the bound is refused, not half searched", () => {
  expect(() => replay(kernelOf(parallel), traces("a b c d e"), { statesMax: 3 }))
    .toThrow(new ReplayFailure("states", "replay passed its bound of 3 states of one case; raise it."))
})

/** What fits of each case: `fit`, `prefix` or the index of the event that did not, with what was enabled. */
function verdicts(net: string, ...log: readonly string[]) {
  const { deviations, outcomes } = replay(portableKernel(tableOf(parseNet(net.trimStart()))), traces(...log))
  const found = new Map(deviations.map(({ caseId, verdict, event, enabled }) =>
    [caseId, verdict === "prefix" ? verdict : `${event}: ${enabled.join(" ")}`]))
  return { verdicts: log.map((_, index) => found.get(`c${index + 1}`) ?? "fit"), outcomes }
}

const declare = (names: string) => names.split(" ").map((name) => `condition ${name}`).join("\n")

test("an OR-split may take any routes, and those taken are counted", () => {
  const { verdicts: found, outcomes } = verdicts(`
net split
condition i input
${declare("b c e x y")}
condition o output
task A several in i -> b: b | b-not: x | c: c | c-not: y | else: e | else-not:
task B in b -> done: x
task C in c -> done: y
task D and in x y -> done: o
task E in e -> done: o
`, "A B D", "A C B D", "A E", "A B E", "A B C", "A B C E")
  expect(found).toEqual(["fit", "fit", "fit", "2: C D", "prefix", "3: D"])
  expect(outcomes.map(({ outcome }) => outcome)).toEqual(["b", "c", "else"])
  expect(outcomes[2]!.count).toBeGreaterThanOrEqual(1)
})

test("an event of a task that waits for a signal is the signal, which wakes the first that waits", () => {
  const { verdicts: found } = verdicts(`
net waiting
condition i input
${declare("b c p q k")}
condition o output
trigger s
task A in i -> done: b c
task V receive s in b -> done: p
task W receive s in c -> done: q
task T timer in c -> done: q
task Z and in p q -> done: o
`, "A V W Z", "A V T Z", "A W V Z", "V")
  expect(found).toEqual(["fit", "fit", "1: V T", "0: A"])
})

test("a task that others keep out is not enabled", () => {
  const { verdicts: found } = verdicts(`
net excluded
condition i input
${declare("b c d p q")}
condition o output
task A in i -> done: b c
task B in b -> done: d excludes C
task D in d -> done: p excludes C
task C in c -> done: q unless d excludes B D
task Z and in p q -> done: o
`, "A B D C Z", "A C B D Z", "A B C D Z")
  expect(found).toEqual(["fit", "fit", "2: D"])
})

test.each([
  ["instances", "task X in i -> done: o instances 2 min 2 max 2"], ["calls", "task X call 0 in i -> done: o"],
])("a workflow with %s is refused with one sentence", (_, task) => {
  const kernel = portableKernel(tableOf(parseNet(`net n\ncondition i input\ncondition o output\n${task}`)))
  expect(() => replay(kernel, traces("X"))).toThrow(new ReplayFailure("workflow",
    '"X" of n is done several times or as a case of its own, which replay does not follow; replay a workflow ' +
      "without such tasks."))
})

test("a failed replay gives the kernel its slots back", () => {
  const kernel = kernelOf(parallel)
  const before = kernel.allocate()
  kernel.release(before)
  expect(() => replay(kernel, traces("a b c d e"), { statesMax: 3 })).toThrow(ReplayFailure)
  expect(kernel.slot(kernel.allocate())).toBe(before)
})

test("the straight run takes every case through the kernel, in batches", () => {
  const log = Array.from({ length: 5_000 }, (_, n) => (n % 2 === 0 ? "a b c d e" : "a c b d f"))
  const progress: number[] = []
  const report = replay(kernelOf(parallel), traces(...log), { onProgress: (cases) => progress.push(cases) })
  expect(report).toMatchObject({ cases: 5_000, events: 25_000, fit: 5_000, run: { stepped: 5_000 * 11 } })
  expect(report.outcomes).toEqual([
    { task: "d", outcome: "e", count: 2_500 },
    { task: "d", outcome: "f", count: 2_500 },
  ])
  expect(progress.at(-1)).toBe(5_000)
})

test.runIf(kernelInfo().kind === "native")("both kernels give the same report", () => {
  for (const [, net, log] of cases) {
    const { table } = kernelOf(net)
    const [portable, native] = [portableKernel(table), loadKernel(table, { kind: "native" })].map((kernel) => {
      const { kernel: kind, search, run, ...found } = replay(kernel, traces(...log))
      return { ...found, states: search.states, stepped: [search.stepped, run.stepped] }
    })
    expect(native).toEqual(portable)
  }
})

test("the text names the counts, the deviations by frequency and what was enabled", () => {
  const report = replay(kernelOf(choice), traces("a b", "a b b", "a b b", "b", "a z"))
  const text = renderReplay({
    ...report, search: { ...report.search, milliseconds: 4 }, run: { ...report.run, milliseconds: 1 },
  }, { casesMax: 1 })
  expect(text).toMatchInlineSnapshot(`
    "choice: 5 cases, 11 events

      fit                1   20.0 %  every event was enabled in its turn, and the case may end after the last
      prefix             0    0.0 %  every event was enabled in its turn, but the case is not over
      misfit             4   80.0 %  an event was not enabled

      fitness     20.0 % of the cases,  20.0 % at least as a prefix,  63.6 % of the events
      precision  0.692 by prefix, 0.692 by state
      replayed in 5.0 ms (2,200 events/s, portable kernel: 4 states, 26 steps)

    Activities that no task is called
      1 x z

    Tasks that the log never takes
      e

    First event that was not enabled
      2 x b
          enabled: nothing
          cases: c2 (event 3), and 1 more
      1 x b
          enabled: a
          cases: c4 (event 1)
      1 x z
          enabled: b, e
          cases: c5 (event 2)
    "
  `)
})
