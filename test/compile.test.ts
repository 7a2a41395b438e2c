/** The whole compiler: from a file to a table and an executor, whose types are exact on both checkers. */
import { execFile } from "node:child_process"
import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { flow, task, workflow } from "knhk"
import {
  compile, compileDefinition, emit, executorPath, type Location, render, write, WriteFailure,
} from "knhk/compiler"
import { compilers, type Version } from "../bench/type-cost.ts"
import { readTable } from "../src/kernel/table.ts"
import { folder, root } from "./command.ts"

const simple = `import { flow, task, workflow } from "knhk"
const validate = (value: unknown) => ({ value: value as string })
const Text = { "~standard": { version: 1, vendor: "test", validate } } as const
export const Order = workflow("order")
  .tasks({ receive: task({ input: Text, output: Text }), ship: task({ input: Text, output: Text }) })
  .start("receive").flows((t) => [flow(t.receive, t.ship)]).end("ship").build()
`

/** Path of a module in a folder of its own. */
const module = (text: string, name = "order.workflow.ts") => join(folder({ [name]: text }), name)

/** Text of the executor of a module that has no mistakes. */
async function executorOf(path: string): Promise<string> {
  const { value, diagnostics } = await compile(path)
  expect(render(diagnostics)).toBe("")
  const emitted = await emit(value!, path)
  expect(render(emitted.diagnostics)).toBe("")
  return emitted.value![0]!.text
}

/** What a checker says about all modules of a folder. */
function checkTypes(path: string, version: Version): Promise<string> {
  return new Promise((resolve) => {
    const args = [compilers[version], "-p", path, "--pretty", "false"]
    execFile(process.execPath, args, (_, stdout) => resolve(stdout))
  })
}

describe("compiling", () => {
  test("gives a table that is tied to the definition", async () => {
    const { value, diagnostics } = await compile(module(simple))
    expect(render(diagnostics)).toBe("")
    const [order] = value!
    const table = readTable(order!.table)
    expect([order!.exportName, table.workflow, table.definitionHash]).toEqual(["Order", "order", order!.hash])
    expect(table.taskNames.filter((name) => !name.startsWith("~"))).toEqual(["receive", "ship"])
  })

  test("of a definition in memory gives the same table as of its file", async () => {
    const validate = (value: unknown) => ({ value })
    const schema = { "~standard": { version: 1, vendor: "test", validate } } as const
    const step = () => task({ input: schema, output: schema })
    const Order = workflow("order").tasks({ receive: step(), ship: step() })
      .start("receive").flows((t) => [flow(t.receive, t.ship)]).end("ship").build()
    const memory = compileDefinition(Order.definition).value!
    const file = (await compile(module(simple))).value![0]!
    expect(Buffer.from(memory.table)).toEqual(Buffer.from(file.table))
  })

  test("tells how each OR-join was understood, and gives what it only warns of", async () => {
    const text = `import { or, orJoin, otherwise, task, when, workflow } from "knhk"
const validate = (value: unknown) => ({ value: value as object })
const Any = { "~standard": { version: 1, vendor: "test", validate } } as const
const step = () => task({ input: Any, output: Any })
export const Claim = workflow("claim")
  .tasks({ a: step(), b: step(), c: step(), d: step(), z: step(), y: step() }).start("a")
  .flows((t) => [
    or(t.a, [when(() => true, t.b), when(() => false, t.c), otherwise(t.d)]), orJoin({ b: t.b, c: t.c }, t.y),
    orJoin({ y: t.y, d: t.d }, t.z),
  ]).end("z").build()\n`
    const { value, diagnostics } = await compile(module(text))
    const found = diagnostics.map(({ code, severity, at }) => [code, severity, at?.line])
    expect(found).toEqual([["KNHK3008", "warning", 6]])
    expect(value![0]!.joins).toMatchObject([
      { task: "z", kind: "local", at: { line: 9 } }, { task: "y", kind: "local", at: { line: 8 } },
    ])
    const structured = await compile(module(text.replace("orJoin({ y: t.y, d: t.d }, t.z)",
      'orJoin({ y: t.y, d: t.d }, t.z, { kind: "structured" })')))
    expect(structured.value).toBeUndefined()
    expect(structured.diagnostics.map(({ code, at }) => [code, at?.line])).toEqual([["KNHK2042", 9]])
  })

  test("reports the mistakes of every workflow of a file, and gives none of them", async () => {
    const twice = (id: string) => `const step${id} = () => task({ input: Text, output: Text })
export const ${id} = workflow("${id}").tasks({ a: step${id}(), b: step${id}(), c: step${id}() })
  .start("a").flows((t) => [flow(t.a, t.b), flow(t.a, t.c)]).end("b", "c").build()\n`
    const path = module(simple + twice("One") + twice("Two"))
    const { value, diagnostics } = await compile(path)
    expect(value).toBeUndefined()
    expect(diagnostics.map((d) => [d.code, d.at!.line])).toEqual([["KNHK2004", 9], ["KNHK2004", 12]])
  })
})

describe("a finding", () => {
  const steps = `import { decision, flow, sub, task, workflow, xor } from "knhk"
const validate = (value: unknown) => ({ value })
const Text = { "~standard": { version: 1, vendor: "test", validate } } as const
const step = task({ input: Text, output: Text })
const pick = decision({ input: Text, outcomes: { ok: Text, no: Text } })\n`
  // What each finding underlines, in the order of the findings.
  const covered = async (text: string) => {
    const { diagnostics } = await compile(module(steps + text))
    const lines = (steps + text).split("\n")
    return diagnostics.map(({ code, at }) => {
      const { line, column, length } = at as Location
      return `${code} ${line - 5}: ${lines[line - 1]!.slice(column - 1, column - 1 + length)}`
    })
  }

  // What enters `name` never leaves it.
  const trap = (id: string, name: string, step = "step") => `export const ${id} = workflow("${id}")
  .tasks({ a: pick, ${name}: ${step}, c: step })
  .start("a").flows((t) => [xor(t.a, { ok: t.c, no: t.${name} }), flow(t.${name}, t.${name})]).end("c").build()\n`

  test("stands at the key of its own workflow where one declaration serves several", async () => {
    expect(await covered(trap("One", "b") + trap("Two", "b") + trap("Three", "step", "step")))
      .toEqual(["KNHK2017 2: b", "KNHK2017 5: b", "KNHK2017 8: step"])
    expect(await covered(`export const One = workflow("one")
  .tasks({ a: step, b: step, c: step })
  .start("a").flows((t) => [flow(t.a, t.c)] as never).end("c").build()`)).toEqual(["KNHK1101 2: b", "KNHK1102 2: b"])
  })

  test("of a sub-workflow is said once, however often that is used", async () => {
    expect(await covered(`${trap("Inner", "b")}
export const Outer = workflow("outer")
  .tasks({ x: sub(Inner), y: sub(Inner) }).start("x").flows((t) => [flow(t.x, t.y)]).end("y").build()`))
      .toEqual(["KNHK2017 2: b"])
  })
})

describe("an executor", () => {
  const golden = join(import.meta.dirname, "golden/executor")
  const definition = join(golden, "order.workflow.ts")

  test("is the text beside its definition, wherever the command was given", async () => {
    const before = process.cwd()
    try {
      process.chdir("/")
      const made = await executorOf(definition)
      // The table is another test's; here it would only make the text long.
      const text = made.replace(/table: ".*"/, 'table: ""')
      if (process.env["UPDATE_GOLDEN"] !== undefined) writeFileSync(executorPath(definition), text)
      expect(text).toBe(readFileSync(executorPath(definition), "utf8"))
    } finally {
      process.chdir(before)
    }
  })

  test("knows the global types that the tsconfig names", async () => {
    const text = simple.replace("(value: unknown) => ({ value: value as string })", "() => ({ value: Buffer.of() })")
    expect(await executorOf(module(text))).toMatch(/Signature<"task", Buffer<ArrayBuffer>|NonSharedBuffer/)
  })

  test("is the same text for the same input", async () => {
    const path = module(simple)
    expect(await executorOf(path)).toBe(await executorOf(path))
  })

  test("has exactly the payload types of the definition, on TypeScript 6 and 7", async () => {
    expect(await Promise.all([checkTypes(golden, 6), checkTypes(golden, 7)])).toEqual(["", ""])
  })

  test("would not pass that check with types that are not exact", async () => {
    const path = folder({})
    cpSync(golden, path, { recursive: true })
    const text = readFileSync(join(path, "order.executor.ts"), "utf8")
    const loose = text.replace(/readonly receive: [^]*?\n  }>/, `readonly receive: Signature_<"task", any, any>`)
    expect(loose).not.toBe(text)
    writeFileSync(join(path, "order.executor.ts"), loose.replaceAll("Signature_<", "Signature<"))
    const said = await checkTypes(path, 7)
    expect(said).toMatch(/use\.ts\(\d+,\d+\): error TS2322/)
    expect(said).toMatch(/use\.ts\(\d+,\d+\): error TS2578/)
  })

  test("runs as it was written, and says what to do when it is stale", async () => {
    const path = folder({ "order.workflow.ts": simple, "package.json": `{ "type": "module" }` })
    mkdirSync(join(path, "node_modules"))
    symlinkSync(root, join(path, "node_modules", "knhk"), "junction")
    writeFileSync(join(path, "order.executor.ts"), await executorOf(join(path, "order.workflow.ts")))
    writeFileSync(join(path, "main.ts"), `import { open } from "knhk/runtime"
import { OrderExecutor } from "./order.executor.ts"
const workflow = OrderExecutor.with({ receive: (text) => text + " in", ship: async (text) => text + " out" })
const engine = await open({ workflows: [workflow] })
console.log(await (await engine.start(OrderExecutor, { input: "it is" })).result())
await engine.close()`)
    expect(await run(join(path, "main.ts"))).toBe("it is in out\n")
    writeFileSync(join(path, "order.workflow.ts"), simple.replaceAll("ship", "send"))
    expect(await run(join(path, "main.ts"))).toContain("npx knhk build order.workflow.ts")
  })

  test.each<[what: string, name: string, text: string, expected: readonly string[]]>([
    ["is .mts beside .mts", "order.workflow.mts", simple, [`import { Order } from "./order.workflow.mts"`]],
    ["is JavaScript beside JavaScript", "order.workflow.js", simple.replace(/: unknown|as string|as const/g, ""),
      [`import { Order } from "./order.workflow.js"`, "executor(Order, {"]],
    ["names a default export by its id", "order.workflow.ts", simple.replace("const Order =", "default"),
      [`import { default as Order } from "./order.workflow.ts"`, "Executor = executor<typeof Order, OrderTasks, {}>"]],
    ["gives a lower-case name a capital", "order.workflow.ts", simple.replace("const Order", "const executor"),
      [`import { executor as Executor } from`, "ExecutorExecutor = executor<typeof Executor, ExecutorTasks, {}>"]],
    ["avoids names of its own", "order.workflow.ts",
      `${simple.replace("const Order", "const Signature")}export interface SignatureTasks {}\n`,
      [`import { Signature as Signature_ } from`, "Executor = executor<typeof Signature_, SignatureTasks, {}>"]],
    ["names an export that is a keyword", "order.workflow.ts",
      `${simple.replace("export const", "const")}export { Order as if }`, [`import { if as If } from`]],
    ["quotes an export that is no name", "order.workflow.ts",
      `${simple.replace("export const", "const")}interface P {}\nexport { Order as "only weird", type P as "a P" }`
        .replace("value as string", "value as P"),
      [`import { "only weird" as OnlyWeird } from`, "OnlyWeirdExecutor = ", `import type { "a P" as P } from`]],
  ])("%s", async (_, name, text, expected) => {
    const made = await executorOf(module(text, name))
    for (const part of expected) expect(made).toContain(part)
  })

  test("keeps what names mean in the types of several modules", async () => {
    const of = `import { flow, type Schema, sub, task, workflow } from "knhk"
const of = <T>(): Schema<T> =>
  ({ "~standard": { version: 1, vendor: "test", validate: (value) => ({ value: value as T }) } })\n`
    const inner = `${of}interface Item { readonly inner: number }
interface Box<Item> { readonly v: Item; readonly when: Date }
type Keys = { readonly [Item in "a" | "b"]: Item }
type Of<T> = T extends (infer Item)[] ? Item : Item
interface Whole { box: Box<Item>; keys: Keys; of: Of<string>; f: <Item_>(a: Item_, item: Item) => typeof item }
export const Inner = workflow("inner").tasks({ a: task({ input: of<Whole>(), output: of<Whole>() }) })
  .start("a").flows(() => []).end("a").build()`
    const outer = `${of}import { Inner } from "./inner.workflow.ts"
type Item = { readonly outer: string }
export interface Date { readonly mine: number }
const a = task({ input: of<[Item, Date]>(), output: of<string>() })
export const Outer = workflow("outer").tasks({ a, b: sub(Inner) })
  .start("a").flows((t) => [flow(t.a, t.b, () => null as never)]).end("b").build()`
    const path = folder({ "inner.workflow.ts": inner, "outer.workflow.ts": outer })
    cpSync(join(golden, "tsconfig.json"), join(path, "tsconfig.json"))
    const text = await executorOf(join(path, "outer.workflow.ts"))
    for (const part of [
      `import type { Date as Date_ } from "./outer.workflow.ts"`, `Signature<"task", [Item, Date_], { done: string }>`,
      "interface Item__ {\n  readonly inner: number\n}",
      "interface Box<Item> {\n  readonly v: Item\n  readonly when: Date\n}",
      `readonly [Item in "a" | "b"]: Item\n`, "T extends (infer Item)[] ? Item : Item__\n",
      "box: Box<Item__>", "f: <Item_>(a: Item_, item: Item__) => typeof item",
    ]) expect(text).toContain(part)
    writeFileSync(join(path, "outer.executor.ts"), text)
    expect(await checkTypes(path, 7)).toBe("")
  })

  test("stands beside its definition", () => {
    expect(["/p/order.workflow.ts", "/p/order.ts", "/p/a.workflow.mts", "/p/a.js"].map(executorPath))
      .toEqual(["/p/order.executor.ts", "/p/order.executor.ts", "/p/a.executor.mts", "/p/a.executor.js"])
  })

  test("follows the .js endings of its definition", async () => {
    const text = `import "./payloads.js"\n${simple}`
    const path = folder({ "order.workflow.ts": text, "payloads.ts": "" })
    expect(await executorOf(join(path, "order.workflow.ts"))).toContain(`from "./order.workflow.js"`)
  })

  test("has .js endings where the tsconfig allows no others", async () => {
    const tsconfig = `{ "compilerOptions": { "module": "nodenext" } }`
    const path = folder({ "order.workflow.ts": simple, "tsconfig.json": tsconfig })
    expect(await executorOf(join(path, "order.workflow.ts"))).toContain(`from "./order.workflow.js"`)
  })
})

describe("writing", () => {
  const [old, same] = ["// Made by `old`", "// Made by `same`"]
  const texts = (path: string) =>
    readdirSync(path).sort().map((name) => `${name}: ${readFileSync(join(path, name), "utf8")}`)

  test("touches only what changed, and leaves nothing beside it", async () => {
    const path = folder({ "a.ts": old, "b.ts": same })
    const before = statSync(join(path, "b.ts")).mtimeMs
    const artefacts = [{ path: join(path, "a.ts"), text: "new" }, { path: join(path, "b.ts"), text: same }]
    expect((await write(artefacts)).map((w) => w.status)).toEqual(["written", "unchanged"])
    expect(texts(path)).toEqual(["a.ts: new", `b.ts: ${same}`])
    expect(statSync(join(path, "b.ts")).mtimeMs).toBe(before)
  })

  test("of several files writes none when one cannot be written", async () => {
    const path = folder({ "a.ts": old })
    const artefacts = [{ path: join(path, "a.ts"), text: "new" }, { path: join(path, "no", "b.ts"), text: "new" }]
    const failure = await write(artefacts).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(WriteFailure)
    const { message, path: at } = failure as WriteFailure
    expect(message).toBe(`${artefacts[1]!.path} is not written: its folder does not exist; create it`)
    expect(at).toBe(artefacts[1]!.path)
    expect(texts(path)).toEqual([`a.ts: ${old}`])
  })

  test("does not replace a file that was written by hand, nor one of its own", async () => {
    const path = folder({ "a.ts": "by hand", "empty.ts": "", "b.ts": old })
    const refused = async (artefacts: readonly string[]) => {
      const failure = await write(artefacts.map((name) => ({ path: join(path, name), text: `new ${name}` })))
        .catch((error: unknown) => error)
      expect(failure).toBeInstanceOf(WriteFailure)
      return (failure as WriteFailure).message.replace(`${path}/`, "")
    }
    expect([await refused(["b.ts", "a.ts"]), await refused(["b.ts", "b.ts"])]).toEqual([
      "a.ts is not written: a file not made by build stands there; move it, or rename the definition",
      "b.ts is not written: two definitions make it; rename one of their files",
    ])
    expect(texts(path)).toEqual(["a.ts: by hand", `b.ts: ${old}`, "empty.ts: "])
    expect((await write([{ path: join(path, "empty.ts"), text: "new" }])).map((w) => w.status)).toEqual(["written"])
  })

  test.skipIf(process.getuid?.() === 0)("refuses a folder without permission with one sentence", async () => {
    const path = folder({})
    chmodSync(path, 0o500)
    const failure = await write([{ path: join(path, "a.ts"), text: "new" }]).catch((error: unknown) => error)
    expect((failure as WriteFailure).message).toContain("check the permissions")
  })
})

/** All that a program prints. */
function run(file: string): Promise<string> {
  return new Promise((resolve) => {
    const args = ["--conditions=knhk-source", "--disable-warning=ExperimentalWarning", file]
    execFile(process.execPath, args, (_, stdout, stderr) => resolve(stdout + stderr))
  })
}
