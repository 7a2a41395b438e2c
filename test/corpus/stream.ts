/**
 * Streams of events in words, of several cases of a table at once: mostly what can be done, as the commands tell; some
 * of what the table has, whether it fits or not; and some that no table has.
 */
import { COMMAND_WORDS, CommandKind } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { Choice, type Table } from "../../src/kernel/table.ts"

type Words = readonly [kind: number, subject: number, detail: number]

const kinds = Object.values(EventKind)

/** What comes next to the cases in `slots`. Told what the kernel said, it knows what can be done. */
export class Stream {
  readonly #table: Table
  readonly #slots: readonly number[]
  readonly #random: () => number
  /** Of each case what was offered and not yet done. */
  readonly #open: Map<number, Words[]>
  /** How often something comes that need not fit, of ten. */
  readonly #odd: number

  constructor(table: Table, slots: readonly number[], random: () => number, odd = 3) {
    this.#table = table
    this.#slots = slots
    this.#random = random
    this.#odd = odd
    this.#open = new Map(slots.map((slot) => [slot, []]))
    slots.forEach((slot) => this.renew(slot))
  }

  /** An empty slot: its case opens next. */
  renew(slot: number): void {
    this.#open.set(slot, [[EventKind.open, this.#nat(this.#table.entryStart.length - 1), 0]])
  }

  next(): readonly [slot: number, ...Words] {
    const slot = this.#slots[this.#nat(this.#slots.length)]!
    const open = this.#open.get(slot)!
    if (this.#random() * 10 < this.#odd) {
      const [of, ...words] = this.#random() < 0.5 ? this.#strange(slot) : [slot, ...this.#any()] as const
      return [of, ...words]
    }
    if (open.length === 0) return [slot, ...this.#any()]
    const [chosen] = open.splice(this.#nat(open.length), 1)
    return [slot, ...chosen!]
  }

  /** Takes in what was said. */
  hear(commands: Uint32Array): void {
    for (let at = 0; at < commands.length; at += COMMAND_WORDS) {
      const open = this.#open.get(commands[at]!)
      const [task, times] = [commands[at + 2]!, commands[at + 3]!]
      if (open === undefined) continue
      switch (commands[at + 1]) {
        case CommandKind.enable: open.push([EventKind.start, task, this.#nat(4)]); break
        case CommandKind.take: if (times !== NONE) open.push([EventKind.complete, times, this.#outcome(times)]); break
        case CommandKind.spawn:
          for (let i = 0; i < Math.min(times, 4); i++) {
            open.push([EventKind.begin, task, 0], [EventKind.finish, task, this.#nat(2)])
          }
          break
        case CommandKind.end: open.length = 0; break
      }
    }
  }

  /** Of a kind and with a subject that the table has. */
  #any(): Words {
    const { taskNames, triggerNames, entryStart } = this.#table
    const kind = this.#random() < 0.4 ? this.#input() : kinds[this.#nat(kinds.length)]!
    if (kind === EventKind.cancel && this.#random() < 0.9) return this.#any()
    const isOfTrigger = kind === EventKind.signal || kind === EventKind.expire
    const tasks = kind === EventKind.open ? entryStart.length - 1 : taskNames.length
    const subject = this.#nat(Math.max(1, isOfTrigger ? triggerNames.length : tasks))
    return [kind, subject, kind === EventKind.complete ? this.#outcome(subject) : this.#nat(6)]
  }

  /** What comes from outside. */
  #input(): number {
    return [EventKind.signal, EventKind.signal, EventKind.expire, EventKind.add, EventKind.stop][this.#nat(5)]!
  }

  #outcome(task: number): number {
    const { outcomeStart, taskChoice } = this.#table
    const outcomes = outcomeStart[task + 1]! - outcomeStart[task]!
    if (taskChoice[task] === Choice.several) return this.#nat(2 ** (outcomes / 2) + 1)
    return this.#nat(outcomes + (this.#random() < 0.1 ? 1 : 0))
  }

  /** Words that mean nothing, or little: near the ends of what there is, or anything. */
  #strange(slot: number): readonly [slot: number, ...Words] {
    const { taskNames, triggerNames } = this.#table
    const [tasks, triggers] = [taskNames.length, triggerNames.length]
    const edges = [0, 1, tasks - 1, tasks, triggers, 31, 32, 0x7fffffff, 0x80000000, NONE]
    const word = () => (this.#random() < 0.7 ? edges[this.#nat(edges.length)]! : this.#nat(2 ** 32))
    return [this.#random() < 0.8 ? slot : word(), this.#random() < 0.7 ? this.#nat(14) : word(), word(), word()]
  }

  #nat(below: number): number {
    return Math.floor(this.#random() * below)
  }
}
