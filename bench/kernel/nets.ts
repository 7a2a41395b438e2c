/**
 * The nets that a step is measured on from JavaScript, and the events of their cases. May import the compiler's `ir`
 * and `table`, the kernels and `bench/random.ts`; nothing of the peers.
 */
import type { SoundNet } from "../../compiler/ir/net.ts"
import { parseNet } from "../../compiler/ir/text.ts"
import { encode } from "../../compiler/table/encode.ts"
import { COMMAND_WORDS, CommandKind } from "../../src/kernel/command.ts"
import { EventKind, EVENT_WORDS } from "../../src/kernel/event.ts"
import { readTable, type Table } from "../../src/kernel/table.ts"
import { loadKernel } from "../../src/runtime/binding.ts"
import { mulberry } from "../random.ts"

/**
 * Tasks side by side, or of which the task before chooses one; each stage begins when the one before is done. Around a
 * stage of several tasks are stages of one, or of several that are all done.
 */
export interface Stage {
  readonly tasks: readonly number[]
  readonly chosen: boolean
}

const all = (...tasks: readonly number[]): Stage => ({ tasks, chosen: false })
const one = (...tasks: readonly number[]): Stage => ({ tasks, chosen: true })

/** A sequence; choices and merges; twenty tasks with AND-splits and AND-joins. */
export const shapes: Readonly<Record<string, readonly Stage[]>> = {
  three: [all(0), all(1), all(2)],
  choice: [all(0), one(1, 2), all(3), one(4, 5), all(6)],
  twenty: [
    all(0), all(1, 2, 3, 4), all(5), all(6, 7, 8, 9), all(10), all(11, 12, 13, 14), all(15), all(16, 17, 18), all(19),
  ],
}

export function tableOf(stages: readonly Stage[]): Table {
  const lines = ["net bench", "condition i input", "condition o output"]
  const condition = (from: number, to: number) => `c${from}-${to}`
  stages.forEach((stage, s) => {
    const [before, after] = [stages[s - 1], stages[s + 1]]
    for (const task of stage.tasks) {
      const inputs = before?.tasks.map((from) => condition(from, task)) ?? ["i"]
      const outputs = after?.tasks.map((to) => condition(task, to)) ?? ["o"]
      if (after !== undefined) lines.push(...outputs.map((name) => `condition ${name}`))
      const join = inputs.length > 1 ? (before?.chosen === true ? "xor " : "and ") : ""
      const routes = after?.chosen === true ? outputs : [outputs.join(" ")]
      const outcomes = routes.map((names, at) => `r${at}: ${names}`)
      lines.push(`task t${task} ${join}in ${inputs.join(" ")} -> ${outcomes.join(" | ")}`)
    }
  })
  const isTask = (line: string) => line.startsWith("task")
  const text = [...lines.filter((line) => !isTask(line)), ...lines.filter(isTask), ""].join("\n")
  return readTable(encode(parseNet(text) as SoundNet, ""))
}

/** All events of all cases, one of a random case after the other, and a random one that fits there. */
export function streamOf(table: Table, cases: number): Uint32Array {
  const kernel = loadKernel(table, { kind: "portable", capacity: 1 })
  const slots = Array.from({ length: cases }, () => kernel.allocate())
  const items = slots.map(() => [] as { kind: number; task: number }[])
  const left = slots.map((_, index) => index)
  const words: number[] = []
  const random = mulberry(2026)
  const say = (slot: number, kind: number, task: number) => {
    const outcomes = table.outcomeStart[task + 1]! - table.outcomeStart[task]!
    const outcome = kind === EventKind.complete ? Math.floor(random() * outcomes) : 0
    words.push(slot, kind, task, outcome)
    kernel.events.set([slot, kind, task, outcome])
    const said = kernel.step(1)
    for (let at = 0; at < said * COMMAND_WORDS; at += COMMAND_WORDS) {
      const [, kind, subject] = kernel.commands.subarray(at, at + COMMAND_WORDS)
      if (kind === CommandKind.enable) items[slot]!.push({ kind: EventKind.start, task: subject! })
    }
  }
  for (const slot of slots) say(slot, EventKind.open, 0)
  while (left.length > 0) {
    const at = Math.floor(random() * left.length)
    const slot = left[at]!
    const mine = items[slot]!
    const [item] = mine.splice(Math.floor(random() * mine.length), 1)
    say(slot, item!.kind, item!.task)
    if (item!.kind === EventKind.start) mine.push({ kind: EventKind.complete, task: item!.task })
    if (mine.length === 0) {
      left[at] = left[left.length - 1]!
      left.pop()
    }
  }
  return Uint32Array.from(words)
}

/** The events of the first cases alone, for what would take minutes else. */
export function eventsOf(stream: Uint32Array, cases: number): readonly Event[] {
  const events: Event[] = []
  for (let at = 0; at < stream.length; at += EVENT_WORDS) {
    const [slot, kind, task, outcome] = stream.subarray(at, at + EVENT_WORDS)
    if (slot! < cases) events.push({ slot: slot!, kind: kind!, task: task!, outcome: outcome! })
  }
  return events
}

export interface Event {
  readonly slot: number
  readonly kind: number
  readonly task: number
  readonly outcome: number
}
