/** Generated from compiler/table/layout.ts by compiler/table/generate.ts. Do not edit. */
export const LAYOUT_HASH = "bf78c6dd0536c981"
export const MAGIC = [0x89, 0x4b, 0x4e, 0x48, 0xd, 0xa, 0x1a, 0xa] as const
export const MAJOR = 2
export const MINOR = 0
export const ENDIAN_TAG = 0x1020304
export const MUST_UNDERSTAND = 1
export const ALIGNMENT = 64
export const COUNT_LIMIT = 0x1000000
export const NONE = 0xffffffff
export const BOUND_LIMIT = 255
export const OR_INPUTS = 24
export const NET_SECTION = 1
export const NET_WORDS = 22

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
  stringByteCount: 2,
  stringCount: 3,
  conditionCount: 4,
  taskCount: 5,
  inputCount: 6,
  outcomeCount: 7,
  arcCount: 8,
  cancelConditionCount: 9,
  cancelTaskCount: 10,
  scopeCount: 11,
  entryCount: 12,
  markCount: 13,
  readCount: 14,
  blockConditionCount: 15,
  blockTaskCount: 16,
  completedCount: 17,
  waitCount: 18,
  needCount: 19,
  triggerCount: 20,
  multiCount: 21,
} as const
/** Word of `Net` where the counts begin; columns name counts from there. */
export const FIRST_COUNT = 2

/** `of`: index of a count for kinds `starts` and `index`, the limit itself for `number`. */
export const COLUMNS = [
  { id: 2, name: "stringBytes", size: 1, rows: 0, kind: "number", of: 256, from: 0, optional: false },
  { id: 3, name: "stringStart", size: 4, rows: 1, kind: "starts", of: 0, from: 0, optional: false },
  { id: 5, name: "conditionName", size: 4, rows: 2, kind: "index", of: 1, from: 0, optional: false },
  { id: 6, name: "conditionBound", size: 4, rows: 2, kind: "number", of: 256, from: 1, optional: false },
  { id: 7, name: "consumerStart", size: 4, rows: 2, kind: "starts", of: 4, from: 0, optional: false },
  { id: 8, name: "consumers", size: 4, rows: 4, kind: "index", of: 3, from: 0, optional: false },
  { id: 9, name: "taskName", size: 4, rows: 3, kind: "index", of: 1, from: 0, optional: false },
  { id: 10, name: "taskKind", size: 1, rows: 3, kind: "number", of: 6, from: 0, optional: false },
  { id: 11, name: "taskJoin", size: 1, rows: 3, kind: "number", of: 3, from: 0, optional: false },
  { id: 12, name: "taskChoice", size: 1, rows: 3, kind: "number", of: 4, from: 0, optional: false },
  { id: 13, name: "taskGuardFlow", size: 4, rows: 3, kind: "number", of: 16777216, from: 0, optional: true },
  { id: 14, name: "taskScope", size: 4, rows: 3, kind: "index", of: 9, from: 0, optional: false },
  { id: 15, name: "inputStart", size: 4, rows: 3, kind: "starts", of: 4, from: 0, optional: false },
  { id: 16, name: "inputConditions", size: 4, rows: 4, kind: "index", of: 2, from: 0, optional: false },
  { id: 17, name: "inputKey", size: 4, rows: 4, kind: "index", of: 1, from: 0, optional: false },
  { id: 18, name: "outcomeStart", size: 4, rows: 3, kind: "starts", of: 5, from: 0, optional: false },
  { id: 19, name: "outcomeName", size: 4, rows: 5, kind: "index", of: 1, from: 0, optional: false },
  { id: 20, name: "arcStart", size: 4, rows: 5, kind: "starts", of: 6, from: 0, optional: false },
  { id: 21, name: "arcCondition", size: 4, rows: 6, kind: "index", of: 2, from: 0, optional: false },
  { id: 22, name: "arcTask", size: 4, rows: 6, kind: "index", of: 3, from: 0, optional: false },
  { id: 23, name: "arcFlow", size: 4, rows: 6, kind: "number", of: 16777216, from: 0, optional: true },
  { id: 24, name: "cancelConditionStart", size: 4, rows: 3, kind: "starts", of: 7, from: 0, optional: false },
  { id: 25, name: "cancelConditions", size: 4, rows: 7, kind: "index", of: 2, from: 0, optional: false },
  { id: 26, name: "cancelTaskStart", size: 4, rows: 3, kind: "starts", of: 8, from: 0, optional: false },
  { id: 27, name: "cancelTasks", size: 4, rows: 8, kind: "index", of: 3, from: 0, optional: false },
  { id: 28, name: "scopePath", size: 4, rows: 9, kind: "index", of: 1, from: 0, optional: false },
  { id: 29, name: "scopeWorkflow", size: 4, rows: 9, kind: "index", of: 1, from: 0, optional: false },
  { id: 30, name: "conditionRole", size: 1, rows: 2, kind: "number", of: 4, from: 0, optional: false },
  { id: 31, name: "entryStart", size: 4, rows: 10, kind: "starts", of: 11, from: 0, optional: false },
  { id: 32, name: "marks", size: 4, rows: 11, kind: "index", of: 2, from: 0, optional: false },
  { id: 33, name: "inputWeight", size: 1, rows: 4, kind: "number", of: 256, from: 1, optional: false },
  { id: 34, name: "taskGather", size: 1, rows: 3, kind: "number", of: 4, from: 0, optional: false },
  { id: 35, name: "taskCancelsCase", size: 1, rows: 3, kind: "number", of: 2, from: 0, optional: false },
  { id: 36, name: "taskEntry", size: 4, rows: 3, kind: "index", of: 10, from: 0, optional: true },
  { id: 37, name: "taskTrigger", size: 4, rows: 3, kind: "index", of: 18, from: 0, optional: true },
  { id: 38, name: "taskMulti", size: 4, rows: 3, kind: "index", of: 19, from: 0, optional: true },
  { id: 39, name: "readStart", size: 4, rows: 3, kind: "starts", of: 12, from: 0, optional: false },
  { id: 40, name: "reads", size: 4, rows: 12, kind: "index", of: 2, from: 0, optional: false },
  { id: 41, name: "blockConditionStart", size: 4, rows: 3, kind: "starts", of: 13, from: 0, optional: false },
  { id: 42, name: "blockConditions", size: 4, rows: 13, kind: "index", of: 2, from: 0, optional: false },
  { id: 43, name: "blockTaskStart", size: 4, rows: 3, kind: "starts", of: 14, from: 0, optional: false },
  { id: 44, name: "blockTasks", size: 4, rows: 14, kind: "index", of: 3, from: 0, optional: false },
  { id: 45, name: "completedStart", size: 4, rows: 3, kind: "starts", of: 15, from: 0, optional: false },
  { id: 46, name: "completed", size: 4, rows: 15, kind: "index", of: 3, from: 0, optional: false },
  { id: 47, name: "waitStart", size: 4, rows: 3, kind: "starts", of: 16, from: 0, optional: false },
  { id: 48, name: "waitMissing", size: 1, rows: 16, kind: "number", of: 24, from: 0, optional: false },
  { id: 49, name: "waitMarked", size: 4, rows: 16, kind: "number", of: 16777216, from: 0, optional: true },
  { id: 50, name: "needStart", size: 4, rows: 16, kind: "starts", of: 17, from: 0, optional: false },
  { id: 51, name: "needCondition", size: 4, rows: 17, kind: "index", of: 2, from: 0, optional: true },
  { id: 52, name: "needTask", size: 4, rows: 17, kind: "index", of: 3, from: 0, optional: true },
  { id: 53, name: "needCount", size: 1, rows: 17, kind: "number", of: 256, from: 1, optional: false },
  { id: 54, name: "triggerName", size: 4, rows: 18, kind: "index", of: 1, from: 0, optional: false },
  { id: 55, name: "triggerCondition", size: 4, rows: 18, kind: "index", of: 2, from: 0, optional: true },
  { id: 56, name: "multiCount", size: 4, rows: 19, kind: "number", of: 16777216, from: 0, optional: true },
  { id: 57, name: "multiMin", size: 4, rows: 19, kind: "number", of: 16777216, from: 0, optional: false },
  { id: 58, name: "multiMax", size: 4, rows: 19, kind: "number", of: 16777216, from: 0, optional: false },
  { id: 59, name: "multiThreshold", size: 4, rows: 19, kind: "number", of: 16777216, from: 0, optional: true },
  { id: 60, name: "multiFlags", size: 1, rows: 19, kind: "number", of: 8, from: 0, optional: false },
] as const
