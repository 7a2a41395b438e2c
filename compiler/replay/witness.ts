/** Runs what the search found, straight through the kernel: the outcomes are known now, so nothing is tried. */
import { COMMAND_WORDS, CommandKind, Status } from "../../src/kernel/command.ts"
import { EVENT_WORDS, EventKind } from "../../src/kernel/event.ts"
import type { Handle } from "../../src/kernel/handle.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { Choice, type Table } from "../../src/kernel/table.ts"
import { eventsOf, type Move } from "./space.ts"
import type { Node, Tree } from "./tree.ts"

/** How often a task with a choice went one way, over all cases of a log. */
export interface OutcomeCount {
  readonly task: string
  readonly outcome: string
  readonly count: number
}

/** Cases that are in the kernel's arena at once. */
const BATCH = 256

/**
 * Opens every case and completes its tasks with the outcomes that lead to `state`. Throws when the kernel ends
 * a case otherwise than the search said: that would be a defect of one of the two.
 */
export function run(
  kernel: Kernel, cases: readonly { readonly node: Node; readonly state: number }[], { space }: Tree,
): { readonly stepped: number; readonly outcomes: readonly OutcomeCount[] } {
  const { table } = kernel
  const counts = new Uint32Array(table.outcomeNames.length)
  let stepped = 0
  for (let from = 0; from < cases.length; from += BATCH) {
    const handles: Handle[] = []
    const slots: number[] = []
    const over = new Set<number>()
    const expected = new Set<number>()
    let filled = 0
    const flush = () => {
      step(kernel, filled, over)
      stepped += filled
      filled = 0
    }
    const add = (slot: number, kind: EventKind, task: number, outcome: number) => {
      if (filled === kernel.capacity) flush()
      kernel.events.set([slot, kind, task, outcome], EVENT_WORDS * filled++)
    }
    for (const { node, state } of cases.slice(from, from + BATCH)) {
      const handle = kernel.allocate()
      const slot = kernel.slot(handle)
      handles.push(handle)
      slots.push(slot)
      if (space.ended(state)) expected.add(slot)
      add(slot, EventKind.open, 0, 0)
      for (const { task, outcome } of movesTo(node, state)) {
        for (const [kind, subject, detail] of eventsOf(table, task, outcome)) add(slot, kind, subject, detail)
        for (const taken of takenOf(table, task, outcome)) counts[taken] = counts[taken]! + 1
      }
    }
    flush()
    if (slots.some((slot) => over.has(slot) !== expected.has(slot))) {
      throw new Error("the kernel ended a case otherwise than replay found")
    }
    for (const handle of handles) kernel.release(handle)
  }
  return { stepped, outcomes: named(kernel, counts) }
}

function step(kernel: Kernel, count: number, over: Set<number>): void {
  while (count > 0) {
    const written = kernel.step(count)
    const { commands, consumed } = kernel
    for (let at = 0; at < written * COMMAND_WORDS; at += COMMAND_WORDS) {
      const kind = commands[at + 1]
      if (kind === CommandKind.end && commands[at + 2] === Status.ok) over.add(commands[at]!)
      if (kind === CommandKind.refuse) throw new Error("the kernel refused an event that replay found enabled")
    }
    kernel.events.copyWithin(0, consumed * EVENT_WORDS, count * EVENT_WORDS)
    count -= consumed
  }
}

function movesTo(node: Node, state: number): Move[] {
  const moves: Move[] = []
  for (let at: Node | undefined = node; at !== undefined; at = at.parent) {
    const reached = at.states.get(state)
    if (reached === undefined) break
    moves.push(reached.move)
    state = reached.from
  }
  return moves.reverse()
}

/** The outcomes, flat, that a completion takes: of an OR-split the routes taken. */
function takenOf({ outcomeStart, taskChoice }: Table, task: number, outcome: number): readonly number[] {
  const first = outcomeStart[task]!
  if (taskChoice[task] !== Choice.several) return [first + outcome]
  const routes = (outcomeStart[task + 1]! - first) / 2
  return Array.from({ length: routes }, (_, r) => r).filter((r) => (outcome >>> r) & 1).map((r) => first + 2 * r)
}

/** Tasks with a choice only: the rest says nothing. */
function named({ table }: Kernel, counts: Uint32Array): OutcomeCount[] {
  return table.taskNames.flatMap((task, index) => {
    const [first, end] = [table.outcomeStart[index]!, table.outcomeStart[index + 1]!]
    if (end - first < 2) return []
    // What an OR-split does for a route that it does not take is no outcome to count.
    const step = table.taskChoice[index] === Choice.several ? 2 : 1
    return Array.from({ length: (end - first) / step }, (_, at) => first + at * step)
      .map((at) => ({ task, outcome: table.outcomeNames[at]!, count: counts[at]! }))
  })
}
