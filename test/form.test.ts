/** The forms of the later patterns: each is data, has a text of its own, and is documented. */
import { globSync, readFileSync } from "node:fs"
import { join as path } from "node:path"
import { describe, expect, test } from "vitest"
import * as knhk from "knhk"
import { canonical, patterns, type Schema } from "knhk"
import { unfold } from "../src/definition/unfold.ts"

// Without their types: what fits is for the type tests to say.
const { task, human, sub, workflow, instances, receive, timer, recurse } = knhk as any
const { flow, and, when, otherwise, all, join, seq } = knhk as any
const { or, orJoin, multiMerge, discriminator, partialJoin, defer, interleave, threadSplit, threadMerge } = knhk as any
const { milestone, cancels, cancelsCase, completes, critical } = knhk as any

const any: Schema<any> = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
const step = () => task({ input: any, output: any })

/** Handles of no workflow: tasks `a` to `h`, decision `x`. */
const handles: Record<string, any> = Object.fromEntries([
  ...[..."abcdefgh"].map((name) => [name, { name, kind: "task", outcomes: ["done"] }]),
  ["x", { name: "x", kind: "decision", outcomes: ["ok", "no"] }],
])
const unfolded = (said: (t: Record<string, any>) => readonly unknown[]) => unfold(said(handles) as never)

describe("flows", () => {
  const guard = () => true
  test.each<[string, (t: Record<string, any>) => unknown, object]>([
    ["an OR-split (6)", (t) => or(t.a, [when(guard, t.b), otherwise(all(t.c, t.d))]), {
      kind: "or", from: "a",
      routes: [{ guard, to: { kind: "task", task: "b" } }, { to: { kind: "all", tasks: ["c", "d"] } }],
    }],
    ["an OR-join (7)", (t) => orJoin({ k: t.a, l: t.b }, t.c), { kind: "orJoin", from: { k: "a", l: "b" }, to: "c" }],
    ["an OR-join of one kind (37)", (t) => orJoin({ k: t.a }, t.c, { kind: "local" }),
      { kind: "orJoin", from: { k: "a" }, to: "c", demand: "local" }],
    ["a multi-merge (8)", (t) => multiMerge([t.a, t.b], t.c, { bound: 2 }),
      { kind: "multiMerge", from: ["a", "b"], to: "c", bound: 2 }],
    ["a discriminator (9)", (t) => discriminator([t.a, t.b], t.c, { rest: "absorb" }), {
      kind: "partial", from: { a: "a", b: "b" }, to: "c", count: 1, bare: true, rest: "absorb", bound: 1,
    }],
    ["a blocking discriminator (28)", (t) => discriminator({ k: t.a, l: t.b }, t.c, { rest: "block" }), {
      kind: "partial", from: { k: "a", l: "b" }, to: "c", count: 1, bare: true, rest: "block", bound: 2,
    }],
    ["a cancelling discriminator (29)", (t) => discriminator([t.a, t.b], t.c, { rest: "cancel" }), {
      kind: "partial", from: { a: "a", b: "b" }, to: "c", count: 1, bare: true, rest: "cancel", bound: 1,
    }],
    ["a partial join (30)", (t) => partialJoin(2, { k: t.a, l: t.b, m: t.c }, t.d, { rest: "absorb" }), {
      kind: "partial", from: { k: "a", l: "b", m: "c" }, to: "d", count: 2, bare: false, rest: "absorb", bound: 1,
    }],
    ["a blocking partial join (31)", (t) => partialJoin(2, { k: t.a, l: t.b }, t.d, { rest: "block", bound: 7 }), {
      kind: "partial", from: { k: "a", l: "b" }, to: "d", count: 2, bare: false, rest: "block", bound: 7,
    }],
    ["a cancelling partial join (32)",
      (t) => partialJoin(1, { k: t.a, l: t.b }, t.d, { rest: "cancel", region: [t.e, t.a] }), {
        kind: "partial", from: { k: "a", l: "b" }, to: "d", count: 1, bare: false, rest: "cancel", bound: 1,
        region: ["e", "a"],
      }],
    ["a generalized AND-join (33)", (t) => join({ k: t.a, l: t.b }, t.c, { bound: 3 }),
      { kind: "join", from: { k: "a", l: "b" }, to: "c", bound: 3 }],
    ["a deferred choice (16)", (t) => defer(t.a, [t.b, t.c]), { kind: "defer", from: "a", to: ["b", "c"] }],
    ["interleaved routing (40)", (t) => interleave(t.a, [t.b, t.c], t.d),
      { kind: "interleave", from: "a", tasks: ["b", "c"], to: "d", order: [] }],
    ["interleaved parallel routing (17)", (t) => interleave(t.a, [t.b, t.c], t.d, { order: [[t.c, t.b]] }),
      { kind: "interleave", from: "a", tasks: ["b", "c"], to: "d", order: [["c", "b"]] }],
    ["a thread split (42)", (t) => threadSplit(t.a, t.b, 3), { kind: "threadSplit", from: "a", to: "b", count: 3 }],
    ["a thread merge (41)", (t) => threadMerge(t.a, t.b, 3), { kind: "threadMerge", from: "a", to: "b", count: 3 }],
  ])("%s is data, frozen", (_, make, expected) => {
    const made = make(handles) as object
    expect(made).toEqual(expected)
    expect(unfold([made] as never).flows).toEqual([expected])
    for (const part of [made, ...Object.values(made)].filter((p) => typeof p === "object")) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })
})

describe("rules", () => {
  test.each<[string, (t: Record<string, any>) => unknown, object]>([
    ["a milestone (18)", (t) => milestone(t.a, { during: t.b }), { kind: "milestone", task: "a", during: "b" }],
    ["a cancelled region (19, 25, 26)", (t) => cancels(t.a, [t.b, t.c]),
      { kind: "cancels", task: "a", region: ["b", "c"] }],
    ["a cancelled case (20)", (t) => cancelsCase(t.a), { kind: "cancelsCase", task: "a" }],
    ["completed instances (27)", (t) => completes(t.a, t.b), { kind: "completes", task: "a", instances: "b" }],
    ["a critical section (39)", (t) => critical([t.a, t.b], [t.c], [t.x]),
      { kind: "critical", parts: [["a", "b"], ["c"], ["x"]] }],
  ])("%s is data, frozen, and no flow", (_, make, expected) => {
    const said = (t: any) => [flow(t.a, t.b), make(t), seq(t.b, t.c)]
    expect(unfolded(said).rules).toEqual([expected])
    expect(unfolded(said).flows.map((f) => [f.kind, f.from])).toEqual([["flow", "a"], ["flow", "b"]])
    const made = make(handles) as object
    for (const part of [made, ...Object.values(made)].filter((p) => typeof p === "object")) {
      expect(Object.isFrozen(part)).toBe(true)
    }
  })
})

describe("tasks of the later kinds", () => {
  const Inner = workflow("inner").tasks({ only: step() }).start("only").flows(() => []).end("only").build()
  const made = (spec: unknown) =>
    workflow("one").tasks({ a: spec }).start("a").flows(() => []).end("a").build().definition.tasks[0]
  const data = { input: any, outcomes: { done: any } }
  const until = () => true

  test.each<[string, () => unknown, object]>([
    ["instances of a list (14)", () => instances(step(), { max: 9 }),
      { kind: "task", ...data, instances: { min: 0, max: 9, join: "all", rest: "absorb", open: false } }],
    ["instances of a fixed number (13)", () => instances(step(), { count: 3 }),
      { kind: "task", ...data, instances: { count: 3, min: 3, max: 3, join: "all", rest: "absorb", open: false } }],
    ["open instances (15)", () => instances(step(), { count: 3, min: 1, max: 5, open: true }),
      { kind: "task", ...data, instances: { count: 3, min: 1, max: 5, join: "all", rest: "absorb", open: true } }],
    ["instances that nobody waits for (12)", () => instances(step(), { max: 9, join: "none" }),
      { kind: "task", ...data, instances: { min: 0, max: 9, join: "none", rest: "absorb", open: false } }],
    ["some of the instances (34)", () => instances(step(), { max: 9, join: 2 }),
      { kind: "task", ...data, instances: { min: 2, max: 9, join: 2, rest: "absorb", open: false } }],
    ["some of the open instances", () => instances(step(), { max: 9, join: 2, open: true }),
      { kind: "task", ...data, instances: { min: 0, max: 9, join: 2, rest: "absorb", open: true } }],
    ["instances of which the rest is cancelled (35)",
      () => instances(human({ input: any, output: any, role: "clerk" }), { count: 3, join: 2, rest: "cancel" }),
      { kind: "human", role: "clerk", ...data,
        instances: { count: 3, min: 3, max: 3, join: 2, rest: "cancel", open: false } }],
    ["instances until a condition holds (36)", () => instances(sub(Inner), { max: 9, until, concurrency: 2 }),
      { kind: "sub", outcomes: data.outcomes, workflow: Inner.definition,
        instances: { min: 0, max: 9, join: "all", until, rest: "absorb", open: false, concurrency: 2 } }],
    ["a transient trigger (23)", () => receive({ input: any, signal: "paid", payload: any }),
      { kind: "receive", ...data, signal: { name: "paid" } }],
    ["a persistent trigger (24)",
      () => receive({ input: any, signal: "paid", payload: any, keep: { most: 3, timeToLive: "2 days" } }),
      { kind: "receive", ...data, signal: { name: "paid", keep: { most: 3, timeToLive: 172_800_000 } } }],
    ["a timer", () => timer({ input: any, after: "1.5 seconds" }), { kind: "timer", ...data, after: 1_500 }],
    ["a recursion (22)", () => recurse("tree", { input: { k: any }, output: any }),
      { kind: "call", input: { k: any }, outcomes: data.outcomes, calls: "tree" }],
  ])("%s are data, frozen", (_, make, expected) => {
    const { outcomes, ...rest } = made(make()) as any
    const { outcomes: wanted, ...others } = expected as any
    expect(rest).toEqual({ name: "a", ...others })
    expect(Object.keys(outcomes)).toEqual(Object.keys(wanted))
    for (const part of [rest.instances, rest.signal, rest.signal?.keep]) expect(Object.isFrozen(part)).toBe(true)
  })

  test("what a signal brings is held against its schema", () => {
    const payment: Schema<any> = { "~standard": { ...any["~standard"], vendor: "payment" } }
    expect(made(receive({ input: any, signal: "paid", payload: payment }))?.outcomes).toEqual({ done: payment })
  })
})

describe("the text of a definition", () => {
  test("differs for each thing that a table holds, and not for what is read anew", () => {
    type Make = { readonly a?: unknown; readonly flows?: (t: any) => readonly unknown[] }
    const text = ({ a = step(), flows = () => [] }: Make) => canonical(
      workflow("text").tasks({ a, b: step(), c: step(), d: step(), e: instances(step(), { max: 5 }) }).start("a")
        .flows((t: any) => [and(t.a, [t.b, t.c, t.d]), flow(t.b, t.e), ...flows(t)]).end("c", "d", "e").build()
        .definition,
    )
    const paid = (keep?: object) => receive({ input: any, signal: "paid", payload: any, ...(keep && { keep }) })
    const texts = [
      {}, { a: paid() }, { a: paid({ most: 1 }) }, { a: paid({ most: 2 }) },
      { a: receive({ input: any, signal: "sent", payload: any }) },
      { a: timer({ input: any, after: 5 }) }, { a: recurse("x", { input: any, output: any }) },
      { a: recurse("y", { input: any, output: any }) },
      ...[
        { count: 2 }, { max: 2 }, { max: 3 }, { max: 2, min: 1 }, { max: 2, join: "none" }, { max: 2, join: 1, min: 0 },
        { max: 2, until: () => true }, { max: 2, rest: "cancel" }, { max: 2, open: true },
      ].map((options) => ({ a: instances(step(), options) })),
      ...[
        (t: any) => milestone(t.b, { during: t.c }), (t: any) => milestone(t.c, { during: t.b }),
        (t: any) => cancels(t.b, [t.c]), (t: any) => cancels(t.b, [t.c, t.d]), (t: any) => cancelsCase(t.b),
        (t: any) => completes(t.b, t.e), (t: any) => critical([t.b], [t.c]), (t: any) => critical([t.b, t.c], [t.d]),
      ].map((rule) => ({ flows: (t: any) => [rule(t)] })),
    ].map(text)
    expect(new Set(texts).size).toBe(texts.length)
    expect(text({ a: timer({ input: any, after: 9 }) })).toBe(text({ a: timer({ input: any, after: 5 }) }))
    expect(text({ a: paid({ most: 1, timeToLive: 9 }) })).toBe(text({ a: paid({ most: 1 }) }))
    expect(text({ a: instances(step(), { max: 2, concurrency: 1 }) })).toBe(text({ a: instances(step(), { max: 2 }) }))
  })

  test("differs for each flow", () => {
    const text = (last: (t: any) => unknown) => canonical({
      id: "t", start: "a", ends: ["f"], termination: "explicit", tasks: [],
      flows: unfolded((t) => [last(t)]).flows,
    })
    const texts = [
      (t: any) => or(t.a, [otherwise(t.b)]), (t: any) => or(t.a, [when(() => true, t.b), otherwise(t.c)]),
      (t: any) => orJoin({ k: t.a }, t.b), (t: any) => orJoin({ k: t.a }, t.b, { kind: "general" }),
      (t: any) => multiMerge([t.a], t.b, { bound: 2 }), (t: any) => multiMerge([t.a], t.b, { bound: 3 }),
      (t: any) => discriminator([t.a, t.b], t.c, { rest: "absorb" }),
      (t: any) => discriminator([t.a, t.b], t.c, { rest: "block" }),
      (t: any) => discriminator([t.a, t.b], t.c, { rest: "cancel" }),
      (t: any) => discriminator([t.a, t.b], t.c, { rest: "cancel", region: [t.a] }),
      (t: any) => partialJoin(1, { a: t.a, b: t.b }, t.c, { rest: "absorb" }),
      (t: any) => partialJoin(2, { a: t.a, b: t.b }, t.c, { rest: "absorb" }),
      (t: any) => join({ k: t.a }, t.b), (t: any) => join({ k: t.a }, t.b, { bound: 1 }),
      (t: any) => defer(t.a, [t.b, t.c]), (t: any) => interleave(t.a, [t.b, t.c], t.d),
      (t: any) => interleave(t.a, [t.b, t.c], t.d, { order: [[t.b, t.c]] }),
      (t: any) => threadSplit(t.a, t.b, 2), (t: any) => threadMerge(t.a, t.b, 2),
      (t: any) => threadMerge(t.a, t.b, 3),
    ].map(text)
    expect(new Set(texts).size).toBe(texts.length)
  })
})

test("each pattern is said with its number where its form is documented, and has a row in the document", () => {
  const sources = globSync("*.ts", { cwd: path(import.meta.dirname, "../src/definition") })
    .map((file) => readFileSync(path(import.meta.dirname, "../src/definition", file), "utf8")).join("\n")
  const said = sources.replace(/\n\s*\* /g, " ")
  const table = readFileSync(path(import.meta.dirname, "../docs/definition.md"), "utf8")
  const lost = Object.entries(patterns).filter(([number, name]) =>
    !said.includes(`${name} (${number})`) || !table.includes(`| ${number} ${name}`))
  expect(lost).toEqual([])
})

