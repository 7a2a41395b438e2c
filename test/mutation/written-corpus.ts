/**
 * The written corpus (`test/corpus/write.ts`) played on the portable kernel: judged as `test/corpus.test.ts` judges,
 * without the reference beside it, so that many mutants can be held against it. `KNHK_CORPUS` names the folder.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { COMMAND_WORDS, CommandKind, Refusal } from "../../src/kernel/command.ts"
import { EVENT_WORDS } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import { readTable } from "../../src/kernel/table.ts"

interface Played {
  readonly before: Uint32Array
  readonly event: Uint32Array
  readonly said: Uint32Array
  readonly after: Uint32Array
}

const folder = process.env["KNHK_CORPUS"] ?? "native/target/corpus"
/** Records that are played in one batch, each in a case of its own. */
const TOGETHER = 4
/** Slots that hold no case: one that is free, the first that there is not, and what is negative where it is signed. */
const GONE = [TOGETHER, 64, 2 ** 31, NONE]

test.each(readdirSync(folder).filter((name) => name.endsWith(".case")))("%s", (name) => {
  const file = readFileSync(join(folder, name))
  const words = new Uint32Array(new Uint8Array(file).buffer)
  const [bytes = 0, reserve = 0] = words
  const kernel = portableKernel(readTable(file.subarray(8, 8 + bytes)), { capacity: TOGETHER + 1 })
  for (let slot = 0; slot < TOGETHER; slot++) expect(kernel.allocate()).toBe(slot)
  let at = 2 + Math.ceil(bytes / 4)
  const next = (count: number) => words.subarray(at, (at += count))
  for (let batch = 0; at < words.length; batch++) {
    const records: Played[] = []
    while (records.length < TOGETHER && at < words.length) {
      const before = next(kernel.stateWords)
      const event = next(EVENT_WORDS)
      const said = next(next(1)[0]! * COMMAND_WORDS)
      records.push({ before, event, said, after: next(kernel.stateWords) })
    }
    play(kernel, records, GONE[batch % GONE.length]!, reserve)
  }
})

/** The records, and the last event once more in a slot that holds no case: in as many steps as there has to be. */
function play(kernel: Kernel, records: readonly Played[], gone: number, reserve: number): void {
  const slots = [...records.keys(), gone]
  const events = [...records, records.at(-1)!].map(({ event }) => event)
  const said = [...records.map((record) => record.said), Uint32Array.of(0, CommandKind.refuse, Refusal.slot, 0)]
  records.forEach(({ before }, slot) => {
    // To write is to check, and most events are refused and leave the state before them.
    if (!same(kernel.read(slot), before)) kernel.write(slot, before)
  })
  for (let done = 0; done < slots.length; done += kernel.consumed) {
    const taken = taking(said.slice(done), kernel.commands.length, reserve)
    events.slice(done).forEach((event, i) => {
      kernel.events.set(event, i * EVENT_WORDS)
      kernel.events[i * EVENT_WORDS] = slots[done + i]!
    })
    const count = kernel.step(slots.length - done)
    const expected = said.slice(done, done + taken).flatMap((one, i) => inBatch(one, slots[done + i]!, i))
    const fits = kernel.consumed === taken && count * COMMAND_WORDS === expected.length
      && expected.every((word, i) => kernel.commands[i] === word)
    if (fits) continue
    const spoken = Array.from(kernel.commands.subarray(0, count * COMMAND_WORDS))
    expect([records, kernel.consumed, spoken]).toEqual([records, taken, expected])
  }
  records.forEach(({ before, event, after }, slot) => {
    const now = kernel.read(slot)
    if (!same(now, after)) expect([before, event, now]).toEqual([before, event, after])
  })
}

/**
 * How many events of a batch a step takes: the first, and each that leaves room for all that one more may say. An event
 * that says more than that makes more room.
 */
function taking(said: readonly Uint32Array[], room: number, reserve: number): number {
  let words = 0
  let count = 0
  while (count < said.length && (count === 0 || words + reserve * COMMAND_WORDS <= room)) {
    words += said[count++]!.length
    while (words > room) room *= 2
  }
  return count
}

function same(one: Uint32Array, other: Uint32Array): boolean {
  for (let i = 0; i < one.length; i++) if (one[i] !== other[i]) return false
  return true
}

/** What an event says in another slot, as another event of a batch. */
function inBatch(said: Uint32Array, slot: number, index: number): number[] {
  return Array.from(said, (word, i) => {
    const refused = said[i - (i % COMMAND_WORDS) + 1] === CommandKind.refuse
    return i % COMMAND_WORDS === 0 ? slot : refused && i % COMMAND_WORDS === 3 ? index : word
  })
}
