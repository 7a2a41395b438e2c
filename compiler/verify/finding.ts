/** What the runs of a workflow come to, one function per code of the 3000s; those of structure are in compiler/ir. */
import type { Diagnostic, Note } from "../diagnostic.ts"
import { type At, error, list, task } from "../ir/finding.ts"

/** What a run comes to, told with the run; `by` is the task that decided so. */
interface Shown {
  readonly name: string
  readonly run: string
  readonly at: At
  readonly by?: string
  readonly byAt?: At
}

function shown({ run, by, byAt }: Shown, what: string): readonly Note[] {
  return [...(by === undefined ? [] : [{ message: `"${by}" ${what}`, ...(byAt && { at: byAt }) }]), { message: run }]
}

export const joinStuck = (
  of: Shown & { readonly there: readonly string[]; readonly missing: readonly string[]; readonly outcome?: string },
) => {
  const { name, there, missing, by, at } = of
  const came = there.length === 0 ? "" : ` when ${list(there)} came`
  const why = by === undefined ? `its join waits for ${list(missing)}${came}, and nothing more can come`
    : `its join waits for ${list(missing)}${came}, and "${by}" may choose another way`
  const mend = by === undefined ? "let each of its branches come in every run, or merge() them"
    : "merge() or orJoin() what is chosen between, or split with and()"
  return error("KNHK3001", `${task(name)}: deadlock: ${why}: ${mend}`, at, name, shown(of, `chooses ${of.outcome}`))
}

/** Of a partial join: it opens again for the next round, or fires, when so many branches have come. */
export const partialStuck = (
  of: Shown & { readonly again: boolean; readonly wanted: number; readonly came: number },
) => {
  const { name, again, wanted, came, at } = of
  const why = again ? "its join can fire again only when all branches of the round before have come, and one may not"
    : `its join waits for ${wanted} branches, and only ${came} may come`
  const mend = again ? 'split them by one and() or or(), or take rest: "cancel"' : "let more come, or ask for fewer"
  return error("KNHK3001", `${task(name)}: deadlock: ${why}: ${mend}`, at, name, shown(of, ""))
}

export const milestonePassed = (name: string, during: readonly string[], run: string, at: At) => {
  const why = `it begins only while ${list(during)} is on offer, and that may be over before`
  const mend = "let a deferred choice lead round it, or end it with what it waits for"
  return error("KNHK3001", `${task(name)}: deadlock: ${why}: ${mend}`, at, name, [{ message: run }])
}

export const deadlock = (workflow: string, left: readonly string[], run: string, at: At) => {
  const who = left.length === 0 ? `workflow "${workflow}": deadlock: nothing is left to do and no end is reached`
    : `task ${list(left)}: deadlock: the case can come to stand still here, with nothing that could go on`
  return error("KNHK3001", `${who}: let a way lead on in every run`, at, left[0], [{ message: run }])
}

export const tooManyTokens = (of: Shown & { readonly bound: number; readonly from: readonly string[] }) => {
  const { name, bound, from, by, at } = of
  const twice = bound === 1 ? "again before it has begun" : `more than ${bound} times before it has begun`
  const who = from.length > 1 ? `from ${list(from)}` : `by ${list(from)}`
  const starts = from.length > 2 ? "starts them" : "starts both"
  const both = by === undefined ? "" : `, and "${by}" ${starts}`
  const mend = "join() or orJoin() what comes together, choose with xor(), or give a bound with multiMerge()"
  return error("KNHK3002", `${task(name)}: it can be entered ${twice}, ${who}${both}: ${mend}`, at, name,
    shown(of, starts))
}

export const silentForEver = (name: string, run: string, at: At) => {
  const what = "after it tasks that only route go on for ever"
  return error("KNHK3002", `${task(name)}: ${what}: put a task that works between them`, at, name, [{ message: run }])
}

export const livelock = (names: readonly string[], run: string, at: At) => {
  const what = names.length === 1 ? "it can be done again and again" : "they can go round for ever"
  const why = `livelock: ${what}, and no way leads from there to an end`
  return error("KNHK3003", `task ${list(names)}: ${why}: lead one out, or let what it waits for come`, at, names[0],
    [{ message: run }])
}

export const workLeft = (name: string, left: readonly string[], run: string, at: At): Diagnostic => {
  const what = `the case can end here while there is work left${left.length === 0 ? "" : ` for ${list(left)}`}`
  const mend = 'join it before the end, or say termination: "implicit" to wait for it, "explicit" to give it up'
  const notes = [{ message: run }]
  return { ...error("KNHK3004", `${task(name)}: ${what}: ${mend}`, at, name, notes), severity: "warning" }
}

export const neverBegins = (name: string, at: At) => {
  const what = "no run ever begins it, though paths lead to it"
  return error("KNHK3005", `${task(name)}: ${what}: mend what it waits for, or remove it`, at, name)
}

export const emptyRegion = (name: string, at: At): Diagnostic => {
  const what = "when it completes, nothing that it cancels is ever there"
  return { ...error("KNHK3007", `${task(name)}: ${what}: take the rule away, or name what runs then`, at, name),
    severity: "warning" }
}

export const plainJoin = (name: string, found: "all" | "one", at: At): Diagnostic => {
  const what = found === "all" ? "its OR-join gets all of its branches in every run: say join()"
    : "its OR-join gets one of its branches in every run: say merge()"
  return { ...error("KNHK3008", `${task(name)}: ${what}`, at, name), severity: "warning" }
}

export const tooWide = (workflow: string, name: string, at: At): Diagnostic => {
  const what = `the OR-split of "${name}" has more sets of routes than are looked at`
  const mend = "split in two steps, of up to ten guarded routes each"
  return { ...error("KNHK3006", `workflow "${workflow}": not proved sound: ${what}: ${mend}`, at), severity: "warning" }
}

export const notProved = (workflow: string, states: number, flag: "states" | "budget-ms"): Diagnostic => {
  const count = `${states.toLocaleString("en")} marking${states === 1 ? "" : "s"}`
  const end = flag === "states" ? "more are not looked at" : "then the time was up"
  const what = `not proved sound: nothing wrong was found in ${count}, and ${end}`
  const mend = `let knhk check look further with --${flag}, or take tasks out of what runs in parallel or is cancelled`
  return { ...error("KNHK3006", `workflow "${workflow}": ${what}: ${mend}`, undefined), severity: "warning" }
}
