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

/** A note at the place of a task. */
const about = (name: string, message: string, at: At): Note => ({ message, ...(at && { at, name }) })

function shown({ run, by, byAt }: Shown, what: string): readonly Note[] {
  return [...(by === undefined ? [] : [about(by, `"${by}" ${what}`, byAt)]), { message: run }]
}

interface Join extends Shown {
  readonly there: readonly string[]
  readonly missing: readonly string[]
}

const waitsFor = ({ there, missing }: Join) =>
  `its join waits for ${list(missing)}${there.length === 0 ? "" : ` when ${list(there)} came`}`

/** Never due to tasks that choose alike: with any choice, the same run is there. */
export const joinStuck = (of: Join & { readonly outcome?: string }) => {
  const { name, by, at } = of
  const why = by === undefined ? "nothing more can come" : `"${by}" may choose another way`
  const mend = by === undefined ? "let each of its branches come in every run, or merge() them"
    : "merge() or orJoin() what is chosen between, or split with and()"
  return error("KNHK3001", `${task(name)}: deadlock: ${waitsFor(of)}, and ${why}: ${mend}`, at, name,
    shown(of, `chooses ${of.outcome}`))
}

export const joinCancelled = (of: Join & { readonly by: string }) => {
  const { name, by, at } = of
  const mend = `let "${by}" cancel all that the join is for, and "${name}" with it, or nothing of it`
  return error("KNHK3001", `${task(name)}: deadlock: ${waitsFor(of)}, and "${by}" may cancel that: ${mend}`, at, name,
    shown(of, `cancels ${list(of.missing)}`))
}

/** Of a thread merge: of those that were split too few are left, or came at all. */
export const threadsStuck = (
  of: Shown & { readonly wanted: number; readonly left: number; readonly again: boolean; readonly count?: number },
) => {
  const { name, wanted, left, again, count, by, at } = of
  const whole = by === undefined ? "" : again ? ` of the ${count} that "${by}" starts` : `, those that "${by}" starts`
  const rest = again ? `${left} ${left === 1 ? "is" : "are"} left${whole}` : `only ${left} can come${whole}`
  const mend = again ? `start a multiple of ${wanted}, or merge as many as are started` : "start more, or merge fewer"
  const why = `it takes ${wanted} threads at once, and ${rest}`
  return error("KNHK3001", `${task(name)}: deadlock: ${why}: ${mend}`, at, name, shown(of, `starts ${count} threads`))
}

/** Tasks of which each waits for the next one, and the last for the first: at sections, OR-joins and joins. */
export const waitsInCircle = (
  circle: readonly { readonly name: string; readonly why: "section" | "orJoin" | "join"; readonly at: At }[],
  run: string,
) => {
  const [{ name, at }] = circle as readonly [(typeof circle)[number]]
  const waits = circle.map(({ name, why, at }, i) => {
    const next = `"${circle[(i + 1) % circle.length]!.name}"`
    const [it, what] = why === "section" ? ["it", `may not begin until the part with ${next} is left`]
      : why === "join" ? ["its join", `waits for ${next}`] : ["its OR-join", `waits for what may still come of ${next}`]
    const other = why === "section" ? `"${name}"` : `the ${why === "join" ? "join" : "OR-join"} of "${name}"`
    return { message: `${i === 0 ? it : other} ${what}`, note: about(name, `${other} ${what}`, at) }
  })
  const only = (why: string) => circle.every((one) => one.why === why)
  const mend = only("section") ? "enter critical sections in one order everywhere, or make them one"
    : circle.some(({ why }) => why === "section") ? "let no join inside of a part wait for what the part keeps out"
      : "merge() at one of them, or lead no way from one of them to the other"
  const why = waits.map(({ message }) => message).join(", and ")
  return error("KNHK3001", `${task(name)}: deadlock: ${why}: ${mend}`, at, name,
    [...waits.slice(1).map(({ note }) => note), { message: run }])
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
  const isRound = from.length === 1 && by === undefined
  const who = from.length > 1 ? `, from ${list(from)}`
    : from.length === 1 ? `, by ${list(from)}${isRound ? ", which a round leads to again" : ""}` : ""
  const starts = from.length > 2 ? "starts them" : "starts both"
  const both = by === undefined || from.join() === by ? "" : `, and "${by}" ${starts}`
  const mend = isRound ? `let each round wait for it: lead the round through "${name}", or join() it before going back`
    : "join() or orJoin() what comes together, choose with xor(), or give a bound with multiMerge()"
  return error("KNHK3002", `${task(name)}: it can be entered ${twice}${who}${both}: ${mend}`, at, name,
    shown(of, starts))
}

/** `name`: the task after which it is so; absent: from the beginning. */
export const silentForEver = (workflow: string, name: string | undefined, run: string, at: At) => {
  const what = "tasks that only route go on for ever"
  const who = name === undefined ? `workflow "${workflow}": ${what}` : `${task(name)}: after it ${what}`
  return error("KNHK3002", `${who}: put a task that works between them`, at, name, [{ message: run }])
}

/** What a finding is due to, where tasks that choose alike are the reason. */
export interface Alike {
  readonly names: readonly string[]
  readonly at: At
}

const since = (alike: Alike | undefined) => (alike === undefined ? "" : `, since ${list(alike.names)} choose alike`)
const sinceNotes = (alike: Alike | undefined): readonly Note[] => {
  if (alike === undefined) return []
  const { names: [name, ...others], at } = alike
  return [about(name!, `"${name}" chooses alike to ${list(others)}`, at)]
}

export const livelock = (names: readonly string[], run: string, at: At, alike?: Alike) => {
  const what = names.length === 1 ? "it can be done again and again" : "they can go round for ever"
  const why = `livelock: ${what}, and no way leads from there to an end${since(alike)}`
  return error("KNHK3003", `task ${list(names)}: ${why}: lead one out, or let what it waits for come`, at, names[0],
    [...sinceNotes(alike), { message: run }])
}

/** `name`: the task with which it ends; absent: it does at once. */
export const workLeft = (
  workflow: string, name: string | undefined, left: readonly string[], run: string, at: At,
): Diagnostic => {
  const what = `the case can end here while there is work left${left.length === 0 ? "" : ` for ${list(left)}`}`
  const mend = 'join it before the end, or say termination: "implicit" to wait for it, "explicit" to give it up'
  const who = name === undefined ? `workflow "${workflow}"` : task(name)
  return { ...error("KNHK3004", `${who}: ${what}: ${mend}`, at, name, [{ message: run }]), severity: "warning" }
}

export const neverBegins = (name: string, at: At, alike?: Alike) => {
  const what = `no run ever begins it, though paths lead to it${since(alike)}`
  const mend = alike === undefined ? "mend what it waits for" : "lead a way there that they can choose together"
  return error("KNHK3005", `${task(name)}: ${what}: ${mend}, or remove it`, at, name, sinceNotes(alike))
}

export const emptyRegion = (name: string, at: At, alike?: Alike): Diagnostic => {
  const what = `when it completes, nothing that it cancels is ever there${since(alike)}`
  const mend = "take the rule away, or name what runs then"
  return { ...error("KNHK3007", `${task(name)}: ${what}: ${mend}`, at, name, sinceNotes(alike)), severity: "warning" }
}

export const plainJoin = (name: string, found: "all" | "one", at: At, alike?: Alike): Diagnostic => {
  const what = `its OR-join gets ${found} of its branches in every run${since(alike)}`
  const mend = found === "all" ? "say join()" : "say merge()"
  return { ...error("KNHK3008", `${task(name)}: ${what}: ${mend}`, at, name, sinceNotes(alike)), severity: "warning" }
}

/** `completed`: how many tasks it completes. */
export const tooWide = (workflow: string, name: string, completed: number, at: At): Diagnostic => {
  const what = completed === 0 ? `the OR-split of "${name}" has more sets of routes than are looked at`
    : `"${name}" completes ${completed} tasks in whatever state they are, which is more ways than are looked at`
  const mend = completed === 0 ? "split in two steps, of up to ten guarded routes each"
    : "let several tasks complete fewer of them each"
  const message = `workflow "${workflow}": not proved sound: ${what}: ${mend}`
  return { ...error("KNHK3006", message, at, name), severity: "warning" }
}

export const notProved = (workflow: string, states: number, flag: "states" | "budget-ms"): Diagnostic => {
  const count = `${states.toLocaleString("en")} marking${states === 1 ? "" : "s"}`
  const end = flag === "states" ? "more are not looked at" : "then the time was up"
  const what = `not proved sound: nothing wrong was found in ${count}, and ${end}`
  const mend = `let knhk check look further with --${flag}, or take tasks out of what runs in parallel or is cancelled`
  return { ...error("KNHK3006", `workflow "${workflow}": ${what}: ${mend}`, undefined), severity: "warning" }
}
