/** What runs of a workflow come to, as findings: each word for word, its place, its run, and nothing else with it. */
import { expect, test } from "vitest"
import { codes } from "../compiler/codes.ts"
import type { Definition, RuleDefinition } from "../src/definition/definition.ts"
import { and, between, both, define, findings, many, more, silent, task, tasks, to } from "./define.ts"

type Expected = readonly [code: string, message: string, line?: number | undefined, ...notes: readonly string[]]

const cases: readonly (readonly [what: string, of: Definition | string, expected: Expected])[] = [
  ["a discriminator in a loop, of branches that may not come",
    define({ tasks: tasks("a?x,y", "l", "r", "c?again,on", "b"), flows: [
      { kind: "xor", from: "a", routes: { x: task("l"), y: task("r") } },
      { kind: "partial", from: { k: "l", m: "r" }, to: "c", count: 1, bare: true, rest: "absorb", bound: 1 },
      { kind: "xor", from: "c", routes: { again: task("a"), on: task("b") } },
    ] }),
    ["KNHK3001", 'task "c": deadlock: its join can fire again only when all branches of the round before have come, '
      + 'and one may not: split them by one and() or or(), or take rest: "cancel"', 102,
    "run: a (x), l, c (again), a (x), l"]],
  ["a join of what is chosen between",
    define({ tasks: [...tasks("a", "p", "r?x,y", "s", "t", "b")], ends: ["b", "t"], termination: "implicit", flows: [
      and("a", "p", "r"), { kind: "xor", from: "r", routes: { x: task("s"), y: task("t") } },
      { kind: "join", from: { k: "p", l: "s" }, to: "b" },
    ] }),
    ["KNHK3001", 'task "b": deadlock: its join waits for "s" when "p" came, and "r" may choose another way: '
      + "merge() or orJoin() what is chosen between, or split with and()", 6, '"r" chooses y', "run: a, p, r (y), t"]],
  ["a partial join that may get too few",
    define({ tasks: tasks("a?x,y", "l", "r", "c", "b"), flows: [
      { kind: "xor", from: "a", routes: { x: both("l", "r"), y: task("r") } },
      { kind: "partial", from: { k: "l", m: "r" }, to: "c", count: 2, bare: true, rest: "absorb", bound: 1 },
      to("c", "b"),
    ] }),
    ["KNHK3001", 'task "c": deadlock: its join waits for 2 branches, and only 1 may come: let more come, or ask for '
      + "fewer", 102, "run: a (y), r"]],
  ["a branch that each round makes anew",
    define({ tasks: tasks("a", "b", "c?again,stop", "d"), ends: ["b", "d"], flows: [
      and("a", "b", "c"), { kind: "xor", from: "c", routes: { again: task("a"), stop: task("d") } },
    ] }),
    ["KNHK3002", 'task "b": it can be entered again before it has begun, by "a", which a round leads to again: let '
      + 'each round wait for it: lead the round through "b", or join() it before going back', 2,
    "run: a, c (again), a"]],
  ["a task that is dead, and none of those behind it",
    define({ tasks: tasks("a?x,y", "d?x,y", "p", "q", "both", "k", "z"), ends: ["k", "z"], termination: "explicit",
      rules: [{ kind: "alike", tasks: ["a", "d"] }], flows: [
        { kind: "xor", from: "a", routes: { x: task("d"), y: task("z") } },
        { kind: "xor", from: "d", routes: { x: task("p"), y: task("q") } }, to("p", "z"), to("q", "both"),
        to("both", "k"),
      ] }),
    ["KNHK3005", 'task "q": no run ever begins it, though paths lead to it, since "a", "d" choose alike: lead a way '
      + "there that they can choose together, or remove it", 4, '"a" chooses alike to "d"']],
  ["a milestone that may have passed",
    define({
      tasks: [...tasks("a"), { ...more(2, { name: "m", kind: "human" }) }, ...tasks("n", "b")],
      rules: [{ kind: "milestone", task: "n", during: "m" }],
      flows: [and("a", "m", "n"), { kind: "join", from: { k: "m", l: "n" }, to: "b" }],
    }),
    ["KNHK3001", 'task "n": deadlock: it begins only while "m" is on offer, and that may be over before: let a '
      + "deferred choice lead round it, or end it with what it waits for", 1, "run: a, m"]],
  ["two critical sections that are entered crosswise",
    define({ tasks: tasks("a", "p1", "p2", "p3", "q1", "q2", "q3", "b"), flows: [
      and("a", "p1", "q1"), to("p1", "p2"), to("p2", "p3"), to("q1", "q2"), to("q2", "q3"),
      { kind: "join", from: { k: "p3", l: "q3" }, to: "b" },
    ], rules: [
      { kind: "critical", parts: [["p1", "p2", "p3"], ["q2", "q3"]] },
      { kind: "critical", parts: [["p2", "p3"], ["q1", "q2", "q3"]] },
    ] }),
    ["KNHK3001", 'task "p2": deadlock: it may not begin until the part with "q2" is left, and "q2" may not begin until '
      + 'the part with "p2" is left: enter critical sections in one order everywhere, or make them one', 3,
    '"q2" may not begin until the part with "p2" is left', "run: a, p1, q1"]],
  ["a join in a critical section of what the section keeps out",
    define({ tasks: tasks("a", "p", "q", "j", "b"), flows: [
      and("a", "p", "q"), { kind: "join", from: { k: "p", l: "q" }, to: "j" }, to("j", "b"),
    ], rules: [{ kind: "critical", parts: [["p", "j"], ["q"]] }] }),
    ["KNHK3001", 'task "q": deadlock: it may not begin until the part with "j" is left, and the join of "j" waits for '
      + '"q": let no join inside of a part wait for what the part keeps out', 3, 'the join of "j" waits for "q"',
    "run: a, p"]],
  ["OR-joins that wait for each other",
    define({
      tasks: tasks("a", "p", "q", "c", "x?on,out", "d", "z?on,out", "u", "v", "b", "e"), ends: ["b", "e"],
      termination: "implicit", flows: [
        and("a", "p", "q"), { kind: "orJoin", from: { k: "p", l: "u" }, to: "c" }, to("c", "x"),
        { kind: "orJoin", from: { k: "q", l: "v" }, to: "d" }, to("d", "z"),
        { kind: "xor", from: "x", routes: { on: task("v"), out: task("b") } },
        { kind: "xor", from: "z", routes: { on: task("u"), out: task("e") } },
      ],
    }),
    ["KNHK3001", 'task "c": deadlock: its OR-join waits for what may still come of "d", and the OR-join of "d" waits '
      + 'for what may still come of "c": merge() at one of them, or lead no way from one of them to the other', 4,
    'the OR-join of "d" waits for what may still come of "c"', "run: a, p, q"]],
  ["a join of what a task cancels on its way",
    define({ tasks: tasks("a", "p", "q", "s", "b"), ends: ["b", "s"], termination: "implicit", flows: [
      and("a", "p", "q", "s"), { kind: "join", from: { k: "p", l: "q" }, to: "b" },
    ], rules: [{ kind: "cancels", task: "s", region: ["p"] }] }),
    ["KNHK3001", 'task "b": deadlock: its join waits for "p" when "q" came, and "s" may cancel that: let "s" cancel '
      + 'all that the join is for, and "b" with it, or nothing of it', 5, '"s" cancels "p"', "run: a, q, s"]],
  ["a join of what is chosen between by tasks that choose alike",
    define({
      tasks: tasks("a", "p?x,y", "q?x,y", "r", "s", "t", "u", "b", "c"), ends: ["b", "c"],
      rules: [{ kind: "alike", tasks: ["p", "q"] }], flows: [
        to("a", "p"), { kind: "xor", from: "p", routes: { x: both("q", "r"), y: both("q", "t") } },
        { kind: "xor", from: "q", routes: { x: task("u"), y: task("s") } },
        { kind: "join", from: { k: "r", l: "s" }, to: "b" }, { kind: "join", from: { k: "t", l: "u" }, to: "c" },
      ],
    }),
    ["KNHK3001", 'task "b": deadlock: its join waits for "s" when "r" came, and "q" may choose '
      + "another way: merge() or orJoin() what is chosen between, or split with and()", 8, '"q" chooses x',
    "run: a, p (x), q (x), r, u"]],
  ["threads of which one is left",
    define({ tasks: tasks("a", "p", "b"), termination: "implicit", flows: [
      { kind: "threadSplit", from: "a", to: "p", count: 3 }, { kind: "threadMerge", from: "p", to: "b", count: 2 },
    ] }),
    ["KNHK3001", 'task "b": deadlock: it takes 2 threads at once, and 1 is left of the 3 that "a" starts: start a '
      + "multiple of 2, or merge as many as are started", 3, '"a" starts 3 threads', "run: a, p, p, p, b"]],
  ["threads of which too few come",
    define({ tasks: tasks("a", "p", "b"), flows: [
      { kind: "threadSplit", from: "a", to: "p", count: 2 }, { kind: "threadMerge", from: "p", to: "b", count: 3 },
    ] }),
    ["KNHK3001", 'task "b": deadlock: it takes 3 threads at once, and only 2 can come, those that "a" starts: start '
      + "more, or merge fewer", 3, '"a" starts 2 threads', "run: a, p, p"]],
  ["two tokens for one task",
    define({ tasks: tasks("a", "p", "q", "b"), flows: [and("a", "p", "q"), to("p", "b"), to("q", "b")],
      termination: "implicit" }),
    ["KNHK3002", 'task "b": it can be entered again before it has begun, from "p", "q", and "a" starts both: '
      + "join() or orJoin() what comes together, choose with xor(), or give a bound with multiMerge()", 4,
    '"a" starts both', "run: a, p, q"]],
  ["two tokens for one task before anything is done",
    define({ start: "s", tasks: [...silent("s", "p", "q"), ...tasks("c", "b")], termination: "implicit", flows: [
      and("s", "p", "q"), to("p", "c"), to("q", "c"), to("c", "b"),
    ] }),
    ["KNHK3002", 'task "c": it can be entered again before it has begun: join() or orJoin() what comes together, '
      + "choose with xor(), or give a bound with multiMerge()", 1, "it is so from the beginning"]],
  ["more than the bound of a merge",
    define({ tasks: tasks("a", "p", "q", "r", "b"), termination: "implicit", flows: [
      and("a", "p", "q", "r"), { kind: "multiMerge", from: ["p", "q", "r"], to: "b", bound: 2 },
    ] }),
    ["KNHK3002", 'task "b": it can be entered more than 2 times before it has begun, from "p", "q", "r", and "a" '
      + "starts them: join() or orJoin() what comes together, choose with xor(), or give a bound with multiMerge()", 5,
    '"a" starts them', "run: a, p, q, r"]],
  ["a round that no way leads out of",
    "net w\ncondition i input\ncondition p\ncondition q\ncondition r\ncondition s\ncondition o output\n"
      + "task A in i -> yes: p | no: q\ntask B in p -> done: q s\ntask C in q -> done: r\ntask D in r -> done: q\n"
      + "task E and in r s -> done: o",
    ["KNHK3003", 'task "C", "D": livelock: they can go round for ever, and no way leads from there to an end: '
      + "lead one out, or let what it waits for come", undefined, "run: A (no)"]],
  ["a round that only tasks that choose alike do not leave",
    define({ tasks: tasks("a", "p?x,y", "q?x,y", "b"), rules: [{ kind: "alike", tasks: ["p", "q"] }], flows: [
      to("a", "p"), { kind: "xor", from: "p", routes: { x: task("q"), y: task("b") } },
      { kind: "xor", from: "q", routes: { x: task("p"), y: task("b") } },
    ] }),
    ["KNHK3003", 'task "q", "p": livelock: they can go round for ever, and no way leads from there to an end, since '
      + '"p", "q" choose alike: lead one out, or let what it waits for come', 3, '"p" chooses alike to "q"',
    "run: a, p (x)"]],
  ["an end beside work",
    define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], flows: [and("a", "b", "c")] }),
    ["KNHK3004", 'task "b": the case can end here while there is work left for "c": join it before the end, '
      + 'or say termination: "implicit" to wait for it, "explicit" to give it up', 2, "run: a, b"]],
  ["an end beside instances that nothing waits for",
    between(many(2, "m", { join: "none" })),
    ["KNHK3004", 'task "b": the case can end here while there is work left for "m": join it before the end, or say '
      + 'termination: "implicit" to wait for it, "explicit" to give it up', 1, "run: a, m, b"]],
  ["a task that those which choose alike never lead to",
    define({ tasks: tasks("a", "p?x,y", "q?x,y", "r", "b"), rules: [{ kind: "alike", tasks: ["p", "q"] }], flows: [
      to("a", "p"), { kind: "xor", from: "p", routes: { x: task("q"), y: task("b") } },
      { kind: "xor", from: "q", routes: { x: task("b"), y: task("r") } }, to("r", "b"),
    ] }),
    ["KNHK3005", 'task "r": no run ever begins it, though paths lead to it, since "p", "q" choose alike: lead a way '
      + "there that they can choose together, or remove it", 4, '"p" chooses alike to "q"']],
  ["a task that waits for two things of which one is there at a time",
    "net w\ncondition i input\ncondition p\ncondition q\ncondition o output\ntask A in i -> yes: p | no: q\n"
      + "task B in p -> done: o\ntask C in q -> done: o\ntask D in p -> done: o reads q",
    ["KNHK3005", 'task "D": no run ever begins it, though paths lead to it: mend what it waits for, or remove it']],
  ["a region of what is over by then",
    define({ tasks: tasks("a", "p", "b"), flows: [to("a", "p"), to("p", "b")],
      rules: [{ kind: "cancels", task: "p", region: ["a"] }] }),
    ["KNHK3007", 'task "p": when it completes, nothing that it cancels is ever there: take the rule away, or name what '
      + "runs then", 2]],
  ["an OR-join of branches that all come",
    define({ tasks: tasks("a", "p", "q", "b"), flows: [
      and("a", "p", "q"), { kind: "orJoin", from: { k: "p", l: "q" }, to: "b" },
    ] }),
    ["KNHK3008", 'task "b": its OR-join gets all of its branches in every run: say join()', 4]],
  ["an OR-join of branches of which one comes",
    define({ tasks: tasks("a?x,y", "p", "q", "b"), flows: [
      { kind: "xor", from: "a", routes: { x: task("p"), y: task("q") } },
      { kind: "orJoin", from: { k: "p", l: "q" }, to: "b" },
    ] }),
    ["KNHK3008", 'task "b": its OR-join gets one of its branches in every run: say merge()', 4]],
  ["an OR-join of branches that tasks that choose alike lead to",
    define({
      tasks: tasks("a", "p?x,y", "q?x,y", "r", "s", "t", "u", "b", "c"), ends: ["b", "c"],
      rules: [{ kind: "alike", tasks: ["p", "q"] }], flows: [
        and("a", "p", "q"), { kind: "xor", from: "p", routes: { x: task("r"), y: task("t") } },
        { kind: "xor", from: "q", routes: { x: task("s"), y: task("u") } },
        { kind: "orJoin", from: { k: "r", l: "s" }, to: "b" }, { kind: "join", from: { k: "t", l: "u" }, to: "c" },
      ],
    }),
    ["KNHK3008", 'task "b": its OR-join gets all of its branches in every run, since "p", "q" choose alike: say join()',
      8, '"p" chooses alike to "q"']],
  ["an OR-split of more routes than are looked at",
    define({ tasks: tasks("a", "b", ...Array.from({ length: 12 }, (_, i) => `t${i}`)), flows: [
      { kind: "or", from: "a", routes: Array.from({ length: 12 }, (_, i) =>
        ({ to: task(`t${i}`), ...(i < 11 && { guard: () => true }) })) },
      { kind: "orJoin", from: Object.fromEntries(Array.from({ length: 12 }, (_, i) => [`t${i}`, `t${i}`])), to: "b" },
    ] }),
    ["KNHK3006", 'workflow "w": not proved sound: the OR-split of "a" has more sets of routes than are looked at: '
      + "split in two steps, of up to ten guarded routes each", 1]],
]

const warnings = ["KNHK3004", "KNHK3006", "KNHK3007", "KNHK3008"]

test.each(cases)("%s is found, with its place and a run", (_, of, [code, message, line, ...notes]) => {
  const found = findings(of)
  const said = found.map((one) => [one.code, one.message, one.at?.line, ...one.notes.map((note) => note.message)])
  expect(said).toEqual([[code, message, line, ...notes]])
  expect(found[0]!.severity).toBe(warnings.includes(code) ? "warning" : "error")
})

test("what cannot be, since two tasks choose alike, is not shown", () => {
  const xor = (from: string, x: string, y: string) =>
    ({ kind: "xor", from, routes: { x: task(x), y: task(y) } }) as const
  const twice = (rules: RuleDefinition[]) => findings(define({
    tasks: tasks("a", "p?x,y", "q?x,y", "r", "s", "t", "u", "b", "c"), ends: ["b", "c"], rules, flows: [
      and("a", "p", "q"), xor("p", "r", "t"), xor("q", "s", "u"),
      { kind: "join", from: { k: "r", l: "s" }, to: "b" }, { kind: "join", from: { k: "t", l: "u" }, to: "c" },
    ],
  })).map(({ code }) => code)
  expect(twice([])).toEqual(["KNHK3001"])
  expect(twice([{ kind: "alike", tasks: ["p", "q"] }])).toEqual([])
})

test("where the case is over at once, the workflow is named", () => {
  const tasksOf = [...silent("s", "e"), ...tasks("c", "b")]
  const flows = [and("s", "e", "c"), to("c", "b")]
  const found = findings(define({ start: "s", tasks: tasksOf, ends: ["e", "b"], flows }))
  const said = found.filter(({ code }) => code === "KNHK3004")
  expect(said.map(({ message, notes }) => [message, notes[0]!.message])).toEqual([[
    'workflow "w": the case can end here while there is work left for "c": join it before the end, or say '
    + 'termination: "implicit" to wait for it, "explicit" to give it up', "it is so from the beginning",
  ]])
})

test("work left at an end is no finding where the author said so", () => {
  const flows = [and("a", "b", "c")]
  expect(findings(define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], givesUp: true, flows }))).toEqual([])
})

test("every code of runs is shown by a case, but for that of guards", () => {
  const shown = new Set(cases.map(([, , [code]]) => code))
  expect(Object.keys(codes).filter((code) => code.startsWith("KNHK3") && !shown.has(code))).toEqual(["KNHK3009"])
})
