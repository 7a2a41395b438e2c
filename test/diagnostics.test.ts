/** Bad modules and what the compiler says of them, word for word. Refresh with UPDATE_GOLDEN=1. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { codes, compile, type CompileOptions, emit, render } from "knhk/compiler"

const folder = join(import.meta.dirname, "golden/diagnostics")
const cases = readdirSync(folder).filter((name) => name.endsWith(".bad.ts"))

/** All that the compiler says of the module. A first line `// {...}` holds options. */
async function said(name: string): Promise<string> {
  const file = join(folder, name)
  const options = /^\/\/ (\{.*\})\n/.exec(readFileSync(file, "utf8"))?.[1]
  const { value, diagnostics } = await compile(file, options === undefined ? {} : JSON.parse(options) as CompileOptions)
  const emitted = value === undefined ? undefined : await emit(value, file)
  return render([...diagnostics, ...emitted?.diagnostics ?? []], { folder })
}

test.each(cases)("the compiler says of %s what is written beside it", async (name) => {
  const golden = join(folder, name.replace(".bad.ts", ".txt"))
  const text = await said(name)
  if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(golden, text)
  expect(text).toBe(readFileSync(golden, "utf8"))
})

/** Codes in the golden text beside a case. */
function codesOf(name: string): string[] {
  return readFileSync(join(folder, name.replace(".bad.ts", ".txt")), "utf8").match(/KNHK\d{4}/g) ?? []
}

test("every code of reading a module and of what is generated is shown", () => {
  const shown = new Set(cases.flatMap(codesOf))
  const own = Object.keys(codes).filter((code) => /^KNHK(10|4)/.test(code))
  // A file that is not there has no golden text of its own; see source.test.ts.
  expect(own.filter((code) => !shown.has(code))).toEqual(["KNHK1001"])
})

test("every code that is shown is in the table", () => {
  expect(cases.flatMap(codesOf).filter((code) => !(code in codes))).toEqual([])
})
