//! Generated from compiler/table/layout.ts by compiler/table/generate.ts. Do not edit.
#![allow(dead_code, reason = "the description is whole; the engine uses what it needs")]
#![allow(clippy::unreadable_literal, reason = "numbers are written as generated")]
#![cfg_attr(rustfmt, rustfmt_skip)]

pub const LAYOUT_HASH: &str = "3441888689df9a0d";
pub const MAGIC: [u8; 8] = [0x89, 0x4b, 0x4e, 0x48, 0xd, 0xa, 0x1a, 0xa];
pub const MAJOR: u32 = 1;
pub const MINOR: u32 = 0;
pub const ENDIAN_TAG: u32 = 0x1020304;
pub const MUST_UNDERSTAND: u32 = 1;
pub const ALIGNMENT: u32 = 64;
pub const COUNT_LIMIT: u32 = 0x1000000;
pub const NONE: u32 = 0xffffffff;
pub const BOUND_LIMIT: u32 = 255;
pub const NET_SECTION: u32 = 1;
pub const NET_WORDS: u32 = 15;

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
pub const NET_TERMINATION: usize = 2;
pub const NET_OPEN_CONDITION: usize = 3;
pub const NET_STRING_BYTE_COUNT: usize = 4;
pub const NET_STRING_COUNT: usize = 5;
pub const NET_CONDITION_COUNT: usize = 6;
pub const NET_OUTPUT_COUNT: usize = 7;
pub const NET_TASK_COUNT: usize = 8;
pub const NET_INPUT_COUNT: usize = 9;
pub const NET_OUTCOME_COUNT: usize = 10;
pub const NET_ARC_COUNT: usize = 11;
pub const NET_CANCEL_CONDITION_COUNT: usize = 12;
pub const NET_CANCEL_TASK_COUNT: usize = 13;
pub const NET_SCOPE_COUNT: usize = 14;
pub const FIRST_COUNT: usize = 4;

pub const EVENT_OPEN: u32 = 1;
pub const EVENT_START: u32 = 2;
pub const EVENT_COMPLETE: u32 = 3;
pub const EVENT_FAIL: u32 = 4;
pub const EVENT_CANCEL: u32 = 5;
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

/// How many of each thing a net has: word `FIRST_COUNT + count` of the section `net`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Count {
    StringByte = 0,
    String = 1,
    Condition = 2,
    Output = 3,
    Task = 4,
    Input = 5,
    Outcome = 6,
    Arc = 7,
    CancelCondition = 8,
    CancelTask = 9,
    Scope = 10,
}

/// What the values of a column may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Values {
    Starts(Count),
    Index(Count),
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
    OutputConditions = 2,
    ConditionName = 3,
    ConditionBound = 4,
    ConsumerStart = 5,
    Consumers = 6,
    TaskName = 7,
    TaskKind = 8,
    TaskJoin = 9,
    TaskChoice = 10,
    TaskGuardFlow = 11,
    TaskScope = 12,
    InputStart = 13,
    InputConditions = 14,
    InputKey = 15,
    OutcomeStart = 16,
    OutcomeName = 17,
    ArcStart = 18,
    ArcCondition = 19,
    ArcTask = 20,
    ArcFlow = 21,
    CancelConditionStart = 22,
    CancelConditions = 23,
    CancelTaskStart = 24,
    CancelTasks = 25,
    ScopePath = 26,
    ScopeWorkflow = 27,
}

pub const COLUMNS: [Column; 28] = [
    Column { id: 2, name: "string_bytes", size: 1, rows: Count::StringByte, values: Values::Range { from: 0, below: 256, optional: false } },
    Column { id: 3, name: "string_start", size: 4, rows: Count::String, values: Values::Starts(Count::StringByte) },
    Column { id: 4, name: "output_conditions", size: 4, rows: Count::Output, values: Values::Index(Count::Condition) },
    Column { id: 5, name: "condition_name", size: 4, rows: Count::Condition, values: Values::Index(Count::String) },
    Column { id: 6, name: "condition_bound", size: 4, rows: Count::Condition, values: Values::Range { from: 1, below: 256, optional: false } },
    Column { id: 7, name: "consumer_start", size: 4, rows: Count::Condition, values: Values::Starts(Count::Input) },
    Column { id: 8, name: "consumers", size: 4, rows: Count::Input, values: Values::Index(Count::Task) },
    Column { id: 9, name: "task_name", size: 4, rows: Count::Task, values: Values::Index(Count::String) },
    Column { id: 10, name: "task_kind", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 3, optional: false } },
    Column { id: 11, name: "task_join", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 2, optional: false } },
    Column { id: 12, name: "task_choice", size: 1, rows: Count::Task, values: Values::Range { from: 0, below: 3, optional: false } },
    Column { id: 13, name: "task_guard_flow", size: 4, rows: Count::Task, values: Values::Range { from: 0, below: 16777216, optional: true } },
    Column { id: 14, name: "task_scope", size: 4, rows: Count::Task, values: Values::Index(Count::Scope) },
    Column { id: 15, name: "input_start", size: 4, rows: Count::Task, values: Values::Starts(Count::Input) },
    Column { id: 16, name: "input_conditions", size: 4, rows: Count::Input, values: Values::Index(Count::Condition) },
    Column { id: 17, name: "input_key", size: 4, rows: Count::Input, values: Values::Index(Count::String) },
    Column { id: 18, name: "outcome_start", size: 4, rows: Count::Task, values: Values::Starts(Count::Outcome) },
    Column { id: 19, name: "outcome_name", size: 4, rows: Count::Outcome, values: Values::Index(Count::String) },
    Column { id: 20, name: "arc_start", size: 4, rows: Count::Outcome, values: Values::Starts(Count::Arc) },
    Column { id: 21, name: "arc_condition", size: 4, rows: Count::Arc, values: Values::Index(Count::Condition) },
    Column { id: 22, name: "arc_task", size: 4, rows: Count::Arc, values: Values::Index(Count::Task) },
    Column { id: 23, name: "arc_flow", size: 4, rows: Count::Arc, values: Values::Range { from: 0, below: 16777216, optional: true } },
    Column { id: 24, name: "cancel_condition_start", size: 4, rows: Count::Task, values: Values::Starts(Count::CancelCondition) },
    Column { id: 25, name: "cancel_conditions", size: 4, rows: Count::CancelCondition, values: Values::Index(Count::Condition) },
    Column { id: 26, name: "cancel_task_start", size: 4, rows: Count::Task, values: Values::Starts(Count::CancelTask) },
    Column { id: 27, name: "cancel_tasks", size: 4, rows: Count::CancelTask, values: Values::Index(Count::Task) },
    Column { id: 28, name: "scope_path", size: 4, rows: Count::Scope, values: Values::Index(Count::String) },
    Column { id: 29, name: "scope_workflow", size: 4, rows: Count::Scope, values: Values::Index(Count::String) },
];
