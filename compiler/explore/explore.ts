/**
 * Every completed trace of a workflow: the kernel plays each order of starts, completions and
 * outcomes. `compiler/explore` imports the kernel and types of the definition only.
 *
 * Three steps, each no further than it is asked: what a case can do, with the words that each event says
 * (`states.ts`); the same with one next situation per word, so that no trace comes twice (`words.ts`); the
 * list, by length.
 */
import type { Definition } from "../../src/definition/definition.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import { readTable, type Table } from "../../src/kernel/table.ts"
import type { Budget } from "./cases.ts"
import { Chooser, type Data } from "./chooser.ts"
import { ExploreError } from "./explore-error.ts"
import { readInputs } from "./inputs.ts"
import { Space } from "./states.ts"
import { type Situation, wordGraph, type WordGraph } from "./words.ts"

/** `completion`: `X` when X completes. `lifecycle`: `X+` when it starts, `X-` when it completes. */
export type Level = "completion" | "lifecycle"

/** What is explored, and how far. */
export interface ExploreOptions {
  /** Default `completion`. */
  readonly level?: Level
  /**
   * What a task gives, by task name: fixes its choice, every time it is made. A decision gives
   * `{ "outcome": "ok" }`; of a task with guards it is the output, which the guards of `definition` judge; of one with
   * instances it is the list of theirs, which tells how many there are. What is not said here is tried in every way.
   */
  readonly data?: Data
  /**
   * What may come from outside, each once, at any moment before the case ends: the name of a signal, `add:T` (one more
   * instance of task T), `stop:T` (T is cancelled), `cancel` (the case is). A signal called so is `signal:NAME`.
   */
  readonly inputs?: readonly string[]
  /** The definition with its guards as functions, for `data`. */
  readonly definition?: Definition
  /** Most words of a trace, the last word included. Default 100. */
  readonly maxLength?: number
  /** Most work: a small net takes some two units for a step of the kernel, a large one more. Default 1,000,000. */
  readonly maxSteps?: number
  /** Most traces listed, of two million words together at most. Default 100,000. */
  readonly maxTraces?: number
  /** Told the work done so far, in the unit of `maxSteps`, thousands of times. */
  readonly progress?: (done: number) => void
}

/** What an exploration found. */
export interface Exploration {
  /** Id of the workflow. */
  readonly definition: string
  /** True if `traces` are all there are. Never true when a limit was met. */
  readonly complete: boolean
  /** Every trace of at most this many words is in the list, whatever else is missing. */
  readonly bound: number
  /**
   * What cut the list off; null when complete. `instances`: more than three of a task that takes more were not tried.
   * With all but `length` the list may hold some longer than `bound`.
   */
  readonly limit: "length" | "steps" | "traces" | "instances" | null
  /**
   * Each once, sorted. `X` completed; `X+` started, `X-` completed; `~X` withdrawn or cancelled; `?s` an input; last
   * how it ended.
   */
  readonly traces: readonly string[]
}

/**
 * Lists the completed traces of the workflow of a table. `!ok`, `!cancelled`, `!deadlock`, `!failed` (a token too many)
 * and `!waiting` (for an input that is not offered) are how they end; runs that never end are in no list. Names with
 * spaces or signs of the notation in them are in quotes. Throws ExploreError, with the next step, for options that do
 * not fit.
 *
 * @example
 * explore(compiled.table, { level: "lifecycle" }).traces // ["receive+ receive- ... !ok", ...]
 */
export function explore(table: Table | Uint8Array, options: ExploreOptions = {}): Exploration {
  return exploreWith(portableKernel(table instanceof Uint8Array ? readTable(table) : table), options)
}

/** The same over a kernel of the caller's. */
export function exploreWith(kernel: Kernel, options: ExploreOptions = {}): Exploration {
  const { table } = kernel
  const { level = "completion", maxLength = 100, maxSteps = 1_000_000, maxTraces = 100_000 } = options
  const { data = {}, inputs = [], definition, progress } = options
  for (const [name, value] of Object.entries({ maxLength, maxSteps, maxTraces })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new ExploreError(`${name}: give a whole number, 1 or more`)
  }
  const chooser = new Chooser(table, data, definition)
  const space = new Space(kernel, level, chooser, readInputs(table, inputs))
  const found = list(wordGraph(space, maxLength, budget(maxSteps, 0)), maxLength, maxTraces)
  const more = found.limit === "steps" ? dive() : []
  space.close()
  const traces = [...new Set([...found.traces, ...more])].sort()
  const limit = found.limit ?? (chooser.wholeTo < Infinity ? "instances" : null)
  const bound = Math.min(found.bound, chooser.wholeTo)
  return { definition: table.workflow, complete: limit === null, bound, limit, traces }

  function dive(): readonly string[] {
    const deep = wordGraph(space, maxLength, budget(maxSteps / 2, maxSteps), DIVE_NODES)
    return list(deep, maxLength, maxTraces - found.traces.length).traces
  }

  function budget(left: number, before: number): Budget {
    return progress === undefined ? { left } : { left, report: (now) => progress(before + left - now) }
  }
}

/** For reading: traces of fewer words first, those of as many as they were. */
export function shortestFirst(traces: readonly string[]): readonly string[] {
  const words = (trace: string) => trace.replace(/"(?:[^"\\]|\\.)*"/g, "").split(" ").length
  const counted = traces.map((trace) => [words(trace), trace] as const)
  return counted.sort(([a], [b]) => a - b).map(([, trace]) => trace)
}

/** Nodes of a situation that a dive keeps. */
const DIVE_NODES = 4
/** Words of all traces together: what a list can hold. */
const WORDS_MAX = 2_000_000

interface Found extends Pick<Exploration, "traces" | "bound"> {
  readonly limit: "length" | "steps" | "traces" | null
}

/** Traces of the graph, the shortest first, at most so many. */
function list({ situations, wholeTo }: WordGraph, maxLength: number, maxTraces: number): Found {
  const least = leastWords(situations)
  const traces: string[] = []
  /** Beginnings of traces, by the words of the shortest trace that each leads to. */
  const ways: { readonly situation: number; readonly length: number; readonly words: string }[][] = []
  let room = WORDS_MAX
  let longer = false
  go(0, 0, "")
  for (let total = 0; total <= maxLength; total++) {
    const here = ways[total] ?? []
    for (let way = here.pop(); way !== undefined; way = here.pop()) {
      const { situation, length, words } = way
      if (situations[situation]!.ended) {
        if (traces.length === maxTraces || (room -= length) < 0) return cut(total - 1, "traces")
        traces.push(words)
      }
      for (const [word, to] of situations[situation]!.next) go(to, length + 1, words === "" ? word : `${words} ${word}`)
    }
    delete ways[total]
  }
  return cut(maxLength, longer || wholeTo === maxLength ? "length" : null)

  function cut(bound: number, limit: Found["limit"]): Found {
    return wholeTo < bound ? { traces, bound: wholeTo, limit: "steps" } : { traces, bound, limit }
  }

  function go(situation: number, length: number, words: string): void {
    const total = length + least[situation]!
    if (total <= maxLength) (ways[total] ??= []).push({ situation, length, words })
    else if (total < Infinity) longer = true
  }
}

/** Words of the shortest way from each situation to an end; infinite if there is none. */
function leastWords(situations: readonly Situation[]): readonly number[] {
  const before: number[][] = situations.map(() => [])
  situations.forEach(({ next }, from) => { for (const [, to] of next) before[to]!.push(from) })
  const least = situations.map(({ ended }) => (ended ? 0 : Infinity))
  const open = [...situations.keys()].filter((s) => situations[s]!.ended)
  for (const situation of open) {
    for (const from of before[situation]!) {
      if (least[from]! < Infinity) continue
      least[from] = least[situation]! + 1
      open.push(from)
    }
  }
  return least
}
