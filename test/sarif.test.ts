/** Diagnostics for machines: SARIF that its schema takes, and annotations as GitHub reads them. */
import Ajv from "ajv-draft-04"
import addFormats from "ajv-formats"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"
import type { Log } from "sarif"
import { describe, expect, test } from "vitest"
import { annotations, codes, compile, type Diagnostic, sarif } from "knhk/compiler"
import { folder, knhk, leave, root } from "./command.ts"

const schemas = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/package.json")
const schema = JSON.parse(readFileSync(join(schemas, "../lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8")) as object
const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false })
addFormats.default(ajv as never)
const validate = ajv.compile(schema)

/** Valid by the schema; then what is in it. */
function valid(log: unknown): Log {
  validate(log)
  expect(validate.errors ?? []).toEqual([])
  return log as Log
}

const at = (file: string, line = 1, column = 1, length = 0) => ({ file: join(root, file), line, column, length })
const finding = (said: Partial<Diagnostic>): Diagnostic =>
  ({ code: "KNHK2004", severity: "error", message: "a second way out", notes: [], ...said })

describe("SARIF", () => {
  test("the schema refuses what is no log, so that its silence means something", () => {
    expect(validate({ version: "2.1.0", runs: [{ tool: {} }] })).toBe(false)
  })

  test("a finding has its rule, its span and the places that it speaks of", async () => {
    const twice = "[flow(t.file, t.decide), flow(\n t.file, t.book), "
    const files = { "a b.workflow.ts": leave.replace("[flow(t.file, t.decide), ", twice) }
    const file = join(folder(files), "a b.workflow.ts")
    const { diagnostics } = await compile(file)
    const log = valid(sarif(diagnostics, { folder: join(file, "..") }))
    const [run] = log.runs
    expect(run!.tool.driver.rules).toEqual([{
      id: "KNHK2004", shortDescription: { text: codes.KNHK2004.title },
      fullDescription: { text: `${codes.KNHK2004.title}: ${codes.KNHK2004.when}` }, help: { text: codes.KNHK2004.mend },
    }])
    const artifactLocation = { uri: "a%20b.workflow.ts" }
    expect(run!.results).toMatchObject([{
      ruleId: "KNHK2004", ruleIndex: 0, level: "error",
      message: { text: `${diagnostics[0]!.message}\nthe first way out is here` },
      locations: [{
        physicalLocation: {
          artifactLocation, region: { startLine: 18, startColumn: 2, endLine: 18, endColumn: 8 },
        },
      }],
      relatedLocations: [{
        message: { text: "the first way out is here" },
        physicalLocation: {
          artifactLocation, region: { startLine: 17, startColumn: 18, endLine: 17, endColumn: 40 },
        },
      }],
    }])
  })

  test("a run is a code flow through the tasks as they are declared, in whatever file, to the finding", async () => {
    const inner = leave.replace(`"leave"`, `"inner"`).replace("const Leave", "const Inner")
    const work = "task({ input: Request, output: Request })"
    const outer = leave.replace("import {", `import { Inner } from "./inner.workflow.ts"\nimport { and, join, sub,`)
      .replace(`file: ${work}`, "file: sub(Inner)")
      .replace("[flow(t.file, t.decide), ", "[and(t.file, [t.decide, t.pay]), join({ b: t.book, p: t.pay }, t.ship), ")
      .replace("explain: ", `pay: ${work},\nship: ${work},\nexplain: `)
      .replace(`"book", "explain"`, `"ship", "explain"`)
      .replace(`("leave")`, `("leave", { termination: "implicit" })`)
    const file = join(folder({ "a.workflow.ts": outer, "inner.workflow.ts": inner }), "a.workflow.ts")
    const { diagnostics } = await compile(file)
    expect(diagnostics.map(({ code }) => code)).toEqual(["KNHK3001"])
    const [result] = valid(sarif(diagnostics, { folder: join(file, "..") })).runs[0]!.results!
    expect(result!.codeFlows).toHaveLength(1)
    expect(result!.codeFlows![0]!.threadFlows).toHaveLength(1)
    const texts: Readonly<Record<string, string>> = { "a.workflow.ts": outer, "inner.workflow.ts": inner }
    const flow = result!.codeFlows![0]!.threadFlows[0]!.locations.map(({ location }) => {
      const { artifactLocation, region } = location!.physicalLocation!
      const line = texts[artifactLocation!.uri!]!.split("\n")[region!.startLine! - 1]!
      const marked = line.slice(region!.startColumn! - 1, region!.endColumn! - 1)
      return [location!.message!.text, artifactLocation!.uri, marked]
    })
    expect(flow.at(-1)).toEqual([diagnostics[0]!.message, "a.workflow.ts", "ship"])
    // In which order the last three come is no matter.
    expect([...flow.slice(0, -1)].sort()).toEqual([
      ["decide (refused)", "a.workflow.ts", "decide"], ["explain", "a.workflow.ts", "explain"],
      ["file/book", "inner.workflow.ts", "book"], ["file/decide (granted)", "inner.workflow.ts", "decide"],
      ["file/file", "inner.workflow.ts", "file"], ["pay", "a.workflow.ts", "pay"],
    ])
    const run = flow.slice(0, -1).map(([word]) => word).join(", ")
    expect(result!.message.text!.endsWith(`\nrun: ${run}`)).toBe(true)
  })

  const ran = finding({ at: at("a.ts", 2, 1), run: [{ name: "a", message: "a", at: at("a.ts", 3) }] })
  const cases: readonly (readonly [what: string, of: readonly Diagnostic[], results: object])[] = [
    ["nothing", [], []],
    ["a finding without a place", [finding({})], [{ locations: [] }]],
    ["the top of a file, where nothing is underlined", [finding({ at: at("README.md") })],
      [{ locations: [{ physicalLocation: { region: { startLine: 1, startColumn: 1 } } }] }]],
    ["a warning", [finding({ severity: "warning" })], [{ level: "warning" }]],
    ["a file that is not there", [finding({ at: at("no/such.ts", 3, 4, 5) })],
      [{ locations: [{ physicalLocation: { region: { startLine: 3, startColumn: 4, endLine: 3, endColumn: 9 } } }] }]],
    ["a file outside of the folder", [finding({ at: { file: "/else where/a.ts", line: 1, column: 1, length: 1 } })],
      [{ locations: [{ physicalLocation: { artifactLocation: { uri: "file:///else%20where/a.ts" } } }] }]],
    ["a note without a place", [finding({ notes: [{ message: "so it is" }] })],
      [{ message: { text: "a second way out\nso it is" } }]],
    ["a run, whose last step is the finding", [ran], [{ codeFlows: [{ threadFlows: [{ locations: [
      { location: { message: { text: "a" }, physicalLocation: { region: { startLine: 3 } } } },
      { location: { message: { text: "a second way out" }, physicalLocation: { region: { startLine: 2 } } } },
    ] }] }] }]],
    ["a run of tasks without places", [finding({ run: [{ name: "a", message: "a" }] })],
      [expect.not.objectContaining({ codeFlows: expect.anything() as unknown })]],
    ["rules, each once and in order", [finding({}), finding({ code: "KNHK1001" }), finding({})],
      [{ ruleIndex: 1 }, { ruleIndex: 0 }, { ruleIndex: 1 }]],
    ["a code that the table does not have", [finding({ code: "KNHK9999" })], [{ ruleId: "KNHK9999" }]],
  ]
  test.each(cases)("%s", (_, diagnostics, results) => {
    expect(valid(sarif(diagnostics, { folder: root })).runs[0]!.results).toMatchObject(results)
  })

  test("a span that ends on another line ends there", () => {
    const file = join(folder({ "a.ts": "one(\r\n  two,\r\n)\r\n" }), "a.ts")
    const log = valid(sarif([finding({ at: { file, line: 1, column: 1, length: 15 } })]))
    expect(log.runs[0]!.results![0]!.locations![0]!.physicalLocation!.region)
      .toEqual({ startLine: 1, startColumn: 1, endLine: 3, endColumn: 2 })
  })

  test("the command line prints it, valid, and ends as it would have", async () => {
    const cwd = folder({ "a.workflow.ts": leave.replace("flow(t.file, t.decide), ", ""), "b.workflow.ts": leave })
    const [wrong, fine] = await Promise.all([
      knhk(["check", "a.workflow.ts", "--format", "sarif"], cwd, { env: { GITHUB_WORKSPACE: join(cwd, "..") } }),
      knhk(["check", "b.workflow.ts", "--format", "sarif"], cwd),
    ])
    expect([wrong.code, fine.code]).toEqual([1, 0])
    const { results = [] } = valid(JSON.parse(wrong.stdout)).runs[0]!
    expect(results.length).toBeGreaterThan(0)
    // Paths count from the root of the repository, wherever the step ran.
    const uris = new Set(results.map(({ locations }) => locations![0]!.physicalLocation!.artifactLocation!.uri))
    expect([...uris]).toEqual([`${cwd.split("/").at(-1)}/a.workflow.ts`])
    expect(valid(JSON.parse(fine.stdout)).runs[0]!.results).toEqual([])
  })
})

describe("annotations for GitHub", () => {
  const check = (said: Partial<Diagnostic>, expected: string) =>
    expect(annotations([finding(said)], { folder: root })).toBe(expected)

  test("a finding stands at its span", () =>
    check({ at: at("no/a.ts", 3, 4, 5) },
      "::error file=no/a.ts,line=3,col=4,endLine=3,endColumn=9,title=KNHK2004 two ways out::a second way out\n"))

  test("what would end a value or a line is escaped", () =>
    check({ severity: "warning", message: "100 % :, \r\n", at: at("a:b,c%.ts", 1, 1) },
      "::warning file=a%3Ab%2Cc%25.ts,line=1,col=1,title=KNHK2004 two ways out::100 %25 :, %0D%0A\n"))

  test("notes follow on lines of their own, with their places", () =>
    check({ notes: [{ message: "the first is here", at: at("a.ts", 2, 3) }, { message: "so it is" }] },
      "::error title=KNHK2004 two ways out::a second way out%0Athe first is here (a.ts:2:3)%0Aso it is\n"))

  test("the command line prints them alone, and nothing of a sound definition", async () => {
    const cwd = folder({ "a.workflow.ts": leave.replace("flow(t.file, t.decide), ", ""), "b.workflow.ts": leave })
    const [wrong, fine] = await Promise.all([
      knhk(["check", "a.workflow.ts", "--format", "github"], cwd),
      knhk(["check", "b.workflow.ts", "--format", "github"], cwd),
    ])
    expect(wrong).toMatchObject({ code: 1, stderr: "" })
    expect(wrong.stdout).toMatch(/^(::error file=a\.workflow\.ts,line=\d+,col=\d+,[^\n]*::[^\n]+\n)+$/)
    expect(fine).toEqual({ code: 0, stdout: "", stderr: "" })
  })
})

test("a format that contradicts --json, or fits no nets or no watch, is a wrong command line", async () => {
  const cwd = folder({ "a.workflow.ts": leave })
  const wrong = [
    ["a.workflow.ts", "--json", "--format", "sarif"], ["a.workflow.ts", "--format", "xml"],
    ["a.workflow.ts", "--watch", "--format", "github"], ["a.workflow.ts", "--nets", "--watch"],
  ]
  const ended = await Promise.all(wrong.map((args) => knhk(["check", ...args], cwd)))
  expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2])
  for (const { stderr } of ended) expect(stderr).toMatch(/^knhk: [^\n]+\n$/)
  const { stdout } = await knhk(["check", "a.workflow.ts", "--format", "json"], cwd)
  expect(JSON.parse(stdout)).toMatchObject({ files: [{ workflows: [{ id: "leave" }], diagnostics: [] }] })
})
