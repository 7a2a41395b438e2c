//! Tokens and work items that come and go: what a task takes, empties and puts. The same walk as
//! `src/kernel/marking.ts` and `firing.ts`.
use crate::cell::{change, part, read};
use crate::event::{Case, Ended};
use crate::layout::{
    COMMAND_CANCEL, COMMAND_CLEAR, COMMAND_DONE, COMMAND_OVERFLOW, COMMAND_PUT, COMMAND_TAKE, COMMAND_WITHDRAW, Col,
    STATUS_CANCELLED, STATUS_FAILED, STATUS_OK,
};
use crate::rule::trait_of;
use crate::state::phase;

impl Case<'_, '_> {
    #[inline]
    pub fn take(&mut self, task: usize) {
        let rule = self.rule;
        let parts = rule.task(task);
        if parts.traits & trait_of::ASKS != 0 {
            return self.take_weighed(task);
        }
        let (state, dirty, out) = (&mut *self.state, &mut *self.dirty, &mut *self.out);
        for condition in part(&rule.inputs, range(parts.inputs)) {
            let place = rule.place(*condition);
            if place.count(state) == 0 {
                continue;
            }
            place.subtract(state);
            out.say(COMMAND_TAKE, *condition, index(task));
            dirty.touch_all(rule.touches.condition.row(*condition as usize));
            if parts.traits & trait_of::XOR != 0 {
                return;
            }
        }
    }

    #[cold]
    fn take_weighed(&mut self, task: usize) {
        let rule = self.rule;
        for input in rule.table.rows(Col::InputStart, task) {
            let condition = read(&rule.inputs, input);
            if rule.tokens(condition, self.state) == 0 {
                continue;
            }
            for _ in 0..read(rule.table.column(Col::InputWeight), input) {
                self.take_one(condition, index(task));
            }
            if rule.is(task, trait_of::XOR) {
                return;
            }
        }
    }

    /// `into`: the task that starts, or `NONE`.
    pub fn take_one(&mut self, condition: u32, into: u32) {
        self.rule.place(condition).subtract(self.state);
        self.out.say(COMMAND_TAKE, condition, into);
        self.touch(condition as usize);
    }

    /// Empties the region of a task, then puts the tokens of an outcome of it or, of an OR-split, of each route.
    #[inline]
    pub fn produce(&mut self, task: usize, outcome: u32) -> Result<(), Ended> {
        let parts = self.rule.task(task);
        if parts.traits & trait_of::COMPLETES == 0 {
            return self.put_all(parts.outcomes.0 + outcome);
        }
        self.produce_specially(task, outcome)
    }

    #[cold]
    fn produce_specially(&mut self, task: usize, outcome: u32) -> Result<(), Ended> {
        let parts = self.rule.task(task);
        self.cancel_region(task)?;
        if parts.traits & trait_of::SEVERAL == 0 {
            return self.put_all(parts.outcomes.0 + outcome);
        }
        let routes = (parts.outcomes.1 - parts.outcomes.0) / 2;
        (0..routes).try_for_each(|route| self.put_all(parts.outcomes.0 + 2 * route + (outcome >> route & 1 ^ 1)))
    }

    /// Its conditions and tasks, then tasks with instances that are completed as they are, then the case.
    fn cancel_region(&mut self, task: usize) -> Result<(), Ended> {
        let rule = self.rule;
        for condition in rule.table.slice(Col::CancelConditionStart, Col::CancelConditions, task) {
            self.clear(*condition);
        }
        for cancelled in rule.table.slice(Col::CancelTaskStart, Col::CancelTasks, task) {
            self.drop_items(*cancelled as usize);
        }
        for other in rule.table.slice(Col::CompletedStart, Col::Completed, task) {
            self.complete_as_it_is(*other as usize)?;
        }
        if read(rule.table.column(Col::TaskCancelsCase), task) == 1 {
            self.end(STATUS_CANCELLED);
            return Err(Ended);
        }
        Ok(())
    }

    fn complete_as_it_is(&mut self, task: usize) -> Result<(), Ended> {
        match self.rule.running(task).count(self.state) {
            phase::IDLE => Ok(()),
            phase::BUSY => {
                self.out.say(COMMAND_DONE, index(task), 0);
                self.drop_items(task);
                self.produce(task, 0)
            }
            _ => {
                self.drop_items(task);
                Ok(())
            }
        }
    }

    #[inline]
    fn put_all(&mut self, outcome: u32) -> Result<(), Ended> {
        let rule = self.rule;
        let first = read(&rule.arc_start, outcome as usize);
        let end = read(&rule.arc_start, outcome as usize + 1);
        (first..end)
            .zip(part(&rule.arcs, range((first, end))))
            .try_for_each(|(arc, condition)| self.put(*condition as usize, arc))
    }

    #[inline]
    pub fn put(&mut self, condition: usize, arc: u32) -> Result<(), Ended> {
        let place = read(&self.rule.layout.conditions, condition);
        if place.count(self.state) >= u32::from(place.bound) {
            self.out.say(COMMAND_OVERFLOW, index(condition), 0);
            self.end(STATUS_FAILED);
            return Err(Ended);
        }
        place.add(self.state);
        self.out.say(COMMAND_PUT, index(condition), arc);
        if read(&self.rule.ends, condition) {
            self.end(STATUS_OK);
            return Err(Ended);
        }
        self.touch(condition);
        Ok(())
    }

    pub fn clear(&mut self, condition: u32) {
        let place = self.rule.place(condition);
        if place.count(self.state) > 0 {
            place.empty(self.state);
            self.out.say(COMMAND_CLEAR, condition, 0);
            self.touch(condition as usize);
        }
    }

    /// Withdraws and cancels all work items of a task.
    pub fn drop_items(&mut self, task: usize) {
        self.touch_task(task);
        if self.rule.is_enabled(task, self.state) {
            self.withdraw(task);
        }
        self.cancel(task);
    }

    pub fn withdraw(&mut self, task: usize) {
        self.disable(task);
        self.out.say(COMMAND_WITHDRAW, index(task), 0);
    }

    /// Cancels what runs of a task; of its instances also what did not begin.
    pub fn cancel(&mut self, task: usize) {
        let place = self.rule.running(task);
        let running = place.count(self.state);
        if running == 0 {
            return;
        }
        if self.rule.is(task, trait_of::INSTANCES) {
            return self.cancel_instances(task);
        }
        place.empty(self.state);
        self.out.say(COMMAND_CANCEL, index(task), running);
    }

    #[inline]
    pub fn disable(&mut self, task: usize) {
        change(self.state, self.rule.layout.enabled_at + task / 32, |word| *word &= !(1 << (task % 32)));
    }

    /// One work item fewer runs.
    #[inline]
    pub fn leave(&mut self, task: usize) {
        self.rule.running(task).subtract(self.state);
        self.touch_task(task);
    }

    /// The task and what waits for it to run or not.
    #[inline]
    pub fn touch_task(&mut self, task: usize) {
        self.dirty.touch(task / 32, 1 << (task % 32));
        self.touch_running(task);
    }

    #[inline]
    pub fn touch_running(&mut self, task: usize) {
        if self.rule.is(task, trait_of::WATCHED) {
            self.dirty.touch_all(self.rule.touches.task.row(task));
        }
    }

    #[inline]
    fn touch(&mut self, condition: usize) {
        self.dirty.touch_all(self.rule.touches.condition.row(condition));
    }
}

#[inline]
const fn range((from, to): (u32, u32)) -> (usize, usize) {
    (from as usize, to as usize)
}

/// Counts of a checked table are below `COUNT_LIMIT`.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "counts are below COUNT_LIMIT")]
pub const fn index(value: usize) -> u32 {
    value as u32
}
