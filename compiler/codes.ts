/**
 * Every code a diagnostic can carry. Imports the sentences of `src/definition`. A code is never
 * reused or renumbered (KNHK2014 and KNHK2047 were some); each is said by one place in the compiler and shown once in
 * the tests.
 * Ranges: 1000 reading the module, 1100 what the definition itself refuses, 2000 structure of the
 * workflow, 3000 what its runs come to, 4000 what is generated,
 * 5000 models that are imported.
 */
import { faultCodes, sentences, type FaultName } from "../src/definition/fault.ts"

/** What a code means, whatever the diagnostic; the sentence with names and places is the diagnostic's own. */
export interface Code {
  readonly title: string
  /** When it appears. */
  readonly when: string
  /** How the author mends it. */
  readonly mend: string
}

/**
 * Codes of what constructors and `.build()` refuse because types could not see it, or because a cast
 * hid it from them. Their sentences are `<what>: <what to do>` and stand in `src/definition/fault.ts`.
 */
const faults = Object.fromEntries(
  (Object.keys(faultCodes) as FaultName[]).map((name) => {
    const [title, mend = sentences[name]] = sentences[name].split(/: (.*)/s) as [string, string?]
    return [faultCodes[name], { title, when: "a constructor or .build() refuses the definition", mend }]
  }),
) as unknown as Readonly<Record<(typeof faultCodes)[FaultName], Code>>

/** The table itself, flat: `codes.KNHK1001.title`. */
export const codes = {
  ...faults,
  KNHK1001: {
    title: "file not found",
    when: "the path leads to nothing, to a folder, or to a file that is not .ts, .mts, .js or .mjs",
    mend: "give the path of the module that exports the workflow",
  },
  KNHK1002: {
    title: "no workflow in the file",
    when: "the module exports nothing that `.build()` returned",
    mend: "export it: export const Order = workflow(\"order\")...build()",
  },
  KNHK1003: {
    title: "syntax error",
    when: "the module, or one it imports, cannot be parsed",
    mend: "correct the text at the place",
  },
  KNHK1004: {
    title: "the module throws",
    when: "code at the top level of the module, or of one it imports, throws",
    mend: "keep the module to definitions; the place is where it threw",
  },
  KNHK1005: {
    title: "the module does not finish",
    when: "reading the module takes longer than the time limit",
    mend: "remove the endless loop or the wait, or raise the limit",
  },
  KNHK1006: {
    title: "network",
    when: "the module opens a connection, a server or a name look-up while it is read",
    mend: "move it into a handler: a definition only describes",
  },
  KNHK1007: {
    title: "writing",
    when: "the module writes, moves or removes a file, or opens a database, while it is read",
    mend: "move it into a handler: a definition only describes",
  },
  KNHK1008: {
    title: "process, worker or addon",
    when: "the module starts a child process or a worker, or loads a native addon, while it is read",
    mend: "move it into a handler",
  },
  KNHK1009: {
    title: "too much output",
    when: "the module prints more than the limit while it is read",
    mend: "remove the printing",
  },
  KNHK1010: {
    title: "the module ends the process",
    when: "the module calls process.exit, process.abort or process.kill while it is read",
    mend: "remove the call, or move it into the program that runs the workflow",
  },
  KNHK1011: {
    title: "two runs differ",
    when: "the module built another definition when it was read a second time, at another hour",
    mend: "take clock, random numbers and process state out of the definition",
  },
  KNHK1012: {
    title: "two workflows of one id",
    when: "the module built two workflows with the same id, or two files of one command have the same",
    mend: "give each workflow an id of its own",
  },
  KNHK1013: {
    title: "import not found",
    when: "an imported module, package or exported name does not exist",
    mend: "correct the import, or install the package",
  },
  KNHK1014: {
    title: "syntax that leaves code behind",
    when: "the module uses TypeScript that is more than types: enum, namespace, parameter properties, import =",
    mend: "write it as plain JavaScript with types; erasableSyntaxOnly in tsconfig.json finds them all",
  },
  KNHK1015: {
    title: "a wait that never ends",
    when: "the module awaits, at its top level, something that nothing will ever settle",
    mend: "remove the await",
  },
  KNHK1017: {
    title: "workflow not exported",
    when: "the file builds a workflow that it neither exports nor uses as a sub-workflow",
    mend: "export it, or remove it",
  },
  KNHK1018: {
    title: "the run ended early",
    when: "the process that reads the module died: out of memory, or killed from outside",
    mend: "look at what it printed; make the module smaller if memory ran out",
  },
  KNHK2001: {
    title: "unknown task",
    when: "a flow, the start or an end names a task that is not declared",
    mend: "declare the task, or mend the name",
  },
  KNHK2002: {
    title: "two tasks of one name",
    when: "two tasks of a workflow have the same name",
    mend: "give each its own name",
  },
  KNHK2003: {
    title: "no end",
    when: "the workflow names no end",
    mend: "name the tasks that end it in end()",
  },
  KNHK2004: {
    title: "two ways out",
    when: "two flows leave one task",
    mend: "say and() to take both, or xor() to take one of them",
  },
  KNHK2005: {
    title: "an end that goes on",
    when: "a task named in end() is left by a flow",
    mend: "take it out of end(), or remove the flow",
  },
  KNHK2006: {
    title: "outcome without a route",
    when: "an outcome of a decision leads nowhere",
    mend: "add a route for it",
  },
  KNHK2007: {
    title: "route without an outcome",
    when: "xor() routes an outcome that the decision does not have",
    mend: "remove the route, or declare the outcome",
  },
  KNHK2008: {
    title: "decision left by another way than xor()",
    when: "a task with several outcomes is left by flow(), and(), join() or merge(), or by guards",
    mend: "route each outcome in xor(), choose() or loop()",
  },
  KNHK2009: {
    title: "joined twice",
    when: "a join takes the same task under two keys",
    mend: "name it once",
  },
  KNHK2010: {
    title: "split twice",
    when: "and() or all() leads to the same task twice",
    mend: "name it once",
  },
  KNHK2011: {
    title: "empty list",
    when: "and(), all(), merge() or join() names no task",
    mend: "name at least one",
  },
  KNHK2012: {
    title: "no default",
    when: "routes on data do not end with otherwise(), or go on after it",
    mend: "let otherwise() stand last and once",
  },
  KNHK2013: {
    title: "workflow in itself",
    when: "a workflow contains itself as a sub-workflow",
    mend: "run it by recurse() there",
  },
  KNHK2015: {
    title: "task never reached",
    when: "no path leads from the start to the task",
    mend: "lead a flow to it, or remove it",
  },
  KNHK2016: {
    title: "task leads nowhere",
    when: "a task is neither left by a flow nor an end",
    mend: "lead a flow on, or name it in end()",
  },
  KNHK2017: {
    title: "no way to an end",
    when: "what enters the task can never reach an end",
    mend: "lead a route out of the loop",
  },
  KNHK2018: {
    title: "silent cycle",
    when: "tasks that only route lead back to themselves",
    mend: "put a task that works between them",
  },
  KNHK2019: {
    title: "join that never fires",
    when: "nothing before an AND-join splits in parallel, so one branch at most arrives",
    mend: "use merge(), or split with and()",
  },
  KNHK2020: {
    title: "too large",
    when: "the workflow passes a limit of the table",
    mend: "divide it, or make it smaller",
  },
  KNHK2021: {
    title: "malformed net",
    when: "a net that did not come from a definition breaks a rule of its form",
    mend: "mend the text of the net",
  },
  KNHK2022: {
    title: "choice by what only routes",
    when: "a silent task or a sub-workflow is left by routes on data",
    mend: "let a task follow it that is left by them",
  },
  KNHK2023: {
    title: "named twice",
    when: "a rule, a region, an interleaving or a part of a critical section names a task twice",
    mend: "name it once",
  },
  KNHK2024: {
    title: "list too short",
    when: "defer(), interleave() or critical() names less than two",
    mend: "name at least two",
  },
  KNHK2025: {
    title: "no bound",
    when: "a bound, or how many signals are kept, is no whole number from 1 to 255",
    mend: "give one",
  },
  KNHK2026: {
    title: "no number of threads",
    when: "threads are split or merged by a number that is not from 2 to 255",
    mend: "give one",
  },
  KNHK2027: {
    title: "partial join out of range",
    when: "a partial join waits for none of its branches, or for more than it has",
    mend: "give a whole number from 1 to all of them",
  },
  KNHK2028: {
    title: "order of strangers",
    when: "the order of an interleaving names a task that is not in it",
    mend: "order only those that are interleaved",
  },
  KNHK2029: {
    title: "order in a circle",
    when: "the order of an interleaving lets no task of a circle be first",
    mend: "leave a task that can be first",
  },
  KNHK2030: {
    title: "interleaved, and entered beside",
    when: "a task that is interleaved has another way in",
    mend: "enter it by interleave() alone",
  },
  KNHK2031: {
    title: "never on offer",
    when: "a milestone or a deferred choice names a task that begins at once",
    mend: "name one that waits, such as a human() or receive() task",
  },
  KNHK2032: {
    title: "on offer in several places",
    when: "a milestone waits for a task with other ways in beside a deferred choice",
    mend: "lead the other flows to a silent task before the choice",
  },
  KNHK2033: {
    title: "no instances to complete",
    when: "completes() names a task that is done once",
    mend: "declare it with instances()",
  },
  KNHK2034: {
    title: "numbers of instances do not fit",
    when: "numbers of instances are not whole, or contradict each other",
    mend: "let 0 <= min <= count <= max, and 1 <= join <= max",
  },
  KNHK2035: {
    title: "instances may be too few",
    when: "a task may have fewer instances than must be done",
    mend: "raise min, or lower join",
  },
  KNHK2036: {
    title: "choice by instances",
    when: "a decision has instances, or a task with instances is left by routes on data",
    mend: "let a task follow it, and choose after that",
  },
  KNHK2037: {
    title: "waits for nothing",
    when: "a receiving task has no signal, or a timer no time",
    mend: "give it one",
  },
  KNHK2038: {
    title: "signal kept in two ways",
    when: "two tasks wait for one signal and keep it differently",
    mend: "give each of them the same keep",
  },
  KNHK2039: {
    title: "recursion astray",
    when: "a recursion names a workflow that it is not in",
    mend: "name the workflow it is in, or one around that",
  },
  KNHK2040: {
    title: "input of a recursion",
    when: "a recursion gives other keys than the workflow takes",
    mend: "give it the same keys",
  },
  KNHK2041: {
    title: "recursion without a way out",
    when: "a workflow can only finish by running itself again",
    mend: "let a way lead from start to end without the recursion",
  },
  KNHK2042: {
    title: "OR-join cannot be what was demanded",
    when: "an OR-join is to be structured or local and is not",
    mend: "mend what the diagnostic names, or take the demand away",
  },
  KNHK2043: {
    title: "OR-join too complex",
    when: "what an OR-join may still wait for is too much for its table",
    mend: "join fewer branches, or let no way lead from it back to it",
  },
  KNHK2044: {
    title: "hardly on offer",
    when: "a milestone waits for a task to be on offer that starts as soon as it is",
    mend: "name one that waits, such as a human() or receive() task",
  },
  KNHK2045: {
    title: "completes what completes",
    when: "completes() names a task that completes others itself, or itself",
    mend: "name all of them in completes() of the task that comes first",
  },
  KNHK2046: {
    title: "instances in vain",
    when: "options of instances() leave nothing to run, or nothing that could be added",
    mend: "take out the option that the diagnostic names",
  },
  KNHK2048: {
    title: "choice that the engine makes",
    when: "a deferred choice has an alternative that begins by itself: one with a handler, a recursion, or instances",
    mend: "choose among tasks that wait, such as human() or receive() tasks, or let a decision choose",
  },
  KNHK2049: {
    title: "not alike",
    when: "alike() names tasks that choose nothing, or between different outcomes",
    mend: "name tasks of the same outcomes, or left by as many routes",
  },
  KNHK3001: {
    title: "deadlock",
    when: "a run comes to where nothing can go on and no end is reached",
    mend: "let each join get all of its branches in every run: split with and(), or merge()",
  },
  KNHK3002: {
    title: "entered again before it began",
    when: "a run brings a task more tokens than there is room for; the case would fail",
    mend: "join what comes together, choose between the ways, or give a bound with multiMerge()",
  },
  KNHK3003: {
    title: "livelock",
    when: "a run comes to where tasks can go round for ever and no way leads to an end",
    mend: "lead a way out of the round",
  },
  KNHK3004: {
    title: "work left at an end",
    when: "a run reaches an explicit end while other work is there, which is given up",
    mend: "join it before the end, or say termination: \"implicit\" to wait for it, \"explicit\" to give it up",
  },
  KNHK3005: {
    title: "task never begins",
    when: "no run of the workflow begins the task, though paths lead to it",
    mend: "mend what it waits for, or remove it",
  },
  KNHK3006: {
    title: "not proved",
    when: "the verifier looked at as many markings as it may, found nothing wrong and did not come to an end",
    mend: "let knhk check look further with --states or --budget-ms, or take tasks out of what runs in parallel",
  },
  KNHK3007: {
    title: "region that never bites",
    when: "a task cancels what is never there when it completes",
    mend: "take the rule away, or name what may run then",
  },
  KNHK3008: {
    title: "OR-join that could be simpler",
    when: "an OR-join gets all of its branches in every run, or one of them in every run",
    mend: "say join() or merge(), which ask nothing",
  },
  KNHK3009: {
    title: "route that is never taken",
    when: "no payload takes a route on data, as the text of the guards tells",
    mend: "mend the guards, or remove the route",
  },
  KNHK4001: {
    title: "payload types not printed",
    when: "the types of the task payloads cannot be written into the executor",
    mend: "write workflow(...).tasks({...}) at the top level of the module and export its classes and enums",
  },
  KNHK5000: {
    title: "not XML",
    when: "a model that is imported is empty, not well-formed, or not written in UTF-8",
    mend: "export it from its tool again, as UTF-8",
  },
  KNHK5001: {
    title: "model refused",
    when: "a model that is imported has a DOCTYPE, or is larger or deeper than any that people draw",
    mend: "remove the DOCTYPE, or divide the model",
  },
  KNHK5002: {
    title: "not a model",
    when: "a document that is imported is in no language that is known here",
    mend: "give a model in BPMN 2.0",
  },
  KNHK5003: {
    title: "a name that leads nowhere",
    when: "something in a model that is imported names an element that is not there, or one of another kind",
    mend: "mend the name in the tool that the model is from",
  },
  KNHK5004: {
    title: "model without a meaning",
    when: "a model that is imported breaks a rule of its own language",
    mend: "mend it in the tool that it is from",
  },
  KNHK5005: {
    title: "nothing to import",
    when: "a model holds no process with anything in it",
    mend: "give one that does",
  },
  KNHK5010: {
    title: "not carried over",
    when: "an element of a model has no form in knhk, or nothing leads to it",
    mend: "write by hand what it stands for, or leave it out",
  },
  KNHK5011: {
    title: "carried over with a difference",
    when: "an element of a model became something that does not do all that it did",
    mend: "do what the diagnostic says",
  },
} as const satisfies Record<string, Code>

/** A code of the table. */
export type CodeId = keyof typeof codes
