/**
 * Import of BPMN models, element by element: each file in `import/elements` is one model, and says in its first lines
 * which traces BPMN gives it. The text that is printed, and what is noted, stand beside it: `UPDATE_GOLDEN=1`.
 */
import { execFile } from "node:child_process"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { promisify } from "node:util"
import { beforeAll, describe, expect, test } from "vitest"
import { compile, render } from "knhk/compiler"
import { compilers } from "../bench/type-cost.ts"
import { folder, root } from "./command.ts"
import { carried, type Carried, findings, traces } from "./import/carried.ts"

const models = join(import.meta.dirname, "import", "elements")
const names = readdirSync(models).filter((name) => name.endsWith(".bpmn")).map((name) => name.slice(0, -".bpmn".length))

/** A model with what its first lines say. */
interface Sample {
  readonly text: string
  readonly about: string
  readonly workflow: string
  readonly inputs: readonly string[]
  readonly words: number
  readonly traces: readonly string[]
}

function sample(name: string): Sample {
  const text = readFileSync(join(models, `${name}.bpmn`), "utf8")
  const [about = "", ...lines] = /^<!--\n([\s\S]*?)\n-->/.exec(text)![1]!.split("\n")
  const from = lines.indexOf("traces:")
  const options = new Map(lines.slice(0, from).map((line) => line.split(": ") as [string, string]))
  const option = (key: string) => options.get(key)
  return {
    text, about, workflow: option("workflow") ?? "case", inputs: option("inputs")?.split(",") ?? [],
    words: Number(option("words") ?? 20), traces: lines.slice(from + 1),
  }
}

/** All that is said of a model: the notes with their places, and the text. */
function said({ imported, text }: Carried): string {
  const notes = imported.notes.map(({ kind, element, name, id, at, message }) =>
    `${at.line}:${at.column} ${kind} ${element} ${JSON.stringify(name ?? "")} (${id ?? ""}): ${message}\n`)
  return `${notes.join("")}${notes.length === 0 ? "" : "\n"}${text}`
}

describe.each(names.map((name) => [sample(name).about, name]))("%s", (_, name) => {
  const { text, workflow, inputs, words, traces: expected } = sample(name!)
  let made: Carried
  beforeAll(async () => void (made = await carried(text, `${name}.bpmn`)))

  test("its traces are those that BPMN gives it", () => {
    const definition = made.definitions.get(workflow)!
    expect(traces(definition, { inputs, maxLength: words })).toEqual([...expected].sort())
  })

  test("nothing is found in what is printed", () => {
    expect([...made.definitions.values()].flatMap(findings)).toEqual([])
  })

  test("what is printed and noted stays as it is", () => {
    const golden = join(models, `${name}.txt`)
    if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(golden, said(made))
    expect(said(made)).toBe(readFileSync(golden, "utf8"))
  })
})

describe("as files", () => {
  let path: string
  beforeAll(async () => {
    const texts = await Promise.all(names.map(async (name) =>
      [`${name}.workflow.ts`, (await carried(sample(name).text, `${name}.bpmn`)).text] as const))
    path = folder(Object.fromEntries(texts))
    const tsconfig = { extends: join(root, "tsconfig.json"), include: ["*.ts"] }
    writeFileSync(join(path, "tsconfig.json"), JSON.stringify(tsconfig))
  })

  test.each([6, 7] as const)("all of them are right for TypeScript %i", async (version) => {
    const args = [compilers[version], "-p", path, "--pretty", "false"]
    const { stdout } = await promisify(execFile)(process.execPath, args).catch((failed: { stdout: string }) => failed)
    expect(stdout).toBe("")
  }, 240_000)

  test("the compiler takes them, from a file as from memory", async () => {
    for (const name of ["boundary-error-sub-process", "call", "gateway-inclusive", "instances-list"]) {
      const { value, diagnostics } = await compile(join(path, `${name}.workflow.ts`))
      expect(render(diagnostics)).toBe("")
      expect(value!.length).toBeGreaterThan(0)
    }
  })
})
