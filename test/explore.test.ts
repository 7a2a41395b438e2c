/** Exploration: the notation, data that fix choices, limits that are told, and sizes that must not explode. */
import { decision, flow, otherwise, sub, task, when, workflow, xor } from "knhk"
import { expect, test } from "vitest"
import { explore, type ExploreOptions, shortestFirst } from "../compiler/explore/explore.ts"
import { ExploreError } from "../compiler/explore/explore-error.ts"
import { written } from "../compiler/explore/vocabulary.ts"
import { lower } from "../compiler/ir/lower.ts"
import { parseNet } from "../compiler/ir/text.ts"
import type { Definition } from "../src/definition/definition.ts"
import { any } from "./corpus/any-schema.ts"
import { tableOf } from "./corpus/stepper.ts"

const work = () => task({ input: any, output: any })

const weighing = workflow("weighing")
  .tasks({
    weigh: work(), check: decision({ input: any, outcomes: { ok: any, again: any } }), van: work(), truck: work(),
  })
  .start("weigh")
  .flows((t) => [
    xor(t.weigh, [when((x) => (x as { kilos: number }).kilos > 30, t.truck), otherwise(t.check)]),
    xor(t.check, { ok: t.van, again: t.weigh }),
  ])
  .end("van", "truck")
  .build().definition

const outer = workflow("outer")
  .tasks({ a: work(), s: sub({ id: "weighing", definition: weighing } as never) })
  .start("a")
  .flows((t) => [flow(t.a, t.s)])
  .end("s")
  .build().definition

function traces(definition: Definition, options: ExploreOptions) {
  return explore(tableOf(lower(definition).value!), options)
}

/** Milliseconds that this process has worked: what others do on the machine meanwhile is no matter. */
function worked(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** `width` tasks side by side between A and Z. */
function parallel(width: number) {
  const each = (line: (i: number) => string) => Array.from({ length: width }, (_, i) => line(i)).join("\n")
  return tableOf(parseNet(`net parallel\ncondition i input\n${each((i) => `condition p${i}\ncondition q${i}`)}
condition o output
task A in i -> done: ${each((i) => `p${i}`).replaceAll("\n", " ")}
${each((i) => `task P${i} in p${i} -> done: q${i}`)}
task Z and in ${each((i) => `q${i}`).replaceAll("\n", " ")} -> done: o`))
}

test("an outcome that is given fixes a decision, each time it is made", () => {
  const found = traces(weighing, { data: { check: { outcome: "ok" } } })
  expect(found).toEqual({
    definition: "weighing", complete: true, bound: 100, limit: null, traces: ["weigh check van !ok", "weigh truck !ok"],
  })
})

test("an output that is given fixes a choice on data, by the guards of the definition", () => {
  const check = { outcome: "ok" }
  const light = traces(weighing, { data: { weigh: { kilos: 30 }, check }, definition: weighing })
  expect(light.traces).toEqual(["weigh check van !ok"])
  const heavy = traces(weighing, { data: { weigh: { kilos: 31 } }, definition: weighing })
  expect([heavy.traces, heavy.complete]).toEqual([["weigh truck !ok"], true])
})

test("the guards of a sub-workflow are found by the path of the task", () => {
  const found = traces(outer, { data: { "s/weigh": { kilos: 31 } }, definition: outer })
  expect(found.traces).toEqual(["a s/weigh s/truck !ok"])
})

test("an output that looks like a choice is an output: the guards judge it", () => {
  const data = { weigh: { outcome: "otherwise", kilos: 31 } }
  expect(traces(weighing, { data, definition: weighing }).traces).toEqual(["weigh truck !ok"])
})

test("data of a task without a choice change nothing", () => {
  const maxLength = 9
  expect(traces(weighing, { data: { van: 7 }, maxLength })).toEqual(traces(weighing, { maxLength }))
})

test.each<readonly [what: string, options: ExploreOptions, message: string]>([
  ["data of a task that is not there", { data: { wiegh: 1 } }, 'data: "weighing" has no task "wiegh": mend the name'],
  ["data that choose no outcome", { data: { check: "ok" } },
    'data of "check": this chooses none of its outcomes: give { "outcome": one of "ok", "again" }'],
  ["data that are null", { data: { check: null } },
    'data of "check": this chooses none of its outcomes: give { "outcome": one of "ok", "again" }'],
  ["an outcome that is not there", { data: { check: { outcome: "when-9" } } },
    'data of "check": this chooses none of its outcomes: give { "outcome": one of "ok", "again" }'],
  ["data of guards that are not at hand", { data: { weigh: { outcome: "when-1" } } },
    'data of "weigh": its guards are not at hand: give the definition that has them'],
  ...[null, [], 3, "abc"].map((data) => [
    `${JSON.stringify(data)} as data`, { data: data as never },
    'data: give what tasks return, by name: { "check": { "outcome": "ok" } }',
  ] as const),
  ["data on which a guard throws", { data: { weigh: null }, definition: weighing },
    'data of "weigh": a guard throws on it: give what the task would give'],
  ["a signal", { inputs: ["paid"] }, 'inputs: no task of "weighing" waits for "paid": leave it out'],
  ["a length of nothing", { maxLength: 0 }, "maxLength: give a whole number, 1 or more"],
])("%s: refused in one sentence", (_, options, message) => {
  expect(() => traces(weighing, options)).toThrow(ExploreError)
  expect(() => traces(weighing, options)).toThrow(message)
})

test("a loop is listed up to the length asked for, and never said to be complete", () => {
  const found = traces(weighing, { maxLength: 7 })
  expect(found).toEqual({
    definition: "weighing", complete: false, bound: 7, limit: "length",
    traces: [
      "weigh check van !ok", "weigh check weigh check van !ok", "weigh check weigh check weigh truck !ok",
      "weigh check weigh truck !ok", "weigh truck !ok",
    ],
  })
})

test("a list that fits exactly is complete, and one word less is not", () => {
  const net = tableOf(parseNet("net n\ncondition i input\ncondition o output\ntask A in i -> done: o"))
  expect(explore(net, { maxLength: 2 })).toMatchObject({ complete: true, limit: null, traces: ["A !ok"] })
  expect(explore(net, { maxLength: 1 })).toMatchObject({ complete: false, limit: "length", bound: 1, traces: [] })
})

test("eight tasks side by side give their 40,320 orders, all of them, in a moment", () => {
  const before = worked()
  const found = explore(parallel(8))
  expect([found.traces.length, new Set(found.traces).size, found.complete]).toEqual([40_320, 40_320, true])
  expect(worked() - before).toBeLessThan(5_000)
})

test("more traces than the limit are cut, and what is listed is sorted, real and told as incomplete", () => {
  const found = explore(parallel(8), { level: "lifecycle", maxTraces: 1_000 })
  expect([found.traces.length, found.complete, found.limit, found.bound]).toEqual([1_000, false, "traces", 20])
  expect(found.traces).toEqual([...found.traces].sort())
  for (const trace of found.traces) expect(trace).toMatch(/^A\+ A- (P\d[+-] ){16}Z\+ Z- !ok$/)
})

test("more work than the limit is not done: what is listed is real, and whole as far as it is said to be", () => {
  const maxLength = 12
  for (const table of [parallel(3), tableOf(lower(weighing).value!)]) {
    const all = explore(table, { maxLength }).traces
    for (const maxTraces of [2, 5, 1_000]) {
      const limits = new Set<string | null>()
      for (let maxSteps = 1; maxSteps < 1_000; maxSteps += 7) {
        const { traces, complete, limit, bound } = explore(table, { maxLength, maxSteps, maxTraces })
        limits.add(limit)
        expect(all).toEqual(expect.arrayContaining([...traces]))
        expect(traces).toEqual(expect.arrayContaining(all.filter((trace) => trace.split(" ").length <= bound)))
        if (complete) expect(traces).toEqual(all)
      }
      expect(limits.size).toBe(2)
    }
  }
})

test("thirteen tasks side by side are too many to list, and many of their orders are listed in a moment", () => {
  const before = worked()
  const done: number[] = []
  const options = { maxTraces: 2_000, maxSteps: 300_000, progress: (steps: number) => done.push(steps) }
  const { traces, complete, limit } = explore(parallel(13), options)
  expect([new Set(traces).size, complete, limit]).toEqual([2_000, false, "steps"])
  for (const trace of traces) {
    expect(trace).toMatch(/^A (P\d+ ){13}Z !ok$/)
    expect(new Set(trace.split(" ")).size).toBe(16)
  }
  expect([done.length > 1_000, done.every((steps, i) => i === 0 || steps >= done[i - 1]!)]).toEqual([true, true])
  expect(worked() - before).toBeLessThan(12_000)
})

test("three hundred tasks side by side are not looked at beyond what is asked, at either level", () => {
  const before = worked()
  for (const level of ["completion", "lifecycle"] as const) {
    const { traces, complete, bound } = explore(parallel(300), { level, maxLength: 5, maxSteps: 100_000 })
    expect([traces, complete, bound < 6]).toEqual([[], false, true])
  }
  expect(worked() - before).toBeLessThan(12_000)
})

test("words bound the search: the first words of a wide net are whole without a look at the rest", () => {
  const found = explore(parallel(12), { level: "lifecycle", maxLength: 5 })
  expect(found).toMatchObject({ complete: false, limit: "length", bound: 5, traces: [] })
})

test("small nets with many subsets of states are done soon when few words are asked for", () => {
  const net = tableOf(parseNet(`net random implicit
condition c0\ncondition c1 output\ncondition c2 input\ncondition c3
task T0 in c2 -> o0: c1 c2 c3 | o1: c3 c2 clears c3 c0 c2 cancels T2 T5 T1 T3 T0 T4
task T1 and in c1 c0 c3 -> o0:\ntask T2 in c0 -> o0: | o1: c0 c1 c1 | o2:\ntask T3 in c2 -> o0: c1
task T4 manual in c0 c2 c1 -> o0: c1 c0 c2 | o1: c3 c0 c2 | o2: c1 c2\ntask T5 manual in c3 c1 c2 -> o0: c0 | o1:`))
  const before = worked()
  const traces = ["~T0 ~T3 ~T4 T5 !deadlock"]
  expect(explore(net, { maxLength: 6 })).toMatchObject({ bound: 6, limit: "length", traces })
  expect(explore(net).complete).toBe(false)
  expect(worked() - before).toBeLessThan(12_000)
})

test("traces of thousands of words are listed until the list is as long as it may be", () => {
  const loop = "net n\ncondition i input\ncondition o output\ntask A in i -> again: i | out: o"
  const { traces, complete, limit, bound } = explore(tableOf(parseNet(loop)), { maxLength: 20_000 })
  expect([complete, limit]).toEqual([false, "traces"])
  expect(Math.max(...traces.map((trace) => trace.split(" ").length))).toBe(bound)
  expect(bound).toBeGreaterThan(1_000)
})

test("for reading, traces of fewer words come first, however many words a name has", () => {
  const traces = ['"a \\"b\\" c" !ok', '"a b"+ "a b"- !ok', "a a a !ok", "b !ok", '~"x y z w" !ok']
  const [quoted, twice, thrice, short, withdrawn] = traces
  expect(shortestFirst(traces)).toEqual([quoted, short, withdrawn, twice, thrice])
})

test.each([
  ["receive", "receive"], ["T02 Check", '"T02 Check"'], ["pay/refund", "pay/refund"], ["a+", '"a+"'], ["a-", '"a-"'],
  ["~x", '"~x"'], ["!ok", '"!ok"'], ["?s", '"?s"'], ['say "x"', '"say \\"x\\""'], ["x", "x"], ["a-b", "a-b"],
])("the name %s is written %s", (name, expected) => {
  expect(written(name)).toBe(expected)
})
