/** The cases that are at work: their work items and when tokens came. What may fire the kernel alone knows. */
import type { Handle } from "../../src/kernel/handle.ts"
import type { Due } from "./agenda.ts"
import type { Random } from "./random.ts"

/** One case from outside, with all that its calls run below it. */
export interface Case {
  readonly number: number
  /** False for those of the warm-up. */
  readonly isCounted: boolean
  readonly random: Random
  readonly begun: number
  /** Events that the kernel has taken for it. */
  events: number
  /** What tasks that choose alike have chosen, by what they choose from. */
  readonly alike: Map<string, number | string>
}

/** A case of the kernel: the outermost one, or one that a call runs. */
export interface Run {
  readonly of: Case
  readonly handle: Handle
  readonly entry: number
  /** The work item that it is run for. */
  readonly caller: Item | undefined
  /** A `Status` once it is over, 0 before. */
  status: number
  /** An event was taken since what is blocked was tried. */
  isChanged: boolean
  /** Its slot is given back. */
  isClosed: boolean
  /** What completed last in it. */
  last: Item | undefined
  readonly enabled: Map<number, Item>
  readonly running: Map<number, Item[]>
  readonly multi: Map<number, Instances>
  /** Enabled by the last events and not looked at yet. */
  fresh: Item[]
  /** Wanted to start and something excludes it. */
  blocked: Item[]
  /** Calls that were cancelled: their cases are to be. */
  dropped: Run[]
  /** When each token of a condition came, oldest first; and since when its work was waited for. */
  readonly tokens: Map<number, Token[]>
}

export interface Token {
  readonly at: number
  /** Of a token that only passed a join: when the first of those came that the join took. */
  readonly since: number
}

/** The instances of one start of a task. */
export interface Instances {
  readonly item: Item
  /** Those that the kernel has and that did not begin. */
  pending: number
  /** Of those, the ones that wait for a person. */
  readonly waiting: Set<Item>
  readonly running: Set<Item>
  isDone: boolean
}

/** One work item, or one instance of a task with several. */
export interface Item {
  readonly task: number
  readonly run: Run
  readonly enabledAt: number
  /** When all was there that it needs: before `enabledAt` where another start of the task was offered first. */
  readonly readyAt: number
  /** How long the first of what it takes had waited for the last. */
  readonly joined: number
  /** What enabled it. */
  readonly cause: Item | undefined
  /** The task with instances that it is one of. */
  readonly multi: Instances | undefined
  /** It waits for a person: since when, and how long it had waited before. */
  isQueued: boolean
  queuedAt: number
  queued: number
  /** When somebody began to work on it; -1: nobody did. */
  startedAt: number
  /** The kernel knows that it started. */
  isStarted: boolean
  isOver: boolean
  /** A person works on it. */
  hasPerson: boolean
  /** Its time is over, and something excludes it. */
  isDue: boolean
  due: Due | undefined
  /** What a call runs. */
  child: Run | undefined
}

/** What is told of a simulation while it goes on. `item.startedAt` and `item.run.of` say the rest. */
export interface Watch {
  started(item: Item, now: number): void
  completed(item: Item, now: number): void
  /** It was at work, or (`startedAt` is -1) nobody had begun. */
  dropped(item: Item, now: number): void
  chose(item: Item, outcome: number): void
  /** The case waits for ever, and in it this task. */
  isStuck(of: Case, task: number): void
  /** A `Status`; 0: nothing can happen any more, and it is not over. */
  isOver(of: Case, status: number, last: Item | undefined, now: number): void
}

/** A case of the kernel that is about to be opened. */
export function newRun(of: Case, handle: Handle, entry: number, caller: Item | undefined): Run {
  return {
    of, handle, entry, caller, status: 0, isChanged: false, isClosed: false, last: caller, enabled: new Map(),
    running: new Map(), multi: new Map(), fresh: [], blocked: [], dropped: [], tokens: new Map(),
  }
}

export function newItem(
  task: number, run: Run, enabledAt: number, readyAt: number, joined: number, cause: Item | undefined,
  multi: Instances | undefined,
): Item {
  return {
    task, run, enabledAt, readyAt, joined, cause, multi, isQueued: false, queuedAt: 0, queued: 0, startedAt: -1,
    isStarted: false, isOver: false, hasPerson: false, isDue: false, due: undefined, child: undefined,
  }
}

export function push<T>(lists: Map<number, T[]>, key: number, value: T): void {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [value])
  else list.push(value)
}

export function drop<T>(lists: Map<number, T[]>, key: number, value: T): void {
  const list = lists.get(key)
  const at = list?.indexOf(value) ?? -1
  if (at >= 0) list!.splice(at, 1)
}
