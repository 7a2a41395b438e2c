/**
 * Every code has a page, made of its case: the wrong file gives exactly that code, in the words of the page, and the
 * mended one nothing. `UPDATE_GOLDEN=1` writes the pages anew.
 */
import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { codes, compileDefinition, type CodeId } from "knhk/compiler"
import type { Definition } from "../src/definition/definition.ts"
import { codeCases, codeIndex, codePage, difference, said } from "./code-page.ts"
import { folder, knhk, root } from "./command.ts"

const pagesAt = join(root, "docs/codes")

/** The text, which is what the file holds, or is written there. */
function held(name: string, text: string): void {
  if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(join(pagesAt, name), text)
  expect(text).toBe(readFileSync(join(pagesAt, name), "utf8"))
}

/** What cannot come alone: a workflow without tasks has no task to start with either. */
const beside: Readonly<Record<string, readonly string[]>> = { KNHK1110: ["KNHK1109"] }

describe.each(codeCases)("$code", (of) => {
  test("is what the wrong one gives, and in the words of its page", async () => {
    const found = await said(of, "bad")
    expect([...new Set(found.map(({ code }) => code))]).toEqual([of.code, ...beside[of.code] ?? []])
    held(`${of.code}.md`, codePage(of, found))
  })

  test("is not given by the mended one, nor is another", async () => {
    // What only reading finds is looked for by reading; the others are built here, which is sooner done.
    const byReading = of.kind !== "module" || /^KNHK(10|4)/.test(of.code)
    type Built = Readonly<Record<string, { readonly definition: Definition }>>
    const built = byReading ? {} : await import(of.good) as Built
    const found = byReading ? await said(of, "good")
      : Object.values(built).flatMap(({ definition }) => compileDefinition(definition).diagnostics)
    expect(byReading || Object.keys(built).length > 0).toBe(true)
    expect(found).toEqual([])
  })
})

test("the mended ones are fine for TypeScript", () => {
  const good = codeCases.filter(({ kind }) => kind === "module").map(({ good }) => good)
  const cwd = folder({
    "tsconfig.json": JSON.stringify({ extends: "../../../tsconfig.json", files: good, include: [], exclude: [] }),
  })
  const tsc = join(root, "node_modules/@typescript/native/bin/tsc")
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.json"], { cwd, stdio: "inherit" })
})

test("every code has a page, and every page a code", () => {
  const pages = readdirSync(pagesAt).filter((name) => name !== "README.md").map((name) => name.replace(".md", ""))
  expect(pages).toEqual(codeCases.map(({ code }) => code))
  // A path that leads nowhere has no file to show.
  expect(Object.keys(codes).filter((code) => !pages.includes(code))).toEqual(["KNHK1001"])
})

test("the index lists them all", () => held("README.md", codeIndex(codeCases.map(({ code }) => code))))

test("a difference shows what goes and what comes, with a line around it", () => {
  expect(difference("a\nb\nc\nd\ne\nf\n", "a\nb\nX\nd\ne\nf\ng\n").split("\n"))
    .toEqual([" b", "-c", "+X", " d", " …", " f", "+g"])
})

describe("knhk explain", () => {
  test.concurrent.each(["KNHK2019", "knhk2019", "2019"])("prints the page of %s", async (code) => {
    const { code: exit, stdout, stderr } = await knhk(["explain", code])
    expect({ exit, stderr }).toEqual({ exit: 0, stderr: "" })
    expect(stdout).toMatch(/^KNHK2019: join that never fires\n/)
    expect(stdout).toContain(codes.KNHK2019.mend)
    expect(stdout).toContain("error KNHK2019: ")
    expect(stdout).not.toMatch(/```|\]\(|\u001b/)
  })

  test.concurrent("gives JSON, and colours where they are forced", async () => {
    const [json, coloured] = await Promise.all([
      knhk(["explain", "KNHK2019", "--json"]), knhk(["explain", "KNHK2019"], undefined, { env: { FORCE_COLOR: "1" } }),
    ])
    const page = readFileSync(join(pagesAt, "KNHK2019.md"), "utf8")
    expect(JSON.parse(json.stdout)).toEqual({ code: "KNHK2019", ...codes.KNHK2019, page })
    expect(coloured.stdout).toContain("\u001b[31m-")
    expect(coloured.stdout).toContain("\u001b[32m+")
  })

  test.concurrent("says what there is to say of a code without a page", async () => {
    const { code, stdout } = await knhk(["explain", "KNHK1001"])
    expect(code).toBe(0)
    const { title, when, mend } = codes["KNHK1001" satisfies CodeId]
    expect(stdout).toBe(`KNHK1001: ${title}\n\nIt is said when ${when}. To mend it: ${mend}.\n`)
  })

  test.concurrent("refuses what is no code", async () => {
    const { code, stdout, stderr } = await knhk(["explain", "KNHK0007"])
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(/^knhk: there is no code KNHK0007\. .+\n$/)
  })
})
