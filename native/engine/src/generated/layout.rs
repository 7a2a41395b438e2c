//! Generated from compiler/table/layout.ts by compiler/table/generate.ts. Do not edit.
#![allow(dead_code, reason = "the description is whole; the engine uses what it needs")]
#![allow(clippy::unreadable_literal, reason = "numbers are written as generated")]
#![cfg_attr(rustfmt, rustfmt_skip)]

pub const LAYOUT_HASH: &str = "bf78c6dd0536c981";
pub const MAGIC: [u8; 8] = [0x89, 0x4b, 0x4e, 0x48, 0xd, 0xa, 0x1a, 0xa];
pub const MAJOR: u32 = 2;
pub const MINOR: u32 = 0;
pub const ENDIAN_TAG: u32 = 0x1020304;
pub const MUST_UNDERSTAND: u32 = 1;
pub const ALIGNMENT: u32 = 64;
pub const COUNT_LIMIT: u32 = 0x1000000;
pub const NONE: u32 = 0xffffffff;
pub const BOUND_LIMIT: u32 = 255;
pub const OR_INPUTS: u32 = 24;
pub const NET_SECTION: u32 = 1;
pub const NET_WORDS: u32 = 22;

pub const HEADER_SIZE: usize = 64;
pub const HEADER_MAGIC: usize = 0;
pub const HEADER_MAJOR: usize = 8;
pub const HEADER_MINOR: usize = 10;
pub const HEADER_HEADER_SIZE: usize = 12;
pub const HEADER_ENDIAN: usize = 16;
pub const HEADER_FLAGS: usize = 20;
pub const HEADER_LENGTH: usize = 24;
pub const HEADER_SECTIONS: usize = 32;
pub const HEADER_RESERVED: usize = 36;
pub const HEADER_CHECKSUM: usize = 60;

pub const ENTRY_SIZE: usize = 32;
pub const ENTRY_ID: usize = 0;
pub const ENTRY_FLAGS: usize = 2;
pub const ENTRY_ELEMENT_SIZE: usize = 4;
pub const ENTRY_OFFSET: usize = 8;
pub const ENTRY_COUNT: usize = 16;
pub const ENTRY_CHECKSUM: usize = 24;
pub const ENTRY_RESERVED: usize = 28;

pub const NET_WORKFLOW: usize = 0;
pub const NET_DEFINITION_HASH: usize = 1;
pub const NET_STRING_BYTE_COUNT: usize = 2;
pub const NET_STRING_COUNT: usize = 3;
pub const NET_CONDITION_COUNT: usize = 4;
pub const NET_TASK_COUNT: usize = 5;
pub const NET_INPUT_COUNT: usize = 6;
pub const NET_OUTCOME_COUNT: usize = 7;
pub const NET_ARC_COUNT: usize = 8;
pub const NET_CANCEL_CONDITION_COUNT: usize = 9;
pub const NET_CANCEL_TASK_COUNT: usize = 10;
pub const NET_SCOPE_COUNT: usize = 11;
pub const NET_ENTRY_COUNT: usize = 12;
pub const NET_MARK_COUNT: usize = 13;
pub const NET_READ_COUNT: usize = 14;
pub const NET_BLOCK_CONDITION_COUNT: usize = 15;
pub const NET_BLOCK_TASK_COUNT: usize = 16;
pub const NET_COMPLETED_COUNT: usize = 17;
pub const NET_WAIT_COUNT: usize = 18;
pub const NET_NEED_COUNT: usize = 19;
pub const NET_TRIGGER_COUNT: usize = 20;
pub const NET_MULTI_COUNT: usize = 21;
pub const FIRST_COUNT: usize = 2;

pub const EVENT_OPEN: u32 = 1;
pub const EVENT_START: u32 = 2;
pub const EVENT_COMPLETE: u32 = 3;
pub const EVENT_FAIL: u32 = 4;
pub const EVENT_CANCEL: u32 = 5;
pub const EVENT_BEGIN: u32 = 6;
pub const EVENT_FINISH: u32 = 7;
pub const EVENT_ADD: u32 = 8;
pub const EVENT_SIGNAL: u32 = 9;
pub const EVENT_EXPIRE: u32 = 10;
pub const EVENT_STOP: u32 = 11;
pub const EVENT_WORDS: usize = 4;

pub const COMMAND_ENABLE: u32 = 1;
pub const COMMAND_WITHDRAW: u32 = 2;
pub const COMMAND_CANCEL: u32 = 3;
pub const COMMAND_TAKE: u32 = 4;
pub const COMMAND_PUT: u32 = 5;
pub const COMMAND_CLEAR: u32 = 6;
pub const COMMAND_END: u32 = 7;
pub const COMMAND_REFUSE: u32 = 8;
pub const COMMAND_OVERFLOW: u32 = 9;
pub const COMMAND_SPAWN: u32 = 10;
pub const COMMAND_DONE: u32 = 11;
pub const COMMAND_WORDS: usize = 4;

pub const STATUS_EMPTY: u32 = 0;
pub const STATUS_RUNNING: u32 = 1;
pub const STATUS_OK: u32 = 2;
pub const STATUS_CANCELLED: u32 = 3;
pub const STATUS_DEADLOCK: u32 = 4;
pub const STATUS_FAILED: u32 = 5;

pub const REFUSAL_SLOT: u32 = 1;
pub const REFUSAL_ENDED: u32 = 2;
pub const REFUSAL_UNKNOWN: u32 = 3;
pub const REFUSAL_NOT_ENABLED: u32 = 4;
pub const REFUSAL_NOT_STARTED: u32 = 5;
pub const REFUSAL_BLOCKED: u32 = 6;
pub const REFUSAL_NOT_WAITING: u32 = 7;
pub const REFUSAL_COUNT: u32 = 8;
pub const REFUSAL_FULL: u32 = 9;
pub const REFUSAL_CLOSED: u32 = 10;

/// How many of each thing a net has: word `FIRST_COUNT + count` of the section `net`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    StringByte = 0,
    String = 1,
    Condition = 2,
    Task = 3,
    Input = 4,
    Outcome = 5,
    Arc = 6,
    CancelCondition = 7,
    CancelTask = 8,
    Scope = 9,
    Entry = 10,
    Mark = 11,
    Read = 12,
    BlockCondition = 13,
    BlockTask = 14,
    Completed = 15,
    Wait = 16,
    Need = 17,
    Trigger = 18,
    Multi = 19,
}

/// What the values of a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    Starts(Count),
    Index { of: Count, optional: bool },
    Range { from: u32, below: u32, optional: bool },
}

pub struct Column {
    pub id: u32,
    pub name: &'static str,
    pub size: u32,
    pub rows: Count,
    pub values: Values,
}

/// Position of each column in `COLUMNS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Col {
    StringBytes = 0,
    StringStart = 1,
    ConditionName = 2,
    ConditionBound = 3,
    ConsumerStart = 4,
    Consumers = 5,
    TaskName = 6,
    TaskKind = 7,
    TaskJoin = 8,
    TaskChoice = 9,
    TaskGuardFlow = 10,
    TaskScope = 11,
    InputStart = 12,
    InputConditions = 13,
    InputKey = 14,
    OutcomeStart = 15,
    OutcomeName = 16,
    ArcStart = 17,
    ArcCondition = 18,
    ArcTask = 19,
    ArcFlow = 20,
    CancelConditionStart = 21,
    CancelConditions = 22,
    CancelTaskStart = 23,
    CancelTasks = 24,
    ScopePath = 25,
    ScopeWorkflow = 26,
    ConditionRole = 27,
    EntryStart = 28,
    Marks = 29,
    InputWeight = 30,
    TaskGather = 31,
    TaskCancelsCase = 32,
    TaskEntry = 33,
    TaskTrigger = 34,
    TaskMulti = 35,
    ReadStart = 36,
    Reads = 37,
    BlockConditionStart = 38,
    BlockConditions = 39,
    BlockTaskStart = 40,
    BlockTasks = 41,
    CompletedStart = 42,
    Completed = 43,
    WaitStart = 44,
    WaitMissing = 45,
    WaitMarked = 46,
    NeedStart = 47,
    NeedCondition = 48,
    NeedTask = 49,
    NeedCount = 50,
    TriggerName = 51,
    TriggerCondition = 52,
    MultiCount = 53,
    MultiMin = 54,
    MultiMax = 55,
    MultiThreshold = 56,
    MultiFlags = 57,
}

pub const COLUMNS: [Column; 58] = [
    Column { id: 2, name: "string_bytes", size: 1, rows: Count::StringByte, values: Values::Range { from: 0, below: 256, optional: false } },
    Column { id: 3, name: "string_start", size: 4, rows: Count::String, values: Values::Starts(Count::StringByte) },
    Column { id: 5, name: "condition_name", size: 4, rows: Count::Condition, values: Values::Index { of: Count::String, optional: false } },
    Column { id: 6, name: "condition_bound", size: 4, rows: Count::Condition, values: Values::Range { from: 1, below: 256, optional: false } },
    Column { id: 7, name: "consumer_start", size: 4, rows: Count::Condition, values: Values::Starts(Count::Input) },
    Column { id: 8, name: "consumers", size: 4, rows: Count::Input, values: Values::Index { of: Count::Task, optional: false } },
    Column { id: 9, name: "task_name", size: 4, rows: Count::Task, values: Values::Index { of: Count::String, optional: false } },
    Column { id: 10, name: "task_kind", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 6, optional: false } },
    Column { id: 11, name: "task_join", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 3, optional: false } },
    Column { id: 12, name: "task_choice", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 4, optional: false } },
    Column { id: 13, name: "task_guard_flow", size: 4, rows: Count::Task, values: Values::Range { from: 0, below: 16777216, optional: true } },
    Column { id: 14, name: "task_scope", size: 4, rows: Count::Task, values: Values::Index { of: Count::Scope, optional: false } },
    Column { id: 15, name: "input_start", size: 4, rows: Count::Task, values: Values::Starts(Count::Input) },
    Column { id: 16, name: "input_conditions", size: 4, rows: Count::Input, values: Values::Index { of: Count::Condition, optional: false } },
    Column { id: 17, name: "input_key", size: 4, rows: Count::Input, values: Values::Index { of: Count::String, optional: false } },
    Column { id: 18, name: "outcome_start", size: 4, rows: Count::Task, values: Values::Starts(Count::Outcome) },
    Column { id: 19, name: "outcome_name", size: 4, rows: Count::Outcome, values: Values::Index { of: Count::String, optional: false } },
    Column { id: 20, name: "arc_start", size: 4, rows: Count::Outcome, values: Values::Starts(Count::Arc) },
    Column { id: 21, name: "arc_condition", size: 4, rows: Count::Arc, values: Values::Index { of: Count::Condition, optional: false } },
    Column { id: 22, name: "arc_task", size: 4, rows: Count::Arc, values: Values::Index { of: Count::Task, optional: false } },
    Column { id: 23, name: "arc_flow", size: 4, rows: Count::Arc, values: Values::Range { from: 0, below: 16777216, optional: true } },
    Column { id: 24, name: "cancel_condition_start", size: 4, rows: Count::Task, values: Values::Starts(Count::CancelCondition) },
    Column { id: 25, name: "cancel_conditions", size: 4, rows: Count::CancelCondition, values: Values::Index { of: Count::Condition, optional: false } },
    Column { id: 26, name: "cancel_task_start", size: 4, rows: Count::Task, values: Values::Starts(Count::CancelTask) },
    Column { id: 27, name: "cancel_tasks", size: 4, rows: Count::CancelTask, values: Values::Index { of: Count::Task, optional: false } },
    Column { id: 28, name: "scope_path", size: 4, rows: Count::Scope, values: Values::Index { of: Count::String, optional: false } },
    Column { id: 29, name: "scope_workflow", size: 4, rows: Count::Scope, values: Values::Index { of: Count::String, optional: false } },
    Column { id: 30, name: "condition_role", size: 1, rows: Count::Condition, values: Values::Range { from: 0, below: 4, optional: false } },
    Column { id: 31, name: "entry_start", size: 4, rows: Count::Entry, values: Values::Starts(Count::Mark) },
    Column { id: 32, name: "marks", size: 4, rows: Count::Mark, values: Values::Index { of: Count::Condition, optional: false } },
    Column { id: 33, name: "input_weight", size: 1, rows: Count::Input, values: Values::Range { from: 1, below: 256, optional: false } },
    Column { id: 34, name: "task_gather", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 4, optional: false } },
    Column { id: 35, name: "task_cancels_case", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 2, optional: false } },
    Column { id: 36, name: "task_entry", size: 4, rows: Count::Task, values: Values::Index { of: Count::Entry, optional: true } },
    Column { id: 37, name: "task_trigger", size: 4, rows: Count::Task, values: Values::Index { of: Count::Trigger, optional: true } },
    Column { id: 38, name: "task_multi", size: 4, rows: Count::Task, values: Values::Index { of: Count::Multi, optional: true } },
    Column { id: 39, name: "read_start", size: 4, rows: Count::Task, values: Values::Starts(Count::Read) },
    Column { id: 40, name: "reads", size: 4, rows: Count::Read, values: Values::Index { of: Count::Condition, optional: false } },
    Column { id: 41, name: "block_condition_start", size: 4, rows: Count::Task, values: Values::Starts(Count::BlockCondition) },
    Column { id: 42, name: "block_conditions", size: 4, rows: Count::BlockCondition, values: Values::Index { of: Count::Condition, optional: false } },
    Column { id: 43, name: "block_task_start", size: 4, rows: Count::Task, values: Values::Starts(Count::BlockTask) },
    Column { id: 44, name: "block_tasks", size: 4, rows: Count::BlockTask, values: Values::Index { of: Count::Task, optional: false } },
    Column { id: 45, name: "completed_start", size: 4, rows: Count::Task, values: Values::Starts(Count::Completed) },
    Column { id: 46, name: "completed", size: 4, rows: Count::Completed, values: Values::Index { of: Count::Task, optional: false } },
    Column { id: 47, name: "wait_start", size: 4, rows: Count::Task, values: Values::Starts(Count::Wait) },
    Column { id: 48, name: "wait_missing", size: 1, rows: Count::Wait, values: Values::Range { from: 0, below: 24, optional: false } },
    Column { id: 49, name: "wait_marked", size: 4, rows: Count::Wait, values: Values::Range { from: 0, below: 16777216, optional: true } },
    Column { id: 50, name: "need_start", size: 4, rows: Count::Wait, values: Values::Starts(Count::Need) },
    Column { id: 51, name: "need_condition", size: 4, rows: Count::Need, values: Values::Index { of: Count::Condition, optional: true } },
    Column { id: 52, name: "need_task", size: 4, rows: Count::Need, values: Values::Index { of: Count::Task, optional: true } },
    Column { id: 53, name: "need_count", size: 1, rows: Count::Need, values: Values::Range { from: 1, below: 256, optional: false } },
    Column { id: 54, name: "trigger_name", size: 4, rows: Count::Trigger, values: Values::Index { of: Count::String, optional: false } },
    Column { id: 55, name: "trigger_condition", size: 4, rows: Count::Trigger, values: Values::Index { of: Count::Condition, optional: true } },
    Column { id: 56, name: "multi_count", size: 4, rows: Count::Multi, values: Values::Range { from: 0, below: 16777216, optional: true } },
    Column { id: 57, name: "multi_min", size: 4, rows: Count::Multi, values: Values::Range { from: 0, below: 16777216, optional: false } },
    Column { id: 58, name: "multi_max", size: 4, rows: Count::Multi, values: Values::Range { from: 0, below: 16777216, optional: false } },
    Column { id: 59, name: "multi_threshold", size: 4, rows: Count::Multi, values: Values::Range { from: 0, below: 16777216, optional: true } },
    Column { id: 60, name: "multi_flags", size: 1, rows: Count::Multi, values: Values::Range { from: 0, below: 8, optional: false } },
];
