/** Inputs from outside: `s` or `signal:s`, `add:T`, `stop:T`, `cancel`. */
import { EventKind } from "../../src/kernel/event.ts"
import { NONE } from "../../src/kernel/layout.generated.ts"
import { type Table, TaskKind } from "../../src/kernel/table.ts"
import type { Event } from "./cases.ts"
import { ExploreError } from "./explore-error.ts"
import { written } from "./vocabulary.ts"

export interface Input {
  /** What a trace says of it. */
  readonly word: string
  readonly event: Event
  /** How often it is offered. */
  readonly times: number
}

/** The inputs by what they are, each once. Throws ExploreError for one that the table knows nothing of. */
export function readInputs(table: Table, inputs: readonly string[]): readonly Input[] {
  const found = new Map<string, Input>()
  for (const text of inputs) {
    const input = readInput(table, text)
    found.set(input.word, { ...input, times: (found.get(input.word)?.times ?? 0) + 1 })
  }
  return [...found.values()]
}

function readInput(table: Table, text: string): Omit<Input, "times"> {
  const [, kind = "signal", name = text] = /^(add|stop|signal):(.+)$/s.exec(text) ?? []
  if (text === "cancel") return { word: "?cancel", event: { kind: EventKind.cancel, subject: 0 } }
  if (kind === "signal") {
    const trigger = table.triggerNames.indexOf(name)
    if (trigger < 0) throw new ExploreError(`inputs: no task of "${table.workflow}" waits for "${name}": leave it out`)
    const isMistakable = name === "cancel" || /^(add|stop|signal):/.test(name)
    return {
      word: `?${isMistakable ? JSON.stringify(name) : written(name)}`,
      event: { kind: EventKind.signal, subject: trigger },
    }
  }
  const task = table.taskNames.indexOf(name)
  const fault = task < 0 ? "is no task: mend the name"
    : kind === "add" && table.taskMulti[task] === NONE ? "is done once: add to a task with instances"
    : kind === "stop" && table.taskKind[task] === TaskKind.silent ? "only routes: stop a task that works"
    : undefined
  if (fault !== undefined) throw new ExploreError(`inputs: "${name}" of "${table.workflow}" ${fault}`)
  const event = { kind: kind === "add" ? EventKind.add : EventKind.stop, subject: task }
  return { word: `?${kind}:${written(name)}`, event }
}
