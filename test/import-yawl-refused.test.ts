/** Specifications of YAWL that are none: what is said of them, and that nothing else ever happens. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { importModel } from "../compiler/import/import.ts"
import { printDefinition } from "../compiler/import/print.ts"
import {
  behaviours, condition, document, flow, instances, net, removes, removesFlow, root, set, specification, task, timer,
  work, xmlns,
} from "./yawl-text.ts"
import { runs, seed } from "./random.ts"

const read = (text: string) => importModel(Buffer.from(text), "it.yawl")

/** `§` stands before the element that the sentence is about. */
const bad: readonly (readonly [what: string, marked: string, code: string, sentence: string])[] = [
  ["another document of YAWL", `§<layout ${xmlns}/>`, "KNHK5002", "the document begins with <layout> of the namespace "
    + '"http://www.yawlfoundation.org/yawlschema", and YAWL has <specificationSet>: save it with YAWL 2 or later'],
  ["a set without a net", `§${set(specification("it"))}`.replace(/^§(.*\n)/, "$1§"), "KNHK5005",
    "the document has no net: give a specification with one"],
  ["no root net", set(`§${specification("it", net("n", "a", task("a", "out")))}`), "KNHK5004",
    'specification "it": it has 0 root nets: mark one with isRootNet="true"'],
  ["two root nets", set(`§${specification("it", root("a", task("a", "out")),
    root("a", task("a", "out")).replace('id="main"', 'id="more"'))}`), "KNHK5004",
    'specification "it": it has 2 root nets: mark one with isRootNet="true"'],
  ["two decompositions of one id",
    set(specification("it", root("a", task("a", "out")), work("hand")))
      .replace(/(.*)(<decomposition id="hand")/s, "$1§$2"),
    "KNHK5004", 'decomposition "hand": another decomposition has this id: give each its own'],
  ["a net without an output condition", set(specification("it", `§${root("a", task("a", "a"))}`
    .replace('<outputCondition id="out"/>', ""))), "KNHK5004",
    'decomposition "main": a net has one input condition and one output condition'],
  ["an element without an id",
    document("a", task("a", "out"), `§${condition("", "a").replace(' id=""', "")}`), "KNHK5004",
    "condition: it has no id"],
  ["two elements of one id", document("a", task("a", "out"), `§${task("a", "out")}`), "KNHK5004",
    'task "a": another element of its net has this id: give each its own'],
  ["a flow to nowhere", document("a", `§${task("a", "no")}`), "KNHK5003",
    'task "a": a flow of it leads to "no", which is not in its net'],
  ["a flow that names nothing", document("a", `§${task("a", "out").replace(/<nextElementRef[^>]*>/, "")}`), "KNHK5003",
    'task "a": a flow of it leads to "", which is not in its net'],
  ["a flow to the input condition", document("a", `§${task("a", "out in")}`), "KNHK5004",
    'task "a": nothing is before the input condition'],
  ["a flow from the output condition", document("a", task("a", "out")).replace('<outputCondition id="out"/>',
    `§<outputCondition id="out">${flow("a")}</outputCondition>`), "KNHK5004",
    'outputCondition "out": nothing follows the output condition'],
  ["a flow from condition to condition", document("a", task("a", "c"), `§${condition("c", "out")}`), "KNHK5004",
    'condition "c": a condition leads to another one: tasks stand between conditions'],
  ["two flows between the same two", document("a", `§${task("a", "out out")}`), "KNHK5004",
    'task "a": two flows of it lead to "out": leave one'],
  ["a task that nothing follows", document("a", task("a", "out b"),
    `§${task("b", "x").replace(/<flowsInto>.*<\/flowsInto>/, "")}`), "KNHK5004",
    'task "b": no flow leaves it: every element leads to the output condition'],
  ["an unknown join", document("a", `§${task("a", "out", { join: "nand" })}`), "KNHK5004",
    'task "a": its join is "nand": give and, or, or xor'],
  ["a decomposition that is not there", document("a", `§${task("a", "out", { does: "gone" })}`), "KNHK5003",
    'task "a": decomposesTo names "gone", and no decomposition has this id'],
  ["tokens removed from nowhere", document("a", `§${task("a", "out", { more: removes("gone") })}`), "KNHK5003",
    'task "a": it removes tokens from "gone", which is not in its net'],
  ["tokens removed from a flow that is not there",
    document("a", `§${task("a", "out", { more: removesFlow("out", "a") })}`), "KNHK5003",
    'task "a": it removes tokens from a flow from "out" to "a", which is not in its net'],
  ["a task that joins what others take too", document("s", task("s", "c d"), condition("c", "a b"),
    condition("d", "a"), `§${task("a", "out", { join: "and" })}`, task("b", "out")), "KNHK5001",
    'task "a": it joins, and takes from the condition "c", which others take from: '
      + "say it with critical(), milestone() or interleave(), and let the flows do without"],
  ["nets in a circle that are run from elsewhere too", set(specification("it",
    root("a", task("a", "b", { does: "m" }), task("b", "out", { does: "n" })),
    net("m", "x", task("x", "out", { does: "n" })),
    net("n", "y", `§${task("y", "out", { does: "m" })}`))), "KNHK5001",
    'task "y": it runs a net that runs this one again, and both are run from elsewhere too: make a copy of one'],
  ["a net that is larger than any", set(specification("it",
    `§${root("a", task("a", "out"), ...Array.from({ length: 2_000 }, (_, i) => task(`t${i}`, "out")))}`)), "KNHK5001",
    'decomposition "main": it has more than 2,000 elements or flows: divide it'],
  ["more nets than any specification has", `§${set(specification("it",
    ...Array.from({ length: 1_000 }, (_, i) => net(`n${i}`, "a", task("a", "out")))))}`.replace(/^§(.*\n)/, "$1§"),
    "KNHK5001", "the document has more than 1000 decompositions: divide it"],
  ["a document with entities", `<!DOCTYPE a [<!ENTITY a "a">§]>${document("a", task("a", "out"))}`, "KNHK5001",
    "the model has a DOCTYPE, which no model needs: remove it"],
]

describe("what is no specification", () => {
  test.each(bad)("%s is refused at its place", async (_, marked, code, message) => {
    const before = marked.slice(0, marked.indexOf("§")).split("\n")
    const { value, diagnostics } = await read(marked.replace("§", ""))
    expect(value).toBeUndefined()
    expect(diagnostics.map((found) => [found.code, found.message])).toContainEqual([code, message])
    const { at } = diagnostics.find((found) => found.message === message)!
    if (marked.startsWith("<!DOCTYPE")) return
    expect([at!.line, at!.column]).toEqual([before.length, before.at(-1)!.length + 1])
  })
})

const pieces = [
  "<", "</task>", "/>", "&", '"', "id=", 'id="a"', "<task>", '<condition id="c"/>', removes("b"), removesFlow("a", "b"),
  flow("a"), flow("b"), '<join code="or"/>', '<split code="or"/>', instances("1", "9999999999", "-1"), "<maximum/>",
  timer("<duration>P999999999999D</duration>"), timer("<duration>P1D</duration>"), '<decomposesTo id="main"/>',
  '<decomposesTo id="inner"/>', "<!-- ", "]]>", "\u0000", "\ud800", "9".repeat(40), 'xmlns="x"', 'isRootNet="true"',
  "<name>*/ throw 1 // \u2028</name>", "<name>${`</name>", "<documentation>*/</documentation>",
]

const change = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }), length: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80)),
  put: fc.oneof(fc.constant(""), fc.constantFrom(...pieces), fc.string({ maxLength: 4 })),
  again: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), { freq: 3 }),
})

test(`a specification that was changed is a definition or is refused at its place (seed ${seed})`, async () => {
  let [made, refused] = [0, 0]
  const texts = behaviours.map(([id, xml]) => set(specification(id, xml)))
  await fc.assert(fc.asyncProperty(fc.constantFrom(...texts), fc.array(change, { minLength: 1, maxLength: 4 }),
    async (text, changes) => {
      const changed = changes.reduce((now, { at, length, put, again }) => {
        const from = Math.floor(at * now.length)
        const copied = again === null ? "" : now.slice(Math.floor(again * now.length)).slice(0, length)
        return now.slice(0, from) + put + copied + now.slice(from + length)
      }, text)
      const { value, diagnostics } = await read(changed)
      for (const { message, at } of diagnostics) {
        expect(message).not.toMatch(/undefined|NaN|\[object/)
        expect(at!.line).toBeGreaterThanOrEqual(1)
        expect(at!.column).toBeGreaterThanOrEqual(1)
      }
      if (value === undefined) {
        expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true)
        refused++
      } else {
        expect(printDefinition(value)).toContain(".build()")
        made++
      }
    }), { seed, numRuns: runs(1_000) })
  expect([made > 0, refused > 0]).toEqual([true, true])
})
