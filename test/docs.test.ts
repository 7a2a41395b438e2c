/** The examples of README and docs are type-checked, built and run, and print what they promise. */
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { command, folder, root } from "./command.ts"
import { examplesOf } from "./document.ts"

/** `knhk/compiler` is its own sources here, with the types that it declares of others. */
const include = ["*.ts", "../../../compiler/**/*.d.ts"]
const tsconfig = JSON.stringify({ extends: "../../../tsconfig.json", include, exclude: [] })
const run = (args: readonly string[], cwd: string): string =>
  execFileSync(process.execPath, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })

/** The pages of the patterns have a test of their own. */
const patterns = ["README.md", "docs/**/*.md", "examples/**/*.md"]
const documents = globSync(patterns, { cwd: root, exclude: ["docs/patterns/**"] })
  .map((name) => ({ name, ...examplesOf(readFileSync(join(root, name), "utf8")) }))
  .filter(({ files }) => Object.keys(files).length > 0)

test("README has a first workflow", () => {
  const readme = documents.find(({ name }) => name === "README.md")
  expect(Object.keys(readme?.files ?? {})).toEqual(expect.arrayContaining(["main.ts"]))
  expect(readme?.output.length).toBeGreaterThan(0)
})

test("the tsconfig.json of README is enough for its first workflow, and sees handlers that do not fit", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8")
  const [, said = ""] = /^```jsonc\n\/\/ tsconfig\.json\n([^]*?)^```$/m.exec(readme) ?? []
  const { compilerOptions } = JSON.parse(said.replaceAll(/ *\/\/.*$/gm, "")) as { readonly compilerOptions: object }
  // Here `knhk` is its own sources.
  const options = { ...compilerOptions, customConditions: ["knhk-source"], skipLibCheck: true }
  const { files } = examplesOf(readme)
  const wrong = files["main.ts"]!.replace("`${request.days} days are booked`", "request.days")
  expect(wrong).not.toBe(files["main.ts"])
  const tsconfig = JSON.stringify({ compilerOptions: options, include: ["*.ts"] })
  const cwd = folder({ ...files, "tsconfig.json": tsconfig, "wrong.ts": wrong })
  run([...command, "build", "leave.workflow.ts"], cwd)
  const tsc = [join(root, "node_modules/@typescript/native/bin/tsc"), "-p", "tsconfig.json", "--pretty", "false"]
  const found = spawnSync(process.execPath, tsc, { cwd, encoding: "utf8" }).stdout
  expect(found).toMatch(/^wrong\.ts\(\d+,\d+\): error TS2322: /m)
  expect(found.match(/^\S+: error/gm)?.filter((line) => !line.startsWith("wrong.ts")) ?? []).toEqual([])
})

test("the executors of the examples are what their definitions make", () => {
  const executors = globSync("examples/**/*.executor.ts", { cwd: root })
  expect(executors.length).toBeGreaterThan(0)
  const definitions = executors.map((file) => file.replace(".executor.ts", ".workflow.ts"))
  expect(run([...command, "build", "--check", ...definitions], root)).not.toContain("stale")
})

for (const { name, files, output } of documents) {
  test(`the examples of ${name} compile and print what they promise`, () => {
    const cwd = folder({ ...files, "tsconfig.json": tsconfig })
    const workflows = Object.keys(files).filter((file) => file.endsWith(".workflow.ts"))
    if (workflows.length > 0) run([...command, "build", ...workflows], cwd)
    run([join(root, "node_modules/@typescript/native/bin/tsc"), "-p", "tsconfig.json"], cwd)
    if (!existsSync(join(cwd, "main.ts"))) return
    const printed = run(["--conditions=knhk-source", "--disable-warning=ExperimentalWarning", "main.ts"], cwd)
    expect(printed.trimEnd().split("\n")).toEqual(output)
  })
}
