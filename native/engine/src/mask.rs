//! A net as masks over the words of a state, as in `src/kernel/mask.ts`.
use crate::cell::{part, read};
use crate::kind::{join, task};
use crate::layout::{Col, NONE};
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
        part(&self.pairs, (read(&self.start, row) as usize, read(&self.start, row + 1) as usize))
    }

    fn new(rows: impl Iterator<Item = Vec<(u32, u32)>>) -> Self {
        let mut masks = Self { start: vec![0], pairs: Vec::new() };
        for row in rows {
            masks.pairs.extend(row);
            masks.start.push(u32::try_from(masks.pairs.len()).unwrap_or(u32::MAX));
        }
        masks
    }
}

/// For each task what its join needs of the marking words: see `src/kernel/mask.ts`. What more it takes is asked in
/// `enabling.rs`.
#[derive(Clone, Debug)]
pub struct Joins {
    any: Masks,
    all: Masks,
}

impl Joins {
    pub fn new(table: &Table, layout: &StateLayout) -> Self {
        let joins = table.column(Col::TaskJoin);
        let one = |task: usize| joins[task] != join::AND;
        let inputs = |task: usize| {
            let conditions = table.slice(Col::InputStart, Col::InputConditions, task).iter();
            conditions.map(|condition| layout.conditions[*condition as usize])
        };
        let pair = |place: Place| (place.word, place.mask << place.shift);
        let any = |task: usize| {
            let counters = inputs(task).filter(|place| place.mask > 1).map(pair);
            if one(task) { gathered(inputs(task).map(pair)) } else { counters.collect() }
        };
        let all = |task: usize| {
            let bits = inputs(task).filter(|place| place.mask == 1 && !one(task));
            gathered(bits.map(pair))
        };
        Self { any: Masks::new((0..joins.len()).map(any)), all: Masks::new((0..joins.len()).map(all)) }
    }

    /// Whether one input holds a token (XOR, OR), or each (AND).
    #[inline]
    pub fn hold(&self, task: usize, one: bool, state: &[u32]) -> bool {
        let has_all = |(word, mask): &(u32, u32)| read(state, *word as usize) & mask == *mask;
        let has_any = |(word, mask): &(u32, u32)| read(state, *word as usize) & mask != 0;
        let any = self.any.row(task);
        if one { any.iter().any(has_any) } else { self.all.row(task).iter().all(has_all) && any.iter().all(has_any) }
    }
}

/// Which tasks are asked anew when the tokens of a condition change, or what runs of a task, as words and bits of a bit
/// set of tasks: those that take from the condition or read it; OR-joins that wait for it; what it keeps from going by
/// itself; what waits for the signals kept there.
#[derive(Clone, Debug)]
pub struct Touches {
    pub condition: Masks,
    pub task: Masks,
}

impl Touches {
    pub fn new(table: &Table) -> Self {
        let kinds = table.column(Col::TaskKind);
        let mut conditions = vec![Vec::new(); table.column(Col::ConditionBound).len()];
        let mut tasks = vec![Vec::new(); kinds.len()];
        for (task, kind) in (0u32..).zip(kinds) {
            let row = task as usize;
            let mut of_condition = |condition: &u32| conditions[*condition as usize].push(task);
            let mut of_task = |other: &u32| tasks[*other as usize].push(task);
            table.slice(Col::InputStart, Col::InputConditions, row).iter().for_each(&mut of_condition);
            table.slice(Col::ReadStart, Col::Reads, row).iter().for_each(&mut of_condition);
            for wait in table.rows(Col::WaitStart, row) {
                let needs = table.slice(Col::NeedStart, Col::NeedCondition, wait).iter();
                needs.filter(|condition| **condition != NONE).for_each(&mut of_condition);
                let needs = table.slice(Col::NeedStart, Col::NeedTask, wait).iter();
                needs.filter(|other| **other != NONE).for_each(&mut of_task);
            }
            let trigger = table.column(Col::TaskTrigger)[row] as usize;
            let kept = table.column(Col::TriggerCondition).get(trigger);
            kept.filter(|condition| **condition != NONE).into_iter().for_each(&mut of_condition);
            if *kind == task::SILENT || *kind == task::RECEIVE {
                table.slice(Col::BlockConditionStart, Col::BlockConditions, row).iter().for_each(&mut of_condition);
                table.slice(Col::BlockTaskStart, Col::BlockTasks, row).iter().for_each(&mut of_task);
            }
        }
        let bits = |tasks: &Vec<u32>| gathered(tasks.iter().map(|task| (task / 32, 1 << (task % 32))));
        Self { condition: Masks::new(conditions.iter().map(bits)), task: Masks::new(tasks.iter().map(bits)) }
    }
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
