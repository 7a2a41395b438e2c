/** Every net of the corpus on the reference and both kernels, at every state, after a restart at every event. */
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import { explore, exploreWith } from "../compiler/explore/explore.ts"
import type { Net } from "../compiler/ir/net.ts"
import { printNet } from "../compiler/ir/text.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import { portableKernel } from "../src/kernel/portable.ts"
import type { Table } from "../src/kernel/table.ts"
import { loadKernel } from "../src/runtime/binding.ts"
import { corpus, type CorpusCase } from "./corpus/corpus.ts"
import { parseEvent, printEvent } from "./corpus/event-text.ts"
import { randomNet } from "./corpus/random-net.ts"
import { eventOf, everyEvent, type Move, randomMoves } from "./corpus/random-run.ts"
import { Stepper, tableOf } from "./corpus/stepper.ts"
import { emptyCase, type ReferenceEvent, type ReferenceState, stateKey } from "./reference/state.ts"
import { referenceStep } from "./reference/step.ts"
import { referenceTraces } from "./reference/traces.ts"
import { runs, seed } from "./random.ts"

/** Random runs on each kernel, and how long they may take: 60 ms each, when much else runs. */
const RUNS = runs(600)
const TIMEOUT = 60_000 + 60 * RUNS
const cases = [...corpus("wcp"), ...corpus("road"), ...corpus("kept")]

/** With the least room there is, so that one event may say more than the kernel had room for. */
const kernels: readonly (readonly [string, (table: Table) => Kernel])[] = [
  ["portable", (table: Table) => portableKernel(table, { capacity: 1 })],
  ...(nativeLoads() ? [["native", (table: Table) => loadKernel(table, { kind: "native", capacity: 1 })] as const] : []),
]

function nativeLoads(): boolean {
  try {
    return loadKernel(tableOf(cases[0]!.net), { kind: "native" }).kind === "native"
  } catch {
    return false
  }
}

describe.each(cases.map((one) => [one.name, one] as const))("%s", (_, one) => {
  test("has the traces that were derived by hand, by the reference and by exploration", () => checkTraces(one))
  test.each(kernels)("does the same on the reference and the %s kernel in every state", (_, kernel) => {
    checkStates(one.net, kernel)
  })
})

test.each(cases.filter((one) => one.events.length > 0).map((one) => [one.name, one] as const))(
  "%s says the same of its events on all steppers", (_, one) => {
    for (const [, kernel] of kernels) checkRun(one.net, kernel, one.events.map(parseEvent), 1)
  })

function checkTraces({ net, expected, forbidden }: CorpusCase): void {
  for (const { level, traces, to, inputs } of expected) {
    const maxLength = to ?? 40
    expect(referenceTraces(net, level, maxLength, { inputs }).traces).toEqual(traces)
    for (const [, kernel] of kernels) {
      const found = exploreWith(kernel(tableOf(net)), { level, maxLength, inputs })
      expect(found.traces).toEqual(traces)
      expect(found.complete).toBe(to === undefined)
      expect(found.bound).toBe(maxLength)
    }
    for (const start of forbidden) expect(traces.filter((trace) => `${trace} `.startsWith(`${start} `))).toEqual([])
  }
}

/** Every event in every reachable state, fitting or not, in a kernel that was given the state and has not left it. */
function checkStates(net: Net, kernelOf: (table: Table) => Kernel, statesMax = 300): void {
  const stepper = new Stepper(kernelOf(tableOf(net)))
  const words = new Map<string, Uint32Array>([[stateKey(emptyCase()), stepper.state]])
  const open: ReferenceState[] = [emptyCase()]
  const events = everyEvent(net)
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const before = words.get(stateKey(state))!
    stepper.state = before
    for (const event of events) {
      const judged = referenceStep(net, state, event)
      const said = stepper.step(event)
      if (said.join() !== judged.commands.join()) {
        const where = { state: stateKey(state), event }
        expect({ ...where, said }).toEqual({ ...where, said: judged.commands })
      }
      const after = stepper.state
      if (judged.state !== state) stepper.state = before
      const key = stateKey(judged.state)
      const known = words.get(key)
      if (known === undefined) {
        words.set(key, after)
        if (words.size < statesMax) open.push(judged.state)
      } else if (known.join() !== after.join()) expect([key, event, after]).toEqual([key, event, known])
    }
  }
  expect(words.size).toBeGreaterThan(1)
}

/** One run: in one kernel from start to end, and in another with a restart after every `every` events. */
function checkRun(
  net: Net, kernelOf: (table: Table) => Kernel, events: readonly ReferenceEvent[], every: number,
): void {
  const table = tableOf(net)
  const steady = new Stepper(kernelOf(table))
  let restarted = new Stepper(kernelOf(table))
  let state = emptyCase()
  events.forEach((event, i) => {
    const judged = referenceStep(net, state, event)
    state = judged.state
    const commands = steady.step(event)
    if (commands.join("\n") !== judged.commands.join("\n")) {
      const said = `# the reference says: ${judged.commands.join("; ")}\n# the kernel says: ${commands.join("; ")}`
      throw new Error(`${kept(net, events.slice(0, i + 1))}\n${said}`)
    }
    expect(restarted.step(event)).toEqual(commands)
    if (i % every > 0) return
    const fresh = new Stepper(kernelOf(table))
    fresh.state = restarted.state
    restarted = fresh
  })
  expect(restarted.state).toEqual(steady.state)
}

/** A file for `test/corpus/kept`. */
function kept(net: Net, events: readonly ReferenceEvent[]): string {
  return `${printNet(net)}\nevents\n${events.map((event) => `  ${printEvent(event)}`).join("\n")}\n`
}

test.each(kernels)(`random runs are the same on the reference and the %s kernel (seed ${seed})`, (_, kernel) => {
  const every = fc.integer({ min: 1, max: 5 })
  const property = fc.property(randomNet(), randomMoves, every, (net, moves, every) => {
    checkRun(net, kernel, eventsOf(net, moves), every)
  })
  fc.assert(property, { seed, numRuns: RUNS })
}, TIMEOUT)

function eventsOf(net: Net, moves: readonly Move[]): readonly ReferenceEvent[] {
  let state = emptyCase()
  return moves.map((move) => {
    const event = eventOf(net, state, move)
    state = referenceStep(net, state, event).state
    return event
  })
}

test(`random nets have the same traces by the reference and by exploration (seed ${seed})`, () => {
  const inputs = fc.array(fc.nat(9999), { maxLength: 2 })
  const level = fc.constantFrom("completion", "lifecycle")
  fc.assert(fc.property(randomNet({ boundMax: 2 }), level, inputs, (net, level, picks) => {
    const all = inputNames(net)
    const inputs = all.length === 0 ? [] : picks.map((pick) => all[pick % all.length]!)
    const judged = referenceTraces(net, level, 6, { stepsMax: 3_000, depthMax: 4, inputs })
    fc.pre(judged.judged)
    const found = explore(tableOf(net), { level, maxLength: 6, maxSteps: 100_000, inputs })
    fc.pre(found.bound === 6)
    expect(told(net, found.traces)).toEqual(told(net, judged.traces))
    if (judged.complete) expect(found.complete).toBe(true)
    if (judged.complete || !found.complete) return
    // The reference was cut, and only by runs that never end: then there are no longer traces to find.
    const further = referenceTraces(net, level, 10, { stepsMax: 6_000, depthMax: 4, inputs })
    if (further.judged) expect(told(net, further.traces)).toEqual(told(net, judged.traces))
  }), { seed, numRuns: RUNS / 4 })
}, TIMEOUT)

/**
 * Traces to compare. Instances that are cases of their own are all alike to exploration: which of them is cancelled
 * first is not said, so the words of one cancellation are in any order.
 */
function told(net: Net, traces: readonly string[]): readonly string[] {
  if (!net.tasks.some(({ kind, instances }) => kind === "call" && instances !== undefined)) return traces
  const sorted = (run: string) => run.split(" ").sort().join(" ")
  return [...new Set(traces.map((trace) => trace.replace(/~\S+(?: ~\S+)+/g, sorted)))].sort()
}

function inputNames({ tasks, triggers = [] }: Net): readonly string[] {
  const multi = tasks.filter((t) => t.instances !== undefined)
  const working = tasks.filter((t) => t.kind !== "silent")
  const adds = multi.map((t) => `add:${t.name}`)
  return ["cancel", ...triggers.map((t) => t.name), ...adds, ...working.map((t) => `stop:${t.name}`)]
}
