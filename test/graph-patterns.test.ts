/** Pictures of what not every net has: partial joins, OR, instances, calls, signals, ties, notes; and their PNML. */
import { describe, expect, test } from "vitest"
import { bows } from "../compiler/graph/bow.ts"
import { border, crossings } from "../compiler/graph/curve.ts"
import { layout } from "../compiler/graph/layout.ts"
import { mermaid } from "../compiler/graph/mermaid.ts"
import { picture, type PictureNode } from "../compiler/graph/picture.ts"
import { pnml, PnmlError } from "../compiler/graph/pnml.ts"
import { svg } from "../compiler/graph/svg.ts"
import { parseNet, printNet } from "../compiler/ir/text.ts"
import { corpus } from "./corpus/corpus.ts"

const net = (...lines: readonly string[]) => parseNet(`net n\n${lines.join("\n")}`)
const conditions = (names: string) => names.split(" ").map((name) => `condition ${name}`).join("\n")

/** What is said of each node that has something to say. */
function said(nodes: readonly PictureNode[]): Readonly<Record<string, unknown>> {
  const words = nodes.map(({ label, kind, join, partial, sweeps, split }) =>
    [label === "" ? kind : label, [partial, join, sweeps && "sweeps", split && `> ${split}`].filter(Boolean).join(" ")])
  return Object.fromEntries(words.filter(([, word]) => word !== ""))
}

/** A partial join of branches B, C and E before D: its parts as plain tasks and resources. */
const partial = (count: number, more = "", cancel = false) => net("condition i input", conditions("b c e x y z"),
  "condition d", "condition o output", ...["x", "y", "z"].map((c) => `condition open-${c} marked resource`),
  "condition armed marked resource", "condition fired resource", "condition absorbed resource bound 3",
  "condition arrived bound 3", "task A in i -> done: b c e", "task B in b -> done: x", "task C in c -> done: y",
  "task E in e -> done: z", ...["x", "y", "z"].map((c) => `task ~${c} silent and in ${c} open-${c} -> done: arrived`),
  cancel
    ? `task ~fire silent and in arrived*${count} armed -> done: d armed open-x open-y open-z
      clears arrived open-x open-y open-z x y z b c e cancels B C E`.replace(/\s+/g, " ")
    : `task ~fire silent and in arrived*${count} armed -> done: d fired`,
  ...(cancel ? [] : ["task ~absorb silent and in arrived -> done: absorbed reads fired",
    "task ~reset silent and in absorbed fired -> done: armed open-x open-y open-z"]),
  "task D in d -> done: o", more)

test("a partial join is one join at the task it leads to", () => {
  const { nodes, edges, ties } = picture(partial(2))
  expect(said(nodes)).toEqual({ A: "> and", D: "2 of 3" })
  expect(nodes.map(({ label, kind }) => label || kind)).toEqual(["input", "o", "A", "B", "C", "E", "D"])
  expect(edges).toHaveLength(8)
  expect(ties).toEqual([])
})

test("a partial join that cancels its other branches says so, and one with another way in is a join of its own", () => {
  expect(said(picture(partial(1, "", true)).nodes)).toEqual({ A: "> and", D: "1 of 3 sweeps" })
  const two = partial(2, "task F in i -> done: d").tasks.length
  expect(two).toBe(12)
  expect(said(picture(partial(2, "task F in i -> done: d")).nodes)).toEqual({ A: "> and", silent: "2 of 3", D: "xor" })
})

test("what tells a partial join of the branches that an OR-split did not take is part of the join", () => {
  const { net } = corpus("wcp").find(({ name }) => name === "wcp/30-after-multi-choice")!
  const { nodes, edges } = picture(net)
  expect(said(nodes)).toEqual({ A: "> or", D: "2 of 3 > xor" })
  expect(nodes.map(({ label, kind }) => label || kind)).toEqual(["input", "end", "A", "B", "C", "E", "D"])
  expect(edges).toHaveLength(9)
})

/** The same, where the join may fire more than once before D begins. */
const blocking = (more = "") =>
  parseNet(printNet(partial(2)).replace("condition d\n", "condition d bound 3\n") + more)

test("a partial join that may fire again before its task begins is drawn there too, with how often", async () => {
  const { nodes, edges } = picture(blocking())
  expect(nodes.find(({ label }) => label === "D")).toMatchObject({ partial: "2 of 3", waiting: "≤ 3" })
  expect([nodes.length, edges.length, nodes.filter(({ kind }) => kind === "condition")]).toEqual([7, 8, []])
  expect(await svg(blocking())).toMatch(/>2 of 3<\/text><text class="small"[^>]*>≤3<\/text>/)
  expect(mermaid(blocking())).toContain('["2 of 3 (≤ 3) D"]')
})

test("a partial join with a condition that more know of stands alone, as one strip", async () => {
  const read = blocking("task R in i -> done: o reads d\n")
  expect(said(picture(read).nodes)).toMatchObject({ silent: "2 of 3" })
  expect(picture(read).nodes.map(({ label }) => label)).toContain("≤ 3")
  const [, own = ""] = /<g class="silent">(.*?)<\/g>/.exec(await svg(read))!
  expect(own).toContain(">2 of 3</text>")
  expect(own).not.toMatch(/[vV]/)
})

test("what only looks like a partial join is drawn as it is", () => {
  const text = net("condition i input", conditions("b c x y d"), "condition o output", "condition k marked resource",
    "condition arrived bound 2", "task A in i -> done: b c", "task B in b -> done: x", "task C in c -> done: y",
    "task ~x silent and in x k -> done: arrived", "task ~y silent in y -> done: arrived",
    "task ~fire silent in arrived -> done: d", "task D in d -> done: o")
  const { nodes } = picture(text)
  expect(nodes.filter(({ partial }) => partial !== undefined)).toEqual([])
  expect(nodes.filter(({ marked, label }) => marked || label === "≤ 2")).toHaveLength(2)
})

test("OR is a circle, also where an AND-join is told which routes were not taken, which is no line", () => {
  const or = (join: string, skip: string) => net("condition i input", conditions("b c x y"), "condition o output",
    `task A several in i -> b: b | b-not: ${skip && "x"} | c: c | c-not: ${skip && "y"} | else: o | else-not:`,
    "task B in b -> done: x", "task C in c -> done: y", `task D ${join} in l=x r=y -> done: o`)
  for (const drawn of [picture(or("or", "")), picture(or("and", "skip"))]) {
    expect(said(drawn.nodes)).toEqual({ A: "> or", D: "or" })
    expect(drawn.edges.map(({ label }) => label)).toEqual(["", "b", "c", "else", "l", "r", ""])
  }
  expect(mermaid(or("or", ""))).toContain('["○ D"]')
})

const order = net("scope pay payment", "entry", "condition i input", conditions("j m w"),
  "condition k resource bound 4", "condition o output", "condition x input of 1", "condition y output of 1",
  "trigger paid kept k",
  "task Take in i -> done: j", "task Wait receive paid in j -> done: m", "task Later timer in m -> done: w",
  "task pay call 1 in w -> done: o instances min 1 max 5 open", "task pay/ask manual scope 1 in x -> done: y")

test("Mermaid shows who does a task: signals, timers, other workflows and how many of them", () => {
  expect(mermaid(order).split("\n").slice(5, -1)).toEqual([
    '  c0(("start"))', '  c5((("o")))', '  t0["Take"]', '  t1>"Wait (paid)"]', '  t2(["Later"])',
    '  t3[["pay (payment) ⦀ 1–5 +"]]', '  subgraph s1["pay"]', '    c6(("start"))', '    c7((("y")))',
    '    t4[/"ask"/]', "  end", "  c0 --> t0", "  c6 --> t4", "  t0 --> t1", "  t1 --> t2", "  t2 --> t3",
    "  t3 --> c5", "  t4 --> c7",
  ])
})

test("SVG has a sign for each kind of waiting, sheets for instances and two frames for a call", async () => {
  const text = await svg(order)
  const count = (pattern: RegExp) => [...text.matchAll(pattern)].length
  expect([count(/class="sign"/g), count(/class="sheet"/g), count(/<g class="call">/g)]).toEqual([3, 2, 1])
  expect(text).toContain(">1–5 +</text>")
  expect(text).toContain(">paid</text>")
})

test.each([
  ["3 min 3 max 3", "3"], ["min 0 max 9", "0–9"], ["min 2 max 2", "2"], ["min 1 max 100000", "1–100000"],
  ["3 min 3 max 3 after 2", "2 of 3"], ["2 min 1 max 4 open until", "2 +, until"],
  ["min 0 max 500 after 0", "0–500, not awaited"], ["3 min 3 max 3 after 0", "3, not awaited"],
])("instances %s are written %s", (clause, badge) => {
  const task = `task X in i -> done: o instances ${clause}`
  const { nodes } = picture(net("condition i input", "condition o output", task))
  expect(nodes.find(({ label }) => label === "X")!.instances).toBe(badge)
})

test("a task is tied to what it reads, cancels and completes, and says the number where that is too much", async () => {
  const many = Array.from({ length: 7 }, (_, i) => i)
  const beside = net("condition i input", conditions("r x k l m w"), "condition o output",
    "task S in i -> done: r x k l m w", "task R in r -> done: reads m", "task M in m -> done:",
    "task X in x -> done: instances 2 min 2 max 2", "task K in k -> done: clears w cancels X M",
    "task L in l -> done: completes X", "task W1 in w -> done:", "task W2 in w -> done:",
    ...many.map((i) => `condition c${i}\ntask T${i} in c${i} -> done:`),
    `condition z\ntask Z in z -> done: cancels ${many.map((i) => `T${i}`).join(" ")}`)
  const { nodes, ties } = picture(beside)
  const name = (id: string) => nodes.find((node) => node.id === id)!.label || "circle"
  expect(ties.map(({ from, to, kind }) => `${name(from)} ${kind} ${name(to)}`)).toEqual([
    "circle reads R", "K cancels X", "K cancels M", "K cancels circle", "L completes X",
  ])
  expect(nodes.filter(({ empties }) => empties > 0).map(({ label, empties }) => [label, empties])).toEqual([["Z", 7]])
  const text = await svg(beside)
  expect([...text.matchAll(/class="tie (\w+)"/g)].map(([, kind]) => kind).sort())
    .toEqual(["cancels", "cancels", "cancels", "completes", "reads"])
  expect(mermaid(beside)).toContain(" -.->|\"completes\"| ")
})

test("a task that cancels the case is marked, in SVG and in Mermaid", async () => {
  const text = net("condition i input", "condition o output", "task X in i -> done: o ends-case")
  expect(mermaid(text)).toContain('t0["X ⊗"]')
  expect(await svg(text)).toContain("<title>cancels the case</title>")
})

test("notes tell which tasks keep each other out", async () => {
  const start = ["condition i input", conditions("a b c d"), "condition o output", "task S in i -> done: a b c d"]
  const tasks = (...excludes: readonly string[]) => net(...start, ...["A", "B", "C", "D"].map((name, i) =>
    `task ${name} in ${name.toLowerCase()} -> done: o ${excludes[i] ? `excludes ${excludes[i]}` : ""}`))
  const interleaved = tasks("B C", "A C", "A B")
  expect(picture(interleaved).notes).toEqual(["one at a time: A, B, C"])
  expect(picture(interleaved).nodes.filter(({ excluded }) => excluded)).toHaveLength(3)
  expect(picture(tasks("C D", "C D", "A B", "A B")).notes).toEqual(["one part at a time: A, B | C, D"])
  expect(picture(tasks("C D", "", "A B")).notes).toEqual(["one part at a time: A, B | C, D"])
  expect(picture(tasks("B", "A", "D", "C")).notes).toEqual(["one at a time: A, B", "one at a time: C, D"])
  expect(picture(tasks("B")).notes).toEqual(["A waits for B"])
  expect(picture(tasks("B", "A C", "B D", "C")).notes)
    .toEqual(["A waits for B", "B waits for A, C", "C waits for B, D", "D waits for C"])
  expect(await svg(interleaved)).toContain(">one at a time: A, B, C</text>")
  expect(mermaid(interleaved)).toContain('  n0["one at a time: A, B, C"]')
})

test("silent tasks in a circle are drawn, so that each line leads somewhere", () => {
  const { nodes, edges } = picture(net("condition i input", conditions("a b"), "condition o output",
    "task A in i -> on: a | out: o", "task ~1 silent in a -> done: b", "task ~2 silent in b -> done: a"))
  expect(nodes.filter(({ kind }) => kind === "silent")).toHaveLength(1)
  const ids = new Set(nodes.map(({ id }) => id))
  expect(edges.filter(({ from, to }) => !ids.has(from) || !ids.has(to))).toEqual([])
})

test("a silent task that begins threads is a line, one between two circles is drawn", () => {
  const { nodes, edges } = picture(net("condition i input", conditions("a b"), "condition t bound 2",
    "condition u bound 2", "condition o output", "task S in i -> done: a b", "task ~twice silent in a -> done: t t",
    "task ~between silent in t -> done: u", "task U in u -> done: o", "task B in b -> done: o"))
  expect(nodes.filter(({ kind }) => kind === "silent").map(({ id }) => id)).toEqual(["t2"])
  expect(edges.find(({ from, to }) => from === "t0" && to === "c3")).toMatchObject({ label: "×2" })
  expect(edges.filter(({ from, to }) => from.startsWith("c") && to.startsWith("c"))).toEqual([])
})

test("threads are told at their lines", () => {
  const text = net("condition i input", "condition t bound 3", "condition u bound 3", "condition o output",
    "task Split in i -> done: t t t", "task Work in t -> done: u", "task Merge and in u*3 -> done: o gather list")
  expect(picture(text).edges.map(({ label }) => label)).toEqual(["", "", "×3", "×3", "", ""])
})

describe("ties", () => {
  const box = (x: number, y: number) => ({ x, y, width: 80, height: 40 })
  type Boxes = Readonly<Record<string, ReturnType<typeof box>>>
  const tied = (boxes: Boxes, ...pairs: readonly (readonly [from: string, to: string])[]) =>
    bows(pairs.map(([from, to]) => ({ from, to, kind: "cancels" })), new Map(Object.entries(boxes)))

  test("a tie goes around what stands between", () => {
    const [from, between, to] = [box(0, 200), box(0, 100), box(0, 0)]
    const isHit = ({ x, y }: { x: number; y: number }) => Math.abs(x - between.x) < 40 && Math.abs(y - between.y) < 20
    expect(tied({ from, to }, ["from", "to"])[0]!.points.some(isHit)).toBe(true)
    expect(tied({ from, to, between }, ["from", "to"])[0]!.points.some(isHit)).toBe(false)
  })

  test("ties that meet one side of a box meet it apart, in the order of where they come from", () => {
    const boxes = { left: box(0, 0), middle: box(100, 0), right: box(200, 0), to: box(100, 100) }
    const ends = tied(boxes, ["right", "to"], ["middle", "to"], ["left", "to"]).map(({ points }) => points.at(-1)!)
    expect(ends.map(({ y }) => y)).toEqual([80, 80, 80])
    const [right, middle, left] = ends.map(({ x }) => x) as [number, number, number]
    expect([right - middle >= 16, middle - left >= 16]).toEqual([true, true])
  })

  test("ties there and back lie beside each other", () => {
    const [there, back] = tied({ a: box(0, 0), b: box(0, 100) }, ["a", "b"], ["b", "a"])
    const xs = [there, back].map((tie) => [...new Set(tie!.points.map(({ x }) => Math.round(x)))])
    expect(xs).toEqual([[-8], [8]])
  })
})

test("PNML has inscriptions, arcs there and back for what is read, and the rest in elements of its own", () => {
  const text = pnml(net("condition i input", conditions("m"), "condition t bound 3", "condition k resource",
    "condition o output", "trigger s kept k", "task Split in i -> done: t t m",
    "task Merge and in t*2 -> done: o reads m unless k excludes Split gather list",
    "task W receive s in m -> done: o completes X", "task X in m -> done: o instances min 1 max 4 after 2 cancel"))
  expect(text).toContain('source="t0.0" target="c2"><inscription><text>2</text></inscription></arc>')
  expect(text).toContain('source="c2" target="t1.0"><inscription><text>2</text></inscription></arc>')
  expect(text).toContain('source="c1" target="t1.0"/>')
  expect(text).toContain('source="t1.0" target="c1"/>')
  expect(text).toContain('<kind>automatic</kind><inhibitor place="c3"/><exclude transition="t0.0"/></toolspecific>')
  expect(text).toContain('<kind>receive</kind><signal kept="c3">s</signal><complete transition="t3.0"/></toolspecific>')
  expect(text).toContain('<instances min="1" max="4" threshold="2" rest="cancel" open="false" until="false"/>')
  expect(text).toContain('<resource/></toolspecific></place>')
})

test("PNML has a transition for each set of routes and of inputs that OR allows, up to ten", () => {
  const names = (text: string) => [...text.matchAll(/<transition id="[^"]*"><name><text>([^<]*)/g)].map(([, n]) => n)
  const text = pnml(net("condition i input", conditions("b c"), "condition o output",
    "task A several in i -> b: b | b-not: o | c: c | c-not: | else: o | else-not:", "task D or in b c -> done: o"))
  expect(names(text)).toEqual(["A:b", "A:c", "A:b+c", "A:else", "D&lt;b", "D&lt;c", "D&lt;b+c"])
  const arcsOf = (id: string) => [...text.matchAll(new RegExp(`source="${id}" target="(c\\d)"`, "g"))].map(([, c]) => c)
  expect(["t0.0", "t0.1", "t0.2", "t0.3"].map(arcsOf)).toEqual([["c1"], ["c3", "c2"], ["c1", "c2"], ["c3"]])
  const wide = conditions(Array.from({ length: 11 }, (_, i) => `w${i}`).join(" "))
  const join = `task J or in ${Array.from({ length: 11 }, (_, i) => `w${i}`).join(" ")} -> done: o`
  expect(() => pnml(net("condition i input", wide, "condition o output", join))).toThrow(PnmlError)
})

test("PNML marks what a case begins with, and shows where a call begins", () => {
  const text = pnml(order)
  expect([...text.matchAll(/<place id="(c\d)">[^\n]*<initialMarking>/g)].map(([, id]) => id)).toEqual(["c0"])
  expect(text).toContain('<calls place="c6"/><instances min="1" max="5" rest="absorb" open="true" until="false"/>')
})

test("ends are named where there are several, with the names in line and inside of the picture", async () => {
  const ends = (...names: readonly string[]) => net("condition i input", ...names.map((n) => `condition ${n} output`),
    `task S in i -> ${names.map((name, n) => `o${n}: ${name}`).join(" | ")}`)
  const text = await svg(ends("end:a", "end:much-longer"))
  const [width = 0] = /viewBox="0 0 ([\d.]+)/.exec(text)!.slice(1).map(Number)
  const end = /<circle class="place" cx="([\d.]+)"[^>]*\/><rect[^>]*\/><text class="end" x="([\d.]+)"[^>]*>([^<]*)</g
  const named = [...text.matchAll(end)]
  expect(named.map(([, , , name]) => name)).toEqual(["a", "much-longer"])
  expect(new Set(named.map(([, circle]) => circle)).size).toBe(1)
  for (const [, circle, at, name] of named) {
    expect(Number(at)).toBeGreaterThan(Number(circle) + 14)
    expect(Number(at) + 6 * name!.length).toBeLessThanOrEqual(width)
  }
  expect(await svg(ends("end"))).not.toContain('class="end"')
  const called = (...more: readonly string[]) => picture(net("scope pay payment", "entry", "condition i input",
    "condition end output", "condition x input of 1", "task pay call 1 in i -> done: end", ...more))
    .nodes.filter(({ kind }) => kind === "output").map(({ label }) => label)
  expect(called("condition end:pay/a output of 1", "condition end:pay/b output of 1",
    "task pay/X scope 1 in x -> a: end:pay/a | b: end:pay/b")).toEqual(["end", "a", "b"])
  expect(called("condition end:pay/a output of 1", "task pay/X scope 1 in x -> a: end:pay/a")).toEqual(["end", "end"])
})

test("what is said at a line lies above the paper around it, and both above the line", async () => {
  const ends = ["condition o output", "condition p output"]
  const text = await svg(net("condition i input", ...ends, "task X in i -> a: o | b: p"))
  const order = [...text.matchAll(/<(?:path|text) class="(edge|halo|label)"/g)].map(([, name]) => name)
  expect(order).toEqual(["edge", "edge", "edge", "halo", "label", "halo", "label"])
})

test("what is called lies below what calls it", async () => {
  const { boxes, frames } = await layout(picture(order))
  const bottom = (id: string) => boxes.get(id)!.y + boxes.get(id)!.height / 2
  const [{ box: frame }] = frames as [(typeof frames)[number]]
  for (const id of ["c0", "c5", "t0", "t1", "t2", "t3"]) expect(bottom(id)).toBeLessThan(frame.y - frame.height / 2)
  expect(boxes.get("t4")!.y).toBeGreaterThan(frame.y - frame.height / 2)
})

test("lines cross no more than they must, and lines there and back meet a box apart", async () => {
  const cycles = picture(net("condition i input", conditions("a b c d e"), "condition o output", "condition p output",
    "task Sort in i -> rough: a | clean: b | late: c", "task Proof xor in b d -> faults: a | fine: e",
    "task Edit xor in a -> ready: d | hopeless: c", "task Reject xor in c -> done: o", "task Print in e -> done: p"))
  const { lines } = await layout(cycles)
  const ends = (edges: readonly { readonly from: string; readonly to: string }[]) =>
    edges.map(({ from, to }) => `${from} ${to}`).sort()
  expect(ends(lines)).toEqual(ends(cycles.edges))
  expect(crossings(lines.map(({ points }) => points))).toBe(0)
  const cross = [[{ x: 0, y: 0 }, { x: 9, y: 9 }], [{ x: 0, y: 9 }, { x: 9, y: 0 }]]
  expect(crossings(cross)).toBe(1)
  const box = { x: 0, y: 0, width: 40, height: 40 }
  const there = border(box, { x: 90, y: 0 }, 1, 1)
  expect([there, border(box, { x: 90, y: 0 }, -1, 1), border(box, { x: 90, y: 0 }, -1, -1)])
    .toEqual([{ x: 20, y: 0 }, { x: 20, y: 10 }, { x: 20, y: -10 }])
})
