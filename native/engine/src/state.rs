//! Where a case's counts lie: the words described in `src/kernel/state.ts`.
use crate::layout::Col;
use crate::table::Table;

pub const SILENT: u32 = 2;

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
        (state[self.word as usize] >> self.shift) & self.mask
    }

    #[inline]
    pub fn add(self, state: &mut [u32]) {
        state[self.word as usize] += 1 << self.shift;
    }

    #[inline]
    pub fn subtract(self, state: &mut [u32]) {
        state[self.word as usize] -= 1 << self.shift;
    }

    #[inline]
    pub fn empty(self, state: &mut [u32]) {
        state[self.word as usize] &= !(self.mask << self.shift);
    }
}

#[derive(Clone, Debug)]
pub struct StateLayout {
    pub words: usize,
    pub enabled_at: usize,
    pub running_at: usize,
    pub conditions: Vec<Place>,
    pub running: Vec<Place>,
    pub task_bound: Vec<u32>,
    /// All bits of output conditions, by marking word less one.
    pub output_mask: Vec<u32>,
}

impl StateLayout {
    pub fn new(table: &Table) -> Self {
        let bounds = table.column(Col::ConditionBound);
        let kinds = table.column(Col::TaskKind);
        let task_bound: Vec<u32> = (0..kinds.len())
            .map(|task| {
                let inputs = table.slice(Col::InputStart, Col::InputConditions, task);
                inputs.iter().map(|condition| bounds[*condition as usize]).max().unwrap_or(1)
            })
            .collect();
        let (conditions, enabled_at) = pack(1, bounds);
        let running_at = enabled_at + kinds.len().div_ceil(32);
        let items: Vec<u32> =
            kinds.iter().zip(&task_bound).map(|(kind, bound)| if *kind == SILENT { 0 } else { *bound }).collect();
        let (running, words) = pack(running_at, &items);
        let mut output_mask = vec![0; enabled_at - 1];
        for condition in table.column(Col::OutputConditions) {
            let place = conditions[*condition as usize];
            output_mask[place.word as usize - 1] |= place.mask << place.shift;
        }
        StateLayout { words, enabled_at, running_at, conditions, running, task_bound, output_mask }
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
