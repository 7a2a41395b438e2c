/** What ends a command: the code that programs read, the exit code that goes with it, and the page that lists them. */
import { execFileSync } from "node:child_process"
import { cpSync, linkSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { beforeAll, describe, expect, test } from "vitest"
import { type FailureCode, failures } from "../compiler/cli/failure.ts"
import { SqliteStore } from "../src/runtime/store-sqlite.ts"
import { command, folder, knhk, root } from "./command.ts"

const schema = `
const N = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) =>
  typeof value === "number" ? { value } : { issues: [{ message: "a number" }] } } }`
const desk = `
import { flow, human, interleave, receive, silent, workflow } from "knhk"
${schema}
const sign = () => human({ input: N, output: N })
export const Desk = workflow("desk")
  .tasks({
    sign: sign(), paid: receive({ input: N, signal: "paid", payload: N }),
    kept: receive({ input: N, signal: "kept", payload: N, keep: { most: 1 } }), end: silent(N),
  })
  .start("sign")
  .flows((t) => [
    flow(t.sign, t.paid), flow(t.paid, t.kept, ({ signal }) => signal), flow(t.kept, t.end, ({ signal }) => signal),
  ])
  .end("end").build()
export const Turns = workflow("turns")
  .tasks({ sign: sign(), one: sign(), two: sign(), end: silent({ one: N, two: N }) })
  .start("sign").flows((t) => [interleave(t.sign, [t.one, t.two], t.end)]).end("end").build()
`
const lone = `
import { human, workflow } from "knhk"
${schema}
export const Lone = workflow("lone").tasks({ sign: human({ input: N, output: N }) })
  .start("sign").flows(() => []).end("sign").build()
`
const names = Array.from({ length: 12 }, (_, i) => `b${i}`)
const wide = `
import { or, otherwise, task, when, workflow } from "knhk"
${schema}
const step = () => task({ input: N, output: N })
export const Wide = workflow("wide").tasks({ a: step(), ${names.map((name) => `${name}: step()`).join(", ")} })
  .start("a")
  .flows((t) => [or(t.a, [
    ${names.slice(1).map((name, i) => `when((n: number) => n > ${i}, t.${name})`).join(",\n    ")},
    otherwise(t.b0),
  ])])
  .end(${names.map((name) => `"${name}"`).join(", ")}).build()
`
/** Prints the work items of the cases that it leaves. */
const fill = `
import { open } from "knhk/runtime"
import { DeskExecutor, TurnsExecutor } from "./desk.executor.ts"
import { workflows } from "./desk.ts"
const engine = await open({ store: "s.db", workflows })
const item = async (of: { readonly caseId: string }) => (await engine.show(of)).workItems[0]!.workItemId
const start = (executor: any, id: string) => engine.start(executor, { id, input: 1 } as never)
const over = await start(DeskExecutor, "over")
const withdrawn = await item(over)
await engine.cancel(over.caseId)
const both = await start(DeskExecutor, "both")
const done = await item(both)
await engine.complete(done, 2)
const paid = await item(both)
const turns = await start(TurnsExecutor, "both")
await engine.complete(await item(turns), 2)
const [one, two] = (await engine.show(turns)).workItems
await engine.startWorkItem(one!.workItemId)
const fresh = await start(DeskExecutor, "fresh")
const offered = await item(fresh)
await engine.signal(fresh, "kept", 1)
const lost = done.replace("sign:1", "sign:9")
console.log(JSON.stringify({ withdrawn, done, paid, blocked: two!.workItemId, lost, offered }))
await engine.close()
`
const files = {
  "desk.workflow.ts": desk, "lone.workflow.ts": lone, "wide.workflow.ts": wide, "fill.ts": fill,
  "desk.ts": `import { DeskExecutor, TurnsExecutor } from "./desk.executor.ts"
    export const workflows = [DeskExecutor.with({}), TurnsExecutor.with({})]`,
  "lone.ts": `import { LoneExecutor } from "./lone.executor.ts"
    export const workflows = [LoneExecutor.with({})]`,
  "plain.ts": "export const workflows = []", "throws.ts": `throw new Error("no luck")`, "text.db": "text ".repeat(99),
  "log.xes": "<log/>",
}
let built = ""
let items: Readonly<Record<"withdrawn" | "done" | "paid" | "blocked" | "lost" | "offered", string>>
beforeAll(async () => {
  built = folder(files)
  expect(await knhk(["build", "desk.workflow.ts", "lone.workflow.ts"], built)).toMatchObject({ code: 0 })
  const filled = execFileSync(process.execPath, [...command.slice(0, -1), "fill.ts"], { cwd: built, encoding: "utf8" })
  items = JSON.parse(filled) as typeof items
}, 60_000)

/** Files of its own, with a store that no other case uses. */
function project(): string {
  const cwd = folder({})
  cpSync(built, cwd, { recursive: true })
  return cwd
}

const run = (...more: readonly string[]) => () => ["run", "desk.ts", "--workflow", "desk", ...more]
const kept = ["--store", "s.db"]
const signal = (id: string, name: string, module = "desk.ts") => () =>
  ["signal", id, name, "--payload", "1", "--run", module, "--workflow", "desk", ...kept]
const complete = (item: keyof typeof items, output = "3") => () =>
  ["complete", items[item], "--output", output, "--run", "desk.ts", ...kept]

interface Setting {
  /** What is done to the files first; what it returns is done last. */
  readonly before?: (cwd: string) => void | (() => Promise<void>)
  readonly env?: Readonly<Record<string, string>>
}
type Case = readonly [code: FailureCode, args: () => readonly string[], setting?: Setting]

const cases: readonly Case[] = [
  ["command-line", () => ["chek"]],
  ["command-line", () => ["worklist", ...kept, "--limit", "0"]],
  ["command-line", () => ["worklist", ...kept, "--after", "sign"]],
  ["command-line", () => ["check", "lone.workflow.ts", "--time-limit", "0"]],
  ["command-line", () => ["explore", "lone.workflow.ts", "--max-length", "0"]],
  ["command-line", run()],
  ["command-line", run("--input", "1", "--drain", "soon")],
  ["command-line", run("--input", "1", "--id", "")],
  ["input-refused", run("--input", "{")],
  ["input-refused", run("--input", "@none.json")],
  ["input-refused", () => ["explore", "lone.workflow.ts", "--data", "3"]],
  ["payload-refused", run("--input", `"x"`)],
  ["payload-refused", complete("offered", `"x"`)],
  ["module-refused", () => ["run", "none.ts", "--input", "1"]],
  ["module-refused", () => ["run", "plain.ts", "--input", "1"]],
  ["module-refused", () => ["run", "throws.ts", "--input", "1"]],
  ["executor-stale", () => ["run", "lone.ts", "--input", "1"],
    { before: (cwd) => writeFileSync(join(cwd, "lone.workflow.ts"), lone.replaceAll("sign", "seal")) }],
  ["workflow-unclear", () => ["run", "desk.ts", "--input", "1"]],
  ["workflow-unclear", () => ["graph", "desk.workflow.ts", "--workflow", "lone"]],
  ["format-refused", () => ["graph", "wide.workflow.ts", "--format", "pnml"]],
  ["log-refused", () => ["replay", "lone.workflow.ts", "none.xes"]],
  ["replay-refused", () => ["replay", "desk.workflow.ts", "log.xes"]],
  ["command-line", () => ["simulate", "lone.workflow.ts", "--cases", "0"]],
  ["input-refused", () => ["simulate", "lone.workflow.ts", "--parameters", "none.json"]],
  ["simulation-refused", () => ["simulate", "lone.workflow.ts", "--parameters", "wrong.json"],
    { before: (cwd) => writeFileSync(join(cwd, "wrong.json"), `{"tasks":{"sing":{}}}`) }],
  ["case-not-found", () => ["show", "nobody", ...kept]],
  ["case-unclear", () => ["show", "both", ...kept]],
  ["case-conflict", run("--input", "2", "--id", "both", ...kept)],
  ["case-ended", signal("over", "paid")],
  ["case-unclaimed", signal("fresh", "paid", "lone.ts")],
  ["work-item-not-found", complete("lost")],
  ["work-item-not-active", complete("withdrawn")],
  ["work-item-not-active", complete("paid")],
  ["work-item-done", complete("done")],
  ["work-item-blocked", complete("blocked")],
  ["signal-lost", signal("fresh", "paid")],
  ["signal-full", signal("fresh", "kept")],
  ["signal-unknown", signal("fresh", "sent")],
  ["case-damaged", () => ["show", "fresh", ...kept], {
    before: (cwd) => {
      const database = new DatabaseSync(join(cwd, "s.db"))
      database.exec("update workflow_case set state = x''")
      database.close()
    },
  }],
  ["store-locked", run("--input", "1", ...kept), {
    before: (cwd) => {
      const store = SqliteStore.open(join(cwd, "s.db"))
      return () => store.close()
    },
  }],
  ["store-missing", () => ["cases", "--store", "none.db"]],
  ["store-foreign", () => ["cases", "--store", "text.db"]],
  ["store-damaged", () => ["cases", ...kept], {
    before: (cwd) => writeFileSync(join(cwd, "s.db"), readFileSync(join(cwd, "s.db")).fill(0xff, 100, 4_096)),
  }],
  ["store-failed", () => ["cases", ...kept], { before: (cwd) => linkSync(join(cwd, "s.db"), join(cwd, "t.db")) }],
  ["kernel-refused", run("--input", "1"), { env: { KNHK_KERNEL: "./none.node" } }],
  ["not-written", () => ["graph", "lone.workflow.ts", "--out", "no/such/folder.mmd"]],
]

/** Shown by other tests, or by none: no full disk is at hand, and a command that waits for a case shows the case. */
const elsewhere: readonly FailureCode[] =
  ["stopped", "bug", "nets-refused", "model-refused", "store-full", "case-failed"]

describe("a failure with --json", () => {
  for (const [i, [code, args, { before, env = {} } = {}]] of cases.entries()) {
    test.concurrent(`is ${code} (${i + 1})`, async () => {
      const cwd = project()
      const after = before?.(cwd)
      const ended = await knhk([...args(), "--json"], cwd, { env })
      await after?.()
      const { error } = JSON.parse(ended.stdout) as { readonly error: Readonly<Record<string, unknown>> }
      expect([error, ended.code]).toEqual([
        { code, message: expect.stringMatching(/./), next: expect.any(String), exit: ended.code }, failures[code].exit,
      ])
      expect(ended.stderr).toContain(String(error["message"]))
    })
  }

  test("has each code of the table", () => {
    const shown = new Set([...cases.map(([code]) => code), ...elsewhere])
    expect(Object.keys(failures).filter((code) => !shown.has(code as FailureCode))).toEqual([])
  })

  test("has the codes that the page lists, with the same words", () => {
    const page = readFileSync(join(root, "docs", "command-line.md"), "utf8")
    const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+) \| (.+) \|$/gm)].map(([, ...row]) => row)
    expect(rows).toEqual(Object.entries(failures).map(([code, { exit, when }]) => [code, String(exit), when]))
  })
})
