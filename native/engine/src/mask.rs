//! A net as masks over the words of a state, as in `src/kernel/mask.ts`.
use crate::layout::Col;
use crate::state::{Place, StateLayout};
use crate::table::Table;

/// Pairs of a word and a mask, in rows.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    start: Vec<u32>,
    pairs: Vec<(u32, u32)>,
}

impl Masks {
    #[inline]
    pub fn row(&self, row: usize) -> &[(u32, u32)] {
        &self.pairs[self.start[row] as usize..self.start[row + 1] as usize]
    }

    fn new(rows: impl Iterator<Item = Vec<(u32, u32)>>) -> Self {
        let mut masks = Masks { start: vec![0], pairs: Vec::new() };
        for row in rows {
            masks.pairs.extend(row);
            masks.start.push(u32::try_from(masks.pairs.len()).unwrap_or(u32::MAX));
        }
        masks
    }
}

/// For each task what its join needs of the marking words: see `src/kernel/mask.ts`.
#[derive(Clone, Debug)]
pub struct Joins {
    any: Masks,
    all: Masks,
    xor: Vec<bool>,
}

impl Joins {
    pub fn new(table: &Table, layout: &StateLayout) -> Self {
        let xor: Vec<bool> = table.column(Col::TaskJoin).iter().map(|join| *join == 1).collect();
        let inputs = |task: usize| {
            let conditions = table.slice(Col::InputStart, Col::InputConditions, task).iter();
            conditions.map(|condition| layout.conditions[*condition as usize])
        };
        let pair = |place: Place| (place.word, place.mask << place.shift);
        let any = |task: usize| {
            let counters = inputs(task).filter(|place| place.mask > 1).map(pair);
            if xor[task] { gathered(inputs(task).map(pair)) } else { counters.collect() }
        };
        let all = |task: usize| {
            let bits = inputs(task).filter(|place| place.mask == 1 && !xor[task]);
            gathered(bits.map(pair))
        };
        Joins { any: Masks::new((0..xor.len()).map(any)), all: Masks::new((0..xor.len()).map(all)), xor }
    }

    #[inline]
    pub fn satisfied(&self, task: usize, state: &[u32]) -> bool {
        let has_all = |(word, mask): &(u32, u32)| state[*word as usize] & mask == *mask;
        let has_any = |(word, mask): &(u32, u32)| state[*word as usize] & mask != 0;
        let any = self.any.row(task);
        if self.xor[task] {
            any.iter().any(has_any)
        } else {
            self.all.row(task).iter().all(has_all) && any.iter().all(has_any)
        }
    }
}

/// For each condition the tasks that it is an input of, as words and bits of a bit set of tasks.
pub fn consumers(table: &Table) -> Masks {
    let row = |condition: usize| {
        let tasks = table.slice(Col::ConsumerStart, Col::Consumers, condition).iter();
        gathered(tasks.map(|task| (task / 32, 1 << (task % 32))))
    };
    Masks::new((0..table.column(Col::ConditionBound).len()).map(row))
}

/// One pair for each word.
fn gathered(pairs: impl Iterator<Item = (u32, u32)>) -> Vec<(u32, u32)> {
    let mut words: Vec<(u32, u32)> = Vec::new();
    for (word, mask) in pairs {
        match words.iter_mut().find(|(known, _)| *known == word) {
            Some((_, bits)) => *bits |= mask,
            None => words.push((word, mask)),
        }
    }
    words
}
