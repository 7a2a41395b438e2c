/**
 * One case on the kernel's own step: what is found with it is what the kernel does. Beside events it takes a marking
 * that no event made, and settles it.
 */
import { COMMAND_WORDS, CommandKind } from "../../src/kernel/command.ts"
import { EVENT_WORDS, type EventKind } from "../../src/kernel/event.ts"
import { commandReserve } from "../../src/kernel/portable.ts"
import { type StateLayout } from "../../src/kernel/state.ts"
import { Step } from "../../src/kernel/step.ts"
import type { Table } from "../../src/kernel/table.ts"

export class OneCase extends Step {
  constructor(table: Table, layout: StateLayout) {
    const reserve = commandReserve(table)
    super(table, layout, reserve, new Int32Array(reserve * COMMAND_WORDS))
    this.state = new Int32Array(layout.words)
    this.events = new Int32Array(EVENT_WORDS)
  }

  /** False if the event is refused, which changes nothing. */
  send(kind: EventKind, subject: number, detail = 0): boolean {
    this.events[1] = kind
    this.events[2] = subject
    this.events[3] = detail
    this.run(1)
    return this.said === 0 || this.commands[1] !== CommandKind.refuse
  }

  /** What goes by itself goes, and what can be done is enabled: after words were laid into `state`. */
  settleAll(): void {
    this.said = 0
    for (let task = 0; task < this.table.taskKind.length; task++) this.touchTask(task)
    this.settle()
  }

  /** The condition that held too many in the last step; -1 where tasks that route would have gone on for ever. */
  overflown(): number | undefined {
    for (let at = 0; at < this.said; at += COMMAND_WORDS) {
      if (this.commands[at + 1] === CommandKind.overflow) return this.commands[at + 2]!
    }
    return undefined
  }
}
