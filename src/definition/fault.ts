/**
 * What can be wrong in a definition, each as one sentence that types and run time share: the type
 * `Fault<"...">` that the editor shows and the `DefinitionFault` that `.build()` throws say the same words.
 */
import type { Place } from "./definition.ts"

/** The sentences by what is wrong. The only place where they are written. */
export const sentences = {
  unreachable: "no flow enters this task: lead one to it, or remove it",
  deadEnd: "no flow leaves this task: lead one on, or name it in end()",
  decisionLeft: "a decision is left through xor(), choose() or loop(), which route each outcome",
  silentChoice: "a silent task does not choose: make it a task or a decision, or choose before it",
  noOutcome: "no such outcome: remove the route, or declare the outcome",
  notRouted: "this outcome has no route: add one",
  byOutcome: "a decision is routed by outcome: give a record with a target for each",
  onData: "this task has no outcomes: give a list of when() and otherwise()",
  otherwise: "routes on data end with otherwise(), which stands last and once",
  openEnd: "an outcome leaves this block and leads nowhere: let a task follow in seq(), a silent() one at least",
  noTask: "there is no such task in this workflow: declare it in tasks(), or mend the name",
  noTasks: "a workflow has at least one task: declare it in tasks()",
  noEnd: "a workflow has at least one end: name it in end()",
  noFlows: "this list is empty: name at least one task",
  endTwice: "this end is named twice: name it once",
  name: "a name has 1 to 200 characters without / ~ and control characters, no space at an end, and is no number",
  noOutcomes: "a decision has at least one outcome: declare it",
  schema: "this is not a Standard Schema: give a schema, or a record of schemas as input",
  duration: 'a duration is a number of milliseconds above 0, or text such as "200 millis", "30 seconds" or "2 days"',
  retry: "a retry has times (whole, 1 or more), base and max above 0, factor of 1 or more, and jitter from 0 to 1",
  notBuilt: "sub() takes what build() returned",
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
  instancesMost: "nothing says how many instances there are at most: give max, or count",
  instancesNumber: "this is no number of instances: give a whole number from 1 to 16,777,215",
  instancesLeast: "this is no least number of instances: give a whole number from 0 to 16,777,215",
  instancesJoin: 'this is no number of instances to wait for: give a whole number of 1 or more, "all" or "none"',
  countAboveMax: "count is above max: lower count, or raise max",
  minAboveCount: "min is above count: lower min, or raise count",
  minAboveMax: "min is above max: lower min, or raise max",
  joinAboveCount: "join is above count: lower join, or raise count",
  joinAboveMax: "join is above max: lower join, or raise max",
  joinAndUntil: "join and until both say when the task is done: give one of them",
  instancesOf: "instances() takes what task(), human() or sub() returned",
  noInstances: "this task has no instances to complete: declare it with instances()",
  keepAlike: "tasks that wait for one signal keep it alike: give each of them the same keep",
  noWayOut: "this recursion has no way out: let the workflow start with another task, and end with another one too",
  list: "this is no list of tasks: give one, such as [t.first, t.second]",
  record: "this is no record of tasks: give one, such as { left: t.first, right: t.second }",
  route: "this is no route: give what when() and otherwise() return",
  callable: "this is no function: give one, such as (payload) => payload.total > 100",
  rest: 'nothing is done so with the rest: give rest: "absorb", "cancel" or, in a join, "block"',
  kind: 'there is no such OR-join: give kind: "structured", "local" or "general", or none',
  order: "an order is a list of pairs: give one, such as [[t.first, t.second]]",
  declared: "this declares no task: give what task(), decision(), human() and the like return",
  said: "this is no flow, block or rule: return a list of what flow(), seq(), cancels() and the like return",
  termination: 'a workflow does not terminate so: give termination: "explicit" or "implicit", or none',
} as const

/** The name of a sentence. */
export type FaultName = keyof typeof sentences

/** What types alone see: at run time there is nothing to compare, and payloads are held against their schemas. */
export interface TypeSentences {
  readonly recursion: "a recursion takes what its workflow takes, and gives what that gives: mend its input or output"
}

/** Stable codes of the faults; a number is never used again for something else. */
export const faultCodes = {
  unreachable: "KNHK1101",
  deadEnd: "KNHK1102",
  decisionLeft: "KNHK1103",
  noOutcome: "KNHK1104",
  notRouted: "KNHK1105",
  otherwise: "KNHK1106",
  openEnd: "KNHK1107",
  noTask: "KNHK1109",
  noTasks: "KNHK1110",
  noEnd: "KNHK1111",
  noFlows: "KNHK1112",
  endTwice: "KNHK1113",
  name: "KNHK1114",
  noOutcomes: "KNHK1115",
  schema: "KNHK1116",
  duration: "KNHK1117",
  retry: "KNHK1118",
  notBuilt: "KNHK1119",
  silentChoice: "KNHK1120",
  byOutcome: "KNHK1121",
  onData: "KNHK1122",
  bound: "KNHK1123",
  threads: "KNHK1124",
  enough: "KNHK1125",
  two: "KNHK1126",
  twice: "KNHK1127",
  notOrdered: "KNHK1128",
  orderCircle: "KNHK1129",
  notOffered: "KNHK1130",
  instances: "KNHK1131",
  instancesOf: "KNHK1132",
  noInstances: "KNHK1133",
  keepAlike: "KNHK1134",
  noWayOut: "KNHK1135",
  list: "KNHK1136",
  record: "KNHK1137",
  route: "KNHK1138",
  callable: "KNHK1139",
  rest: "KNHK1140",
  kind: "KNHK1141",
  order: "KNHK1142",
  declared: "KNHK1143",
  said: "KNHK1144",
  termination: "KNHK1145",
  instancesMost: "KNHK1146",
  instancesNumber: "KNHK1147",
  instancesLeast: "KNHK1148",
  instancesJoin: "KNHK1149",
  countAboveMax: "KNHK1150",
  minAboveCount: "KNHK1151",
  minAboveMax: "KNHK1152",
  joinAboveCount: "KNHK1153",
  joinAboveMax: "KNHK1154",
  joinAndUntil: "KNHK1155",
} as const satisfies Record<FaultName, `KNHK11${number}`>

/**
 * A compile error as a type: no value has it, and its printed name is the message. `At` says which
 * task, outcome or step is meant. An interface and never a template-literal string, because strings
 * over unions of task names multiply.
 */
export interface Fault<out Message extends string, out At> {
  readonly "~fault": readonly [Message, At]
}

/** One thing that is wrong in a definition. */
export interface FaultDetail {
  readonly fault: FaultName
  readonly code: string
  /** Where (workflow, task, outcome), a colon, and the sentence. */
  readonly message: string
  /** The task, outcome or workflow that is meant. */
  readonly name?: string
  /** Where its constructor was called. Only while the compiler runs the module. */
  readonly at?: Place
}

/**
 * Thrown by `.build()` and by the constructors for what the types could not see, or were bypassed
 * for: the author's mistake. It lists all that was found; `message`, `code`, `name` and `at` are of the first.
 *
 * @example
 * try { workflow("a/b") } catch (e) { if (e instanceof DefinitionFault) console.error(e.code, e.message) }
 */
export class DefinitionFault extends Error {
  readonly _tag = "DefinitionFault"
  readonly code: string
  readonly faults: readonly FaultDetail[]
  readonly at: Place | undefined

  constructor(faults: readonly [FaultDetail, ...FaultDetail[]]) {
    super(faults.map((f) => f.message).join("\n"))
    this.name = "DefinitionFault"
    this.code = faults[0].code
    this.at = faults[0].at
    this.faults = faults
  }
}

/** What is wrong with `subject`, as data. */
export function detail(fault: FaultName, subject: string, name?: string, at?: Place): FaultDetail {
  return {
    fault,
    code: faultCodes[fault],
    message: `${subject}: ${sentences[fault]}`,
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { at }),
  }
}

/** Throws the fault at once: for mistakes that a constructor sees by itself. */
export function refuse(fault: FaultName, subject: string, name?: string, at?: Place): never {
  throw new DefinitionFault([detail(fault, subject, name, at)])
}

/** Text or value as it is shown in a sentence. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value)
  return typeof value === "object" && value !== null ? "an object" : String(value)
}
