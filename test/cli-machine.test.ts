/** `knhk` on machines and files that are not as they should be, and what it says of itself. */
import { readFileSync, truncateSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, test } from "vitest"
import { SqliteStore } from "../src/runtime/store-sqlite.ts"
import { folder, knhk, leave } from "./command.ts"

/** A store as an engine leaves it; `fill` writes more into the file. */
async function store(cwd: string, name: string, fill = ""): Promise<string> {
  const path = join(cwd, name)
  await SqliteStore.open(path).close()
  const database = new DatabaseSync(path)
  database.exec(fill)
  database.close()
  return path
}

const definitions = `insert into definition values
  (1, 'leave', 'aaaaaaaaaaaaaaaa', x''), (2, 'leave', 'bbbbbbbbbbbbbbbb', x'');`
/** The case of this number. */
const running = (number: number, definition: number): string =>
  `insert into workflow_case (number, definition, workflow, case_id, status, started_at, state, data)
   values (${number}, ${definition}, 'leave', 'case ${number}', 1, 0, x'', '${"x".repeat(3_000)}');`

describe("an old Node", () => {
  const preload = `Object.defineProperty(process.versions, "node", { value: "20.19.4" })`
  const env = { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(preload)}` }

  test.concurrent("is told in one sentence before anything else is loaded", async () => {
    // A loader that lets nothing through but what bin.ts needs to find that out.
    const only = `import { registerHooks } from "node:module"; registerHooks({ resolve(name, context, next) {
      if (/^\\.\\/(main|cli)/.test(name)) throw new Error("loaded " + name)
      return next(name, context) } })`
    const more = `${env.NODE_OPTIONS} --import=data:text/javascript,${encodeURIComponent(only)}`
    const ended = await knhk(["check", "x.ts"], undefined, { env: { NODE_OPTIONS: more } })
    expect(ended).toEqual({ code: 3, stdout: "", stderr: "knhk needs Node 22.19 or newer; this is v20.19.4.\n" })
  })

  test.concurrent("is not taken for one that is new", async () => {
    for (const [version, code] of [["22.19.0", 0], ["23.0.1", 0], ["22.18.9", 3], ["9.99.0", 3]] as const) {
      const preload = `Object.defineProperty(process.versions, "node", { value: "${version}" })`
      const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(preload)}`
      expect([version, (await knhk(["--version"], undefined, { env: { NODE_OPTIONS } })).code]).toEqual([version, code])
    }
  })
})

describe("doctor", () => {
  test.concurrent("reads the whole of a store and tells running cases of definitions", async () => {
    const cwd = folder({})
    await store(cwd, "l.db", `${definitions} ${running(1, 1)} ${running(2, 2)} ${running(3, 2)}`)
    const [text, json] = await Promise.all([
      knhk(["doctor", "--store", "l.db"], cwd), knhk(["doctor", "--store", "l.db", "--json"], cwd),
    ])
    expect(text.code).toBe(0)
    expect(text.stdout).toMatch(/^ok {2}store +l\.db is whole; 3 cases not over$/m)
    expect(text.stdout).toMatch(/^ +leave aaaaaaaaaaaa: 1 case\n +leave bbbbbbbbbbbb: 2 cases$/m)
    const { findings } = JSON.parse(json.stdout) as { findings: readonly object[] }
    expect(findings.at(-1)).toMatchObject({
      fine: true, running: [{ workflow: "leave", count: 1 }, { workflow: "leave", count: 2 }],
    })
  })

  test.concurrent("does not call a damaged store ok", async () => {
    const cwd = folder({})
    const cases = Array.from({ length: 200 }, (_, index) => running(index + 1, 1)).join("")
    const path = await store(cwd, "l.db", definitions + cases)
    const bytes = readFileSync(path)
    // The number of cells of one page in the middle: nothing that a list of the newest cases reads.
    const page = bytes.indexOf(Buffer.from("case 100")) & ~4_095
    bytes.writeUInt16BE(bytes.readUInt16BE(page + 3) - 1, page + 3)
    writeFileSync(path, bytes)
    expect((await knhk(["cases", "--store", "l.db", "--limit", "5"], cwd)).code).toBe(0)
    const { code, stdout } = await knhk(["doctor", "--store", "l.db"], cwd)
    expect(code).toBe(3)
    expect(stdout).toMatch(/^bad store +l\.db is damaged: .+\n +Restore it from a backup, .+\.recover\.$/m)
  })

  test.concurrent("says beforehand that a large store takes a while", async () => {
    const cwd = folder({})
    truncateSync(await store(cwd, "l.db"), 1_100_000_000)
    const { stderr } = await knhk(["doctor", "--store", "l.db"], cwd)
    expect(stderr).toBe("checking all of l.db (1.1 GB): 2 seconds, more from a slow disk\n")
  })
})

describe("paths", () => {
  test.concurrent("are said as they were written, and an empty file is no missing one", async () => {
    const cwd = folder({ "empty.db": "", "leave.workflow.ts": leave })
    const absolute = join(cwd, "none.db")
    const [there, empty, missing, dir, built] = await Promise.all([
      knhk(["cases", "--store", absolute]), knhk(["cases", "--store", "./empty.db"], cwd),
      knhk(["graph", join(cwd, "none.ts")]), knhk(["cases", "--store", "."], cwd),
      knhk(["build", join(cwd, "leave.workflow.ts")]),
    ])
    expect(there.stderr).toBe(`knhk: ${absolute} does not exist; check the path, or start a case to create it.\n`)
    expect(empty.stderr).toBe("knhk: ./empty.db is empty; check the path, or start a case to fill it.\n")
    expect([there.code, empty.code]).toEqual([3, 3])
    expect(missing.stderr).toContain(`${join(cwd, "none.ts")} does not exist`)
    expect(dir.stderr).toMatch(/^knhk: [^\n]*"\."\. Expected: the path of a file\. [^\n]+\n$/)
    expect(built.stdout).toBe(`written   ${join(cwd, "leave.executor.ts")} (LeaveExecutor)\n`)
  })
})

describe("build", () => {
  test.concurrent("says why imports end in .js, once, and what to set", async () => {
    const tsconfig = `{ "compilerOptions": { "module": "nodenext", "strict": true } }`
    const allows = tsconfig.replace(`"strict"`, `"allowImportingTsExtensions": true, "noEmit": true, "strict"`)
    const cwd = folder({ "leave.workflow.ts": leave, "tsconfig.json": tsconfig })
    const first = await knhk(["build", "leave.workflow.ts"], cwd)
    expect(first.stdout).toMatch(/^written {3}leave\.executor\.ts \(LeaveExecutor\)\n +its imports end in \.js, /)
    expect(first.stdout).toContain(`tsconfig.json allows no .ts endings`)
    expect(first.stdout).toContain(`"allowImportingTsExtensions": true`)
    const again = await knhk(["build", "leave.workflow.ts", "--json"], cwd)
    expect(JSON.parse(again.stdout)).toMatchObject({ written: [{ status: "unchanged", exports: ["LeaveExecutor"] }] })
    writeFileSync(join(cwd, "tsconfig.json"), allows)
    const { stdout } = await knhk(["build", "leave.workflow.ts"], cwd)
    expect(stdout).toBe("written   leave.executor.ts (LeaveExecutor)\n")
    expect(readFileSync(join(cwd, "leave.executor.ts"), "utf8")).toContain(`from "./leave.workflow.ts"`)
  })
})

describe("help", () => {
  test.concurrent("is shown where nothing is asked for, as a wrong command line", async () => {
    const [none, asked, json] = await Promise.all([knhk([]), knhk(["--help"]), knhk(["--json"])])
    expect([none.code, asked.code, json.code]).toEqual([2, 0, 2])
    expect(none.stdout).toBe(asked.stdout)
    expect(JSON.parse(json.stdout)).toMatchObject({ error: { exit: 2 } })
  })

  const defaults: readonly (readonly [command: string, flag: string, value: string])[] = [
    ["check", "--time-limit", "10"], ["build", "--time-limit", "10"], ["graph", "--format", "mermaid"],
    ["explore", "--level", "completion"], ["explore", "--max-length", "100"], ["cases", "--limit", "20"],
    ["simulate", "--cases", "1000"], ["simulate", "--seed", "7"], ["simulate", "--warm-up", "0"],
    ["worklist", "--limit", "100"],
  ]
  test.concurrent("tells the default of every flag that has one", async () => {
    const commands = [...new Set(defaults.map(([command]) => command))]
    const help = new Map(await Promise.all(commands.map(async (command) =>
      [command, (await knhk([command, "--help"])).stdout] as const)))
    for (const [command, flag, value] of defaults) {
      expect(help.get(command)).toMatch(new RegExp(`^ +${flag} .*\\(default: ${value}\\)`, "m"))
    }
  })

  test.concurrent("tells that a log that does not fit is exit code 1", async () => {
    expect((await knhk(["replay", "--help"])).stdout).toMatch(/exit code 1 if one does not/)
  })
})
