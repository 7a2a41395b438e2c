/**
 * Back-pressure: the border has buffers of a fixed size. Where commands do not fit, the kernel stops before the event
 * that would say them and is asked again; where one event says more than there is room for, there is made room for it;
 * where events outrun the engine, they wait in front of it. Nothing is lost and nothing grows but what waits.
 */
import { createHash, type Hash } from "node:crypto"
import { expect, test } from "vitest"
import { mulberry } from "../bench/random.ts"
import { parseNet } from "../compiler/ir/text.ts"
import { COMMAND_WORDS, CommandKind } from "../src/kernel/command.ts"
import { EVENT_WORDS, EventKind } from "../src/kernel/event.ts"
import type { Kernel } from "../src/kernel/kernel.ts"
import { commandCapacity } from "../src/kernel/portable.ts"
import type { Table } from "../src/kernel/table.ts"
import { MemoryStore, open } from "../src/runtime.ts"
import { kernelInfo, loadKernel } from "../src/runtime/binding.ts"
import { Stream } from "./corpus/stream.ts"
import { tableOf } from "./corpus/stepper.ts"
import { seed } from "./random.ts"
import { ThreeExecutor } from "./runtime-workflows.ts"

const kinds = kernelInfo().abi === undefined ? (["portable"] as const) : (["portable", "native"] as const)
const CASES = 8
const EVENTS = 40_000

/** For ever: a completion of `go` sets off 150 firings, which say far more than a kernel has room for at first. */
const burst = tableOf(parseNet(`net burst
condition i input
condition a bound 160
condition b bound 160
condition o output
task go in i -> done: ${"a ".repeat(150)}
task ~pass silent in a -> done: b
task back and in b*150 -> done: i
`))

/** What is the same however the events were cut into batches: refusals tell the event by its place in all. */
class Told {
  readonly #hash: Hash = createHash("sha256")
  commands = 0

  add(words: Uint32Array, from: number): void {
    const said = words.slice()
    for (let at = 0; at < said.length; at += COMMAND_WORDS) {
      if (said[at + 1] === CommandKind.refuse) said[at + 3]! += from
    }
    this.#hash.update(said)
    this.commands += said.length / COMMAND_WORDS
  }

  digest(): string {
    return this.#hash.digest("hex")
  }
}

/** Events of some cases, of each ten one that does not fit, and what an unhurried kernel says of them. */
function script(table: Table) {
  const kernel = loadKernel(table, { kind: "portable" })
  const handles = Array.from({ length: CASES }, () => kernel.allocate())
  const stream = new Stream(table, handles, mulberry(seed), 0)
  const told = new Told()
  const events = new Uint32Array(EVENTS * EVENT_WORDS)
  let most = 0
  for (let at = 0; at < EVENTS; at++) {
    const event = at % 10 === 9 ? [handles[0]!, EventKind.begin, 0, 0] : stream.next()
    events.set(event, at * EVENT_WORDS)
    kernel.events.set(event)
    const count = kernel.step(1)
    const said = kernel.commands.slice(0, count * COMMAND_WORDS)
    most = Math.max(most, said.length)
    told.add(said, at)
    stream.hear(said)
  }
  return { events, told: { commands: told.commands, digest: told.digest() }, most, states: states(kernel, handles) }
}

const states = (kernel: Kernel, handles: readonly number[]) => handles.map((handle) => [...kernel.read(handle)])

const { events, told, most, states: ends } = script(burst)

test.each(kinds.flatMap((kind) => [1, 2, 7, 64].map((capacity) => [kind, capacity] as const)))(
  "no command is lost and room stays bounded: %s kernel, %i events at a time", (kind, capacity) => {
    const kernel = loadKernel(burst, { kind, capacity })
    const handles = Array.from({ length: CASES }, () => kernel.allocate())
    const first = kernel.commands.length
    const heard = new Told()
    const rooms = new Set<ArrayBufferLike>()
    let [put, taken, partial] = [0, 0, 0]
    // The producer is always ahead: what it has left over of a batch stays in front, and it fills up behind.
    while (taken < EVENTS) {
      const more = Math.min(capacity - (put - taken), EVENTS - put)
      kernel.events.set(events.subarray(put * EVENT_WORDS, (put + more) * EVENT_WORDS), (put - taken) * EVENT_WORDS)
      put += more
      const said = kernel.step(put - taken)
      if (kernel.consumed < put - taken) partial++
      expect(kernel.consumed).toBeGreaterThan(0)
      heard.add(kernel.commands.slice(0, said * COMMAND_WORDS), taken)
      kernel.events.copyWithin(0, kernel.consumed * EVENT_WORDS, (put - taken) * EVENT_WORDS)
      taken += kernel.consumed
      rooms.add(kernel.commands.buffer)
    }
    expect({ commands: heard.commands, digest: heard.digest() }).toEqual(told)
    expect(states(kernel, handles)).toEqual(ends)
    // There was back-pressure, of both kinds.
    expect(most).toBeGreaterThan(commandCapacity(burst, 1) * COMMAND_WORDS)
    if (capacity > 1) expect(partial).toBeGreaterThan(0)
    // Room for what there was room for and the largest event, twice at most, however many events come.
    expect(kernel.commands.length).toBeLessThanOrEqual(2 * (first + most))
    expect(rooms.size).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(most / COMMAND_WORDS)))
  },
)

test("starts that outrun the engine wait: each case ends as it should, no transaction grows with them", async () => {
  const STARTS = 10_000
  const calls = { a: 0, b: 0, c: 0 }
  const three = ThreeExecutor.with({
    a: (n) => (calls.a++, n + 1), b: (n) => (calls.b++, n * 2), c: (n) => (calls.c++, n - 1),
  })
  const batches: number[] = []
  class Watched extends MemoryStore {
    override commit(...[batch, done]: Parameters<MemoryStore["commit"]>): void {
      batches.push(batch.events)
      super.commit(batch, done)
    }
  }
  const engine = await open({ store: new Watched(), workflows: [three] })
  const results = await Promise.all(Array.from({ length: STARTS }, async (_, n) =>
    (await engine.start(ThreeExecutor, { input: n })).result()))
  await engine.close()
  expect(results).toEqual(Array.from({ length: STARTS }, (_, n) => (n + 1) * 2 - 1))
  expect(calls).toEqual({ a: STARTS, b: STARTS, c: STARTS })
  // All were asked for at once: what one transaction holds does not grow with what waits.
  console.info(`${batches.length} transactions of up to ${Math.max(...batches)} events`)
  expect(batches.length).toBeGreaterThan(10)
  expect(Math.max(...batches)).toBeLessThan(3 * 4_096)
}, 60_000)
