/** Simulation in bulk gives what the simulator does that plays event by event, bit for bit. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import { compileDefinition } from "../compiler/compile.ts"
import { simulateInBulk, whyByEvents } from "../compiler/simulate/bulk.ts"
import { findAddon } from "../src/runtime/addon.ts"
import { checkSame, ofNet, randomParameters } from "./bulk/same.ts"
import { corpus } from "./corpus/corpus.ts"
import { samples } from "./corpus/definitions.ts"
import { patternSamples } from "./corpus/pattern-definitions.ts"
import { randomNet } from "./corpus/random-net.ts"
import { runs, seed } from "./random.ts"

const isNative = findAddon().info.kind === "native"
const RUNS = runs(100)

const queue = ofNet(parseNet("net queue\ncondition i input\ncondition o output\ntask A in i -> done: o\n"))
const HOUR = 3_600_000

describe.skipIf(!isNative)("both ways give the same", () => {
  const nets = [...corpus("wcp"), ...corpus("road"), ...corpus("kept")].map((one) => [one.name, one.net] as const)

  test("on the corpus", { timeout: 60_000 }, async () => {
    let bulk = 0
    for (const [i, [, net]] of nets.entries()) {
      const workflow = ofNet(net)
      const parameters = randomParameters(workflow, seed + i)
      const by = await checkSame(workflow, parameters, { cases: 30, seed: i, maxEvents: 2_000, warmUp: i % 3 })
      if (by === "bulk") bulk++
    }
    expect(bulk).toBeGreaterThan(nets.length / 2)
  })

  test("on definitions as they are lowered", { timeout: 60_000 }, async () => {
    let bulk = 0
    for (const [i, { definition }] of [...samples, ...patternSamples].entries()) {
      const { value } = compileDefinition(definition)
      if (value === undefined) continue
      if (await checkSame(value, randomParameters(value, seed + i), { cases: 30, seed: i }) === "bulk") bulk++
    }
    expect(bulk).toBeGreaterThan(10)
  })

  test(`on random nets with random parameters (seed ${seed})`, { timeout: 120_000 }, async () => {
    let bulk = 0
    const property = fc.asyncProperty(randomNet({ boundMax: 3 }), fc.nat(), fc.nat(700), async (net, seed, cases) => {
      const workflow = ofNet(net)
      const parameters = randomParameters(workflow, seed)
      const from = seed % 2 === 0 ? seed : -seed * 2 ** 20
      const options = { cases: cases + 1, seed: from, maxEvents: 500, warmUp: seed % 300 }
      fc.pre(whyByEvents(workflow, parameters, options) === undefined)
      if (await checkSame(workflow, parameters, options) === "bulk") bulk++
    })
    await fc.assert(property, { seed, numRuns: RUNS })
    // The others have a case that does not end, which both say of the same one.
    expect(bulk).toBeGreaterThan(RUNS / 2)
  })

  test("with one, two and four workers, over many parts", async () => {
    const parameters = { arrival: { poisson: HOUR }, tasks: { A: { duration: { exponential: HOUR } } } }
    expect(await checkSame(queue, parameters, { cases: 3_000, warmUp: 300 }, [1, 2, 4])).toBe("bulk")
  })
})

describe.skipIf(!isNative)("what is not covered is played event by event, and the result says why", () => {
  const [i, o] = ["condition i input", "condition o output"]
  const nets: readonly (readonly [because: string, net: string])[] = [
    ["it has tasks with several instances", `net n\n${i}\n${o}\ntask A in i -> done: o instances 2 min 2 max 2`],
    ["it runs other workflows", `net n\nentry\n${i}\n${o}\ncondition j input of 1\ncondition p output of 1\n` +
      "task A call 1 in i -> done: o\ntask B in j -> done: p"],
    ["tasks of it choose alike", `net n\n${i}\n${o}\ncondition a\n` +
      "task A outcome in i -> yes: a | no: a alike 0\ntask B outcome in a -> yes: o | no: o alike 0"],
  ]
  test.each(nets)("%s", async (because, net) => {
    const { path, kernel, endings } = await simulateInBulk(ofNet(parseNet(net)), {}, { cases: 10 })
    expect([path, kernel, endings.ok]).toEqual([{ kind: "events", because }, "portable", 10])
  })

  test("where each event is asked for", async () => {
    let events = 0
    const { path } = await simulateInBulk(queue, {}, { cases: 10, onEvent: () => events++ })
    expect([path, events]).toEqual([{ kind: "events", because: "each event is asked for" }, 30])
  })

  test("where weights add up to more than any number", async () => {
    const choice = ofNet(parseNet(`net n\n${i}\n${o}\ntask A outcome in i -> yes: o | no: o`))
    const most = Number.MAX_VALUE
    const { path } = await simulateInBulk(choice, { tasks: { A: { outcomes: { yes: most, no: most } } } }, { cases: 9 })
    expect(path).toEqual({ kind: "events", because: "a number of its parameters is not finite" })
  })
})

test.skipIf(!isNative)("a queue waits as M/M/1 does: 4 hours on the mean with load 0.8", async () => {
  const parameters = {
    arrival: { poisson: 1.25 * HOUR }, resources: { clerk: 1 },
    tasks: { A: { duration: { exponential: HOUR }, role: "clerk" } },
  }
  const { tasks, path } = await simulateInBulk(queue, parameters, { cases: 400_000, warmUp: 10_000 })
  expect(path).toEqual({ kind: "bulk" })
  expect(tasks[0]!.waiting.resource.mean / HOUR).toBeGreaterThan(3.8)
  expect(tasks[0]!.waiting.resource.mean / HOUR).toBeLessThan(4.2)
})
