/** The two printers of payload types: TypeScript 7 as a command, and the 6 of ts-morph. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, expect, test } from "vitest"
import { compile } from "../compiler/compile.ts"
import { emit } from "../compiler/emit/emit.ts"
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
      const printed = await declarations([copy], globals)
      expect(printed).toMatchObject([{ text: "export declare const a = 1;\n", refused: [] }])
    }
  }
  expect(left()).toEqual([])
})

const of = `const of = <T>() => ({ "~standard": { version: 1 as const, vendor: "test",
  validate: (value: unknown) => ({ value: value as T }) } })`
const workflowOf = (type: string, imports = "") => `${imports}import { task, workflow } from "knhk"
${of}
export const W = workflow("w").tasks({ a: task({ input: of<${type}>(), output: of<string>() }) })
  .start("a").flows(() => []).end("a").build()
`
const strict = { strict: true, module: "nodenext", allowImportingTsExtensions: true, noEmit: true }
const config = (more: object = {}) => JSON.stringify({ compilerOptions: strict, ...more })

/** Files of a project, one of them `src/w.workflow.ts`; how its executor names what `a` takes, or why it does not. */
const projects: readonly (readonly [what: string, files: Readonly<Record<string, string>>, told: string])[] = [
  ["a type of the project's own global names", {
    "tsconfig.json": config(), "env.d.ts": `interface Shape { readonly kind: "z" | "a" }\n`,
    "src/w.workflow.ts": workflowOf(`Shape["kind"]`),
  }, `"a" | "z"`],
  ["a project that a tsconfig.json only refers to", {
    "tsconfig.json": JSON.stringify({ files: [], references: [{ path: "./tsconfig.app.json" }] }),
    "tsconfig.app.json": JSON.stringify({
      compilerOptions: { ...strict, composite: true, paths: { "@/*": ["./src/*"] } }, include: ["src"],
    }),
    "src/shape.ts": `export interface Shape { readonly n: number }\n`,
    "src/w.workflow.ts": workflowOf("Shape", `import type { Shape } from "@/shape.ts"\n`),
  }, "Shape"],
  ["paths from where the tsconfig.json stands", {
    "tsconfig.json": JSON.stringify({ compilerOptions: { ...strict, paths: { "@/*": ["\${configDir}/src/*"] } } }),
    "src/shape.ts": `export type Deep = { readonly n: number; readonly a: string }\n`,
    "src/w.workflow.ts": workflowOf(`Pick<Deep, "n">["n"]`, `import type { Deep } from "@/shape.ts"\n`),
  }, "number"],
  ["a type that is not there", {
    "tsconfig.json": config(),
    "src/w.workflow.ts": workflowOf("Shape", `import type { Shape } from "./none.ts"\n`),
  }, "unknown: TypeScript finds no Shape"],
]

test.each(projects)("%s", async (_, files, told) => {
  const root = mkdtempSync(join(folder, "project-"))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  const module = join(root, "src/w.workflow.ts")
  const { value = [] } = await compile(module)
  for (const isWritable of [true, false]) {
    const { value: [made] = [], diagnostics } = await emit(value, module, { isWritable })
    const [, type = ""] = /a: Signature<"task", (.*), \{ "?done/.exec(made!.text) ?? []
    const why = diagnostics.map(({ message }) => `: ${message.split("because ")[1]}`).join("")
    expect([isWritable, type + why]).toEqual([isWritable, told])
  }
  expect(readdirSync(root).concat(readdirSync(join(root, "src"))).filter((name) => name.includes("copy"))).toEqual([])
})
