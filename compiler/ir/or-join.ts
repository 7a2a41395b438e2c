/**
 * What OR-joins wait for. One whose branches are the routes of an OR-split is an AND-join by now (`structured.ts`). One
 * before which every token goes on waits for all that are on the way to an input (37, `local-wait.ts`). Any other waits
 * for tokens that can come to one more input while those that are there stay, whatever else happens (38,
 * `general-wait.ts`).
 */
import type { Place } from "../../src/definition/definition.ts"
import type { Checked, Diagnostic } from "../diagnostic.ts"
import type { DraftJoin } from "./draft.ts"
import { limit, orJoinDemand, orJoinTooComplex } from "./finding.ts"
import { generalWaits, TOKENS_MAX } from "./general-wait.ts"
import { localWaits, whyNotLocal } from "./local-wait.ts"
import type { Net } from "./net.ts"

/** Inputs of an OR-join at most: a set of them is a word. */
export const OR_INPUTS_MAX = 24

/** How an OR-join was understood. */
export interface OrJoin {
  /** As the author named it; a task of a sub-workflow is `outer/inner`. */
  readonly task: string
  readonly kind: "structured" | "local" | "general"
  readonly at?: Place
}

/** The net with what its OR-joins wait for. */
export function withWaits(net: Net, joins: readonly DraftJoin[]): Checked<Net> & { readonly joins: readonly OrJoin[] } {
  const tasks = [...net.tasks]
  const diagnostics: Diagnostic[] = []
  const found: OrJoin[] = []
  for (const { task: t, name, kind, demand, at } of joins) {
    const say = (kind: OrJoin["kind"]) => found.push({ task: name, kind, ...(at && { at }) })
    const task = net.tasks[t]!
    if (kind === "structured") {
      say("structured")
      continue
    }
    if (task.inputs.length > OR_INPUTS_MAX) {
      diagnostics.push(limit(`branches of the join into "${name}"`, task.inputs.length, OR_INPUTS_MAX, at))
      continue
    }
    const why = demand === "general" ? "" : whyNotLocal(net, t)
    say(why === undefined ? "local" : "general")
    if (demand === "local" && why !== undefined) {
      diagnostics.push(orJoinDemand(name, demand, why, at))
      continue
    }
    const waits = why === undefined ? localWaits(net, t) : generalWaits(net, t)
    if (waits === undefined) diagnostics.push(orJoinTooComplex(name, TOKENS_MAX, at))
    else tasks[t] = { ...task, waits }
  }
  return { value: { ...net, tasks }, diagnostics, joins: found }
}
