/** The pages of the 43 patterns: code that compiles, draws the picture, has the traces, and is refused as they say. */
import { spawnSync } from "node:child_process"
import { globSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { beforeAll, describe, expect, test } from "vitest"
import { compile, type Compiled } from "../compiler/compile.ts"
import { explore } from "../compiler/explore/explore.ts"
import { svg } from "../compiler/graph/svg.ts"
import type { Definition } from "../src/definition/definition.ts"
import { patterns } from "../src/definition/id.ts"
import { folder, root } from "./command.ts"
import { patternPage } from "./pattern-page.ts"

const pagesAt = join(root, "docs/patterns")
const pages = globSync("[0-9][0-9]-*.md", { cwd: pagesAt }).sort()
  .map((file) => patternPage(basename(file, ".md"), readFileSync(join(pagesAt, file), "utf8")))
/** `KNHK_GOLDEN=1` draws the pictures anew; look at them before they are committed. */
const draw = process.env["KNHK_GOLDEN"] !== undefined

const tsconfig = JSON.stringify({ extends: "../../../tsconfig.json", include: ["**/*.ts"], exclude: [] })
const files: Record<string, string> = { "tsconfig.json": tsconfig }
for (const { name, file, definition, refused } of pages) {
  files[`${name}/${file}`] = definition
  refused.forEach((one, i) => { files[`${name}/refused-${i}.workflow.ts`] = one.definition })
}
let cwd = ""
/** What TypeScript finds, by file. */
const typeErrors = new Map<string, { readonly code: string; readonly message: string }[]>()

beforeAll(() => {
  cwd = folder(files)
  const tsc = join(root, "node_modules/@typescript/native/bin/tsc")
  const args = [tsc, "-p", "tsconfig.json", "--pretty", "false", "--noErrorTruncation"]
  const { stdout } = spawnSync(process.execPath, args, { cwd, encoding: "utf8", maxBuffer: 2 ** 26 })
  for (const message of stdout.split(/^(?=\S)/m)) {
    const [, file = "", code = ""] = /^(\S+?)\(\d+,\d+\): error (TS\d+)/.exec(message) ?? []
    typeErrors.set(file, [...(typeErrors.get(file) ?? []), { code, message }])
  }
})

test("every pattern has one page, and the index lists them", () => {
  expect(pages.map(({ pattern }) => pattern)).toEqual(Object.keys(patterns).map(Number))
  const index = readFileSync(join(pagesAt, "README.md"), "utf8")
  for (const { name, pattern } of pages) {
    expect(index).toContain(`| [${pattern}](${name}.md) | ${patterns[pattern as keyof typeof patterns]} |`)
    expect(readFileSync(join(pagesAt, `${name}.md`), "utf8")).toContain(`![The net](${name}.svg)`)
  }
})

describe.each(pages)("$name", ({ name, file, traces, refused }) => {
  let compiled: Compiled

  test("compiles, and is drawn as the page shows it", async () => {
    expect(typeErrors.get(`${name}/${file}`) ?? []).toEqual([])
    const { value, diagnostics } = await compile(join(cwd, name, file))
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([])
    compiled = value!.at(-1)!
    const picture = await svg(compiled.net)
    if (draw) writeFileSync(join(pagesAt, `${name}.svg`), picture)
    expect(picture).toBe(readFileSync(join(pagesAt, `${name}.svg`), "utf8"))
  })

  test("has exactly the traces of the page", async () => {
    expect(traces.length).toBeGreaterThan(0)
    const exported = (await import(join(cwd, name, file))) as Record<string, { readonly definition: Definition }>
    const { definition } = exported[compiled.exportName]!
    for (const { options, expected } of traces) {
      const found = explore(compiled.table, { ...options, definition })
      expect(found.traces).toEqual(expected)
      expect([found.complete, found.limit]).toEqual(options.maxLength === undefined ? [true, null] : [false, "length"])
    }
  })

  test("is refused as the page says", async () => {
    expect(refused.length).toBeGreaterThan(0)
    for (const [i, { code, said }] of refused.entries()) {
      const wrong = `${name}/refused-${i}.workflow.ts`
      const found = code.startsWith("TS") ? typeErrors.get(wrong) ?? [] : (await compile(join(cwd, wrong))).diagnostics
      expect(found.map((one) => one.code)).toContain(code)
      const messages = found.filter((one) => one.code === code).map(({ message }) => message).join("\n")
      for (const line of said) expect(messages).toContain(line)
    }
  })
})
