/** What is wrong with the structure of a workflow: each finding word for word, its place, and nothing else with it. */
import { expect, test } from "vitest"
import { codes } from "../compiler/codes.ts"
import type { Diagnostic } from "../compiler/diagnostic.ts"
import { lower } from "../compiler/ir/lower.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { LIMITS } from "../compiler/verify/limits.ts"
import { verify } from "../compiler/verify/verify.ts"
import type { Definition, FlowDefinition, TaskDefinition } from "../src/definition/definition.ts"
import { sentences } from "../src/definition/fault.ts"
import { any } from "./corpus/any-schema.ts"
import { corpus } from "./corpus/corpus.ts"

const place = (line: number) => ({ file: "a.ts", line, column: 3 })

/** Tasks `a`, `b`, ... with their places on lines 1, 2, ...; `a?x,y` is a decision. */
function tasks(...names: readonly string[]): readonly TaskDefinition[] {
  return names.map((said, i) => {
    const [name, outcomes] = said.split("?") as [string, string?]
    const payloads = Object.fromEntries((outcomes ?? "done").split(",").map((outcome) => [outcome, any]))
    return { kind: outcomes === undefined ? "task" : "decision", name, outcomes: payloads, at: place(i + 1) }
  })
}

/** Tasks that only route, with their places from line 11 on. */
function silent(...names: readonly string[]): readonly TaskDefinition[] {
  return names.map((name, i) => ({ kind: "silent", name, outcomes: { done: any }, at: place(i + 11) }))
}

const task = (name: string) => ({ kind: "task", task: name }) as const
const both = (...tasks: readonly string[]) => ({ kind: "all", tasks }) as const
const to = (from: string, to: string): FlowDefinition => ({ kind: "flow", from, to })
/** Places of flows are on lines 101, 102, ... */
function define(parts: Parts): Definition {
  const flows = (parts.flows ?? []).map((flow, i) => ({ ...flow, at: place(101 + i) }))
  return { id: "w", start: "a", ends: ["b"], termination: "explicit", at: place(99), ...parts, flows }
}

function findings(of: Definition | string): readonly Diagnostic[] {
  const lowered = typeof of === "string" ? { value: parseNet(of), diagnostics: [] } : lower(of)
  if (lowered.value === undefined) {
    expect(lowered.diagnostics.length).toBeGreaterThan(0)
    return lowered.diagnostics
  }
  const { value, diagnostics } = verify(lowered.value)
  expect(value === undefined).toBe(diagnostics.length > 0)
  return diagnostics
}

type Parts = Partial<Definition> & Pick<Definition, "tasks">
const inner = (parts: Parts) => define({ id: "inner", termination: "implicit", ...parts })
const holding = (workflow: Definition): Definition => define({
  tasks: [...tasks("a"), { kind: "sub", name: "s", outcomes: { done: any }, workflow, at: place(2) }, ...tasks("b")],
  flows: [to("a", "s"), to("s", "b")],
})

const unclear = 'task "s": its workflow is done when nothing is left, and its ends do not tell when'
const explicitly = 'let "inner" terminate explicitly, or join its branches before they end'

const net = (text: string) => `net w\ncondition i input\ncondition o output\n${text}`

type Expected = readonly [code: string, message: string, line?: number]

const cases: readonly (readonly [what: string, of: Definition | string, expected: readonly Expected[]])[] = [
  ["a flow to a task that is not there",
    define({ tasks: tasks("a", "b"), flows: [to("a", "c")] }),
    [["KNHK2001", 'task "c": there is no such task in this workflow: declare it in tasks(), or mend the name', 101]]],
  ["a start that is not there",
    define({ tasks: tasks("a", "b"), start: "x", flows: [to("a", "b")] }),
    [["KNHK2001", 'task "x": there is no such task in this workflow: declare it in tasks(), or mend the name', 99]]],
  ["two tasks of one name",
    define({ tasks: tasks("a", "b", "a"), flows: [to("a", "b")] }),
    [["KNHK2002", 'task "a": there are two of this name: give each its own', 3]]],
  ["no end",
    define({ tasks: tasks("a"), ends: [] }),
    [["KNHK2003", 'workflow "w": a workflow has at least one end: name it in end()', 99]]],
  ["two ways out",
    define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], flows: [to("a", "b"), to("a", "c")] }),
    [["KNHK2004", 'task "a": this is a second way out: say and() to take both, or xor() to take one of them', 102]]],
  ["an end that goes on",
    define({ tasks: tasks("a", "b"), ends: ["a", "b"], flows: [to("a", "b")] }),
    [["KNHK2005", 'task "a": an end, and a flow leaves it: take it out of end(), or remove the flow', 101]]],
  ["an outcome without a route",
    define({ tasks: tasks("a?x,y", "b"), flows: [{ kind: "xor", from: "a", routes: { x: task("b") } }] }),
    [["KNHK2006", 'outcome "y" of task "a": this outcome has no route: add one', 101]]],
  ["a route without an outcome",
    define({ tasks: tasks("a?x", "b"), flows: [{ kind: "xor", from: "a", routes: { x: task("b"), y: task("b") } }] }),
    [["KNHK2007", 'outcome "y" of task "a": no such outcome: remove the route, or declare the outcome', 101]]],
  ["a decision left by a plain flow",
    define({ tasks: tasks("a?x,y", "b"), flows: [to("a", "b")] }),
    [["KNHK2008", 'task "a": a decision is left through xor(), choose() or loop(), which route each outcome', 101]]],
  ["a join that takes one task twice",
    define({ tasks: tasks("a", "b"), flows: [{ kind: "join", from: { k: "a", l: "a" }, to: "b" }] }),
    [["KNHK2009", 'task "a": the join into "b" waits for it twice: name it once', 101]]],
  ["a split that leads to one task twice",
    define({ tasks: tasks("a", "b"), flows: [{ kind: "and", from: "a", to: ["b", "b"] }] }),
    [["KNHK2010", 'task "b": the split of "a" leads to it twice: name it once', 101]]],
  ["all() that leads to one task twice",
    define({
      tasks: tasks("a?x", "b"), flows: [{ kind: "xor", from: "a", routes: { x: both("b", "b") } }],
    }),
    [["KNHK2010", 'task "b": the split of "a" leads to it twice: name it once', 101]]],
  ["an empty list",
    define({
      tasks: tasks("a", "b"), flows: [{ kind: "and", from: "a", to: [] }, { kind: "merge", from: [], to: "b" }],
    }),
    [["KNHK2011", 'task "a": this list is empty: name at least one task', 101],
      ["KNHK2011", 'task "b": this list is empty: name at least one task', 102]]],
  ["guards without a default",
    define({
      tasks: tasks("a", "b"), flows: [{ kind: "guard", from: "a", routes: [{ guard: () => true, to: task("b") }] }],
    }),
    [["KNHK2012", 'task "a": routes on data end with otherwise(), which stands last and once', 101]]],
  ["routes after the default",
    define({
      tasks: tasks("a", "b"), flows: [{ kind: "guard", from: "a", routes: [{ to: task("b") }, { to: task("b") }] }],
    }),
    [["KNHK2012", 'task "a": routes on data end with otherwise(), which stands last and once', 101]]],
  ["a workflow in itself",
    holding(inner({ id: "w", tasks: tasks("a", "b"), flows: [to("a", "b")] })),
    [["KNHK2013", 'workflow "w": it contains itself (w > w), which is not supported: '
      + "write the repetition as a loop", 2]]],
  ["an implicit sub-workflow that may finish in one end or in both",
    holding(inner({
      tasks: tasks("a?one,two", "b", "c"), ends: ["b", "c"],
      flows: [{ kind: "xor", from: "a", routes: { one: task("b"), two: both("b", "c") } }],
    })),
    [["KNHK2014", `${unclear}: it may finish in { "b" } or in { "b", "c" }: ${explicitly}`, 2]]],
  ["an implicit sub-workflow that may hang in a join beside a marked end",
    holding(inner({
      tasks: tasks("a?one,stuck,two", "b", "d", "e", "z"), ends: ["b", "z"],
      flows: [
        { kind: "xor", from: "a", routes: { one: task("b"), stuck: both("b", "d"), two: both("d", "e") } },
        { kind: "join", from: { k: "d", l: "e" }, to: "z" },
      ],
    })),
    [["KNHK2014", `${unclear}: in { "b" } it may be done, or be stuck in a join: ${explicitly}`, 2]]],
  ["an implicit sub-workflow that reaches an end twice",
    holding(inner({
      tasks: tasks("a", "l", "r", "b"), flows: [{ kind: "and", from: "a", to: ["l", "r"] }, to("l", "b"), to("r", "b")],
    })),
    [["KNHK2014", `${unclear}: the end "b" may be reached twice in one run: ${explicitly}`, 2]]],
  ["a task that no flow enters",
    define({ tasks: tasks("a", "b", "c"), flows: [to("a", "b"), to("c", "b")] }),
    [["KNHK2015", 'task "c": no flow enters this task: lead one to it, or remove it', 3]]],
  ["tasks that only lead to each other",
    define({ tasks: tasks("a", "b", "c", "d?back,on"), flows: [
      to("a", "b"), to("c", "d"), { kind: "xor", from: "d", routes: { back: task("c"), on: task("b") } },
    ] }),
    [["KNHK2015", 'task "c": no path leads to this task from the start: lead one to it, or remove it', 3],
      ["KNHK2015", 'task "d": no path leads to this task from the start: lead one to it, or remove it', 4]]],
  ["a sub-workflow that no flow enters, said once for all that is in it",
    define({
      ...holding(define({ id: "inner", tasks: tasks("a", "b"), flows: [to("a", "b")] })),
      flows: [to("a", "b"), to("s", "b")],
    }),
    [["KNHK2015", 'task "s": no flow enters this task: lead one to it, or remove it', 2]]],
  ["a task that leads nowhere",
    define({ tasks: tasks("a", "b", "c"), flows: [{ kind: "and", from: "a", to: ["b", "c"] }] }),
    [["KNHK2016", 'task "c": no flow leaves this task: lead one on, or name it in end()', 3]]],
  ["a loop without a way out",
    define({ tasks: tasks("a?x,y", "b", "c", "d"), flows: [
      { kind: "xor", from: "a", routes: { x: task("b"), y: task("c") } }, to("c", "d"), to("d", "c"),
    ] }),
    [["KNHK2017", 'task "c": no path leads from here to an end: lead one out of the loop', 3]]],
  ["each of two loops without a way out, and not what leads to them",
    define({ tasks: tasks("a?x,y,z", "b", "c?again,on", "d", "e", "f"), flows: [
      { kind: "xor", from: "a", routes: { x: task("b"), y: task("c"), z: task("f") } },
      { kind: "xor", from: "c", routes: { again: task("c"), on: task("d") } }, to("d", "e"), to("e", "d"), to("f", "f"),
    ] }),
    [["KNHK2017", 'task "d": no path leads from here to an end: lead one out of the loop', 4],
      ["KNHK2017", 'task "f": no path leads from here to an end: lead one out of the loop', 6]]],
  ["a cycle of tasks that only route",
    net("condition c\ntask A in i -> done: c\ntask ~1 silent in c -> done: i o\ntask ~2 silent in i -> done: c"),
    [["KNHK2018", '"~1", "~2": these only route, and lead back to themselves for ever: '
      + "put a task that works between them"]]],
  ["a loop of tasks that only route and have no way out, once",
    define({ tasks: [...tasks("a?x,y", "b"), ...silent("open", "closed")], flows: [
      { kind: "xor", from: "a", routes: { x: task("b"), y: task("open") } }, to("open", "closed"), to("closed", "open"),
    ] }),
    [["KNHK2018", '"open", "closed": these only route, and lead back to themselves for ever: '
      + "put a task that works between them", 11]]],
  ["several ways around in one loop of tasks that only route, once",
    net("condition c\ncondition d\ntask A in i -> done: c\ntask ~1 silent in c -> done: d c\n"
      + "task ~2 silent in d -> done: c d o"),
    [["KNHK2018", '"~1", "~2": these only route, and lead back to themselves for ever: '
      + "put a task that works between them"]]],
  ["a task that only routes and that no flow enters, by the name that it has in the definition",
    define({ tasks: [...tasks("a", "b"), ...silent("closed")], flows: [to("a", "b"), to("closed", "b")] }),
    [["KNHK2015", 'task "closed": no flow enters this task: lead one to it, or remove it', 11]]],
  ["a join behind a choice alone",
    define({ tasks: tasks("a?x,y", "l", "r", "b"), flows: [
      { kind: "xor", from: "a", routes: { x: task("l"), y: task("r") } },
      { kind: "join", from: { k: "l", m: "r" }, to: "b" },
    ] }),
    [["KNHK2019", 'task "b": its join waits for 2 branches, and nothing before it splits in parallel, '
      + "so one at most arrives: use merge() instead, or split with and()", 4]]],
  ["a bound that no counter holds",
    net("condition c bound 256\ntask A in i -> done: c\ntask B in c -> done: o"),
    [["KNHK2020", 'bound of condition "c": 256, and the most is 255: make it smaller']]],
  ["a net with a task that takes from one condition twice",
    net("task A and in i i -> done: o"),
    [["KNHK2021", 'the net is malformed: task "A" takes from one condition twice']]],
  ["a net with a task without an input and no output",
    "net w\ncondition i input\ntask A in -> done: i",
    [["KNHK2021", "the net is malformed: it has no output condition"],
      ["KNHK2021", 'the net is malformed: task "A" has no input']]],
]

test.each(cases.map(([what, ...rest]) => [what, rest] as const))("%s is found, with its place", (_, [of, expected]) => {
  const found = findings(of)
  const lines = found.map(({ code, message, at }) => [code, message, at?.line])
  expect(lines).toEqual(expected.map(([code, message, line]) => [code, message, line]))
  for (const { severity, code } of found) expect([severity, code in codes]).toEqual(["error", true])
})

test("an implicit sub-workflow with too many ways to finish is refused, an explicit one is not", () => {
  const names = Array.from({ length: 7 }, (_, i) => `${i}`)
  const many = (termination: Definition["termination"]) => holding(inner({
    termination, tasks: tasks("a", ...names.flatMap((i) => [`d${i}?l,r`, `l${i}`, `r${i}`])),
    ends: names.flatMap((i) => [`l${i}`, `r${i}`]),
    flows: [
      { kind: "and", from: "a", to: names.map((i) => `d${i}`) },
      ...names.map((i): FlowDefinition => {
        return { kind: "xor", from: `d${i}`, routes: { l: task(`l${i}`), r: task(`r${i}`) } }
      }),
    ],
  }))
  expect(findings(many("implicit")).map(({ message }) => message))
    .toEqual([`${unclear}: it may finish in 128 different sets of ends: ${explicitly}`])
  expect(findings(many("explicit"))).toEqual([])
})

test("every code of structure is shown by a case", () => {
  const shown = new Set(cases.flatMap(([, , expected]) => expected.map(([code]) => code)))
  expect(Object.keys(codes).filter((code) => code.startsWith("KNHK2") && !shown.has(code))).toEqual([])
})

test("what types and build() say too is said in their words", () => {
  const said = cases.flatMap(([, , expected]) => expected.map(([, message]) => message))
  const shared = [
    "noTask", "noEnd", "notRouted", "noOutcome", "decisionLeft", "noFlows", "otherwise", "unreachable", "deadEnd",
  ] as const
  for (const name of shared) expect(said.some((message) => message.endsWith(sentences[name]))).toBe(true)
})

test("the first way out is noted beside the second", () => {
  const flows = [to("a", "b"), to("a", "c")]
  const [found] = findings(define({ tasks: tasks("a", "b", "c"), ends: ["b", "c"], flows }))
  expect(found!.notes).toEqual([{ message: "the first way out is here", at: place(101) }])
})

test("nets of the corpus pass, but for those that are there to show what may not be", () => {
  const refused = [...corpus("wcp"), ...corpus("road")].flatMap(({ name, net }) =>
    verify(net).diagnostics.map(({ code }) => `${name} ${code}`))
  expect(refused).toEqual([
    "wcp/11-deadlock KNHK2019", "wcp/43-deadlock KNHK2019", "road/implicit-nothing-left KNHK2006",
    "road/livelock KNHK2017",
  ])
})

test("a net as large as the limits is looked at in good time", () => {
  const lines = ["net large", "condition c0 input"]
  for (let i = 1; i < LIMITS.tasks; i++) lines.push(`condition c${i}`)
  lines.push("condition o output")
  for (let i = 1; i < LIMITS.tasks; i++) lines.push(`task t${i} in c${i - 1} -> done: c${i}`)
  lines.push(`task last in c${LIMITS.tasks - 1} -> done: o`)
  const large = parseNet(lines.join("\n"))
  const before = performance.now()
  expect(verify(large).diagnostics).toEqual([])
  expect(performance.now() - before).toBeLessThan(2_000)
})
