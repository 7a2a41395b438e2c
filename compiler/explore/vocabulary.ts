/** What a trace says, at either level. */
import { CommandKind, Status } from "../../src/kernel/command.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { type Table, TaskKind } from "../../src/kernel/table.ts"
import type { Level } from "./explore.ts"

/** How the end is written, by status. */
export const endWord: Readonly<Record<number, string>> = {
  [Status.ok]: "!ok", [Status.cancelled]: "!cancelled", [Status.deadlock]: "!deadlock", [Status.failed]: "!failed",
}
/** The end where nothing more happens unless somebody outside does something that was not offered. */
export const WAITING = "!waiting"

/**
 * Words by task. A call says nothing itself: what it runs does. Of a task with instances, each instance that begins and
 * finishes is said as a task's start and completion are, and nothing of the task.
 */
export class Vocabulary {
  /** That a work item or an instance starts, and that it completes. */
  readonly started: readonly (readonly string[])[]
  readonly completed: readonly (readonly string[])[]
  readonly #dropped: readonly string[]
  readonly #table: Table

  constructor(table: Table, level: Level) {
    const names = table.taskNames.map(written)
    const isCall = (task: number) => table.taskKind[task] === TaskKind.call
    const lifecycle = level === "lifecycle"
    this.started = names.map((name, task) => (isCall(task) || !lifecycle ? [] : [`${name}+`]))
    this.completed = names.map((name, task) => (isCall(task) ? [] : [lifecycle ? `${name}-` : name]))
    this.#dropped = names.map((name, task) => (isCall(task) ? "" : `~${name}`))
    this.#table = table
  }

  /** What is said of a command. */
  command(kind: number, subject: number, detail: number): readonly string[] {
    switch (kind) {
      case CommandKind.withdraw: case CommandKind.cancel:
        return this.#dropped[subject] === "" ? [] : Array<string>(Math.max(detail, 1)).fill(this.#dropped[subject]!)
      case CommandKind.done:
        return this.#table.taskMulti[subject] !== NONE ? [] : [...this.started[subject]!, ...this.completed[subject]!]
      default: return []
    }
  }
}

/** A name in a trace: in quotes where it could be taken for something else. */
export function written(name: string): string {
  return /^[^\s"~!?][^\s"]*$/.test(name) && !/[+-]$/.test(name) ? name : JSON.stringify(name)
}
