/**
 * Writes the corpus for those who cannot read it: `node --conditions=knhk-source test/corpus/write.ts FOLDER` leaves a
 * file for each net, which `native/engine/tests/corpus.rs` plays without JavaScript. What the events say is judged by
 * the reference while it is written, so a file holds nothing that the corpus test would not hold a kernel to.
 *
 *   NAME.case      words, little-endian: bytes of the table; commands that the kernels keep room for before each event
 *                  of a batch; the table, padded to words; then records, one after the other: the state before, the
 *                  event (its slot 0), how many commands, the commands (slot 0), the state after
 *   NAME.taken     bytes of a table to take
 *   NAME.refused   bytes of a table to refuse; NAME ends with the reason
 */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Net } from "../../compiler/ir/net.ts"
import { COMMAND_WORDS, CommandKind } from "../../src/kernel/command.ts"
import { EVENT_WORDS, EventKind } from "../../src/kernel/event.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { commandReserve, portableKernel } from "../../src/kernel/portable.ts"
import { Choice, type Table } from "../../src/kernel/table.ts"
import { emptyCase, type ReferenceState, stateKey } from "../reference/state.ts"
import { referenceStep } from "../reference/step.ts"
import { corpus } from "./corpus.ts"
import { parseEvent } from "./event-text.ts"
import { everyEvent } from "./random-run.ts"
import { refusedTables, takenTables } from "./refused.ts"
import { Stepper, tableOf } from "./stepper.ts"

/** States of one net whose events are written: by turns the nearest to the beginning and the one found last. */
const STATES_MAX = 120
/**
 * Events of what a net does not have: the task, trigger, entry or outcome after the last, or of the greatest number,
 * which the portable kernel reads as -1. All are refused.
 */
function strangeEvents(table: Table): readonly (readonly number[])[] {
  const { taskNames, triggerNames, entryStart, outcomeStart, taskChoice } = table
  const tasks = taskNames.length
  const beyond = (task: number) => {
    const outcomes = outcomeStart[task + 1]! - outcomeStart[task]!
    return taskChoice[task] === Choice.several ? [0, 2 ** (outcomes / 2), 2 ** (outcomes / 2) - 1] : [outcomes]
  }
  return [
    [0, 0, 0, 0], [0, Math.max(...Object.values(EventKind)) + 1, 0, 0], [0, NONE, 0, 0],
    [0, EventKind.open, entryStart.length - 1, 0], [0, EventKind.signal, triggerNames.length, 0],
    [0, EventKind.expire, triggerNames.length, 0],
    ...[EventKind.start, EventKind.complete, EventKind.fail, EventKind.finish].map((kind) => [0, kind, tasks, 0]),
    ...[EventKind.open, EventKind.signal, EventKind.start].map((kind) => [0, kind, NONE, 0]),
    ...taskNames.flatMap((_, task) => beyond(task).map((outcome) => [0, EventKind.complete, task, outcome])),
    [0, EventKind.complete, 0, NONE],
    ...[1, 2, 6].map((status) => [0, EventKind.fail, 0, status]),
    [0, EventKind.finish, 0, 2],
  ]
}

const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error("give the folder to write to")
mkdirSync(folder, { recursive: true })
let records = 0
for (const { name, net, events } of [...corpus("wcp"), ...corpus("road"), ...corpus("kept")]) {
  const table = tableOf(net)
  const padding = new Uint8Array(-table.bytes.length & 3)
  const words = littleEndian([...walked(net), ...played(net, events)])
  const file = Buffer.concat([littleEndian([table.bytes.length, commandReserve(table)]), table.bytes, padding, words])
  writeFileSync(join(folder, `${name.replace("/", "-")}.case`), file)
}
takenTables.forEach(({ bytes }, i) => writeFileSync(join(folder, `${i}.taken`), bytes))
refusedTables.forEach(({ bytes, reason }, i) => writeFileSync(join(folder, `${i}-${reason}.refused`), bytes))
console.log(`${records} records`)

/** Every event in every state, as far as they are written. */
function walked(net: Net): number[] {
  const stepper = new Stepper(portableKernel(tableOf(net), { capacity: 1 }))
  const known = new Map<string, Uint32Array>([[stateKey(emptyCase()), stepper.state]])
  const open: ReferenceState[] = [emptyCase()]
  const words: number[] = []
  const strangeOnes = strangeEvents(stepper.kernel.table)
  const firesTwice = net.tasks.some(({ kind }) => kind === "silent" || kind === "receive")
  const most = firesTwice ? Infinity : commandReserve(stepper.kernel.table)
  const next = () => (known.size % 2 === 0 ? open.pop() : open.shift())
  for (let state = next(); state !== undefined; state = next()) {
    const before = known.get(stateKey(state))!
    for (const event of everyEvent(net)) {
      stepper.state = before
      const judged = referenceStep(net, state, event)
      const said = stepper.step(event)
      if (said.join() !== judged.commands.join()) throw new Error(`${net.id}: the kernel and the reference disagree`)
      if (said.length > most) throw new Error(`${net.id}: an event says more than the kernels keep room for`)
      words.push(...record(stepper, before, said.length))
      const key = stateKey(judged.state)
      if (known.has(key)) continue
      known.set(key, stepper.state)
      if (known.size < STATES_MAX) open.push(judged.state)
    }
    for (const event of strangeOnes) words.push(...strange(stepper, before, event))
  }
  return words
}

/** A run that a file of the corpus plays. */
function played(net: Net, lines: readonly string[]): number[] {
  const stepper = new Stepper(portableKernel(tableOf(net), { capacity: 1 }))
  return lines.flatMap((line) => {
    const before = stepper.state
    return record(stepper, before, stepper.step(parseEvent(line)).length)
  })
}

function strange(stepper: Stepper, before: Uint32Array, event: readonly number[]): number[] {
  stepper.state = before
  stepper.kernel.events.set(event)
  const count = stepper.kernel.step(1)
  if (stepper.kernel.commands[1] !== CommandKind.refuse) throw new Error(`event ${event.join()} is not refused`)
  return record(stepper, before, count)
}

/** The last event of a kernel, what it said and what it made of the state. */
function record(stepper: Stepper, before: Uint32Array, count: number): number[] {
  records++
  const { events, commands } = stepper.kernel
  const said = commands.subarray(0, count * COMMAND_WORDS)
  return [...before, ...events.subarray(0, EVENT_WORDS), count, ...said, ...stepper.state]
}

function littleEndian(words: readonly number[]): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(words.length * 4))
  words.forEach((word, i) => bytes.setUint32(4 * i, word, true))
  return new Uint8Array(bytes.buffer)
}
