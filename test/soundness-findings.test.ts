/** What runs of a workflow come to, as findings: each word for word, its place, its run, and nothing else with it. */
import { expect, test } from "vitest"
import { codes } from "../compiler/codes.ts"
import type { Definition, RuleDefinition } from "../src/definition/definition.ts"
import { and, both, define, findings, more, task, tasks, to } from "./define.ts"

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
  ["a milestone that may have passed",
    define({
      tasks: [...tasks("a"), { ...more(2, { name: "m", kind: "human" }) }, ...tasks("n", "b")],
      rules: [{ kind: "milestone", task: "n", during: "m" }],
      flows: [and("a", "m", "n"), { kind: "join", from: { k: "m", l: "n" }, to: "b" }],
    }),
    ["KNHK3001", 'task "n": deadlock: it begins only while "m" is on offer, and that may be over before: let a '
      + "deferred choice lead round it, or end it with what it waits for", 1, "run: a, m"]],
  ["two tokens for one task",
    define({ tasks: tasks("a", "p", "q", "b"), flows: [and("a", "p", "q"), to("p", "b"), to("q", "b")],
      termination: "implicit" }),
    ["KNHK3002", 'task "b": it can be entered again before it has begun, from "p", "q", and "a" starts both: '
      + "join() or orJoin() what comes together, choose with xor(), or give a bound with multiMerge()", 4,
    '"a" starts both', "run: a, p, q"]],
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
  ["an end beside work",
    define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], flows: [and("a", "b", "c")] }),
    ["KNHK3004", 'task "b": the case can end here while there is work left for "c": join it before the end, '
      + 'or say termination: "implicit" to wait for it, "explicit" to give it up', 2, "run: a, b"]],
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

test("work left at an end is no finding where the author said so", () => {
  const flows = [and("a", "b", "c")]
  expect(findings(define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], givesUp: true, flows }))).toEqual([])
})

test("every code of runs is shown by a case, but for that of guards", () => {
  const shown = new Set(cases.map(([, , [code]]) => code))
  expect(Object.keys(codes).filter((code) => code.startsWith("KNHK3") && !shown.has(code))).toEqual(["KNHK3009"])
})
