/**
 * Bytes that are no table: one for each reason there is to refuse them, each made of a whole one by the change that is
 * told. Part of the corpus, so that every line of the kernels' doors is walked by it.
 */
import type { SoundNet } from "../../compiler/ir/net.ts"
import { parseNet } from "../../compiler/ir/text.ts"
import { encode } from "../../compiler/table/encode.ts"
import {
  BOUND_LIMIT, COLUMNS, COUNT_LIMIT, COUNTS, ENTRY, HEADER, NET, NET_SECTION, NONE,
} from "../../compiler/table/layout.ts"
import { type Section, writeSections } from "../../compiler/table/sections.ts"
import { crc32c } from "../../src/kernel/crc32c.ts"
import { Choice, Join, TaskKind } from "../../src/kernel/kinds.ts"
import { OR_INPUTS } from "../../src/kernel/layout.generated.ts"
import type { TableFault } from "../../src/kernel/table.ts"

/** A net that has at least one row in every column. */
export const everything = `net all
entry implicit
condition i input
condition a bound 3
condition b
condition c
condition ready marked resource
condition kept resource bound 2
condition o output
condition inner input of 1
condition rest output of 1 bound 2
trigger paid kept kept
task split several in i -> b: a a a | b-: | c: c | c-: | none: b | none-:
task gathers and in a*3 ready -> done: b reads c unless kept excludes many gather list
task either or in l=b r=c -> done: o completes many
task many in ready -> done: a instances min 0 max 5 after 2 cancel open until
task again call 1 in kept -> done: o clears a b cancels many instances 2 min 1 max 3
task waits receive paid in c -> done: o ends-case
task work in inner -> done: rest
task ~pass silent in rest -> done: rest
wait either c marked b needs a*2 runs gathers
wait either b needs i
`

/** Its table. */
export const whole = tableOf(everything)
/** The same with a section that no reader knows and none has to. */
const skippable = writeSections([...sections(whole), { id: 500, size: 4, values: [1], skippable: true }])

/** Tables to take: at the limits that those to refuse are beyond. */
export const takenTables: readonly { readonly what: string; readonly bytes: Uint8Array }[] = [
  { what: "everything", bytes: whole },
  { what: "an OR-split and an OR-join of as many branches as there can be", bytes: tableOf(wide(OR_INPUTS)) },
  { what: "a section that a reader may skip", bytes: skippable },
]

/** An OR-split of so many routes into an OR-join. */
function wide(branches: number): string {
  const names = Array.from({ length: branches }, (_, i) => `b${i}`)
  const inputs = names.map((name) => `${name}=${name}`).join(" ")
  return ["net wide", "condition i input", ...names.map((name) => `condition ${name}`), "condition o output",
    `task split several in i -> ${names.map((name) => `${name}: ${name} | ${name}-:`).join(" | ")}`,
    `task join or in ${inputs} -> done: o`].join("\n") + "\n"
}

/** An AND-split of so many branches into an AND-join. */
function fan(branches: number): string {
  const names = Array.from({ length: branches }, (_, i) => `b${i}`)
  return ["net fan", "condition i input", ...names.map((name) => `condition ${name}`), "condition o output",
    `task split in i -> done: ${names.join(" ")}`, `task join and in ${names.join(" ")} -> done: o`].join("\n") + "\n"
}

function tableOf(text: string): Uint8Array {
  return encode(parseNet(text) as SoundNet, "c0ffee".repeat(10) + "beef")
}

/** Bytes to refuse. */
export interface Refused {
  readonly what: string
  readonly bytes: Uint8Array
  readonly reason: TableFault
  /** A part of the sentence. */
  readonly sentence: string
}

/** Makes all checksums right again, as far as the directory can be followed. */
export function reseal(mutant: Uint8Array): Uint8Array {
  const at = new DataView(mutant.buffer, mutant.byteOffset, mutant.byteLength)
  const end = Math.min(HEADER.size + at.getUint32(HEADER.sections, true) * ENTRY.size, mutant.length)
  for (let entry = HEADER.size; entry + ENTRY.size <= end; entry += ENTRY.size) {
    const from = Number(at.getBigUint64(entry + ENTRY.offset, true))
    const to = from + Number(at.getBigUint64(entry + ENTRY.count, true)) * at.getUint32(entry + ENTRY.elementSize, true)
    if (to <= mutant.length) at.setUint32(entry + ENTRY.checksum, crc32c(mutant, from, to), true)
  }
  at.setUint32(HEADER.checksum, crc32c(mutant, HEADER.size, end, crc32c(mutant, 0, HEADER.checksum)), true)
  return mutant
}

/** The sections of a file, to be written anew with changes. */
export function sections(file: Uint8Array): Section[] {
  const at = new DataView(file.buffer)
  return Array.from({ length: at.getUint32(HEADER.sections, true) }, (_, i) => {
    const entry = HEADER.size + i * ENTRY.size
    const offset = at.getUint32(entry + ENTRY.offset, true)
    const size = at.getUint32(entry + ENTRY.elementSize, true) as 1 | 4
    const column = file.slice(offset, offset + at.getUint32(entry + ENTRY.count, true) * size)
    const values = size === 1 ? column : new Uint32Array(column.buffer)
    return { id: at.getUint16(entry + ENTRY.id, true), size, values }
  })
}

const idOf = (name: string) => COLUMNS.find((column) => column.name === name)!.id
const entryOf = (id: number) => HEADER.size + sections(whole).findIndex((section) => section.id === id) * ENTRY.size
const valuesOf = (name: string) => Array.from(sections(whole).find(({ id }) => id === idOf(name))!.values)
const taskOf = (name: string) => parseNet(everything).tasks.findIndex((task) => task.name === name)
const conditionOf = (name: string) => parseNet(everything).conditions.findIndex((condition) => condition.name === name)

/** The file with some bytes changed and all checksums right. */
function bytesWith(change: (at: DataView) => void, of = whole): Uint8Array {
  const mutant = of.slice()
  change(new DataView(mutant.buffer))
  return reseal(mutant)
}

/** The file with other values in some columns, and counts to go with them where a column got longer or shorter. */
function columns(changed: Readonly<Record<string, (values: number[]) => number[]>>, of = whole): Uint8Array {
  const counts = new Map<string, number>()
  const rewritten = sections(of).map((section) => {
    const column = COLUMNS.find(({ id }) => id === section.id)
    const change = column && changed[column.name]
    if (!change) return section
    const values = change(Array.from(section.values))
    counts.set(column.rows, values.length - (column.into === undefined ? 0 : 1))
    return { ...section, values }
  })
  return writeSections(rewritten.map((section) => {
    if (section.id !== NET_SECTION) return section
    const values = Array.from(section.values)
    counts.forEach((count, name) => { values[NET.length + COUNTS.indexOf(name as never)] = count })
    return { ...section, values }
  }))
}

/** One value of one column. */
const value = (name: string, row: number, to: number) => columns({ [name]: (values) => values.with(row, to) })
/** A row of `starts`, so that a task gets or loses what it cuts. */
const cut = (name: string, row: number, by: number) =>
  columns({ [name]: (values) => values.with(row, values[row]! + by) })

/** A task, the first unless it is said, has so many outcomes more, or fewer, that do nothing. */
function routes(more: number, of = whole, task = 0): Uint8Array {
  const last = sections(of).find(({ id }) => id === idOf("outcomeStart"))!.values[task + 1]!
  const spliced = (values: number[], at: number) =>
    (more < 0 ? values.toSpliced(at + more, -more) : values.toSpliced(at, 0, ...Array(more).fill(values[at]!)))
  return columns({
    outcomeStart: (values) => values.map((start, t) => (t > task ? start + more : start)),
    outcomeName: (values) => spliced(values, last),
    arcStart: (values) => spliced(values, last),
  }, of)
}

/** The file with another word in the section of counts, or one after the last. */
const counts = (word: number, to: number) => writeSections(sections(whole).map((section) =>
  (section.id === NET_SECTION ? { ...section, values: Array.from(section.values).toSpliced(word, 1, to) } : section)))

const next = "build it again with `knhk build`"
const inputOf = (task: string, nth = 0) => valuesOf("inputStart")[taskOf(task)]! + nth
const strings = valuesOf("stringStart").length - 1
const afterHeader = (entry: number) => entry + ENTRY.size

/** One for each reason. */
export const refusedTables: readonly Refused[] = [
  refused("text", new TextEncoder().encode("workflow"), "magic", "These bytes are not a knhk table; pass what"),
  refused("nothing", new Uint8Array(), "truncated",
    "This table was cut short: it has 0 bytes and its header alone takes 64; copy it whole or"),
  refused("its first half", whole.slice(0, whole.length / 2), "truncated", `it has ${whole.length / 2} bytes and says`),
  refused("a length of gigabytes", bytesWith((at) => at.setUint32(HEADER.length + 4, 1, true)), "truncated",
    `it has ${whole.length} bytes and says ${2 ** 32 + whole.length}; copy it whole or`),
  refused("another major version", bytesWith((at) => at.setUint16(HEADER.major, 1, true)), "version",
    `This table has version 1 and this knhk reads version 2; ${next}.`),
  refused("bytes after its end", reseal(new Uint8Array([...whole, 0])), "layout",
    `This table is not laid out as this knhk reads it: bytes follow its end; ${next}.`),
  refused("nothing but a header", writeSections([]), "layout", "it has no section that tells its counts"),
  refused("a directory that goes on", bytesWith((at) => at.setUint32(HEADER.sections, 0xffffff, true)), "layout",
    "its directory is longer than the file"),
  refused("a damaged header", whole.with(HEADER.minor, 1), "checksum",
    `This table is damaged: its header does not match its checksum; ${next}.`),
  refused("another header", bytesWith((at) => at.setUint32(HEADER.headerSize, 128, true)), "layout",
    "its header has another size"),
  refused("another byte order", bytesWith((at) => at.setUint32(HEADER.endian, 0x04030201, true)), "layout",
    "its byte order is another one"),
  refused("a flag", bytesWith((at) => at.setUint32(HEADER.flags, 1, true)), "layout", "reserved bytes are set"),
  refused("a reserved byte", bytesWith((at) => at.setUint8(HEADER.reserved, 1)), "layout", "reserved bytes are set"),

  refused("sections out of order", bytesWith((at) => at.setUint16(HEADER.size + ENTRY.id, 9, true)), "layout",
    "its sections are out of order"),
  refused("a section twice", writeSections([...sections(whole), sections(whole).at(-1)!]), "layout",
    "its sections are out of order"),
  refused("a flag of a section", bytesWith((at) => at.setUint16(HEADER.size + ENTRY.flags, 2, true)), "layout",
    "reserved bytes are set"),
  refused("a flag of a section to skip", bytesWith((at) =>
    at.setUint16(HEADER.size + (sections(skippable).length - 1) * ENTRY.size + ENTRY.flags, 2, true), skippable),
  "layout", "reserved bytes are set"),
  refused("a reserved byte of a section", bytesWith((at) => at.setUint8(entryOf(60) + ENTRY.reserved, 1)), "layout",
    "reserved bytes are set"),
  refused("elements of three bytes", bytesWith((at) => at.setUint32(HEADER.size + ENTRY.elementSize, 3, true)),
    "layout", "section 1 has elements of 3 bytes"),
  refused("a section elsewhere", bytesWith((at) => {
    const entry = entryOf(3)
    at.setBigUint64(entry + ENTRY.offset, at.getBigUint64(entry + ENTRY.offset, true) + 64n, true)
  }), "layout", "section 3 is not where it should begin"),
  refused("a section that is too long", bytesWith((at) => at.setBigUint64(entryOf(60) + ENTRY.count, 9999n, true)),
    "layout", "section 60 is longer than the file"),
  refused("a section whose numbers go on", bytesWith((at) => at.setBigUint64(entryOf(59) + ENTRY.count, 50n, true)),
    "layout", "section 59 is longer than the file"),
  refused("a section of billions of numbers", bytesWith((at) => at.setUint32(entryOf(59) + ENTRY.count + 4, 1, true)),
    "layout", "section 59 is longer than the file"),
  {
    what: "a section of more rows than there can be", reason: "layout", sentence: "section 500 is longer than the file",
    get bytes() {
      const values = new Uint8Array(COUNT_LIMIT)
      return writeSections([...sections(whole), { id: 500, size: 1, values, skippable: true }])
    },
  },
  refused("something between sections", (() => {
    const mutant = whole.slice()
    const at = new DataView(mutant.buffer)
    mutant[at.getUint32(afterHeader(HEADER.size) + ENTRY.offset, true) - 1] = 1
    return reseal(mutant)
  })(), "layout", "reserved bytes are set"),
  refused("a damaged section", (() => {
    const mutant = whole.slice()
    const at = new DataView(mutant.buffer)
    mutant[at.getUint32(entryOf(6) + ENTRY.offset, true)]! ^= 1
    return mutant
  })(), "checksum", `section 6 does not match its checksum; ${next}`),
  refused("a column of another form", writeSections(sections(whole).map((section) =>
    (section.id === 60 ? { ...section, size: 4 } : section))), "layout", "section 60 has another form"),
  refused("a column to skip", bytesWith((at) => at.setUint16(entryOf(60) + ENTRY.flags, 0, true)), "layout",
    "section 60 has another form"),
  refused("an unknown section", writeSections([...sections(whole), { id: 500, size: 4, values: [1] }]), "version",
    "a section 500 that this knhk does not know; use the knhk that built it, or build it again"),
  refused("bytes after its last section", bytesLonger(), "layout", "bytes follow its last section"),

  refused("no counts", writeSections(sections(whole).filter(({ id }) => id !== NET_SECTION)), "layout",
    "it has no section that tells its counts"),
  refused("a count too many", counts(NET.length + COUNTS.length, 0), "layout",
    "it has no section that tells its counts"),
  refused("a count of millions", counts(NET.length + COUNTS.indexOf("input"), COUNT_LIMIT), "layout",
    "one of its counts is above the limit"),
  refused("no column", writeSections(sections(whole).filter(({ id }) => id !== idOf("marks"))), "layout",
    "column marks has not the rows it should have"),
  refused("a cut that does not begin at 0", value("arcStart", 0, 1), "index", "arcStart does not cover what it cuts"),
  refused("a cut that ends early", value("arcStart", valuesOf("arcStart").length - 1, valuesOf("arcStart").at(-2)!),
    "index", "arcStart does not cover what it cuts"),
  refused("a cut that runs backwards", value("arcStart", 1, valuesOf("arcStart")[2]! + 1), "index",
    "column arcStart runs backwards at row 2"),
  refused("a condition that is none", value("arcCondition", 0, valuesOf("conditionName").length), "index",
    "arcCondition points outside at row 0"),
  refused("no condition where there has to be one", value("arcCondition", 1, NONE), "index",
    "arcCondition points outside at row 1"),
  refused("an entry that is none", value("taskEntry", taskOf("again"), valuesOf("entryStart").length - 1), "index",
    `taskEntry points outside at row ${taskOf("again")}`),
  refused("a bound of nothing", value("conditionBound", 1, 0), "index", "conditionBound points outside at row 1"),
  refused("a bound that is too high", value("conditionBound", 1, BOUND_LIMIT + 1), "index",
    "conditionBound points outside at row 1"),
  refused("no bound", value("conditionBound", 1, NONE), "index", "conditionBound points outside at row 1"),
  refused("a threshold of millions", value("multiThreshold", 0, COUNT_LIMIT), "index",
    "multiThreshold points outside at row 0"),
  refused("a workflow without a name", counts(NET.indexOf("workflow"), strings), "index",
    "a name points outside the strings"),
  refused("a definition without a hash", counts(NET.indexOf("definitionHash"), strings), "index",
    "a name points outside the strings"),
  refused("a name that is not UTF-8", value("stringBytes", 0, 0xff), "index", "string 0 is not UTF-8"),

  refused("no entry", columns({
    entryStart: () => [0], marks: () => [], taskEntry: (values) => values.map(() => NONE),
    taskKind: (values) => values.map((kind) => (kind === 3 ? 0 : kind)),
  }), "index", `This table contradicts itself: it has no entry; ${next}.`),
  refused("an entry without a mark", value("entryStart", 1, 0), "index", "entry 0 marks no condition"),
  refused("no output", columns({ conditionRole: (values) => values.map(() => 0) }), "index",
    "it has no output condition"),
  refused("a need of nothing", columns({ needTask: (values) => values.map(() => NONE) }), "index",
    "names not one thing"),
  refused("a need of two things", value("needTask", 0, 0), "index", "need 0 names not one thing"),
  refused("instances, least above most", value("multiMin", 0, 6), "index", "the counts of instances 0 contradict"),
  refused("instances, fixed above most", value("multiCount", 1, 4), "index", "the counts of instances 1 contradict"),

  refused("a task without an input", cut("inputStart", 1, -1), "index", "task 0 has no input"),
  refused("consumers that do not consume", value("consumers", 0, 1), "index", "are not the tasks it feeds"),
  refused("a consumer that counts for the condition after", columns({
    consumerStart: (values) => values.map((start, c) =>
      (c > conditionOf("b") && c < values.length - 1 ? start - 1 : start)),
    consumers: (values) => [...values.toSpliced(valuesOf("consumerStart")[conditionOf("b")]!, 1), taskOf("either")],
  }), "index", `the consumers of condition ${conditionOf("b")} are not the tasks it feeds`),
  refused("a weight of an OR-join", value("inputWeight", inputOf("either"), 2), "index", "weighs what it takes one of"),
  refused("a weight above the bound", value("inputWeight", inputOf("gathers"), 4), "index", "takes more than there"),
  refused("an input twice", columns({
    inputConditions: (values) => values.with(inputOf("either", 1), conditionOf("b")),
    consumerStart: (values) => values.map((start, c) =>
      (c > conditionOf("b") && c <= conditionOf("c") ? start + 1 : start)),
    consumers: (values) => {
      const from = valuesOf("consumerStart")[conditionOf("b")]! + 1
      const gone = valuesOf("consumerStart")[conditionOf("c")]! + values.slice(from).indexOf(taskOf("either"))
      return values.toSpliced(gone, 1).toSpliced(from, 0, taskOf("either"))
    },
  }), "index", `task ${taskOf("either")} takes twice from condition ${conditionOf("b")}`),
  refused("a task without an outcome", cut("outcomeStart", 1, -6), "index", "task 0 has no outcome"),
  refused("outcomes that nothing chooses", value("taskChoice", 0, 0), "index", "several outcomes and nothing that"),
  refused("an odd number of routes", cut("outcomeStart", 1, -1), "index", "the routes of task 0 are no pairs"),
  refused("too many routes", routes(2, tableOf(wide(OR_INPUTS))), "index", "the routes of task 0 are no pairs"),
  refused("a half route", routes(-1), "index", "the routes of task 0 are no pairs"),
  refused("routing that chooses", columns({
    taskKind: (values) => values.with(taskOf("split"), TaskKind.silent),
    taskChoice: (values) => values.with(taskOf("split"), Choice.outcome),
  }), "index", "several outcomes and nothing that"),
  refused("a signal that chooses", columns({ taskChoice: (values) => values.with(taskOf("waits"), Choice.outcome) },
    routes(1, whole, taskOf("waits"))), "index", `task ${taskOf("waits")} has several outcomes and nothing that`),
  refused("an arc of another task", value("arcTask", 0, 1), "index", "arc 0 does not leave the task it names"),
  refused("a call of nothing", value("taskEntry", taskOf("again"), NONE), "index", "calls nothing, or is no call"),
  refused("a wait for no signal", value("taskTrigger", taskOf("waits"), NONE), "index", "waits for nothing, or does"),
  refused("instances of routing", value("taskKind", taskOf("many"), TaskKind.silent), "index", "has no instances"),
  refused("instances of a timer", value("taskKind", taskOf("many"), TaskKind.timer), "index", "has no instances"),
  refused("instances that receive", columns({
    taskKind: (values) => values.with(taskOf("many"), TaskKind.receive),
    taskTrigger: (values) => values.with(taskOf("many"), 0),
  }), "index", "has no instances"),
  refused("a completion of what completes others", columns({
    completedStart: (values) => values.map((start, task) => (task > taskOf("many") ? start + 1 : start)),
    completed: (values) => [...values, taskOf("again")],
  }), "index", `task ${taskOf("either")} completes task ${taskOf("many")}, which has no instances or completes others`),
  refused("a completion of one work item", value("completed", 0, taskOf("work")), "index",
    `task ${taskOf("either")} completes task ${taskOf("work")}, which has no instances or completes others`),
  refused("waits of an AND-join", value("taskJoin", taskOf("either"), 0), "index", "waits and is no OR-join"),
  refused("an OR-join of too many inputs",
    columns({ taskJoin: (values) => values.with(1, Join.or) }, tableOf(fan(OR_INPUTS + 1))), "index",
    "task 1 waits and is no OR-join, or has too many inputs"),
  refused("a wait beside an input that is none", value("waitMarked", 0, 4), "index", "waits beside inputs that it has"),
  refused("a wait for an input that is none", value("waitMissing", 0, 2), "index", "waits for an input that it has"),
]

function refused(what: string, bytes: Uint8Array, reason: TableFault, sentence: string): Refused {
  return { what, bytes, reason, sentence }
}

/** The file a row longer than its last section. */
function bytesLonger(): Uint8Array {
  const longer = new Uint8Array(whole.length + 64)
  longer.set(whole)
  new DataView(longer.buffer).setBigUint64(HEADER.length, BigInt(longer.length), true)
  return reseal(longer)
}
