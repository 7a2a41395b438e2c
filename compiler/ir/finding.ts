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
} satisfies Partial<typeof sentences>

type At = Place | undefined

function error(code: CodeId, message: string, at: At, name?: string, notes: readonly Note[] = []): Diagnostic {
  return { code, severity: "error", message, notes, ...(at && { at }), ...(name !== undefined && { name }) }
}

const task = (name: string) => `task "${name}"`
const list = (names: readonly string[]) => names.map((n) => `"${n}"`).join(", ")

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
  const message = `it contains itself (${path.join(" > ")}), which is not supported: write the repetition as a loop`
  return error("KNHK2013", `workflow "${path.at(-1)}": ${message}`, at)
}

export const endUnclear = (name: string, workflow: string, why: string, at: At) => {
  const what = `its workflow is done when nothing is left, and its ends do not tell when: ${why}`
  const mend = `let "${workflow}" terminate explicitly, or join its branches before they end`
  return error("KNHK2014", `${task(name)}: ${what}: ${mend}`, at, name)
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

/**
 * What the author called it: a silent task goes by its own name, or by that of the task or sub-workflow that it
 * serves. One that a block made has none (names are no whole numbers) and keeps the one of the net, as `~1`.
 */
export function authorName(of: { readonly name: string }): string {
  const [, made, name] = /^(~(?:join|all|begin|end)~|~(?!(?:.*\/)?\d+$))?(.*)$/s.exec(of.name)!
  return made === undefined ? name! : name!.replace(/~.*$/s, "")
}
