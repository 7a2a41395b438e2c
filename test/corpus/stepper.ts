/** A kernel spoken to in the words of the reference, so that what they say can be compared line by line. */
import { encode } from "../../compiler/table/encode.ts"
import type { Net, SoundNet } from "../../compiler/ir/net.ts"
import { COMMAND_WORDS, CommandKind, Refusal, Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Choice, readTable, type Table } from "../../src/kernel/table.ts"
import type { ReferenceEvent } from "../reference/state.ts"

/** The table of a net, whether the verifier would let it pass or not. */
export function tableOf(net: Net): Table {
  return readTable(encode(net as SoundNet, "0".repeat(64)))
}

function nameOf(of: Readonly<Record<string, number>>, value: number): string {
  return Object.keys(of).find((key) => of[key] === value) ?? `${value}?`
}

export class Stepper {
  readonly kernel: Kernel
  readonly #slot: number

  constructor(kernel: Kernel) {
    this.kernel = kernel
    this.#slot = kernel.allocate()
  }

  get state(): Uint32Array {
    return this.kernel.read(this.#slot)
  }

  set state(words: Uint32Array) {
    this.kernel.write(this.#slot, words)
  }

  /** Plays one event and returns what was commanded. */
  step(event: ReferenceEvent): readonly string[] {
    const { table } = this.kernel
    this.kernel.events.set([this.#slot, EventKind[event.kind], ...wordsOf(table, event)])
    const count = this.kernel.step(1)
    const { commands } = this.kernel
    return Array.from({ length: count }, (_, i) => i * COMMAND_WORDS).map((at) => {
      if (commands[at] !== this.#slot) throw new Error(`a command of slot ${commands[at]}`)
      return line(table, commands[at + 1]!, commands[at + 2]!, commands[at + 3]!)
    })
  }
}

/** What no table has an index for. */
const UNKNOWN = 0xffff

/** Subject and detail of an event. */
function wordsOf(table: Table, event: ReferenceEvent): readonly [subject: number, detail: number] {
  const word = (index: number) => (index < 0 ? UNKNOWN : index)
  if (event.kind === "open") return [event.entry ?? 0, 0]
  if (event.kind === "cancel") return [0, 0]
  if ("trigger" in event) return [word(table.triggerNames.indexOf(event.trigger)), 0]
  const task = table.taskNames.indexOf(event.task)
  switch (event.kind) {
    case "start": return [word(task), event.count ?? 0]
    case "complete": return [word(task), task < 0 ? 0 : word(detailOf(table, task, event.outcome))]
    case "fail": return [word(task), event.status === undefined ? 0 : (Status as Names)[event.status] ?? UNKNOWN]
    case "finish": return [word(task), event.enough === true ? 1 : 0]
    case "begin": case "add": case "stop": return [word(task), 0]
  }
}

type Names = Readonly<Record<string, number>>

/** An outcome by its index; of an OR-split a bit for each route. */
function detailOf({ outcomeStart, outcomeNames, taskChoice }: Table, task: number, outcome: string): number {
  const names = outcomeNames.slice(outcomeStart[task], outcomeStart[task + 1])
  if (taskChoice[task] !== Choice.several) return names.indexOf(outcome)
  const routes = outcome.split("+").map((name) => names.indexOf(name))
  if (routes.some((index) => index % 2 !== 0)) return -1
  return routes.reduce((bits, index) => bits | (1 << (index / 2)), 0)
}

function line(table: Table, kind: number, subject: number, detail: number): string {
  const { taskNames, conditionNames } = table
  const times = detail === 0 ? "" : ` ${detail}`
  switch (kind) {
    case CommandKind.enable: return `enable ${taskNames[subject]}${times}`
    case CommandKind.withdraw: return `withdraw ${taskNames[subject]}${times}`
    case CommandKind.cancel: return `cancel ${taskNames[subject]} ${detail}`
    case CommandKind.take: return `take ${conditionNames[subject]} ${detail === NONE ? "*" : taskNames[detail]}`
    case CommandKind.put: return `put ${conditionNames[subject]} ${detail === NONE ? "*" : arc(table, detail)}`
    case CommandKind.clear: return `clear ${conditionNames[subject]}${times}`
    case CommandKind.end: return `end ${nameOf(Status, subject)}${times}`
    case CommandKind.refuse: return `refuse ${nameOf(Refusal, subject)}${times}`
    case CommandKind.overflow: return `overflow ${subject === NONE ? "*" : conditionNames[subject]}${times}`
    case CommandKind.spawn: return `spawn ${taskNames[subject]} ${detail}`
    case CommandKind.done: return `done ${taskNames[subject]}${times}`
    default: return `unknown command ${kind}`
  }
}

/** `A.yes.0`: the first arc of outcome `yes` of A. */
function arc({ arcTask, taskNames, outcomeNames, outcomeStart, arcStart }: Table, index: number): string {
  const task = arcTask[index]!
  let outcome = outcomeStart[task]!
  while (arcStart[outcome + 1]! <= index) outcome++
  return `${taskNames[task]}.${outcomeNames[outcome]}.${index - arcStart[outcome]!}`
}
