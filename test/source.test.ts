/** Reading modules: what crosses from the child, where things were written, what the child may do. */
import { randomUUID } from "node:crypto"
import { mkdirSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { canonical, type Definition, flow, join as joined, sub, task, workflow } from "knhk"
import { compile, type Diagnostic, type Location, render, toJson } from "knhk/compiler"
import { extract } from "../compiler/source/extract.ts"
import { spanOfCall, spanOfName, spanOfTask } from "../compiler/source/locate.ts"
import { pack, unpack } from "../compiler/source/wire.ts"
import { folder, root } from "./command.ts"

const text = `{ "~standard": { version: 1, vendor: "test", validate: (value) => ({ value }) } }`
const order = (id: string, name = "Order") => `
import { flow, task, workflow } from "knhk"
const Text = ${text}
export const ${name} = workflow("${id}")
  .tasks({ receive: task({ input: Text, output: Text }), ship: task({ input: Text, output: Text }) })
  .start("receive")
  .flows((t) => [flow(t.receive, t.ship)])
  .end("ship")
  .build()
`

describe("what a module exports", () => {
  const check = async (files: Record<string, string>, file: string, expected: readonly string[]) => {
    const { value, diagnostics } = await extract(join(folder(files), file))
    expect(render(diagnostics)).toBe("")
    expect(value!.workflows.map((w) => `${w.exportName} ${w.definition.id}`)).toEqual(expected)
  }

  test.each(["a.ts", "a.mts", "a.js", "a.mjs"])("is read from %s", (file) =>
    check({ [file]: order("order") },
      file, ["Order order"]))

  test("is listed in the order in which the module builds it, under its name or as default", () =>
    check({ "a.ts": `${order("second", "B")}${order("first", "A").replace(/import.*|const Text.*/g, "")}
      export default B` }, "a.ts", ["B second", "A first"]))

  test("is found when it was only re-exported", () =>
    check({ "inner.ts": order("order"), "a.ts": `export { Order as Renamed } from "./inner.ts"` }, "a.ts",
      ["Renamed order"]))

  test("may be built by loops, imported functions and spreads", async () => {
    const stage = `import { task } from "knhk"
const Text = ${text}
export const stage = () => task({ input: Text, output: Text })`
    const main = `import { flow, workflow } from "knhk"
import { stage } from "./stage.ts"
const names = ["pack", "label", "ship"]
const stages = Object.fromEntries(names.map((name) => [name, stage()]))
export const Order = workflow("order").tasks({ receive: stage(), ...stages }).start("receive")
  .flows((t) => names.map((name, i) => flow(t[["receive", ...names][i]] as never, t[name] as never)))
  .end("ship").build()`
    const path = folder({ "stage.ts": stage, "a.ts": main })
    const { value } = await extract(join(path, "a.ts"))
    const definition = value!.workflows[0]!.definition
    expect(definition.tasks.map((t) => t.name)).toEqual(["receive", "pack", "label", "ship"])
    expect(definition.flows.map((f) => f.kind === "flow" && `${f.from} ${f.to}`))
      .toEqual(["receive pack", "pack label", "label ship"])
    // Where the call stands in the author's own text, in whichever file.
    expect(definition.tasks[1]!.at).toEqual({ file: join(path, "stage.ts"), line: 3, column: 28 })
    expect(definition.flows[0]!.at).toMatchObject({ file: join(path, "a.ts"), line: 6 })
  })

  test("shares the definition of a sub-workflow wherever it is used", async () => {
    const path = folder({ "inner.ts": order("inner", "Inner"), "a.ts": `
import { flow, sub, workflow } from "knhk"
import { Inner } from "./inner.ts"
export const Outer = workflow("outer").tasks({ once: sub(Inner), twice: sub(Inner) }).start("once")
  .flows((t) => [flow(t.once, t.twice as never)]).end("twice").build()
export { Inner }` })
    const { value } = await extract(join(path, "a.ts"))
    expect(value!.workflows.map((w) => w.exportName)).toEqual(["Inner", "Outer"])
    const [inner, outer] = value!.workflows.map((w) => w.definition)
    expect(outer!.tasks.map((t) => t.workflow === inner)).toEqual([true, true])
  })

  test("is found through package.json imports, linked packages, and .js endings that mean .ts", async () => {
    const path = folder({
      "package.json": JSON.stringify({ type: "module", imports: { "#inner": "./inner.ts" } }),
      "inner.ts": order("inner", "Inner"), "other.ts": order("other", "Other"),
      "a.ts": `export { Inner } from "#inner"\nexport { Other } from "./other.js"`,
    })
    mkdirSync(join(path, "node_modules"))
    symlinkSync(root, join(path, "node_modules", "knhk"), "junction")
    const { value, diagnostics } = await extract(join(path, "a.ts"))
    expect(render(diagnostics)).toBe("")
    expect(value!.workflows.map((w) => w.exportName)).toEqual(["Inner", "Other"])
  })

  test("is taken from the overlay where there is one, and the disk is not looked at", async () => {
    const path = join(folder({ "a.ts": "this is not saved yet" }), "a.ts")
    const { value } = await extract(path, { overlay: order("unsaved") })
    expect(value!.workflows[0]!.definition.id).toBe("unsaved")
    const broken = await compile(path, { overlay: order("unsaved").replace("flow(t.receive, t.ship)", "") })
    expect(render(broken.diagnostics, { folder: join(path, ".."), overlays: { [path]: order("unsaved") } })).toContain(
      `a.ts:5:58 - error KNHK1101: workflow "unsaved", task "ship"`)
  })
})

test("a module of a package without \"type\": \"module\" is told what to write", async () => {
  const path = folder({ "package.json": JSON.stringify({ type: "commonjs" }), "a.ts": order("order") })
  const { diagnostics } = await extract(join(path, "a.ts"))
  expect(render(diagnostics)).toContain('write "type": "module" in package.json, or name the file .mts')
})

describe("the child", () => {
  const printed = async (code: string) => {
    const { value, diagnostics } = await extract(join(folder({ "a.ts": `${order("order")}\n${code}` }), "a.ts"))
    expect(render(diagnostics)).toBe("")
    return value!.printed.trim()
  }

  test("has an empty environment", async () => {
    process.env["KNHK_TEST_SECRET"] = "secret"
    // On Windows a process cannot start without SystemRoot.
    const names = JSON.parse(await printed("console.log(JSON.stringify(Object.keys(process.env)))")) as string[]
    expect(names.filter((name) => name !== "SystemRoot")).toEqual([])
  })

  test("may print, and may print what looks like an answer", async () => {
    expect(await printed(`console.log('{"failure":{}}'); process.stderr.write("{}")`)).toBe(`{"failure":{}}\n{}`)
  })

  test("may leave timers running", async () => {
    expect(await printed("setInterval(() => {}, 1000)")).toBe("")
  })

  test("has a Date that still is one", async () => {
    const code = "console.log(new Date(0).toISOString(), new Date() instanceof Date, typeof Date(), Date.UTC(1970, 0))"
    expect(await printed(code)).toBe("1970-01-01T00:00:00.000Z true string 0")
  })

  const os = `(name) => process.getBuiltinModule("node:" + name)`
  test("reads names that are words of definitions too", async () => {
    const { value, diagnostics } = await extract(join(folder({ "a.ts": `import { par, seq, task, workflow } from "knhk"
const Text = ${text}
const step = () => task({ input: Text, output: Text })
export const Order = workflow("order").tasks({
  a: step(), b: step(), c: step(), end: task({ input: { at: Text, until: Text }, output: Text }),
}).start("a").flows((t) => [seq(t.a, par({ at: t.b, until: t.c }), t.end)]).end("end").build()` }), "a.ts"))
    expect(render(diagnostics)).toBe("")
    const joins = value!.workflows[0]!.definition.flows.flatMap((f) => (f.kind === "join" ? [f.from] : []))
    expect(joins).toEqual([{ at: "b", until: "c" }])
  })

  test.each([
    ["writes to the wire", `import fs from "node:fs"\nfs.writeSync(3, '{"definitions":[{}],"exports":[]}')`],
    ["replaces JSON", `globalThis.JSON = { stringify: () => "{", parse: () => 1 }`],
    ["says how objects become JSON", `Object.prototype.toJSON = () => ({})`],
    ["replaces writing", `import fs from "node:fs"\nimport { syncBuiltinESMExports } from "node:module"
fs.writeSync = () => 1\nsyncBuiltinESMExports()`],
  ])("reads a module that %s", async (_, code) => {
    expect(await printed(code)).toBe("")
  })

  test("gives no answer for a module that only writes to the wire", async () => {
    const code = `import fs from "node:fs"\nfs.writeSync(3, "{}")\nprocess.reallyExit(0)`
    const { diagnostics } = await extract(join(folder({ "a.ts": code }), "a.ts"))
    expect(diagnostics.map((d) => d.code)).toEqual(["KNHK1018"])
  })

  test.concurrent.each([
    ["KNHK1006", `os("dns").resolve4("example.com", () => {})`],
    ["KNHK1006", `new (os("dns").Resolver)().resolve4("example.com", () => {})`],
    ["KNHK1006", `os("dgram").createSocket("udp4").sendto(Buffer.from("a"), 0, 1, 9, "127.0.0.1")`],
    ["KNHK1006", `os("dgram").createSocket("udp4").addMembership("224.0.0.114")`],
    ["KNHK1006", `os("tls").connect(9, "127.0.0.1")`],
    ["KNHK1006", `os("http").createServer().listen(0)`],
    ["KNHK1006", `os("net")._createServerHandle("127.0.0.1", 0, 4, -1)`],
    ["KNHK1006", `new process.stdout._handle.constructor(0).bind("/tmp/left-by-a-definition")`],
    ["KNHK1007", `new (os("sqlite").DatabaseSync)(":memory:")`],
    ["KNHK1010", `process._kill(process.ppid, 0)`],
  ])("says %s of a module with %s", async (code, attempt) => {
    const { diagnostics } = await extract(join(folder({ "a.mjs": `const os = ${os}\n${attempt}` }), "a.mjs"))
    expect(diagnostics.map((d) => [d.code, d.at?.line])).toEqual([[code, 2]])
  })

  test.each([
    ["missing.ts", "does not exist"],
    ["folder.ts", "is a folder"],
    ["a.json", "is not a module"],
    ["cut\0off.ts", "cannot be looked at"],
  ])("is not started for %j, which %s", async (name, why) => {
    const path = folder({ "a.json": "{}" })
    const asked = name === "folder.ts" ? path : join(path, name)
    const { value, diagnostics } = await compile(asked)
    expect(value).toBeUndefined()
    expect(diagnostics.map((d) => [d.code, d.message.includes(why)])).toEqual([["KNHK1001", true]])
  })
})

describe("the wire", () => {
  const validate = (value: unknown) => ({ value: String(value) })
  const Text = { "~standard": { version: 1, vendor: "test", validate } } as const
  const step = () => task({ input: Text, output: Text })
  /** The definitions after they crossed, behind something that a module wrote. */
  const crossed = (definitions: readonly Definition[]) => {
    const key = randomUUID()
    const answer = unpack(key, Buffer.concat([Buffer.from("{}"), pack(key, { definitions, exports: [] })]))!
    if (!("definitions" in answer)) throw new Error("these are no definitions")
    return answer.definitions
  }

  test("keeps the canonical text and the sharing of definitions", () => {
    const inner = workflow("inner").tasks({ a: step() }).start("a").flows(() => []).end("a").build()
    const outer = workflow("outer")
      .tasks({ a: step(), b: sub(inner), c: sub(inner), d: task({ input: { x: Text, y: Text }, output: Text }) })
      .start("a")
      .flows((t) => [flow(t.a, t.b, (p) => p), flow(t.a, t.c), joined({ x: t.b, y: t.c }, t.d)])
      .end("d").build()
    const definitions = [inner.definition, outer.definition]
    const back = crossed(definitions)
    expect(back.map(canonical)).toEqual(definitions.map(canonical))
    expect(back[1]!.tasks[1]!.workflow).toBe(back[0])
  })

  test("keeps the canonical text of any definition", () => {
    // Authors may name anything like what definitions and their wire form are made of.
    const name = fc.oneof(fc.string({ minLength: 1, maxLength: 6, unit: "grapheme" }),
      fc.constantFrom("at", "file", "workflow", "kind", "map", "guard", "~standard", "__proto__", "constructor"))
    const schema = fc.constant(Text)
    const target = fc.record({ kind: fc.constant("task"), task: name })
    const place = fc.record({ file: fc.constant("file:///a.ts"), line: fc.nat(), column: fc.nat() })
    const definition: fc.Arbitrary<Definition> = fc.record({
      id: name, start: name, ends: fc.array(name), termination: fc.constantFrom("explicit", "implicit"),
      tasks: fc.array(fc.record({
        kind: fc.constantFrom("task", "decision", "human", "silent"), name,
        input: fc.oneof(schema, fc.dictionary(name, schema)),
        outcomes: fc.dictionary(name, schema), timeout: fc.nat(), role: fc.string(), after: fc.nat(), calls: name,
        signal: fc.record({ name, keep: fc.record({ most: fc.nat() }) }, { requiredKeys: ["name"] }),
        instances: fc.record({
          count: fc.nat(), min: fc.nat(), max: fc.nat(), join: fc.constantFrom("all", "none", 2),
          until: fc.constant(() => true), rest: fc.constantFrom("absorb", "cancel"), open: fc.boolean(),
        }, { requiredKeys: ["min", "max", "join", "rest", "open"] }),
      }, { requiredKeys: ["kind", "name", "outcomes"] })),
      flows: fc.array(fc.oneof(
        fc.record({ kind: fc.constant("flow"), from: name, to: name, map: fc.constant(() => 1) },
          { requiredKeys: ["kind", "from", "to"] }),
        fc.record({ kind: fc.constant("join" as const), from: fc.dictionary(name, name), to: name }),
        fc.record({ kind: fc.constant("merge" as const), from: fc.array(name), to: name }),
        fc.record({
          kind: fc.constantFrom("guard", "or"), from: name,
          routes: fc.array(fc.record({ guard: fc.constant(() => true), to: target }, { requiredKeys: ["to"] })),
        }),
        fc.record({
          kind: fc.constant("partial"), from: fc.dictionary(name, name), to: name, count: fc.nat(), bare: fc.boolean(),
          rest: fc.constant("cancel"), bound: fc.nat(), region: fc.array(name),
        }),
        fc.record({
          kind: fc.constant("interleave"), from: name, tasks: fc.array(name), to: name,
          order: fc.array(fc.tuple(name, name)),
        }),
      )),
      rules: fc.array(fc.oneof(
        fc.record({ kind: fc.constant("cancels"), task: name, region: fc.array(name), at: place }),
        fc.record({ kind: fc.constant("critical"), parts: fc.array(fc.array(name)) }),
      )),
    }) as unknown as fc.Arbitrary<Definition>
    fc.assert(fc.property(fc.array(definition, { maxLength: 3 }), (definitions) => {
      const back = crossed(definitions)
      expect(back.map(canonical)).toEqual(definitions.map(canonical))
      for (const rule of back.flatMap((of) => of.rules ?? [])) expect([undefined, "/a.ts"]).toContain(rule.at?.file)
    }), { numRuns: 100 })
  })
})

describe("a span", () => {
  const source = `import { flow, workflow } from "knhk"
const made = build("deep")
export const Order = workflow("order").tasks({
  receive: stage("in"),
  "pack it": stage("x") as never,
  ...more,
}).start("receive").flows((t) => [
  flow(t.receive, t["pack it"]),
  xor(t.check, { ok: t.a, no: all(t.b) }),
  or(t.claim, [when((c) => c.injured, t.medical), otherwise(t.file)]),
  partialJoin(2, { ann: t.ann, bob: t.bob }, t.decide, { rest: "cancel", region: [t.ann] }),
  interleave(t.in, [t.scan, t.blood], t.judge, { order: [[t.scan, t.blood]] }),
  milestone(t.change, { during: t.pack }),
  critical([t.load, t.drive], [t.clean]),
]).end("ship", "receive").build()
`
  // The place is given as the start of a piece of text; the span is given as the text it covers.
  const check = (at: string, name: string | undefined, covered: string) => {
    const start = source.indexOf(at)
    const before = source.slice(0, start)
    const place = { file: "/a.ts", line: before.split("\n").length, column: start - before.lastIndexOf("\n") }
    const span = name === undefined ? spanOfCall(place, source) : spanOfName(place, name, source)
    const after = source.split("\n").slice(span.line - 1).join("\n").slice(span.column - 1)
    expect(after.slice(0, span.length)).toBe(covered)
  }

  test.each<[at: string, name: string | undefined, covered: string]>([
    ["flow(t.receive", undefined, `flow(t.receive, t["pack it"])`],
    ["flow(t.receive", "receive", "t.receive"],
    ["flow(t.receive", "pack it", `t["pack it"]`],
    ["flow(t.receive", "nowhere", `flow(t.receive, t["pack it"])`],
    [`stage("in")`, "receive", "receive"],
    [`stage("x")`, "pack it", `"pack it"`],
    ["xor(", "no", "no"],
    ["xor(", "a", "t.a"],
    ["or(t.claim", "medical", "t.medical"],
    ["partialJoin(", "decide", "t.decide"],
    ["partialJoin(", "bob", "t.bob"],
    ["interleave(", "blood", "t.blood"],
    ["milestone(", "pack", "t.pack"],
    ["critical(", "clean", "t.clean"],
    ["critical(", undefined, "critical([t.load, t.drive], [t.clean])"],
    [`workflow("order")`, "ship", `"ship"`],
    [`workflow("order")`, undefined, `workflow("order")`],
    [`build("deep")`, "deep", `"deep"`],
    ["made =", "deep", "made"],
  ])("of the call at %j for the name %j covers %j", check)

  const placed = (text: string, at: string) => {
    const before = text.slice(0, text.indexOf(at))
    const column = before.length - before.lastIndexOf("\n")
    return { file: "/a.ts", line: before.split("\n").length, column }
  }

  const keyed = `const one = () => task({})
const shared = { pack: one(), twice: one() }
const same = shared
const all = { ...shared, ...{ "ship it": one() }, twice: two() } as const
export const A = workflow("a").tasks({ in: one(), [name]: three() }).start("in").flows((t) => [flow(t.in, t.made)])
export const B = workflow("b").tasks(all).start("pack").end("ship it")
export const C = workflow("c").tasks(same).start("pack")
export const D = workflow("d").tasks(made()).start("pack").flows((t) => [flow(t.pack, t["ship it"])]).end("ship it")
export const E = workflow("e")
`
  test.each<[of: string, name: string, made: string, covered: string | undefined]>([
    ["a", "in", "task(", "in: one()"],
    ["a", "outer/in", "task(", "in: one()"],
    ["a", "made", "task(", "t.made"],
    ["a", "nowhere", "task(", undefined],
    // Made right in .tasks({...}): the call is as good a place.
    ["a", "made", "three(", undefined],
    ["b", "pack", "task(", "pack: one()"],
    ["b", "twice", "task(", "twice: two()"],
    ["b", "ship it", "task(", `"ship it": one()`],
    ["c", "pack", "task(", `"pack")`],
    ["d", "ship it", "task(", `t["ship it"]`],
    ["d", "pack", "task(", `"pack").flows`],
    ["e", "pack", "task(", undefined],
  ])("of a task of workflow %j named %j, which %j made, begins at %j", (of, name, made, covered) => {
    const at = spanOfTask(placed(keyed, `workflow("${of}")`), name, placed(keyed, made), keyed)
    const text = at && keyed.split("\n")[at.line - 1]!.slice(at.column - 1)
    expect(text?.slice(0, covered?.length)).toBe(covered)
  })

  test("of a place outside of the text has the place itself", () => {
    expect(spanOfName({ file: "/a.ts", line: 99, column: 7 }, "x", source)).toMatchObject({ line: 99, column: 7 })
  })
})

describe("rendered diagnostics", () => {
  const diagnostic = {
    code: "KNHK1004", severity: "error", message: "no good", notes: [{ message: "because" }],
    at: { file: "/p/a.ts", line: 2, column: 3, length: 4 } as Location,
  } as const satisfies Diagnostic

  test("quote the line with tabs kept, and cut the mark at its end", () => {
    const overlays = { "/p/a.ts": "x\n\t\tlong\n" }
    const out = render([{ ...diagnostic, at: { ...diagnostic.at, length: 99 } }], { folder: "/p", overlays })
    expect(out).toBe("a.ts:2:3 - error KNHK1004: no good\n\n2 \t\tlong\n  \t\t~~~~\n  because\n")
  })

  test("have colours only when asked", () => {
    expect(render([diagnostic], { folder: "/p" })).not.toContain("\u001b")
    expect(render([diagnostic], { folder: "/p", color: true })).toContain("\u001b[91merror\u001b[0m")
  })

  test("are one stable JSON shape", () => {
    const bare: Diagnostic = { ...diagnostic, at: { file: "/p/a.ts", line: 1, column: 1 }, notes: [] }
    expect(toJson([diagnostic, bare])).toEqual([
      {
        code: "KNHK1004", severity: "error", title: "the module throws", message: "no good",
        at: { file: "/p/a.ts", line: 2, column: 3, length: 4 }, notes: [{ message: "because", at: null }],
      },
      {
        code: "KNHK1004", severity: "error", title: "the module throws", message: "no good",
        at: { file: "/p/a.ts", line: 1, column: 1, length: 0 }, notes: [],
      },
    ])
  })
})
