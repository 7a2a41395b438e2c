/** Exploration of what not every net has: instances, calls, signals, other inputs, OR-splits, tasks that wait. */
import { describe, expect, test } from "vitest"
import { explore, type ExploreOptions } from "../compiler/explore/explore.ts"
import { ExploreError } from "../compiler/explore/explore-error.ts"
import { parseNet } from "../compiler/ir/text.ts"
import type { Definition } from "../src/definition/definition.ts"
import { expand } from "./corpus/corpus.ts"
import { tableOf } from "./corpus/stepper.ts"

const found = (net: string, options: ExploreOptions = {}) => explore(tableOf(parseNet(net)), options)

/** Checks that exactly these traces are found, each given as a pattern of the corpus, and that they are all. */
function check(net: string, traces: readonly string[], options: ExploreOptions = {}) {
  const { complete, traces: all } = found(net, options)
  expect(all).toEqual([...new Set(traces.flatMap(expand))].sort())
  expect(complete).toBe(true)
}

/** Milliseconds that this process has worked: what others do on the machine meanwhile is no matter. */
function worked(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

const lifecycle: ExploreOptions = { level: "lifecycle" }

const net = (...lines: readonly string[]) => `net n\n${lines.join("\n")}`
const conditions = (names: string) => names.split(" ").map((name) => `condition ${name}`).join("\n")

describe("instances", () => {
  const instances = (spec: string, task = "task X") =>
    net("condition i input", "condition o output", `${task} in i -> done: o instances ${spec}`)

  test("are said as they begin and finish, and the task not at all", () => {
    check(instances("3 min 3 max 3"), ["X X X !ok"])
    check(instances("2 min 2 max 2"), ["X+ X+ X- X- !ok", "X+ X- X+ X- !ok"], lifecycle)
  })

  test("are tried in every number from the least to the most", () => {
    check(instances("min 0 max 3"), ["!ok", "X !ok", "X X !ok", "X X X !ok"])
    check(instances("min 4 max 4"), ["X X X X !ok"])
  })

  test("are at most three of a task that takes more, and the list is not said to be complete", () => {
    const cut = { complete: false, limit: "instances", bound: 4 }
    expect(found(instances("min 2 max 9"))).toMatchObject({ ...cut, traces: ["X X !ok", "X X X !ok"] })
    expect(found(instances("min 5 max 9"))).toMatchObject({ ...cut, bound: 6, traces: ["X X X X X !ok"] })
    expect(found(instances("min 2 max 9"), { maxLength: 2 })).toMatchObject({ ...cut, limit: "length", bound: 2 })
  })

  test("are as many as the data say", () => {
    check(instances("min 0 max 9"), ["X X X X !ok"], { data: { X: ["a", "b", "c", "d"] } })
    check(instances("min 0 max 9"), ["!ok"], { data: { X: [] } })
  })

  test("are cancelled once enough are done, those that began and those that did not", () => {
    check(instances("2 min 2 max 2 after 1 cancel"), ["X+ X- ~X !ok", "X+ X+ X- ~X !ok"], lifecycle)
  })

  test("go on with no effect where they are not, and the case waits for them", () => {
    const text = net("condition i input", "condition p", "condition o output",
      "task X in i -> done: p instances 2 min 2 max 2 after 1", "task Y in p -> done: o")
    check(text.replace("net n", "net n implicit"), ["X { X || Y } !ok"])
    check(text, ["X X Y !ok", "X Y ~X !ok"])
  })

  test("are added while the task is not done; a trace that ends before has no such word", () => {
    const options = { inputs: ["add:X"], data: { X: [1] } }
    check(instances("min 1 max 2 open"), ["?add:X X X !ok", "X !ok"], options)
    check(instances("min 1 max 2"), ["?add:X X !ok", "X !ok"], options)
  })

  test("may each say that the task is done, and the case waits where none did and more could come", () => {
    check(instances("2 min 2 max 3 open until"), ["X ~X !ok", "X X !ok", "X X !waiting"])
    check(instances("2 min 2 max 2 until"), ["X ~X !ok", "X X !ok", "X X !deadlock"])
  })

  test("are withdrawn or cancelled together when the task is stopped, and nothing follows", () => {
    const traces = ["?stop:X ~X ~X !deadlock", "X ?stop:X ~X !deadlock", "X X !ok"]
    check(instances("2 min 2 max 2"), traces, { inputs: ["stop:X"] })
  })

  test("are dropped by a task that cancels them, and done by one that completes them", () => {
    const beside = (clause: string) => net("condition i input", conditions("x k p"), "condition o output",
      "task S in i -> done: x k", "task X in x -> done: p instances 2 min 2 max 2",
      `task K in k -> done: ${clause}`, "task Y in p -> done: o")
    const late = ["S X X K Y !ok", "S X X Y ~K !ok"]
    check(beside("cancels X"), ["S K ~X ~X !deadlock", "S X K ~X !deadlock", ...late])
    check(beside("completes X"), ["S K ~X ~X Y !ok", "S X K ~X Y !ok", ...late])
  })

  test("of a task that is wanted in a choice do not take the choice away", () => {
    const text = net("condition i input", "condition o output", "task X in i -> done: o instances 2 min 2 max 2",
      "task M manual in i -> done: o")
    check(text, ["~M X X !ok", "~X M !ok"])
  })
})

describe("a call", () => {
  const inner = ["entry", "condition i input", conditions("x k p"), "condition a input of 1", "condition b",
    "condition e output of 1", "task B in a -> done: b", "task C in b -> done: e"]

  test("says what it runs, and nothing itself", () => {
    const text = net("entry", "condition i input", "condition o output", "condition a input of 1",
      "condition e output of 1", "task R call 1 in i -> done: o", "task B in a -> done: e")
    check(text, ["B !ok"])
    check(text, ["B+ B- !ok"], lifecycle)
  })

  test("with instances runs a case for each, and like ones are one", () => {
    const text = net(...inner, "condition o output", "task X call 1 in i -> done: o instances 2 min 2 max 2")
    check(text, ["{ B C || B C } !ok"])
    check(text, ["{ B+ B- C+ C- || B+ B- C+ C- } !ok"], lifecycle)
  })

  test("with too many instances is whole up to no length, since each may say nothing", () => {
    const text = net(...inner, "condition o output", "task X call 1 in i -> done: o instances min 1 max 9")
    expect(found(text)).toMatchObject({ complete: false, limit: "instances", bound: 0 })
  })

  test("that is cancelled cancels what it runs, item by item, however deep", () => {
    const text = net("entry", ...inner, "condition f input of 2", "condition g output of 2", "condition o output",
      "condition q output bound 2", "task S in i -> done: x k", "task X call 1 in x -> done: o instances 2 min 2 max 2",
      "task K in k -> done: q cancels X")
    const implicit = text.replace("net n", "net n implicit")
    const started = ["S K ~B ~B !ok", "S B K ~B ~C !ok", "S B B K ~C ~C !ok", "S B C K ~B !ok"]
    const half = ["S { B C || B } K ~C !ok"].flatMap(expand)
    check(implicit, [...started, ...half, "S { B C || B C } K !ok"])
    const deep = implicit.replace("task B in a", "task B call 2 in a") + "\ntask G in f -> done: g"
    check(deep, [...started, ...half, "S { B C || B C } K !ok"].map((trace) => trace.replaceAll("B", "G")))
  })

  test("ends the case as what it runs does, if that is not well", () => {
    const stuck = net("entry", "condition i input", conditions("x m p q"), "condition o output",
      "condition a input of 1", "condition e output of 1", "task S in i -> done: x m", "task M in m -> done: ",
      "task R call 1 in x -> done: o", "task B in a -> done: p", "task J and in p q -> done: e")
    check(stuck, ["S M B !deadlock", "S B ~M !deadlock"])
    check(stuck.replace("done: p", "done: p p"), ["S M B !failed", "S B ~M !failed"])
    check(stuck.replace("done: p", "done: p ends-case"), ["S M B !cancelled", "S B ~M !cancelled"])
  })

  test("picks any of its outcomes", () => {
    const text = net("entry", "condition i input", conditions("x"), "condition o output", "condition a input of 1",
      "condition e output of 1", "task R call 1 guard 0 in i -> when-1: x | otherwise: o", "task B in a -> done: e",
      "task Y in x -> done: o")
    check(text, ["B Y !ok", "B !ok"])
  })

  test("of the workflow itself goes as deep as the words that are asked for", () => {
    const text = net("condition i input", conditions("c d"), "condition o output", "task A in i -> again: c | stop: d",
      "task R call 0 in c -> done: d", "task B in d -> done: o")
    const options = { maxLength: 8 }
    expect(found(text, options)).toMatchObject({ complete: false, limit: "length", bound: 8 })
    expect(found(text, options).traces).toEqual(["A A A B B B !ok", "A A B B !ok", "A B !ok"])
    const before = worked()
    const deep = found(text, { maxLength: 100 })
    expect([deep.traces.length, deep.bound]).toEqual([49, 100])
    expect(worked() - before).toBeLessThan(5_000)
  })

  test("of itself without a word between runs out of work, and what is whole is told", () => {
    const loop = net("condition i input", "condition o output", "task R call 0 in i -> done: o")
    expect(found(loop, { maxSteps: 50_000 })).toMatchObject({ complete: false, limit: "steps", bound: 0, traces: [] })
    const spawning = net("condition i input", conditions("a c b"), "condition o output",
      "task A in i -> go: a | out: o", "task ~s silent in a -> done: c b",
      "task R call 0 in c -> done: o", "task B in b -> done: o")
    const cut = found(spawning, { maxSteps: 50_000, maxLength: 4 })
    const whole = ["A !ok", "A B ~A !ok"]
    expect(cut.traces).toEqual(expect.arrayContaining(whole))
  })
})

describe("signals", () => {
  const waiting = (trigger: string, ...more: readonly string[]) => net("condition i input", conditions("j"),
    "condition o output", trigger, "task A in i -> done: j", "task W receive s in j -> done: o", ...more)
  const transient = waiting("trigger s")
  const persistent = waiting("condition k resource\ntrigger s kept k")

  test("that are transient are lost where nothing waits for them", () => {
    check(transient, ["A ?s W !ok", "?s A !waiting"], { inputs: ["s"] })
    check(transient, ["A+ A- ?s W+ W- !ok", "?s A+ A- !waiting", "A+ ?s A- !waiting"], { inputs: ["s"], ...lifecycle })
  })

  test("that are persistent are kept, as many as fit", () => {
    check(persistent, ["A ?s W !ok", "?s A W !ok"], { inputs: ["s"] })
    check(persistent, ["A ?s W !ok", "?s A W !ok", "?s ?s A W !ok"], { inputs: ["s", "s"] })
  })

  test("are waited for where none is offered", () => {
    check(transient, ["A !waiting"])
  })

  test("wake one of those that wait", () => {
    const text = net("condition i input", conditions("a b p q"), "condition o output", "trigger s",
      "task S in i -> done: a b", "task V receive s in a -> done: p", "task W receive s in b -> done: q",
      "task Z and in p q -> done: o")
    check(text, ["S ?s V ?s W Z !ok", "?s S ?s V !waiting", "?s ?s S !waiting"], { inputs: ["s", "s"] })
  })

  test("wake any of the cases that calls run, or are kept by the one around them", () => {
    const text = (trigger: string) => net("entry", "condition i input", "condition o output", "condition a input of 1",
      "condition e output of 1", trigger, "task X call 1 in i -> done: o instances 2 min 2 max 2",
      "task W receive s in a -> done: e")
    check(text("trigger s"), ["?s W !waiting"], { inputs: ["s"] })
    check(text("trigger s"), ["?s W ?s W !ok"], { inputs: ["s", "s"] })
  })

  test("decide a deferred choice with a timer and somebody", () => {
    const text = net("condition i input", "condition o output", "trigger s", "task W receive s in i -> done: o",
      "task T timer in i -> done: o", "task M manual in i -> done: o")
    const traces = ["?s W ~T ~M !ok", "~W ~M T !ok", "~W ~M ?s T !ok", "~W ~T M !ok", "~W ~T ?s M !ok"]
    check(text, traces, { inputs: ["s"] })
  })

  test("with names that look like something else are in quotes", () => {
    const text = transient.replaceAll(/\bs\b/g, "cancel")
    check(text, ['A ?"cancel" W !ok', '?"cancel" A !waiting'], { inputs: ["signal:cancel"] })
  })
})

describe("inputs", () => {
  const text = net("condition i input", conditions("a"), "condition o output", "task A in i -> done: a",
    "task B in a -> done: o", "task ~x silent in a -> done: o unless a")

  test("come at any moment before the end", () => {
    check(text, ["?cancel ~A !cancelled", "A ?cancel ~B !cancelled", "A B !ok"], { inputs: ["cancel"] })
    check(text, ["?stop:B A B !ok", "A ?stop:B ~B !deadlock", "A B !ok"], { inputs: ["stop:B"] })
  })

  test("are each given before a trace ends for want of one", () => {
    const waits = net("condition i input", "condition o output", "trigger s", "trigger t",
      "task W receive s in i -> done: o")
    check(waits, ["?t ?s W !ok", "?s W !ok"], { inputs: ["s", "t"] })
    check(waits, ["?t !waiting"], { inputs: ["t"] })
  })

  test.each([
    ["paid", 'inputs: no task of "n" waits for "paid": leave it out'],
    ["add:Z", 'inputs: "Z" of "n" is no task: mend the name'],
    ["add:A", 'inputs: "A" of "n" is done once: add to a task with instances'],
    ["stop:~x", 'inputs: "~x" of "n" only routes: stop a task that works'],
  ])("like %s are refused in one sentence", (input, message) => {
    expect(() => found(text, { inputs: [input] })).toThrow(ExploreError)
    expect(() => found(text, { inputs: [input] })).toThrow(message)
  })
})

describe("an OR-split", () => {
  const text = net("condition i input", conditions("p q r x y"), "condition o output",
    "task A several 0 in i -> b: p | b-not: | c: q | c-not: | else: r | else-not:", "task B in p -> done: x",
    "task C in q -> done: y", "task E in r -> done: o", "task D or in x y -> done: o",
    "wait D x needs p", "wait D x needs runs B", "wait D y needs q", "wait D y needs runs C")

  test("takes any of its guarded routes but none, or the default alone, and its join waits for those taken", () => {
    check(text, ["A B D !ok", "A C D !ok", "A { B || C } D !ok", "A E !ok"])
  })

  test("takes all routes whose guards hold on the data", () => {
    const over = (least: number) => ({ guard: (n: never) => n > least, to: { kind: "task", task: "B" } as const })
    const routes = [over(10), over(20), { to: { kind: "task", task: "E" } as const }]
    const definition = { id: "n", tasks: [], flows: [{ kind: "or", from: "A", routes }] } as unknown as Definition
    check(text, ["A E !ok"], { data: { A: 5 }, definition })
    check(text, ["A B D !ok"], { data: { A: 15 }, definition })
    check(text, ["A { B || C } D !ok"], { data: { A: 25 }, definition })
  })
})

describe("a task that must wait", () => {
  test("for one that excludes it starts after that, and nothing is withdrawn", () => {
    const text = (b: string) => net("condition i input", conditions("b c p q"), "condition o output",
      "task S in i -> done: b c", `task B in b -> done: p excludes C ${b}`, "task C in c -> done: q excludes B",
      "task Z and in p q -> done: o")
    check(text(""), ["S+ S- B+ B- C+ C- Z+ Z- !ok", "S+ S- C+ C- B+ B- Z+ Z- !ok"], lifecycle)
    check(text("instances 2 min 2 max 2"), ["S B B C Z !ok", "S C B B Z !ok"])
  })

  test("for a milestone starts while it is there, and is withdrawn with it", () => {
    const text = net("condition i input", conditions("m d"), "condition o output", "condition e output",
      "task S in i -> done: m d", "task M in m -> done: o reads d", "task D in d -> done: e")
    const traces = ["S+ S- M+ { M- || D+ D- } !ok", "S+ S- D+ ~M D- !deadlock"]
    check(text.replace("net n", "net n implicit"), traces, lifecycle)
  })
})

test.each<readonly [what: string, options: ExploreOptions, message: string]>([
  ["no list", { data: { X: 3 } },
    'data of "X": give the list of what its instances return: it tells how many there are'],
  ["a list too long", { data: { X: [1, 2, 3, 4] } }, 'data of "X": it has 1 to 3 instances, not 4: give as many'],
  ["a list too short", { data: { Y: [1] } }, 'data of "Y": it has 2 instances, not 1: give as many'],
])("data of a task with instances that are %s are refused in one sentence", (_, options, message) => {
  const text = net("condition i input", "condition o output", "task X in i -> done: o instances min 1 max 3",
    "task Y in i -> done: o instances 2 min 2 max 2")
  expect(() => found(text, options)).toThrow(ExploreError)
  expect(() => found(text, options)).toThrow(message)
})
