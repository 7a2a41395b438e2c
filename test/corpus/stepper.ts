/** A kernel spoken to in the words of the reference, so that what they say can be compared line by line. */
import { encode } from "../../compiler/table/encode.ts"
import type { Net, SoundNet } from "../../compiler/ir/net.ts"
import { COMMAND_WORDS, CommandKind, Refusal, Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { readTable, type Table } from "../../src/kernel/table.ts"
import type { ReferenceEvent } from "../reference/step.ts"

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
    const task = "task" in event ? table.taskNames.indexOf(event.task) : 0
    const first = table.outcomeStart[task] ?? 0
    const names = table.outcomeNames.slice(first, table.outcomeStart[task + 1] ?? first)
    const outcome = event.kind === "complete" ? names.indexOf(event.outcome) : 0
    const unknown = 0xffff
    const word = (index: number) => (index < 0 ? unknown : index)
    this.kernel.events.set([this.#slot, EventKind[event.kind], word(task), word(outcome)])
    const count = this.kernel.step(1)
    const { commands } = this.kernel
    return Array.from({ length: count }, (_, i) => i * COMMAND_WORDS).map((at) => {
      if (commands[at] !== this.#slot) throw new Error(`a command of slot ${commands[at]}`)
      return line(table, commands[at + 1]!, commands[at + 2]!, commands[at + 3]!)
    })
  }
}

function line(table: Table, kind: number, subject: number, detail: number): string {
  const { taskNames, conditionNames } = table
  switch (kind) {
    case CommandKind.enable: return `enable ${taskNames[subject]}`
    case CommandKind.withdraw: return `withdraw ${taskNames[subject]}`
    case CommandKind.cancel: return `cancel ${taskNames[subject]} ${detail}`
    case CommandKind.take: return `take ${conditionNames[subject]} ${taskNames[detail]}`
    case CommandKind.put: return `put ${conditionNames[subject]} ${detail === 0xffffffff ? "open" : arc(table, detail)}`
    case CommandKind.clear: return `clear ${conditionNames[subject]}`
    case CommandKind.end: return `end ${nameOf(Status, subject)}`
    case CommandKind.refuse: return `refuse ${nameOf(Refusal, subject)}`
    case CommandKind.overflow: return `overflow ${subject === 0xffffffff ? "*" : conditionNames[subject]}`
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
