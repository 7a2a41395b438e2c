/** Children that are kept ready find what fresh ones find, whatever changed since they started, and outlive nobody. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, onTestFinished, test } from "vitest"
import { compile, type CompileOptions, emit, Readers, render } from "knhk/compiler"
import { folder, leave } from "./command.ts"

const golden = join(import.meta.dirname, "golden/diagnostics")
const cases = readdirSync(golden).filter((name) => name.endsWith(".bad.ts"))

/** What processes do is seen in /proc. */
const onLinux = test.runIf(process.platform === "linux")

/** Readers that wait with what `file` imports. */
async function ready(file: string): Promise<Readers> {
  const readers = new Readers()
  onTestFinished(() => readers.close())
  const { diagnostics } = await compile(file, { readers })
  expect(diagnostics).toEqual([])
  // They are started when this turn is over.
  await new Promise((resolve) => setImmediate(resolve))
  return readers
}

const printing = (value: string) => leave.replace(`workflow("leave")`, `workflow(String(${value}))`)
const idOf = async (file: string, options: CompileOptions) => {
  const { value, diagnostics } = await compile(file, options)
  expect(render(diagnostics)).toBe("")
  return value![0]!.definition.id
}

test("they say of every bad module what is written beside it", async () => {
  const readers = await ready(join(folder({ "a.workflow.ts": leave }), "a.workflow.ts"))
  for (const name of cases) {
    const file = join(golden, name)
    const options = /^\/\/ (\{.*\})\n/.exec(readFileSync(file, "utf8"))?.[1] ?? "{}"
    const { value, diagnostics } = await compile(file, { ...JSON.parse(options) as CompileOptions, readers })
    const emitted = value === undefined ? undefined : await emit(value, file)
    const said = render([...diagnostics, ...emitted?.diagnostics ?? []], { folder: golden })
    expect(said).toBe(readFileSync(join(golden, name.replace(".bad.ts", ".txt")), "utf8"))
  }
}, 180_000)

test("a text that is not saved is taken, round after round", async () => {
  const file = join(folder({ "a.workflow.ts": leave }), "a.workflow.ts")
  const readers = await ready(file)
  for (const id of ["one", "two", "three"]) {
    expect(await idOf(file, { readers, overlay: printing(JSON.stringify(id)) })).toBe(id)
  }
  expect(await idOf(file, { readers })).toBe("leave")
})

/** Until both children that wait have loaded the package: it renames them. */
async function loaded(): Promise<void> {
  const of = (file: string) => readFileSync(file, "utf8")
  const children = () => readdirSync("/proc/self/task").flatMap((thread) =>
    of(`/proc/self/task/${thread}/children`).split(" ").filter((pid) => pid !== ""))
  const renamed = () => children().filter((pid) => {
    try {
      return of(`/proc/${pid}/cmdline`).startsWith("loaded")
    } catch {
      return false // It ended meanwhile.
    }
  })
  while (renamed().length < 2) await new Promise((resolve) => setImmediate(resolve))
}

const packaged = (text: string) => ({
  "node_modules/names/package.json": JSON.stringify({ name: "names", type: "module", exports: "./index.js" }),
  "node_modules/names/index.js": `export { name } from "./deep.js"\n`, 
  "node_modules/names/deep.js": `process.title = "loaded"\n${text}`,
})
const naming = `import { name } from "names"\n${printing("name")}`

onLinux("a package that changed since they started is read anew, however deep the change is", async () => {
  const path = folder({ "a.workflow.ts": naming, ...packaged(`export const name = "before"\n`) })
  const file = join(path, "a.workflow.ts")
  const readers = await ready(file)
  expect(await idOf(file, { readers })).toBe("before")
  await loaded()
  writeFileSync(join(path, "node_modules/names/deep.js"), `export const name = "after it"\n`)
  expect(await idOf(file, { readers })).toBe("after it")
})

onLinux("a package that is imported no more leaves nothing behind", async () => {
  const file = join(folder({
    "a.workflow.ts": naming, ...packaged(`globalThis.left = "left"\nexport const name = "names"\n`),
  }), "a.workflow.ts")
  const readers = await ready(file)
  await loaded()
  expect(await idOf(file, { readers, overlay: printing(`globalThis["left" as never] ?? "nothing"`) })).toBe("nothing")
})

test("a package that throws, prints or reaches for the network is the module's finding as ever", async () => {
  const file = join(folder({
    "a.workflow.ts": naming, ...packaged(`export const name = "names"\n`),
  }), "a.workflow.ts")
  const readers = await ready(file)
  const found = async (text: string) => {
    writeFileSync(join(file, "../node_modules/names/deep.js"), text)
    const [warm, again, cold] =
      [await compile(file, { readers }), await compile(file, { readers }), await compile(file)]
    expect([warm.diagnostics, again.diagnostics]).toEqual([cold.diagnostics, cold.diagnostics])
    return warm.diagnostics.map(({ code }) => code)
  }
  expect(await found(`throw new Error("no")\nexport const name = ""\n`)).toEqual(["KNHK1004"])
  expect(await found(`await fetch("http://127.0.0.1:9/")\nexport const name = ""\n`)).toEqual(["KNHK1006"])
  expect(await found(`process.exit(0)\nexport const name = ""\n`)).toEqual(["KNHK1010"])
  expect(await found(`export const name = "fine"\nconsole.log("hello")\n`)).toEqual([])
})

onLinux("a package that imports the module has its text, not the file's", async () => {
  const around = `process.title = "loaded"\nexport * from "../../a.workflow.ts"\nexport const name = 1\n`
  const path = folder({
    "a.workflow.ts": printing(`"saved"`), ...packaged(""), "node_modules/names/index.js": around,
  })
  const file = join(path, "a.workflow.ts")
  const both = (id: string) => `import { name } from "names"\n${printing(`name === 1 ? "${id}" : ""`)}`
  const readers = await ready(file)
  expect(await idOf(file, { readers, overlay: both("first") })).toBe("first")
  // Ahead, they load the module as the file has it.
  await loaded()
  expect(await idOf(file, { readers, overlay: both("second") })).toBe("second")
})

test("they tell what a module and its imports import by path", async () => {
  const path = folder({
    "a.workflow.ts": leave.replace("import", `import "./b.ts"\nimport "names"\nimport`), ...packaged("export {}\n"),
    "node_modules/names/index.js": "", "b.ts": `import "./in/c.js"\n`, "in/c.ts": "",
  })
  const file = join(path, "a.workflow.ts")
  using readers = new Readers()
  expect(readers.files(file)).toEqual([file])
  await compile(file, { readers })
  expect([...readers.files(file)].sort()).toEqual(
    ["a.workflow.ts", "b.ts", "in/c.js", "in/c.ts"].map((name) => join(path, name)))
})

const script = (then: string) => `
import { compile, Readers } from "knhk/compiler"
const { diagnostics } = await compile("a.workflow.ts", { readers: new Readers() })
setImmediate(() => setImmediate(() => { console.log(diagnostics.length); ${then} }))
`
const flags = ["--conditions=knhk-source", "--disable-warning=ExperimentalWarning"]

test("they keep no process from ending", async () => {
  const cwd = folder({ "a.workflow.ts": leave, "main.ts": script("") })
  const child = spawn(process.execPath, [...flags, "main.ts"], { cwd, stdio: ["ignore", "pipe", "inherit"] })
  expect(await once(child, "exit")).toEqual([0, null])
})

onLinux("they end with the process that started them, however that ends", async () => {
  const cwd = folder({ "a.workflow.ts": leave, "main.ts": script("setInterval(() => {}, 1_000)") })
  const child = spawn(process.execPath, [...flags, "main.ts"], { cwd, stdio: ["ignore", "pipe", "inherit"] })
  await once(child.stdout, "data")
  const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8").trim().split(" ").map(Number)
  expect(children.length).toBe(2)
  child.kill("SIGKILL")
  const lives = (pid: number) => readdirSync("/proc").includes(String(pid))
  while (children.some(lives)) await new Promise((resolve) => setImmediate(resolve))
})
