/**
 * What is wrong with the structure of a workflow, one function per code of the 2000s: the sentence,
 * written once. Names are as the author wrote them; a task of a sub-workflow is `outer/inner`.
 */
import type { Place } from "../../src/definition/definition.ts"
import type { sentences } from "../../src/definition/fault.ts"
import type { CodeId } from "../codes.ts"
import type { Diagnostic, Note } from "../diagnostic.ts"

/** What the editor and `.build()` say of the same mistakes. Other words there do not compile here. */
const said = {
  noTask: "there is no such task in this workflow: declare it in tasks(), or mend the name",
  noEnd: "a workflow has at least one end: name it in end()",
  notRouted: "this outcome has no route: add one",
  noOutcome: "no such outcome: remove the route, or declare the outcome",
  decisionLeft: "a decision is left through xor(), choose() or loop(), which route each outcome",
  noFlows: "this list is empty: name at least one task",
  otherwise: "routes on data end with otherwise(), which stands last and once",
  unreachable: "no flow enters this task: lead one to it, or remove it",
  deadEnd: "no flow leaves this task: lead one on, or name it in end()",
  silentChoice: "a silent task does not choose: make it a task or a decision, or choose before it",
  bound: "this is no bound: give a whole number from 1 to 255",
  threads: "this is no number of threads: give a whole number from 2 to 255",
  enough: "this join waits for more branches than it has, or for none: give a whole number from 1 to all of them",
  two: "this list is too short: name at least two",
  twice: "this task is named twice: name it once",
  notOrdered: "this task is not among those that are interleaved here: order only those",
  orderCircle: "this order runs in a circle: leave a task that can be first",
  notOffered:
    "this task begins at once and is never on offer: name one that waits, such as a human() or receive() task",
  instances: "numbers of instances are whole and fit each other: 0 <= min <= count <= max, 1 <= join <= max or until",
  noInstances: "this task has no instances to complete: declare it with instances()",
  keepAlike: "tasks that wait for one signal keep it alike: give each of them the same keep",
  noWayOut: "this recursion has no way out: let the workflow start with another task, and end with another one too",
} satisfies Partial<typeof sentences>

export type At = Place | undefined

export function error(code: CodeId, message: string, at: At, name?: string, notes: readonly Note[] = []): Diagnostic {
  return { code, severity: "error", message, notes, ...(at && { at }), ...(name !== undefined && { name }) }
}

export const task = (name: string) => `task "${name}"`
export const list = (names: readonly string[]) => names.map((n) => `"${n}"`).join(", ")

export const unknownTask = (name: string, at: At) => error("KNHK2001", `${task(name)}: ${said.noTask}`, at, name)

export const duplicateTask = (name: string, at: At) =>
  error("KNHK2002", `${task(name)}: there are two of this name: give each its own`, at, name)

export const noEnd = (workflow: string, at: At) => error("KNHK2003", `workflow "${workflow}": ${said.noEnd}`, at)

export const twoWaysOut = (name: string, at: At, firstAt: At) => {
  const message = `${task(name)}: this is a second way out: say and() to take both, or xor() to take one of them`
  const note = { message: "the first way out is here", ...(firstAt && { at: firstAt }) }
  return error("KNHK2004", message, at, name, [note])
}

export const endGoesOn = (name: string, at: At) =>
  error("KNHK2005", `${task(name)}: an end, and a flow leaves it: take it out of end(), or remove the flow`, at, name)

export const notRouted = (name: string, outcome: string, at: At) =>
  error("KNHK2006", `outcome "${outcome}" of ${task(name)}: ${said.notRouted}`, at, outcome)

export const unknownOutcome = (name: string, outcome: string, at: At) =>
  error("KNHK2007", `outcome "${outcome}" of ${task(name)}: ${said.noOutcome}`, at, outcome)

export const decisionLeft = (name: string, at: At) => error("KNHK2008", `${task(name)}: ${said.decisionLeft}`, at, name)

export const joinedTwice = (name: string, to: string, at: At) =>
  error("KNHK2009", `${task(name)}: the join into "${to}" waits for it twice: name it once`, at, name)

export const splitTwice = (name: string, from: string, at: At) =>
  error("KNHK2010", `${task(name)}: the split of "${from}" leads to it twice: name it once`, at, name)

export const emptyFlow = (name: string, at: At) => error("KNHK2011", `${task(name)}: ${said.noFlows}`, at, name)

export const otherwiseLast = (name: string, at: At) => error("KNHK2012", `${task(name)}: ${said.otherwise}`, at, name)

export const recursion = (path: readonly string[], at: At) => {
  const what = `it contains itself (${path.join(" > ")})`
  return error("KNHK2013", `workflow "${path.at(-1)}": ${what}: run it by recurse() there`, at)
}

export const unreachable = (name: string, entered: boolean, at: At) => {
  const why = entered ? "no path leads to this task from the start: lead one to it, or remove it" : said.unreachable
  return error("KNHK2015", `${task(name)}: ${why}`, at, name)
}

export const deadEnd = (name: string, at: At) => error("KNHK2016", `${task(name)}: ${said.deadEnd}`, at, name)

export const noWayToEnd = (name: string, at: At) =>
  error("KNHK2017", `${task(name)}: no path leads from here to an end: lead one out of the loop`, at, name)

export const silentCycle = (names: readonly string[], at: At) => {
  const what = "these only route, and lead back to themselves for ever"
  return error("KNHK2018", `${list(names)}: ${what}: put a task that works between them`, at, names[0])
}

export const neverBoth = (name: string, inputs: number, at: At) => {
  const why = `its join waits for ${inputs} branches, and nothing before it splits in parallel, so one at most arrives`
  return error("KNHK2019", `${task(name)}: ${why}: use merge() instead, or split with and()`, at, name)
}

export const limit = (what: string, count: number, max: number, at?: Place) =>
  error("KNHK2020", `${what}: ${count}, and the most is ${max}: make it smaller`, at)

export const malformed = (what: string, at?: Place) => error("KNHK2021", `the net is malformed: ${what}`, at)

export const silentChoice = (name: string, sub: boolean, at: At) => {
  const inner = "a sub-workflow does not choose by its output: let a task follow it, and choose after that"
  return error("KNHK2022", `${task(name)}: ${sub ? inner : said.silentChoice}`, at, name)
}

export const namedTwice = (name: string, at: At) => error("KNHK2023", `${task(name)}: ${said.twice}`, at, name)

export const tooFew = (name: string, at: At) => error("KNHK2024", `${task(name)}: ${said.two}`, at, name)

export const noBound = (name: string, bound: number, at: At) =>
  error("KNHK2025", `${task(name)}, ${bound}: ${said.bound}`, at, name)

export const threadCount = (name: string, count: number, at: At) =>
  error("KNHK2026", `${task(name)}, ${count}: ${said.threads}`, at, name)

export const partialCount = (name: string, count: number, branches: number, at: At) =>
  error("KNHK2027", `${task(name)}, ${count} of ${branches}: ${said.enough}`, at, name)

export const notOrdered = (name: string, at: At) => error("KNHK2028", `${task(name)}: ${said.notOrdered}`, at, name)

export const orderCircle = (names: readonly string[], at: At) =>
  error("KNHK2029", `${list(names)}: ${said.orderCircle}`, at, names[0])

export const enteredBeside = (name: string, at: At) => {
  const mend = "enter it by interleave() alone"
  return error("KNHK2030", `${task(name)}: it is interleaved and has another way in, out of turn: ${mend}`, at, name)
}

export const notOffered = (name: string, at: At) => error("KNHK2031", `${task(name)}: ${said.notOffered}`, at, name)

export const instancesInVain = (name: string, why: string, mend: string, at: At) =>
  error("KNHK2046", `${task(name)}: ${why}: ${mend}`, at, name)

export const completesOn = (name: string, by: string, at: At) => {
  const what = `"${by}" completes it, and it completes others itself`
  return error("KNHK2045", `${task(name)}: ${what}: let "${by}" complete all of them`, at, name)
}

export const hardlyOffered = (name: string, at: At): Diagnostic => {
  const what = "it starts as soon as it is offered, so a milestone will hardly meet it on offer"
  const mend = "name one that waits, such as a human() or receive() task"
  return { ...error("KNHK2044", `${task(name)}: ${what}: ${mend}`, at, name), severity: "warning" }
}

export const offeredTwice = (name: string, at: At) => {
  const what = "it has several ways in, one of them a deferred choice, so no one place tells that it is on offer"
  const mend = "lead the other flows to a silent() task before the choice"
  return error("KNHK2032", `${task(name)}: ${what}: ${mend}`, at, name)
}

export const noInstances = (name: string, at: At) => error("KNHK2033", `${task(name)}: ${said.noInstances}`, at, name)

export const instancesUnfit = (name: string, at: At) => error("KNHK2034", `${task(name)}: ${said.instances}`, at, name)

export const instancesStarve = (name: string, join: number, least: number, at: At) => {
  const what = `it may have ${least} instances, and is done when ${join} of them are, so it may never be`
  return error("KNHK2035", `${task(name)}: ${what}: raise min, or lower join`, at, name)
}

export const instancesChoose = (name: string, at: At) => {
  const mend = "let a task follow it, and choose after that"
  return error("KNHK2036", `${task(name)}: only tasks that do not choose can have instances: ${mend}`, at, name)
}

export const waitsForNothing = (name: string, what: string, at: At) =>
  error("KNHK2037", `${task(name)}: it waits, and nothing says for what: give it ${what}`, at, name)

export const keepAlike = (name: string, signal: string, at: At, firstAt: At) => {
  const note = { message: "the other one is here", ...(firstAt && { at: firstAt }) }
  return error("KNHK2038", `${task(name)}, signal "${signal}": ${said.keepAlike}`, at, name, [note])
}

export const callAstray = (name: string, calls: string, around: readonly string[], at: At) => {
  const mend = `name one of ${list(around)}, or use sub()`
  return error("KNHK2039", `${task(name)}: workflow "${calls}" is not around it: ${mend}`, at, name)
}

export const callKeys = (name: string, calls: string, at: At) => {
  const what = `its input has other keys than the first task of "${calls}" takes`
  return error("KNHK2040", `${task(name)}: ${what}: give it the same`, at, name)
}

export const recursionWithoutWayOut = (name: string, calls: string, at: At) =>
  error("KNHK2041", `${task(name)}, which runs "${calls}" again: ${said.noWayOut}`, at, name)

export const orJoinDemand = (name: string, demand: string, why: string, at: At) => {
  const mend = "mend that, or take the demand away"
  return error("KNHK2042", `${task(name)}: its OR-join cannot be ${demand}: ${why}: ${mend}`, at, name)
}

export const orJoinTooComplex = (name: string, tokens: number, at: At) => {
  const what = `its OR-join is too complex: what may still bring it a token takes more than ${tokens} tokens to tell`
  const mend = "take shorter or fewer branches into the joins before it, or let no way lead from it back to it"
  return error("KNHK2043", `${task(name)}: ${what}: ${mend}`, at, name)
}

export const notAlike = (name: string, first: string, at: At) => {
  const what = name === first ? "it chooses nothing" : `it does not choose between what "${first}" chooses between`
  return error("KNHK2049", `${task(name)}: ${what}: name tasks of the same outcomes, or as many routes`, at, name)
}

/**
 * What the author called it: a silent task goes by its own name, or by that of the task or sub-workflow that it
 * serves. One that a block made has none (names are no whole numbers) and keeps the one of the net, as `~1`.
 */
export function authorName(of: { readonly name: string }): string {
  const [, made, name] = madeName.exec(of.name)!
  return made === undefined ? name! : name!.replace(/~.*$/s, "")
}

const madeName = /^(~(?:join|all|begin|end|arrive|fire|absorb|off|reset)~|~(?!(?:.*\/)?\d+$))?(.*)$/s
