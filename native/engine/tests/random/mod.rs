//! Random nets that make a table, seldom sound, and random events that often fit.
use knhk_engine::layout::{
    EVENT_BEGIN, EVENT_CANCEL, EVENT_COMPLETE, EVENT_FAIL, EVENT_FINISH, EVENT_OPEN, EVENT_START, EVENT_STOP, NONE,
    STATUS_EMPTY,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::net::{AND, CALL, Instances, Net, OR, RECEIVE, SILENT, TIMER, Task, Wait, XOR, size};

/// One to three of so many.
fn some(of: usize) -> impl Strategy<Value = Vec<u32>> {
    subsequence((0..size(of)).collect::<Vec<u32>>(), 1..=of.min(3))
}

fn seldom(of: usize) -> impl Strategy<Value = Vec<u32>> {
    prop_oneof![6 => Just(vec![]), 1 => some(of)]
}

fn waits(conditions: usize, tasks: usize) -> impl Strategy<Value = Vec<Wait>> {
    let need =
        (any::<bool>(), 0..size(conditions), 0..size(tasks), 1..3u32).prop_map(|(tokens, condition, task, count)| {
            if tokens { (condition, NONE, count) } else { (NONE, task, 1) }
        });
    let marked = prop_oneof![Just(NONE), 1..8u32];
    let wait = (any::<u32>(), marked, vec(need, 0..3));
    vec(wait.prop_map(|(missing, marked, needs)| Wait { missing, marked, needs }), 0..4)
}

fn instances() -> impl Strategy<Value = Option<Instances>> {
    let some = (0..3u32, 0..3u32, prop_oneof![Just(NONE), 0..3u32], prop_oneof![Just(NONE), 0..4u32], 0..8u32);
    let declared = some.prop_map(|(min, more, count, threshold, flags)| {
        let max = min + more;
        Instances { count: if count == NONE { NONE } else { count.clamp(min, max) }, min, max, threshold, flags }
    });
    prop_oneof![3 => Just(None), 1 => declared.prop_map(Some)]
}

fn tasks(conditions: usize, tasks: usize) -> impl Strategy<Value = Task> {
    let kind = select(vec![0, 0, 0, 1, SILENT, CALL, CALL, RECEIVE, TIMER]);
    let ways = (kind, select(vec![AND, AND, XOR, OR]), any::<bool>(), 0..2u32, any::<bool>());
    let last = size(conditions - 1);
    let arc = prop_oneof![5 => 0..last, 1 => Just(last)];
    let arcs = (some(conditions - 1), vec(1..3u32, conditions), vec(vec(arc, 0..4), 1..5));
    let regions = (seldom(conditions), seldom(tasks), seldom(tasks), prop_oneof![20 => Just(false), 1 => Just(true)]);
    let guards = (seldom(conditions), seldom(conditions), seldom(tasks), waits(conditions, tasks));
    (ways, arcs, regions, guards, instances()).prop_map(|(ways, arcs, regions, guards, instances)| Task {
        kind: ways.0,
        join: ways.1,
        several: ways.2,
        trigger: ways.3,
        inputs: arcs.0,
        weights: arcs.1,
        outcomes: arcs.2,
        clears: regions.0,
        cancels: regions.1,
        completes: regions.2,
        cancels_case: regions.3,
        reads: guards.0,
        unless: guards.1,
        excludes: guards.2,
        waits: guards.3,
        instances: if ways.4 { instances } else { None },
    })
}

/// Makes of a net what a table may be.
fn allowed(mut net: Net) -> Net {
    for task in &mut net.tasks {
        if [SILENT, RECEIVE, TIMER].contains(&task.kind) {
            task.instances = None;
        }
        let alone = task.kind == SILENT || task.kind == RECEIVE || task.instances.is_some();
        task.several &= !alone && task.outcomes.len() > 1;
        task.outcomes.truncate(if alone { 1 } else { task.outcomes.len() / 2 * 2 }.max(1));
        task.weights.truncate(task.inputs.len());
        for (weight, input) in task.weights.iter_mut().zip(&task.inputs) {
            *weight = if task.join == AND { net.bounds[*input as usize].min(*weight) } else { 1 };
        }
        if task.join != OR {
            task.waits.clear();
        }
        for wait in &mut task.waits {
            wait.missing %= size(task.inputs.len());
            if wait.marked != NONE {
                wait.marked &= (1 << task.inputs.len()) - 1;
            }
        }
    }
    let last: Vec<bool> = net.tasks.iter().map(|task| task.instances.is_some() && task.completes.is_empty()).collect();
    for task in &mut net.tasks {
        task.completes.retain(|other| last[*other as usize]);
    }
    net
}

/// The last condition is an output.
pub fn nets() -> impl Strategy<Value = Net> {
    (3..8usize, 1..9usize).prop_flat_map(|(conditions, count)| {
        let bounds = vec(prop_oneof![Just(1u32), 2..5u32], conditions);
        let entries = prop_oneof![1 => Just(vec![]), 3 => vec(some(conditions - 1), 1..3)];
        let last = size(conditions - 1);
        let outputs = prop_oneof![4 => Just(vec![last]), 1 => some(conditions)];
        let ends = (outputs, any::<bool>(), seldom(conditions), 0..last);
        (bounds, vec(tasks(conditions, count), count), entries, ends).prop_map(|(bounds, tasks, entries, ends)| {
            let (outputs, implicit, resources, kept) = ends;
            allowed(Net { bounds, tasks, outputs, implicit, resources, entries, triggers: vec![NONE, kept] })
        })
    })
}

/// What an event is made of: its kind, more or less; its task; its detail.
pub type Wish = (u32, u32, u32);

pub fn wishes(most: usize) -> impl Strategy<Value = Vec<Wish>> {
    vec((0..24u32, any::<u32>(), 0..4u32), 1..most)
}

/// An event at a case of so many tasks; three of four concern a task that has work items.
pub fn event(status: u32, tasks: usize, items: &[u32], (kind, pick, detail): Wish) -> [u32; 4] {
    let any = size(pick as usize / 4 % tasks);
    let task = if pick % 4 == 0 || items.is_empty() { any } else { items[pick as usize / 4 % items.len()] };
    match (status, kind) {
        (STATUS_EMPTY, _) => [0, EVENT_OPEN, detail % 2, 0],
        (_, 0) => [detail % 2, any, any, detail],
        (_, 1) if detail == 2 => [0, if any == 0 { EVENT_CANCEL } else { EVENT_FAIL }, task, 0],
        (_, 1) if detail == 3 => [0, EVENT_STOP, task, 0],
        (_, 2..6) => [0, EVENT_START, task, detail],
        (_, 9 | 10) => [0, kind, any % 2, 0],
        (_, 6..9) => [0, kind, task, u32::from(detail == 3)],
        (_, 11..17) => [0, if kind < 14 { EVENT_BEGIN } else { EVENT_FINISH }, task, u32::from(detail == 3)],
        _ => [0, EVENT_COMPLETE, task, detail],
    }
}
