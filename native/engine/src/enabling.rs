//! Which tasks may start: joins, milestones and blockers over the words of a case, as in `src/kernel/enabling.ts`.
use crate::cell::read;
use crate::layout::{Col, NONE};
use crate::rule::{Rule, trait_of};
use crate::state::phase;

impl Rule {
    /// Whether the join of a task is satisfied and what it reads is marked.
    #[inline]
    pub fn satisfied(&self, task: usize, state: &[u32]) -> bool {
        let traits = read(&self.traits, task);
        self.joins.hold(task, traits & trait_of::ONE != 0, state)
            && (traits & trait_of::ASKS == 0 || self.asked(task, state))
    }

    /// Whether something that excludes the task is marked or runs.
    #[inline]
    pub fn blocked(&self, task: usize, state: &[u32]) -> bool {
        self.is(task, trait_of::BLOCKS) && self.excluded(task, state)
    }

    /// Whether a task that routes or receives goes by itself now.
    pub fn fires(&self, task: usize, state: &[u32]) -> bool {
        (!self.is(task, trait_of::RECEIVES) || self.kept_signal(task, state).is_some())
            && self.satisfied(task, state)
            && !self.blocked(task, state)
    }

    /// The condition where a signal is kept for a task that receives, if there is one now.
    pub fn kept_signal(&self, task: usize, state: &[u32]) -> Option<u32> {
        let trigger = read(self.table.column(Col::TaskTrigger), task);
        let condition = read(self.table.column(Col::TriggerCondition), trigger as usize);
        Some(condition).filter(|condition| *condition != NONE && self.tokens(*condition, state) > 0)
    }

    #[inline]
    pub fn is_enabled(&self, task: usize, state: &[u32]) -> bool {
        read(state, self.layout.enabled_at + task / 32) >> (task % 32) & 1 == 1
    }

    #[inline]
    pub fn tokens(&self, condition: u32, state: &[u32]) -> u32 {
        self.place(condition).count(state)
    }

    fn runs(&self, task: u32, state: &[u32]) -> u32 {
        self.running(task as usize).count(state)
    }

    #[cold]
    fn asked(&self, task: usize, state: &[u32]) -> bool {
        let table = &self.table;
        let inputs = table.slice(Col::InputStart, Col::InputConditions, task).iter();
        let weights = table.slice(Col::InputStart, Col::InputWeight, task).iter();
        table.slice(Col::ReadStart, Col::Reads, task).iter().all(|condition| self.tokens(*condition, state) > 0)
            && inputs.zip(weights).all(|(condition, weight)| *weight == 1 || self.tokens(*condition, state) >= *weight)
            && !table.rows(Col::WaitStart, task).any(|wait| self.waits(task, wait, state))
    }

    fn waits(&self, task: usize, wait: usize, state: &[u32]) -> bool {
        let table = &self.table;
        let inputs = table.slice(Col::InputStart, Col::InputConditions, task);
        let holds = |condition: u32| self.tokens(condition, state) > 0;
        if holds(read(inputs, read(table.column(Col::WaitMissing), wait) as usize)) {
            return false;
        }
        let marked = read(table.column(Col::WaitMarked), wait);
        if marked != NONE && !inputs.iter().zip(0..).all(|(input, bit)| holds(*input) == (marked >> bit & 1 == 1)) {
            return false;
        }
        table.rows(Col::NeedStart, wait).all(|need| {
            let condition = read(table.column(Col::NeedCondition), need);
            let there = match condition {
                NONE => self.bringing(read(table.column(Col::NeedTask), need), state),
                _ => self.tokens(condition, state),
            };
            there >= read(table.column(Col::NeedCount), need)
        })
    }

    /// Work items of a task that may still bring a token: one with instances only brings one until it is done.
    fn bringing(&self, task: u32, state: &[u32]) -> u32 {
        let running = self.runs(task, state);
        let is_done = running == phase::ABSORBING && read(self.table.column(Col::TaskMulti), task as usize) != NONE;
        if is_done { 0 } else { running }
    }

    #[cold]
    fn excluded(&self, task: usize, state: &[u32]) -> bool {
        let conditions = self.table.slice(Col::BlockConditionStart, Col::BlockConditions, task).iter();
        let tasks = self.table.slice(Col::BlockTaskStart, Col::BlockTasks, task).iter();
        conditions.into_iter().any(|condition| self.tokens(*condition, state) > 0)
            || tasks.into_iter().any(|other| self.runs(*other, state) > 0)
    }
}
