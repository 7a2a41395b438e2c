//! The plan, from the flat arrays that `compiler/simulate/flat.ts` makes.
use knhk_engine::Table;
use knhk_engine::layout::Col;

use crate::draw::Draw;

/// What of a task is set in its flags.
mod flag {
    pub const OPEN: u32 = 1;
    pub const TIMER: u32 = 2;
    pub const SILENT: u32 = 4;
    pub const CHOOSES: u32 = 8;
    pub const SEVERAL: u32 = 16;
    pub const FIRST_INPUT: u32 = 32;
    pub const RECEIVES: u32 = 64;
    pub const EXCLUDED: u32 = 128;
}

/// What is simulated, as flat arrays.
///
/// `options`: seed, cases, cases before them, events that a case may take, cases of a part (0: cases wait for each
/// other), whether tokens are tracked (0 or 1). `tasks`: role or `u32::MAX`, flags, choices of each. `draws`: kind,
/// first number and their count, of the arrival, of each task's duration, of each task's outcome (`u32::MAX`: it has
/// none) and of when each signal comes; `numbers`: of all draws. `people`: by role. `triggers`: of each the condition
/// that keeps its signals, whether they come once after the beginning of a case (0 or 1), how long they are kept, and
/// its place among those that a case may receive; -1 is none.
#[derive(Debug, Clone, Copy)]
pub struct Flat<'a> {
    /// The workflow, as `compiler/table` encodes it.
    pub table: &'a [u8],
    /// See above.
    pub options: &'a [f64],
    /// See above.
    pub tasks: &'a [u32],
    /// See above.
    pub draws: &'a [u32],
    /// See above.
    pub numbers: &'a [f64],
    /// Infinite: as many as are wanted.
    pub people: &'a [f64],
    /// See above.
    pub triggers: &'a [f64],
}

#[derive(Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is a property of its own")]
pub struct Task {
    pub role: Option<usize>,
    /// Stands open until it is done.
    pub is_open: bool,
    pub is_timer: bool,
    pub is_silent: bool,
    /// What it waits for.
    pub receives: Option<u32>,
    /// Others may exclude it.
    pub is_excluded: bool,
    pub chooses: bool,
    pub is_several: bool,
    /// Takes from the first input that holds alone.
    pub first_input: bool,
    pub choices: usize,
    pub duration: Draw,
    pub outcome: Option<Draw>,
    /// Condition and weight.
    pub inputs: Vec<(usize, usize)>,
}

#[derive(Debug)]
pub struct Trigger {
    /// That keeps its signals.
    pub condition: Option<u32>,
    /// They come once after the beginning of a case, not once for each task that waits.
    pub from_start: bool,
    /// How long they are kept; infinite: for ever.
    pub keep: f64,
    pub after: Draw,
}

#[derive(Debug)]
pub struct Plan {
    pub seed: i64,
    pub warm_up: u64,
    pub total: u64,
    pub events_max: u64,
    /// Cases of a part; none where cases wait for each other.
    pub part: Option<usize>,
    pub tracks: bool,
    pub arrival: Draw,
    pub tasks: Vec<Task>,
    pub triggers: Vec<Trigger>,
    /// Triggers whose signals a case may receive, in the order in which they are drawn.
    pub received: Vec<u32>,
    pub conditions: usize,
    /// By arc: the task that puts it.
    pub arcs: Vec<u32>,
    pub people: Vec<f64>,
    pub table: Table,
}

impl Plan {
    /// # Panics
    /// When the arrays do not fit each other or the table: who made them has a bug.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers, as the other side says")]
    pub fn new(flat: Flat<'_>) -> Self {
        let table = Table::read(flat.table).unwrap_or_else(|error| panic!("no table: {}", error.0.name()));
        let &[seed, cases, warm_up, events_max, part, tracks] = flat.options else { panic!("six options are needed") };
        let draw = |index: usize| {
            let words = &flat.draws[3 * index..3 * index + 3];
            let (from, count) = (words[1] as usize, words[2] as usize);
            (words[0] != u32::MAX).then(|| Draw::new(words[0], &flat.numbers[from..from + count]))
        };
        let count = table.column(Col::TaskKind).len();
        let triggers = flat.triggers.as_chunks::<4>().0;
        let draws = 1 + 2 * count + triggers.len();
        assert_eq!((flat.tasks.len(), flat.draws.len()), (3 * count, 3 * draws), "of another workflow");
        let mut received: Vec<usize> = (0..triggers.len()).filter(|at| triggers[*at][3] >= 0.0).collect();
        received.sort_by(|a, b| triggers[*a][3].total_cmp(&triggers[*b][3]));
        let trigger = |(at, &[condition, from_start, keep, _]): (usize, &[f64; 4])| Trigger {
            condition: (condition >= 0.0).then_some(condition as u32),
            from_start: from_start > 0.0,
            keep,
            after: draw(1 + 2 * count + at).unwrap_or_else(|| panic!("signal {at} never comes")),
        };
        let weights = table.column(Col::InputWeight);
        let tasks = flat.tasks.as_chunks::<3>().0.iter().enumerate().map(|(t, &[role, flags, choices])| Task {
            role: (role != u32::MAX).then_some(role as usize),
            is_open: flags & flag::OPEN != 0,
            is_timer: flags & flag::TIMER != 0,
            is_silent: flags & flag::SILENT != 0,
            receives: (flags & flag::RECEIVES != 0).then(|| table.column(Col::TaskTrigger)[t]),
            is_excluded: flags & flag::EXCLUDED != 0,
            chooses: flags & flag::CHOOSES != 0,
            is_several: flags & flag::SEVERAL != 0,
            first_input: flags & flag::FIRST_INPUT != 0,
            choices: choices as usize,
            duration: draw(1 + t).unwrap_or_else(|| panic!("task {t} has no duration")),
            outcome: draw(1 + count + t),
            inputs: table
                .rows(Col::InputStart, t)
                .map(|i| (table.column(Col::InputConditions)[i] as usize, weights[i] as usize))
                .collect(),
        });
        Self {
            seed: seed as i64,
            warm_up: warm_up as u64,
            total: (cases + warm_up) as u64,
            events_max: events_max as u64,
            part: (part > 0.0).then_some(part as usize),
            tracks: tracks > 0.0,
            arrival: draw(0).unwrap_or_else(|| panic!("there is no arrival")),
            tasks: tasks.collect(),
            triggers: triggers.iter().enumerate().map(trigger).collect(),
            received: received.into_iter().map(|at| at as u32).collect(),
            conditions: table.column(Col::ConditionBound).len(),
            arcs: table.column(Col::ArcTask).to_vec(),
            people: flat.people.to_vec(),
            table,
        }
    }
}
