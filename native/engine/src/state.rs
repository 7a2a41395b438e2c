//! Where a case's counts lie: the words described in `src/kernel/state.ts`.
use crate::cell::{change, read};
use crate::kind::{role, task};
use crate::layout::{Col, NONE};
use crate::table::Table;

/// How a task with instances stands: the first of its words. In `IDLE` the others are zero.
pub mod phase {
    pub const IDLE: u32 = 0;
    pub const BUSY: u32 = 1;
    pub const ABSORBING: u32 = 2;
}

/// Words of a task with instances: its phase, and how many have not begun, run, are finished.
pub const INSTANCE_WORDS: usize = 4;
pub const PENDING: usize = 1;
pub const RUNNING: usize = 2;
pub const FINISHED: usize = 3;

/// A count of a case: `(state[word] >> shift) & mask`. Mask 0 is a count that is always 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Place {
    pub word: u32,
    pub mask: u32,
    pub shift: u8,
    pub bound: u8,
}

impl Place {
    #[inline]
    pub fn count(self, state: &[u32]) -> u32 {
        (read(state, self.word as usize) >> self.shift) & self.mask
    }

    #[inline]
    pub fn add(self, state: &mut [u32]) {
        change(state, self.word as usize, |word| *word += 1 << self.shift);
    }

    #[inline]
    pub fn subtract(self, state: &mut [u32]) {
        change(state, self.word as usize, |word| *word -= 1 << self.shift);
    }

    #[inline]
    pub fn empty(self, state: &mut [u32]) {
        change(state, self.word as usize, |word| *word &= !(self.mask << self.shift));
    }
}

/// Words `1..enabled_at` are the marking, `enabled_at..running_at` the enabled bits, `running_at..instances_at` the
/// running items, from there on the instances.
#[derive(Clone, Debug)]
pub struct StateLayout {
    pub words: usize,
    pub enabled_at: usize,
    pub running_at: usize,
    pub instances_at: usize,
    pub conditions: Vec<Place>,
    /// Of a task with instances the count is its phase.
    pub running: Vec<Place>,
    pub task_bound: Vec<u32>,
    /// The bits of all conditions that end a case or where its tokens rest, and of those whose tokens are work left, by
    /// marking word less one.
    pub output_mask: Vec<u32>,
    pub work_mask: Vec<u32>,
}

impl StateLayout {
    pub fn new(table: &Table) -> Self {
        let bounds = table.column(Col::ConditionBound);
        let kinds = table.column(Col::TaskKind);
        let multi = table.column(Col::TaskMulti);
        let task_bound: Vec<u32> = (0..kinds.len())
            .map(|task| {
                let inputs = table.slice(Col::InputStart, Col::InputConditions, task).iter();
                let bound = inputs.map(|condition| bounds[*condition as usize]).max().unwrap_or(1);
                if multi[task] == NONE { bound } else { 1 }
            })
            .collect();
        let (conditions, enabled_at) = pack(1, bounds);
        let running_at = enabled_at + kinds.len().div_ceil(32);
        let runs = |task: usize| ![task::SILENT, task::RECEIVE].contains(&kinds[task]) && multi[task] == NONE;
        let items: Vec<u32> = (0..kinds.len()).map(|task| if runs(task) { task_bound[task] } else { 0 }).collect();
        let (mut running, instances_at) = pack(running_at, &items);
        let mut words = instances_at;
        for task in (0..kinds.len()).filter(|task| multi[*task] != NONE) {
            running[task] = Place { word: narrow(words), mask: 3, shift: 0, bound: 1 };
            words += INSTANCE_WORDS;
        }
        let masks = |belongs: fn(u32) -> bool| {
            let mut masks = vec![0; enabled_at - 1];
            for (place, role) in conditions.iter().zip(table.column(Col::ConditionRole)) {
                if belongs(*role) {
                    masks[place.word as usize - 1] |= place.mask << place.shift;
                }
            }
            masks
        };
        let output_mask = masks(|role| role >= role::END);
        let work_mask = masks(|role| role == role::WORK);
        Self { words, enabled_at, running_at, instances_at, conditions, running, task_bound, output_mask, work_mask }
    }
}

/// Places counts of the given bounds from a word on: bits first, then bytes. Bound 0 takes no place.
fn pack(at: usize, bounds: &[u32]) -> (Vec<Place>, usize) {
    let mut places = vec![Place::default(); bounds.len()];
    let mut end = at;
    for (width, mask) in [(1usize, 1), (8, 255)] {
        let mut rank = 0;
        for (place, bound) in places.iter_mut().zip(bounds) {
            if (*bound == 1) != (width == 1) || *bound == 0 {
                continue;
            }
            let bit = rank * width;
            *place = Place { word: narrow(end + bit / 32), mask, shift: narrow(bit % 32), bound: narrow(*bound) };
            rank += 1;
        }
        end += (rank * width).div_ceil(32);
    }
    (places, end)
}

/// For numbers that a checked table keeps small.
fn narrow<T, N>(value: T) -> N
where
    N: TryFrom<T>,
    N::Error: std::fmt::Debug,
{
    N::try_from(value).expect("a checked table keeps it small")
}
