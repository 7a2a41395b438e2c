/** Definitions to nets: the text of each net (golden), what it does, and random definitions against the reference. */
import fc from "fast-check"
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { explore } from "../compiler/explore/explore.ts"
import { lower } from "../compiler/ir/lower.ts"
import type { Net } from "../compiler/ir/net.ts"
import { parseNet, printNet } from "../compiler/ir/text.ts"
import { verify } from "../compiler/verify/verify.ts"
import type { Definition } from "../src/definition/definition.ts"
import { expand } from "./corpus/corpus.ts"
import { samples as basic } from "./corpus/definitions.ts"
import { patternSamples } from "./corpus/pattern-definitions.ts"
import { randomDefinition } from "./corpus/random-definition.ts"
import { tableOf } from "./corpus/stepper.ts"
import { referenceTraces } from "./reference/traces.ts"
import { seed } from "./random.ts"


const samples = [...basic, ...patternSamples]

function netOf(definition: Definition): Net {
  const { value, diagnostics } = lower(definition)
  expect(diagnostics).toEqual([])
  return value!
}

/** What the verifier says of those that are there to show more than what is sound. */
const said: Readonly<Record<string, readonly string[]>> = {
  "or-local": ["KNHK3008"], "or-behind-join": ["KNHK3004", "KNHK3008"], "partial-after-or": ["KNHK3001"],
  "interleaved-sub": ["KNHK3004"], milestone: ["KNHK3001"], "cancel-case": ["KNHK3005"],
}

describe.each(samples)("$name", ({ name, definition, traces, inputs = [] }) => {
  test("is lowered to the net of the golden file", () => {
    const file = join(import.meta.dirname, "golden", "lower", `${name}.net`)
    const text = printNet(netOf(definition))
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text)
    expect(text).toBe(readFileSync(file, "utf8"))
    expect(printNet(parseNet(text))).toBe(text)
  })

  test("is verified, and does what it says, by the reference and by the kernel", () => {
    const net = netOf(definition)
    expect(verify(net).diagnostics.map(({ code }) => code)).toEqual(said[name] ?? [])
    const { traces: found, complete } = explore(tableOf(net), { maxLength: 12, inputs })
    expect(found).toEqual(referenceTraces(net, "completion", 12, { inputs }).traces)
    expect(complete).toBe(traces !== undefined)
    if (traces !== undefined) expect(found).toEqual([...new Set(traces.flatMap(expand))].sort())
  })
})

test("a join that absorbs the rest begins its next round without the branches that its or() did not take", () => {
  const net = netOf(patternSamples.find(({ name }) => name === "partial-after-or")!.definition)
  const rounds = ["a b !deadlock", "a c !deadlock", "a e !deadlock", "a { b || c } d z !ok"]
  const expected = [...rounds, ...rounds.map((last) => `a { b || c } d ${last}`)].flatMap(expand)
  expect(explore(tableOf(net), { maxLength: 10 }).traces).toEqual([...new Set(expected)].sort())
})

test("the definition as JSON, without functions and schemas, is lowered to the same net", () => {
  const inert = (_: string, value: unknown) => (typeof value === "function" ? true : value)
  for (const { definition } of samples) {
    const wire = JSON.parse(JSON.stringify(definition, inert)) as Definition
    expect(netOf(wire)).toEqual(netOf(definition))
  }
})

test("the kind of a task and the way its outcome is chosen follow from the definition", () => {
  const taskOf = (sample: string, name: string) =>
    netOf(samples.find((s) => s.name === sample)!.definition).tasks.find((t) => t.name === name)
  expect(taskOf("guards", "weigh")).toMatchObject({ kind: "automatic", choice: "guard", guardFlow: 0 })
  expect(taskOf("guards", "weigh")!.outcomes.map((o) => o.name)).toEqual(["when-1", "otherwise"])
  expect(taskOf("sequence", "b")).toMatchObject({ kind: "manual", choice: "single", guardFlow: -1 })
  expect(taskOf("merge", "a")).toMatchObject({ kind: "automatic", choice: "outcome", guardFlow: -1 })
  expect(taskOf("silent-end", "~stop")).toMatchObject({ kind: "silent", choice: "single" })
})

/** Traces in which words of what is cancelled together have no order: cases of instances that are, have none. */
function unordered(traces: readonly string[]): readonly string[] {
  const sort = (words: string) => words.trim().split(" ").sort().join(" ") + " "
  return [...new Set(traces.map((trace) => trace.replace(/(~\S+ )+/g, sort)))].sort()
}

test(`random definitions do the same by the reference and by the kernel, and always end well (seed ${seed})`, () => {
  let judged = 0
  fc.assert(fc.property(randomDefinition, (definition) => {
    const net = netOf(definition)
    expect(verify(net).diagnostics).toEqual([])
    const reference = referenceTraces(net, "completion", 8, { stepsMax: 10_000 })
    if (!reference.judged) return
    judged++
    const found = explore(tableOf(net), { maxLength: 8 })
    expect(unordered(found.traces)).toEqual(unordered(reference.traces))
    expect(found.traces.filter((trace) => !trace.endsWith(" !ok"))).toEqual([])
  }), { seed, numRuns: 40 })
  expect(judged).toBeGreaterThan(15)
})
