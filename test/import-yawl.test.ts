/** Specifications of YAWL: what becomes of them in the forms of knhk, and what those do. */
import { join } from "node:path"
import { expect, test } from "vitest"
import { compile } from "../compiler/compile.ts"
import { explore } from "../compiler/explore/explore.ts"
import { importModel } from "../compiler/import/import.ts"
import { noteLine, printDefinition } from "../compiler/import/print.ts"
import { render } from "../compiler/render.ts"
import { folder } from "./command.ts"
import {
  behaviours, condition, document, instances, net, offered, removes, root, set, specification, task, type TaskXml,
  ticks, timer, work,
} from "./yawl-text.ts"

const read = (text: string) => importModel(Buffer.from(text), "it.yawl")

/** The forms of each workflow, as they are printed, and what was not carried over. */
async function forms(text: string): Promise<readonly string[]> {
  const { value, diagnostics } = await read(text)
  if (value === undefined) throw new Error(render(diagnostics))
  const printed = printDefinition(value)
  const bodies = / = workflow\((.*)\)\n  \.tasks\(\{\n([\s\S]*?)  \}\)\n([\s\S]*?)  \.build\(\)/g
  return [
    ...[...printed.matchAll(bodies)].flatMap(([, head = "", tasks = "", rest = ""]) =>
      [head, ...lines(tasks), ...lines(rest)]),
    ...value.notes.map((note) => noteLine(note).replace(/^- \d+:\d+ /, "! ")),
  ]
}

const lines = (text: string) => text.split("\n").map((line) => line.trim()).filter((line) => line !== "")

const hand = "human({ input: Unknown, output: Unknown })"
const auto = "task({ input: Unknown, output: Unknown })"
/** A workflow of tasks one after the other, as it is printed. */
const row = (tasks: Readonly<Record<string, string>>, notes: readonly string[] = []) => {
  const names = Object.keys(tasks)
  const flows = names.slice(1).map((name, i) => `flow(t.${names[i]}, t.${name}),`)
  return [
    '"it"', ...Object.entries(tasks).map(([name, form]) => `${name}: ${form},`), `.start("${names[0]}")`,
    ...(flows.length === 0 ? [".flows(() => [])"] : [".flows((t) => [", ...flows, "])"]), `.end("${names.at(-1)}")`,
    ...notes,
  ]
}
/** A task that is done for each of a list, which is made before it. */
const listed = (form: string, ...notes: readonly string[]) =>
  row({ in: "silent(Unknown)", a: form }, notes).map((line) => line.replace("flow(t.in, t.a)", "flow(t.in, t.a, list)"))
const one = (more: TaskXml) => document("a", task("a", "out", more))
const param = (kind: string, name: string, type: string) =>
  `<${kind}><index>0</index><name>${name}</name><type>${type}</type></${kind}>`
const said = (text: string) => `<documentation>${text}</documentation>`
const schema = `<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema"><xs:complexType name="Order"/>
<xs:simpleType name="Level"><xs:restriction base="xs:byte"/></xs:simpleType>
<xs:simpleType name="High"><xs:restriction base="Level"/></xs:simpleType></xs:schema>`

const cases: readonly (readonly [what: string, text: string, forms: readonly string[]])[] = [
  ["tasks by hand, automated and empty",
    document("a", task("a", "b"), task("b", "c", { does: "auto" }), task("c", "out", { does: "" })),
    row({ a: hand, b: auto, c: "silent(Unknown)" })],
  ["a condition is no task",
    document("a", task("a", "c"), condition("c", "b"), task("b", "out")), row({ a: hand, b: hand })],
  ["the role that work is offered to", one({ more: offered("<role>clerk</role>") }),
    row({ a: 'human({ input: Unknown, output: Unknown, role: "clerk" })' })],
  ["of several roles the first, and people are not roles",
    one({ more: offered("<role>clerk</role>", "<role>judge</role>", "<participant>PA-1</participant>") }),
    row({ a: 'human({ input: Unknown, output: Unknown, role: "clerk" })' }, [
      "! task (a): of its roles, clerk, judge, it has the first: let one stand for all",
      "! task (a): who of its role is offered the work: whoever asks for work items decides",
    ])],
  ["so many instances", one({ more: instances("3", "3", "3") }), row({ a: `instances(${hand}, { count: 3 })` })],
  ["some instances, of which some are enough", one({ more: instances("2", "5", "2", "dynamic") }),
    listed(`instances(${hand}, { max: 5, min: 2, join: 2, rest: "cancel", open: true })`)],
  ["any number of instances", one({ does: "auto", more: instances("0", "2147483647", "2147483647") }),
    listed(`instances(${auto}, { max: most, min: 0 })`)],
  ["more instances that are enough than there may be", one({ more: instances("1", "5", "3") }),
    listed(`instances(${hand}, { max: 5, min: 3, join: 3, rest: "cancel" })`,
      "! task (a): fewer than 3 instances end the case as failed: mend join where there may be fewer")],
  ["instances that are computed", one({ more: instances("1", "count(/main/x)", "2147483647") }),
    listed(`instances(${hand}, { max: most, min: 1 })`,
      "! task (a): its maximum is computed, count(/main/x): put a number in its place")],
  ["a time in ticks", one({ does: "auto", more: timer(ticks(90, "SEC")) }), [
    '"it"', `a: ${auto},`, '"time before a": timer({ input: Unknown, after: "90 seconds" }),',
    '.start("time before a")', ".flows((t) => [", 'flow(t["time before a"], t.a),', "])", '.end("a")',
  ]],
  ["a time that is counted from the start", one({ more: timer("<duration>P1D</duration>", "OnExecuting") }), [
    '"it"', `a: ${hand},`, '"time for a": timer({ input: Unknown, after: "1 day" }),', '"begin a": silent(Unknown),',
    '.start("begin a")', ".flows((t) => [", 'and(t["begin a"], [t.a, t["time for a"]]),',
    'cancels(t.a, [t["time for a"]]),', 'cancels(t["time for a"], [t.a]),', "])", '.end("a", "time for a")',
    "! task (a): its timer counts from when it is offered, not from when somebody starts it",
  ]],
  ["a time that is no length", one({ more: timer("<expiry>1262304000000</expiry>") }),
    row({ a: hand }, ["! task (a): its timer: it is no fixed length from there on"])],
  ["a time that is in a variable", one({ more: timer("<netparam>until</netparam>") }),
    row({ a: hand }, ["! task (a): its timer: it is in the variable until"])],
  ["a month has no length", one({ more: timer(ticks(1, "MONTH")) }),
    row({ a: hand }, ["! task (a): its timer: it is no fixed length from there on"])],
  ["working days", one({ more: timer("<duration>P1D</duration><workdays>true</workdays>"), does: "auto" }), [
    '"it"', `a: ${auto},`, '"time before a": timer({ input: Unknown, after: "1 day" }),',
    '.start("time before a")', ".flows((t) => [", 'flow(t["time before a"], t.a),', "])", '.end("a")',
    "! task (a): its timer counts every day, not working days alone",
  ]],
  ["a deadline of what a condition offers",
    document("a b", task("a", "out", { more: timer("<duration>P1D</duration>") }), task("b", "out")), [
      '"it"', "in: silent(Unknown),", `a: ${hand},`, `b: ${hand},`, '.start("in")', ".flows((t) => [",
      "defer(t.in, [t.a, t.b]),", "])", '.end("a", "b")',
      "! task (a): its timer: a condition offers its token to it and to others",
    ]],
  ["what is said of tasks, nets and ways", set(specification("it", root("a",
    task("a", "b c", { split: "xor", does: "auto", when: ["/main/x = 1", "!-"], more: said("Look.") }),
    task("b", "out"), task("c", "out")).replace("<processControl", `${said("All of it.")}$&`))), [
    '"it"', "// Look.", "// b: /main/x = 1", "// c: if no other is taken",
    "a: decision({ input: Unknown, outcomes: { b: Unknown, c: Unknown } }),", `b: ${hand},`, `c: ${hand},`,
    '.start("a")', ".flows((t) => [", "xor(t.a, { b: t.b, c: t.c }),", "])", '.end("b", "c")',
  ]],
  ["ways are asked in their order, the default last", document("a",
    task("a", "b c d", { split: "xor", does: "auto", when: ["!-", "x", "y"] })
      .replace("<predicate>x", '<predicate ordering="2">x').replace("<predicate>y", '<predicate ordering="1">y'),
    ...["b", "c", "d"].map((id) => task(id, "out"))), [
    '"it"', "// d: y", "// c: x", "// b: if no other is taken",
    "a: decision({ input: Unknown, outcomes: { d: Unknown, c: Unknown, b: Unknown } }),",
    `b: ${hand},`, `c: ${hand},`, `d: ${hand},`, '.start("a")', ".flows((t) => [",
    "xor(t.a, { d: t.d, c: t.c, b: t.b }),", "])", '.end("b", "c", "d")',
  ]],
  ["variables of simple types", set(specification("it", schema,
    root("a", task("a", "b", { does: "one" }), task("b", "c", { does: "two" }), task("c", "out", { does: "three" }))
      .replace("<processControl",
        `${param("inputParam", "level", "High")}${param("localVariable", "ok", "xs:boolean")}$&`),
    work("one", param("inputParam", "level", "High"), param("outputParam", "ok", "boolean")),
    work("two", param("inputParam", "ok", "boolean"), param("outputParam", "when", "xs:date")),
    work("three", param("inputParam", "order", "Order"), param("inputParam", "ok", "boolean")))),
    row({ a: "human({ input: Level, output: Ok })", b: "human({ input: Ok, output: When })", c: hand })],
  ["mappings of variables are told once", document("a",
    task("a", "b", { more: "<startingMappings/><completedMappings/>" }),
    task("b", "out", { more: "<startingMappings/>" })), row({ a: hand, b: hand }, [
    "! specification (it): the mappings of variables of 2 tasks: what a task gives is what the next one takes",
  ])],
  ["a region that has the work and not what waits for it", document("a", task("a", "b c"),
    task("b", "d", { more: removes("c") }), task("c", "d"), task("d", "out", { join: "and" })), [
    '"it"', `a: ${hand},`, `b: ${hand},`, `c: ${hand},`, `d: ${hand},`, '.start("a")', ".flows((t) => [",
    "and(t.a, [t.b, t.c]),", "join({ b: t.b, c: t.c }, t.d),", "cancels(t.b, [t.c]),", "])", '.end("d")',
    '! task (b): it takes away both the work at "c" and what waits for it',
  ]],
  ["nets that run each other", set(specification("it",
    root("a", task("a", "b", { does: "inner" }), task("b", "out")),
    net("inner", "x", task("x", "out y", { split: "xor", does: "auto", when: ["!-", "x"] }),
      task("y", "out", { does: "main" })))), [
    '"inner"', "// y: x", "// out: if no other is taken",
    "x: decision({ input: Unknown, outcomes: { y: Unknown, out: Unknown } }),",
    'y: recurse("it", { input: Unknown, output: Unknown }),', "out: silent(Unknown),", '.start("x")',
    ".flows((t) => [", "xor(t.x, { y: t.y, out: t.out }),", "flow(t.y, t.out),", "])", '.end("out")',
    ...row({ a: "sub(Inner)", b: hand }),
  ]],
  ["nets that nothing runs are left",
    set(specification("it", root("a", task("a", "out")), net("other", "x", task("x", "out")))),
    row({ a: hand }, ["! decomposition (other): no task runs it"])],
  ["several specifications",
    set(specification("it", root("a", task("a", "out"))), specification("it", root("a", task("a", "out")))),
    [...row({ a: hand }), ...row({ a: hand }).map((line) => line.replace('"it"', '"it 2"'))]],
]

test.each(cases)("%s", async (_, text, said) => {
  expect(await forms(text)).toEqual(said)
})

test("what is imported does what YAWL says", async () => {
  const { value, diagnostics } = await read(set(...behaviours.map(([id, nets]) => specification(id, nets))))
  expect(value, render(diagnostics)).toBeDefined()
  const cwd = folder({ "it.workflow.ts": printDefinition(value!) })
  const compiled = await compile(join(cwd, "it.workflow.ts"), { timeLimit: 60_000 })
  expect(render(compiled.diagnostics.filter(({ severity }) => severity === "error"))).toBe("")
  const found = compiled.value!.map(({ definition, table }) =>
    [definition.id, [...explore(table, { maxLength: 7 }).traces].sort()] as const)
  const said = behaviours.map(([id, , ...traces]) => [id, [...traces].sort()] as const)
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries(said))
})
