/** What a simulation makes of people, signals, times, instances, calls and cancellation. */
import { describe, expect, test } from "vitest"
import { compileDefinition } from "../compiler/compile.ts"
import { simulateInBulk } from "../compiler/simulate/bulk.ts"
import { simulate, type SimulationOptions } from "../compiler/simulate/simulate.ts"
import type { SimulationParameters, TaskParameters } from "../compiler/simulate/parameters.ts"
import type { Definition, FlowDefinition, InstancesDefinition } from "../src/definition/definition.ts"
import { any } from "./corpus/any-schema.ts"
import { define, routes } from "./corpus/pattern-definitions.ts"

const HOUR = 3_600_000

/** Played event by event and as `simulateInBulk` does: the figures are the same. */
async function simulated(definition: Definition, parameters: SimulationParameters, options: SimulationOptions = {}) {
  const { value, diagnostics } = compileDefinition(definition)
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([])
  const found = simulate(value!, parameters, options)
  const { onEvent: _, ...more } = options
  const { kernel, path } = found
  expect({ ...await simulateInBulk(value!, parameters, { ...more, workers: 2 }), kernel, path }).toEqual(found)
  return found
}

const near = (value: number, wanted: number, share: number) => expect(Math.abs(value / wanted - 1)).toBeLessThan(share)
const to = (from: string, to: string): FlowDefinition => ({ kind: "flow", from, to })
const and = (from: string, ...to: readonly string[]): FlowDefinition => ({ kind: "and", from, to })
const task = (name: string) => ({ kind: "task", task: name }) as const
const instant = (...names: readonly string[]): Record<string, TaskParameters> =>
  Object.fromEntries(names.map((name) => [name, { duration: 0 }]))
const exponential = { exponential: HOUR }

describe("a deferred choice is made by what is done first", () => {
  const race = define("race", {
    tasks: ["a", { name: "b", kind: "human", role: "clerk" }, { name: "e", kind: "timer", after: HOUR }, "z"],
    flows: [{ kind: "defer", from: "a", to: ["b", "e"] }, { kind: "merge", from: ["b", "e"], to: "z" }],
  })

  test("between a person and a time", async () => {
    const cases = 40_000
    const parameters = { tasks: { ...instant("a", "z"), b: { duration: exponential } } }
    const { tasks, cycle, roles } = await simulated(race, parameters, { cases })
    const [, b, e] = tasks
    const late = Math.exp(-1)
    expect(Math.abs(e!.completed / cases - late)).toBeLessThan(3 * Math.sqrt((late * (1 - late)) / cases))
    expect([b!.completed + e!.completed, b!.cancelled, e!.cancelled]).toEqual([cases, e!.completed, b!.completed])
    near(cycle!.mean, HOUR * (1 - late), 0.02)
    expect(roles.map(({ role, people, utilisation }) => [role, people, utilisation])).toEqual([["clerk", null, null]])
  })

  test("which frees the person, and withdraws what waits for one", async () => {
    const { tasks, roles } = await simulated(race, {
      resources: { clerk: 1 },
      tasks: { a: { duration: HOUR, role: "clerk" }, b: { duration: 9 * HOUR }, z: { duration: 0 } },
    }, { cases: 3 })
    // The clerk does a for the three of them, until 3 h. Only b of the last one is begun before its time is over.
    expect(tasks.map(({ task, completed, cancelled, withdrawn }) => [task, completed, cancelled, withdrawn]))
      .toEqual([["a", 3, 0, 0], ["b", 0, 1, 2], ["e", 3, 0, 0], ["z", 3, 0, 0]])
    // In the queue: a of two cases for 1 + 2 h, b of two for an hour each; at work all the 4 h.
    expect(roles[0]).toMatchObject({ utilisation: 1, queue: { mean: 5 / 4, most: 2 } })
  })
})

describe("a signal", () => {
  const paid = (keep?: { readonly most: number; readonly timeToLive?: number }) => define("paid", {
    tasks: ["a", { name: "r", kind: "receive", signal: { name: "paid", ...(keep && { keep }) } }, "z"],
    flows: [to("a", "r"), to("r", "z")],
  })
  const after = (time: number, from: "wait" | "start"): SimulationParameters =>
    ({ tasks: { a: { duration: HOUR }, z: { duration: 0 } }, signals: { paid: { after: time, from } } })
  const ways: readonly (readonly [what: string, Definition, SimulationParameters, cycle: number | null])[] = [
    ["comes so long after it is waited for", paid(), after(2 * HOUR, "wait"), 3 * HOUR],
    ["comes so long after the case", paid(), after(2 * HOUR, "start"), 2 * HOUR],
    ["is lost if nothing waits", paid(), after(HOUR / 2, "start"), null],
    ["is kept where the definition says so", paid({ most: 1 }), after(HOUR / 2, "start"), HOUR],
    ["is kept for its time", paid({ most: 1, timeToLive: HOUR }), after(HOUR / 2, "start"), HOUR],
    ["is not kept for longer", paid({ most: 1, timeToLive: HOUR / 4 }), after(HOUR / 2, "start"), null],
  ]
  test.each(ways)("%s", async (_, definition, parameters, cycle) => {
    const found = await simulated(definition, parameters, { cases: 5 })
    expect(found.cycle?.mean ?? null).toBe(cycle)
    expect(found.endings[cycle === null ? "waiting" : "ok"]).toBe(5)
    expect(found.tasks.map(({ stuck }) => stuck)).toEqual([0, cycle === null ? 5 : 0, 0])
  })
})

test("tasks that exclude each other go one after the other, either first", async () => {
  const cases = 4_000
  const first = { b: 0, c: 0 }
  const begun = new Set<number>()
  const { cycle, tasks } = await simulated(define("either", {
    tasks: ["a", "b", "c", "z"], flows: [{ kind: "interleave", from: "a", tasks: ["b", "c"], to: "z", order: [] }],
  }), { tasks: { ...instant("a", "z"), b: { duration: HOUR }, c: { duration: HOUR } } }, {
    cases,
    onEvent: ({ case: of, kind, task }) => {
      if (kind !== "start" || begun.has(of) || (task !== "b" && task !== "c")) return
      begun.add(of)
      first[task]++
    },
  })
  expect(cycle!.mean).toBe(2 * HOUR)
  expect(Math.abs(first.b / cases - 0.5)).toBeLessThan(3 * Math.sqrt(0.25 / cases))
  const [, b, c] = tasks.map(({ waiting }) => waiting.exclusion.mean)
  near(b! + c!, HOUR, 1e-9)
})

describe("instances", () => {
  const many = (instances: Partial<InstancesDefinition>) => define("many", {
    tasks: [{ name: "m", instances: { min: 0, max: 5, join: "all", rest: "absorb", open: false, ...instances } }],
  })
  const lengths: readonly (readonly [what: string, Partial<InstancesDefinition>, TaskParameters, mean: number])[] = [
    ["are done at the same time", { count: 3 }, { duration: HOUR }, 1],
    ["one after the other, if no more may run", { count: 3, concurrency: 1 }, { duration: HOUR }, 3],
    ["two at a time", { count: 5, concurrency: 2 }, { duration: HOUR }, 3],
    ["as many as is said", { concurrency: 1 }, { duration: HOUR, instances: 4 }, 4],
    ["as few as may be, one at least, if nobody says", { concurrency: 1 }, { duration: HOUR }, 1],
    ["none", {}, { duration: HOUR, instances: 0 }, 0],
  ]
  test.each(lengths)("%s", async (_, instances, m, hours) => {
    const { cycle } = await simulated(many(instances), { tasks: { m } }, { cases: 20 })
    expect(cycle!.mean).toBe(hours * HOUR)
  })

  const drawn: readonly (readonly [what: string, Partial<InstancesDefinition>, TaskParameters, mean: number])[] = [
    ["all of three", { count: 3 }, {}, 1 + 1 / 2 + 1 / 3],
    ["two of three", { count: 3, join: 2, rest: "cancel" }, {}, 1 / 3 + 1 / 2],
    ["the first of five", { count: 5, join: 1, rest: "cancel" }, {}, 1 / 5],
    ["until one is enough", { count: 5, until: () => true, rest: "cancel" }, { until: 1 }, 1 / 5],
    // The k-th is enough with probability 1/2 each time, the last always.
    ["until half of them are", { count: 2, until: () => true, rest: "cancel" }, { until: 0.5 }, 1 / 2 + 1 / 2],
    ["any number", { concurrency: 1 }, { instances: { uniform: [1, 3] } }, 2],
  ]
  test.each(drawn)("of exponential times take what is their mean: %s", async (_, instances, m, hours) => {
    const parameters = { tasks: { m: { duration: exponential, ...m } } }
    const { cycle, tasks } = await simulated(many(instances), parameters, { cases: 20_000 })
    near(cycle!.mean, hours * HOUR, 0.02)
    expect(tasks[0]!.completed + tasks[0]!.cancelled).toBe(tasks[0]!.started)
  })

  test("each wait for somebody", async () => {
    const instances = { count: 3, min: 3, max: 3, join: "all", rest: "absorb", open: false } as const
    const votes = define("votes", { tasks: [{ name: "m", kind: "human", role: "judge", instances }] })
    const parameters = { tasks: { m: { duration: HOUR } }, resources: { judge: 2 } }
    const { cycle, tasks } = await simulated(votes, parameters, { cases: 1 })
    expect([cycle!.mean, tasks[0]!.waiting.resource.mean]).toEqual([2 * HOUR, HOUR / 3])
  })
})

test("a call takes what it runs, which is where its time goes", async () => {
  const tree = define("tree", {
    tasks: [
      { name: "look", kind: "decision", outcomes: { leaf: any, node: any } },
      { name: "inner", kind: "call", calls: "tree" }, "sum:silent",
    ],
    flows: [{ kind: "xor", from: "look", routes: { leaf: task("sum"), node: task("inner") } }, to("inner", "sum")],
  })
  const { cycle, bottlenecks, tasks } = await simulated(
    tree, { tasks: { look: { duration: HOUR } } }, { cases: 20_000 })
  near(cycle!.mean, 2 * HOUR, 0.02)
  expect(bottlenecks).toEqual([{ task: "look", share: 1, working: 1, waiting: 0 }])
  const [look, inner] = tasks
  expect(look!.completed - inner!.completed).toBe(20_000)
  near(inner!.duration.mean, 2 * HOUR, 0.04)
})

test("calls may lie in each other thousands deep, and end or are cancelled", async () => {
  const deep = define("deep", {
    tasks: [
      { name: "look", kind: "decision", outcomes: { leaf: any, node: any } },
      { name: "inner", kind: "call", calls: "deep" }, "sum:silent",
    ],
    flows: [{ kind: "xor", from: "look", routes: { leaf: task("sum"), node: task("inner") } }, to("inner", "sum")],
  })
  const look = { duration: 1, outcomes: { leaf: 1, node: 9_999 } }
  const { tasks, endings } = await simulated(deep, { tasks: { look } }, { cases: 3, maxEvents: 1_000_000 })
  expect([endings.ok, tasks[0]!.completed > 20_000]).toEqual([3, true])
  const race = define("stopped", {
    tasks: ["a", { name: "s", kind: "sub", workflow: deep, instances: {
      count: 1, min: 1, max: 1, join: "all", rest: "absorb", open: false,
    } }, { name: "t", kind: "timer", after: 9_000 }, "z"],
    flows: [and("a", "s", "t"), {
      kind: "partial", from: { s: "s", t: "t" }, to: "z", count: 1, bare: true, rest: "cancel", bound: 1,
    }],
  })
  const all = { ...instant("a", "z"), "s/look": look }
  const found = await simulated(race, { tasks: all }, { cases: 3, maxEvents: 1_000_000 })
  expect(found.endings.ok).toBe(3)
  expect(found.tasks.find((one) => one.task === "s/inner")!.cancelled).toBeGreaterThan(9_000)
})

test("what is cancelled gives its people back", async () => {
  const first = define("first", {
    tasks: ["a", "b", "c", "d"],
    flows: [and("a", "b", "c"), {
      kind: "partial", from: { b: "b", c: "c" }, to: "d", count: 1, bare: true, rest: "cancel", bound: 1,
    }],
  })
  const { tasks, roles } = await simulated(first, {
    arrival: { every: HOUR }, resources: { clerk: 2 },
    tasks: { ...instant("a", "d"), b: { duration: HOUR, role: "clerk" }, c: { duration: 5 * HOUR, role: "clerk" } },
  }, { cases: 10 })
  expect(tasks.map(({ task, completed, cancelled, waiting }) => [task, completed, cancelled, waiting.resource.mean]))
    .toEqual([["a", 10, 0, 0], ["b", 10, 0, 0], ["c", 0, 10, 0], ["d", 10, 0, 0]])
  expect(roles[0]!.utilisation).toBe(1)
})

test("tasks that choose alike choose alike in a case", async () => {
  const decision = (name: string) => ({ name, kind: "decision", outcomes: { yes: any, no: any } }) as const
  const way = (from: string, on: string): FlowDefinition =>
    ({ kind: "xor", from, routes: { yes: task(`${from}1`), no: task(on) } })
  const definition = define("alike", {
    tasks: [decision("a"), "a1", "m", decision("b"), "b1", "z"], rules: [{ kind: "alike", tasks: ["a", "b"] }],
    flows: [way("a", "m"), to("a1", "m"), to("m", "b"), way("b", "z"), to("b1", "z")],
  })
  const { outcomes, tasks } = await simulated(definition, { tasks: { a: { outcomes: { yes: 1, no: 3 } } } })
  const [aYes, , bYes] = outcomes.map(({ count }) => count)
  expect(aYes).toBe(bYes)
  near(aYes! / 1_000, 0.25, 0.2)
  expect(tasks.find(({ task }) => task === "b1")!.completed).toBe(aYes)
})

test("choices on data are called by the tasks that they lead to", async () => {
  const guards = define("guards", {
    tasks: ["weigh", "van", "truck"], ends: ["van", "truck"],
    flows: [{ kind: "guard", from: "weigh", routes: routes("truck", "van") }],
  })
  const { outcomes } = await simulated(guards, { tasks: { weigh: { outcomes: { truck: 1 } } } }, { cases: 3 })
  expect(outcomes).toEqual([
    { task: "weigh", outcome: "truck", count: 3, share: 1 }, { task: "weigh", outcome: "van", count: 0, share: 0 },
  ])
})

test("the warm-up is counted nowhere, and the cases after it are those that they would have been", async () => {
  const one = define("one", { tasks: ["x", "y"], flows: [to("x", "y")] })
  const parameters = { arrival: { every: HOUR }, tasks: { x: { duration: exponential } } } as const
  const ends = async (options: SimulationOptions) => {
    const found: string[] = []
    const simulation = await simulated(one, parameters, {
      ...options, onEvent: ({ time, kind, task }) => found.push(`${time} ${kind} ${task}`),
    })
    return { found, simulation }
  }
  const [all, rest] = [await ends({ cases: 9 }), await ends({ cases: 5, warmUp: 4 })]
  expect(all.found.slice(-rest.found.length)).toEqual(rest.found)
  expect(rest.found.length).toBe(5 * 5)
  expect(rest.simulation.tasks[0]!.started).toBe(5)
  expect(rest.simulation).toMatchObject({ cases: 5, warmUp: 4 })
})
