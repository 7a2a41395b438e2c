/** Generated from compiler/table/layout.ts by compiler/table/generate.ts. Do not edit. */
export const LAYOUT_HASH = "3441888689df9a0d"
export const MAGIC = [0x89, 0x4b, 0x4e, 0x48, 0xd, 0xa, 0x1a, 0xa] as const
export const MAJOR = 1
export const MINOR = 0
export const ENDIAN_TAG = 0x1020304
export const MUST_UNDERSTAND = 1
export const ALIGNMENT = 64
export const COUNT_LIMIT = 0x1000000
export const NONE = 0xffffffff
export const BOUND_LIMIT = 255
export const NET_SECTION = 1
export const NET_WORDS = 15

/** Byte offsets in the header. */
export const Header = {
  size: 64,
  magic: 0,
  major: 8,
  minor: 10,
  headerSize: 12,
  endian: 16,
  flags: 20,
  length: 24,
  sections: 32,
  reserved: 36,
  checksum: 60,
} as const
/** Byte offsets in an entry of the directory. */
export const Entry = {
  size: 32,
  id: 0,
  flags: 2,
  elementSize: 4,
  offset: 8,
  count: 16,
  checksum: 24,
  reserved: 28,
} as const
/** Words of the section `net`. */
export const Net = {
  workflow: 0,
  definitionHash: 1,
  termination: 2,
  openCondition: 3,
  stringByteCount: 4,
  stringCount: 5,
  conditionCount: 6,
  outputCount: 7,
  taskCount: 8,
  inputCount: 9,
  outcomeCount: 10,
  arcCount: 11,
  cancelConditionCount: 12,
  cancelTaskCount: 13,
  scopeCount: 14,
} as const
/** Word of `Net` where the counts begin; columns name counts from there. */
export const FIRST_COUNT = 4

/** `of`: index of a count for kinds `starts` and `index`, the limit itself for `number`. */
export const COLUMNS = [
  { id: 2, name: "stringBytes", size: 1, rows: 0, kind: "number", of: 256, from: 0, optional: false },
  { id: 3, name: "stringStart", size: 4, rows: 1, kind: "starts", of: 0, from: 0, optional: false },
  { id: 4, name: "outputConditions", size: 4, rows: 3, kind: "index", of: 2, from: 0, optional: false },
  { id: 5, name: "conditionName", size: 4, rows: 2, kind: "index", of: 1, from: 0, optional: false },
  { id: 6, name: "conditionBound", size: 4, rows: 2, kind: "number", of: 256, from: 1, optional: false },
  { id: 7, name: "consumerStart", size: 4, rows: 2, kind: "starts", of: 5, from: 0, optional: false },
  { id: 8, name: "consumers", size: 4, rows: 5, kind: "index", of: 4, from: 0, optional: false },
  { id: 9, name: "taskName", size: 4, rows: 4, kind: "index", of: 1, from: 0, optional: false },
  { id: 10, name: "taskKind", size: 1, rows: 4, kind: "number", of: 3, from: 0, optional: false },
  { id: 11, name: "taskJoin", size: 1, rows: 4, kind: "number", of: 2, from: 0, optional: false },
  { id: 12, name: "taskChoice", size: 1, rows: 4, kind: "number", of: 3, from: 0, optional: false },
  { id: 13, name: "taskGuardFlow", size: 4, rows: 4, kind: "number", of: 16777216, from: 0, optional: true },
  { id: 14, name: "taskScope", size: 4, rows: 4, kind: "index", of: 10, from: 0, optional: false },
  { id: 15, name: "inputStart", size: 4, rows: 4, kind: "starts", of: 5, from: 0, optional: false },
  { id: 16, name: "inputConditions", size: 4, rows: 5, kind: "index", of: 2, from: 0, optional: false },
  { id: 17, name: "inputKey", size: 4, rows: 5, kind: "index", of: 1, from: 0, optional: false },
  { id: 18, name: "outcomeStart", size: 4, rows: 4, kind: "starts", of: 6, from: 0, optional: false },
  { id: 19, name: "outcomeName", size: 4, rows: 6, kind: "index", of: 1, from: 0, optional: false },
  { id: 20, name: "arcStart", size: 4, rows: 6, kind: "starts", of: 7, from: 0, optional: false },
  { id: 21, name: "arcCondition", size: 4, rows: 7, kind: "index", of: 2, from: 0, optional: false },
  { id: 22, name: "arcTask", size: 4, rows: 7, kind: "index", of: 4, from: 0, optional: false },
  { id: 23, name: "arcFlow", size: 4, rows: 7, kind: "number", of: 16777216, from: 0, optional: true },
  { id: 24, name: "cancelConditionStart", size: 4, rows: 4, kind: "starts", of: 8, from: 0, optional: false },
  { id: 25, name: "cancelConditions", size: 4, rows: 8, kind: "index", of: 2, from: 0, optional: false },
  { id: 26, name: "cancelTaskStart", size: 4, rows: 4, kind: "starts", of: 9, from: 0, optional: false },
  { id: 27, name: "cancelTasks", size: 4, rows: 9, kind: "index", of: 4, from: 0, optional: false },
  { id: 28, name: "scopePath", size: 4, rows: 10, kind: "index", of: 1, from: 0, optional: false },
  { id: 29, name: "scopeWorkflow", size: 4, rows: 10, kind: "index", of: 1, from: 0, optional: false },
] as const
