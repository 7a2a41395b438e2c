/**
 * Every completed trace of a workflow: the kernel plays each order of starts, completions and
 * outcomes. `compiler/explore` imports the kernel and types of the definition only.
 *
 * Three steps: the reachable states, with the words that each event says (`states.ts`); the same
 * with one next situation per word, so that no trace comes twice (`words.ts`); the list, by length.
 */
import type { Definition } from "../../src/definition/definition.ts"
import { portableKernel } from "../../src/kernel/portable.ts"
import type { Kernel } from "../../src/kernel/kernel.ts"
import type { Table } from "../../src/kernel/table.ts"
import { chooser, type Data } from "./chooser.ts"
import { ExploreError } from "./explore-error.ts"
import { reachable } from "./states.ts"
import { wordGraph, type WordGraph } from "./words.ts"

/** `completion`: `X` when X completes. `lifecycle`: `X+` when it starts, `X-` when it completes. */
export type Level = "completion" | "lifecycle"

export interface ExploreOptions {
  /** Default `completion`. */
  readonly level?: Level
  /**
   * What a task gives, by task name: fixes its choice, every time it is made. A decision wants
   * `{ "outcome": "ok" }`, a task with guards its output (`definition` must be there), or
   * `{ "outcome": "when-1" }`. All that is not said here is tried in every way.
   */
  readonly data?: Data
  /** Names of signals offered. No task can wait for one yet, so any is refused. */
  readonly inputs?: readonly string[]
  /** The definition with its guards, for `data`. */
  readonly definition?: Definition
  /** Most words of a trace, the last word included. Default 100. */
  readonly maxLength?: number
  /** Most states looked at. Default 200,000. */
  readonly maxStates?: number
  /** Most traces listed. Default 100,000. */
  readonly maxTraces?: number
}

export interface Exploration {
  /** Id of the workflow. */
  readonly definition: string
  /** True if `traces` are all there are. Never true when a limit was met. */
  readonly complete: boolean
  /** Every trace of at most this many words is in the list, whatever else is missing. */
  readonly bound: number
  /** The limit that was met first; null when complete. */
  readonly limit: "length" | "states" | "traces" | null
  /** Each once, sorted. `X` completed; `X+` started, `X-` completed; `~X` withdrawn or cancelled; last how it ended. */
  readonly traces: readonly string[]
}

/**
 * Lists the completed traces of the workflow of a table. `!ok`, `!deadlock` and `!failed` (a token
 * too many) are how they end; runs that never end are in no list. Names with spaces or signs of the
 * notation in them are in quotes. Throws ExploreError, with the next step, for options that do not fit.
 *
 * @example
 * explore(readTable(bytes), { level: "lifecycle" }).traces // ["receive+ receive- ... !ok", ...]
 */
export function explore(table: Table, options: ExploreOptions = {}): Exploration {
  return exploreWith(portableKernel(table), options)
}

/** The same over a kernel of the caller's. */
export function exploreWith(kernel: Kernel, options: ExploreOptions = {}): Exploration {
  const { table } = kernel
  const { level = "completion", maxLength = 100, maxStates = 200_000, maxTraces = 100_000, inputs = [] } = options
  for (const [name, value] of Object.entries({ maxLength, maxStates, maxTraces })) {
    if (!Number.isSafeInteger(value) || value < 1) throw new ExploreError(`${name}: give a whole number, 1 or more`)
  }
  if (inputs.length > 0) {
    throw new ExploreError(`inputs: no task of "${table.workflow}" waits for "${inputs[0]}": leave it out`)
  }
  const outcomesOf = chooser(table, options.data ?? {}, options.definition)
  const graph = wordGraph(reachable(kernel, level, outcomesOf, maxStates), maxStates)
  return { definition: table.workflow, ...list(graph, maxLength, maxTraces) }
}

/** Traces of one word, of two, ... until the list is complete or a limit is met. */
function list(graph: WordGraph, maxLength: number, maxTraces: number): Omit<Exploration, "definition"> {
  const traces: string[] = []
  /** `ends[n]`: the situations from which a trace can end in exactly n words. */
  const ends: Uint8Array[] = [Uint8Array.from(graph.situations, (s) => (s.ended ? 1 : 0))]
  let bound = 0
  let limit: Exploration["limit"] = null
  for (let length = 1; limit === null; length++) {
    if (!graph.longer(length)) break
    if (length > graph.wholeTo) limit = "states"
    else if (length > maxLength) limit = "length"
    else {
      ends.push(Uint8Array.from(graph.situations, (s) => (s.next.some(([, to]) => ends[length - 1]![to]) ? 1 : 0)))
      if (walk(0, length, "")) bound = length
      else limit = "traces"
    }
  }
  if (limit === null) bound = maxLength
  return { complete: limit === null, bound, limit, traces: traces.sort() }

  /** Adds all traces of exactly `length` more words; false if there are too many. */
  function walk(situation: number, length: number, words: string): boolean {
    if (!ends[length]![situation]) return true
    if (length === 0) {
      if (traces.length === maxTraces) return false
      traces.push(words)
      return true
    }
    const said = words === "" ? "" : `${words} `
    return graph.situations[situation]!.next.every(([word, to]) => walk(to, length - 1, said + word))
  }
}
