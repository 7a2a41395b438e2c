//! What no single column of a table can tell: the step relies on all of it. As `src/kernel/table-check.ts` asks.
use crate::kind::{choice, join, role, task};
use crate::layout::{Col, NONE, OR_INPUTS};
use crate::table::{Checked, Fault, Table, ensure};

pub fn check_net(table: &Table) -> Checked<()> {
    let entries = table.column(Col::EntryStart);
    let ordered = entries.len() > 1 && entries.windows(2).all(|cut| cut[0] < cut[1]);
    ensure(ordered, Fault::Index)?;
    ensure(table.column(Col::ConditionRole).iter().any(|role| *role >= role::END), Fault::Index)?;
    let needs = table.column(Col::NeedCondition).iter().zip(table.column(Col::NeedTask));
    for (condition, other) in needs {
        ensure((*condition == NONE) != (*other == NONE), Fault::Index)?;
    }
    let mut next = table.column(Col::ConsumerStart).to_vec();
    for task in 0..table.column(Col::TaskKind).len() {
        check_inputs(table, task, &mut next)?;
        check_outcomes(table, task)?;
        check_kind(table, task)?;
        check_waits(table, task)?;
    }
    for (row, count) in table.column(Col::MultiCount).iter().enumerate() {
        let (min, max) = (table.column(Col::MultiMin)[row], table.column(Col::MultiMax)[row]);
        let count = if *count == NONE { max } else { *count };
        ensure(min <= count && count <= max, Fault::Index)?;
    }
    Ok(())
}

/// `next`: where the next task among the consumers of each condition should be.
fn check_inputs(table: &Table, task: usize, next: &mut [u32]) -> Checked<()> {
    let consumers = table.column(Col::Consumers);
    let inputs = table.slice(Col::InputStart, Col::InputConditions, task);
    let weights = table.slice(Col::InputStart, Col::InputWeight, task);
    ensure(!inputs.is_empty(), Fault::Index)?;
    for (condition, weight) in inputs.iter().zip(weights) {
        let own = table.rows(Col::ConsumerStart, *condition as usize);
        let place = next[*condition as usize] as usize;
        next[*condition as usize] += 1;
        ensure(place < own.end && consumers[place] as usize == task, Fault::Index)?;
        ensure(place == own.start || consumers[place - 1] as usize != task, Fault::Index)?;
        ensure(*weight == 1 || table.column(Col::TaskJoin)[task] == join::AND, Fault::Index)?;
        ensure(*weight <= table.column(Col::ConditionBound)[*condition as usize], Fault::Index)?;
    }
    Ok(())
}

fn check_outcomes(table: &Table, task: usize) -> Checked<()> {
    let outcomes = table.rows(Col::OutcomeStart, task);
    let chosen = table.column(Col::TaskChoice)[task];
    let alone = [task::SILENT, task::RECEIVE].contains(&table.column(Col::TaskKind)[task]) || is_multi(table, task);
    ensure(outcomes.len() == 1 || (!outcomes.is_empty() && !alone && chosen != choice::SINGLE), Fault::Index)?;
    let pairs = !alone && outcomes.len().is_multiple_of(2) && outcomes.len() <= 2 * OR_INPUTS as usize;
    ensure(chosen != choice::SEVERAL || pairs, Fault::Index)?;
    let starts = table.column(Col::ArcStart);
    let arcs = starts[outcomes.start] as usize..starts[outcomes.end] as usize;
    ensure(table.column(Col::ArcTask)[arcs].iter().all(|of| *of as usize == task), Fault::Index)
}

fn check_kind(table: &Table, task: usize) -> Checked<()> {
    let kind = table.column(Col::TaskKind)[task];
    ensure((kind == task::CALL) == (table.column(Col::TaskEntry)[task] != NONE), Fault::Index)?;
    ensure((kind == task::RECEIVE) == (table.column(Col::TaskTrigger)[task] != NONE), Fault::Index)?;
    let lone = [task::SILENT, task::RECEIVE, task::TIMER].contains(&kind);
    ensure(!lone || !is_multi(table, task), Fault::Index)?;
    for other in table.slice(Col::CompletedStart, Col::Completed, task) {
        let other = *other as usize;
        ensure(is_multi(table, other) && table.rows(Col::CompletedStart, other).is_empty(), Fault::Index)?;
    }
    Ok(())
}

fn check_waits(table: &Table, task: usize) -> Checked<()> {
    let inputs = table.rows(Col::InputStart, task).len();
    let waits = table.slice(Col::WaitStart, Col::WaitMissing, task);
    let is_or = table.column(Col::TaskJoin)[task] == join::OR;
    ensure(if is_or { inputs <= OR_INPUTS as usize } else { waits.is_empty() }, Fault::Index)?;
    let marked = table.slice(Col::WaitStart, Col::WaitMarked, task);
    ensure(marked.iter().all(|marked| *marked == NONE || u64::from(*marked) < 1 << inputs), Fault::Index)?;
    ensure(waits.iter().all(|missing| (*missing as usize) < inputs), Fault::Index)
}

fn is_multi(table: &Table, task: usize) -> bool {
    table.column(Col::TaskMulti)[task] != NONE
}
