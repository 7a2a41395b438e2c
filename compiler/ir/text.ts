/**
 * The text form of a net, one line a thing, for golden files, the corpus and people. `parseNet` and
 * `printNet` are exact inverses but for places in the source, which the text does not carry.
 *
 *     net ID [implicit]
 *     scope PATH WORKFLOW                  sub-workflows, in index order; scope 0 is the net itself
 *     entry [implicit]                     what call tasks run: entry 1, 2, ...; entry 0 is the net itself
 *     condition NAME [input] [marked] [output] [resource] [of ENTRY] [bound N]
 *     trigger NAME [kept CONDITION]
 *     task NAME [manual|silent|timer|receive TRIGGER|call ENTRY] [single|outcome|guard FLOW|several [FLOW]] [scope N]
 *       [and|or] in [KEY=]C[*WEIGHT] ... -> OUTCOME: C[@FLOW] ... | OUTCOME: ...
 *       [clears C ...] [cancels TASK ...] [reads C ...] [unless C ...] [excludes TASK ...] [completes TASK ...]
 *       [ends-case] [gather first|record|list|merge]
 *       [instances [COUNT] min N max N [after N] [cancel] [open] [until]] [alike N]
 *     wait TASK MISSING [marked C ...] needs [C[*N] ...] [runs TASK[*N] ...]
 *
 * A task is one line. Names with spaces or signs of the grammar in them are JSON strings. What is
 * left out is automatic, XOR-joined, in scope 0, with one outcome (several: its handler picks), bound 1.
 * `@FLOW` is the index of the flow in the definition. `marked` and `output` conditions of an entry are in index order;
 * `of` tells whose they are, 0 if absent. `unless` and `excludes` are its blockers. A `wait` is one of an OR-join's;
 * MISSING and `marked` are inputs, by their conditions. `#` begins a comment.
 *
 *     task Sum and in part=p*2 -> done: end gather list          # takes two tokens, hands on both payloads
 *     task Vote or in a=x b=y -> done: end
 *     wait Vote y needs q runs B                                 # while y is empty, q marked and B started
 */
import { quote } from "./net-line.ts"
import {
  entriesOf, type Condition, type ConditionIndex, type Input, type Instances, type Need, type Net, type NetTask,
  type Output, type TaskIndex, type Wait,
} from "./net.ts"

export { NetSyntaxError } from "./net-line.ts"
export { parseNet } from "./net-parser.ts"

/** The canonical text of a net. */
export function printNet(net: Net): string {
  const [own, ...scopes] = net.scopes
  if (own?.path !== "" || own.workflow !== net.id) throw new TypeError("scope 0 of a net is the net itself")
  const lines = [
    ["net", quote(net.id), net.termination === "implicit" && "implicit"],
    ...scopes.map((s) => ["scope", quote(s.path), quote(s.workflow)]),
    ...(net.callees ?? []).map((entry) => ["entry", entry.termination === "implicit" && "implicit"]),
    ...net.conditions.map((c, index) => conditionLine(net, c, index)),
    ...(net.triggers ?? []).map((t) =>
      ["trigger", quote(t.name), t.condition !== undefined && `kept ${conditionName(net, t.condition)}`]),
    ...net.tasks.map((task) => taskLine(net, task)),
    ...net.tasks.flatMap((task) => (task.waits ?? []).map((wait) => waitLine(net, task, wait))),
  ]
  return lines.map((line) => `${spaced(line)}\n`).join("")
}

type Words = readonly (string | false | undefined)[]
const spaced = (words: Words) => words.filter((word) => word !== false && word !== undefined).join(" ")
const times = (count: number | undefined) => (count === undefined || count === 1 ? "" : `*${count}`)
const conditionName = (net: Net, index: ConditionIndex) => quote(net.conditions[index]!.name)
const taskName = (net: Net, index: TaskIndex) => quote(net.tasks[index]!.name)

function conditionLine(net: Net, { name, bound, resource }: Condition, index: number): Words {
  const self = index as ConditionIndex
  const entries = entriesOf(net)
  const of = entries.findIndex((e) => e.input === self || e.marked?.includes(self) || e.outputs.includes(self))
  const entry = entries[of]
  return [
    "condition", quote(name), entry?.input === self && "input", entry?.marked?.includes(self) && "marked",
    entry?.outputs.includes(self) && "output", resource && "resource", of > 0 && `of ${of}`,
    bound !== 1 && `bound ${bound}`,
  ]
}

function taskLine(net: Net, task: NetTask): Words {
  const { join, outcomes, cancels, blockers, instances } = task
  const input = (i: Input) =>
    (i.key === undefined ? "" : `${quote(i.key)}=`) + conditionName(net, i.condition) + times(i.weight)
  const output = (o: Output) => conditionName(net, o.condition) + (o.flow < 0 ? "" : `@${o.flow}`)
  const conditions = (word: string, list: readonly ConditionIndex[] = []) =>
    list.length > 0 && spaced([word, ...list.map((c) => conditionName(net, c))])
  const tasks = (word: string, list: readonly TaskIndex[] = []) =>
    list.length > 0 && spaced([word, ...list.map((t) => taskName(net, t))])
  return [
    "task", quote(task.name), kindWords(net, task), choiceWords(task), task.scope !== 0 && `scope ${task.scope}`,
    join !== "xor" && join, "in", ...task.inputs.map(input), "->",
    outcomes.map((o) => spaced([`${quote(o.name)}:`, ...o.outputs.map(output)])).join(" | "),
    conditions("clears", cancels.conditions), tasks("cancels", cancels.tasks), conditions("reads", task.reads),
    conditions("unless", blockers?.conditions), tasks("excludes", blockers?.tasks), tasks("completes", task.completes),
    task.cancelsCase && "ends-case", task.gather && `gather ${task.gather}`, instances && instancesWords(instances),
    task.alike !== undefined && `alike ${task.alike}`,
  ]
}

function kindWords(net: Net, { kind, trigger, callee }: NetTask): string | false {
  switch (kind) {
    case "automatic": return false
    case "receive": return `receive ${quote(net.triggers![trigger!]!.name)}`
    case "call": return `call ${callee!}`
    case "manual": case "silent": case "timer": return kind
  }
}

function choiceWords({ choice, guardFlow, outcomes }: NetTask): string | false {
  switch (choice) {
    case "guard": return `guard ${guardFlow}`
    case "several": return guardFlow < 0 ? "several" : `several ${guardFlow}`
    case "single": case "outcome": return choice !== (outcomes.length === 1 ? "single" : "outcome") && choice
  }
}

function instancesWords({ count, min, max, threshold, rest, open, until }: Instances): string {
  return spaced([
    "instances", count?.toString(), `min ${min} max ${max}`, threshold !== undefined && `after ${threshold}`,
    rest === "cancel" && "cancel", open && "open", until && "until",
  ])
}

function waitLine(net: Net, task: NetTask, { missing, marked, needs }: Wait): Words {
  const input = (index: number) => conditionName(net, task.inputs[index]!.condition)
  const words = (one: (place: Need["place"]) => string | false) =>
    needs.flatMap(({ place, count }) => { const name = one(place); return name === false ? [] : [name + times(count)] })
  const runs = words((place) => "task" in place && taskName(net, place.task))
  return [
    "wait", quote(task.name), input(missing), marked && spaced(["marked", ...marked.map(input)]),
    "needs", ...words((place) => "condition" in place && conditionName(net, place.condition)),
    runs.length > 0 && spaced(["runs", ...runs]),
  ]
}
