/** `knhk` as people meet it, on cases and stores: what it prints, how it ends and what is left on disk. */
import { spawn } from "node:child_process"
import { chmodSync, copyFileSync, cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { setTimeout as sleep } from "node:timers/promises"
import { beforeAll, describe, expect, test } from "vitest"
import { command, type Ended, folder, knhk, leave } from "./command.ts"

/** Handlers of `leave`: 13 days fail, 7 days take as long as the file `go` is not there. */
const handlers = `
import { existsSync } from "node:fs"
import { setTimeout as sleep } from "node:timers/promises"
import { LeaveExecutor } from "./leave.executor.ts"

export const workflows = [LeaveExecutor.with({
  file: (request) => request,
  decide: (request) => ({ outcome: request.days <= 30 ? "granted" : "refused", value: request }),
  book: async (request) => {
    if (request.days === 13) throw new Error("no such day", { cause: new Error("the calendar is closed") })
    while (request.days === 7 && !existsSync(new URL("go", import.meta.url))) await sleep(20)
    return request
  },
  explain: (request) => request,
})]
`
let built = ""
beforeAll(async () => {
  built = folder({ "leave.workflow.ts": leave, "leave.ts": handlers })
  expect((await knhk(["build", "leave.workflow.ts"], built)).stderr).toBe("")
})

/** A folder of its own with the built workflow in it. */
function project(files: Readonly<Record<string, string>> = {}): string {
  const cwd = folder({})
  cpSync(built, cwd, { recursive: true })
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content)
  return cwd
}

const start = (days: unknown, ...more: readonly string[]): readonly string[] =>
  ["run", "leave.ts", "--input", JSON.stringify({ days }), ...more]

/** Ended with this code, nothing on stdout and one line on stderr that says this. */
function complains(ended: Ended, code: number, says: RegExp): void {
  expect(ended).toMatchObject({ code, stdout: "" })
  expect(ended.stderr).toMatch(/^knhk: [^\n]+\n$/)
  expect(ended.stderr).toMatch(says)
}

describe("run", () => {
  test.concurrent("prints the result of a case, in memory, with input from stdin or a file", async () => {
    const cwd = project({ "input.json": `{"days":3}` })
    const [argument, file, stdin] = await Promise.all([
      knhk(start(3), cwd),
      knhk(["run", "leave.ts", "--input", "@input.json"], cwd),
      knhk(["run", "leave.ts", "--input", "-"], cwd, { input: `{"days":3}` }),
    ])
    for (const ended of [argument, file, stdin]) {
      expect(ended).toEqual({ code: 0, stdout: `{\n  "days": 3\n}\n`, stderr: "" })
    }
  })

  test.concurrent("a case that fails is exit code 1 and shows the causes", async () => {
    const { code, stdout, stderr } = await knhk(start(13, "--id", "x", "--json"), project())
    expect(code).toBe(1)
    const causes = ["Error: no such day", "Error: the calendar is closed"]
    expect(JSON.parse(stdout)).toMatchObject({ id: "x", status: "failed", causes })
    expect(stderr).toMatch(/^knhk: .+ failed in task "book".+\n {2}because Error: no such day\n/)
  })

  test.concurrent("an id names one case, and another input under it is refused", async () => {
    const cwd = project()
    const first = await knhk(start(3, "--id", "a", "--store", "l.db", "--json"), cwd)
    const second = await knhk(start(3, "--id", "a", "--store", "l.db", "--json"), cwd)
    expect(JSON.parse(second.stdout)).toEqual({ ...JSON.parse(first.stdout) as object, existed: true })
    complains(await knhk(start(4, "--id", "a", "--store", "l.db"), cwd), 2, /started with another input/)
    const { stdout } = await knhk(["cases", "--store", "l.db"], cwd)
    expect(stdout).toMatch(/^[^\n]+ a {2}ok [^\n]+\n1 case\n$/)
  })

  test.concurrent("Ctrl-C leaves the case on disk, and it goes on when run again", async () => {
    const cwd = project()
    const args = [...command, ...start(7, "--id", "slow", "--store", "l.db")]
    const child = spawn(process.execPath, args, { cwd, stdio: ["ignore", "pipe", "pipe"] })
    let said = ""
    child.stderr.on("data", (chunk) => (said += String(chunk)))
    const ended = new Promise<number | null>((resolve) => child.on("close", (code) => resolve(code)))
    const running = ["cases", "--store", "l.db", "--status", "running", "--json"]
    const count = async () => {
      const { code, stdout } = await knhk(running, cwd)
      return code === 0 ? (JSON.parse(stdout) as { cases: unknown[] }).cases.length : 0
    }
    while (await count() === 0) await sleep(50)
    child.kill("SIGINT")
    expect(await ended).toBe(130)
    expect(said).toBe("knhk: stopped; what is on disk goes on when it is run again.\n")
    expect(await count()).toBe(1)

    writeFileSync(join(cwd, "go"), "")
    const { code, stdout } = await knhk(["run", "leave.ts", "--store", "l.db", "--json"], cwd)
    expect([code, JSON.parse(stdout)]).toEqual([0, { cases: 1, leftAlone: 0, endings: { ok: 1 } }])
    expect(await count()).toBe(0)
  })

  test.concurrent("SIGTERM lets what runs finish until a deadline, and the rest goes on when run again", async () => {
    const cwd = project()
    const begun = (args: readonly string[]) => {
      const child = spawn(process.execPath, [...command, ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] })
      let [stdout, stderr] = ["", ""]
      child.stdout.on("data", (chunk) => (stdout += String(chunk)))
      child.stderr.on("data", (chunk) => (stderr += String(chunk)))
      const ended = new Promise<readonly [number | null, string, string]>((resolve) =>
        child.on("close", (code) => resolve([code, stdout, stderr])))
      return { child, ended, says: async (words: string) => { while (!stderr.includes(words)) await sleep(5) } }
    }
    const books = async (store: string) => {
      const { code, stdout } = await knhk(["cases", "--store", store, "--status", "running", "--json"], cwd)
      return code === 0 && (JSON.parse(stdout) as { cases: unknown[] }).cases.length === 1
    }
    const slow = begun(start(7, "--store", "slow.db", "--drain", "150 millis"))
    while (!await books("slow.db")) await sleep(20)
    slow.child.kill("SIGTERM")
    expect(await slow.ended).toEqual([130, "", [
      "knhk: draining; what runs may finish for 150 millis, Ctrl-C stops it at once.",
      "knhk: drained: 0 attempts finished, 1 interrupted, 1 case left.",
      "knhk: stopped; what is on disk goes on when it is run again.", "",
    ].join("\n")])

    const quick = begun(start(7, "--store", "quick.db", "--drain", "1 minutes"))
    while (!await books("quick.db")) await sleep(20)
    quick.child.kill("SIGTERM")
    await quick.says("draining")
    writeFileSync(join(cwd, "go"), "")
    const [code, stdout, stderr] = await quick.ended
    // The last attempt finishes the case, so there is nothing left to be run again.
    expect([code, JSON.parse(stdout)]).toEqual([0, { days: 7 }])
    expect(stderr).toContain("knhk: drained: 1 attempt finished, 0 interrupted, 0 cases left.\n")
    const again = await knhk(["run", "leave.ts", "--store", "slow.db", "--json"], cwd)
    expect([again.code, JSON.parse(again.stdout)]).toEqual([0, { cases: 1, leftAlone: 0, endings: { ok: 1 } }])
    complains(await knhk(start(3, "--drain", "soon"), cwd), 2, /--drain soon is no length of time/)
  })

  test.concurrent("refuses what it cannot run, each with one sentence and before anything happens", async () => {
    const cwd = project({
      "throws.ts": `throw new Error("no luck today")`,
      "empty.ts": "export const workflows = []",
      "part.ts": `import { LeaveExecutor } from "./leave.executor.ts"\nexport default LeaveExecutor.with({} as never)`,
    })
    const input = ["--input", `{"days":3}`]
    const [payload, json, nothing, nowhere, missing, throws, empty, part, workflow] = await Promise.all([
      knhk(start("three", "--store", "l.db"), cwd),
      knhk(["run", "leave.ts", "--input", "{days:3}"], cwd),
      knhk(["run", "leave.ts"], cwd),
      knhk(["run", "none.ts"], cwd),
      knhk(["run", "none.ts", ...input], cwd),
      knhk(["run", "throws.ts", ...input], cwd),
      knhk(["run", "empty.ts", ...input], cwd),
      knhk(["run", "part.ts", "--input", `{"days":3}`], cwd),
      knhk(["run", "leave.ts", ...input, "--workflow", "order"], cwd),
    ])
    complains(payload, 2, /days must be a number/)
    complains(json, 2, /--input is not JSON/)
    complains(nothing, 2, /Give --input/)
    complains(nowhere, 2, /none\.ts does not exist/)
    complains(missing, 2, /none\.ts does not exist/)
    complains(throws, 2, /throws\.ts cannot be loaded \(no luck today\)/)
    complains(empty, 2, /exports no workflows/)
    complains(part, 2, /handler/)
    complains(workflow, 2, /--workflow: leave/)
  })

  test.concurrent("refuses an executor that is stale or whose table was changed, and says what mends it", async () => {
    const stale = project({ "leave.workflow.ts": leave.replaceAll("explain", "refuse") })
    const flipped = project()
    const path = join(flipped, "leave.executor.ts")
    const text = readFileSync(path, "utf8")
    const other = text.replace(/(table:\s*"[^"]{60})(.)/, (_, before, letter) => before + (letter === "A" ? "B" : "A"))
    expect(other).not.toBe(text)
    writeFileSync(path, other)
    for (const ended of await Promise.all([knhk(start(3), stale), knhk(start(3), flipped)])) {
      complains(ended, 2, /knhk build .*leave\.workflow\.ts/)
    }
  })
})

describe("a store that cannot be used", () => {
  test.concurrent("is said with its reason and exit code 3, and is left as it is", async () => {
    const cwd = project()
    await knhk(start(3, "--store", "good.db"), cwd)
    writeFileSync(join(cwd, "text.db"), "this is a text that is long enough to look like a database".repeat(20))
    copyFileSync(join(cwd, "good.db"), join(cwd, "newer.db"))
    const newer = new DatabaseSync(join(cwd, "newer.db"))
    newer.exec("PRAGMA user_version = 9999")
    newer.close()
    const before = readFileSync(join(cwd, "text.db"))
    const [text, version, nowhere, missing] = await Promise.all([
      knhk(start(3, "--store", "text.db"), cwd), knhk(start(3, "--store", "newer.db"), cwd),
      knhk(start(3, "--store", "no/such/folder/l.db"), cwd), knhk(["cases", "--store", "none.db"], cwd),
    ])
    complains(text, 3, /not a SQLite database/)
    complains(version, 3, /newer/)
    complains(nowhere, 3, /folder/)
    complains(missing, 3, /does not exist/)
    expect(readFileSync(join(cwd, "text.db"))).toEqual(before)
  })

  test.concurrent("is refused while another engine has it", async () => {
    const cwd = project()
    await knhk(start(3, "--store", "l.db"), cwd)
    const child = spawn(process.execPath, [...command, ...start(7, "--store", "l.db")], { cwd, stdio: "ignore" })
    const ended = new Promise((resolve) => child.on("close", resolve))
    const running = ["cases", "--store", "l.db", "--status", "running"]
    while (!(await knhk(running, cwd)).stdout.includes("running")) await sleep(50)
    complains(await knhk(start(3, "--store", "l.db"), cwd), 3, /in use by another engine/)
    writeFileSync(join(cwd, "go"), "")
    expect(await ended).toBe(0)
  })

  test.runIf(process.getuid?.() !== 0).concurrent("is refused where it may not be written", async () => {
    const cwd = project()
    await knhk(start(3, "--store", "l.db"), cwd)
    chmodSync(join(cwd, "l.db"), 0o444)
    complains(await knhk(start(3, "--store", "l.db"), cwd), 3, /cannot be written/)
  })
})

describe("cases and show", () => {
  test.concurrent("list and show what a store holds, and refuse a case that is not there", async () => {
    const cwd = project()
    await knhk(start(3, "--id", "ada", "--store", "l.db"), cwd)
    await knhk(start(31, "--id", "bob", "--store", "l.db"), cwd)
    await knhk(start(13, "--id", "eve", "--store", "l.db"), cwd)
    const [all, ok, one, show, json, unknown] = await Promise.all([
      knhk(["cases", "--store", "l.db"], cwd),
      knhk(["cases", "--store", "l.db", "--status", "ok", "--workflow", "leave", "--json"], cwd),
      knhk(["cases", "--store", "l.db", "--limit", "1", "--json"], cwd),
      knhk(["show", "ada", "--store", "l.db"], cwd),
      knhk(["show", "bob", "--workflow", "leave", "--store", "l.db", "--json"], cwd),
      knhk(["show", "0193a3a1-5b1e-7c1e-9d0b-2f6a3c4d5e6f", "--store", "l.db"], cwd),
    ])
    expect(all.stdout).toMatch(/leave {2}eve {2}failed .*\n.* bob {2}ok .*\n.* ada {2}ok .*\n3 cases\n$/)
    expect(JSON.parse(ok.stdout)).toMatchObject({ cases: [{ id: "bob" }, { id: "ada" }], more: false })
    expect(JSON.parse(one.stdout)).toMatchObject({ cases: [{ id: "eve", status: "failed" }], more: true })
    expect(show.stdout).toMatch(/^leave ada {2}ok\ncase [0-9a-f-]+, started .*\nresult {"days":3}\n/)
    expect(show.stdout).toMatch(/decide +completed with granted/)
    const bob = JSON.parse(json.stdout) as {
      caseId: string
      history: readonly { event: string; task?: string }[]
      workItems: readonly { task: string; state: string; outcome: string | null }[]
    }
    expect(bob).toMatchObject({ id: "bob", status: "ok", result: { days: 31 }, parent: null })
    expect(bob.workItems.map(({ task, state, outcome }) => [task, state, outcome])).toEqual([
      ["file", "completed", null], ["decide", "completed", "refused"], ["explain", "completed", null],
    ])
    expect(bob.history.map(({ event, task }) => [event, task ?? ""]))
      .toEqual([["open", ""], ["complete", "file"], ["complete", "decide"], ["complete", "explain"]])
    complains(unknown, 2, /no case/)
    expect((await knhk(["show", bob.caseId, "--store", "l.db"], cwd)).stdout).toMatch(/^leave bob {2}ok/)
  })
})
