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
import { eventOf, everyEvent, type Move, randomMoves, randomNet } from "./corpus/random-net.ts"
import { Stepper, tableOf } from "./corpus/stepper.ts"
import { emptyCase, referenceStep, type ReferenceEvent, type ReferenceState } from "./reference/step.ts"
import { referenceTraces } from "./reference/traces.ts"

const seed = Number(process.env["KNHK_SEED"] ?? Math.floor(Math.random() * 2 ** 31))
const cases = [...corpus("wcp"), ...corpus("road"), ...corpus("kept")]

const kernels: readonly (readonly [string, (table: Table) => Kernel])[] = [
  ["portable", portableKernel],
  ...(nativeLoads() ? [["native", (table: Table) => loadKernel(table, { kind: "native" })] as const] : []),
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
    for (const [, kernel] of kernels) checkRun(one.net, kernel, one.events.map(eventFrom), 1)
  })

function checkTraces({ net, forbidden, ...expected }: CorpusCase): void {
  for (const level of ["completion", "lifecycle"] as const) {
    const list = expected[level]
    if (list === undefined) continue
    const maxLength = list.to ?? 40
    expect(referenceTraces(net, level, maxLength).traces).toEqual(list.traces)
    for (const [, kernel] of kernels) {
      const found = exploreWith(kernel(tableOf(net)), { level, maxLength })
      expect(found.traces).toEqual(list.traces)
      expect(found.complete).toBe(list.to === undefined)
      expect(found.bound).toBe(maxLength)
    }
    for (const start of forbidden) {
      expect(list.traces.filter((trace) => `${trace} `.startsWith(`${start} `))).toEqual([])
    }
  }
}

/** Every event in every reachable state, fitting or not, each in a kernel that has just been given the state. */
function checkStates(net: Net, kernelOf: (table: Table) => Kernel, statesMax = 400): void {
  const table = tableOf(net)
  const stepper = new Stepper(kernelOf(table))
  const other = new Stepper(kernelOf(table))
  const words = new Map<string, Uint32Array>([[key(emptyCase()), stepper.state]])
  const open: ReferenceState[] = [emptyCase()]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const before = words.get(key(state))!
    for (const event of everyEvent(net)) {
      stepper.state = before
      const judged = referenceStep(net, state, event)
      expect([event, stepper.step(event)]).toEqual([event, judged.commands])
      other.state = before
      expect(other.step(event)).toEqual(judged.commands)
      expect(other.state).toEqual(stepper.state)
      const known = words.get(key(judged.state))
      if (known !== undefined) expect(stepper.state).toEqual(known)
      else {
        words.set(key(judged.state), stepper.state)
        if (words.size < statesMax) open.push(judged.state)
      }
    }
  }
  expect(words.size).toBeGreaterThan(1)
}

function key({ status, marking, enabled, running }: ReferenceState): string {
  return JSON.stringify([status, [...marking].sort(), [...enabled].sort(), [...running].sort()])
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
  const words = events.map((e) => [" ", e.kind, "task" in e ? e.task : "", "outcome" in e ? e.outcome : ""])
  return `${printNet(net)}\nevents\n${words.map((line) => line.join(" ").trimEnd()).join("\n")}\n`
}

function eventFrom(line: string): ReferenceEvent {
  const [kind, task = "", outcome = ""] = line.split(" ")
  switch (kind) {
    case "open": case "cancel": return { kind }
    case "start": case "fail": return { kind, task }
    case "complete": return { kind, task, outcome }
    default: throw new Error(`"${line}" is not an event`)
  }
}

test.each(kernels)(`random runs are the same on the reference and the %s kernel (seed ${seed})`, (_, kernel) => {
  const every = fc.integer({ min: 1, max: 5 })
  const property = fc.property(randomNet(), randomMoves, every, (net, moves, every) => {
    checkRun(net, kernel, eventsOf(net, moves), every)
  })
  fc.assert(property, { seed, numRuns: 600 })
})

function eventsOf(net: Net, moves: readonly Move[]): readonly ReferenceEvent[] {
  let state = emptyCase()
  return moves.map((move) => {
    const event = eventOf(net, state, move)
    state = referenceStep(net, state, event).state
    return event
  })
}

test(`random nets have the same traces by the reference and by exploration (seed ${seed})`, () => {
  fc.assert(fc.property(randomNet(1), fc.constantFrom("completion", "lifecycle"), (net, level) => {
    const judged = referenceTraces(net, level, 6, 20_000)
    fc.pre(judged.judged)
    const found = explore(tableOf(net), { level, maxLength: 6, maxSteps: 100_000 })
    fc.pre(found.bound === 6)
    expect(found.traces).toEqual(judged.traces)
    if (judged.complete) expect(found.complete).toBe(true)
    if (judged.complete || !found.complete) return
    // The reference was cut, and only by runs that never end: then there are no longer traces to find.
    const further = referenceTraces(net, level, 10, 20_000)
    if (further.judged) expect(further.traces).toEqual(judged.traces)
  }), { seed, numRuns: 150 })
})
