/** `knhk` as people meet it, on definitions and logs: what it prints and how it ends. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { gzipSync } from "node:zlib"
import { describe, expect, test } from "vitest"
import { kernelInfo } from "../src/runtime/binding.ts"
import { type Ended, folder, knhk, leave, root, wide } from "./command.ts"

const broken = leave.replace("flow(t.file, t.decide), ", "")

const unsound = `import { and, decision, join, task, workflow, xor } from "knhk"
const Text = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) =>
  ({ value: value as string }) } }
const step = task({ input: Text, output: Text })
export const Order = workflow("order", { termination: "implicit" })
  .tasks({
    receive: step, pack: step, pay: step, refuse: step,
    check: decision({ input: Text, outcomes: { ok: Text, no: Text } }),
    ship: task({ input: { left: Text, right: Text }, output: Text }),
  })
  .start("receive")
  .flows((t) => [
    and(t.receive, [t.pack, t.check]), xor(t.check, { ok: t.pay, no: t.refuse }),
    join({ left: t.pack, right: t.pay }, t.ship),
  ])
  .end("ship", "refuse")
  .build()
`

/** Each ended with code 2, said nothing on stdout and one line on stderr. */
function refused(answers: readonly Ended[]): void {
  expect(answers.map(({ code, stdout }) => [code, stdout])).toEqual(answers.map(() => [2, ""]))
  for (const { stderr } of answers) expect(stderr).toMatch(/^knhk: [^\n]+\n$/)
}

describe("the command line itself", () => {
  test.concurrent("the version is one line", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }
    expect(await knhk(["--version"])).toEqual({ code: 0, stdout: `knhk v${version}\n`, stderr: "" })
  })

  test.concurrent("with --json version and help are JSON as well", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }
    const [said, help] =
      await Promise.all([knhk(["--version", "--json"]), knhk(["check", "--help", "--json"])])
    expect(JSON.parse(said.stdout)).toEqual({ version })
    expect(JSON.parse(help.stdout)).toEqual({ help: expect.stringContaining("knhk check [flags] <FILE...>") })
  })

  test.concurrent("help names every command and no colour where stdout is no terminal", async () => {
    const { code, stdout } = await knhk(["--help"])
    expect(code).toBe(0)
    for (const command of ["check", "build", "graph", "explore", "replay", "doctor"]) {
      expect(stdout).toMatch(new RegExp(`^  ${command} `, "m"))
    }
    expect(stdout).not.toContain("\u001b")
  })

  test.concurrent("a wrong command line is one sentence with the next step and exit code 2", async () => {
    const answers = await Promise.all([
      knhk(["chek"]), knhk(["check"]), knhk(["check", "x.ts", "--no"]), knhk(["explore", "x.ts", "--max-length", "a"]),
    ])
    refused(answers)
    for (const { stderr } of answers) expect(stderr).toMatch(/ Run "knhk.* --help" for what it takes\.\n$/)
    expect(answers[0]?.stderr).toContain("Did you mean this? check")
  })

  test.concurrent("with --json a wrong command line is JSON too", async () => {
    const { code, stdout } = await knhk(["check", "--json"])
    expect(code).toBe(2)
    const message = "Missing required argument: FILE"
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: "command-line", exit: 2, message } })
  })

  test.concurrent("completions for bash, zsh and fish name the commands and their flags", async () => {
    const scripts = await Promise.all(["bash", "zsh", "fish"].map((shell) => knhk(["--completions", shell])))
    for (const { code, stdout } of scripts) {
      expect(code).toBe(0)
      const words = ["check", "explore", "max-length", "lifecycle", "json", "help", "powershell"]
      for (const word of words) expect(stdout).toContain(word)
    }
  })

  test.concurrent("completions with --json are JSON, and for an unknown shell a failure", async () => {
    const [bash, json, odd] = await Promise.all([
      knhk(["--completions", "bash"]), knhk(["--completions", "bash", "--json"]),
      knhk(["--json", "--completions", "tcsh"]),
    ])
    expect(JSON.parse(json.stdout)).toEqual({ shell: "bash", completions: expect.any(String) })
    expect((JSON.parse(json.stdout) as { completions: string }).completions.trimEnd()).toBe(bash.stdout.trimEnd())
    expect(JSON.parse(odd.stdout)).toMatchObject({ error: { code: "command-line", exit: 2 } })
  })

  test.concurrent("a bug in knhk is one sentence and exit code 70, and its stack is shown when asked for", async () => {
    const breakage = `String.prototype.padEnd = () => { throw new Error("a\\nbug") }`
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(breakage)}`
    const [plain, debug, json] = await Promise.all([
      knhk(["doctor"], undefined, { env: { NODE_OPTIONS, KNHK_DEBUG: "0" } }),
      knhk(["doctor"], undefined, { env: { NODE_OPTIONS, KNHK_DEBUG: "1" } }),
      knhk(["doctor", "--json"], undefined, { env: { NODE_OPTIONS: NODE_OPTIONS.replace("padEnd", "localeCompare") } }),
    ])
    const said = String.raw`^knhk: this is a bug in knhk \d\S+ on Node \d\S+ \(Error: a bug\)\. Please report it `
    expect(plain).toMatchObject({ code: 70, stdout: "", stderr: expect.stringMatching(new RegExp(`${said}[^\n]+\n$`)) })
    expect(plain.stderr).toContain("KNHK_DEBUG=1")
    expect(debug).toMatchObject({ code: 70, stdout: "" })
    expect(debug.stderr).toMatch(new RegExp(`${said}.+\nError: a\nbug\n +at .+`))
    expect(JSON.parse(json.stdout))
      .toEqual({ error: { code: "bug", message: expect.any(String), next: expect.any(String), exit: 70 } })
  })

  test.concurrent("doctor says what is there", async () => {
    const { code, stdout } = await knhk(["doctor", "--json"])
    const { findings } = JSON.parse(stdout) as { findings: readonly { name: string; fine: boolean; value: string }[] }
    expect(findings.map(({ name, fine }) => [name, fine]))
      .toEqual([["node", true], ["sqlite", true], ["kernel", true], ["typescript", true]])
    expect(code).toBe(0)
    const { path, abi, reason } = kernelInfo()
    const which = abi === undefined ? `portable: ${reason}` : `, ${path}): ${reason}`
    expect(findings[2]!.value).toContain(which)
  })

  test.concurrent("doctor says why the portable kernel runs, and what keeps an addon from running", async () => {
    const [asked, missing] = await Promise.all(["portable", "./none.node"].map((KNHK_KERNEL) =>
      knhk(["doctor"], undefined, { env: { KNHK_KERNEL } })))
    expect(asked!.stdout).toMatch(/^ok {2}kernel +portable: KNHK_KERNEL asks for it\n(?! )/m)
    expect(missing!.stdout).toMatch(/^ok {2}kernel +portable: there is no .+\n +The native .+not there\); build/m)
  })
})

describe("check", () => {
  const sound = "1 workflow: sound; "
    + "no run gets stuck, goes round for ever or leaves work undone, and every task can begin"

  test.concurrent("what is proved of a definition without findings is said", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const fine = { code: 0, stdout: `${sound}\n`, stderr: "" }
    expect(await knhk(["check", "leave.workflow.ts"], cwd)).toEqual(fine)
    expect(readdirSync(cwd)).toEqual(["leave.workflow.ts"])
  })

  test.concurrent("--json gives workflows and diagnostics by file", async () => {
    const cwd = folder({ "leave.workflow.ts": leave, "broken.workflow.ts": broken })
    const { code, stdout } = await knhk(["check", "leave.workflow.ts", "broken.workflow.ts", "--json"], cwd)
    expect(code).toBe(1)
    const { files } = JSON.parse(stdout) as { files: readonly { workflows: unknown[]; diagnostics: unknown[] }[] }
    expect(files[0]).toMatchObject({ workflows: [{ id: "leave", exportName: "Leave", tasks: 4 }], diagnostics: [] })
    expect(files[1]?.workflows).toEqual([])
    expect(files[1]?.diagnostics.length).toBeGreaterThan(0)
  })

  test.concurrent("colour is shown when it is forced and not with NO_COLOR", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const args = ["check", "leave.workflow.ts"]
    const [forced, none] = await Promise.all([
      knhk(args, cwd, { env: { FORCE_COLOR: "1" } }), knhk(args, cwd, { env: { NO_COLOR: "1", FORCE_COLOR: "1" } }),
    ])
    expect(forced.stdout).toContain("\u001b[32msound")
    expect(none.stdout).toBe(`${sound}\n`)
  })

  const tasks = ".tasks({ a: task({ input: Request, output: Request }) })"
  const other = `workflow("leave")${tasks}.start("a").flows(() => []).end("a").build()`
  const twice = leave.replace("export const Leave", `export const Other = ${other}\nexport const Leave`)
  const random = leave.replace(`"leave"`, "`leave-${Math.random()}`")
  const bad: readonly (readonly [sentence: string, source: string, says: RegExp])[] = [
    ["a module without a workflow", "export const x = 1\n", /KNHK1002/],
    ["a module that throws", `throw new Error("no luck today")\n`, /no luck today/],
    ["a module that touches the network", `${leave}\nawait fetch("http://127.0.0.1:9/")\n`, /KNHK10\d\d/],
    ["a module that is no TypeScript", "export const = 3\n", /KNHK1003/],
    ["a definition that differs between two runs", random, /KNHK10\d\d/],
    ["two workflows of one id", twice, /KNHK10\d\d/],
    ["a flow that is missing", broken, /KNHK/],
  ]
  test.concurrent("each bad module gets a diagnostic of its own, exit code 1 and no bug report", async () => {
    const files = bad.map((_, index) => `${index}.workflow.ts`)
    const cwd = folder(Object.fromEntries(bad.map(([, source], index) => [files[index] ?? "", source])))
    const { code, stdout, stderr } = await knhk(["check", ...files, "--time-limit", "40", "--json"], cwd)
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" })
    const results = (JSON.parse(stdout) as { files: readonly { diagnostics: readonly object[] }[] }).files
    for (const [index, [name, , says]] of bad.entries()) {
      const said = (results[index]?.diagnostics ?? []).map((diagnostic) => JSON.stringify(diagnostic))
      expect(said.some((text) => says.test(text)), `${name}: ${said.join("\n")}`).toBe(true)
    }
  })

  test.concurrent("a file that is named twice counts once, and one workflow that two files export is one", async () => {
    const cwd = folder({ "leave.workflow.ts": leave, "all.ts": `export * from "./leave.workflow.ts"\n` })
    const { code, stdout } = await knhk(["check", "leave.workflow.ts", "./leave.workflow.ts", "all.ts", "--json"], cwd)
    expect(code).toBe(0)
    const { files } = JSON.parse(stdout) as { files: readonly { file: string; diagnostics: unknown[] }[] }
    expect(files.map(({ file, diagnostics }) => [file, diagnostics.length]))
      .toEqual([["leave.workflow.ts", 0], ["all.ts", 0]])
  })

  test.concurrent("an id that another file has taken is an error at both places, and nothing is built", async () => {
    const cwd = folder({ "a.workflow.ts": leave, "b.workflow.ts": leave })
    const { code, stdout } = await knhk(["check", "a.workflow.ts", "b.workflow.ts"], cwd)
    expect(code).toBe(1)
    expect(stdout).toMatch(/^b\.workflow\.ts:\d+:\d+ - error KNHK1012: two workflows have the id "leave"/)
    expect(stdout).toMatch(/^  a\.workflow\.ts:\d+:\d+ - the other one is here$/m)
    const built = await knhk(["build", "a.workflow.ts", "b.workflow.ts"], cwd)
    expect(built.code).toBe(1)
    expect(existsSync(join(cwd, "a.executor.ts"))).toBe(false)
  })

  test.concurrent("a budget ends a proof: what is open is a warning, with the flag that looks further", async () => {
    const cwd = folder({ "it.workflow.ts": wide })
    const check = (...more: readonly string[]) => knhk(["check", "it.workflow.ts", ...more], cwd)
    const ended = await Promise.all([check("--states", "500"), check("--budget-ms", "1")])
    expect(ended.map(({ code, stderr }) => [code, stderr])).toEqual([[0, ""], [0, ""]])
    const sentence = String.raw`it\.workflow\.ts:\d+:\d+ - warning KNHK3006: workflow "wide": not proved sound: `
      + String.raw`nothing wrong was found in [\d,]+ markings?, and `
    const mend = "or take tasks out of what runs in parallel or is cancelled\n"
    const [states, time] = ended.map(({ stdout }) => stdout)
    const says = (why: string) => new RegExp(`^${sentence}${why}, ${mend}`)
    expect(states).toMatch(says("more are not looked at: let knhk check look further with --states"))
    expect(time).toMatch(says("then the time was up: let knhk check look further with --budget-ms"))
    expect(states).toContain('workflow("wide", { termination: "implicit" })')
  })

  test.concurrent("a module that hangs is stopped by the time limit", async () => {
    const cwd = folder({ "it.workflow.ts": "while (true) {}\n" })
    const { code, stdout } = await knhk(["check", "it.workflow.ts", "--time-limit", "1"], cwd)
    expect(code).toBe(1)
    expect(stdout).toContain("KNHK1005")
  })

  test.concurrent("a file that is not there is a wrong command line", async () => {
    const { code, stdout } = await knhk(["check", "it.workflow.ts"], folder({}))
    expect(code).toBe(2)
    expect(stdout).toMatch(/KNHK1001: .*it\.workflow\.ts does not exist/)
  })
})

describe("build", () => {
  test.concurrent("writes an executor once, and leaves it alone while it is up to date", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const stale = await knhk(["build", "--check", "leave.workflow.ts"], cwd)
    expect(stale.code).toBe(1)
    expect(stale.stdout).toContain("stale     leave.executor.ts")
    expect(readdirSync(cwd)).toEqual(["leave.workflow.ts"])

    const first = await knhk(["build", "leave.workflow.ts"], cwd)
    expect(first).toEqual({ code: 0, stdout: "written   leave.executor.ts (LeaveExecutor)\n", stderr: "" })
    expect(readFileSync(join(cwd, "leave.executor.ts"), "utf8")).toContain("export const LeaveExecutor")

    const { mtimeMs } = statSync(join(cwd, "leave.executor.ts"))
    const again = await knhk(["build", "leave.workflow.ts", "--json"], cwd)
    expect(JSON.parse(again.stdout)).toMatchObject({ written: [{ status: "unchanged" }], diagnostics: [] })
    expect(statSync(join(cwd, "leave.executor.ts")).mtimeMs).toBe(mtimeMs)
    expect((await knhk(["build", "--check", "leave.workflow.ts"], cwd)).code).toBe(0)
  })

  test.concurrent("writes no executor that two definitions make, nor over a file written by hand", async () => {
    const other = leave.replace('workflow("leave")', 'workflow("absence")')
    const cwd = folder({ "leave.workflow.ts": leave, "leave.ts": other, "a.ts": leave, "a.executor.ts": "mine\n" })
    const [two, hand] = await Promise.all([
      knhk(["build", "leave.workflow.ts", "leave.ts"], cwd), knhk(["build", "a.ts"], cwd),
    ])
    expect([two, hand].map(({ code, stdout }) => [code, stdout])).toEqual([[3, ""], [3, ""]])
    expect(two.stderr).toMatch(/leave\.executor\.ts is not written: two definitions make it; .*\n$/)
    expect(hand.stderr).toMatch(/a\.executor\.ts is not written: a file not made by build stands there; .*\n$/)
    expect(readdirSync(cwd).sort()).toEqual(["a.executor.ts", "a.ts", "leave.ts", "leave.workflow.ts"])
    expect(readFileSync(join(cwd, "a.executor.ts"), "utf8")).toBe("mine\n")
  })

  test.concurrent("writes nothing at all if one of the files is wrong", async () => {
    const cwd = folder({ "leave.workflow.ts": leave, "broken.workflow.ts": broken })
    const { code, stdout } = await knhk(["build", "leave.workflow.ts", "broken.workflow.ts"], cwd)
    expect(code).toBe(1)
    expect(stdout).toMatch(/errors? in 2 files; wrote nothing\n$/)
    expect(readdirSync(cwd).sort()).toEqual(["broken.workflow.ts", "leave.workflow.ts"])
  })
})

describe("graph", () => {
  const formats =
    [["mermaid", /flowchart|graph/], ["svg", /^<svg|^<\?xml/], ["pnml", /<pnml/], ["text", /^net leave/m]] as const
  for (const [format, shape] of formats) {
    test.concurrent(`draws every task as ${format}`, async () => {
      const cwd = folder({ "leave.workflow.ts": leave })
      const { code, stdout, stderr } = await knhk(["graph", "leave.workflow.ts", "--format", format], cwd)
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
      expect(stdout).toMatch(shape)
      for (const task of ["file", "decide", "book", "explain"]) expect(stdout).toContain(task)
    })
  }

  test.concurrent("--out writes the picture to a file, and a path that cannot be written is exit code 3", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const args = ["graph", "leave.workflow.ts", "--format", "text", "--out"]
    expect((await knhk([...args, "leave.net"], cwd)).code).toBe(0)
    expect(readFileSync(join(cwd, "leave.net"), "utf8")).toMatch(/^net leave/m)
    expect(await knhk([...args, "no/such/folder.net"], cwd)).toMatchObject({ code: 3, stdout: "" })
  })

  test.concurrent("a workflow that is not sound has a picture beside its errors, and exit code 1", async () => {
    const cwd = folder({ "stuck.workflow.ts": unsound })
    const [text, json] = await Promise.all([
      knhk(["graph", "stuck.workflow.ts"], cwd), knhk(["graph", "stuck.workflow.ts", "--json"], cwd),
    ])
    expect([text.code, json.code]).toEqual([1, 1])
    expect(text.stdout).toContain("flowchart")
    expect(text.stderr).toContain("error KNHK3001")
    const { diagnostics, text: drawn } = JSON.parse(json.stdout) as { diagnostics: { code: string }[]; text: string }
    expect([diagnostics.map(({ code }) => code), drawn.trimEnd()]).toEqual([["KNHK3001"], text.stdout.trimEnd()])
  })

  test.concurrent("a definition with errors has no picture: the errors are on stderr, or the JSON", async () => {
    const cwd = folder({ "broken.workflow.ts": broken })
    const [text, json] = await Promise.all([
      knhk(["graph", "broken.workflow.ts"], cwd), knhk(["graph", "broken.workflow.ts", "--json"], cwd),
    ])
    expect([text.code, text.stdout, json.code]).toEqual([1, "", 1])
    expect(text.stderr).toContain("error KNHK")
    expect((JSON.parse(json.stdout) as { diagnostics: unknown[] }).diagnostics.length).toBeGreaterThan(0)
  })
})

describe("explore", () => {
  test.concurrent("lists every trace, and --data fixes a decision", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const data = ["--data", `{"decide":{"outcome":"refused"}}`]
    const [all, fixed] = await Promise.all([
      knhk(["explore", "leave.workflow.ts"], cwd),
      knhk(["explore", "leave.workflow.ts", ...data, "--level", "lifecycle", "--json"], cwd),
    ])
    const traces = "file decide book !ok\nfile decide explain !ok\nleave: 2 traces, complete, 2 !ok\n"
    expect(all).toEqual({ code: 0, stderr: "", stdout: traces })
    expect(JSON.parse(fixed.stdout)).toEqual({
      definition: "leave", complete: true, bound: 100, limit: null, endings: { ok: 1 },
      traces: ["file+ file- decide+ decide- explain+ explain- !ok"],
    })
  })

  test.concurrent("prints as many traces as --limit says, the shortest first, and how many there are", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const [one, json, none] = await Promise.all([
      knhk(["explore", "leave.workflow.ts", "--limit", "1"], cwd),
      knhk(["explore", "leave.workflow.ts", "--limit", "1", "--json"], cwd),
      knhk(["explore", "leave.workflow.ts", "--limit", "0"], cwd),
    ])
    expect(one.stdout).toBe(
      "file decide book !ok\nand 1 longer trace: --limit 2 prints all\nleave: 2 traces, complete, 2 !ok\n")
    expect(JSON.parse(json.stdout)).toMatchObject({ endings: { ok: 2 }, traces: ["file decide book !ok"] })
    refused([none])
  })

  test.concurrent("asks the author's guards about --data where they can do no harm and print nothing", async () => {
    const inner = `import { flow, otherwise, sub, task, when, workflow, xor } from "knhk"
import { isLong } from "./days.js"
const Days = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) =>
  ({ value: value as { readonly days: number } }) } }
const step = task({ input: Days, output: Days })
console.log("noise")
const Inner = workflow("inner").tasks({ file: step, book: step, explain: step }).start("file")
  .flows((t) => [xor(t.file, [when(isLong, t.explain), otherwise(t.book)])]).end("book", "explain").build()
export const Outer = workflow("outer").tasks({ a: sub(Inner), b: sub(Inner) }).start("a")
  .flows((t) => [flow(t.a, t.b)]).end("b").build()\n`
    const days = `import { writeFileSync } from "node:fs"
export const isLong = ({ days }: { readonly days: number }) => {
  console.log("more noise")
  if (days < 0) writeFileSync("harm", "")
  return days > 10
}\n`
    const cwd = folder({ "leave.workflow.ts": inner, "days.ts": days })
    const explored = (data: object) =>
      knhk(["explore", "leave.workflow.ts", "--data", JSON.stringify(data), "--json"], cwd)
    const [asked, harm] = await Promise.all([
      explored({ "a/file": { days: 11 }, "b/file": { days: 10 } }), explored({ "a/file": { days: -1 } }),
    ])
    expect([asked.code, asked.stderr]).toEqual([0, ""])
    expect(JSON.parse(asked.stdout)).toMatchObject({ traces: ["a/file a/explain b/file b/book !ok"] })
    expect(harm.code).toBe(2)
    expect(harm.stderr).toMatch(/^knhk: --data of "a\/file": a guard throws on it: [^\n]+\n$/)
    expect(readdirSync(cwd).sort()).toEqual(["days.ts", "leave.workflow.ts"])
  })

  test.concurrent("counts how traces end, and says in words what no trace should end with", async () => {
    const source = `import { decision, flow, receive, task, workflow, xor } from "knhk"
const N = { "~standard": { version: 1 as const, vendor: "test", validate: (value: unknown) =>
  ({ value: value as number }) } }
export const Pay = workflow("pay")
  .tasks({
    pick: decision({ input: N, outcomes: { cash: N, card: N } }),
    cash: task({ input: N, output: N }),
    card: receive({ input: N, signal: "paid", payload: N }),
    sum: task({ input: N, output: N }),
  })
  .start("pick")
  .flows((t) => [
    xor(t.pick, { cash: t.cash, card: t.card }), flow(t.cash, t.sum), flow(t.card, t.sum, ({ signal }) => signal),
  ])
  .end("sum").build()\n`
    const cwd = folder({ "pay.workflow.ts": source })
    const [text, json] = await Promise.all([
      knhk(["explore", "pay.workflow.ts"], cwd), knhk(["explore", "pay.workflow.ts", "--json"], cwd),
    ])
    expect(text).toMatchObject({ code: 0, stderr: "" })
    expect(text.stdout).toMatch(/\npay: 2 traces, complete, 1 !ok, 1 !waiting\n1 trace with !waiting: [^\n]+\n$/)
    expect(JSON.parse(json.stdout)).toMatchObject({ endings: { ok: 1, waiting: 1 } })
  })

  test.concurrent("never claims to be complete when a bound was hit", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const { code, stdout } = await knhk(["explore", "leave.workflow.ts", "--max-length", "2", "--json"], cwd)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ complete: false, traces: [] })
  })

  test.concurrent("refuses bad data, signals that nobody waits for and a workflow that is not there", async () => {
    const cwd = folder({ "leave.workflow.ts": leave })
    const answers = await Promise.all([
      knhk(["explore", "leave.workflow.ts", "--data", "{days:3}"], cwd),
      knhk(["explore", "leave.workflow.ts", "--data", "@nowhere.json"], cwd),
      knhk(["explore", "leave.workflow.ts", "--data", "3"], cwd),
      knhk(["check", "leave.workflow.ts", "--time-limit", "0"], cwd),
      knhk(["check", "leave.workflow.ts", "--time-limit", "-1"], cwd),
      knhk(["check", "leave.workflow.ts", "--time-limit", "1e9"], cwd),
      knhk(["explore", "leave.workflow.ts", "--max-length", "0"], cwd),
      knhk(["explore", "leave.workflow.ts", "--inputs", "paid"], cwd),
      knhk(["explore", "leave.workflow.ts", "--workflow", "order"], cwd),
    ])
    refused(answers)
    for (const [index, flag] of [[-3, "--max-length: "], [-2, "--inputs: "]] as const) {
      expect(answers.at(index)?.stderr).toMatch(new RegExp(`^knhk: ${flag}`))
    }
    const sentence = `leave.workflow.ts has no workflow "order". Say which with --workflow: leave.`
    expect(answers.at(-1)?.stderr).toBe(`knhk: ${sentence}\n`)
  })
})

describe("replay", () => {
  const log = (traces: readonly (readonly string[])[]): string => `<?xml version="1.0"?>
<log xes.version="1.0" xmlns="http://www.xes-standard.org/">${traces.map((events, index) => `
<trace><string key="concept:name" value="case ${index}"/>${events.map((event) => `
<event><string key="concept:name" value="${event}"/></event>`).join("")}</trace>`).join("")}
</log>`

  test.concurrent("counts the cases that fit, plain or compressed", async () => {
    const text = log([["file", "decide", "book"], ["file", "decide"], ["file", "book"]])
    const cwd = folder({ "leave.workflow.ts": leave, "log.xes": text, "log.xes.gz": gzipSync(text) })
    const [plain, gzip] = await Promise.all([
      knhk(["replay", "leave.workflow.ts", "log.xes", "--json"], cwd),
      knhk(["replay", "leave.workflow.ts", "log.xes.gz", "--json"], cwd),
    ])
    for (const { code, stdout } of [plain, gzip]) {
      expect(code).toBe(1)
      expect(JSON.parse(stdout)).toMatchObject({ workflow: "leave", cases: 3, fit: 1, prefix: 1, misfit: 1 })
    }
  })

  test.concurrent("refuses a log that is cut short, one that is not there and a bad map", async () => {
    const good = log([["file"]])
    const cwd = folder({ "leave.workflow.ts": leave, "log.xes": good.slice(0, -20), "good.xes": good })
    const answers = await Promise.all([
      knhk(["replay", "leave.workflow.ts", "log.xes"], cwd), knhk(["replay", "leave.workflow.ts", "none.xes"], cwd),
      knhk(["replay", "leave.workflow.ts", "good.xes", "--map", "nothing"], cwd),
    ])
    refused(answers)
  })
})
