/** The states that a case can reach, each once, and the words that lead from one to the next. */
import { COMMAND_WORDS, CommandKind, Status } from "../../src/kernel/command.ts"
import { EventKind } from "../../src/kernel/event.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import type { Level } from "./explore.ts"

export interface Step {
  /** What the trace says of it; nothing for a start at level completion. */
  readonly words: readonly string[]
  /** Index of the state it leads to; `ENDED` when the case is over; `UNSEEN` when the budget was spent. */
  readonly to: number
}

export const ENDED = -1
export const UNSEEN = -2

/** How the end is written, by status. */
const endWord: Readonly<Record<number, string>> = {
  [Status.ok]: "!ok", [Status.cancelled]: "!cancelled", [Status.deadlock]: "!deadlock", [Status.failed]: "!failed",
}

/** Steps by state. State 0 is that of a case not yet opened. */
export function reachable(
  kernel: Kernel, level: Level, outcomesOf: (task: number) => readonly number[], maxStates: number,
): readonly (readonly Step[])[] {
  const { table } = kernel
  const names = table.taskNames.map(written)
  const slot = kernel.allocate()
  const empty = kernel.read(slot)
  const index = new Map<string, number>([[empty.join(), 0]])
  const states: Uint32Array[] = [empty]
  const active: { readonly enabled: ReadonlySet<number>; readonly running: ReadonlyMap<number, number> }[] =
    [{ enabled: new Set(), running: new Map() }]
  const steps: Step[][] = []

  for (let state = 0; state < states.length; state++) {
    steps.push([])
    if (state === 0) {
      play(state, EventKind.open, 0, 0, [])
      continue
    }
    for (const task of active[state]!.enabled) {
      play(state, EventKind.start, task, 0, level === "lifecycle" ? [`${names[task]}+`] : [])
    }
    for (const task of active[state]!.running.keys()) {
      const word = level === "lifecycle" ? `${names[task]}-` : names[task]!
      for (const outcome of outcomesOf(task)) play(state, EventKind.complete, task, outcome, [word])
    }
  }
  kernel.release(slot)
  return steps

  function play(from: number, kind: number, task: number, outcome: number, said: readonly string[]): void {
    kernel.write(slot, states[from]!)
    kernel.events.set([slot, kind, task, outcome])
    const count = kernel.step(1)
    const words = [...said]
    const enabled = new Set(active[from]!.enabled)
    const running = new Map(active[from]!.running)
    const less = (t: number, by: number) => {
      const left = (running.get(t) ?? 0) - by
      if (left > 0) running.set(t, left)
      else running.delete(t)
    }
    if (kind === EventKind.start) {
      enabled.delete(task)
      running.set(task, (running.get(task) ?? 0) + 1)
    }
    if (kind === EventKind.complete) less(task, 1)
    let ended = false
    for (let i = 0; i < count * COMMAND_WORDS; i += COMMAND_WORDS) {
      const subject = kernel.commands[i + 2]!
      const detail = kernel.commands[i + 3]!
      switch (kernel.commands[i + 1]) {
        case CommandKind.enable: enabled.add(subject); break
        case CommandKind.withdraw: enabled.delete(subject); words.push(`~${names[subject]}`); break
        case CommandKind.cancel:
          less(subject, detail)
          for (let n = 0; n < detail; n++) words.push(`~${names[subject]}`)
          break
        case CommandKind.end: ended = true; words.push(endWord[subject]!); break
        case CommandKind.refuse: throw new Error(`the kernel refused event ${kind} of ${names[task]}: ${subject}`)
      }
    }
    steps[from]!.push({ words, to: ended ? ENDED : indexOf(kernel.read(slot), enabled, running) })
  }

  function indexOf(state: Uint32Array, enabled: ReadonlySet<number>, running: ReadonlyMap<number, number>): number {
    const key = state.join()
    const known = index.get(key)
    if (known !== undefined) return known
    if (states.length === maxStates) return UNSEEN
    index.set(key, states.length)
    active.push({ enabled, running })
    return states.push(state) - 1
  }
}

/** A task's name in a trace: in quotes where it could be taken for something else. */
export function written(name: string): string {
  return /^[^\s"~!?][^\s"]*$/.test(name) && !/[+-]$/.test(name) ? name : JSON.stringify(name)
}
