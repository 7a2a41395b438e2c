/** What the constructors make at run time: data, places while a compiler runs, and faults in words. */
import { spawnSync } from "node:child_process"
import { join as path } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import * as knhk from "knhk"
import { canonical, CaseId, compileKey, type CompileMode, DefinitionFault, faultCodes, IdFault } from "knhk"
import { milliseconds, PatternId, patterns, type Schema, sentences, TaskId, WorkflowSpecId, WorkItemId } from "knhk"
import { unfold } from "../src/definition/unfold.ts"
import { caught } from "./caught.ts"

// Without their types: what these refuse is tested at run time here, and by the type tests there.
const { task, decision, human, sub, silent, workflow, exponential, fixed } = knhk as any
const { flow, and, xor, when, otherwise, all, join, merge, seq, par, choose, skip, loop } = knhk as any
const { or, orJoin, multiMerge, discriminator, partialJoin, defer, interleave, threadSplit, threadMerge } = knhk as any
const { milestone, cancels, cancelsCase, completes, critical, instances, receive, timer, recurse } = knhk as any

const any: Schema<any> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
const step = () => task({ input: any, output: any })

/** Handles of no workflow: tasks `a` to `h`, decisions `x` (ok, no) and `y` (again, ok, no). */
const handles: Record<string, any> = Object.fromEntries([
  ...[..."abcdefgh"].map((name) => [name, { name, kind: "task", outcomes: ["done"] }]),
  ["x", { name: "x", kind: "decision", outcomes: ["ok", "no"] }],
  ["y", { name: "y", kind: "decision", outcomes: ["again", "ok", "no"] }],
])

/** The flows as short text, one a line. */
function unfolded(flows: (t: Record<string, any>) => readonly unknown[]): readonly string[] {
  const target = (to: any) => (to.kind === "task" ? to.task : `all(${to.tasks})`)
  const record = (of: object, f: (value: any) => string) =>
    Object.entries(of).map(([key, value]) => `${key}: ${f(value)}`)
  const route = (r: any) => `${r.guard === undefined ? "otherwise" : "when"} ${target(r.to)}`
  return unfold(flows(handles) as never).flows.map((f) => {
    switch (f.kind) {
      case "flow": return `${f.from} -> ${f.to}${f.map === undefined ? "" : " mapped"}`
      case "and": return `${f.from} -> and ${f.to}`
      case "xor": return `${f.from} -> xor ${record(f.routes, target).join(", ")}`
      case "guard": return `${f.from} -> ${f.routes.map(route).join(", ")}`
      case "join": return `${record(f.from, String).join(", ")} -> ${f.to}`
      case "merge": return `${f.from} -> ${f.to}`
      default: return f.kind
    }
  })
}

describe("flows", () => {
  test.each<[string, (t: Record<string, any>) => readonly unknown[], readonly string[]]>([
    ["a flow", (t) => [flow(t.a, t.b)], ["a -> b"]],
    ["a flow with a mapping", (t) => [flow(t.a, t.b, () => 1)], ["a -> b mapped"]],
    ["a parallel split", (t) => [and(t.a, [t.b, t.c])], ["a -> and b,c"]],
    ["a choice by outcome", (t) => [xor(t.x, { ok: t.a, no: all(t.b, t.c) })], ["x -> xor ok: a, no: all(b,c)"]],
    [
      "a choice on data", (t) => [xor(t.a, [when(() => true, t.b), otherwise(all(t.c, t.d))])],
      ["a -> when b, otherwise all(c,d)"],
    ],
    ["a join", (t) => [join({ k: t.a, l: t.b }, t.c)], ["k: a, l: b -> c"]],
    ["a merge", (t) => [merge([t.a, t.b], t.c)], ["a,b -> c"]],
  ])("%s is data", (_, flows, expected) => expect(unfolded(flows)).toEqual(expected))

})

describe("blocks", () => {
  test.each<[string, (t: Record<string, any>) => readonly unknown[], readonly string[]]>([
    ["a sequence", (t) => [seq(t.a, t.b, t.c)], ["a -> b", "b -> c"]],
    ["a sequence in a sequence", (t) => [seq(t.a, seq(t.b, t.c), t.d)], ["b -> c", "a -> b", "c -> d"]],
    ["a parallel block", (t) => [seq(t.a, par({ k: t.b, l: t.c }), t.d)], ["a -> and b,c", "k: b, l: c -> d"]],
    [
      "a parallel block of longer branches",
      (t) => [seq(t.a, par({ k: seq(t.b, t.c), l: t.d }), t.e)],
      ["b -> c", "a -> and b,d", "k: c, l: d -> e"],
    ],
    [
      "a parallel block after a parallel block",
      (t) => [seq(t.a, par({ k: t.b, l: t.c }), par({ m: t.d, n: t.e }), t.f)],
      ["a -> and b,c", "k: b, l: c -> ~1", "~1 -> and d,e", "m: d, n: e -> f"],
    ],
    [
      "a parallel block in a parallel block",
      (t) => [seq(t.a, par({ k: par({ m: t.b, n: t.c }), l: t.d }), t.e)],
      ["a -> and b,c,d", "m: b, n: c -> ~1", "k: ~1, l: d -> e"],
    ],
    [
      "a choice", (t) => [seq(t.a, choose(t.x, { ok: t.b, no: t.c }), t.d)],
      ["x -> xor ok: b, no: c", "a -> x", "b -> d", "c -> d"],
    ],
    ["a choice that skips", (t) => [seq(choose(t.x, { ok: t.b, no: skip }), t.d)], ["x -> xor ok: b, no: d", "b -> d"]],
    [
      "a choice into parallel branches",
      (t) => [seq(choose(t.x, { ok: par({ k: t.a, l: t.b }), no: t.c }), t.d)],
      ["x -> xor ok: all(a,b), no: c", "k: a, l: b -> d", "c -> d"],
    ],
    [
      "a choice as a parallel branch",
      (t) => [seq(t.a, par({ k: choose(t.x, { ok: t.b, no: skip }), l: t.c }), t.d)],
      ["x -> xor ok: b, no: ~1", "a -> and x,c", "b -> ~1", "k: ~1, l: c -> d"],
    ],
    ["a post-test loop", (t) => [seq(t.a, loop(t.b, t.x, "no"), t.c)], ["x -> xor ok: c, no: b", "b -> x", "a -> b"]],
    ["a pre-test loop", (t) => [seq(t.a, loop(t.x, "no", t.b), t.c)], ["x -> xor ok: c, no: b", "b -> x", "a -> x"]],
    [
      "a loop with two ways out over a parallel body",
      (t) => [seq(loop(par({ k: t.a, l: t.b }), t.y, "again"), t.c)],
      ["y -> xor again: all(a,b), ok: c, no: c", "k: a, l: b -> y"],
    ],
    [
      "a loop in a loop",
      (t) => [seq(loop(loop(t.a, t.x, "no"), t.y, "again"), t.b)],
      ["y -> xor again: a, ok: b, no: b", "x -> xor ok: y, no: a", "a -> x"],
    ],
    ["a loop before parallel branches", (t) => [seq(loop(t.a, t.x, "no"), par({ k: t.b, l: t.c }), t.d)],
      ["x -> xor ok: all(b,c), no: a", "a -> x", "k: b, l: c -> d"]],
    ["a block beside a flow", (t) => [flow(t.a, t.b), seq(t.b, t.c)], ["a -> b", "b -> c"]],
  ])("%s is the flows between its tasks", (_, flows, expected) => expect(unfolded(flows)).toEqual(expected))

  test("silent tasks of blocks are named in the order of the flows", () => {
    const { a, b, c, d, e, f, g, h } = handles
    const both = unfold([
      seq(a, par({ k: b, l: c }), par({ m: d, n: e }), f),
      seq(f, par({ k: g, l: par({ m: h, n: a }) }), b),
    ])
    expect(both.silent.map(({ kind, name, outcomes }) => [kind, name, Object.keys(outcomes)])).toEqual([
      ["silent", "~1", ["done"]], ["silent", "~2", ["done"]],
    ])
  })

  test("every block leads each task on and leaves no decision short of a route", () => {
    // Random blocks over fresh tasks: whatever nests in whatever.
    let made = 0
    const fresh = (outcomes: readonly string[]) => {
      made += 1
      return { name: `t${made}`, kind: outcomes.length > 1 ? "decision" : "task", outcomes }
    }
    const { block } = fc.letrec<{ block: unknown }>((tie) => ({
      block: fc.oneof(
        { maxDepth: 4 },
        fc.constant(null).map(() => fresh(["done"])),
        fc.array(tie("block"), { minLength: 2, maxLength: 3 }).map((steps) => seq(...steps)),
        fc.array(tie("block"), { minLength: 1, maxLength: 3 }).map((branches) => par({ ...branches })),
        fc.tuple(tie("block"), fc.option(tie("block"))).map(([ok, no]) =>
          choose(fresh(["ok", "no"]), { ok, no: no ?? skip })),
        tie("block").map((body) => loop(body, fresh(["again", "out", "off"]), "again")),
        tie("block").map((body) => loop(fresh(["again", "out", "off"]), "again", body)),
      ),
    }))
    fc.assert(
      fc.property(block, (body) => {
        const { flows, silent, faults } = unfold([seq(fresh(["done"]), body, fresh(["done"]))])
        expect(faults).toEqual([])
        const leaves = flows.flatMap((f) => (typeof f.from === "string" ? [f.from] : Object.values<string>(f.from)))
        expect(new Set(leaves).size).toBe(leaves.length)
        for (const f of flows) {
          if (f.kind === "xor") expect(Object.keys(f.routes).length).toBe(f.routes["again"] === undefined ? 2 : 3)
        }
        for (const { name } of silent) expect(leaves).toContain(name)
      }),
      { numRuns: 300 },
    )
  })
})

describe("a definition", () => {
  const Inner = workflow("inner").tasks({ only: step() }).start("only").flows(() => []).end("only").build()
  const build = () =>
    workflow("outer", { termination: "implicit" })
      .tasks({
        first: task({ input: any, output: any, retry: exponential("200 millis", { times: 5 }), timeout: "30 seconds" }),
        pick: decision({ input: any, outcomes: { yes: any, no: any }, retry: fixed(50, { times: 2 }) }),
        ask: human({ input: { k: any, l: any }, output: any, role: "clerk", due: "2 days" }),
        inner: sub(Inner),
        last: silent(any),
      })
      .start("first")
      .flows((t: any) => [
        flow(t.first, t.pick), xor(t.pick, { yes: all(t.inner, t.inner), no: t.last }),
        join({ k: t.inner, l: t.inner }, t.ask), flow(t.ask, t.last),
      ])
      .end("last")
      .build()

  test("says what the author wrote", () => {
    const { id, definition } = build()
    expect([id, definition.id, definition.start, definition.ends, definition.termination]).toEqual(
      ["outer", "outer", "first", ["last"], "implicit"],
    )
    const plain = definition.tasks.map(({ input: _, outcomes, workflow: inner, ...rest }: any) =>
      ({ ...rest, outcomes: Object.keys(outcomes), ...(inner === undefined ? {} : { inner: inner.id }) }))
    expect(plain).toEqual([
      { kind: "task", name: "first", outcomes: ["done"], timeout: 30_000,
        retry: { times: 5, base: 200, factor: 2, max: 20_000, jitter: 0.25 } },
      { kind: "decision", name: "pick", outcomes: ["yes", "no"],
        retry: { times: 2, base: 50, factor: 1, max: 50, jitter: 0 } },
      { kind: "human", name: "ask", outcomes: ["done"], role: "clerk", due: 172_800_000 },
      { kind: "sub", name: "inner", outcomes: ["done"], inner: "inner" },
      { kind: "silent", name: "last", outcomes: ["done"] },
    ])
    expect(definition.tasks[2]?.input).toEqual({ k: any, l: any })
  })

  test("is frozen", () => {
    const { definition } = build()
    const { ends, tasks, flows } = definition
    for (const part of [definition, ends, tasks, flows, ...tasks, ...flows]) expect(Object.isFrozen(part)).toBe(true)
  })

  test("captures no place while no compiler runs", () => {
    expect(JSON.stringify(build().definition)).not.toContain('"at"')
  })

  test("has its rules beside its flows, and none where none is said", () => {
    const ruled = workflow("ruled").tasks({ a: step(), b: step() }).start("a")
      .flows((t: any) => [cancels(t.b, [t.a]), flow(t.a, t.b), cancelsCase(t.b)]).end("b").build().definition
    expect(ruled.rules.map(({ kind }: any) => kind)).toEqual(["cancels", "cancelsCase"])
    expect(ruled.flows.map(({ kind }: any) => kind)).toEqual(["flow"])
    expect(Object.isFrozen(ruled.rules)).toBe(true)
    expect("rules" in build().definition).toBe(false)
  })

  test("has the text that it had before there were rules, triggers and instances", () => {
    expect(canonical(build().definition)).toBe(JSON.stringify([
      "knhk/1", "outer", "first", ["last"], "implicit",
      [
        ["task", "first", ["done"], null, null], ["decision", "pick", ["yes", "no"], null, null],
        ["human", "ask", ["done"], ["k", "l"], null],
        ["sub", "inner", ["done"], null, [
          "knhk/1", "inner", "only", ["only"], "explicit", [["task", "only", ["done"], null, null]], [],
        ]],
        ["silent", "last", ["done"], null, null],
      ],
      [
        ["flow", "first", "pick", false], ["xor", "pick", [["yes", ["inner", "inner"]], ["no", "last"]]],
        ["join", [["k", "inner"], ["l", "inner"]], "ask"], ["flow", "ask", "last", false],
      ],
    ]))
  })

  test("has the same text each time it is built", () => {
    expect(canonical(build().definition)).toBe(canonical(build().definition))
    expect(canonical(build().definition)).not.toBe(canonical(Inner.definition))
  })

  test("is taken by the compiler that runs, with the place of each call", () => {
    const module = path(import.meta.dirname, "golden/places/order.workflow.ts")
    const script = `
      globalThis[Symbol.for("knhk.compile")] = { workflows: [] }
      await import(${JSON.stringify(module)})
      console.log(JSON.stringify(globalThis[Symbol.for("knhk.compile")].workflows))`
    const options = ["--conditions=knhk-source", "--input-type=module", "-e", script]
    const ran = spawnSync(process.execPath, options, { encoding: "utf8" })
    expect(ran.stderr).toBe("")
    const [definition] = JSON.parse(ran.stdout)
    const at = (part: any) => `${part.at.file.replace(/^.*\//, "")}:${part.at.line}:${part.at.column}`
    expect(definition.at.file).toMatch(/^file:\/\//)
    expect(at(definition)).toBe("order.workflow.ts:5:22")
    expect(definition.tasks.map((t: any) => `${t.name} ${at(t)}`)).toEqual([
      "receive order.workflow.ts:7:14", "check order.workflow.ts:8:12", "ship step.ts:8:27",
      "pay order.workflow.ts:10:10", "done order.workflow.ts:11:11",
    ])
    expect(definition.flows.map((f: any) => `${f.kind} ${at(f)}`)).toEqual([
      "xor order.workflow.ts:16:7", "flow order.workflow.ts:16:7", "guard order.workflow.ts:19:5",
      "flow order.workflow.ts:19:79",
    ])
  })
})

type Cases = readonly (readonly [fault: keyof typeof sentences, subject: string, make: () => unknown])[]

describe("what is wrong is said in one sentence, the one that the types say", () => {
  const one = (tasks: any = { a: step() }, id = "one") => workflow(id).tasks(tasks) as any
  const pair = { a: step(), b: step() }
  const fork = { a: step(), x: decision({ input: any, outcomes: { ok: any, no: any } }), b: step() }
  const two = (tasks: any, flows: (t: any) => readonly unknown[], ...ends: string[]) =>
    one(tasks).start("a").flows(flows).end(...ends).build()

  const wide = {
    a: step(), b: step(), c: step(), d: step(), s: silent(any), h: human({ input: any, output: any }),
    x: decision({ input: any, outcomes: { ok: any, no: any } }), mi: instances(step(), { max: 5 }),
    i: sub(workflow("inner").tasks({ only: step() }).start("only").flows(() => []).end("only").build()),
  }
  /** One flow or rule among many tasks: that they are not connected is said too. */
  const among = (flows: (t: any) => unknown) => () => two(wide, (t) => [flows(t)], "d")
  const paid = (keep?: object) => receive({ input: any, signal: "paid", payload: any, ...(keep && { keep }) })
  const again = (id: string) => recurse(id, { input: any, output: any })
  const whole = 'workflow "one", '
  const later: Cases = [
    ["decisionLeft", `${whole}"x"`, among((t) => or(t.x, [when(() => true, t.a), otherwise(t.b)]))],
    ["decisionLeft", `${whole}"x"`, among((t) => orJoin({ k: t.a, l: t.x }, t.b))],
    ["decisionLeft", `${whole}"x"`, among((t) => threadMerge(t.x, t.b, 2))],
    ["silentChoice", `${whole}"s"`, among((t) => or(t.s, [when(() => true, t.a), otherwise(t.b)]))],
    ["otherwise", `${whole}"a"`, among((t) => or(t.a, [when(() => true, t.b)]))],
    ["noFlows", `${whole}or`, among((t) => or(t.a, []))],
    ["noFlows", `${whole}orJoin`, among((t) => orJoin({}, t.a))],
    ["noFlows", `${whole}partial`, among((t) => discriminator([], t.a, { rest: "absorb" }))],
    ["noFlows", `${whole}defer`, among((t) => defer(t.a, []))],
    ["noFlows", `${whole}interleave`, among((t) => interleave(t.a, [], t.b))],
    ["noFlows", `${whole}cancels`, among((t) => cancels(t.a, []))],
    ["noFlows", `${whole}critical`, among((t) => critical([t.a], []))],
    ["bound", `${whole}multiMerge into "c"`, among((t) => multiMerge([t.a, t.b], t.c, { bound: 0 }))],
    ["bound", `${whole}multiMerge into "c"`, among((t) => multiMerge([t.a, t.b], t.c, { bound: 256 }))],
    ["bound", `${whole}join into "c"`, among((t) => join({ k: t.a }, t.c, { bound: 1.5 }))],
    ["bound", `${whole}partial into "c"`, among((t) => discriminator([t.a, t.b], t.c, { rest: "block", bound: -1 }))],
    ["bound", "receive(), keep", () => paid({ most: 0 })],
    ["threads", `${whole}threadSplit into "b"`, among((t) => threadSplit(t.a, t.b, 1))],
    ["threads", `${whole}threadMerge into "b"`, among((t) => threadMerge(t.a, t.b, 256))],
    ["threads", `${whole}threadMerge into "b"`, among((t) => threadMerge(t.a, t.b, "2"))],
    ["enough", `${whole}partial into "c"`, among((t) => partialJoin(0, { k: t.a, l: t.b }, t.c, { rest: "absorb" }))],
    ["enough", `${whole}partial into "c"`, among((t) => partialJoin(3, { k: t.a, l: t.b }, t.c, { rest: "absorb" }))],
    ["enough", `${whole}partial into "c"`, among((t) => partialJoin(1.5, { k: t.a, l: t.b }, t.c, { rest: "absorb" }))],
    ["two", `${whole}defer, "b"`, among((t) => defer(t.a, [t.b]))],
    ["two", `${whole}interleave, "b"`, among((t) => interleave(t.a, [t.b], t.c))],
    ["two", `${whole}critical`, among((t) => critical([t.a]))],
    ["twice", `${whole}defer, "b"`, among((t) => defer(t.a, [t.b, t.c, t.b]))],
    ["twice", `${whole}interleave, "b"`, among((t) => interleave(t.a, [t.b, t.b], t.c))],
    ["twice", `${whole}multiMerge, "b"`, among((t) => multiMerge([t.b, t.b], t.c, { bound: 2 }))],
    ["twice", `${whole}partial, "b"`,
      among((t) => discriminator([t.a, t.b], t.c, { rest: "cancel", region: [t.b, t.b] }))],
    ["twice", 'discriminator(), "b"', among((t) => discriminator([t.b, t.b], t.c, { rest: "absorb" }))],
    ["twice", `${whole}cancels, "b"`, among((t) => cancels(t.a, [t.b, t.b]))],
    ["twice", `${whole}critical, "a"`, among((t) => critical([t.a, t.b], [t.c, t.a]))],
    ["notOrdered", `${whole}interleave, "d"`, among((t) => interleave(t.a, [t.b, t.c], t.h, { order: [[t.b, t.d]] }))],
    ["orderCircle", `${whole}interleave after "a"`,
      among((t) => interleave(t.a, [t.b, t.c, t.d], t.h, { order: [[t.b, t.c], [t.c, t.d], [t.d, t.c]] }))],
    ["orderCircle", `${whole}interleave after "a"`,
      among((t) => interleave(t.a, [t.b, t.c], t.h, { order: [[t.b, t.b]] }))],
    ["notOffered", `${whole}defer, "s"`, among((t) => defer(t.a, [t.h, t.s]))],
    ["notOffered", `${whole}defer, "i"`, among((t) => defer(t.a, [t.h, t.i]))],
    ["notOffered", `${whole}milestone, "s"`, among((t) => milestone(t.a, { during: t.s }))],
    ["notOffered", `${whole}milestone, "i"`, among((t) => milestone(t.a, { during: t.i }))],
    ["noInstances", `${whole}completes, "b"`, among((t) => completes(t.a, t.b))],
    ["noTask", `${whole}milestone, "z"`, among((t) => milestone(t.a, { during: { name: "z" } }))],
    ["noTask", `${whole}cancels, "z"`, among((t) => cancels(t.a, [t.b, { name: "z" }]))],
    ["noTask", `${whole}cancelsCase, "z"`, among(() => cancelsCase({ name: "z" }))],
    ["noTask", `${whole}completes, "z"`, among((t) => completes(t.a, { name: "z" }))],
    ["noTask", `${whole}critical, "z"`, among((t) => critical([t.a], [{ name: "z" }]))],
    ["noTask", `${whole}partial, "z"`,
      among((t) => discriminator([t.a, t.b], t.c, { rest: "cancel", region: [{ name: "z" }] }))],
    ["noTask", "undefined", among((t) => milestone(t.a, {}))],
    ["instances", "instances()", () => instances(step())],
    ["instancesMost", "instances()", () => instances(step(), {})],
    ["instancesMost", "instances()", () => instances(step(), { min: 1, join: 2, until: () => true })],
    ["instancesNumber", "instances(), count 0", () => instances(step(), { count: 0, min: 1 })],
    ["instancesNumber", "instances(), count 2.5", () => instances(step(), { count: 2.5 })],
    ["instancesNumber", 'instances(), count "3"', () => instances(step(), { count: "3" })],
    ["instancesNumber", "instances(), max 0", () => instances(step(), { max: 0 })],
    ["instancesNumber", "instances(), max 16777216", () => instances(step(), { max: 2 ** 24 })],
    ["instancesNumber", "instances(), concurrency 0", () => instances(step(), { max: 3, concurrency: 0 })],
    ["instancesLeast", "instances(), min -1", () => instances(step(), { max: 3, min: -1 })],
    ["instancesLeast", "instances(), min NaN", () => instances(step(), { max: 3, min: NaN })],
    ["instancesJoin", "instances(), join 0", () => instances(step(), { max: 3, join: 0 })],
    ["instancesJoin", "instances(), join 1.5", () => instances(step(), { max: 3, join: 1.5 })],
    ["instancesJoin", 'instances(), join "some"', () => instances(step(), { max: 3, join: "some" })],
    ["countAboveMax", "instances(), count 4", () => instances(step(), { count: 4, max: 3 })],
    ["minAboveCount", "instances(), min 5", () => instances(step(), { count: 4, min: 5, max: 9 })],
    ["minAboveCount", "instances(), min 5", () => instances(step(), { count: 4, min: 5 })],
    ["minAboveMax", "instances(), min 4", () => instances(step(), { min: 4, max: 3 })],
    ["joinAboveMax", "instances(), join 4", () => instances(step(), { max: 3, join: 4 })],
    ["joinAboveMax", "instances(), join 4", () => instances(step(), { count: 2, max: 3, join: 4 })],
    ["joinAboveCount", "instances(), join 4", () => instances(step(), { count: 3, join: 4 })],
    ["joinAndUntil", "instances(), join 1", () => instances(step(), { max: 3, join: 1, until: () => true })],
    ["joinAndUntil", 'instances(), join "all"', () => instances(step(), { max: 3, join: "all", until: () => true })],
    ["instancesOf", "instances()", () => instances(silent(any), { max: 3 })],
    ["instancesOf", "instances()", () => instances(instances(step(), { max: 3 }), { max: 3 })],
    ["instancesOf", "instances()", () => instances(undefined, { max: 3 })],
    ["keepAlike", `${whole}signal "paid" of "b"`, () => two({ a: paid(), b: paid({ most: 1 }) }, () => [], "a", "b")],
    ["keepAlike", `${whole}signal "paid" of "b"`,
      () => two({ a: paid({ most: 1, timeToLive: 5 }), b: paid({ most: 1 }) }, () => [], "a", "b")],
    ["name", `${whole}signal "a/b" of "a"`, () => two(
      { a: receive({ input: any, signal: "a/b", payload: any }) }, () => [], "a")],
    ["name", `${whole}recursion of "b"`, () => two({ a: step(), b: again("") }, (t) => [flow(t.a, t.b)], "b")],
    ["noWayOut", `${whole}"a"`, () => two({ a: again("one"), b: step() }, (t) => [flow(t.a, t.b)], "b")],
    ["noWayOut", `${whole}"b"`, () => two({ a: step(), b: again("one") }, (t) => [flow(t.a, t.b)], "b")],
    ["list", "cancels()", among((t) => cancels(t.a, t.b))],
    ["record", "join()", among((t) => join(t.a, t.b))],
    ["route", "an object", among((t) => or(t.a, [t.b]))],
    ["callable", "flow()", among((t) => flow(t.a, t.b, "c"))],
    ["rest", "discriminator(), undefined", among((t) => discriminator([t.a, t.b], t.c))],
    ["kind", 'orJoin(), "fast"', among((t) => orJoin({ k: t.a }, t.b, { kind: "fast" }))],
    ["order", "interleave()", among((t) => interleave(t.a, [t.b, t.c], t.d, { order: [t.b] }))],
    ["declared", 'task "a"', () => two({ a: task }, () => [], "a")],
    ["said", "flows(), undefined", among(() => undefined)],
    ["termination", 'workflow "one"',
      () => workflow("one", { termination: "now" }).tasks({ a: step() }).start("a").flows(() => []).end("a").build()],
    ["schema", "receive()", () => receive({ input: any, signal: "paid" })],
    ["schema", "call()", () => recurse("one", { input: any })],
    ["duration", '"soon"', () => timer({ input: any, after: "soon" })],
    ["duration", "0", () => paid({ most: 1, timeToLive: 0 })],
  ]

  const cases: Cases = [
    ["unreachable", 'workflow "one", task "b"', () => two(pair, () => [], "a", "b")],
    ["deadEnd", 'workflow "one", task "b"', () => two(pair, (t) => [flow(t.a, t.b)], "a")],
    ["decisionLeft", 'workflow "one", "x"', () => two(fork, (t) => [flow(t.a, t.x), flow(t.x, t.b)], "b")],
    ["silentChoice", 'workflow "one", "s"',
      () => two({ a: step(), s: silent(any), b: step() }, (t) => [flow(t.a, t.s), xor(t.s, [otherwise(t.b)])], "b")],
    ["byOutcome", 'workflow "one", "x"', () => two(fork, (t) => [flow(t.a, t.x), xor(t.x, [otherwise(t.b)])], "b")],
    ["onData", 'workflow "one", "a"', () => two(pair, (t) => [xor(t.a, { done: t.b })], "b")],
    ["noOutcome", 'workflow "one", outcome "maybe" of "x"',
      () => two(fork, (t) => [flow(t.a, t.x), xor(t.x, { ok: t.b, no: t.b, maybe: t.b })], "b")],
    ["notRouted", 'workflow "one", outcome "no" of "x"',
      () => two(fork, (t) => [flow(t.a, t.x), xor(t.x, { ok: t.b })], "b")],
    ["otherwise", 'workflow "one", "a"', () => two(pair, (t) => [xor(t.a, [when(() => true, t.b)])], "b")],
    ["otherwise", 'workflow "one", "a"',
      () => two(pair, (t) => [xor(t.a, [otherwise(t.b), when(() => true, t.b)])], "b")],
    ["openEnd", 'outcome "ok" of "x"', () => two(fork, (t) => [flow(t.a, t.b), loop(t.b, t.x, "no")], "b")],
    ["noTask", 'workflow "one", "z"', () => one().start("z").flows(() => []).end("a").build()],
    ["noTask", 'workflow "one", "z"', () => two({ a: step() }, () => [], "a", "z")],
    ["noTask", `${whole}flow, "z"`, () => two(pair, (t) => [flow(t.a, t.z)], "b")],
    ["noTask", `${whole}flow, "y"`, () => two(pair, (t) => [flow(t.y, t.z)], "b")],
    ["noTask", `${whole}xor, "z"`, () => two(fork, (t) => [flow(t.a, t.x), xor(t.x, { ok: t.z, no: t.b })], "b")],
    ["noTask", `${whole}guard, "z"`, among((t) => xor(t.a, [when(() => true, t.b), otherwise(t.z)]))],
    ["noTask", `${whole}and, "z"`, among((t) => and(t.a, [t.b, t.z]))],
    ["noTask", `${whole}join, "z"`, among((t) => join({ k: t.z, l: t.b }, t.c))],
    ["noTask", `${whole}partial, "z"`, among((t) => discriminator([t.a, t.b], t.z, { rest: "absorb" }))],
    ["noTask", `${whole}flow, "z"`, among((t) => seq(t.a, t.z, t.b))],
    ["noTask", `${whole}xor, "z"`, among((t) => choose(t.z, { ok: t.a, no: t.b }))],
    ["noTask", `${whole}cancels, "z"`, among((t) => cancels(t.a, [t.z]))],
    ["noTask", "undefined", among((t) => flow(t.a, undefined))],
    ["noTasks", 'workflow "one"', () => one({}).start("a").flows(() => []).end("a").build()],
    ["noEnd", 'workflow "one"', () => two({ a: step() }, () => [])],
    ["noFlows", 'workflow "one", and', () => two({ a: step() }, (t) => [and(t.a, [])], "a")],
    ["noFlows", 'workflow "one", join', () => two({ a: step() }, (t) => [join({}, t.a)], "a")],
    ["noFlows", 'workflow "one", merge', () => two({ a: step() }, (t) => [merge([], t.a)], "a")],
    ["endTwice", 'workflow "one", "a"', () => two({ a: step() }, () => [], "a", "a")],
    ["name", 'workflow "a/b"', () => one(undefined, "a/b").start("a").flows(() => []).end("a").build()],
    ["noOutcomes", "decision()", () => decision({ input: any, outcomes: {} })],
    ["schema", "task()", () => task({ input: "text", output: any })],
    ["schema", "task()", () => task({ input: null, output: any })],
    ["schema", "task()", () => task({ input: { k: 1 }, output: any })],
    ["schema", "human()", () => human({ input: any, output: undefined })],
    ["duration", '"30 secnds"', () => task({ input: any, output: any, timeout: "30 secnds" })],
    ["duration", "0", () => exponential(0, { times: 1 })],
    ["retry", "retry", () => exponential("1 second", { times: 0 })],
    ["retry", "retry",
      () => task({ input: any, output: any, retry: { times: 1, base: 1, factor: 0.5, max: 1, jitter: 0 } })],
    ["notBuilt", "sub()", () => sub({})],
    ...later,
  ]

  test.each(cases)("%s: %s", (fault, subject, make) => {
    const thrown = caught(make)
    expect(thrown).toBeInstanceOf(DefinitionFault)
    const { code, message, faults } = thrown as DefinitionFault
    expect(faults.map((f) => f.fault)).toContain(fault)
    const [found] = faults.filter((f) => f.fault === fault)
    expect(found).toMatchObject({ code: faultCodes[fault], message: `${subject}: ${sentences[fault]}` })
    expect([code, message.split("\n")[0]]).toEqual([faults[0]!.code, faults[0]!.message])
  })

  test("every sentence that run time can say is said here", () => {
    expect([...new Set(cases.map(([fault]) => fault))].sort()).toEqual(Object.keys(sentences).sort())
  })

  test("codes are unique", () => {
    expect(new Set(Object.values(faultCodes)).size).toBe(Object.keys(sentences).length)
  })

  test("what is right is not refused", () => {
    const tasks = { a: step(), b: step(), again: again("around"), p: paid({ most: 2 }), q: paid({ most: 2 }) }
    const built = one(tasks).start("a").flows((t: any) => [
      and(t.a, [t.b, t.again, t.p, t.q]), cancels(t.a, [t.a]), critical([t.a], [t.b]),
    ]).end("b", "again", "p", "q").build()
    expect(built.definition.rules).toHaveLength(2)
    const order = (t: any) => [[t.b, t.c], [t.b, t.d], [t.c, t.d]]
    const four = { a: step(), b: step(), c: step(), d: step(), e: step() }
    expect(two(four, (t) => [interleave(t.a, [t.b, t.c, t.d], t.e, { order: order(t) })], "e").id).toBe("one")
    const threads = (t: any) => [threadSplit(t.a, t.b, 255), threadMerge(t.b, t.c, 2), defer(t.c, [t.d, t.e])]
    expect(two(four, threads, "d", "e").id).toBe("one")
    expect(one({ a: again("other") }).start("a").flows(() => []).end("a").build().id).toBe("one")
  })

  test("all that is wrong is said at once", () => {
    const tasks = { "a": step(), "b/c": step(), "d": step() }
    const thrown = caught(() => two(tasks, (t) => [flow(t.a, t.d)], "z")) as DefinitionFault
    expect(thrown.faults.map((f) => [f.fault, f.name])).toEqual([
      ["name", "b/c"], ["noTask", "z"], ["unreachable", "b/c"], ["deadEnd", "b/c"], ["deadEnd", "d"],
    ])
  })

  test("while a compiler runs, each fault has the place of the call that is wrong, and nothing is handed over", () => {
    const host = globalThis as Record<symbol, unknown>
    const compiler: CompileMode = { workflows: [] }
    host[compileKey] = compiler
    try {
      const thrown = caught(() => two(pair, (t) => [flow(t.a, t.b), and(t.b, [])], "b")) as DefinitionFault
      const found = thrown.faults.map((f) => [f.fault, f.at?.file.endsWith("definition.test.ts")])
      expect(found).toEqual([["noFlows", true]])
      expect(thrown.at).toEqual(thrown.faults[0]!.at)
      expect(compiler.workflows).toEqual([])
      two(pair, (t) => [flow(t.a, t.b)], "b")
      expect(compiler.workflows.map(({ id }) => id)).toEqual(["one"])
    } finally {
      delete host[compileKey]
    }
  })

  test.each([
    ["pay", true], ["T10 Determine necessity to stop", true], ["Zürich, §4.2 (b)", true], ["x".repeat(200), true],
    ["1a", true],
    ["", false], ["a/b", false], ["~a", false], ["a\nb", false], [" a", false], ["a ", false], ["x".repeat(201), false],
    ["7", false], ["a\u0085b", false],
  ])("the name %j fits: %s", (name, fits) => {
    const make = () => workflow("names").tasks({ [name]: step() }).start(name).flows(() => []).end(name).build()
    if (fits) expect(make().definition.tasks[0]?.name).toBe(name)
    else expect((caught(make) as DefinitionFault).faults[0]?.fault).toBe("name")
  })
})

describe("durations", () => {
  test.each([
    [250, 250], ["200 millis", 200], ["1 second", 1_000], ["1.5 seconds", 1_500], ["30 seconds", 30_000],
    ["2 minutes", 120_000], ["1 hour", 3_600_000], ["2 days", 172_800_000],
  ] as const)("%j is %i milliseconds", (text, millis) => expect(milliseconds(text)).toBe(millis))

  const bad = ["", "5", "5 s", "5seconds", "-5 seconds", "0 seconds", "1e3 millis", "5  seconds", "five seconds"]
  test.each([...bad, -1, 0, Number.NaN, Infinity])("%s is refused", (text) =>
    expect((caught(() => milliseconds(text as never)) as DefinitionFault).code).toBe(faultCodes.duration),
  )
})

describe("ids", () => {
  const id = "01936a2f-7c1e-7d3a-9b1e-4f2a6c8d0e13"

  test.each<[string, (input: never) => unknown, unknown]>([
    ["CaseId", CaseId, id], ["WorkflowSpecId", WorkflowSpecId, "order"], ["TaskId", TaskId, "ship"],
    ["TaskId", TaskId, "pay/refund"], ["WorkItemId", WorkItemId, `${id}:pay/ask: again:12`],
    ["PatternId", PatternId, 1], ["PatternId", PatternId, 43],
  ])("%s takes what it is for and gives it back as it was", (_, make, input) =>
    expect(make(input as never)).toBe(input))

  test.each<[string, (input: never) => unknown, unknown]>([
    ["CaseId", CaseId, ""], ["CaseId", CaseId, id.toUpperCase()], ["CaseId", CaseId, id.replace("7d3a", "4d3a")],
    ["CaseId", CaseId, `${id}\n`], ["CaseId", CaseId, undefined], ["WorkflowSpecId", WorkflowSpecId, "a/b"],
    ["TaskId", TaskId, "pay//refund"], ["TaskId", TaskId, "~pay"], ["WorkItemId", WorkItemId, `${id}:ship`],
    ["WorkItemId", WorkItemId, `${id}:ship:0`], ["WorkItemId", WorkItemId, "1:ship:1"], ["PatternId", PatternId, 0],
    ["PatternId", PatternId, 44], ["PatternId", PatternId, 1.5], ["PatternId", PatternId, "1"],
  ])("%s refuses the rest and says what it wants", (name, make, input) => {
    const thrown = caught(() => make(input as never)) as IdFault
    expect(thrown).toBeInstanceOf(IdFault)
    expect([thrown._tag, thrown.id, thrown.input]).toEqual(["IdFault", name, input])
    expect(thrown.message).toMatch(new RegExp(`is no ${name}: give .`))
  })

  test("there are 43 patterns, each with a name of its own", () => {
    expect(Object.keys(patterns).map(Number)).toEqual(Array.from({ length: 43 }, (_, i) => i + 1))
    expect(new Set(Object.values(patterns)).size).toBe(43)
  })
})
