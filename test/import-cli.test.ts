/** `knhk import` as a command: what it prints, what it writes, and what it never writes over. */
import { existsSync, mkdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { folder, knhk, root } from "./command.ts"
import { bpmn, carried, process } from "./import/carried.ts"

const steps = `<startEvent id="s"/><task id="A" name="A"/><userTask id="B" name="B"/>`
  + `<sequenceFlow id="f1" sourceRef="s" targetRef="A"/><sequenceFlow id="f2" sourceRef="A" targetRef="B"/>`
const good = process(steps)
const lacking = process(`${steps}<dataStoreReference id="D" name="archive"/>`, `<task id="X" name="lost"/>`)
const dangling = process(`<startEvent id="s"/>`, `<sequenceFlow id="f" sourceRef="s" targetRef="gone"/>`)

test("a definition goes to stdout, what it lacks to stderr", async () => {
  const cwd = folder({ "order.bpmn": lacking })
  const { code, stdout, stderr } = await knhk(["import", "order.bpmn"], cwd)
  expect(code).toBe(0)
  expect(stdout).toBe((await carried(lacking, "order.bpmn")).text)
  expect(stdout).toContain(` * - 4:1 task "lost" (X): nothing leads to it`)
  expect(stderr).toContain(`order.bpmn:4:1 - warning KNHK5010: task "lost" (X): not carried: nothing leads to it`)
  expect(stderr).toContain(`4 <task id="X" name="lost"/>\n  ~~~~~\n`)
})

test("a file is written once, and over nothing unless that is asked for", async () => {
  const cwd = folder({ "order.bpmn": good, "other.bpmn": lacking })
  const out = join(cwd, "order.workflow.ts")
  const first = await knhk(["import", "order.bpmn", "--out", "order.workflow.ts"], cwd)
  expect(first).toEqual({
    code: 0, stderr: "", stdout: "written order.workflow.ts: 1 workflow, 2 tasks; everything was carried over\n",
  })
  const written = readFileSync(out, "utf8")
  const second = await knhk(["import", "other.bpmn", "--out", "order.workflow.ts"], cwd)
  expect(second).toEqual({
    code: 2, stdout: "",
    stderr: "knhk: order.workflow.ts is there already. Give another path, or --force to write over it.\n",
  })
  expect(readFileSync(out, "utf8")).toBe(written)
  const third = await knhk(["import", "other.bpmn", "--out", "order.workflow.ts", "--force"], cwd)
  expect([third.code, third.stdout]).toEqual([
    0, "written order.workflow.ts: 1 workflow, 2 tasks; 2 things not carried over: see its first lines\n",
  ])
  expect(readFileSync(out, "utf8")).toContain("archive")
})

test("what is left to write is said: decisions, conditions that are comments, outcomes without names", async () => {
  const flow = (id: string, from: string, to: string, name = "", condition = "") =>
    `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}"${name && ` name="${name}"`}>`
      + `${condition && `<conditionExpression>${condition}</conditionExpression>`}</sequenceFlow>`
  const choices = process(
    `<startEvent id="s"/><task id="A" name="A"/><task id="B" name="B"/><task id="C" name="C"/><task id="D" name="D"/>`,
    `<exclusiveGateway id="X" name="which?"/><inclusiveGateway id="Y" name="more?"/>`,
    flow("f1", "s", "X"), flow("f2", "X", "A", "yes", "x = 1"), flow("f3", "X", "Y", "", "x = 2"),
    flow("f4", "Y", "B", "", "y = 1"), flow("f5", "Y", "C", "and that", "y = 2"), flow("f6", "Y", "D", "", "y = 3"),
  )
  const one = process(
    `<startEvent id="s"/><task id="A" name="A"/><task id="B" name="B"/><exclusiveGateway id="X" name="which?"/>`,
    flow("f1", "s", "X"), flow("f2", "X", "A", "yes", "x = 1"), flow("f3", "X", "B"),
  )
  const cwd = folder({ "order.bpmn": choices, "one.bpmn": one })
  const [all, json, least] = await Promise.all([
    knhk(["import", "order.bpmn", "--out", "order.workflow.ts"], cwd), knhk(["import", "order.bpmn", "--json"], cwd),
    knhk(["import", "one.bpmn", "--out", "one.workflow.ts"], cwd),
  ])
  expect(all.stdout).toBe("written order.workflow.ts: 1 workflow, 6 tasks; nothing was left out\n"
    + "left to write: 2 decisions; 5 conditions, which are comments now; names of 3 outcomes\n")
  expect(JSON.parse(json.stdout)).toMatchObject({ toWrite: { decisions: 2, conditions: 5, borrowed: 3 } })
  expect(least.stdout).toBe("written one.workflow.ts: 1 workflow, 3 tasks; nothing was left out\n"
    + "left to write: 1 decision; 1 condition, which is a comment now; the name of 1 outcome\n")
})

test("what is written is checked, built and explored as any definition", async () => {
  const cwd = folder({
    "claim.bpmn": readFileSync(join(root, "test/import/models/claim.bpmn"), "utf8"),
  })
  expect((await knhk(["import", "claim.bpmn", "--out", "claim.workflow.ts"], cwd)).code).toBe(0)
  const check = await knhk(["check", "claim.workflow.ts"], cwd)
  expect([check.code, check.stderr]).toEqual([0, ""])
  expect((await knhk(["build", "claim.workflow.ts"], cwd)).code).toBe(0)
  expect(existsSync(join(cwd, "claim.executor.ts"))).toBe(true)
  const graph = await knhk(["graph", "claim.workflow.ts", "--workflow", "Payment"], cwd)
  expect([graph.code, graph.stdout]).toEqual([0, expect.stringContaining("Transfer money")])
})

test("JSON has the definitions, the notes with their places, and the text", async () => {
  const cwd = folder({ "order.bpmn": lacking })
  const { code, stdout } = await knhk(["import", "order.bpmn", "--json"], cwd)
  const { definitions, notes, text } = JSON.parse(stdout) as Record<"definitions" | "notes" | "text", unknown>
  expect(code).toBe(0)
  expect(definitions).toEqual([{
    id: "case", constant: "Case", exported: true, termination: "explicit", start: "A", ends: ["B"],
    tasks: [{ name: "A", kind: "task" }, { name: "B", kind: "human" }],
  }])
  expect(notes).toMatchObject([
    { kind: "dropped", element: "dataStoreReference", name: "archive", id: "D", code: "KNHK5010", at: { line: 3 } },
    { kind: "dropped", element: "task", name: "lost", at: { file: join(cwd, "order.bpmn"), line: 4, column: 1 } },
  ])
  expect(text).toBe((await carried(lacking, "order.bpmn")).text)
})

test("a model that means nothing is a finding with its place, and nothing is written", async () => {
  const cwd = folder({ "order.bpmn": dangling })
  const { code, stdout, stderr } = await knhk(["import", "order.bpmn", "--out", "order.workflow.ts"], cwd)
  expect([code, stdout]).toEqual([1, ""])
  expect(stderr).toMatch(/^order\.bpmn:4:1 - error KNHK5003: sequenceFlow "f": targetRef names "gone", and nothing has/)
  expect(existsSync(join(cwd, "order.workflow.ts"))).toBe(false)
  const json = await knhk(["import", "order.bpmn", "--json"], cwd)
  expect(json.code).toBe(1)
  expect(JSON.parse(json.stdout)).toMatchObject({ diagnostics: [{ code: "KNHK5003", at: { line: 4, column: 1 } }] })
})

test.each([
  ["a model that is not there", ["gone.bpmn"], 2, "model-refused",
    "gone.bpmn does not exist. Check the path of the model."],
  ["a folder", ["folder"], 2, "command-line", "Invalid value for argument <FILE>: \"folder\"."],
  ["--force without a file", ["order.bpmn", "--force"], 2, "command-line",
    "--force is for a file. Give it with --out, or leave it out."],
  ["a path that cannot be written", ["order.bpmn", "--out", "gone/order.workflow.ts"], 3, "not-written",
    "gone/order.workflow.ts cannot be written"],
])("%s: refused in one sentence", async (_, args, exit, code, sentence) => {
  const cwd = folder({ "order.bpmn": good })
  mkdirSync(join(cwd, "folder"))
  const said = await knhk(["import", ...args], cwd)
  expect([said.code, said.stdout]).toEqual([exit, ""])
  expect(said.stderr).toContain(`knhk: ${sentence}`)
  const json = await knhk(["import", ...args, "--json"], cwd)
  expect(JSON.parse(json.stdout)).toMatchObject({ error: { code, exit } })
})

test("the example of the page is what it makes of the model", async () => {
  const page = readFileSync(join(root, "docs/import.md"), "utf8")
  const [, model = ""] = /```xml\n([\s\S]*?)```/.exec(page) ?? []
  const [, text = ""] = /```ts\n([\s\S]*?)```/.exec(page) ?? []
  expect((await carried(model, "leave.bpmn")).text).toBe(text)
})

test("a model of several pools gives a workflow for each", async () => {
  const model = bpmn(
    `<collaboration id="c"><participant id="p" name="one" processRef="P"/>`,
    `<participant id="q" name="two" processRef="Q"/>`,
    `<messageFlow id="m" name="hello" sourceRef="A" targetRef="B"/></collaboration>`,
    `<process id="P"><sendTask id="A" name="A"/></process><process id="Q"><receiveTask id="B" name="B"/></process>`,
  )
  const { imported } = await carried(model)
  expect(imported.workflows.map(({ id, constant, exported }) => [id, constant, exported]))
    .toEqual([["one", "One", true], ["two", "Two", true]])
  expect(imported.workflows.map(({ tasks }) => [tasks[0]!.work, tasks[0]!.comments])).toEqual([
    [{ kind: "task" }, ['sends "hello" to B']],
    [{ kind: "receive", signal: "hello" }, ['gets "hello" from A']],
  ])
})
