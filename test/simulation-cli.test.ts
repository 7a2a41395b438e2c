/** `knhk simulate` as a process: the run of its page, JSON, colours, the histogram, logs, what is refused. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import type { Simulation } from "../compiler/simulate/figures.ts"
import { kernelInfo } from "../src/runtime/binding.ts"
import { command, folder, knhk, leave, root } from "./command.ts"

const order = join(root, "examples", "order-fulfilment", "order-fulfilment.workflow.ts")
const page = readFileSync(join(root, "docs", "simulate.md"), "utf8")
const block = (kind: string): string => new RegExp(`^\`\`\`${kind}\\n([^]*?)^\`\`\`$`, "m").exec(page)![1]!
const parameters = { "order.json": block("json") }
/** Other tests have the machine at the same time. */
const patient = ["--time-limit", "120"]
const portable = { env: { KNHK_KERNEL: "portable" } }

describe("the run of the page", () => {
  test.concurrent("is what the command prints", async () => {
    const cwd = folder(parameters)
    const args = ["simulate", order, ...patient, "--parameters", "order.json"]
    const { code, stdout, stderr } = await knhk(args, cwd, portable)
    expect([code, stderr]).toEqual([0, ""])
    // "..." stands for lines that are left out.
    let at = 0
    for (const part of block("text").split(/^ *\.\.\.\n/m)) {
      const found = stdout.indexOf(part, at)
      if (found < 0) expect(stdout.slice(at)).toBe(part)
      at = found + part.length
    }
    expect(stdout.slice(at)).toBe("")
  })

  test.concurrent("is the same as JSON, on each kernel, and with another seed another one", async () => {
    const args = ["simulate", order, ...patient, "--parameters", "order.json", "--cases", "200", "--json"]
    const cwd = folder(parameters)
    const [one, native, other] = (await Promise.all([
      knhk(args, cwd, portable), knhk(args, cwd), knhk([...args, "--seed", "8", "--warm-up", "20"], cwd, portable),
    ])).map(({ stdout }) => JSON.parse(stdout) as Simulation)
    expect({ ...native, kernel: "portable", path: one!.path }).toEqual(one)
    expect(one!.path).toEqual({ kind: "events", because: "KNHK_KERNEL asks for it" })
    expect(native!.path.kind).toBe(native!.kernel === "native" ? "bulk" : "events")
    expect(other!.cycle!.mean).not.toBe(one!.cycle!.mean)
    expect(other).toMatchObject({ seed: 8, cases: 200, warmUp: 20 })
    expect(one).toMatchObject({ seed: 7, cases: 200, warmUp: 0, workflow: "order-fulfilment", endings: { ok: 200 } })
    const members = [...page.matchAll(/^\| (`[a-zA-Z`, ]+`) \| (?!where)/gm)].flatMap(([, names]) =>
      names!.split(", ").map((name) => name.slice(1, -1)))
    expect(Object.keys(one!).filter((name) => !members.includes(name))).toEqual([])
  })
})

const isSeen = kernelInfo().kind === "native" && existsSync("/proc/self/task")

test.skipIf(!isSeen).concurrent("Ctrl-C calls a simulation in bulk off", async () => {
  const cwd = folder({ "leave.workflow.ts": leave })
  const args = ["simulate", "leave.workflow.ts", ...patient, "--cases", "500000000", "--json"]
  const child = spawn(process.execPath, [...command, ...args], { cwd, env: { ...process.env, NODE_OPTIONS: "" } })
  let said = ""
  child.stdout.on("data", (part: Buffer) => void (said += part.toString()))
  const ended = once(child, "close")
  const isUnderWay = () => readdirSync(`/proc/${child.pid}/task`).some((id) =>
    readFileSync(`/proc/${child.pid}/task/${id}/comm`, "utf8").startsWith("knhk-bulk"))
  await expect.poll(isUnderWay, { timeout: 60_000 }).toBe(true)
  child.kill("SIGINT")
  expect(await ended).toEqual([130, null])
  expect(JSON.parse(said)).toMatchObject({ error: { code: "stopped" } })
})

test.concurrent("colours are for terminals that show them, and a picture for whoever wants it", async () => {
  const cwd = folder({ "leave.workflow.ts": leave })
  const draw = (path: string) => ["simulate", "leave.workflow.ts", ...patient, "--histogram", path]
  const { code, stdout } = await knhk(draw("h.svg"), cwd, { env: { FORCE_COLOR: "1" } })
  expect(code).toBe(0)
  expect(stdout).toContain("[1mleave: 1,000 cases")
  const svg = readFileSync(join(cwd, "h.svg"), "utf8")
  expect(svg).toMatch(/^<svg [^]*>leave: 1,000 cases, mean 3 h, p95 3 h<[^]*<\/svg>\n$/)
  const refused = await knhk([...draw("no/h.svg"), "--json"], cwd)
  expect(refused.code).toBe(3)
  expect(JSON.parse(refused.stdout)).toMatchObject({ error: { code: "not-written" } })
})

test.concurrent("a log says how long and how often, and the file goes before it", async () => {
  const event = (name: string, minute: number, kind: string) =>
    `<event><string key="concept:name" value="${name}"/><string key="lifecycle:transition" value="${kind}"/>` +
    `<date key="time:timestamp" value="2026-01-01T10:${String(minute).padStart(2, "0")}:00Z"/></event>`
  const trace = (from: number) => `<trace>${event("file", from, "start")}${event("file", from + 5, "complete")}` +
    `${event("Decision", from + 9, "complete")}${event("book", from + 10, "complete")}</trace>`
  const cwd = folder({
    "leave.workflow.ts": leave, "log.xes": `<log>${trace(0)}${trace(20)}</log>`,
    "more.json": '{"tasks":{"book":{"duration":"2 hours"}}}',
  })
  const log = ["--log", "log.xes", "--map", "Decision=decide"]
  const args = ["simulate", "leave.workflow.ts", ...patient, ...log, "--cases", "5"]
  const [text, json, other] = await Promise.all([
    knhk(args, cwd), knhk([...args, "--json"], cwd), knhk([...args, "--parameters", "more.json", "--json"], cwd),
  ])
  expect(text.stdout).toContain(`  from log.xes: 2 cases, 8 events
  a case comes every 20 min, on the mean
  durations of 1 task from start to complete
  durations of 2 tasks since the event before, as the log has no starts of them; waiting is in it
  choices of 1 task as replay found them
`)
  const found = JSON.parse(json.stdout) as Simulation & { readonly log: object }
  expect(found.cycle!.mean).toBe(10 * 60_000)
  expect(found.defaults).toEqual({ durations: ["explain"], outcomes: [], instances: [], until: [], signals: [] })
  expect(found.log).toEqual({
    file: "log.xes", cases: 2, events: 8, interval: 20 * 60_000, outcomes: ["decide"], uncounted: null,
    durations: [
      { task: "file", from: "start", samples: 2 }, { task: "decide", from: "previous event", samples: 2 },
      { task: "book", from: "previous event", samples: 2 },
    ],
  })
  expect((JSON.parse(other.stdout) as Simulation).cycle!.mean).toBe(129 * 60_000)
})

test.concurrent("what cannot be simulated is refused in one sentence with the next step", async () => {
  const cwd = folder({
    "leave.workflow.ts": leave, "broken.workflow.ts": leave.replace(", refused: t.explain", ""),
    "wrong.json": '{"tasks":{"file":{"duration":"soon"}}}',
  })
  const [wrong, unsound, lost, cases, map] = await Promise.all([
    knhk(["simulate", "leave.workflow.ts", ...patient, "--parameters", "wrong.json"], cwd),
    knhk(["simulate", "broken.workflow.ts"], cwd),
    knhk(["simulate", "leave.workflow.ts", ...patient, "--log", "none.xes"], cwd),
    knhk(["simulate", "leave.workflow.ts", ...patient, "--warm-up", "-1"], cwd),
    knhk(["simulate", "leave.workflow.ts", "--map", "File=file"], cwd),
  ])
  expect([wrong.code, wrong.stderr]).toEqual([2, 'knhk: task "file", duration: "soon" is no duration: give ' +
    'milliseconds, or text such as "90 seconds", "2 hours" or "3 days". ' +
    "docs/simulate.md shows what parameters may say.\n"])
  expect([unsound.code, unsound.stdout]).toEqual([1, ""])
  expect(unsound.stderr).toContain('"refused"')
  expect([lost.code, lost.stderr]).toEqual([2, "knhk: none.xes: there is no such file; check the path of the log.\n"])
  expect([map.code, map.stderr]).toEqual([2, "knhk: --map is for the activities of a log. Say which with --log.\n"])
  expect([cases.code, cases.stderr]).toEqual([2, "knhk: --warm-up: -1 is none: give a whole number, 0 or more.\n"])
})

test.concurrent("help and completions know it", async () => {
  const [help, script] = await Promise.all([knhk(["simulate", "--help"]), knhk(["--completions", "bash"])])
  expect(help.stdout).toContain("knhk simulate permit.workflow.ts --log permits.xes.gz")
  for (const word of ["simulate", "parameters", "warm-up", "histogram"]) expect(script.stdout).toContain(word)
  expect(existsSync(join(root, "docs", "simulation-parameters.schema.json"))).toBe(true)
})
