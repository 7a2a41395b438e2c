/** Every form called wrongly, as from JavaScript or past its types: one sentence with a code, never a bare error. */
import { expect, test } from "vitest"
import * as knhk from "knhk"
import { DefinitionFault, type FaultName, type Schema, sentences } from "knhk"
import { caught } from "./caught.ts"

// Without their types: those refuse all of this.
const { task, decision, human, sub, silent, receive, timer, recurse, instances, exponential, fixed } = knhk as any
const { workflow, flow, and, xor, when, otherwise, all, join, merge, seq, par, choose, skip, loop } = knhk as any
const { or, orJoin, multiMerge, discriminator, partialJoin, defer, interleave, threadSplit, threadMerge } = knhk as any
const { alike, milestone, cancels, cancelsCase, completes, critical } = knhk as any

const any: Schema<any> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
const plain = { input: any, output: any }
const step = () => task(plain)
type Handles = Record<string, any>

/** One call among tasks `a` to `d`, `h` (human), `x` (decision: ok, no) and `mi` (instances). */
function among(said: (t: Handles) => unknown) {
  const tasks = {
    a: step(), b: step(), c: step(), d: step(), h: human(plain), mi: instances(step(), { max: 5 }),
    x: decision({ input: any, outcomes: { ok: any, no: any } }),
  }
  return workflow("one").tasks(tasks).start("a").flows((t: Handles) => [said(t)]).end("d").build()
}

/** A workflow of nothing but these tasks. */
const of = (tasks: unknown, flows: unknown = () => [], options: unknown = undefined) =>
  workflow("one", options).tasks(tasks).start("a").flows(flows).end("a").build()

const guard = () => true
const whole = 'workflow "one"'
type Wrong = readonly [call: string, fault: FaultName, subject: string, make: () => unknown]

const wrong: readonly Wrong[] = [
  ["flow() without a target", "noTask", "undefined", () => among((t) => flow(t.a))],
  ["flow() from a list", "noTask", "an object", () => among((t) => flow([t.a], t.b))],
  ["flow() with a mapping that is none", "callable", "flow()", () => among((t) => flow(t.a, t.b, { to: "b" }))],
  ["and() without a list", "list", "and()", () => among((t) => and(t.a, t.b, t.c))],
  ["xor() of a decision without routes", "byOutcome", '"x"', () => among((t) => xor(t.x))],
  ["xor() of a task without routes", "onData", '"a"', () => among((t) => xor(t.a, null))],
  ["xor() with a task for routes", "record", "xor()", () => among((t) => xor(t.x, t.a))],
  ["xor() with a target that is none", "noTask", "null", () => among((t) => xor(t.x, { ok: t.a, no: null }))],
  ["xor() with a task among routes", "route", "an object", () => among((t) => xor(t.a, [t.b, otherwise(t.c)]))],
  ["when() without a guard", "callable", "when()", () => among((t) => xor(t.a, [when(t.b), otherwise(t.c)]))],
  ["when() without a target", "noTask", "undefined", () => among((t) => xor(t.a, [when(guard), otherwise(t.c)]))],
  ["otherwise() without a target", "noTask", "undefined", () => among((t) => xor(t.a, [otherwise()]))],
  ["all() of a list", "noTask", "an object", () => among((t) => xor(t.x, { ok: all([t.a, t.b]), no: t.c }))],
  ["join() without branches", "record", "join()", () => among((t) => join(undefined, t.c))],
  ["join() of a task", "record", "join()", () => among((t) => join(t.a, t.b))],
  ["join() of a list", "record", "join()", () => among((t) => join([t.a, t.b], t.c))],
  ["join() without a target", "noTask", "undefined", () => among((t) => join({ k: t.a, l: t.b }))],
  ["merge() of tasks", "list", "merge()", () => among((t) => merge(t.a, t.b, t.c))],
  ["or() without routes", "onData", '"a"', () => among((t) => or(t.a, undefined))],
  ["or() of a decision by outcome", "decisionLeft", '"x"', () => among((t) => or(t.x, { ok: t.a, no: t.b }))],
  ["or() with an empty route", "route", "undefined", () => among((t) => or(t.a, [undefined, otherwise(t.b)]))],
  ["orJoin() of a list", "record", "orJoin()", () => among((t) => orJoin([t.a, t.b], t.c))],
  ["orJoin() of no such kind", "kind", 'orJoin(), "fast"', () =>
    among((t) => orJoin({ k: t.a }, t.c, { kind: "fast" }))],
  ["multiMerge() without options", "bound", `${whole}, multiMerge into "c"`, () =>
    among((t) => multiMerge([t.a, t.b], t.c))],
  ["multiMerge() of a task", "list", "multiMerge()", () => among((t) => multiMerge(t.a, t.b, { bound: 2 }))],
  ["discriminator() without options", "rest", "discriminator(), undefined", () =>
    among((t) => discriminator([t.a, t.b], t.c))],
  ["discriminator() with no such rest", "rest", 'discriminator(), "drop"', () =>
    among((t) => discriminator([t.a, t.b], t.c, { rest: "drop" }))],
  ["discriminator() without branches", "record", "discriminator()", () =>
    among((t) => discriminator(null, t.c, { rest: "absorb" }))],
  ["discriminator() with a task for a region", "list", "discriminator(), region", () =>
    among((t) => discriminator([t.a, t.b], t.c, { rest: "cancel", region: t.a }))],
  ["partialJoin() without options", "rest", "partialJoin(), undefined", () =>
    among((t) => partialJoin(1, { k: t.a, l: t.b }, t.c))],
  ["partialJoin() of a text", "enough", `${whole}, partial into "c"`, () =>
    among((t) => partialJoin("2", { k: t.a, l: t.b }, t.c, { rest: "absorb" }))],
  ["partialJoin() without a number", "record", "partialJoin()", () =>
    among((t) => partialJoin({ k: t.a, l: t.b }, t.c, { rest: "absorb" }))],
  ["partialJoin() of a list", "record", "partialJoin()", () =>
    among((t) => partialJoin(1, [t.a, t.b], t.c, { rest: "absorb" }))],
  ["defer() of tasks", "list", "defer()", () => among((t) => defer(t.a, t.h, t.b))],
  ["interleave() of a task", "list", "interleave()", () => among((t) => interleave(t.a, t.b, t.c))],
  ["interleave() without a target", "noTask", "undefined", () => among((t) => interleave(t.a, [t.b, t.c]))],
  ["interleave() with a list for an order", "order", "interleave()", () =>
    among((t) => interleave(t.a, [t.b, t.c], t.d, { order: [t.b, t.c] }))],
  ["interleave() with a task for an order", "order", "interleave()", () =>
    among((t) => interleave(t.a, [t.b, t.c], t.d, { order: t.b }))],
  ["threadSplit() without a number", "threads", `${whole}, threadSplit into "b"`, () =>
    among((t) => threadSplit(t.a, t.b))],
  ["threadMerge() of a text", "threads", `${whole}, threadMerge into "b"`, () =>
    among((t) => threadMerge(t.a, t.b, "2"))],
  ["milestone() without options", "noTask", "undefined", () => among((t) => milestone(t.a))],
  ["milestone() with a task", "noTask", "undefined", () => among((t) => milestone(t.a, t.h))],
  ["cancels() of a task", "list", "cancels()", () => among((t) => cancels(t.a, t.b))],
  ["cancels() without a region", "list", "cancels()", () => among((t) => cancels(t.a))],
  ["cancelsCase() of a list", "noTask", "an object", () => among((t) => cancelsCase([t.a]))],
  ["completes() without instances", "noTask", "undefined", () => among((t) => completes(t.a))],
  ["alike() of a list", "noTask", "an object", () => among((t) => alike([t.a], t.b))],
  ["critical() of a task", "list", "critical()", () => among((t) => critical(t.a))],
  ["critical() of tasks", "list", "critical()", () => among((t) => critical([t.a], t.b))],
  ["seq() of a list", "noTask", "an object", () => among((t) => seq([t.a, t.b]))],
  ["par() of a list", "record", "par()", () => among((t) => seq(t.a, par([t.b, t.c]), t.d))],
  ["par() of a task", "record", "par()", () => among((t) => par(t.a))],
  ["par() of nothing", "noFlows", "par()", () => among((t) => seq(t.a, par({}), t.d))],
  ["par() with an empty branch", "noTask", "undefined", () => among((t) => par({ k: t.a, l: undefined }))],
  ["choose() without branches", "record", "choose()", () => among((t) => choose(t.x))],
  ["choose() without a decision", "noTask", "undefined", () => among((t) => choose(undefined, { ok: t.a }))],
  ["skip among flows", "said", "flows(), an object", () => among(() => skip)],
  ["loop() without a decision", "noTask", "undefined", () => among((t) => loop(t.a))],
  ["loop() without an outcome", "noOutcome", 'loop(), undefined of "x"', () => among((t) => loop(t.a, t.x))],
  ["loop() without a body", "noTask", "undefined", () => among((t) => loop(t.x, "ok"))],

  ["task() without options", "schema", "task()", () => task()],
  ["task() with a list of schemas", "schema", "task()", () => task({ input: [any], output: any })],
  ["task() with a number for retries", "retry", "retry", () => task({ ...plain, retry: 5 })],
  ["task() with null for retries", "retry", "retry", () => task({ ...plain, retry: null })],
  ["task() with null for a time", "duration", "null", () => task({ ...plain, timeout: null })],
  ["decision() without options", "noOutcomes", "decision()", () => decision()],
  ["decision() with names for outcomes", "schema", "decision()", () => decision({ input: any, outcomes: ["ok"] })],
  ["human() without options", "schema", "human()", () => human()],
  ["silent() without a payload", "schema", "silent()", () => silent()],
  ["sub() of a draft", "notBuilt", "sub()", () => sub(workflow("draft"))],
  ["sub() of another thing", "notBuilt", "sub()", () => sub({ definition: true })],
  ["receive() without options", "schema", "receive()", () => receive()],
  ["receive() without a signal", "name", `${whole}, signal undefined of "a"`, () =>
    of({ a: receive({ input: any, payload: any }) })],
  ["receive() with null to keep", "bound", "receive(), keep", () =>
    receive({ input: any, signal: "paid", payload: any, keep: null })],
  ["timer() without options", "duration", "undefined", () => timer()],
  ["recurse() without options", "schema", "call()", () => recurse("one")],
  ["recurse() without an id", "name", `${whole}, recursion of "b"`, () =>
    of({ a: step(), b: recurse(undefined, plain) })],
  ["instances() of a receive()", "instancesOf", "instances()", () =>
    instances(receive({ input: any, signal: "paid", payload: any }), { max: 3 })],
  ["instances() without options", "instances", "instances()", () => instances(step())],
  ["instances() with no such rest", "rest", 'instances(), "block"', () => instances(step(), { max: 3, rest: "block" })],
  ["instances() with a number for until", "callable", "instances(), until", () =>
    instances(step(), { max: 3, until: 2 })],
  ["exponential() without options", "retry", "retry", () => exponential("1 second")],
  ["fixed() without options", "retry", "retry", () => fixed("1 second")],

  ["workflow() without an id", "name", "workflow undefined", () =>
    workflow().tasks({ a: step() }).start("a").flows(() => []).end("a").build()],
  ["workflow() with no such termination", "termination", whole, () =>
    of({ a: step() }, undefined, { termination: "now" })],
  ["tasks() with a function", "declared", 'task "a"', () => of({ a: task })],
  ["tasks() with an empty member", "declared", 'task "a"', () => of({ a: undefined })],
  ["tasks() with a schema", "declared", 'task "a"', () => of({ a: any })],
  ["flows() with a list", "callable", "flows()", () => of({ a: step() }, [])],
  ["flows() that returns nothing", "said", "flows(), undefined", () => of({ a: step() }, () => undefined)],
  ["flows() that returns one flow", "said", "flows(), an object", () =>
    of({ a: step() }, (t: Handles) => flow(t["a"], t["a"]))],
  ["flows() with an empty member", "said", "flows(), undefined", () => of({ a: step() }, () => [undefined])],
  ["flows() with a route", "said", "flows(), an object", () => of({ a: step() }, (t: Handles) => [otherwise(t["a"])])],
  ["flows() with a list of flows in it", "said", "flows(), an object", () =>
    of({ a: step() }, (t: Handles) => [[flow(t["a"], t["a"])]])],
]

/** That tasks are not connected is said as well, where one call is all there is. */
const beside: readonly FaultName[] = ["unreachable", "deadEnd"]

test.each(wrong)("%s: %s", (_, fault, subject, make) => {
  const thrown = caught(make)
  expect(thrown).toBeInstanceOf(DefinitionFault)
  const found = (thrown as DefinitionFault).faults.filter((one) => one.fault === fault || !beside.includes(one.fault))
  expect(found.map(({ message }) => message)).toEqual([`${subject}: ${sentences[fault]}`])
  expect(found[0]!.code).toMatch(/^KNHK11\d\d$/)
})

test("every form is called wrongly here", () => {
  const called = wrong.map(([call]) => call.split("(")[0]!.split(" ")[0]!)
  const ids = ["CaseId", "WorkflowSpecId", "TaskId", "WorkItemId", "PatternId"]
  const notForms = new Set(["milliseconds", "canonical", ...ids])
  const forms = Object.entries(knhk).filter(([name, value]) =>
    (typeof value === "function" && !/^class\b/.test(String(value)) && !notForms.has(name)) || name === "skip")
  expect(forms.map(([name]) => name).filter((name) => !called.includes(name))).toEqual([])
})

test("whatever a form is given in place of one thing, a fault is all that it throws", () => {
  const right: Readonly<Record<string, (t: Handles) => readonly unknown[]>> = {
    flow: (t) => [t["a"], t["b"], guard], and: (t) => [t["a"], [t["b"], t["c"]]],
    xor: (t) => [t["x"], { ok: t["a"], no: t["b"] }], or: (t) => [t["a"], [when(guard, t["b"]), otherwise(t["c"])]],
    join: (t) => [{ k: t["a"], l: t["b"] }, t["c"], { bound: 2 }], merge: (t) => [[t["a"], t["b"]], t["c"]],
    orJoin: (t) => [{ k: t["a"], l: t["b"] }, t["c"], { kind: "local" }],
    multiMerge: (t) => [[t["a"], t["b"]], t["c"], { bound: 2 }],
    discriminator: (t) => [[t["a"], t["b"]], t["c"], { rest: "cancel", region: [t["a"]] }],
    partialJoin: (t) => [2, { k: t["a"], l: t["b"] }, t["c"], { rest: "absorb" }],
    defer: (t) => [t["a"], [t["h"], t["mi"]]], interleave: (t) => [t["a"], [t["b"], t["c"]], t["d"], { order: [] }],
    threadSplit: (t) => [t["a"], t["b"], 2], threadMerge: (t) => [t["a"], t["b"], 2],
    milestone: (t) => [t["a"], { during: t["h"] }], cancels: (t) => [t["a"], [t["b"]]], cancelsCase: (t) => [t["a"]],
    completes: (t) => [t["a"], t["mi"]], critical: (t) => [[t["a"]], [t["b"]]],
    alike: (t) => [t["x"], t["x"]], seq: (t) => [t["a"], t["b"]],
    par: (t) => [{ k: t["a"], l: t["b"] }], choose: (t) => [t["x"], { ok: t["a"], no: t["b"] }],
    loop: (t) => [t["a"], t["x"], "ok"],
  }
  const strange = (t: Handles): readonly unknown[] => [
    undefined, null, 7, "a", true, guard, {}, [], t["a"], [t["a"]], [undefined], [null], [7], { k: null },
    { k: t["a"] }, { bound: "2" }, { rest: "cancel", region: t["a"] }, { order: [t["b"], t["c"]] }, { during: 5 },
    skip, [skip], otherwise(t["b"]), { name: "a" }, { from: "a" },
  ]
  const some = Object.fromEntries([..."abcdhx"].map((name) => [name, { name }]))
  let calls = 0
  const bare: string[] = []
  for (const [form, fitting] of Object.entries(right)) {
    const count = fitting(some).length
    for (let at = 0; at < count; at += 1) {
      for (let i = 0; i < strange(some).length; i += 1) {
        const given = (t: Handles) => fitting(t).map((one, n) => (n === at ? strange(t)[i] : one))
        const call = (t: Handles) => (knhk as any)[form](...given(t))
        const alone = (t: Handles) => strange(t)[i]
        for (const make of [() => among(call), () => among(alone)]) {
          calls += 1
          const thrown = caught(() => { make(); throw new DefinitionFault([{ fault: "said", code: "", message: "" }]) })
          if (!(thrown instanceof DefinitionFault)) bare.push(`${form}, ${at}, ${i}: ${String(thrown)}`)
        }
      }
    }
  }
  expect(bare).toEqual([])
  expect(calls).toBeGreaterThan(1000)
})
