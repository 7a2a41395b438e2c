/**
 * The 43 control-flow patterns: how an author says each, and what of a table carries it. The type asks for every
 * number, so a pattern that is left out does not compile; the tests hold the words against what they name.
 */
import { type PatternId, patterns as names } from "../src/definition/id.ts"

/** Where one pattern is in knhk. */
export interface Pattern {
  /** As the Workflow Patterns Initiative calls it. */
  readonly name: string
  /** The exports of `knhk` that say it. */
  readonly form: readonly string[]
  /** The option of those that makes the difference. */
  readonly option?: string
  /** The columns of a table that carry it beside tasks, conditions and arcs. */
  readonly columns: readonly string[]
  /** What the kernels do, or how it is made of what they do. */
  readonly mechanism: string
  /** The page that tells of it, from the root of the package. */
  readonly page: string
}

const instances = ["taskMulti", "multiCount", "multiMin", "multiMax", "multiThreshold", "multiFlags"] as const
const partial = ["conditionRole", "marks", "inputWeight", "reads", "taskGather"] as const
const waits = ["waitMissing", "waitMarked", "needCondition", "needTask", "needCount"] as const
const region = ["cancelConditions", "cancelTasks"] as const
const blockers = ["blockConditions", "blockTasks"] as const

type Said = Omit<Pattern, "name" | "page">

const said: Readonly<Record<PatternId, Said>> = {
  1: { form: ["flow", "seq"], columns: ["arcCondition"], mechanism: "an arc" },
  2: { form: ["and", "all", "par"], columns: ["arcStart"], mechanism: "several arcs of one outcome" },
  3: { form: ["join"], columns: ["taskJoin"], mechanism: "an AND-join" },
  4: { form: ["xor", "choose"], columns: ["taskChoice"], mechanism: "one of several outcomes" },
  5: { form: ["merge", "flow"], columns: ["taskJoin"], mechanism: "one condition that several arcs lead to" },
  6: { form: ["or"], columns: ["taskChoice"], mechanism: "two outcomes for each route, taken or not" },
  7: {
    form: ["or", "orJoin"], option: 'kind: "structured"', columns: ["taskChoice", "taskJoin"],
    mechanism: "an AND-join that the outcomes for routes not taken put tokens to",
  },
  8: { form: ["multiMerge"], columns: ["conditionBound"], mechanism: "a counter condition" },
  9: {
    form: ["discriminator"], option: 'rest: "absorb"', columns: partial,
    mechanism: "silent tasks that fire on the first token, absorb the others and start anew",
  },
  10: { form: ["flow", "xor"], columns: ["arcCondition"], mechanism: "arcs that lead back" },
  11: {
    form: ["workflow"], option: 'termination: "implicit"', columns: ["conditionRole", "entryStart"],
    mechanism: "the end when nothing is left to do",
  },
  12: {
    form: ["instances"], option: 'join: "none"', columns: instances, mechanism: "done at its start; the case waits",
  },
  13: { form: ["instances"], option: "count", columns: instances, mechanism: "a count in the table" },
  14: { form: ["instances"], columns: instances, mechanism: "a count that comes with the start" },
  15: { form: ["instances"], option: "open: true", columns: instances, mechanism: "the event `add`" },
  16: {
    form: ["defer"], columns: ["consumers"], mechanism: "one condition that several tasks take from: a start withdraws",
  },
  17: {
    form: ["interleave"], option: "order", columns: blockers,
    mechanism: "running tasks that block the others, and a condition for each pair of the order",
  },
  18: { form: ["milestone"], columns: ["reads"], mechanism: "read arcs" },
  19: { form: ["cancels"], columns: region, mechanism: "a cancellation region, or the event `stop`" },
  20: { form: ["cancelsCase"], columns: ["taskCancelsCase"], mechanism: "a task that ends the case as cancelled" },
  21: { form: ["loop", "xor"], columns: ["arcCondition"], mechanism: "an arc that leads back" },
  22: { form: ["recurse"], columns: ["taskEntry", "marks"], mechanism: "a case of another entry of the same table" },
  23: {
    form: ["receive"], columns: ["taskTrigger", "triggerName"], mechanism: "a signal that fires what waits for it",
  },
  24: {
    form: ["receive"], option: "keep", columns: ["taskTrigger", "triggerCondition"],
    mechanism: "a signal that is a token of a condition until it is used",
  },
  25: { form: ["cancels"], columns: region, mechanism: "a cancellation region" },
  26: { form: ["cancels", "instances"], columns: region, mechanism: "a region with a task that has instances" },
  27: { form: ["completes", "instances"], columns: ["completed"], mechanism: "a task that is done by another" },
  28: {
    form: ["discriminator"], option: 'rest: "block"', columns: [...partial, "conditionBound"],
    mechanism: "as 9, with branches whose conditions count",
  },
  29: {
    form: ["discriminator"], option: 'rest: "cancel"', columns: [...partial, ...region],
    mechanism: "as 9, with a region of the silent task that fires",
  },
  30: { form: ["partialJoin"], option: 'rest: "absorb"', columns: partial, mechanism: "as 9, on so many tokens" },
  31: {
    form: ["partialJoin"], option: 'rest: "block"', columns: [...partial, "conditionBound"],
    mechanism: "as 28, on so many",
  },
  32: {
    form: ["partialJoin"], option: 'rest: "cancel"', columns: [...partial, ...region], mechanism: "as 29, on so many",
  },
  33: {
    form: ["join"], option: "bound", columns: ["taskJoin", "conditionBound"], mechanism: "an AND-join of counters",
  },
  34: { form: ["instances"], option: "join", columns: instances, mechanism: "a threshold; the others go on" },
  35: {
    form: ["instances"], option: 'join, rest: "cancel"', columns: instances,
    mechanism: "a threshold; the others are cancelled",
  },
  36: {
    form: ["instances"], option: "until", columns: instances, mechanism: "the event `finish` says that it is done",
  },
  37: {
    form: ["orJoin"], option: 'kind: "local"', columns: waits, mechanism: "waits for tokens on a way to an empty input",
  },
  38: {
    form: ["orJoin"], option: 'kind: "general"', columns: waits, mechanism: "waits from backward coverability",
  },
  39: {
    form: ["critical"], columns: blockers, mechanism: "running tasks and conditions of other parts that block a start",
  },
  40: { form: ["interleave"], columns: blockers, mechanism: "running tasks that block the others" },
  41: {
    form: ["threadMerge"], columns: ["inputWeight", "taskGather"], mechanism: "an input that takes several tokens",
  },
  42: { form: ["threadSplit"], columns: ["conditionBound"], mechanism: "several arcs to one counter condition" },
  43: { form: ["workflow"], columns: ["conditionRole"], mechanism: "the end with the first token in an output" },
}

/**
 * All 43, by number.
 *
 * @example
 * patternTable[9].form // ["discriminator"]
 */
export const patternTable: Readonly<Record<PatternId, Pattern>> = Object.fromEntries(
  Object.entries(said).map(([id, one]) => {
    const name = names[Number(id) as PatternId]
    const slug = name.toLowerCase().replace(/[^a-z0-9]+/g, "-")
    return [id, { name, ...one, page: `docs/patterns/${id.padStart(2, "0")}-${slug}.md` }]
  }),
) as unknown as Record<PatternId, Pattern>
