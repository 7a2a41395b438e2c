/**
 * The only description of the bytes of a table. `generate.ts` makes `src/kernel/layout.generated.ts` and
 * `native/engine/src/generated/layout.rs` of it; a test makes them anew and compares. `compiler/table`
 * imports `compiler/ir` (types) and `src/kernel`.
 *
 * A file is a header, a directory and sections, all little-endian:
 *
 *   header     64 bytes, at the offsets of `HEADER`; bytes not named there are zero
 *   directory  one entry of 32 bytes for each section, ids ascending, at the offsets of `ENTRY`
 *   sections   in the directory's order, each from the next multiple of 64; the gaps are zero
 *
 * A section is one column: `count` numbers of one size. A reader refuses an unknown section that is
 * flagged `MUST_UNDERSTAND` and skips any other; so what changes the step comes as a flagged section (or a
 * new major version), what only adds to what people see comes unflagged. Ids are never used twice.
 */
import { CommandKind, COMMAND_WORDS, Refusal, Status } from "../../src/kernel/command.ts"
import { EventKind, EVENT_WORDS } from "../../src/kernel/event.ts"

/** As PNG's: not text, broken by newline translation and by a transfer that drops the eighth bit. */
export const MAGIC = [0x89, 0x4b, 0x4e, 0x48, 0x0d, 0x0a, 0x1a, 0x0a] as const

export const VERSION = { major: 2, minor: 0 } as const

/** Byte offsets in the header. u16 `major`, `minor`; u64 `length` (of the file); the rest u32. */
export const HEADER = {
  size: 64,
  magic: 0,
  major: 8,
  minor: 10,
  headerSize: 12,
  endian: 16,
  flags: 20,
  length: 24,
  sections: 32,
  /** From here to `checksum` all is zero. */
  reserved: 36,
  /** CRC32C of the header before it and of the directory. */
  checksum: 60,
} as const

export const ENDIAN_TAG = 0x01020304

/** Byte offsets in an entry. u16 `id`, `flags`; u64 `offset`, `count`; the rest u32. */
export const ENTRY = {
  size: 32,
  id: 0,
  flags: 2,
  elementSize: 4,
  offset: 8,
  count: 16,
  checksum: 24,
  reserved: 28,
} as const
export const MUST_UNDERSTAND = 1
export const ALIGNMENT = 64

/** How many of each thing a net has. No count reaches `COUNT_LIMIT`, so sums of products stay exact on both sides. */
export const COUNTS = [
  "stringByte", "string", "condition", "task", "input", "outcome", "arc", "cancelCondition", "cancelTask", "scope",
  "entry", "mark", "read", "blockCondition", "blockTask", "completed", "wait", "need", "trigger", "multi",
] as const
export type Count = (typeof COUNTS)[number]
export const COUNT_LIMIT = 1 << 24

/** Section `net`: these words (both strings), then the counts. */
export const NET = ["workflow", "definitionHash"] as const

/** Where an index column has nothing to point at. */
export const NONE = 0xffffffff

/** Tokens of one condition at most: a counter is a byte. */
export const BOUND_LIMIT = 255

/** Inputs of an OR-join at most: a set of them is a word, as is a set of the routes of an OR-split. */
export const OR_INPUTS = 24

/**
 * One column. `rows`: which count it has. Then one of: `into`: it has one row more and its slices
 * `[i], [i + 1]` cut a column of that count, from 0 to its end, never backwards; `below`: each value is less
 * than that count or number (and at least `from`), or `NONE` where `optional`.
 */
export interface Column {
  readonly id: number
  readonly name: string
  readonly size: 1 | 4
  readonly rows: Count
  readonly into?: Count
  readonly below?: Count | number
  readonly from?: number
  readonly optional?: true
}

export const NET_SECTION = 1

export const COLUMNS: readonly Column[] = [
  { id: 2, name: "stringBytes", size: 1, rows: "stringByte", below: 256 },
  { id: 3, name: "stringStart", size: 4, rows: "string", into: "stringByte" },
  { id: 5, name: "conditionName", size: 4, rows: "condition", below: "string" },
  { id: 6, name: "conditionBound", size: 4, rows: "condition", below: BOUND_LIMIT + 1, from: 1 },
  { id: 7, name: "consumerStart", size: 4, rows: "condition", into: "input" },
  { id: 8, name: "consumers", size: 4, rows: "input", below: "task" },
  { id: 9, name: "taskName", size: 4, rows: "task", below: "string" },
  { id: 10, name: "taskKind", size: 1, rows: "task", below: 6 },
  { id: 11, name: "taskJoin", size: 1, rows: "task", below: 3 },
  { id: 12, name: "taskChoice", size: 1, rows: "task", below: 4 },
  { id: 13, name: "taskGuardFlow", size: 4, rows: "task", below: COUNT_LIMIT, optional: true },
  { id: 14, name: "taskScope", size: 4, rows: "task", below: "scope" },
  { id: 15, name: "inputStart", size: 4, rows: "task", into: "input" },
  { id: 16, name: "inputConditions", size: 4, rows: "input", below: "condition" },
  { id: 17, name: "inputKey", size: 4, rows: "input", below: "string" },
  { id: 18, name: "outcomeStart", size: 4, rows: "task", into: "outcome" },
  { id: 19, name: "outcomeName", size: 4, rows: "outcome", below: "string" },
  { id: 20, name: "arcStart", size: 4, rows: "outcome", into: "arc" },
  { id: 21, name: "arcCondition", size: 4, rows: "arc", below: "condition" },
  { id: 22, name: "arcTask", size: 4, rows: "arc", below: "task" },
  { id: 23, name: "arcFlow", size: 4, rows: "arc", below: COUNT_LIMIT, optional: true },
  { id: 24, name: "cancelConditionStart", size: 4, rows: "task", into: "cancelCondition" },
  { id: 25, name: "cancelConditions", size: 4, rows: "cancelCondition", below: "condition" },
  { id: 26, name: "cancelTaskStart", size: 4, rows: "task", into: "cancelTask" },
  { id: 27, name: "cancelTasks", size: 4, rows: "cancelTask", below: "task" },
  { id: 28, name: "scopePath", size: 4, rows: "scope", below: "string" },
  { id: 29, name: "scopeWorkflow", size: 4, rows: "scope", below: "string" },
  { id: 30, name: "conditionRole", size: 1, rows: "condition", below: 4 },
  { id: 31, name: "entryStart", size: 4, rows: "entry", into: "mark" },
  { id: 32, name: "marks", size: 4, rows: "mark", below: "condition" },
  { id: 33, name: "inputWeight", size: 1, rows: "input", below: BOUND_LIMIT + 1, from: 1 },
  { id: 34, name: "taskGather", size: 1, rows: "task", below: 4 },
  { id: 35, name: "taskCancelsCase", size: 1, rows: "task", below: 2 },
  { id: 36, name: "taskEntry", size: 4, rows: "task", below: "entry", optional: true },
  { id: 37, name: "taskTrigger", size: 4, rows: "task", below: "trigger", optional: true },
  { id: 38, name: "taskMulti", size: 4, rows: "task", below: "multi", optional: true },
  { id: 39, name: "readStart", size: 4, rows: "task", into: "read" },
  { id: 40, name: "reads", size: 4, rows: "read", below: "condition" },
  { id: 41, name: "blockConditionStart", size: 4, rows: "task", into: "blockCondition" },
  { id: 42, name: "blockConditions", size: 4, rows: "blockCondition", below: "condition" },
  { id: 43, name: "blockTaskStart", size: 4, rows: "task", into: "blockTask" },
  { id: 44, name: "blockTasks", size: 4, rows: "blockTask", below: "task" },
  { id: 45, name: "completedStart", size: 4, rows: "task", into: "completed" },
  { id: 46, name: "completed", size: 4, rows: "completed", below: "task" },
  { id: 47, name: "waitStart", size: 4, rows: "task", into: "wait" },
  { id: 48, name: "waitMissing", size: 1, rows: "wait", below: OR_INPUTS },
  { id: 49, name: "waitMarked", size: 4, rows: "wait", below: 2 ** OR_INPUTS, optional: true },
  { id: 50, name: "needStart", size: 4, rows: "wait", into: "need" },
  { id: 51, name: "needCondition", size: 4, rows: "need", below: "condition", optional: true },
  { id: 52, name: "needTask", size: 4, rows: "need", below: "task", optional: true },
  { id: 53, name: "needCount", size: 1, rows: "need", below: BOUND_LIMIT + 1, from: 1 },
  { id: 54, name: "triggerName", size: 4, rows: "trigger", below: "string" },
  { id: 55, name: "triggerCondition", size: 4, rows: "trigger", below: "condition", optional: true },
  { id: 56, name: "multiCount", size: 4, rows: "multi", below: COUNT_LIMIT, optional: true },
  { id: 57, name: "multiMin", size: 4, rows: "multi", below: COUNT_LIMIT },
  { id: 58, name: "multiMax", size: 4, rows: "multi", below: COUNT_LIMIT },
  { id: 59, name: "multiThreshold", size: 4, rows: "multi", below: COUNT_LIMIT, optional: true },
  { id: 60, name: "multiFlags", size: 1, rows: "multi", below: 8 },
]

/**
 * What else both kernels must agree on. `state` counts up when the words of a case's state come to mean
 * something else, `step` when the same events would give other commands.
 */
export const CONTRACT = {
  state: 2, step: 2, EventKind, EVENT_WORDS, CommandKind, COMMAND_WORDS, Status, Refusal,
} as const
