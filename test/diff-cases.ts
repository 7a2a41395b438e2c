/** Two versions of a workflow each, and what is said of them, word for word. */
import type { Definition, FlowDefinition } from "../src/definition/definition.ts"
import { par, seq, task as work, workflow } from "../src/index.ts"
import { any } from "./corpus/any-schema.ts"
import {
  and, between, both, call, define, holding, inner, interleave, many, more, partial, receive, task, tasks, to,
} from "./define.ts"

const join = (to: string, ...from: readonly string[]): FlowDefinition =>
  ({ kind: "join", from: Object.fromEntries(from.map((name) => [name, name])), to })
const xor = (from: string, routes: Readonly<Record<string, string>>): FlowDefinition =>
  ({ kind: "xor", from, routes: Object.fromEntries(Object.entries(routes).map(([name, to]) => [name, task(to)])) })
const of = define
export const line = (...names: readonly string[]) => of({
  tasks: tasks(...names), ends: [names.at(-1)!],
  flows: names.slice(1).map((name, i) => to(names[i]!, name)),
})
const parallel = of({ tasks: tasks("a", "l", "r", "b"), flows: [and("a", "l", "r"), join("b", "l", "r")] })
const threads = (count: number) => of({ tasks: tasks("a", "t", "b"), flows: [
  { kind: "threadSplit", from: "a", to: "t", count }, { kind: "threadMerge", from: "t", to: "b", count },
] })
const waiting = (most?: number) => of({ tasks: [...tasks("a"), receive(2, "m", most), ...tasks("b")],
  flows: [to("a", "m"), to("m", "b")] })
const reviews = (instances: Parameters<typeof many>[2]) => between(many(2, "m", instances))
const within = (...names: readonly string[]) =>
  inner({ tasks: tasks(...names), flows: names.slice(1).map((name, i) => to(names[i]!, name)) })
const holdingMany = (workflow: Definition) => between({ ...many(2, "s"), kind: "sub", workflow })

/** Tasks of one letter each, and blocks over them, from `a` to `z`. */
function built(names: string, flows: (t: any) => readonly any[]): Definition {
  const record = Object.fromEntries([...names].map((name) => [name, work({ input: any, output: any })]))
  const chain = workflow("w").tasks(record).start("a") as any
  return chain.flows(flows).end("z").build().definition as Definition
}
/** Sound only because `b` chooses what `a` chose: else its join waits for `m` in vain. */
const choosingAlike = (...before: readonly string[]) => of({
  tasks: tasks("a?x,y", "l", "m", ...before, "b?x,y", "p", "z", "e"), ends: ["z", "e"],
  flows: [
    { kind: "xor", from: "a", routes: { x: both("l", "m"), y: task("l") } },
    ...[...before, "b"].map((name, i) => to(i === 0 ? "l" : before[i - 1]!, name)),
    xor("b", { x: "p", y: "e" }), join("z", "p", "m"),
  ],
  rules: [{ kind: "alike", tasks: ["a", "b"] }],
})
const merging = (...more: readonly string[]) => of({
  tasks: tasks("a", "l", "r", "b", ...more), ends: ["b", ...more], termination: "implicit",
  flows: [and("a", "l", "r", ...more), { kind: "multiMerge", from: ["l", "r"], to: "b", bound: 2 }],
})
const meeting = (isPartial: boolean) => inner({
  tasks: tasks("a", "l", "r", "b"),
  flows: [and("a", "l", "r"), isPartial ? partial(1, "b", "l", "r") : join("b", "l", "r")], termination: "explicit",
})
const joinsTwice = (...before: readonly FlowDefinition[]) => of({
  tasks: [...tasks("a"), ...before.length > 1 ? tasks("x") : [], ...tasks("d?p,q", "k", "l", "m", "n", "b")],
  flows: [...before, { kind: "xor", from: "d", routes: { p: both("k", "l"), q: both("m", "n") } },
    join("b", "k", "l"), join("b", "m", "n")],
})
const recursing = (name: string) => of({
  tasks: [...tasks("a?again,on"), call("w"), ...tasks(name, "b")],
  flows: [xor("a", { again: "c", on: name }), to("c", "b"), to(name, "b")],
})

export type Case = readonly [what: string, old: Definition, next: Definition, expected: readonly string[]]

export const cases: readonly Case[] = [
  ["the same", line("a", "b"), line("a", "b"), [
    "cases: all can move",
  ]],
  ["a task added at the end", line("a", "b"), line("a", "b", "c"), [
    "~ workflow w: end: b -> c",
    "+ task c: task",
    "+ flow(b, c)",
    "cases: all can move",
  ]],
  ["two tasks swapped", line("a", "x", "y", "b"), line("a", "y", "x", "b"), [
    "~ flow(a, x) -> flow(a, y)",
    "~ flow(x, y) -> flow(x, b)",
    "~ flow(y, b) -> flow(y, x)",
    "cases: all can move",
    'warning, 2 markings: "y" is left out: it came after where the case stands, and comes before that now',
    "  run: a",
    'warning, 2 markings: "x" is done twice: it came before where the case stands, and comes after that now',
    "  run: a, x",
    "  then: y, x ...",
  ]],
  ["two tasks swapped in a sub-workflow that runs as a case of its own",
    holdingMany(within("a", "x", "y", "b")), holdingMany(within("a", "y", "x", "b")), [
      "~ s: flow(a, x) -> flow(a, y)",
      "~ s: flow(x, y) -> flow(x, b)",
      "~ s: flow(y, b) -> flow(y, x)",
      "cases: all can move",
      'warning, 2 markings: in a case of "s", "s/y" is left out: it came after where the case stands, and comes before '
        + "that now",
      "  run: s/a",
      'warning, 2 markings: in a case of "s", "s/x" is done twice: it came before where the case stands, and comes '
        + "after that now",
      "  run: s/a, s/x",
      "  then: s/y, s/x ...",
    ]],
  ["a loop added, which does tasks again", of({ tasks: tasks("a", "x", "c?on,back", "b"), flows: [
    to("a", "x"), to("x", "c"), xor("c", { on: "b", back: "b" }),
  ] }), of({ tasks: tasks("a", "x", "c?on,back", "b"), flows: [
    to("a", "x"), to("x", "c"), xor("c", { on: "b", back: "x" }),
  ] }), [
    "~ xor of c: back: b -> x",
    "cases: all can move",
  ]],
  ["a task that is only chosen now", of({ tasks: tasks("a?on,off", "x", "y", "b"), flows: [
    xor("a", { on: "x", off: "x" }), to("x", "y"), to("y", "b"),
  ] }), of({ tasks: tasks("a?on,off", "x", "y", "b"), flows: [
    xor("a", { on: "x", off: "y" }), to("x", "b"), to("y", "b"),
  ] }), [
    "~ xor of a: off: x -> y",
    "~ flow(x, y) -> flow(x, b)",
    "cases: all can move",
  ]],
  ["a task inserted", line("a", "b"), line("a", "x", "b"), [
    "+ task x: task",
    "~ flow(a, b) -> flow(a, x)",
    "+ flow(x, b)",
    "cases: all can move",
  ]],
  ["a task removed", line("a", "x", "b"), line("a", "b"), [
    "- task x: task",
    "~ flow(a, x) -> flow(a, b)",
    "- flow(x, b)",
    "cases: some can move, in 3 of 5 markings",
    '1 marking: something waits for "x", which is removed',
    "  run: a",
    '1 marking: "x" is at work, and is removed',
    "  run: a, x ...",
  ]],
  ["a task renamed", line("a", "x", "b"), line("a", "y", "b"), [
    "- task x: task  (perhaps it is y now: that stands between the same tasks)",
    "+ task y: task",
    "~ flow(a, x) -> flow(a, y)",
    "- flow(x, b)",
    "+ flow(y, b)",
    "cases: some can move, in 3 of 5 markings",
    '1 marking: something waits for "x", which is removed',
    "  run: a",
    '1 marking: "x" is at work, and is removed',
    "  run: a, x ...",
  ]],
  ["two tasks renamed that stand between the same",
    parallel, of({ tasks: tasks("a", "p", "q", "b"), flows: [and("a", "p", "q"), join("b", "p", "q")] }), [
    "- task l: task",
    "- task r: task",
    "+ task p: task",
    "+ task q: task",
    "~ and of a: - l, - r, + p, + q",
    "~ join into b: - l: l, - r: r, + p: p, + q: q",
    "cases: some can move, in 2 of 11 markings",
    '3 markings: something waits for "l", which is removed',
    "  run: a",
    '3 markings: something waits for "r", which is removed',
    "  run: a",
    '3 markings: "l" is at work, and is removed',
    "  run: a, l ...",
    '3 markings: "r" is at work, and is removed',
    "  run: a, r ...",
    '5 markings: something waits for "b" that comes there otherwise now: '
      + "join({ l: l, r: r }, b) -> join({ p: p, q: q }, b)",
    "  run: a, l",
  ]],
  ["the start renamed, and a loop back to it",
    of({ tasks: tasks("a", "d?again,on", "b"), flows: [to("a", "d"), xor("d", { again: "a", on: "b" })] }),
    of({
      start: "s", tasks: tasks("s", "d?again,on", "b"), flows: [to("s", "d"), xor("d", { again: "s", on: "b" })],
    }), [
    "~ workflow w: start: a -> s",
    "- task a: task  (perhaps it is s now: that stands between the same tasks)",
    "+ task s: task",
    "~ xor of d: again: a -> s",
    "- flow(a, d)",
    "+ flow(s, d)",
    "cases: some can move, in 4 of 6 markings",
    '1 marking: something waits for "a", which is removed',
    "  run: a, d (again)",
    '1 marking: "a" is at work, and is removed',
    "  run: a ...",
  ]],
  ["a join that is a merge now", parallel, of({ tasks: tasks("a?x,y", "l", "r", "b"), flows: [
    xor("a", { x: "l", y: "r" }), { kind: "merge", from: ["l", "r"], to: "b" },
  ] }), [
    "~ task a: kind: task -> decision",
    "~ task a: - done",
    "~ task a: + x",
    "~ task a: + y",
    "~ and(a, [l, r]) -> xor(a, { x: l, y: r })",
    "~ join({ l: l, r: r }, b) -> merge([l, r], b)",
    "cases: some can move, in 2 of 11 markings",
    '4 markings: "b" can be entered again before it has begun',
    "  run: a",
    "  then: l, r",
    '5 markings: something waits for "b" that comes there otherwise now: join({ l: l, r: r }, b) -> merge([l, r], b)',
    "  run: a, l",
  ]],
  ["a branch more", parallel, of({ tasks: tasks("a", "l", "r", "m", "b"), flows: [
    and("a", "l", "r", "m"), join("b", "l", "r", "m"),
  ] }), [
    "+ task m: task",
    "~ and of a: + m",
    "~ join into b: + m: m",
    "cases: some can move, in 2 of 11 markings",
    '9 markings: "b" waits for "m" for ever',
    "  run: a",
    "  then: l, r",
  ]],
  ["one after the other instead of at once", parallel, line("a", "l", "r", "b"), [
    "~ and(a, [l, r]) -> flow(a, l)",
    "- join({ l: l, r: r }, b)",
    "+ flow(l, r)",
    "+ flow(r, b)",
    "cases: some can move, in 2 of 11 markings",
    '2 markings: "r" can be entered again before it has begun',
    "  run: a",
    "  then: l",
    '2 markings: "b" can be entered again before it has begun',
    "  run: a, r ...",
    "  then: l, r, r",
    '5 markings: something waits for "b" that comes there otherwise now: join({ l: l, r: r }, b) -> flow(r, b)',
    "  run: a, l",
  ]],
  ["at once instead of in turn",
    of({ tasks: tasks("a", "l", "r", "b"), flows: [interleave(["l", "r"])] }), parallel, [
    "~ interleave(a, [l, r], b) -> and(a, [l, r])",
    "+ join({ l: l, r: r }, b)",
    "cases: all can move",
  ]],
  ["in turn instead of at once",
    parallel, of({ tasks: tasks("a", "l", "r", "b"), flows: [interleave(["l", "r"])] }), [
    "~ and(a, [l, r]) -> interleave(a, [l, r], b)",
    "- join({ l: l, r: r }, b)",
    "cases: all can move",
  ]],
  ["an outcome added",
    of({ tasks: tasks("a?x,y", "l", "b"), flows: [xor("a", { x: "l", y: "b" }), to("l", "b")] }),
    of({ tasks: tasks("a?x,y,z", "l", "b"), flows: [xor("a", { x: "b", y: "b", z: "l" }), to("l", "b")] }), [
    "~ task a: + z",
    "~ xor of a: x: l -> b, + z: l",
    "cases: all can move",
  ]],
  ["a region added", parallel, { ...parallel, ends: ["b", "r"], flows: [and("a", "l", "r"), to("l", "b")],
    rules: [{ kind: "cancels", task: "l", region: ["r"] }] }, [
    "~ workflow w: end: b -> b, r",
    "- join({ l: l, r: r }, b)",
    "+ flow(l, b)",
    "+ cancels(l, [r])",
    "cases: some can move, in 6 of 11 markings",
    '5 markings: something waits for "b" that comes there otherwise now: join({ l: l, r: r }, b) -> flow(l, b)',
    "  run: a, l",
  ]],
  ["fewer threads", threads(3), threads(2), [
    "~ threadSplit(a, t, 3) -> threadSplit(a, t, 2)",
    "~ threadMerge(t, b, 3) -> threadMerge(t, b, 2)",
    "cases: some can move, in 2 of 12 markings",
    '1 marking: 3 tokens wait for "t", and 2 may now',
    "  run: a",
    '7 markings: "b" can be entered more than 2 times before it has begun',
    "  run: a, t ...",
    "  then: t, t, t",
    '1 marking: "t" is at work 3 times at once, and may be 2 now',
    "  run: a, t ...",
    '1 marking: 3 tokens wait for "b", and 2 may now',
    "  run: a, t, t, t",
  ]],
  ["more threads", threads(2), threads(3), [
    "~ threadSplit(a, t, 2) -> threadSplit(a, t, 3)",
    "~ threadMerge(t, b, 2) -> threadMerge(t, b, 3)",
    "cases: some can move, in 2 of 8 markings",
    '6 markings: "b" waits for "t" for ever',
    "  run: a",
    "  then: t, t",
  ]],
  ["a sub-workflow instead of a task", line("a", "s", "b"), holding(within("a", "b")), [
    "~ task s: kind: task -> sub",
    "~ task s: workflow: none -> inner",
    "cases: some can move, in 4 of 5 markings",
    '1 marking: "s" is at work, and is a sub-workflow within the case now',
    "  run: a, s ...",
  ]],
  ["a task between two that choose alike", choosingAlike(), choosingAlike("q"), [
    "+ task q: task",
    "~ flow(l, b) -> flow(l, q)",
    "+ flow(q, b)",
    "cases: all can move",
  ]],
  ["fewer signals kept", waiting(9), waiting(5), [
    "~ task m: keep: 9 at most -> 5 at most",
    "cases: some can move, in 14 of 18 markings",
    '4 markings: 6 signals "s" that came early are kept, and 5 may be now',
    "  run: from the start",
  ]],
  ["no signals kept", waiting(4), waiting(), [
    "~ task m: keep: 4 at most -> none",
    "cases: some can move, in 4 of 8 markings",
    '4 markings: signals "s" that came early are kept, and none are now',
    "  run: from the start",
  ]],
  ["other numbers of instances", reviews({ min: 1, max: 20 }), reviews({ min: 3, max: 5 }), [
    "~ task m: instances: 1 to 20, join all, rest absorb -> 3 to 5, join all, rest absorb",
    "cases: some can move, in 16 of 43 markings",
    '27 markings: "m" has 1 instance, and takes 3 to 5 now',
    "  run: a, m",
  ]],
  ["the rest of the instances cancelled",
    reviews({ min: 3, max: 3, join: 1 }), reviews({ min: 3, max: 3, join: 1, rest: "cancel" }), [
    "~ task m: instances: 3 to 3, join 1, rest absorb -> 3 to 3, join 1, rest cancel",
    "cases: some can move, in 5 of 9 markings",
    '4 markings: "m" is done and its other instances go on, which it cancels now',
    "  run: a, m",
  ]],
  ["fewer instances that are enough",
    reviews({ min: 9, max: 9 }), reviews({ min: 9, max: 9, join: 2, rest: "cancel" }), [
    "~ task m: instances: 9 to 9, join all, rest absorb -> 9 to 9, join 2, rest cancel",
    "cases: all can move",
  ]],
  ["instances of what was one task", line("a", "m", "b"), reviews({}), [
    "~ task m: instances: none -> 1 to 3, join all, rest absorb",
    "cases: some can move, in 3 of 5 markings",
    '1 marking: a payload waits for "m", which takes another type now',
    "  run: a",
    '1 marking: "m" is at work, and has instances now',
    "  run: a, m ...",
  ]],
  ["another kind, time and role",
    between(more(2, { name: "m", kind: "human", role: "clerk" })),
    between(more(2, { name: "m", kind: "timer", after: 5_000 })), [
    "~ task m: kind: human -> timer",
    "~ task m: role: clerk -> none",
    "~ task m: after: none -> 5 seconds",
    "cases: some can move, in 4 of 5 markings",
    '1 marking: "m" is at work, and is a timer now',
    "  run: a, m ...",
  ]],
  ["only what the run time reads", between(more(2, { name: "m", kind: "human", role: "clerk", due: 60_000 })),
    between(more(2, { name: "m", kind: "human", role: "lead", due: 86_400_000 })), [
    "~ task m: role: clerk -> lead",
    "~ task m: due: 1 minute -> 1 day",
    "cases: all can move",
  ]],
  ["a task of a sub-workflow removed",
    holding(within("a", "x", "b")), holding(within("a", "b")), [
    "- task s/x: task",
    "~ s: flow(a, x) -> flow(a, b)",
    "- s: flow(x, b)",
    "cases: some can move, in 7 of 9 markings",
    '1 marking: something waits for "s/x", which is removed',
    "  run: a, s/a",
    '1 marking: "s/x" is at work, and is removed',
    "  run: a, s/a, s/x ...",
  ]],
  ["a sub-workflow that is a case of its own now",
    holding(within("a", "b")), holdingMany(within("a", "b")), [
    "~ task s: instances: none -> 1 to 3, join all, rest absorb",
    "cases: some can move, in 3 of 7 markings",
    '4 markings: "s" is at work, and runs as a case of its own now',
    "  run: a",
  ]],
  ["what a case of its own does",
    holdingMany(within("a", "x", "b")), holdingMany(within("a", "b")), [
    "- task s/x: task",
    "~ s: flow(a, x) -> flow(a, b)",
    "- s: flow(x, b)",
    "cases: some can move, in 13 of 15 markings",
    '1 marking: in a case of "s", something waits for "s/x", which is removed',
    "  run: s/a",
    '1 marking: in a case of "s", "s/x" is at work, and is removed',
    "  run: s/a, s/x ...",
  ]],
  ["explicit termination instead of implicit",
    of({ tasks: tasks("a", "l", "b"), ends: ["l", "b"], flows: [and("a", "l", "b")], termination: "implicit" }),
    of({ tasks: tasks("a", "l", "b"), ends: ["l", "b"], flows: [and("a", "l", "b")] }), [
    "~ workflow w: termination: implicit -> explicit",
    "cases: some can move, in 5 of 9 markings",
    '2 markings: a branch is done at the end "l", which ends the whole case now',
    "  run: a, l",
    '2 markings: a branch is done at the end "b", which ends the whole case now',
    "  run: a, b",
  ]],
  ["implicit termination instead of explicit",
    of({ tasks: tasks("a", "l", "b"), ends: ["l", "b"], flows: [and("a", "l", "b")] }),
    of({ tasks: tasks("a", "l", "b"), ends: ["l", "b"], flows: [and("a", "l", "b")], termination: "implicit" }), [
    "~ workflow w: termination: explicit -> implicit",
    "cases: all can move",
  ]],
  ["an end more beside one where a branch is done", merging(), merging("c"), [
    "~ workflow w: end: b -> b, c",
    "+ task c: task",
    "~ and of a: + c",
    "cases: all can move",
  ]],
  ["an end more", of({ tasks: tasks("a", "b"), flows: [to("a", "b")], termination: "implicit" }),
    of({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], flows: [and("a", "b", "c")], termination: "implicit" }), [
    "~ workflow w: end: b -> b, c",
    "+ task c: task",
    "~ flow(a, b) -> and(a, [b, c])",
    "cases: all can move",
  ]],
  ["a reminder that goes round until another task is done", line("a", "wait", "remind", "b"), of({
    tasks: tasks("a", "wait", "remind", "b"), rules: [{ kind: "cancels", task: "b", region: ["wait", "remind"] }],
    flows: [and("a", "wait", "b"), to("wait", "remind"), to("remind", "wait")],
  }), [
    "~ flow(a, wait) -> and(a, [wait, b])",
    "~ flow(remind, b) -> flow(remind, wait)",
    "+ cancels(b, [wait, remind])",
    "cases: some can move, in 3 of 7 markings",
    '4 markings: "remind", "wait" can go on for ever, and no way leads to an end',
    "  run: a",
    "  then: wait, remind",
  ]],
  ["a discriminator instead of a join", parallel,
    of({ tasks: tasks("a", "l", "r", "b"), flows: [and("a", "l", "r"), partial(1, "b", "l", "r")] }), [
    "~ join({ l: l, r: r }, b) -> partialJoin(1, { l: l, r: r }, b, { rest: absorb, bound: 2 })",
    "cases: all can move",
  ]],
  ["a discriminator instead of a join in a sub-workflow", holding(meeting(false)), holding(meeting(true)), [
    "~ s: join({ l: l, r: r }, b) -> partialJoin(1, { l: l, r: r }, b, { rest: absorb, bound: 2 })",
    "cases: all can move",
  ]],
  ["a join instead of a discriminator",
    of({ tasks: tasks("a", "l", "r", "b"), flows: [and("a", "l", "r"), partial(1, "b", "l", "r")] }), parallel, [
    "~ partialJoin(1, { l: l, r: r }, b, { rest: absorb, bound: 2 }) -> join({ l: l, r: r }, b)",
    "cases: some can move, in 6 of 15 markings",
    '9 markings: something waits for "b" that comes there otherwise now: '
      + "partialJoin(1, { l: l, r: r }, b, { rest: absorb, bound: 2 }) -> join({ l: l, r: r }, b)",
    "  run: a, l",
  ]],
  ["a critical section added", parallel, { ...parallel, rules: [{ kind: "critical", parts: [["l"], ["r"]] }] }, [
    "+ critical([l], [r])",
    "cases: all can move",
  ]],
  ["a block before a block, which numbers the later one anew",
    built("almnrz", (t) => [seq(t.a, par({ l: t.l, r: t.r }), par({ m: t.m, n: t.n }), t.z)]),
    built("abclmnrz", (t) =>
      [seq(t.a, par({ b: t.b, c: t.c }), par({ l: t.l, r: t.r }), par({ m: t.m, n: t.n }), t.z)]), [
    "+ task b: task",
    "+ task c: task",
    "~ and of a: - l, - r, + b, + c",
    "+ join({ b: b, c: c }, ~3)",
    "+ and(~3, [l, r])",
    "cases: all can move",
  ]],
  ["another branch in a block",
    built("almnrz", (t) => [seq(t.a, par({ l: t.l, r: t.r }), par({ m: t.m, n: t.n }), t.z)]),
    built("ablmnrz", (t) => [seq(t.a, par({ l: seq(t.l, t.b), r: t.r }), par({ m: t.m, n: t.n }), t.z)]), [
    "+ task b: task",
    "~ join into ~1: l: l -> b",
    "+ flow(l, b)",
    "cases: all can move",
  ]],
  ["a block that is another one now",
    built("almnrz", (t) => [seq(t.a, par({ l: t.l, r: t.r }), par({ m: t.m, n: t.n }), t.z)]),
    built("ablmnrz", (t) => [seq(t.a, par({ l: t.l, r: t.r }), t.b, par({ m: t.m, n: t.n }), t.z)]), [
    "+ task b: task",
    "- join({ l: l, r: r }, ~1)",
    "- and(~1, [m, n])",
    "+ join({ l: l, r: r }, b)",
    "+ and(b, [m, n])",
    "cases: some can move, in 15 of 19 markings",
    '4 markings: something waits for "l", "r" to meet, and they meet otherwise now',
    "  run: a, l",
  ]],
  ["a flow before two joins into one task",
    joinsTwice(to("a", "d")), joinsTwice(to("a", "x"), to("x", "d")), [
    "+ task x: task",
    "~ flow(a, d) -> flow(a, x)",
    "+ flow(x, d)",
    "cases: all can move",
  ]],
  ["what a recursion does", recursing("x"), recursing("y"), [
    "- task x: task  (perhaps it is y now: that stands between the same tasks)",
    "+ task y: task",
    "~ xor of a: on: x -> y",
    "- flow(x, b)",
    "+ flow(y, b)",
    "cases: some can move, in 5 of 7 markings",
    '1 marking: something waits for "x", which is removed',
    "  run: a (on)",
    '1 marking: "x" is at work, and is removed',
    "  run: a (on), x ...",
  ]],
  ["tasks in another order", parallel, { ...parallel, tasks: [...parallel.tasks].reverse() }, [
    "~ the order of tasks, outcomes or flows",
    "cases: all can move",
  ]],
]
