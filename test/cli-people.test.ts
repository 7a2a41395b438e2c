/** `knhk` where people have a part: a run that waits for them, their worklist, what they complete, what is shown. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { cpSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { command, folder, knhk } from "./command.ts"
import type { StoreTally } from "../src/runtime/store-tally.ts"

const papers = `
import { fixed, flow, human, task, workflow } from "knhk"

interface Paper { readonly n: number }
const isPaper = (value: unknown): value is Paper => typeof (value as Partial<Paper> | null)?.n === "number"
const Paper = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) =>
  isPaper(value) ? { value } : { issues: [{ message: "n must be a number" }] } } }

export const Papers = workflow("papers")
  .tasks({
    read: task({ input: Paper, output: Paper, retry: fixed("10 millis", { times: 2 }) }),
    sign: human({ input: Paper, output: Paper, role: "clerk", due: "2 days" }),
    file: task({ input: Paper, output: Paper }),
  })
  .start("read")
  .flows((t) => [flow(t.read, t.sign), flow(t.sign, t.file)])
  .end("file")
  .build()
`
/** The first look at a paper fails; 13 pages cannot be filed. */
const handlers = `
import { PapersExecutor } from "./papers.executor.ts"
let looks = 0
export const workflows = [PapersExecutor.with({
  read: (paper) => {
    console.log("reading")
    if (looks++ === 0) throw new RangeError("no light\\nat all")
    return paper
  },
  file: (paper) => {
    if (paper.n === 13) throw new Error("the drawer is full")
    return paper
  },
})]
`
/** Two sub-workflows whose tasks run turn by turn. */
const twins = `
import { and, flow, sub, task, workflow } from "knhk"

const validate = (value: unknown) => ({ value: value as number })
const N = { "~standard": { version: 1 as const, vendor: "test", validate } }
const step = () => task({ input: N, output: N })
const two = workflow("two").tasks({ one: step(), two: step() })
  .start("one").flows((t) => [flow(t.one, t.two)]).end("two").build()

export const Twins = workflow("twins")
  .tasks({ fork: step(), left: sub(two), right: sub(two) })
  .start("fork").flows((t) => [and(t.fork, [t.left, t.right])]).end("left", "right").build()
`
/** A tree: a case in a case, in which two judges vote, then a payment is waited for. */
const tree = `
import { decision, flow, human, instances, merge, receive, recurse, silent, workflow, xor } from "knhk"

const validate = (value: unknown) => ({ value: value as number })
const N = { "~standard": { version: 1 as const, vendor: "test", validate } }
export const Tree = workflow("tree")
  .tasks({
    look: decision({ input: N, outcomes: { leaf: N, node: N } }),
    inner: recurse("tree", { input: N, output: N }),
    votes: instances(human({ input: N, output: N, role: "judge" }), { count: 2 }),
    paid: receive({ input: N, signal: "payment", payload: N }),
    sum: silent(N),
  })
  .start("look")
  .flows((t) => [
    xor(t.look, { leaf: t.votes, node: t.inner }), flow(t.votes, t.paid, ([first]) => first!),
    flow(t.paid, t.sum, ({ signal }) => signal), flow(t.inner, t.sum),
  ])
  .end("sum").build()
`
const treeHandlers = `
import { TreeExecutor } from "./tree.executor.ts"
export default TreeExecutor.with({
  look: (n) => (n === 0 ? { outcome: "leaf", value: 7 } : { outcome: "node", value: n - 1 }),
})
`
/** More ballots than a store gives at once. */
const poll = `
import { human, instances, workflow } from "knhk"

const validate = (value: unknown) => ({ value: value as number })
const N = { "~standard": { version: 1 as const, vendor: "test", validate } }
export const Poll = workflow("poll")
  .tasks({ ballots: instances(human({ input: N, output: N, role: "voter" }), { count: 1_105 }) })
  .start("ballots").flows(() => []).end("ballots").build()
`
const pollFill = `
import { open } from "knhk/runtime"
import { PollExecutor } from "./poll.executor.ts"
const engine = await open({ store: "p.db", workflows: [PollExecutor.with({})] })
await engine.start(PollExecutor, { input: 1 })
await engine.close()
`
let built = ""
beforeAll(async () => {
  built = folder({ "papers.workflow.ts": papers, "papers.ts": handlers })
  expect((await knhk(["build", "papers.workflow.ts"], built)).stderr).toBe("")
})

function project(files: Readonly<Record<string, string>> = {}): string {
  const cwd = folder({})
  cpSync(built, cwd, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content)
  return cwd
}

/** What `knhk worklist --json` gives. */
interface Listed {
  readonly workItems: readonly { readonly workItemId: string }[]
  readonly next: string | null
}

interface Running {
  readonly child: ChildProcess
  /** Resolves when stderr says this; rejects if the process ends before. */
  readonly says: (words: string) => Promise<void>
  readonly ended: Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }>
}

/** `knhk` that goes on until it is stopped. */
function started(args: readonly string[], cwd: string): Running {
  const child = spawn(process.execPath, [...command, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] })
  let [stdout, stderr] = ["", ""]
  child.stdout.on("data", (chunk) => (stdout += String(chunk)))
  child.stderr.on("data", (chunk) => (stderr += String(chunk)))
  const ended: Running["ended"] = new Promise((resolve) =>
    child.on("close", (code) => resolve({ code, stdout, stderr })))
  const says = (words: string) => new Promise<void>((resolve, reject) => {
    const look = () => stderr.includes(words) && resolve()
    child.stderr.on("data", look)
    child.on("close", () => reject(new Error(`it ended, having said: ${stderr}`)))
    look()
  })
  return { child, says, ended }
}

const start = (n: number, ...more: readonly string[]): readonly string[] =>
  ["run", "papers.ts", "--input", JSON.stringify({ n }), ...more]

/** A store with one case that waits for its signature, and the id of that work item. */
async function waiting(cwd: string, n: number): Promise<string> {
  const run = started(start(n, "--id", "a", "--store", "p.db"), cwd)
  await run.says("Ctrl-C, then")
  run.child.kill("SIGINT")
  await run.ended
  const { stdout } = await knhk(["worklist", "--store", "p.db", "--json"], cwd)
  return (JSON.parse(stdout) as { workItems: readonly [{ workItemId: string }] }).workItems[0].workItemId
}

describe("run", () => {
  test.concurrent("says which people it waits for and goes on until Ctrl-C, in memory too", async () => {
    const cwd = project()
    const stored = started(start(3, "--store", "p.db", "--json"), cwd)
    const memory = started(start(3), cwd)
    await Promise.all([stored.says("Ctrl-C, then: knhk complete WORK_ITEM"), memory.says("kept in memory")])
    for (const { child } of [stored, memory]) child.kill("SIGINT")
    const [one, two] = await Promise.all([stored.ended, memory.ended])
    // What handlers print is not mixed into the JSON.
    expect([one.code, two.code, two.stdout]).toEqual([130, 130, "reading\nreading\n"])
    const message = "stopped; what is on disk goes on when it is run again"
    const stopped = { error: { code: "stopped", message, next: "", exit: 130 } }
    expect(JSON.parse(one.stdout)).toEqual(stopped)
    expect(one.stderr).toContain("reading")
    expect(one.stderr).toMatch(/^knhk: waiting for 1 human task:\n {2}[0-9a-f-]{36}:sign:\d+ {2}role clerk\n/m)
    expect(one.stderr).toMatch(/knhk: stopped; what is on disk goes on when it is run again\.\n$/)
    expect(two.stderr).toMatch(/knhk: stopped; what is in memory is gone\.\n$/)

    const serving = started(["run", "papers.ts", "--store", "p.db", "--json"], cwd)
    await serving.says("waiting for 1 human task")
    serving.child.kill("SIGINT")
    expect(JSON.parse((await serving.ended).stdout)).toEqual(stopped)
  })

  test.concurrent("tells cases of a definition that its module does not have", async () => {
    const cwd = project()
    await waiting(cwd, 3)
    writeFileSync(join(cwd, "papers.workflow.ts"), papers.replaceAll("file", "shelve"))
    writeFileSync(join(cwd, "papers.ts"), handlers.replaceAll("file:", "shelve:"))
    expect((await knhk(["build", "papers.workflow.ts"], cwd)).code).toBe(0)
    const { code, stdout, stderr } = await knhk(["run", "papers.ts", "--store", "p.db", "--json"], cwd)
    expect([code, JSON.parse(stdout)]).toEqual([1, { cases: 0, leftAlone: 1, endings: {} }])
    expect(stderr).toMatch(/^knhk: 1 case of workflow "papers" \(definition [0-9a-f]{12}\) is left alone, /)
    expect(stderr).toMatch(/Add the executor that they were started with to its workflows\.\n$/)
  })
})

describe("worklist and complete", () => {
  test.concurrent("thousands of tasks are listed as far as is asked, and from where a list ended", async () => {
    const cwd = folder({ "poll.workflow.ts": poll, "fill.ts": pollFill })
    expect((await knhk(["build", "poll.workflow.ts"], cwd)).code).toBe(0)
    execFileSync(process.execPath, [...command.slice(0, -1), "fill.ts"], { cwd })
    const list = (...more: readonly string[]) => knhk(["worklist", "--store", "p.db", ...more], cwd)
    const json = async (...more: readonly string[]) =>
      JSON.parse((await list("--json", ...more)).stdout) as Listed
    const first = await json()
    expect([first.workItems.length, first.next]).toEqual([100, first.workItems.at(-1)?.workItemId])
    const [rest, most, text, odd, none] = await Promise.all([
      json("--limit", "5000", "--after", first.next!), json("--limit", "1100"), list("--limit", "2"),
      list("--after", "sign"), list("--limit", "0"),
    ])
    const numbers = [...first.workItems, ...rest.workItems].map(({ workItemId }) => Number(workItemId.split(".")[1]))
    expect(numbers).toEqual(Array.from({ length: 1_105 }, (_, i) => i + 1))
    expect([rest.next, most.workItems.length, most.next]).toEqual([null, 1_100, most.workItems.at(-1)?.workItemId])
    expect(text.stdout).toMatch(/\n2 human tasks; the next ones: --after [0-9a-f-]{36}:ballots:1\.2\n$/)
    expect(odd).toMatchObject({ code: 2, stderr: expect.stringMatching(/^knhk: `after` is "sign"; give .+\n$/) })
    expect(none).toMatchObject({ code: 2, stderr: expect.stringContaining("--limit is 0") })
  })

  test.concurrent("a task is listed by role, completed once, and its case goes on to its end", async () => {
    const cwd = project()
    const id = await waiting(cwd, 3)
    const [clerk, boss, refused, nobody] = await Promise.all([
      knhk(["worklist", "--store", "p.db", "--role", "clerk"], cwd),
      knhk(["worklist", "--store", "p.db", "--role", "boss"], cwd),
      knhk(["complete", id, "--output", "{n:3}", "--run", "papers.ts", "--store", "p.db"], cwd),
      knhk(["worklist", "--store", "none.db"], cwd),
    ])
    expect(clerk.stdout).toMatch(/^sign of papers, since .+\n {2}work item .+\n {2}role clerk, due .+\n/)
    expect(clerk.stdout).toMatch(/\n {2}input {"n":3}\n1 human task\n$/)
    expect([boss.stdout, refused.code, nobody.code]).toEqual(["0 human tasks\n", 2, 3])
    const [where, json, nowhere] = await Promise.all([
      knhk(["tally", "--store", "p.db"], cwd), knhk(["tally", "--store", "p.db", "--json"], cwd),
      knhk(["tally", "--store", "p.db", "--workflow", "rockets"], cwd),
    ])
    expect(where).toEqual({ code: 0, stderr: "", stdout: [
      "papers: 1 running case", "           enabled  started", "  sign           1        0",
      "            tokens", "  in:sign        1", "",
    ].join("\n") })
    const { workflows: [counted], damaged } = JSON.parse(json.stdout) as StoreTally
    expect(counted).toMatchObject({ workflow: "papers", running: 1 })
    expect(counted!.tasks).toContainEqual({ task: "file", enabled: 0, started: 0 })
    expect([damaged, nowhere.stdout]).toEqual([[], "no case runs\n"])

    const complete = (n: unknown) =>
      knhk(["complete", id, "--output", JSON.stringify({ n }), "--run", "papers.ts", "--store", "p.db", "--json"], cwd)
    expect((await complete("three")).stderr).toContain("n must be a number")
    const { code, stdout } = await complete(4)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ workItemId: id, status: "ok", result: { n: 4 }, waiting: [] })
    const after = await knhk(["run", "papers.ts", "--store", "p.db"], cwd)
    expect(after).toMatchObject({ code: 0, stdout: "no case is running, so there is nothing to go on with\n" })
    expect(await complete(5)).toMatchObject({ code: 2, stderr: expect.stringContaining("is done already") })
  })

  test.concurrent("a case that fails behind the task is exit code 1, and a store in use is one sentence", async () => {
    const cwd = project()
    const id = await waiting(cwd, 3)
    const args = ["complete", id, "--output", `{"n":13}`, "--run", "papers.ts", "--store", "p.db"]
    const serving = started(["run", "papers.ts", "--store", "p.db"], cwd)
    await serving.says("waiting for 1 human task")
    const busy = await knhk(args, cwd)
    expect([busy.code, busy.stdout]).toEqual([3, ""])
    expect(busy.stderr).toMatch(/^knhk: p\.db is in use by another engine[^\n]+\n$/)
    serving.child.kill("SIGINT")
    await serving.ended
    const { code, stdout } = await knhk(args, cwd)
    expect(code).toBe(1)
    expect(stdout).toMatch(/: failed\n.*the drawer is full/)
  })
})

describe("cases in cases", () => {
  test.concurrent("are one tree with their instances, and end when people and a signal have come", async () => {
    const cwd = folder({ "tree.workflow.ts": tree, "tree.ts": treeHandlers })
    expect((await knhk(["build", "tree.workflow.ts"], cwd)).code).toBe(0)
    const run = started(["run", "tree.ts", "--input", "1", "--id", "t", "--store", "t.db"], cwd)
    await run.says("waiting for 2 human tasks:")
    run.child.kill("SIGINT")
    await run.ended
    const shown = await knhk(["show", "t", "--store", "t.db"], cwd)
    const id = "[0-9a-f-]{36}"
    expect(shown.stdout).toMatch(new RegExp(
      `\\n {2}inner +started\\n {4}case ${id} of tree {2}running\\n {4}look +completed with leaf .*\\n` +
        ` {4}votes +started\\n {6}1 +enabled\\n {8}work item (${id}):votes:2\\.1\\n {8}role judge\\n` +
        ` {8}input 7\\n {6}2 +enabled\\n`,
    ))
    const inner = new RegExp(`(${id}):votes:2\\.1`).exec(shown.stdout)![1]!
    const at = ["--run", "tree.ts", "--store", "t.db", "--json"]
    const listed = async (...more: readonly string[]) => {
      const { stdout } = await knhk(["cases", "--store", "t.db", "--json", ...more], cwd)
      return (JSON.parse(stdout) as { readonly cases: readonly object[] }).cases.length
    }
    expect([await listed(), await listed("--children")]).toEqual([1, 2])
    for (const instance of [1, 2]) {
      const { stdout } = await knhk(["complete", `${inner}:votes:2.${instance}`, "--output", "5", ...at], cwd)
      expect(JSON.parse(stdout)).toMatchObject({
        status: "running", waiting: [instance === 1 ? { task: "votes" } : { task: "paid", signal: "payment" }],
      })
    }
    const waiting = await knhk(["worklist", "--signal", "payment", "--store", "t.db"], cwd)
    expect(waiting.stdout)
      .toMatch(/^paid of tree, .+\n.+\n {2}waits for signal payment\n {2}input 5\n1 waiting task\n$/)
    const lost = await knhk(["signal", "t", "payment", "--payload", "9", ...at], cwd)
    expect(lost).toMatchObject({ code: 2, stderr: expect.stringContaining("waits for signal \"payment\" now") })
    const sent = await knhk(["signal", inner, "payment", "--payload", "9", ...at], cwd)
    expect(JSON.parse(sent.stdout)).toMatchObject({ caseId: inner, status: "ok", result: 9 })
    const json = JSON.parse((await knhk(["show", "t", "--store", "t.db", "--json"], cwd)).stdout) as object
    expect(json).toMatchObject({ status: "ok", result: 9, children: [{ caseId: inner, status: "ok", children: [] }] })
  })
})

describe("show", () => {
  test.concurrent("tells a human task with its role, and why which attempt failed", async () => {
    const cwd = project()
    const id = await waiting(cwd, 3)
    const [text, json] = await Promise.all([
      knhk(["show", "a", "--store", "p.db"], cwd), knhk(["show", "a", "--store", "p.db", "--json"], cwd),
    ])
    expect(text.stdout).toMatch(
      new RegExp(`sign +enabled\\n +work item ${id}\\n +role clerk, due 20[^\\n]+Z\\n +input {"n":3}\\n`),
    )
    expect(text.stdout).toMatch(/ attempt failed read, attempt 1 \(RangeError: no light at all\)\n/)
    expect(text.stdout).toMatch(/ complete read, attempt 2: /)
    const { workItems } = JSON.parse(json.stdout) as { workItems: readonly object[] }
    const date = expect.stringMatching(/^20.+Z$/)
    expect(workItems).toMatchObject([
      { task: "read", state: "completed", enabledAt: date, endedAt: date },
      { workItemId: id, state: "enabled", human: true, role: "clerk", enabledAt: date, dueAt: date, endedAt: null },
    ])
  })

  test.concurrent("a sub-workflow is one block, though its tasks run turn by turn with another's", async () => {
    const inner = "{ one: (n) => n, two: (n) => n }"
    const run = `import { TwinsExecutor } from "./twins.executor.ts"
      export default TwinsExecutor.with({ fork: (n) => n, left: ${inner}, right: ${inner} })`
    const cwd = folder({ "twins.workflow.ts": twins, "twins.ts": run })
    expect((await knhk(["build", "twins.workflow.ts"], cwd)).code).toBe(0)
    expect((await knhk(["run", "twins.ts", "--input", "1", "--id", "t", "--store", "t.db"], cwd)).code).toBe(0)
    const { stdout } = await knhk(["show", "t", "--store", "t.db"], cwd)
    const names = stdout.split("\n\n")[1]?.split("\n").slice(1).map((line) => line.replace(/(\S) .*/, "$1"))
    expect(names).toEqual(["  fork", "  left", "    one", "    two", "  right", "    one", "    two"])
  })
})
