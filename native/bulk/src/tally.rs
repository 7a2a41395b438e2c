//! Counts what happens to the cases, as `compiler/simulate/tally.ts` does. Those of the warm-up are left out.
use knhk_engine::layout::STATUS_OK;

use crate::case::{Case, Item, NONE};
use crate::crew::CrewCounts;
use crate::plan::Plan;

/// What is known of one task.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TaskCounts {
    pub started: u64,
    pub completed: u64,
    pub cancelled: u64,
    pub withdrawn: u64,
    /// Cases that wait for ever in it.
    pub stuck: u64,
    pub working: f64,
    pub critical_work: f64,
    pub critical_wait: f64,
    /// Times that work items waited: for a person, for the last that it needs, excluded. Zeros are left out.
    pub waits: [Vec<f64>; 3],
    /// By choice.
    pub taken: Vec<u64>,
}

/// What is counted of some of the cases, in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    pub tasks: Vec<TaskCounts>,
    pub crews: Vec<CrewCounts>,
    /// By case, in the order in which they came.
    pub begun: Vec<f64>,
    pub ended: Vec<f64>,
    pub status: Vec<u8>,
    pub events: u64,
}

impl Tally {
    /// Of cases from one number on; `count` of them are counted.
    #[must_use]
    pub(crate) fn new(plan: &Plan, count: usize) -> Self {
        let task = |choices| TaskCounts { taken: vec![0; choices], ..TaskCounts::default() };
        Self {
            tasks: plan.tasks.iter().map(|of| task(of.choices)).collect(),
            crews: vec![CrewCounts::default(); plan.people.len()],
            begun: vec![0.0; count],
            ended: vec![0.0; count],
            status: vec![0; count],
            events: 0,
        }
    }

    pub fn started(&mut self, item: &Item) {
        let task = &mut self.tasks[item.task as usize];
        task.started += 1;
        let excluded = item.started_at - item.ready_at - item.queued;
        for (list, value) in task.waits.iter_mut().zip([item.queued, item.joined, positive(excluded)]) {
            if value != 0.0 {
                list.push(value);
            }
        }
    }

    pub fn completed(&mut self, item: &Item, now: f64) {
        let task = &mut self.tasks[item.task as usize];
        task.completed += 1;
        task.working += now - item.started_at;
    }

    pub fn dropped(&mut self, item: &Item) {
        let task = &mut self.tasks[item.task as usize];
        *(if item.started_at < 0.0 { &mut task.withdrawn } else { &mut task.cancelled }) += 1;
    }

    pub fn chose(&mut self, task: u32, outcome: u32, is_several: bool) {
        let taken = &mut self.tasks[task as usize].taken;
        if is_several {
            taken.iter_mut().enumerate().for_each(|(route, count)| *count += u64::from((outcome >> route) & 1));
        } else {
            taken[outcome as usize] += 1;
        }
    }

    /// `at`: its place among those that are counted here.
    pub fn over(&mut self, case: &Case, at: usize, now: f64) {
        self.begun[at] = case.begun;
        self.ended[at] = now;
        self.status[at] = u8::try_from(case.status).unwrap_or(u8::MAX);
        if case.status == STATUS_OK {
            self.walk_back(case, now);
        }
    }

    /// From the end of a case to what enabled what came last, and so on to its beginning. No time is left out.
    fn walk_back(&mut self, case: &Case, now: f64) {
        let (mut until, mut at) = (now, case.last);
        while at != NONE {
            let item = &case.items[at as usize];
            let task = &mut self.tasks[item.task as usize];
            let work = positive(until - if item.started_at < 0.0 { until } else { item.started_at });
            task.critical_work += work;
            task.critical_wait += until - item.enabled_at - work;
            until = item.enabled_at;
            at = item.cause;
        }
    }

    /// With what was counted of the cases that come next.
    pub fn add(&mut self, more: Self) {
        for (task, of) in self.tasks.iter_mut().zip(more.tasks) {
            task.started += of.started;
            task.completed += of.completed;
            task.cancelled += of.cancelled;
            task.withdrawn += of.withdrawn;
            task.stuck += of.stuck;
            task.working += of.working;
            task.critical_work += of.critical_work;
            task.critical_wait += of.critical_wait;
            task.waits.iter_mut().zip(of.waits).for_each(|(list, values)| list.extend(values));
            task.taken.iter_mut().zip(of.taken).for_each(|(count, taken)| *count += taken);
        }
        for (crew, of) in self.crews.iter_mut().zip(more.crews) {
            crew.busy_time += of.busy_time;
            crew.waiting_time += of.waiting_time;
            crew.waiting_most = crew.waiting_most.max(of.waiting_most);
        }
        self.begun.extend(more.begun);
        self.ended.extend(more.ended);
        self.status.extend(more.status);
        self.events += more.events;
    }
}

fn positive(value: f64) -> f64 {
    if value > 0.0 { value } else { 0.0 }
}
