/** The two printers of payload types: TypeScript 7 as a command, and the 6 of ts-morph. */
import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { classic } from "../compiler/source/declarations-classic.ts"
import { declarationsFor, type Printed } from "../compiler/source/declarations.ts"
import { native } from "../compiler/source/declarations-native.ts"

const compiler = join(import.meta.dirname, "../node_modules/@typescript/native/bin/tsc")
const folder = mkdtempSync(join(import.meta.dirname, ".tmp-declarations-"))
const file = join(folder, "order.workflow.ts")
writeFileSync(file, "export interface Paid { readonly by: string }\n")
writeFileSync(join(folder, "money.ts"), `export interface Money { readonly cents: number }
export const none: Money = { cents: 0 }
`)
writeFileSync(join(folder, "tsconfig.json"), `{ "compilerOptions": { "strict": true, "module": "nodenext",
  "allowImportingTsExtensions": true, "noEmit": true } }`)
afterAll(() => rmSync(folder, { recursive: true }))

const left = (): readonly string[] => readdirSync(folder).filter((name) => name.includes("knhk-copy"))

/** By both, one copy after the other and together. */
async function check(texts: readonly string[], expected: readonly Printed[]): Promise<void> {
  const copies = texts.map((text, i) => ({ file: i === 0 ? file : file.replace("order", `order${i}`), text }))
  const [six, seven] = [await classic(file)(copies, false), await native(file, compiler)(copies)]
  expect({ six, seven }).toEqual({ six: expected, seven: expected })
  expect(left()).toEqual([])
}

test("both print what a copy declares, beside its module", () => check([
  `import { none } from "./money.ts"\nexport const a = { none, n: 1 as 1 | 2 }\n`,
  `import type { Paid } from "./order.workflow.ts"\nexport const b = (): Paid => ({ by: "" })\n`,
], [
  { text: `export declare const a: {\n    none: import("./money.ts").Money;\n    n: 1 | 2;\n};\n`, refused: [] },
  { text: `import type { Paid } from "./order.workflow.ts";\nexport declare const b: () => Paid;\n`, refused: [] },
]))

test("both say the lines that cannot be printed, and print the other copies", () => check([
  `const of = () => { enum E { A }; return E.A as E }\nexport const a = 1\nexport const e = of()\n`,
  `export const b = 2\n`,
], [{ refused: [2] }, { text: "export declare const b = 2;\n", refused: [] }]))

test("a copy that a killed process left is taken away, and a young one is another process's", async () => {
  const [old, young] = [join(folder, ".order.knhk-copy-1.ts"), join(folder, ".order.knhk-copy-2.ts")]
  for (const path of [old, young]) writeFileSync(path, "")
  utimesSync(old, new Date(0), new Date(0))
  await native(file, compiler)([{ file, text: "export const a = 1\n" }])
  expect(left()).toEqual([".order.knhk-copy-2.ts"])
  rmSync(young)
})

test("version 6 prints where 7 cannot, or may not write", async () => {
  const copy = { file, text: "export const a = 1\n" }
  expect(await native(file, join(folder, "no-tsc"))([copy])).toBeUndefined()
  expect(await native(file, compiler)([{ ...copy, file: join(folder, "none/a.ts") }])).toBeUndefined()
  for (const isWritable of [true, false]) {
    const declarations = await declarationsFor(file, { isWritable })
    for (const globals of [true, false]) {
      expect(await declarations([copy], globals)).toEqual([{ text: "export declare const a = 1;\n", refused: [] }])
    }
  }
  expect(left()).toEqual([])
})
