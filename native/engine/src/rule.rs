//! A table as the step reads it: what one task needs lies together, what changes a task's standing is masks.
use crate::cell::read;
use crate::kind::{choice, join, multi, role, task};
use crate::layout::{Col, NONE};
use crate::mask::{Joins, Touches};
use crate::state::{Place, StateLayout};
use crate::table::Table;

/// What of a task is out of the ordinary: most have none of it, and the step then asks no further.
pub mod trait_of {
    /// An XOR- or OR-join, which one input satisfies; an XOR-join, which takes from one alone.
    pub const ONE: u16 = 1;
    pub const XOR: u16 = 2;
    /// Weights, milestones or waits; blockers.
    pub const ASKS: u16 = 4;
    pub const BLOCKS: u16 = 8;
    pub const RECEIVES: u16 = 16;
    pub const INSTANCES: u16 = 32;
    /// Others are asked anew when it runs or no longer does.
    pub const WATCHED: u16 = 64;
    /// A cancellation region, others that it completes, or the case that it cancels; an OR-split.
    pub const REGION: u16 = 128;
    pub const SEVERAL: u16 = 256;
    /// What takes more than the start or the completion of an ordinary task.
    pub const STARTS: u16 = BLOCKS | RECEIVES | INSTANCES;
    pub const COMPLETES: u16 = REGION | SEVERAL | INSTANCES;
}

/// Cuts of the flat columns.
#[derive(Clone, Copy, Debug, Default)]
pub struct Task {
    pub inputs: (u32, u32),
    pub outcomes: (u32, u32),
    /// Bits of `trait_of`.
    pub traits: u16,
}

/// How a task has instances. `word`: the first of its words in a state.
#[derive(Clone, Copy, Debug)]
pub struct Instances {
    pub task: usize,
    pub word: usize,
    pub count: Option<u32>,
    pub min: u32,
    pub max: u32,
    pub threshold: Option<u32>,
    pub cancels: bool,
    pub open: bool,
    pub until: bool,
}

/// The firing rule over one table: its parts are in `event.rs`, `enabling.rs`, `produce.rs`, `instances.rs`,
/// `receive.rs` and `settle.rs`.
#[derive(Debug)]
pub struct Rule {
    pub table: Table,
    pub layout: StateLayout,
    pub tasks: Vec<Task>,
    /// Of every task, next to each other for the joins: bits of `trait_of`.
    pub traits: Vec<u16>,
    pub inputs: Vec<u32>,
    pub arc_start: Vec<u32>,
    pub arcs: Vec<u32>,
    pub joins: Joins,
    pub touches: Touches,
    /// Whether the first token in a condition ends the case.
    pub ends: Vec<bool>,
    /// Bit set of the tasks that go by themselves: silent ones and those that receive.
    pub selfish: Vec<u32>,
    pub has_selfish: bool,
    pub has_blockers: bool,
    /// In task order.
    pub instances: Vec<Instances>,
    pub pass_limit: u64,
}

impl Rule {
    pub fn new(table: Table) -> Self {
        let layout = StateLayout::new(&table);
        let kinds = table.column(Col::TaskKind);
        let bounds = table.column(Col::ConditionBound);
        let touches = Touches::new(&table);
        let watched = |task: usize| if touches.task.row(task).is_empty() { 0 } else { trait_of::WATCHED };
        let traits: Vec<u16> = (0..kinds.len()).map(|task| traits(&table, task) | watched(task)).collect();
        let mut selfish = vec![0; kinds.len().div_ceil(32)];
        for task in (0..kinds.len()).filter(|task| [task::SILENT, task::RECEIVE].contains(&kinds[*task])) {
            selfish[task / 32] |= 1 << (task % 32);
        }
        let cut = |starts: Col, task: usize| (table.column(starts)[task], table.column(starts)[task + 1]);
        let task = |task: usize| Task {
            inputs: cut(Col::InputStart, task),
            outcomes: cut(Col::OutcomeStart, task),
            traits: traits[task],
        };
        Self {
            tasks: (0..kinds.len()).map(task).collect(),
            inputs: table.column(Col::InputConditions).to_vec(),
            arc_start: table.column(Col::ArcStart).to_vec(),
            arcs: table.column(Col::ArcCondition).to_vec(),
            joins: Joins::new(&table, &layout),
            touches,
            ends: table.column(Col::ConditionRole).iter().map(|role| *role == role::END).collect(),
            has_selfish: selfish.iter().any(|word| *word != 0),
            selfish,
            has_blockers: traits.iter().any(|traits| traits & trait_of::BLOCKS != 0),
            instances: instances(&table, &layout),
            pass_limit: (bounds.len() as u64 + 2 * kinds.len() as u64)
                * u64::from(bounds.iter().copied().max().unwrap_or(1)),
            traits,
            layout,
            table,
        }
    }

    #[inline]
    pub fn is(&self, task: usize, of: u16) -> bool {
        read(&self.traits, task) & of != 0
    }

    #[inline]
    pub fn task(&self, task: usize) -> Task {
        read(&self.tasks, task)
    }

    /// Where the tokens of a condition are counted, and the work items that run of a task.
    #[inline]
    pub fn place(&self, condition: u32) -> Place {
        read(&self.layout.conditions, condition as usize)
    }

    #[inline]
    pub fn running(&self, task: usize) -> Place {
        read(&self.layout.running, task)
    }

    pub fn instances_of(&self, task: usize) -> Option<&Instances> {
        self.instances
            .binary_search_by_key(&task, |instances| instances.task)
            .ok()
            .and_then(|at| self.instances.get(at))
    }
}

fn traits(table: &Table, task: usize) -> u16 {
    let value = |column: Col| table.column(column)[task];
    let some = |starts: Col| !table.rows(starts, task).is_empty();
    let weighs = table.slice(Col::InputStart, Col::InputWeight, task).iter().any(|weight| *weight > 1);
    [
        (value(Col::TaskJoin) != join::AND, trait_of::ONE),
        (value(Col::TaskJoin) == join::XOR, trait_of::XOR),
        (weighs || some(Col::ReadStart) || some(Col::WaitStart), trait_of::ASKS),
        (some(Col::BlockConditionStart) || some(Col::BlockTaskStart), trait_of::BLOCKS),
        (value(Col::TaskChoice) == choice::SEVERAL, trait_of::SEVERAL),
        (value(Col::TaskCancelsCase) == 1 || some(Col::CompletedStart), trait_of::REGION),
        (some(Col::CancelConditionStart) || some(Col::CancelTaskStart), trait_of::REGION),
        (value(Col::TaskKind) == task::RECEIVE, trait_of::RECEIVES),
        (value(Col::TaskMulti) != NONE, trait_of::INSTANCES),
    ]
    .iter()
    .filter(|(holds, _)| *holds)
    .fold(0, |bits, (_, bit)| bits | bit)
}

fn instances(table: &Table, layout: &StateLayout) -> Vec<Instances> {
    let optional = |value: u32| Some(value).filter(|value| *value != NONE);
    let rows = table.column(Col::TaskMulti).iter().enumerate().filter(|(_, row)| **row != NONE);
    rows.map(|(task, row)| {
        let value = |column: Col| table.column(column)[*row as usize];
        Instances {
            task,
            word: layout.running[task].word as usize,
            count: optional(value(Col::MultiCount)),
            min: value(Col::MultiMin),
            max: value(Col::MultiMax),
            threshold: optional(value(Col::MultiThreshold)),
            cancels: value(Col::MultiFlags) & multi::CANCEL != 0,
            open: value(Col::MultiFlags) & multi::OPEN != 0,
            until: value(Col::MultiFlags) & multi::UNTIL != 0,
        }
    })
    .collect()
}
