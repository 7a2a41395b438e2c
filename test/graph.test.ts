/** Pictures of nets: what is drawn, as Mermaid, SVG and PNML. */
import { execFileSync } from "node:child_process"
import * as compiler from "knhk/compiler"
import { SaxesParser } from "saxes"
import { expect, test } from "vitest"
import { mermaid } from "../compiler/graph/mermaid.ts"
import { picture } from "../compiler/graph/picture.ts"
import { pnml } from "../compiler/graph/pnml.ts"
import { svg } from "../compiler/graph/svg.ts"
import { lower } from "../compiler/ir/lower.ts"
import type { Net } from "../compiler/ir/net.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { corpus } from "./corpus/corpus.ts"
import { samples } from "./corpus/definitions.ts"

const sample = (name: string): Net => lower(samples.find((s) => s.name === name)!.definition).value!
const nets = [...samples.map((s) => sample(s.name)), ...[...corpus("wcp"), ...corpus("road")].map((c) => c.net)]

interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
}

/** Elements of an XML text: name and attributes; throws if it is not well-formed. */
function elements(xml: string): readonly Element[] {
  const found: Element[] = []
  const parser = new SaxesParser()
  parser.on("error", (error) => { throw error })
  parser.on("opentag", ({ name, attributes }) => found.push({ name, attributes: attributes as Record<string, string> }))
  parser.write(xml).close()
  return found
}

test("Mermaid shows tasks, marks of joins and splits, outcomes, keys and ends", () => {
  expect(mermaid(sample("choice-all-join"))).toBe(`---
title: "choice-all-join"
---
flowchart LR
  %% before a name the join, after it the split: ∧ AND, × XOR, ○ OR; slanted: done by somebody outside
  c0(("start"))
  c6((("ship")))
  c7((("explain")))
  t0["check ×"]
  t1["∧"]
  t2["pick"]
  t3["pay"]
  t4["∧ ship"]
  t5["explain"]
  c0 --> t0
  t0 -->|"ok"| t1
  t0 -->|"no"| t5
  t1 --> t2
  t1 --> t3
  t2 -->|"l"| t4
  t3 -->|"r"| t4
  t4 --> c6
  t5 --> c7
  classDef silent stroke-dasharray: 3 3
  class t1 silent
`)
})

test("Mermaid puts a sub-workflow in a frame, and shows the end that empties it", () => {
  const text = mermaid(sample("sub-explicit"))
  expect(text).toContain('  subgraph s1["s"]\n    t2["ask ∧"]\n    t3["phone"]\n    t4["mail"]\n  end\n')
  expect(text).toContain('["× ⊘"]')
})

test("signs that Mermaid reads are written as entities", () => {
  const net = parseNet('net n\ncondition i input\ncondition o output\ntask "a \\"b\\" <c>|#" in i -> done: o')
  expect(mermaid(net)).toContain('t0["a #34;b#34; #60;c#62;#124;#35;"]')
})

test("conditions are drawn where they matter: start, ends, shared or holding more than one", () => {
  const shared = corpus("road").find((c) => c.name === "road/shared-input")!.net
  expect(picture(shared).nodes.filter((n) => n.kind === "condition")).toHaveLength(1)
  const bounded = corpus("road").find((c) => c.name === "road/bound-two")!.net
  expect(picture(bounded).nodes.find((n) => n.kind === "condition")).toMatchObject({ label: "≤ 2" })
  const kinds = new Set(picture(sample("merge")).nodes.map((n) => n.kind))
  expect([...kinds]).toEqual(["input", "output", "automatic"])
})

test("silent tasks that pass one token on are lines, those that split, join or empty are drawn", () => {
  const silent = (name: string) => picture(sample(name)).nodes.filter((n) => n.kind === "silent").length
  const counts = ["sub-sequential", "sub-explicit", "choice-all-join", "two-joins"].map(silent)
  expect(counts).toEqual([0, 1, 1, 4])
})

test("SVG is well-formed, has every task and every line, and stays within its frame", async () => {
  for (const net of nets) {
    const text = await svg(net)
    const drawn = picture(net)
    const found = elements(text)
    const count = (kind: string) => found.filter(({ attributes }) => attributes["class"] === kind).length
    const tasks = drawn.nodes.filter((n) => !["input", "output", "condition"].includes(n.kind))
    expect([count("edge"), count("box"), count("place")])
      .toEqual([drawn.edges.length, tasks.length, drawn.nodes.length - tasks.length])
    expect(text).not.toMatch(/NaN|undefined|Infinity/)
    const [left = 0, top = 0, width = 0, height = 0] = found[0]!.attributes["viewBox"]!.split(" ").map(Number)
    for (const { name, attributes: a } of found) {
      if (name !== "rect" && name !== "text") continue
      expect(Number(a["x"])).toBeGreaterThanOrEqual(left)
      expect(Number(a["y"])).toBeGreaterThanOrEqual(top)
      expect(Number(a["x"]) + Number(a["width"] ?? 0)).toBeLessThanOrEqual(left + width)
      expect(Number(a["y"]) + Number(a["height"] ?? 0)).toBeLessThanOrEqual(top + height)
    }
  }
})

test("the same net gives the same picture, and it is readable on light and dark", async () => {
  expect(await svg(sample("sub-in-sub"))).toBe(await svg(sample("sub-in-sub")))
  expect(await svg(sample("sequence"))).toContain("@media (prefers-color-scheme: dark)")
})

test("programs that know no variables draw the light colours, and dark ones replace each of them", async () => {
  const text = await svg(sample("sequence"))
  const themes = /<style>(.*)@media \(prefers-color-scheme: dark\) \{(.*)\}\s*<\/style>/s
  const [, plain = "", dark = ""] = themes.exec(text)!
  expect(plain).not.toContain("--")
  const colours = (sheet: string, value: RegExp) => {
    const rules = [...sheet.matchAll(/([^{}\n]*)\{([^}]*)\}/g)]
    return rules.flatMap(([, of = "", said = ""]) =>
      [...said.matchAll(/(fill|stroke): ([^;]*);/g)].flatMap(([, what, is = ""]) =>
        value.test(is) ? [`${of.trim()} ${what}`] : []))
  }
  const painted = colours(plain, /^#[0-9a-f]{6}$/)
  expect(painted.length).toBeGreaterThan(15)
  expect(colours(dark, /^var\(--\w+\)$/)).toEqual(painted)
  const declared = new Set([...dark.matchAll(/(--\w+): #/g)].map(([, name]) => name))
  for (const [, name] of dark.matchAll(/var\((--\w+)\)/g)) expect(declared).toContain(name)
  // Black is what a shape without a colour is drawn in.
  const shown = new Set([...text.matchAll(/class="([\w-]+)"/g)].map(([, name]) => name!))
  for (const name of ["box", "place", "edge", "head", "solid"]) {
    expect(shown).toContain(name)
    expect(painted.some((one) => one.includes(`.${name} `) || one.includes(`.${name},`))).toBe(true)
  }
})

test("PNML is well-formed, and its arcs lead between places and transitions that are there", () => {
  for (const net of nets) {
    const found = elements(pnml(net))
    const ids = (name: string) => new Set(found.filter((e) => e.name === name).map((e) => e.attributes["id"]))
    const places = ids("place")
    const transitions = ids("transition")
    expect(places.size).toBe(net.conditions.length)
    for (const { attributes: { source, target } } of found.filter((e) => e.name === "arc")) {
      expect([places.has(source), transitions.has(source)]).toEqual([transitions.has(target), places.has(target)])
    }
    for (const { attributes: { place, transition } } of found) {
      if (place !== undefined) expect(places).toContain(place)
      if (transition !== undefined) expect(transitions).toContain(transition)
    }
    expect(found.filter((e) => e.name === "initialMarking")).toHaveLength(1 + (net.marked ?? []).length)
  }
})

test("PNML has one transition per outcome, and per input of an XOR-join", () => {
  const net = parseNet(`net n\ncondition i input\ncondition j\ncondition k bound 2\ncondition o output
task A in i -> yes: j | no: k\ntask B in j k -> done: o clears i cancels A`)
  const text = pnml(net)
  const names = [...text.matchAll(/<transition id="[^"]*"><name><text>([^<]*)/g)].map(([, name]) => name)
  expect(names).toEqual(["A:yes", "A:no", "B&lt;j", "B&lt;k"])
  expect(text).toContain('<toolspecific tool="knhk" version="1"><bound>2</bound></toolspecific>')
  expect(text).toContain('<kind>automatic</kind><reset place="c0"/>'
    + '<cancel transition="t0.0"/><cancel transition="t0.1"/></toolspecific>')
})

test("the compiler's door gives pictures, text and traces, and loads the layout library only to draw", async () => {
  const { value } = compiler.compileDefinition(samples.find((s) => s.name === "sequence")!.definition)
  const { net, table } = value!
  expect([compiler.mermaid(net), compiler.pnml(net), await compiler.svg(net)])
    .toEqual([mermaid(net), pnml(net), await svg(net)])
  expect(compiler.printNet(compiler.parseNet(compiler.printNet(net)))).toContain("net sequence\n")
  expect(compiler.explore(table)).toMatchObject({ complete: true, traces: ["a b !ok"] })
  const script = `import { registerHooks } from "node:module"
    let loaded = []
    registerHooks({ resolve: (name, context, next) => { loaded.push(name); return next(name, context) } })
    const { parseNet, svg } = await import("knhk/compiler")
    const before = loaded.includes("@dagrejs/dagre")
    await svg(parseNet("net n\\ncondition i input\\ncondition o output\\ntask A in i -> done: o"))
    console.log(before, loaded.includes("@dagrejs/dagre"))`
  const flags = ["--conditions=knhk-source", "--disable-warning=ExperimentalWarning", "--input-type=module"]
  const said = execFileSync(process.execPath, [...flags, "-e", script], { cwd: import.meta.dirname, encoding: "utf8" })
  expect(said).toBe("false true\n")
})
