/** `knhk` on a store with long, odd and nested cases: what is shown of them, and what is said to do next. */
import { execFileSync } from "node:child_process"
import { cpSync } from "node:fs"
import { beforeAll, describe, expect, test } from "vitest"
import { command, folder, knhk } from "./command.ts"

const claim = `
import {
  and, decision, flow, human, instances, receive, silent, sub, task, timer, workflow, xor,
} from "knhk"

const validate = (value: unknown) => ({ value: value as string })
const T = { "~standard": { version: 1 as const, vendor: "test", validate } }
const step = () => task({ input: T, output: T })

export const Claim = workflow("claim")
  .tasks({
    gate: human({ input: T, output: T }),
    judged: decision({ input: T, outcomes: { yes: T, no: T } }),
    bank: receive({ input: T, signal: "iban", payload: T, keep: { most: 2 } }),
    both: silent(T),
    nap: timer({ input: T, after: "1 hour" }),
    gone: receive({ input: T, signal: "with draw", payload: T }),
    many: instances(step(), { count: 300 }),
  })
  .start("gate")
  .flows((t) => [
    flow(t.gate, t.judged), xor(t.judged, { yes: t.bank, no: t.many }),
    flow(t.bank, t.both, ({ signal }) => signal), and(t.both, [t.nap, t.gone]),
  ])
  .end("nap", "gone", "many").build()

const visit = workflow("visit").tasks({ look: step() }).start("look").flows(() => []).end("look").build()
export const Team = workflow("team")
  .tasks({ first: step(), experts: instances(sub(visit), { count: 2 }) })
  .start("first").flows((t) => [flow(t.first, t.experts)]).end("experts").build()
`
/** One that the compiler refuses, so that a case of it can get stuck. */
const stuck = `
import { and, decision, join, task, workflow, xor } from "knhk"
import { unverified } from "../../runtime-workflows.ts"

const validate = (value: unknown) => ({ value: value as string })
const T = { "~standard": { version: 1 as const, vendor: "test", validate } }
const step = () => task({ input: T, output: T })
const Stuck = workflow("stuck", { termination: "implicit" })
  .tasks({
    fork: step(), pick: decision({ input: T, outcomes: { left: T, right: T } }), one: step(), two: step(), out: step(),
    both: task({ input: { one: T, two: T }, output: T }),
  })
  .start("fork")
  .flows((t) => [
    and(t.fork, [t.pick, t.two]), xor(t.pick, { left: t.one, right: t.out }),
    join({ one: t.one, two: t.two }, t.both),
  ])
  .end("both", "out").build()
export const StuckExecutor = unverified<typeof Stuck, any>(Stuck)
`
const handlers = `
import { ClaimExecutor, TeamExecutor } from "./claim.executor.ts"
import { StuckExecutor } from "./stuck.ts"
const same = (text: string) => text
export const workflows = [
  ClaimExecutor.with({
    judged: (text) => ({ outcome: text === "yes" ? "yes" : "no", value: text }),
    many: () => "o".repeat(100),
  }),
  TeamExecutor.with({ first: same, experts: { look: same } }),
  StuckExecutor.with({
    fork: same, pick: (text: string) => ({ outcome: "right", value: text }), one: same, two: same, out: same,
    both: ({ one }: { readonly one: string }) => one,
  }),
]
`
const evil = "a\u001b[31mRED\u001b]0;pwned\u0007\n\u009b2J"
/** Cases of every kind. */
const fill = `
import { open } from "knhk/runtime"
import { ClaimExecutor, TeamExecutor } from "./claim.executor.ts"
import { workflows } from "./claim.ts"
const engine = await open({ store: "my store.db", workflows })
const gate = async ({ caseId }: { readonly caseId: string }) =>
  (await engine.workItems()).find((item) => item.caseId === caseId)!.workItemId
const kept = await engine.start(ClaimExecutor, { id: "kept", input: "yes" })
await engine.signal(kept.caseId, "iban", "DE1")
await engine.start(ClaimExecutor, { id: ${JSON.stringify(evil)}, input: ${JSON.stringify(evil)} })
  .then(({ caseId }) => engine.cancel(caseId, ${JSON.stringify(evil)}))
const long = await engine.start(ClaimExecutor, { id: "long", input: "i".repeat(2_000) })
await engine.complete(await gate(long), "no")
await long.result()
await (await engine.start(TeamExecutor, { id: "team", input: "t" })).result()
await engine.close()
`
const STORE = "my store.db"
let built = ""
beforeAll(async () => {
  built = folder({ "claim.workflow.ts": claim, "claim.ts": handlers, "stuck.ts": stuck, "fill.ts": fill })
  expect(await knhk(["build", "claim.workflow.ts", "--time-limit", "60"], built)).toMatchObject({ code: 0 })
  execFileSync(process.execPath, [...command.slice(0, -1), "fill.ts"], { cwd: built })
}, 60_000)

function copy(): string {
  const cwd = folder({})
  cpSync(built, cwd, { recursive: true })
  return cwd
}

const show = (name: string, ...more: readonly string[]) => knhk(["show", name, "--store", STORE, ...more], built)

describe("what people read", () => {
  test("no id or reason moves the cursor, colours text or breaks a line; JSON has them as they are", async () => {
    const answers = [
      await knhk(["cases", "--store", STORE], built), await show(evil), await show(`${evil}?`),
      await knhk(["run", "claim.ts", "--id", evil, "--store", STORE], built),
    ]
    expect(answers.map(({ code }) => code)).toEqual([0, 0, 2, 1])
    for (const { stdout, stderr } of answers) {
      expect(stdout + stderr).not.toMatch(/(?!\n)[\u0000-\u001f\u007f-\u009f]/)
      expect(stdout + stderr).toContain("a\\u001b[31mRED\\u001b]0;pwned\\u0007")
    }
    expect(answers[0]!.stdout.split("\n")).toHaveLength(4 + 2)
    const { cases } = JSON.parse((await knhk(["cases", "--store", STORE, "--json"], built)).stdout) as
      { readonly cases: readonly { readonly id: string }[] }
    expect(cases.map(({ id }) => id)).toContain(evil)
  })

  test("long lists and long payloads are cut and counted, and --all shows them", async () => {
    const [cut, all] = await Promise.all([show("long"), show("long", "--all")])
    expect(cut.stdout).toMatch(/\n {2}gate +completed/)
    expect(cut.stdout).toMatch(/… \d+ more lines; --all shows them\n/)
    expect(cut.stdout).toMatch(/… \d+ earlier lines; --all shows them\n/)
    expect(cut.stdout).toMatch(/… \([\d,]+ characters more; --all shows them\)\n/)
    expect(cut.stdout.split("\n").length).toBeLessThan(420)
    expect(Math.max(...cut.stdout.split("\n").map((line) => line.length))).toBeLessThan(700)
    expect(all.stdout).not.toContain("--all")
    expect(all.stdout.match(/^ {4}\d+ +completed/gm)).toHaveLength(300)
  })

  test("cases inside are told with what they run for, once in the tree, and as work items in JSON", async () => {
    const [text, json, listed] = await Promise.all([
      show("team"), show("team", "--json"), knhk(["cases", "--store", STORE, "--children"], built),
    ])
    expect(text.stdout.match(/^ {6}case [0-9a-f-]{36} of visit {2}ok$/gm)).toHaveLength(2)
    const names = text.stdout.split("\n\n")[1]?.split("\n").slice(1)
      .map((line) => line.replace(/(\S) .*/, "$1").replace(/[0-9a-f-]{36}$/, "ID"))
    const one = (number: number) => [`    ${number}`, "      case", "      look"]
    expect(names).toEqual(["  first", "  experts", ...one(1), ...one(2)])
    const { caseId, workItems, children } = JSON.parse(json.stdout) as {
      caseId: string
      children: readonly object[]
      workItems: readonly { task: string; state: string; workItemId: string }[]
    }
    expect(children).toMatchObject([{ workflow: "team", runs: "visit" }, { workflow: "team", runs: "visit" }])
    expect(workItems.map(({ task, state }) => [task, state]))
      .toEqual([["first", "completed"], ["experts", "completed"], ["experts", "completed"], ["experts", "completed"]])
    expect(workItems[2]).toMatchObject({ instanceOf: workItems[1]!.workItemId, childCaseId: expect.any(String) })
    for (const instance of [1, 2]) {
      expect(listed.stdout).toMatch(new RegExp(`  for ${caseId}:experts:\\d+\\.${instance}\n`))
    }
  })
})

describe("what to do next", () => {
  test("a kept signal, a timer and a signal that is waited for are said as what they are", async () => {
    const cwd = copy()
    const at = ["--run", "claim.ts", "--store", STORE]
    const { stdout: list } = await knhk(["worklist", "--store", STORE, "--json"], cwd)
    const { workItems: [gate] } = JSON.parse(list) as { workItems: readonly [{ workItemId: string; caseId: string }] }
    const moved = await knhk(["complete", gate.workItemId, "--output", `"yes"`, ...at], cwd)
    expect(moved.code).toBe(0)
    expect(moved.stdout).toMatch(/\nwaits for 1 signal and 1 timer\n/)
    expect(moved.stdout).toMatch(/\n {2}waits until 20.+Z\n/)
    expect(moved.stderr).toMatch(/engine runs the store: knhk run claim\.ts --store 'my store\.db'\n$/)

    const shown = await knhk(["show", "kept", "--store", STORE], cwd)
    expect(shown.stdout).toMatch(/\n {2}judged +completed with yes {2}/)
    expect(shown.stdout).toMatch(/\n {2}bank +completed {2}/)
    expect(shown.stdout).toMatch(/ signal iban, kept\n/)
    const [gone = ""] = /\S+:gone:\d+/.exec(shown.stdout) ?? []
    const wrong = await knhk(["complete", gone, "--output", "1", ...at], cwd)
    expect(wrong).toMatchObject({ code: 2, stdout: "" })
    const sentence = `waits for signal "with draw", not for a person. Send it, with --payload if it brings something: `
    expect(wrong.stderr).toContain(
      `${sentence}knhk signal ${gate.caseId} 'with draw' --run claim.ts --store 'my store.db'\n`,
    )
    const sent = await knhk(["signal", "kept", "with draw", "--payload", `"w"`, ...at, "--json"], cwd)
    expect(JSON.parse(sent.stdout)).toMatchObject({ status: "ok", waiting: [] })
    const after = await knhk(["show", "kept", "--store", STORE], cwd)
    expect(after.stdout).toMatch(/ signal with draw, used: gone started, gone completed, /)
    // A case that is over is told, whether it is asked for by its id or by the one that it was started with.
    const known = await knhk(["run", "claim.ts", "--id", "kept", "--store", STORE, "--json"], cwd)
    expect([known.code, JSON.parse(known.stdout)])
      .toMatchObject([0, { caseId: gate.caseId, id: "kept", workflow: "claim", existed: true, status: "ok" }])
  })

  test("an id without input or case is refused, and a case that is stuck tells where its tokens are", async () => {
    const cwd = copy()
    const none = await knhk(["run", "claim.ts", "--id", "nosuch", "--store", STORE], cwd)
    const said = `knhk: my store.db holds no case "nosuch". Give --input to start it.\n`
    expect(none).toEqual({ code: 2, stdout: "", stderr: said })
    const stuck = await knhk(["run", "claim.ts", "--workflow", "stuck", "--input", `"s"`, "--store", STORE], cwd)
    expect(stuck).toMatchObject({ code: 1, stdout: "" })
    expect(stuck.stderr).toMatch(/\n {2}tokens: [^\n]+ 1\n/)
    const [, id = ""] = /its history: knhk show (\S+) --store 'my store\.db'\n$/.exec(stuck.stderr) ?? []
    const shown = await knhk(["show", id, "--store", STORE], cwd)
    expect(shown.stdout).toMatch(/^stuck {2}deadlock\n/)
  })
})
