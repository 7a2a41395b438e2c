//! The cases that are at work, as `compiler/simulate/case.ts` has them: their work items and when tokens came.
use crate::plan::Plan;
use crate::random::Random;

/// No work item, no task, no role.
pub const NONE: u32 = u32::MAX;

/// Where a work item is. `number`: of its case, since places of cases are used again.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    pub case: usize,
    pub number: u32,
    pub item: u32,
}

/// One work item.
#[derive(Debug, Clone)]
#[allow(clippy::struct_excessive_bools, reason = "as the other side has them")]
pub struct Item {
    pub task: u32,
    /// What enabled it.
    pub cause: u32,
    pub enabled_at: f64,
    pub ready_at: f64,
    pub joined: f64,
    pub queued_at: f64,
    pub queued: f64,
    /// When somebody began to work on it; -1: nobody did.
    pub started_at: f64,
    pub is_queued: bool,
    /// When its time is over, of what was noted last; -1: nothing was.
    pub due_at: f64,
    /// The kernel knows that it started.
    pub is_started: bool,
    /// Its time is over, and something excludes it.
    pub is_due: bool,
    pub is_over: bool,
    pub has_person: bool,
}

#[derive(Debug, Clone, Copy)]
pub struct Token {
    pub at: f64,
    pub since: f64,
}

#[derive(Debug)]
pub struct Case {
    pub number: u32,
    pub is_counted: bool,
    pub random: Random,
    pub begun: f64,
    pub events: u64,
    /// A `STATUS` once it is over, 0 before.
    pub status: u32,
    pub is_closed: bool,
    /// What completed last.
    pub last: u32,
    pub items: Vec<Item>,
    /// By task.
    pub enabled: Vec<u32>,
    /// In the order in which they started.
    pub running: Vec<u32>,
    /// Enabled by the last events and not looked at yet.
    pub fresh: Vec<u32>,
    /// Wanted to start and something excludes it.
    pub blocked: Vec<u32>,
    /// An event was taken since what is blocked was tried.
    pub is_changed: bool,
    /// By condition, oldest first.
    pub tokens: Vec<Vec<Token>>,
}

impl Case {
    pub fn new(plan: &Plan) -> Self {
        Self {
            number: NONE,
            is_counted: false,
            random: Random::new(0, 0),
            begun: 0.0,
            events: 0,
            status: 0,
            is_closed: true,
            last: NONE,
            items: Vec::new(),
            enabled: vec![NONE; plan.tasks.len()],
            running: Vec::new(),
            fresh: Vec::new(),
            blocked: Vec::new(),
            is_changed: false,
            tokens: vec![Vec::new(); plan.conditions],
        }
    }

    /// As new; what it has taken of memory it keeps.
    pub fn begin(&mut self, number: u32, plan: &Plan, now: f64) {
        self.number = number;
        self.is_counted = u64::from(number) >= plan.warm_up;
        self.random = Random::new(plan.seed, number);
        self.begun = now;
        self.events = 0;
        self.status = 0;
        self.is_closed = false;
        self.last = NONE;
        self.items.clear();
        self.enabled.fill(NONE);
        self.running.clear();
        self.fresh.clear();
        self.blocked.clear();
        self.is_changed = false;
        self.tokens.iter_mut().for_each(Vec::clear);
    }
}
