/**
 * The table as the portable kernel and the runtime see it: typed arrays of what `compiler/table/encode.ts` wrote, plus
 * the strings, decoded once. `readTable` validates every
 * index, checksum and reserved bit at the door; after it nothing is checked again.
 */
import { crc32c } from "./crc32c.ts"
import {
  ALIGNMENT, COLUMNS, COUNT_LIMIT, ENDIAN_TAG, Entry, FIRST_COUNT, Header, MAGIC, MAJOR, MUST_UNDERSTAND, Net,
  NET_SECTION, NET_WORDS, NONE,
} from "./layout.generated.ts"
import { Role } from "./kinds.ts"
import { checkNet } from "./table-check.ts"
import { checksum, index, layout, next, TableError, truncated, version } from "./table-error.ts"

export { Choice, Gather, Join, Multi, Role, TaskKind } from "./kinds.ts"
export { TableError, type TableFault } from "./table-error.ts"

/** Columns are parallel arrays; `xStart[i]..xStart[i + 1]` is the slice of the flat column that belongs to `i`. */
export interface Table {
  readonly bytes: Uint8Array
  /** Id of the workflow. */
  readonly workflow: string
  /** SHA-256 of the canonical Definition, lower-case hex: what an executor is checked against. */
  readonly definitionHash: string
  /** Where the input of a case of the workflow itself goes. */
  readonly openCondition: number
  /** Those of all entries. */
  readonly outputConditions: Uint32Array
  /** Conditions marked at the opening of entry `e`: `marks[entryStart[e]..entryStart[e + 1]]`, its input first. */
  readonly entryStart: Uint32Array
  readonly marks: Uint32Array

  readonly conditionNames: readonly string[]
  readonly conditionBound: Uint32Array
  /** One of `Role`. */
  readonly conditionRole: Uint8Array
  /** Tasks that have the condition as an input. */
  readonly consumerStart: Uint32Array
  readonly consumers: Uint32Array

  readonly taskNames: readonly string[]
  /** One of `TaskKind`, `Join`, `Choice`, `Gather`. */
  readonly taskKind: Uint8Array
  readonly taskJoin: Uint8Array
  readonly taskChoice: Uint8Array
  readonly taskGather: Uint8Array
  /** Index of the guard flow in the scope's definition, or 0xffffffff. */
  readonly taskGuardFlow: Uint32Array
  readonly taskScope: Uint32Array
  /** 1: its completion cancels the case. */
  readonly taskCancelsCase: Uint8Array
  /** Entry that a `call` runs, trigger of a `receive`, row of `multi...` of a task with instances; or 0xffffffff. */
  readonly taskEntry: Uint32Array
  readonly taskTrigger: Uint32Array
  readonly taskMulti: Uint32Array
  readonly inputStart: Uint32Array
  readonly inputConditions: Uint32Array
  /** Tokens that the input takes. */
  readonly inputWeight: Uint8Array
  /** Key of the input in the task's record, `""` if the payload arrives bare. */
  readonly inputKeys: readonly string[]

  /** Outcomes of task `t` are `outcomeStart[t]..outcomeStart[t + 1]`; `complete` names them from 0 within the task. */
  readonly outcomeStart: Uint32Array
  readonly outcomeNames: readonly string[]
  /** Arcs of outcome `o` (flat index) are `arcStart[o]..arcStart[o + 1]`. */
  readonly arcStart: Uint32Array
  readonly arcCondition: Uint32Array
  /** Which task the arc leaves. */
  readonly arcTask: Uint32Array
  /** Index into the flows of the scope's definition, or 0xffffffff. */
  readonly arcFlow: Uint32Array

  readonly cancelConditionStart: Uint32Array
  readonly cancelConditions: Uint32Array
  readonly cancelTaskStart: Uint32Array
  readonly cancelTasks: Uint32Array
  /** Tasks with instances that the completion of a task completes. */
  readonly completedStart: Uint32Array
  readonly completed: Uint32Array
  /** Conditions that have to hold a token for a task to start. */
  readonly readStart: Uint32Array
  readonly reads: Uint32Array
  /** What must not be marked or run for a task to start. */
  readonly blockConditionStart: Uint32Array
  readonly blockConditions: Uint32Array
  readonly blockTaskStart: Uint32Array
  readonly blockTasks: Uint32Array

  /** Reasons of an OR-join to wait. `waitMissing` counts within the inputs of the task. */
  readonly waitStart: Uint32Array
  readonly waitMissing: Uint8Array
  /** The inputs that hold, one bit each, or 0xffffffff: whichever do. */
  readonly waitMarked: Uint32Array
  readonly needStart: Uint32Array
  /** A condition or, where that is 0xffffffff, a task that runs; and how many tokens or items. */
  readonly needCondition: Uint32Array
  readonly needTask: Uint32Array
  readonly needCount: Uint8Array

  readonly triggerNames: readonly string[]
  /** Where signals are kept; 0xffffffff: they are not. */
  readonly triggerCondition: Uint32Array

  /** Fixed count, and how many must be finished; 0xffffffff: the count comes with the start, all of them. */
  readonly multiCount: Uint32Array
  readonly multiThreshold: Uint32Array
  readonly multiMin: Uint32Array
  readonly multiMax: Uint32Array
  /** Bits of `Multi`. */
  readonly multiFlags: Uint8Array

  readonly scopePaths: readonly string[]
  readonly scopeWorkflows: readonly string[]
}

/**
 * Reads a table from its bytes and checks all of it. The bytes are copied, so what the caller does to them
 * later does not matter. Throws `TableError`; both kernels accept and refuse the same bytes.
 */
export function readTable(bytes: Uint8Array): Table {
  const file = checkHeader(bytes)
  const sections = readDirectory(file)
  const net = sections.get(NET_SECTION) as Uint32Array | undefined
  if (net === undefined || net.length !== NET_WORDS) throw layout("it has no section that tells its counts")
  const columns = readColumns(sections, net)
  const table = view(file, net, columns)
  checkNet(table)
  return table
}

function checkHeader(bytes: Uint8Array): Uint8Array {
  for (let i = 0; i < MAGIC.length && i < bytes.length; i++) {
    if (bytes[i] !== MAGIC[i]) {
      throw new TableError("magic", "These bytes are not a knhk table; pass what `knhk build` wrote.")
    }
  }
  if (bytes.length < Header.size) {
    throw truncated(`it has ${bytes.length} bytes and its header alone takes ${Header.size}`)
  }
  const file = new Uint8Array(bytes)
  const at = new DataView(file.buffer)
  const major = at.getUint16(Header.major, true)
  if (major !== MAJOR) {
    throw version(`version ${major} and this knhk reads version ${MAJOR}; ${next}`)
  }
  const length = u64(at, Header.length)
  if (length > file.length) throw truncated(`it has ${file.length} bytes and says ${length}`)
  if (length < file.length) throw layout("bytes follow its end")
  const directoryEnd = Header.size + at.getUint32(Header.sections, true) * Entry.size
  if (directoryEnd > file.length) throw layout("its directory is longer than the file")
  const sum = crc32c(file, Header.size, directoryEnd, crc32c(file, 0, Header.checksum))
  if (sum !== at.getUint32(Header.checksum, true)) throw checksum("its header")
  if (at.getUint32(Header.headerSize, true) !== Header.size) throw layout("its header has another size")
  if (at.getUint32(Header.endian, true) !== ENDIAN_TAG) throw layout("its byte order is another one")
  const reserved = at.getUint32(Header.flags, true) === 0 && zero(file, Header.reserved, Header.checksum)
  if (!reserved) throw layout("reserved bytes are set")
  return file
}

function readDirectory(file: Uint8Array): Map<number, Uint8Array | Uint32Array> {
  const at = new DataView(file.buffer)
  const count = at.getUint32(Header.sections, true)
  const sections = new Map<number, Uint8Array | Uint32Array>()
  let last = 0
  let end = Header.size + count * Entry.size
  for (let entry = Header.size; entry < Header.size + count * Entry.size; entry += Entry.size) {
    const id = at.getUint16(entry + Entry.id, true)
    const flags = at.getUint16(entry + Entry.flags, true)
    const size = at.getUint32(entry + Entry.elementSize, true)
    const offset = u64(at, entry + Entry.offset)
    const rows = u64(at, entry + Entry.count)
    if (id <= last) throw layout("its sections are out of order")
    const reserved = flags <= MUST_UNDERSTAND && at.getUint32(entry + Entry.reserved, true) === 0
    if (!reserved) throw layout("reserved bytes are set")
    if (![1, 2, 4, 8].includes(size)) throw layout(`section ${id} has elements of ${size} bytes`)
    if (offset !== Math.ceil(end / ALIGNMENT) * ALIGNMENT) throw layout(`section ${id} is not where it should begin`)
    if (rows >= COUNT_LIMIT || offset + rows * size > file.length) throw layout(`section ${id} is longer than the file`)
    if (!zero(file, end, offset)) throw layout("reserved bytes are set")
    last = id
    end = offset + rows * size
    if (crc32c(file, offset, end) !== at.getUint32(entry + Entry.checksum, true)) throw checksum(`section ${id}`)
    const wanted = id === NET_SECTION ? 4 : COLUMNS.find((column) => column.id === id)?.size
    if (wanted !== undefined) {
      if (size !== wanted || flags !== MUST_UNDERSTAND) throw layout(`section ${id} has another form`)
      sections.set(id, size === 1 ? file.subarray(offset, end) : numbers(file, offset, rows))
    } else if (flags === MUST_UNDERSTAND) {
      throw version(`a section ${id} that this knhk does not know; use the knhk that built it, or ${next}`)
    }
  }
  if (end !== file.length) throw layout("bytes follow its last section")
  return sections
}

type Columns = Record<(typeof COLUMNS)[number]["name"], Uint8Array | Uint32Array>

function readColumns(sections: ReadonlyMap<number, Uint8Array | Uint32Array>, net: Uint32Array): Columns {
  const count = (which: number) => net[FIRST_COUNT + which]!
  for (let word = FIRST_COUNT; word < NET_WORDS; word++) {
    if (net[word]! >= COUNT_LIMIT) throw layout("one of its counts is above the limit")
  }
  const columns: Partial<Columns> = {}
  for (const column of COLUMNS) {
    const values = sections.get(column.id)
    const rows = count(column.rows) + (column.kind === "starts" ? 1 : 0)
    if (values?.length !== rows) throw layout(`column ${column.name} has not the rows it should have`)
    if (column.kind === "starts") checkStarts(column.name, values, count(column.of))
    else checkRange(column, values, column.kind === "index" ? count(column.of) : column.of)
    columns[column.name] = values
  }
  return columns as Columns
}

function checkStarts(name: string, values: Uint8Array | Uint32Array, end: number): void {
  if (values[0] !== 0 || values[values.length - 1] !== end) throw index(`column ${name} does not cover what it cuts`)
  for (let i = 1; i < values.length; i++) {
    if (values[i]! < values[i - 1]!) throw index(`column ${name} runs backwards at row ${i}`)
  }
}

function checkRange(column: (typeof COLUMNS)[number], values: Uint8Array | Uint32Array, limit: number): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!
    if ((value < column.from || value >= limit) && !(column.optional && value === NONE)) {
      throw index(`column ${column.name} points outside at row ${i}`)
    }
  }
}

function view(file: Uint8Array, net: Uint32Array, columns: Columns): Table {
  const { stringBytes, stringStart, ...others } = columns
  const { conditionName, taskName, inputKey, outcomeName, triggerName, scopePath, scopeWorkflow, ...rest } = others
  const strings = decode(stringBytes as Uint8Array, stringStart as Uint32Array)
  const name = (i: number) => {
    if (i >= strings.length) throw index("a name points outside the strings")
    return strings[i]!
  }
  const names = (column: Uint8Array | Uint32Array) => Array.from(column, (i) => strings[i]!)
  const known = rest as Pick<Table, keyof typeof rest>
  const outputs = [...known.conditionRole.keys()].filter((c) => known.conditionRole[c]! >= Role.end)
  return {
    ...known,
    bytes: file,
    workflow: name(net[Net.workflow]!),
    definitionHash: name(net[Net.definitionHash]!),
    openCondition: known.marks[0]!,
    outputConditions: Uint32Array.from(outputs),
    conditionNames: names(conditionName),
    taskNames: names(taskName),
    inputKeys: names(inputKey),
    outcomeNames: names(outcomeName),
    triggerNames: names(triggerName),
    scopePaths: names(scopePath),
    scopeWorkflows: names(scopeWorkflow),
  }
}

function decode(bytes: Uint8Array, start: Uint32Array): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true })
  return Array.from({ length: start.length - 1 }, (_, i) => {
    try {
      return decoder.decode(bytes.subarray(start[i]!, start[i + 1]!))
    } catch {
      throw index(`string ${i} is not UTF-8`)
    }
  })
}

function u64(at: DataView, offset: number): number {
  return at.getUint32(offset, true) + at.getUint32(offset + 4, true) * 2 ** 32
}

function zero(bytes: Uint8Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] !== 0) return false
  return true
}

function numbers(file: Uint8Array, offset: number, rows: number): Uint32Array {
  const at = new DataView(file.buffer)
  return Uint32Array.from({ length: rows }, (_, i) => at.getUint32(offset + 4 * i, true))
}
