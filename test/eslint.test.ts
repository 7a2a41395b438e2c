/** The rule `knhk/sound` in real ESLints, on the command line of oxlint, and in its language server on unsaved text. */
import parser from "@typescript-eslint/parser"
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { ESLint, type Linter } from "eslint"
import { ESLint as ESLint9 } from "eslint9"
import { describe, expect, onTestFinished, test } from "vitest"
import knhk from "../compiler/eslint/plugin.ts"
import { folder, leave, root, wide } from "./command.ts"
import { LanguageServer } from "./lsp.ts"

/** Two ways out of one task, on lines of their own. */
const wrong = leave.replace("[flow(t.file, t.decide), ", "[\n  flow(t.file, t.decide),\n  flow(t.file, t.book),\n  ")
const line = wrong.split("\n").findIndex((text) => text.includes("t.file, t.book")) + 1
const sentence = `KNHK2004: task "file": this is a second way out: say and() to take both, or xor() to take one of them
  the first way out is here (line ${line - 1})`
const at = { line, column: 8, endLine: line, endColumn: 14 }

type Options = { readonly warnings?: boolean; readonly timeLimit?: number; readonly budgetMs?: number }
type Found = readonly [message: string, place: object]

/** What ESLint says of a text in place of the file's, and where. */
async function lint(Used: typeof ESLint, path: string, text: string, options: Options = {}): Promise<readonly Found[]> {
  const files = ["**/*.{ts,mts,js,mjs}"]
  const config: Linter.Config[] = [
    { files, languageOptions: { parser } }, ...knhk.configs.recommended,
    { rules: { "knhk/sound": ["error", options] } },
  ]
  const eslint = new Used({ cwd: join(path, ".."), overrideConfigFile: true, overrideConfig: config })
  const [result] = await eslint.lintText(text, { filePath: path })
  return result!.messages.map(({ message, line, column, endLine, endColumn, ruleId }) => {
    expect(ruleId).toBe("knhk/sound")
    return [message, { line, column, endLine, endColumn }]
  })
}

const saved = (files: Readonly<Record<string, string>> = {}) =>
  join(folder({ "a.workflow.ts": leave, ...files }), "a.workflow.ts")

test("the plugin is one for ESLint", () => {
  const plugin: ESLint.Plugin = knhk
  const plugin9: ESLint9.Plugin = knhk
  expect([plugin.meta?.name, Object.keys(plugin9.rules ?? {})]).toEqual(["knhk", ["sound"]])
})

const versions = [["10", ESLint], ["9", ESLint9 as unknown as typeof ESLint]] as const
describe.each(versions)("in ESLint %s", (version, Used) => {
  const check = async (path: string, text: string, expected: readonly Found[], options?: Options) =>
    expect(await lint(Used, path, text, options)).toEqual(expected)

  test("is of that version", () => expect(Used.version).toMatch(new RegExp(`^${version}\\.`)))

  test("nothing is said of a sound workflow", () => check(saved(), leave, []))

  test("a finding has its span, its code and its notes, on text that is not saved", () =>
    check(saved(), wrong, [[sentence, at]]))

  test("each text gets its own answer, one after the other", async () => {
    const path = saved()
    for (const text of [wrong, leave, `\n\n${wrong}`, leave]) {
      const moved = text.startsWith("\n\n") ? 2 : 0
      const expected = sentence.replace(/\d+\)$/, `${line - 1 + moved})`)
      const place = { ...at, line: at.line + moved, endLine: at.endLine + moved }
      await check(path, text, text === leave ? [] : [[expected, place]])
    }
  })

  test("a span may end on another line", async () => {
    const text = leave.replace("decide: decision({", "decide: decision({\n")
      .replace("granted: Request", "granted: 1 as never")
    const from = text.slice(0, text.indexOf("decision({\n")).split("\n")
    const place = { line: from.length, column: from.at(-1)!.length + 1, endLine: from.length + 1 }
    expect(await lint(Used, saved(), text)).toMatchObject([[expect.stringContaining("KNHK1116"), place]])
  })

  test("a finding in an imported file stands at the import", async () => {
    const inner = wrong.replace(`"leave"`, `"inner"`).replace("const Leave", "const Inner")
    const path = saved({ "inner.workflow.ts": inner })
    const text = leave.replace("import {", "import { Inner } from './inner.workflow.ts'\nimport { sub,")
      .replace("book: task({ input: Request, output: Request })", "book: sub(Inner)")
    const said = sentence.replace("\n", ` (inner.workflow.ts:${line}:8)\n`)
      .replace(/\(line (\d+)\)/, "(inner.workflow.ts:$1:3)")
    const place = { line: 2, column: 23, endLine: 2, endColumn: 44 }
    await check(path, text, [[said, place]])
  })

  test("a module that throws is said where it throws", () =>
    check(saved(), `${leave}throw new RangeError("no luck")\n`, [[
      "KNHK1004: a.workflow.ts throws while it is read: RangeError: no luck",
      { line: leave.split("\n").length, column: 7, endLine: leave.split("\n").length, endColumn: 21 },
    ]]))

  test("modules that define no workflow of knhk are not run", async () => {
    const boom = `throw new Error("it was run")\n`
    await check(saved(), `import { task } from "knhk"\n${boom}`, [])
    await check(saved(), `import { workflow } from "other"\nworkflow("a")\n${boom}`, [])
    await check(saved(), `import { workflow } from "knhk"\n${boom}workflow("a")`, [[
      "KNHK1004: a.workflow.ts throws while it is read: Error: it was run",
      { line: 2, column: 7, endLine: 2, endColumn: 16 },
    ]])
  })

  test("a file that is not there yet is left alone", () =>
    check(join(saved(), "../new.workflow.ts"), wrong, []))

  test("JavaScript is checked as well", async () => {
    const text = `import { task, workflow } from "knhk"
const any = { "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }
export const A = workflow("a").tasks({ a: task({ input: any, output: any }) }).start("a").flows(() => [])
  .end("a", "b").build()
`
    const column = text.split("\n")[3]!.indexOf(`"b"`) + 1
    await check(join(saved({ "a.js": "" }), "../a.js"), text, [[
      `KNHK1109: workflow "a", "b": there is no such task in this workflow: declare it in tasks(), or mend the name`,
      { line: 4, column, endLine: 4, endColumn: column + 3 },
    ]])
  })

  const chain = leave.slice(leave.indexOf("export const Leave"))
  const forgotten = leave + chain.replace("export const Leave", "const Second").replace(`("leave")`, `("second")`)
  test("warnings are reported unless they are not wanted", async () => {
    const said = `KNHK1017: workflow "second" is neither exported nor used: export it or remove it`
    expect((await lint(Used, saved(), forgotten)).map(([message]) => message)).toEqual([said])
    await check(saved(), forgotten, [], { warnings: false })
  })

  const suggested = async (text: string) => {
    const config: Linter.Config[] = [{ files: ["**/*.ts"], languageOptions: { parser } }, ...knhk.configs.recommended]
    const eslint = new Used({ overrideConfigFile: true, overrideConfig: config })
    const [result] = await eslint.lintText(text, { filePath: saved() })
    return result!.messages.map(({ message, suggestions = [] }) => [message.slice(0, 8), suggestions.map((one) => {
      const { fix: { range: [from, to], text: by } } = one
      return [one.desc, text.slice(0, from) + by + text.slice(to)]
    })])
  }

  test("to export a workflow is suggested, where a constant of the module is one", async () => {
    const bare = chain.replace("export const Leave = ", "").replace(`("leave")`, `("second")`).trimEnd()
    const second = (before: string, after = "") => `${leave}${before}${bare}${after}\n`
    const only = leave.replace("export const Leave", "const Leave")
    const by = [["Export it", leave]]
    expect(await suggested(only)).toEqual([["KNHK1002", by]])
    const text = second("const Second = ")
    const exported = second("export const Second = ")
    expect(await suggested(text)).toEqual([["KNHK1017", [["Export it", exported]]]])
    expect(await suggested(second("const make = () => ", "\nmake()"))).toEqual([["KNHK1017", []]])
    expect(await suggested(second(""))).toEqual([["KNHK1017", []]])
    expect(await suggested(wrong)).toEqual([["KNHK2004", []]])
  })

  test("a module that hangs is stopped by the time limit", async () => {
    const [[message] = []] = await lint(Used, saved(), `${leave}while (true) {}\n`, { timeLimit: 300 })
    expect(message).toContain("KNHK1005: a.workflow.ts does not finish within 0.3 s")
  })

  test("nothing is said of a workflow that is not proved, be it for time or for markings", async () => {
    await check(saved(), wide, [], { budgetMs: 0.01 })
    await check(saved(), wide, [], { budgetMs: 60_000 })
    // A finding that needs no proof is there all the same.
    const second = `workflow("second").tasks({ a: step() }).start("a").flows(() => []).end("a").build()\n`
    const [[message] = []] = await lint(Used, saved(), `${wide}const Second = ${second}`, { budgetMs: 0.01 })
    expect(message).toMatch(/^KNHK1017: workflow "second" is neither exported/)
  })

  test("a comment turns it off", () => {
    const comment = "// eslint-disable-next-line knhk/sound"
    return check(saved(), wrong.replace("  flow(t.file, t.book)", `  ${comment}\n  flow(t.file, t.book)`), [])
  })
})

const env = { ...process.env, NODE_OPTIONS: "--conditions=knhk-source --disable-warning=ExperimentalWarning" }

/** Runs a linter's own command to its end. */
const run = (args: readonly string[], cwd: string) =>
  new Promise<{ readonly code: unknown; readonly stdout: string }>((resolve) =>
    execFile(process.execPath, args, { cwd, env }, (error, stdout) => resolve({ code: error?.code ?? 0, stdout })))

test("the configuration in the docs is one, for the command line of ESLint", async () => {
  const page = readFileSync(join(root, "docs/editor.md"), "utf8")
  const config = /^```js\n(\/\/ eslint\.config\.js\n[\s\S]*?)^```$/m.exec(page)?.[1] ?? ""
  const cwd = folder({ "eslint.config.js": config, "a.workflow.ts": wrong, "b.workflow.ts": leave })
  const { code, stdout } = await run([join(root, "node_modules/eslint/bin/eslint.js"), ".", "-f", "json"], cwd)
  expect(code).toBe(1)
  const results = JSON.parse(stdout) as readonly { readonly messages: readonly object[] }[]
  expect(results.map(({ messages }) => messages.length)).toEqual([1, 0, 0])
  expect(results[0]!.messages).toMatchObject([{ ruleId: "knhk/sound", message: sentence, ...at }])
})

describe("in oxlint", () => {
  const oxlint = join(root, "node_modules/oxlint/bin/oxlint")
  const config = JSON.stringify({
    jsPlugins: [join(root, "compiler/eslint/plugin.ts")], categories: { correctness: "off" },
    rules: { "knhk/sound": "error" },
  })

  test("the command line shows the finding at its place, and ends with 1", async () => {
    const cwd = folder({ ".oxlintrc.json": config, "a.workflow.ts": wrong, "b.workflow.ts": leave })
    const { code, stdout } = await run([oxlint, "-f", "json", "a.workflow.ts", "b.workflow.ts"], cwd)
    expect(code).toBe(1)
    const { diagnostics } = JSON.parse(stdout) as { readonly diagnostics: readonly object[] }
    const offset = wrong.indexOf("t.file, t.book")
    expect(diagnostics).toMatchObject([{
      message: sentence, code: "knhk(sound)", severity: "error", filename: "a.workflow.ts",
      labels: [{ span: { offset, length: 6, line, column: 8 } }],
    }])
  })

  test("the language server shows it while one types", async () => {
    const cwd = folder({ ".oxlintrc.json": config, "a.workflow.ts": leave })
    const server = new LanguageServer(process.execPath, [oxlint, "--lsp"], { cwd, env })
    onTestFinished(() => server.close())
    const uri = pathToFileURL(cwd).href
    const options = [{ workspaceUri: uri, options: { run: "onType" } }]
    server.send({ id: 1, method: "initialize", params: {
      processId: process.pid, rootUri: uri, workspaceFolders: [{ uri, name: "it" }], initializationOptions: options,
      capabilities: { textDocument: { publishDiagnostics: {} } },
    } })
    await server.next(({ id }) => id === 1)
    server.send({ method: "initialized", params: {} })
    const textDocument = { uri: `${uri}/a.workflow.ts` }
    /** What the server says of a version of the text. */
    const said = async (version: number): Promise<unknown> => {
      const { params } = await server.next(({ method, params }) =>
        method === "textDocument/publishDiagnostics" && (params as { readonly version: number }).version === version)
      return (params as { readonly diagnostics: unknown }).diagnostics
    }
    const open = { ...textDocument, languageId: "typescript", version: 1, text: leave }
    server.send({ method: "textDocument/didOpen", params: { textDocument: open } })
    expect(await said(1)).toEqual([])
    const change = (version: number, text: string) => server.send({
      method: "textDocument/didChange",
      params: { textDocument: { ...textDocument, version }, contentChanges: [{ text }] },
    })
    change(2, wrong)
    const range = { start: { line: line - 1, character: 7 }, end: { line: line - 1, character: 13 } }
    expect(await said(2)).toMatchObject([{ range, severity: 1, message: sentence }])
    change(3, leave)
    expect(await said(3)).toEqual([])
  })
})
