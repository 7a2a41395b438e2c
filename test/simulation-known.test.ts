/** Simulations of what has an answer on paper: sequences, branches, choices, loops, queues. */
import { describe, expect, test } from "vitest"
import { parseNet } from "../compiler/ir/text.ts"
import type { SoundNet } from "../compiler/ir/net.ts"
import { simulateInBulk } from "../compiler/simulate/bulk.ts"
import type { Distribution } from "../compiler/simulate/distribution.ts"
import type { SimulationParameters } from "../compiler/simulate/parameters.ts"
import { simulate, type SimulationOptions } from "../compiler/simulate/simulate.ts"
import { encode } from "../compiler/table/encode.ts"

const HOUR = 3_600_000

/** Played event by event and in bulk, where there is a native kernel: the figures are the same. */
async function simulated(net: string, parameters: SimulationParameters, options: SimulationOptions = {}) {
  const parsed = parseNet(`net n${net.includes("several") ? " implicit" : ""}\ncondition i input\n${net}`) as SoundNet
  const workflow = { net: parsed, table: encode(parsed, "") }
  const found = simulate(workflow, parameters, options)
  const { onEvent: _, ...more } = options
  const { kernel, path } = found
  expect({ ...await simulateInBulk(workflow, parameters, { ...more, workers: 2 }), kernel, path }).toEqual(found)
  return found
}

const line = `condition c
condition o output
task A in i -> done: c
task B in c -> done: o`
const fork = `condition a
condition b
condition x
condition y
condition o output
task S in i -> done: a b
task A in a -> done: x
task B in b -> done: y
task J and in x y -> done: o`
const single = `condition o output
task A in i -> done: o`

/** Whether a value lies where it must, give or take a share of it. */
const near = (value: number, wanted: number, share: number) => expect(Math.abs(value / wanted - 1)).toBeLessThan(share)

test("a sequence of constants takes their sum, always", async () => {
  const { cycle, histogram, tasks, bottlenecks, span, atWork, endings } =
    await simulated(line, { tasks: { A: { duration: "2 hours" }, B: { duration: 30_000 } } }, { cases: 7 })
  const sum = 2 * HOUR + 30_000
  expect(cycle).toEqual({
    mean: sum, interval: [sum, sum], method: "independent", deviation: 0, least: sum, most: sum, p50: sum, p90: sum,
    p95: sum, p99: sum,
  })
  expect(endings).toEqual({ ok: 7, cancelled: 0, deadlock: 0, failed: 0, waiting: 0 })
  expect(histogram.reduce((all, { count }) => all + count, 0)).toBe(7)
  expect(histogram[0]!.from).toBeLessThanOrEqual(sum)
  expect([span, atWork]).toEqual([sum, 7])
  expect(tasks.map(({ task, completed, duration }) => [task, completed, duration.mean]))
    .toEqual([["A", 7, 2 * HOUR], ["B", 7, 30_000]])
  expect(bottlenecks).toEqual([
    { task: "A", share: (2 * HOUR) / sum, working: (2 * HOUR) / sum, waiting: 0 },
    { task: "B", share: 30_000 / sum, working: 30_000 / sum, waiting: 0 },
  ])
})

describe("what is drawn has the mean and the deviation that it says", () => {
  const drawn: readonly (readonly [name: string, of: Distribution, mean: number, deviation: number])[] = [
    ["uniform", { uniform: [10, 30] }, 20, 20 / Math.sqrt(12)],
    ["exponential", { exponential: 50 }, 50, 50],
    ["normal", { normal: { mean: 100, deviation: 10 } }, 100, 10],
    // max(0, X) of X with mean m and deviation s: m * Phi(m / s) + s * phi(m / s), here with m = s = 1 as unit.
    ["normal, cut at 0", { normal: { mean: 100, deviation: 100 } }, 108.3315, 86.6621],
    ["log-normal", { logNormal: { mean: 40, deviation: 30 } }, 40, 30],
    ["triangular", { triangular: [0, 30, 90] }, 40, Math.sqrt((30 ** 2 + 90 ** 2 - 30 * 90) / 18)],
    ["sample", { sample: [1, 2, 6] }, 3, Math.sqrt(14 / 3)],
  ]
  test.each(drawn)("%s", async (_, duration, mean, deviation) => {
    const { cycle } = await simulated(single, { tasks: { A: { duration } } }, { cases: 40_000 })
    expect(cycle!.interval![0]).toBeLessThan(mean)
    expect(cycle!.interval![1]).toBeGreaterThan(mean)
    near(cycle!.deviation, deviation, 0.03)
  })

  test("and quantiles that it has: of an exponential one, -ln(1 - share) of its mean", async () => {
    const { cycle } = await simulated(single, { tasks: { A: { duration: { exponential: HOUR } } } }, { cases: 40_000 })
    near(cycle!.p50, HOUR * Math.log(2), 0.02)
    near(cycle!.p90, HOUR * Math.log(10), 0.02)
    near(cycle!.p99, HOUR * Math.log(100), 0.04)
  })
})

test("the interval holds the true mean in about 95 of 100 runs, also where cases wait for each other", async () => {
  const covered = async (parameters: SimulationParameters, cases: number, mean: number) => {
    const cycles = await Promise.all(Array.from({ length: 200 }, async (_, seed) =>
      (await simulated(single, parameters, { cases, seed, warmUp: cases / 10 })).cycle!))
    return cycles.filter(({ interval }) => interval![0] <= mean && mean <= interval![1]).length / 200
  }
  expect(await covered({ tasks: { A: { duration: { exponential: HOUR } } } }, 200, HOUR)).toBeGreaterThan(0.9)
  const work = { duration: { exponential: HOUR }, role: "clerk" } as const
  const queue = { arrival: { poisson: 2 * HOUR }, tasks: { A: work }, resources: { clerk: 1 } }
  expect(await covered(queue, 3_000, 2 * HOUR)).toBeGreaterThan(0.88)
})

test("the later of two exponential branches comes at 1.5 of their mean, one waits for the other half", async () => {
  const duration = { exponential: HOUR }
  const { cycle, tasks, bottlenecks } = await simulated(fork,
    { tasks: { S: { duration: 0 }, A: { duration }, B: { duration }, J: { duration: 0 } } }, { cases: 40_000 })
  expect(cycle!.interval![0]).toBeLessThan(1.5 * HOUR)
  expect(cycle!.interval![1]).toBeGreaterThan(1.5 * HOUR)
  near(cycle!.interval![1] - cycle!.interval![0], 2 * 1.96 * HOUR * Math.sqrt(1.25 / 40_000), 0.03)
  // The difference of two exponential times is one itself.
  const join = tasks.find(({ task }) => task === "J")!.waiting.join
  near(join.mean, HOUR, 0.02)
  near(join.p95, HOUR * Math.log(20), 0.04)
  expect(bottlenecks.map(({ task }) => task).sort()).toEqual(["A", "B"])
  near(bottlenecks[0]!.share, 0.5, 0.02)
})

test("only the longer branch is critical", async () => {
  const durations = { S: "1 hour", A: "1 hour", B: "3 hours", J: "4 hours" } as const
  const tasks = Object.fromEntries(Object.entries(durations).map(([task, duration]) => [task, { duration }]))
  const { bottlenecks, cycle } = await simulated(fork, { tasks })
  expect(cycle!.mean).toBe(8 * HOUR)
  expect(bottlenecks.map(({ task, share }) => [task, share])).toEqual([["J", 0.5], ["B", 0.375], ["S", 0.125]])
})

const choice = `condition c
condition o output
task A in i -> left: c | right: o
task B in c -> done: o`

test("outcomes are chosen as often as their weights say", async () => {
  const cases = 40_000
  const { outcomes, tasks } = await simulated(choice, { tasks: { A: { outcomes: { left: 3, right: 7 } } } }, { cases })
  expect(outcomes.map(({ task, outcome }) => `${task} ${outcome}`)).toEqual(["A left", "A right"])
  expect(Math.abs(outcomes[0]!.share - 0.3)).toBeLessThan(1.96 * Math.sqrt((0.3 * 0.7) / cases))
  expect(outcomes[0]!.count + outcomes[1]!.count).toBe(cases)
  expect(tasks.find(({ task }) => task === "B")!.completed).toBe(outcomes[0]!.count)
})

const several = `condition b
condition c
condition d
condition o output bound 3
task A several in i -> b: b | not-b: | c: c | not-c: | d: d | not-d:
task B in b -> done: o
task C in c -> done: o
task D in d -> done: o`

test("routes of an OR-split are taken each by itself, and the last where no other is", async () => {
  const cases = 40_000
  const routes = { b: 0.2, c: 0.5 }
  const { outcomes, defaults } = await simulated(several, { tasks: { A: { routes } } }, { cases })
  const wanted = { b: 0.2, c: 0.5, d: 0.8 * 0.5 }
  for (const { outcome, share } of outcomes) {
    const right = wanted[outcome as keyof typeof wanted]
    expect(Math.abs(share - right)).toBeLessThan(2.6 * Math.sqrt((right * (1 - right)) / cases))
  }
  expect(defaults.outcomes).toEqual([])
})

test("sets of routes are taken together", async () => {
  const routes = [{ routes: ["b", "c"], weight: 1 }, { routes: ["d"], weight: 3 }]
  const { outcomes } = await simulated(several, { tasks: { A: { routes } } }, { cases: 10_000 })
  const [b, c, d] = outcomes.map(({ count }) => count)
  expect(b).toBe(c)
  expect(b! + d!).toBe(10_000)
  near(b! / 10_000, 0.25, 0.05)
})

test("a loop that goes on with probability p is done 1 / (1 - p) times, k times with p^(k - 1) (1 - p)", async () => {
  const cases = 40_000
  const times = new Map<number, number>()
  const now = new Map<number, number>()
  const loop = `condition o output
task A in i -> again: i | out: o`
  const { tasks } = await simulated(loop, { tasks: { A: { outcomes: { again: 0.75, out: 0.25 } } } }, {
    cases,
    onEvent: ({ case: of, kind }) => {
      if (kind === "complete") now.set(of, (now.get(of) ?? 0) + 1)
      if (kind === "end") times.set(now.get(of)!, (times.get(now.get(of)!) ?? 0) + 1)
    },
  })
  expect(Math.abs(tasks[0]!.completed / cases - 4)).toBeLessThan(1.96 * Math.sqrt(0.75 / 0.25 ** 2 / cases))
  for (const k of [1, 2, 3, 5, 8]) {
    const share = 0.75 ** (k - 1) * 0.25
    expect(Math.abs(times.get(k)! / cases - share)).toBeLessThan(3 * Math.sqrt((share * (1 - share)) / cases))
  }
})

/** Erlang's formula: the probability to wait where `load` is offered to `people`. */
function erlangC(people: number, load: number): number {
  let [term, sum] = [1, 0]
  for (let k = 0; k < people; k++) {
    sum += term
    term *= load / (k + 1)
  }
  const queue = (term * people) / (people - load)
  return queue / (sum + queue)
}

describe("a queue", () => {
  const queue = (people: number, load: number, options: SimulationOptions = {}) => simulated(single, {
    arrival: { poisson: HOUR / load },
    tasks: { A: { duration: { exponential: HOUR }, role: "clerk" } },
    resources: { clerk: people },
  }, { cases: 60_000, warmUp: 2_000, ...options })

  const loads = [[1, 0.5], [1, 0.7], [2, 1.4], [5, 4]] as const
  test.each(loads)("of %d people with load %d waits as M/M/c does", async (people, load) => {
    const { cycle, tasks, roles } = await queue(people, load)
    const wait = (erlangC(people, load) * HOUR) / (people - load)
    const [low, high] = cycle!.interval!
    expect(cycle!.method).toBe("batches")
    expect(low).toBeLessThan(wait + HOUR)
    expect(high).toBeGreaterThan(wait + HOUR)
    const half = (high - low) / 2
    expect(Math.abs(tasks[0]!.waiting.resource.mean - wait)).toBeLessThan(half)
    near(roles[0]!.utilisation!, load / people, 0.02)
    near(roles[0]!.busy, load, 0.02)
    // Little: what waits on the mean is how often one comes times how long it waits.
    expect(Math.abs(roles[0]!.queue.mean - (load / HOUR) * wait)).toBeLessThan((1.1 * half * load) / HOUR)
    expect(tasks[0]!.waiting.join.mean).toBe(0)
  })

  test("of one person with load r makes a case wait with probability r", async () => {
    const { tasks, cycle } = await queue(1, 0.5)
    // The time in an M/M/1 system is exponential with mean 1 / (mu - lambda).
    near(cycle!.p95, 2 * HOUR * Math.log(20), 0.05)
    near(tasks[0]!.waiting.resource.p95, 2 * HOUR * Math.log(10), 0.06)
  })

  test("that people cannot keep up with grows", async () => {
    const { roles, cycle } = await queue(1, 2, { cases: 2_000, warmUp: 0 })
    expect(roles[0]!.utilisation!).toBeGreaterThan(0.99)
    expect(cycle!.most).toBeGreaterThan(500 * HOUR)
  })

  test("is joined by each instance for itself, and by none for all of them", async () => {
    const work = { duration: 1_000, role: "clerk" }
    const { tasks, roles } = await simulated(`condition c
condition o output
task A in i -> done: c
task B in c -> done: o instances 2 min 2 max 2`,
    { arrival: { every: 1_800 }, tasks: { A: work, B: work }, resources: { clerk: 1 } }, { cases: 3 })
    // A at 0, 3 and 4 s, B at 1, 2, 5, 6, 7 and 8 s.
    expect(tasks.map(({ waiting }) => waiting.resource.mean)).toEqual([1_600 / 3, 9_000 / 6])
    expect(roles[0]!.queue.mean).toBe(10_600 / 9_000)
  })

  test("of constant times is the schedule that one writes down", async () => {
    const parameters: SimulationParameters = {
      arrival: { every: "1 hour" }, tasks: { A: { duration: "2 hours", role: "clerk" } }, resources: { clerk: 1 },
    }
    const { cycle, tasks, roles, span } = await simulated(single, parameters, { cases: 4 })
    // They come at 0, 1, 2, 3 and begin at 0, 2, 4, 6.
    expect([cycle!.mean, cycle!.most]).toEqual([3.5 * HOUR, 5 * HOUR])
    expect(tasks[0]!.waiting.resource).toEqual({ mean: 1.5 * HOUR, p95: 3 * HOUR })
    expect(span).toBe(8 * HOUR)
    expect(roles).toEqual([
      { role: "clerk", people: 1, busy: 1, utilisation: 1, queue: { mean: 6 / 8, most: 2 } },
    ])
  })
})
