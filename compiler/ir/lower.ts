/**
 * Definition to Net: names become dense indices, routing becomes conditions and arcs, sub-workflows
 * are laid in place. Reads names and structure only, so a definition that came over as JSON will do.
 *
 * | the author wrote | the net has |
 * | --- | --- |
 * | a task entered by flows | one input condition `in:TASK`, shared by all of them (XOR-join) |
 * | a task entered by one `join` alone | one input condition `in:TASK~KEY` per branch (AND-join) |
 * | any other mixture | the shared condition; each `join` feeds it through a silent `~join~TASK` |
 * | `all(...)` as a route | a condition `all:TASK~OUTCOME` and a silent AND-split `~all~TASK~OUTCOME` |
 * | `or` | for route r the outcomes 2r, taken, and 2r + 1, not taken |
 * | `orJoin` | as `join`: an AND-join if its branches are the routes of one `or`, whose outcomes "not taken" put a |
 * | | token there; else an OR-join with its reasons to wait (`or-join.ts`) |
 * | `multiMerge`, a `join` with `bound` | conditions that hold so many; what comes after holds as many (`threads.ts`) |
 * | `threadSplit` | as many arcs to `in:TASK` |
 * | `threadMerge` | a condition `threads:TASK`, from which the task takes so many; it receives the list |
 * | `partial` | `open`, `off`, `armed`, `arrived`, `fired`, `absorbed:TASK`, silent tasks over them (`partial.ts`) |
 * | `defer` | one condition `defer:TASK` that all alternatives take from |
 * | `interleave` | an AND-split, an AND-join by task name, `order:AFTER~BEFORE` from each task to those that follow |
 * | | it; the running tasks of the others as blockers of each |
 * | `milestone` | the task reads the conditions that the other is offered by |
 * | `cancels`, `completes`, `cancelsCase` | fields of the task; what a partial join relies on is marked again |
 * | `critical` | of each task that a part is entered by: the other parts' tasks and inner conditions as blockers. |
 * | | Tokens from its own part come to a condition of their own, `inside:TASK` |
 * | an end | an output condition `end`, or `end:TASK` where there are several; tokens rest there (bound 255) if what |
 * | | an entry runs terminates implicitly, since each branch may come to the same end |
 * | `sub` | a silent `~begin~SUB`, the inner net with names `SUB/...`, a silent `~end~SUB` |
 * | `sub` with instances, or several threads, or that calls itself, or whose ends do not tell when it is done, | |
 * | or that is interleaved or in a critical section | a `call` of an entry of its own, with the net as `SUB/...` |
 * | `call` | a `call` of entry 0 if it names the outermost workflow, else of the entry of the one around it |
 * | `receive` | a trigger of the signal's name, one for all tasks that wait for it; kept signals in `signal:NAME` |
 *
 * The silent end of an explicit sub-workflow empties the whole inner net (pattern 43 holds inside),
 * unless nothing can be left; an implicit one has a silent end for each set of ends that it can
 * finish in (see `endings.ts`). A sub-workflow in place begins as soon as it is entered and
 * nothing excludes it, before any task starts.
 *
 * Payloads: a silent task hands on its one input, the record of its inputs if they have keys, else
 * its first input (of an implicit sub-workflow that finishes in several ends at once: that of the
 * first of them in `.end(...)`). An arc's `flow` is where a mapping would be; it is on no arc of a silent helper.
 */
import type { Definition } from "../../src/definition/definition.ts"
import type { Checked } from "../diagnostic.ts"
import { addCondition, type Draft } from "./draft.ts"
import type { ConditionIndex, Entry, Net, Trigger } from "./net.ts"
import { type OrJoin, withWaits } from "./or-join.ts"
import { resolve } from "./resolve.ts"
import { layScope, type LaidScope } from "./scope.ts"

export { guardName } from "./leave.ts"

/** What lowering gives: the net, and how each OR-join in it was understood. */
export interface Lowered extends Checked<Net> {
  readonly joins: readonly OrJoin[]
  /** Entries whose authors mean work that is left at an end to be given up. */
  readonly givesUp: ReadonlySet<number>
}

/** The net of a definition, or the diagnostics that say why there is none. Never throws for an author's mistake. */
export function lower(definition: Definition): Lowered {
  const found = resolve(definition)
  const givesUp = new Set(definition.givesUp === true ? [0] : [])
  if (found.some(({ severity }) => severity === "error")) return { diagnostics: found, joins: [], givesUp }
  const draft: Draft = { conditions: [], tasks: [], scopes: [], signals: [], callees: [], joins: [] }
  const own = entryOf(definition, layScope(draft, definition, "", [{ definition, entry: 0 }], true))
  const callees: Entry[] = []
  for (const { definition, path, around } of draft.callees) {
    callees.push(entryOf(definition, layScope(draft, definition, path, around, true)))
    if (definition.givesUp === true) givesUp.add(callees.length)
  }
  const triggers = draft.signals.map(({ name, keep }): Trigger => (keep === undefined ? { name }
    : { name, condition: addCondition(draft, `signal:${name}`, undefined, { bound: keep.most, resource: true }) }))
  const { conditions, tasks, scopes } = draft
  const net: Net = {
    id: definition.id, conditions, tasks, scopes, ...own,
    ...(callees.length > 0 && { callees }), ...(triggers.length > 0 && { triggers }),
  }
  const { value, diagnostics, joins } = withWaits(net, draft.joins)
  const said = [...found, ...diagnostics]
  const lowered = { diagnostics: said, joins, givesUp }
  return diagnostics.length > 0 ? lowered : { ...lowered, value: value! }
}

function entryOf({ termination }: Definition, { input, marked, ends }: LaidScope): Entry {
  const outputs: ConditionIndex[] = [...ends.values()]
  return { input, ...(marked.length > 0 && { marked }), termination, outputs }
}
