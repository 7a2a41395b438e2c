/** Exploration: the notation, data that fix choices, limits that are told, and sizes that must not explode. */
import { decision, flow, otherwise, sub, task, when, workflow, xor } from "knhk"
import { expect, test } from "vitest"
import { explore, type ExploreOptions } from "../compiler/explore/explore.ts"
import { ExploreError } from "../compiler/explore/explore-error.ts"
import { written } from "../compiler/explore/states.ts"
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

test("the outcome of a choice on data can be given by its name, without the guards", () => {
  expect(traces(weighing, { data: { weigh: { outcome: "when-1" } } }).traces).toEqual(["weigh truck !ok"])
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
  ["data of guards that are not at hand", { data: { weigh: { kilos: 1 } } },
    'data of "weigh": its guards are not at hand: give { "outcome": "when-1" }'],
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
  const before = performance.now()
  const found = explore(parallel(8))
  expect([found.traces.length, new Set(found.traces).size, found.complete]).toEqual([40_320, 40_320, true])
  expect(performance.now() - before).toBeLessThan(5_000)
})

test("more traces than the limit are cut, and what is listed is sorted, real and told as incomplete", () => {
  const found = explore(parallel(8), { level: "lifecycle", maxTraces: 1_000 })
  expect([found.traces.length, found.complete, found.limit, found.bound]).toEqual([1_000, false, "traces", 20])
  expect(found.traces).toEqual([...found.traces].sort())
  for (const trace of found.traces) expect(trace).toMatch(/^A\+ A- (P\d[+-] ){16}Z\+ Z- !ok$/)
})

test("more states than the limit are not looked at, and the list is whole only as far as that is sure", () => {
  const all = explore(parallel(3)).traces
  for (let maxStates = 1; maxStates < 35; maxStates++) {
    const { traces, complete, limit, bound } = explore(parallel(3), { maxStates })
    if (complete) expect(traces).toEqual(all)
    else expect([limit, all.filter((trace) => trace.split(" ").length <= bound)]).toEqual(["states", traces])
  }
  expect(explore(parallel(3), { maxStates: 35 }).complete).toBe(true)
})

test.each([
  ["receive", "receive"], ["T02 Check", '"T02 Check"'], ["pay/refund", "pay/refund"], ["a+", '"a+"'], ["a-", '"a-"'],
  ["~x", '"~x"'], ["!ok", '"!ok"'], ["?s", '"?s"'], ['say "x"', '"say \\"x\\""'], ["x", "x"], ["a-b", "a-b"],
])("the name %s is written %s", (name, expected) => {
  expect(written(name)).toBe(expected)
})
